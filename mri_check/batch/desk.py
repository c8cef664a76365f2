"""What is asked of every row alike: the catalogue, the site's files, and ``check`` itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from mri_check.batch.result import result
from mri_check.catalog import Catalogue
from mri_check.check import checked
from mri_check.checklist import Checklist
from mri_check.configuration import Configuration
from mri_check.document import Document
from mri_check.exam_table import Table, read_exams
from mri_check.frozen import Record
from mri_check.intake import Assembler, Context
from mri_check.planned import read_sites
from mri_check.policy import Policy
from mri_check.request import Request, read_request
from mri_check.resolve import Resolved, resolve
from mri_check.scanners import Scanner, by_name, read_profiles


class Desk(Record):
    """The catalogue, the site's files, and what the results shall hold."""

    catalogue: Catalogue
    policy: Policy | None = None
    scanners: str | tuple[Scanner, ...] | None = None
    exams: str | Table | None = None
    configuration: Configuration | None = None
    findings: bool = False
    keep: tuple[str, ...] = ()
    """Names at the top of a row that are repeated in its result and are no part of the request."""
    readers: Assembler | None = None
    """What reads the rows that are no plain requests, and tells which exams are none of MRI."""

    def not_mri(self, exam: object) -> bool:
        """Whether the name of an exam says that it is none of MRI."""
        if self.readers is None or not isinstance(exam, str):
            return False
        return self.readers.modality(exam) == "not-mri"

    def request(self, document: Document) -> Request:
        """A row as a request. Raises RequestError."""
        return read_request(document, self.scanners, self.exams, self.configuration)

    def resolved(self, document: Document) -> Resolved:
        """A row with its values read. Raises RequestError."""
        known = self.catalogue
        return resolve(self.request(document), known.axes, known.markets, known.exams)

    def check(self, asked: Resolved) -> Checklist:
        """The readable path: what ``check`` says of a row. Raises RequestError."""
        return checked(self.catalogue, asked, self.policy)

    def result(self, checklist: Checklist) -> dict[str, Any]:
        """What a row says beside its number and id."""
        return result(checklist, self.catalogue, self.findings)


def open_desk(
    catalogue: Catalogue, policy: Policy | None, scanners: str | None, exams: str | None,
    configuration: Configuration | None, findings: bool = False, **told: Any,
) -> Desk:  # fmt: skip
    """The desk of a site, its files read once and not for every row.

    ``told``: what else the readers know (``Context``). Raises RequestError for a file that cannot be read, and a value in it.
    """
    profiles = read_profiles(scanners) if scanners else None
    read_sites(profiles or (), catalogue.axes, date.today())  # once, and not with every row
    table = read_exams(exams) if exams else None
    names = frozenset(by_name(profiles)) if profiles else frozenset[str]()
    context = Context(catalogue, names, table, **told)
    readers = Assembler(context)
    return Desk(catalogue, policy, profiles, table, configuration, findings, context.keep, readers)
