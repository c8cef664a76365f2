"""The contributor's path: ``catalog new``, then lint after each step, until nothing is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from mri_check.axes import Axes
from mri_check.compiled import load_catalog
from mri_check.skeleton import EXAMPLE
from tests.worlds import AXES, SHIPPED

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue with its own files and no maker in it."""
    made = tmp_path / "device_catalog"
    ignored = shutil.ignore_patterns("__pycache__", "manufacturers", "compiled.jsonl")
    shutil.copytree(SHIPPED, made, ignore=ignored)
    shutil.copytree(SHIPPED / EXAMPLE, made / EXAMPLE)
    families = made / "families.yaml"
    families.write_text(re.sub(r"    devices:\n(      - .*\n)+", "", families.read_text()))
    return made


def fill(path: Path, **values: str) -> None:
    """Write values after keys that stand empty, as a person would."""
    text = path.read_text()
    for key, value in values.items():
        text, count = re.subn(rf"(?m)^( *(?:- )?{key}:)  #.*$", rf"\1 {value}", text, count=1)
        assert count == 1, (path.name, key)
    path.write_text(text)


def first(command: Command, folder: Path) -> str:
    """The first thing that lint says is missing: file and rest."""
    code, out, _ = command("catalog", "lint", str(folder))
    assert code == 4, out
    return os.path.relpath(out.splitlines()[0], folder).replace(os.sep, "/")


def test_ten_steps(folder: Path, command: Command) -> None:
    assert command("catalog", "lint", str(folder))[0] == 0
    code, out, err = command(
        "catalog", "new", "acme/flow-3", "--market", "EU", "--document", "ifu-9", "--catalog", str(folder)
    )  # fmt: skip
    assert code == 0 and "catalog lint" in err
    maker = folder / "manufacturers/acme"
    written = [
        "manufacturer.yaml",
        "sources/ifu-9.yaml",
        "flow-3/device.yaml",
        "flow-3/eu-ifu-9.yaml",
    ]
    assert out.splitlines() == [str(maker / name) for name in written]

    assert first(command, folder).startswith(
        "manufacturers/acme/manufacturer.yaml:2:6: empty-value 'name'"
    )
    fill(
        maker / "manufacturer.yaml",
        name="Acme",
        on="2026-11-22",
        read="full",
        **{"from": "its page"},
    )
    assert "sources/ifu-9.yaml:4:11: empty-value 'title'" in first(command, folder)
    fill(
        maker / "sources/ifu-9.yaml",
        title="Flow 3, instructions for use",
        rank="primary",
        read="full",
    )
    assert "flow-3/device.yaml:2:6: empty-value 'name'" in first(command, folder)
    device = maker / "flow-3/device.yaml"
    fill(device, name="Flow 3", implanted='"yes"', electrically_active='"yes"',
         tell_apart="Flow 3 on the ID card", on="2026-11-22", read="full", **{"from": "the whole document"})  # fmt: skip
    assert "flow-3/device.yaml:3:4: empty-value 'is'" in first(command, folder)
    fill(device, **{"is": "pump"})
    missing = first(command, folder)
    assert "flow-3/device.yaml:1:1: device-identity models" in missing
    text = device.read_text()
    text = text.replace(
        "# not_found: [successor] ",
        "not_found: [drive, radiopaque, therapies, years, predecessor, successor]",
    )
    text = text.replace(
        "# models:  ", "models:\n  FLOW-3: {markets: [EU], reservoir: 20 mL}\n# models:  "
    )
    device.write_text(text)
    labelling = maker / "flow-3/eu-ifu-9.yaml"
    assert "flow-3/eu-ifu-9.yaml:4:14: empty-value 'market_basis'" in first(command, folder)
    fill(labelling, market_basis="printed", dated="2026-01-31", read="full")
    assert "'is'" in first(command, folder)
    fill(labelling, **{"is": "conditional"}, page='"9"')
    fill(labelling, on="2026-11-22", read="full", **{"from": "the whole document"})

    assert "flow-3/eu-ifu-9.yaml:6:1: source-mismatch the source has no date" in first(
        command, folder
    )
    source = maker / "sources/ifu-9.yaml"
    source.write_text(
        source.read_text().replace("#     dated: 2026-01-31 ", "    dated: 2026-01-31 ")
    )
    missing = first(command, folder)
    assert "flow-3/eu-ifu-9.yaml" in missing and "silence" in missing
    with labelling.open("a") as file:
        file.write('always:\n  scan.field_strength: {one_of: [1.5 T], page: "9"}\nnot_addressed:\n')
        file.writelines(f"- {axis}\n" for axis in AXES.table() if axis != "scan.field_strength")
    code, out, err = command("catalog", "lint", str(folder))
    assert (code, out) == (0, "") and "no problem" in err

    code, out, _ = command(
        "check", "--implant", "FLOW-3", "--catalog", str(folder), "--field", "3 T", "--on", "2026-11-23",
        "--format", "json",
    )  # fmt: skip
    assert code == 14 and json.loads(out)["disposition"] == "outside-labelling"


