"""What is configured for this user: scanner profiles, the site's policy, defaults; and where each lies."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from mri_check.catalog import Catalogue
from mri_check.cli.whole import is_stream
from mri_check.document import Document, Path, near
from mri_check.errors import Problem, RequestError, reason_of, unreadable
from mri_check.request import Request, read_request

if TYPE_CHECKING:
    from mri_check.checklist import Default
    from mri_check.configuration import Configuration
    from mri_check.exam_table import Table
    from mri_check.policy import Policy
    from mri_check.scanners import Scanner

NONE = "none"
SCANNERS = ("MRI_CHECK_SCANNERS", "scanners.yaml")
POLICY = ("MRI_CHECK_POLICY", "policy.yaml")
EXAMS = ("MRI_CHECK_EXAMS", "exams.csv")
CONFIG = ("MRI_CHECK_CONFIG", "config.yaml")
_PLACES = {"scanners": SCANNERS, "exams": EXAMS, "policy": POLICY, "config": CONFIG}
NAMES = tuple(name for _, name in _PLACES.values())
"""What is read of the configuration folder."""


def folder() -> str:
    """The configuration folder, whether or not it is there."""
    home = os.environ.get("XDG_CONFIG_HOME", "")
    if not os.path.isabs(home):  # the XDG Base Directory Specification: it is to be ignored
        home = os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(home, "mri-check")


def configured(option: str | None, variable: str, name: str) -> str | None:
    """The file that an option, an environment variable or the configuration folder names.

    Raises RequestError where the first two name none that is there, whether or not this run would read it.
    """
    return _named(option, variable, name)[0]


def _named(option: str | None, variable: str, name: str) -> tuple[str | None, bool]:
    """The same, and whether it is named for this run, so that what it holds is looked at, needed or not."""
    path, named_by = found(option, variable, name)
    named = named_by in ("option", variable) and not ((variable, name) == CONFIG and path == NONE)
    if named:
        try:
            if not is_stream(path or ""):  # what a stream holds is there once
                open(path or "", "rb").close()
        except OSError as bad:
            problem = unreadable(bad, path or "''")
            where = problem.where if named_by == "option" else f"{variable}: {problem.where}"
            raise RequestError(problem.replace(where=where)) from None
    return path, named


def found(option: str | None, variable: str, name: str) -> tuple[str | None, str]:
    """The same, and which of them named it.

    Raises RequestError where it cannot be told whether the file is there, or one lies there whose name is mistyped: a
    site's policy is never passed over.
    """
    if option is not None:
        return option, "option"
    if chosen := os.environ.get(variable):
        return chosen, variable
    path = os.path.join(folder(), name)
    try:
        os.lstat(path)
    except FileNotFoundError:
        told = _leads_nowhere(folder())
        if not told and (other := _mistyped(name)):
            message = f"it looks like {name}, which is not there: name it so, or keep it elsewhere"
            raise RequestError(Problem("configuration", other, message)) from None
    except NotADirectoryError:
        told = "it is no folder" if os.path.lexists(folder()) else ""
    except OSError as bad:
        told = reason_of(bad)
    else:
        return path, "configuration folder"
    if told:
        message = f"the configuration folder cannot be looked into ({told}): a policy may be there"
        raise RequestError(Problem("configuration", folder(), message))
    return None, NONE


def files(options: Mapping[str, Any]) -> Iterator[str]:
    """What a command reads by its options ``scanners``, ``exams``, ``policy`` and ``config``, whatever names it."""
    for name, place in _PLACES.items():
        path = configured(options[name], *place) if name in options else None
        if path not in (None, NONE):
            yield path


def _leads_nowhere(path: str) -> str:
    """Whether a folder on the way is a link to one that is not there, as where a share is not mounted."""
    while os.path.dirname(path) != path and not os.path.exists(path):
        if os.path.islink(path):
            return f"{path} leads to nothing"
        path = os.path.dirname(path)
    return ""


def _mistyped(name: str) -> str | None:
    """A file of the configuration folder that stands where this one should, by its name: policy.yml, polciy.yaml."""
    stem = _stem(name)
    with suppress(OSError), os.scandir(folder()) as entries:
        for one in sorted(entries, key=lambda one: one.name):
            if one.name in NAMES or one.is_dir():
                continue
            from difflib import SequenceMatcher  # not of a cold start

            if SequenceMatcher(None, stem, _stem(one.name)).ratio() > _NEAR:
                return one.path
    return None


_NEAR = 0.8
"""Of the letters of two names; polciy is nearer to policy than that, and no other word is."""
_TEXTS = (".yaml", ".yml", ".json", ".csv", ".txt")


def _stem(name: str) -> str:
    """A name without its endings, and not in the plural; of a copy (.bak, a year) what makes it one stays."""
    stem = name.casefold()
    while stem.endswith(_TEXTS):
        stem = stem.rpartition(".")[0]
    stem = re.sub(r" \(\d+\)$", "", stem)  # what a browser calls what it saves again
    return f"{stem[:-3]}y" if stem.endswith("ies") else stem.removesuffix("s")


def request(
    document: Document,
    scanners: str | None = None,
    exams: str | None = None,
    config: str | None = None,
    replaced: tuple[tuple[Path, str], ...] = (),
) -> Request:
    """The request of a document, with what options or this user's configuration add to it.

    Raises RequestError, also for a file that an option or a variable names and this request has no need of.
    """
    profiles, now = _named(scanners, *SCANNERS)
    table, rows_now = _named(exams, *EXAMS)
    place, named = _named(config, *CONFIG)
    file = _defaults(place)
    default = file.default("scanner") if file is not None and named else None
    known: tuple[Scanner, ...] | None = None
    if profiles is not None and (default or (now and not _is_pipe(profiles))):
        from mri_check.scanners import read_profiles

        known = read_profiles(profiles)
    rows: Table | None = None
    if table is not None and rows_now and not _is_pipe(table):
        from mri_check.exam_table import read_exams

        rows = read_exams(table)
    made = read_request(document, known or profiles, rows or table, file).replace(replaced=replaced)
    if file is None or not named:
        return made
    used = {one.name for one in made.configured}
    unused = tuple(
        one for name in file.defaults if name not in used and (one := file.default(name))
    )
    if default is not None and default in unused:
        _on_file(default, known, profiles)
    return made.replace(unused=unused)


def _is_pipe(path: str) -> bool:
    """What a pipe holds is there once: it is read where it is needed."""
    return os.path.exists(path) and stat.S_ISFIFO(os.stat(path).st_mode)


def usable(
    option: str | None, catalogue: Catalogue, known: tuple[Scanner, ...] | None, path: str | None
) -> Configuration | None:
    """``defaults`` for many requests, each of which may need them or not; ``known`` are the scanners of ``path``.

    Raises RequestError, also for a market or a scanner that is not on file, where the file is named for this run.
    """
    place, named = _named(option, *CONFIG)
    file = _defaults(place)
    if file is not None and named:
        if (market := file.default("market")) and market.value not in catalogue.markets:
            from mri_check.resolve import unknown_market

            raise RequestError(unknown_market(market.where, market.value, catalogue.markets))
        if scanner := file.default("scanner"):
            _on_file(scanner, known, path)
    return file


def _on_file(default: Default, known: tuple[Scanner, ...] | None, path: str | None) -> None:
    """Raises RequestError where a default is none of the scanners."""
    from mri_check.scanners import EXAMPLES, UNKNOWN, by_name, examples

    profiles = by_name(examples() if known is None else known)
    if default.value not in (*profiles, UNKNOWN):
        hint = near(default.value, profiles)
        message = f"no scanner profile '{default.value}' in {path or EXAMPLES}{hint}"
        raise RequestError(Problem("scanner", default.where, message))


def policy(
    option: str | None, catalogue: Catalogue, loose: list[Problem] | None = None
) -> Policy | None:
    """The site's policy, where there is one; ``loose`` as of ``read_policy``. Raises RequestError where it cannot be read."""
    path = configured(option, *POLICY)
    if path is None:
        return None
    from mri_check.policy import read_policy

    return read_policy(path, catalogue, loose)


def defaults(option: str | None) -> Configuration | None:
    """The defaults of the configuration file, where there is one; ``none`` leaves it out.

    Raises RequestError where the file cannot be read.
    """
    return _defaults(configured(option, *CONFIG))


def _defaults(path: str | None) -> Configuration | None:
    if path is None or path == NONE:
        return None
    from mri_check.configuration import read_configuration

    return read_configuration(path)
