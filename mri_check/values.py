"""Reads values on an axis: the tests of a condition, and what a request states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from mri_check.checklist import Item, Stated, stated
from mri_check.document import near
from mri_check.frozen import fixed
from mri_check.messages import checklist as say
from mri_check.quantity import FIRST_YEAR, UNITS, base_unit, parse_quantity, plain
from mri_check.record import Axis
from mri_check.region import Choice, Set, Span, meet

TESTS = ("at_most", "at_least", "more_than", "less_than", "one_of")

NOTHING_MORE = Span(Decimal("Infinity"), Decimal("Infinity"))
"""``none`` where there is one run only: a pause longer than any that could be asked for."""


def written(text: str) -> Any:
    """What a person writes, as a request states it: ``a | b`` is one of several, ``a, b`` is several at once."""
    if " | " in text:
        return {"any_of": [part.strip() for part in text.split(" | ")]}
    if ", " in text:
        return [part.strip() for part in text.split(", ")]
    return text


def permitted_set(axis: Axis, tests: Mapping[str, Any]) -> Set:
    """The values that satisfy every test of a condition.

    Raises ValueError where a test does not fit the axis or nothing satisfies them all.
    """
    found: Set | None = None
    for test in TESTS:
        if test in tests:
            one = _test(axis, test, tests[test])
            found = one if found is None else meet(found, one)
    if found is None:
        raise ValueError(f"a condition needs one of {', '.join(TESTS)}")
    if found.empty:
        raise ValueError("no value satisfies all these tests")
    return found


def _test(axis: Axis, test: str, value: Any) -> Set:
    if test == "one_of":
        if not isinstance(value, list):
            raise ValueError("one_of takes a list")
        if axis.kind == "devices":
            return Choice(frozenset(value))
        if axis.kind in ("quantity", "age"):
            if len(value) != 1:
                raise ValueError(f"{axis.name} is a quantity: one_of takes one value here")
            number = _number(axis, value[0])
            return Span(number, number)
        names: frozenset[str] = frozenset()
        for word in value:
            names |= axis.permits[_choice(axis, word)].names
        return Choice(names)
    if isinstance(value, list):
        raise ValueError(f"{test} takes one value")
    if axis.kind == "ordered":
        at = axis.choices.index(_choice(axis, value))
        start = {"at_least": at, "more_than": at + 1}.get(test, 0)
        end = {"at_most": at + 1, "less_than": at}.get(test, len(axis.choices))
        return Choice(frozenset(axis.choices[start:end]))
    if axis.kind not in ("quantity", "age"):
        raise ValueError(f"{axis.name} has no order: use one_of")
    number = _number(axis, value)
    if test in ("at_most", "less_than"):
        return Span(Decimal(0), number, False, test == "less_than")
    return Span(number, None, test == "more_than", False)


def _number(axis: Axis, text: str) -> Decimal:
    return parse_quantity(text, axis.dimension or "age")


def _choice(axis: Axis, text: str) -> str:
    """The choice that a word names; a nominal class by its quantity, in whatever unit it is written."""
    if axis.dimension is not None:
        number = parse_quantity(text, axis.dimension)
        name = axis.measured.get(number) or f"{plain(number)} {base_unit(axis.dimension)}"
    else:
        name = text
    if name not in axis.choices:
        meant = text if axis.dimension is None else _nearest(axis, axis.dimension, text)
        hint = near(meant, axis.choices, "") if meant else ""
        raise ValueError(f"'{text}' is not one of: {', '.join(axis.choices)}{hint}")
    return name


def _nearest(axis: Axis, dimension: str, text: str) -> str:
    """The class that a quantity comes within a tenth of, for a hint: digits that look alike tell nothing of it."""
    number = parse_quantity(text, dimension)
    sizes = {one: parse_quantity(one, dimension) for one in axis.choices}
    nearest = min(sizes, key=lambda one: abs(sizes[one] - number))
    return nearest if 10 * abs(sizes[nearest] - number) <= sizes[nearest] else ""


def permitted_words(axis: Axis, tests: Mapping[str, Any], printed: str | None) -> str:
    """A permitted set in words: ``at most 19 T/m (1900 gauss/cm)``."""
    parts = []
    for test in TESTS:
        if test not in tests:
            continue
        if test == "one_of":
            shown = printed or say.OR.join(tests[test])
            parts.append(_in_base(axis, shown, tests[test][0]))
        else:
            shown = _in_base(axis, printed or tests[test], tests[test])
            parts.append(f"{say.TESTS[test]} {shown}")
    return say.AND.join(parts)


def _in_base(axis: Axis, shown: str, value: str) -> str:
    """A quantity as it is printed, with the base unit beside it where that is another: both are read beside what is stated."""
    if axis.kind not in ("quantity", "age"):
        return shown
    unit, written = base_unit(axis.dimension or "age"), shown.translate(_APART).split()
    if unit in written or UNITS[axis.dimension or "age"].keys().isdisjoint(written):
        return shown
    return f"{shown} ({plain(_number(axis, value))} {unit})"


_APART = str.maketrans("(),;", "    ")


def permitted_json(axis: Axis, tests: Mapping[str, Any]) -> dict[str, Any]:
    """A permitted set in its public form; numbers in the axis's base unit, as strings."""
    form: dict[str, Any] = {}
    if axis.kind in ("quantity", "age"):
        for test in TESTS:
            if test == "one_of" and test in tests:
                form[test] = [plain(_number(axis, word)) for word in tests[test]]
            elif test in tests:
                form[test] = plain(_number(axis, tests[test]))
        form["unit"] = base_unit(axis.dimension or "age")
    else:
        form.update((test, tests[test]) for test in TESTS if test in tests)
    return fixed(form)


