"""Are the committed notebooks what the text says, and free of what students must not see?"""

import ast
import builtins
import re
import shutil
import sys

import nbformat
import pytest

from autograder.coursedir import folders
from autograder.lessons import contents, opening
from autograder.lessons.build import BuildError, bring_back, build, notebook
from autograder.lessons.lesson import HIDDEN, LessonError, to_notebook, to_text
from autograder.questions import bank
from lenet_keras.checks.steps import LESSONS

NAMES = folders.lessons()
BANK = bank.load()
# Lines of solutions that the text itself tells, because they are not what the step is about.
TOLD = {
    "fig, ax = plt.subplots()",
    # the methods of a callback, which Keras calls by these names
    "def on_train_begin(self, logs=None):",
    "def on_train_batch_begin(self, batch, logs=None):",
    "def on_train_batch_end(self, batch, logs=None):",
    "def on_epoch_begin(self, epoch, logs=None):",
    "def on_epoch_end(self, epoch, logs=None):",
}
SEED_STEPS = {  # every step and question of the activity that these lessons come from, in its order
    "a1_preprocess": ["1", "2", "3", "4", "5", "6", "Q1", "Q2", "Q3"],
    "a2_build": [*map(str, [1, *range(3, 12)]), *(f"Q{n}" for n in range(1, 8))],
    "a3_train": ["1", "2", "3", "4", "Q1", "Q2", "Q3", "Q4"],
}


def text_of(name: str) -> str:
    return (folders.PROJECT / folders.SOLUTIONS / f"{name}.py").read_text()


def released(name: str) -> nbformat.NotebookNode:
    return nbformat.read(notebook(folders.PROJECT, folders.NOTEBOOKS, name), as_version=4)


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    (root / folders.SOLUTIONS).mkdir()
    shutil.copy(folders.PROJECT / "nbgrader_config.py", root)
    for source in folders.sources():
        shutil.copy(source, root / folders.SOLUTIONS)
    build(root)
    return root


@pytest.mark.parametrize("folder", [folders.SOLUTIONS, folders.NOTEBOOKS])
@pytest.mark.parametrize("name", NAMES)
def test_the_committed_notebook_is_what_the_text_gives(rebuilt, folder, name):
    committed, fresh = notebook(folders.PROJECT, folder, name), notebook(rebuilt, folder, name)
    assert committed.exists(), f"{committed} is missing; run `make build`"
    assert committed.read_bytes() == fresh.read_bytes(), f"{committed} is stale; run `make build`"


def test_building_twice_gives_the_same_bytes_and_keeps_the_gradebook(rebuilt):
    before = {path: path.read_bytes() for path in build(rebuilt)}
    assert before == {path: path.read_bytes() for path in build(rebuilt)}


def test_the_gradebook_knows_every_step_with_its_points(rebuilt):
    from nbgrader.api import Gradebook

    with Gradebook(folders.database(rebuilt)) as gradebook:
        for name in NAMES:
            cells = {c.name: c.max_score for c in gradebook.find_notebook(name, name).grade_cells}
            for step in LESSONS[name]:
                assert cells[step.id.replace(".", "-") + "-check"] == step.points


