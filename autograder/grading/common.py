"""What grading says alike of many submissions: told once, with how many they are, when all are graded."""

from logging import Logger

NAMED = 3  # students, at most, whom a line names; `review` names all


class CommonRemarks:
    """Remarks that follow a change of the lesson, and so are the same for most of a class."""

    def __init__(self, assignment: str, log: Logger):
        """Begin.

        Args:
            assignment: that is graded.
            log: where the lines go.
        """
        self._assignment, self._log = assignment, log
        self._students: dict[str, list[str]] = {}

    def note(self, student: str, text: str) -> None:
        """Keep a remark about one submission."""
        self._students.setdefault(text, []).append(student)

    def tell(self) -> None:
        """Say each remark once: of whom, or of how many and where their names stand."""
        for text, students in self._students.items():
            if len(students) <= NAMED:
                who = ", ".join(f"{each}/{self._assignment}" for each in students)
                self._log.warning("%s: %s", who, text)
            else:
                self._log.warning("%d submissions: %s", len(students), text)
        if any(len(students) > NAMED for students in self._students.values()):
            self._log.warning("`python -m autograder review %s` names them", self._assignment)
        self._students.clear()
