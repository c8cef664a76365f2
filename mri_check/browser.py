"""A page to PDF, through the browser that is installed: without a window, a network, or anything kept.

A browser draws the page as a person sees it, and nothing new has to be installed for it. It gets a profile of its own
in a private folder, which is gone afterwards, and a name service that knows no host.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from mri_check.errors import MriCheckError, Problem, reason_of

CHOSEN = "MRI_CHECK_BROWSER"
"""The environment variable that names a browser of one's own choice."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge",
         "microsoft-edge", "microsoft-edge-stable")  # fmt: skip
SECONDS = 60.0
"""How long the browser may take."""

_FLAGS = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-breakpad",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
)  # fmt: skip
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
"""Where browsers lie on systems that do not put them on the PATH."""


def find() -> str:
    """The browser: the one that MRI_CHECK_BROWSER names, else the first that is found.

    Raises MriCheckError where there is none, or where the one that is named is not there.
    """
    chosen = os.environ.get(CHOSEN)
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            told = f"'{chosen}' is no program that can be run: give the path of Chromium, Chrome or Edge"
            raise MriCheckError(Problem("no-browser", CHOSEN, told))
        return found
    for name in (*NAMES, *_PLACES):
        found = shutil.which(name)
        if found is not None:
            return found
    told = (
        "a PDF is made by a browser, and none was found: install Chromium, Chrome or Edge (Debian, Ubuntu: "
        f"apt-get install chromium), or name one in {CHOSEN}; --format html needs none, and any browser prints it"
    )
    raise MriCheckError(Problem("no-browser", "", told))


def printed(page: str, seconds: float = SECONDS) -> bytes:
    """A page of ours as a PDF, on the paper that its own style names.

    Raises MriCheckError where no browser is found, where it takes longer than ``seconds``, or makes no PDF.
    """
    browser = find()
    # A browser that is still going down may write into its profile while it is removed.
    with tempfile.TemporaryDirectory(prefix="mri-check-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        flags = [*_FLAGS, f"--user-data-dir={Path(folder, 'profile')}", f"--print-to-pdf={target}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.append(
                "--no-sandbox"
            )  # it refuses to run as root otherwise; the page runs nothing
        told = _run([browser, *flags, source.as_uri()], seconds)
        made = target.read_bytes() if target.is_file() else b""
    if made.startswith(b"%PDF-") and made.rstrip().endswith(b"%%EOF"):
        return made
    raise _failed(browser, f"made no PDF{told}")


def _run(command: list[str], seconds: float) -> str:
    """Run the browser; what it said last, for an error. Everything that it started ends with it."""
    try:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:  # fmt: skip
            try:
                _, said = process.communicate(timeout=seconds)
            except BaseException as stopped:  # Ctrl-C too leaves no browser behind
                _end(process)
                if isinstance(stopped, subprocess.TimeoutExpired):
                    told = f"had made no PDF after {seconds:g} s and was stopped"
                    raise _failed(command[0], told) from None
                raise
    except OSError as bad:
        raise _failed(command[0], f"cannot be run: {reason_of(bad)}") from None
    lines = said.decode(errors="replace").strip().splitlines()
    return f" (exit code {process.returncode}" + (f"; it said: {lines[-1]})" if lines else ")")


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)  # a session of its own, so nothing else is in it
    except ProcessLookupError:
        process.kill()


def _failed(browser: str, told: str) -> MriCheckError:
    hint = f"; another browser can be named in {CHOSEN}"
    if "snap" in Path(os.path.realpath(browser)).parts:
        hint += "; one that came as a snap cannot read /tmp: set TMPDIR to a folder in your home"
    return MriCheckError(Problem("browser", "", f"the browser {browser} {told}{hint}"))
