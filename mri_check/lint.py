"""Checks a whole catalogue: the reader's rules, the schema, then the rules that a schema cannot say."""

from __future__ import annotations

import json
import os

from mri_check import files as catalogue_files
from mri_check.errors import CatalogueError, Problem, unreadable
from mri_check.files import File, Files, kind_of
from mri_check.listing import SCHEMA, folder_of
from mri_check.rules import RULES, Rule
from mri_check.schema import errors_of
from mri_check.source import read_text
from mri_check.version import VERSION

_READER = {
    "unreadable-file": ("A file can be read.", "What cannot be read cannot be checked.", "Mend its permissions, or remove it."),
    "too-large": ("A file has at most 1,000,000 bytes.", "A record is a few pages; more is a mistake or an attack.", "Split it."),
    "not-text": ("A file is UTF-8 text.", "Anything else would be guessed at.", "Save it as UTF-8."),
    "empty": ("A file holds a record.", "An empty file says nothing.", "Fill it, or remove it."),
    "yaml": ("A file is YAML.", "What does not parse is not read in part.", "Mend the syntax where the message points."),
    "duplicate-key": ("A key stands once.", "YAML readers keep the last of two equal keys without a word.", "Remove one."),
    "anchor": ("No anchors.", "A record is complete in itself, and readable beside its document.", "Write the value out."),
    "alias": ("No aliases.", "A few bytes of aliases unfold into gigabytes.", "Write the value out."),
    "tag": ("No tags.", "A tag changes what a value is.", "Remove it; every value is text here."),
    "merge-key": ("No merge keys.", "What is merged in is not where a reader looks.", "Write the values out."),
    "empty-value": ("Every key has a value.", "An empty value is neither a limit nor a silence.", "Write the value, or leave the key out."),
    "key": ("A key is text.", "A list or mapping as a key names nothing.", "Write a word."),
    "depth": ("A file is nested at most 16 levels deep.", "A record needs far fewer.", "Flatten it."),
    "second-document": ("A file holds one document.", "The second one would be passed over.", "Make it a file of its own."),
    "schema": ("A file fits the schema of its kind: known keys, needed keys, the form of each value.", "A misspelt key is a value that nobody reads.", "Mend what the message names; device_catalog/README.md shows each kind."),
}  # fmt: skip


def rules() -> dict[str, Rule]:
    """Every rule by its code, alphabetically: the reader's, the schema's, and the semantic ones."""
    reader = {code: Rule(code, *words, None) for code, words in _READER.items()}
    return dict(sorted({**reader, **RULES}.items()))


def lint(root: str) -> list[Problem]:
    """Everything that is wrong with a catalogue folder, in the order of files and lines."""
    if not os.path.isdir(root):
        return [Problem("unreadable-file", root or "''", "there is no catalogue folder here")]
    try:
        return found_in(*catalogue_files.read(root))
    except CatalogueError as bad:
        return list(bad.problems)
    except OSError as bad:
        return [unreadable(bad, root)]


def found_in(files: Files, problems: list[Problem]) -> list[Problem]:
    """Everything that is wrong with files that were read, beside what was wrong with reading them."""
    broken = set(files.broken)
    for file in files.all:
        errors = errors_of(file.kind, file.data, files.schema)
        found = [file.problem("schema", *error) for error in errors]
        if found:
            broken.add(file.path)
            problems += found
    pruned = tuple(_pruned(file, files.schema) for file in files.all)
    files = files.replace(all=pruned, broken=frozenset(broken))
    for code in _FIRST:
        if found := list(_kept(RULES[code], files)):
            problems += found
            broken.add("axes.yaml")
    files = files.replace(broken=frozenset(broken))
    for code, rule in RULES.items():
        if code not in _FIRST:
            problems += _kept(rule, files)
    return sorted(dict.fromkeys(problems), key=lambda one: _order(one, files.root))


_FIRST = ("axis-form", "two-parents")
"""Where these find a fault the axes cannot be built, and no other rule may lean on them."""


def _kept(rule: Rule, files: Files) -> list[Problem]:
    """What a rule finds; it may stumble over a file that does not fit its schema, or fits that of another version."""
    try:
        return list(rule.check(files)) if rule.check is not None else []
    except (AttributeError, KeyError, TypeError):
        if files.broken:
            return []
        ours = read_text(os.path.join(folder_of(), *SCHEMA.split("/")), CatalogueError)
        theirs, text = files.schema or ("", ours)
        if text == ours:
            raise
        told = f"this catalogue is written for another version of mri-check than {VERSION}: its schema differs"
        return [Problem("schema", theirs, told)]


_FILLING = ("edition", "axes", "markets", "practice", "manufacturer", "sources", "device", "labelling",
            "notice", "families", "exams")  # fmt: skip
"""The order in which a catalogue is filled in; what a later file says leans on the earlier ones."""


def _order(problem: Problem, root: str) -> tuple[str, int, str, int, int, str]:
    """What a contributor mends first stands first: by maker, then by kind of file, then by line."""
    name, line, column = (["", "", *problem.where.rsplit(":", 2)])[-3:]
    if not (line.isdigit() and column.isdigit()):
        name, line, column = problem.where, "0", "0"
    kind, maker, _ = kind_of(os.path.relpath(name, root).replace(os.sep, "/"))
    rank = _FILLING.index(kind) if kind in _FILLING else len(_FILLING)
    # the families name devices of every maker, so they come last of all
    return "~" if kind == "families" else maker, rank, name, int(line), int(column), problem.code


def _pruned(file: File, schema: tuple[str, str] | None) -> File:
    """The file without what does not fit, so that its other problems are found in the same run."""
    errors = list(errors_of(file.kind, file.data, schema))
    if not errors:
        return file
    data = json.loads(json.dumps(file.data)) if isinstance(file.data, dict) else {}
    for path, _ in errors:
        if not path:
            continue
        inner = data
        try:
            for step in path[:-1]:
                inner = inner[step]
            if isinstance(inner, dict):
                inner.pop(path[-1], None)
        except (KeyError, IndexError, TypeError):
            continue
    return file.replace(document=file.document.replace(data=data))
