"""The English of why a limit does not keep itself at the console."""

from __future__ import annotations

WARNINGS = {
    "default-looser": "{scanner} starts in {value}, which is looser than this limit: change it at the console "
    "before the first sequence, and look at it again before each further one.",
    "default-not-known": "Check the mode at the console before the first sequence: First Level is the default on "
    "some scanners, and what {scanner} starts in is not known here.",
    "below-lowest": "{scanner} cannot be limited below {value} ({source}): it does not hold this limit by itself. "
    "Keep every sequence below it by hand, or take another scanner.",
    "lowest-not-known": "Some scanners cannot be limited below 0.5 W/kg, and how low {scanner} goes is not known here: "
    "see its manual.",
    "not-reported": "{scanner} does not report B1+rms, so this limit cannot be kept on it.",
}
SCANNER = "this scanner"
