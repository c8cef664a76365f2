"""What the sheets of the paper share: marks, tables of facts, lines to write on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mri_check.checklist import Checklist, Disposition
from mri_check.examined import outcomes_of
from mri_check.messages import checklist as say
from mri_check.messages import paper
from mri_check.render.markup import Inside, Safe, el
from mri_check.verdict import MET, NOT_MET, UNKNOWN, Verdict

LOOKS = {
    Disposition.WITHIN: "term",
    Disposition.CONSULT: "care",
    Disposition.INCOMPLETE: "open",
    Disposition.UNIDENTIFIED: "open",
    Disposition.UNLABELLED: "none",
    Disposition.OUTSIDE: "stop",
    Disposition.PROHIBITED: "stop",
}
"""The colour beside an outcome; none is green, and the word and the shape say it all."""

_SHAPES = {
    Disposition.WITHIN: "M3 1.5h10v13H3z M5.5 5h5 M5.5 8h5 M5.5 11h5",
    Disposition.CONSULT: "M1.5 2.5h13v8.5H8l-3.5 3.5V11h-3z M4.5 5.5h7 M4.5 8h4",
    Disposition.INCOMPLETE: "M8 1.2a6.8 6.8 0 1 0 6.8 6.8 M8 4.2V8h4.2",
    Disposition.UNIDENTIFIED: "M8 1 15 8 8 15 1 8z M6.2 6.2a1.8 1.8 0 1 1 2.6 1.7Q8 8.3 8 9.2 M8 11.3v.3",
    Disposition.UNLABELLED: "M3 1.5h10v13H3z M5 12.5l6-9",
    Disposition.OUTSIDE: "M8 1.5 15 14H1z M8 6v4 M8 11.6v.4",
    Disposition.PROHIBITED: "M5 1h6l4 4v6l-4 4H5l-4-4V5z M4.5 8h7",
}
_VERDICTS = {MET: "met", UNKNOWN: "unk", NOT_MET: "not"}


def shape(of: Disposition) -> Safe:
    """A mark of an outcome, each with an outline of its own."""
    return el("svg", el("path", d=_SHAPES[of]), viewBox="0 0 16 16", aria_hidden="true")


def outcome(of: Disposition, word: str) -> Safe:
    """An outcome: its shape and its word."""
    return el("span", shape(of), word, class_=f"mark {LOOKS[of]}")


def verdict(of: Verdict) -> Safe:
    """A verdict in words, with a sign before it."""
    return el("span", say.VERDICTS[of.value], class_=f"v {_VERDICTS[of]}")


def table(heads: Sequence[str], rows: Iterable[Inside], caption: str, look: str) -> Safe:
    """A table with a title that is heard, and seen where the heading above does not say it."""
    head = el("tr", [el("th", one, scope="col") for one in heads])
    return el("table", el("caption", caption), el("thead", head), el("tbody", rows), class_=look)


def code(text: str) -> Safe:
    """A name that is copied, so it is shown as it is."""
    return el("code", text)


def writing(name: str, look: str = "") -> Safe:
    """A labelled line to write on."""
    return el("u", name, class_=look or None)


def titles(it: Checklist) -> Mapping[str, str]:
    """The title of each axis that the checklist names one for."""
    found = {one.axis: one.title for one in it.console}
    for outcome in outcomes_of(it):
        for labelling in outcome.labellings:
            found.update((one.axis, one.title) for one in labelling.findings)
            found.update((one.axis, one.title) for one in labelling.silences)
    return found


def titled(axis: str, known: Mapping[str, str]) -> str:
    """The title of an axis; where no document names it, its own name in words."""
    return known.get(axis) or axis.partition(".")[2].replace("_", " ")


def short(text: str, most: int) -> str:
    """What stands in the header of each sheet, which has to stay small; the whole stands below."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def facts(
    rows: Iterable[tuple[str, str, str]],
    known: Mapping[str, str],
    caption: str,
    look: str = "facts",
) -> Safe:
    """Axis, value and origin: the axis by its title, with its name below it."""
    made = [
        el("tr", el("th", titled(axis, known), " ", code(axis), scope="row"), el("td", value), el("td", origin))
        for axis, value, origin in rows
    ]  # fmt: skip
    return table(paper.FACTS, made, caption, look)
