"""The rules for one question of the bank: which fields it has, and what has to hold between them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from autograder.coursedir import folders
from autograder.questions.computed import functions
from autograder.questions.entry import Entry
from autograder.questions.filling import references, strings
from autograder.questions.form import (
    LIST,
    NUMBER,
    OF_ALL,
    OF_KIND,
    OF_PARTS,
    OPTIONAL,
    OPTIONAL_OF_KIND,
    TEXT,
    described,
    has_form,
    one_of,
    plain,
)
from autograder.questions.item import KINDS
from autograder.questions.problem import Problem

COMBINATIONS = 1_000
"""At most, for one template: all of them are made when a bank is proven."""


def _lines(content: CommentedMap | CommentedSeq) -> dict[str, int]:
    """The line of each entry; those that come from elsewhere in the file, as `<<: *other`, have none here."""
    return {str(key): place[0] + 1 for key, place in (content.lc.data or {}).items() if key is not None}


class Reader:
    """Reads one question: `entry` is what it found, None where `problems` say what is wrong."""

    def __init__(self, path: Path, lesson: str, raw: CommentedMap, line: int):
        self.path, self.lesson = path, lesson
        self.fields: dict[str, Any] = plain(raw)
        self.lines = {"": line} | _lines(raw)
        self.parts = {
            str(key): list(_lines(value).values())
            for key, value in raw.items()
            if isinstance(value, CommentedSeq)
        }
        self.problems: list[Problem] = []
        self.id = str(self.fields.get("id", "a question without an id"))
        self.entry = self._entry()

    def _wrong(self, field: str, found: str, cure: str, part: int | None = None) -> None:
        line = self.lines.get(field, self.lines[""])
        if part is not None and part < len(self.parts.get(field, ())):
            line = self.parts[field][part]
        self.problems.append(Problem(self.path, line, f"{self.id}: {found}", cure))

    def _entry(self) -> Entry | None:
        kind = self.fields.get("kind")
        if kind not in KINDS:
            self._wrong("kind", f"the kind is {described(kind)}", f"Take one of {', '.join(KINDS)}")
            return None
        self._check_form(kind)
        if self.problems:  # the rest needs fields of the right form
            return None
        for check in (
            self._check_head, self._check_points, self._check_options, self._check_lists,
            self._check_template, self._check_texts, self._check_pictures,
        ):  # fmt: skip
            check()
        if self.problems:
            return None
        head = {"id", "kind", "points", "parameters", "computed"}
        return Entry(
            id=self.id,
            lesson=self.lesson,
            kind=kind,
            points=float(self.fields["points"]),
            fields={name: value for name, value in self.fields.items() if name not in head},
            parameters={
                name: tuple(tuple(v) if isinstance(v, list) else v for v in values)
                for name, values in self.fields.get("parameters", {}).items()
            },
            computed=self.fields.get("computed", ""),
            path=self.path,
            lines=self.lines,
        )

    def _check_form(self, kind: str) -> None:
        needed = OF_ALL | OF_KIND[kind]
        allowed = OPTIONAL | needed | OPTIONAL_OF_KIND.get(kind, {})
        self._check_fields("", self.fields, needed, allowed, f"a question of the kind {kind}")
        for field, (must, may) in OF_PARTS.items():
            for place, part in enumerate(self.fields.get(field) or ()):
                if isinstance(self.fields[field], list):
                    self._check_fields(field, part, must, must | may, f"a part of {field}", place)

    def _check_fields(
        self, field: str, given: Any, needed: dict, allowed: dict, what: str, part: int | None = None
    ) -> None:
        if not isinstance(given, dict):
            self._wrong(field, f"{what} is {described(given)}", f"Give it {', '.join(needed)}", part)
            return
        for name in needed:
            if name not in given:
                self._wrong(field, f"{what} has no `{name}`", f"Add `{name}:`", part)
        for name, value in given.items():
            if name not in allowed:
                cure = f"Take one of {', '.join(allowed)}"
                self._wrong(field or name, f"{what} has no field `{name}`", cure, part)
            elif not has_form(value, allowed[name]):
                found = f"`{name}` is {'empty' if value in (None, '') else described(value)}"
                self._wrong(field or name, found, f"Write {one_of(allowed[name])}", part)

    def _check_head(self) -> None:
        prefix = self.lesson.split("_")[0].upper()
        if not re.fullmatch(rf"{prefix}\.Q[1-9]\d*", self.id):
            self._wrong("id", "the id is not one of this lesson", f"Name it {prefix}.Q and a number")
        if self.fields["difficulty"] not in (1, 2, 3):
            self._wrong(
                "difficulty",
                f"the difficulty is {self.fields['difficulty']}",
                "Write 1 (recall), 2 (apply) or 3 (reason)",
            )
        if not 0 < self.fields["points"] <= 100:
            self._wrong("points", f"{self.fields['points']} points", "Give more than 0 and at most 100")

    def _check_points(self) -> None:
        rubric = self.fields.get("rubric", [])
        total = sum(line["points"] for line in rubric)
        if rubric and total < self.fields["points"]:
            self._wrong(
                "rubric",
                f"its rubric adds up to {total:g} of {self.fields['points']:g} points",
                "Raise the points of a line, add one, or lower the question's points",
            )

    def _check_options(self) -> None:
        options = self.fields.get("options", [])
        right = [place for place, option in enumerate(options) if option.get("right", False) is not False]
        drawn = any(isinstance(option.get("right"), str) for option in options)  # known with its parameters
        if options and not right:
            self._wrong("options", "no option is right", "Write `right: true` under one")
        if self.fields["kind"] == "one" and len(right) > 1 and not drawn:
            self._wrong(
                "options", f"{len(right)} options are right", "Leave one, or ask for `several`", right[1]
            )
        if len(options) == 1:
            self._wrong("options", "there is one option only", "Add what people choose by mistake")
        for place, option in enumerate(options):
            if place not in right and not option.get("reason"):
                found = f"the wrong option “{option['text']}” has no reason"
                self._wrong("options", found, "Say which misconception leads to it", place)
        self._check_twice("options", [str(option["text"]) for option in options])
        self._check_twice("mistakes", [str(each["answer"]) for each in self.fields.get("mistakes", [])])

    def _check_twice(self, field: str, texts: list[str]) -> None:
        keys = [" ".join(text.split()).casefold() for text in texts]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                self._wrong(field, f"“{texts[place]}” is there twice", "Change or remove one", place)

    def _check_lists(self) -> None:
        for field in ("hints", "accepted", "order"):
            given = self.fields.get(field, [])
            for place, each in enumerate(given if isinstance(given, list) else []):
                if not has_form(each, (TEXT, NUMBER)):
                    self._wrong(field, f"found {described(each)} in `{field}`", "Write a text", place)
        pairs = self.fields.get("pairs", [])
        for place, pair in enumerate(pairs if isinstance(pairs, list) else []):
            if (
                not isinstance(pair, list)
                or len(pair) != 2
                or not all(has_form(p, (TEXT, NUMBER)) for p in pair)
            ):
                self._wrong("pairs", f"found {described(pair)}", "Write `- [left, right]`", place)
        for field in ("order", "pairs"):
            if isinstance(self.fields.get(field), list):
                if len(self.fields[field]) < 2:
                    self._wrong(field, "there is one entry only", "Add another one")
                if field == "order" and not self.problems:
                    self._check_twice(field, [str(each) for each in self.fields[field]])

    def _check_template(self) -> None:
        parameters = self.fields.get("parameters", {})
        combinations = 1
        for name, values in parameters.items():
            if not re.fullmatch(r"[a-z]\w*", name):
                self._wrong("parameters", f"the parameter is named `{name}`", "Use small letters, digits, _")
            if not has_form(values, LIST):
                self._wrong("parameters", f"`{name}` is {described(values)}", "Write a list: `[3, 5, 7]`")
            elif len({repr(value) for value in values}) < len(values):
                self._wrong("parameters", f"`{name}` has a value twice", "Remove one of the two")
            elif any(isinstance(value, dict) or value is None for value in values):
                self._wrong("parameters", f"`{name}` has a value that is no number or text", "Change it")
            else:
                combinations *= len(values)
        if combinations > COMBINATIONS:
            found = f"its parameters have {combinations:,} combinations"
            self._wrong("parameters", found, f"Leave out values until there are {COMBINATIONS:,} at most")
        name = self.fields.get("computed")
        if not name:
            return
        if name not in functions():
            cure = f"Take one of {', '.join(sorted(functions()))}"
            self._wrong("computed", f"no function is named `{name}`", cure)
            return
        wants = functions()[name].parameters
        for missing in sorted(wants - set(parameters)):
            self._wrong("computed", f"`{name}` needs the parameter `{missing}`", "Add it to `parameters:`")
        for extra in sorted(set(parameters) - wants - references(self.fields)):
            self._wrong("parameters", f"nothing uses the parameter `{extra}`", "Use it or remove it")

    def _known(self) -> set[str]:
        function = functions().get(self.fields.get("computed", ""))
        return set(self.fields.get("parameters", {})) | set(function.returns if function else ())

    def _check_texts(self) -> None:
        known = self._known()
        for field, value in self.fields.items():
            if field in ("parameters", "computed"):
                continue
            parts = value if isinstance(value, list) else [value]
            for place, part in enumerate(parts):
                at = place if isinstance(value, list) else None
                for name in sorted(references(part) - known):
                    names = f"it knows {', '.join(sorted(known))}" if known else "it has no parameters"
                    self._wrong(field, f"`{{{name}}}` stands in its `{field}`, but {names}",
                                "Correct the name or add the parameter", at)  # fmt: skip
                for text in strings(part):
                    if _dollars(text) % 2:
                        cure = "Put math between two `$`; write a dollar as `\\$`"
                        self._wrong(
                            field, f"a `$` of its `{field}` has no partner: “{_short(text)}”", cure, at
                        )

    def _check_pictures(self) -> None:
        function = functions().get(self.fields.get("computed", ""))
        drawn = set(function.pictures) if function else set()
        for alternative, name in _pictures(self.fields):
            if name not in drawn and not (self.path.parent / name).is_file():
                where = f"{folders.SOLUTIONS}/{name}"
                own = f" and `{self.fields['computed']}` draws no such picture" if function else ""
                self._wrong("text", f"there is no picture {where}{own}", "Put it there or correct the name")
            if not alternative.strip():
                cure = "Say between `![` and `]` what one has to see in it"
                self._wrong("text", f"the picture {name} has no alternative text", cure)


def _pictures(fields: dict) -> Iterator[tuple[str, str]]:
    for text in strings(fields):
        yield from re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", text)


def _dollars(text: str) -> int:
    """How many `$` of a text begin or end math: not in code, not written as `\\$`."""
    return len(re.findall(r"(?<!\\)\$", re.sub(r"(`+).*?\1", "", text, flags=re.DOTALL)))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"
