"""The rules that a catalogue must keep beyond its schema; each with a code, a reason and an example."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mri_check.document import Path
from mri_check.errors import Problem
from mri_check.files import File, Files
from mri_check.frozen import Record
from mri_check.quantity import parse_quantity
from mri_check.strict_yaml import Plain
from mri_check.values import TESTS, permitted_set
from mri_check.words import key

Check = Callable[[Files], Iterator[Problem]]


class Rule(Record):
    """One rule: its code, what it asks, why, and what to write instead."""

    code: str
    asks: str
    why: str
    instead: str
    check: Check | None


RULES: dict[str, Rule] = {}


def rule(code: str, asks: str, why: str, instead: str) -> Callable[[Check], Check]:
    """Register a rule under its code."""

    def register(check: Check) -> Check:
        RULES[code] = Rule(code, asks, why, instead, check)
        return check

    return register


class Place(Record):
    """A condition, a citation or an instruction in a labelling, and where it stands."""

    file: File
    path: Path
    name: str
    form: Mapping[str, Any]
    role: str
    """``limit`` (of a setting or of always), ``box``, ``when`` or ``trigger``."""

    def problem(self, code: str, message: str) -> Problem:
        """A problem at this place."""
        return self.file.problem(code, self.path, message)


def _conditions(file: File) -> Iterator[Place]:
    """Every condition of a labelling, wherever it stands."""
    data = file.data
    groups: list[tuple[Path, Mapping[str, Any], str]] = [
        (("always",), data.get("always", {}), "limit")
    ]
    for id, form in data.get("settings", {}).items():
        groups.append((("settings", id), form, "limit"))
        groups.append((("settings", id, "when"), form.get("when", {}), "when"))
    for at, form in enumerate(data.get("prohibits", ())):
        groups.append((("prohibits", at), form, "box"))
        groups.append((("prohibits", at, "when"), form.get("when", {}), "when"))
    for list_name in ("instructions", "after_scan"):
        for at, form in enumerate(data.get(list_name, ())):
            groups.append(((list_name, at, "when"), form.get("when", {}), "trigger"))
    for path, group, role in groups:
        for name, form in group.items():
            if name.startswith(("scan.", "implant.", "patient.", "ask.")):
                yield Place(file, (*path, name), name, form, role)


def _all_conditions(files: Files) -> Iterator[Place]:
    for file in files.of("labelling"):
        yield from _conditions(file)


def _cites(file: File) -> Iterator[tuple[Path, Mapping[str, Any]]]:
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
        if stem.partition(".")[0] != wanted:
            yield file.problem("path-identity", (), f"by its content the file is {wanted}.yaml")
        if ("." in stem) != ("corrects" in data):
            message = (
                "a correction is named ....2.yaml and says corrects: with the file that it corrects"
            )
            yield file.problem("path-identity", ("corrects",), message)
    devices = {file.id for file in files.of("device")}
    makers = {file.maker for file in files.of("manufacturer")}
    for file in files.all:
        if file.kind == "labelling" and f"{file.maker}/{file.device}" not in devices:
            yield file.problem("path-identity", (), "there is no device.yaml beside it")
        if file.maker and file.kind != "manufacturer" and file.maker not in makers:
            yield file.problem(
                "path-identity", (), f"there is no manufacturer.yaml for {file.maker}"
            )
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
    for file in files.of("labelling"):
        data = file.data
        cited: list[tuple[Path, Mapping[str, Any]]] = [
            (place.path, place.form)
            for place in _conditions(file)
            if place.role in ("limit", "box")
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
        known = files.sources(file.maker) if file.maker else file.data.get("sources", {})
        for path, form in [((), file.data), *_cites(file)]:
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
    "test-point",
    "A value at which the maker tested is not a limit, unless the document also prints it as one.",
    "'Tested at 1 W/kg' permits nothing; read as a limit it would.",
    "Leave it under test_points; where it is a limit too, give limit_page: the page that says so.",
)
def test_point(files: Files) -> Iterator[Problem]:
    axes = files.axes()
    for file in files.of("labelling"):
        for point in file.data.get("test_points", ()):
            for place in _conditions(file):
                if (
                    place.name != point["axis"]
                    or place.role != "limit"
                    or "limit_page" in place.form
                ):
                    continue
                axis = axes.get(place.name)
                if axis is None or axis.kind != "quantity":
                    continue
                values = [place.form[test] for test in TESTS if test in place.form]
                flat = [v for one in values for v in (one if isinstance(one, list) else [one])]
                if _number(point["value"], axis.dimension) in [
                    _number(v, axis.dimension) for v in flat
                ]:
                    message = f"{point['value']} is a test point of this document, not a limit"
                    yield place.problem("test-point", message)


def _number(text: str, dimension: str | None) -> object:
    try:
        return parse_quantity(text, dimension or "age")
    except ValueError:
        return text


@rule(
    "axis-twice",
    "One setting holds one condition on one axis; what stands in always is part of every setting.",
    "Two limits on one axis leave a reader to guess which one is the label's.",
    "Move the condition into the settings, or write both tests into one condition.",
)
def axis_twice(files: Files) -> Iterator[Problem]:
    for file in files.of("labelling"):
        shared = set(file.data.get("always", {}))
        for id, form in file.data.get("settings", {}).items():
            for name in form:
                if name in shared:
                    yield file.problem(
                        "axis-twice", ("settings", id, name), f"{name} is limited in always already"
                    )


@rule(
    "shared-alias",
    "A name, model number or alias belongs to one device.",
    "A name that two devices share would identify the wrong one.",
    "List it in families.yaml, which identifies nothing.",
)
def shared_alias(files: Files) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for file in files.of("device"):
        for path, name in device_names(file):
            first = owner.setdefault(key(name), file.id)
            if first != file.id:
                yield file.problem("shared-alias", path, f"'{name}' names {first} already")


@rule(
    "family-alias",
    "The name of a family is not a name or an alias of a device.",
    "A family lists candidates; were it an alias too, it would identify one of them.",
    "Take it out of the aliases, or out of families.yaml.",
)
def family_alias(files: Files) -> Iterator[Problem]:
    families = {
        key(name)
        for file in files.of("families")
        for family, form in file.data.get("families", {}).items()
        for name in (family, *form.get("also", ()))
    }
    for file in files.of("device"):
        for path, name in device_names(file):
            if key(name) in families:
                yield file.problem("family-alias", path, f"'{name}' is the name of a family")


def device_names(file: File) -> Iterator[tuple[Path, str]]:
    """Every name that identifies a device, and where it stands."""
    data = file.data
    if "name" in data:
        yield ("name",), data["name"]
    for at, alias in enumerate(data.get("aliases", ())):
        yield ("aliases", at), alias
    for model, form in data.get("models", {}).items():
        yield ("models", model), model
        for at, alias in enumerate(form.get("aliases", ())):
            yield ("models", model, "aliases", at), alias


@rule(
    "number-model",
    "A model number, REF or alias made of digits is written in quotes.",
    "Without quotes other YAML readers take it for a number or a date: 8472-20-05, 0643.",
    'Write "8637".',
)
def number_model(files: Files) -> Iterator[Problem]:
    for file in files.of("device"):
        listed = [("aliases",), *(("models", m, "aliases") for m in file.data.get("models", {}))]
        for path in listed:
            values = file.data
            for step in path:
                values = values.get(step, {})
            for at, alias in enumerate(values):
                if isinstance(alias, Plain) and _looks_numeric(alias):
                    yield file.problem("number-model", (*path, at), f'write "{alias}" in quotes')
        for model in file.data.get("models", {}):
            if _looks_numeric(model) and not _quoted(file, ("models", model)):
                yield file.problem("number-model", ("models", model), f'write "{model}": in quotes')


def _looks_numeric(text: str) -> bool:
    return text.replace("-", "").replace(".", "").replace(":", "").replace("_", "").isdigit()


def _quoted(file: File, path: Path) -> bool:
    line, column = (int(part) for part in file.document.locate(path).rsplit(":", 2)[1:])
    return file.document.text.splitlines()[line - 1][column - 1] in "\"'"


@rule(
    "ask-table-row",
    "A limit from the label tables is a condition on its axis, never a question to a person.",
    "A question can be answered with a yes; a limit is compared.",
    "Write the axis: scan.slew_rate: {at_most: ..., page: ...}.",
)
def ask_table_row(files: Files) -> Iterator[Problem]:
    axes = files.axes()
    rows = {axis.name.partition(".")[2].replace("_", "-") for axis in axes.values() if axis.table}
    for place in _all_conditions(files):
        if place.name.startswith("ask.") and ("row" in place.form or place.name[4:] in rows):
            yield place.problem("ask-table-row", f"{place.name} asks for a row of the label table")


@rule(
    "empty-setting",
    "A setting has conditions, or a status that the document prints (or does not print) for it.",
    "A setting without conditions would be met by every scan.",
    "Add the conditions, or mr_status: {is: not-printed, page: ...}.",
)
def empty_setting(files: Files) -> Iterator[Problem]:
    for file in files.of("labelling"):
        places = {place.path[1] for place in _conditions(file) if place.path[0] == "settings"
                  and place.role == "limit"}  # fmt: skip
        for id, form in file.data.get("settings", {}).items():
            if id not in places and "mr_status" not in form:
                yield file.problem(
                    "empty-setting", ("settings", id), f"setting {id} has no condition"
                )
        for at, form in enumerate(file.data.get("prohibits", ())):
            if not any(name.startswith(("scan.", "implant.", "patient.")) for name in form):
                yield file.problem("empty-setting", ("prohibits", at), "the box has no condition")


@rule(
    "when-on-plan",
    "The when of a setting or a box looks only at what the device is (implant.*), never at the plan.",
    "A setting that is left out because of the plan would turn a failed condition into no condition.",
    "Write it as a condition of the setting or of the box.",
)
def when_on_plan(files: Files) -> Iterator[Problem]:
    for place in _all_conditions(files):
        if place.role == "when" and not place.name.startswith("implant."):
            yield place.problem("when-on-plan", f"{place.name} is planned, not what the device is")


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
    "silence-missing",
    "A labelling that was read in full says, for every row of the label table, which silence it keeps.",
    "An axis that nobody looked at would pass for one on which the label says nothing.",
    "Give a condition, or list the axis under says_no_limit or not_addressed.",
)
def silence_missing(files: Files) -> Iterator[Problem]:
    rows = [axis.name for axis in files.axes().values() if axis.table]
    for file in files.of("labelling"):
        data = file.data
        if data.get("read") != "full" or data.get("mr_status", {}).get("is") in (
            "unsafe",
            "safe",
            "not-evaluated",
        ):
            continue
        told = {place.name for place in _conditions(file) if place.role in ("limit", "box")}
        told.update(data.get("says_no_limit", {}), data.get("not_addressed", ()))
        for form in data.get("settings", {}).values():
            told.update(form.get("says_no_limit", {}))
        for axis in rows:
            if axis not in told:
                yield file.problem(
                    "silence-missing",
                    ("read",),
                    f"read in full, but nothing says what it says of {axis}",
                )


@rule(
    "silence-and-limit",
    "An axis is limited, or the label is silent on it; not both.",
    "Two answers on one axis contradict each other.",
    "Take it out of says_no_limit or not_addressed, or drop the condition.",
)
def silence_and_limit(files: Files) -> Iterator[Problem]:
    for file in files.of("labelling"):
        told = {place.name for place in _conditions(file) if place.role in ("limit", "box")}
        no_limit = set(file.data.get("says_no_limit", {}))
        for at, axis in enumerate(file.data.get("not_addressed", ())):
            if axis in told or axis in no_limit:
                yield file.problem(
                    "silence-and-limit",
                    ("not_addressed", at),
                    f"{axis} is addressed elsewhere in this file",
                )
        for axis in no_limit & {p.name for p in _conditions(file) if p.path[0] == "always"}:
            yield file.problem(
                "silence-and-limit", ("says_no_limit", axis), f"{axis} is limited in always"
            )


@rule(
    "unknown-axis",
    "A condition, a trigger or a silence is on an axis of axes.yaml.",
    "A misspelt axis would never be compared with anything.",
    "Mend the name, or add the axis with its meaning.",
)
def unknown_axis(files: Files) -> Iterator[Problem]:
    axes = files.axes()
    if not axes:
        return
    for place in _all_conditions(files):
        if not place.name.startswith("ask.") and place.name not in axes:
            yield place.problem("unknown-axis", f"no axis {place.name}")
    for file in files.of("labelling"):
        for at, axis in enumerate(file.data.get("not_addressed", ())):
            if axis not in axes:
                yield file.problem("unknown-axis", ("not_addressed", at), f"no axis {axis}")
        for axis in file.data.get("says_no_limit", {}):
            if axis not in axes:
                yield file.problem("unknown-axis", ("says_no_limit", axis), f"no axis {axis}")


@rule(
    "bad-value",
    "Every value fits its axis: the unit, the choices, the tests.",
    "A value that cannot be compared is no limit.",
    "Write it as the axis says: 19 T/m, [1.5 T, 3 T].",
)
def bad_value(files: Files) -> Iterator[Problem]:
    axes = files.axes()
    for place in _all_conditions(files):
        if place.name not in axes:
            continue
        try:
            permitted_set(axes[place.name], place.form)
        except ValueError as bad:
            yield place.problem("bad-value", str(bad))
        if "printed" in place.form and sum(test in place.form for test in TESTS) > 1:
            yield place.problem("bad-value", "printed stands for one test; here are several")
    for file in files.of("practice"):
        for at, form in enumerate(file.data.get("instructions", ())):
            for name, test in form.get("when", {}).items():
                try:
                    permitted_set(axes[name], test)
                except (ValueError, KeyError) as bad:
                    yield file.problem("bad-value", ("instructions", at, "when", name), str(bad))


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
            yield file.problem("source-mismatch", ("dated",), f"the source is dated {dated}")
        if rank[file.data.get("read", "none")] > rank[source.get("read", "none")]:
            yield file.problem(
                "source-mismatch", ("read",), f"the source was read: {source['read']}"
            )


@rule(
    "unknown-market",
    "A market is one of markets.yaml.",
    "A labelling for a market that nobody can name governs nothing.",
    "Mend the market, or add it.",
)
def unknown_market(files: Files) -> Iterator[Problem]:
    known = files.markets()
    for file in files.of("labelling"):
        if "market" in file.data and file.data["market"] not in known:
            yield file.problem("unknown-market", ("market",), f"no market {file.data['market']}")
    for file in files.of("device"):
        for model, form in file.data.get("models", {}).items():
            for at, market in enumerate(form.get("markets", ())):
                if market not in known:
                    path = ("models", model, "markets", at)
                    yield file.problem("unknown-market", path, f"no market {market}")


@rule(
    "unknown-device",
    "A notice or a family names devices that are on file.",
    "A notice about a device that is not on file reaches no checklist.",
    "Mend the id (manufacturer/device), or file the device.",
)
def unknown_device(files: Files) -> Iterator[Problem]:
    known = {file.id for file in files.of("device")}
    for file in files.of("notice"):
        for at, device in enumerate(file.data.get("devices", ())):
            if device not in known:
                yield file.problem("unknown-device", ("devices", at), f"no device {device}")
    for file in files.of("families"):
        for family, form in file.data.get("families", {}).items():
            for at, device in enumerate(form.get("devices", ())):
                if device not in known:
                    path = ("families", family, "devices", at)
                    yield file.problem("unknown-device", path, f"no device {device}")


@rule(
    "id-twice",
    "The questions and instructions of a labelling have names of their own.",
    "An answer to a name that stands for two things would settle both.",
    "Rename one.",
)
def id_twice(files: Files) -> Iterator[Problem]:
    for file in files.of("labelling"):
        seen = {place.name[4:] for place in _conditions(file) if place.name.startswith("ask.")}
        for name in ("instructions", "after_scan"):
            for at, form in enumerate(file.data.get(name, ())):
                if form.get("id") in seen:
                    yield file.problem(
                        "id-twice", (name, at, "id"), f"'{form['id']}' is used above"
                    )
                seen.add(form.get("id", ""))


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


@rule(
    "two-parents",
    "Only a value without values under it may have two parents, and every parent is a choice.",
    "What lies under an undecided value would be undecided in a way that no one asked for.",
    "Give the value one parent, or take its children away.",
)
def two_parents(files: Files) -> Iterator[Problem]:
    for file in files.of("axes"):
        for name, form in file.data.get("axes", {}).items():
            parents = form.get("parents", {})
            above = {parent for over in parents.values() for parent in over}
            for child, over in parents.items():
                path = ("axes", name, "parents", child)
                if len(over) > 1 and child in above:
                    yield file.problem(
                        "two-parents", path, f"{child} has two parents and values under it"
                    )
                for value in (child, *over):
                    if value not in form.get("choices", ()):
                        yield file.problem("two-parents", path, f"{value} is no choice of {name}")
