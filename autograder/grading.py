"""How `nbgrader autograde` grades here: the parts that `nbgrader_config.py` puts into nbgrader's places.

`GradingExporter` reads a submission through the repair. `Examine` takes the place of nbgrader's `Execute`:
it runs the cells in a sandboxed candidate and judges the checks outside of it.
"""

import importlib
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    ClearSolutions,
    IncludeHeaderFooter,
    NbGraderPreprocessor,
)
from traitlets import Float, Integer, List, Unicode

from autograder import audit, claims, folders, reference, repair
from autograder.audit import Record, digest
from autograder.candidate import ENVIRONMENT, Allowance, Candidate
from autograder.examination import Examination
from autograder.lesson import observed_step
from autograder.sandbox import leftovers, requirements
from autograder.sandbox.plan import Limits, Plan, readable_python
from lenet_keras.checks.steps import STEPS


class GradingExporter(NotebookExporter):
    """Reads submitted notebooks through the repair; nbgrader makes one when a run of grading starts."""

    def __init__(self, config=None, **kwargs):
        """Check the machine, and clear what a run that was killed left behind.

        Raises:
            NbGraderException: when this machine cannot hold a candidate; nbgrader ends with its message.
        """
        super().__init__(config=config, **kwargs)
        self._course: CourseDirectory = self.parent.coursedir
        try:
            requirements.insist(tuple(Examine(parent=self.parent).without))
        except requirements.Unprotected as error:
            self.log.error("Nothing was graded. %s", error)
            raise NbGraderException(str(error)) from error
        leftovers.remove()
        self._claim(self.parent.assignments)

    def _claim(self, submissions: dict[str, list[str]]) -> None:
        """Claim what is to be graded, and leave out what another run has claimed.

        A graded folder that a killed run left half made, or that is of a file that has changed since, is
        removed: nbgrader would skip it.
        """
        for folder, notebooks in list(submissions.items()):
            student, assignment = Path(folder).parts[-2:]
            if not claims.take(Path(folder)):
                self.log.warning("%s/%s is being graded by another program", student, assignment)
                del submissions[folder]
                continue
            graded = Path(self._course.format_path(self._course.autograded_directory, student, assignment))
            if graded.exists() and not all(_is_graded(Path(each), graded) for each in notebooks):
                shutil.rmtree(graded)

    def from_filename(
        self, filename: str, resources: dict | None = None, **kwargs
    ) -> tuple[NotebookNode, dict]:
        """Read a notebook: a submitted one as the repair makes it, any other as it is."""
        try:
            return self._from_filename(filename, resources, **kwargs)
        except BaseException:
            where = resources["nbgrader"]
            claims.release(self._submitted(where))
            raise

    def _submitted(self, where: dict) -> Path:
        folder = self._course.submitted_directory
        return Path(self._course.format_path(folder, where["student"], where["assignment"]))

    def _from_filename(self, filename: str, resources: dict, **kwargs) -> tuple[NotebookNode, dict]:
        path, where = Path(filename), resources["nbgrader"]
        submitted = self._submitted(where)
        if path.parent.resolve() != submitted.resolve():  # of the folder: a link would lead away from it
            return super().from_filename(filename, resources=resources, **kwargs)
        self._remove_copies_of_links(submitted, where)
        content = repair.read_file(path)
        with Gradebook(self._course.db_url, self._course.course_id) as gradebook:
            outline = repair.Outline.of_course(
                gradebook, where["assignment"], where["notebook"], self._released(where)
            )
        rebuilt = repair.rebuild(content, outline)
        for note in rebuilt.notes:
            self.log.warning("%s/%s: %s", where["student"], where["assignment"], note.text)
        file = audit.path(submitted.resolve(), path.stem)
        notes = [vars(note) for note in rebuilt.notes]
        # The record of the graded file is kept until the new scores are in, but nobody may rely on it.
        if (old := audit.read(file)).done:
            audit.write(file, replace(old, done=False))
        audit.write(file.with_suffix(".next"), Record(file=digest(content), repaired=notes))
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        return self.from_notebook_node(rebuilt.notebook, resources=resources, **kwargs)

    def _released(self, where: dict) -> NotebookNode:
        """The notebook as students got it; made once more from its source where the release is gone."""
        name = f"{where['notebook']}.ipynb"
        release, source = (
            Path(self._course.format_path(folder, ".", where["assignment"])) / name
            for folder in (self._course.release_directory, self._course.source_directory)
        )
        if release.is_file():
            return nbformat.read(release, as_version=4)
        if not source.is_file():
            raise FileNotFoundError(
                f"{source} does not exist; run `nbgrader generate_assignment {where['assignment']}`"
            )
        made = nbformat.read(source, as_version=4)
        # What was handed out stands in for a missing answer: no solution may be left in it.
        for step in (IncludeHeaderFooter, ClearSolutions, ClearHiddenTests, ClearMarkScheme):
            made, _ = step(parent=self.parent).preprocess(made, {})
        return made

    def _remove_copies_of_links(self, submitted: Path, where: dict) -> None:
        """Take back what nbgrader copied by following a student's link out of her folder."""
        graded = Path(
            self._course.format_path(self._course.autograded_directory, where["student"], where["assignment"])
        )
        for link in repair.foreign_links(submitted):
            copy = graded / link.relative_to(submitted)
            if copy.is_dir():
                shutil.rmtree(copy)
            elif copy.exists():
                copy.unlink()


