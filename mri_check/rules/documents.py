"""Rules on documents: where a record lies, what it cites, what it supersedes, how it is worded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.document import Path
from mri_check.errors import Problem
from mri_check.files import File, Files
from mri_check.rules.places import conditions
from mri_check.rules.registry import rule


def cites(file: File) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every mapping of a file that cites something: it has a page, a section or a source."""

    def walk(path: Path, value: Any) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        if isinstance(value, dict):
            if {"page", "section", "source"} & value.keys() and path:
                yield path, value
            for name, inner in value.items():
                yield from walk((*path, name), inner)
        elif isinstance(value, list):
            for at, inner in enumerate(value):
                yield from walk((*path, at), inner)

    return walk((), file.data)


_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBERED = re.compile(r"([^.]+)(?:\.([2-9]|[1-9][0-9]+))?\.yaml")


def _numbered(name: str) -> tuple[str, int]:
    """Of a file and its corrections, what they share, and which of them it is: the file itself is the first."""
    found = _NUMBERED.fullmatch(name)
    return (found[1], int(found[2] or 1)) if found else ("", 0)


@rule(
    "path-identity",
    "A file lies where its content says: manufacturer/device/market-source.yaml.",
    "A record that is filed under another name than its own is found under the wrong pump.",
    "Rename the file or mend its device:, market: or source:.",
)
def path_identity(files: Files) -> Iterator[Problem]:
    for file in files.of("labelling"):
        data = file.data
        device = f"{file.maker}/{file.device}"
        if data.get("device", device) != device:
            yield file.problem(
                "path-identity",
                ("device",),
                f"the file lies under {device}, not under {data['device']}",
            )
        stem = file.path.rpartition("/")[2].removesuffix(".yaml")
        wanted = f"{data.get('market', '').lower()}-{data.get('source', '')}"
        if "market" not in data or "source" not in data:
            continue
        if stem.partition(".")[0] != wanted:
            yield file.problem("path-identity", (), f"by its content the file is {wanted}.yaml")
        of, number = _numbered(f"{stem}.yaml")
        corrected, earlier = _numbered(data.get("corrects", ""))
        if number > 1:
            good = corrected == of and 0 < earlier < number
        else:
            good = number == 1 and "corrects" not in data
        if not good:
            message = "a correction is named ....2.yaml and says corrects: with what it corrects, that file or its last correction"
            yield file.problem("path-identity", ("corrects",), message)
    here = {file.path for file in files.all} | files.broken
    for file in files.all:
        folder = file.path.rpartition("/")[0]
        if "corrects" in file.data and f"{folder}/{file.data['corrects']}" not in here:
            message = f"there is no {file.data['corrects']} beside it to correct"
            yield file.problem("path-identity", ("corrects",), message)
        if file.kind == "labelling" and f"{folder}/device.yaml" not in here:
            yield file.problem("path-identity", (), "there is no device.yaml beside it")
        if file.maker and f"manufacturers/{file.maker}/manufacturer.yaml" not in here:
            yield file.problem(
                "path-identity", (), f"there is no manufacturer.yaml for {file.maker}"
            )
        for name in (file.maker, file.device):
            if name and not _SLUG.fullmatch(name):
                message = f"'{name}' is no folder name: lower case, digits and hyphens"
                yield file.problem("path-identity", (), message)
    for kind in ("edition", "axes", "markets", "families", "practice"):
        if not any(files.of(kind)) and f"{kind}.yaml" not in files.broken:
            yield Problem("path-identity", files.root, f"{kind}.yaml is missing")


