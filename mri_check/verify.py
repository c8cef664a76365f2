"""What was scanned, against the labelling that governs it: which conditions were kept, which not, which cannot be told.

The engine is that of ``check``: the values that headers tell stand in the place of the planned ones, and what no
header tells is not known, whatever the plan says of it. Only conditions on the scan are looked at; those on the
patient and the device choose, by what the request states, which of a label's settings may apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mri_check.applicable import where_none_governs
from mri_check.axes import Axes
from mri_check.catalog import Catalogue
from mri_check.check import judged
from mri_check.checklist import Finding, Notice
from mri_check.evaluate import barred, fires
from mri_check.examined import Examined, Judgement, flat
from mri_check.frozen import Record
from mri_check.messages import verify as say
from mri_check.performed import Header, Told, apart, over, some
from mri_check.planned import unstated
from mri_check.record import Box, Citation, Setting, by_state
from mri_check.resolve import Resolved
from mri_check.verdict import MET, NOT_MET, UNKNOWN, Verdict, all_of

if TYPE_CHECKING:
    from mri_check.policy import Policy

_PLAN_ONLY = "scan.urgency"
"""How soon a scan was needed is no value of the scan: the request says it."""


class Kept(Record):
    """One condition on the scan: whether it was kept."""

    id: str
    setting: str
    kind: str
    """``condition`` or ``prohibits``."""
    axis: str
    title: str
    verdict: Verdict
    permitted: str
    """What the label permits; of a box, what it forbids."""
    scanned: str | None
    files: str
    """Where the value stands in; the first file, and how many more."""
    why: str
    """Why it cannot be told."""
    planned: str | None
    cited: Citation | None
    note: str
    superseded_by: tuple[str, ...]


class Followed(Record):
    """One labelling, or one rule of the site's policy."""

    id: str
    origin: str
    document: str
    dated: str | None
    read: str
    market: str
    verdict: Verdict | None
    """None where it has no condition on the scan."""
    why: tuple[str, ...]
    conditions: tuple[Kept, ...]


class Verified(Record):
    """One device of the request."""

    place: str
    asked: str
    name: str | None
    device: str | None
    model: str | None
    market: str | None
    verdict: Verdict | None
    why: tuple[str, ...]
    labellings: tuple[Followed, ...]


class Contradiction(Record):
    """Where what was scanned is not what was planned."""

    axis: str
    title: str
    planned: str
    scanned: str
    files: str


class Verification(Record):
    """The answer: the worst of all devices."""

    id: str | None
    on: str
    edition: str
    digest: str
    verdict: Verdict
    why: tuple[str, ...]
    headers: tuple[Header, ...]
    told: Mapping[str, Told]
    titles: Mapping[str, str]
    contradictions: tuple[Contradiction, ...]
    devices: tuple[Verified, ...]
    notices: tuple[Notice, ...]
    policy: str | None = None


def verify(
    catalogue: Catalogue,
    asked: Resolved,
    headers: Iterable[Header],
    policy: Policy | None = None,
) -> Verification:
    """Judge what was scanned by the labellings that govern the devices of a request, whatever the order of the files.

    Raises RequestError, as ``check`` does, for an answer that nothing on file asks.
    """
    headers = tuple(sorted(headers, key=lambda one: (one.file, one.series or "")))
    told = over(headers, catalogue.axes)
    facts = {axis: one for axis, one in asked.facts.items() if not of_the_scan(axis, catalogue.axes)}  # fmt: skip
    facts.update((axis, one.stated) for axis, one in told.items() if one.stated is not None)
    groups, _, _ = judged(catalogue, asked.replace(facts=facts), policy)
    verifying = _Verifying(catalogue, asked, told)
    devices = tuple(verifying.device(one) for group in groups for one in flat(group))
    why = [] if asked.other_implants is not None else [say.OTHERS_NOT_STATED]
    verdicts = [one.verdict for one in devices if one.verdict is not None]
    return Verification(
        asked.id, asked.on, catalogue.edition, catalogue.digest,
        all_of([*verdicts, *[UNKNOWN] * (bool(why) or any(one.problem for one in headers))]),
        tuple(why), headers, told, {axis: catalogue.axes[axis].title for axis in told},
        tuple(verifying.contradictions()), devices,
        unstated(asked.notices),
        policy.name if policy else None,
    )  # fmt: skip


