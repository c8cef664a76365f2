"""The English of ``mri-check doctor``."""

from __future__ import annotations

VERSIONS = "Versions"
NOT_INSTALLED = "not installed"
CATALOGUE = "Catalogue"
FOLDER = "folder"
EDITION = "edition"
RELEASED = "{edition}, released {released}, {age_days} days ago"
UNUSABLE = "cannot be used"
DIGEST = "digest"
HOLDS = "holds"
DEVICES = "{devices} devices, {axes} axes"
YOURS = "Yours"
NAMES = {
    "scanners": "scanners",
    "exams": "exam table",
    "policy": "site policy",
    "configuration": "defaults",
}
FOLDERS = {"configuration": "configuration", "cache": "cache"}
FROM = {
    "examples": "the examples that ship with the tool",
    "option": "an option",
    "configuration folder": "the configuration folder",
}
POLICY = "{name}: {rules} rules, {digest}"
EXAMS = "{rows} exams"
NONE = "none"
WRONG = "What is wrong"
NOTHING = "Nothing was found."
NOTE = "Note: {note}"

FUTURE = "The catalogue is dated in the future: is the clock of this machine right?"
NO_SCANNERS = "No scanners of your own are described: only the examples are known."
NO_CACHE = "The cache folder cannot be written: every run reads all files anew."
STRANGER = "{folder}: {name} is not read.{hint}"
