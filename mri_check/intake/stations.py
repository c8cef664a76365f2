"""Which scanner a booking is on: the one profile that its stations are named in, or one that is not known."""

from __future__ import annotations

from collections.abc import Iterable, Set

from mri_check.scanners import UNKNOWN


def scanner_of(
    stations: Iterable[tuple[str, tuple[str, ...]]], profiles: Set[str], notices: list[str]
) -> str | None:
    """The profile that the station is named in; never one that is only like it, nor one of several stations.

    None where no station is named: only then may what is usual stand in.
    """
    places = {
        (kind, named): {one for one in named if one in profiles}
        for kind, names in stations
        if (named := tuple(dict.fromkeys(one.strip() for one in names if one.strip())))
    }
    if not places:
        return None
    known = set[str]().union(*places.values())
    telling = {kind for (kind, _), found in places.items() if found}
    silent = [one for (kind, one), found in places.items() if kind in telling and not found]
    if len(known) == 1 and not silent:
        return known.pop()
    if known:
        told = "with profiles are named" if not silent else "are named, not all with a profile"
        notices.append(f"Several stations {told}: which scanner is not known.")
    else:
        # its name is free text: of a person, a home, a piece of equipment with its serial number
        notices.append(
            "No scanner profile is called as the station that is named: the scanner is not known."
        )
    return UNKNOWN
