"""The instructor's commands: `python -m autograder --help`."""

import argparse
import io
import signal
import sys
import threading
from pathlib import Path

NOT_INSTALLED = (
    "{} is not installed for {}. Run `make build` once, which installs everything, then "
    "`. .venv/bin/activate` in each new terminal"
)

try:
    from rich.console import Console
    from rich.markup import escape

    from autograder.coursedir import folders
    from autograder.terminal import arguments, interrupt
    from autograder.terminal.printable import line, printable
except ModuleNotFoundError as missing:  # another Python than the one that everything is installed for
    sys.exit(NOT_INSTALLED.format(missing.name, sys.executable))


def main(given: list[str] | None = None) -> int:
    """Run one command and return its exit status.

    Raises:
        KeyboardInterrupt: when somebody has pressed Ctrl-C, whatever came of it.
    """
    chosen = arguments.parser(__doc__).parse_args(given)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # where the locale has no letter for it, it is told by number
            stream.reconfigure(errors="backslashreplace")
    console = Console()
    if threading.current_thread() is threading.main_thread():
        interrupt.may_clean_up()
    try:
        return COMMANDS[chosen.command](chosen, console)
    except Exception as error:
        if interrupt.was_pressed():
            raise KeyboardInterrupt from None
        return _status_of(error)


def _status_of(error: Exception) -> int:
    """Say in a line what is wrong; what is a fault of ours is raised again.

    Returns:
        The exit status.
    """
    if isinstance(error, ModuleNotFoundError):
        said = NOT_INSTALLED.format(error.name, sys.executable)
    elif isinstance(error, (ValueError, RuntimeError, LookupError, OSError)):
        said = _in_words(error)
    elif type(error).__name__ == "OperationalError":  # SQLAlchemy's, which not every command loads
        from autograder.coursedir import waiting

        said = waiting.told_of_lock(error)
    else:
        raise error
    Console(stderr=True).print(printable("error", "red"), printable(f": {said}"), sep="", soft_wrap=True)
    return 1


def _in_words(error: Exception) -> str:
    """What an error says, without the words of the language that it is written in."""
    if isinstance(error, OSError) and error.strerror:
        return ": ".join(str(each) for each in (error.filename, error.strerror) if each)
    return str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)


def _build(_, console: Console) -> int:
    from autograder.coursedir import private
    from autograder.lessons.build import build
    from autograder.questions import bank, variants

    root = _course(folders.SOLUTIONS)
    questions = bank.load(root).values()
    console.print(f"making every variant of {len(questions)} questions")
    variants.prove(questions)
    private.generated_notebooks_are_no_conflict(root)
    for path in build(root, progress=lambda name: console.print(f"building {name}")):
        console.print(f"  {path.relative_to(root)}", highlight=False)
    return 0