def test_the_second_reading_of_a_new_pump(folder: Path, command: Command, tmp_path: Path) -> None:
    made = folder / "manufacturers/acme"
    shutil.copytree(folder / EXAMPLE, made)
    for path in made.rglob("*.yaml"):
        path.write_text(path.read_text().replace("example/", "acme/"))
    code, skeleton, _ = command(
        "catalog", "reread", "--skeleton", "acme/example-pump", "--catalog", str(folder)
    )
    assert code == 0 and "us-ifu-1000-a" in skeleton and "20 T/m" not in skeleton
    readings = tmp_path / "second_reading"
    readings.mkdir()
    (readings / "pump.yaml").write_text(skeleton)
    code, _, err = command("catalog", "reread", str(readings), "--catalog", str(folder))
    assert code == 4 and "pump.yaml:3:4: 'on' has no value" in err


def test_a_device_without_a_document(folder: Path, command: Command) -> None:
    code, out, _ = command("catalog", "new", "acme/flow-3", "--catalog", str(folder))
    assert code == 0
    assert [line.rpartition("acme")[2].replace(os.sep, "/") for line in out.splitlines()] == [
        "/manufacturer.yaml",
        "/flow-3/device.yaml",
    ]


def test_what_is_there_is_left_alone(folder: Path, command: Command) -> None:
    root = ("--catalog", str(folder))
    assert command("catalog", "new", "acme/flow-3", *root)[0] == 0
    device = folder / "manufacturers/acme/flow-3/device.yaml"
    device.write_text("mine\n")
    code, out, _ = command(
        "catalog", "new", "acme/flow-3", "--market", "US", "--document", "ifu-9", *root
    )
    assert code == 0 and "device.yaml" not in out and "us-ifu-9.yaml" in out
    code, out, err = command(
        "catalog", "new", "acme/flow-3", "--market", "US", "--document", "ifu-9", *root
    )
    assert (code, out) == (2, "") and "nothing to write" in err
    _, out, _ = command(
        "catalog", "new", "acme/flow-4", "--market", "EU", "--document", "ifu-9", *root
    )
    assert "sources" not in out and "manufacturer.yaml" not in out
    assert device.read_text() == "mine\n"


@pytest.mark.parametrize(
    "arguments,says",
    [
        (("Acme/flow",), "'Acme' is no folder name"),
        (("acme",), "is no folder name"),
        (("acme/a/b",), "is no folder name"),
        (("acme/sources",), "'sources' is no device: the sources of a manufacturer lie there"),
        (("acme/notices",), "'notices' is no device"),
        (("acme/../x",), "is no folder name"),
        (("acme/flow", "--market", "US"), "--market and --document belong together"),
        (("acme/flow", "--market", "USA", "--document", "x"), "'USA' is not on file"),
        (("acme/flow", "--market", "US", "--document", "A 1"), "'A 1' is no folder name"),
    ],
)
def test_a_wrong_word(
    arguments: tuple[str, ...], says: str, folder: Path, command: Command
) -> None:
    code, out, err = command("catalog", "new", *arguments, "--catalog", str(folder))
    assert (code, out) == (2, "") and says in " ".join(err.split())
    assert not (folder / "manufacturers").exists()


def test_not_a_catalogue_folder(tmp_path: Path, command: Command) -> None:
    code, _, err = command("catalog", "new", "acme/flow", "--catalog", str(tmp_path))
    assert code == 2 and "is no catalogue folder" in err
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_half_written(
    folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = folder / "manufacturers/acme"
    blocked.mkdir(parents=True)
    (blocked / "flow").write_text("a file where a folder is needed")
    code, _, err = command("catalog", "new", "acme/flow", "--catalog", str(folder))
    assert code == 2 and "cannot be written" in err
    assert [path.name for path in blocked.iterdir()] == ["flow"]


class TestTemplate:
    def test_it_lints_clean_in_place(self, folder: Path) -> None:
        shutil.copytree(folder / EXAMPLE, folder / "manufacturers/example")
        assert load_catalog(str(folder)).device_ids() == ("example/example-pump",)

    def test_it_shows_every_key_of_a_labelling_and_a_device(self) -> None:
        schema = json.loads((SHIPPED / "schema/catalogue.schema.json").read_text())["$defs"]
        for kind, name in (("device", "device"), ("labelling", "us-ifu-1000-a")):
            text = (SHIPPED / EXAMPLE / f"example-pump/{name}.yaml").read_text()
            shown = set(yaml.safe_load(text))
            rare = {"market_note", "undated_note", "corrects", "before", "after", "seen", "supersedes", "test_points", "says", "about", "aliases",
                    "conflicts", "successor"}  # fmt: skip
            assert set(schema[kind]["properties"]) - shown <= rare, kind

    def test_the_silences_of_the_template_cover_every_row_of_the_label_tables(self) -> None:
        axes = Axes(yaml.load((SHIPPED / "axes.yaml").read_text(), yaml.BaseLoader)["axes"])
        text = (SHIPPED / EXAMPLE / "example-pump/us-ifu-1000-a.yaml").read_text()
        assert [axis for axis in axes.table() if axis not in text] == []


@pytest.mark.parametrize(
    "name,of", [("8637", "medtronic/synchromed-ii"), ("Medtronic", "medtronic")]
)
def test_a_skeleton_is_of_whatever_name_is_on_file(name: str, of: str, command: Command) -> None:
    by_id = command("catalog", "reread", "--skeleton", of)
    assert by_id[0] == 0 and of in by_id[1]
    assert command("catalog", "reread", "--skeleton", name) == by_id
