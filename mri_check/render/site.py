"""The catalogue as pages to look at: ``catalog site``. Each page is whole in itself and loads nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mri_check import views
from mri_check.catalog import Catalogue
from mri_check.gaps import gaps
from mri_check.render.html import environment, page
from mri_check.status import STATUSES
from mri_check.words import full_name, key

if TYPE_CHECKING:
    from jinja2 import Environment

MADE_BY = "mri-check catalog site"
"""What tells a page of ours from any other file."""

SECTIONS = (
    ("identity", "Identity"),
    ("labelling", "Labelling in force"),
    ("notices", "Notices and recalls"),
    ("conflicts", "Sources that differ"),
    ("history", "History"),
    ("gaps", "Not known, and what to ask"),
    ("answers", "Who answers"),
    ("facts", "What else is on file"),
    ("sources", "Sources"),
    ("readings", "Readings"),
)


def pages(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The path and the text of every page. Raises MriCheckError, at once, where Jinja2 is missing."""
    return _pages(environment(), catalogue)


def _pages(made: Environment, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    rows = views.list_devices(catalogue)
    common = {"made_by": MADE_BY, "edition": catalogue.edition, "digest": catalogue.digest}
    index = _index(rows, catalogue)
    yield (
        "index.html",
        page(made, "index.html", script="filters.js", home="#main", **common, **index),
    )
    sources = _Sources(catalogue)
    links = {row["id"]: f"../../{quote(path_of(row['id']))}" for row in rows}
    names = {row["id"]: full_name(row["manufacturer"], row["name"]) for row in rows}
    titles = {
        "mr_status": "MR status",
        **{name: catalogue.axes[name].title for name in catalogue.axes},
    }
    for row in rows:
        it = views.show(row["id"], catalogue)
        unknown = gaps(catalogue, row["id"])
        text = page(
            made, "device.html", home="../../index.html", **common, it=it, row=row, name=names[row["id"]], links=links, names=names,
            maker=_maker(row), titles=titles, sections=SECTIONS, sources=sources.of(it), gaps=unknown,
            answers=_by_answer(unknown), history=views.history(row["id"], catalogue)["history"],
        )  # fmt: skip
        yield path_of(row["id"]), text


def path_of(id: str) -> str:
    """Where the page of a device lies in the site."""
    return f"devices/{id}.html"


def _maker(row: Mapping[str, Any]) -> str:
    return str(row["id"].split("/")[0])


def _index(rows: Sequence[dict[str, Any]], catalogue: Catalogue) -> dict[str, Any]:
    """What the index shows: the rows of ``catalog list`` by maker, and what its filters offer."""
    makers: dict[str, dict[str, Any]] = {}
    for row in rows:
        maker = makers.setdefault(
            _maker(row), {"id": _maker(row), "name": row["manufacturer"], "rows": []}
        )
        form = catalogue.record(row["id"])["device"]
        maker["rows"].append(
            {**row, "href": quote(path_of(row["id"])), "words": _searched(row, form)}
        )
    statuses = [row["status"] for row in rows]
    return {
        "rows": rows,
        "makers": list(makers.values()),
        "markets": _markets(rows, catalogue),
        "counts": [
            {"status": one, "count": statuses.count(one)} for one in STATUSES if one in statuses
        ],
        "therapies": sorted({one for row in rows for one in row["therapies"]}),
    }  # fmt: skip


def _searched(row: Mapping[str, Any], form: Mapping[str, Any]) -> str:
    """What the text filter looks through, each name as names are compared."""
    names = [row["id"], row["manufacturer"], row["name"], *form.get("aliases", ())]
    for number, model in form.get("models", {}).items():
        names += [number, *model.get("aliases", ()), model.get("radiopaque", "")]
        names += [one["di"] for one in model.get("udi", ())]
    names += [one["document"] for one in row["documents"]] + row["therapies"]
    return " ".join(dict.fromkeys(key(one) for one in names if key(one)))


def _markets(rows: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Each market under which a device is found; as in ``catalog list``, a wider one and its parts count."""
    used = {market for row in rows for market in row["markets"]}
    found = []
    for name, wider in catalogue.markets.items():
        accepts = sorted(
            one for one in used if catalogue.lies_in(one, name) or catalogue.lies_in(name, one)
        )
        if accepts:
            found.append({"name": f"{name} (in {wider})" if wider else name, "accepts": accepts})
    return found


def _by_answer(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Gaps by the document that would answer them, in the order in which they come."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["ask"], []).append(row)
    return list(found.items())


_MAY_LACK = (
    "number",
    "revision",
    "dated",
    "seen",
    "pages",
    "address",
    "copy",
    "sha256",
    "note",
    "ask_for",
)


class _Sources:
    """The sources that the records of a device cite, its notices and its maker's contacts included."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.all = [
            one for id in views.source_ids(catalogue) for one in views.source(id, catalogue)
        ]

    def of(self, it: Mapping[str, Any]) -> list[dict[str, Any]]:
        """In the order of their ids."""
        id = it["id"]
        citing = (
            f"{id} ",
            f"{id}/",
            f"{id.split('/')[0]} ",
            *(f"{one['id']} " for one in it["notices"]),
        )
        return [
            {**dict.fromkeys(_MAY_LACK), **source}
            for source in self.all
            if any(one.startswith(citing) for one in source["cited_by"])
        ]
