"""Judges the rows of earlier results again, by another catalogue, with the engine of ``batch``; and says what changes."""

from __future__ import annotations

from typing import Any

from mri_check.applicable import applicable
from mri_check.batch.asked import WORDS, exam_words
from mri_check.batch.changes import differing, direction, labellings_of, worse_of_one
from mri_check.batch.desk import Desk
from mri_check.batch.earlier import Device, Line, Result, alike, read_result
from mri_check.batch.engine import Engine
from mri_check.batch.result import DISPOSITIONS, dumps
from mri_check.catalog import Catalogue
from mri_check.errors import Problem, RequestError
from mri_check.exits import CHANGED, WORSE
from mri_check.policy import Policy
from mri_check.request import FORMAT as REQUEST

FORMAT = "mri-check/recheck/1"
CLASSES = ("worse", "unreadable", "again", "otherwise", "better", "same", "past", "not-judged")
"""What may become of a row, in the order in which it is told."""
TOLD = CLASSES[:5]
"""Those whose rows are told; of the others only how many there are."""
HELD = CLASSES[:3]
"""Those after which nothing goes on by itself."""
MOST_EDITIONS = 20
FORGET = 1000


class Recheck:
    """Goes through earlier results, row by row; what it holds does not grow with them."""

    def __init__(
        self, catalogue: Catalogue, policy: Policy | None, named: bool, start: str
    ) -> None:
        self.catalogue, self.policy = catalogue, policy
        self.named = named
        """Whether the policy was given for these results; one that is only configured may be none of theirs."""
        self.start = start
        """The day, YYYY-MM-DD, before which a scan is past."""
        self.words = exam_words(catalogue)
        self.engines: dict[tuple[bool, bool], Engine] = {}
        self.counts = dict.fromkeys(CLASSES, 0)
        self.labellings: dict[tuple[str, str, str], int] = {}
        self.made_with: dict[tuple[str, str], int] = {}
        self.without_policy = self.rows = self.made_otherwise = 0

    def line(self, line: Line, file: str) -> dict[str, Any] | None:
        """What is to be told of a line of earlier results; None where there is nothing but to count it.

        Raises RequestError where the results were made by another policy: then a change would not come from
        the catalogue alone.
        """
        self.rows += 1
        form: dict[str, Any] = {"format": FORMAT, "file": file, "line": line.number}
        if line.result is None:
            told: dict[str, Any] | None = {"why": line.why, "message": line.message}
            kind = "unreadable"
        else:
            kind, told = self._row(line.result, f"{file}:{line.number}")
            form.update(row=line.result.row, id=line.result.id, on=line.result.on)
            if line.result.keep is not None:
                form["keep"] = line.result.keep
        self.counts[kind] += 1
        if told is None:
            return None
        if line.result is not None and told.get("why") != "unreadable-before":
            self.made_otherwise += line.result.digest == self.catalogue.digest
        labellings = told.get("labellings", ())
        for key in {(one["change"], one["id"], one.get("by", "")) for one in labellings}:
            self.labellings[key] = self.labellings.get(key, 0) + 1
        return {**form, "change": kind, **told}

    def _row(self, before: Result, where: str) -> tuple[str, dict[str, Any] | None]:
        made = (before.edition, before.digest)
        if before.digest and (made in self.made_with or len(self.made_with) < MOST_EDITIONS):
            self.made_with[made] = self.made_with.get(made, 0) + 1
        if before.disposition == "not-judged":
            return "not-judged", None
        if before.on is not None and before.on < self.start:
            return "past", None
        if before.disposition == "unreadable":
            told = {"why": "unreadable-before", "labelling": "unknown", "before": _outcome(before)}
            return "again", {**told, "errors": list(before.errors)}
        policy = self._policy(before, where)
        if before.asked is None:
            if before.digest == self.catalogue.digest:
                return "same", None
            return "again", self._standing(before)
        if before.asked.get("profile", {}).get(WORDS, self.words) != self.words:
            return "again", {**self._standing(before), "why": "exam-words"}
        line = self._judged(before, policy)
        if alike(before, line, self.catalogue.edition, self.catalogue.digest):
            return "same", None
        after = read_result(line)
        if after.disposition == "unreadable":
            told = {**self._standing(before), "why": "unreadable-now", "labelling": "affected"}
            return "again", {**told, "errors": list(after.errors)}
        how = differing(before, after)
        kind = direction(before.disposition, after.disposition)
        if worse_of_one(before.devices, after.devices):
            kind = "worse"
        if not kind and not how:
            return "same", None
        return kind or "otherwise", {"before": _outcome(before), "after": _outcome(after), **how}

    def _policy(self, before: Result, where: str) -> Policy | None:
        """The policy that a row was judged by. Raises RequestError where that is not the one given."""
        ours = self.policy.digest if self.policy is not None else None
        if before.policy == ours:
            return self.policy
        if before.policy is None and not self.named:
            self.without_policy += 1
            return None
        if before.policy is None:
            message = "was made without a policy: leave --policy out, or run batch again with it"
        elif ours is None:
            message = "was made under a site policy: name its file with --policy"
        else:
            message = "was made under another policy than this one: give that with --policy, or run batch again"
        message += f" (its digest is {before.policy or 'none'}; the given one's {ours or 'none'})"
        raise RequestError(Problem("policy", where, message))

    def _judged(self, before: Result, policy: Policy | None) -> bytes:
        """The row as ``batch`` judges it by the new catalogue."""
        findings = before.findings is not None
        key = (policy is not None, findings)
        engine = self.engines.get(key)
        if engine is None:
            desk = Desk(self.catalogue, policy, findings=findings)
            engine = self.engines[key] = Engine(desk)
        line = engine.line(before.row, dumps(request_of(before)).encode(), "", 0)
        if not self.rows % FORGET:  # the counts that batch would want
            engine.tally.close()
        return line

    def _standing(self, before: Result) -> dict[str, Any]:
        """Of a row that cannot be judged again: whether the labellings that it was judged by still govern it.

        That they do says nothing of the outcome: what identifies the device, and how old a consultation may be,
        stand elsewhere.
        """
        devices = tuple(self._governed(one, before) for one in before.devices)
        labellings = list(labellings_of(before.devices, devices))
        if labellings or any(
            new.device is None for one, new in zip(before.devices, devices) if one.device
        ):
            word = "affected"
        elif not devices or any(one.device is None for one in devices):
            word = "unknown"
        else:
            word = "unchanged"
        told = {"why": "no-request", "labelling": word, "before": _outcome(before)}
        return {**told, "labellings": labellings} if labellings else told

    def _governed(self, one: Device, before: Result) -> Device:
        """A device with what governs it by the new catalogue; one that is on file no more, or in no market, has no name.

        The rules of a site's policy are those that it was judged by: another policy is refused.
        """
        market = before.market if one.market is None else one.market
        if (
            one.device is None
            or one.device not in self.catalogue.device_ids()
            or (market is not None and market not in self.catalogue.markets)
        ):
            return one.replace(device=None, labellings={})
        device = self.catalogue.device(one.device)
        governs = applicable(device, one.model, market, before.on or "", self.catalogue)
        labels = {label.id: label.digest for label in governs.in_force}
        rules = {id: it for id, it in one.labellings.items() if id.startswith("policy/")}
        return one.replace(labellings={**labels, **rules})

    def exit_code(self) -> int:
        """0 where nothing changes, 21 where something does for the worse or must be run again, else 20.

        Of results without a row nothing is known: 21.
        """
        if not any(self.counts.values()) or any(self.counts[name] for name in HELD):
            return WORSE
        return CHANGED if any(self.counts[name] for name in TOLD) else 0

    def same_catalogue(self) -> bool:
        """Whether every line tells that it was made with this very catalogue: what changes comes from elsewhere."""
        made = {digest for _, digest in self.made_with}
        return made == {self.catalogue.digest} and sum(self.made_with.values()) == self.rows

    def summary(self) -> dict[str, Any]:
        """The counts as plain data."""
        rows = sorted(self.labellings.items())
        return {
            "format": FORMAT,
            "catalogue": {"edition": self.catalogue.edition, "digest": self.catalogue.digest},
            "made_with": [
                {"edition": edition, "digest": digest, "rows": count}
                for (edition, digest), count in self.made_with.items()
            ],
            "same_catalogue": self.same_catalogue(),
            "made_otherwise": self.made_otherwise,
            "from": self.start,
            "rows": self.rows,
            "counts": dict(self.counts),
            "run_again": self.counts["again"],
            "labellings": [
                {"change": kind, "id": id, **({"by": by} if by else {}), "rows": count}
                for (kind, id, by), count in rows
            ],
            "exit_code": self.exit_code(),
        }


def request_of(before: Result) -> dict[str, Any]:
    """The request that a row is judged again by: what it asked, with what its scanner and its exam said."""
    assert before.asked is not None
    asked = dict(before.asked)
    profile = {**asked.pop("profile", {})}
    profile.pop(WORDS, None)
    if "scan" in asked or profile:
        asked["scan"] = {**profile, **asked.get("scan", {})}
    asked.setdefault("on", before.on)
    if before.market is not None:
        asked.setdefault("market", before.market)
    return {"format": REQUEST, **asked}


def _outcome(it: Result) -> dict[str, Any]:
    return {
        "disposition": it.disposition,
        "exit_code": it.exit_code,
        "decided_by": list(it.decided_by),
    }


def order(form: dict[str, Any]) -> tuple[int | str, ...]:
    """What comes first: worse, the worst of them; by id."""
    outcome = form.get("after") or form.get("before") or {"disposition": DISPOSITIONS[0]}
    rank = DISPOSITIONS.index(outcome["disposition"])
    return (CLASSES.index(form["change"]), rank, form.get("id") or "")
