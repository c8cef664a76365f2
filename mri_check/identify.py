"""Which device is meant: exactly one record, or the reason why not. Never a guess."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mri_check.catalog import Catalogue
from mri_check.frozen import Record
from mri_check.kept import Kept
from mri_check.messages import checklist as say
from mri_check.words import apart, doubtful, key, scanned, words

if TYPE_CHECKING:
    from mri_check.nearness import Near

_FILLER = frozenset({"model", "ref", "no", "number", "pump", "the", "radiopaque", "code", "marker"})
_NUMERAL = frozenset("ivx")
_LEGAL_FORMS = frozenset((one,) for one in ("inc", "llc", "ltd", "corp", "co", "gmbh", "ag", "sa"))
MAX_WORDS = 12
"""The longest text that is looked at in parts."""


class Identified(Record):
    """Exactly one device; the model number where the text says it."""

    device: str
    model: str | None
    identifier: str | None = None
    """The kind of device identifier that it was found by (``primary``, ``package``); None of a name."""


class NotIdentified(Record):
    """No device: the ones that the name may mean, names that are near, and why."""

    candidates: tuple[str, ...]
    did_you_mean: tuple[str, ...]
    why: str
    do: str | None = None
    """What to do about it, where that is not to find out which device the name means."""
    or_none: bool = False
    """Whether it may be none of the candidates."""

    @property
    def may_be(self) -> tuple[str, ...]:
        """All that it may be; none where that is not known."""
        return () if self.or_none else self.candidates


def identify(text: str, catalogue: Catalogue) -> Identified | NotIdentified:
    """Find the device that a text names exactly, by a device identifier (UDI) or by name.

    Every word of a name must belong to a model number, a REF, a name, an alias, a family or a maker on file,
    and all of them must agree; a family or a maker alone lists candidates and never identifies.
    A near name is a suggestion and is never used. Of an identifier only the device identifier counts;
    one that cannot be read is no unknown device.
    """
    kept: Kept[str, Identified | NotIdentified] = catalogue.memo.found
    found = kept.get(text)
    if found is not None:
        return found
    if (scanned := _scanned(text, catalogue)) is not None:
        return scanned  # not kept: it holds a serial number
    return kept.keep(text, _identify(text, catalogue, near=True))


def identify_only(text: str, catalogue: Catalogue) -> Identified | NotIdentified:
    """The same, without looking for names that come near: they never change what a text identifies."""
    return _scanned(text, catalogue) or _identify(text, catalogue, near=False)


def _scanned(text: str, catalogue: Catalogue) -> Identified | NotIdentified | None:
    """The device that an identifier names; None where the text is no identifier."""
    bare = text.strip().upper()
    if (hit := catalogue.identifiers.get(bare)) is not None:
        return Identified(*hit)
    if not scanned(text) or key(text) in catalogue.names:  # a REF may have many digits
        return None
    from mri_check.messages import identifiers as say
    from mri_check.udi import Unreadable, read_udi

    udi = read_udi(text)
    if udi is None:
        return None
    if isinstance(udi, Unreadable):
        why = say.UNREADABLE.format(issuer=udi.issuer, why=udi.why)
        return NotIdentified((), (), why, say.SCAN_AGAIN)
    if udi.di is not None and (hit := catalogue.identifiers.get(udi.di)) is not None:
        return Identified(*hit)
    told = "; ".join(udi.notes)
    if udi.di is None:
        why = say.READ_AS.format(shown=udi.shown, notes=told)
        return NotIdentified((), (), why, say.SCAN_AGAIN)
    why = say.NOT_ON_FILE.format(issuer=udi.issuer, di=udi.di)
    if told:
        why = say.NOT_ON_FILE_NOTES.format(why=why, notes=told)
    return NotIdentified((), (), why, say.NAME_IT)


def _identify(text: str, catalogue: Catalogue, near: bool) -> Identified | NotIdentified:
    found = _named(text, catalogue, near)
    if not doubtful(text) or _spelt(catalogue.spelling.get(key(text), "")) == _spelt(text):
        return found
    if isinstance(found, Identified):
        return NotIdentified((found.device,), (), say.DOUBTFUL)
    return found.replace(why=say.DOUBTFUL)


def _named(text: str, catalogue: Catalogue, near: bool) -> Identified | NotIdentified:
    """What the names in a text mean, if it is written without doubt."""
    parts, breaks = words(text), _breaks(text)
    whole = "".join(parts)
    if _goes_on(parts, breaks, catalogue):
        if (found := catalogue.names.get(whole)) is not None:
            if (one := _only(found)) is not None:
                return one
            devices = tuple(dict.fromkeys(device for device, _ in found))
            return NotIdentified(devices, (), _several(devices))
        if (family := catalogue.families.get(whole)) is not None:
            return NotIdentified(family.devices, (), family.says, or_none=family.others)
    if len(parts) > MAX_WORDS:
        return NotIdentified((), (), say.TOO_LONG)
    if (read := _in_parts(parts, breaks, catalogue)) is not None:
        return read
    may_be = _goes_beyond(parts, breaks, catalogue)
    close = near_names(whole, catalogue) if near else ()
    return NotIdentified(
        may_be,
        tuple(catalogue.spelling[name] for name in close),
        say.LONGER_NUMBER if may_be else say.NO_SUCH_DEVICE,
        or_none=bool(may_be),
    )


class _Reading(Record):
    """What the names of a text, side by side, come to."""

    hits: tuple[tuple[str, str | None], ...]
    """The devices that they name, with the model number where one is named."""
    allowed: tuple[str, ...]
    """The devices that all of them may mean; none where they do not agree."""
    mentioned: tuple[str, ...]


def _spelt(text: str) -> str:
    return " ".join(text.casefold().split())


def _breaks(text: str) -> frozenset[int]:
    """Before which of the words of a text no name goes on: ``SynchroMed I/II`` and ``I II`` are no ``III``."""
    found = set[int]()
    parts: tuple[str, ...] = ()
    for group in apart(text):
        if group[:1] not in _LEGAL_FORMS:  # Medtronic, Inc.
            found.add(len(parts))
        parts += group
    numerals = [_NUMERAL.issuperset(one) for one in parts]
    found.update(at for at in range(1, len(parts)) if numerals[at - 1] and numerals[at])
    return frozenset(found - {0})


def _goes_on(parts: tuple[str, ...], breaks: frozenset[int], catalogue: Catalogue) -> bool:
    """Whether a name goes on over the breaks among its words: a maker's, or one that is spelt with these."""
    name = "".join(parts)
    if not breaks or name in catalogue.makers:
        return True
    spelling = catalogue.spelling.get(name, "")
    own = _offsets(words(spelling), _breaks(spelling)) if spelling else frozenset()
    return _offsets(parts, breaks) <= own


