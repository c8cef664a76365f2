"""The English of the pictures, in one place; in braces stands what differs."""

from __future__ import annotations

VERDICTS = {"met": "met", "unknown": "unknown", "not_met": "NOT MET, outside"}
OWNERS = {"label": "the label", "policy": "the site policy"}
ORIGINS = {
    "scanner": "this scanner", "planned": "planned", "default": "not stated, taken as", "stated": "stated",
}  # fmt: skip
NOT_STATED = "not stated"
SOURCE = " ({place})"
AND = ", "
OR = " or "

# --- the body --------------------------------------------------------------------------------------

BODY = "The body: implants and what is scanned"
BODY_VIEW = (
    "Seen from the front: left and right are the patient's own. Schematic, not to scale; it shows what is stated, "
    "not where the device lies in this patient. Palpate, or look at a radiograph."
)
RIGHT = "patient's right"
LEFT = "patient's left"
REGION = "To be scanned: {region}."
REGION_NOT_STATED = (
    "Region to be scanned: not stated. The whole body is hatched: it may be any part of it."
)
REGION_NOT_DRAWN = "To be scanned: {region}, which has no place in this figure. The whole body is hatched: look it up."
REGION_EITHER = "Undecided between {regions}: one of these, not known which."
SIDES = "The side is not stated: both are drawn."
SITE = "pump site"
PUMP = "{number}: {name}: pump site {site}."
PUMP_NOT_STATED = "{number}: {name}: pump site not stated."
PUMP_ELSEWHERE = "{number}: {name}: pump site {site}, a place that this figure does not have."
PUMP_SIDE = " The side is not stated: it is drawn in the middle."
PUMP_BEHIND = " It lies behind: it is drawn dashed."
PUMP_EITHER = " Undecided: it is drawn dashed at each."
CATHETER = "Catheter of {number}, {name}: by its name it runs to the spine, dashed line. Where it enters and ends is not stated."
CATHETER_NO_START = "Catheter of {number}, {name}: by its name it runs to the spine; where it starts is not stated, so no path is drawn."
CATHETER_NOT_KNOWN = "Part of {number}, {name}: where it runs is not on file, so no path is drawn."
CATHETER_NONE = "Catheter of {number}: none is stated, so no path is drawn. Ask which one it is and where it runs."
CATHETER_WORDS = ("intrathecal", "intraspinal")
"""Words in the name of a part on file that say that it runs to the spine."""
OTHERS_NOT_STATED = "Other implants: not stated. There may be others, anywhere."
OTHER = "Other implant, {name}: where it lies is not stated."
LIMIT_OF = "{number}: {text}"
LIMIT_REGION = "{owner} permits {permitted}{source}: {verdict}.{note}"
LIMIT_FORBIDS = "{owner} forbids {permitted}{source}: {verdict}.{note}"
LIMIT_CLEAR = "{owner} forbids what this scan, as stated, is clear of: {note}{source}."
LIMIT_MARKS = {
    ("permits", False): "Solid bracket", ("warns", True): "Dashed bracket", ("forbids", False): "Crossed hatching",
    ("forbids", True): "Dashed outline",
}  # fmt: skip
ZONE = (
    "Zone of {number}, dashed lines, not to scale: distance of the isocentre from the device {permitted}{source}; "
    "{stated}: {verdict}."
)
ZONE_NO_PLACE = (
    "Zone of {number}: distance of the isocentre from the device {permitted}{source}; {stated}: {verdict}. It is not "
    "drawn, for the pump site is not known."
)

# --- the face of the pump --------------------------------------------------------------------------

FACE = "The pump's face and the axis of the bore: {name}"
FACE_SCENE = (
    "From the side, in the bore: the dashed line is the z axis, along the bore; the head is on the left. The discs "
    "show the pump edge on; the knob is its refill port."
)
HEAD = "head"
FEET = "feet"
Z = "z"
FORBIDDEN = "Forbidden by {owner}{source}: {permitted}. Crossed out: the port {ways}."
PERMITTED = "Permitted by {owner}{source}: {permitted}: the port {ways}."
NOT_BARRED = "Not barred by this rule, which does not make it permitted: the port {ways}."
NOT_PERMITTED = "Not permitted by that rule: the port {ways}."
FACE_STATED = "Stated: {stated}, in the thick frame."
FACE_STATED_ONLY = "Stated: {stated}, which has no drawing here."
FACE_NOT_STATED = (
    "Orientation not stated: palpate the pump. Does the refill port face the head or the feet?"
)
FACE_CLEAR = "As stated it is clear of what is forbidden; it must still hold when the scan starts."
FACE_VERDICT = "{title}: {verdict}."
FACE_SAYS = "{owner}: {note}."
WAYS = {
    "port-to-head": "to the head", "port-to-feet": "to the feet", "port-to-front": "to the front",
    "port-to-back": "to the back", "port-to-side": "to the side", "tilted": "tilted",
}  # fmt: skip

