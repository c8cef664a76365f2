"""Schedules as Arrow record batches: rows in, results out, as ``batch`` has them. No engine is known here.

Needs pyarrow: ``pip install 'mri-check[arrow]'``. The columns that go in and come out are told in the README, "On a
cluster". Nothing is taken from the environment or a configuration folder: what a worker is not given, it does not use.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

try:
    import pyarrow as pa
    from pyarrow import json as arrow_json
except ImportError as missing:
    raise ImportError("mri_check.arrow needs pyarrow: pip install 'mri-check[arrow]'") from missing

from mri_check.batch.clerk import Clerk
from mri_check.batch.desk import open_desk
from mri_check.cache import digest_of
from mri_check.catalog import Catalogue
from mri_check.compiled import load_catalog
from mri_check.configuration import read_configuration
from mri_check.document import near
from mri_check.errors import MriCheckError, Problem, RequestError
from mri_check.intake.row import MAX_ROW, Bad, unreadable
from mri_check.intake.strict import text_of
from mri_check.intake.table import columns_of, names_of, record_row
from mri_check.policy import Policy, read_policy
from mri_check.source import read_text

__all__ = ["Checker", "check_batch", "check_batches", "schema"]

Path: TypeAlias = "str | os.PathLike[str]"

REQUEST = "request"
"""The column that holds a row as a line of a schedule: one request as JSON."""
ROWS = 16_384
"""Rows of a batch that ``check_batches`` gives at most."""
TEXT = 1 << 22
"""Bytes of results that are turned into columns together."""
MOST_CHECKERS = 4
_NAME = "batch"
_FILES = ("policy", "scanners", "exams", "config")

_TEXT = pa.string()
_TEXTS = pa.list_(_TEXT)


def _struct(*names: str, **others: Any) -> Any:
    return pa.struct([*((name, _TEXT) for name in names), *others.items()])


_LABELLING = _struct("id", "digest", "disposition")
_COLUMNS = [
    pa.field("id", _TEXT),
    pa.field("on", _TEXT),
    pa.field("market", _TEXT),
    pa.field("disposition", _TEXT),
    pa.field("exit_code", pa.int16()),
    pa.field("decided_by", _TEXTS),
    pa.field("open", pa.list_(_struct("id", "who"))),
    pa.field("devices", pa.list_(
        _struct("place", "device", "model", "market", "disposition", "told", labellings=pa.list_(_LABELLING)))),
    pa.field("catalogue", _struct("edition", "digest")),
    pa.field("policy", _struct("digest")),
    pa.field("why", _TEXT),
    pa.field("errors", pa.list_(_struct("code", "where", "message"))),
    pa.field("notices", _TEXTS),
    pa.field("possible", _TEXTS),
]  # fmt: skip
_FINDINGS = pa.field("findings", pa.list_(pa.struct([
    *((name, _TEXT) for name in ("id", "kind", "origin", "axis", "verdict", "permitted")),
    ("source", _struct("document", "page", "section")),
    ("may_be_superseded_by", _TEXTS),
    ("stated", _TEXT),
])))  # fmt: skip


def schema(keep: Iterable[pa.Field] = (), findings: bool = False) -> pa.Schema:
    """The columns that come out: the keys of a line of ``batch``, null where that has none.

    ``keep``: the fields of the columns that are kept; they stand after ``id``. Without ``format``, and without
    ``row``, ``file`` and ``offset``: a batch is no file, and its rows keep their order.
    """
    more = [_FINDINGS] if findings else []
    return pa.schema([_COLUMNS[0], *keep, *_COLUMNS[1:], *more])


class Checker:
    """Judges batches by one catalogue and one set of options, and remembers; for one thread.

    ``catalogue``: a folder, a Catalogue, or None for the one that ships. ``policy`` (a file or a Policy), ``scanners``,
    ``exams``, ``config`` (files) and ``findings`` are the options of ``batch``; ``keep`` names columns that
    are repeated as they are and are no part of a request.

    Raises CatalogueError, and RequestError for a file that cannot be read.
    """

    def __init__(
        self,
        catalogue: Catalogue | Path | None = None,
        *,
        findings: bool = False,
        keep: Sequence[str] = (),
        policy: Policy | Path | None = None,
        scanners: Path | None = None,
        exams: Path | None = None,
        config: Path | None = None,
    ) -> None:
        if not isinstance(findings, bool):
            raise TypeError(f"findings is True or False, not {findings!r}")
        if not isinstance(policy, Policy | str | os.PathLike | None):
            raise TypeError(f"policy is a file or a Policy, not a {type(policy).__name__}")
        own = _catalogue(catalogue)
        if isinstance(policy, str | os.PathLike):
            policy = read_policy(os.fspath(policy), own)
        configuration = None if config is None else read_configuration(os.fspath(config))
        scanners, exams = (None if one is None else os.fspath(one) for one in (scanners, exams))
        self.findings = findings
        self.keep = (keep,) if isinstance(keep, str) else tuple(dict.fromkeys(keep))
        desk = open_desk(own, policy, scanners, exams, configuration, findings)
        self._engine = Clerk(desk)
        self._make = self._engine.make
        if taken := [name for name in self.keep if name in schema(findings=True).names]:
            message = f"'{taken[0]}' is a column of the results: rename it before"
            raise RequestError(Problem("column", "keep", message))

    def check(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The results of a batch, row for row, in its order.

        A row that cannot be read is a row (``unreadable``). Raises RequestError where the columns are not
        those of a schedule, or of a type from which nothing can be read without guessing.
        """
        if not isinstance(batch, pa.RecordBatch):
            raise TypeError(f"a pyarrow.RecordBatch is checked here, not a {type(batch).__name__}")
        tables, blocks, size = [schema(findings=self.findings).empty_table()], list[bytes](), 0
        for line in self._lines(batch):
            blocks.append(line)
            size += len(line)
            if size >= TEXT:
                tables.append(_columns(b"".join(blocks), tables[0].schema))
                blocks, size = [], 0
        if blocks:
            tables.append(_columns(b"".join(blocks), tables[0].schema))
        self._engine.tally.close()
        found = pa.concat_tables(tables).combine_chunks().to_batches()
        if len(found) > 1:
            message = "its results do not fit into one batch: use check_batches, which cuts it"
            raise MriCheckError(Problem("size", _NAME, message))
        columns = (
            found[0].columns if found else [pa.array([], one.type) for one in tables[0].schema]
        )
        if len(columns[0]) != batch.num_rows:
            raise MriCheckError(Problem("rows", _NAME, "a row was lost; this is a mistake of ours"))
        kept = [batch.schema.field(name) for name in self.keep]
        own = [batch.column(name) for name in self.keep]
        return pa.RecordBatch.from_arrays(
            [columns[0], *own, *columns[1:]], schema=schema(kept, self.findings)
        )

    def _lines(self, batch: pa.RecordBatch) -> Iterator[bytes]:
        """The lines that ``batch`` would write."""
        names = batch.schema.names
        for name in self.keep:
            if names.count(name) != 1:
                told = f"no column is called '{name}'{near(name, names)}"
                if name in names:
                    told = f"two columns are called '{name}'"
                raise RequestError(Problem("column", "keep", told))
        if REQUEST in names and REQUEST not in self.keep:
            return self._requests(batch)
        return self._records(batch)

    def _requests(self, batch: pa.RecordBatch) -> Iterator[bytes]:
        names = [name for name in batch.schema.names if name not in self.keep]
        if len(names) > 1:
            other = next((name for name in names if name != REQUEST), REQUEST)
            message = (
                f"'{other}' beside '{REQUEST}', which is all of a row: keep it, or leave it out"
            )
            raise RequestError(Problem("column", _NAME, message))
        line = self._engine.line
        for at, raw in enumerate(_bytes(REQUEST, batch.column(REQUEST), True), 1):
            yield line(at, raw or b"", _NAME, 0)

    def _records(self, batch: pa.RecordBatch) -> Iterator[bytes]:
        header = [name for name in batch.schema.names if name not in self.keep]
        known = names_of(self._make.context.catalogue)
        if unknown := [name for name in header if name not in known]:
            hint = near(unknown[0], (*known, REQUEST), "")
            message = (
                f"unknown column '{unknown[0]}'{hint}; rename it, keep it, or leave it out "
                f"(requests as JSON are a column '{REQUEST}')"
            )
            raise RequestError(Problem("column", _NAME, message))
        if not header:
            message = f"no column is left that says anything of a scan (known: {', '.join(known[:9])}, ...)"
            raise RequestError(Problem("column", _NAME, message))
        targets = columns_of(header, _NAME, self._make.context)
        columns = [_bytes(name, batch.column(name), False) for name in header]
        for at, raw in enumerate(zip(*columns), 1):
            try:
                if sum(len(one) for one in raw if one) > MAX_ROW:
                    raise Bad(f"longer than {MAX_ROW:,} bytes")
                cells = [text_of(one) if one else "" for one in raw]
                row = record_row(targets, cells, at, 0, self._make, {})
            except Bad as bad:
                row = unreadable(at, 0, bad.why)
            row = row.replace(why=row.why.removesuffix(" (byte 0)"))  # there is no file
            yield self._engine.row(at, row, _NAME)


