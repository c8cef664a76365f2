"""The English of why a limit does not keep itself at the console, and of why none is told."""

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

# --- devices of which no limit is told, and why ---

NONE_PRINTED = "No labelling on file prints one for this device."
UNIDENTIFIED = "{called}: not identified, so what its labelling limits is not known here."
UNGOVERNED = "{called}: no labelling on file governs it, so what it limits is not known here."
UNSAFE = "{called}: MR Unsafe, or to stay out of the room ({documents}): no limit makes a scan permitted."
NOT_READ = "{called}: a limit may stand in what was not read of {documents}: {axes}."
NOT_ADDRESSED = (
    "{called}: not addressed in {documents}, so ask the manufacturer for a limit: {axes}."
)
