"""What the catalogue holds, for a reader: lists, records, histories, sources and searches as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.applicable import LATEST, applicable
from mri_check.catalog import Catalogue
from mri_check.identify import Identified, identify
from mri_check.record import Condition, Contact, Device, Labelling, Model, place_of
from mri_check.silence import merged
from mri_check.status import by_market, status_of
from mri_check.words import key


def find_device(text: str, catalogue: Catalogue) -> str | None:
    """The id of the device that a text names: an id, a model, a REF, a name or an alias."""
    if text in catalogue.device_ids():
        return text
    found = identify(text, catalogue)
    return found.device if isinstance(found, Identified) else None


def therapies(catalogue: Catalogue) -> tuple[str, ...]:
    """Every therapy that a device on file is for."""
    return tuple(
        sorted({one for id in catalogue.device_ids() for one in _therapies(id, catalogue)})
    )


def _therapies(id: str, catalogue: Catalogue) -> list[str]:
    return list(catalogue.record(id)["device"].get("therapies", {}))


def list_devices(
    catalogue: Catalogue,
    manufacturer: str | None = None,
    market: str | None = None,
    status: str | None = None,
    therapy: str | None = None,
    unlabelled: bool = False,
) -> list[dict[str, Any]]:
    """One row for each device that passes every filter, in the order of ids.

    ``manufacturer`` is any name of the maker, ``market`` a market of the catalogue; of a market, its own
    documents count, those of a wider market, and those of its parts.
    """
    maker = catalogue.makers[key(manufacturer)] if manufacturer is not None else None
    rows = []
    for id in catalogue.device_ids():
        device = catalogue.device(id)
        row = _row(device, catalogue, market)
        checks = (
            maker in (None, device.manufacturer),
            market is None or any(_overlap(market, one, catalogue) for one in row["markets"]),
            status in (None, row["status"]),
            therapy is None or therapy in row["therapies"],
            not unlabelled or row["status"] == "unlabelled",
        )
        if all(checks):
            rows.append(row)
    return rows


def _row(device: Device, catalogue: Catalogue, market: str | None) -> dict[str, Any]:
    """What is on file of a device: status and documents of the one market that is asked for, or of all."""
    governs = applicable(device, None, market, LATEST, catalogue)
    told = by_market(device, catalogue)
    return {
        "id": device.id,
        "manufacturer": catalogue.manufacturer(device.manufacturer).name,
        "name": device.name,
        "is": device.kind,
        "models": [
            model.number
            for model in device.models
            if market is None
            or not model.markets
            or any(_overlap(market, one, catalogue) for one in model.markets)
        ],
        "therapies": _therapies(device.id, catalogue),
        "markets": [one["market"] for one in told],
        "status": status_of(device, catalogue, market=market),
        "by_market": told,
        "documents": [
            {"id": one.id, "document": one.source.document, "market": one.market, "dated": one.dated}
            for one in governs.in_force
        ],
    }  # fmt: skip


def _overlap(a: str, b: str, catalogue: Catalogue) -> bool:
    return catalogue.lies_in(a, b) or catalogue.lies_in(b, a)


def show(id: str, catalogue: Catalogue, on: str | None = None) -> dict[str, Any]:
    """One device as it is on file, with the documents in force on a day (or now)."""
    device, record = catalogue.device(id), catalogue.record(id)
    governs = applicable(device, None, None, on or LATEST, catalogue)
    form = record["device"]
    maker = catalogue.manufacturer(device.manufacturer)
    place = _Places(device.manufacturer, catalogue)
    return {
        "id": id,
        "manufacturer": maker.name,
        "name": device.name,
        "is": device.kind,
        "on": on,
        "status": status_of(device, catalogue, on or LATEST),
        "by_market": by_market(device, catalogue, on or LATEST),
        "implanted": device.implanted,
        "electrically_active": form["electrically_active"],
        "drive": form.get("drive", "not-stated"),
        "aliases": form.get("aliases", []),
        "models": [_model(one, form["models"][one.number]) for one in device.models],
        "therapies": [
            {"therapy": name, "source": place.of(cite)} for name, cite in form.get("therapies", {}).items()
        ],
        **{
            name: {**form[name], "source": place.of(form[name])} if name in form else None
            for name in ("reservoir", "years", "predecessor", "successor")
        },
        "markets": [
            {"market": name, "source": place.of(cite)} for name, cite in form.get("markets", {}).items()
        ],
        "cited": {name: place.of(cite) for name, cite in form.get("cited", {}).items()},
        "not_found": form.get("not_found", []),
        "tell_apart": device.tell_apart,
        "about": device.about,
        "looked_for": device.looked_for,
        "ask_for": device.ask_for,
        "answers_now": maker.answers_now,
        "contacts": [contact(one) for one in maker.contacts],
        "in_force": [labelling(one, catalogue) for one in governs.in_force],
        "unread": [{"id": one.id, "document": one.source.document, "market": one.market} for one in governs.unread],
        "superseded": [old.as_dict() for old in governs.superseded],
        "notices": [
            {"id": one["id"], "title": one["title"], "dated": one["dated"], "class": one.get("class"), "about_mri": one["about_mri"],
             "in_force": one["in_force"], "says": one["says"], "source": place.of(one)}
            for one in record["notices"]
        ],
        "facts": [
            {"what": one["what"], "value": one["value"], "note": one.get("note"), "source": place.of(one)}
            for one in form.get("facts", ())
        ],
        "conflicts": [
            {"topic": one["topic"], "handling": one["handling"],
             "claims": [{"says": claim["says"], "source": place.of(claim)} for claim in one["claims"]]}
            for one in form.get("conflicts", ())
        ],
        "gaps": form.get("gaps", []),
        "readings": form.get("readings", []),
    }  # fmt: skip


class _Places:
    """Citations of a maker's records in words."""

    def __init__(self, maker: str, catalogue: Catalogue) -> None:
        self.maker, self.catalogue = maker, catalogue
        self.documents: dict[str, dict[str, str]] = {}
        """By maker and source, worked out once."""

    def of(self, form: Mapping[str, Any]) -> str:
        """``form`` is anything with a source; a notice (by its id) may lie with another maker."""
        maker = form["id"].split("/")[0] if "/notices/" in form.get("id", "") else self.maker
        if maker not in self.documents:
            sources = self.catalogue.sources(maker)
            self.documents[maker] = {one.id: one.document for one in sources}
        where = f"p. {form['page']}" if "page" in form else form.get("section", "")
        return ", ".join(part for part in (self.documents[maker][form["source"]], where) if part)


