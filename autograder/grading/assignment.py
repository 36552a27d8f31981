"""An assignment of a course as grading needs it: its lessons, and what is handed in for them."""

import ast
import importlib
import json
import secrets
import sys
from concurrent.futures import Future
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from autograder.candidate.allowance import Allowance
from autograder.coursedir import audit, layout
from autograder.coursedir.audit import Digests, Grounds, Record, digest
from autograder.dispatch.fingerprint import fingerprint
from autograder.dispatch.pool import Pool
from autograder.dispatch.prefetch import PrefetchedSubmission
from autograder.dispatch.task import ExaminationContext, warm_starts
from autograder.examiner import library, reference
from autograder.examiner.checkcell import observed_step
from autograder.examiner.examination import ExaminationResult
from autograder.grading import grounds, promises
from autograder.grading.examine import Examine
from autograder.grading.masters import MasterFiles
from autograder.intake import attachments, formatting, pictures, repair
from lenet_keras.checks.steps import STEPS

TIMESTAMP = "timestamp.txt"  # nbgrader's: when a submission was collected; the same file may come again


@dataclass(frozen=True)
class Lesson:
    """One notebook of the assignment."""

    outline: repair.Outline
    context: ExaminationContext
    fingerprint: str
    """Digest of all that its grades follow from, apart from the submission and the limits."""


