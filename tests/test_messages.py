"""The sentences that a person reads are in one place, and a translation of that place is a translation of the tool."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import pytest

from mri_check.catalog import Catalogue
from mri_check.checklist import Disposition
from mri_check.render import text
from mri_check.words import full_name
from tests.conftest import ROOT, write_request
from tests.golden.test_golden import REQUESTS

Command = Callable[..., tuple[int, str, str]]

PACKAGE = ROOT / "mri_check"
MESSAGES = sorted(path for path in (PACKAGE / "messages").glob("*.py") if path.stem != "__init__")
ROOMS = {
    path.stem: __import__(f"mri_check.messages.{path.stem}", fromlist=["_"]) for path in MESSAGES
}

ENGLISH = {
    "messages": "is the place",
    **dict.fromkeys(("cli", "arrow", "browser", "document", "files", "frozen", "policy", "quantity", "request", "scanners",
                     "source", "strict_yaml", "batch/earlier", "batch/inputs", "batch/judge", "batch/recheck",
                     "batch/spool", "batch/work", "intake/dicom_file", "intake/elements", "intake/hl7", "intake/read", "intake/records",
                     "intake/scanned", "intake/sniff", "intake/strict", "render/html", "render/problems"),
                    "help, and errors about files, options and the program"),
    **dict.fromkeys(("compare", "gaps", "gudid", "lint", "looser", "maker_reading", "revisions", "rules",
                     "schema", "search", "second_reading", "skeleton", "render/letters", "render/listings",
                     "render/proposals", "render/records", "render/site"),
                    "for who reads or edits the catalogue, or a policy, and letters to a maker"),
    **dict.fromkeys(("intake/assemble", "intake/booking", "intake/bundle", "intake/devices", "intake/fhir",
                     "intake/gathering", "intake/record_of", "intake/requests", "intake/row", "intake/stations",
                     "intake/table", "intake/worklist"),
                    "what is noted of a row of a schedule stands in results, which are data for scripts"),
    **dict.fromkeys(("decode", "mentions", "performed", "batch/result", "intake/header", "intake/kinds", "intake/reference",
                     "intake/referred", "trials"),
                    "words that are looked for, and keys"),
    **dict.fromkeys(("batch/written", "render/pictures/sheet"), "source text of programs and of style sheets"),
}  # fmt: skip
"""The files and folders that hold English, and why; no other does."""
KEYS = {"model number", "radiopaque code", "not known", "not stated", "<!doctype html>\n", "light dark",
        "plan three", "facts seen"}  # fmt: skip
"""Words of the public form, of HTML and of its style sheet."""
_SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
_ERRORS = {"add", "problem", "Problem", "ValueError"}
"""What takes the message of an error about a file; errors stay English."""


def of_errors(node: ast.AST) -> bool:
    """Whether a part of a program only makes an error, about a file, an option or the program itself."""
    if isinstance(node, ast.Assign):
        return any(isinstance(one, ast.Name) and one.id == "message" for one in node.targets)
    if isinstance(node, ast.Call):
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        return name in _ERRORS
    return isinstance(node, (ast.Raise, ast.Assert))


def sentences(path: Path) -> list[str]:
    """The literals of a file that hold words side by side; no docstrings, no errors."""
    skipped: set[int] = set()
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        elif (isinstance(node, ast.keyword) and node.arg == "class_") or of_errors(node):
            skipped.update(map(id, ast.walk(node)))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped
        and node.value not in KEYS and _SENTENCE.search(node.value)
    ]  # fmt: skip


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def test_the_words_of_the_checklist_are_in_one_place() -> None:
    """No sentence stands in what judges and lays out: a translation replaces the messages and no other room."""
    holding = {named(path) for path in PACKAGE.rglob("*.py") if sentences(path)}
    english = {room if room in ENGLISH else room.partition("/")[0] for room in holding}
    assert english == ENGLISH.keys()


def test_a_sentence_would_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "room.py"
    path.write_text(
        '''def f():\n    """Doc of it."""\n    raise ValueError("an error")\n    return f"{f} is read", "not known"\n'''
    )
    assert sentences(path) == [" is read"]
    path.write_text("TOLD = f'it is {TOLD}'\n")
    assert sentences(path) == ["it is "]


# --- the package itself ---------------------------------------------------------------------------------


def constants() -> Iterator[tuple[ModuleType, str, Any]]:
    for room in ROOMS.values():
        for name, value in vars(room).items():
            if name.isupper():
                yield room, name, value


def texts(value: Any) -> Iterator[str]:
    """The texts of a constant; keys of a mapping are words of the engine."""
    if isinstance(value, str):
        yield value
    else:
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_messages_are_constants_and_import_nothing(path: Path) -> None:
    seen = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom):
            assert node.module == "__future__"
        elif isinstance(node, ast.Assign):
            (target,) = node.targets
            assert isinstance(target, ast.Name) and target.id.isupper()
            assert target.id not in seen, f"{target.id} is two messages"
            seen.add(target.id)
            ast.literal_eval(node.value)
        else:
            assert isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_what_differs_has_a_name() -> None:
    for room, name, value in constants():
        for one in texts(value):
            for _, field, spec, conversion in Formatter().parse(one):
                assert field is None or re.fullmatch("[a-z_]+", field), (room.__name__, name, one)
                assert not spec and not conversion, (room.__name__, name, one)


def test_every_message_is_used() -> None:
    files = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "messages"]
    sources = [path.read_text() for path in files]
    templates = "".join(path.read_text() for path in (PACKAGE / "render/templates").glob("*.html"))
    for room in ROOMS:
        importing = re.compile(rf"from mri_check\.messages import (?:[\w, ]*\b)?{room}\b")
        users = [source for source in sources if importing.search(source)]
        assert users, room
        if room in ("checklist", "pages"):
            users.append(templates)
        used = set(re.findall(r"\.([A-Z][A-Z0-9_]*)\b", "".join(users)))
        names = {name for name in vars(ROOMS[room]) if name.isupper()}
        assert names <= used, (room, names - used)


# --- a translation -----------------------------------------------------------------------------------------


def marked(value: Any) -> Any:
    """A message in another language: each part of it that is no brace stands between guillemets."""
    if isinstance(value, str):
        parts = ((head, field) for head, field, _, _ in Formatter().parse(value))
        return "".join(
            (f"\u00ab{head}\u00bb" if head else "") + ("" if field is None else f"{{{field}}}")
            for head, field in parts
        )
    if isinstance(value, dict):
        return {key: marked(one) for key, one in value.items()}
    return tuple(marked(one) for one in value)


def pieces(told: str) -> list[str]:
    """The runs of words in a text, in small letters: what stands between marks of punctuation."""
    return [" ".join(run.split()) for run in re.split(r"[^\w ]|_", told.lower())]


def known(catalogue: Catalogue, request: Any) -> str:
    """All that the catalogue and a request say, as runs of words."""
    form = [json.loads(line) for line in catalogue._text.splitlines()]
    names = [
        f"{full_name(catalogue.manufacturer(device.manufacturer).name, device.name)} {number}"
        for device in map(catalogue.device, catalogue.device_ids())
        for number in ("", *(model.number for model in device.models))
    ]
    return "|".join(
        piece for one in (*every(form), *every(request), *names) for piece in pieces(one)
    )


def every(value: Any) -> Iterator[str]:
    """Every text in plain data; its keys among them, and each with the text that it holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from every(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield f"{key} {one}" if isinstance(one, str) else key
            yield from every(one)


WORLDS = {
    **{one.word: request for one, request in REQUESTS.items()},
    "bare": {"format": "mri-check/request/1", "on": "2026-11-23", "implants": [{"device": "some pain pump"}]},
    "busy": {
        **REQUESTS[Disposition.OUTSIDE],
        "scan": {"exam": "MR ABD PEL W WO", "region": "knee", "scanner": "g30", "slew_rate": "120 T/m/s"},
        "patient": {"pregnant": "yes", "system": "trial"},
        "other_implants": ["pacemaker", {"device": "SynchroMed", "identified_by": "verbal"}],
        "bringing": ["A820"],
    },
}  # fmt: skip


@pytest.mark.parametrize("world", WORLDS)
def test_a_translation_of_the_messages_is_one_of_the_checklist(
    world: str,
    tmp_path: Path,
    command: Command,
    catalogue: Catalogue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With every message marked, no English is unmarked but what the catalogue and the request say."""
    request = WORLDS[world]
    path = write_request(tmp_path / "request.json", request)
    said = known(
        catalogue, request
    )  # before the marks: what is read of the catalogue stays read for other tests
    for room, name, value in constants():
        monkeypatch.setattr(room, name, marked(value))
    monkeypatch.setattr(text, "WIDTH", 10**6)
    code, out, err = command("check", path)
    assert (code and not err) or code == 0
    lines = out.replace(str(path), "").splitlines()
    assert len(lines) > 30
    for line in lines:
        bare = re.sub("\u00ab[^\u00ab\u00bb]*\u00bb", "|", line)
        assert "\u00ab" not in bare, line
        for part in bare.replace("  ", "|").split("|"):
            for piece in pieces(part):
                assert not _SENTENCE.search(piece) or piece in said, (piece, line)