def _offsets(parts: tuple[str, ...], breaks: frozenset[int]) -> frozenset[int]:
    return frozenset(len("".join(parts[:at])) for at in breaks)


def _in_parts(
    parts: tuple[str, ...], breaks: frozenset[int], catalogue: Catalogue
) -> Identified | NotIdentified | None:
    """Read a text as several names side by side: ``Medtronic SynchroMed II 8637-40``.

    Of several such readings those count whose names agree: ``Medtronic MiniMed Paradigm`` is a maker and its
    device, and no device of Medtronic's.
    """
    readings = [_read(names, catalogue) for names in _split(parts, breaks, catalogue)]
    if not readings:
        return None
    agreeing = [one for one in readings if one.allowed]
    if not agreeing:
        return NotIdentified(_all(one.mentioned for one in readings), (), say.DIFFERENT_DEVICES)
    if all(one.hits for one in agreeing):
        found = _only(hit for one in agreeing for hit in one.hits)
        if found is not None:
            return found
    devices = _all(one.allowed for one in agreeing)
    return NotIdentified(devices, (), _several(devices))


def _several(devices: tuple[str, ...]) -> str:
    return say.SEVERAL_DEVICES if len(devices) > 1 else say.SEVERAL_MODELS


def _goes_beyond(
    parts: tuple[str, ...], breaks: frozenset[int], catalogue: Catalogue
) -> tuple[str, ...]:
    """The device of a model number that goes on where none on file does: ``8472-20-05``. It may be that one, or none.

    Not where a longer name on file is another device's: such a number tells devices apart.
    """
    found: dict[str, None] = {}
    for start in range(1, len(parts)):
        end = start
        while end < len(parts) and end not in breaks and _is_part(parts[end]):
            end += 1
            kept = frozenset(at if at < start else at - (end - start) for at in breaks)
            one = _in_parts(parts[:start] + parts[end:], kept, catalogue)
            if not isinstance(one, Identified) or one.model is None:
                continue
            number = key(one.model)
            longer = (hit for name, hits in catalogue.names.items() if name.startswith(number) for hit in hits)  # fmt: skip
            if "".join(parts[:start]).endswith(number) and {d for d, _ in longer} == {one.device}:
                found[one.device] = None
    return tuple(found)