def of_the_scan(axis: str, axes: Axes) -> bool:
    """Whether an axis is of the scan itself: not of the device, the patient, or what stays outside the bore."""
    return axis.startswith("scan.") and axis != _PLAN_ONLY and not axes[axis].outside


class _Verifying:
    """One pass over what was judged."""

    def __init__(self, catalogue: Catalogue, asked: Resolved, told: Mapping[str, Told]) -> None:
        self.catalogue, self.asked, self.told = catalogue, asked, told

    def device(self, one: Examined) -> Verified:
        outcome = one.outcome
        assert outcome is not None
        followed = tuple(self.followed(each, one) for each in one.judgements)
        why = list(self.unlabelled(one))
        verdicts = [each.verdict for each in followed if each.verdict is not None]
        verdicts += [UNKNOWN] * bool(why)
        answered = one.findings and all(f.verdict is MET for f in one.findings)
        if one.device is None and answered and not one.candidates:
            why, verdicts = [say.CHECKED], []
        return Verified(
            outcome.place, outcome.asked, outcome.name, outcome.device, outcome.model, outcome.market,
            all_of(verdicts) if verdicts else None, tuple(why), followed,
        )  # fmt: skip

    def unlabelled(self, one: Examined) -> Iterator[str]:
        """Why it is not known what all its labelling asks."""
        if one.device is None or one.applicable is None:
            yield say.UNIDENTIFIED
            return
        market = one.implant.market or self.asked.market
        if one.applicable.missing:
            where = where_none_governs(one.applicable.ungoverned, market)
            yield (say.UNGOVERNED if where else say.UNGOVERNED_ANYWHERE).format(market=where)
        if market is None:
            yield say.NO_MARKET

    def followed(self, it: Judgement, one: Examined) -> Followed:
        outcome = it.outcome
        findings = [f for f in outcome.findings if self.scanned(f)]
        conditions = [self.kept(f) for f in findings]
        for box in outcome.clear:
            conditions += self.clear(box, one, it)
        settings, reasons = self.settings(it)
        unread = list(self.unread(it))
        why = [*self.states(outcome.findings), *reasons, *unread]
        if quiet := self.silent(it, "not-addressed"):
            why.append(say.SILENT.format(titles=quiet))
        verdicts = [f.verdict for f in findings if f.setting == "always" or f.kind == "prohibits"]
        verdicts += [*settings, *[UNKNOWN] * bool(unread)]
        verdict = all_of(verdicts) if verdicts else MET if conditions else None
        if verdict is None:
            why.append(say.NO_SCAN_CONDITION)
        elif verdict is not NOT_MET and any(c.verdict is NOT_MET for c in conditions):
            why.append(say.ALTERNATIVES)
        source = outcome.source
        return Followed(
            outcome.id, it.origin, source.document, outcome.dated, outcome.read, outcome.market,
            verdict, tuple(why), tuple(conditions),
        )  # fmt: skip

    def unread(self, it: Judgement) -> Iterator[str]:
        """What of a document was not read, so that it may not be known what it asks."""
        if titles := self.silent(it, "not-read"):
            yield say.UNREAD.format(titles=titles)
        if it.labelling.mr_status is None and it.labelling.read != "full":
            yield say.STATUS_NOT_READ

    def silent(self, it: Judgement, how: str) -> str:
        """The titles of the axes of the scan on which a document is silent in one way."""
        axes, silences = self.catalogue.axes, it.outcome.silences
        return ", ".join(s.title for s in silences if s.is_ == how and of_the_scan(s.axis, axes))

    def scanned(self, finding: Finding) -> bool:
        return finding.kind in ("condition", "prohibits") and of_the_scan(
            finding.axis, self.catalogue.axes
        )

    def states(self, findings: Sequence[Finding]) -> Iterator[str]:
        """The states of the device that are not known, so that the worst of them counts."""
        titles = dict.fromkeys(f.title for f in findings if f.kind == "when")
        yield from (say.STATE_NOT_KNOWN.format(title=title) for title in titles)

    def settings(self, it: Judgement) -> tuple[list[Verdict], list[str]]:
        """What became of the scan by each group of alternatives; all groups must hold, since any may apply."""
        groups = by_state(it.applied)
        verdicts, why = [], []
        if not groups and it.origin == "label":
            return [UNKNOWN], [say.NO_STATE]
        for group in groups:
            verdict, reasons = self.alternatives(group, it)
            why += reasons
            verdicts += [verdict] if verdict is not None else []
        return verdicts, list(dict.fromkeys(why))

    def alternatives(
        self, group: Sequence[Setting], it: Judgement
    ) -> tuple[Verdict | None, list[str]]:
        """The best setting that may apply; None where none of them is about the scan.

        One that the device does not fit, as the request states it, is none. Where it is not known which of several
        applies, they must agree.
        """
        bars = [barred(it.labelling, setting, it.origin) for setting in group]
        why = [say.BARRED[bar] for bar in bars if bar]
        found = [self._fit(setting, bar, it) for setting, bar in zip(group, bars)]
        may = [(fits, scan) for fits, scan in found if fits is not NOT_MET]
        if not may:
            return UNKNOWN, [*why, say.NO_SETTING]
        scans = {scan for _, scan in may}
        if scans <= {MET, None} or any(fits is MET and scan in (MET, None) for fits, scan in may):
            return (None if scans == {None} else MET), why
        return (NOT_MET if scans == {NOT_MET} else UNKNOWN), why

    def _fit(
        self, setting: Setting, bar: str | None, it: Judgement
    ) -> tuple[Verdict, Verdict | None]:
        """Whether the device fits a setting, and what became of it by the scan; None where it asks nothing of that."""
        scan, rest = list[Verdict](), [MET]
        for one in it.outcome.findings:
            if one.setting == setting.id and one.kind in ("condition", "ask"):
                (scan if self.scanned(one) else rest).append(one.verdict)
        if bar:
            scan.append(NOT_MET if bar == "unsafe" else UNKNOWN)
        return all_of(rest), all_of(scan) if scan else None

    def kept(self, finding: Finding) -> Kept:
        told, planned = self.told.get(finding.axis), self.asked.facts.get(finding.axis)
        return Kept(
            finding.id, finding.setting, finding.kind, finding.axis, finding.title, finding.verdict,
            finding.permitted, told.text if told and told.stated else None,
            told.where if told else "", self.why(finding.axis) if finding.verdict is UNKNOWN else "",
            planned.text if planned else None, finding.cited, finding.note or "",
            finding.may_be_superseded_by,
        )  # fmt: skip

    def why(self, axis: str) -> str:
        """Why a condition on an axis cannot be told."""
        told = self.told.get(axis)
        if told is None:
            return say.NO_ATTRIBUTE
        gaps = [f"{why} ({some(files)})" for why, files in told.gaps]
        if not all(reading.sure for reading, _ in told.values):
            gaps.append(say.UNCONFIRMED[axis])
        return "; ".join(gaps)

    def clear(self, box: Box, one: Examined, it: Judgement) -> Iterator[Kept]:
        """What is forbidden and, by the scan alone, was stayed clear of."""
        about = tuple(c for c in box.conditions if of_the_scan(c.axis.name, self.catalogue.axes))
        if not about or fires(about, one.facts) is not NOT_MET:
            return
        for condition in about:
            axis = condition.axis
            if fires((condition,), one.facts) is not NOT_MET:
                continue
            told, planned = self.told.get(axis.name), self.asked.facts.get(axis.name)
            yield Kept(
                f"{it.labelling.id}/{box.id}/{axis.name}", box.id, "prohibits", axis.name, axis.title,
                MET, condition.text, told.text if told else None, told.where if told else "", "",
                planned.text if planned else None, condition.cited, box.says, (),
            )  # fmt: skip

    def contradictions(self) -> Iterator[Contradiction]:
        """What was scanned and is apart from the plan; of a limit, what lies above it."""
        for name, told in self.told.items():
            planned = self.asked.facts.get(name)
            axis = self.catalogue.axes[name]
            if planned is None:
                continue
            for reading, files in told.values:
                if apart(planned, reading, axis):
                    text, title = reading.text, axis.title
                    yield Contradiction(name, title, planned.text, text, some(files))
