"""The user's configuration file: what stands for a request that leaves it out, and never without a word."""

from __future__ import annotations

from collections.abc import Mapping

from mri_check.checklist import Default
from mri_check.document import Document, near
from mri_check.errors import Problem, RequestError
from mri_check.frozen import Record
from mri_check.source import load_kept

FORMAT = "mri-check/config/1"
KEYS = ("market", "scanner")
"""What may have a default; all else is of one patient and one scan."""


class Configuration(Record):
    """The defaults of one user or site, by name, and the file that states them."""

    defaults: Mapping[str, str]
    document: Document

    def default(self, name: str) -> Default | None:
        """The default of a name with its place; None where the file states none."""
        if name not in self.defaults:
            return None
        return Default(name, self.defaults[name], self.document.locate((name,)))


def read_configuration(path: str) -> Configuration:
    """Read a configuration file. Raises RequestError with every problem of its form.

    Whether a market or a scanner is known is found out with the request that uses it.
    """
    document = load_kept(path, "config")
    data, problems = document.data, list[Problem]()
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        message = f"a configuration file says format: {FORMAT}"
        raise RequestError(document.problem("format", (), message))
    for name, value in data.items():
        if name != "format" and name not in KEYS:
            message = f"unknown key '{name}'{near(name, ('format', *KEYS))}"
            problems.append(document.problem("unknown-key", (name,), message))
        elif not isinstance(value, str) or not value.strip():
            message = "write one name, as text" if value else "the value is missing"
            problems.append(document.problem("shape", (name,), message))
    if problems:
        raise RequestError(*problems)
    return Configuration({name: data[name] for name in KEYS if name in data}, document)
