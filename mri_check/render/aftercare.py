"""The time after the scan, as text of 80 columns or as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mri_check.after import After, Followed
from mri_check.aftercare import Applied, Course
from mri_check.messages import after as say
from mri_check.messages import checklist
from mri_check.observations import OBSERVATIONS
from mri_check.procedure import Reading, Step
from mri_check.readings import End
from mri_check.record import place_of
from mri_check.render.listings import Page, as_json
from mri_check.render.reasons import reached
from mri_check.version import VERSION


def handed_over(it: After, exit_code: int, format: str) -> str:
    """``after``: how things stand, what each reading means, what comes next, whom to call."""
    if format == "json":
        return as_json("after", **_data(it, exit_code))
    page = Page()
    word, meaning = say.HEADLINES[it.end.word]
    page.put(say.OUTCOME.format(word=word, code=exit_code))
    page.put(meaning)
    for why in it.why:
        page.put(f"- {why}", 2)
    page.put(say.NEVER)
    for one in it.followed:
        _followed(page, one, it.ended)
    page.lines.append("")
    for notice in it.notices:
        page.put(say.NOTE.format(note=notice.text))
    page.put(say.TOOL.format(version=VERSION, edition=it.edition, digest=it.digest))
    return page.text()


def _followed(page: Page, one: Followed, ended: int | None) -> None:
    named = f" = {one.name}" if one.name else ""
    page.head(f"{one.place}: {one.asked}{named}")
    word = say.ENDS[one.end.word] if one.end is not None else say.COUNTS_NOT
    page.put(say.THIS_ONE.format(outcome=word))
    if one.said:
        page.put(say.SEEN.format(words=", ".join(_sorted(one.said))))
    for why in one.why:
        page.put(f"- {why}", 2)
    for course in one.courses:
        _course(page, course, one, ended)
    if one.tasks and not one.said:
        page.put("")
        page.put(say.ALSO)
        for task in one.tasks:
            source = checklist.ADVICE if task.ours else place_of(task.cited)
            who = checklist.WHO[task.who]
            page.put(say.TASK.format(who=who, do=task.do, source=source), 2)
    if one.asks and one.end is not End.RESUMED:
        page.put("")
        page.put(say.TO_ASK)
        for number, ask in enumerate(one.asks, 1):
            page.put(f"{number}. {ask}", 2)
    if one.contacts and one.end not in (End.RESUMED, None):
        page.put("")
        whom = say.WHOM_TO_CALL_AT if one.maker else say.WHOM_TO_CALL
        page.put(whom.format(maker=one.maker))
        for contact in one.contacts:
            page.put(f"- {reached(contact)}", 2)


def _course(page: Page, it: Course, one: Followed, ended: int | None) -> None:
    dated = it.labelling.dated or say.UNDATED
    page.put("")
    document, read = it.labelling.source.document, checklist.READ[it.labelling.read]
    page.put(say.DOCUMENT.format(document=document, dated=dated, read=read))
    for why in it.why:
        page.put(f"- {why}", 2)
    steps = {step.id: step for step in it.steps}
    shown: set[str] = set()
    if not one.said:
        in_turn = sorted(it.steps, key=lambda step: step.any_time)
        for number, step in enumerate(in_turn, 1):
            _step(page, str(number), step, it, ended, shown)
        return
    for applied in it.applied:
        _applied(page, applied, shown)
    if it.look:
        page.put(say.LOOK, 2)
        for word in it.look:
            page.put(f"{word}: {OBSERVATIONS[word].means}", 4)
    if it.due:
        page.put(_next(it, one), 2)
        for id in it.due:
            _step(page, "-", steps[id], it, ended, shown)


def _next(it: Course, one: Followed) -> str:
    """What stands over the steps that come next: where somebody must act now, nobody waits for their time."""
    waits = any(step.minutes is not None for step in it.steps if step.id in it.due)
    return say.NEXT_TOO if waits and one.end is End.ESCALATE else say.NEXT


def _applied(page: Page, it: Applied, shown: set[str]) -> None:
    told = say.APPLIES_IF if it.condition else say.APPLIES
    applies = told.format(sees=it.reading.sees, step=it.step.id, condition=it.condition)
    if it.at:
        applies = say.APPLIES_AT.format(applies=applies, steps=say.OR.join(it.at))
    elif not it.certain:
        applies = say.APPLIES_MAYBE.format(applies=applies)
    page.put(applies, 2)
    _meaning(page, it.reading, 4, shown)


def _meaning(page: Page, it: Reading, indent: int, shown: set[str]) -> None:
    if it.means:
        page.put(say.MEANS.format(means=it.means), indent)
    leads = say.LEADS.format(step=it.next) if it.next else say.ENDS.get(it.ends or "", "")
    told = say.THEN.format(then=it.then, leads=leads, where=place_of(it.cited))
    page.put(told, indent)
    for conflict in it.conflicts:
        if conflict.topic in shown:
            page.put(say.DIFFER_ABOVE.format(topic=conflict.topic), indent)
            continue
        shown.add(conflict.topic)
        page.put(say.DIFFER.format(topic=conflict.topic), indent)
        for says, cited in conflict.claims:
            page.put(say.CLAIM.format(says=says, where=place_of(cited)), indent + 2)
        page.put(conflict.handling, indent + 2)


def _step(
    page: Page, mark: str, step: Step, it: Course, ended: int | None, shown: set[str]
) -> None:
    told = say.ANY_TIME if step.any_time else say.WAIT if step.wait else say.WAIT_NONE
    wait = told.format(wait=step.wait, since=step.since)
    clock = _clock(step, {one.id: one for one in it.steps}, ended)
    condition = it.conditions.get(step.id)
    told = (say.STEP_IF if condition else say.STEP).format(
        mark=f"{mark}{'.' * mark.isdigit()}", step=step.id, wait=wait, clock=clock,
        condition=condition,
    )  # fmt: skip
    page.put(told, 2)
    who, where = checklist.WHO[step.who], place_of(step.cited)
    page.put(say.STEP_DO.format(who=who, do=step.do, where=where), 5)
    for reading in step.readings:
        page.put(say.SEES.format(sees=reading.sees), 5)
        if reading.observed:
            told = say.OR.join(",".join(_sorted(box)) for box in reading.observed)
            page.put(say.OBSERVED_AS.format(words=told), 7)
        _meaning(page, reading, 7, shown)


def _sorted(words: Iterable[str]) -> list[str]:
    wanted = set(words)
    return [word for word in OBSERVATIONS if word in wanted]


def earliest(step: Step, steps: dict[str, Step]) -> int:
    """Minutes after the end of the scan before which a step is not due, where each before it was on time."""
    before = steps.get(step.after or "")
    return (step.minutes or 0) + (earliest(before, steps) if before is not None else 0)


def _clock(step: Step, steps: dict[str, Step], ended: int | None) -> str:
    """The clock time of a step that has a wait."""
    if ended is None or step.minutes is None:
        return ""
    when = ended + earliest(step, steps)
    day = "" if when < 1440 else say.NEXT_DAY
    late = say.AT_EARLIEST if step.after else ""
    return say.CLOCK.format(time=f"{when // 60 % 24:02}:{when % 60:02}", day=day, late=late)


def _data(it: After, exit_code: int) -> dict[str, Any]:
    return {
        "id": it.id,
        "tool": {"version": VERSION},
        "catalogue": {"edition": it.edition, "digest": it.digest},
        "on": it.on,
        "outcome": it.end.word,
        "exit_code": exit_code,
        "why": list(it.why),
        "implants": [_implant(one, it.ended) for one in it.followed],
        "notices": [one.text for one in it.notices],
    }


def _implant(one: Followed, ended: int | None) -> dict[str, Any]:
    return {
        "place": one.place,
        "asked": one.asked,
        "name": one.name,
        "device": one.device,
        "model": one.model,
        "market": one.market,
        "outcome": one.end.word if one.end is not None else None,
        "observed": list(one.said),
        "why": list(one.why),
        "asks": list(one.asks),
        "contacts": [
            {"for": c.purpose, "market": c.market, "phone": c.phone, "address": c.address, "seen": c.seen,
             "doubt": c.doubt, "source": place_of(c.cited)}
            for c in one.contacts
        ],
        "labellings": [
            {
                "id": course.labelling.id,
                "document": course.labelling.source.document,
                "dated": course.labelling.dated,
                "read": course.labelling.read,
                "outcome": course.end.word,
                "why": list(course.why),
                "applies": [
                    {"step": a.step.id, "certain": a.certain, "if": a.condition or None,
                     "if_seen_at": list(a.at), **_read(a.reading)}
                    for a in course.applied
                ],
                "look": list(course.look),
                "next": list(course.due),
                "next_says": _next(course, one) if course.due else None,
                "steps": [_whole(step, course, ended) for step in course.steps],
            }
            for course in one.courses
        ],
        "tasks": [
            {"id": t.id, "who": t.who, "do": t.do, "ours": t.ours, "source": place_of(t.cited)}
            for t in one.tasks
        ],
    }  # fmt: skip


def _whole(step: Step, it: Course, ended: int | None) -> dict[str, Any]:
    clock = None
    if ended is not None and step.minutes is not None:
        when = ended + earliest(step, {one.id: one for one in it.steps})
        clock = f"{when // 60 % 24:02}:{when % 60:02}"
    return {
        "id": step.id,
        "who": step.who,
        "do": step.do,
        "wait": step.wait,
        "since": step.since,
        "not_before": clock,
        "any_time": step.any_time,
        "if": it.conditions.get(step.id) or None,
        "source": place_of(step.cited),
        "readings": [_read(one) for one in step.readings],
    }


def _read(it: Reading) -> dict[str, Any]:
    differ = [
        {
            "topic": one.topic,
            "claims": [{"says": says, "source": place_of(cited)} for says, cited in one.claims],
            "handling": one.handling,
        }
        for one in it.conflicts
    ]
    return {
        "sees": it.sees,
        "observed": [_sorted(box) for box in it.observed],
        "means": it.means,
        "then": it.then,
        "ends": it.ends,
        "next": it.next,
        "source": place_of(it.cited),
        "sources_differ": differ,
    }
