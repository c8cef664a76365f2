"""What is configured for this user: scanner profiles, the site's policy, defaults; and where each lies."""

from __future__ import annotations

import os
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
    path, named_by = found(option, variable, name)
    if named_by in ("option", variable) and not ((variable, name) == CONFIG and path == NONE):
        try:
            if not is_stream(path or ""):  # what a stream holds is there once
                open(path or "", "rb").close()
        except OSError as bad:
            problem = unreadable(bad, path or "''")
            where = problem.where if named_by == "option" else f"{variable}: {problem.where}"
            raise RequestError(problem.replace(where=where)) from None
    return path


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
    stem = name.partition(".")[0]
    with suppress(OSError), os.scandir(folder()) as entries:
        for one in sorted(entries, key=lambda one: one.name):
            if one.name in NAMES or one.is_dir():
                continue
            from difflib import SequenceMatcher  # not of a cold start

            other = one.name.partition(".")[0].casefold()
            if stem in other or SequenceMatcher(None, stem, other).ratio() > _NEAR:
                return one.path
    return None


_NEAR = 0.7
"""Of the letters of two names; policies is as near to policy as that."""


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
    profiles, table = configured(scanners, *SCANNERS), configured(exams, *EXAMS)
    known: tuple[Scanner, ...] | None = None
    if profiles is not None and _to_read(scanners, SCANNERS):
        from mri_check.scanners import read_profiles

        known = read_profiles(profiles)
    rows: Table | None = None
    if table is not None and _to_read(exams, EXAMS):
        from mri_check.exam_table import read_exams

        rows = read_exams(table)
    file = defaults(config)
    made = read_request(document, known or profiles, rows or table, file).replace(replaced=replaced)
    if file is None or not _to_read(config, CONFIG):
        return made
    used = {one.name for one in made.configured}
    unused = tuple(
        one for name in file.defaults if name not in used and (one := file.default(name))
    )
    for one in unused:
        if one.name == "scanner":
            _known(one, known, profiles)
    return made.replace(unused=unused)


def _to_read(option: str | None, place: tuple[str, str]) -> bool:
    """Whether a file is named for this run, so that it is read now; what a pipe holds is there once, where it is needed."""
    path, named_by = found(option, *place)
    if path is None or named_by not in ("option", place[0]):
        return False
    return not stat.S_ISFIFO(os.stat(path).st_mode) if os.path.exists(path) else path != NONE


def _known(default: Default, known: tuple[Scanner, ...] | None, path: str | None) -> None:
    """Raises RequestError where a default is none of the scanners."""
    from mri_check.scanners import EXAMPLES, by_name, read_profiles

    profiles = by_name(known or read_profiles(path or EXAMPLES))
    if default.value not in profiles:
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
    path = configured(option, *CONFIG)
    if path is None or path == NONE:
        return None
    from mri_check.configuration import read_configuration

    return read_configuration(path)
