"""How far a long command is: in one line at a terminal, in a line every minute elsewhere."""

from __future__ import annotations

import os
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
        if not self.terminal:
            click.echo(told[0], err=True)
            return
        width = _width()
        fits = next((one for one in told if len(one) <= width), told[-1])
        self.shown = True
        click.echo(f"\r{fits[:width]:<{width}}", err=True, nl=False)

    def _told(self, rows: int, part: float | None, seconds: float) -> tuple[str, ...]:
        """What there is to tell: all of it, and ever less."""
        rate = (rows - self.before) / max(seconds, 0.001)
        done = f"{rows:,} rows"
        told = f"{done}, {rate:,.0f} rows/s"
        if not part:
            return told, done
        part = min(part, 1)
        left = seconds * (1 - part) / part
        bar, time_left = "#" * int(20 * part), f"{int(left // 60)} min {int(left % 60):02} s left"
        return (
            f"[{bar:<20}] {part:4.0%}  {told}, {time_left}",
            f"{part:4.0%}  {told}, {time_left}",
            f"{part:4.0%}  {done}, {time_left}",
            f"{part:4.0%}  {done}",
            f"{part:4.0%}",
        )

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self.shown:
            click.echo("\r" + " " * _width() + "\r", err=True, nl=False)
        self.shown = False


def _width() -> int:
    """How much one line of the terminal holds that is not wrapped; no more than 79."""
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return min(columns or 80, 80) - 1