@rule(
    "no-page",
    "Every condition, status, silence and instruction has a page, or a section where a source has no pages.",
    "A limit without its place cannot be checked against the document.",
    'Add page: "9", or section:; for advice of our own, ours: "yes".',
)
def no_page(files: Files) -> Iterator[Problem]:
    for file in files.of("practice"):
        for at, form in enumerate(file.data.get("instructions", ())):
            if form.get("ours") != "yes" and not {"page", "section"} & form.keys():
                message = "instruction: where is this printed? a page is missing"
                yield file.problem("no-page", ("instructions", at), message)
    for file in files.of("labelling"):
        data = file.data
        cited: list[tuple[Path, Mapping[str, Any]]] = [
            (place.path, place.form) for place in conditions(file) if place.role in ("limit", "box")
        ]
        statuses: list[tuple[Path, Any]] = [((), data)] + [
            (("settings", id), form) for id, form in data.get("settings", {}).items()
        ]
        for path, form in statuses:
            if "mr_status" in form:
                cited.append(((*path, "mr_status"), form["mr_status"]))
            for axis, cite in form.get("says_no_limit", {}).items():
                cited.append(((*path, "says_no_limit", axis), cite))
        for name in ("instructions", "says", "after_scan", "test_points"):
            cited += [
                ((name, at), form)
                for at, form in enumerate(data.get(name, ()))
                if form.get("ours") != "yes"
            ]
        for path, form in cited:
            if "page" not in form and "section" not in form:
                yield file.problem(
                    "no-page", path, f"{path[-1]}: where is this printed? a page is missing"
                )


@rule(
    "unresolved-citation",
    "Every source that is cited is recorded under the manufacturer.",
    "A citation that leads nowhere is no citation.",
    "Record the source under sources/, or mend its id.",
)
def unresolved_citation(files: Files) -> Iterator[Problem]:
    for file in files.all:
        if file.kind == "sources":
            continue
        if not files.whole("sources", maker=file.maker):
            continue
        known = files.sources(file.maker) if file.maker else file.data.get("sources", {})
        for path, form in [((), file.data), *cites(file)]:
            if "source" in form and isinstance(form["source"], str) and form["source"] not in known:
                message = f"no source '{form['source']}' is recorded here"
                yield file.problem("unresolved-citation", (*path, "source"), message)


@rule(
    "active-not-safe",
    "An electrically active device is MR Conditional or MR Unsafe; never MR Safe, nor 'not evaluated'.",
    "FDA, Testing and Labeling Medical Devices for Safety in the MR Environment (2023): neither term fits an "
    "active device, so such an entry is a slip of the transcriber or a label to query.",
    "Read the document again; where it prints no term, mr_status: {is: not-printed}.",
)
def active_not_safe(files: Files) -> Iterator[Problem]:
    active = {f.id for f in files.of("device") if f.data.get("electrically_active") != "no"}
    for file in files.of("labelling"):
        if f"{file.maker}/{file.device}" not in active:
            continue
        settings = file.data.get("settings", {})
        places: list[tuple[Path, Any]] = [((), file.data)]
        places += [(("settings", id), form) for id, form in settings.items()]
        for path, form in places:
            status = form.get("mr_status", {}).get("is")
            if status in ("safe", "not-evaluated"):
                message = (
                    f"'{status}' does not fit a device that is, or may be, electrically active"
                )
                yield file.problem("active-not-safe", (*path, "mr_status"), message)


@rule(
    "superseded-by-date",
    "A record that a document is superseded says where that is printed, or why we infer it.",
    "A later date alone supersedes nothing: several documents can govern together.",
    "Add page: (basis: printed) or because: (basis: inferred).",
)
def superseded_by_date(files: Files) -> Iterator[Problem]:
    for file in files.of("labelling"):
        for at, form in enumerate(file.data.get("supersedes", ())):
            needed = "page" if form.get("basis") == "printed" else "because"
            if needed not in form:
                message = f"basis {form.get('basis')}: {needed} is missing"
                yield file.problem("superseded-by-date", ("supersedes", at), message)


@rule(
    "unresolved-supersedes",
    "What is superseded is on file for the same device and market.",
    "A record that supersedes nothing leaves the old labelling in force.",
    "Mend the id of the document, or file the older labelling too.",
)
def unresolved_supersedes(files: Files) -> Iterator[Problem]:
    on_file = {
        (f.maker, f.device, f.data.get("market"), f.data.get("source"))
        for f in files.of("labelling")
    }
    for file in files.of("labelling"):
        for at, form in enumerate(file.data.get("supersedes", ())):
            wanted = (file.maker, file.device, file.data.get("market"), form.get("document"))
            if wanted not in on_file:
                message = f"no labelling from '{form.get('document')}' for this device and market"
                yield file.problem("unresolved-supersedes", ("supersedes", at, "document"), message)