class Examine(NbGraderPreprocessor):
    """Runs a submission's cells in a candidate and judges its checks."""

    cell_seconds = Float(120.0, help="wall time of one cell").tag(config=True)
    notebook_seconds = Float(600.0, help="wall time of one notebook").tag(config=True)
    memory = Integer(6 << 30, help="bytes of memory of a notebook's processes").tag(config=True)
    output = Integer(4 << 20, help="bytes of output of one cell").tag(config=True)
    readable = List(
        Unicode(), help="further files and folders that students' code may read, such as data"
    ).tag(config=True)
    without = List(
        Unicode(), help="parts of the sandbox that this machine lacks and that grading shall do without"
    ).tag(config=True)
    wall = List(Unicode(), help="a command to start candidates with, such as that of a container").tag(
        config=True
    )
    judges = List(Unicode(), help="modules that register the steps of your own lessons").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Examine one notebook."""
        where = resources["nbgrader"]
        course = self._course()
        language = nb.metadata.get("kernelspec", {}).get("language", "python")
        if language != "python":
            raise ValueError(
                f"{where['notebook']} is a notebook in {language}; only Python can be graded here"
            )
        sys.path.insert(0, course.root)
        try:
            for name in self.judges:
                importlib.import_module(name)
        finally:
            sys.path.remove(course.root)
        known = reference.Reference()
        if any(observed_step(cell.source) in STEPS for cell in nb.cells if utils.is_grade(cell)):
            source = Path(course.format_path(course.source_directory, ".", where["assignment"]))
            known = reference.load(source / f"{where['notebook']}.ipynb", tuple(self.judges))
        submitted = Path(
            course.format_path(course.submitted_directory, where["student"], where["assignment"])
        ).resolve()
        # With the course's own files, which nbgrader has put there over what was handed in.
        files = course.format_path(course.autograded_directory, where["student"], where["assignment"])
        plan = self._plan(str(Path(files).resolve()), Path(course.root).resolve())
        allowance = Allowance(
            cell_seconds=self.cell_seconds,
            cell_cpu=2 * self.cell_seconds,
            seconds=self.notebook_seconds,
            cpu=2 * self.notebook_seconds,
            memory=self.memory,
            output=self.output,
        )

        def start() -> Candidate:
            return Candidate(plan, allowance, tuple(self.wall))

        examined = Examination(nb, STEPS, known, start).run()
        file = audit.path(submitted, where["notebook"])
        record = audit.read(file.with_suffix(".next"))
        found = examined.record
        record = replace(
            record, answers=_answers(nb), cut=found.cut, noticed=found.noticed, inside=found.inside
        )
        if told := [note["text"] for note in record.repaired if note["to_student"]]:
            text = "\n".join(["**What was put right before grading**", "", *(f"- {each}" for each in told)])
            nb.cells.insert(0, nbformat.v4.new_markdown_cell(text, id="repair-notes"))
        resources["scores"], resources["record"] = examined.scores, record
        resources["record_file"], resources["old_record"] = file, audit.read(file)
        return nb, resources

    def _plan(self, files: str, root: Path) -> Plan:
        data = [folder] if (folder := os.environ.get("LENET_KERAS_DATA")) else []
        readable = [str(Path(each).resolve()) for each in (*self.readable, *data)]
        if found := [path for path in readable if root.is_relative_to(path)]:
            raise ValueError(
                f"{found[0]} is to be readable, but the course {root} with its solutions lies in it"
            )
        environment = dict(ENVIRONMENT)
        if data:
            environment["LENET_KERAS_DATA"] = readable[-1]
        return Plan(
            readable=readable_python([str(folders.PROJECT / "lenet_keras"), *readable]),
            files=files,
            env=environment,
            limits=Limits(memory=self.memory, cpu=int(2 * self.notebook_seconds)),
            without=list(self.without),
        )

    def _course(self) -> CourseDirectory:
        return CourseDirectory(config=self.config)


def _answers(nb: NotebookNode) -> dict[str, str]:
    named = {
        cell.metadata.nbgrader.grade_id: digest(cell.source)
        for cell in nb.cells
        if utils.is_grade(cell) and utils.is_solution(cell)
    }
    return named | {"": digest("\0".join(cell.source for cell in nb.cells))}


def finish(assignment: str, student: str, notebooks: list[str]) -> None:
    """Mark submissions as graded and stored: nbgrader's `post_convert_hook`."""
    for path in map(Path, notebooks):
        file = audit.path(path.parent.resolve(), path.stem)
        audit.write(file, replace(audit.read(file), done=True))
        file.with_suffix(".next").unlink(missing_ok=True)
        claims.release(path.parent)


def _is_graded(notebook: Path, graded: Path) -> bool:
    record = audit.read(audit.path(notebook.parent.resolve(), notebook.stem))
    try:
        return (
            (graded / notebook.name).exists()
            and record.done
            and record.file == digest(repair.read_file(notebook))
        )
    except ValueError:  # no notebook at all: nothing of it can have been graded
        return False
