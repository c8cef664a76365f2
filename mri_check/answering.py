"""What a person types into a dialogue, as values of a request. An answer is read as it stands or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from mri_check.axes import Axes
from mri_check.catalog import Catalogue
from mri_check.document import Path, near
from mri_check.exam_table import Table
from mri_check.identify import Identified, NotIdentified, identify
from mri_check.messages import dialogue as say
from mri_check.ordered import read_order
from mri_check.question import Field, Question
from mri_check.record import Axis
from mri_check.request import MAX_TEXT, NONE
from mri_check.scanners import AXES as OF_SCANNERS
from mri_check.values import stated_value, written
from mri_check.words import key, scanned

Patch: TypeAlias = dict[Path, Any]
"""Values of a request, each at its path."""

_YES, _NO = ("yes", "y", "confirmed"), ("no", "n", "denied")
_BOTH = frozenset({"yes", "no"})


class Answering:
    """Reads answers; ``profiles`` are the site's scanners, ``exams`` its own table of exams."""

    def __init__(
        self,
        catalogue: Catalogue,
        on: date,
        profiles: tuple[str, ...] = (),
        exams: Table | None = None,
    ) -> None:
        self.catalogue, self.on, self.profiles, self.exams = catalogue, on, profiles, exams
        self.axes: Axes = catalogue.axes
        self.by_kind: Mapping[str, Callable[[Question, str], Patch]] = {
            "device": self.device,
            "market": self.market,
            "scanner": self.scanner,
            "region": self.region,
            "others": self.things,
            "items": self.things,
            "value": self.value,
            "answer": self.word,
            "several": self.several,
        }

    def read(self, question: Question, text: str) -> Patch:
        """The values that an answer states. Raises ValueError, saying what would be right."""
        text = text.strip()
        if len(text) > MAX_TEXT:
            raise ValueError(say.LONGER.format(limit=MAX_TEXT))
        if any("\ud800" <= one <= "\udfff" for one in text):  # what a byte that is no text becomes
            raise ValueError(say.NO_TEXT)
        return self.by_kind[question.kind](question, text)

    def device(self, question: Question, text: str) -> Patch:
        """A name as it is written; of a barcode what names the device, without its lot and serial number."""
        found = identify(text, self.catalogue)
        path = question.fields[0].path
        if isinstance(found, NotIdentified) and found.do is not None:
            raise ValueError(say.WHY_DO.format(why=found.why, do=found.do))
        named: Patch = {path: self.named(text)}
        # the barcode of a part, or of what is brought in, says nothing of how the pump was identified
        if path[-1] == "device" and isinstance(found, Identified) and found.identifier is not None:
            named[path[:-1] + ("identified_by",)] = "barcode"  # noqa: RUF005
        return named

    def named(self, text: str) -> str:
        """A device as a request names it: of a barcode the device identifier alone."""
        if not scanned(text) or key(text) in self.catalogue.names:
            return text
        from mri_check.udi import Udi, read_udi

        udi = read_udi(text)
        if udi is None:
            return text
        if not isinstance(udi, Udi) or udi.di is None:
            raise ValueError(say.SCAN_AGAIN.format(shown=udi.shown))
        return udi.di

    def market(self, question: Question, text: str) -> Patch:
        known = {key(name): name for name in self.catalogue.markets}
        if key(text) not in known:
            names = ", ".join(self.catalogue.markets)
            raise ValueError(say.NO_MARKET.format(text=text, names=names))
        return {question.fields[0].path: known[key(text)]}

    def scanner(self, question: Question, text: str) -> Patch:
        """The name of a profile, or what is known of the scanner: ``3 T, cylindrical``, whether or not it matters."""
        if text in self.profiles:
            return {question.fields[0].path: text}
        short = sorted(name.partition(".")[2] for name in OF_SCANNERS & self.axes.keys())
        fields = tuple(Field(("scan", name), self.axes[f"scan.{name}"], name) for name in short)
        try:
            return self.several(question.replace(fields=question.fields[1:]), text, fields)
        except ValueError as bad:
            hint = near(text, self.profiles, "") if self.profiles else ""
            raise ValueError(say.NO_SCANNER.format(text=text, hint=hint, why=bad)) from None

    def region(self, question: Question, text: str) -> Patch:
        """A region, or an order's exam text that names one."""
        (field,) = question.fields
        try:
            return self.value(question, text)
        except ValueError as bad:
            wrong = str(bad)
        row = self.exams.find(text) if self.exams is not None else None
        order = read_order(text, row, self.catalogue.exams())
        if field.name not in order.facts:
            told = " ".join(notice.text for notice in order.notices)
            raise ValueError(told or wrong)
        return {("scan", "exam"): text}

    def things(self, question: Question, text: str) -> Patch:
        """``none``, or devices by name, one after the other."""
        path = question.fields[0].path
        if key(text) == NONE:
            return {path: NONE}
        names = [self.named(part.strip()) for part in text.split(",") if part.strip()]
        if any(key(name) == NONE for name in names):
            raise ValueError(say.NONE_AND)
        return {path: names}

    def value(self, question: Question, text: str) -> Patch:
        (field,) = question.fields
        return {field.path: self.stated(field, text)}

    def word(self, question: Question, text: str) -> Patch:
        """Whether a person confirms what a label asks."""
        word = text.casefold()
        if word not in (*_YES, *_NO):
            raise ValueError(say.YES_OR_NO)
        return {question.fields[0].path: "confirmed" if word in _YES else "denied"}

    def several(self, question: Question, text: str, wider: tuple[Field, ...] = ()) -> Patch:
        """``pregnant, system=trial``: what is named is so, by its name or by its value; ``none`` is no to all.

        ``wider`` are fields that were not asked for, and may be named all the same; then ``none`` is no answer.
        """
        fields = question.fields
        yes_no = [one for one in fields if one.axis is not None and set(one.axis.choices) == _BOTH]
        if key(text) == NONE and yes_no and not wider:
            return dict.fromkeys((one.path for one in yes_no), "no")
        found: Patch = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            try:
                try:
                    field, value = self.part(fields, part)
                except ValueError:
                    if not wider:
                        raise
                    field, value = self.part(wider, part)
            except ValueError:
                region = next((one for one in fields if one.name == "region"), None)
                if region is None or "=" in part:
                    raise
                found.update(self.region(question.replace(fields=(region,)), part))
                continue
            old = found.get(field.path)
            if old is None:
                found[field.path] = value
            elif field.axis is not None and field.axis.lists and isinstance(value, str):
                found[field.path] = [*(old if isinstance(old, list) else [old]), value]
            else:
                raise ValueError(say.TWICE.format(name=field.name))
        return found

    def part(self, fields: tuple[Field, ...], text: str) -> tuple[Field, Any]:
        """One thing of several: ``NAME=VALUE``, a value that fits one of them only, or the name of a yes."""
        by_name = {key(one.name): one for one in fields}
        name, sign, value = text.partition("=")
        if sign:
            named = by_name.get(key(name))
            if named is None:
                names = [one.name for one in fields]
                hint = near(name, names, "")
                told = say.NONE_OF.format(name=name.strip(), names=", ".join(names), hint=hint)
                raise ValueError(told)
            return named, self.stated(named, value.strip())
        named = by_name.get(key(text))
        if named is not None and named.axis is not None and set(named.axis.choices) == _BOTH:
            return named, "yes"
        fits = [one for one in fields if _distinct(one.axis) and self.fits(one, text)]
        if len(fits) != 1:
            told = say.NOT_SAID_OF if fits else say.NOT_SAID_OF_ANY
            choices = say.OR.join(f"{one.name}={text}" for one in fits)
            listed = ", ".join(one.name for one in by_name.values())
            raise ValueError(told.format(text=text, choices=choices, names=listed))
        return fits[0], self.stated(fits[0], text)

    def fits(self, field: Field, text: str) -> bool:
        try:
            self.stated(field, text)
        except ValueError:
            return False
        return True

    def stated(self, field: Field, text: str) -> Any:
        """A value of an axis, read once so that it is known to be one."""
        axis = field.axis
        assert axis is not None
        if set(axis.choices) == _BOTH and text.casefold() in (*_YES, *_NO):
            text = "yes" if text.casefold() in _YES else "no"
        raw = written(text)
        if isinstance(raw, str) and axis.lists and "," in raw:
            raw = [part.strip() for part in raw.split(",") if part.strip()]
        if axis.kind == "devices":
            raw = [self.named(one) for one in (raw if isinstance(raw, list) else [raw])]
            if any(key(one) == NONE for one in raw):
                raise ValueError(say.NONE_IS_NO_PART)
        stated_value(axis, raw, self.on)
        return raw


def _distinct(axis: Axis | None) -> bool:
    """Whether a bare value can say which axis it is of: a yes or a name cannot."""
    return axis is not None and axis.kind != "devices" and set(axis.choices) != _BOTH


def shown_again(text: str) -> str:
    """An answer without the lots and the serial numbers of its barcodes: they are shown once."""
    if not scanned(text):
        return text
    from mri_check.udi import shown

    return ", ".join(shown(part.strip()) for part in text.split(","))
