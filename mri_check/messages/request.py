"""The English of what takes the place of what in a request."""

from __future__ import annotations

REPLACES = "{place} replaces {name} = {old} of the file."
REPLACES_FACT = "{title}: {stated} ({place}) replaces {was} of {over}."
OVER = {
    "file": "the file",
    "profile": "the scanner profile",
    "configuration": "the scanner profile",
    "exam": "the exam's name",
    "exam-table": "the site's table of exams",
}
CONFIGURED = "{name} {value} is not stated: it comes from the configuration ({where})."
ASSUMED_NOT_USED = "{scanner} is not used: its {title} is {value}, and the request states {stated}."
BY_CONFIGURATION = "scanner {scanner} of the configuration ({where})"
BY_EXAM = "Scanner profile {scanner}, the usual one of this exam ({where}),"
EXAMPLE_PROFILE = "{name} is the example that ships with this tool, not a scanner of yours."
IN_THE_PAST = "note: the day of the scan, {on}, is in the past"
FAR_AHEAD = "note: the day of the scan, {on}, is more than two years ahead"
