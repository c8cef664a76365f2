"""Rules on names: of devices, families, markets and values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.document import Path
from mri_check.errors import Problem
from mri_check.files import File, Files
from mri_check.quantity import parse_quantity
from mri_check.rules.places import all_conditions, device_identifiers
from mri_check.rules.registry import rule
from mri_check.strict_yaml import Plain
from mri_check.words import key


@rule(
    "shared-alias",
    "A name, model number or alias belongs to one device, one manufacturer or one family, and has a letter or a digit; a "
    "manufacturer's is a device's only where it has no other.",
    "A name that two devices share would identify the wrong one; one that is nothing but signs would be that of any other sign.",
    "List it in families.yaml, which identifies nothing.",
)
def shared_alias(files: Files) -> Iterator[Problem]:
    for file in files.all:
        for path, name in _names(file):
            if not key(name):
                yield file.problem("shared-alias", path, f"'{name}' has no letter and no digit")
    makers: dict[str, str] = {}
    for file in files.of("manufacturer"):
        for path, name in maker_names(file):
            if makers.setdefault(key(name), file.maker) != file.maker:
                message = f"'{name}' names {makers[key(name)]} already"
                yield file.problem("shared-alias", path, message)
    for file in files.of("manufacturer"):
        for _, name in names_now(file):
            makers.setdefault(key(name), file.maker)
    owner: dict[str, str] = {}
    devices = Counter(file.maker for file in files.of("device"))
    for file in files.of("device"):
        for path, name in device_names(file):
            first = owner.setdefault(key(name), file.id)
            if first != file.id:
                yield file.problem("shared-alias", path, f"'{name}' names {first} already")
            maker = makers.get(key(name), file.maker)
            if maker != file.maker or (key(name) in makers and devices[maker] > 1):
                message = f"'{name}' names {maker}, the manufacturer"
                yield file.problem("shared-alias", path, message)
    families: dict[str, str] = {}
    for file in files.of("families"):
        for path, name in _family_names(file):
            family = str(path[1])
            if families.setdefault(key(name), family) != family:
                message = f"'{name}' is the family {families[key(name)]} already"
                yield file.problem("shared-alias", path, message)


def _names(file: File) -> Iterator[tuple[Path, str]]:
    """Every name in a file that identifies anything, and where it stands."""
    if file.kind == "device":
        yield from device_names(file)
    elif file.kind == "manufacturer":
        yield from maker_names(file)
        yield from names_now(file)
    elif file.kind == "families":
        yield from _family_names(file)


def maker_names(file: File) -> Iterator[tuple[Path, str]]:
    yield ("name",), file.data.get("name", file.maker)
    yield (), file.maker
    for at, alias in enumerate(file.data.get("aliases", ())):
        yield ("aliases", at), alias


def names_now(file: File) -> Iterator[tuple[Path, str]]:
    """The names of who answers for a manufacturer now."""
    now = file.data.get("answers_now", {})
    if "name" in now:
        yield ("answers_now", "name"), now["name"]
    for at, alias in enumerate(now.get("aliases", ())):
        yield ("answers_now", "aliases", at), alias


def _family_names(file: File) -> Iterator[tuple[Path, str]]:
    for family, form in file.data.get("families", {}).items():
        for name in (family, *form.get("also", ())):
            yield ("families", family), name


@rule(
    "family-alias",
    "The name of a family is not a name or an alias of a device.",
    "A family lists candidates; were it an alias too, it would identify one of them.",
    "Take it out of the aliases, or out of families.yaml.",
)
def family_alias(files: Files) -> Iterator[Problem]:
    families = {key(name) for file in files.of("families") for _, name in _family_names(file)}
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
        if "radiopaque" in form:
            yield ("models", model, "radiopaque"), form["radiopaque"]


@rule(
    "number-model",
    "A model number, REF, alias or device identifier made of digits is written in quotes.",
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
        for path, form in device_identifiers(file):
            di = form.get("di")
            if isinstance(di, Plain) and _looks_numeric(di):
                yield file.problem("number-model", (*path, "di"), f'write "{di}" in quotes')
        for model in file.data.get("models", {}):
            if _looks_numeric(model) and not _quoted(file, ("models", model)):
                yield file.problem("number-model", ("models", model), f'write "{model}": in quotes')


def _looks_numeric(text: str) -> bool:
    return text.replace("-", "").replace(".", "").replace(":", "").replace("_", "").isdigit()


def _quoted(file: File, path: Path) -> bool:
    line, column = (int(part) for part in file.document.locate(path).rsplit(":", 2)[1:])
    return file.document.text.splitlines()[line - 1][column - 1] in "\"'"


@rule(
    "unknown-market",
    "A market is one of markets.yaml, and a wider market lies in no other.",
    "A labelling for a market that nobody can name governs nothing; nor would one for a market around a wider one.",
    "Mend the market, or add it.",
)
def unknown_market(files: Files) -> Iterator[Problem]:
    if not files.whole("markets"):
        return
    known = files.markets()
    for file in files.all:
        for path, market in _markets(file):
            if market not in known:
                yield file.problem("unknown-market", path, f"no market {market}")
            elif path[-1] == "in" and "in" in known[market]:
                yield file.problem(
                    "unknown-market", path, f"{market} lies in another market itself"
                )


def _markets(file: File) -> Iterator[tuple[Path, str]]:
    """Every market that a file names."""
    data = file.data
    if file.kind == "labelling" and "market" in data:
        yield ("market",), data["market"]
    for market in data.get("markets", ()) if file.kind == "device" else ():
        yield ("markets", market), market
    for at, market in enumerate(data.get("markets", ()) if file.kind == "notice" else ()):
        yield ("markets", at), market
    for at, form in enumerate(data.get("contacts", ())):
        if "market" in form:
            yield ("contacts", at, "market"), form["market"]
    for model, form in data.get("models", {}).items():
        for at, market in enumerate(form.get("markets", ())):
            yield ("models", model, "markets", at), market
    for name, form in data.get("markets", {}).items() if file.kind == "markets" else ():
        if "in" in form:
            yield ("markets", name, "in"), form["in"]


@rule(
    "unknown-device",
    "A notice, a family, a predecessor or a list of parts names devices that are on file.",
    "A notice about a device that is not on file reaches no checklist, and no part would be met.",
    "Mend the id (manufacturer/device), or file the device.",
)
def unknown_device(files: Files) -> Iterator[Problem]:
    if not files.whole("device"):
        return
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
    axes = files.axes()
    for place in all_conditions(files):
        if place.name in axes and axes[place.name].kind == "devices":
            for at, device in enumerate(place.form.get("one_of", ())):
                if device not in known:
                    inside = (*place.path, "one_of", at)
                    yield place.file.problem("unknown-device", inside, f"no device {device}")
    for file in files.of("device"):
        for name in ("predecessor", "successor"):
            device = file.data.get(name, {}).get("device")
            if device is not None and device not in known:
                yield file.problem("unknown-device", (name, "device"), f"no device {device}")


NEEDED = ("scan.urgency", "implant.identified_by")
"""Axes that the engine itself looks at."""


@rule(
    "axis-form",
    "An axis can be built: a unit for a quantity, distinct choices for a choice, parents without a circle.",
    "An axis that cannot be built would stop every check.",
    "Mend the axis; device_catalog/axes.yaml shows each kind.",
)
def axis_form(files: Files) -> Iterator[Problem]:
    for file in files.of("axes"):
        axes = file.data.get("axes", {})
        for name in NEEDED:
            if name not in axes:
                yield file.problem(
                    "axis-form", ("axes",), f"{name} is missing; the engine looks at it"
                )
        for name, form in axes.items():
            for key_, message in _axis_faults(form):
                yield file.problem("axis-form", ("axes", name, *key_), message)


def _axis_faults(form: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    kind, choices = form.get("is"), form.get("choices", [])
    if kind == "quantity" and "unit" not in form:
        yield (), "a quantity needs a unit"
    if kind in ("choice", "ordered", "tree") and not choices:
        yield (), "choices are needed here"
    if len(set(choices)) != len(choices):
        yield ("choices",), "a choice stands twice"
    for measured, choice in form.get("measured", {}).items():
        if choice not in choices:
            yield ("measured", measured), f"{choice} is no choice"
        try:
            parse_quantity(measured, form.get("unit", "field"))
        except ValueError as bad:
            yield ("measured", measured), str(bad)
    parents = form.get("parents", {})
    for child in parents:
        above, seen = list(parents[child]), set()
        while above:
            one = above.pop()
            if one == child:
                yield ("parents", child), f"{child} lies under itself"
                break
            if one not in seen:
                seen.add(one)
                above += parents.get(one, [])


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
                if len(over) != len(set(over)):
                    yield file.problem("two-parents", path, f"{child} names one parent twice")
                if len(over) > 1 and child in above:
                    yield file.problem(
                        "two-parents", path, f"{child} has two parents and values under it"
                    )
                for value in (child, *over):
                    if value not in form.get("choices", ()):
                        yield file.problem("two-parents", path, f"{value} is no choice of {name}")
