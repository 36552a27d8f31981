"""Do all gradebooks of a process share what is compiled, and nothing else?"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import event

from autograder.grading.shared_dialect import SHARED, SharedSqlite, shared


def address(folder, name="gradebook"):
    return f"sqlite:///{folder}/{name}.db?timeout=60"


def graded(gradebook, student):
    """What nbgrader asks for a submission."""
    gradebook.update_or_create_assignment("a1")
    gradebook.update_or_create_notebook("a1", "a1")
    gradebook.update_or_create_student(student)
    gradebook.update_or_create_submission("a1", student)
    return gradebook.find_submission("a1", student).student_id


@pytest.mark.filterwarnings("ignore:Object of type")  # nbgrader's own, of its own session
def test_the_second_gradebook_finds_every_query_compiled(tmp_path):
    hits = []

    def note(connection, cursor, statement, parameters, context, many):
        if context.compiled is not None and context.isinsert is False:
            hits.append(context.cache_hit.name)

    for student in ("ada", "bo"):
        with Gradebook(shared(address(tmp_path))) as gradebook:
            event.listen(gradebook.engine, "before_cursor_execute", note)
            hits.clear()
            assert graded(gradebook, student) == student
        kept = len(SharedSqlite._compiled)
    with Gradebook(shared(address(tmp_path))) as gradebook:
        event.listen(gradebook.engine, "before_cursor_execute", note)
        hits.clear()
        assert graded(gradebook, "bo") == "bo"
    assert len(hits) >= 5
    assert set(hits) == {"CACHE_HIT"}
    assert len(SharedSqlite._compiled) == kept  # and what is kept does not grow with the class


@pytest.mark.filterwarnings("ignore:Object of type")
def test_two_gradebooks_are_two(tmp_path):
    with (
        Gradebook(shared(address(tmp_path, "one"))) as one,
        Gradebook(shared(address(tmp_path, "two"))) as two,
    ):
        graded(one, "ada")
        with pytest.raises(MissingEntry, match="ada"):
            two.find_student("ada")
        assert one.engine.dialect is two.engine.dialect
    with Gradebook(address(tmp_path, "one")) as plain:  # the same file, as every other command opens it
        assert [each.id for each in plain.students] == ["ada"]


@pytest.mark.filterwarnings("ignore:Object of type")
def test_threads_may_use_it_at_the_same_time(tmp_path):
    with Gradebook(shared(address(tmp_path))) as gradebook:
        graded(gradebook, "first")

    def grade(student):
        with Gradebook(shared(address(tmp_path))) as gradebook:
            return graded(gradebook, student)

    names = [f"s{number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(grade, names)) == names


def test_only_the_address_of_a_sqlite_file_is_another(tmp_path):
    assert shared(address(tmp_path)) == f"{SHARED}:///{tmp_path}/gradebook.db?timeout=60"
    for other in (
        "postgresql+psycopg://me:p%40ss@host/grades",
        "postgresql:///grades",
        shared(address(tmp_path)),
    ):
        assert shared(other) == other
