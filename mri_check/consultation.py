"""Weighs what manufacturers answered: which documents are confirmed, and what was advised against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from mri_check.catalog import Catalogue
from mri_check.checklist import Consultation, Disposition, Notice
from mri_check.evaluate import Claim
from mri_check.examined import Examined, Subject, Told, Weighed, flat
from mri_check.identify import Identified, identify
from mri_check.messages import consult as say
from mri_check.record import Labelling, Manufacturer
from mri_check.words import doubtful, key, words

if TYPE_CHECKING:
    from mri_check.policy import Policy

_A_NAME = 3
"""Letters from which a first word is a name: not ``J&J``, not ``St. Jude``."""


def weigh(
    consultations: tuple[Consultation, ...],
    subjects: tuple[Subject, ...],
    on: str,
    catalogue: Catalogue,
    policy: Policy | None = None,
) -> Weighed:
    """Decide what each consultation counts for.

    It counts when it names a document and revision in force for exactly one device of the request, is
    not later than the scan, and not older than that manufacturer, and the site, allow. One that names a document
    unknown here makes its devices incomplete: the labelling on file may be out of date. Advice against
    the scan holds at any age, until a later entry of that manufacturer for that device confirms.
    """
    weighing = _Weighing(consultations, subjects, on, catalogue, policy)
    for entry in consultations:
        weighing.entry(entry)
    return Weighed(
        weighing.confirmed,
        {place: tuple(claims) for place, claims in weighing.claims.items()},
        tuple(weighing.told),
    )


def notices(weighed: Weighed, examined: Iterable[Examined]) -> Iterator[Notice]:
    """What each consultation counts for, and how many questions it has closed, once these are known."""
    closed = {
        (one.implant.place, judgement.labelling.id): judgement.closed
        for one in flat(examined)
        for judgement in one.judgements
    }
    for one in weighed.told:
        entry, count = one.entry, say.ALL
        if entry.answered is not None and one.confirms is not None:
            count = str(len(entry.answered & closed[one.confirms]))
        of = {"on": entry.on, "maker": entry.manufacturer, "document": entry.document, **one.of}
        yield Notice(entry.place, one.text.format(count=count, **of))


class _Weighing:
    """One pass over the consultations of one request."""

    def __init__(
        self,
        consultations: tuple[Consultation, ...],
        subjects: tuple[Subject, ...],
        on: str,
        catalogue: Catalogue,
        policy: Policy | None,
    ) -> None:
        self.consultations, self.subjects = consultations, subjects
        self.on, self.catalogue, self.policy = on, catalogue, policy
        self.confirmed: dict[tuple[str, str], Consultation] = {}
        self.claims: dict[str, list[Claim]] = {}
        self.told: list[Told] = []

    def tell(self, entry: Consultation, told: str, **of: object) -> None:
        """Put what an entry counts for among what is told."""
        self.told.append(Told(entry, told, of))

    def claim(self, subject: Subject, disposition: Disposition, entry: Consultation) -> None:
        self.claims.setdefault(subject.place, []).append((disposition, (entry.place,)))

    def may_concern(self, entry: Consultation) -> list[Subject]:
        """The devices that an entry may be about: not certainly of another maker, nor another than it names.

        What holds a scan back counts for these; what confirms one, for those that it is ``about``. Advice under nobody's
        name counts for what it names otherwise.
        """
        against = (
            entry.said == "advised-against" and key(entry.manufacturer) not in self.catalogue.makers
        )
        theirs = [
            one
            for one in self.subjects
            if self.may_be_of(entry.manufacturer, one) or (against and self.named(entry, one))
        ]
        if entry.device is None:
            return theirs
        if placed := [one for one in theirs if one.place == entry.device]:
            return placed
        found = identify(entry.device, self.catalogue)
        if isinstance(found, Identified):
            of_row = [one for one in theirs if found.device in one.may_be]
            either = (None, found.model)
            exact = [one for one in of_row if found.model is None or one.model in either]
            # one row of a catalogue has one label, whichever model is named
            meant = exact or of_row
        else:
            named = set(found.may_be)
            meant = [one for one in theirs if not named or named.intersection(one.may_be)]
        places = {one.place for one in meant}
        return [one for one in theirs if one.anybodys or one.place in places]

    def named(self, entry: Consultation, subject: Subject) -> bool:
        """Whether an entry names a device, as one that it may be, or a document on file of it."""
        if entry.device is not None:
            if entry.device == subject.place:
                return True
            found = identify(entry.device, self.catalogue)
            may_be = (found.device,) if isinstance(found, Identified) else found.candidates
            if not {*may_be}.isdisjoint(subject.may_be):
                return True
        labellings = (one for id in subject.may_be for one in self.catalogue.device(id).labellings)
        return any(names(entry.document, one) for one in labellings)

    def may_be_of(self, text: str, subject: Subject) -> bool:
        """Whether a text may mean a maker of a device: by a name of it, or by part of one.

        One that is nobody's name may mean it by what is in it, what it begins with or what it is near, too. An implant
        that may be none of its candidates may be anybody's.
        """
        if subject.anybodys and subject.place.startswith("implants/"):
            return True
        named, said = key(text), words(text)
        names = {
            key(name): words(name)
            for maker in subject.makers
            for name in self.catalogue.manufacturer(maker).names
        }
        part = any(f" {' '.join(said)} " in f" {' '.join(name)} " for name in names.values())
        if named in names or part or named in self.catalogue.makers:
            return named in names or part
        from difflib import get_close_matches

        first = len("".join(said[:1])) >= _A_NAME
        return (
            any(name in named for name in names)
            or any(first and name[:1] == said[:1] for name in names.values())
            or bool(get_close_matches(named, names, 1, 0.8))
        )

    def about(self, entry: Consultation) -> list[Subject]:
        """The devices of the request that an entry is about for certain: of its maker, and of the name it gives."""
        maker = self.catalogue.makers.get(key(entry.manufacturer))
        sure = [
            one
            for one in self.may_concern(entry)
            if one.device is not None and one.device.manufacturer == maker
        ]
        if entry.device is None or [entry.device] == [one.place for one in sure]:
            return sure
        found = identify(entry.device, self.catalogue)
        if not isinstance(found, Identified):
            return []
        return [one for one in sure if found.model in (None, one.model)]

    def entry(self, entry: Consultation) -> None:
        concerned = self.may_concern(entry)
        if not concerned:
            self.tell(entry, say.OF_NONE)
            return
        about = self.about(entry)
        against = concerned if entry.said == "advised-against" else []
        later = {subject.place: self.lifted(entry, subject) for subject in against}
        for subject in against:
            if later[subject.place] is None:
                self.claim(subject, Disposition.OUTSIDE, entry)
                self.tell(entry, say.ADVISED_AGAINST, device=subject.called)
        self.document(entry, about, [one for one in concerned if one.device is not None])
        for subject in against:  # last: the reason for an outcome is what brings it about
            if (lifted := later[subject.place]) is not None:
                self.tell(entry, say.ADVICE_LIFTED, later=lifted.on, device=subject.called)

    def document(self, entry: Consultation, about: list[Subject], concerned: list[Subject]) -> None:
        """What the document counts for that an entry names."""
        naming = self.naming(entry, about or concerned)
        if entry.document is None or naming == "no-revision":
            self.tell(entry, say.NO_DOCUMENT)
        elif entry.on > self.on:
            self.tell(entry, say.LATER)
        elif naming == "unknown":
            for subject in concerned:
                self.claim(subject, Disposition.INCOMPLETE, entry)
            self.tell(entry, say.UNKNOWN)
        elif naming == "not-in-force":
            self.tell(entry, say.NOT_IN_FORCE)
        elif entry.said == "confirmed" and not about:
            self.tell(entry, say.OF_NONE_FOR_CERTAIN)
        elif entry.said == "confirmed":
            self.confirm(entry, about)

    def confirm(self, entry: Consultation, about: list[Subject]) -> None:
        maker = self.maker(about[0])
        age = self.age(entry)
        if age > maker.max_age_days:
            allowed = _allowed(maker.max_age_days)
            self.tell(entry, say.TOO_OLD, name=maker.name, allowed=allowed)
            return
        hits = [
            (subject, labelling)
            for subject in about
            for labelling in subject.labellings
            if names(entry.document, labelling)
        ]
        places = dict.fromkeys(subject.place for subject, _ in hits)
        if len(places) > 1:
            self.tell(entry, say.SEVERAL, places=say.OR.join(places))
            return
        for subject, labelling in hits:
            site = self.site_age(subject)
            if site and age > site[0]:
                self.tell(entry, say.TOO_OLD_SITE, rule=site[1], allowed=_allowed(site[0]))
                continue
            self.confirmed[subject.place, labelling.id] = self.together(
                self.confirmed.get((subject.place, labelling.id)), entry
            )
            by = say.BY.format(by=entry.by) if entry.by else ""
            of = {"name": maker.name, "by": by}
            self.told.append(Told(entry, say.CONFIRMED, of, (subject.place, labelling.id)))

    def together(self, before: Consultation | None, entry: Consultation) -> Consultation:
        """Entries that count add up: what was answered in one call stays answered after the next."""
        if before is None or before.answered is None or entry.answered is None:
            return entry if before is None else entry.replace(answered=None)
        return entry.replace(answered=before.answered | entry.answered)

    def maker(self, subject: Subject) -> Manufacturer:
        """The manufacturer of a device that is identified."""
        assert subject.device is not None
        return self.catalogue.manufacturer(subject.device.manufacturer)

    def age(self, entry: Consultation) -> int:
        """How many days before the scan an entry is from."""
        return (date.fromisoformat(self.on) - date.fromisoformat(entry.on)).days

    def site_age(self, subject: Subject) -> tuple[int, str] | None:
        """How many days the site's rules allow for a device, and the rule that does."""
        assert subject.device is not None
        return self.policy.max_age(subject.device) if self.policy else None

    def too_old(self, entry: Consultation, subject: Subject) -> bool:
        """Whether an entry is older than the manufacturer of a device, or the site, allows."""
        age, site = self.age(entry), self.site_age(subject)
        return age > self.maker(subject).max_age_days or bool(site and age > site[0])

    def lifted(self, advice: Consultation, subject: Subject) -> Consultation | None:
        """A later entry that counts, and so confirms a document in force for this device."""
        for entry in self.consultations:
            if entry.said != "confirmed" or not advice.on < entry.on <= self.on:
                continue
            confirmed = [
                one
                for one in self.about(entry)
                if any(names(entry.document, labelling) for labelling in one.labellings)
            ]
            if confirmed == [subject] and not self.too_old(entry, subject):
                return entry
        return None

    def naming(self, entry: Consultation, about: list[Subject]) -> str:
        """What the named document is to these devices."""
        if entry.document is None:
            return "none"
        if any(names(entry.document, one) for subject in about for one in subject.labellings):
            return "in-force"
        if not about:
            return "of-none"
        wanted = _document_key(entry.document)
        maker = self.maker(about[0]).id
        sources = self.catalogue.sources(maker)
        if like := {source.id for source in sources if wanted == _document_key(source.document)}:
            # of one that no labelling is made from, nobody knows whether it replaced what is on file
            return "not-in-force" if like & self.filed(maker) else "unknown"
        if any(source.number and wanted == _document_key(source.number) for source in sources):
            return "no-revision"
        return "unknown"

    def filed(self, maker: str) -> set[str]:
        """The documents of a maker that a labelling on file is made from, whether or not it is followed."""
        devices = map(self.catalogue.device, self.catalogue.devices_of(maker))
        return {one.source.id for device in devices for one in device.labellings}


def _allowed(days: int) -> str:
    return say.AT_MOST_DAYS.format(days=days) if days else say.ON_THE_DAY


def names(document: str | None, labelling: Labelling) -> bool:
    """Whether a document is named with the revision that a labelling is made from."""
    return document is not None and _document_key(document) == _document_key(
        labelling.source.document
    )


def _document_key(document: str) -> str:
    """What documents are compared by; one that is written with doubt is like no other."""
    if doubtful(document):
        return document
    return key(document.casefold().replace("revision", "rev"))
