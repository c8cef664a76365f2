"""The day from the top down: what is done for the pump, with the times that the labels print."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mri_check.checklist import Checklist, Finding, Line
from mri_check.examined import is_part
from mri_check.frozen import Record
from mri_check.messages import pictures as say
from mri_check.messages.checklist import WHO
from mri_check.record import place_of
from mri_check.render.markup import Safe, el
from mri_check.render.pictures.bars import ruled_out, sources
from mri_check.render.pictures.sheet import (
    INK,
    LINE,
    WIDTH,
    Picture,
    Placed,
    Sheet,
    line,
    num,
    numbered,
    numbers,
    placed,
    rect,
)
from mri_check.words import capital

BRIEF = 38
"""The letters of a task that a picture shows."""
RAIL, TEXT = 12, 32
_AT_START = ("implant.reservoir", "implant.pump_face", "implant.configuration", "implant.flow_rate")
"""What a person sees to before the scan; what the pump is (its state, its age) is no task of the day."""
_OF_SCAN = ("scan.active_minutes", "scan.total_minutes", "scan.wait_minutes")


class Held(Record):
    """A finding of a device, the settings that it stands in, and every place that prints it."""

    number: str
    finding: Finding
    settings: tuple[str, ...]
    places: tuple[str, ...]


class Piece(Record):
    """One thing of the day, the same for all implants whose numbers stand before it."""

    text: str
    mark: str
    """``task``, ``advice``, ``any time``, or a verdict."""
    wait: str | None = None


def day(checklist: Checklist) -> Picture:
    """The timeline of one checklist."""
    return _Day(checklist).picture()


class _Day:
    """One timeline while it is drawn."""

    def __init__(self, checklist: Checklist) -> None:
        self.checklist = checklist
        self.sheet = Sheet("day", say.DAY, read=True)
        self.devices = [*placed(checklist)]
        self.numbers = numbers(checklist)
        self.rails, self.waits, self.arrows = "", "", ""

    def picture(self) -> Picture:
        sheet = self.sheet
        sheet.write(say.DAY_KEY)
        for name, number in self.numbers.items():
            sheet.write(say.DAY_NUMBER.format(number=number, name=name), bold=True)
        tasks = [one for one in self.checklist.lines if _of_the_day(one)]
        phases = {phase: [one for one in tasks if one.phase == phase] for phase in say.PHASES}
        self.phase("plan", [*map(self.task, phases["plan"]), *self.asked()])
        self.phase("before", [*map(self.task, phases["before"])])
        self.phase("start", [*self.at_start()])
        self.scan([*map(self.task, phases["during"])])
        self.after(phases["after"])
        if self.rails:
            sheet.draw(line(self.rails, LINE))
        if self.waits:
            sheet.draw(line(self.waits, INK, 2.5, "3 3"), line(self.arrows, INK, 1.5))
        return sheet.picture()

    def held(self, wanted: Callable[[Finding], bool]) -> tuple[Held, ...]:
        """The findings that the scan goes by; the same one of several documents once, with all its places."""
        found: dict[tuple[object, ...], Held] = {}
        for one in self.devices:
            for outcome in one.outcome.labellings:
                aside = ruled_out(outcome)
                for finding in filter(wanted, outcome.findings):
                    if finding.kind != "prohibits" and finding.setting in aside:
                        continue
                    named = (
                        len(outcome.settings) > 1
                        and finding.kind != "prohibits"
                        and finding.setting != "always"
                    )
                    same = (one.outcome.place, finding.axis, finding.title, finding.kind, finding.permitted, finding.stated,
                            finding.verdict, finding.note if finding.kind == "prohibits" else None)  # fmt: skip
                    old = found.get(same, Held(self.number(one), finding, (), ()))
                    settings = (*old.settings, *((finding.setting,) if named else ()))
                    places = (*old.places, place_of(finding.cited))
                    found[same] = old.replace(
                        settings=tuple(dict.fromkeys(settings)), places=places
                    )
        return tuple(found.values())

    def number(self, one: Placed) -> str:
        """What a device goes by: the number of an implant, else its name; nothing where there is only one."""
        return self.numbers.get(one.name, one.name) if self.numbers else ""

    def asked(self) -> Iterator[tuple[str, Piece]]:
        """The questions of the labels: what a person has decided, looked at, or arranged."""
        for one in self.held(lambda one: one.kind == "ask"):
            verdict = one.finding.verdict.value
            yield (
                one.number,
                Piece(say.ASKED.format(answer=say.ANSWERS[verdict], **_parts(one)), verdict),
            )

    def at_start(self) -> Iterator[tuple[str, Piece]]:
        """What must hold of the pump when the scan starts; what is forbidden too, where it is clear of it as stated."""
        yield from self.judged(_AT_START)
        for one in self.devices:
            stated = dict(one.outcome.stated)
            for outcome in one.outcome.labellings:
                for condition in (
                    condition for box in outcome.clear for condition in box.conditions
                ):
                    axis = condition.axis
                    if axis.name in _AT_START and axis.name in stated:
                        text = say.CLEAR_AT_START.format(
                            title=capital(axis.title), permitted=condition.text, stated=stated[axis.name],
                            source=sources((place_of(condition.cited),)),
                        )  # fmt: skip
                        yield self.number(one), Piece(text, "met")

    def judged(self, axes: tuple[str, ...]) -> Iterator[tuple[str, Piece]]:
        for one in self.held(
            lambda one: one.axis in axes and one.kind in ("condition", "prohibits")
        ):
            text = say.MUST_HOLD.format(rule=say.RULES[one.finding.kind], **_parts(one))
            yield one.number, Piece(text, one.finding.verdict.value)

    # --- the phases --------------------------------------------------------------------------------

    def phase(self, phase: str, pieces: list[tuple[str, Piece]]) -> None:
        if pieces:
            self.heading(say.PHASES[phase])
            self.write(pieces)

    def scan(self, pieces: list[tuple[str, Piece]]) -> None:
        """The scan is a thick bar: what is stated of it, and the printed times that it is held to."""
        sheet, scan = self.sheet, self.checklist.scan
        self.heading(say.PHASES["during"])
        top = sheet.y
        facts = say.AND.join(
            say.SCAN_FACT.format(
                title=title, value=scan[axis].value if axis in scan else say.NOT_STATED
            )
            for axis, title in say.SCAN_TITLES.items()
            if axis in scan or axis in say.SCAN_ALWAYS
        )
        sheet.write(say.SCAN.format(on=self.checklist.on, facts=facts), TEXT, bold=True)
        self.write([*self.judged(_OF_SCAN), *pieces], TEXT + 20)
        sheet.y = max(sheet.y, top + 30)
        sheet.draw(
            rect(
                RAIL - 7,
                top + 2,
                14,
                sheet.y - top - 4,
                fill=sheet.pattern("grid"),
                stroke=INK,
                stroke_width=2,
            )
        )
        sheet.y += 4

    def after(self, lines: list[Line]) -> None:
        """The steps of each procedure in its order, then what may be seen at any time, then the other tasks."""
        self.heading(say.PHASES["after"])
        steps = [one for one in lines if one.task is not None and one.task.timing is not None]
        pieces = [*map(self.step, steps)]
        pieces.sort(key=lambda one: one[1].mark == "any-time")
        self.write(pieces)
        self.write([self.task(one) for one in lines if one not in steps])
        self.write([
            self.no_step(one)
            for one in self.devices
            if one.group == "implants" and not is_part(one.outcome.place)
            and not any(step.id.startswith(f"{label.id}/") for label in one.outcome.labellings for step in steps)
        ])  # fmt: skip

    def no_step(self, device: Placed) -> tuple[str, Piece]:
        """An implant without a step says so: silence is not the end of the procedure."""
        words = say.NO_STEP_UNKNOWN if device.outcome.device is None else say.NO_STEP
        return "", Piece(words.format(name=device.name), "unknown")

    def task(self, one: Line) -> tuple[str, Piece]:
        """What somebody does: by the label, or by the advice of this tool."""
        number, text = numbered(one.text, self.numbers)
        advice = one.ours and one.cited is None
        told = say.ADVICE if advice else sources((place_of(one.cited),))
        text = say.DAY_LINE.format(
            state=say.STATES[one.state], who=_who(one), text=brief(text), source=told
        )
        return number, Piece(text, "advice" if one.ours else "task")

    def step(self, one: Line) -> tuple[str, Piece]:
        """A step of the maker's procedure, with the time that it is due."""
        assert one.task is not None and one.task.timing is not None
        timing = one.task.timing
        number, when_known = numbered(one.text.removesuffix(one.task.do), self.numbers)
        when = (
            say.STEP_ANY_TIME
            if timing.any_time
            else say.STEP_WAIT
            if timing.wait
            else say.STEP_AFTER
        )
        text = say.STEP.format(
            state=say.STATES[one.state], about=when_known, when=capital(when.format(wait=timing.wait, since=timing.since)),
            who=_who(one), do=brief(timing.do), source=sources((place_of(one.cited),)),
        )  # fmt: skip
        return number, Piece(
            text,
            "any-time" if timing.any_time else "task",
            None if timing.any_time else timing.wait,
        )

    # --- the pieces --------------------------------------------------------------------------------

    def heading(self, text: str) -> None:
        sheet = self.sheet
        sheet.y += 8
        sheet.write(text, bold=True)
        self.rails += f"M0 {num(sheet.y + 2)}H{WIDTH}"
        sheet.y += 6

    def write(self, pieces: list[tuple[str, Piece]], x: float = TEXT) -> None:
        """Each once, with the numbers of the implants that it is for."""
        found: dict[Piece, list[str]] = {}
        for number, piece in pieces:
            found.setdefault(piece, []).append(number)
        sheet = self.sheet
        for piece, numbers_ in found.items():
            if piece.wait is not None:
                self.waits += f"M{RAIL} {num(sheet.y)}v22"
                self.arrows += f"M{RAIL - 5} {num(sheet.y + 17)}l5 6l5 -6"
                sheet.y += 3
                sheet.write(say.WAIT.format(wait=piece.wait), x, bold=True)
                sheet.y += 6
            of = say.AND.join(dict.fromkeys(filter(None, numbers_)))
            top = sheet.y
            sheet.draw(self.mark(piece.mark, x - 20, top + 8))
            sheet.write(say.DAY_OF.format(number=of, text=piece.text) if of else piece.text, x)
            sheet.y += 5
            if x == TEXT and sheet.y - top > 24:
                self.rails += f"M{RAIL} {num(top + 17)}V{num(sheet.y - 1)}"

    def mark(self, mark: str, x: float, y: float) -> Safe:
        """A disc for a task of the label, a ring for advice of this tool, a diamond for what may be at any time."""
        if mark in say.VERDICTS:
            return self.sheet.mark(mark, x, y)
        if mark == "any-time":
            return line(f"M{num(x)} {num(y - 6)}l6 6l-6 6l-6 -6Z", INK, 1.5)
        if mark == "task":
            return self.sheet.mark("met", x, y)
        return el("circle", cx=num(x), cy=num(y), r=4.5, fill="none", stroke=INK, stroke_width=1.5)


