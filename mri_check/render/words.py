"""The English of the output, in one place."""

from __future__ import annotations

from mri_check.checklist import Disposition
from mri_check.verdict import Verdict

HEADLINES = {
    Disposition.WITHIN: (
        "WITHIN LABELLING",
        "Every condition on file is met, and the manufacturer's confirmation of this day is on record.",
    ),
    Disposition.CONSULT: (
        "CONSULT THE MANUFACTURER",
        "Every condition on file is met; the manufacturer's confirmation or answers are still open.",
    ),
    Disposition.INCOMPLETE: (
        "INCOMPLETE",
        "Nothing failed, but something is unknown, unanswered or was not read.",
    ),
    Disposition.UNIDENTIFIED: ("UNIDENTIFIED", "It is not known which device this is."),
    Disposition.UNLABELLED: (
        "UNLABELLED",
        "The device is known; no labelling on file governs this market and date.",
    ),
    Disposition.OUTSIDE: (
        "OUTSIDE LABELLING",
        "Every setting of the label that applies has a condition that is not met.",
    ),
    Disposition.PROHIBITED: (
        "PROHIBITED",
        "Labelled MR Unsafe, or the planned scan is one that the label forbids.",
    ),
}

STATUS = {
    "conditional": "MR Conditional",
    "unsafe": "MR Unsafe",
    "safe": "MR Safe (the label's term)",
    "not-evaluated": "Safety in MRI not evaluated",
    "not-printed": "no MR term printed",
    None: "MR status not in the part that was read",
}

READ = {"full": "read in full", "part": "read in part", "none": "not read"}

OTHERWISE = {
    "not-established": "other values: performance not established, says the label",
    "not-listed": "other values are not listed",
    "should-not": "the label says that patients should not be scanned otherwise",
    "not-tested": "other values were not tested",
}

SILENCES = {
    "no-limit": "The label says that there is no limit, or prints that what it does not list has none",
    "not-addressed": "The label does not address (a question to the manufacturer, never a permission)",
    "not-read": "Not in the part that was read (ask what the document says)",
}

PHASES = {
    "identify": "Identify",
    "consult": "Consult",
    "match": "Match the scan",
    "plan": "Plan the therapy",
    "before": "Before the scan",
    "during": "During the scan",
    "after": "After the scan",
    "record": "Record",
}

WHO = {
    "technologist": "Technologist",
    "mr-safety-officer": "MR safety officer",
    "radiologist": "Radiologist",
    "pump-clinician": "Pump clinician",
    "manufacturer": "Manufacturer",
    "scheduler": "Scheduler",
}

VERDICTS = {Verdict.MET: "met", Verdict.UNKNOWN: "unknown", Verdict.NOT_MET: "not met"}

STATES = {"open": "[ ]", "done": "[x]", "stop": "[STOP]"}

POLICY_BINDS = "It is the site's policy, not the label, that binds here."

NEVER = (
    "This is a checklist made from labelling on file, for health-care professionals. It decides nothing, and "
    "nothing in it means that a scan carries no risk. The manufacturer's current labelling governs."
)

NEVER_PAGE = (
    "For health-care professionals. This page decides nothing, and nothing on it means that a scan is safe. It is "
    "not valid without the manufacturer's current labelling, which governs."
)

STATUS_MEANS = {
    "conditional": "the labelling permits a scan only within its conditions.",
    "unsafe": "labelled MR Unsafe, or told by maker or regulator to stay out of the room.",
    "safe": "the term is the label's own word, not ours.",
    "not-evaluated": "the label says that the device was not evaluated in MRI.",
    "not-printed": "a document prints no MR term for the device or for one of its states.",
    "not-read": "what would print the term was not read.",
    "unlabelled": "no MRI labelling was found; a question to the manufacturer, never a permission.",
}

