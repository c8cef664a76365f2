"""Rules on the conditions of a labelling: axes, values, settings, silences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from mri_check.axes import stays_outside
from mri_check.document import Path
from mri_check.errors import Problem
from mri_check.files import File, Files
from mri_check.quantity import UNITS, parse_quantity
from mri_check.rules.places import all_conditions, conditions
from mri_check.rules.registry import rule
from mri_check.values import TESTS, permitted_set


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
            for place in conditions(file):
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
    "empty-setting",
    "A setting has conditions, or a status that the document prints (or does not print) for it.",
    "A setting without conditions would be met by every scan.",
    "Add the conditions, or mr_status: {is: not-printed, page: ...}.",
)
def empty_setting(files: Files) -> Iterator[Problem]:
    for file in files.of("labelling"):
        places = {place.path[1] for place in conditions(file) if place.path[0] == "settings"
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
    for place in all_conditions(files):
        if place.role == "when" and not place.name.startswith("implant."):
            yield place.problem("when-on-plan", f"{place.name} is planned, not what the device is")


def _in_every_setting(file: File) -> set[str]:
    """The axes on which a labelling has a word whatever column a scan goes by.

    A setting without a status printed for it is no column: its state is a question as it is.
    """
    told = {
        place.name
        for place in conditions(file)
        if place.role == "box" or (place.role == "limit" and place.path[0] == "always")
    }
    columns = [
        {*form, *form.get("says_no_limit", {})}
        for form in file.data.get("settings", {}).values()
        if form.get("mr_status", {}).get("is", "conditional") == "conditional"
        and form.keys() - {"when", "mr_status"}
    ]
    return told | set.intersection(*columns) if columns else told


@rule(
    "silence-missing",
    "A labelling that was read in full says, for every row of the label table, which silence it keeps, in every "
    "setting.",
    "An axis that nobody looked at would pass for one on which the label says nothing.",
    "Give a condition, or list the axis under says_no_limit (of the setting, or of all) or not_addressed.",
)
def silence_missing(files: Files) -> Iterator[Problem]:
    axes = files.axes()
    rows = [axis for axis in axes.values() if axis.table]
    for file in files.of("labelling"):
        data = file.data
        if data.get("read") != "full" or data.get("mr_status", {}).get("is") in (
            "unsafe",
            "safe",
            "not-evaluated",
        ):
            continue
        limited = {place.name for place in conditions(file) if place.role in ("limit", "box")}
        told = {
            *_in_every_setting(file),
            *data.get("says_no_limit", {}),
            *data.get("not_addressed", ()),
        }
        outside = stays_outside(axes[name] for name in limited if name in axes)
        for axis in rows:
            if axis.outside is outside and axis.name not in told:
                yield file.problem(
                    "silence-missing",
                    ("read",),
                    f"read in full, but nothing says what it says of {axis.name}"
                    + (" in every setting" if axis.name in limited else ""),
                )


@rule(
    "implant-outside",
    "A limit where a thing stays outside the bore (static field, distance) is of a device that is not implanted.",
    "An implant goes into the bore; so written, its label would owe no word on the rows of the scan.",
    "File it under the device that stays outside, or mend implanted: of this one.",
)
def implant_outside(files: Files) -> Iterator[Problem]:
    axes = files.axes()
    implanted = {file.id for file in files.of("device") if file.data.get("implanted") != "no"}
    for place in all_conditions(files):
        axis = axes.get(place.name)
        here = f"{place.file.maker}/{place.file.device}"
        if axis is not None and axis.outside and here in implanted:
            message = f"{place.name} is of a thing that stays outside the bore; {here} is implanted"
            yield place.problem("implant-outside", message)


@rule(
    "silence-and-limit",
    "An axis is limited, or the label is silent on it; not both.",
    "Two answers on one axis contradict each other.",
    "Take it out of says_no_limit or not_addressed, or drop the condition.",
)
def silence_and_limit(files: Files) -> Iterator[Problem]:
    for file in files.of("labelling"):
        told = _in_every_setting(file)
        no_limit = set(file.data.get("says_no_limit", {}))
        for at, axis in enumerate(file.data.get("not_addressed", ())):
            if axis in told or axis in no_limit:
                yield file.problem(
                    "silence-and-limit",
                    ("not_addressed", at),
                    f"{axis} is addressed elsewhere in this file",
                )
        for path, silences in _no_limits(file):
            for axis in silences:
                if path[0] == "settings" and axis in file.data["settings"][path[1]]:
                    yield file.problem(
                        "silence-and-limit", (*path, axis), f"{axis} is limited in the same setting"
                    )
        for axis in no_limit & {p.name for p in conditions(file) if p.path[0] == "always"}:
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
    for place in all_conditions(files):
        if not place.name.startswith("ask.") and place.name not in axes:
            yield place.problem("unknown-axis", f"no axis {place.name}")
    for file in files.of("labelling"):
        for at, axis in enumerate(file.data.get("not_addressed", ())):
            if axis not in axes:
                yield file.problem("unknown-axis", ("not_addressed", at), f"no axis {axis}")
        for path, silences in _no_limits(file):
            for axis in silences:
                if axis not in axes:
                    yield file.problem("unknown-axis", (*path, axis), f"no axis {axis}")
    for file in files.of("practice"):
        for at, form in enumerate(file.data.get("instructions", ())):
            for axis in form.get("when", {}):
                if axis not in axes:
                    path = ("instructions", at, "when", axis)
                    yield file.problem("unknown-axis", path, f"no axis {axis}")


def _no_limits(file: File) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The says_no_limit of a labelling and of its settings, with where each stands."""
    yield ("says_no_limit",), file.data.get("says_no_limit", {})
    for id, form in file.data.get("settings", {}).items():
        yield ("settings", id, "says_no_limit"), form.get("says_no_limit", {})


