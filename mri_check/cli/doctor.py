"""``mri-check doctor``: versions, catalogue, what is configured, and what is wrong with it."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import click

from mri_check import cache
from mri_check.catalog import Catalogue
from mri_check.cli import configured
from mri_check.cli.command import Command
from mri_check.compiled import load_catalog
from mri_check.document import near
from mri_check.errors import CatalogueError, MriCheckError, Problem
from mri_check.exits import exit_code
from mri_check.listing import folder_of
from mri_check.messages import doctor as say
from mri_check.resolve import unknown_market
from mri_check.scanners import UNKNOWN
from mri_check.source import load, read_text
from mri_check.version import VERSION

_PACKAGES = ("click", "PyYAML", "jsonschema", "Jinja2")


@click.command(cls=Command)
@click.option("--scanners", metavar="FILE", help="These scanner profiles.")
@click.option("--exams", metavar="FILE", help="This table of exams.")
@click.option("--policy", metavar="FILE", help="This site policy.")
@click.option("--config", metavar="FILE|none", help="This configuration file.")
@click.option("--catalog", "root", metavar="DIR", help="This catalogue folder.")
@click.option(
    "--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True,
    help="How to print the answer.",
)  # fmt: skip
def doctor(
    scanners: str | None,
    exams: str | None,
    policy: str | None,
    config: str | None,
    root: str | None,
    format_: str,
) -> int:
    """Say what is installed and configured, and what is wrong with it.

    Exits 0 where nothing is wrong, 4 where the catalogue cannot be used, 3 where a file of yours cannot be.
    """
    from mri_check.render.health import examined

    looking = _Looking()
    found: dict[str, Any] = {
        "versions": _versions(),
        "catalogue": looking.catalogue(folder_of(root)),
        "scanners": looking.scanners(scanners),
        "exams": looking.exams(exams),
        "policy": looking.policy(policy),
        "configuration": looking.configuration(config),
        "folders": looking.folders(),
    }
    found["problems"] = [one.as_dict() for one in looking.problems]
    found["notes"] = looking.notes
    found["exit_code"] = looking.code
    click.echo(examined(found, format_), nl=False)
    return looking.code


def _versions() -> dict[str, str | None]:
    from importlib.metadata import PackageNotFoundError, version

    found: dict[str, str | None] = {"mri-check": VERSION, "Python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


class _Looking:
    """Collects what is found and what is wrong; one thing that is wrong hides no other."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.code = 0
        self.known: Catalogue | None = None
        self.profiles: list[str] = []

    def read(self, what: Callable[[], Any]) -> Any:
        """What a reader gives; None, and its problems kept, where it cannot."""
        try:
            return what()
        except MriCheckError as bad:
            self.problems += [one for one in bad.problems if one not in self.problems]
            self.code = max(self.code, exit_code(bad))
            return None

    def found(self, option: str | None, place: tuple[str, str]) -> tuple[str | None, str]:
        """Where a file of the user is, and what names it."""
        found: tuple[str | None, str] | None = self.read(lambda: configured.found(option, *place))
        return found or (None, configured.NONE)

    def wrong(self, code: str, where: str, message: str) -> None:
        self.problems.append(Problem(code, where, message))
        self.code = max(self.code, 3)

    def no_profile(self, name: str, where: str) -> None:
        known = ", ".join(self.profiles) or "none"
        self.wrong("scanner", where, f"no scanner profile '{name}' (known: {known})")

    def catalogue(self, root: str) -> dict[str, Any]:
        self.known = self.read(lambda: load_catalog(root))
        found: dict[str, Any] = {"folder": root, "edition": None, "released": None, "age_days": None,
                                 "digest": None, "devices": None, "axes": None}  # fmt: skip
        if self.known is None:
            return found
        path = os.path.join(root, "edition.yaml")
        form = load(read_text(path, CatalogueError), path, CatalogueError).data
        age = (date.today() - date.fromisoformat(form["released"])).days
        if age < 0:
            self.notes.append(say.FUTURE)
        found.update(edition=self.known.edition, released=form["released"], age_days=age,
                     digest=self.known.digest, devices=len(self.known.device_ids()),
                     axes=len(self.known.axes))  # fmt: skip
        return found

    def scanners(self, option: str | None) -> dict[str, Any]:
        from mri_check.planned import read_sites
        from mri_check.scanners import EXAMPLES, by_name, examples, read_profiles

        path, by = self.found(option, configured.SCANNERS)
        if path is None:
            self.notes.append(say.NO_SCANNERS)
        found = self.read(lambda: read_profiles(path) if path else examples()) or ()
        self.profiles = list(by_name(found))
        if (known := self.known) is not None:
            self.read(lambda: read_sites(found, known.axes, date.today()))
        return {
            "file": path or EXAMPLES,
            "from": by if path else "examples",
            "names": self.profiles,
        }

    def exams(self, option: str | None) -> dict[str, Any]:
        from mri_check.exam_table import read_exams
        from mri_check.values import stated_value

        path, by = self.found(option, configured.EXAMS)
        found = self.read(lambda: read_exams(path)) if path is not None else None
        axis = self.known.axes.get("scan.region") if self.known is not None else None
        if found and axis is not None:
            self.read(
                lambda: found.check_regions(lambda one: stated_value(axis, one, date.today()))
            )
        for row in found.rows if found else ():
            if row.scanner is not None and row.scanner not in self.profiles:
                self.no_profile(row.scanner, row.place)
        return {"file": path, "from": by, "rows": found and len(found.rows)}

    def policy(self, option: str | None) -> dict[str, Any]:
        path, by = self.found(option, configured.POLICY)
        known, found = self.known, None
        if path is not None and known is not None:
            from mri_check.policy import read_policy

            chosen: str = path
            found = self.read(lambda: read_policy(chosen, known))
        return {"file": path, "from": by, "name": found and found.name,
                "rules": found and len(found.rules), "digest": found and found.digest}  # fmt: skip

    def configuration(self, option: str | None) -> dict[str, Any]:
        path, by = self.found(option, configured.CONFIG)
        found = self.read(lambda: configured.defaults(option))
        market, scanner = (found and found.default(name) for name in ("market", "scanner"))
        if market and self.known is not None and market.value not in self.known.markets:
            bad = unknown_market(market.where, market.value, self.known.markets)
            self.wrong(bad.code, bad.where, bad.message)
        if scanner and scanner.value not in (*self.profiles, UNKNOWN):
            self.no_profile(scanner.value, scanner.where)
        return {"file": path, "from": by, "market": market and market.value,
                "scanner": scanner and scanner.value}  # fmt: skip

    def folders(self) -> dict[str, Any]:
        kept = cache.folder()
        place = next(part for part in _upwards(kept) if os.path.exists(part))
        writable = os.access(place, os.W_OK)
        if not writable:
            self.notes.append(say.NO_CACHE)
        self.strangers(configured.folder())
        return {"configuration": configured.folder(), "cache": kept, "cache_writable": writable}

    def strangers(self, folder: str) -> None:
        """What lies in the configuration folder and is read by nothing: a policy.yml, say."""
        told = {one.where for one in self.problems}
        with suppress(OSError):
            for name in sorted(set(os.listdir(folder)) - {*configured.NAMES}):
                if os.path.join(folder, name) in told:
                    continue
                if hint := near(name, configured.NAMES, ""):
                    self.notes.append(say.STRANGER.format(name=name, folder=folder, hint=hint))


def _upwards(path: str) -> list[str]:
    found = [path]
    while os.path.dirname(found[-1]) != found[-1]:
        found.append(os.path.dirname(found[-1]))
    return found
