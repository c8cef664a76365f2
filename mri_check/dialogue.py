"""What was answered so far: a request that grows, each answer of which can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.answering import Answering, Patch, shown_again
from mri_check.asking import Asking, with_value
from mri_check.checklist import Checklist
from mri_check.document import Path
from mri_check.errors import RequestError
from mri_check.frozen import Record
from mri_check.question import Question

NOT_KNOWN = "not known"
"""What stands for a device that nobody can name."""


def start(base: Mapping[str, Any]) -> dict[str, Any]:
    """A request to begin with: of an implant at least, even where nobody can name it."""
    return {"implants": [{"device": NOT_KNOWN}], **base}


class Answer(Record):
    """One answer: what it states, by path; nothing, where it is not known."""

    question: Question
    text: str
    """As it may be shown again."""
    stated: Patch

    @property
    def passed(self) -> frozenset[Path]:
        """What is not to be asked again: all of it where it is not known, or where several were asked at once.

        Of a scanner of which something is stated, the rest may still be asked, one by one.
        """
        paths = [one.path for one in self.question.fields]
        if self.stated and self.question.kind == "scanner":
            return frozenset(paths[:1])
        whole = not self.stated or self.question.kind == "several"
        return frozenset(paths) if whole else frozenset()


class Dialogue:
    """A dialogue on one request. Pure but for what it holds: whoever talks to a person asks it what is next."""

    def __init__(self, asking: Asking, answering: Answering, base: Mapping[str, Any]) -> None:
        self.asking, self.answering = asking, answering
        self.base = start(base)
        self.answers: list[Answer] = []
        self._data: dict[str, Any] = dict(self.base)
        self._open: list[Question] | None = None
        asking.check(self._data)  # an error of the request is one before anything is asked

    @property
    def data(self) -> dict[str, Any]:
        """The request, as far as it was answered."""
        return self._data

    def checklist(self) -> Checklist:
        """The checklist of what was answered."""
        return self.asking.check(self._data)

    def questions(self) -> list[Question]:
        """What is still to be asked, the most decisive first; empty when nothing more would change anything."""
        if self._open is None:
            passed = frozenset(path for one in self.answers for path in one.passed)
            self._open = list(self.asking.questions(self._data, passed))
        return self._open

    def answer(self, question: Question, text: str, instead: int | None = None) -> list[Answer]:
        """Take an answer, empty for not known; ``instead`` of an earlier one, by its number from 1.

        What comes back are later answers that no longer fit, and are dropped. Raises ValueError or
        RequestError for an answer that cannot be read: then all stays as it was.
        """
        stated = self.answering.read(question, text) if text.strip() else {}
        new = Answer(question, shown_again(text.strip()), stated)
        at = len(self.answers) if instead is None else instead - 1
        before, later = [*self.answers[:at], new], self.answers[at + 1 :]
        self._together(before, strict=True)
        self.answers, self._data = self._together([*before, *later], strict=False)
        self._open = None
        return [one for one in later if one not in self.answers]

    def _together(self, answers: list[Answer], strict: bool) -> tuple[list[Answer], dict[str, Any]]:
        data: dict[str, Any] = dict(self.base)
        kept: list[Answer] = []
        for one in answers:
            tried = data
            for path, value in one.stated.items():
                tried = with_value(tried, path, value)
            try:
                if one.stated:
                    self.asking.check(tried)
            except RequestError:
                if strict:
                    raise
                continue
            data = tried
            kept.append(one)
        return kept, data


def lines_of(data: Any, indent: int = 0) -> Iterator[str]:
    """Plain data as YAML, one line after the other."""
    pad = " " * indent
    if isinstance(data, Mapping):
        for name, value in data.items():
            if isinstance(value, (str, list)) and (flow := _flow(value)) is not None:
                yield f"{pad}{name}: {flow}"
            elif value:
                yield f"{pad}{name}:"
                yield from lines_of(value, indent + 2)
    else:
        for one in data:
            inner = list(lines_of(one, indent + 2)) if isinstance(one, Mapping) else []
            yield f"{pad}- {inner[0].strip()}" if inner else f"{pad}- {_flow(one)}"
            yield from inner[1:]


def _flow(value: Any) -> str | None:
    """A text, or a list of texts, on one line; None of what needs several."""
    from mri_check.recording import in_yaml

    nested = isinstance(value, list) and not all(isinstance(one, str) for one in value)
    return None if nested else in_yaml(value)
