"""What can be written behind `python -m autograder`."""

import argparse
from pathlib import Path


def parser(description: str | None) -> argparse.ArgumentParser:
    """The instructor's commands and their options.

    Args:
        description: above the list of the commands.
    """
    made = argparse.ArgumentParser(prog="python -m autograder", description=description)
    commands = made.add_subparsers(dest="command", required=True)
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
    enrol = commands.add_parser("students", help="write a class list into the gradebook")
    enrol.add_argument("file", type=Path, help="CSV as your LMS exports it, or id,first_name,last_name,email")
    packed = commands.add_parser("release", help="pack what students get into one archive")
    packed.add_argument("--output", type=Path, help="build/lenet-keras-students.zip if left out")
    sheets = commands.add_parser("sheets", help="write question sheets, keys, rubrics and files for an LMS")
    sheets.add_argument("--output", type=Path, required=True, help="the folder to write to")
    sheets.add_argument("--lesson", action="append", default=[], help="this lesson; may be repeated")
    sheets.add_argument(
        "--class-list",
        type=Path,
        help="CSV as `students` takes it, or with id and name: a sheet for each student as well",
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
    pages = commands.add_parser("handwriting-sheet", help="print a page for each student to write digits on")
    pages.add_argument(
        "--class-list", type=Path, required=True, help="CSV as `students` takes it, or with id and name"
    )
    pages.add_argument("--output", type=Path, help="the PDF to write; build/handwriting.pdf if left out")
    pages.add_argument("--paper", choices=("a4", "letter"), default="a4")
    pages.add_argument("--pseudonyms", action="store_true", help="print these, and write beside who is who")
    hands = commands.add_parser("handwriting", help="turn photos of these pages into digits for lesson A9")
    hands.add_argument("photo", nargs="*", type=Path, metavar="PHOTO", help="none: only write the files anew")
    hands.add_argument("--class-list", type=Path, required=True, help="the CSV that the pages were made with")
    hands.add_argument(
        "--accept", action="append", default=[], metavar="ID:BOX", help="let a doubtful digit count"
    )
    return made
