"""Opens a release of the register (folder, zip or file; delimited, XML or openFDA's JSON) and reads it as a stream.

The columns and elements: the delimited release and the XML record of AccessGUDID; openFDA's names for them.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO, Any

from mri_check.errors import Problem, RequestError, reason_of
from mri_check.gudid.markup import read_xml
from mri_check.gudid.records import IMPLANTED_PUMP, Registered, RegisteredId, Release

_BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
)
with suppress(ImportError):  # a Python without it opens no such member
    from lzma import LZMAError

    _BROKEN = (*_BROKEN, LZMAError)

MAX_LINE = 1_000_000
"""Characters of a line, or of a device in JSON; more is a mistake or an attack."""
_SHOWN = 5
Wanted = Callable[[Registered], bool]


def read_release(path: str, wanted: Wanted) -> Release:
    """Read a release, and keep the devices that are wanted.

    ``path`` is a folder or a zip of the delimited or XML release, one file of it, or openFDA's JSON. Memory
    stays flat. Raises RequestError where a file cannot be read at all; single lines that cannot be read are
    counted and told.
    """
    try:
        with _opened(path) as opened:
            return _release(opened, path, wanted)
    except OSError as bad:
        reason = reason_of(bad)
        raise RequestError(Problem("gudid", path, f"cannot be read: {reason}")) from None
    except _BROKEN as bad:
        raise RequestError(Problem("gudid", path, f"not a whole zip file: {bad}")) from None


Opener = Callable[[], IO[bytes]]
Parts = Mapping[str, Opener]
"""The files of a release by their names, each to be opened."""


@contextmanager
def _opened(path: str) -> Iterator[list[tuple[str, Opener]]]:
    if os.path.isdir(path):
        names = sorted(
            name for name in os.listdir(path) if os.path.isfile(os.path.join(path, name))
        )
        yield [(name, _opener(os.path.join(path, name))) for name in names]
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            yield [
                (one.filename.rpartition("/")[2], lambda one=one: archive.open(one))  # type: ignore[misc]
                for one in members
            ]
    else:
        yield [(os.path.basename(path), _opener(path))]


def _opener(path: str) -> Opener:
    return lambda: open(path, "rb")


def _release(opened: list[tuple[str, Opener]], path: str, wanted: Wanted) -> Release:
    parts: Parts = dict(opened)
    by_name = {name.casefold(): name for name in parts}
    if len(by_name) < len(opened):
        message = "two files of one name are in it: only one of them would be read"
        raise RequestError(Problem("gudid", path, message))
    kinds = {name: _kind(name, parts) for name in parts}
    if "device.txt" in by_name or list(kinds.values()) == ["delimited"]:
        return _Delimited(parts, by_name).read(wanted)
    read, found, notes = 0, [], ()
    for name, kind in kinds.items():
        if kind not in ("xml", "json"):
            continue
        with parts[name]() as stream:
            for one in read_xml(stream, name) if kind == "xml" else _json(stream, name):
                read += 1
                if wanted(one):
                    found.append(one)
    if not any(kind in ("xml", "json") for kind in kinds.values()):
        message = "holds no device.txt, and no XML or JSON file of the register"
        raise RequestError(Problem("gudid", path, message))
    if not read:
        raise RequestError(Problem("gudid", path, "no device of the register stands in it"))
    return Release(read, tuple(found), (), 0, notes)


def _kind(name: str, parts: Parts) -> str:
    """What a file is, by its name; where that does not say it, by its first character."""
    end = name.casefold().rpartition(".")[2]
    if end in ("xml", "json"):
        return end
    if len(parts) > 1:
        return ""
    with parts[name]() as stream:
        head = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] == b"<":
        return "xml"
    return "json" if head[:1] in (b"{", b"[") else "delimited"


class _Delimited:
    """The delimited release: device.txt, and beside it productCodes.txt and identifiers.txt, keyed by PrimaryDI."""

    def __init__(self, parts: Parts, by_name: Mapping[str, str]) -> None:
        self.parts, self.by_name = parts, by_name
        self.faults: list[str] = []
        self.missed = 0

    def read(self, wanted: Wanted) -> Release:
        notes = []
        pumps: set[str] = set()
        if "productcodes.txt" in self.by_name:
            for _, row in self.rows("productcodes.txt", ("primarydi", "productcode")):
                if row["productcode"] == IMPLANTED_PUMP:
                    pumps.add(row["primarydi"])
        else:
            notes.append(
                "no productCodes.txt: only devices of a maker and model on file were looked at"
            )
        main = "device.txt" if "device.txt" in self.by_name else next(iter(self.by_name))
        found: list[Registered] = []
        read = 0
        for where, row in self.rows(main, ("primarydi", "companyname", "versionmodelnumber")):
            read += 1
            di = row["primarydi"]
            one = Registered(
                where, di, row["companyname"], row.get("brandname", ""), row["versionmodelnumber"],
                row.get("catalognumber", ""), row.get("mrisafetystatus", ""),
                (IMPLANTED_PUMP,) if di in pumps else (), (),
            )  # fmt: skip
            if wanted(one):
                found.append(one)
        ids: dict[str, list[RegisteredId]] = {one.di: [] for one in found}
        if "identifiers.txt" in self.by_name:
            needed = ("primarydi", "deviceid", "deviceidtype", "deviceidissuingagency")
            for _, row in self.rows("identifiers.txt", needed):
                if row["primarydi"] in ids:
                    told = (row["deviceid"], row["deviceidtype"], row["deviceidissuingagency"])
                    ids[row["primarydi"]].append(RegisteredId(*told))
        else:
            notes.append(
                "no identifiers.txt: only primary identifiers, the issuer told by their form"
            )
        records = []
        for one in found:
            here = ids[one.di]
            if not any(each.type.casefold() == "primary" for each in here):
                issuer = "GS1" if one.di.isdigit() else "HIBCC"
                here.insert(0, RegisteredId(one.di, "Primary", issuer))
            records.append(one.replace(identifiers=tuple(dict.fromkeys(here))))
        return Release(read, tuple(records), tuple(self.faults), self.missed, tuple(notes))

    def rows(self, name: str, needed: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
        """The rows of a file by the names of its header, whatever their order."""
        name = self.by_name[name]
        with self.parts[name]() as raw:
            stream = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="\n")
            header: list[str] = []
            number = 0
            while line := stream.readline(MAX_LINE + 1):
                number += 1
                where = f"{name}:{number}"
                if len(line) > MAX_LINE:
                    raise RequestError(Problem("gudid", where, f"a line of more than {MAX_LINE:,} characters"))  # fmt: skip
                cells = [cell.strip() for cell in line.rstrip("\r\n").split("|")]
                if not header:
                    header = [cell.casefold() for cell in cells]
                    if missing := [one for one in needed if one not in header]:
                        message = f"no column {', '.join(missing)} in the header: the delimited release has it"
                        raise RequestError(Problem("gudid", where, message))
                elif len(cells) != len(header):
                    self.missed += 1
                    if len(self.faults) < _SHOWN:
                        told = f"{where}: {len(cells)} fields, where the header has {len(header)}"
                        self.faults.append(told)
                else:
                    yield where, dict(zip(header, cells))
            if not header:
                raise RequestError(Problem("gudid", name, "the file is empty"))


_RESULTS = re.compile(r'"results"\s*:\s*\[')


def _json(raw: IO[bytes], name: str) -> Iterator[Registered]:
    """The devices of an openFDA file, one after the other; the file itself may be larger than the memory."""
    stream = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace")
    decoder, buffer, number = json.JSONDecoder(), stream.read(MAX_LINE), 0
    start = _RESULTS.search(buffer)
    if start is None:
        message = 'no "results": [...] in it, which openFDA\'s device files have'
        raise RequestError(Problem("gudid", name, message))
    at = start.end()
    while True:
        while at < len(buffer) and buffer[at] in " \t\r\n,":
            at += 1
        if buffer[at : at + 1] == "]":
            return
        try:
            form, at = decoder.raw_decode(buffer, at)
        except json.JSONDecodeError:
            more = stream.read(MAX_LINE)
            if not more or len(buffer) - at > MAX_LINE:
                where = f"{name}: device {number + 1}"
                raise RequestError(Problem("gudid", where, "not JSON, or cut short")) from None
            buffer, at = buffer[at:] + more, 0
            continue
        except (RecursionError, ValueError):
            where = f"{name}: device {number + 1}"
            message = "nested too deeply, or a number that is too long"
            raise RequestError(Problem("gudid", where, message)) from None
        number += 1
        yield _from_json(form, f"{name}: device {number}")


def _from_json(form: Any, where: str) -> Registered:
    if not isinstance(form, dict):
        raise RequestError(Problem("gudid", where, "a device is a mapping"))
    ids = tuple(
        RegisteredId(_text(one, "id"), _text(one, "type"), _text(one, "issuing_agency"))
        for one in _list(form, "identifiers")
    )
    codes = tuple(_text(one, "code") for one in _list(form, "product_codes"))
    primary = next((one.di for one in ids if one.type.casefold() == "primary"), "")
    return Registered(
        where, primary, _text(form, "company_name"), _text(form, "brand_name"),
        _text(form, "version_or_model_number"), _text(form, "catalog_number"), _text(form, "mri_safety"),
        codes, ids,
    )  # fmt: skip


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _list(form: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = form.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
