"""The catalogue's compiled form: built from checked sources, used only while every source is unchanged."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mri_check import cache
from mri_check.catalog import Catalogue
from mri_check.errors import CatalogueError, unreadable
from mri_check.listing import folder_of, listing
from mri_check.words import key

_NAME = "compiled.jsonl"


def load_catalog(folder: str | None = None) -> Catalogue:
    """Load a catalogue folder, or the one that ships with the tool.

    Raises CatalogueError with every problem where one file is bad: a catalogue is used whole or not at all.
    """
    root = folder_of(folder)
    try:
        contents = contents_of(root)
    except OSError as bad:
        raise CatalogueError(unreadable(bad, root or "''")) from None
    made_from = cache.fingerprint(_pieces(contents))
    places = (
        os.path.join(root, _NAME),
        os.path.join(cache.folder(), f"catalogue-{made_from}.jsonl"),
    )
    for place in places:
        if (text := cache.read(place, made_from)) is not None:
            return Catalogue(text)
    text = build(root, contents)
    for place in places:
        if cache.write(place, made_from, text):
            break
    return Catalogue(text)


def contents_of(root: str) -> dict[str, bytes]:
    """Every source file of a catalogue, by path. Raises OSError."""
    return {path: cache.read_bytes(f"{root}/{path}") for path in listing(root)}


def _pieces(contents: Mapping[str, bytes]) -> Iterator[bytes]:
    """Every source file of a catalogue: its path and length, then its bytes."""
    for path, raw in contents.items():
        yield f"{path} {len(raw)}\n".encode("utf-8", "surrogateescape")
        yield raw


def build(root: str, contents: Mapping[str, bytes]) -> str:
    """Check a catalogue folder as a whole and return its compiled form.

    ``contents``: its files, read once, and all is made of them alone: what changes on the disk meanwhile is no
    part of a form that is kept under their digest. Raises CatalogueError with every problem.
    """
    import json

    from mri_check import files as catalogue_files
    from mri_check.lint import found_in

    files, unread = catalogue_files.read(root, contents)
    if problems := found_in(files, unread):
        raise CatalogueError(*problems)
    documents = _Building(files).documents()
    lines, offset, places = [], 0, {}
    for name, form in documents.items():
        line = json.dumps(form, separators=(",", ":"))
        places[name] = [offset, len(line)]
        offset += len(line) + 1
        lines.append(line + "\n")
    body = "".join(lines)
    edition = next(files.of("edition")).data["edition"]
    head = {
        "digest": cache.digest_of(b"".join(_pieces(contents))),
        "edition": edition,
        "lines": places,
    }
    return json.dumps(head, separators=(",", ":")) + "\n" + body


NOT_FOR_A_CHECK = ("facts", "gaps", "readings", "cited", "therapies", "markets", "reservoir", "years", "predecessor",
                    "successor", "not_found")  # fmt: skip
"""What a device's record holds that no check looks at; it stays in the sources."""


