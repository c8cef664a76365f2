"""``mri-check consult``: the enquiry to the manufacturer, and the record of its answer."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from mri_check.catalog import Catalogue
from mri_check.check import check as run_check
from mri_check.checklist import Checklist
from mri_check.cli import configured
from mri_check.cli.command import Command, on_day
from mri_check.compiled import load_catalog
from mri_check.correspondence import Letter
from mri_check.document import Document, near
from mri_check.errors import Problem, RequestError, reason_of
from mri_check.listing import folder_of
from mri_check.planned import unstated
from mri_check.source import MAX_BYTES, decode_text
from mri_check.words import key, scanned

_ENTRY = ("on", "document", "by", "said", "device")


@click.command(cls=Command)
@click.argument("request_file", metavar="REQUEST | -")
@click.option(
    "--manufacturer",
    metavar="NAME",
    help="Only this maker's enquiry; whose answer it is, where there are several.",
)
@click.option("--record", is_flag=True, help="Write an answer into the request file instead.")
@click.option("--document", metavar="TEXT", help="The document confirmed, with its revision.")
@on_day("--on", help="The day of the answer; today where it is left out.")
@click.option("--by", type=click.Choice(("phone", "site", "email")), help="How it was answered.")
@click.option(
    "--said", type=click.Choice(("confirmed", "advised-against")), help="What was answered."
)
@click.option(
    "--answered",
    multiple=True,
    metavar="N,N-N|ID|all",
    help="The questions answered: their numbers in the enquiry, their ids, or all.",
)
@click.option(
    "--enquiry", metavar="CODE", help="The code of the enquiry that the numbers stand in."
)
@click.option("--device", metavar="DEVICE", help="Which device, where the maker has several here.")
@click.option(
    "--output", metavar="FILE", help="Write to this file, whole or not at all; else in place."
)
@click.option("--scanners", metavar="FILE", help="Scanner profiles that the request names.")
@click.option("--exams", metavar="FILE", help="The site's own table of exams.")
@click.option("--config", metavar="FILE|none", help="Your defaults for market and scanner.")
@click.option("--policy", metavar="FILE", help="The site's own stricter rules.")
@click.option("--catalog", "root", metavar="DIR", help="Another catalogue than the shipped one.")
@click.option(
    "--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True,
    help="How to print the enquiry, or what was recorded.",
)  # fmt: skip
def consult(request_file: str, record: bool, **options: Any) -> None:
    """Print the enquiry to the manufacturer, or record its answer.

    The enquiry holds the device, its market, the planned scan, every question of the checklist with a place
    for the answer, and the documents on file; nothing that identifies the patient. With --record the answer
    is written into the request file, and check uses it.
    """
    given = [name for name in (*_ENTRY, "answered", "enquiry") if options[name]]
    if given and not record:
        raise click.UsageError(f"--{given[0]} belongs to --record")
    if options["output"] is not None:
        from mri_check.cli.whole import never_over

        read = (request_file, folder_of(options["root"]), *configured.files(options))
        never_over(options["output"], *read)
    catalogue = load_catalog(options["root"])
    policy = configured.policy(options["policy"], catalogue)

    def checked(document: Document) -> Checklist:
        request = configured.request(
            document, options["scanners"], options["exams"], options["config"]
        )
        return run_check(catalogue, request, policy)

    raw = _read(request_file)
    document = _document(raw, request_file)
    checklist = checked(document)
    before = {name: value for name, value in document.data.items() if name != "consulted"}
    unanswered = checked(document.replace(data=before))
    letters = _letters((checklist, unanswered), before, catalogue, options["manufacturer"])
    if not record:
        _print(checklist, letters, options)
        return
    from mri_check.cli.whole import is_stream

    if options["output"] is None and (request_file == "-" or is_stream(request_file)):
        raise click.UsageError("--record of standard input, or of a pipe, needs --output FILE")
    entry = _entry(letters, options)
    from mri_check.recording import with_entry

    text = with_entry(decode_text(raw, request_file), request_file, entry)
    written = raw[: len(BOM_UTF8) * raw.startswith(BOM_UTF8)] + text.encode("utf-8")
    after = checked(_document(written, request_file))
    target = options["output"] or request_file
    _replace(target, written, raw if options["output"] is None else None)
    _told(target, entry, checklist, after, options["format_"])


def _letters(
    checklists: tuple[Checklist, Checklist],
    data: Mapping[str, Any],
    catalogue: Catalogue,
    wanted: str | None,
) -> tuple[Letter, ...]:
    """The enquiries of a checklist, of one maker where one is named."""
    from mri_check.correspondence import letters

    markets = {
        f"{name}/{number}": one.get("market")
        for name in ("implants", "other_implants")
        for number, one in enumerate(data.get(name, ()), 1)
        if isinstance(one, dict)
    }
    found = letters(*checklists, markets, catalogue)
    if wanted is None:
        return found
    here = tuple(one for one in found if one.manufacturer == catalogue.makers.get(key(wanted)))
    if not here:
        names = [one.name for one in found]
        hint = near(wanted, names) if names else ""
        raise click.BadParameter(
            f"'{wanted}' is the maker of no device here{hint}", param_hint="--manufacturer"
        )
    return here


def _print(checklist: Checklist, letters: tuple[Letter, ...], options: Mapping[str, Any]) -> None:
    from mri_check.cli.whole import write
    from mri_check.messages import consult as say
    from mri_check.render.correspondence import enquiries

    everything = (*checklist.implants, *checklist.items, *checklist.other_implants)
    unknown = [one.asked for one in everything if one.device is None and not one.candidates]
    unknown = [] if options["manufacturer"] else unknown
    text = enquiries(
        letters, unknown, checklist.edition, checklist.digest, options["format_"], _used(checklist)
    )
    if any(one.device is None for one in everything):
        click.echo(say.SEE_NO_PATIENT, err=True)
    if options["output"] is not None:
        write(options["output"], text)
    else:
        click.echo(text, nl=False)


def _used(checklist: Checklist) -> tuple[str, ...]:
    return tuple(one.text for one in unstated(checklist.notices))


def _entry(letters: tuple[Letter, ...], options: Mapping[str, Any]) -> dict[str, Any]:
    """The entry that the options say. Raises click.UsageError for what is missing or does not fit."""
    from mri_check.correspondence import entry_of

    missing = []
    if len(letters) != 1:
        told = ", ".join(one.name for one in letters) or "none is known"
        missing.append(f"--manufacturer: whose answer is it? ({told})")
    if options["said"] is None:
        missing.append("--said: what was answered? confirmed, or advised-against")
    if options["by"] is None:
        missing.append("--by: how was it answered? phone, site or email")
    if options["said"] != "advised-against" and options["document"] is None:
        missing.append("--document: which document was confirmed, with its revision?")
    if missing:
        raise click.UsageError("; ".join(missing))
    on = options["on"] or date.today().isoformat()
    for name in ("document", "device"):
        if options[name] is not None and not (
            options[name].isprintable() and options[name].strip()
        ):
            raise click.BadParameter("write it as printable text", param_hint=f"--{name}")
    form = {name: options[name] for name in _ENTRY} | {"on": on}
    if form["device"] is not None and scanned(form["device"]):
        from mri_check.udi import shown

        form["device"] = shown(form["device"])  # neither lot nor serial number is written down
    try:
        return entry_of(letters[0], form, options["answered"], options["enquiry"])
    except ValueError as bad:
        raise click.BadParameter(str(bad), param_hint="--answered") from None


def _told(
    target: str, entry: Mapping[str, Any], before: Checklist, after: Checklist, format: str
) -> None:
    """What was written, whether it counts, and what a check says now."""
    from mri_check.messages import consult as say
    from mri_check.render.listings import Page, as_json

    known = {(one.id, one.text) for one in before.notices}
    notices = [one.text for one in after.notices
               if one.id.startswith("consulted/") and (one.id, one.text) not in known]  # fmt: skip
    notices += _used(after)
    if format == "json":
        form = as_json(
            "consult-record", file=target, entry=dict(entry), notices=notices,
            before=before.disposition.word, disposition=after.disposition.word,
        )  # fmt: skip
        click.echo(form, nl=False)
        return
    page = Page()
    page.put(say.WRITTEN.format(file=target))
    for name, value in entry.items():
        page.put(f"{name}: {', '.join(value) if isinstance(value, list) else value}", 2)
    for notice in notices:
        page.put(say.NOTE.format(note=notice))
    told = say.CHECK_SAID.format(before=before.disposition.word, after=after.disposition.word)
    page.put(told)
    click.echo(page.text(), nl=False)


def _read(path: str) -> bytes:
    if path == "-":
        import sys

        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as bad:
        reason = reason_of(bad)
        raise RequestError(Problem("unreadable-file", path, f"cannot be read: {reason}")) from None


def _document(raw: bytes, path: str) -> Document:
    from mri_check.source import load

    name = "standard input" if path == "-" else path
    return load(decode_text(raw, name), name)


def _replace(path: str, written: bytes, expected: bytes | None) -> None:
    """Write a file whole or not at all, with the rights that it had; not over what changed meanwhile."""
    from mri_check.cli.whole import is_stream, to_its_end, writing

    with writing(path, "", binary=True) as file:
        with to_its_end(path):
            file.write(written)
            file.flush()
        if expected is not None and not is_stream(path) and _read(path) != expected:
            raise RequestError(
                Problem("record", path, "the file changed meanwhile; nothing was written")
            )
