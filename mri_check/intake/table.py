"""A table of requests: CSV with a header. A bad record is a row; a header that is not understood is an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mri_check.catalog import Catalogue
from mri_check.document import near
from mri_check.errors import Problem, RequestError
from mri_check.intake.assemble import Assembler
from mri_check.intake.lines import Source
from mri_check.intake.records import records_of
from mri_check.intake.requests import not_mri, of_mri, without_implants
from mri_check.intake.row import (
    JUDGE,
    NOT_KNOWN,
    Bad,
    Context,
    Row,
    as_device,
    unreadable,
)
from mri_check.request import FORMAT, NONE
from mri_check.values import written
from mri_check.words import things

OWN = ("id", "on", "market", "device", "identified_by", "other_implants", "bringing", "exam", "scanner", "notes")  # fmt: skip
"""Columns beside the axes (``scan.*``, ``implant.*``, ``patient.*``). ``exam`` and ``scanner`` are those of ``scan``."""
_SEVERAL = ("device", "other_implants", "bringing")


def names_of(catalogue: Catalogue) -> tuple[str, ...]:
    """What a column may be called: those of OWN, and every axis."""
    return (*OWN, *(axis for axis in catalogue.axes if not axis.startswith("ask.")))


def columns_of(header: list[str], name: str, context: Context) -> list[str]:
    """What each column stands for: a column of OWN, an axis, or nothing (kept only).

    Raises RequestError for a column that is unknown, given twice, or mapped and not there.
    """
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        raise RequestError(Problem("column", f"{name}:1", "the columns are separated by commas"))
    known = names_of(context.catalogue)
    meant = [
        cell for cell in header if cell in known or cell in context.columns or cell in context.keep
    ]
    if not meant:
        # it may be a row, and then it may name a patient: it is not repeated
        told = f"a table begins with a header ({', '.join(OWN)}, axes)"
        message = (
            f"no known column in the first line: {told}, or --map says what its columns stand for"
        )
        raise RequestError(Problem("column", f"{name}:1", message))
    sure = 2 * len(meant) >= len(header)
    shown = header if sure else meant
    problems: list[Problem] = []
    for source, target in context.columns.items():
        if target not in known:
            message = f"'{target}' is no column or axis{near(target, known, '')}"
            problems.append(Problem("column", f"--map {source}={target}", message))
        if source not in header:
            message = f"no column is called '{source}'{near(source, shown)}"
            problems.append(Problem("column", f"--map {source}={target}", message))
    for one in context.keep:
        if header.count(one) > 1:
            problems.append(
                Problem(
                    "column", f"--keep {one}", f"{header.count(one)} columns are called '{one}'"
                )
            )
        if one not in header:
            message = f"no column is called '{one}'{near(one, shown)}"
            problems.append(Problem("column", f"--keep {one}", message))
    found: list[str] = []
    for at, cell in enumerate(header, 1):
        target = context.columns.get(cell, cell if cell in known else "")
        if not target and cell not in context.keep:
            hint = near(cell, known, "")
            told = f"unknown column '{cell}'" if sure else f"column {at} is none that is known"
            way = f"say what it stands for (--map '{cell if sure else 'NAME'}=...'), keep it (--keep), or leave it out"
            problems.append(Problem("column", f"{name}:1", f"{told}{hint}; {way}"))
        if target and target in found:
            message = f"two columns stand for {target}"
            problems.append(Problem("column", f"{name}:1", message))
        found.append(target)
    if not {"device", "notes", "exam", "scan.exam"} & set(found) and not problems:
        problems.append(Problem("column", f"{name}:1", "no column says which device: 'device'"))
    if problems:
        raise RequestError(*problems)
    return found


def table_rows(source: Source, name: str, make: Assembler) -> Iterator[Row]:
    """The rows of a table, in constant memory. Raises RequestError at once, before any row, for its header."""
    width: list[int] = []
    records = records_of(source, width)
    first = next(records, None)
    if first is None:
        return iter(())
    _, cells, why = first
    if why:
        raise RequestError(Problem("column", f"{name}:1", f"the header cannot be read: {why}"))
    header = [cell.strip() for cell in cells]
    targets = columns_of(header, name, make.context)
    width.append(len(header))
    return _rows(records, header, targets, make)


def _rows(
    records: Iterator[tuple[int, list[str], str]],
    header: list[str],
    targets: list[str],
    make: Assembler,
) -> Iterator[Row]:
    for number, (offset, cells, why) in enumerate(records, 1):
        if not why and len(cells) != len(header):
            why = f"{len(cells)} cells under {len(header)} columns"
        if why:
            yield unreadable(number, offset, why)
            continue
        by_name = dict(zip(header, cells))
        keep = {one: by_name[one] for one in make.context.keep}
        yield record_row(targets, cells, number, offset, make, keep)


def record_row(
    targets: Iterable[str],
    cells: Iterable[str],
    number: int,
    offset: int,
    make: Assembler,
    keep: Mapping[str, str],
) -> Row:
    """The row of one record: its cells, and what their columns stand for as ``columns_of`` has it."""
    stated = {
        target: cell.strip() for target, cell in zip(targets, cells) if target and cell.strip()
    }
    return _row(stated, number, offset, make, keep)


def _row(
    stated: Mapping[str, str], number: int, offset: int, make: Assembler, keep: Mapping[str, str]
) -> Row:
    id = stated.get("id")
    if id is not None and len(id) > 300:
        return unreadable(number, offset, "its id is longer than 300 characters", None, keep)
    try:
        request, names = _request(stated, make)
    except Bad as bad:
        return unreadable(number, offset, bad.why, id, keep)
    notices: list[str] = []
    exam, scan = request.get("scan", {}).get("exam"), request.get("scan", {})
    possible = tuple(
        f"{place}: {one}"
        for place in ("notes", "exam")
        for one in make.mentions.spoken(stated.get(place, ""))
    )
    if exam is not None and make.modality(exam) == "not-mri":
        if not of_mri(scan):
            return not_mri(request, number, offset, keep, possible)
        notices.append("The exam names no MRI, but the row names an MR scanner: it is judged.")
    told = "; ".join(possible)
    if names == [NONE] and not possible:
        return without_implants(request, number, offset, make, notices, keep)
    if names and names != [NONE]:
        if possible:
            notices.append(f"Mentioned in free text: {told}. Make sure that it is one of the devices listed.")  # fmt: skip
            if request.get("other_implants") == NONE:
                del request["other_implants"]
    elif possible:
        notices.append(f"Possible implant, identify: {told}.")
        request["implants"] = [{"device": as_device(one.partition(": ")[2])} for one in possible]
        request.pop("other_implants", None)
    else:
        notices.append("No device is stated: implants not known.")
        request["implants"] = [{"device": NOT_KNOWN}]
    return Row(number, id, offset, request, JUDGE, "", tuple(notices), possible, keep)


def _request(stated: Mapping[str, str], make: Assembler) -> tuple[dict[str, Any], list[str]]:
    """The request that the cells state, and the devices as they are written. Bad where cells contradict each other."""
    several = {
        one: _parts(one, stated[one], make.context.catalogue) for one in _SEVERAL if one in stated
    }
    names = several.get("device", [])
    request: dict[str, Any] = {"format": FORMAT}
    on = stated.get("on", make.context.on)
    if on is None:
        raise Bad("the day of the scan is not stated ('on')")
    request.update({"id": stated["id"]} if "id" in stated else {}, on=on)
    if "market" in stated:
        request["market"] = stated["market"]
    facts = {axis[8:]: value for axis, value in stated.items() if axis.startswith("implant.")}
    if facts.pop("identified_by", None) is not None:
        raise Bad("write 'identified_by', not 'implant.identified_by'")
    if (facts or "identified_by" in stated) and names in ([], [NONE]):
        raise Bad("facts of an implant without a device")
    implants: list[dict[str, Any]] = [{"device": name} for name in names]
    by = _each("identified_by", stated.get("identified_by"), len(names))
    spread = {axis: _each(f"implant.{axis}", value, len(names)) for axis, value in facts.items()}
    for at, one in enumerate(implants):
        if by[at]:
            one["identified_by"] = by[at]
        own = {axis: written(values[at]) for axis, values in spread.items() if values[at]}
        if own:
            one["facts"] = own
    request["implants"] = NONE if names == [NONE] else implants
    for name in ("other_implants", "bringing"):
        if name in several:
            request[name] = NONE if several[name] == [NONE] else several[name]
    scan = {axis[5:]: written(value) for axis, value in stated.items() if axis.startswith("scan.")}
    scan.update({name: stated[name] for name in ("exam", "scanner") if name in stated})
    patient = {axis[8:]: written(value) for axis, value in stated.items() if axis.startswith("patient.")}  # fmt: skip
    if scan:
        request["scan"] = scan
    if patient:
        request["patient"] = patient
    return request, names


def _parts(name: str, cell: str, catalogue: Catalogue) -> list[str]:
    """Several devices of a cell, separated by a semicolon. An identifier that holds one is not cut apart unseen.

    Beside the device they may stand as in an option, ``a, b``; the facts of a device stand in its order.
    """
    parts = [one.strip() for one in cell.split(";")]
    if not all(parts):
        raise Bad(f"{name}: an empty entry between semicolons")
    if name != "device":
        if " | " in cell:
            raise Bad(f"{name}: one of several (a | b) is for values: separate things by ;")
        parts = [one for part in parts for one in things(part, catalogue.spelling.values())]
        if not all(parts):
            raise Bad(f"{name}: an empty entry between commas")
    if NONE in parts and len(parts) > 1:
        raise Bad(f"{name}: 'none' beside a device")
    return parts


def _each(name: str, cell: str | None, count: int) -> list[str]:
    """One value for each device, empty where it is not known; one alone is for the one device there is."""
    values = [one.strip() for one in cell.split(";")] if cell else [""] * count
    if len(values) != count:
        devices = "1 device" if count == 1 else f"{count} devices"
        raise Bad(f"{name}: {len(values)} values for {devices}; separate them by ;")
    return values