@pytest.mark.parametrize("name", SEED_STEPS)
def test_every_step_of_the_activity_is_there_in_its_order(name):
    cells = released(name).cells
    found = [c.id.split("-")[1] for c in cells if c.metadata.get("nbgrader", {}).get("solution")]
    assert found == SEED_STEPS[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_has_its_check_or_is_graded_by_a_person(name):
    ids = [cell.id for cell in released(name).cells]
    for cell in released(name).cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("solution") and not meta["grade"]:
            assert ids[ids.index(cell.id) + 1] == f"{cell.id}-check"
        if meta.get("solution") and meta["grade"]:
            assert ids[ids.index(cell.id) - 1] == f"{cell.id}-text"


WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight"]


def steps(name):
    """The steps of a lesson without its questions."""
    return [step.id for step in LESSONS[name] if ".Q" not in step.id]


@pytest.mark.parametrize("name", [name for name in NAMES if len(steps(name)) > 1])  # one needs no contents
def test_the_contents_have_every_step_with_its_minutes_and_count_the_questions(name):
    table = next(cell.source for cell in released(name).cells if cell.source.startswith(contents.HEAD))
    rows = [row.strip("| ").split(" | ") for row in table.splitlines() if row.startswith("| [")]
    assert [row[0].split("]")[0][1:] for row in rows] == [*steps(name), "Questions"]
    assert all(int(minutes) > 0 for _, _, minutes in rows)
    asked = sum(cell.id.endswith("-text") for cell in released(name).cells)
    assert rows[-1][1].split(",")[0] == WORDS[asked - 1]


def test_minutes_are_words_lines_and_points():
    text = (
        "# %% [markdown]\n# | step | what you do |\n# | --- | --- |\n# | [A1.1](#A1.1-Sum) | add |\n\n"
        "# %% [markdown]\n# ### A1.1 Sum\n#\n# " + "word " * 396 + "\n\n"
        '# %% answer="A1.1"\n### BEGIN SOLUTION\n# a comment\nx = [\n    1,\n]\ny = 2\n### END SOLUTION\n\n'
        '# %% [markdown] question="A1.Q9"\n# \n\n# %% [markdown]\n# ### Questions\n\n'
        '# %% [markdown] written="A1.Q9" points=3\n# none\n'
    ).replace('question="A1.Q9"\n# ', 'question="A1.Q9"\n# Why?')
    cells = to_notebook(text).cells
    assert contents.minutes(cells) == {"A1.1": 5, "Questions": 7}  # 400 words and 3 lines; 3 points
    assert cells[0].source.splitlines()[2] == "| [A1.1](#A1.1-Sum) | add | 5 |"
    assert to_notebook(to_text(to_notebook(text))).cells[0].source == cells[0].source


def names(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell makes, and those that it reads and does not make."""
    made, read = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.alias):
            made.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.arg):
            made.add(node.arg)
    return made, read - made


@pytest.mark.parametrize("name", NAMES)
def test_given_cells_need_only_names_that_the_text_has_asked_for(name):
    """A solution may make more names than its step asks for: who solves the step otherwise lacks them."""
    asked = {step.id.replace(".", "-"): step.defines for step in LESSONS[name]}
    known = set(vars(builtins))
    for cell in released(name).cells:
        if cell.cell_type != "code":
            continue
        if cell.metadata.get("nbgrader", {}).get("solution"):
            known |= set(asked.get(cell.id, ()))
            continue
        made, needed = names(cell.source)
        assert needed <= known, f"{cell.id}: nothing above makes {needed - known}"
        known |= made


@pytest.mark.parametrize("name", NAMES)
def test_a_python_without_our_package_is_told_how_to_get_it_by_the_first_cell(name, monkeypatch):
    first = next(cell for cell in released(name).cells if cell.cell_type == "code")
    monkeypatch.setitem(sys.modules, "lenet_keras", None)  # as if it were not installed
    with pytest.raises(ModuleNotFoundError, match=r"no lenet_keras: run `python3 start\.py` .*kernel$"):
        exec(compile(first.source, name, "exec"), {})


def test_the_line_for_a_missing_package_stands_below_the_comments_and_is_taken_out_again():
    text = '# %% given="A1.setup"\n# Run this.\n# First.\nfrom lenet_keras import figures\n\n# %%\nfigures\n'
    cells = to_notebook(text).cells
    assert cells[0].source == f"# Run this.\n# First.\n{opening.GUARD}from lenet_keras import figures"
    assert cells[1].source == "figures"
    assert to_text(to_notebook(text)) == text
    other = '# %% given="A1.setup"\nimport math\n'  # a lesson that does not use the package
    assert to_notebook(other).cells[0].source == "import math"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_secret_is_in_the_students_notebook(name):
    source = nbformat.read(notebook(folders.PROJECT, folders.SOLUTIONS, name), as_version=4)
    text = notebook(folders.PROJECT, folders.NOTEBOOKS, name).read_text()
    everything = "\n".join(cell.source for cell in released(name).cells)
    everything = re.sub(r"^def .*$", "", everything, flags=re.MULTILINE)  # given heads of functions
    for word in ("BEGIN", "HIDDEN", "MARK SCHEME", "Rubric", "graders only", "autograder", "judge_here"):
        assert word not in text
    secrets = hiding = 0
    for cell in source.cells:
        meta = cell.metadata.get("nbgrader", {})
        hiding += bool(meta.get("solution")) or "BEGIN MARK SCHEME" in cell.source
        if meta.get("solution"):
            secret = re.sub(r"### (BEGIN|END) SOLUTION", "", cell.source)
            given = next(c.source for c in released(name).cells if c.id == cell.id)
            lines = [line.strip() for line in secret.splitlines() if line not in given]
        else:
            scheme = re.search(r"BEGIN MARK SCHEME -->\n(.*?)<!-- END", cell.source, re.DOTALL)
            lines = scheme.group(1).splitlines() if scheme else []
        for line in lines:
            # shorter ends of prose lines occur by chance
            if len(line) > (15 if cell.cell_type == "code" else 30) and line not in TOLD:
                secrets += 1
                assert line not in everything, f"{cell.id}: {line}"
    assert secrets >= hiding > 0


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_prose_begins_as_an_item_of_a_list_by_chance(name):
    """A year or a number at the end of a sentence, first in its line, becomes the number of an item."""
    for cell in released(name).cells:
        if cell.cell_type == "markdown":
            assert not re.findall(r"^ *\d{2,}\.(?: .*)?$", cell.source, re.MULTILINE)


def test_no_other_file_lies_where_nbgrader_would_release_it():
    for name in NAMES:
        for folder in (folders.SOLUTIONS, folders.NOTEBOOKS):
            found = [p.name for p in (folders.PROJECT / folder / name).iterdir() if p.name[0] != "."]
            assert found == [f"{name}.ipynb"]


@pytest.mark.parametrize("name", NAMES)
def test_no_outputs_and_no_tool_metadata_are_kept(name):
    content = released(name)
    assert set(content.metadata) == {"kernelspec", "language_info"}
    for cell in content.cells:
        assert set(cell.metadata) <= {"nbgrader", "deletable", "editable"}
        assert not cell.get("outputs")


@pytest.mark.parametrize("name", NAMES)
def test_text_and_notebook_are_the_same_cells(name, tmp_path):
    assert to_text(to_notebook(text_of(name), BANK), BANK) == text_of(name), (
        f"solutions/{name}.py is not as the tools write it; run `python -m autograder text {name}`"
    )


def test_an_edit_in_the_notebook_comes_back_to_the_text(tmp_path):
    shutil.copytree(folders.PROJECT / folders.SOLUTIONS, tmp_path / folders.SOLUTIONS)
    path = notebook(tmp_path, folders.SOLUTIONS, "a1_preprocess")
    content = nbformat.read(path, as_version=4)
    content.cells[0].source += "\n\nA new sentence."
    check = next(cell for cell in content.cells if cell.id == "A1-4-check")
    assert check.source.startswith(HIDDEN)
    nbformat.write(content, path)
    script = bring_back("a1_preprocess", tmp_path)
    assert script.read_text() == text_of("a1_preprocess").replace(
        "Nothing here needs a network connection.\n",
        "Nothing here needs a network connection.\n#\n# A new sentence.\n",
        1,
    )


def test_bringing_back_a_lesson_that_is_not_there_names_those_that_are():
    with pytest.raises(FileNotFoundError, match="a9_none.*expected one of a1_preprocess"):
        bring_back("a9_none")


BAD = {
    '# %% anwser="A1.1"\nx = 1\n': "tag 'anwser'",
    '# %% answer="A1.1"\nx = 1\n\n# %% answer="A1.1"\nx = 2\n': "two cells have the id 'A1-1'",
    '# %% check="A1.99"\ncheck("A1.99")\n': "no judge",
    '# %% check="A1.4"\ncheck("A1.4")\nprint(trainData.shape)\n': "all that stands in it",
    '# %% check="A1.4"\ncheck("A1.5")\n': "all that stands in it",
    '# %% check="A1.4"\npoints = check("A1.4")\n': "all that stands in it",
    '# %% [markdown] written="A1.Q1"\n# text\n': "needs points",
}


@pytest.mark.parametrize("text", BAD)
def test_a_lesson_that_breaks_a_rule_is_refused_by_name(text):
    with pytest.raises(LessonError, match=BAD[text]):
        to_notebook(text)


def test_a_solution_region_without_an_end_stops_the_build_with_nbgraders_words(tmp_path):
    (tmp_path / folders.SOLUTIONS).mkdir()
    shutil.copy(folders.PROJECT / "nbgrader_config.py", tmp_path)
    broken = text_of("a1_preprocess").replace("### END SOLUTION\n", "", 1)
    (tmp_path / folders.SOLUTIONS / "a1_preprocess.py").write_text(broken)
    shutil.copy(
        folders.PROJECT / folders.SOLUTIONS / "a1_preprocess.questions.yaml", tmp_path / folders.SOLUTIONS
    )
    with pytest.raises(BuildError, match="(?s)a1_preprocess.*solution"):
        build(tmp_path)
