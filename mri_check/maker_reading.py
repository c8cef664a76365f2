"""Second readings of manufacturers: whom to ask, who answers now, how old a confirmation may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.catalog import Catalogue
from mri_check.errors import CatalogueError, Problem
from mri_check.second_reading import Difference


def compare_maker(reading: Mapping[str, Any], catalogue: Catalogue) -> list[Difference]:
    """Everything in which a manufacturer and its second reading differ.

    Raises CatalogueError where it is of a manufacturer that is not on file.
    """
    id = reading["manufacturer"]
    if id not in catalogue.manufacturers():
        raise CatalogueError(Problem("unknown-device", id, "no such manufacturer is on file"))
    record = catalogue.maker_as_written(id)
    found = []
    for name, ours, theirs in (
        ("manufacturer", _said(record), _said(reading)),
        ("contacts", set(_contacts(record)), set(_contacts(reading))),
    ):
        found += [Difference(id, name, what, "record") for what in sorted(ours - theirs)]
        found += [Difference(id, name, what, "reading") for what in sorted(theirs - ours)]
    return found


def _said(form: Mapping[str, Any]) -> set[str]:
    now = form.get("answers_now", "")
    age = form.get("consultation", form).get("max_age_days", "0")
    name = now["name"] if isinstance(now, Mapping) else now
    return {f"name: {form['name']}", f"answers now: {name}", f"consultation: {age} days"}


def _contacts(form: Mapping[str, Any]) -> Iterator[str]:
    """Each market with a telephone number, by its digits, or an address, by its letters and digits."""
    for one in form.get("contacts", ()):
        market = one.get("market", "any market")
        for key in ("phone", "address"):
            if key in one:
                yield f"{market}: {key} {''.join(c for c in one[key].casefold() if c.isalnum())}"