class Assignment:
    """What all submissions of an assignment share, read once."""

    def __init__(self, name: str, course: CourseDirectory, settings: Examine, pool: Pool):
        """Prepare to grade.

        Args:
            name: the assignment's.
            course: with its folders and its gradebook.
            settings: of grading.
            pool: who examines.
        """
        self._name, self._course, self._settings, self._pool = name, course, settings, pool
        self._files = MasterFiles(name, course, settings.parent)
        self._lessons: dict[str, Lesson] = {}
        self.urgent = False
        """Whether something will be examined for certain, so that workers had better get ready."""

    def submitted(self, student: str) -> Path:
        """The folder that a student handed in."""
        return layout.submitted(self._course, student, self._name)

    def autograded(self, notebook: Path) -> Path:
        """Where the graded copy of a submitted notebook lies."""
        student = layout.student_of(self._course, notebook.parent)
        return layout.autograded(self._course, student, self._name) / notebook.name

    def record_file(self, notebook: Path) -> Path:
        """Where the audit record of a submitted notebook lies."""
        student = layout.student_of(self._course, notebook.parent)
        return audit.path(layout.audit(self._course), student, self._name, notebook.stem)

    def lesson(self, notebook: str) -> Lesson:
        """One of its notebooks.

        Raises:
            nbgrader.api.MissingEntry: when the gradebook does not know it.
            ReferenceError: when the reference solution does not pass its own checks.
            autograder.examiner.library.MeansError: when it uses what its lesson does not allow.
            ValueError: when it is no notebook in Python, when students' code would read the course, or when a
                check would not be judged outside as it looks.
        """
        if notebook not in self._lessons:
            with Gradebook(self._course.db_url, self._course.course_id) as gradebook:
                gradebook.find_notebook(notebook, self._name)
                released = self._files.released(notebook)
                language = released.metadata.get("kernelspec", {}).get("language", "python")
                if language != "python":
                    raise ValueError(
                        f"{notebook} is a notebook in {language}; only Python can be graded here"
                    )
                outline = repair.Outline.of_course(gradebook, self._name, notebook, released)
            masters = self._files.masters()
            self._load_judges()
            promises.keep(outline, self._settings.judges, masters)
            context = self._context(notebook, [cell.source for cell in outline.cells if cell.kind == "code"])
            source = self._files.source(notebook)
            reads = json.dumps([asdict(cell) for cell in outline.cells])
            files = [source] if source.is_file() else []
            beside = sorted((name, digest(content)) for name, content in masters.items())
            unlimited = replace(context, allowance=Allowance())
            found = fingerprint(unlimited, tuple(self._settings.judges), files, reads + repr(beside))
            self._lessons[notebook] = Lesson(outline, context, found)
        return self._lessons[notebook]

    def is_graded(self, notebook: Path) -> bool:
        """Whether the grades of a submitted notebook are what examining it again would give."""
        record = audit.read(self.record_file(notebook))
        if not (self.autograded(notebook).exists() and record.done):
            return False
        try:
            digests = self._digests(notebook, repair.read_file(notebook), *attachments.read(notebook.parent))
            return record.follows_from(digests)
        except ValueError:  # no notebook at all: nothing of it can have been graded
            return False

    def prepare(self, notebook: Path, force: bool) -> PrefetchedSubmission:
        """Repair a submitted notebook and let it be examined.

        Args:
            notebook: its path.
            force: examine it even if that was done before.

        Raises:
            autograder.intake.repair.Unreadable: when it is no notebook.
        """
        content = repair.read_file(notebook)
        found, left_out = attachments.read(notebook.parent)
        rebuilt = self._rebuilt(notebook, content, found)
        digests = self._digests(notebook, content, found, left_out)
        known = None if force else self._known(notebook, digests)
        if known:
            result: Future[ExaminationResult] = Future()
            result.set_result(known)
        else:
            result = self._submit(notebook, rebuilt.notebook, found)
        new = [] if known else left_out  # what is known has it in its record
        events = [{"event": "file left out", "detail": name, "from": "launcher"} for name in new]
        return PrefetchedSubmission(digests, rebuilt, cells(rebuilt.notebook), events, result)

    def grounds(self, notebook: Path) -> dict[str, Grounds]:
        """What points by hand to a submitted notebook would rest on today.

        Raises:
            autograder.intake.repair.Unreadable: when it is no notebook.
        """
        found, _ = attachments.read(notebook.parent)
        return grounds.of(self._rebuilt(notebook, repair.read_file(notebook), found).notebook)

    def _rebuilt(self, notebook: Path, content: bytes, found: dict[str, bytes]) -> repair.Rebuilt:
        rebuilt = repair.rebuild(content, self.lesson(notebook.stem).outline)
        rebuilt.notes += [*pictures.attach(rebuilt.notebook, found), *formatting.notes(rebuilt.notebook)]
        return rebuilt

    def examine(self, notebook: Path, content: NotebookNode) -> ExaminationResult:
        """Examine `content` now, with what lies beside the submitted `notebook`."""
        return self._submit(notebook, content, attachments.read(notebook.parent)[0]).result()

    def _submit(
        self, notebook: Path, content: NotebookNode, found: dict[str, bytes]
    ) -> "Future[ExaminationResult]":
        context = self.lesson(notebook.stem).context
        return self._pool.submit(context, nbformat.writes(content), found | self._files.masters())

    def _digests(
        self, notebook: Path, content: bytes, found: dict[str, bytes], left_out: list[str]
    ) -> Digests:
        """What the grades of a submitted notebook follow from."""
        attached = sorted((name, digest(each)) for name, each in found.items() if name != TIMESTAMP)
        lesson = self.lesson(notebook.stem)
        limits = digest(repr(lesson.context.allowance))
        return Digests(digest(content), digest(repr((attached, left_out))), lesson.fingerprint, limits)

    def _known(self, notebook: Path, digests: Digests) -> ExaminationResult | None:
        """What an earlier run found for the same file, in the same context."""
        file = self.record_file(notebook)
        record = audit.read(file)
        if not (record.done and record.follows_from(digests)):
            return None
        try:
            executed = nbformat.read(file.with_suffix(".ipynb"), as_version=4)
        except (OSError, ValueError):
            return None
        found = Record(
            exceeded_limits=record.exceeded_limits,
            doubts=record.doubts,
            sandbox_events=record.sandbox_events,
            executed_tests=record.executed_tests,
            seed=record.seed,
            measured=record.measured,
        )
        return ExaminationResult(executed, dict(record.scores), found)

    def _load_judges(self) -> None:
        root = str(Path(self._course.root).resolve())
        sys.path.insert(0, root)
        try:
            for name in self._settings.judges:
                importlib.import_module(name)
        finally:
            sys.path.remove(root)

    def _context(self, notebook: str, sources: list[str]) -> ExaminationContext:
        settings, root = self._settings, Path(self._course.root).resolve()
        readable, environment = settings.readable_paths(root)
        named = sorted(STEPS.keys() & {observed_step(source) for source in sources})
        source = self._files.source(notebook)
        if named and not source.is_file():
            raise FileNotFoundError(f"{source} does not exist, so that nothing can be compared with it")
        judges = tuple(settings.judges)
        modules = (reference.modules(source, judges) if named else ()) or _imports(sources)
        means = library.of_steps(named)
        if named:
            library.ensure_enough(nbformat.read(source, as_version=4).cells, means)
        parts = warm_starts(means, modules, environment, tuple(settings.container_command))
        if self.urgent:  # it goes on beside all that follows
            for warm in parts.values():
                self._pool.prepare(warm)
        known = reference.load(source, judges) if named else reference.Reference()
        if unknown := [name for name in named if name not in known.observations]:
            raise ValueError(
                f"{source} has no cell check({unknown[0]!r}), so that {unknown[0]} cannot be judged outside; "
                f"run `nbgrader generate_assignment {self._name}` after a change of the solution"
            )
        return ExaminationContext(
            steps={name: STEPS[name] for name in named},
            reference=known,
            warm=parts.pop(""),
            later=parts,
            seed=settings.seed or secrets.randbelow(1 << 31),
            readable=readable,
            allowance=Allowance(
                cell_seconds=settings.cell_seconds,
                seconds=settings.notebook_seconds,
                memory=settings.memory,
                output=settings.output,
            ),
            disabled_protections=tuple(settings.disabled_protections),
        )


def cells(content: NotebookNode) -> str:
    """Digest of what is examined of a notebook."""
    examined = [
        (cell.get("id"), cell.cell_type, cell.source, dict(cell.metadata.get("nbgrader", {})))
        for cell in content.cells
    ]
    return digest(json.dumps(examined, sort_keys=True))


def _imports(sources: list[str]) -> tuple[str, ...]:
    """Names of the modules that cells import; a cell that is no plain Python is left out."""
    found: dict[str, None] = {}
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {each.name: None for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module] = None
    return tuple(found)
