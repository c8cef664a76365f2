"""The package that is built: what is in the tree, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_what_was_withdrawn_is_not_built_again(tmp_path: Path) -> None:
    """setuptools builds on top of ``build/lib``: a record that was withdrawn stayed there, and an old one won."""
    pytest.importorskip("setuptools")
    tree = tmp_path / "tree"
    tree.mkdir()
    without = shutil.ignore_patterns("__pycache__", "compiled.jsonl")
    for name in ("mri_check", "device_catalog"):
        shutil.copytree(ROOT / name, tree / name, ignore=without)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    left = tree / "build" / "lib" / "device_catalog"
    left.mkdir(parents=True)
    (left / "withdrawn.yaml").write_text("kind: device\n")
    (left / "edition.yaml").write_text("an old one\n")
    os.utime(tree / "device_catalog" / "edition.yaml", (1, 1))  # as unpacked with its old time
    build = "from setuptools import setup; setup(script_args=['--quiet', 'build_py'])"
    subprocess.run([sys.executable, "-c", build], cwd=tree, check=True, capture_output=True)
    built = tree / "build" / "lib" / "device_catalog"

    def files(folder: Path) -> dict[str, bytes]:
        every = (one for one in folder.rglob("*") if one.is_file())
        return {str(one.relative_to(folder)): one.read_bytes() for one in every}

    assert files(built) == files(tree / "device_catalog")
