"""The instructor's commands: `python -m autograder --help`."""

import argparse
import io
import signal
import sys
from pathlib import Path

try:
    from rich.console import Console
    from rich.markup import escape

    from autograder.coursedir import folders
    from autograder.terminal.printable import line, printable
except ModuleNotFoundError as missing:  # another Python than the one that everything is installed for
    sys.exit(
        f"{missing.name} is not installed for {sys.executable}. Run `make build` once, which installs "
        "everything, then `. .venv/bin/activate` in each new terminal"
    )


STOPPED = 130  # the exit status of what Ctrl-C has ended, as shells have it


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m autograder", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="make the notebooks from solutions/*.py")
    back = commands.add_parser("text", help="write solutions/LESSON.py anew from an edited notebook")
    back.add_argument("lesson", help="for instance a1_preprocess")
    commands.add_parser("demo", help="grade a sample class in a course of its own")
    points = commands.add_parser("table", help="print students by steps, and what could not be graded")
    points.add_argument("lesson", nargs="*", help="lessons; all if left out")
    look = commands.add_parser("review", help="list what was repaired, ended by a limit, or refused")
    look.add_argument("lesson", nargs="?", help="this lesson only")
    again = commands.add_parser("again", help="grade those again whom a limit ended, as after it was raised")
    again.add_argument("lesson", help="for instance a3_train")
    out = commands.add_parser("grades", help="write the grades for Canvas or Moodle")
    out.add_argument("--format", required=True, choices=("canvas", "moodle"), help="the LMS")
    out.add_argument("--roster", type=Path, help="what the LMS has exported; Canvas needs its gradebook")
    out.add_argument("--column", help="for Moodle: the roster's column that says who a student is")
    out.add_argument("--output", type=Path, required=True, help="the CSV file to write")
    back = commands.add_parser("feedback-archive", help="pack feedback pages as Canvas or Moodle takes them")
    back.add_argument("lesson", help="for instance a1_preprocess")
    back.add_argument("--format", required=True, choices=("canvas", "moodle"), help="the LMS")
    back.add_argument("--output", type=Path, required=True, help="the zip file to write")
    did = commands.add_parser(
        "report", help="how the class did: points, difficulty, mistakes, who needs help"
    )
    did.add_argument("lesson", nargs="*", help="lessons; all if left out")
    did.add_argument("--output", type=Path, help="write this page, too, for instance report.html")
    did.add_argument("--pseudonyms", action="store_true", help="in the table of networks, not names")
    best = commands.add_parser("leaderboard", help="the class's networks by error and number of parameters")
    best.add_argument("lesson", help="for instance a3_train")
    best.add_argument("--names", action="store_true", help="names in place of pseudonyms")
    alike = commands.add_parser("similar", help="pairs of students whose own code agrees: a place to look")
    alike.add_argument("lesson", help="for instance a1_preprocess")
    alike.add_argument("--output", type=Path, help="a folder for pages, side by side")
    students = commands.add_parser("release", help="pack what students get into one archive")
    students.add_argument("--output", type=Path, help="build/lenet-keras-students.zip if left out")
    sheets = commands.add_parser("sheets", help="write question sheets, keys, rubrics and files for an LMS")
    sheets.add_argument("--output", type=Path, required=True, help="the folder to write to")
    sheets.add_argument("--lesson", action="append", default=[], help="this lesson; may be repeated")
    sheets.add_argument(
        "--class-list", type=Path, help="CSV with id and name: a sheet for each student as well"
    )
    sheets.add_argument("--paper", choices=("a4", "letter"), default="a4")
    sheets.add_argument("--question", action="append", default=[], help="this one, by its id; repeatable")
    sheets.add_argument("--tag", action="append", default=[], help="those of this concept; repeatable")
    sheets.add_argument("--difficulty", action="append", type=int, default=[], choices=(1, 2, 3))
    sheets.add_argument("--points", action="append", type=float, default=[], help="those worth so much")
    sheets.add_argument("--title", default="", help="of an exam: all chosen questions in one document")
    sheets.add_argument("--course", default="", help="its name, above the questions")
    sheets.add_argument("--date", default="", help="as it is to be printed")
    sheets.add_argument("--time", default="", help="as it is to be printed, such as '90 minutes'")
    chosen = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # where the locale has no letter for it, it is told by number
            stream.reconfigure(errors="backslashreplace")
    console = Console()
    try:
        return COMMANDS[chosen.command](chosen, console)
    except (ValueError, RuntimeError, LookupError, OSError) as error:
        Console(stderr=True).print(
            printable("error", "red"), printable(f": {_said(error)}"), sep="", soft_wrap=True
        )
        return 1
    except Exception as error:
        if type(error).__name__ != "OperationalError":  # SQLAlchemy's, which not every command loads
            raise
        from autograder.coursedir import waiting

        Console(stderr=True).print(
            printable("error", "red"), printable(f": {waiting.told_of_lock(error)}"), sep="", soft_wrap=True
        )
        return 1
    except KeyboardInterrupt:
        Console(stderr=True).print("\nstopped")
        return STOPPED


def _said(error: Exception) -> str:
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
            console.print(table.students_by_steps(root, lesson), crop=False)  # who was not graded stands last
        except LookupError as error:
            if chosen.lesson:
                raise
            console.print(printable(str(error)))
        for note in table.notes(root, lesson):
            console.print(f"[yellow]![/] {escape(line(note))}", highlight=False)
    return 0


def _review(chosen: argparse.Namespace, console: Console) -> int:
    from autograder.coursedir import layout
    from autograder.results import gradebook, review
    from autograder.results.lms import sheet

    root = _course()
    known = layout.assignments(layout.course_at(root))
    if chosen.lesson and chosen.lesson not in known:
        raise LookupError(f"there is no lesson {chosen.lesson!r}; expected one of {', '.join(known)}")
    found, alike = review.findings(root, chosen.lesson)
    names = {student.id: sheet.named(student) for student in gradebook.students(root)}
    for each in alike:
        console.print(f"[bold]{each.students} of {each.of} students[/], {escape(line(each.notebook))}")
        console.print(f"  {escape(line(each.sentence))}", highlight=False, soft_wrap=True)
    for student, notebooks in found.items():
        for notebook, sentences in notebooks.items():
            console.print(f"[bold]{escape(line(names.get(student, student)))}[/], {escape(line(notebook))}")
            for sentence in sentences:
                console.print(f"  {escape(line(sentence))}", highlight=False, soft_wrap=True)
    if review.ended(found):
        console.print(
            "Was it honest work? Raise the limit; `python -m autograder again LESSON` grades it once more.",
            style="dim",
        )
    if not (found or alike):
        console.print("Nothing was repaired, ended by a limit, or refused.")
    for lesson, cells in review.executed_tests(root, chosen.lesson).items():
        console.print(
            f"[yellow]![/] {escape(line(lesson))}: {len(cells)} graded cells are tests that run in the "
            f"student's process, sandboxed but not judged outside: {escape(line(', '.join(sorted(cells))))}",
            highlight=False,
            soft_wrap=True,
        )
    console.print(
        "What the sandbox refused may be an accident: a library looks for the network, a path is mistyped. "
        "Talk before you judge.",
        style="dim",
    )
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
    from autograder.results import leaderboard

    entries = leaderboard.of_lesson(_course(), chosen.lesson, hidden=not chosen.names)
    if not entries:
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
    "release": _release,
    "sheets": _sheets,
}

if __name__ == "__main__":
    sys.exit(main())
