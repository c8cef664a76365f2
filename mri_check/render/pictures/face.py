"""The pump's face against the axis of the bore, for a device whose labelling has a rule on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mri_check.checklist import Checklist, Finding
from mri_check.frozen import Record
from mri_check.messages import pictures as say
from mri_check.record import Citation, place_of
from mri_check.render.markup import Safe, el
from mri_check.render.pictures.sheet import (
    INK,
    LINE,
    SOFT,
    STOP,
    WIDTH,
    Picture,
    Placed,
    Sheet,
    crossed,
    line,
    num,
    placed,
    rect,
)

AXIS = "implant.pump_face"
TILE, TALL, GAP = 69, 58, 6
ROW = 4
_TURNED = {
    "port-to-head": -90,
    "port-to-feet": 90,
    "port-to-front": 0,
    "port-to-back": 180,
    "tilted": 45,
}
"""How far the disc is turned from lying with its port up, in degrees. Of the port to the side the face is seen."""
_MEANS = {
    "perpendicular": ("port-to-head", "port-to-feet"),
    "not-perpendicular": ("port-to-front", "port-to-back", "port-to-side", "tilted"),
    **{way: (way,) for way in say.WAYS},
}


class Rule(Record):
    """What one document says of the orientation."""

    forbids: bool
    ways: tuple[str, ...]
    permitted: str
    origin: str
    cited: Citation | None
    note: str | None
    verdict: str | None
    """None where it is clear of what is forbidden."""


def faces(checklist: Checklist) -> Iterator[Picture]:
    """A picture for each device with a rule on the orientation of its face."""
    for one in placed(checklist):
        found = tuple(dict.fromkeys(_rules(one)))
        if found:
            yield _picture(one, found)


def _rules(one: Placed) -> Iterator[Rule]:
    for outcome in one.outcome.labellings:
        origin = "policy" if outcome.id.startswith("policy/") else "label"
        for finding in outcome.findings:
            if finding.axis == AXIS and finding.kind in ("condition", "prohibits"):
                yield _of_finding(finding)
        for box in outcome.clear:
            for condition in box.conditions:
                if condition.axis.name == AXIS:
                    yield Rule(
                        True,
                        _ways(condition.form),
                        condition.text,
                        origin,
                        condition.cited,
                        box.says,
                        None,
                    )


def _of_finding(one: Finding) -> Rule:
    return Rule(
        one.kind == "prohibits", _ways(one.permitted_set), one.permitted,
        "policy" if one.origin == "policy" else "label", one.cited, one.note, one.verdict.value,
    )  # fmt: skip


def _ways(form: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The drawn orientations that a set names."""
    named = {
        way for name in form.get("one_of", form.get("all_of", ())) for way in _MEANS.get(name, ())
    }
    return tuple(way for way in say.WAYS if way in named)


def _picture(one: Placed, rules: tuple[Rule, ...]) -> Picture:
    sheet = Sheet(f"face-{one.id}", say.FACE.format(name=one.name))
    stated = dict(one.outcome.stated).get(AXIS)
    names = [name for text in (stated or "").split(say.OR) for name in text.split(say.AND)]
    marked = _ways({"one_of": names})
    _scene(sheet)
    sheet.y += 6
    if stated is None:
        top = sheet.y
        sheet.y += 4
        sheet.write(say.FACE_NOT_STATED, 26, bold=True)
        sheet.y += 6
        sheet.draw(rect(0.5, top, WIDTH - 1, sheet.y - top, stroke=INK, stroke_dasharray="4 3"))
        sheet.draw(sheet.mark("unknown", 13, (top + sheet.y) / 2))
    else:
        sheet.write(
            (say.FACE_STATED if marked else say.FACE_STATED_ONLY).format(stated=stated), bold=True
        )
    for rule in rules:
        _rule(sheet, rule, marked)
    for rule in rules:
        sheet.y += 4
        if rule.verdict is None:
            sheet.write(say.FACE_CLEAR)
        else:
            sheet.draw(sheet.mark(rule.verdict, 7, sheet.y + 8))
            owner = say.OWNERS[rule.origin]
            title = f"{owner[0].upper()}{owner[1:]}{say.SOURCE.format(place=place_of(rule.cited)) if rule.cited else ''}"
            sheet.write(
                say.FACE_VERDICT.format(title=title, verdict=say.VERDICTS[rule.verdict]), 19
            )
    return sheet.picture()


