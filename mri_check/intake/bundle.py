"""FHIR bundles: what they hold, and what they say of their own completeness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mri_check.intake.reference import listed, mappings, said_in, tail, text, type_of
from mri_check.intake.row import Bad, bounded

_EVERY = frozenset({"patient", "subject", "_count", "_total", "_sort", "_format", "_pretty"})
"""Parameters of a search that leave no device out."""
_COUNT = re.compile(r"[0-9]{1,9}")
_LESS = frozenset({"abstred", "aggred", "masked", "redacted", "subsetted"})
"""Labels of what was made less than it was (HL7, security alterations): a device may be what was left out."""
_COUNTED = ("accurate", "none")
"""Of ``_total``, what does not make an estimate of it."""
DEPTH = 3
_PLAIN_CODES = ("informational", "success")
"""Of an issue that is no warning: another tells that something was left out, or may have been."""
_PLAIN_WORDS = re.compile(
    r"""(all[ ])?ok | success(ful(ly)?)? | (the[ ])?(operation|query|request|search)[ ]((was|is)[ ])?(complete|ok|success)(d|ful)?([ ]successfully)?
    | (found[ ])?(0|no)([ ]matching)?[ ](entries|matches|records|resources|results)([ ](were[ ])?(found|returned))?
    | no[ ]issues([ ]were)?[ ](detected|found)([ ]during[ ]validation)?""",
    re.IGNORECASE | re.VERBOSE,
)
"""What such an issue may say, and still tell nothing of what was left out; any other words may."""


class Bundles:
    """What the bundles of a source say of how much there is."""

    def __init__(self) -> None:
        self.searched: dict[str, None] = {}
        """Patients whose devices the source says that it lists in full."""
        self.listed = False
        """Whether there is a device list at all."""
        self.errors: dict[str, None] = {}
        self.unknown: dict[str, None] = {}
        self.servers: set[str] = set()
        """Where the references to patients lead: of several servers one id may mean two patients."""
        self.alias: dict[str, str] = {}
        """The urn by which a bundle knows a resource, by type and id."""
        self.kinds: dict[str, str] = {}
        """What kind of resource a urn of the source means."""

    def spot(self, reference: str) -> str:
        """What a resource is known by here: its type and id, or its urn where the source gives it one."""
        found = tail(reference)
        return self.alias.get(found, found)

    def kind_of(self, told: str, reference: Any) -> str:
        """What kind of resource a reference means: by itself, by what the source holds, by the type it states."""
        if isinstance(reference, Mapping) and (not told or told.startswith("urn:") or "#" in told):
            return self.kinds.get(told, "") or text(reference, "type")
        return tail(told).partition("/")[0].partition("?")[0]

    def bundle(self, data: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[Any, str]]:
        """The resources of a bundle with their fullUrl, or Bad; what it says of its own completeness is noted."""
        if depth > DEPTH:
            raise Bad("a bundle within bundles within bundles")
        given = 0
        for entry in listed(data, "entry"):
            try:
                if not isinstance(entry, Mapping):
                    raise Bad("an entry of 'entry' is no mapping")
                resource, url, counts = self._entry(entry)
                given += counts
                if resource is None:
                    continue
                if resource.get("resourceType") == "Bundle":
                    yield from self.bundle(resource, depth + 1)
                else:
                    yield resource, url
            except Bad as bad:
                yield bad, ""
        try:
            for one in mappings(data, "issues"):  # where a bundle of R5 says what went wrong
                self._outcome(one)
            self._labelled(data)
            self._counted(data, given)
        except Bad as bad:
            self.unknown[f"How much there is of the bundle cannot be read ({bad.why})"] = None

    def _entry(self, entry: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, str, bool]:
        """The resource of an entry, its fullUrl, and whether a search found it."""
        status = text(entry, "response", "status")
        if status and status[:1] != "2":
            self.errors[f"the source holds an error ({bounded(status, 20)}) instead of data"] = None  # fmt: skip
        outcome = (entry.get("response") or {}).get("outcome")
        if isinstance(outcome, Mapping):
            self._outcome(outcome)
        resource = entry.get("resource")
        if resource is None:
            if "fullUrl" in entry and "response" not in entry:
                self.unknown["An entry of the bundle holds no resource"] = None
            return None, "", False
        if not isinstance(resource, Mapping):
            raise Bad("a resource is no mapping")
        type_of(resource)
        return resource, text(entry, "fullUrl"), text(entry, "search", "mode") in ("", "match")

    def _counted(self, data: Mapping[str, Any], given: int) -> None:
        """What a bundle says of how much there is, beside what it holds."""
        links = {text(one, "relation"): text(one, "url") for one in mappings(data, "link")}
        total = data.get("total")
        if "next" in links:
            self.unknown["The bundle has further pages that were not given"] = None
        elif total is not None and not (isinstance(total, str) and _COUNT.fullmatch(total)):
            raise Bad("'total' is no number")
        elif total is not None and int(total) > given:
            told = f"The bundle says that {int(total)} were found, and it holds {given}"
            self.unknown[told] = None
        elif total is not None and text(data, "type") == "searchset":
            self._search(links.get("self", ""))

    def _labelled(self, data: Mapping[str, Any]) -> None:
        """A bundle may say in its labels that it is not all there is."""
        meta = data.get("meta") or {}
        if not isinstance(meta, Mapping):
            raise Bad("'meta' is no mapping")
        labels = (*mappings(meta, "security"), *mappings(meta, "tag"))
        if any(text(one, name).casefold() in _LESS for one in labels for name in ("code", "display")):  # fmt: skip
            self.unknown["The source says that parts of it were left out or masked"] = None

    def _search(self, url: str) -> None:
        """A search for all devices of one patient, answered in full, is a complete list."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        asked = dict(pairs)
        kind = parts.path.rstrip("/").rpartition("/")[2]
        if kind not in ("Device", "DeviceAssociation"):
            return
        self.listed = True
        patient = asked.get("patient") or asked.get("subject") or ""
        if parts.netloc:
            self.servers.add(
                f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}".rpartition("/")[0]
            )
        if asked.get("_total", _COUNTED[0]) not in _COUNTED:
            self.unknown["The source was asked for no more than an estimate of how much there is"] = None  # fmt: skip
        once = len(pairs) == len(asked)  # a search for patient=1 and patient=2 finds nothing
        if patient and once and set(asked) <= _EVERY and "," not in patient:
            self.searched[self.spot(patient if "/" in patient else f"Patient/{patient}")] = None

    def _outcome(self, data: Mapping[str, Any]) -> None:
        """An error stands for the data; of anything else but a mere word, it is not known what it left out."""
        issues = mappings(data, "issue")
        for issue in issues:
            severity, code = text(issue, "severity"), text(issue, "code")
            told = f" ({code})" if code.replace("-", "").isalpha() and len(code) < 30 else ""
            if severity in ("error", "fatal"):
                self.errors[f"the source holds an error{told} instead of data"] = None
            elif severity not in ("information", "success") or not _plain(issue, code):
                self.unknown[f"The source says that not all may be well with it{told}"] = None
        if not issues:
            self.unknown["The source says that not all may be well with it"] = None


def _plain(issue: Mapping[str, Any], code: str) -> bool:
    """Whether an issue that is no warning says nothing of what was left out: by its code and all its words."""
    said = (one.strip(" .!") for _, one in said_in(issue, ("severity", "code")))
    return code in _PLAIN_CODES and all(_PLAIN_WORDS.fullmatch(one) for one in said if one)
