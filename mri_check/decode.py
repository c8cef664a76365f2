"""Turns checked catalogue data into records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.axes import ask_axis
from mri_check.messages import checklist as say
from mri_check.record import (
    Axis,
    Box,
    Citation,
    Condition,
    Conflict,
    Contact,
    Device,
    FieldNotice,
    Instruction,
    Labelling,
    Manufacturer,
    Model,
    Setting,
    Source,
    Supersedes,
    Tested,
    Timing,
)
from mri_check.values import TESTS, permitted_json, permitted_set, permitted_words

DOTTED = ("scan.", "implant.", "patient.", "ask.")


class Reader:
    """Turns checked catalogue data into records."""

    def __init__(self, axes: Mapping[str, Axis], sources: Mapping[str, Any]) -> None:
        self.axes, self.sources = axes, sources
        self.triggers: dict[str, tuple[Condition, ...]] = {}

    def source(self, id: str) -> Source:
        form = self.sources[id]
        number, revision = form.get("number"), form.get("revision")
        document = " ".join(part for part in (number or form["title"], revision) if part)
        return Source(
            id, form["title"], document, number, revision, form.get("dated"), form.get("address"),
            form["rank"], form["read"], form.get("note"), form.get("ask_for"),
        )  # fmt: skip

    def cite(self, form: Mapping[str, Any], default: Source | None) -> Citation | None:
        source = self.source(form["source"]) if "source" in form else default
        if source is None:
            return None
        return Citation(
            source.id, source.document, form.get("page"), form.get("section"), source.address
        )

    def cited(self, form: Mapping[str, Any], default: Source | None = None) -> Citation:
        citation = self.cite(form, default)
        assert citation is not None, "the schema asks for a source here"
        return citation

    def axis(self, name: str, form: Mapping[str, Any]) -> Axis:
        if name.startswith("ask."):
            who = form.get("who", "pump-clinician")
            return ask_axis(name, form["asks"], who, form.get("see"))
        return self.axes[name]

    def condition(self, name: str, form: Mapping[str, Any], source: Source | None) -> Condition:
        axis = self.axis(name, form)
        tests = {test: form[test] for test in TESTS if test in form}
        if name.startswith("ask."):
            tests = {"one_of": ["confirmed"]}
        return Condition(
            axis, permitted_set(axis, tests), permitted_words(axis, tests, form.get("printed")),
            permitted_json(axis, tests), self.cite(form, source), form.get("printed"), form.get("otherwise"),
            form.get("note"),
        )  # fmt: skip

    def conditions(self, form: Mapping[str, Any], source: Source | None) -> tuple[Condition, ...]:
        return tuple(
            self.condition(name, value, source)
            for name, value in form.items()
            if name.startswith(DOTTED)
        )

    def when(self, form: Mapping[str, Any], source: Source | None) -> tuple[Condition, ...]:
        """The trigger of a form; most tasks of a document share one."""
        when = form.get("when")
        if when is None:
            return ()
        kept = f"{source.id if source else ''} {when}"
        found = self.triggers.get(kept)
        if found is None:
            found = self.triggers[kept] = self.conditions(when, source)
        return found

    def instruction(
        self, owner: str, form: Mapping[str, Any], source: Source | None
    ) -> Instruction:
        ours = form.get("ours") == "yes"
        return Instruction(
            f"{owner}/{form['id']}", form["phase"], form["who"], form["do"],
            self.when(form, source), None if ours and "source" not in form else self.cite(form, source),
            ours, None, form.get("beside"), form.get("unless"), form.get("about"),
        )  # fmt: skip

    def step(self, owner: str, form: Mapping[str, Any], source: Source) -> Instruction:
        """A step of the procedure after the scan, as a task: when, what, and of a wait what is read then.

        What belongs to some rates only, or may be seen at any time, is for ``mri-check after``.
        """
        since, readings, told = form["since"], "", form["do"]
        if "wait" in form:
            told = say.STEP_WAIT.format(wait=form["wait"], since=since, do=told)
            readings = "; ".join(
                (say.STEP_READING_MEANS if "means" in one else say.STEP_READING).format(
                    sees=one["sees"], means=one.get("means"), then=one["then"]
                )
                for one in form.get("readings", ())
                if "when" not in one
            )
        elif since != "the end of the scan":
            told = say.STEP_AFTER.format(since=since, do=told)
        do = f"{told[0].upper()}{told[1:]}."
        if readings:
            do = say.STEP_READINGS.format(do=do, readings=readings)
        return Instruction(
            f"{owner}/{form['id']}", "after", form["who"], do, self.when(form, source),
            self.cite(form, source), False,
            Timing(form.get("wait"), since, form.get("any_time") == "yes", form["do"]),
        )  # fmt: skip

    def settings(
        self, forms: Mapping[str, Any], status: Mapping[str, Any], source: Source
    ) -> Iterator[Setting]:
        for id, form in forms.items():
            own = form.get("mr_status", status)
            yield Setting(
                id, self.when(form, source), self.conditions(form, source), own.get("is"),
                self.cite(own, source) if own else None,
                {axis: self.cited(cite, source) for axis, cite in form.get("says_no_limit", {}).items()},
            )  # fmt: skip

    def tested(self, form: Mapping[str, Any], source: Source) -> Iterator[Tested]:
        """What was tested; not on an axis where the document prints it as a limit too, which is told as one."""
        groups = (form.get("always", {}), *form.get("settings", {}).values())
        limits = {name for group in groups for name, one in group.items() if "limit_page" in one}
        for one in form.get("test_points", ()):
            name = one["axis"]
            if name not in limits:
                title = self.axes[name].title if name in self.axes else name
                yield Tested(
                    name, title, one["value"], one["says"], self.when(one, source),
                    self.cited(one, source),
                )  # fmt: skip

    def labelling(self, form: Mapping[str, Any]) -> Labelling:
        source, status = self.source(form["source"]), form.get("mr_status", {})
        forms = form.get("settings") or {"always": {}}
        always = self.conditions(form.get("always", {}), source)
        settings = tuple(self.settings(forms, status, source))
        boxes = tuple(
            Box(f"prohibits-{n}", self.when(box, source), self.conditions(box, source), box["says"])
            for n, box in enumerate(form.get("prohibits", ()), 1)
        )
        tasks = (
            *(self.instruction(form["id"], one, source) for one in form.get("instructions", ())),
            *(self.step(form["id"], one, source) for one in form.get("after_scan", ())),
        )
        return Labelling(
            id=form["id"],
            device=form["device"],
            market=form["market"],
            market_inferred=form["market_basis"] == "inferred",
            source=source,
            dated=None if form["dated"] == "undated" else form["dated"],
            after=form.get("after"),
            read=form["read"],
            mr_status=status.get("is"),
            printed_status=status.get("printed"),
            status_cited=self.cite(status, source) if status else None,
            always=always,
            settings=settings,
            boxes=boxes,
            no_limit={a: self.cited(c, source) for a, c in form.get("says_no_limit", {}).items()},
            not_addressed=tuple(form.get("not_addressed", ())),
            instructions=tasks,
            questions=tuple(task for task in tasks if task.phase == "consult"),
            supersedes=tuple(
                Supersedes(one["document"], one["basis"], one.get("because", ""))
                for one in form.get("supersedes", ())
            ),
            says=tuple((one["says"], self.cited(one, source)) for one in form.get("says", ())),
            digest=form["digest"],
            axes=_axes_of(always, settings, boxes),
            tested=tuple(self.tested(form, source)),
        )

    def rule(self, form: Mapping[str, Any], source: Source) -> Labelling:
        """A rule of a site's policy, in the form of a labelling, so that one engine judges both.

        Its ``when`` is that of everything in it; what it ``says`` is the note of its conditions.
        """
        id, when = f"policy/{form['id']}", self.when(form, source)
        conditions = tuple(
            one.replace(note=one.note or form.get("says"))
            for one in self.conditions(form.get("conditions", {}), source)
        )
        always, setting = conditions, Setting("always", (), (), None, None, {})
        if when:
            always, setting = (), Setting("applies", when, conditions, None, None, {})
        boxes = tuple(
            Box(
                f"prohibits-{n}", (*when, *self.when(box, source)), self.conditions(box, source),
                box["says"],
            )
            for n, box in enumerate(form.get("prohibits", ()), 1)
        )  # fmt: skip
        tasks = tuple(
            self.instruction(id, {k: v for k, v in one.items() if k != "ours"}, source)
            for one in form.get("instructions", ())
        )
        return Labelling(
            id=id, device="", market="", market_inferred=False, source=source, dated=None,
            after=None, read="full", mr_status=None, printed_status=None, status_cited=None,
            always=always, settings=(setting,), boxes=boxes, no_limit={}, not_addressed=(),
            instructions=tuple(task.replace(when=(*when, *task.when)) for task in tasks),
            questions=(), supersedes=(), says=(), digest="",
            axes=_axes_of(always, (setting,), boxes),
        )  # fmt: skip

    def device(self, form: Mapping[str, Any]) -> Device:
        about = form["device"]
        return Device(
            id=form["id"],
            manufacturer=form["id"].split("/")[0],
            name=about["name"],
            kind=about["is"],
            implanted=about["implanted"] == "yes",
            models=tuple(
                Model(number, tuple(one.get("markets", ())), one.get("reservoir"))
                for number, one in about.get("models", {}).items()
            ),
            tell_apart=about["tell_apart"],
            about=about.get("about"),
            labellings=tuple(self.labelling(one) for one in form["labellings"]),
            notices=tuple(self.notice(one) for one in form["notices"]),
            conflicts=self.conflicts(about),
            looked_for=about.get("looked_for"),
            ask_for=about.get("ask_for"),
        )

    def conflicts(self, form: Mapping[str, Any]) -> tuple[Conflict, ...]:
        """Where sources contradict each other, of a device or of all of them."""
        return tuple(
            Conflict(
                one["topic"],
                tuple((claim["says"], self.cited(claim)) for claim in one["claims"]),
                one["handling"],
            )
            for one in form.get("conflicts", ())
        )

    def notice(self, form: Mapping[str, Any]) -> FieldNotice:
        """A notice; where it lies with another maker, it brings its source along (``cited``)."""
        own = Reader(self.axes, {form["source"]: form["cited"]}) if "cited" in form else self
        return FieldNotice(
            form["id"], form["title"], form["dated"], form["says"], form["in_force"], own.cited(form), form.get("class"),
        )  # fmt: skip

    def manufacturer(self, form: Mapping[str, Any]) -> Manufacturer:
        age, now = form.get("consultation", {}), form.get("answers_now", {})
        return Manufacturer(
            id=form["id"],
            name=form["name"],
            names=tuple(form["names"]),
            contacts=tuple(
                Contact(
                    one["for"],
                    one.get("market"),
                    one.get("phone"),
                    one.get("address"),
                    one["seen"],
                    self.cited(one),
                    one.get("doubt"),
                )
                for one in form.get("contacts", ())
            ),
            max_age_days=int(age.get("max_age_days", 0)),
            max_age_cited=self.cite(age, None) if age else None,
            answers_now=f"{now['says']} ({now['doubt']})" if now else None,
        )


def _axes_of(
    always: tuple[Condition, ...], settings: tuple[Setting, ...], boxes: tuple[Box, ...]
) -> frozenset[str]:
    """Every axis that a condition of a labelling looks at."""
    groups = (
        always,
        *(one.when + one.conditions for one in settings),
        *(box.when + box.conditions for box in boxes),
    )
    return frozenset(condition.axis.name for group in groups for condition in group)
