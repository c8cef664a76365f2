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
    knieprothese lead leads lens ligament loop marcapasos mesh monitor nail neurostimulator occluder orthopaedic
    orthopedic pacemaker pacer penile piercing pin plate plates prostheses prosthesis prosthetic prothese protesis
    recorder ring rod rods schrittmacher screw screws sensor shoulder shrapnel shunt sling spacer sphincter
    staple staples stent stents stimulateur stimulator suture sutures testicular tooth tympanostomy valve walker
    wheelchair wire wires""".split()  # noqa: SIM905
)
_MAY_BE_ONE = (
    "baclof", "bomba", "broviac", "catet", "cathet", "deliver", "dosing", "drug", "epidur", "groshong", "hickman",
    "infus", "intraspin", "intrat", "intraventric", "katet", "kathet", "morphin", "ommaya", "peridur", "picc", "pomp",
    "port", "pump", "reservoir", "ziconot",
)  # fmt: skip
"""Parts of words of pumps, catheters and ports, in several languages and without accents."""


def is_other(name: str) -> bool:
    """Whether a device that is called so is certainly of another kind."""
    plain = unicodedata.normalize("NFKD", name)
    said = words("".join(one for one in plain if not unicodedata.combining(one)))
    if any(part in word for word in said for part in _MAY_BE_ONE):
        return False
    return not _OTHER.isdisjoint(said)
