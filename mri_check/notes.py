"""The console's limits, and what else a reader must know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from mri_check.applicable import conflicts, ungoverned_models
from mri_check.catalog import Catalogue
from mri_check.checklist import ConsoleLimit, ConsoleWarning, Consultation, Notice, Stated
from mri_check.evaluate import Facts, fires
from mri_check.examined import Examined, Judgement, flat
from mri_check.good_practice import facts_of, gives_a_drug, names, of_device, of_request
from mri_check.messages import checklist as say
from mri_check.planned import Site
from mri_check.record import Axis, Condition, Conflict, Instruction, by_state, place_of
from mri_check.region import Choice, Set, Span, judge, within
from mri_check.resolve import Resolved
from mri_check.verdict import MET, NOT_MET, UNKNOWN
from mri_check.words import unless_told, words

AT_THE_CONSOLE = (
    "scan.operating_mode", "scan.gradient_mode", "scan.whole_body_sar", "scan.head_sar", "scan.b1_rms",
    "scan.slew_rate", "scan.transmit_coil", "scan.receive_coil", "scan.active_minutes",
    "scan.total_minutes", "scan.wait_minutes",
)  # fmt: skip
"""As a technologist sets a scan up."""

_MODES = ("scan.operating_mode", "scan.gradient_mode")
_SOMETIMES = "first-level"
"""The mode that some scanners start in (GE SIGNA Voyager manual, SAR and dB/dt)."""

_SILENT = Choice(frozenset(["no"]))
_SOME = {"scan.whole_body_sar": Decimal("0.5"), "scan.head_sar": Decimal("0.5")}
"""W/kg; below this some scanners cannot be limited (GE SIGNA Voyager manual, Low SAR mode: 0.5 and up)."""


def console(
    examined: tuple[Examined, ...], site: Site | None, facts: Mapping[str, Stated]
) -> tuple[ConsoleLimit, ...]:
    """The limits to enter at, or keep to on, the scanner's console; each with where it comes from.

    In the order of a set-up, the same axis together. ``site`` is what the scanner's profile says of the console:
    what it starts with, and below which limit it cannot hold a scan; ``facts`` is what is known of the scan.
    """
    found = [
        ConsoleLimit(
            condition.axis.name, condition.printed or condition.text, judgement.labelling.id,
            condition.axis.title, condition.text, condition.form, condition.cited,
            tuple(warnings(condition.axis, condition.permitted, site, facts)),
        )
        for one in examined
        for judgement in one.judgements
        for condition in _limits(judgement)
        if condition.axis.console
    ]  # fmt: skip
    return tuple(
        sorted(
            found,
            key=lambda one: AT_THE_CONSOLE.index(one.axis) if one.axis in AT_THE_CONSOLE else 99,
        )
    )


def warnings(
    axis: Axis, permitted: Set, site: Site | None, facts: Mapping[str, Stated]
) -> Iterator[ConsoleWarning]:
    """What a person must do for a limit, because the scanner does not do it by itself."""
    name = site.scanner.name if site is not None else None
    if axis.name in _MODES:
        starts = site.facts.get(axis.name) if site is not None else None
        if starts is None or starts.only is None:
            verdict = MET if within(axis.permits[_SOMETIMES], permitted) else UNKNOWN
        else:
            verdict = judge(starts.only, permitted)
        if verdict is UNKNOWN:
            yield ConsoleWarning("default-not-known", name, None, None)
        elif verdict is NOT_MET and starts is not None:
            yield ConsoleWarning("default-looser", name, starts.text, None)
    high = permitted.high if isinstance(permitted, Span) else None
    if high is not None:
        lowest = site.scanner.lowest.get(axis.name) if site is not None else None
        if lowest is None:
            if high < _SOME.get(axis.name, high):
                yield ConsoleWarning("lowest-not-known", name, None, None)
        elif high < lowest.value:
            yield ConsoleWarning("below-lowest", name, lowest.text, lowest.source)
    reports = facts.get("scan.reports_b1_rms")
    if axis.name == "scan.b1_rms" and reports is not None and reports.only == _SILENT:
        yield ConsoleWarning("not-reported", name, None, None)


def notices(
    examined: tuple[Examined, ...],
    catalogue: Catalogue,
    asked: Resolved,
) -> Iterator[Notice]:
    """What a reader must know of each device: notices, unread documents, conflicts, answers nobody asked for.

    Where the device is not known, what is on file of every one that it may be; what is claimed of all pumps
    is told wherever there is, or may be, one.
    """
    pumps = False
    for one in examined:
        may_be = [catalogue.device(candidate.device) for candidate in one.candidates]
        for device in (one.device, *may_be):
            if device is None:
                continue
            pumps |= device.kind == "pump"
            key = device.id, one.model, one.implant.market or asked.market, asked.on
            told = catalogue.memo.told.get(key)
            if told is None:
                told = catalogue.memo.told.keep(key, tuple(_on_file(*key, catalogue)))
            yield from told
        if one.device is None:
            continue
        if one.device.kind == "pump" and one.device.implanted and _trial(one):
            yield Notice(one.implant.place, say.TRIAL.format(called=one.called))
        if one.by_itself:
            yield Notice(one.implant.place, say.ANOTHER_PUMP.format(called=one.called))
        if one.device.about:
            text = say.ABOUT.format(called=one.called, about=one.device.about)
            yield Notice(one.implant.place, text)
        if one.applicable and one.applicable.missing and one.device.looked_for:
            text = say.LOOKED_FOR.format(called=one.called, what=one.device.looked_for)
            yield Notice(one.implant.place, text)
        yield from other_models(one)
        for other in one.applicable.elsewhere if one.applicable else ():
            from mri_check.messages import elsewhere

            source = other.source
            text = elsewhere.NOTICE.format(
                called=one.called, document=source.document, dated=source.dated or say.UNDATED,
                read=say.READ[source.read], market=other.market_told, sold=other.sold,
            )  # fmt: skip
            yield Notice(other.id, text)
        for unread in one.applicable.unread if one.applicable else ():
            yield Notice(unread.id, say.UNREAD.format(document=unread.source.document))
    if asked.answers or any(one.implant.answers for one in examined):
        yield from _unasked(examined, catalogue, asked)
    yield from _no_question(examined, asked.consulted)
    if pumps:
        told = catalogue.memo.told.get(())
        if told is None:
            found = _conflicts("practice", catalogue.practice_conflicts())
            told = catalogue.memo.told.keep((), tuple(found))
        yield from told


def other_models(one: Examined) -> Iterator[Notice]:
    """The models that a name alone may mean and that no labelling governs: what is judged is another's."""
    if one.device is None or one.applicable is None:
        return
    models, markets = ungoverned_models(one.device, one.model, one.applicable)
    if models:
        told = say.MAY_BE_MODEL.format(
            called=one.called, models=say.OR.join(models), markets=say.OR.join(markets)
        )
        yield Notice(one.implant.place, told)


