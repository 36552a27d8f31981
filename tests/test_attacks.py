"""Does grading hold against students who would rather attack it than learn?

Each lesson's attacks are graded once, in one batch between honest students; every attack is a test.
"""

import os
import subprocess
import sys
from functools import cache

import pytest

from tests.attacks import ordinary, page, runner
from tests.attacks.corpus import ATTACKS
from tests.attacks.course import Course

LESSONS = list(dict.fromkeys(attack.lesson for attack in ATTACKS))


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A function that grades all attacks on a lesson, once."""

    @cache
    def grade(lesson: str) -> runner.Batch:
        course = Course.build(tmp_path_factory.mktemp("attacks") / lesson, "ours", lesson)
        return runner.run(course, [attack for attack in ATTACKS if attack.lesson == lesson])

    return grade


@pytest.mark.slow
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gets_what_it_deserves_and_nothing_else(attack, graded):
    outcome = next(each for each in graded(attack.lesson).outcomes if each.attack is attack)
    assert (outcome.undeserved, outcome.lost, outcome.secrets, outcome.effects) == (0, 0, [], [])


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_honest_students_get_what_they_get_alone(lesson, graded):
    assert graded(lesson).neighbours == {}


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_no_process_outlives_the_grader_and_no_file_of_the_course_is_changed(lesson, graded):
    assert (graded(lesson).survivors, graded(lesson).changed) == ([], [])


# Of each kind that the kernel or the file system decides about. Where nobody is root, all of them run so.
AS_ORDINARY_USER = (
    "network",
    "namespaces",
    "privileges",
    "first-process",
    "forgotten-parent",
    "sibling",
    "traced",
    "another-program",
    "memory-file",
    "posix-memory",
    "wide-sockets",
    "deep-folders",
    "odd-names",
    "holes",
    "pipes-and-devices",
    "pipes-in-flight",
)


@pytest.mark.slow
def test_attacks_get_nothing_from_an_ordinary_user_either(capfd):
    if os.getuid() != 0:
        pytest.skip("all tests here run as an ordinary user")
    status = ordinary.run([each for name in AS_ORDINARY_USER for each in ("--only", name)])
    assert status == 0, capfd.readouterr().out


def test_what_an_attack_has_left_is_found_and_removed_however_deep(tmp_path):
    made = "import os\nfor _ in range(3000):\n    os.mkdir('d'), os.chdir('d')\nopen('left', 'w').close()"
    subprocess.run([sys.executable, "-c", made], cwd=tmp_path, check=True)
    assert [path.name for path in runner.files(tmp_path)] == ["left"]
    runner.remove(tmp_path / "d")
    assert list(tmp_path.iterdir()) == []


def test_every_attack_has_a_name_of_its_own():
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


LIVE = {
    "<script>pwned()</script>": ["<script>"],
    "<img src=x onerror=pwned()>": ["onerror"],
    '<a href="javascript:pwned()">x</a>': ["<a href>"],
    '<img src="http://127.0.0.1/pwned.png">': ["<img src>"],
    '<div style="position: fixed">pwned</div>': ["overlay"],
    r"<p>$\href{javascript:pwned()}{x}$</p>": ["formula with a link"],
    "<pre>&lt;script&gt;pwned()&lt;/script&gt;</pre>": [],
    r"<pre>$\href{javascript:pwned()}{x}$</pre>": [],
    '<a href="https://example.org/pwned">x</a>': [],
    "<p>pwned</p><script>honest()</script>": [],
}


@pytest.mark.parametrize("html", LIVE)
def test_live_markup_is_told_from_text(html):
    assert list(page.live(html, "pwned")) == LIVE[html]
