"""What is wrong with a catalogue, as lines, as JSON, or as annotations of a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterable

from mri_check.errors import Problem
from mri_check.render.text import inert


def problems_as(problems: Iterable[Problem], format: str) -> str:
    """The problems as ``text``, ``json`` or ``github``; nothing where there is none, but JSON says so."""
    problems = list(problems)
    if format == "json":
        form = {"format": "mri-check/lint/1", "problems": [one.as_dict() for one in problems]}
        return json.dumps(form, indent=2) + "\n"
    if format == "github":
        return "".join(_annotation(one) + "\n" for one in problems)
    return "".join(f"{inert(one.where)}: {one.code} {inert(one.message)}\n" for one in problems)


def _annotation(problem: Problem) -> str:
    """A line of GitHub's, with what could end it or start another escaped."""
    name, _, rest = problem.where.rpartition(".yaml:")
    line, _, column = rest.partition(":")
    path = f"{name}.yaml" if name else problem.where
    place = f",line={line},col={column}" if name else ""
    return f"::error file={_escape(path, True)}{place},title={problem.code}::{_escape(problem.message, False)}"


def _escape(text: str, inside: bool) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if inside else text