def _form(axis: Axis, items: tuple[Item, ...], is_list: bool) -> dict[str, Any]:
    """What is stated, in the same form; things that are there at once are ``all_of``, undecided ranges ``any_of``."""
    if axis.kind not in ("quantity", "age"):
        return fixed({"all_of" if is_list else "one_of": [item.name for item in items]})
    unit = base_unit(axis.dimension or "age")
    spans = [member for item in items for member in item.members if isinstance(member, Span)]
    if all(span.low == span.high for span in spans):
        return fixed({"one_of": [_point(span) for span in spans], "unit": unit})
    forms = [_span(span) for span in spans]
    return fixed({**(forms[0] if len(forms) == 1 else {"any_of": forms}), "unit": unit})


def _span(span: Span) -> dict[str, Any]:
    if span.low == span.high:
        return {"one_of": [_point(span)]}
    ends = {"at_least": span.low, "at_most": span.high}
    return {test: plain(end) for test, end in ends.items() if end is not None}


def _point(span: Span) -> str:
    assert span.low is not None
    return "none" if span.low.is_infinite() else plain(span.low)


def stated_value(axis: Axis, raw: Any, on: date) -> Stated:
    """Read what a request states on an axis: a value, a range, a list, or ``{any_of: [...]}``.

    ``on`` is the day of the scan, which turns a date into an age.
    Raises ValueError, saying what would be right; of one of several Member.
    """
    if isinstance(raw, dict):
        if list(raw) != ["any_of"] or not isinstance(raw["any_of"], list):
            raise ValueError("write a value, a range, a list, or {any_of: [...]}")
        if not raw["any_of"]:
            raise ValueError("any_of names no value")
        worlds = tuple(_items(axis, raw["any_of"], on, "any_of"))
        if len(worlds) == 1:
            return stated(worlds[0].text, worlds, _form(axis, worlds, False))
        text = say.OR.join(item.text for item in worlds)
        return stated(text, (_either(worlds),), _form(axis, worlds, False), worlds)
    if isinstance(raw, list):
        if not axis.lists:
            raise ValueError(
                f"{axis.name} takes one value, a range or {{any_of: [...]}}, not a list"
            )
        if not raw:
            raise ValueError("the list is empty: leave it out where it is not known")
        items = tuple(_items(axis, raw, on))
        text = ", ".join(item.text for item in items)
        return stated(text, items, _form(axis, items, True), (), True)
    item = _item(axis, raw, on)
    return stated(item.text, (item,), _form(axis, (item,), False))


def one_value(axis: Axis, raw: str, on: date) -> Stated:
    """The same of one text, without its public form, which a row of a schedule does not tell. Raises ValueError."""
    item = _item(axis, raw, on)
    only = item.members[0] if len(item.members) == 1 else None
    return Stated(item.text, (item,), _NO_FORM, (), False, only, axis.kind == "age")


_NO_FORM: Mapping[str, Any] = {}


def undecided(*several: Stated) -> Stated:
    """One of several stated values of an axis of choices, not known which; each keeps all that it holds at once."""
    worlds = tuple(world for one in several for world in (one.worlds or (_together(one),)))
    text = say.OR.join(item.text for item in worlds)
    return stated(text, (_either(worlds),), {"one_of": [item.name for item in worlds]}, worlds)


def _together(one: Stated) -> Item:
    """All that is stated at once, as one thing."""
    names = ", ".join(item.name for item in one.items)
    return Item(one.text, names, tuple(member for item in one.items for member in item.members))