GAPS = {
    "unlabelled": "no labelling",
    "not-read": "not read",
    "not-printed": "no MR term",
    "not-addressed": "not addressed",
    "not-found": "not found",
    "uncited": "no source",
    "gap": "not known",
}

SILENT = {
    "no-limit": "Sets no limit",
    "not-addressed": "Does not address",
    "not-read": "Not read",
}
"""The silences in few words, above what SILENCES says of each."""

AGREED = {
    "yes": "; a second reading, which agreed",
    "no": "; a second reading, which did not agree",
    "not-yet": "",
    None: "",
}

IN_FORCE = {"yes": "in force", "no": "closed", "not-known": "whether it was closed is not known"}

# --- the sentences of a checklist; in braces stands what differs, and nothing there is translated ----

OUTCOME = "{word} (exit code {code})"
DECIDED_BY = "Decided by:"
CHECKLIST_FOR = (
    "Consult-the-manufacturer checklist for the scan on {on}, device sold in {market}{request}."
)
MARKET_NOT_KNOWN = "a market that is not known"
MARKET_CONFIGURED = "{market} (not stated: from the configuration)"
REQUEST = ", request {id}"
PLANNED_SCAN = "Planned scan"
FACT = "{value}  ({origin})"
INSTEAD_OF = ", instead of {value}"
PATIENT = "Patient"
IMPLANT = "Implant {number}"
ITEM = "Brought into the room {number}"
OTHER_IMPLANT = "Other implant {number}"
COMPONENT = "{title}, component {number}"
STATED = "Stated: {facts}."
CHECKED_BY = "Checked by: {who}."
NEAR_NAMES = "Near names, not used: {names}."
MAY_BE = "- may be {name}{models}: would be {disposition}. {tell_apart}"
WORST_READING = "The worst reading among them: {disposition}."
UNDATED = "undated"
MARKET_INFERRED = "{market} (our inference; the document prints none)"
SITE_POLICY = "Site policy: {name}"
LABELLING = "Labelling: {document}, {dated}, {read}"
MARKET_STATUS = "Market {market}. {status}."
STATE_STATUS = "For this state of the device ({id}): {status}."
OUTCOME_UNDER = "Outcome under it: {disposition}."
POLICY_QUIET = "Nothing in it stands against this plan or is open."
SETTINGS = "Its settings: {settings}."
GROUPS = {Verdict.NOT_MET: "Not met:", Verdict.UNKNOWN: "Unknown:", Verdict.MET: "Met:"}
RULES = {
    "condition": "permitted",
    "prohibits": "the label forbids",
    "when": "this part of the label is for",
    "ask": "must be",
}
RULES_OF_POLICY = {
    "condition": "site policy permits",
    "prohibits": "site policy forbids",
    "when": "this rule of the site policy is for",
    "ask": "site policy: must be",
}
FINDING = "- {title}{setting}: {rule} {permitted}; stated: {stated}."
NOT_STATED = "not stated"
MAY_BE_SUPERSEDED = "may be superseded by {documents}, which was not read on this"
TASKS = "What each person does"
ADVICE = "advice of this tool, not of the label"
ADVICE_MARKS = ("our", "advice of this tool")
"""Where the reason of a line says that already."""
CONSULT = "Consult the manufacturer: {name}"
ANSWERS_NOW = "Who answers now: {who}."
WHOM = "Whom to ask"
CONTACT = "- {purpose}{market}: {reach} (seen {seen}, {source}{doubt})"
WHICH_DOCUMENT = "Which document"
WHICH_QUESTIONS = "Which questions (the id is for the record of the answer)"
ON_FILE = "- On file: {title}, {dated}, {read}."
ASK_FOR = "Ask for: {document}"
CURRENT_REVISION = "the current revision of {document}"
COPY_READ = "Copy read: {address}"
CONSOLE = "Limits to enter or keep at the console"
NO_LIMIT_PRINTED = "No labelling on file prints one for this device."
CONSOLE_MODE = (
    "Check the operating mode at the console: First Level is the default on some scanners."
)
SUPERSEDED = "Superseded, no longer followed"
BASIS = {"inferred": "our inference", "printed": "printed"}
SUPERSEDED_BY = "- {document} ({dated}), superseded by {by} ({basis})"
IT_SAID = "it said: {said}"
NOTICES = "Notices"
VERSIONS = "Versions"
TOOL = "mri-check {version}, catalogue edition {edition}"
POLICY_FILE = "Site policy: {name}, {digest}"

