"""The register as XML, read as a stream; document types and entities are refused, so that nothing unfolds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, NoReturn
from xml.parsers import expat

from mri_check.errors import Problem, RequestError
from mri_check.gudid.records import Registered, RegisteredId

_CHUNK = 1 << 16
_MAX_DEPTH = 64
_MAX_TEXT = 100_000
_FIELDS = {
    "companyName": "company",
    "brandName": "brand",
    "versionModelNumber": "model",
    "catalogNumber": "catalog_number",
    "MRISafetyStatus": "mri",
}
_IDENTIFIER = ("identifiers", "identifier")
_CODE = ("productCodes", "fdaProductCode", "productCode")


def read_xml(stream: IO[bytes], name: str) -> Iterator[Registered]:
    """Every ``device`` of an XML file of the register.

    Raises RequestError, with line and column, where it is not XML, holds a document type or an entity, or is
    nested or long beyond reason.
    """
    reading = _Reading(name)
    while chunk := stream.read(_CHUNK):
        reading.feed(chunk, False)
        yield from reading.take()
    reading.feed(b"", True)
    yield from reading.take()


class _Reading:
    """One pass over one file: the path of the open elements, and what the open device holds so far."""

    def __init__(self, name: str) -> None:
        self.name, self.parser = name, expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse
        self.path: list[str] = []
        self.depth = 0
        """How deep the open device stands; 0 where none is open."""
        self.device: dict[str, str] = {}
        self.one: dict[str, str] = {}
        self.ids: list[RegisteredId] = []
        self.codes: list[str] = []
        self.buffer: list[str] = []
        self.size = 0
        self.line = 0
        self.done: list[Registered] = []

    def feed(self, chunk: bytes, last: bool) -> None:
        try:
            self.parser.Parse(chunk, last)
        except expat.ExpatError as bad:
            self.fail(f"not XML: {expat.ErrorString(bad.code)}", bad.lineno, bad.offset + 1)
        except (LookupError, ValueError):
            self.fail("its encoding cannot be read here: the register's files are UTF-8")

    def fail(self, message: str, line: int | None = None, column: int | None = None) -> NoReturn:
        line = line or self.parser.CurrentLineNumber
        column = column or self.parser.CurrentColumnNumber + 1
        raise RequestError(Problem("gudid", f"{self.name}:{line}:{column}", message))

    def refuse(self, *_: Any) -> None:
        self.fail("a document type or an entity is not allowed; the register's files have none")

    def take(self) -> list[Registered]:
        done, self.done = self.done, []
        return done

    def start(self, name: str, _: Any) -> None:
        self.path.append(name.rpartition(" ")[2])
        if len(self.path) > _MAX_DEPTH:
            self.fail(f"nested deeper than {_MAX_DEPTH} levels")
        self.buffer, self.size = [], 0
        if not self.depth and self.path[-1] == "device":
            self.depth, self.line = len(self.path), self.parser.CurrentLineNumber
            self.device, self.ids, self.codes = {}, [], []
        elif self.depth and self.inside() == _IDENTIFIER:
            self.one = {}

    def inside(self) -> tuple[str, ...]:
        """The path within the open device."""
        return tuple(self.path[self.depth :])

    def text(self, text: str) -> None:
        if self.depth:
            self.size += len(text)
            if self.size > _MAX_TEXT:
                self.fail(f"a text is longer than {_MAX_TEXT:,} characters")
            self.buffer.append(text)

    def end(self, _: str) -> None:
        if self.depth:
            inside, text = self.inside(), " ".join("".join(self.buffer).split())
            if len(inside) == 1 and inside[0] in _FIELDS:
                self.device[_FIELDS[inside[0]]] = text
            elif inside[:-1] == _IDENTIFIER:
                self.one[inside[-1]] = text
            elif inside == _IDENTIFIER:
                get = self.one.get
                told = (get("deviceId", ""), get("deviceIdType", ""), get("deviceIdIssuingAgency", ""))  # fmt: skip
                self.ids.append(RegisteredId(*told))
            elif inside == _CODE:
                self.codes.append(text)
            elif not inside:
                self.close()
        self.path.pop()
        self.buffer, self.size = [], 0

    def close(self) -> None:
        primary = next((one.di for one in self.ids if one.type.casefold() == "primary"), "")
        fields = [self.device.get(field, "") for field in ("company", "brand", "model", "catalog_number", "mri")]  # fmt: skip
        company, brand, model, catalog_number, mri = fields
        self.done.append(
            Registered(f"{self.name}:{self.line}", primary, company, brand, model, catalog_number, mri,
                       tuple(self.codes), tuple(self.ids))
        )  # fmt: skip
        self.depth = 0
