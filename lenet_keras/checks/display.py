"""Showing a verdict: a box in Jupyter, plain text in a terminal."""

import html
from collections.abc import Sequence

from lenet_keras.checks.overview import Row, summary
from lenet_keras.checks.verdict import Result, Verdict

# Sign and colour of each state: told apart by sign and word, not by colour alone.
STYLES = {
    "passed": ("✓", "#1a7f37"),
    "partly": ("◐", "#9a6700"),
    "not yet": ("✗", "#b42318"),
    "recorded": ("✎", "#3b5bdb"),
    "open": ("○", "#59636e"),
    "a person grades it": ("✎", "#3b5bdb"),
}

# Paper and ink of the page around the box: JupyterLab's and VS Code's, in any theme. A feedback page has
# neither and is white.
PAPER = "var(--jp-layout-color0,var(--vscode-editor-background,#fff))"
INK = "var(--jp-content-font-color1,var(--vscode-editor-foreground,#1f2328))"


LONGEST = 600  # characters of a sentence; a student's values may be much longer


def lines(verdict: Verdict) -> list[tuple[str, str]]:
    """The message as pairs (label, sentence): found, expected, hint, and what else is to say."""
    labelled = []
    if verdict.note:
        labelled.append(("Note" if verdict.passed else "First", verdict.note))
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
    state = verdict.state
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
    state = verdict.state
    parts = [_open(state), f'<strong style="color:{_ink(state)}">{html.escape(headline(verdict))}</strong>']
    parts += [f"<div><strong>{label}:</strong> {_code(sentence)}</div>" for label, sentence in lines(verdict)]
    if len(verdict.results) > 1 and not verdict.passed:
        items = "".join(
            f"<li>{'✓' if r.fault is None else '✗'} "
            f"{_code(r.name + (further(verdict, r) if in_full else ''))}</li>"
            for r in verdict.results
        )
        parts.append(f'<ul style="list-style:none;padding-left:0;margin:.3em 0 0">{items}</ul>')
    return "".join(parts) + "</div>"


def _open(state: str) -> str:
    """The head of a box: a light tint of the state's colour, on whatever paper the page has."""
    colour = STYLES[state][1]
    return (
        f'<div role="status" style="border-left:4px solid {colour};color:{INK};'
        f"background:color-mix(in srgb,{colour} 8%,{PAPER});"
        'padding:.5em .9em;margin:.2em 0;line-height:1.5;max-width:60em">'
    )


def _ink(state: str) -> str:
    """The state's colour, moved towards the page's own ink so that it can be read on dark paper."""
    return f"color-mix(in srgb,{STYLES[state][1]} 65%,{INK})"


def _code(sentence: str) -> str:
    """Escape a sentence and set what stands between backticks in code type."""
    pieces = html.escape(sentence).split("`")
    if len(pieces) % 2 == 0:  # an odd backtick, from a student's error message
        return html.escape(sentence)
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(pieces))


def show(verdict: Verdict) -> None:
    """Show the verdict where the check was called."""
    _show(box(verdict), text(verdict))


def show_overview(rows: list[Row]) -> None:
    """Show how far a lesson is, as a table; where no check has run, what to do."""
    if not rows:
        sentence = "No check has run in this notebook yet. Run the cell under the first step."
        _show(f"{_open('open')}{sentence}</div>", sentence)
        return
    last = summary(rows)
    plain = [f"{STYLES[row.state][0]} {row.id:7} {row.state:20} {_points(row)}" for row in rows]
    marked = "".join(
        f'<tr><td>{html.escape(row.id)}</td><td style="text-align:left;color:{_ink(row.state)}">'
        f"{STYLES[row.state][0]} {row.state}</td><td>{_points(row)}</td></tr>"
        for row in rows
    )
    head = '<tr><th>step</th><th style="text-align:left">state</th><th>points</th></tr>'
    _show(f"{_open('open')}<table>{head}{marked}</table><div>{last}</div></div>", "\n".join([*plain, last]))


def _points(row: Row) -> str:
    return f"{'–' if row.points is None else f'{row.points:g}'} of {row.worth:g}"


def show_hints(step: str, told: Sequence[str], of: int) -> None:
    """Show the hints of a step that were asked for so far, and whether there is another."""
    more = f'hint("{step}") once more for another.' if len(told) < of else "There are no more."
    plain = [f"Hint {number} of {of} to {step}: {sentence}" for number, sentence in enumerate(told, 1)]
    items = "".join(f"<li>{_code(sentence)}</li>" for sentence in told)
    head = f"<strong>Hints to {html.escape(step)}</strong>"
    marked = (
        f'{_open("recorded")}{head}<ol style="margin:.3em 0">{items}</ol><div>{html.escape(more)}</div></div>'
    )
    _show(marked, "\n".join([*plain, more]))


def _show(marked: str, plain: str) -> None:
    """Show HTML in Jupyter, and text elsewhere."""
    if _in_jupyter():
        from IPython.display import display

        display({"text/html": marked, "text/plain": plain}, raw=True)
    else:
        print(plain)


def _in_jupyter() -> bool:
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    shell = get_ipython()
    return shell is not None and getattr(shell, "kernel", None) is not None
