"""The figure of the body, seen from the front, and where each scan region lies on it.

Schematic and neutral. Coordinates are px from the middle line, the patient's left being to the right, and from the
crown. A region is cut to the outline when it is drawn.
"""

from __future__ import annotations

TALL = 332
"""From the crown to the soles."""

_LEFT = (
    (0, 0), (11, 3), (17.5, 14), (17, 28), (13, 39), (8, 46), (8.5, 55), (16, 61), (32, 66), (45, 73), (52, 86),
    (55, 108), (58, 132), (62, 150), (66, 172), (69, 190), (73, 204), (70, 217), (63, 217), (61, 203), (59, 190),
    (53, 168), (49, 150), (45, 130), (40.5, 106), (38.5, 104), (36, 122), (35, 140), (39, 160), (43, 182), (43, 205),
    (39, 232), (34, 254), (34, 272), (30, 296), (25, 312), (28, 322), (29, 330), (12, 331), (11, 318), (11, 296),
    (9, 274), (11, 254), (8, 228), (3, 202), (0, 196),
)  # fmt: skip
"""The outline from the crown down the patient's left, to the crotch."""


def _outline() -> str:
    """A smooth closed path through the outline and its mirror image."""
    points = [*_LEFT, *((-x, y) for x, y in reversed(_LEFT[1:-1]))]
    parts = [f"M{points[0][0]} {points[0][1]}"]
    count = len(points)
    for at in range(count):
        before, here, there, beyond = (points[(at + n) % count] for n in (-1, 0, 1, 2))
        first = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        second = (there[0] - (beyond[0] - here[0]) / 6, there[1] - (beyond[1] - here[1]) / 6)
        parts.append(
            f"C{first[0]:.0f} {first[1]:.0f} {second[0]:.0f} {second[1]:.0f} {there[0]} {there[1]}"
        )
    return "".join(parts) + "Z"


OUTLINE = _outline()


def _box(left: float, top: float, right: float, low: float) -> str:
    return f"M{left} {top}H{right}V{low}H{left}Z"


def _oval(x: float, y: float, across: float, down: float) -> str:
    return f"M{x - across} {y}a{across} {down} 0 1 0 {2 * across} 0a{across} {down} 0 1 0 {-2 * across} 0Z"


_TRUNK = "M-44 62H44L41 98L37.5 106L36 122L35 140L39 160L43 182V200L0 198L-43 200V182L-39 160L-35 140L-36 122L-37.5 106L-41 98Z"
_ARM = ((41.5, 88), (60, 78), (80, 200), (80, 226), (58, 226), (58, 192), (44.5, 130), (39.5, 104))
_LEG = ((0, 194), (6, 200), (50, 200), (50, 334), (0, 334))


def _boxes(left: float, top: float, right: float, low: float) -> str:
    return _box(left, top, right, low) + _box(-right, top, -left, low)


def _ovals(x: float, y: float, across: float, down: float) -> str:
    return _oval(x, y, across, down) + _oval(-x, y, across, down)


def _both(points: tuple[tuple[float, float], ...]) -> str:
    sides = (points, tuple((-x, y) for x, y in points))
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in side) + "Z" for side in sides)


MIDDLE = {
    "head": _box(-20, -2, 20, 45), "brain": _oval(0, 14, 14, 12), "orbits": _oval(-7, 25, 4.5, 3.5) + _oval(7, 25, 4.5, 3.5),
    "face": _box(-20, 22, 20, 45), "pituitary": _oval(0, 22, 4, 3.5), "neck": _box(-14, 45, 14, 64),
    "internal-auditory-canals": _oval(-11, 27, 4, 3.5) + _oval(11, 27, 4, 3.5),
    "temporomandibular-joint": _oval(-13, 33, 4, 4) + _oval(13, 33, 4, 4),
    "torso": _TRUNK, "thoracic-spine": _box(-4.5, 64, 4.5, 128), "lumbar-spine": _box(-5, 128, 5, 168),
    "cervical-spine": _box(-4.5, 40, 4.5, 66), "chest": "M-44 62H44L41 98L37.5 106L36 124H-36L-37.5 106L-41 98Z",
    "heart": _oval(7, 98, 12, 13), "breast": _oval(-19, 98, 14, 13) + _oval(19, 98, 14, 13),
    "abdomen": "M-36 124H36L35 140L39 160H-39L-35 140Z", "liver": _oval(-14, 130, 20, 10),
    "kidneys": _oval(-17, 145, 6, 10) + _oval(17, 145, 6, 10), "pancreas": _oval(4, 138, 15, 5),
    "bile-ducts": _oval(-8, 136, 6, 6), "pelvis": "M-39 160H39L43 182V200H-43V182Z",
    "prostate": _oval(0, 188, 6, 5), "uterus": _oval(0, 178, 9, 7), "body": _box(-82, -4, 82, 336),
}  # fmt: skip
"""What lies in the middle, or is both sides in any case."""

PAIRED = {
    "extremity": _both(_ARM) + _both(_LEG), "shoulder": _ovals(40, 80, 15, 16), "upper-arm": _boxes(40, 92, 66, 142),
    "elbow": _ovals(56, 148, 13, 11), "forearm": _boxes(48, 154, 74, 188), "wrist": _boxes(54, 184, 80, 197),
    "hand": _boxes(54, 195, 82, 222), "hip": _ovals(31, 186, 14, 15), "thigh": _boxes(0, 198, 46, 246),
    "knee": _ovals(22, 257, 15, 13), "lower-leg": _boxes(0, 266, 40, 308), "ankle": _ovals(19, 311, 11, 8),
    "foot": _boxes(4, 314, 36, 334),
}  # fmt: skip
"""What there is of on each side."""

_ONE_OF_TWO = frozenset(PAIRED) - {"extremity"}

SITES = {"abdomen": (0.0, 146.0), "chest": (0.0, 92.0), "buttock": (0.0, 186.0)}
"""Where a pump is drawn. The side is not stated, so it lies in the middle."""
BEHIND = frozenset(["buttock"])

REACHES = {
    "body": (0, 331), "head": (0, 45), "neck": (45, 64), "torso": (62, 200), "chest": (62, 124), "abdomen": (124, 160),
    "pelvis": (160, 200), "extremity": (88, 331), "thoracic-spine": (64, 128), "lumbar-spine": (128, 168),
    "cervical-spine": (40, 66),
}  # fmt: skip
"""From where to where a bracket beside the figure goes."""


def known(region: str) -> bool:
    """Whether the figure has a place for a region."""
    return region in MIDDLE or region in PAIRED


def shape(region: str) -> str:
    """The path of a region, of both sides where there are two."""
    return MIDDLE[region] if region in MIDDLE else PAIRED[region]


def sided(region: str) -> bool:
    """Whether it is one of two, so that the side matters."""
    return region in _ONE_OF_TWO


def reach(region: str) -> tuple[float, float]:
    """The height at which a region begins and ends."""
    if region in REACHES:
        return REACHES[region]
    return _REACHES_OF_OTHERS[region]


def _heights(path: str) -> tuple[float, float]:
    """The height of a box or an oval as ``_box`` and ``_oval`` write it."""
    top = float(path.split("a")[0].split("H")[0].split()[-1].rstrip("Z"))
    if "a" in path:
        down = float(path.split("a")[1].split()[1])
        return top - down, top + down
    return top, float(path.split("V")[1].split("H")[0])


_REACHES_OF_OTHERS = {
    region: _heights(path) for region, path in {**MIDDLE, **PAIRED}.items() if region not in REACHES
}
