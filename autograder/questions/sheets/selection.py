"""Which questions are asked, and what stands above them: an exam is a choice of the bank."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process

from autograder.questions.entry import Entry


@dataclass(frozen=True)
class Choice:
    """Questions of the bank; where nothing is said, all. What is said of several things must all hold."""

    questions: tuple[str, ...] = ()
    """Ids; they are asked in this order."""
    tags: tuple[str, ...] = ()
    """Concepts."""
    difficulties: tuple[int, ...] = ()
    """1 recall, 2 apply, 3 reason."""
    points: tuple[float, ...] = ()
    """What a question is worth."""

    def of(self, entries: Iterable[Entry]) -> list[Entry]:
        """The chosen entries, in the order of the ids or else of the bank.

        Raises:
            LookupError: for an id or a tag that is not there, or where nothing is left.
        """
        entries = list(entries)
        by_id = {entry.id: entry for entry in entries}
        tags = {str(entry.fields["concept"]) for entry in entries}
        for name, wanted, known in (("question", self.questions, by_id), ("tag", self.tags, tags)):
            for each in wanted:
                if each not in known:
                    near = ", ".join(found for found, *_ in process.extract(each, list(known), limit=3))
                    raise LookupError(f"there is no {name} {each!r}; did you mean {near}?")
        chosen = [by_id[each] for each in dict.fromkeys(self.questions)] if self.questions else entries
        found = [entry for entry in chosen if self._fits(entry)]
        if not found:
            raise LookupError("no question is left of this choice; leave out one of its conditions")
        return found

    def _fits(self, entry: Entry) -> bool:
        return (
            (not self.tags or str(entry.fields["concept"]) in self.tags)
            and (not self.difficulties or entry.fields["difficulty"] in self.difficulties)
            and (not self.points or entry.points in self.points)
        )


@dataclass(frozen=True)
class Heading:
    """What stands above the questions."""

    title: str = ""
    """Of the exam: then all chosen questions are one document; else each lesson is one, by its own title."""
    course: str = ""
    date: str = ""
    time: str = ""
    """How long students have, or from when to when."""

    def line(self, what: str) -> str:
        """What a document is, with course, date and time."""
        return " · ".join(filter(None, (what, self.course, self.date, self.time)))

    @property
    def file(self) -> str:
        """How files of the exam begin."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.casefold()).strip("-") or "exam"


def on_paper(entries: Iterable[Entry]) -> list[Entry]:
    """Without those that need the notebook: their entry says `paper: false`."""
    return [entry for entry in entries if entry.fields.get("paper", True)]