class _Building:
    """Gathers checked files into one document for each device and manufacturer, and an index of names."""

    def __init__(self, files: Any) -> None:
        self.files = files

    def documents(self) -> dict[str, Any]:
        from mri_check.rules.names import maker_names, names_now

        found: dict[str, Any] = {"common": self.common(), "written": self.written()}
        for file in self.files.of("practice"):
            found["practice"] = file.data
        for file in self.files.of("exams"):
            found["exams"] = file.data
        for file in self.files.of("manufacturer"):
            found[f"manufacturer:{file.maker}"] = {
                **file.data,
                "id": file.maker,
                "names": [name for _, name in (*maker_names(file), *names_now(file))],
                "sources": self.files.sources(file.maker),
            }
        for file in self.files.of("device"):
            found[f"device:{file.id}"] = self.device(file)
            found[f"record:{file.id}"] = self.record(file)
        return found

    def device(self, file: Any) -> dict[str, Any]:
        inside = [f for f in self.files.of("labelling") if f"{f.maker}/{f.device}" == file.id]
        corrected = _corrected(inside)
        labellings = [
            {**f.data, "id": f.id, "digest": cache.digest_of(f.document.text.encode())}
            for f in inside
            if f.id not in corrected
        ]
        notices = [form for form in self.notices(file) if form["in_force"] != "no"]
        about = {name: value for name, value in file.data.items() if name not in NOT_FOR_A_CHECK}
        return {"id": file.id, "device": about, "labellings": labellings, "notices": notices}

    def record(self, file: Any) -> dict[str, Any]:
        """What a reader of the catalogue looks at, and a check does not."""
        return {"device": file.data, "notices": self.notices(file)}

    def notices(self, file: Any) -> list[dict[str, Any]]:
        """The notices about a device; one that lies with another maker brings its source along."""
        found = []
        for f in self.files.of("notice"):
            if file.id in f.data["devices"]:
                name = f.path.rpartition("/")[2].removesuffix(".yaml")
                form = {**f.data, "id": f"{f.maker}/notices/{name}"}
                if f.maker != file.maker:
                    form["cited"] = self.files.sources(f.maker)[f.data["source"]]
                found.append(form)
        return found

    def written(self) -> dict[str, Any]:
        """What ``common`` holds in another form, or nothing else does; only what compares catalogues reads it."""
        labellings = [*self.files.of("labelling")]
        corrected = _corrected(labellings)
        return {
            "markets": self.files.markets(),
            "families": {
                name: form
                for file in self.files.of("families")
                for name, form in file.data["families"].items()
            },
            "corrected": {f.id: f.data for f in labellings if f.id in corrected},
        }

    def common(self) -> dict[str, Any]:
        from mri_check.rules.names import device_names, maker_names, names_now

        names: dict[str, list[list[str | None]]] = {}
        spelling: dict[str, str] = {}
        for file in self.files.of("device"):
            for path, name in device_names(file):
                model = str(path[1]) if path[0] == "models" else None
                hit = [file.id, model]
                hits = names.setdefault(key(name), [])
                if hit not in hits:
                    hits.append(hit)
                spelling.setdefault(key(name), name)
        families = {}
        for file in self.files.of("families"):
            for family, form in file.data["families"].items():
                for name in (family, *form.get("also", ())):
                    families[key(name)] = {"name": family, "devices": [], **form}
                    spelling.setdefault(key(name), name)
        makers: dict[str, str] = {}
        for names_of in (maker_names, names_now):  # a name is first of all its owner's
            for file in self.files.of("manufacturer"):
                for _, name in names_of(file):
                    makers.setdefault(key(name), file.maker)
        return {
            "axes": next(self.files.of("axes")).data["axes"],
            "markets": {m: form.get("in") for m, form in self.files.markets().items()},
            "names": names,
            "makers": makers,
            "spelling": spelling,
            "families": families,
            "identifiers": self.identifiers(),
            "asks": sorted(self.asks()),
        }

    def identifiers(self) -> dict[str, list[str]]:
        """Every device identifier (UDI-DI) on file: its device, its model, and of what kind it is."""
        return {
            one["di"]: [file.id, model, one["type"]]
            for file in self.files.of("device")
            for model, form in file.data.get("models", {}).items()
            for one in form.get("udi", ())
        }

    def asks(self) -> set[str]:
        found: set[str] = set()
        for file in self.files.of("labelling"):
            data = file.data
            groups = [data.get("always", {}), *data.get("settings", {}).values()]
            found.update(name[4:] for group in groups for name in group if name.startswith("ask."))
            for name in ("instructions", "after_scan"):
                found.update(form["id"] for form in data.get(name, ()))
        for file in self.files.of("practice"):
            found.update(form["id"] for form in file.data["instructions"])
        return found


def _corrected(labellings: Iterable[Any]) -> set[str]:
    """The labellings that another file corrects, by id."""
    return {
        f"{f.maker}/{f.device}/{f.data['corrects'].removesuffix('.yaml')}"
        for f in labellings
        if "corrects" in f.data
    }
