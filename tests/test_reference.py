"""Is a reference solution executed once, whoever wants it at the same time?"""

from concurrent.futures import ThreadPoolExecutor

from autograder.coursedir import folders
from autograder.examiner import reference


def test_two_who_want_a_reference_at_a_time_execute_it_once(tmp_path, monkeypatch):
    executed, execute = [], reference._execute

    def counted(notebook, judges, path):
        executed.append(notebook)
        execute(notebook, judges, path)

    monkeypatch.setattr(reference, "CACHE", tmp_path)
    monkeypatch.setattr(reference, "_execute", counted)
    solution = folders.PROJECT / folders.SOLUTIONS / "a1_preprocess" / "a1_preprocess.ipynb"
    with ThreadPoolExecutor(2) as both:
        first, second = both.map(lambda _: reference._executed.__wrapped__(solution, ()), range(2))
    assert len(executed) == 1
    assert first.archive == second.archive
    assert [each.suffix for each in tmp_path.iterdir()] == [".zip"]
