"""What every HTML page of ours shares: Jinja2 that escapes all, and a policy that lets nothing in or out."""

from __future__ import annotations

import base64
import hashlib
import os
from types import BuiltinMethodType, MethodType
from typing import TYPE_CHECKING, Any

from mri_check.errors import MriCheckError, Problem
from mri_check.messages import checklist, pages
from mri_check.render.listings import IS, STATUSES
from mri_check.render.text import inert
from mri_check.version import VERSION
from mri_check.words import capital, unless_told

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = os.path.join(os.path.dirname(__file__), "templates")

LOOKS = {
    "conditional": "care",
    "unsafe": "stop",
    "safe": "term",
    "not-evaluated": "open",
    "not-printed": "open",
    "not-read": "open",
    "unlabelled": "none",
}
"""The shape beside an MR status; none of them is green, and the words say it all."""


def environment() -> Environment:
    """Where templates come from and how they are filled in. Raises MriCheckError without Jinja2."""
    try:
        import jinja2
    except ImportError:
        told = "HTML needs Jinja2, which is not installed: pip install 'mri-check[html]'"
        raise MriCheckError(Problem("no-jinja2", "", told)) from None
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters["cap"] = capital
    made.filters["unless_told"] = unless_told
    made.tests["web"] = _web
    made.globals.update(
        {
            "checklist": checklist,
            "pages": pages,
            "is": IS,
            "statuses": STATUSES,
            "looks": LOOKS,
            "version": VERSION,
        }
    )
    return made


def page(made: Environment, template: str, script: str = "", **values: Any) -> str:
    """A page from a template: its styles and its script stand in it, and its policy names them by hash."""
    from markupsafe import Markup

    style = _asset("style.css")
    code = _asset(script) if script else ""
    policy = ["default-src 'none'", f"style-src {_hash(style)}"]
    policy += [f"script-src {_hash(code)}"] if code else []
    policy += ["base-uri 'none'", "form-action 'none'"]
    return made.get_template(template).render(
        policy="; ".join(policy), style=Markup(style), script=Markup(code), **values
    )


def _asset(name: str) -> str:
    with open(os.path.join(TEMPLATES, name), encoding="utf-8") as file:
        return file.read()


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _shown(value: Any) -> Any:
    """What a template prints: control and bidirectional characters of plain text are shown, not obeyed.

    A method is a mistake of the template (``one.copy`` is one of every dict), and would print an address.
    """
    if isinstance(value, (BuiltinMethodType, MethodType)):
        raise TypeError(f"a template prints {value!r}")
    return inert(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _web(text: str) -> bool:
    """Whether a text is an address that may be a link; ``javascript:`` and the like never are."""
    return text.startswith(("https://", "http://")) and not any(one.isspace() for one in text)