def _either(items: tuple[Item, ...]) -> Item:
    """Undecided between several: the smallest set that holds them all, for a first look at a trigger."""
    text = say.OR.join(item.text for item in items)
    sets = [member for item in items for member in item.members]
    if isinstance(sets[0], Choice):
        names = frozenset(name for one in sets if isinstance(one, Choice) for name in one.names)
        return Item(text, text, (Choice(names),))
    spans = [one for one in sets if isinstance(one, Span)]
    lows = [span.low for span in spans if span.low is not None]
    highs = [span.high for span in spans if span.high is not None]
    return Item(text, text, (Span(min(lows), max(highs) if len(highs) == len(spans) else None),))


class Member(ValueError):
    """What is wrong with one of several that are stated; ``path`` leads to it from the whole."""

    def __init__(self, why: str, path: tuple[str | int, ...]) -> None:
        super().__init__(why)
        self.path = path


def path_of(bad: ValueError) -> tuple[str | int, ...]:
    """Where in a stated value it is that is wrong."""
    return bad.path if isinstance(bad, Member) else ()


def _items(axis: Axis, raws: list[Any], on: date, *above: str) -> Iterator[Item]:
    for at, raw in enumerate(raws):
        try:
            yield _item(axis, raw, on)
        except ValueError as bad:
            raise Member(str(bad), (*above, at)) from None


def _item(axis: Axis, raw: Any, on: date) -> Item:
    if not isinstance(raw, str):
        if raw is None:
            raise ValueError("the value is missing")
        few = ", ".join(f'"{one}"' for one in axis.choices) if len(axis.choices) <= 4 else ""
        shown = str(raw).lower() if isinstance(raw, bool) else type(raw).__name__
        raise ValueError(f"{shown} is no text: write {few or 'it as text, in quotes'}")
    low, dots, high = raw.partition(" .. ")
    if dots:
        return Item(raw, raw, (_range(axis, low, high, on),))
    if axis.kind == "quantity":
        if raw == "none" and axis.none:
            return Item(raw, raw, (NOTHING_MORE,))
        number = _number(axis, raw)
        return Item(raw, raw, (Span(number, number, False, False),))
    if axis.kind == "age":
        return Item(raw, raw, (age_of(raw, on),))
    if axis.kind == "devices":
        return Item(raw, raw, (Choice(frozenset([raw])),))
    name = _choice(axis, raw)
    text = name if raw == name else f"{name} ({raw})"
    return Item(text, name, axis.states[name])


def _range(axis: Axis, low: str, high: str, on: date) -> Set:
    reverse = ValueError(f"the range '{low} .. {high}' runs backwards")
    if axis.kind == "quantity":
        start, end = _number(axis, low), _number(axis, high)
        if start > end:
            raise reverse
        return Span(start, end)
    if axis.kind == "age":
        first, last = age_of(low, on), age_of(high, on)
        if first.high is None or last.low is None or first.high < last.low:
            raise reverse
        return Span(last.low, first.high)
    if axis.kind == "ordered":
        at, to = (axis.choices.index(_choice(axis, word)) for word in (low, high))
        if at > to:
            raise reverse
        return Choice(frozenset(axis.choices[at : to + 1]))
    raise ValueError(f"{axis.name} has no order: a range says nothing here")


def age_of(text: str, on: date) -> Span:
    """The age in days, on the day of the scan, of something dated to a day, a month or a year. Raises ValueError."""
    parts = text.split("-")
    lengths = [len(part) for part in parts if part.isascii() and part.isdigit()]
    if lengths not in ([4], [4, 2], [4, 2, 2]) or len(lengths) != len(parts):
        raise ValueError(f"'{text}' is not a date: write it as 2021-05-04, 2021-05 or 2021")
    year, month, day = ([int(part) for part in parts] + [None, None])[:3]
    assert year is not None
    if year < FIRST_YEAR:
        raise ValueError(
            f"{text} lies before {FIRST_YEAR}: write it as 2021-05-04, 2021-05 or 2021"
        )
    try:
        if day is not None:
            first = last = date(year, month or 1, day)
        elif month is not None:
            first = date(year, month, 1)
            last = date(year + month // 12, month % 12 + 1, 1).replace(day=1)
            last = date.fromordinal(last.toordinal() - 1)
        else:
            first, last = date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        raise ValueError(f"{text} is not a date that exists") from None
    if first > on:
        raise ValueError(f"{text} lies after the scan ({on.isoformat()})")
    return Span(Decimal((on - min(last, on)).days), Decimal((on - first).days))


def age_words(age: Span) -> str:
    """An age on the day of the scan, in whole days."""
    low, high = age.low, age.high
    days = f"{low}" if low == high else say.DAYS_RANGE.format(low=low, high=high)
    return say.DAYS_BEFORE.format(days=days)
