"""HL7 v2 as text: messages out of a stream, their segments, fields, components, repetitions and escapes.

Honours the separators that MSH-1 and MSH-2 name (HL7 2.5.1, chapter 2), and MLLP framing. Character sets:
HL7 table 0211; UTF-8 (which ASCII is part of) and 8859/1 are read, any other that is not UTF-8 is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mri_check.frozen import Record
from mri_check.intake.lines import Source
from mri_check.intake.row import MAX_ROW, Bad
from mri_check.intake.strict import text_of

MAX_SEGMENTS = 2_000
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
_FILE = (b"FHS", b"FTS", b"BHS", b"BTS")
_LATIN = "8859/1"
_ESCAPE = r"[FSRTEPHN]|\.[A-Za-z]{2}[+-]?\d*|X(?:[0-9A-Fa-f]{2})+|[CMZ](?:[0-9A-Fa-f]{2})*"
"""Signs, highlighting, formatting (``.br``, ``.sp+2``), bytes, character sets and what is locally defined."""


class Raw(Record):
    """One message as bytes, or what stands where one should; ``why``: what is wrong with it already."""

    offset: int
    raw: bytes
    why: str = ""


class Signs:
    """The separators of a message, and its texts without their escapes.

    Its segments hold this and not the message, so that a message that is done with is gone at once: a long run
    must not wait for the collector of cycles.
    """

    def __init__(self, field: str, signs: str) -> None:
        self.field, self.component, self.repetition = field, signs[0], signs[1]
        self.escape, self.sub = signs[2], signs[3]
        sign = re.escape(self.escape)
        self._escaped = re.compile(f"{sign}({_ESCAPE}){sign}")
        self._meant = {"F": field, "S": self.component, "R": self.repetition, "T": self.sub, "E": self.escape}  # fmt: skip

    def plain(self, text: str) -> str:
        r"""A text without its escapes: ``\F\ \S\ \R\ \T\ \E\`` and ``\X..\``; all others (formatting) become a space.

        What has not the form of an escape is none: of a text between two signs that were not escaped nothing is lost.
        """
        return self._escaped.sub(self._unescaped, text) if self.escape in text else text

    def _unescaped(self, match: re.Match[str]) -> str:
        word = match.group(1)
        if word in self._meant:
            return self._meant[word]
        if word[0] == "X":
            return bytes.fromhex(word[1:]).decode("utf-8", "replace").replace("\0", " ")
        return " "


_NULL = '""'
"""How HL7 writes that a field has no value."""


class Segment:
    """One segment: its name, its fields by number, each a list of repetitions of components."""

    def __init__(self, name: str, fields: list[str], signs: Signs) -> None:
        self.name, self._fields, self._signs = name, fields, signs

    def __len__(self) -> int:
        """How many fields there are."""
        return len(self._fields) - 1

    def text(self, number: int) -> str:
        """A field whole, as it is written but for its escapes; empty where there is none."""
        if not 0 < number < len(self._fields):
            return ""
        return self._signs.plain(self._fields[number])

    def parts(self, number: int) -> list[list[str]]:
        """The repetitions of a field, each as its components."""
        if not 0 < number < len(self._fields) or not self._fields[number]:
            return []
        it = self._signs
        return [
            [it.plain(part) for part in one.split(it.component)]
            for one in self._fields[number].split(it.repetition)
        ]

    def each(self, number: int, component: int = 1) -> list[str]:
        """A component of each repetition; empty where one has none."""
        found = [(*one, *[""] * component)[component - 1].strip() for one in self.parts(number)]
        return ["" if one == _NULL else one for one in found]

    def part(self, number: int, component: int = 1) -> str:
        """A component of the first repetition; empty where there is none."""
        return next(iter(self.each(number, component)), "")


class Message:
    """One message. Raises Bad for what is none."""

    def __init__(self, raw: bytes) -> None:
        text = _decoded(raw)
        head = text[:8]
        if len(head) < 8 or head[:3] != "MSH":
            raise Bad("a message begins with MSH and its separators")
        field, signs = text[3], text[4:].split(text[3], 1)[0]
        if not 4 <= len(signs) <= 5 or len({field, *signs}) != len(signs) + 1:
            raise Bad("MSH-2 does not name four different separators")
        if any(sign.isalnum() or sign.isspace() for sign in field + signs):
            raise Bad("MSH-2 names a separator that is a letter, a digit or a space")
        lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
        if len(lines) > MAX_SEGMENTS:
            raise Bad(f"more than {MAX_SEGMENTS:,} segments")
        known = Signs(field, signs)
        self.segments = [_segment(line, known) for line in lines]

    def all(self, *names: str) -> list[Segment]:
        """The segments of some names, in order."""
        return [one for one in self.segments if one.name in names]

    @property
    def kind(self) -> tuple[str, str]:
        """Message type and trigger event of MSH-9."""
        return self.segments[0].part(9, 1).upper(), self.segments[0].part(9, 2).upper()


def _segment(line: str, signs: Signs) -> Segment:
    fields = line.split(signs.field)
    name = fields[0].strip()
    if not _SEGMENT.fullmatch(name):
        raise Bad("a line in it is no segment: a line end inside a field, or a damaged message")
    if name == "MSH":
        fields.insert(1, signs.field)
    return Segment(name, fields, signs)


def _decoded(raw: bytes) -> str:
    try:
        return text_of(raw)
    except Bad:
        head = re.split(rb"[\r\n]", raw, maxsplit=1)[0]
        cells = head.split(head[3:4]) if len(head) > 3 else []
        if len(cells) > 17 and cells[17].split(b"~")[0].strip() == _LATIN.encode():
            return raw.decode("latin-1")
        raise


def messages(source: Source) -> Iterator[Raw]:
    """The messages of a stream, in constant memory; MLLP frames and file and batch envelopes are taken off.

    What stands before the first message, a frame, batch or file that has no end, and what one says is missing from
    it, is a Raw with ``why``.
    """
    parts: list[bytes] = []
    place, size, framed = 0, 0, False
    envelope = _Envelope()
    for offset, line, length, ends in _lines(source):
        bare = line.lstrip(b"\x0b\r\n \t") if line is not None else None
        lead = line[: len(line) - len(bare)] if line is not None and bare is not None else b""
        name = bare[:3] if bare is not None else b""
        if b"\x0b" in lead or name in _FILE or name == b"MSH":
            if parts:
                yield _ready(place, parts, size)
            parts, size = [], 0
        if b"\x0b" in lead:
            if framed:
                yield Raw(offset, b"", _NO_FRAME)
            framed = True
        if bare is not None:
            yield from (Raw(offset, b"", why) for why in envelope.wrong(bare))
        if bare != b"" and name not in _FILE:
            if not parts:
                place = offset + len(lead)
            size += length
            parts.append(bare if bare is not None and size <= MAX_ROW else b"")
        framed = framed and not ends
    if parts:
        yield _ready(place, parts, size)
    if framed:
        yield Raw(source.offset, b"", _NO_FRAME)
    yield from (Raw(source.offset, b"", why) for why in envelope.open())


_NO_FRAME = "the MLLP frame before it has no end (0x1C): a message is cut short"


def _lines(source: Source) -> Iterator[tuple[int, bytes | None, int, bool]]:
    """The lines of a stream as ``Source.lines`` gives them, and whether the end of an MLLP frame ends each."""
    for offset, line, length in source.lines(b"\r\n"):
        *framed, last = line.split(b"\x1c") if line is not None else [None]
        for part in framed:
            size = len(part or b"") + 1
            yield offset, part, size, True
            offset, length = offset + size, length - size
        yield offset, last, length, False


class _Envelope:
    """What the segments of files and batches say of how much there is."""

    def __init__(self) -> None:
        self.file = self.batch = False
        """Whether one has begun and not ended."""
        self.messages = self.batches = 0
        """How many of this batch, of this file; messages that no batch holds are one."""

    def wrong(self, line: bytes) -> Iterator[str]:
        """What is wrong with what came before a line, if it is one of a file or a batch."""
        match line[:3]:
            case b"MSH":
                self.batches += not self.batch and not self.messages
                self.messages += 1
            case b"FHS":
                yield from self.open()
                self.file, self.batch, self.messages, self.batches = True, False, 0, 0
            case b"BHS":
                if self.batch:
                    yield from self.open()
                self.batch, self.messages, self.batches = True, 0, self.batches + 1
            case b"BTS":
                yield from _missing("batch", line, "messages", self.messages)
                self.batch, self.messages = False, 0
            case b"FTS":
                if self.batch:
                    yield from self.open()
                yield from _missing("file", line, "batches", self.batches)
                self.file, self.batch, self.messages, self.batches = False, False, 0, 0

    def open(self) -> Iterator[str]:
        """What has no end."""
        if self.batch or self.file:
            what, end = ("batch", "BTS") if self.batch else ("file", "FTS")
            yield f"the {what} has no end ({end}): it is cut short"


def _ready(place: int, parts: list[bytes], size: int) -> Raw:
    if size > MAX_ROW:
        return Raw(place, b"", f"longer than {MAX_ROW:,} bytes")
    if parts[0][:3] != b"MSH":
        return Raw(place, b"", "no message: it does not begin with MSH")
    return Raw(place, b"\r".join(parts))


def _missing(what: str, trailer: bytes, of: str, count: int) -> Iterator[str]:
    stated = trailer[4:].split(trailer[3:4] or b"|")[0].strip()
    if stated.isdigit() and int(stated[:9]) != count:
        yield f"the {what} says that it holds {int(stated[:9])} {of}, and it holds {count}"