def _model(model: Model, form: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": model.number, "aliases": form.get("aliases", []), "markets": list(model.markets),
        "reservoir": model.reservoir, "radiopaque": form.get("radiopaque"), "note": form.get("note"),
        "udi": [{"di": one["di"], "issuer": one["issuer"], "type": one["type"]} for one in form.get("udi", ())],
    }  # fmt: skip


def labelling(one: Labelling, catalogue: Catalogue) -> dict[str, Any]:
    """One labelling, value by value, each with its place."""
    limits = [("always", c) for c in one.always]
    limits += [(setting.id, c) for setting in one.settings for c in setting.conditions]
    return {
        "id": one.id,
        "document": one.source.document,
        "title": one.source.title,
        "market": one.market,
        "market_basis": "inferred" if one.market_inferred else "printed",
        "dated": one.dated,
        "read": one.read,
        "mr_status": one.mr_status,
        "printed": one.printed_status,
        "settings": [
            {"id": setting.id, "when": _words(setting.when), "mr_status": setting.mr_status}
            for setting in one.settings
        ],
        "conditions": [
            {"setting": setting, "axis": c.axis.name, "title": c.axis.title, "permitted": c.text,
             "otherwise": c.otherwise, "note": c.note, "source": place_of(c.cited)}
            for setting, c in limits
        ],
        "prohibits": [
            {"says": box.says, "box": _words(box.conditions), "when": _words(box.when),
             "source": place_of(box.conditions[0].cited)}
            for box in one.boxes
        ],
        "silences": [
            {"axis": s.axis, "title": f"{s.title} ({', '.join(s.of)})" if s.of else s.title,
             "is": s.is_, "settings": list(s.of), "source": place_of(s.cited)}
            for s in merged(one, [(setting,) for setting in one.settings], catalogue.axes)
        ],
        "tested": [
            {"axis": it.axis, "title": it.title, "value": it.value, "says": it.says, "when": _words(it.when),
             "source": place_of(it.cited)}
            for it in one.tested
        ],
        "instructions": [
            {"id": task.id, "phase": task.phase, "who": task.who, "do": task.do, "when": _words(task.when),
             "source": place_of(task.cited), "ours": task.ours}
            for task in one.instructions
        ],
        "says": [{"says": says, "source": place_of(cited)} for says, cited in one.says],
        "digest": one.digest,
    }  # fmt: skip