def _parts(held: Held) -> dict[str, str]:
    """What differs in the sentence of a finding."""
    finding, note = held.finding, ""
    if finding.kind == "prohibits" and finding.note:
        owner = capital(say.OWNERS.get(finding.origin, say.OWNERS["label"]))
        note = say.NOTE.format(owner=owner, note=finding.note.rstrip("."))
    return {
        "title": capital(finding.title), "permitted": finding.permitted, "source": sources(held.places), "note": note,
        "setting": say.IN_SETTING.format(settings=say.AND.join(held.settings)) if held.settings else "",
        "stated": say.STATED.format(value=finding.stated) if finding.stated is not None else say.NOT_STATED,
        "verdict": say.VERDICTS[finding.verdict.value],
    }  # fmt: skip


def _of_the_day(one: Line) -> bool:
    """A task of a label or a site policy for the pump clinician, and every step of a procedure; no general practice."""
    if one.task is None or one.id.startswith("practice/"):
        return False
    return one.who == "pump-clinician" or one.task.timing is not None


def brief(text: str) -> str:
    """A task in a few words: the whole of it stands in the checklist, and a picture is to be seen at a glance."""
    text = text.removesuffix(".")
    if len(text) <= BRIEF:
        return text
    return text[: BRIEF - 1].rpartition(" ")[0].rstrip(",;:(") + "\u2026"


def _who(one: Line) -> str:
    """Who acts, where it is not the pump clinician."""
    return "" if one.who == "pump-clinician" else say.WHO.format(who=WHO[one.who])
