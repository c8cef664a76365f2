"""A dialogue as a person at a terminal of 80 columns reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mri_check.checklist import Checklist
from mri_check.messages import checklist
from mri_check.messages import dialogue as say
from mri_check.quantity import base_unit
from mri_check.question import Field, Question, Reason
from mri_check.record import Axis, place_of
from mri_check.render.listings import Page

MOST_REASONS = 2
_YES_NO = {"yes", "no"}


def asked(one: Question, number: int, several: bool, profiles: Iterable[str]) -> str:
    """A question, why it is asked, who knows, and what an answer looks like."""
    page = Page()
    page.put("")
    page.put(say.NUMBER.format(number=number, text=_text(one, several)))
    if one.kind == "several":
        for field in one.fields:
            page.put(_part(field), 3)
    for line in (_why(one), _who(one), *_how(one, tuple(profiles))):
        if line:
            page.put(line, 3)
    return page.text()


def explained(one: Question, profiles: tuple[str, ...]) -> str:
    """What ``?`` tells: what each thing means, every reason, and every value."""
    page = Page()
    if all(field.axis is None for field in one.fields):
        for line in (_why(one), _who(one), *_how(one, profiles)):
            if line:
                page.put(line, 3)
    for field in one.fields:
        if field.axis is not None:
            page.put(f"{field.name}: {field.axis.means} {_values(field.axis)}", 3)
            page.put(say.WHO.format(who=_person(field.axis.known_by)), 5)
    for reason in one.reasons:
        page.put(f"- {_reason(reason)}", 3)
    if one.line:
        page.put(say.WHY.format(reasons=say.CHECKLIST.format(line=one.line.rstrip("."))), 3)
    page.put(say.COMMANDS, 3)
    return page.text()


def so_far(it: Checklist, count: int) -> str:
    """The outcome of what was answered, and how much is left."""
    page = Page()
    page.put(
        say.SO_FAR.format(outcome=checklist.HEADLINES[it.disposition.word][0], count=count),
        3,
    )
    return page.text()


def answers(texts: Iterable[tuple[str, str]]) -> str:
    """Every answer, by its number."""
    page = Page()
    for number, (id, text) in enumerate(texts, 1):
        page.put(say.ANSWERED.format(number=number, id=id, text=text or checklist.WHY_UNKNOWN), 3)
    if not page.lines:
        page.put(say.NO_ANSWERS, 3)
    return page.text()


def told(text: str, indent: int = 3) -> str:
    """A line of the dialogue itself."""
    page = Page()
    page.put(text, indent)
    return page.text()


def _text(one: Question, several: bool) -> str:
    if one.kind == "device":
        first = one.about == "not known"
        return say.DEVICE if first else say.DEVICE_AGAIN.format(asked=one.about)
    fixed = {
        "market": say.MARKET,
        "scanner": say.SCANNER,
        "region": say.REGION,
        "others": say.OTHERS,
        "items": say.ITEMS,
        "answer": one.about,
    }
    if one.kind == "several":
        told = say.SEVERAL.get(one.id.partition("/")[0], say.SEVERAL[""])
        return told.format(about=one.about)
    text = fixed.get(one.kind)
    if text is None:
        axis = one.fields[0].axis
        assert axis is not None
        text = axis.ask
    return (
        say.ABOUT.format(about=one.about, text=text)
        if several and one.place and one.kind == "value"
        else text
    )


def _part(field: Field) -> str:
    axis = field.axis
    assert axis is not None
    yes_no = set(axis.choices) == _YES_NO
    few = axis.choices and len(axis.choices) <= 6 and not yes_no
    choices = f" ({', '.join(axis.choices)})" if few else ""
    unit = f" ({base_unit(axis.dimension)})" if axis.dimension and not axis.choices else ""
    exam = say.OR_EXAM if axis.name == "scan.region" else ""
    return say.PARTS.format(name=field.name, means=axis.title, choices=choices + unit + exam)


def _why(one: Question) -> str:
    axis = one.fields[0].axis
    fixed = say.WHY_FIXED.get(axis.name if axis is not None else one.kind)
    told = [_reason(reason) for reason in one.reasons if reason.kind != "ask"][:MOST_REASONS]
    reasons = [fixed, *told] if fixed else told
    if len(one.reasons) > MOST_REASONS:
        reasons.append(say.MORE_REASONS.format(count=len(one.reasons) - MOST_REASONS))
    if one.outcomes:
        names = " or ".join(outcome.word for outcome in one.outcomes)
        reasons.append(say.MAY_BECOME.format(outcomes=names))
    if one.line:
        reasons.append(say.CHECKLIST.format(line=one.line.rstrip(".")))
    return say.WHY.format(reasons="; ".join(reasons)) if reasons else ""


def _reason(one: Reason) -> str:
    where = f" ({place})" if (place := place_of(one.cited)) else ""
    return say.REASON[one.kind].format(
        owner=say.OWNER[one.origin], permitted=one.permitted, where=where
    )


def _who(one: Question) -> str:
    known = {field.axis.known_by: None for field in one.fields if field.axis is not None}
    return say.WHO.format(who=", ".join(_person(name) for name in known or (one.who,)))


def _person(who: str) -> str:
    """As it stands within a sentence."""
    name = checklist.WHO[who]
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def _how(one: Question, profiles: tuple[str, ...]) -> Iterator[str]:
    if one.kind == "scanner" and profiles:
        yield say.PROFILES.format(names=", ".join(profiles))
    if one.kind == "answer":
        yield say.WRITE["answer"]
    if one.kind == "several":
        yield say.WRITE["several"]
    axis = one.fields[0].axis
    if one.kind == "value" and axis is not None:
        yield _values(axis)


def _values(axis: Axis) -> str:
    if axis.choices:
        told = say.SOME_OF if axis.lists else say.ONE_OF
        return told.format(choices=", ".join(axis.choices))
    example = f"15 {base_unit(axis.dimension or 'age')}"
    return say.WRITE[axis.kind].format(example=example)