def _words(conditions: tuple[Condition, ...]) -> str:
    return " and ".join(f"{one.axis.title}: {one.text}" for one in conditions)


def history(id: str, catalogue: Catalogue) -> dict[str, Any]:
    """Every labelling and notice of a device, oldest first; what has no date, at the day that it is known to lie by."""
    device = catalogue.device(id)
    governs = applicable(device, None, None, LATEST, catalogue)
    replaced = {old.id: old for old in governs.superseded}
    before = {form["id"]: form.get("before") for form in catalogue.labellings_as_written(id)}
    rows: list[dict[str, Any]] = []
    for one in device.labellings:
        old = replaced.get(one.id)
        rows.append({
            "kind": "labelling", "id": one.id, "dated": one.dated, "after": one.after,
            "before": before[one.id], "market": one.market,
            "title": one.source.title, "document": one.source.document, "mr_status": one.mr_status,
            "read": one.read, "superseded_by": old.by if old else None,
            "basis": old.basis if old else None, "because": old.because if old else None,
        })  # fmt: skip
    for form in catalogue.record(id)["notices"]:
        dated = None if form["dated"] == "undated" else form["dated"]
        rows.append({
            "kind": "notice", "id": form["id"], "dated": dated, "after": None, "before": None, "market": ", ".join(form.get("markets", [])),
            "title": form["title"], "number": form.get("number"), "class": form.get("class"),
            "about_mri": form["about_mri"], "in_force": form["in_force"], "says": form["says"],
            "changes": form.get("changes"),
        })  # fmt: skip
    return {
        "id": id,
        "manufacturer": catalogue.manufacturer(device.manufacturer).name,
        "name": device.name,
        "history": sorted(rows, key=_in_time),
    }


def _in_time(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["dated"] or row["after"] or row["before"] or "", row["kind"], row["id"]


def source(id: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    """The sources of an id (``medtronic/m005186c003-b``, or its last part), each with what cites it."""
    maker, _, name = id.rpartition("/")
    found = []
    for one in catalogue.manufacturers():
        form = catalogue.maker_as_written(one)["sources"].get(name)
        if form is not None and maker in ("", one):
            found.append(
                {"id": f"{one}/{name}", **form, "cited_by": sorted(_citing(one, name, catalogue))}
            )
    return found


def source_ids(catalogue: Catalogue) -> tuple[str, ...]:
    """The id of every source on file."""
    makers = catalogue.manufacturers()
    return tuple(
        f"{one}/{id}" for one in makers for id in catalogue.maker_as_written(one)["sources"]
    )


def _citing(maker: str, name: str, catalogue: Catalogue) -> set[str]:
    found = set()
    for device in catalogue.devices_of(maker):
        record = catalogue.record(device)
        forms = [(device, record["device"])]
        forms += [
            (one["id"], one)
            for one in (*catalogue.labellings_as_written(device), *record["notices"])
            if one["id"].startswith(f"{maker}/")
        ]
        for id, form in forms:
            found |= {f"{id} {path}".rstrip() for path in _cited_in(form, name)}
    form = {**catalogue.maker_as_written(maker), "sources": None}
    return found | {f"{maker} {path}" for path in _cited_in(form, name)}


def _cited_in(value: Any, name: str, path: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        if value.get("source") == name:
            yield path
        for step, inner in value.items():
            yield from _cited_in(inner, name, f"{path}/{step}" if path else str(step))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _cited_in(inner, name, f"{path}/{at}")


def contact(one: Contact) -> dict[str, Any]:
    """How a maker is reached, and where that was seen."""
    return {**one.told(), "source": place_of(one.cited)}