POLICY_MEANS = {
    Disposition.OUTSIDE: "A condition of the site's policy is not met.",
    Disposition.PROHIBITED: "The planned scan is one that the site's policy forbids.",
}
"""What the two worst outcomes mean where it is the site's policy alone that brings them about."""

# --- why, in words ----------------------------------------------------------------------------------

WHY_FIXED = {
    "market": "The market where the device was sold is not known.",
    "bringing": "Whether a device would be brought into the room is not known.",
    "other_implants": "Whether there are other implants is not known.",
}
WHY_OWNER = {"label": "the label", "policy": "the site policy, not the label,"}
WHY_RULE = {"condition": "permits", "prohibits": "forbids"}
WHY_ASK = "{title} {answer}{where}"
WHY_WHEN = {
    "label": "{title}, which decides what part of the label applies: {stated}{where}",
    "policy": "{title}, which decides whether a rule of the site policy applies: {stated}{where}",
}
WHY_FINDING = "{title}: {stated}; {owner} {rule}: {permitted}{where}"
WHY_UNKNOWN = "not known"
WHY_UNANSWERED = "Not answered"
WHY_UNGOVERNED = "{name}: no labelling on file governs {market} on {on}."
WHY_ANY_MARKET = "any market"
WHY_ALL_PROHIBITED = "'{asked}': every device that this name may mean is prohibited here."
WHY_UNIDENTIFIED = "'{asked}' does not say which device it is."
WHY_UNCONFIRMED = (
    "{document} is not confirmed by the manufacturer as current on the day of the scan"
)
WHY_NOT_ADDRESSED = "{document} does not address:"
WHY_NOT_READ = "{document} was not read on:"
WHY_STATUS = "{status} ({document})"
WHY_UNSAFE = "MR Unsafe"
WHY_NO_STATUS = "{document} prints no MR status for this state of the device"
WHY_NO_SETTING = "{document} has no conditions on file for this state of the device"
WHY_MR_STATUS = "MR status"

# --- mri-check doctor --------------------------------------------------------------------------------

DOCTOR_VERSIONS = "Versions"
DOCTOR_NOT_INSTALLED = "not installed"
DOCTOR_CATALOGUE = "Catalogue"
DOCTOR_FOLDER = "folder"
DOCTOR_EDITION = "edition"
DOCTOR_RELEASED = "{edition}, released {released}, {age_days} days ago"
DOCTOR_UNUSABLE = "cannot be used"
DOCTOR_DIGEST = "digest"
DOCTOR_HOLDS = "holds"
DOCTOR_DEVICES = "{devices} devices, {axes} axes"
DOCTOR_YOURS = "Yours"
DOCTOR_NAMES = {
    "scanners": "scanners",
    "exams": "exam table",
    "policy": "site policy",
    "configuration": "defaults",
}
DOCTOR_FOLDERS = {"configuration": "configuration", "cache": "cache"}
DOCTOR_FROM = {
    "examples": "the examples that ship with the tool",
    "option": "an option",
    "configuration folder": "the configuration folder",
}
DOCTOR_POLICY = "{name}: {rules} rules, {digest}"
DOCTOR_EXAMS = "{rows} exams"
DOCTOR_NONE = "none"
DOCTOR_WRONG = "What is wrong"
DOCTOR_NOTHING = "Nothing was found."
DOCTOR_NOTE = "Note: {note}"
