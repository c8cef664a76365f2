"""What is undecided has one value for all devices: no result is better than the best that one value gives."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from mri_check import Disposition, check, read_request
from mri_check.batch.desk import Desk
from mri_check.catalog import Catalogue
from mri_check.policy import Policy, Rule
from mri_check.scanners import read_profiles
from tests.batch.test_agrees import agree
from tests.worlds import AXES, SOURCES, catalogue, document, labelling, request

FIELDS = ("1.5 T", "3 T", "7 T")
COILS = ("body", "head", "knee")
LABELS: dict[str, dict[str, Any]] = {
    "pump": {"always": {"scan.field_strength": {"one_of": ["1.5 T"], "page": "1"}}},
    "three": {"always": {"scan.field_strength": {"one_of": ["3 T"], "page": "1"},
                         "scan.transmit_coil": {"one_of": ["body", "knee"], "page": "1"}}},
    "coil": {"always": {"scan.transmit_coil": {"one_of": ["head", "knee"], "page": "1"}},
             "prohibits": [{"says": "no", "scan.field_strength": {"one_of": ["7 T"], "page": "1"}}]},
}  # fmt: skip
RULE = labelling(id="policy/mode", always={"scan.transmit_coil": {"one_of": ["knee"]}})
POLICY = Policy("site", (Rule(None, None, RULE.replace(mr_status=None)),), "d")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Three pumps whose labels seldom fit together."""
    files: dict[str, Any] = {
        "manufacturers/acme/sources/sources.yaml": {"kind": "sources", "sources": {
            **SOURCES, **{name: {**SOURCES["doc"], "number": name} for name in LABELS}}},
    }  # fmt: skip
    for name, form in LABELS.items():
        if name != "pump":
            files[f"manufacturers/acme/{name}/device.yaml"] = {
                "kind": "device", "name": f"Acme {name}", "is": "pump", "implanted": "yes",
                "electrically_active": "yes", "tell_apart": "by its number", "models": {f"AP-{name}": {}},
            }  # fmt: skip
        silent = [axis for axis in AXES.table() if axis not in str(form)]
        files[f"manufacturers/acme/{name}/us-{name}.yaml"] = document(
            source=name, device=f"acme/{name}", not_addressed=silent, **form
        )
    return catalogue(tmp_path_factory.mktemp("world"), files)


MODELS = {"pump": "AP1", "three": "AP-three", "coil": "AP-coil"}
VALUES: list[Any] = [*combinations(range(3), 2), (0, 1, 2)]


def undecided(values: tuple[str, ...], which: tuple[int, ...]) -> Any:
    return {"any_of": [values[at] for at in which]} if len(which) > 1 else values[which[0]]


@pytest.mark.parametrize("policy", [None, POLICY], ids=["labels alone", "with a site's rule"])
@pytest.mark.parametrize("some", [("pump",), ("pump", "three"), ("three", "coil"), ("pump", "three", "coil")], ids="+".join)  # fmt: skip
def test_one_value_holds_for_all_devices(
    some: tuple[str, ...], policy: Policy | None, world: Catalogue
) -> None:
    implants = [{"device": MODELS[one], "identified_by": "card"} for one in some]

    def outcome(field: Any, coil: Any) -> Disposition:
        scan = {"field_strength": field, "transmit_coil": coil}
        asked = read_request(request(implants=implants, scan=scan))
        return check(world, asked, policy).disposition

    single = [(at,) for at in range(3)]
    for fields, coils in product([*single, *VALUES], repeat=2):
        each = [outcome(FIELDS[field], COILS[coil]) for field in fields for coil in coils]
        found = outcome(undecided(FIELDS, fields), undecided(COILS, coils))
        agreed = len(set(each)) == 1
        assert found is (each[0] if agreed else max(min(each), Disposition.INCOMPLETE)), (fields, coils)  # fmt: skip


def test_what_fails_in_every_way_decides_and_batch_says_the_same(
    world: Catalogue, tmp_path: Path
) -> None:
    (tmp_path / "s.yaml").write_text(
        "format: mri-check/scanners/1\nscanners:\n  one: {field_strength: 1.5 T, transmit_coils: [body, head]}\n"
        "  two: {field_strength: 3 T, transmit_coils: [body, head]}\n  three: {field_strength: 3 T, transmit_coils: [body, head, knee]}\n"
    )
    profiles = read_profiles(str(tmp_path / "s.yaml"))
    rows = [
        request(id="a", implants=[{"device": MODELS[one]} for one in some], scan={"scanner": scanner, **scan})
        for some in [("pump",), ("three", "coil"), ("pump", "three"), ("pump", "coil")]
        for scanner, scan in product(("one", "two", "three"), ({}, {"transmit_coil": {"any_of": ["head", "knee"]}}, {"transmit_coil": "head"}))
    ]  # fmt: skip
    for policy in (None, POLICY):
        desk = Desk(world, policy, profiles, findings=True)
        agree(desk, rows)
    scan = {"field_strength": "3 T", "transmit_coil": {"any_of": ["body", "head"]}}
    both = [{"device": MODELS[one]} for one in ("three", "coil")]
    result = check(world, read_request(request(implants=both, scan=scan)))
    assert result.disposition is Disposition.OUTSIDE
    assert result.decided_by == (
        "acme/coil/us-coil/always/scan.transmit_coil",
        "acme/three/us-three/always/scan.transmit_coil",
    )
