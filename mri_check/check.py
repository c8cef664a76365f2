"""Catalogue and request in, checklist out: identify, find what governs, judge, dispose, say what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from mri_check.applicable import applicable
from mri_check.catalog import Catalogue
from mri_check.checklist import Checklist, Disposition, Implant, Item, Notice, Stated, stated
from mri_check.document import Path, near
from mri_check.enquiry import enquire
from mri_check.errors import Problem, RequestError
from mri_check.evaluate import Claim, Facts, at_best, in_common, worlds_of, worst
from mri_check.examined import Examined, Subject, another_pump, flat, is_other, subject
from mri_check.good_practice import gives_a_drug, of_device, refused
from mri_check.good_practice import names as names_of
from mri_check.identify import NotIdentified, identify
from mri_check.judging import NOBODY, OTHER_CONDITIONS, Judging, called, outcomes
from mri_check.notes import console, notices
from mri_check.region import Choice
from mri_check.request import Request
from mri_check.resolve import Resolved, answers_as_facts, resolve
from mri_check.tasks import lines
from mri_check.version import VERSION

if TYPE_CHECKING:
    from mri_check.policy import Policy
    from mri_check.source import FileName


def check(
    catalogue: Catalogue, request: Request, policy: FileName | Policy | None = None
) -> Checklist:
    """Judge a planned scan against the labelling on file and say what each person does next.

    ``policy`` is the site's own stricter rules, or their file. Pure but for that: the same catalogue, request and
    policy give the same checklist. Raises RequestError, with every problem, where a value of the request or the
    policy cannot be read.
    """
    if policy is not None:
        from mri_check.policy import Policy, read_policy

        policy = policy if isinstance(policy, Policy) else read_policy(policy, catalogue)
    asked = resolve(request, catalogue.axes, catalogue.markets, catalogue.exams)
    return checked(catalogue, asked, policy)


def checked(catalogue: Catalogue, asked: Resolved, policy: Policy | None = None) -> Checklist:
    """The same of a request whose values were read."""
    (implants, items, others), claims, consulted = judged(catalogue, asked, policy)
    everything = tuple(flat((*implants, *items, *others)))
    disposition, decided_by = worst([*_unsaid(asked), *claims])
    consult = enquire(catalogue, asked, everything)
    return Checklist(
        asked.id,
        VERSION,
        catalogue.edition,
        catalogue.digest,
        asked.on,
        asked.market,
        disposition,
        decided_by,
        asked.scan,
        outcomes(implants),
        outcomes(items),
        outcomes(others),
        consult,
        lines(catalogue, asked, everything, consult),
        console(everything, asked.site, asked.facts),
        tuple(
            dict.fromkeys(
                (
                    *asked.notices,
                    *consulted,
                    *notices(everything, catalogue, asked),
                )
            )
        ),
        {axis: one.text for axis, one in asked.facts.items() if axis.startswith("patient.")},
        (policy.name, policy.digest) if policy else None,
        asked.configured,
    )


def judged(
    catalogue: Catalogue, asked: Resolved, policy: Policy | None = None
) -> tuple[tuple[tuple[Examined, ...], ...], list[Claim], tuple[Notice, ...]]:
    """The implants, the items and the other implants of a request, identified and judged; what they come to; and what it
    was told of its consultations."""
    checking = Checking(catalogue, asked, policy)
    groups = [
        tuple(checking.examine(implant) for implant in group)
        for group in (asked.implants, asked.items or (), asked.other_implants or ())
    ]
    top = checking.answers([one for group in groups for one in group])
    groups = [tuple(checking.inform(one, top) for one in group) for group in groups]
    weighed = NOBODY
    names = called((one for group in groups for one in group), catalogue)
    if asked.consulted:
        from mri_check.consultation import notices as counted
        from mri_check.consultation import weigh

        weighed = weigh(
            asked.consulted, tuple(_subjects(groups, names)), asked.on, catalogue, policy
        )
    judging = Judging(catalogue, asked, policy, weighed, names)
    informed = [one for group in groups for one in group]
    groups = [tuple(judging.judge(one) for one in group) for group in groups]
    claims = _together(judging, informed, [one for group in groups for one in group])
    everything = tuple(flat(one for group in groups for one in group))
    for task in refused(asked.answers, asked.facts, everything, catalogue):
        claims.append((Disposition.INCOMPLETE, (task.id,)))
    told: tuple[Notice, ...] = ()
    if asked.consulted:
        told = tuple(counted(weighed, (one for group in groups for one in group)))
    return tuple(groups), claims, told


def _together(judging: Judging, informed: list[Examined], judged: list[Examined]) -> list[Claim]:
    """What the devices of a request come to; what is undecided of the scan or the patient is decided for all of them alike."""
    claims = [*_claims(judged)]
    looked = (
        [each.labelling for part in flat([one]) for each in part.judgements] for one in judged
    )
    if len(judged) > 1 and (axes := in_common(looked, judging.asked.facts)):
        claims += at_best(
            (
                worst(_claims(judging.judge(_decided(one, world, axes)) for one in informed))
                for world in worlds_of(judging.asked.facts, axes)
            ),
            claims,
        )
    return claims


def _decided(one: Examined, world: Facts, axes: Iterable[str]) -> Examined:
    """A device and its parts, told what was undecided."""
    parts = tuple(_decided(part, world, axes) for part in one.components)
    facts = {**one.facts, **{axis: world[axis] for axis in axes}}
    return one.replace(facts=facts, components=parts)


def _unsaid(asked: Resolved) -> Iterator[Claim]:
    """What a request does not say at all: silence is not none."""
    if asked.other_implants is None:
        yield Disposition.INCOMPLETE, ("other_implants",)
    if asked.items is None:
        yield Disposition.INCOMPLETE, ("bringing",)


def _claims(examined: Iterable[Examined]) -> Iterator[Claim]:
    for one in outcomes(examined):
        yield one.disposition, one.decided_by


def _subjects(
    groups: Iterable[tuple[Examined, ...]], names: Mapping[str, str]
) -> Iterator[Subject]:
    for one in (each for group in groups for each in flat(group)):
        governs = one.applicable.in_force if one.applicable is not None else ()
        place = one.implant.place
        yield subject(place, names[place], one.device, one.unidentified, one.model, governs)


class Checking:
    """What happens to the devices of one request before they are judged."""

    def __init__(self, catalogue: Catalogue, asked: Resolved, policy: Policy | None) -> None:
        self.catalogue, self.asked, self.policy = catalogue, asked, policy
        self.known = catalogue.asks | policy.asks if policy else catalogue.asks

    def examine(self, implant: Implant) -> Examined:
        """Identify a device and its components, and find the labellings that govern it."""
        found = identify(implant.asked, self.catalogue)
        parts = tuple(
            self.examine(
                Implant(
                    f"{implant.place}/components/{at}",
                    name,
                    implant.market,
                    implant.identified_by,
                    implant.facts,
                    implant.answers,
                )
            )
            for at, name in enumerate(implant.components, 1)
        )
        if isinstance(found, NotIdentified):
            if found.do is not None:
                implant = _nameless(implant)
            return Examined(implant, None, None, found, None, components=parts)
        if found.identifier is not None:
            implant = _nameless(implant)
        device = self.catalogue.device(found.device)
        system = [device, *(part.device for part in parts)]
        parts = tuple(
            part.replace(implant=part.implant.replace(facts={}, answers={}), by_itself=True)
            if another_pump(part.device, system)
            else part
            for part in parts
        )
        governs = applicable(
            device, found.model, implant.market or self.asked.market, self.asked.on, self.catalogue
        )
        return Examined(
            implant,
            device,
            found.model,
            None,
            governs,
            components=parts,
            identifier=found.identifier,
        )

    def answers(self, examined: list[Examined]) -> dict[str, dict[str, str]]:
        """The answers that stand at the top, by the place of the one implant that asks; of one that is identified, first.

        Raises RequestError for a name that nothing on file asks, and for one that several implants ask.
        """
        problems: list[Problem] = []
        for one in examined:
            kind, _, number = one.implant.place.partition("/")
            for name in one.implant.answers:
                self._known(name, (kind, int(number) - 1, "answers", name), problems)
        top: dict[str, dict[str, str]] = {}
        for name, word in self.asked.answers.items():
            self._known(name, ("answers", name), problems)
            askers = [one for one in flat(examined) if name in self._asks(one)]
            askers = [one for one in askers if one.device is not None] or askers
            places = [one.implant.place for one in askers]
            if len({one.owner for one in askers}) > 1:
                message = f"'{name}' is asked for {', '.join(places)}: answer it under each implant"
                problems.append(self.asked.document.problem("answer", ("answers", name), message))
            for place in places:
                top.setdefault(place, {})[name] = word
        if problems:
            raise RequestError(*problems)
        return top

    def inform(
        self,
        one: Examined,
        top: Mapping[str, Mapping[str, str]],
        components: Stated | None = None,
    ) -> Examined:
        """Gather all that is stated of a device: its own facts, the scan's, the patient's, the answers.

        A part is told of the same ``components`` as the device that it belongs to.
        """
        implant = one.implant
        answered = {**top.get(implant.place, {}), **implant.answers}
        facts = {**self.asked.facts, **implant.facts, **answers_as_facts(answered)}
        if components is None and (named := facts.get("implant.components")) is not None:
            components = self._identified(named, one.components)
        if components is not None:
            facts["implant.components"] = components
        parts = tuple(self.inform(part, top, components) for part in one.components)
        return one.replace(facts=facts, answered=answered, components=parts)

    def _identified(self, named: Stated, parts: tuple[Examined, ...]) -> Stated:
        """The parts as devices on file; one that is not identified may be any of them, or none."""
        anything = Choice(frozenset(("", *self.catalogue.device_ids())))
        items = tuple(
            Item(
                item.text,
                item.text,
                (Choice(frozenset([part.device.id])) if part.device else anything,),
            )
            for item, part in zip(named.items, parts, strict=True)
        )
        return stated(named.text, items, named.form, (), named.is_list)

    def _known(self, name: str, path: Path, problems: list[Problem]) -> None:
        if name not in self.known and f"ask.{name}" != OTHER_CONDITIONS:
            hint = near(name, (*sorted(self.known), OTHER_CONDITIONS[4:]), "")
            message = f"no labelling on file asks '{name}'{hint}"
            problems.append(self.asked.document.problem("answer", path, message))

    def _asks(self, one: Examined) -> set[str]:
        """The names that an implant's labellings, the site's rules for it and good practice ask: questions, instructions."""
        facts = {**self.asked.facts, **one.implant.facts}
        ours = gives_a_drug(one, self.catalogue)
        tasks = names_of(of_device(one, facts, self.catalogue)) if ours else frozenset[str]()
        if one.device is None:
            return {*tasks, *([OTHER_CONDITIONS[4:]] if is_other(one.implant.place) else ())}
        assert one.applicable is not None
        rules = self.policy.rules_for(one.device) if self.policy else ()
        asks = {name for labelling in (*one.applicable.in_force, *rules) for name in labelling.asks}
        return asks | tasks


def _nameless(implant: Implant) -> Implant:
    """The implant without the lot and the serial number of its barcode: no output repeats them."""
    from mri_check.udi import shown

    return implant.replace(asked=shown(implant.asked))