def _bytes(name: str, column: pa.Array, raw: bool) -> list[bytes | None]:
    """The texts of a column. Raises RequestError for a type that is no text (or, where it may be, a day)."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
        try:
            column = column.cast(kind)
        except pa.ArrowNotImplementedError:
            column = pa.array(column.to_pylist(), kind)
    told = str(kind)
    if pa.types.is_null(kind) or (not raw and told in ("date32[day]", "date64[ms]")):
        column, told = column.cast(_TEXT), "string"
    wide = {
        "string": pa.binary(),
        "large_string": pa.large_binary(),
        "string_view": pa.large_binary(),
    }
    if told in wide:
        if told == "string_view":
            try:
                column = column.cast(pa.large_string())
            except pa.ArrowNotImplementedError:  # an older pyarrow
                column = pa.array(column.to_pylist(), pa.large_string())
        column = column.cast(wide[told])
    elif not raw or told not in ("binary", "large_binary", "binary_view"):
        message = f"it is {kind}: a schedule is text, with units ('19 T/m'), and nothing is guessed"
        raise RequestError(Problem("column", name, message))
    found: list[bytes | None] = column.to_pylist()
    return found


def _columns(lines: bytes, wanted: pa.Schema) -> pa.Table:
    """Result lines as columns."""
    found = arrow_json.read_json(
        pa.BufferReader(lines),
        read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        parse_options=arrow_json.ParseOptions(
            explicit_schema=wanted, unexpected_field_behavior="ignore"
        ),
    )
    return found.select(wanted.names)


def check_batch(
    batch: pa.RecordBatch, catalogue: Catalogue | Path | None = None, **options: Any
) -> pa.RecordBatch:
    """The results of a batch, as ``Checker(catalogue, **options).check(batch)``.

    What was remembered is kept in this thread for the next batch, for as long as no file that was named has changed.
    Hand a worker a path or None, not a Catalogue.
    """
    return _checker(catalogue, **options).check(batch)


def check_batches(
    batches: Iterable[pa.RecordBatch] | pa.Table,
    catalogue: Catalogue | Path | None = None,
    **options: Any,
) -> Iterator[pa.RecordBatch]:
    """The results of batches, one after another; a batch of more than ROWS rows comes out as several."""
    checker = _checker(catalogue, **options)
    for batch in batches.to_batches() if isinstance(batches, pa.Table) else batches:
        if not isinstance(batch, pa.RecordBatch):
            raise TypeError(f"pyarrow.RecordBatches are checked here, not a {type(batch).__name__}")
        for start in range(0, max(batch.num_rows, 1), ROWS):
            yield checker.check(batch.slice(start, ROWS))


def _catalogue(given: Catalogue | Path | None) -> Catalogue:
    if isinstance(given, Catalogue):
        return given
    return load_catalog(None if given is None else os.fspath(given))


_LOCAL = threading.local()


def _checker(catalogue: Catalogue | Path | None, **options: Any) -> Checker:
    """The Checker of a catalogue and options, for this thread; of those used before, the same."""
    own = _catalogue(catalogue)
    edition = id(own) if own is catalogue else own.digest
    key = (edition, *((name, _mark(name, value)) for name, value in sorted(options.items())))
    kept: dict[Any, Checker] = _LOCAL.__dict__.setdefault("kept", {})
    found = kept.get(key)
    if found is None:
        found = Checker(own, **options)
        if len(kept) >= MOST_CHECKERS:
            kept.clear()
        kept[key] = found
    return found


def _mark(name: str, value: Any) -> Any:
    """What tells an option from another: of a file, what it holds."""
    if name == "keep":
        return value if isinstance(value, str) else tuple(value)
    if isinstance(value, str | os.PathLike) and name in _FILES:
        path = os.fspath(value)
        return path, digest_of(read_text(path).encode())
    return value if isinstance(value, bool | str | None) else id(value)
