"""Exam names: the region, contrast and side that an order's text speaks of, or why it cannot be said.

Rules only, over the words of the catalogue's ``exams.yaml``. Every word of a name must be known: one that is not
could be a further region, so it makes the region unknown, which is the widest set there is. The attributes that an
orderable name may hold are those of the LOINC/RSNA Playbook (modality, region, laterality, contrast).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from mri_check.exam_words import Vocabulary, Words, check_digit, fields, may_be_mri, tokens
from mri_check.frozen import Record
from mri_check.messages import exams as say

MAX_TEXT = 300
"""Characters; a longer name is not an exam's."""

_CODE = re.compile(r"(?<![\w.-])\d{4,6}-\d(?![\w-])")


class Exam(Record):
    """What is understood of an exam's name."""

    asked: str
    modality: str
    """``mri``, ``not-mri`` or ``unknown``."""
    modality_words: Words
    regions: Words
    """Choices of ``scan.region``, all scanned at once; empty where the region is unknown."""
    undecided: bool
    """Whether it is one of ``regions``, not known which, instead of all of them."""
    contrast: str
    """``without``, ``with``, ``without and with`` or ``unknown``."""
    side: str
    """``left``, ``right``, ``both`` or ``not stated``."""
    codes: tuple[tuple[str, str], ...]
    """The LOINC codes in it, each with its name."""
    why_unknown: Words
    """Why the region is unknown, where it is."""
    named: Words
    """The regions that it names, whatever else in it is not understood."""
    fields: Words = ()
    """The field strengths that it names: of one of them, where there are several."""

    @property
    def region(self) -> Any:
        """The region as a request states it: a choice, a list, ``{any_of: [...]}``, or None where it is unknown."""
        if not self.regions:
            return None
        if self.undecided:
            return {"any_of": list(self.regions)}
        return self.regions[0] if len(self.regions) == 1 else list(self.regions)


class _Said(Record):
    """One phrase of a name: what it is, what it stands for, and its words."""

    kind: str
    value: Any
    words: str


def understand(text: str, vocabulary: Vocabulary) -> Exam:
    """What an exam's name says. Never guesses: what is not understood leaves the region unknown.

    Raises ValueError where a LOINC code has a wrong check digit, saying which it would be.
    """
    plain = unicodedata.normalize("NFKC", text[:MAX_TEXT])
    codes, reasons = _codes(plain, vocabulary)
    told = tokens(_CODE.sub(" ", plain))
    said = _phrases(vocabulary.written_out(told), vocabulary)
    unknown = tuple(dict.fromkeys(one.words for one in said if one.kind == "unknown"))
    kinds = {one.kind for one in said}
    modality = "unknown"
    if kinds & {"mri", "mri-region", "angiography"} or codes:
        modality = "mri"
    elif "not-mri" in kinds and (not unknown or said[0].kind == "not-mri"):
        # of a name that is too long the rest counts here too
        modality = "unknown" if may_be_mri(tokens(text)) else "not-mri"
    modality_words = {
        one.words: None
        for one in said
        if one.kind in ("mri", "mri-region", "angiography", "not-mri")
    }
    contrast, joined = _contrast(said)
    reading = _Reading(said, joined, vocabulary)
    regions, undecided = reading.regions()
    reasons += reading.reasons
    if unknown:
        reasons.append(say.NOT_UNDERSTOOD.format(words=", ".join(map(repr, unknown))))
    if len(text) > MAX_TEXT:
        reasons.append(say.TOO_LONG.format(limit=MAX_TEXT))
    for code, form in codes:
        told = tuple(form.get("is", form.get("any_of", ())))
        if not told:
            reasons.append(say.CODE_NAMES_NONE.format(code=code))
        elif reading.named and (set(regions) != set(told) or undecided != ("any_of" in form)):
            reasons.append(say.CODE_DIFFERS.format(code=code, name=form["name"]))
        regions, undecided = told, "any_of" in form
        if contrast == "unknown":
            contrast = form.get("contrast", "unknown")
    if modality == "not-mri":
        reasons = [say.IS_NOT_MRI]
    elif not regions and not reasons:
        reasons.append(say.NAMES_NONE)
    return Exam(
        text, modality, tuple(modality_words), () if reasons else _without_parts(regions, vocabulary.parents),
        undecided and not reasons, contrast, _side(said),
        tuple((code, form["name"]) for code, form in codes), tuple(dict.fromkeys(reasons)),
        _without_parts(regions, vocabulary.parents), fields(plain) if modality != "not-mri" else (),
    )  # fmt: skip