def _scene(sheet: Sheet) -> None:
    """A patient in the bore from the side, the axis, and a pump with its port to the front."""
    y = sheet.y + 4
    mid = y + 39
    body = (
        f"M79 {mid + 12}V{mid - 4}C79 {mid - 10} 88 {mid - 12} 100 {mid - 12}C118 {mid - 12} 130 {mid - 11} 146 {mid - 8}"
        f"L230 {mid}L236 {mid - 11}C237 {mid - 14} 243 {mid - 14} 243 {mid - 11}V{mid + 12}Z"
    )
    sheet.draw(
        line(f"M22 {y}H278M22 {y + 74}H278", LINE, 3),
        line(f"M22 {y}C13 {y + 20} 13 {y + 54} 22 {y + 74}M278 {y}C287 {y + 20} 287 {y + 54} 278 {y + 74}", LINE, 1),
        line(f"M20 {mid + 14}H280", LINE, 2.5),
        el("circle", cx=62, cy=mid, r=12, fill=SOFT, stroke=LINE, stroke_width=1.5),
        el("path", d=body, fill=SOFT, stroke=LINE, stroke_width=1.5),
        line(f"M8 {mid}H290", dash="7 4"),
        line(f"M284 {mid - 5}L292 {mid}L284 {mid + 5}M16 {mid - 5}L8 {mid}L16 {mid + 5}", width=1.5),
        _disc(sheet, 124, mid - 14, 0, 0.6),
    )  # fmt: skip
    sheet.label(say.HEAD, 46, y + 18)
    sheet.label(say.FEET, 226, y + 18)
    sheet.label(say.Z, 299, mid - 9, "end", bold=True)
    sheet.y = y + 82
    sheet.write(say.FACE_SCENE)


def _disc(sheet: Sheet, x: float, y: float, turned: float, size: float | None = None) -> Safe:
    """A pump edge on, with the knob of its refill port."""
    id = sheet.define("disc", lambda id: el(
        "g", rect(-22, -6, 44, 12, rx=4, fill=SOFT, stroke=INK, stroke_width=2), rect(-5, -11, 10, 5, fill=None), id=id
    ))  # fmt: skip
    turn = f" rotate({turned})" if turned else ""
    smaller = f" scale({size})" if size else ""
    return el("use", href=f"#{id}", transform=f"translate({num(x)} {num(y)}){turn}{smaller}")


def _rule(sheet: Sheet, rule: Rule, marked: tuple[str, ...]) -> None:
    rest = tuple(way for way in say.WAYS if way not in rule.ways)
    owner = say.OWNERS[rule.origin]
    source = say.SOURCE.format(place=place_of(rule.cited)) if rule.cited else ""
    told = {"owner": owner, "source": source, "permitted": rule.permitted}
    first, second = (
        (say.FORBIDDEN, say.NOT_BARRED) if rule.forbids else (say.PERMITTED, say.NOT_PERMITTED)
    )
    for words, ways, barred in ((first, rule.ways, rule.forbids), (second, rest, not rule.forbids)):
        if ways or words is first:
            sheet.y += 8
            sheet.write(words.format(ways=_listed(ways), **told), bold=barred)
            _tiles(sheet, ways, barred, marked)
    if rule.note:
        sheet.y += 4
        sheet.write(
            say.FACE_SAYS.format(owner=f"{owner[0].upper()}{owner[1:]}", note=rule.note.rstrip("."))
        )


def _listed(ways: tuple[str, ...]) -> str:
    told = [say.WAYS[way] for way in ways]
    return say.OR.join([say.AND.join(told[:-1]), told[-1]] if len(told) > 1 else told)


def _tiles(sheet: Sheet, ways: tuple[str, ...], barred: bool, marked: tuple[str, ...]) -> None:
    """A tile for each orientation, four in a row; the forbidden ones crossed out, the stated one framed."""
    for first in range(0, len(ways), ROW):
        y, axes = sheet.y + 6, ""
        for place, way in enumerate(ways[first : first + ROW]):
            x = 2 + place * (TILE + GAP)
            here = way in marked
            ink = STOP if barred else INK if here else LINE
            sheet.draw(
                rect(x, y, TILE, TALL, stroke=ink, stroke_width=3.5 if here else 2 if barred else 1)
            )
            middle, axis = x + TILE / 2, y + TALL / 2
            axes += f"M{num(x + 6)} {num(axis)}H{num(x + TILE - 6)}"
            if way in _TURNED:
                sheet.draw(_disc(sheet, middle, axis, _TURNED[way]))
            else:
                sheet.draw(
                    el(
                        "circle",
                        cx=num(middle),
                        cy=axis,
                        r=22,
                        fill=SOFT,
                        stroke=INK,
                        stroke_width=2,
                    ),
                    el("circle", cx=num(middle), cy=axis, r=5),
                )
            if barred:
                sheet.draw(*crossed(x + 5, y + 5, TILE - 10, TALL - 10, 2.5)[1:])
            sheet.label(say.WAYS[way], middle, y + TALL + 13, "middle")
            if here:
                sheet.draw(el("path", d=f"M{num(middle - 29)} {y + TALL + 27}h12l-6 -8Z"))
                sheet.label(say.ORIGINS["stated"], middle - 13, y + TALL + 27, bold=True)
        sheet.draw(line(axes, LINE, dash="5 3"))
        sheet.y = y + TALL + (32 if any(way in marked for way in ways[first : first + ROW]) else 18)
