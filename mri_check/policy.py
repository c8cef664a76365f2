"""A site's own, stricter rules: more permitted sets, in the catalogue's condition language."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from mri_check import cache
from mri_check.catalog import Catalogue
from mri_check.decode import Reader
from mri_check.document import Document, Path, near
from mri_check.errors import Problem, RequestError
from mri_check.frozen import Record
from mri_check.identify import Identified, NotIdentified, identify
from mri_check.looser import first_two, in_days, longer, looser, speaks
from mri_check.record import Device, Labelling, Source
from mri_check.source import FileName, load, read_text
from mri_check.values import permitted_set
from mri_check.words import key, scanned

FORMAT = "mri-check/policy/1"
_SAYS = {"conditions", "prohibits", "instructions", "consultation"}
_OF_A_DOCUMENT = ("source", "page", "section", "printed", "otherwise")


class Rule(Record):
    """One rule: for all pumps, those of one manufacturer, or one device."""

    manufacturer: str | None
    device: str | None
    labelling: Labelling
    max_age_days: int | None = None
    """How old a consultation may be on the day of the scan; None leaves it to the manufacturer."""


class Policy(Record):
    """The rules of one site. They can only tighten: each is judged beside the label, never instead of it."""

    name: str
    rules: tuple[Rule, ...]
    digest: str = ""

    def _of(self, device: Device) -> Iterator[Rule]:
        """The rules for a device; those that name none are about what is implanted."""
        for rule in self.rules:
            wide = device.implanted and rule.manufacturer in (None, device.manufacturer)
            if rule.device == device.id or (rule.device is None and wide):
                yield rule

    def rules_for(self, device: Device) -> tuple[Labelling, ...]:
        """The rules that a device falls under."""
        return tuple(rule.labelling for rule in self._of(device))

    def max_age(self, device: Device) -> tuple[int, str] | None:
        """The shortest age allowed for a consultation, and the rule that says so."""
        ages = [
            (rule.max_age_days, rule.labelling.source.document)
            for rule in self._of(device)
            if rule.max_age_days is not None
        ]
        return min(ages, default=None)

    @property
    def asks(self) -> frozenset[str]:
        """The names of its questions and instructions, for ``answers``."""
        return frozenset(name for rule in self.rules for name in rule.labelling.asks)


def read_policy(path: FileName, catalogue: Catalogue, loose: list[Problem] | None = None) -> Policy:
    """Read a policy file. Raises RequestError with every problem; where ``loose`` is given, it takes what would loosen.

    Keys, axes, units, makers, devices; and whatever would loosen a label: a limit written for a device
    beyond what its labels permit, or an age for consultations longer than the maker's. What was found
    right is remembered by the bytes of the file and the digest of the catalogue.
    """
    path = os.fspath(path)
    text = read_text(path)
    made_from = cache.fingerprint([text.encode("utf-8"), catalogue.digest.encode()])
    place = f"{cache.folder()}/policy-{made_from}.json"
    digest = cache.digest_of(text.encode("utf-8"))
    kept = cache.read(place, made_from)
    if kept is not None:
        document = Document(path, cache.loads(kept), lambda at: load(text, path).locate(at))
        return _Reading(document, catalogue).policy(digest)
    import json

    from mri_check.schema import errors_of

    document = load(text, path)
    problems = [document.problem("policy", *one) for one in errors_of("policy", document.data)]
    if problems:
        raise RequestError(*problems)
    reading = _Reading(document, catalogue)
    reading.look()
    problems = reading.problems + (reading.loose if loose is None else [])
    if problems:
        raise RequestError(*problems)
    if reading.loose and loose is not None:
        loose += reading.loose
    else:
        cache.write(place, made_from, json.dumps(document.data))
    return reading.policy(digest)


class _Reading:
    """One pass over one policy."""

    def __init__(self, document: Document, catalogue: Catalogue) -> None:
        self.document, self.catalogue = document, catalogue
        self.problems: list[Problem] = []
        self.loose: list[Problem] = []
        self.reader = Reader(catalogue.axes, {})
        self.name: str = document.data["name"]
        self.asked: dict[str, str] = {}

    def add(self, path: Path, message: str) -> None:
        self.problems.append(self.problem(path, message))

    def problem(self, path: Path, message: str) -> Problem:
        return self.document.problem("policy", path, message)

    # --- what is wrong ---------------------------------------------------------------------------

    def look(self) -> None:
        """Find every problem that the schema cannot say."""
        seen: set[str] = set()
        for at, form in enumerate(self.document.data["rules"]):
            path: Path = ("rules", at)
            if form["id"] in seen:
                self.add((*path, "id"), f"'{form['id']}' is used above")
            seen.add(form["id"])
            self.scope(form.get("for", {}), (*path, "for"))
            before = len(self.problems)
            if not _SAYS & form.keys():
                self.add(
                    path,
                    f"rule '{form['id']}' says nothing: give it one of {', '.join(sorted(_SAYS))}",
                )
            self.groups(form, path)
            if len(self.problems) == before:
                self.loosens(form, path)

    def scope(self, scope: Mapping[str, Any], path: Path) -> None:
        name = scope.get("manufacturer")
        if name is not None and key(name) not in self.catalogue.makers:
            known = [
                self.catalogue.manufacturer(one).name for one in self.catalogue.manufacturers()
            ]
            hint = near(name, known, "")
            self.add((*path, "manufacturer"), f"no manufacturer '{name}' is on file{hint}")
        elif name is not None and "device" not in scope and not self.devices(scope):
            message = f"of {name} no implanted device is on file: name the device that is meant"
            self.add((*path, "manufacturer"), message)
        name = scope.get("device")
        if name is not None and self.device(scope) is None:
            found = identify(name, self.catalogue)
            near_names = found.did_you_mean if isinstance(found, NotIdentified) else ()
            hint = f" (did you mean {near_names[0]}?)" if near_names else ""
            if scanned(name):
                from mri_check.udi import shown

                name = shown(name)  # no lot, no serial number
            message = f"'{name}' names no single device on file: write a model number or REF{hint}"
            self.add((*path, "device"), message)
        if len(scope) > 1:
            self.add(path, "name a manufacturer or a device, not both")

    def groups(self, form: Mapping[str, Any], path: Path) -> None:
        self.fits(form.get("conditions", {}), (*path, "conditions"))
        self.state(form.get("when", {}), (*path, "when"))
        for at, box in enumerate(form.get("prohibits", ())):
            here = (*path, "prohibits", at)
            self.fits(box, here)
            self.state(box.get("when", {}), (*here, "when"))
            if not any("." in name for name in box):
                self.add(here, "a box without a condition would forbid nothing in particular")
        for at, one in enumerate(form.get("instructions", ())):
            here = (*path, "instructions", at)
            self.fits(one.get("when", {}), (*here, "when"))
            self.own_name(one["id"], one["do"], (*here, "id"))
            self.own_source(one, here)
            if one["phase"] == "consult":
                message = "a policy has no questions to a maker: write a condition ask.NAME, or another phase"
                self.add((*here, "phase"), message)

    def fits(self, group: Mapping[str, Any], path: Path) -> None:
        """Whether every condition of a group is on a known axis and has values that fit it."""
        for name, tests in group.items():
            here = (*path, name)
            if name.startswith("ask."):
                self.own_name(name[4:], tests["asks"], here)
            elif "." not in name:
                continue
            elif name not in self.catalogue.axes:
                self.add(here, f"no axis {name}{near(name, self.catalogue.axes)}")
            else:
                try:
                    permitted_set(self.catalogue.axes[name], self.by_id(name, tests))
                except ValueError as bad:
                    self.add(here, str(bad))
            self.own_source(tests, here)

    def state(self, when: Mapping[str, Any], path: Path) -> None:
        """A ``when`` names a state of the device or of the patient; what is planned belongs into a box."""
        self.fits(when, path)
        for name in when:
            if name.startswith("scan."):
                message = (
                    f"{name} is of the plan, not of the device or the patient: use a prohibits box"
                )
                self.add((*path, name), message)

    def own_name(self, name: str, asked: str, path: Path) -> None:
        """A question, or what is to be done, under a name that nothing else is asked by."""
        if name in self.catalogue.asks:
            message = f"'{name}' is a name that a label uses: one answer would count for both"
            self.add(path, message)
        elif self.asked.setdefault(name, asked) != asked:
            other = self.asked[name]
            message = f"'{name}' stands for '{other}' above: one answer would count for both"
            self.add(path, message)

    def own_source(self, form: Mapping[str, Any], path: Path) -> None:
        """Whatever says what stands in a document is held against none here, and may say another number."""
        for name in _OF_A_DOCUMENT:
            if name in form:
                message = f"the source of a policy is the policy, and nothing is printed: leave '{name}' out"
                self.add((*path, name), message)

    def loosens(self, form: Mapping[str, Any], path: Path) -> None:
        """What would loosen a label: each is named with the label's value, document and page.

        Of several devices a rule may be wider than some: then it tightens the others. It must not be wider
        than every label that it is for and that speaks of it.
        """
        scope = form.get("for", {})
        devices = self.devices(scope)
        for name, tests in form.get("conditions", {}).items():
            if name.startswith("ask."):
                continue
            one = self.reader.condition(name, self.by_id(name, tests), self.source(form))
            alone = "device" in scope
            wider = [looser(one, device, alone) for device in devices if speaks(name, device)]
            told = list(dict.fromkeys(one for one in wider if one is not None))
            if told and None not in wider:
                message = (
                    f"rule '{form['id']}' would loosen the label: {one.axis.title} {one.text} is more than "
                    f"the label permits: {first_two(told)}; a policy can only tighten"
                )
                self.loose.append(self.problem((*path, "conditions", name), message))
        if (days := self.days(form)) is not None:
            makers = self.makers(scope)
            said_by = [
                said for id in makers if (said := longer(days, self.catalogue.manufacturer(id)))
            ]
            if said_by:
                message = (
                    f"rule '{form['id']}' would loosen what the manufacturer asks: {in_days(days)} is longer than is "
                    f"allowed by {first_two(said_by)}; a policy can only tighten"
                )
                at = (*path, "consultation", "max_age_days")
                self.loose.append(self.problem(at, message))

    # --- what it says ----------------------------------------------------------------------------

    def makers(self, scope: Mapping[str, Any]) -> list[str]:
        """The makers that a rule is about; those that print an age of their own first."""
        device = self.device(scope)
        if device is not None:
            return [device.split("/")[0]]
        if "manufacturer" in scope:
            return [id for id in [self.maker(scope)] if id is not None]
        ids = self.catalogue.manufacturers()
        return sorted(ids, key=lambda id: self.catalogue.manufacturer(id).max_age_cited is None)

    def devices(self, scope: Mapping[str, Any]) -> list[Device]:
        """The devices that a rule is for, as ``Policy`` applies it."""
        if "device" in scope:
            one = self.device(scope)
            return [] if one is None else [self.catalogue.device(one)]
        everything = map(self.catalogue.device, self.catalogue.device_ids())
        maker = self.maker(scope)
        return [
            one for one in everything
            if one.implanted and ("manufacturer" not in scope or one.manufacturer == maker)
        ]  # fmt: skip

    def maker(self, scope: Mapping[str, Any]) -> str | None:
        return self.catalogue.makers.get(key(scope.get("manufacturer", "")))

    def device(self, scope: Mapping[str, Any]) -> str | None:
        return self.one_device(scope["device"]) if "device" in scope else None

    def one_device(self, name: str) -> str | None:
        """The device that a name or an id names; None where it names none, or several."""
        if name in self.catalogue.device_ids():
            return name
        found = identify(name, self.catalogue)
        return found.device if isinstance(found, Identified) else None

    def days(self, form: Mapping[str, Any]) -> int | None:
        days = form.get("consultation", {}).get("max_age_days")
        return None if days is None else int(days)

    def source(self, form: Mapping[str, Any]) -> Source:
        title = f"{self.name}, rule {form['id']}"
        return Source("policy", title, title, None, None, None, None, "site", "full", None, None)

    def by_id(self, name: str, tests: Mapping[str, Any]) -> dict[str, Any]:
        """The tests of a condition; devices by the ids that a request's devices are identified as.

        Raises ValueError for a name that identifies none.
        """
        tests = dict(tests)
        if name.startswith("ask.") or self.catalogue.axes[name].kind != "devices":
            return tests
        ids = []
        for one in tests.get("one_of", ()):
            if (id := self.one_device(one)) is None:
                raise ValueError(f"'{one}' names no single device on file")
            ids.append(id)
        return {**tests, "one_of": [*dict.fromkeys(ids)]}

    def policy(self, digest: str) -> Policy:
        """The policy, once nothing was found wrong with it."""
        rules = []
        for form in self.document.data["rules"]:
            scope = form.get("for", {})
            maker = self.maker(scope) if "manufacturer" in scope else None
            rules.append(Rule(maker, self.device(scope), self.labelling(form), self.days(form)))
        return Policy(self.name, tuple(rules), digest)

    def labelling(self, form: Mapping[str, Any]) -> Labelling:
        told = {
            name: tests if name.startswith("ask.") else self.by_id(name, tests)
            for name, tests in form.get("conditions", {}).items()
        }
        return self.reader.rule({**form, "conditions": told}, self.source(form))
