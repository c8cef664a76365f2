"""The English of the time after the scan: ``mri-check after``."""

from __future__ import annotations

HEADLINES = {
    "resumed": (
        "RESUMED",
        "What was read from the pump is what the label calls resumed. It says nothing of the patient, and holds only "
        "while no alarm sounds and no sign of withdrawal or overdose appears.",
    ),
    "escalate": ("ESCALATE", "Somebody must act now: see what to do and whom to call."),
    "not-yet-known": (
        "NOT YET KNOWN",
        "It is not yet known whether the pump has resumed. Until it is, the patient is not released without a handover "
        "in writing (advice of this tool, not of the label).",
    ),
}
NEVER = (
    "For health-care professionals. Made from labelling on file; it decides nothing. The manufacturer's current "
    "labelling governs."
)
COUNTS_NOT = "does not count"

OBSERVED = {
    "stall": "the event log shows a motor stall",
    "no-stall": "the event log shows no motor stall",
    "recovery": "the event log shows that the motor recovered from a stall",
    "no-recovery": "the event log shows no recovery from a stall",
    "rate-as-programmed": "the pump runs at the rate that is prescribed",
    "rate-safe-state": "the pump is in its safe state, at minimum rate until it is reprogrammed",
    "rate-otherwise": "the pump runs at another rate than the one prescribed",
    "infusion-running": "the infusion programme was not interrupted, or runs again",
    "infusion-interrupted": "the infusion programme is interrupted",
    "valve-reset": "the flow-activated valve was reset",
    "valve-closed": "the flow-activated valve is closed, or was not reset",
    "status-confirmed": "the pump was inquired and works with its settings",
    "status-not-confirmed": "the pump was inquired and does not work with its settings",
    "alarm": "an alarm of the pump sounds",
    "waiting-for-communication": "the pump is in the state that waits for a programmer",
    "stopped-pump-message": "the log or the programmer shows a stopped-pump message",
    "memory-error": "the programmer shows a memory error",
    "symptoms": "symptoms return, or there are signs of withdrawal, underdose or overdose",
}

# --- why it is not known, and what to ask ---

OTHERS_NOT_STATED = "Whether there are other implants is not stated (other_implants: none)."
NO_PUMP = "No pump is named."
NOTHING_READ = "Nothing is read from a {kind} after a scan; it does not count here."
WHICH_DOCUMENT = (
    "Which document governs this device, and what must be done after the scan? {ask_for}"
)
PLEASE_SEND = "Please send it."
UNGOVERNED = "No labelling that was read governs this device as sold in {market}."
UNGOVERNED_ANYWHERE = "No labelling that was read governs this device on file."
NO_MARKET = "The market where the device was sold is not stated; its labelling follows it."
UNIDENTIFIED = "It is not known which device this is."
SYMPTOMS = (
    "Symptoms after the scan are for a physician now, whatever is on file: too little of the drug (withdrawal) and too "
    "much of it (overdose) are both possible (advice of this tool, not of a label)."
)
WHICH_DEVICE = (
    "Which device is it? Look at the ID card, ask the pump clinic or the maker, or radiograph."
)
CHECKED = "Not in this catalogue; a person has checked its own labelling."
OWN_LABELLING = "What does its own labelling ask for after the scan? A person checks it."
MAY_BE = "It may be: {names}."
STATE_NOT_KNOWN = "The procedure is written for a pump of which this is not known: {condition}."
NO_READING = "No reading of {document} for this pump names this: {words}."
WHAT_DOES_IT_MEAN = "What does it mean, and what must be done: {words}?"
WHICH_STEP = "At which step this was seen is not said ({steps}); the worst counts."
NO_PROCEDURE = {
    "full": "{document} was read in full and prints no procedure after the scan for this pump as stated.",
    "part": "{document} was read in part. The pages on what follows a scan were not read.",
    "none": "{document} was not read; on file it has no procedure after the scan for this pump as stated.",
}
WHAT_TO_READ = (
    "What must be read from this pump after the scan, and when, by {document} or what replaced it? What does each "
    "reading mean?"
)
READ_IN_PART = "What was read of {document} asks for no more, but it was read in part: there may be more to do after the scan."
WHAT_ELSE = "What else does {document}, or what replaced it, ask for after the scan?"
WHAT_ASKS = "What does {document} ask for after the scan?"

# --- the layout ---

OUTCOME = "{word} (exit code {code})"
TOOL = "mri-check {version}, catalogue edition {edition}, {digest}"
THIS_ONE = "This one: {outcome}."
SEEN = "Seen: {words}."
ALSO = "Also, after the scan:"
TASK = "- {who}: {do} ({source})"
TO_ASK = "To ask:"
WHOM_TO_CALL = "Whom to call:"
WHOM_TO_CALL_AT = "Whom to call ({maker}):"
UNDATED = "undated"
DOCUMENT = "{document}, {dated}, {read}"
LOOK = "Still to be looked at, since it decides:"
NEXT = "Next:"
NEXT_TOO = (
    "Act now and interrogate now, without waiting for the time below. What is read before that time may not yet show "
    "a stall or its recovery: read it again then (advice of this tool, not of the label):"
)
APPLIES = "{sees} [{step}]"
APPLIES_IF = "{sees} [{step}, if {condition}]"
APPLIES_AT = "If this was seen at {steps}: {applies}"
APPLIES_MAYBE = "May be: {applies}"
MEANS = "means: {means}"
LEADS = "then {step}"
ENDS = {"resumed": "resumed", "escalate": "escalate", "not-yet-known": "not yet known"}
THEN = "then: {then} [{leads}] ({where})"
DIFFER = "Sources differ ({topic}):"
DIFFER_ABOVE = "Sources differ ({topic}), see above."
CLAIM = '- "{says}" ({where})'
WAIT = "{wait} after {since}"
WAIT_NONE = "after {since}"
ANY_TIME = "at any time after {since}"
STEP = "{mark} {step}: {wait}{clock}."
STEP_IF = "{mark} {step}: {wait}{clock}. If {condition}."
STEP_DO = "{who}: {do}. ({where})"
SEES = "Sees: {sees}"
OBSERVED_AS = "--observed {words}"
OR = " or "
CLOCK = ": not before {time}{day}{late}"
NEXT_DAY = " the next day"
AT_EARLIEST = ", where the one before was at its earliest"
NOTE = "Note: {note}"
