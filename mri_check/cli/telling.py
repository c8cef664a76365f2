"""How far a long command is: in one line at a terminal, in a line every minute elsewhere."""

from __future__ import annotations

import sys
import time

import click


class Telling:
    """Tells on standard error how many rows are done and how fast; what it shows at a terminal is gone at the end."""

    def __init__(self, among: bool = False) -> None:
        """``among``: the answer goes to standard output, amid which nothing is told at a terminal."""
        self.began = self.last = time.monotonic()
        self.terminal = sys.stderr.isatty()
        self.silent = among and self.terminal and sys.stdout.isatty()
        self.shown = False
        self.before = 0
        """Rows that an earlier run did, which say nothing of how fast this one is."""

    def tick(self, rows: int, part: float | None = None) -> None:
        """Tell how far it is, if it is time to: with a bar where the part of the whole that is done (0 to 1) is known."""
        now = time.monotonic()
        if self.silent or now - self.last < (0.2 if self.terminal else 60):
            return
        self.last = now
        told = self._told(rows, part, now - self.began)
        self.shown = self.terminal
        click.echo(f"\r{told[:79]:<79}" if self.terminal else told, err=True, nl=not self.terminal)

    def _told(self, rows: int, part: float | None, seconds: float) -> str:
        rate = (rows - self.before) / max(seconds, 0.001)
        told = f"{rows:,} rows, {rate:,.0f} rows/s"
        if not part:
            return told
        part = min(part, 1)
        left = seconds * (1 - part) / part
        bar = "#" * int(20 * part)
        return f"[{bar:<20}] {part:4.0%}  {told}, {int(left // 60)} min {int(left % 60):02} s left"

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self.shown:
            click.echo("\r" + " " * 79 + "\r", err=True, nl=False)
        self.shown = False
