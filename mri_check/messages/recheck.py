"""The English of ``mri-check recheck``: which upcoming scans change under another edition, and how."""

from __future__ import annotations

# --- the counts ---

HEADING = "RECHECK BY CATALOGUE EDITION {edition}"
MADE_WITH = "Results made with edition {edition} ({digest}): {rows}"
NO_ROWS = "No row of these results is of an upcoming scan that was judged."
SAME_CATALOGUE = "This is the very catalogue that the results were made with."
SAME_NOTHING = "This is the very catalogue that the results were made with: nothing can change."
MADE_OTHERWISE = (
    "By the very catalogue that it was made with, not what this version of mri-check makes of it: {rows}. Results that "
    "were changed, or that another version made: run mri-check batch again."
)
FROM = "Scans from {day} on."
ROWS = {"one": "1 row", "many": "{count} rows"}
COUNTS = {
    "worse": "the outcome of the row or of a device is worse",
    "unreadable": "the line is no result; no row is known to stand there",
    "again": "cannot be judged again from the results",
    "otherwise": "same outcome, but decided, open, labelled or told otherwise",
    "better": "the outcome is better; see what was loosened",
    "same": "nothing differs",
    "past": "the scan was to be before that day",
    "not-judged": "no MRI, or no pump listed; only batch tells whether a name that is new concerns one",
}
RUN_AGAIN = "To be run through mri-check batch again, from the schedule: {rows}."
LABELLINGS = "Labellings that differ"
LABELLING_ROWS = "{told}: {rows}"
NEVER = (
    "Nothing in this means that a scan carries no risk. A row whose outcome is the same may still need another "
    "checklist: mri-check catalog diff tells what changed, and mri-check check makes it."
)

# --- a row ---

HEADS = {
    "worse": "worse",
    "unreadable": "unreadable lines",
    "again": "not judged again",
    "otherwise": "the same outcome, decided or labelled otherwise",
    "better": "better",
}
ROW = '"{id}", {on} ({file}:{line}, row {row})'
ROW_NO_ID = "No id, {on} ({file}:{line}, row {row})"
NO_DAY = "day not known"
LINE = "{file}:{line}"
BECOMES = "{before} ({before_code}) -> {after} ({after_code})"
STAYS = "{before} ({before_code}), as before"
WAS = "{before} ({before_code})"
DECIDED_NOW = "now decided by: {what}"
DECIDED_NO_LONGER = "no longer decided by: {what}"
OPEN_NOW = "now open: {what}"
OPEN_NO_LONGER = "no longer open: {what}"
OPEN = "{id} ({who})"
OF_LABELLING = "{label}: {what}"
DEVICE = "{place}: {before} -> {after}"
DEVICE_IS = "{device}, {disposition}"
NO_DEVICE = "nothing"
UNIDENTIFIED = "not identified"
LABELLING = {
    "changed": "labelling reads otherwise: {id} ({before} -> {after})",
    "replaced": "labelling replaced: {id} ({before}) by {by} ({after})",
    "gone": "labelling no longer in force: {id} ({before})",
    "new": "labelling new in force: {id} ({after})",
}
TOLD = (
    "{place}: what is told beside its labelling reads otherwise (a notice, whom to ask, another document, good practice, "
    "an axis): {device}"
)
LABELLING_SHORT = {
    "changed": "reads otherwise: {id}",
    "replaced": "replaced: {id} by {by}",
    "gone": "no longer in force: {id}",
    "new": "new in force: {id}",
}
FINDING = "{id}: {before} -> {after}"
FINDING_IS = "{verdict} ({permitted})"
FINDING_BARE = "{verdict}"
NOT_THERE = "none"
VERDICTS = {"met": "met", "unknown": "not known", "not_met": "not met"}
MORE = "and {count} more (--format json has all)"
WHY = {
    "cut-off": "cut off in the middle: an unfinished run (batch --resume goes on with it), or rows after it are missing",
    "not-a-result": "{message}",
    "no-request": "its result does not hold what was asked",
    "exam-words": "it names an exam, and this catalogue reads the names of exams by other words",
    "unreadable-before": "batch could not read this row",
    "unreadable-now": "what it asked cannot be read by this catalogue",
}
STANDING = {
    "unchanged": "its labelling is unchanged, what else is on file may not be: run mri-check batch again",
    "affected": "what governs it is not what did: run mri-check batch again",
    "unknown": "no labelling was used that could be compared: run mri-check batch again",
}
