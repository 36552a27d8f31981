"""Is what the documents say still so: links, commands, options, files, and the lesson that one may copy?"""

import importlib.util
import re
import shlex
from collections import defaultdict
from pathlib import Path

import pytest

from autograder import __main__ as commands
from autograder.coursedir import folders
from autograder.grading.examine import Examine
from tests.support.copied_project import copied, run

ROOT = folders.PROJECT
README = ROOT / "README.md"
STUDENTS = ROOT / "autograder" / "lessons" / "release" / "students" / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
CONTRIBUTING = ROOT / "docs" / "CONTRIBUTING.md"
LESSON = "a0_ink"  # of CONTRIBUTING.md; it is in no folder of ours
TOP = {
    "README.md", "requirements.txt", "notebooks", "solutions", "autograder", "lenet_keras", "tests", "docs",
    "pyproject.toml", "Makefile", "nbgrader_config.py", "LICENSE", "CITATION.cff", "CHANGELOG.md",
}  # fmt: skip
IGNORED = {"build", "__pycache__", "grades.csv", "lenet_keras.egg-info"}  # what running and installing leave


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def apart(text: str) -> str:
    """A page in whose blocks each command is a paragraph; in prose, one may go on in the next line."""

    def separated(block: re.Match) -> str:
        return block[0].replace("\\\n", " ").replace("\n", "\n\n")

    return re.sub(r"^ *```.*?^ *```$", separated, text, flags=re.MULTILINE | re.DOTALL)


def found(pattern: str) -> list:
    """One parameter for each different match in all pages, with the page."""
    matches = {
        (" ".join(match.split()), page)
        for page in PAGES
        for match in re.findall(pattern, apart(page.read_text(encoding="utf-8")), re.MULTILINE)
    }
    return [
        pytest.param(text, id=f"{name(page)}-{text}") for text, page in sorted(matches, key=lambda each: each)
    ]


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return re.sub(r"^ *```.*?^ *```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors of the page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_is_short():
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 130


def test_every_page_is_linked_from_the_readme_and_every_lesson_has_its_row():
    text = README.read_text(encoding="utf-8")
    for page in PAGES[1:]:
        assert f"](docs/{page.name})" in text
    for lesson in folders.lessons():
        assert re.search(rf"^\| `{lesson}` \| .+ \| .+ \|$", text, re.MULTILINE), lesson


@pytest.mark.parametrize("page", [*PAGES, STUDENTS], ids=name)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"https?:", target):
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        assert place.is_relative_to(ROOT) and place.exists(), target
        assert not anchor or anchor in anchors(place), target


def test_a_heading_becomes_the_anchor_that_github_makes(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# 100,000 submissions\n\n```\n# no heading\n```\n\n## `make`, and A_b-c\n")
    assert anchors(page) == {"100000-submissions", "make-and-a_b-c"}


@pytest.mark.parametrize("target", found(r"(?:`|^|[A-Z_]+=\w+ )make ([a-z]+)\b"))
def test_every_make_target_exists(target):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE)


@pytest.mark.parametrize("words", found(r"python -m autograder ([^`|;#]+?)(?=`|\n\n|\n```|;|#)"))
def test_every_command_is_accepted_by_the_parser(words, monkeypatch):
    monkeypatch.setattr(commands, "COMMANDS", defaultdict(lambda: lambda *_: 0))  # parse, and do nothing
    assert commands.main(shlex.split(words)) == 0


@pytest.mark.parametrize("module", found(r"python -m (tests[\w.]+)"))
def test_every_module_that_is_run_exists(module):
    assert importlib.util.find_spec(module) is not None


@pytest.mark.parametrize("option", found(r"\bc\.Examine\.(\w+)"))
def test_every_option_exists(option):
    assert option in Examine.class_trait_names(config=True)


@pytest.mark.parametrize("path", found(r"\b((?:autograder|lenet_keras|tests)/[\w/]+\.\w+)"))
def test_every_file_of_the_project_that_is_named_exists(path):
    made_by_grading = path.startswith("autograder/course/")
    assert LESSON in path or made_by_grading or (ROOT / path).is_file()


def test_at_the_top_is_only_what_was_agreed():
    entries = {each.name for each in ROOT.iterdir() if not each.name.startswith(".")}
    assert entries - IGNORED <= TOP


# --- the lesson that CONTRIBUTING.md shows ---------------------------------------------------------------


def shown() -> dict[str, str]:
    """The files of the lesson, as the page gives them."""
    text = CONTRIBUTING.read_text(encoding="utf-8")
    return dict(re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project that has this lesson and no other."""
    root = copied(tmp_path_factory.mktemp("project"), "tests", "pyproject.toml")
    for path, text in shown().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def test_the_lesson_that_is_shown_is_whole_and_in_style(project):
    assert set(shown()) == {
        f"solutions/{LESSON}.py",
        f"solutions/{LESSON}.questions.yaml",
        f"lenet_keras/checks/{LESSON}/__init__.py",
        f"lenet_keras/checks/{LESSON}/hints.toml",
        f"tests/answers/{LESSON}.py",
    }
    run(project, "ruff", "check", *[path for path in shown() if path.endswith(".py")])
    run(project, "ruff", "format", "--check", *[path for path in shown() if path.endswith(".py")])


@pytest.mark.slow
def test_who_follows_the_page_has_a_lesson_that_builds_checks_and_grades(project):
    assert f"notebooks/{LESSON}/{LESSON}.ipynb" in run(project, "autograder", "build")
    files = ["test_lessons", "test_answers", "test_questions", "test_bundle", "test_sanitize"]
    told = run(project, "pytest", "-q", *[f"tests/{each}.py" for each in files], "-k", "a0 or A0")
    assert int(re.search(r"(\d+) passed", told).group(1)) > 20
    assert "wrote" in run(project, "autograder", "release")
    told = run(project, "autograder", "demo")
    assert re.search(r"^ *ada +2 +· +2 *$", told, re.MULTILINE), told  # the question waits for a person
    assert "autograde a0_ink" in told
    assert re.search(r"^ *bao .*no submission *$", told, re.MULTILINE), told  # nobody has another answer
