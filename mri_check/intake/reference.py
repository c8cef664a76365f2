"""References of FHIR: which resource one means, within a bundle, relative to a server, or inside a resource."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from mri_check.intake.attached import is_attached, text_in
from mri_check.intake.row import Bad


def listed(data: Mapping[str, Any], name: str) -> list[Any]:
    """The entries of an element that repeats, none where it is absent. Bad where it is no list."""
    value = data.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Bad(f"'{name}' is no list")
    return value


def mappings(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The same where each entry is a mapping; one alone counts as a list of one (R4 and R5 differ)."""
    value = data.get(name)
    if isinstance(value, Mapping):
        return [value]
    found = listed(data, name)
    if not all(isinstance(one, Mapping) for one in found):
        raise Bad(f"an entry of '{name}' is no mapping")
    return found


def text(data: Any, *path: str) -> str:
    """A text at a path, empty where there is none. Bad where something else stands there."""
    for name in path:
        if data is None:
            return ""
        if not isinstance(data, Mapping):
            raise Bad(f"what holds '{name}' is no mapping")
        data = data.get(name)
    if data is None:
        return ""
    if not isinstance(data, str):
        raise Bad(f"'{path[-1]}' is no text")
    return data.strip()


_TYPES = {
    one.casefold(): one
    for one in """Appointment Bundle Device DeviceAssociation DeviceUsage DeviceUseStatement Location OperationOutcome
    Patient Procedure ServiceRequest""".split()  # noqa: SIM905
}
"""What is read by its type, and must not be lost by a slip in it."""


def type_of(resource: Mapping[str, Any]) -> str:
    """The type of a resource. Bad where it has none, or one of these with other capitals or spaces."""
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not kind.strip().isalpha():
        raise Bad("a resource without a 'resourceType'")
    meant = _TYPES.get(kind.strip().casefold(), kind)
    if kind != meant:
        raise Bad(f"a 'resourceType' that is not written '{meant}'")
    return kind


def own(resource: Mapping[str, Any], full_url: str) -> str:
    """What references mean a resource by: its fullUrl, else its type and id; empty where it has neither."""
    id = text(resource, "id")
    return full_url.strip() or (f"{text(resource, 'resourceType')}/{id}" if id else "")


def meant(reference: Any, holder: str) -> str:
    """What a Reference means, as ``own`` writes it; empty where it names nothing (a display or identifier only).

    ``holder``: the resource that it stands in. A relative reference is relative to the holder's server.
    """
    if not isinstance(reference, Mapping):
        return ""
    told = text(reference, "reference").split("/_history/")[0]
    if told[:1] == "#":
        return holder + told
    if not told or ":" in told.split("/")[0]:
        return told
    if "://" in holder:
        base = holder.split("#")[0].rsplit("/", 2)[0]
        return f"{base}/{told}"
    return told


def tail(reference: str) -> str:
    """Type and id of a reference, whatever the server; others (urn:uuid) as they are."""
    if reference[:4] == "urn:" or "#" in reference:
        return reference
    return "/".join(reference.rsplit("/", 2)[-2:])


def same(one: str, other: str) -> bool:
    """Whether two references mean one resource: equal, or one is relative and the other ends with it."""
    if not one or not other:
        return False
    return one == other or (("://" in one) != ("://" in other) and tail(one) == tail(other))


def concept(data: Any) -> list[tuple[str, str, bool]]:
    """A CodeableConcept (or R5's CodeableReference): its text, and of each coding code, text, and whether it is LOINC's."""
    if data is None:
        return []
    if not isinstance(data, Mapping):
        raise Bad("a concept is no mapping")
    if isinstance(data.get("concept"), Mapping):
        data = data["concept"]
    whole = text(data, "text")
    found = [("", whole, False)] if whole else []
    for coding in mappings(data, "coding"):
        code, display = text(coding, "code"), text(coding, "display")
        if code or display:
            loinc = text(coding, "system") == "http://loinc.org"
            found.append((code, display, loinc))
    return found


def words_of(data: Any) -> str:
    """All texts of a concept, for a look at what it speaks of."""
    return " ".join(dict.fromkeys(said for _, said, _ in concept(data)))


def said_in(resource: Mapping[str, Any], but: Container[str]) -> Iterator[tuple[str, str]]:
    """All texts of a resource, each with the element it stands in, but those of some elements at its top.

    What is attached is a text where it can be read; what it is written in is none.
    """
    if is_attached("", resource):
        resource = {**resource, "data": text_in(resource) or ""}
    for name, value in resource.items():
        if name not in but:
            for one in _strings(value, name):
                yield name, one


def _strings(data: Any, at: str) -> Iterator[str]:
    """All texts of a part of a resource, but those of references and of addresses."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        if is_attached(at, data):
            data = {**data, "data": text_in(data) or ""}
        for name, value in data.items():
            if not (isinstance(value, str) and name in _ADDRESSES):
                yield from _strings(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value, at)


def under(data: Any, name: str, inside: bool = False) -> Iterator[str]:
    """All texts of an element, wherever in a resource it stands."""
    if isinstance(data, str) and inside:
        yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from under(value, name, inside or key == name)
    elif isinstance(data, list):
        for value in data:
            yield from under(value, name, inside)


def references(data: Any, but: Container[str] = ()) -> list[tuple[str, Mapping[str, Any]]]:
    """All References in a resource, each with the element it stands in, but those in some elements."""
    found, left = list[tuple[str, Mapping[str, Any]]](), [("", data)]
    for name, one in left:  # which grows
        if isinstance(one, list):
            left += [(name, value) for value in one if isinstance(value, _HOLDS)]
            continue
        if isinstance(one.get("reference"), str) or one.get("type") == "Device":
            found.append((name, one))
        for inner, value in one.items():
            if isinstance(value, _HOLDS) and inner not in but:
                left.append((name if inner == "reference" else inner, value))  # a CodeableReference
    return found


_HOLDS = (dict, list)
_ADDRESSES = frozenset({"reference", "system", "url", "profile"})
