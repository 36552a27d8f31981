"""Showing a verdict: a box in Jupyter, plain text in a terminal."""

import html

from lenet_keras.checks.verdict import Result, Verdict

# Told apart by sign and word, not by colour alone.
STYLES = {
    "passed": ("✓", "#1a7f37", "#f0fff4"),
    "partly": ("◐", "#9a6700", "#fff8e5"),
    "not yet": ("✗", "#b42318", "#fff5f5"),
    "recorded": ("✎", "#3b5bdb", "#f3f5ff"),
}


LONGEST = 600  # characters of a sentence; a student's values may be much longer


def status(verdict: Verdict) -> str:
    """One of `passed`, `partly`, `not yet`, `recorded` (a question whose answer is graded later)."""
    if verdict.passed:
        return "recorded" if verdict.question else "passed"
    return "partly" if verdict.points else "not yet"


def lines(verdict: Verdict) -> list[tuple[str, str]]:
    """The message as pairs (label, sentence): found, expected, hint, and what else is to say."""
    labelled = []
    if verdict.note:
        labelled.append(("First", verdict.note))
    if fault := verdict.fault:
        labelled.append(("Found", cut(fault.found)))
        if fault.expected:
            labelled.append(("Expected", fault.expected))
        if fault.hint:
            labelled.append(("Hint", fault.hint))
    if verdict.outlook:
        labelled.append(("Next", verdict.outlook))
    return labelled


def headline(verdict: Verdict) -> str:
    """Step, status and points in one line."""
    state = status(verdict)
    sign = STYLES[state][0]
    if state == "recorded":
        return f"{sign} {verdict.step}: recorded. The answer is graded after you hand in."
    return f"{sign} {verdict.step}: {state}, {verdict.points:g} of {verdict.worth:g} points"


def further(verdict: Verdict, result: Result) -> str:
    """What else is to say about a criterion, where it failed for another reason than the first one."""
    fault = result.fault
    if fault is None or fault == verdict.fault:
        return ""
    expected = f" Expected: {fault.expected}." if fault.expected else ""
    return f": {cut(fault.found)}.{expected} {fault.hint}".rstrip()


def cut(sentence: str) -> str:
    """A sentence of bearable length."""
    return sentence if len(sentence) <= LONGEST else sentence[: LONGEST - 1] + "…"


def text(verdict: Verdict, in_full: bool = False) -> str:
    """The verdict for a terminal; `in_full` for somebody who cannot mend one thing and check again."""
    rows = [headline(verdict)]
    rows += [f"  {label}: {sentence}" for label, sentence in lines(verdict)]
    if len(verdict.results) > 1 and not verdict.passed:
        rows += [
            f"  [{'x' if r.fault is None else ' '}] {r.name}{further(verdict, r) if in_full else ''}"
            for r in verdict.results
        ]
    return "\n".join(rows)


def box(verdict: Verdict, in_full: bool = False) -> str:
    """The verdict as HTML, `in_full` as in `text`. Every part that comes from the student is escaped."""
    state = status(verdict)
    _, ink, paper = STYLES[state]
    parts = [
        f'<div role="status" style="border-left:4px solid {ink};background:{paper};color:#1f2328;'
        'padding:.5em .9em;margin:.2em 0;line-height:1.5;max-width:60em">',
        f'<strong style="color:{ink}">{html.escape(headline(verdict))}</strong>',
    ]
    parts += [f"<div><strong>{label}:</strong> {_code(sentence)}</div>" for label, sentence in lines(verdict)]
    if len(verdict.results) > 1 and not verdict.passed:
        items = "".join(
            f"<li>{'✓' if r.fault is None else '✗'} "
            f"{_code(r.name + (further(verdict, r) if in_full else ''))}</li>"
            for r in verdict.results
        )
        parts.append(f'<ul style="list-style:none;padding-left:0;margin:.3em 0 0">{items}</ul>')
    return "".join(parts) + "</div>"


def _code(sentence: str) -> str:
    """Escape a sentence and set what stands between backticks in code type."""
    pieces = html.escape(sentence).split("`")
    if len(pieces) % 2 == 0:  # an odd backtick, from a student's error message
        return html.escape(sentence)
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(pieces))


def show(verdict: Verdict) -> None:
    """Show the verdict where the check was called."""
    if _in_jupyter():
        from IPython.display import HTML, display

        display({"text/html": HTML(box(verdict)).data, "text/plain": text(verdict)}, raw=True)
    else:
        print(text(verdict))


def _in_jupyter() -> bool:
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    shell = get_ipython()
    return shell is not None and getattr(shell, "kernel", None) is not None
