"""The body figure: where the pumps lie, the catheter, what is scanned, and what a label says of a region."""

from __future__ import annotations

from collections.abc import Iterator

from mri_check.checklist import Checklist, Finding
from mri_check.examined import is_part
from mri_check.messages import pictures as say
from mri_check.render.markup import Safe, el
from mri_check.render.pictures import figure
from mri_check.render.pictures.bars import ruled_out, source
from mri_check.render.pictures.regions import REGION, Limit, regional
from mri_check.render.pictures.sheet import (
    INK,
    LINE,
    PAPER,
    PATTERNS,
    SOFT,
    STOP,
    WIDTH,
    Picture,
    Sheet,
    line,
    num,
    placed,
    rect,
    wrapped,
)
from mri_check.render.pictures.sites import MIDDLE, TOP, Pump, pumps, to_the_spine

ZONE = "scan.isocentre_distance"


def body(checklist: Checklist) -> Picture:
    """The figure of one checklist."""
    return _Body(checklist).picture()


class _Body:
    """One figure while it is drawn; shapes first, and their words beneath."""

    def __init__(self, checklist: Checklist) -> None:
        self.checklist = checklist
        self.sheet = Sheet("body", say.BODY)
        self.devices = [*placed(checklist)]
        fact = checklist.scan.get(REGION)
        self.region = fact.value if fact else None
        self.either = [text.split(say.AND) for text in (self.region or "").split(say.OR)]
        self.pumps = pumps(checklist)

    def picture(self) -> Picture:
        sheet = self.sheet
        self.inside: list[Safe] = []
        self.outline()
        drawn = self.regions()
        limits = regional(self.checklist)
        self.draw_limits(limits)
        move = f"translate({num(MIDDLE)} {TOP})"
        clip = el("g", self.inside, clip_path=f"url(#{self.clip})")
        sheet.draw(el("g", clip, transform=move))
        self.draw_pumps(left=not any(one.kind == "permits" for one in limits))
        self.draw_zones()
        sheet.y = TOP + figure.TALL + 12
        sheet.write(say.BODY_VIEW)
        sheet.y += 6
        self.tell_regions(drawn)
        self.tell_limits(limits)
        self.tell_pumps()
        self.tell_zones()
        self.tell_others()
        return sheet.picture()

    # --- the figure --------------------------------------------------------------------------------

    def outline(self) -> None:
        sheet = self.sheet
        move = f"translate({num(MIDDLE)} {TOP})"
        shape = sheet.define("outline", lambda id: el("path", d=figure.OUTLINE, id=id))
        self.clip = sheet.define(
            "clip", lambda id: el("clipPath", el("use", href=f"#{shape}"), id=id)
        )
        sheet.draw(
            el("use", href=f"#{shape}", fill=SOFT, stroke=LINE, stroke_width=1.5, transform=move)
        )
        sheet.label(say.RIGHT, 0, 12)
        sheet.label(say.LEFT, WIDTH, 12, "end")
        sheet.tell(f"{say.RIGHT}, {say.LEFT}.")

    def shade(self, region: str, fill: str, dash: str | None = None, stroke: str = INK) -> None:
        """Fill a region; what is inside the figure is cut to its outline."""
        self.inside.append(
            el("path", d=figure.shape(region), fill=fill, stroke=stroke, stroke_width=1.8, stroke_dasharray=dash)
        )  # fmt: skip

    def regions(self) -> list[tuple[str, str]]:
        """Hatch what is scanned: each region in its own way; dashed where it is undecided, or not known at all."""
        names = [*dict.fromkeys(name for world in self.either for name in world)]
        if self.region is None or not all(map(figure.known, names)):
            self.shade("body", self.sheet.pattern("rising"), "5 4")
            return []
        dash = "4 3" if len(self.either) > 1 else None
        found = []
        for at, name in enumerate(names):
            fill = PATTERNS[at % len(PATTERNS)]
            self.shade(name, self.sheet.pattern(fill), dash)
            found.append((name, fill))
        return found

    def tell_regions(self, drawn: list[tuple[str, str]]) -> None:
        sheet = self.sheet
        if not drawn:
            self.swatch("rising", "3 2")
            words = say.REGION_NOT_STATED if self.region is None else say.REGION_NOT_DRAWN
            sheet.write(words.format(region=self.region), 30, bold=True)
        dash = "3 2" if len(self.either) > 1 else None
        for name, fill in drawn:
            self.swatch(fill, dash)
            told = say.REGION.format(region=name)
            sheet.write(told + (f" {say.SIDES}" if figure.sided(name) else ""), 30, bold=True)
        if len(self.either) > 1 and drawn:
            sheet.write(say.REGION_EITHER.format(regions=self.region), 30)
        sheet.y += 4

    def swatch(self, fill: str | None, dash: str | None = None, stroke: str = INK) -> None:
        """A small sample of a fill, before its words."""
        look = self.sheet.pattern(fill) if fill else "none"
        y = self.sheet.y + 2.5
        self.sheet.draw(
            rect(1, y, 20, 11, fill=look, stroke=stroke, stroke_width=1.5, stroke_dasharray=dash)
        )

    def draw_limits(self, limits: list[Limit]) -> None:
        """Brackets beside the figure: what is permitted on the viewer's left, what is warned of on the right."""
        sides = {"permits": 0, "warns": 0}
        for at, limit in enumerate(limits):
            letter = _letter(at)
            regions = [name for name in limit.regions if figure.known(name)]
            if limit.kind == "forbids":
                for name in regions:
                    clear = limit.verdict is None
                    fill = "none" if clear else self.sheet.pattern("cross")
                    self.shade(name, fill, "6 3" if clear else None, STOP)
                    top, low = figure.reach(name)
                    self.sheet.label(
                        letter, MIDDLE + 78, TOP + (top + low) / 2 + 4, "middle", bold=True
                    )
                continue
            column = sides[limit.kind]
            sides[limit.kind] += 1
            way = -1 if limit.kind == "permits" else 1
            x = MIDDLE + way * (90 + 18 * min(column, 2))
            for name in regions:
                top, low = (TOP + height for height in figure.reach(name))
                bracket = (
                    f"M{num(x - 5 * way)} {num(top + 1.5)}H{num(x)}V{num(low - 1.5)}h{-5 * way}"
                )
                self.sheet.draw(line(bracket, INK, 2.2, "5 3" if way > 0 else None))
                self.sheet.label(letter, x + 9 * way, (top + low) / 2 + 4, "middle", bold=True)

    def tell_limits(self, limits: list[Limit]) -> None:
        sheet = self.sheet
        for at, limit in enumerate(limits):
            letter = _letter(at)
            if limit.kind == "forbids":
                clear = limit.verdict is None
                self.swatch(None if clear else "cross", "6 3" if clear else None, STOP)
            else:
                dash = "5 3" if limit.kind == "warns" else None
                sheet.draw(line(f"M8 {num(sheet.y + 2)}h6v13h-6", INK, 2.2, dash))
            if limit.verdict is not None:
                sheet.draw(sheet.mark(limit.verdict, 37, sheet.y + 8))
            told = f"{letter}: {limit.text}"
            sheet.write(
                told,
                30 if limit.verdict is None else 48,
                told=f"{say.LIMIT_MARKS[limit.kind, limit.verdict is None]} {told}",
            )
            sheet.y += 4

    # --- the pumps and their catheters -------------------------------------------------------------

    def draw_pumps(self, left: bool) -> None:
        """The pumps at their sites; those without one in a column beside the legs, on the side that is free."""
        sheet = self.sheet
        nowhere = [pump.number for pump in self.pumps if not pump.spots]
        for pump in self.pumps:
            if pump.spots and any(map(to_the_spine, pump.one.outcome.components)):
                for x, y in pump.spots:
                    path = f"M{num(x)} {num(y - 9)}C{num(x)} {num(y - 26)} {num(MIDDLE - 14)} {num(y - 26)} {num(MIDDLE)} {num(y - 30)}v-30"
                    sheet.draw(line(path, PAPER, 4), line(path, INK, 2, "5 3"))
            unsure = len(pump.spots) > 1 or pump.site in figure.BEHIND
            for x, y in pump.spots:
                self.disc(pump.number, x, y, "3 2" if unsure else None)
            if not pump.spots:
                below = len(nowhere) - nowhere.index(pump.number)
                x, y = 12.0 if left else 196.0, TOP + 348.0 - 34 * below
                self.disc(pump.number, x, y, "2 2")
                sheet.label("?", x + 20, y + 5, "middle", bold=True)
                sheet.label(say.SITE, x + 28, y - 2)
                site = say.NOT_STATED if pump.site is None else wrapped(pump.site, 66)[0]
                sheet.label(site, x + 28, y + 12)

    def disc(self, number: int, x: float, y: float, dash: str | None) -> None:
        self.sheet.draw(
            el("circle", cx=num(x), cy=num(y), r=10, fill=PAPER, stroke=INK,
               stroke_width=2.2, stroke_dasharray=dash)
        )  # fmt: skip
        self.sheet.label(str(number), x, y + 4.3, "middle", bold=True)

    def tell_pumps(self) -> None:
        sheet = self.sheet
        for pump in self.pumps:
            sheet.draw(el("circle", cx=11, cy=num(sheet.y + 8), r=6, fill="none", stroke=INK, stroke_width=2,
                          stroke_dasharray=None if pump.spots else "2 2"))  # fmt: skip
            told = {"number": str(pump.number), "name": pump.one.name, "site": pump.site}
            if pump.spots:
                words = say.PUMP.format(**told) + say.PUMP_SIDE
                words += say.PUMP_EITHER if len(pump.spots) > 1 else ""
                words += say.PUMP_BEHIND if pump.site in figure.BEHIND else ""
            else:
                words = (say.PUMP_NOT_STATED if pump.site is None else say.PUMP_ELSEWHERE).format(
                    **told
                )
            sheet.write(words, 30, bold=True)
            self.tell_catheters(pump)
            sheet.y += 4

    def tell_catheters(self, pump: Pump) -> None:
        sheet, parts = self.sheet, pump.one.outcome.components
        for part in parts:
            way = say.CATHETER_NOT_KNOWN
            if to_the_spine(part):
                way = say.CATHETER if pump.spots else say.CATHETER_NO_START
                if pump.spots:
                    sheet.draw(line(f"M1 {num(sheet.y + 8)}h21", INK, 2, "5 3"))
            sheet.write(way.format(number=pump.number, name=part.name or part.asked), 30)
        if not parts:
            sheet.write(say.CATHETER_NONE.format(number=pump.number), 30)

    # --- zones and others --------------------------------------------------------------------------

    def zones(self) -> Iterator[tuple[Pump, Finding]]:
        for pump in self.pumps:
            for outcome in pump.one.outcome.labellings:
                for finding in outcome.findings:
                    if (
                        finding.axis == ZONE
                        and finding.setting not in ruled_out(outcome)
                        and finding.kind in ("condition", "prohibits")
                    ):
                        yield pump, finding

    def draw_zones(self) -> None:
        for pump in dict.fromkeys(pump.number for pump, _ in self.zones()):
            for _, y in self.pumps[pump - 1].spots:
                self.sheet.draw(line(
                    f"M{num(MIDDLE - 80)} {num(y - 26)}H{num(MIDDLE + 80)}M{num(MIDDLE - 80)} {num(y + 26)}H{num(MIDDLE + 80)}",
                    STOP, 2, "8 4",
                ))  # fmt: skip

    def tell_zones(self) -> None:
        sheet = self.sheet
        for pump, finding in self.zones():
            words = say.ZONE if pump.spots else say.ZONE_NO_PLACE
            sheet.draw(sheet.mark(finding.verdict.value, 11, sheet.y + 8))
            sheet.write(
                words.format(
                    number=pump.number, permitted=finding.permitted, source=source(finding),
                    stated=say.STATED.format(value=finding.stated) if finding.stated else say.NOT_STATED,
                    verdict=say.VERDICTS[finding.verdict.value],
                ), 30,
            )  # fmt: skip
            sheet.y += 4

    def tell_others(self) -> None:
        sheet = self.sheet
        told = [
            say.OTHER.format(name=one.name)
            for one in self.devices
            if one.group == "other_implants" and not is_part(one.outcome.place)
        ]
        if any(one.id == "other_implants" for one in self.checklist.lines):
            told.append(say.OTHERS_NOT_STATED)
        for words_ in told:
            sheet.draw(sheet.mark("unknown", 11, sheet.y + 8))
            sheet.write(words_, 30)
            sheet.y += 4


def _letter(at: int) -> str:
    return chr(ord("A") + at) if at < 26 else str(at)
