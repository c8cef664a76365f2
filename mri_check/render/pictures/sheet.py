"""What the pictures share: a sheet that is drawn from the top down, its text, its patterns and its marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from mri_check.checklist import Checklist, ImplantOutcome
from mri_check.frozen import Record
from mri_check.render.markup import Safe, el
from mri_check.render.text import inert

WIDTH = 300
"""Of every picture, in px where it is not made narrower: a phone of 320 px shows it whole."""
SIZE = 12
"""Of all text. A picture that a narrow page shrinks to 275 px still has 11 px."""
LEADING = 15

INK = "currentColor"
LINE = "var(--picture-line,currentColor)"
SOFT = "var(--picture-soft,none)"
STOP = "var(--picture-stop,currentColor)"
PAPER = "var(--picture-paper,Canvas)"
COLOURS = {
    "light": {"paper": "#ffffff", "ink": "#1a222f", "line": "#5f6875", "stop": "#8c1a1a", "soft": "#eef0f3"},
    "dark": {"paper": "#191e26", "ink": "#e4e7ec", "line": "#97a2b3", "stop": "#ffb3ab", "soft": "#272e39"},
}  # fmt: skip
"""Their own colours, and the page's ``ink`` that they are made for; ``paper`` is what lies under them."""


def _colours(page: str) -> str:
    own = ("paper", "line", "soft", "stop")
    return "; ".join(f"--picture-{name}: {COLOURS[page][name]}" for name in own)


PICTURE_CSS = (
    f".picture {{ max-width: 100%; height: auto; {_colours('light')}; }}\n"
    f"@media screen and (prefers-color-scheme: dark) {{ .picture {{ {_colours('dark')}; }} }}\n"
)
"""The rules that the style sheet of a page with pictures holds; without them they are all in the page's ink."""


class Picture(Record):
    """One picture of a checklist. ``text`` says all that it shows; it stands in ``svg`` too."""

    id: str
    title: str
    svg: Safe
    text: str