@rule(
    "superseded-in-circle",
    "A document is not superseded, directly or in a circle, by one that it supersedes.",
    "Of two that supersede each other neither would govern, and an MR Unsafe label could be lost.",
    "Keep the record in the newer document only.",
)
def superseded_in_circle(files: Files) -> Iterator[Problem]:
    replaces: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for file in files.of("labelling"):
        scope = (file.maker, file.device, file.data.get("market", ""))
        for form in file.data.get("supersedes", ()):
            here = (*scope, file.data.get("source", ""))
            replaces.setdefault(here, set()).add((*scope, form.get("document", "")))
    for file in files.of("labelling"):
        here = (file.maker, file.device, file.data.get("market", ""), file.data.get("source", ""))
        reached: set[tuple[str, ...]] = set()
        ahead = list(replaces.get(here, ()))
        while ahead:
            one = ahead.pop()
            if one not in reached:
                reached.add(one)
                ahead += replaces.get(one, ())
        if here in reached:
            yield file.problem(
                "superseded-in-circle", ("supersedes",), "it supersedes itself in the end"
            )


@rule(
    "unread-conditions",
    "A document that was not read has no conditions.",
    "What nobody read cannot be on file.",
    "Set read: part, or take the conditions out.",
)
def unread_conditions(files: Files) -> Iterator[Problem]:
    for file in files.of("labelling"):
        if file.data.get("read") == "none":
            for name in (
                "always",
                "settings",
                "prohibits",
                "mr_status",
                "says_no_limit",
                "not_addressed",
                "instructions",
                "after_scan",
                "test_points",
                "says",
            ):
                if name in file.data:
                    yield file.problem(
                        "unread-conditions", (name,), f"read: none, yet it has {name}"
                    )


@rule(
    "no-status",
    "A labelling that was read in full says which MR status it prints.",
    "Without a status nobody knows whether the document permits anything.",
    "mr_status: {is: conditional, page: ...}, or {is: not-printed, page: ...}.",
)
def no_status(files: Files) -> Iterator[Problem]:
    for file in files.of("labelling"):
        if file.data.get("read") == "full" and "mr_status" not in file.data:
            yield file.problem("no-status", ("read",), "read in full, but mr_status is missing")


@rule(
    "source-mismatch",
    "A labelling carries the date of its source, and claims no fuller reading.",
    "Two dates for one document would decide wrongly which is the newer.",
    "Mend dated: or read: here, or in the source.",
)
def source_mismatch(files: Files) -> Iterator[Problem]:
    rank = {"none": 0, "part": 1, "full": 2}
    for file in files.of("labelling"):
        source = files.sources(file.maker).get(file.data.get("source"))
        if source is None:
            continue
        dated = source.get("dated", "undated")
        if file.data.get("dated", dated) != dated:
            told = "has no date" if dated == "undated" else f"is dated {dated}"
            yield file.problem("source-mismatch", ("dated",), f"the source {told}")
        if rank[file.data.get("read", "none")] > rank[source.get("read", "none")]:
            yield file.problem(
                "source-mismatch", ("read",), f"the source was read: {source['read']}"
            )


@rule(
    "unverified",
    "Nothing that was not seen, or that rests on memory, is shipped as a fact.",
    "A reader cannot tell it from what is printed.",
    "Leave it out, or say in gaps what is not known.",
)
def unverified(files: Files) -> Iterator[Problem]:
    yield from _wording(
        files, "unverified", ("not seen]", "[memory", "memory, unverified", "not seen;")
    )


@rule(
    "forbidden-word",
    "No text says of a scan or a patient that it is safe, cleared or approved.",
    "The tool says what a label says; it never says that a scan may go ahead.",
    "Say which condition is met, and where it is printed.",
)
def forbidden_word(files: Files) -> Iterator[Problem]:
    yield from _wording(
        files, "forbidden-word",
        ("safe to scan", "safely scanned", "safely undergo", "cleared for", "approved for mri", "mr compatible",
         "mri compatible"),
    )  # fmt: skip


def _wording(files: Files, code: str, phrases: tuple[str, ...]) -> Iterator[Problem]:
    def walk(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            for name, inner in value.items():
                yield from walk((*path, name), inner)
        elif isinstance(value, list):
            for at, inner in enumerate(value):
                yield from walk((*path, at), inner)

    for file in files.all:
        for path, text in walk((), file.data):
            for phrase in phrases:
                if phrase in text.casefold() and "printed" not in path and "title" not in path:
                    yield file.problem(code, path, f"'{phrase}' must not stand here")
