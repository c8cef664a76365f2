"""Whether a name says for certain that a device is neither a drug pump nor a part of one.

By words of a closed list, and ours: a name that holds none of them, a brand say, tells nothing, and is for a person
to find out. A word that a pump's or a catheter's name may hold takes all certainty away.
"""

from __future__ import annotations

from mri_check.words import words

_OTHER = frozenset(
    """acetabular aneurysm annuloplasty arthroplasty bone breast bullet cage clip clips cochlear coil coils contraceptive
    crown defibrillator dental denture electrode electrodes embolization expander eyeglasses femoral filter fixation
    fixator graft hearing herzklappe herzschrittmacher hip hüftprothese icd intraocular intrauterine iud joint knee
    knieprothese lead leads lens ligament loop marcapasos mesh monitor nail neurostimulator occluder orthopaedic
    orthopedic pacemaker pacer penile piercing pin plate plates prostheses prosthesis prosthetic prothese prothèse
    prótesis recorder ring rod rods schrittmacher screw screws sensor shoulder shrapnel shunt sling spacer sphincter
    staple staples stent stents stimulateur stimulator suture sutures testicular tooth tympanostomy valve walker
    wheelchair wire wires""".split()  # noqa: SIM905
)
_MAY_BE_ONE = ("pump", "pomp", "bomba", "infus", "intrathec", "intraspin", "intraventric", "epidur", "cathet", "kathet",
               "baclof", "morphin", "ziconot", "drug", "dosing", "deliver", "reservoir")  # fmt: skip
_PORTS = frozenset({"port", "ports", "portacath"})


def is_other(name: str) -> bool:
    """Whether a device that is called so is certainly of another kind."""
    said = words(name)
    if not _PORTS.isdisjoint(said) or any(part in word for word in said for part in _MAY_BE_ONE):
        return False
    return not _OTHER.isdisjoint(said)