class Placed(Record):
    """A device of the request, and what it goes by in a picture."""

    outcome: ImplantOutcome
    group: str
    """``implants``, ``items`` or ``other_implants``."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.outcome.called

    @property
    def id(self) -> str:
        """Its place, as a part of an id."""
        return self.outcome.place.replace("/", "-").replace("_", "-")


def placed(checklist: Checklist) -> Iterator[Placed]:
    """Every device of a checklist, each followed by its components."""
    for group in ("implants", "items", "other_implants"):
        yield from _flat(getattr(checklist, group), group)


def _flat(outcomes: Iterable[ImplantOutcome], group: str) -> Iterator[Placed]:
    for one in outcomes:
        yield Placed(one, group)
        yield from _flat(one.components, group)


def numbers(checklist: Checklist) -> dict[str, str]:
    """The numbers of the implants by their names; empty where there is only one thing to name.

    Where there are several, the text of a task begins with the name of what it is of.
    """
    found = {one.called: str(at) for at, one in enumerate(checklist.implants, 1)}
    several = len(checklist.implants) + len(checklist.items) + len(checklist.other_implants) > 1
    return found if several else {}


def numbered(text: str, numbers: dict[str, str]) -> tuple[str, str]:
    """A text that begins with the name of an implant: its number, and the rest; else no number, and all of it."""
    for name, number in numbers.items():
        if text.startswith(f"{name}: "):
            return number, text[len(name) + 2 :]
    return "", text


def origin_of(axis: str, checklist: Checklist) -> str:
    """Where the value on an axis comes from: ``scanner``, ``planned``, ``default`` or ``stated`` (of an implant)."""
    fact = checklist.scan.get(axis)
    if fact is None:
        return "planned" if axis.startswith("scan.") else "stated"
    return _ORIGINS.get(fact.from_, "planned")


_ORIGINS = {"profile": "scanner", "configuration": "scanner", "default": "default"}


class Sheet:
    """One picture while it is drawn. ``y`` is where the next thing goes; ``told`` what was drawn, in words.

    One that is made of paragraphs is ``read`` as they stand, so that only its shapes need other words.
    """

    def __init__(self, id: str, title: str, read: bool = False) -> None:
        self.id, self.title, self.read = f"picture-{id}", title, read
        self._of_shapes: list[str] = []
        self.y = 0.0
        self.told: list[str] = []
        self._shapes: list[Safe] = []
        self._defined: dict[str, Safe] = {}

    def draw(self, *shapes: Safe) -> None:
        """Put shapes on the sheet."""
        self._shapes += shapes

    def tell(self, text: str) -> None:
        """Say in the text alternative what shapes show."""
        self._of_shapes.append(inert(text))
        self.told.append(self._of_shapes[-1])

    def label(
        self, text: str, x: float, y: float, anchor: str | None = None, bold: bool = False
    ) -> None:
        """A few words beside a shape; they are told with it."""
        weight = "700" if bold else None
        self.draw(el("text", text, x=num(x), y=num(y), text_anchor=anchor, font_weight=weight))

    def write(self, text: str, x: float = 0, bold: bool = False, told: str | None = None) -> None:
        """A paragraph from ``x`` to the right edge, told as it is, or as ``told``."""
        lines = wrapped(text, WIDTH - x, bold)
        weight = "700" if bold else None
        at = num(x)
        last = (
            len(lines) - 1
        )  # a space ends each line but the last: what is copied keeps its words apart
        for n in range(last):
            lines[n] += " "
        rest = [el("tspan", one, x=at, dy=LEADING) for one in lines[1:]]
        self.draw(el("text", lines[0], rest, x=at, y=num(self.y + SIZE), font_weight=weight))
        self.y += LEADING * len(lines)
        self.told.append(inert(text if told is None else told))

    def pattern(self, name: str) -> str:
        """A fill of lines or dots; the first use defines it."""
        self.define(name, lambda id: el(
            "pattern", el("path", d=_PATTERNS[name], stroke=INK, stroke_width=1.1),
            id=id, width=6, height=6, patternUnits="userSpaceOnUse",
        ))  # fmt: skip
        return f"url(#{self.id}-{name})"

    def mark(self, verdict: str, x: float, y: float) -> Safe:
        """A disc for met, a dashed ring with a question mark for unknown, a crossed square for not met."""
        if verdict == "met":
            return el("circle", cx=num(x), cy=num(y), r=4.5)
        id = self.define(verdict, _unknown if verdict == "unknown" else _not_met)
        return el("use", href=f"#{id}", x=num(x), y=num(y))

    def define(self, name: str, make: Callable[[str], Safe]) -> str:
        """Something that is referred to; its id on the page."""
        id = f"{self.id}-{name}"
        if name not in self._defined:
            self._defined[name] = make(id)
        return id

    def picture(self) -> Picture:
        """The picture, whole."""
        text = " ".join(self.told)
        other = " ".join(self._of_shapes) if self.read else text
        named, told, height = f"{self.id}-title", f"{self.id}-text", round(self.y + 4)
        labels = f"{named} {told}" if other else named
        defined = el("defs", *self._defined.values()) if self._defined else None
        svg = el(
            "svg", el("title", self.title, id=named), el("desc", other, id=told) if other else None, defined, self._shapes,
            xmlns="http://www.w3.org/2000/svg", class_="picture", id=self.id,
            role="group" if self.read else "img", aria_labelledby=labels, viewBox=f"0 0 {WIDTH} {height}", width=WIDTH, height=height,
            font_size=SIZE, fill=INK,
        )  # fmt: skip
        return Picture(self.id, self.title, svg, text)


PATTERNS = ("rising", "falling", "level", "dots", "upright", "grid")
"""Fills that tell several things apart."""

_PATTERNS = {
    "rising": "M-1 1L1 -1M0 6L6 0M5 7L7 5",
    "falling": "M-1 5L1 7M0 0L6 6M5 -1L7 1",
    "level": "M0 3H6",
    "dots": "M2 3H4M3 2V4",
    "upright": "M3 0V6",
    "grid": "M0 3H6M3 0V6",
    "cross": "M0 6L6 0M0 0L6 6",
}


def num(value: float) -> float | int:
    """A coordinate, to a tenth of a px."""
    short = round(value, 1)
    return int(short) if short == int(short) else short


# --- marks -----------------------------------------------------------------------------------------


def _unknown(id: str) -> Safe:
    ring = el("circle", r=6.5, fill="none", stroke=INK, stroke_dasharray="2 1.6")
    return el("g", ring, el("text", "?", y=4, text_anchor="middle", font_weight="700"), id=id)


def _not_met(id: str) -> Safe:
    return el("g", *crossed(-6, -6, 12, 12, 2), id=id)


def crossed(x: float, y: float, width: float, height: float, thick: float) -> tuple[Safe, Safe]:
    """A box that is crossed out."""
    right, low = num(x + width), num(y + height)
    path = f"M{num(x)} {num(y)}L{right} {low}M{num(x)} {low}L{right} {num(y)}"
    box = rect(x, y, width, height, stroke=STOP, stroke_width=thick)
    return box, el("path", d=path, stroke=STOP, stroke_width=thick, fill="none")


def rect(x: float, y: float, width: float, height: float, **look: str | float | None) -> Safe:
    """A rectangle, empty if its look says nothing else; with no fill at all it is in ink, as the sheet is."""
    return el(
        "rect", x=num(x), y=num(y), width=num(width), height=num(height), **{"fill": "none", **look}
    )


def line(d: str, stroke: str = INK, width: float = 1, dash: str | None = None) -> Safe:
    """A path that is not filled."""
    wide = None if width == 1 else width
    return el("path", d=d, fill="none", stroke=stroke, stroke_width=wide, stroke_dasharray=dash)


# --- text ------------------------------------------------------------------------------------------


def wrapped(text: str, width: float, bold: bool = False) -> list[str]:
    """A text in lines of at most ``width`` px; a word that is longer is broken. One line at least."""
    room = width / (SIZE * (_BOLD if bold else 1))
    lines: list[str] = []
    line, used = "", 0.0
    for word in inert(text).split():
        wide = _ems(word)
        if line and used + _SPACE + wide <= room:
            line, used = f"{line} {word}", used + _SPACE + wide
            continue
        if line:
            lines.append(line)
        while wide > room:
            cut = next(n for n in range(len(word), 0, -1) if n == 1 or _ems(word[:n]) <= room)
            lines.append(word[:cut])
            word = word[cut:]
            wide = _ems(word)
        line, used = word, wide
    if line or not lines:
        lines.append(line)
    return lines


def wide(text: str, bold: bool = False) -> float:
    """How wide a text is, in px, in a font that runs wide."""
    return _ems(inert(text)) * SIZE * (_BOLD if bold else 1)


_SPACE, _BOLD = 0.32, 1.12
_EMS = {
    char: ems
    for ems, chars in (
        (0.28, "ijl"), (0.32, " .,'|"), (0.36, "-/:;f"), (0.4, "()[]rtI!J"), (0.52, "s*"), (0.55, "cz?"),
        (0.6, "kvxyL\\"), (0.64, "0123456789abdeghnopqu$"), (0.7, "ABCEFKPSTVXYZ"), (0.8, "w~DGHNORUQ+<>=#"),
        (1.0, "mMW%@&"),
    )
    for char in chars
}  # fmt: skip
"""Advance widths of DejaVu Sans, rounded up: of the fonts that systems fall back on it runs widest."""


@lru_cache(maxsize=4096)
def _ems(word: str) -> float:
    return sum([_EMS.get(char, 0.7 if char < "\u2e80" else 1.0) for char in word])