def _text(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.lessons.build import bring_back

    root = _course(folders.SOLUTIONS)
    path = bring_back(chosen.lesson, root)
    console.print(f"wrote {path.relative_to(root)}; now run `make build`", highlight=False)
    return 0


def _demo(_, console: Console) -> int:
    from autograder.demo import demo

    _clone()
    demo.run()
    return 0


def _table(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.coursedir import layout
    from autograder.results import table

    root = _course()
    for lesson in chosen.lesson or layout.assignments(layout.course_at(root)):
        try:
            table.show(table.students_by_steps(root, lesson), console)
        except LookupError as error:
            if chosen.lesson:
                raise
            console.print(printable(str(error)))
        for note in table.notes(root, lesson):
            console.print(f"[yellow]![/] {escape(line(note))}", highlight=False)
    return 0


def _review(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.results import review

    review.show(_course(), chosen.lesson, console)
    return 0


CONFIG = "nbgrader_config.py"


def _again(chosen: argparse.Namespace, _) -> int:
    from autograder.grading import again

    return again.examine(_course(), chosen.lesson)


def _course(needs: str = CONFIG) -> Path:
    """The course in the current folder, or else the one of the clone that this runs from.

    Args:
        needs: what a course must have for the command.

    Raises:
        LookupError: when neither has it; what is installed from a wheel holds no course.
    """
    here = Path.cwd()
    for root in (here, folders.PROJECT):
        if (root / needs).exists():
            return root
        if (root / CONFIG).exists():  # a course of one's own: never the clone's in its place
            raise LookupError(f"the course in {root} has no {needs}, which this command needs")
    raise LookupError(f"there is no course in {Path.cwd()}: it has no {needs}. Change to the folder of one")


def _clone() -> Path:
    """The clone of this project that this runs from.

    Raises:
        LookupError: when it was installed from a wheel, which holds neither lessons nor solutions.
    """
    if not (folders.PROJECT / folders.SOLUTIONS).is_dir():
        raise LookupError(
            "this command needs the project's own lessons, which are not installed: use a clone"
        )
    return folders.PROJECT


def _grades(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.results.lms import command

    command.run(_course(), chosen.format, chosen.roster, chosen.output, console, chosen.column)
    return 0


def _feedback_archive(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.feedback import archive

    packed = archive.write(_course(), chosen.lesson, chosen.format, chosen.output)
    for student in packed.gone:
        console.print(printable(f"! {student}: no longer in the gradebook; left out"), soft_wrap=True)
    for student in packed.unknown:
        console.print(
            printable(f"! {student}: not in what the LMS gave; send this page by hand"), soft_wrap=True
        )
    console.print(printable(f"wrote {chosen.output}: {packed.pages} pages"), soft_wrap=True)
    return 0


def _report(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.results.report import command

    command.run(_course(), chosen.lesson, chosen.output, console, chosen.pseudonyms)
    return 0


def _leaderboard(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.coursedir import layout
    from autograder.results import leaderboard

    root = _course()
    entries = leaderboard.of_lesson(root, chosen.lesson, hidden=not chosen.names)
    if not entries:
        layout.require(layout.course_at(root), chosen.lesson)
        raise LookupError(
            f"no network of {chosen.lesson} was measured: expected a lesson that trains one, such as "
            "a3_train, that was graded since this version; run `nbgrader autograde --force` on it"
        )
    console.print(leaderboard.table(chosen.lesson, entries))
    return 0


def _similar(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.results.similar import command

    command.run(_course(), chosen.lesson, chosen.output, console)
    return 0


def _students(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.coursedir import private
    from autograder.intake.collection import enrolment

    bar = Console(stderr=True)
    done = enrolment.enrol(
        _course(), chosen.file, lambda told: bar.print(printable(f"! {told}"), soft_wrap=True)
    )
    private.keep_out_of_git(chosen.file)
    for each in done.elsewhere:
        named = f"{each.first} {each.last}".strip()
        console.print(
            printable(
                f"! {f'{named} ({each.id})' if named else each.id} is in the gradebook and not in "
                f"{chosen.file}; if gone for good: nbgrader db student remove {each.id} --force"
            ),
            soft_wrap=True,
        )
    console.print(
        printable(f"students: {len(done.new)} new, {len(done.changed)} changed, {done.same} as they were"),
        soft_wrap=True,
    )
    return 0


def _release(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.lessons.release import bundle

    root = _clone()
    output = chosen.output or root / "build" / "lenet-keras-students.zip"
    names = bundle.write(root, output)
    console.print(printable(f"wrote {output}: {len(names)} files"), soft_wrap=True)
    return 0


def _sheets(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.coursedir import private
    from autograder.questions.sheets import command, selection

    root, bar = _course(folders.SOLUTIONS), Console(stderr=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # or drafts would stay
    picked = selection.Choice(*map(tuple, (chosen.question, chosen.tag, chosen.difficulty, chosen.points)))
    heading = selection.Heading(chosen.title, chosen.course, chosen.date, chosen.time)
    written = command.write(
        root, chosen.output, chosen.lesson, chosen.class_list, chosen.paper, bar, picked, heading
    )
    private.keep_out_of_git(*(path for path in written if "class-" in path.name))
    for remark in command.remarks(root, chosen.lesson, picked):
        bar.print(printable(f"! {remark}"), soft_wrap=True)
    for path in written:
        console.print(str(path), highlight=False, markup=False, soft_wrap=True)
    return 0


def _handwriting_sheet(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.coursedir import private
    from autograder.handwriting import command

    root = _course()
    output = chosen.output or root / "build" / "handwriting.pdf"
    written = command.print_sheets(root, chosen.class_list, output, chosen.paper, chosen.pseudonyms)
    private.keep_out_of_git(*written)
    for path in written:
        console.print(str(path), highlight=False, markup=False, soft_wrap=True)
    return 0


def _handwriting(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.handwriting import command, report

    accepted = report.accepted(chosen.accept)
    root, students = _course(folders.SOLUTIONS), command.classlist.read(chosen.class_list)
    found = command.collect(root, chosen.photo, students, report.reader(console), accepted)
    for told in report.lines(root, found):
        console.print(printable(line(told)), soft_wrap=True)
    return 1 if found.unused else 0


COMMANDS = {
    "build": _build,
    "text": _text,
    "demo": _demo,
    "table": _table,
    "review": _review,
    "again": _again,
    "grades": _grades,
    "feedback-archive": _feedback_archive,
    "report": _report,
    "leaderboard": _leaderboard,
    "similar": _similar,
    "students": _students,
    "release": _release,
    "sheets": _sheets,
    "handwriting-sheet": _handwriting_sheet,
    "handwriting": _handwriting,
}

if __name__ == "__main__":
    sys.exit(main())