def _trial(one: Examined) -> bool:
    stated = one.facts.get("patient.system")
    return stated is not None and stated.text == "trial"


def _on_file(
    id: str, model: str | None, market: str | None, on: str, catalogue: Catalogue
) -> Iterator[Notice]:
    """Notices that are or may be in force, newest first, and where sources contradict each other."""
    device = catalogue.device(id)
    for field in sorted(device.notices, key=lambda it: it.dated, reverse=True):
        closed = say.NOTICE_CLOSED if field.in_force != "yes" else ""
        kind = unless_told(field.class_, f"{field.title} {field.says}")
        dated = ", ".join(part for part in (kind, field.dated) if part)
        text = say.NOTICE.format(title=field.title, dated=dated, says=field.says, closed=closed)
        yield Notice(field.id, text, field.cited)
    yield from _conflicts(id, conflicts(device, model, market, on, catalogue))


def _conflicts(id: str, differ: tuple[Conflict, ...]) -> Iterator[Notice]:
    """Who says what, so that a reader who has met one of the claims sees it answered."""
    for one in differ:
        claims = "; ".join(
            say.CLAIM.format(says=says, where=place_of(cited)) for says, cited in one.claims
        )
        told = say.SOURCES_DIFFER.format(topic=one.topic, claims=claims, handling=one.handling)
        yield Notice(f"{id}/conflicts/{'-'.join(words(one.topic))}", told)


def _unasked(
    examined: tuple[Examined, ...], catalogue: Catalogue, asked: Resolved
) -> Iterator[Notice]:
    """Answers that nothing asks for, as the request stands."""
    facts = facts_of(asked.facts, examined, catalogue)
    whole = _that_fire(of_request(examined, catalogue), facts)
    asks = {one.implant.place: whole | _asks(one, catalogue) for one in examined}
    for one in examined:
        if one.device is None or one.is_part:
            continue
        among = [asks[part.implant.place] for part in flat((one,))]
        for name in one.implant.answers:
            if not any(name in each for each in among):
                yield Notice("answer", say.NOT_ASKED.format(name=name, called=one.called))
    for name in asked.answers:
        answered = (asks[one.implant.place] for one in examined if name in one.answered)
        if name not in whole and not any(name in each for each in answered):
            yield Notice("answer", say.NOT_ASKED.format(name=name, called=say.ANY_DEVICE))


def _asks(one: Examined, catalogue: Catalogue) -> frozenset[str]:
    """What is asked of a device: the questions of what applies to it, and each task that may hold."""
    found = set[str]()
    for judgement in one.judgements:
        boxes = (each for box in judgement.outcome.clear for each in box.conditions)
        found.update(each.axis.name[4:] for each in boxes)
        found.update(finding.axis[4:] for finding in judgement.outcome.findings)
        found |= _that_fire(judgement.labelling.instructions, one.facts)
    found.update(finding.axis[4:] for finding in one.findings)
    if gives_a_drug(one, catalogue):
        found |= _that_fire(of_device(one, one.facts, catalogue), one.facts)
    return frozenset(found)


def _that_fire(tasks: tuple[Instruction, ...], facts: Facts) -> frozenset[str]:
    return names(tuple(task for task in tasks if fires(task.when, facts) is not NOT_MET))


def _no_question(
    examined: tuple[Examined, ...], consulted: Iterable[Consultation]
) -> Iterator[Notice]:
    """Ids that a consultation answers and that are no question of this scan: a slip, or a plan that has changed."""
    known = set[str]()
    for judgement in (each for one in examined for each in one.judgements):
        outcome = judgement.outcome
        known.update(finding.id for finding in outcome.findings)
        known.update(f"{outcome.id}/{it.is_}/{it.axis}" for it in outcome.silences)
        known.update(task.id for task in judgement.labelling.questions)
        known.update(outcome.decided_by)
    for entry in consulted:
        if ids := sorted((entry.answered or frozenset()) - known):
            from mri_check.messages import consult

            told = consult.NO_SUCH_QUESTION.format(
                on=entry.on, maker=entry.manufacturer, ids=", ".join(ids)
            )
            yield Notice(entry.place, told)


def _limits(judgement: Judgement) -> Iterator[Condition]:
    """The conditions that the scan goes by: of alternatives, those that have not failed, where any has not."""
    yield from judgement.labelling.always
    verdicts = dict(judgement.outcome.settings)
    for group in by_state(judgement.applied):
        open_ones = [one for one in group if verdicts[one.id] is not NOT_MET]
        for setting in open_ones or group:
            yield from setting.conditions
