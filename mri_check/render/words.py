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
