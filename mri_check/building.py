"""How the package is built: from what is there, and from nothing that an earlier build left behind."""

from __future__ import annotations

import shutil

from setuptools.command.build_py import build_py


class FreshBuild(build_py):  # type: ignore[misc, unused-ignore]
    """Empties ``build/lib`` first: setuptools keeps what was withdrawn there, and copies only newer files."""

    def run(self) -> None:
        if not self.editable_mode:
            shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
