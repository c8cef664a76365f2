"""The English of ``mri-check envelope``: what the labelling on file would allow, and on which scanners."""

from __future__ import annotations

# --- values, where several sources made them and none printed them ---

ANY = "any"
ANY_PART = "any part that is not named"
PART_AS_FAR_AS = "{name}, as far as it is {above}"
PART_REST = "{name}, the rest of it"

# --- the layout ---

HEADING = "ENVELOPE OF THE LABELLING ON FILE (exit code {code}: {word})"
AT_BEST = "at best {word}"
MEANS = (
    "These are the limits that the labelling on file sets for these implants together. A scan within them is still "
    "to be checked (mri-check check), and the manufacturer asked."
)
NO_BOX = "No envelope: nothing on file permits a scan with these implants."
FOR_A_SCAN = "For a scan on {on}, device sold in {market}."
MARKET_NOT_KNOWN = "a market that is not known: all on file are looked at"
NEVER = (
    "For health-care professionals. It decides nothing, and nothing in it means that a scan carries no risk. The "
    "manufacturer's current labelling governs."
)
ALONE = "Other implants, and what would be brought into the room, are not looked at here; mri-check check does."
DENIED = "Denied, so that a check of any scan is at best incomplete: {text}"
NOTICES = "Notices"
VERSIONS = "Versions"
TOOL = "mri-check {version}, catalogue edition {edition}"
STATED = "Stated: {facts}."
NO_ENVELOPE_SINCE = "No envelope. {word}. {meaning}"
NEAR_NAMES = "Near names, not used: {names}."
MAY_BE = "- may be {name} ({models}). {tell_apart}"
SUPERSEDED = "- superseded: {document} ({dated}), by {by}"
UNDATED = "undated"
SITE_POLICY = "- site policy {document}"
LABELLING = "- {document}, {dated}, {read}; market {market}; {status}"
MARKET_INFERRED = "{market} (our inference)"
CASE = "Case: {state}"
NO_ENVELOPE = "No envelope"
NO_ENVELOPE_STATE = "No envelope in this state"
MUST_NOT_BE = "What must not be, whatever the boxes say"
MUST_NOT_BE_ALONE = "What must not be"
WAYS_TO_NOTHING = "Ways that come to nothing"
BOX = "Box {number} of {count}"
BOX_OF_SEVERAL = "Box {number} of {count}: all of it must hold, or all of another"
BY_SETTING = "By setting: {settings}."
COLUMNS = ("axis", "permitted", "bound by")
BY_A_PERSON = "To be confirmed by a person:"
NO_CONDITION = "No condition is printed (see the silences below)."
ROW_STATED = "{permitted}; stated: {stated}"
ROW_WITHIN = "{permitted}; stated: {stated}, within it"
ANOTHER_LIMITS = {
    "no-limit": "{document} sets no limit on {titles}, which another limits above.",
    "not-addressed": "{document} does not address {titles}, which another limits above.",
    "not-read": "{document} was not read on {titles}, which another limits above.",
}
SCANNERS = "Scanners of this site"
NO_BOX_FOR_SCANNERS = "There is no box that a scanner could lie in."
SCANNER = "{scanner}: {mark}"
SCANNER_BOX = "{scanner}, box {boxes}: {mark}"
MARKS = {
    "inside": "inside",
    "change": "inside only with a setting changed or chosen",
    "unknown": "not known",
    "outside": "outside",
}

# --- names, reasons, remarks ---

CALLED = "{name} ({place})"
OF_POLICY = "site policy {document}"
OF_SETTING = " (setting {setting})"
CLASH_SIDE = "{title}: {permitted} ({where})"
CLASH_SIDE_ONLY = "{title}: {permitted} only ({where})"
AGAINST = " against "
CLASH_BOTH = "No scan satisfies both: {sides}."
CLASH_ALL = "No scan satisfies all of these: {sides}."
NOT_MET = "{title}: stated {stated}, permitted {permitted} ({where})"
NOTHING = "nothing"
FORBIDDEN_STATED = "What is stated is forbidden: {what}"
FORBIDDEN_ALL = "All that is left is forbidden: {what}"
UNSAFE = "{name}: {status} ({where}){setting}."
WHY = {
    "not-evaluated": "{name}: {document} says that the device was not evaluated in MRI{setting}.",
    "not-printed": "{name}: {document} prints no MR status for this state of the device, so nothing in it permits a "
    "scan{setting}.",
    "no-conditions": "{name}: no MRI condition was read in {document}{setting}.",
    "no-setting": "{name}: {document} has no conditions on file for this state of the device{setting}.",
}
TOGETHER_WITH = " together with "
FORBIDDEN = "{what} ({name}, {where}; {says})."
REMARK_WARNING = "{title}, permitted {permitted}: {warning}"
REMARK_PERMITTED = "{title}: {has}; permitted {permitted}"
REMARK_FORBIDDEN = "{title}: {has}; forbidden {permitted}"
NOT_IN_PROFILE = "not in its profile"
REMARK_CHANGE = "{title}: it has or starts with {has}; set or choose: {permitted}"
REMARK_CHANGE_NOT = "{title}: it has or starts with {has}; set or choose: not {permitted}"