def _codes(
    text: str, vocabulary: Vocabulary
) -> tuple[list[tuple[str, Mapping[str, Any]]], list[str]]:
    """The LOINC codes in a text that are on the list, and what is wrong with the others."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    reasons: list[str] = []
    for code in dict.fromkeys(_CODE.findall(text)):
        body, _, digit = code.partition("-")
        right = check_digit(body)
        if digit != right:
            raise ValueError(
                f"'{code}' is no LOINC code: its check digit would be {right} ({body}-{right}); "
                "a code of your own belongs into the table of your exams"
            )
        if code in vocabulary.codes:
            found.append((code, vocabulary.codes[code]))
        else:
            reasons.append(say.CODE_NOT_LISTED.format(code=code))
    if len(found) > 1:
        reasons.append(say.SEVERAL_CODES)
    return found, reasons


def _phrases(words: Words, vocabulary: Vocabulary) -> list[_Said]:
    """The longest known phrases from the left; a word in none of them is ``unknown``."""
    said: list[_Said] = []
    at = 0
    while at < len(words):
        run = vocabulary.run(words, at)
        if run is not None:
            levels, end = run
            said.append(_Said("levels", levels, " ".join(words[at:end])))
            at = end
            continue
        for size in range(min(vocabulary.longest, len(words) - at), 0, -1):
            known = vocabulary.phrases.get(words[at : at + size])
            if known is not None:
                said.append(_Said(*known, " ".join(words[at : at + size])))
                at += size
                break
        else:
            said.append(_Said("unknown", None, words[at]))
            at += 1
    return said


class _Reading:
    """The regions of one name, and what keeps them from being known."""

    def __init__(self, said: list[_Said], joined: bool, vocabulary: Vocabulary) -> None:
        self.said, self.joined, self.vocabulary = said, joined, vocabulary
        self.kinds = {one.kind for one in said}
        self.reasons = [
            say.AMBIGUOUS.format(word=one.value) for one in said if one.kind == "ambiguous"
        ]
        self.named = bool(
            self.kinds & {"region", "mri-region", "levels", "level", "limb", "spine", "joint"}
        )

    def regions(self) -> tuple[Words, bool]:
        """The regions that are named, and whether it is only one of them."""
        names: dict[str, None] = {}
        for one in self.said:
            if one.kind in ("region", "mri-region", "levels"):
                names.update(dict.fromkeys(one.value))
            elif one.kind == "level":
                names[one.value] = None
                if self.kinds & {"angiography", "vessels"} and "spine" not in self.kinds:
                    self.reasons.append(say.MAY_BE_VESSELS.format(words=one.words))
        if self.kinds & {"angiography", "vessels"}:
            names = {self.vocabulary.beyond.get(name, name): None for name in names}
        if "spine" in self.kinds and not set(names) & set(self.vocabulary.levels.values()):
            self.reasons.append(say.WHICH_SPINE)
        if set(names) & self.vocabulary.parts:
            self.reasons += [
                say.MAY_BE_OF_A_BONE.format(words=one.words)
                for one in self.said
                if one.words in self.vocabulary.of_bones
            ]
        limbs = [self.vocabulary.limbs[one.value] for one in self.said if one.kind == "limb"]
        if limbs:
            return self.limb(names, limbs)
        if "joint" in self.kinds and not names:
            self.reasons.append(say.WHICH_JOINT)
        return tuple(names), False

    def limb(
        self, names: dict[str, None], limbs: list[Mapping[str, list[str]]]
    ) -> tuple[Words, bool]:
        """An arm or leg: the part of it that is named beside it, else all of it; a joint may be hip or shoulder."""
        parts = {part for limb in limbs for part in limb["parts"]}
        if set(names) & parts and set(names) <= parts and not self.joined:
            return tuple(names), False
        if self.kinds & {"joint", "arthrogram"}:
            if names:
                self.reasons.append(say.WHICH_JOINT)
            joints = (joint for limb in limbs for joint in limb["joint"])
            return ("extremity", *dict.fromkeys(joints)), True
        return (*names, "extremity"), False


def _contrast(said: list[_Said]) -> tuple[str, bool]:
    """What is said of contrast, and whether an ``and`` or a ``with`` joins things other than contrast."""
    speaks = ("with", "without", "agent")
    kinds = ["", "", *(one.kind for one in said), "", ""]
    found: set[str] = set()
    joined = either = False
    for at, one in enumerate(said):
        earlier, before, _, after, later = kinds[at : at + 5]
        if one.kind == "joins":
            if before in speaks and after in speaks:
                either = either or one.words == "or"
            else:
                joined = True
        elif one.kind in ("with", "without"):
            pair = before == "without" or (before == "joins" and earlier in speaks)
            ahead = after in (*speaks, "", "side") or (after == "joins" and later in speaks)
            if pair or ahead or (one.kind == "without" and after != "no-agent"):
                found.add(one.kind)
            else:
                joined = True
    if either or not found:
        return "unknown", joined
    return " and ".join(word for word in ("without", "with") if word in found), joined


def _side(said: list[_Said]) -> str:
    sides = {one.value for one in said if one.kind == "side"}
    return "both" if len(sides) > 1 else next(iter(sides), "not stated")


def _without_parts(regions: Words, parents: Mapping[str, tuple[str, ...]]) -> Words:
    """The regions that do not lie in another of them; one of two parents lies in them only where both are there."""

    def inside(name: str) -> bool:
        above = parents.get(name, ())
        return bool(above) and all(one in regions or inside(one) for one in above)

    return tuple(name for name in dict.fromkeys(regions) if not inside(name))
