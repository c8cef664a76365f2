"""What is to be filled in: a new record, made from the template, and an empty transcription of one on file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

from mri_check.catalog import Catalogue
from mri_check.errors import CatalogueError
from mri_check.source import read_text

EXAMPLE = "template/manufacturers/example"
OWED = ("kind", "device", "market", "source")
"""Keys whose value follows from where the file lies."""

_LINE = re.compile(r"(?P<key> *(?:- )?[^\s#:][^:]*):(?: (?P<value>[^#\s][^#]*?))?(?: +# (?P<told>.*))?")  # fmt: skip


def skeleton(
    root: str, template: str, device: str, market: str | None = None, document: str | None = None
) -> dict[str, str]:
    """The files that a new device (``manufacturer/device``) needs and that are not there yet, by path.

    With a ``document`` (the id of a source) there is also its labelling for a ``market``, and the source where
    the maker has none of that id. ``template`` is the catalogue folder whose template is used.

    Raises CatalogueError where a file of the template or a source of the maker cannot be read.
    """
    maker, _, name = device.partition("/")
    folder = f"manufacturers/{maker}"
    wanted = {f"{folder}/manufacturer.yaml": f"{EXAMPLE}/manufacturer.yaml"}
    if document is not None and not _on_file(document, os.path.join(root, folder, "sources")):
        wanted[f"{folder}/sources/{document}.yaml"] = f"{EXAMPLE}/sources/ifu-1000-a.yaml"
    wanted[f"{folder}/{name}/device.yaml"] = f"{EXAMPLE}/example-pump/device.yaml"
    names = {"example/example-pump": device}
    if document is not None and market is not None:
        names |= {"ifu-1000-a": document, "market: US": f"market: {market}"}
        path = f"{folder}/{name}/{market.lower()}-{document}.yaml"
        wanted[path] = f"{EXAMPLE}/example-pump/us-ifu-1000-a.yaml"
    return {
        path: emptied(read_text(os.path.join(template, example), CatalogueError), names)
        for path, example in wanted.items()
        if not os.path.exists(os.path.join(root, path))
    }


def _on_file(document: str, folder: str) -> bool:
    """Whether a maker has a source of this id; a look at the text, for the files may be half filled in."""
    entry = re.compile(rf"  {re.escape(document)}:")
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        if name.endswith(".yaml"):
            text = read_text(os.path.join(folder, name), CatalogueError)
            if any(entry.match(line) for line in text.splitlines()):
                return True
    return False


def emptied(text: str, names: Mapping[str, str]) -> str:
    """A file of the template without its example: values are emptied, optional parts become comments."""
    for old, new in names.items():
        text = text.replace(old, new)
    return "".join(line + "\n" for line in _emptied(text.splitlines()))


def _emptied(lines: list[str]) -> Iterator[str]:
    optional: int | None = None  # how deep the optional part lies that is being left out
    for line in lines:
        depth = len(line) - len(line.lstrip())
        if optional is not None and depth > optional:
            yield f"# {line}"
            continue
        optional = None
        found = _LINE.fullmatch(line)
        if found is None:
            yield line
            continue
        key, value, told = found["key"], found["value"], found["told"] or ""
        if told.startswith("optional"):
            optional = depth
            yield f"# {line}"
        elif value is None or key.strip() in OWED:
            yield line
        elif " | " in told:
            yield f"{key}:  # {told}"
        else:
            yield f"{key}:  # for example: {value}" + (f"; {told}" if told else "")


_PARTS = ("always", "settings", "prohibits", "says_no_limit", "not_addressed", "task_pages")


def transcription(device: str, catalogue: Catalogue) -> str:
    """An empty transcription of a device: which documents to read, and nothing that they say."""
    lines = ["kind: second-reading", f"device: {device}", "on: ", "from: ", "is: ", "implanted: "]
    lines += ["electrically_active: ", "models: ", "therapies: ", "markets: ", "numbers: "]
    forms = catalogue.labellings_as_written(device)
    lines += ["labellings:"] * bool(forms)
    maker = catalogue.maker_as_written(device.split("/")[0])
    for form in forms:
        source = maker["sources"][form["source"]]
        lines.append(
            f"  {form['id'].rpartition('/')[2]}:   # {source.get('number', source['title'])}"
        )
        lines += ["    market: ", "    dated: ", "    read: ", "    mr_status: {is: , page: }"]
        lines += [f"    # {name}: as tests/second_reading/README.md says" for name in _PARTS]
    notices = catalogue.own_notices(device)
    lines += ["notices:"] * bool(notices)
    for notice in notices:
        lines.append(f"  {notice['id'].rpartition('/')[2]}:")
        lines += ["    dated: ", "    about_mri: "]
    return "\n".join(lines) + "\n"


def maker_transcription(manufacturer: str) -> str:
    """An empty transcription of a manufacturer."""
    return (
        f"kind: maker-reading\nmanufacturer: {manufacturer}\non: \nfrom: \nname: \nanswers_now: \n"
        "max_age_days: \ncontacts:\n- {market: , phone: , address: }\n"
    )
