"""Pictures of a checklist as inline SVG: drawn from its data alone, each with all that it shows in words.

A picture is told by shapes, hatching and words, in the page's own ink: no colour says anything by itself.
What is not known is drawn as not known; what is not in the checklist is not drawn.
"""

from __future__ import annotations

from mri_check.checklist import Checklist
from mri_check.render.pictures.bars import limits
from mri_check.render.pictures.body import body
from mri_check.render.pictures.face import faces
from mri_check.render.pictures.sheet import PICTURE_CSS, Picture
from mri_check.render.pictures.timeline import day

__all__ = ["PICTURE_CSS", "Picture", "pictures"]


def pictures(checklist: Checklist) -> tuple[Picture, ...]:
    """The pictures of a checklist: the body, each pump's face, each device's limits, the day.

    ``id`` is unique on a page that holds them once. The page's sheet holds ``PICTURE_CSS``.
    """
    return (body(checklist), *faces(checklist), *limits(checklist), day(checklist))