@rule(
    "bad-value",
    "Every value fits its axis: the unit, the choices, the tests.",
    "A value that cannot be compared is no limit.",
    "Write it as the axis says: 19 T/m, [1.5 T, 3 T].",
)
def bad_value(files: Files) -> Iterator[Problem]:
    axes = files.axes()
    for place in all_conditions(files):
        if place.name not in axes:
            continue
        axis = axes[place.name]
        try:
            permitted_set(axis, place.form)
        except ValueError as bad:
            yield place.problem("bad-value", str(bad))
            continue
        if "printed" in place.form and sum(test in place.form for test in TESTS) > 1:
            yield place.problem("bad-value", "printed stands for one test; here are several")
        if axis.kind == "quantity" and not _as_printed(place.form, axis.dimension or ""):
            told = f"the limit is not what is printed: '{place.form['printed']}'"
            yield place.problem("bad-value", told)
    for file in files.of("practice"):
        for at, form in enumerate(file.data.get("instructions", ())):
            for name, test in form.get("when", {}).items():
                try:
                    if name in axes:
                        permitted_set(axes[name], test)
                except ValueError as bad:
                    yield file.problem("bad-value", ("instructions", at, "when", name), str(bad))


def _as_printed(form: Mapping[str, Any], dimension: str) -> bool:
    """Whether a limit is what its printed form says: each quantity there, or the number where that has no unit."""
    limits = [form[test] for test in TESTS[:4] if test in form]
    printed = form.get("printed", "").replace(",", "")
    if not limits or not printed:
        return True
    units = "|".join(sorted(map(re.escape, UNITS[dimension]), key=len, reverse=True))
    found = re.findall(rf"(\(?)(\d+(?:\.\d+)?) ?({units})(?![\w/])", printed)
    told = [(bool(inside), Decimal(n) * UNITS[dimension][unit]) for inside, n, unit in found]
    if told:  # one in parentheses repeats the one before it in another unit
        same = all(one == before for (_, before), (inside, one) in pairwise(told) if inside)
        return same and {parse_quantity(one, dimension) for one in limits} <= {n for _, n in told}
    numbers = re.findall(r"\d+(?:\.\d+)?", printed)
    return not numbers or any(one.partition(" ")[0] in numbers for one in limits)


@rule(
    "id-twice",
    "The questions and instructions of a labelling, and the sources of a manufacturer, have names of their own.",
    "An answer to a name that stands for two things would settle both.",
    "Rename one.",
)
def id_twice(files: Files) -> Iterator[Problem]:
    for file in files.of("practice"):
        yield from _ids_twice(file, ("instructions",), set())
    for file in files.of("labelling"):
        asks = {place.name[4:] for place in conditions(file) if place.name.startswith("ask.")}
        yield from _ids_twice(file, ("instructions", "after_scan"), asks)
    for maker in sorted({file.maker for file in files.of("sources")}):
        known: set[str] = set()
        for file in files.of("sources"):
            if file.maker != maker:
                continue
            for id in file.data.get("sources", {}):
                if id in known:
                    yield file.problem(
                        "id-twice", ("sources", id), f"'{id}' is used in another file"
                    )
                known.add(id)


def _ids_twice(file: File, lists: tuple[str, ...], seen: set[str]) -> Iterator[Problem]:
    for name in lists:
        for at, form in enumerate(file.data.get(name, ())):
            if form.get("id") in seen:
                message = f"'{form['id']}' is used above"
                yield file.problem("id-twice", (name, at, "id"), message)
            seen.add(form.get("id", ""))
