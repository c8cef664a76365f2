"""Catalogue and implants in, envelope out: which documents govern, what they allow together, on which scanners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mri_check.boxes import Party
from mri_check.catalog import Catalogue
from mri_check.check import Checking
from mri_check.checklist import Disposition, ImplantOutcome, Notice
from mri_check.envelope import Case, best, envelope
from mri_check.evaluate import Facts
from mri_check.examined import Examined, flat
from mri_check.fleet import Mark, marks
from mri_check.frozen import Record
from mri_check.good_practice import refused as refused_practice
from mri_check.judging import NOBODY, Judging, called, refused
from mri_check.messages import checklist as say
from mri_check.messages import envelope as told
from mri_check.notes import other_models
from mri_check.planned import read_sites
from mri_check.policy import Policy
from mri_check.request import Request
from mri_check.resolve import Resolved, resolve
from mri_check.scanners import Scanner
from mri_check.version import VERSION


class Survey(Record):
    """The envelope of one request: what was asked, why there is none where there is none, else its cases."""

    tool_version: str
    edition: str
    digest: str
    on: str
    market: str | None
    disposition: Disposition
    """The best that a check of any scan could come to, as far as the labelling goes."""
    implants: tuple[ImplantOutcome, ...]
    """Each implant and its components, judged without a scan."""
    refused: tuple[str, ...]
    """The places of those that leave no envelope: not identified, or no labelling on file."""
    cases: tuple[Case, ...]
    marks: tuple[tuple[tuple[Mark, ...], ...], ...]
    """By case and scanner: the boxes of the case, the best first."""
    notices: tuple[Notice, ...]


def survey(
    catalogue: Catalogue,
    request: Request,
    policy: Policy | None = None,
    scanners: tuple[Scanner, ...] = (),
) -> Survey:
    """The scans that the labelling on file would allow, for the implants of a request and what is stated of them.

    What a request states of the scan is not looked at: the scan is what is asked for. Pure. Raises
    RequestError where a value cannot be read, or where more states are open than can be looked at.
    """
    asked = resolve(request, catalogue.axes, catalogue.markets, catalogue.exams)
    site = read_sites(scanners, catalogue.axes, date.fromisoformat(asked.on))
    checking = Checking(catalogue, asked, policy)
    examined = [checking.examine(implant) for implant in asked.implants]
    top = checking.answers(examined)
    judging = Judging(catalogue, asked, policy, NOBODY, called(examined, catalogue))
    judged = tuple(judging.judge(_without_a_scan(checking.inform(one, top))) for one in examined)
    everything = tuple(flat(judged))
    outcomes = tuple(one.outcome for one in everything if one.outcome is not None)
    missing = tuple(
        one.implant.place for one in everything if one.applicable is None or one.applicable.missing
    )
    parties = tuple(
        Party(one.implant.place, judgement.labelling, judgement.origin, one.owner, one.facts)
        for one in everything
        for judgement in one.judgements
    )
    cases = () if missing else envelope(parties, catalogue.axes, catalogue.device_ids())
    claims = [one.disposition for one in outcomes if one.disposition > Disposition.INCOMPLETE]
    denied = tuple(dict.fromkeys(_denied(everything, asked, catalogue)))
    if not missing:
        claims.append(best(cases))
        nowhere = any(one.implant.market is None for one in everything) and asked.market is None
        claims += [Disposition.INCOMPLETE] if nowhere or denied else []
    return Survey(
        VERSION, catalogue.edition, catalogue.digest, asked.on, asked.market, max(claims), outcomes,
        missing, cases, tuple(marks(site, case) for case in cases) if site else (),
        (*asked.notices, *_unread(everything), *denied),
    )  # fmt: skip


def _unread(everything: tuple[Examined, ...]) -> Iterator[Notice]:
    """Documents that are known to exist and that nobody has read, and models without any: they may change all of it."""
    for one in everything:
        yield from other_models(one)
        for label in one.applicable.unread if one.applicable is not None else ():
            yield Notice(label.id, say.UNREAD.format(document=label.source.document))


def _denied(
    everything: tuple[Examined, ...], asked: Resolved, catalogue: Catalogue
) -> Iterator[Notice]:
    """Instructions that are denied, but where it is the scan that they apply to: another one they may leave alone."""
    by_label = [
        task
        for one in everything
        for judgement in one.judgements
        for task in refused(judgement.labelling, one)
    ]
    practice = refused_practice(asked.answers, _unplanned(asked.facts), everything, catalogue)
    for task in (*by_label, *practice):
        if not any(when.axis.name.startswith("scan.") for when in task.when):
            yield Notice(task.id, told.DENIED.format(text=task.do), task.cited)


def _unplanned(facts: Facts) -> Facts:
    return {axis: stated for axis, stated in facts.items() if not axis.startswith("scan.")}


def _without_a_scan(one: Examined) -> Examined:
    parts = tuple(_without_a_scan(part) for part in one.components)
    return one.replace(facts=_unplanned(one.facts), components=parts)
