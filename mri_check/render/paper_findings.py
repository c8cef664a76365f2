"""What was found, with its sources: the planned scan, each implant, each labelling, value by value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mri_check.checklist import Checklist, Disposition, Finding, ImplantOutcome, LabellingOutcome
from mri_check.examined import place_title
from mri_check.exits import exit_code
from mri_check.messages import checklist as say
from mri_check.messages import paper
from mri_check.record import place_of
from mri_check.render.markup import Safe, el, together
from mri_check.render.paper_parts import (
    code,
    facts,
    outcome,
    table,
    verdict,
)
from mri_check.render.reasons import meaning, quiet_on, rule_of, superseded_words, tested_at, titled
from mri_check.verdict import MET, NOT_MET, UNKNOWN


def findings(it: Checklist, known: Mapping[str, str]) -> Safe:
    """The planned scan, the patient, and all that was judged; ``known`` are the titles of the axes."""
    implants = [_implant(title, one, known) for title, one in titled(it)]
    return el(
        "section",
        el("h2", paper.FINDINGS),
        el("h3", say.PLANNED_SCAN),
        facts(_scan(it), known, say.PLANNED_SCAN),
        [el("h3", say.PATIENT), facts(_plain(it.patient.items()), known, say.PATIENT)]
        if it.patient
        else None,
        implants,
        class_="sheet",
        id="findings",
    )


def _scan(it: Checklist) -> Iterable[tuple[str, str, str]]:
    for axis, fact in it.scan.items():
        over = say.INSTEAD_OF.format(value=fact.overrides) if fact.overrides else ""
        yield axis, fact.value, fact.from_ + over


def _plain(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str, str]]:
    return ((axis, text, paper.FROM_REQUEST) for axis, text in pairs)


def _implant(
    title: str,
    one: ImplantOutcome,
    known: Mapping[str, str],
    above: tuple[tuple[str, str], ...] = (),
) -> Safe:
    """A device with its labellings; of a part, what is stated of it and not ``above``, of the device."""
    stated = tuple(fact for fact in one.stated if fact not in above)
    named = f" = {one.name}" if one.name else ""
    word = say.HEADLINES[one.disposition.word][0]
    return el(
        "section",
        el("h3", f"{title}: {one.asked}{named}"),
        el("p", outcome(one.disposition, word), " ", meaning(one.disposition, one.decided_by)),
        facts(_plain(stated), known, paper.STATED) if stated else None,
        el("p", say.CHECKED_BY.format(who=one.checked_by)) if one.checked_by else None,
        el("p", say.NEAR_NAMES.format(names=", ".join(one.did_you_mean)))
        if one.did_you_mean
        else None,
        _candidates(one) if one.candidates else None,
        _found(one.findings, False) if one.findings else None,
        [_labelling(labelling) for labelling in one.labellings],
        [_implant(place_title(part.place), part, known, one.stated) for part in one.components],
        class_="implant",
    )


def _candidates(one: ImplantOutcome) -> Safe:
    rows = []
    for candidate in one.candidates:
        models = f" ({', '.join(candidate.models)})" if candidate.models else ""
        rows.append(
            el("tr", el("th", candidate.name + models, scope="row"),
               el("td", candidate.disposition.word), el("td", candidate.tell_apart))
        )  # fmt: skip
    worst = max(candidate.disposition for candidate in one.candidates)
    return together(
        table(paper.CANDIDATE, rows, paper.CANDIDATES, "facts seen"),
        el("p", say.WORST_READING.format(disposition=worst.word)),
    )


def _labelling(one: LabellingOutcome) -> Safe:
    policy = one.id.startswith("policy/")
    document = one.source.document
    told = [] if policy else [_status(one)]
    told += [
        say.STATE_STATUS.format(id=id, status=say.STATUS[state])
        for id, state in one.statuses.items()
        if state != one.mr_status and not policy
    ]
    quiet = policy and one.disposition is Disposition.WITHIN
    told.append(
        say.POLICY_QUIET if quiet else say.OUTCOME_UNDER.format(disposition=one.disposition.word)
    )
    if len(one.settings) > 1:
        settings = "; ".join(f"{id}: {say.VERDICTS[verdict.value]}" for id, verdict in one.settings)
        told.append(say.SETTINGS.format(settings=settings))
    head = say.SITE_POLICY.format(name=document)
    if not policy:
        dated, read = one.dated or say.UNDATED, say.READ[one.read]
        head = say.LABELLING.format(document=document, dated=dated, read=read)
    return el(
        "section",
        el("h4", head),
        el("p", " ".join(told)),
        _found(one.findings, len(one.settings) > 1) if one.findings else None,
        [_silences(kind, one) for kind in say.SILENCES],
        _quiet("tested", say.TESTED, map(tested_at, one.tested)) if one.tested else None,
        class_="labelling",
    )


def _status(one: LabellingOutcome) -> str:
    inferred = say.MARKET_INFERRED.format(market=one.market)
    status = one.printed_status or say.STATUS[one.mr_status]
    return say.MARKET_STATUS.format(
        market=inferred if one.market_inferred else one.market, status=status
    )


def _found(all_: tuple[Finding, ...], several: bool) -> Safe:
    """What is not met first, then what is unknown, then what is met; what a box says, once."""
    rows = []
    for group in (NOT_MET, UNKNOWN, MET):
        before: Finding | None = None
        for one in all_:
            if one.verdict is group:
                rows.append(_finding(one, all_, several, before))
                before = one
    return table(paper.FINDING, rows, paper.FINDINGS, "findings")


def _finding(
    one: Finding, among: tuple[Finding, ...], several: bool, before: Finding | None
) -> Safe:
    rule = rule_of(one, among)
    shown = several and one.kind in ("condition", "when") and one.setting != "always"
    same_box = before is not None and before.kind == "prohibits" and before.note == one.note
    extra = [] if same_box or not one.note else [one.note]
    if one.otherwise and one.verdict is not MET:
        extra.append(say.OTHERWISE[one.otherwise])
    if one.may_be_superseded_by:
        newer = ", ".join(one.may_be_superseded_by)
        extra.append(say.MAY_BE_SUPERSEDED.format(documents=newer))
    return el(
        "tr",
        el("td", verdict(one.verdict)),
        el("th", f"{one.title} [{one.setting}]" if shown else one.title, " ", code(one.axis), scope="row"),
        el("td", f"{rule} {one.permitted}"),
        el("td", one.stated or say.NOT_STATED, class_=None if one.stated else "gap"),
        el("td", place_of(one.cited), "; " if extra and one.cited else None, "; ".join(extra)),
    )  # fmt: skip


def _silences(kind: str, one: LabellingOutcome) -> Safe | None:
    axes = [silence for silence in one.silences if silence.is_ == kind]
    if not axes:
        return None
    return _quiet(kind, say.SILENCES[kind], map(quiet_on, axes))


def _quiet(kind: str, words: str, told: Iterable[str]) -> Safe:
    return el("p", el("b", f"{words}:"), f" {', '.join(told)}.", class_=f"silence {kind}")


def rest(it: Checklist) -> Safe:
    """What is superseded, the notices, and what all of it was made from."""
    old = {
        one.id: one
        for outcome in (*it.implants, *it.items, *it.other_implants)
        for one in outcome.superseded
    }
    superseded = [
        el("li", superseded_words(one, it.lines).removeprefix("- "),
           [el("small", say.IT_SAID.format(said=said)) for said in one.said])
        for one in old.values()
    ]  # fmt: skip
    notices = [
        el("li", one.text, f" [{place_of(one.cited)}]" if place_of(one.cited) else None)
        for one in it.notices
    ]
    made = paper.MADE.format(word=it.disposition.word, code=exit_code(it.disposition), on=it.on)
    return el(
        "section",
        [el("h2", say.SUPERSEDED), el("ul", superseded)] if superseded else None,
        [el("h2", say.NOTICES), el("ul", notices)] if notices else None,
        el("h2", say.VERSIONS),
        el("p", say.TOOL.format(version=it.tool_version, edition=it.edition)),
        el("p", code(it.digest)),
        [el("p", say.POLICY_FILE.format(name=it.policy[0], digest=it.policy[1]))]
        if it.policy
        else None,
        el("p", made),
        el("small", paper.NO_PATIENT),
        id="rest",
    )
