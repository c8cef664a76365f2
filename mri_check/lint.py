"""Checks a whole catalogue: the reader's rules, the schema, then the rules that a schema cannot say."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from mri_check import files as catalogue_files
from mri_check.document import Path
from mri_check.errors import Problem
from mri_check.files import SCHEMA, File, Files
from mri_check.rules import RULES, Rule

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
        return [Problem("unreadable-file", root, "there is no catalogue folder here")]
    files, problems = catalogue_files.read(root)
    broken = set(files.broken)
    for file in files.all:
        found = list(_schema(root, file))
        if found:
            broken.add(file.path)
            problems += found
    files = Files(files.root, tuple(_pruned(root, f) for f in files.all), frozenset(broken))
    for rule in RULES.values():
        if rule.check is None:
            continue
        try:
            problems += rule.check(files)
        except (AttributeError, KeyError, TypeError):
            if not broken:
                raise
    return sorted(dict.fromkeys(problems), key=_order)


def _order(problem: Problem) -> tuple[str, int, int, str]:
    name, _, rest = problem.where.partition(".yaml:")
    line, _, column = rest.partition(":")
    return (
        (name, int(line), int(column), problem.code)
        if rest
        else (problem.where, 0, 0, problem.code)
    )


_VALIDATORS: dict[str, Any] = {}


def _validator(root: str, kind: str) -> Any:
    """The validator of one kind of file; the folder's own schema, or the one that ships with the tool."""
    path = os.path.join(root, SCHEMA)
    if not os.path.exists(path):
        path = os.path.join(shipped(), SCHEMA)
    if (found := _VALIDATORS.get(f"{path}#{kind}")) is None:
        from jsonschema import Draft202012Validator

        with open(path, encoding="utf-8") as file:
            schema = json.load(file)
        found = Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]})
        _VALIDATORS[f"{path}#{kind}"] = found
    return found


def shipped() -> str:
    """The catalogue folder that is installed beside this package."""
    return os.path.join(
        os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "device_catalog"
    )


def _schema(root: str, file: File) -> Iterator[Problem]:
    for path, message in _schema_errors(root, file):
        yield file.problem("schema", path, message)


def _schema_errors(root: str, file: File) -> Iterator[tuple[Path, str]]:
    """Where a file does not fit its schema; a stray key is pointed at itself."""
    for error in _validator(root, file.kind).iter_errors(file.data):
        path: Path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            known = set(error.schema.get("properties", {}))
            patterns = tuple(error.schema.get("patternProperties", {}))
            for name in error.instance:
                if name not in known and not _matches(name, patterns):
                    hint = f" (known: {', '.join(sorted(known))})" if known else ""
                    yield (*path, name), f"unknown key '{name}'{hint}"
        elif error.validator == "required":
            missing = [name for name in error.validator_value if name not in error.instance]
            yield path, f"missing: {', '.join(missing)}"
        elif error.validator == "enum":
            yield path, f"'{error.instance}' is not one of: {', '.join(error.validator_value)}"
        elif error.validator == "type":
            needed = {"object": "a mapping", "array": "a list", "string": "text"}[
                error.validator_value
            ]
            yield path, f"{needed} is needed here"
        elif error.validator == "pattern":
            yield path, f"'{error.instance}' has not the form {error.validator_value}"
        else:
            yield path, error.message


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    import re

    return any(re.search(pattern, name) for pattern in patterns)


def _pruned(root: str, file: File) -> File:
    """The file without what does not fit, so that its other problems are found in the same run."""
    errors = list(_schema_errors(root, file))
    if not errors:
        return file
    data = json.loads(json.dumps(file.data))
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
