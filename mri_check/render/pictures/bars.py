"""Each limit as a bar: what the label permits, what this scanner does, and where the planned value lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mri_check.checklist import Checklist, Disposition, Finding, LabellingOutcome
from mri_check.frozen import Record
from mri_check.messages import pictures as say
from mri_check.record import place_of
from mri_check.render.pictures.scale import LEFT, Scale, marker, scale_of
from mri_check.render.pictures.sheet import (
    INK,
    LINE,
    WIDTH,
    Picture,
    Placed,
    Sheet,
    line,
    num,
    origin_of,
    placed,
    rect,
    wide,
)
from mri_check.verdict import NOT_MET
from mri_check.words import capital

HEIGHT = 13
NUMBERED = ("quantity", "ordered", "age")


class Track(Record):
    """One limit: its finding, the settings that it stands in, and every place that prints it."""

    finding: Finding
    settings: tuple[str, ...]
    places: tuple[str, ...]


def limits(checklist: Checklist) -> Iterator[Picture]:
    """A picture for each implant, and for each other device and part that has a numbered limit.

    The silences are drawn beside the limits; of what has none, they stand in the findings alone.
    """
    for one in placed(checklist):
        picture = _Limits(checklist, one).picture()
        if picture is not None:
            yield picture


def numbered(finding: Finding) -> bool:
    """Whether it is a condition with an order: a quantity, an age, or an ordered choice."""
    return finding.kind == "condition" and bool(finding.scale or "unit" in finding.permitted_set)


def ruled_out(outcome: LabellingOutcome) -> set[str]:
    """The settings that are not met where the labelling as a whole does not fail on them: ways not gone by."""
    if outcome.disposition >= Disposition.OUTSIDE:
        return set()
    return {id for id, verdict in outcome.settings if verdict is NOT_MET}


def source(finding: Finding) -> str:
    """Where it is printed, in brackets."""
    return sources((place_of(finding.cited),))


def sources(places: Iterable[str]) -> str:
    """Several places, in brackets; nothing where there is none."""
    named = "; ".join(dict.fromkeys(filter(None, places)))
    return say.SOURCE.format(place=named) if named else ""


class _Limits:
    """The limits of one device."""

    def __init__(self, checklist: Checklist, one: Placed) -> None:
        self.checklist, self.one = checklist, one
        self.sheet = Sheet(f"limits-{one.id}", say.LIMITS.format(name=one.name), read=True)
        self.tracks: dict[str, dict[tuple[object, ...], Track]] = {}
        self.other_ways: dict[tuple[str, str], list[Finding]] = {}
        for outcome in one.outcome.labellings:
            aside = ruled_out(outcome)
            for finding in filter(numbered, outcome.findings):
                if finding.setting in aside:
                    if finding.verdict is NOT_MET:
                        self.other_ways.setdefault((outcome.id, finding.setting), []).append(
                            finding
                        )
                    continue
                self.gather(finding, several=len(outcome.settings) > 1)

    def gather(self, finding: Finding, several: bool) -> None:
        """The same limit in several settings and documents is one track."""
        same = (
            finding.permitted,
            finding.verdict,
            finding.stated,
            finding.origin,
            finding.note,
            finding.may_be_superseded_by,
        )
        tracks = self.tracks.setdefault(finding.axis, {})
        named = (finding.setting,) if several and finding.setting != "always" else ()
        old = tracks.get(same, Track(finding, (), ()))
        places = (*old.places, place_of(finding.cited))
        tracks[same] = Track(old.finding, tuple(dict.fromkeys((*old.settings, *named))), places)

    def picture(self) -> Picture | None:
        sheet, outcome = self.sheet, self.one.outcome
        quiet = self.quiet()
        if not self.tracks and not self.other_ways:
            if self.one.group != "implants" or "/components/" in outcome.place:
                return None
            if not quiet:
                self.nothing()
                return sheet.picture()
        sheet.write(say.LIMITS_KEY if self.tracks else say.NOTHING_TO_DRAW)
        for tracks in self.tracks.values():
            self.axis([*tracks.values()])
        for (_, setting), findings in self.other_ways.items():
            self.other_way(setting, findings)
        for (kind, axes), documents in quiet.items():
            self.silence(kind, axes, documents)
        return sheet.picture()

    def quiet(self) -> dict[tuple[str, str], list[str]]:
        """The documents by what they are silent on, and how."""
        found: dict[tuple[str, str], list[str]] = {}
        for kind in say.SILENCES:
            for label in self.one.outcome.labellings:
                silent = [one for one in label.silences if one.is_ == kind and one.kind in NUMBERED]
                titles = [
                    say.SILENT.format(
                        title=one.title,
                        source=sources((place_of(one.cited),)),
                        value=self.value_of(one.axis),
                    )
                    for one in silent
                ]
                if titles:
                    found.setdefault((kind, "; ".join(titles)), []).append(label.source.document)
        return found

    def nothing(self) -> None:
        """An implant of which nothing is on file is drawn as that."""
        sheet, outcome = self.sheet, self.one.outcome
        sheet.y += 2
        self.empty(sheet.y, say.NOTHING)
        sheet.tell(f"{say.NOTHING}.")
        sheet.y += HEIGHT + 8
        told = say.NOTHING_TO_DRAW if outcome.labellings else say.NO_LABEL
        sheet.write(told if outcome.device is not None else say.NO_DEVICE)

    def value_of(self, axis: str) -> str:
        """What the scan states on an axis that the label is silent on."""
        fact = self.checklist.scan.get(axis)
        value = fact.value if fact else dict(self.one.outcome.stated).get(axis)
        if value is None:
            return ""
        origin = say.ORIGINS[origin_of(axis, self.checklist)]
        return say.SILENT_VALUE.format(origin=origin, value=value)

    def axis(self, tracks: list[Track]) -> None:
        """All limits on one axis, on one scale."""
        sheet, title = self.sheet, tracks[0].finding.title
        sheet.y += 10
        sheet.write(capital(title), bold=True)
        fact = self.checklist.scan.get(tracks[0].finding.axis)
        instead = fact.overrides if fact else None
        scale = scale_of([one.finding for one in tracks], instead)
        for at, one in enumerate(tracks):
            sheet.y += 7 if at else 0
            self.track(one, scale, instead)

    def track(self, track: Track, scale: Scale, instead: str | None) -> None:
        sheet, finding = self.sheet, track.finding
        origin = origin_of(finding.axis, self.checklist)
        sheet.y += 5
        top = sheet.y
        sheet.label(
            say.LANES[finding.origin if finding.origin == "policy" else "label"], 0, top + 11
        )
        low = top + HEIGHT + 18
        frame = f"h{WIDTH - LEFT - 1}v{HEIGHT}h{LEFT + 1 - WIDTH}Z"
        values = scale.values(finding) if finding.stated is not None else ()
        sheet.draw(
            line(
                f"M{LEFT} {num(top)}{frame}" + (f"M{LEFT} {num(low)}{frame}" if values else ""),
                LINE,
            )
        )
        sheet.draw(*scale.permitted(sheet, finding, top, HEIGHT))
        for text, at, anchor in scale.numbers(finding):
            sheet.label(text, at, top + HEIGHT + 12, anchor)
        if finding.stated is not None:
            sheet.label(say.LANES[origin], 0, low + 11)
        if not values:
            self.empty(low, say.NOT_STATED if finding.stated is None else finding.stated)
        else:
            other = scale.at(instead)
            if other is not None:
                sheet.draw(marker(origin, other, low + 6.5, hollow=True))
            sheet.draw(*scale.drawn(values, origin, low + 6.5, finding.verdict is NOT_MET))
            if (side := scale.room(values, finding.stated or "")) is not None:
                sheet.label(finding.stated or "", side[0], low + 11, side[1])
        sheet.y = low + HEIGHT + 2
        self.verdict(track, origin, instead, scale.at(instead) is not None and bool(values))
        sheet.tell(scale.told(finding))

    def verdict(self, track: Track, origin: str, instead: str | None, hollow: bool) -> None:
        """What became of a limit: a mark and the words."""
        finding = track.finding
        told = say.LIMITS_FINDING if finding.stated is not None else say.LIMITS_NOT_STATED
        shown = (
            say.INSTEAD.format(value=instead) + (say.INSTEAD_MARK if hollow else "")
            if instead
            else ""
        )
        text = told.format(
            verdict=say.VERDICTS[finding.verdict.value], owner=say.OWNERS.get(finding.origin, say.OWNERS["label"]),
            permitted=finding.permitted, source=sources(track.places), origin=say.ORIGINS[origin],
            setting=say.IN_SETTING.format(settings=say.AND.join(track.settings)) if track.settings else "",
            stated=finding.stated, instead=shown,
        )  # fmt: skip
        if finding.note:
            text += say.LIMITS_NOTE.format(note=capital(finding.note).removesuffix("."))
        if finding.may_be_superseded_by:
            text += say.LIMITS_SUPERSEDED.format(
                documents=say.AND.join(finding.may_be_superseded_by)
            )
        self.sheet.draw(self.sheet.mark(finding.verdict.value, 7, self.sheet.y + 8))
        self.sheet.write(text, 19, told=capital(f"{finding.title}: {text}"))

    def empty(self, y: float, text: str) -> None:
        """A dashed empty track that says what it lacks."""
        self.sheet.draw(rect(LEFT, y, WIDTH - LEFT - 1, HEIGHT, stroke=INK, stroke_dasharray="4 3"))
        if wide(text) < WIDTH - LEFT - 8:
            self.sheet.label(text, (LEFT + WIDTH) / 2, y + 10.5, "middle")

    def other_way(self, setting: str, findings: list[Finding]) -> None:
        """A setting that is not met where another is: in words only."""
        first = findings[0]
        why = say.AND.join(
            say.OTHER_WAY_WHY.format(
                title=one.title, permitted=one.permitted,
                stated=say.STATED.format(value=one.stated) if one.stated else say.NOT_STATED,
            )
            for one in findings
        )  # fmt: skip
        self.sheet.y += 8
        self.sheet.draw(self.sheet.mark("not_met", 7, self.sheet.y + 8))
        owner = say.OWNERS.get(first.origin, say.OWNERS["label"])
        told = say.OTHER_WAY.format(owner=owner, setting=setting, why=why, source=source(first))
        self.sheet.write(told, 19)

    def silence(self, kind: str, axes: str, documents: list[str]) -> None:
        """The three silences look different, and none looks like a bar."""
        sheet = self.sheet
        sheet.y += 10
        y = sheet.y + 2
        if kind == "no-limit":
            sheet.draw(line(f"M0 {y}H36M0 {y + 12}H36", LINE))
        elif kind == "not-addressed":
            sheet.draw(
                rect(0.5, y, 35, 12, stroke=INK, stroke_dasharray="1 3", stroke_linecap="round")
            )
            sheet.label("?", 18, y + 10.5, "middle", bold=True)
        else:
            sheet.draw(
                line(
                    f"M12 {y}H0V{y + 12}H9L12 {y + 8}L8 {y + 4}ZM25 {y}H36V{y + 12}H22L25 {y + 8}L21 {y + 4}Z"
                )
            )
        named = say.AND_DOCUMENTS.join(dict.fromkeys(documents))
        told = say.SILENCES[kind].format(documents=named)
        sheet.write(say.SILENCE.format(words=told, axes=axes), 44)
