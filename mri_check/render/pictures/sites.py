"""Where the pumps are drawn: at the site that is stated, and nowhere where none is."""

from __future__ import annotations

from mri_check.checklist import Checklist, ImplantOutcome
from mri_check.examined import is_part
from mri_check.frozen import Record
from mri_check.messages import pictures as say
from mri_check.render.pictures import figure
from mri_check.render.pictures.sheet import WIDTH, Placed, placed
from mri_check.words import words

MIDDLE, TOP = WIDTH / 2, 26
"""Where the figure's crown lies on the sheet."""
SITE = "implant.pump_site"


class Pump(Record):
    """An implant, its number in the figure, and where it is drawn: nowhere, where that is not known."""

    number: int
    one: Placed
    site: str | None
    spots: tuple[tuple[float, float], ...]


def pumps(checklist: Checklist) -> list[Pump]:
    """Each implant of a request, numbered; several at one site stand side by side."""
    implants = [
        one
        for one in placed(checklist)
        if one.group == "implants" and not is_part(one.outcome.place)
    ]
    stated = [dict(one.outcome.stated).get(SITE) for one in implants]
    found = []
    for number, (one, site) in enumerate(zip(implants, stated), 1):
        names = (site or "").split(say.OR)
        spots = []
        for name in filter(figure.SITES.get, names):
            x, y = figure.SITES[name]
            here = [at for at, other in enumerate(stated, 1) if name in (other or "").split(say.OR)]
            spots.append((MIDDLE + x + 21 * (here.index(number) - (len(here) - 1) / 2), TOP + y))
        found.append(Pump(number, one, site, tuple(spots) if len(spots) == len(names) else ()))
    return found


def to_the_spine(part: ImplantOutcome) -> bool:
    """Whether the name on file of a part says that it runs to the spine."""
    return part.device is not None and not set(words(part.name or "")).isdisjoint(
        say.CATHETER_WORDS
    )