def _is_part(word: str) -> bool:
    """Whether a word may be the further part of a number: no year, and no serial number."""
    return len(word) <= _PART and any(map(str.isdigit, word))


_PART = 3


def _all(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(device for devices in several for device in devices))


def _read(names: tuple[str, ...], catalogue: Catalogue) -> _Reading:
    named: set[tuple[str, str | None]] | None = None
    allowed: set[str] | None = None
    mentioned: list[str] = []
    for name in names:
        if (found := catalogue.names.get(name)) is not None:
            devices = [device for device, _ in found]
            named = set(found) if named is None else _agree(named, set(found))
        elif (family := catalogue.families.get(name)) is not None:
            devices = list(family.devices)
        else:
            devices = list(catalogue.devices_of(catalogue.makers[name]))
        mentioned += devices
        allowed = set(devices) if allowed is None else allowed & set(devices)
    possible = allowed or set()
    return _Reading(
        tuple(hit for hit in named or () if hit[0] in possible),
        tuple(device for device in dict.fromkeys(mentioned) if device in possible),
        tuple(mentioned),
    )


def _only(hits: Iterable[tuple[str, str | None]]) -> Identified | None:
    """The one device that all hits are of, with the model where they name one (``Flow 3``, also a model number)."""
    found = list(hits)
    devices = {device for device, _ in found}
    models = {model for _, model in found if model is not None}
    if len(devices) != 1 or len(models) > 1:
        return None
    return Identified(devices.pop(), models.pop() if models else None)


def _agree(
    a: set[tuple[str, str | None]], b: set[tuple[str, str | None]]
) -> set[tuple[str, str | None]]:
    """The hits that two names share; a name without a model number takes the other's."""
    return {
        (device, model or other)
        for device, model in a
        for same, other in b
        if device == same and (model is None or other is None or model == other)
    }


def _split(
    parts: tuple[str, ...], breaks: frozenset[int], catalogue: Catalogue
) -> list[tuple[str, ...]]:
    """Every way to read the parts as known names, as few as possible; none where a word belongs to none."""
    best: list[list[tuple[str, ...]]] = [[()], *([] for _ in parts)]
    for end in range(1, len(parts) + 1):
        for start in range(end):
            name = "".join(parts[start:end])
            inside = frozenset(at - start for at in breaks if start < at < end)
            if _known(name, catalogue) and _goes_on(parts[start:end], inside, catalogue):
                readings = [(*before, name) for before in best[start]]
            elif end - start == 1 and name in _FILLER:
                readings = best[start]
            else:
                continue
            found = dict.fromkeys((*best[end], *readings))
            fewest = min(map(len, found), default=0)
            best[end] = [one for one in found if len(one) == fewest]
    return [one for one in best[-1] if one]


def _known(name: str, catalogue: Catalogue) -> bool:
    return name in catalogue.names or name in catalogue.families or name in catalogue.makers


def near_names(whole: str, catalogue: Catalogue, most: int = 3) -> tuple[str, ...]:
    """The keys of the names and families that are nearest to one; never used for another, only shown.

    First comes what a digit at its end may mean: SynchroMed 3 comes nearer to the II by its letters.
    """
    roman = whole[:-1] + _ROMAN.get(whole[-1:], "")
    meant = [roman] if whole[-1:] in _ROMAN and roman in catalogue.names else []
    return tuple(dict.fromkeys((*meant, *_near(catalogue).to(whole, most))))[:most]


def misspelt(text: str, catalogue: Catalogue) -> bool:
    """Whether a text is so near the name of a device on file that it may be that name, misspelt."""
    close = _near(catalogue).to("".join(words(text)), least=_MISSPELT)
    return any(one in catalogue.names or catalogue.families[one].devices for one in close)


def _near(catalogue: Catalogue) -> Near:
    if catalogue.memo.near is None:
        from mri_check.nearness import Near

        catalogue.memo.near = Near((*catalogue.names, *catalogue.families))
    near: Near = catalogue.memo.near
    return near


_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv"}
_MISSPELT = 0.75
"""A hip prosthesis is 0.65 from a penile one, a PowerPort 0.71 from a port; SyncroMed and Prometa are above it."""
