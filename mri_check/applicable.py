"""Which documents govern a device in a market on a day; what is superseded, what may be, and where sources differ."""

from __future__ import annotations

from mri_check.catalog import Catalogue
from mri_check.checklist import Superseded
from mri_check.frozen import Record
from mri_check.kept import Kept
from mri_check.messages.checklist import OR
from mri_check.record import Conflict, Device, Elsewhere, Labelling

LATEST = "9999-12-31"
"""A day after every document, for what is in force now."""


class Applicable(Record):
    """The labellings to judge, those that are no longer followed, and the markets looked at."""

    in_force: tuple[Labelling, ...]
    superseded: tuple[Superseded, ...]
    unread: tuple[Labelling, ...]
    """Known to exist in a market of which nothing was read: they govern nothing, and are what to ask for."""
    missing: bool
    """Whether no labelling on file governs in this market on this day."""
    ungoverned: tuple[str, ...]
    """The markets that it is missing for; none where no market is known."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Where none does: what is in force in other markets, and governs nothing here."""


def applicable(
    device: Device, model: str | None, market: str | None, on: str, catalogue: Catalogue
) -> Applicable:
    """Find what governs.

    ``market`` is where the device was sold; None judges all markets on file, and those of the models that may be meant. A model of another
    market than the one stated is judged under both. A labelling that says MR Unsafe holds in whatever
    market. One dated after the day of the scan, or known to be made after it, does not govern it; one is superseded only where another
    in force says so.
    """
    kept: Kept[tuple[str | None, ...], Applicable] = catalogue.memo.governing
    asked = (device.id, model, market, on)
    found = kept.get(asked)
    if found is not None:
        return found
    return kept.keep(asked, _applicable(device, model, market, on, catalogue))


def _applicable(
    device: Device, model: str | None, market: str | None, on: str, catalogue: Catalogue
) -> Applicable:
    markets = _markets(device, model, market, catalogue)
    dated = [one for one in device.labellings if (one.dated or one.after or "") <= on]
    here = [
        one
        for one in dated
        if one.mr_status == "unsafe"
        or markets is None
        or any(_governs(one.market, wanted, catalogue) for wanted in markets)
    ]
    replaced = {
        old.id: (new, why)
        for new in here
        for why in new.supersedes
        for old in here
        if old.source.id == why.document and old.market == new.market and old is not new
    }
    standing = [one for one in here if one.id not in replaced]
    read = {one.market for one in standing if one.read != "none"}
    in_force = tuple(one for one in standing if one.market in read)
    unread = tuple(one for one in standing if one.market not in read)
    superseded = tuple(
        Superseded(
            old.id, old.source.document, old.dated, replaced[old.id][0].source.document,
            replaced[old.id][1].basis, replaced[old.id][1].because,
            (*(box.says for box in old.boxes), *(says for says, _ in old.says)),
        )
        for old in here
        if old.id in replaced
    )  # fmt: skip
    ungoverned = tuple(
        wanted
        for wanted in (_own(device, model, None, catalogue) if markets is None else markets)
        if not any(_governs(one.market, wanted, catalogue) for one in in_force)
    )
    missing = not in_force or bool(ungoverned)
    elsewhere = tuple[Elsewhere, ...]()
    if missing and market is not None:
        all_ = applicable(device, model, None, on, catalogue).in_force
        elsewhere = tuple(
            Elsewhere(one.id, one.market, one.market_inferred, market, one.source)
            for one in all_
            if one not in in_force
        )
    return Applicable(in_force, superseded, unread, missing, ungoverned, elsewhere)


def where_none_governs(ungoverned: tuple[str, ...], market: str | None) -> str | None:
    """Where no labelling on file governs a device: the markets that it is missing for, or else the one stated."""
    return OR.join(ungoverned) or market


def ungoverned_models(
    device: Device, model: str | None, governs: Applicable
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The models that a name alone may mean and that no labelling on file governs, and the markets that they are of."""
    without = {*governs.ungoverned} if model is None else set[str]()
    models = [one for one in device.models if without.intersection(one.markets)]
    markets = {market for one in models for market in without.intersection(one.markets)}
    return tuple(one.number for one in models), tuple(sorted(markets))


def _markets(
    device: Device, model: str | None, market: str | None, catalogue: Catalogue
) -> tuple[str, ...] | None:
    """The markets to look at: the stated one, and those that the models belong to that may be meant."""
    if market is None:
        return None
    own = _own(device, model, market, catalogue)
    if any(_governs(market, one, catalogue) for one in own):
        return (market,)
    return (market, *own)


def _own(
    device: Device, model: str | None, market: str | None, catalogue: Catalogue
) -> tuple[str, ...]:
    """The markets of the model that is named; where none is, of all that are sold in the one stated, or else of all."""
    named = [one for one in device.models if model in (None, one.number)]
    if model is None and market is not None:
        here = [
            one
            for one in named
            if not one.markets or any(_governs(market, m, catalogue) for m in one.markets)
        ]
        named = here or named
    return tuple(dict.fromkeys(m for one in named for m in one.markets))


def _governs(labelled: str, market: str, catalogue: Catalogue) -> bool:
    """Whether a labelling for one market may govern a device sold in another: the wider, or a part of it."""
    return catalogue.lies_in(market, labelled) or catalogue.lies_in(labelled, market)


def newer(labelling: Labelling, in_force: tuple[Labelling, ...]) -> tuple[Labelling, ...]:
    """Those in force beside it that are dated later; an undated one is older than any dated one."""
    return tuple(
        other
        for other in in_force
        if other.market == labelling.market
        and other.dated is not None
        and (labelling.dated is None or other.dated > labelling.dated)
    )


Governing = tuple[str, ...]


def differing(
    device: Device, model: str | None, market: str | None, on: str, catalogue: Catalogue
) -> tuple[tuple[Conflict, Governing | None], ...]:
    """Each conflict on a device; with the documents among its claims that govern, where it is told without its handling.

    That is written of the newest of its own documents that the claims cite, and is not said where that one does not
    govern on this day; a conflict that cites no labelling of the device keeps it.
    """
    kept: Kept[tuple[str | None, ...], tuple[tuple[Conflict, Governing | None], ...]]
    kept, asked = catalogue.memo.differing, (device.id, model, market, on)
    found = kept.get(asked)
    if found is not None:
        return found
    here = {one.source.id: one for one in applicable(device, model, market, on, catalogue).in_force}
    own = {one.source.id: one.dated or one.after or "" for one in device.labellings}
    rows = list[tuple[Conflict, Governing | None]]()
    for conflict in device.conflicts:
        cited = [
            id for id in dict.fromkeys(where.source for _, where in conflict.claims) if id in own
        ]
        stands = not cited or max(cited, key=own.__getitem__) in here
        govern = tuple(here[id].source.document for id in cited if id in here)
        rows.append((conflict, None if stands else govern))
    return kept.keep(asked, tuple(rows))


def conflicts(
    device: Device, model: str | None, market: str | None, on: str, catalogue: Catalogue
) -> tuple[Conflict, ...]:
    """The conflicts on a device as they are told here: what is done about one, or which of its documents govern."""
    found = []
    for one, govern in differing(device, model, market, on, catalogue):
        if govern is not None:
            from mri_check.messages import conflicts as say

            told = say.GOVERN if govern else say.NONE_GOVERNS
            documents = say.AND.join(govern)
            told = told.format(
                market=market or say.ANY_MARKET, on=on, documents=documents, handling=one.handling
            )
            one = one.replace(handling=told)
        found.append(one)
    return tuple(found)
