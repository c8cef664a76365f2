"""Reads the values of a request against the axes of a catalogue; every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mri_check.axes import Axes
from mri_check.checklist import (
    Consultation,
    Default,
    Implant,
    Item,
    Notice,
    ScanFact,
    Stated,
    answer,
)
from mri_check.document import Document, Path, counted, near
from mri_check.errors import Problem, RequestError
from mri_check.frozen import Record
from mri_check.planned import IMPLANTED_ON, Planned, Site, sets_of
from mri_check.request import NONE, Request
from mri_check.words import scanned

if TYPE_CHECKING:
    from mri_check.exam_words import Vocabulary

MAX_WORLDS = 1024
_COUNTRIES = {"GB": "UK"}
"""Codes of countries (ISO 3166) that are another here."""
IDENTIFIED_BY = "implant.identified_by"


class Resolved(Record):
    """A request with every value read."""

    id: str | None
    on: str
    market: str | None
    implants: tuple[Implant, ...]
    other_implants: tuple[Implant, ...] | None
    """None is silence: not known."""
    items: tuple[Implant, ...] | None
    consulted: tuple[Consultation, ...]
    answers: Mapping[str, str]
    """Answers that stand at the top, for the one implant that asks."""
    scan: Mapping[str, ScanFact]
    facts: Mapping[str, Stated]
    """What holds for the whole request: the scan's and the patient's facts."""
    notices: tuple[Notice, ...]
    document: Document
    configured: tuple[Default, ...] = ()
    """What came from the configuration file, as far as it was used."""
    site: Site | None = None
    """The scanner of the scan; not one of the configuration that the request contradicts."""


def resolve(
    request: Request,
    axes: Axes,
    markets: Mapping[str, str | None],
    exams: Callable[[], Vocabulary] | None = None,
) -> Resolved:
    """Read every value of a request against the axes; ``exams`` gives the words of exam names.

    Raises RequestError with every problem: unknown axes and choices, wrong units, impossible dates,
    a scanner's field strength contradicted.
    """
    return _Resolving(request, axes, markets, exams).resolve()


class _Resolving(Planned):
    """One pass over one request."""

    def __init__(
        self,
        request: Request,
        axes: Axes,
        markets: Mapping[str, str | None],
        exams: Callable[[], Vocabulary] | None,
    ) -> None:
        super().__init__(request, axes, exams)
        self.markets = markets

    def resolve(self) -> Resolved:
        for path, old in self.request.replaced:
            if path[:1] != ("scan",):
                place = self.document.locate(path)
                from mri_check.messages import request as say

                text = say.REPLACES.format(place=place, name=counted(path), old=old)
                self.notices.append(Notice("option", text))
        facts, scan = self.scan()
        for name, raw in self.data.get("patient", {}).items():
            if (
                name != IMPLANTED_ON
                and (stated := self.value("patient", name, raw, ("patient", name))) is not None
            ):
                facts[f"patient.{name}"] = stated
        implants = self.implants("implants", self.dated(self.data["implants"]), ("implants",))
        others = self.group("other_implants")
        items = self.group("bringing")
        self.worlds(facts, (*implants, *(others or ())))
        consulted = tuple(self.consulted())
        market = self.market(self.data.get("market"), ("market",))
        for one in self.request.unused:
            if one.name == "market" and one.value not in self.markets:
                self.problems.append(unknown_market(one.where, one.value, self.markets))
        if self.problems:
            raise RequestError(*self.problems)
        return Resolved(
            self.data.get("id"), self.data["on"], market, implants, others, items, consulted,
            self.data.get("answers", {}), scan, facts, tuple(self.notices), self.document,
            tuple(self.configured.values()), self.site,
        )  # fmt: skip

    def group(self, name: str) -> tuple[Implant, ...] | None:
        """``other_implants`` or ``bringing``: None is silence, which is not the same as none."""
        if name not in self.data:
            return None
        raw = self.data[name]
        if raw in (NONE, []):
            return ()
        place = "items" if name == "bringing" else name
        forms = [{"device": one} if isinstance(one, str) else one for one in raw]
        return self.implants(place, forms, (name,))

    def dated(self, forms: list[Any]) -> list[Any]:
        """The implants with the day of implantation that is stated of the patient, where there is one implant."""
        day = self.data.get("patient", {}).get(IMPLANTED_ON)
        path: Path = ("patient", IMPLANTED_ON)
        if IMPLANTED_ON not in self.data.get("patient", {}):
            return forms
        if self.value("implant", IMPLANTED_ON, day, path) is None:
            return forms
        if len(forms) > 1:
            message = "there are several implants: state implanted_on in the facts of each"
            self.add("implanted-on", path, message)
            return forms
        facts = forms[0].get("facts", {})
        if facts.get(IMPLANTED_ON, day) != day:
            message = f"the facts of the implant state another day: {facts[IMPLANTED_ON]}"
            self.add("implanted-on", path, message)
        return [{**forms[0], "facts": {**facts, IMPLANTED_ON: day}}]

    def implants(self, place: str, forms: Any, path: Path) -> tuple[Implant, ...]:
        return tuple(
            self.implant(f"{place}/{at + 1}", one, (*path, at)) for at, one in enumerate(forms)
        )

    def implant(self, place: str, form: Mapping[str, Any], path: Path) -> Implant:
        facts: dict[str, Stated] = {}
        components: tuple[str, ...] = ()
        for name, raw in form.get("facts", {}).items():
            stated = self.value("implant", name, raw, (*path, "facts", name))
            if stated is not None:
                if name == "components":
                    components = tuple(item.text for item in stated.items)
                    if any(map(scanned, components)):
                        stated = _unnumbered(stated)
                facts[f"implant.{name}"] = stated
        source = form.get("identified_by")
        among = facts.get(IDENTIFIED_BY)
        if source is not None:
            stated = self.value("implant", "identified_by", source, (*path, "identified_by"))
            if stated is not None:
                if among is not None and sets_of(among) != sets_of(stated):
                    message = f"{among.text} contradicts identified_by, which says {stated.text}"
                    self.add("identified-by", (*path, "facts", "identified_by"), message)
                facts[IDENTIFIED_BY] = stated
        elif among is not None and not among.worlds:  # the same statement, among the facts
            source = among.text
        return Implant(
            place, form["device"], self.market(form.get("market"), (*path, "market")), source, facts,
            form.get("answers", {}), components, form.get("checked_by"),
        )  # fmt: skip

    def market(self, market: str | None, path: Path) -> str | None:
        if market is not None and market not in self.markets:
            self.problems.append(unknown_market(self.document.locate(path), market, self.markets))
        return market

    def worlds(self, facts: Mapping[str, Stated], implants: tuple[Implant, ...]) -> None:
        """Refuse more alternatives than can be judged one by one."""
        for implant in implants:
            count = 1
            for stated in (*facts.values(), *implant.facts.values()):
                count *= len(stated.worlds) or 1
            if count > MAX_WORLDS:
                message = (
                    f"{count} combinations of any_of are undecided; state at most {MAX_WORLDS}"
                )
                self.add("any-of", (), message)
                return

    def consulted(self) -> list[Consultation]:
        found = []
        for at, one in enumerate(self.data.get("consulted", ())):
            answered = one.get("answered", [])
            found.append(
                Consultation(
                    f"consulted/{at + 1}",
                    one["manufacturer"],
                    one["on"],
                    one.get("document"),
                    one.get("by"),
                    one["said"],
                    None if answered == "all" else frozenset(answered),
                    one.get("device"),
                )
            )
        return found


def _unnumbered(stated: Stated) -> Stated:
    """What is stated, without the lots and the serial numbers of barcodes: no output repeats them."""
    from mri_check.udi import shown

    def item(one: Item) -> Item:
        return one.replace(text=shown(one.text), name=shown(one.name))

    text = stated.text
    for one in (*stated.items, *stated.worlds):
        text = text.replace(one.text, shown(one.text))
    form = {
        name: [shown(one) for one in value] if isinstance(value, list) else value
        for name, value in stated.form.items()
    }
    items, worlds = (tuple(map(item, group)) for group in (stated.items, stated.worlds))
    return stated.replace(text=text, items=items, form=form, worlds=worlds)


def unknown_market(where: str, text: str, known: Iterable[str]) -> Problem:
    """What is wrong with a market that is not on file, with the one that may be meant: another spelling is an error."""
    meant = _COUNTRIES.get(text.upper(), text.upper())
    return Problem("market", where, f"unknown market '{text}'{near(meant, known)}")


def answers_as_facts(answers: Mapping[str, str]) -> dict[str, Stated]:
    """Answers to questions, as stated values on their ``ask.*`` axes."""
    return {f"ask.{name}": answer(word) for name, word in answers.items()}
