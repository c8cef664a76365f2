"""The English of the checklist on paper, where ``words`` does not hold it already."""

from __future__ import annotations

NOT_VALID = "Not valid without the manufacturer's current labelling"
TITLE = "MRI checklist"
DEVICE = "Device"
DEVICES = "Devices"
SCAN = "Planned scan"
NO_DEVICE = "none stated"
NOT_IDENTIFIED = "'{asked}' (not identified)"
AND_MORE = "and {count} more"
PLAN = {
    "scan.region": ("{value}", "region not stated"),
    "scan.field_strength": ("{value}", "field strength not stated"),
    "scan.operating_mode": ("RF mode: {value}", "RF mode not stated"),
    "scan.active_minutes": ("longest run {value}", ""),
    "scan.urgency": ("{value}", ""),
}
"""The planned scan in short: by axis, how it is said, and what is said where it is not stated."""

STICKER = "The site's own label goes here"
STICKER_NOTE = "No patient's name is asked for."
ON_THIS_PAGE = "On this page"
PICTURES = "In pictures"
TO_CHECKLIST = "Checklist"
TO_ENQUIRY = "Enquiry: {name}"
TO_FINDINGS = "Findings"
TO_REST = "Notices, versions"

LEGEND = "How to read the boxes"
STATES = {"open": "open", "done": "done", "stop": "STOP"}
STATE_MEANS = {
    "open": "still to be done, by the person named",
    "done": "met by what was stated; see that it still holds",
    "stop": "stands against this scan as it is planned",
}
NAME = "Name"
TIME = "Date and time"
SIGNATURE = "Signature"
NOBODY = "No task is on file for this plan."

LIMIT_ON = "Limit on"
LIMIT = "Enter, or keep to"

ENQUIRY = "Enquiry to the manufacturer: {name}"
ANSWER = "Answer"
ENQUIRY_NOTE = "MRI of a patient with the device below. No patient is named on this sheet, and none is to be named in the answer."
ENQUIRY_ASKED = "Device"
SOLD_IN = "Sold in"
JUDGED = "Labelling judged: {documents}"
PLAN_TITLE = "Planned scan, in the label's terms"
PLANNED = "Planned"
LABEL = "The label"
ON = "On"
NOT_KNOWN = "not known"
SAME = "…"
WHICH_QUESTIONS = "Which questions"
IDS = (
    "The id of a question is for the record of the answer: what stands beside the device, then what stands behind the "
    'question; "…" is the ending of the id before.'
)
NO_QUESTION = "No question is open; please confirm the document."
RECORD = (
    ("In force today (document, revision, date)", "Document confirmed, with its revision"),
    ("Answered on (date)", "By (phone, site, email)"),
    ("Answered by (name)", "Said (confirmed, or advised against)"),
    ("Asked by (name, signature)", "Questions answered (all, or which)"),
)
TO_RECORD = (
    "To record the answer: mri-check consult REQUEST --record, with the ids of the questions answered, or with the "
    "numbers and the code of an enquiry that mri-check consult printed; the numbers on this sheet have no code."
)

FINDINGS = "Findings and their sources"
FINDING = ("Verdict", "Condition", "The label or policy", "Stated", "Source and note")
FACTS = ("What", "Value", "Where from")
FROM_REQUEST = "request"
STATED = "Stated of it"
CANDIDATES = "Which device it may be"
CANDIDATE = ("It may be", "Would be", "How to tell")

MADE = "Outcome {word}, exit code {code}. For the scan on {on}."
NO_PATIENT = "This file loads nothing and sends nothing."
