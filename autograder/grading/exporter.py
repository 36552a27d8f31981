"""How `nbgrader autograde` reads notebooks here: through the repair, and examined before anybody waits.

`GradingExporter` reads submissions through the repair, and has the next ones examined while nbgrader writes
one down.
"""

import gc
import shutil
import sqlite3
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde, base
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import OperationalError

from autograder.coursedir import audit, layout, waiting
from autograder.coursedir.audit import Record, digest
from autograder.dispatch import task
from autograder.dispatch.pool import Pool
from autograder.dispatch.prefetch import PrefetchedSubmission, Prefetcher
from autograder.dispatch.worker import ClusterError
from autograder.examiner import reference
from autograder.examiner.examination import ExaminationResult
from autograder.grading import claims, forewarning, penalties, shared_dialect
from autograder.grading.assignment import Assignment, cells
from autograder.grading.common import CommonRemarks
from autograder.grading.examine import Examine
from autograder.grading.fulldisk import FullDisk
from autograder.grading.graded_notebook import KEY, GradedNotebook
from autograder.grading.progress import Progress
from autograder.intake import copying, problems, repair
from autograder.intake.repair.note import OLDER
from autograder.sandbox import leftovers, requirements
from autograder.terminal.printable import OneLineCauses, PlainLog


class GradingExporter(NotebookExporter):
    """Reads submitted notebooks through the repair; nbgrader makes one when a run of grading starts."""

    def __init__(self, config=None, **kwargs):
        """Check the machine, clear what a run that was killed left behind, and find what is to be done.

        Raises:
            NbGraderException: when this machine cannot hold a candidate, or the reference solution is at
                fault; nbgrader ends with its message.
        """
        super().__init__(config=config, **kwargs)
        if not any(isinstance(each, PlainLog) for each in self.log.filters):
            self.log.addFilter(OneLineCauses(repair.Unreadable))
            self.log.addFilter(PlainLog())  # names of folders and files are students' words
        self._disk = FullDisk()
        self.log.addFilter(self._disk)
        self._autograde: Autograde = self.parent
        self._course: CourseDirectory = self._autograde.coursedir
        self._audit = layout.audit(self._course)
        base.find_all_files = copying.files_to_copy
        self._course.get_existing_timestamp = partial(copying.handed_in_at, warn=self.log.warning)
        settings = Examine(parent=self.parent)
        try:
            waiting.wait_until_free(self._course.db_url, self.log.warning)
            self._course.db_url = shared_dialect.shared(self._course.db_url)
            self._pool = Pool(settings.workers, settings.scheduler, tuple(settings.disabled_protections))
            leftovers.remove()
            self._assignment = Assignment(self._course.assignment_id, self._course, settings, self._pool)
            forewarning.leave_out_departed(self._course, self._autograde.assignments, self.log)
            known = self._claim(self._autograde.assignments)
            if not settings.scheduler:  # the machines of a cluster are tried where they are
                task.ensure_sandbox(tuple(settings.disabled_protections))
            order = self._order(known)
            self._report_problems()
            forewarning.tell_of_revocations(self._course, self._assignment, order, self.log)
            penalties.refresh_and_tell(self._autograde, {self._student(each.parent) for each in order})
        except (requirements.Unprotected, ClusterError) as error:
            self._refuse(error)
        # locked for longer than anybody waits, or its server is gone
        except (OperationalError, sqlite3.OperationalError) as error:
            self._refuse(RuntimeError(waiting.told_of_lock(error)))
        self._last = order[-1] if order else None
        self._prefetcher = Prefetcher(order, self._prepare, lambda: self._pool.capacity)
        self._hook, self._autograde.post_convert_hook = self._autograde.post_convert_hook, self._finish
        self._progress = Progress(len(order), self.log)
        self._common = CommonRemarks(self._course.assignment_id, self.log)
        gc.freeze()  # the thousands of objects of all that is imported need not be looked at again and again

    def _report_problems(self) -> None:
        """Name what cannot be graded, in one line each, before nbgrader says it at length."""
        try:
            for problem in problems.problems(self._course, self._course.assignment_id):
                self.log.warning("%s", problem)
        except Exception:  # a folder that cannot be looked through stops nobody's grading
            self.log.warning("Not all that was handed in could be looked through", exc_info=True)

    def _refuse(self, error: Exception) -> None:
        self.log.error("Nothing was graded. %s", error)
        raise NbGraderException(str(error)) from error

    def _claim(self, submissions: dict[str, list[str]]) -> dict[str, list[Path]]:
        """Claim what is to be graded, and leave out what another run has claimed.

        What candidates are forked from starts here, if they will be needed.

        Returns:
            The notebooks of each folder that the gradebook knows, in nbgrader's order.
        """
        for folder in sorted(submissions):
            name = self._name(Path(folder))
            if problems.unnameable(self._student(Path(folder))):  # said among the problems
                del submissions[folder]
            elif not claims.take(self._audit, name):
                self.log.warning("%s is being graded by another program", name)
                del submissions[folder]
        self.log.info("%d submissions taken up", len(submissions))
        new = [
            each
            for notebooks in submissions.values()
            for each in map(Path, notebooks)
            if not self._assignment.autograded(each).parent.exists()
            if not self._assignment.record_file(each).exists()
        ]
        self._assignment.urgent = self._autograde.force or bool(new)
        return {
            folder: [path for path in map(Path, sorted(notebooks)) if self._is_known(path)]
            for folder, notebooks in sorted(submissions.items())
        }

    def _order(self, submissions: dict[str, list[Path]]) -> list[Path]:
        """The notebooks that are to be graded.

        A graded folder that a killed run left half made, or whose grades would be others today, is removed:
        nbgrader would skip it.
        """
        order = []
        for folder, notebooks in submissions.items():
            graded = layout.autograded(self._course, self._student(Path(folder)), self._course.assignment_id)
            if graded.exists() and not all(map(self._assignment.is_graded, notebooks)):
                shutil.rmtree(graded)
            if self._autograde.force or not graded.exists():
                order += notebooks
        excluded = set(self._course.student_id_exclude.split(","))
        return [each for each in order if self._student(each.parent) not in excluded]

    def _student(self, folder: Path) -> str:
        return layout.student_of(self._course, folder)

    def _name(self, folder: Path) -> str:
        return f"{self._student(folder)}/{self._course.assignment_id}"

    def _is_known(self, notebook: Path) -> bool:
        """Whether the gradebook knows it; nbgrader tells about those that it does not."""
        try:
            self._assignment.lesson(notebook.stem)
        except MissingEntry:
            return False
        except (reference.ReferenceError, FileNotFoundError, ValueError) as error:
            self._refuse(error)
        return True

    def _prepare(self, notebook: Path) -> PrefetchedSubmission:
        return self._assignment.prepare(notebook, self._autograde.force)

    def from_filename(
        self, filename: str, resources: dict | None = None, **kwargs
    ) -> tuple[NotebookNode, dict]:
        """Read a notebook and let the preprocessors at it: nbgrader asks twice for each one.

        The first time it names the submitted file and wants it sanitized, the second time the sanitized copy,
        to be autograded.
        """
        path, resources = Path(filename), resources or {}
        folder = self._assignment.submitted(resources["nbgrader"]["student"])
        submitted = folder / path.name
        try:
            if self._disk.found:
                sys.exit(1)
            if path.parent.resolve() == folder.resolve():  # of the folder: a link would lead away from it
                return self.from_submitted(path, resources, **kwargs)
            read = self.from_autograded(path, submitted, resources, **kwargs)
        except BaseException:
            claims.release(self._audit, self._name(folder))
            self._end(submitted, failed=True)
            raise
        self._end(submitted, failed=False)
        return read

    def from_submitted(self, path: Path, resources: dict, **kwargs) -> tuple[NotebookNode, dict]:
        """Read a submitted notebook as the repair leaves it, and note what was repaired."""
        where = resources["nbgrader"]
        self._remove_copies_of_links(path.parent, where["student"])
        prefetched = self._prefetcher.item(path)
        if digest(repair.read_file(path)) != prefetched.digests.file:  # it has changed since it was looked at
            self._prefetcher.done(path)
            prefetched = self._prefetcher.item(path)
        for note in prefetched.rebuilt.notes:
            if note.kind == OLDER:
                self._common.note(where["student"], note.text)
            else:
                self.log.warning("%s/%s: %s", where["student"], where["assignment"], note.text)
        file = self._assignment.record_file(path)
        # The record of the graded file is kept until the new scores are in, but nobody may rely on it.
        if (old := audit.read(file)).done:
            audit.write(file, replace(old, done=False))
        notes = [vars(note) for note in prefetched.rebuilt.notes]
        audit.write(file.with_suffix(".next"), Record(**prefetched.digests._asdict(), repaired=notes))
        return self._from_notebook(prefetched.rebuilt.notebook, path, resources, **kwargs)

    def from_autograded(
        self, path: Path, submitted: Path, resources: dict, **kwargs
    ) -> tuple[NotebookNode, dict]:
        """Read a sanitized notebook as it is, and hand its examination on with it.

        Args:
            path: of the sanitized copy.
            submitted: of the file that was handed in.
            resources: get a `GradedNotebook` for the preprocessors.
        """
        content = nbformat.read(path, as_version=4)
        result = self._examined(submitted, content)
        file = self._assignment.record_file(submitted)
        resources[KEY] = graded = GradedNotebook.of(file, content, result)
        for change in graded.record.changed_scores:
            self._common.note(resources["nbgrader"]["student"], f"{change['cell']}: {change['text']}")
        return self._from_notebook(content, path, resources, **kwargs)

    def _from_notebook(
        self, content: NotebookNode, path: Path, resources: dict, **kwargs
    ) -> tuple[NotebookNode, dict]:
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        return self.from_notebook_node(content, resources=resources, **kwargs)

    def _examined(self, submitted: Path, content: NotebookNode) -> ExaminationResult:
        prefetched = self._prefetcher.item(submitted)
        self._pool.raise_if_interrupted()  # or it would wait for what nobody examines any more
        if cells(content) == prefetched.cells:
            result = prefetched.result.result()
        else:  # one of nbgrader's own steps has changed it
            result = self._assignment.examine(submitted, content)
        events = [*prefetched.events, *result.record.sandbox_events]
        return replace(result, record=replace(result.record, sandbox_events=events))

    def _end(self, submitted: Path, failed: bool) -> None:
        self._prefetcher.done(submitted)
        self._progress.advance(failed)
        if submitted == self._last:
            self._progress.close()
            self._common.tell()
            self._pool.close()

    def _remove_copies_of_links(self, submitted: Path, student: str) -> None:
        """Take back what nbgrader copied by following a student's link out of her folder."""
        for link in repair.foreign_links(submitted):
            graded = layout.autograded(self._course, student, self._course.assignment_id)
            copy = graded / link.relative_to(submitted)
            if copy.is_dir():
                shutil.rmtree(copy)
            elif copy.exists():
                copy.unlink()

    def _finish(self, notebooks: list[str], **hook_arguments) -> None:
        """Mark a submission as graded and stored, so that the run of grading may be killed from here on."""
        for path in map(Path, notebooks):
            file = self._assignment.record_file(path)
            file.with_suffix(".next").unlink(missing_ok=True)  # first: nobody comes back to what is done
            audit.write(file, replace(audit.read(file), done=True))
            claims.release(self._audit, self._name(path.parent))
        if self._hook:
            self._hook(notebooks=notebooks, **hook_arguments)
