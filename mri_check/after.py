"""After the scan, for a whole request: each pump's procedure, how it stands, and whom to ask; the worst counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mri_check.aftercare import Course, course, positions
from mri_check.applicable import where_none_governs
from mri_check.catalog import Catalogue
from mri_check.checklist import Consultation, Disposition, Notice
from mri_check.evaluate import fires
from mri_check.examined import is_other, may_be, subject
from mri_check.frozen import Record
from mri_check.governed import Known, everything, facts_of, known
from mri_check.mentions import may_be_pump
from mri_check.messages import after as say
from mri_check.messages import consult
from mri_check.observations import SYMPTOMS, contradictions
from mri_check.planned import unstated
from mri_check.readings import End
from mri_check.record import Citation, Contact
from mri_check.resolve import Resolved
from mri_check.triggers import task_question, where_known
from mri_check.verdict import NOT_MET
from mri_check.words import full_name, with_model

OTHER = "other-implant-conditions-met"
_NOT_READ_OUT = ("catheter", "port")
"""Kinds of device that nothing is read from."""


class Task(Record):
    """What else somebody does after the scan."""

    id: str
    who: str
    do: str
    cited: Citation | None
    ours: bool


class Followed(Record):
    """One implant after the scan."""

    place: str
    asked: str
    name: str | None
    device: str | None
    model: str | None
    market: str | None
    end: End | None
    """None for what does not count: nothing is read from a catheter."""
    said: tuple[str, ...]
    why: tuple[str, ...]
    asks: tuple[str, ...]
    maker: str | None
    contacts: tuple[Contact, ...]
    courses: tuple[Course, ...]
    tasks: tuple[Task, ...]


class After(Record):
    """How things stand after the scan."""

    id: str | None
    edition: str
    digest: str
    on: str
    end: End
    why: tuple[str, ...]
    ended: int | None
    """When the scan ended, in minutes after midnight."""
    followed: tuple[Followed, ...]
    notices: tuple[Notice, ...] = ()
    """What was not stated and came from the configuration file, and that a scanner is only an example."""


class Unplaced(ValueError):
    """An observation that cannot be put to one implant, or to one step; says what would be right."""

    def __init__(self, message: str, step: bool = False) -> None:
        super().__init__(message)
        self.step = step
        """Whether it is the step that fits none, and not what was seen."""


def after(
    catalogue: Catalogue,
    asked: Resolved,
    said: Mapping[str, frozenset[str]],
    at: Mapping[str, str],
    ended: int | None = None,
) -> After:
    """Walk the procedure of every pump of a request.

    ``said`` and ``at`` are by place (``implants/2``), or under ``""`` where only one pump has a procedure.
    ``ended`` is in minutes after midnight. Raises Unplaced for an observation or a step that fits none.
    """
    following = _Following(catalogue, asked)
    group = tuple(everything(catalogue, asked))
    said, at = _placed(said, at, group, catalogue)
    found = tuple(following.follow(one, said.get(one.place), at.get(one.place)) for one in group)
    if asked.consulted:
        newer = following.unknown_documents(group)
        found = tuple(_outdated(one, newer.get(one.place, ())) for one in found)
    why = []
    if asked.other_implants is None:
        why.append(say.OTHERS_NOT_STATED)
    ends = [one.end for one in found if one.end is not None]
    if not ends:
        why.append(say.NO_PUMP)
    open_end = [End.NOT_YET_KNOWN] * bool(why)
    return After(
        asked.id, catalogue.edition, catalogue.digest, asked.on, max([*ends, *open_end]),
        tuple(why), ended, found, unstated(asked.notices),
    )  # fmt: skip


class _Following:
    """Follows the implants of one request."""

    def __init__(self, catalogue: Catalogue, asked: Resolved) -> None:
        self.catalogue, self.asked = catalogue, asked

    def unknown_documents(self, group: tuple[Known, ...]) -> dict[str, list[Consultation]]:
        """By place, the consultations that name a document which is not on file: what is may be out of date."""
        from mri_check.consultation import weigh

        items = [known(self.catalogue, self.asked, one) for one in self.asked.items or ()]
        subjects = tuple(
            subject(
                one.place, one.implant.asked, one.device, one.unidentified, one.model,
                tuple(labelling for labelling, _ in one.procedures),
            )
            for one in (*group, *items)
        )  # fmt: skip
        claims = weigh(self.asked.consulted, subjects, self.asked.on, self.catalogue).claims
        return {
            place: [
                entry
                for disposition, by in of_place
                for entry in self.asked.consulted
                if disposition is Disposition.INCOMPLETE and entry.place in by
            ]
            for place, of_place in claims.items()
        }

    def follow(self, one: Known, said: frozenset[str] | None, at: str | None) -> Followed:
        """How it stands; symptoms are for a physician, whatever a label says or does not say of them."""
        found = self.followed(one, said, at)
        if SYMPTOMS in (said or ()) and found.end is not End.ESCALATE:
            return found.replace(end=End.ESCALATE, why=(*found.why, say.SYMPTOMS))
        return found

    def followed(self, one: Known, said: frozenset[str] | None, at: str | None) -> Followed:
        if one.device is None:
            return self.unidentified(one, said)
        device = one.device
        courses = tuple(
            course(labelling, steps, facts_of(self.asked, one.implant), said or frozenset(), at)
            for labelling, steps in one.procedures
            if steps or device.kind not in _NOT_READ_OUT
        )
        why, asks = list(self.unlabelled(one)), []
        end = max((it.end for it in courses), default=None)
        if device.kind in _NOT_READ_OUT and not courses:
            why = [say.NOTHING_READ.format(kind=device.kind)]
        elif why:
            end = max(end or End.RESUMED, End.NOT_YET_KNOWN)
            ask_for = device.ask_for or say.PLEASE_SEND
            asks.append(say.WHICH_DOCUMENT.format(ask_for=ask_for))
        maker = self.catalogue.manufacturer(device.manufacturer)
        contacts = self.catalogue.contacts(device.manufacturer, {one.market})
        asks += [ask for it in courses for ask in it.asks]
        asks += self.questions(one)
        name = full_name(maker.name, with_model(device.name, one.model))
        return Followed(
            one.place, one.implant.asked, name, device.id, one.model, one.market, end,
            tuple(sorted(said or ())), tuple(why), tuple(dict.fromkeys(asks)), maker.name, contacts,
            courses, tuple(self.tasks(one)),
        )  # fmt: skip

    def unlabelled(self, one: Known) -> Iterator[str]:
        """What keeps a device that is known from being followed to its end."""
        if one.missing:
            market = where_none_governs(one.ungoverned, one.market)
            told = say.UNGOVERNED if market else say.UNGOVERNED_ANYWHERE
            yield told.format(market=market)
        if one.market is None:
            yield say.NO_MARKET

    def tasks(self, one: Known) -> Iterator[Task]:
        """What else the labelling says of the time after the scan."""
        facts = facts_of(self.asked, one.implant)
        for labelling, procedure_ in one.procedures:
            steps = {f"{labelling.id}/{step.id}" for step in procedure_}
            for task in labelling.instructions:
                if task.phase != "after" or task.id in steps or fires(task.when, facts) is NOT_MET:
                    continue
                do = where_known(task.do, task.when, facts)
                yield Task(task.id, task.who, do, task.cited, task.ours)

    def questions(self, one: Known) -> Iterator[str]:
        """What the catalogue asks the maker about the time after the scan, as ``check`` puts it."""
        facts = facts_of(self.asked, one.implant)
        for labelling, _ in one.procedures:
            for task in labelling.questions:
                if task.about == "after" and fires(task.when, facts) is not NOT_MET:
                    yield task_question(task, facts)

    def unidentified(self, one: Known, said: frozenset[str] | None) -> Followed:
        """A device that is not known; another implant counts unless a person has checked it."""
        found = one.unidentified
        assert found is not None
        other = is_other(one.place) and not found.candidates
        other = other and not may_be_pump(one.implant.asked, self.catalogue)
        top = self.asked.answers if len(self.asked.other_implants or ()) == 1 else {}
        checked = {**top, **one.implant.answers}.get(OTHER) == "confirmed"
        end: End | None = End.NOT_YET_KNOWN
        why = [say.UNIDENTIFIED]
        asks = [say.WHICH_DEVICE]
        if other and checked:
            end, asks = None, []
            why = [say.CHECKED]
        elif other:
            asks = [say.OWN_LABELLING]
        names = [self.catalogue.device(id).name for id in found.candidates]
        if names:
            why.append(say.MAY_BE.format(names=", ".join(names)))
        makers = {id.partition("/")[0] for id in found.candidates}
        contacts = tuple(
            contact
            for maker in sorted(makers)
            for contact in self.catalogue.contacts(maker, {one.market})
        )
        return Followed(
            one.place, one.implant.asked, None, None, None, one.market, end, tuple(sorted(said or ())),
            tuple(why), tuple(asks), None, contacts, (), (),
        )  # fmt: skip


def _outdated(one: Followed, named: Iterable[Consultation]) -> Followed:
    """How it stands where a maker named documents that are not on file: no labelling here makes it resumed."""
    for entry in named:
        of = {"on": entry.on, "maker": entry.manufacturer, "document": entry.document}
        why, ask = consult.UNKNOWN.format(**of), say.WHAT_ASKS.format(**of)
        end = one.end if one.end is None else max(one.end, End.NOT_YET_KNOWN)
        one = one.replace(end=end, why=(*one.why, why), asks=(*one.asks, ask))
    return one


def _read_out(one: Known, catalogue: Catalogue) -> bool:
    """Whether something may be read from it: it is, or may be, another thing than a catheter, a port, a stent."""
    if ids := may_be(one.device, one.unidentified):
        return any(catalogue.device(id).kind not in _NOT_READ_OUT for id in ids)
    return one.place.rpartition("/")[0] == "implants" or may_be_pump(one.implant.asked, catalogue)


def _placed(
    said: Mapping[str, frozenset[str]], at: Mapping[str, str], group: tuple[Known, ...],
    catalogue: Catalogue,
) -> tuple[Mapping[str, frozenset[str]], Mapping[str, str]]:  # fmt: skip
    """What was seen, and at which step, by the implant that it was seen of."""
    places = [one.place for one in group]
    wanted = [one.place for one in group if any(steps for _, steps in one.procedures)]
    wanted = wanted or [one.place for one in group if _read_out(one, catalogue)] or places
    for place in {*said, *at} - {""}:
        if place not in places:
            raise Unplaced(
                f"there is no '{place}' in the request; there are: {', '.join(places)}",
                place not in said,
            )
    if "" in said or "" in at:
        if len(wanted) > 1:
            first = next(one for one in group if one.place == wanted[0])
            seen = "stall,recovery" if "" in said else next(iter(positions(first.steps)), at[""])
            raise Unplaced(
                f"say which pump it was seen of, as in {wanted[0]}:{seen}; there are: "
                + ", ".join(wanted),
                "" not in said,
            )
        if {"", wanted[0]} <= at.keys():
            raise Unplaced("given twice for one pump", True)
        said, at = dict(said), dict(at)
        if "" in said:  # beside what is said of it by its place
            said[wanted[0]] = said.pop("") | said.get(wanted[0], frozenset())
        if "" in at:
            at[wanted[0]] = at.pop("")
    for clash in (clash for words in said.values() for clash in contradictions(words)):
        raise Unplaced(f"{' and '.join(clash)} contradict each other: look again")
    for one in group:
        known, step = tuple(dict.fromkeys(positions(one.steps))), at.get(one.place)
        if step is None:
            continue
        if step not in known and any(step == it.id for it in one.steps):
            raise Unplaced(
                f"'{step}' needs no --at"
                + (f": say --at for {' or '.join(known)}, or leave it out" if known else ""),
                True,
            )
        if step not in known:
            raise Unplaced(
                f"'{step}' is no step of the procedure for {one.implant.asked}"
                + (f": {', '.join(known)}" if known else ", which has none"),
                True,
            )
        if one.place not in said:
            raise Unplaced(f"say with --observed what was seen at '{step}'", True)
    return said, at
