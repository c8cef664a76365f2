"""The English of consultations: what an answer counts for, and ``mri-check consult``, the enquiry itself."""

from __future__ import annotations

# --- what a consultation on record counts for ---

MEANS = {
    "consulted": {"outside-labelling": "The manufacturer advised against this scan."},
    "other_implants": {
        "within-labelling": "A person confirmed that the conditions of its own labelling are met; none of it is on file "
        "here."
    },
}
"""What an outcome means that advice against the scan brings about, or an answer for what is not on file."""
ADVICE_STOPS = "{called}: the manufacturer advised against this scan. It does not go on as planned."
ADVICE_WHY = "the consultation on record"
OF_NONE = "The consultation of {on} with {maker} is about none of the devices of this request; it counts for nothing."
CONFIRMED = "{name} confirmed {document} on {on}{by}; questions answered: {count}."
BY = " ({by})"
ALL = "all"
ADVISED_AGAINST = "The consultation of {on} with {maker} advised against this scan ({device}); no later entry says otherwise."
ADVICE_LIFTED = "The consultation of {on} with {maker} advised against the scan ({device}); that of {later} says otherwise."
NO_DOCUMENT = "The consultation of {on} with {maker} names no document with its revision; it confirms nothing."
LATER = "The consultation of {on} with {maker} is later than the scan; it confirms nothing."
UNKNOWN = (
    "The consultation of {on} with {maker} names {document}, which is not on file: the labelling on file may be out of "
    "date."
)
NOT_IN_FORCE = (
    "The consultation of {on} with {maker} names {document}, which is not in force for these devices; it confirms "
    "nothing."
)
TOO_OLD = "The consultation of {on} with {maker} is too old; {name} is asked {allowed}. It confirms nothing."
TOO_OLD_SITE = (
    "The consultation of {on} with {maker} is too old for {rule} of the site policy, which asks for one {allowed}. It "
    "confirms nothing."
)
SEVERAL = (
    "The consultation of {on} with {maker} would count for several devices; name one (device: {places}). It confirms "
    "nothing."
)
OR = " or "
OF_NONE_FOR_CERTAIN = (
    "The consultation of {on} with {maker} does not name a device that is identified and its manufacturer for certain; "
    "it confirms nothing."
)
NO_SUCH_QUESTION = "Of the consultation of {on} with {maker}, no question of this scan is called {ids}: it answers none."
AT_MOST_DAYS = "at most {days} days before the scan"
ON_THE_DAY = "on the day of the scan"

# --- the enquiry ---

LABEL_SAYS = {
    "condition": "{permitted} ({where})",
    "ask": "{permitted} ({where})",
    "prohibits": "forbids {permitted} ({where})",
    "when": "is written for {permitted} ({where})",
}
LABEL_TOGETHER = ", together with {titles}"
NO_MAKER = (
    "For '{asked}' no manufacturer is known: identify the device first, from the ID card, the pump clinic, or a "
    "radiograph."
)
TOOL = "mri-check {version}, catalogue edition {edition}, {digest}"
ENQUIRY_TO = "ENQUIRY TO THE MANUFACTURER: {name}"
ENQUIRY = "Enquiry {code}."
NOBODY = "MRI of a patient with the device below. No patient is named here, and none is to be named in the answer."
ANSWERS_NOW = "Who answers now: {who}."
WHOM = "Whom to ask"
DEVICE = "Device"
SOLD_IN = "- {name}; sold in: {market}"
NOT_KNOWN = "not known"
ON_FILE = "Document on file"
DOCUMENT = "- {title}, {dated}, {read}"
UNDATED = "undated"
PLEASE_SEND = "Please send, or name: {document}"
CURRENT_REVISION = "the current revision of {document}"
NO_DOCUMENTS = "None."
IN_FORCE = "In force today (document, revision, date): {line}"
PLAN = "Planned scan, in the label's terms"
LABEL = "label: {term}"
QUESTIONS = "Questions"
ANSWER_HERE = "Answer: {line}"
NO_QUESTIONS = "None is open; please confirm the document."
ANSWER = "Answer"
ANSWER_LINES = (
    "Answered on (date):",
    "By (phone, site, email):",
    "Document and revision:",
    "Said (confirmed, or advised-against):",
    "Answered (numbers, or all):",
)
TO_RECORD = (
    "To record it: mri-check consult REQUEST --record --document 'NUMBER REVISION' --on DATE --by phone --said "
    "confirmed --enquiry {code} --answered 1-3"
)
SEE_NO_PATIENT = "note: a device that is not identified is described as in the request; see that it names no patient"

# --- what was recorded ---

WRITTEN = "Written to {file}, at the end of consulted:"
NOTE = "Note: {note}"
CHECK_SAID = "check said {before}, and now says {after}."
