"""The English of what an order's exam text says, or why it says nothing."""

from __future__ import annotations

# --- notices of a request with an exam ---

USUAL_SCANNER = "Scanner profile {scanner}: the usual one of this exam ({place})."
OTHER_SCANNER = (
    "Scanner profile {scanner}, instead of {usual}, the usual one of this exam ({place})."
)
CONTRADICTION = (
    "The {what} is stated as {stated}, but the exam names {ordered}: both are judged. Settle which is meant before "
    "anything else."
)
WHAT = {"scan.region": "region", "scan.field_strength": "field strength"}
FIELD_NOT_TAKEN = "The exam names a field strength, {field}, which is not taken for that of the scanner: state the scanner."
CALLED = "Exam '{asked}'"
CALLED_ITS_NAME = "Its name"
TABLE_SAYS = "{called}: {said} ({place})."
TABLE_REGION = "region {region}"
TABLE_SCANNER = "usual scanner {scanner}"
TABLE_MINUTES = "usually {minutes}"
BY_NAME_OTHER = "{called}: by its name it would be {region}; the site's table is used."
NOT_MRI = "{called} is not an MRI exam; nothing is taken from it."
NO_REGION = "{called} gives no region: {why}."
CONTRASTS = {
    "without": "without",
    "with": "with",
    "without and with": "without and with",
    "unknown": "unknown",
}
SIDES = {"left": "left", "right": "right", "both": "both", "not stated": "not stated"}
NAME_SAYS = "{called}: region {region}; contrast {contrast}; side {side}."
LOINC = "LOINC {code}: {name}. {notice}"
OR = " or "

# --- why the region is unknown ---

NOT_UNDERSTOOD = "not understood: {words}"
TOO_LONG = "longer than {limit} characters"
CODE_NAMES_NONE = "LOINC {code} names no region"
CODE_DIFFERS = "the words and LOINC {code} ({name}) name different regions"
IS_NOT_MRI = "it is not an MRI exam"
NAMES_NONE = "it names no region"
CODE_NOT_LISTED = "LOINC {code} is not on the list"
SEVERAL_CODES = "it holds several LOINC codes"
AMBIGUOUS = "{word} is ambiguous"
MAY_BE_VESSELS = "'{words}' of vessels may not be the spine"
MAY_BE_OF_A_BONE = "'{words}' beside a part of an arm or leg may be of its bone"
WHICH_SPINE = "which part of the spine is not said"
WHICH_JOINT = "which joint is not said"

# --- mri-check exam ---

MODALITY = {"mri": "MR imaging", "not-mri": "not MR imaging", "unknown": "not stated"}
FROM = {"exam": "its name", "exam-table": "the site's table"}
FROM_CODE = "its LOINC code"
NAMES = {
    "modality": "modality",
    "region": "region",
    "contrast": "contrast",
    "side": "side",
    "field": "field",
    "scanner": "scanner",
    "minutes": "minutes",
    "table": "table",
    "but": "but",
    "loinc": "LOINC",
}
NOTHING_TAKEN = "Not an MRI exam: nothing is taken from it."
FIELD = "{field} (not taken for the scanner's)"
ANY_REGION = "unknown: any region is possible"
BECAUSE = "Because {why}."
BY = "{value} (by {source})"
WOULD_BE = "by its name it would be {region}"
