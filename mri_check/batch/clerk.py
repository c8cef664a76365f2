"""The engine, and beside it the readers: what the fast road does not take is read as ``intake`` reads it.

So there is one meaning of a line of requests. The fast road takes a row only where the readers would hand the same
request on to be judged, with nothing to say of it; all others are theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mri_check import intake
from mri_check.batch.desk import Desk
from mri_check.batch.engine import BARE, Brought, Engine
from mri_check.batch.reading import placed
from mri_check.batch.result import day_told, dumps, masked, noted
from mri_check.document import Document
from mri_check.errors import Problem, RequestError
from mri_check.kept import Kept

NO_KEEP = b'"keep":{},'


class Clerk(Engine):
    """Judges lines of requests, and rows as the readers made them."""

    def __init__(self, desk: Desk, reader: str | None = None) -> None:
        super().__init__(desk, reader)
        assert desk.readers is not None
        self.make = desk.readers
        self.looked_at: Kept[str, tuple[Problem, ...]] = Kept()

    def careful(self, number: int, raw: bytes, file: str, offset: int) -> Sequence[bytes]:
        """As ``pieces``, of a line that may be too long to be one."""
        if len(raw) <= intake.MAX_ROW:
            return self.pieces(number, raw, file, offset)
        return [self.row(number, intake.line_row(raw, number, offset, self.make), file)]

    def document(
        self, number: int, document: Document, file: str, offset: int | None, brought: Brought = BARE
    ) -> bytes:  # fmt: skip
        """A line that the fast road did not take."""
        return self.row(
            number, intake.request_row(document.data, number, offset or 0, self.make), file
        )

    def failed(
        self, number: int, id: str | None, problems: tuple[Problem, ...], file: str,
        offset: int | None, kept: bytes = b"", on: str | None = None,
    ) -> bytes:  # fmt: skip
        """The result of a row that cannot be read."""
        if self.desk.keep and not kept:
            kept = NO_KEEP
        return super().failed(number, id, problems, file, offset, kept, on)

    def row(self, number: int, row: intake.Row, file: str) -> bytes:
        """The result of a row that a reader made."""
        kept = b'"keep":' + dumps(dict(row.keep)).encode() + b"," if self.desk.keep else b""
        self.tally.kept.update(row.keep)
        if row.outcome == intake.JUDGE:
            document = placed(dict(row.request or {}))
            brought = Brought(kept, row.notices, row.possible)
            return super().document(number, document, file, row.offset, brought)
        on = row.on or day_told(row.stated)
        if row.outcome == intake.NOT_JUDGED:
            if row.stated is not None and (problems := self.unread(row.stated)):
                return self.failed(number, row.id, problems, file, row.offset, kept, on)
            end = noted(row.notices, row.possible)
            return self.passed_over(number, row.id, row.why, end, kept, on)
        problems = (Problem("row", "row", row.why),)
        return self.failed(number, row.id, problems, file, row.offset, kept, on)

    def unread(self, stated: Mapping[str, Any]) -> tuple[Problem, ...]:
        """What cannot be read of a request; of those that are alike but for their id, looked at once."""
        alike = dumps({**stated, "id": ""})
        found = self.looked_at.get(alike)
        if found is None:
            try:
                self.desk.resolved(placed(dict(stated)))
                found = ()
            except RequestError as bad:
                found = masked(bad.problems, stated, self.catalogue)
            if len(alike) < 4096:
                self.looked_at.keep(alike, found)
        return found
