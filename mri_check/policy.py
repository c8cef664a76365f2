"""A site's own, stricter rules: more permitted sets, in the catalogue's condition language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mri_check.catalog import Catalogue
from mri_check.decode import Reader
from mri_check.document import Document, Path, near
from mri_check.errors import Problem, RequestError
from mri_check.frozen import Record
from mri_check.record import Box, Device, Labelling, Setting, Source
from mri_check.schema import errors_of
from mri_check.source import load, read_text
from mri_check.values import permitted_set
from mri_check.words import key

FORMAT = "mri-check/policy/1"


class Rule(Record):
    """One rule: for all pumps, those of one manufacturer, or one device."""

    manufacturer: str | None
    device: str | None
    labelling: Labelling


class Policy(Record):
    """The rules of one site. They can only tighten: each is judged beside the label, never instead of it."""

    name: str
    rules: tuple[Rule, ...]

    def rules_for(self, device: Device) -> tuple[Labelling, ...]:
        """The rules that a device falls under."""
        return tuple(
            rule.labelling
            for rule in self.rules
            if rule.manufacturer in (None, device.manufacturer) and rule.device in (None, device.id)
        )


def read_policy(path: str, catalogue: Catalogue) -> Policy:
    """Read a policy file. Raises RequestError with every problem: keys, axes, units, makers, devices."""
    document = load(read_text(path), path)
    problems = [
        document.problem("policy", at, message)
        for at, message in errors_of("policy", document.data)
    ]
    if problems:
        raise RequestError(*problems)
    reading = _Reading(document, catalogue)
    policy = reading.policy()
    if reading.problems:
        raise RequestError(*reading.problems)
    return policy


class _Reading:
    """One pass over one policy."""

    def __init__(self, document: Document, catalogue: Catalogue) -> None:
        self.document, self.catalogue = document, catalogue
        self.problems: list[Problem] = []
        self.reader = Reader(catalogue.axes, {})

    def policy(self) -> Policy:
        name = self.document.data["name"]
        source = Source("policy", name, name, None, None, None, None, "site", "full", None, None)
        forms = self.document.data["rules"]
        rules = [self.rule(form, ("rules", at), source) for at, form in enumerate(forms)]
        seen: set[str] = set()
        for at, form in enumerate(forms):
            if form["id"] in seen:
                self.add(("rules", at, "id"), f"'{form['id']}' is used above")
            seen.add(form["id"])
        return Policy(name, tuple(rule for rule in rules if rule is not None))

    def add(self, path: Path, message: str) -> None:
        self.problems.append(self.document.problem("policy", path, message))

    def rule(self, form: Mapping[str, Any], path: Path, source: Source) -> Rule | None:
        scope = form.get("for", {})
        maker = self.maker(scope.get("manufacturer"), (*path, "for", "manufacturer"))
        device = self.device(scope.get("device"), (*path, "for", "device"))
        groups: list[tuple[Path, Any]] = [(("conditions",), form.get("conditions", {}))]
        groups += [(("prohibits", at), box) for at, box in enumerate(form.get("prohibits", ()))]
        groups += [
            (("instructions", at, "when"), one.get("when", {}))
            for at, one in enumerate(form.get("instructions", ()))
        ]
        fits = [self.fits(group, (*path, *where)) for where, group in groups]
        if not all(fits):
            return None
        return Rule(maker, device, self.labelling(form, source))

    def fits(self, group: Mapping[str, Any], path: Path) -> bool:
        """Whether every condition of a group is on a known axis and has values that fit it."""
        before = len(self.problems)
        for name, tests in group.items():
            if "." not in name or name.startswith("ask."):
                continue
            if name not in self.catalogue.axes:
                self.add((*path, name), f"no axis {name}{near(name, self.catalogue.axes)}")
                continue
            try:
                permitted_set(self.catalogue.axes[name], tests)
            except ValueError as bad:
                self.add((*path, name), str(bad))
        return len(self.problems) == before

    def maker(self, name: str | None, path: Path) -> str | None:
        if name is None:
            return None
        found = self.catalogue.makers.get(key(name))
        if found is None:
            self.add(path, f"no manufacturer '{name}' is on file")
        return found

    def device(self, name: str | None, path: Path) -> str | None:
        if name is None:
            return None
        hits = {device for device, _ in self.catalogue.names.get(key(name), ())}
        if len(hits) != 1:
            self.add(path, f"'{name}' names no single device on file: write a model number or REF")
            return None
        return hits.pop()

    def labelling(self, form: Mapping[str, Any], source: Source) -> Labelling:
        id = f"policy/{form['id']}"
        always = self.reader.conditions(form.get("conditions", {}), None)
        boxes = tuple(
            Box(f"prohibits-{at}", (), self.reader.conditions(box, None), box["says"])
            for at, box in enumerate(form.get("prohibits", ()), 1)
        )
        return Labelling(
            id=id,
            device="",
            market="",
            market_inferred=False,
            source=source,
            dated=None,
            after=None,
            undated_note=None,
            read="full",
            mr_status=None,
            printed_status=None,
            status_cited=None,
            always=always,
            settings=(Setting("always", (), (), None, None, {}),),
            boxes=boxes,
            no_limit={},
            not_addressed=(),
            instructions=tuple(
                self.reader.instruction(id, one, None) for one in form.get("instructions", ())
            ),
            questions=(),
            supersedes=(),
            says=(),
            digest="",
            axes=frozenset(
                condition.axis.name
                for group in (always, *(box.conditions for box in boxes))
                for condition in group
            ),
        )