# --- the limits ------------------------------------------------------------------------------------

LIMITS = "Limits and this scan: {name}"
LIMITS_KEY = (
    "Hatched or filled: what is permitted. Below it: the value of this scan on the same scale."
)
LANES = {
    "label": "label", "policy": "policy", "scanner": "scanner", "planned": "planned", "default": "taken as",
    "stated": "stated",
}  # fmt: skip
SCALE = "Scale from 0 to {end} {unit}{marks}."
SCALE_MARKS = ", marked at {marks}"
STEPS = "Scale: {steps}."
LIMITS_FINDING = (
    "{verdict}: {owner} permits {permitted}{setting}{source}; {origin} {stated}{instead}."
)
LIMITS_NOT_STATED = (
    "{verdict}: {owner} permits {permitted}{setting}{source}; not stated for this scan."
)
LIMITS_NOTE = " {note}."
LIMITS_SUPERSEDED = " It may be superseded by {documents}, not read on this."
IN_SETTING = " [{settings}]"
INSTEAD = ", instead of {value}"
INSTEAD_MARK = " (hollow mark)"
SILENCES = {
    "no-limit": "{documents} says that there is no limit",
    "not-addressed": "{documents} does not address, a question to the manufacturer and never a permission",
    "not-read": "Not in the part of {documents} that was read: ask what it says",
}
SILENCE = "{words}: {axes}."
AND_DOCUMENTS = " and "
SILENT = "{title}{source}{value}"
SILENT_VALUE = " ({origin} {value})"
OTHER_WAY = (
    "Another way that {owner} prints [{setting}] is not met here and not gone by: {why}{source}."
)
OTHER_WAY_WHY = "{title} {permitted}, {stated}"
NOTHING_TO_DRAW = (
    "No numbered limit is printed in what is on file for this device. That is no permission."
)
NO_LABEL = (
    "No labelling on file governs this device here: no limit can be drawn. That is no permission."
)
NO_DEVICE = "It is not known which device this is: no limit can be drawn. That is no permission."
NOTHING = "nothing on file"

# --- the day ---------------------------------------------------------------------------------------

DAY = "The day of the scan: what is done for the pump"
DAY_KEY = (
    "From the top down: what the pump clinician does by the label, what must hold of the pump, and the times that are "
    "printed. All other tasks are in the checklist."
)
PHASES = {
    "plan": "Plan the therapy", "before": "Before the scan", "start": "When the scan starts", "during": "Scan",
    "after": "After the scan",
}  # fmt: skip
DAY_NUMBER = "{number}: {name}"
DAY_OF = "{number}: {text}"
STATES = {"open": "", "done": "Done: ", "stop": "STOP: "}
DAY_LINE = "{state}{who}{text}{source}."
WHO = "{who}: "
ADVICE = " (advice of this tool, not of the label)"
MUST_HOLD = "{title}: {rule} {permitted}{setting}{source}; {stated}: {verdict}.{note}"
CLEAR_AT_START = (
    "{title}: forbidden {permitted}{source}; stated {stated}, as stated clear of it. It must still hold when the scan "
    "starts."
)
NOTE = " {owner}: {note}."
ASKED = "{title}{setting}{source}: {answer}."
ANSWERS = {
    "met": "confirmed",
    "unknown": "not answered, unknown",
    "not_met": "denied, NOT MET, outside",
}
RULES = {"condition": "permitted", "prohibits": "forbidden"}
SCAN = "Scan on {on}: {facts}."
SCAN_FACT = "{title} {value}"
SCAN_TITLES = {
    "scan.field_strength": "field", "scan.region": "region", "scan.active_minutes": "longest run",
    "scan.total_minutes": "active scanning in all", "scan.wait_minutes": "pause between runs",
}  # fmt: skip
WAIT = "wait {wait}"
STEP = "{state}{about}{when}: {who}{do}{source}."
STEP_WAIT = "{wait} after {since}"
STEP_AFTER = "After {since}"
STEP_ANY_TIME = "At any time after {since}"
SCAN_ALWAYS = ("scan.field_strength", "scan.region", "scan.active_minutes")
"""What is said of a scan even where it is not stated."""
NO_STEP = "{name}: no step after the scan is on file for it as stated. Ask the manufacturer."
NO_STEP_UNKNOWN = "{name}: it is not known which device this is: no step is on file. Ask first."
STATED = "stated {value}"
