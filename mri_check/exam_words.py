"""The words of exam names: the vocabulary of ``exams.yaml`` by phrase, and how a name is cut into words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from mri_check.quantity import plain

Words: TypeAlias = tuple[str, ...]

_FIELD = re.compile(r"(?<![\w.,])(\d{1,2}(?:[.,]\d+)?)[\s-]*(?:t\b(?![\s-]*(?:\d|spine))|tesla\b)")
_SPELLINGS = (
    (re.compile(r"\bw\s*/\s*o(ut)?\b"), " wo "),
    (re.compile(r"\bw\s*/"), " w "),
    (_FIELD, " "),
    (re.compile(r"[&+]"), " and "),
)  # fmt: skip
_MRI = re.compile(
    r"""\b(?: mr(?!sa\b) | irm(?!a\b) | rnm | rm\b | kst\b | mag\w*res | magn(?!if|esi|[aou]) | re[sz]{1,2}on\wn | \u043c\u0440 )
    | mrt | nmr | kernspin | risonan | rmn(?![a-z]) | mri[sf]?(?![a-z]) | (?<!f)(?<!ch)(?<!squ)irm[sf]?(?![a-z])
    | (?:pet|tep|ct|angio|arth?ro|bili|cardio|ch?olangio|entero|neuro|uro)(?:mr|rm)(?![a-z])
    | \u044f\u043c\u0440 | \u043c\u0430\u0433\u043d\u0438\u0442 | \u03bc\u03b1\u03b3\u03bd\u03b7\u03c4 | \u78c1\u5171\u632f | \u78c1\u6c17\u5171\u9cf4
    | \u78c1\u632f | \u6838\u78c1 | \uc790\uae30\uacf5\uba85 | \u0631\u0646\u064a\u0646 | \u05ea\u05d4\u05d5\u05d3\u05d4""",
    re.VERBOSE,
)
"""Words that name this modality, in whatever language or spelling, alone or behind another (mpMRI, KopfMRT); the
escapes are Russian, Greek, Chinese, Japanese, Korean, Arabic and Hebrew. Not: firm, Schirm, squirm, Umriss, MRSA, foramen magnum."""
_SPELLED = re.compile(r"mr|rm|kst")
_ALONE = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_](?!\S))+")
"""Letters that stand each for itself: M.R.I."""


def check_digit(body: str) -> str:
    """The check digit of a LOINC code (Luhn, modulus 10; LOINC Users' Guide) for the digits before its hyphen."""
    total = 0
    for at, digit in enumerate(reversed(body)):
        number = int(digit) * (1 if at % 2 else 2)
        total += number // 10 + number % 10
    return str(-total % 10)


def tokens(text: str) -> Words:
    """The words of a name: compatibility forms, no case, no punctuation; ``w/o`` is one word, ``&`` is ``and``."""
    text = unicodedata.normalize("NFKC", text).casefold()
    for pattern, written in _SPELLINGS:
        text = pattern.sub(written, text)
    return tuple("".join(c if c.isalnum() else " " for c in text).split())


def names_mri(words: Words) -> bool:
    """Whether a word of a name speaks of MR imaging, known to the vocabulary or not."""
    apart = unicodedata.normalize("NFKD", " ".join(words))
    text = "".join(one for one in apart if not unicodedata.combining(one))
    text = unicodedata.normalize("NFKC", text)  # what is no accent is put together again
    spelled = (one.replace(" ", "") for one in _ALONE.findall(text))
    return bool(_MRI.search(text)) or any(map(_SPELLED.search, spelled))


def may_be_mri(words: Words) -> bool:
    """Whether a word of a name may speak of MR imaging: so may any that is written in another script."""
    strange = {one for word in words if not word.isascii() for one in word if one.isalpha()}
    return names_mri(words) or any("LATIN" not in unicodedata.name(one, "") for one in strange)


def fields(text: str) -> Words:
    """The field strengths that a name holds, which are no words of it: ``3 T``."""
    found = _FIELD.findall(unicodedata.normalize("NFKC", text).casefold())
    return tuple(dict.fromkeys(f"{plain(Decimal(one.replace(',', '.')))} T" for one in found))


class Vocabulary:
    """The words of ``exams.yaml`` (already found to fit its schema), by phrase; ``parents`` is the tree of the axis."""

    def __init__(self, form: Mapping[str, Any], parents: Mapping[str, tuple[str, ...]]) -> None:
        self.parents = parents
        self.phrases: dict[Words, tuple[str, Any]] = {}
        """Kind and value of each phrase."""
        self.stands_for = {
            tokens(name): tokens(full) for name, full in form.get("stands_for", {}).items()
        }
        self.beyond: Mapping[str, str] = form.get("modalities", {}).get("vessels_beyond", {})
        """Where the vessels of an organ run beyond it."""
        spine = form.get("spine", {})
        self.spine = frozenset(spine.get("names", ()))
        self.levels = {
            name: level for level, names in spine.get("levels", {}).items() for name in names
        }
        limbs = form.get("extremities", {})
        self.limbs: Mapping[str, Mapping[str, list[str]]] = limbs.get("limbs", {})
        self.parts = frozenset(part for one in self.limbs.values() for part in one["parts"])
        self.of_bones = frozenset(" ".join(tokens(name)) for name in limbs.get("of_bones", ()))
        """What beside one of these parts may be of its bone."""
        loinc = form.get("loinc", {})
        self.codes: Mapping[str, Mapping[str, Any]] = loinc.get("codes", {})
        self.notice: str | None = loinc.get("notice")
        """What the licence of LOINC asks to be said wherever its content is shown."""
        for kind, value, names in phrases(form):
            self.phrases.update(dict.fromkeys(map(tokens, names), (kind, value)))
        every = tuple(self.levels[name] for name in spine.get("alone", ()))
        for whole in spine.get("whole", ()):
            for name in self.spine:
                value = tuple(dict.fromkeys(every))
                self.phrases[whole, name] = self.phrases[name, whole] = ("region", value)
        self.longest = max(map(len, (*self.phrases, *self.stands_for)), default=0)

    def written_out(self, words: Words) -> Words:
        """The words with every short form written out, once, from the left, the longest first."""
        found: list[str] = []
        at = 0
        while at < len(words):
            for size in range(min(self.longest, len(words) - at), 0, -1):
                full = self.stands_for.get(words[at : at + size])
                if full is not None:
                    found += full
                    at += size
                    break
            else:
                found.append(words[at])
                at += 1
        return tuple(found)

    def run(self, words: Words, at: int) -> tuple[Words, int] | None:
        """Levels before the word spine (``c, t and l spine``), and where they end; None where there are none."""
        found: list[str] = []
        while at < len(words):
            word = words[at]
            if word in self.levels:
                found.append(self.levels[word])
            elif found and word in self.spine:
                return tuple(found), at + 1
            elif not found or word != "and":
                return None
            at += 1
        return None


def phrases(form: Mapping[str, Any]) -> Iterable[tuple[str, Any, list[str]]]:
    """Kind, value and names of every group of words that are matched as they stand."""
    modalities, spine, limbs = (
        form.get(name, {}) for name in ("modalities", "spine", "extremities")
    )
    for name in ("mri", "angiography", "vessels"):
        yield name, name, modalities.get(name, [])
    for what, names in modalities.get("not_mri", {}).items():
        yield "not-mri", what, names
    for one in form.get("regions", ()):
        yield "region" if "modality" not in one else "mri-region", tuple(one["is"]), one["names"]
    yield "spine", None, spine.get("names", [])
    for level, names in spine.get("levels", {}).items():
        yield "level", level, [name for name in names if name in spine.get("alone", ())]
    for limb, one in limbs.get("limbs", {}).items():
        yield "limb", limb, one["names"]
    yield "joint", None, limbs.get("joints", [])
    yield "not-joint", None, limbs.get("not_joints", [])
    yield "arthrogram", None, limbs.get("arthrograms", [])
    for name, meanings in form.get("ambiguous", {}).items():
        yield "ambiguous", f"'{name}' ({meanings})", [name]
    for side, names in form.get("sides", {}).items():
        yield "side", side, names
    for name, names in form.get("contrast", {}).items():
        yield name if name != "beside" else "no-agent", name, names
    yield "beside", None, form.get("beside", [])
