"""Whether a name says for certain that a device is neither a drug pump nor a part of one.

By words of a closed list, and ours: a name that holds none of them, a brand say, tells nothing, and is for a person
to find out. A word that a pump's or a catheter's name may hold takes all certainty away.
"""

from __future__ import annotations

import unicodedata

from mri_check.words import words

_OTHER = frozenset(
    """acetabular aneurysm annuloplasty arthroplasty bone breast bullet cage clip clips cochlear coil coils contraceptive
    crown defibrillator dental denture electrode electrodes embolization expander eyeglasses femoral filter fixation
    fixator graft hearing herzklappe herzschrittmacher hip huftprothese icd intraocular intrauterine iud joint knee
    knieprothese lead leads lens ligament marcapasos mesh nail neurostimulator occluder orthopaedic
    orthopedic pacemaker pacer penile piercing pin plate plates prostheses prosthesis prosthetic prothese protesis
    ring rod rods schrittmacher screw screws shoulder shrapnel shunt sling spacer sphincter
    staple staples stent stents stimulateur stimulator suture sutures testicular tooth tympanostomy valve walker
    wheelchair""".split()  # noqa: SIM905
)
_PARTS = frozenset({"loop", "monitor", "recorder", "sensor", "wire", "wires"})
"""A drug pump may have these too: they tell another kind only beside a word that says of what they are."""
_OF = frozenset(
    """cardiac cerclage ecg epicardial event glucose heart holter icp intracranial kirschner orthodontic pacing recorder
    sternal sternotomy""".split()  # noqa: SIM905
)
"""The words that say so."""
_MAY_BE_ONE = (
    "baclof", "bomba", "broviac", "cadd", "catet", "cathet", "deliver", "dosing", "drug", "epidur", "groshong",
    "hickman", "infus", "insulin", "intraspin", "intrat", "intraventric", "katet", "kathet", "minimed", "morphin",
    "ommaya", "omnipod", "paradigm", "pca", "peridur", "picc", "pomp", "port", "pump", "reservoir", "slim", "ziconot",
)  # fmt: skip
"""Parts of words of pumps, catheters and ports, in several languages and without accents."""
_COATED = frozenset({"coated", "eluting"})


def is_other(name: str) -> bool:
    """Whether a device that is called so is certainly of another kind."""
    plain = unicodedata.normalize("NFKD", name)
    said = words("".join(one for one in plain if not unicodedata.combining(one)))
    pairs = zip(said, (*said[1:], ""))  # a drug that is eluted is of a stent, and of no pump
    said = tuple(word for word, after in pairs if word != "drug" or after not in _COATED)
    if any(part in word for word in said for part in _MAY_BE_ONE):
        return False
    parts, of = _PARTS.intersection(said), _OF.intersection(said)
    return not _OTHER.isdisjoint(said) or bool(parts and of and len(parts | of) > 1)
