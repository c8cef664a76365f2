"""The scale of a bar: where numbers, or the values of an ordered choice, lie on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import floor, inf, log10
from typing import Any, TypeAlias

from mri_check.checklist import Finding
from mri_check.messages import pictures as say
from mri_check.quantity import UNITS, base_unit
from mri_check.render.markup import Safe, el
from mri_check.render.pictures.sheet import INK, LINE, STOP, WIDTH, Sheet, line, num, rect, wide

LEFT = 54
"""Where a track begins; before it stands what it is of."""
RIGHT = WIDTH - 1
Span: TypeAlias = "tuple[float, float | None]"
"""From, to; None is no end. A single value is from and to itself."""


class Scale:
    """Linear, from nothing to a little more than the largest number, in one unit."""

    def __init__(self, findings: Sequence[Finding], instead: str | None) -> None:
        self.unit = _unit(findings[0])
        self.choices = findings[0].scale
        numbers = [
            n
            for one in findings
            for span in (*self.spans(one), *self.values(one))
            for n in span
            if n and n < inf
        ]
        if (other := self.number(instead)) is not None:
            numbers.append(other)
        self.end = _rounded(max(numbers)) if numbers else 1.0

    def x(self, number: float) -> float:
        """Where a number lies, in px from the left edge of the sheet."""
        return LEFT + (RIGHT - LEFT) * min(number, self.end) / self.end

    def number(self, text: str | None) -> float | None:
        """A stated quantity in the unit of the scale; None where it is no single one."""
        number, _, unit = (text or "").partition(" ")
        for factors in UNITS.values():
            if next(iter(factors)) == self.unit and unit in factors:
                try:
                    return float(number) * float(factors[unit])
                except ValueError:
                    return None
        return None

    def at(self, text: str | None) -> float | None:
        """Where a stated text lies."""
        number = self.number(text)
        return None if number is None else self.x(number)

    def spans(self, finding: Finding) -> list[Span]:
        """What is permitted."""
        form = finding.permitted_set
        if "one_of" in form:
            read = [self.read(one) for one in form["one_of"]]
            return [(one, one) for one in read if one is not None]
        low = self.read(form.get("at_least", form.get("more_than", "0")))
        high = form.get("at_most", form.get("less_than"))
        return [(low or 0.0, self.read(high) if high is not None else None)]

    def values(self, finding: Finding) -> tuple[Span, ...]:
        """What is stated: several are undecided between them."""
        return self.of(finding.stated_set or {})

    def of(self, form: Mapping[str, Any]) -> tuple[Span, ...]:
        """The values of a public form."""
        if "any_of" in form:
            return tuple(span for one in form["any_of"] for span in self.of(one))
        if "one_of" in form:
            return tuple(self.stated(one) for one in form["one_of"])
        if not form or "all_of" in form:
            return ()
        high = form.get("at_most")
        return (
            (
                self.read(form.get("at_least", "0")) or 0.0,
                self.read(high) if high is not None else None,
            ),
        )

    def stated(self, text: str) -> Span:
        """One stated value; ``none`` is a pause longer than any that could be asked for."""
        if text == "none":
            return (inf, None)
        number = self.read(text)
        return (number or 0.0, number)

    def read(self, text: str) -> float | None:
        """A number as it stands in a public form: plain, or the name of a class with its unit."""
        number = self.number(text)
        if number is not None:
            return number
        try:
            return float(text)
        except ValueError:
            return None

    # --- drawing -----------------------------------------------------------------------------------

    def permitted(self, sheet: Sheet, finding: Finding, y: float, height: float) -> Iterator[Safe]:
        """The permitted part of a track, hatched; an end that is left out is dashed, no end is an arrow."""
        fill, form = sheet.pattern("rising"), finding.permitted_set
        for low, high in self.spans(finding):
            left, right = self.x(low), RIGHT if high is None else self.x(high)
            if low == high:
                yield rect(left - 2.5, y, 5, height, fill=None)
                continue
            yield rect(left, y, right - left, height, fill=fill)
            if low > 0:
                yield _end(left, y, height, "more_than" in form)
            if high is not None:
                yield _end(right, y, height, "less_than" in form)
            else:
                yield line(f"M{num(right - 8)} {num(y - 3)}L{num(right)} {num(y + height / 2)}L{num(right - 8)} "
                           f"{num(y + height + 3)}", width=2)  # fmt: skip

    def numbers(self, finding: Finding) -> Iterator[tuple[str, float, str]]:
        """The numbers under a track that have room: the limits, then both ends."""
        taken: list[tuple[float, float]] = []
        limits = dict.fromkeys(n for span in self.spans(finding) for n in span if n is not None)
        end = f"{_plain(self.end)} {self.unit}"
        wanted = [(_plain(n), self.x(n), "middle") for n in limits]
        for text, at, anchor in (*wanted, (end, RIGHT, "end"), ("0", LEFT, "middle")):
            half = wide(text) / 2
            middle = (
                min(max(at, LEFT - 8 + half), RIGHT - half) if anchor == "middle" else at - half
            )
            if any(abs(middle - other) < half + far + 4 for other, far in taken):
                continue
            taken.append((middle, half))
            yield text, (middle if anchor == "middle" else at), anchor

    def drawn(self, values: tuple[Span, ...], origin: str, y: float, out: bool) -> Iterator[Safe]:
        """What is stated: a mark, or for a range a thick line; hollow where it is undecided between several."""
        for low, high in values:
            if low == high:
                yield marker(origin, self.x(low), y, hollow=len(values) > 1, out=out)
                continue
            left, right = self.x(low), RIGHT if high is None else self.x(high)
            if low > self.end:  # beyond every number: an arrow off the scale
                head = f"M{RIGHT - 7} {num(y - 5)}L{RIGHT} {num(y)}L{RIGHT - 7} {num(y + 5)}"
                yield line(f"M{RIGHT - 16} {num(y)}H{RIGHT}{head}", width=3)
                continue
            ends = f"M{num(left)} {y - 5}V{y + 5}"
            ends += (
                f"M{num(right)} {y - 5}V{y + 5}"
                if high is not None
                else f"M{num(right - 7)} {y - 5}L{num(right)} {y}L{num(right - 7)} {y + 5}"
            )
            yield line(f"{ends}M{num(left)} {y}H{num(right)}", STOP if out else INK, 3)

    def room(self, values: tuple[Span, ...], text: str) -> tuple[float, str | None] | None:
        """Where the text of what is stated fits beside its mark."""
        spots = [
            self.x(n) if n < inf else RIGHT - 12 for span in values for n in span if n is not None
        ]
        first, last = (
            min(spots),
            max(spots) if all(high is not None for _, high in values) else RIGHT,
        )
        if last + 10 + wide(text) <= RIGHT:
            return last + 10, None
        if first - 10 - wide(text) >= LEFT:
            return first - 10, "end"
        return None

    def told(self, finding: Finding) -> str:
        """The scale and what is marked on it, in words."""
        marks = dict.fromkeys(_plain(n) for span in self.spans(finding) for n in span if n)
        told = say.SCALE_MARKS.format(marks=say.AND.join(marks)) if marks else ""
        return say.SCALE.format(end=_plain(self.end), unit=self.unit, marks=told)


class Steps(Scale):
    """The values of an ordered choice, a step for each."""

    def __init__(self, findings: Sequence[Finding], instead: str | None) -> None:
        self.unit, self.choices, self.end = "", findings[0].scale, float(len(findings[0].scale))

    def number(self, text: str | None) -> float | None:
        return self.choices.index(text) + 0.5 if text in self.choices else None

    def spans(self, finding: Finding) -> list[Span]:
        form = finding.permitted_set
        at = (
            {test: self.choices.index(form[test]) for test in form if form[test] in self.choices}
            if "one_of" not in form
            else {}
        )
        if not at:
            return [
                (n - 0.5, n + 0.5)
                for n in map(self.number, form.get("one_of", ()))
                if n is not None
            ]
        start = max(at.get("at_least", 0), at.get("more_than", -1) + 1)
        end = min(
            at.get("at_most", len(self.choices) - 1), at.get("less_than", len(self.choices)) - 1
        )
        return [(float(start), end + 1.0)] if start <= end else []

    def values(self, finding: Finding) -> tuple[Span, ...]:
        found: list[Span] = []
        for text in (finding.stated_set or {}).get("one_of", ()):
            low, dots, high = text.partition(" .. ")
            first, last = self.number(low), self.number(high if dots else low)
            if first is None or last is None:
                return ()
            found.append((first, last))
        return tuple(found)

    def permitted(self, sheet: Sheet, finding: Finding, y: float, height: float) -> Iterator[Safe]:
        for step in range(1, len(self.choices)):
            yield line(f"M{num(self.x(step))} {num(y)}v{num(height)}", LINE)
        for low, high in self.spans(finding):
            left, right = self.x(low), self.x(high or low)
            yield rect(
                left,
                y,
                right - left,
                height,
                fill=sheet.pattern("rising"),
                stroke=INK,
                stroke_width=2,
            )

    def numbers(self, finding: Finding) -> Iterator[tuple[str, float, str]]:
        room = (RIGHT - LEFT) / len(self.choices)
        if all(wide(one) <= room + 6 for one in self.choices):
            for at, one in enumerate(self.choices):
                yield one, self.x(at + 0.5), "middle"

    def told(self, finding: Finding) -> str:
        return say.STEPS.format(steps=say.AND.join(self.choices))


def scale_of(findings: Sequence[Finding], instead: str | None) -> Scale:
    """The scale for all limits on one axis; classes that are quantities (1.5 T, 3 T) lie on a linear one."""
    if findings[0].scale and not _unit(findings[0]):
        return Steps(findings, instead)
    return Scale(findings, instead)


def _unit(finding: Finding) -> str:
    unit: str = finding.permitted_set.get("unit", "")
    if unit or not finding.scale:
        return unit
    named = finding.scale[0].partition(" ")[2]
    return named if any(named == base_unit(one) for one in UNITS) else ""


def _rounded(largest: float) -> float:
    """A little more than the largest number, and round."""
    size = 10.0 ** floor(log10(largest))
    steps: Iterable[float] = (1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12)
    return next(step * size for step in steps if step * size >= largest * 1.12)


def _plain(number: float) -> str:
    return f"{number:.6g}"


def _end(x: float, y: float, height: float, open_: bool) -> Safe:
    """Where what is permitted ends: a thick line, dashed where the end itself is left out."""
    return line(
        f"M{num(x)} {num(y - 3)}v{num(height + 6)}", width=2.5, dash="2.5 2" if open_ else None
    )


def marker(origin: str, x: float, y: float, hollow: bool = False, out: bool = False) -> Safe:
    """A square for the scanner, a triangle for what is planned, a diamond for what is stated of an implant."""
    ink = STOP if out else INK
    shapes = {
        "scanner": f"M{num(x - 5)} {num(y - 5)}h10v10h-10Z",
        "stated": f"M{num(x)} {num(y - 6.5)}l6.5 6.5l-6.5 6.5l-6.5 -6.5Z",
    }
    d = shapes.get(origin, f"M{num(x - 6.5)} {num(y - 6)}h13l-6.5 12Z")
    shape = el("path", d=d, fill="none" if hollow else ink, stroke=ink, stroke_width=1.5)
    return (
        shape
        if not out
        else el("g", shape, line(f"M{num(x - 9)} {num(y - 9)}l18 18m0 -18l-18 18", ink, 1.5))
    )
