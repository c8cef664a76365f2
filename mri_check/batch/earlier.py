"""The results of an earlier run, line by line; a line that is no result is told, and never passed over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import Any, BinaryIO

from mri_check.batch.result import DISPOSITIONS, FORMAT, dumps, head
from mri_check.errors import Problem, RequestError, reason_of
from mri_check.frozen import Record
from mri_check.request import day_of

LONGEST = 32_000_000
"""Bytes of a line. A result with all findings of many devices has some hundred thousand."""
LOOKED_AT = 20


class Device(Record):
    """One device of a row, as its result has it."""

    place: str
    device: str | None
    model: str | None
    disposition: str
    labellings: Mapping[str, str]
    """The digest of each labelling that was used, by its id."""
    market: str | None = None
    """Where it was sold, where that is said of it alone."""
    told: str | None = None
    """The digest of what was told of it beside its labellings."""


class Result(Record):
    """One line of results. Of a row that was not judged, only its number, its id, its disposition and the catalogue."""

    row: int
    id: str | None
    disposition: str
    exit_code: int
    on: str | None = None
    market: str | None = None
    decided_by: tuple[str, ...] = ()
    open: tuple[tuple[str, str], ...] = ()
    """Each with who usually knows."""
    devices: tuple[Device, ...] = ()
    edition: str = ""
    digest: str = ""
    """Of the catalogue that it was judged by."""
    policy: str | None = None
    findings: tuple[tuple[str, str, str | None], ...] | None = None
    """The id, the verdict and what is permitted of each; None where the run did not write them."""
    asked: Mapping[str, Any] | None = None
    errors: tuple[Any, ...] = ()
    keep: Any = None
    raw: bytes = b""
    """The line itself."""

    @property
    def judged(self) -> bool:
        """Whether a labelling was asked about it."""
        return self.disposition not in ("unreadable", "not-judged")


def read_result(raw: bytes) -> Result:
    """One line as a result. Raises ValueError, which says what is missing or wrong, and repeats nothing of it."""
    try:
        form = json.loads(raw, parse_float=str)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(form, dict) or form.get("format") != FORMAT:
        raise ValueError(f'not a result ("format": "{FORMAT}")')
    disposition = _choice(form, "disposition")
    result = Result(
        _of(form, "row", int), _of(form, "id", (str, type(None))), disposition,
        _of(form, "exit_code", int), keep=form.get("keep"), raw=raw,
    )  # fmt: skip
    if result.judged or "catalogue" in form:  # the rows that were not judged had none once
        catalogue = _of(form, "catalogue", dict)
        edition, digest = _of(catalogue, "edition", str), _of(catalogue, "digest", str)
        result = result.replace(edition=edition, digest=digest)
    on = _of(form, "on", str) if result.judged or "on" in form else None
    if on is not None and day_of(on) is None:
        raise ValueError("'on' is no date")
    if not result.judged:
        return result.replace(on=on, errors=tuple(_of(form, "errors", list, [])))
    policy = _of(form, "policy", dict, None)
    findings = _of(form, "findings", list, None)
    return result.replace(
        on=on,
        market=_of(form, "market", (str, type(None))),
        decided_by=tuple(_texts(form, "decided_by")),
        open=tuple((_of(one, "id", str), _of(one, "who", str)) for one in _forms(form, "open")),
        devices=tuple(_device(one) for one in _forms(form, "devices")),
        policy=None if policy is None else _of(policy, "digest", str),
        findings=None if findings is None else tuple(map(_finding, _forms(form, "findings"))),
        asked=_asked(form),
    )


def alike(before: Result, line: bytes, edition: str, digest: str) -> bool:
    """Whether a line without an id says, for sure, what an earlier one said, by a catalogue of that edition and digest.

    Their bytes are held against each other, which need not be read for it.
    """
    kept = b""
    if before.keep is not None:
        kept = b'"keep":' + dumps(before.keep).encode() + b","
    said = before.raw.removeprefix(head(before.row, before.id) + kept)
    says = line.removeprefix(head(before.row, None))
    return said.replace(_made_by(before.edition, before.digest), b"", 1) == says.replace(
        _made_by(edition, digest), b"", 1
    )


@lru_cache(20)
def _made_by(edition: str, digest: str) -> bytes:
    return dumps({"catalogue": {"edition": edition, "digest": digest}})[1:-1].encode()


def _device(form: dict[str, Any]) -> Device:
    return Device(
        _of(form, "place", str), _of(form, "device", (str, type(None))), _of(form, "model", (str, type(None))),
        _choice(form, "disposition"),
        {_of(one, "id", str): _of(one, "digest", str) for one in _forms(form, "labellings")},
        _of(form, "market", (str, type(None)), None), _of(form, "told", (str, type(None)), None),
    )  # fmt: skip


def _finding(form: dict[str, Any]) -> tuple[str, str, str | None]:
    permitted = _of(form, "permitted", (str, type(None)), None)
    return _of(form, "id", str), _of(form, "verdict", str), permitted


def _asked(form: dict[str, Any]) -> Mapping[str, Any] | None:
    asked: Mapping[str, Any] | None = _of(form, "asked", (dict, type(None)), None)
    for name in ("scan", "profile"):
        if asked is not None:
            _of(asked, name, dict, {})
    return asked


_MISSING = object()


def _of(form: Any, name: str, kind: Any, default: Any = _MISSING) -> Any:
    value = form.get(name, default)
    if isinstance(value, kind) and value is not True and value is not False:
        return value
    if value is _MISSING:
        raise ValueError(f"'{name}' is missing")
    if value is not default:
        raise ValueError(f"'{name}' is of another kind")
    return value


def _forms(form: Any, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _of(form, name, list)
    if not {dict}.issuperset(map(type, found)):
        raise ValueError(f"'{name}' is of another kind")
    return found


def _texts(form: Any, name: str) -> list[str]:
    found: list[str] = _of(form, name, list)
    if not {str}.issuperset(map(type, found)):
        raise ValueError(f"'{name}' is of another kind")
    return found


def _choice(form: Any, name: str) -> str:
    found: str = _of(form, name, str)
    if found not in DISPOSITIONS:
        raise ValueError(f"'{name}' is no disposition")
    return found


class Line(Record):
    """One line of a file: a result, or why it is none."""

    number: int
    result: Result | None
    why: str = ""
    """``cut-off`` or ``not-a-result``."""
    message: str = ""


def results(file: BinaryIO, name: str) -> Iterator[Line]:
    """Every line of a file of results that is not blank, in order, without holding more than a few of them.

    Raises RequestError where the file begins with nothing that is a result: then it is another file.
    """
    lines = _lines(file, name)
    first = list(islice(lines, LOOKED_AT))
    if first and all(one.result is None for one in first):
        message = (
            f"no line here is a result of batch ({first[0].message}): give what mri-check batch "
            "wrote as JSON lines; a table (--format csv) holds too little to be judged again"
        )
        raise RequestError(Problem("not-results", f"{name}:{first[0].number}", message))
    return chain(first, lines)


def _lines(file: BinaryIO, name: str) -> Iterator[Line]:
    for number, raw in enumerate(_raw(file, name), 1):
        if raw is None:
            yield Line(number, None, "not-a-result", f"longer than {LONGEST:,} bytes")
        elif not raw.isspace():
            try:
                yield Line(number, read_result(raw))
            except ValueError as bad:
                cut = not raw.endswith(b"\n") and str(bad) == "not JSON"
                yield Line(number, None, "cut-off" if cut else "not-a-result", str(bad))


def _raw(file: BinaryIO, name: str) -> Iterator[bytes | None]:
    """The lines of a file; None for one that is too long. Raises RequestError where it cannot be read."""
    try:
        while raw := file.readline(LONGEST):
            whole = raw.endswith(b"\n") or len(raw) < LONGEST
            while not whole:
                more = file.readline(LONGEST)
                whole = more.endswith(b"\n") or len(more) < LONGEST
                raw = b""
            yield raw or None
    except OSError as bad:
        reason = f"cannot be read: {reason_of(bad)}"
        raise RequestError(Problem("unreadable-file", name, reason)) from None
