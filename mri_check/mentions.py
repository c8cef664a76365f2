"""Free text that may speak of a pump or a catheter of one: where it stands, in words of a closed list.

Nothing of the text itself is repeated, since it may name a patient: only words that are known here. A ``no`` before
a pump changes nothing: a note is no device list. A mention never identifies a device: no standard has a place for it.
"""

from __future__ import annotations

import re

from mri_check.catalog import Catalogue
from mri_check.identify import misspelt
from mri_check.tongues import PUMP_SIGNS, in_english
from mri_check.udi.among import holds_udi
from mri_check.words import words

_PUMPS = frozenset({"pump", "pumps", "pumpe", "pumpen", "pompe", "pompa", "pomp", "bomba", "itb", "itdd",
                    "itdds", "idds", "tdds", "infusor"})  # fmt: skip
_THERAPY = frozenset({"intrathecal", "spinal", "intraspinal", "epidural", "intraventricular", "subarachnoid", "hepatic"})  # fmt: skip
_INTRA = frozenset({"intrathecal", "intraspinal", "intraventricular"})
_SPLIT = re.compile(r"\bintra[\s-]+(?=thecal|spinal|ventricular)", re.I)
_DRUGS = frozenset({"baclofen", "gablofen", "lioresal", "morphine", "prialt", "ziconotide"})
_FAR = 6
"""How far such a drug may stand from such a way for both to be a mention: others are of a single dose, or of a bone."""
_PARTS = _DRUGS | {"catheter", "catheters", "port", "ports", "reservoir", "infusion", "delivery"}
_DELIVERY = frozenset({"infusion", "drug"})
_SYSTEMS = frozenset({"device", "devices", "system", "systems"})
_IMPLANTS = _SYSTEMS | {"implant", "implants"}
_ENDINGS = (
    "pump",
    "pumps",
    "pumpe",
    "pumpen",
    "pumpensystem",
    "pomp",
    "pompen",
    "pompe",
    "pompes",
    "bomba",
    "bombas",
)
"""Of a compound that is a pump, in several languages."""
_NUMBERED = frozenset({"model", "ref", "no", "number", "nr", "type"})
"""Words beside which a number that is on file as a name is one."""
_OTHER_PUMPS = frozenset(
    """ams balloon bivad breast circulatory feeding heart heartmate impella lvad penile rvad sphincter vad
    ventricular""".split()  # noqa: SIM905
)
"""Words beside which a pump delivers no drug, unless one of these stands there too."""
_DRUG = _THERAPY | _DELIVERY | _DRUGS | {"itb", "pain", "spasticity"}
_OTHERWISE = re.compile(
    r"""\b(?: proton[ -]pumps? | (?:gastric|stomach)[ -]acid[ -]pumps? | acid[ -]pump[ -](?:antagonist|blocker|inhibitor)s?
    | gel[ -]pumps? | metered[ -](?:dose[ -])?pumps? | breast[ -]pumps? | (?:sodium[ -])?potassium[ -]pumps? | (?:cardiac|ventricular)[ -]pump[ -](?:failure|function)
    | o(?:ff|n)[ -]pump[ -](?:bypass|cabg|coronary[ -](?:artery[ -])?bypass) | (?:op)?cabg[ ](?:\d{4}[ ])?\(?o(?:ff|n)[ -]pump
    | itb[ ](?:band|friction|release|syndrome) | (?:maladie[ ]de|morbus)[ ]pompe | pompe(?:['’]?s)?[ ]disease )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Phrases in which a word for a pump means something else: of words that nothing divides, for over the end of a sentence
the next one may begin with a pump."""
_OTHER_WORD = " else "
_BESIDE = frozenset(
    """a abdominal abandoned active and battery broken constant controlled delivery device disconnected drug
    empty explant explanted external flow functioning has implant implantable implanted in infusion inside insulin
    internal left lumbar n no non not of old or pain partial patient possible previous programmable remains removed
    replaced replacement residual retained right s situ spasticity spinal status still stopped system the therapy
    trial unknown with without y yes""".split()  # noqa: SIM905
)
_LEADS_ON = frozenset({"a", "and", "in", "of", "or", "the", "with"})
"""At the end of a mention they lead to words that are not repeated."""
_MODEL = re.compile(r"\b\d{4}-\d{2}[A-Za-z0-9]*\b")
_COMMON = frozenset({"handset", "communicator", "medallion", "paradigm", "arrow", "ports", "reinforced"})  # fmt: skip
_PUMPS_ONLY = frozenset({"algomed", "cerebraltherapeutics", "flowonix", "infusaid", "infusyn", "interaoncology", "minimed", "sequana",
                         "tricumed"})  # fmt: skip
"""Makers of which no other implant is known: their name alone speaks of a pump. That no catalogue can say."""
_ALSO_ELSE = frozenset({"intera"})
"""Such a maker whose name is that of an MR scanner too: it counts beside a word for an implant."""
_WORN = frozenset({"implant", "implants", "implanted", "implantable", "explanted", "situ", "refill", "hepatic", "hai", "has", "had"})  # fmt: skip
_NAMED = _DRUGS | {"tdd"}
"""Words that are a mention where they stand in the name of a device; in a note they are of the patient's therapy."""
_DIGITS = re.compile(r"\d{4,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST = 6
_SHORTEST = 5
MAX_TEXT = 1_000_000
"""Characters of one free text that are looked at."""
TOO_LONG = "a text that is too long to be looked through"
MORE = "and more of the same text"
"""Stands for the mentions beyond MOST: what is on file by name or number comes before other words."""
MOST = 8
_MAX_WORDS = 10
UDI = "unique device identifier"
"""Stands for one in a text: which device it is of, is for a person to find out."""
_CALLED = re.compile(r"\b(?:74711-3|unique[ ]device[ ]identifi(?:er|cation))\b", re.I)
"""The observation that is one (LOINC), and its name."""


def may_be_pump(text: str, catalogue: Catalogue) -> bool:
    """Whether the name of a device may be that of a drug pump or of a part of one (``Mentions``), or of one misspelt."""
    if catalogue.memo.mentions is None:
        catalogue.memo.mentions = Mentions(catalogue)
    found: bool = catalogue.memo.mentions.may_be_pump(text)
    return found or misspelt(text, catalogue)


def into_spine(route: str) -> bool:
    """Whether a route of a drug is one on which pumps deliver theirs."""
    said = words(_SPLIT.sub("intra", route))
    return route == "72607000" or not _INTRA.isdisjoint(in_english(said, _is_pump))  # SNOMED CT


class Mentions:
    """Finds mentions; the names of devices are those of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.makers = frozenset(catalogue.makers)
        self.names = frozenset(catalogue.names) - _COMMON
        self.starts = frozenset(
            name[:3]
            for name in (*catalogue.names, *catalogue.families, *(_PUMPS_ONLY & self.makers))
            if len(name) >= _SHORTEST and not name.isdigit()
        )

    def find(self, text: str) -> tuple[str, ...]:
        """The mentions in a text, each once, in words of a closed list; none for a text that has none."""
        found: dict[str, None] = {}
        on_file = {TOO_LONG}
        if len(text) > MAX_TEXT:
            text = text[:MAX_TEXT]
            found[TOO_LONG] = None
        said = words(_OTHERWISE.sub(_OTHER_WORD, _SPLIT.sub("intra", text)))
        said = in_english(said, _is_pump)
        at = 0
        while at < len(said):
            end = self._hit(said, at)
            if end is None:
                at += 1
                continue
            name = "".join(said[at:end])
            if said[at].isdigit():
                found[self.catalogue.spelling[name]] = None
                on_file.add(self.catalogue.spelling[name])
                at = end
                continue
            on = self._on_file(name, said[end - 1])
            start, last = at, end
            while start and at - start < 4 and self._known(said[start - 1]):
                start -= 1
            last = self._goes_on(said, end)
            apart = last > end and _is_pump(said[at])
            if not apart and last < len(said) and _is_pump(said[last]):
                end = last + 1  # a therapy, or a name, and its pump are one
                last = self._goes_on(said, end)
            while last > end and said[last - 1] in _LEADS_ON:
                last -= 1
            told = [_plain(word) for word in said[start:last] if on or self._told(word)]
            phrase = " ".join(told[:_MAX_WORDS])
            found[phrase] = None
            if name in self.catalogue.names:
                on_file.add(phrase)
            at = last
        for number in _MODEL.findall(text):
            name = "".join(words(number))
            if name in self.catalogue.names:
                found.setdefault(self.catalogue.spelling[name])
                on_file.add(self.catalogue.spelling[name])
        if not found:
            found = _given(said)
        if len(found) <= MOST:
            return tuple(found)
        return (*sorted(found, key=lambda one: one not in on_file)[:MOST], MORE)

    def spoken(self, text: str) -> tuple[str, ...]:
        """The same, and whether an identifier stands there: for a text that is not of one device, whose own it would be."""
        found, text = self.find(text), text[:MAX_TEXT]
        return (*found, UDI) if holds_udi(text) or _CALLED.search(text) else found

    def may_be_pump(self, text: str) -> bool:
        """Whether a text may name a drug pump or a part of one: it mentions one beside all pumps of another kind.

        A family without devices (penile prosthesis, ventricular assist device) has only the word in common.
        """
        said, left = words(text), list[str]()
        if self._names_one(said):
            return True
        other = not _OTHER_PUMPS.isdisjoint(said)
        while said:
            sizes = range(min(_LONGEST, len(said)), 0, -1)
            skip = next((size for size in sizes if self._without_devices(said[:size])), 0)
            other = other or bool(skip)
            left += () if skip else said[:1]
            said = said[skip or 1 :]
        if not other or not _DRUG.isdisjoint(left):
            return bool(self.find(text))
        return bool(self.find(" ".join(one for one in left if one not in _PUMPS)))

    def _names_one(self, said: tuple[str, ...]) -> bool:
        """Whether the name of a device holds what is a mention in no note: a number on file by itself, a drug, another
        language. A number that may be a year is one unless some word says what else the device is; a year is a word of its own."""
        whole, on_file = "".join(said), self.names
        if not _NAMED.isdisjoint(said) or any(one in whole for one in PUMP_SIGNS):
            return True
        words_on_file = on_file.intersection(said)
        years = {one for one in words_on_file if _YEAR.fullmatch(one)}
        glued = (one in on_file for word in said for one in _DIGITS.findall(word) if one != word)
        told = (self._known(one) or one in _IMPLANTS or one in on_file for one in said)
        return words_on_file != years or any(glued) or (bool(years) and all(told))

    def _without_devices(self, said: tuple[str, ...]) -> bool:
        family = self.catalogue.families.get("".join(said))
        return family is not None and not family.devices

    def _hit(self, said: tuple[str, ...], at: int) -> int | None:
        """Where a mention that begins here ends; None where none begins."""
        word = said[at]
        if _is_pump(word):
            return at + 1
        if word in _DELIVERY and not _SYSTEMS.isdisjoint(said[at + 1 : at + 2]):
            return at + 2
        if word in _INTRA and not _IMPLANTS.isdisjoint(said[at + 1 : at + 2]):
            return at + 2
        if said[at : at + 2] == ("drug", "delivery"):
            return at + 2 + (not _SYSTEMS.isdisjoint(said[at + 2 : at + 3]))
        if word.isdigit() and len(word) >= 4 and word in self.catalogue.names:
            end = at + 1 + ("".join(said[at : at + 2]) in self.catalogue.names)
            beside = (*said[max(at - 2, 0) : at], *said[end : end + 1])
            return end if any(one in _NUMBERED or one in self.makers for one in beside) else None
        if word in _THERAPY and not _PARTS.isdisjoint(said[at + 1 : at + 3]):
            return at + 2
        if word[:3] not in self.starts:
            return None
        name = ""
        longest = None
        for end in range(at, min(len(said), at + _LONGEST)):
            name += said[end]
            if self._on_file(name, said[end]):
                longest = end + 1
        if longest is None and word in _ALSO_ELSE and word in self.makers:
            beside = (*said[max(at - 2, 0) : at], *said[at + 1 : at + 3])
            longest = None if _WORN.isdisjoint(beside) else at + 1
        return longest

    def _on_file(self, name: str, last: str) -> bool:
        """Whether words run together are a name on file, or of a maker of pumps alone; of SynchroMed2 the family, whatever the digits of its word mean."""
        names = {name} if last.isdigit() else {name, name.rstrip("0123456789")}
        return any(
            len(one) >= _SHORTEST
            and not one.isdigit()
            and one not in _COMMON
            and (
                one in self.catalogue.names
                or one in self.catalogue.families
                or (one in _PUMPS_ONLY and one in self.makers)
            )
            for one in names
        )

    def _goes_on(self, said: tuple[str, ...], end: int) -> int:
        """Where the words end that go with a mention that ends here."""
        last = end
        while last < len(said) and last - end < 4 and self._known(said[last]):
            last += 1
        return last

    def _known(self, word: str) -> bool:
        return word in _BESIDE or word in _THERAPY or word in _PARTS or word in self.makers

    def _told(self, word: str) -> bool:
        return self._known(word) or word in _SYSTEMS or _is_pump(word)


def _is_pump(word: str) -> bool:
    return word in _PUMPS or word.endswith(_ENDINGS)


def _given(said: tuple[str, ...]) -> dict[str, None]:
    """A drug that pumps deliver, and near it where they do: a mention where there is no other."""
    places = () if _INTRA.isdisjoint(said) else range(len(said))
    near = (
        f"{said[at]} {one}"
        for at in places
        if said[at] in _INTRA
        for one in said[max(at - _FAR, 0) : at + _FAR + 1]
        if one in _DRUGS
    )
    return dict.fromkeys(near)


def _plain(word: str) -> str:
    """A compound is not repeated, only that it ends in a pump: a surname might."""
    return "pump" if _is_pump(word) and word not in _PUMPS else word
