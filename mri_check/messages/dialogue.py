"""The English of the dialogue."""

from __future__ import annotations

START = (
    "Questions on a planned MRI, the most decisive first, and only those that can still change something. "
    "Nothing that is asked or printed means that a scan is safe."
)
COMMANDS = (
    "An empty answer is: not known. ? explains, back revises the last answer, back 2 the second, list shows all, "
    "done ends, quit or Ctrl-C stops and keeps them."
)
DAY = "Day of the scan: {on}."
NUMBER = "{number}. {text}"
DEVICE = "Which pump is implanted? Model number, REF, name, or scan the barcode."
DEVICE_AGAIN = "Which device is '{asked}'? Its model number or REF, or scan the barcode."
MARKET = "In which market was the device sold (ID card, operation note)?"
SCANNER = "Which scanner is it? A name from the site's profiles, or what is known of it: 3 T, cylindrical."
REGION = "Which exam is ordered, or which region is scanned?"
OTHERS = "Which other implants are there? none, or name them."
ITEMS = "What of the device comes into the scanner room (programmer, handset, controller)? none, or name it."
ABOUT = "{about}: {text}"
SEVERAL = {
    "patient": "Which of these hold of the patient? none, or those that do.",
    "scan": "What else is known of the scan?",
    "scanner": "What else is known of the scanner?",
    "": "What else is known of {about}?",
}
PARTS = "{name}: {means}{choices}"
OR_EXAM = ", or the exam as it is ordered"
WHO = "Who usually knows: {who}."
WHY = "Why: {reasons}."
WHY_FIXED = {
    "device": "everything else follows from which device it is",
    "market": "labels differ by market, and the labelling follows the device, not the scanner",
    "others": "with several implants the most restrictive conditions apply",
    "items": "external devices of infusion pumps stay outside; silence is not nothing",
    "implant.components": "a catheter or a connector may have labelling of its own",
}
REASON = {
    "condition": "{owner} permits {permitted}{where}",
    "prohibits": "{owner} forbids {permitted}{where}",
    "when": "a part of {owner} is for {permitted}{where}",
    "ask": "{owner} asks it{where}",
}
OWNER = {"label": "the label", "policy": "the site policy"}
MORE_REASONS = "and {count} more"
MAY_BECOME = "an answer can make it {outcomes}"
CHECKLIST = "it changes what the checklist says: {line}"
ONE_OF = "One of: {choices}."
SOME_OF = "One or several of: {choices}."
WRITE = {
    "quantity": "A number and its unit, as in {example}.",
    "age": "A day, a month or a year, as in 2021-05-04, 2021-05 or 2021.",
    "devices": "Model numbers, with a comma between.",
    "answer": "yes (confirmed) or no (denied).",
    "several": "With commas between; NAME=VALUE, or the value alone where it is plain what it is of.",
}
PROFILES = "Profiles: {names}."
SO_FAR = "So far: {outcome}. Questions that are open now: {count}."
DROPPED = "No longer asked of this device, and left out: {names}."
NOT_TAKEN = "Not taken: {why}"
ANSWERED = "{number}. {id}: {text}"
NO_ANSWERS = "Nothing was answered yet."
NO_SUCH = "There is no answer {number}: {count} were given."
END = "Nothing more would change the outcome or the checklist."
WRITE_FILE = "Write the request to which file? Empty, or no: to none. "
OVERWRITE = "{path} is there. Replace it? [y/N] "
WRITTEN = "Written. To check it again:"
KEPT = "Stopped. What was answered is kept; to go on:"
CANNOT_KEEP = "What is answered cannot be kept while this runs: {path} cannot be written."
LEFT = "A dialogue that was not ended is kept; to go on with it, stop this one and type:"

# --- why an answer is not taken ---

LONGER = "longer than {limit} characters"
NO_TEXT = "it holds bytes that are no UTF-8 text; type it again"
WHY_DO = "{why}. {do}"
NO_MARKET = "no market '{text}' is known; write one of: {names}"
NO_SCANNER = "no scanner profile '{text}'{hint}, and {why}"
NONE_AND = "none and something contradict each other"
YES_OR_NO = "write yes (confirmed) or no (denied)"
TWICE = "{name} is given twice"
NONE_OF = "'{name}' is none of: {names}{hint}"
NOT_SAID_OF = "'{text}' does not say what it is of: write {choices}"
NOT_SAID_OF_ANY = "'{text}' does not say what it is of: write NAME=VALUE, of: {names}"
OR = " or "
SCAN_AGAIN = "{shown}: scan it again, or write the model number or REF"
NONE_IS_NO_PART = "none is no part: leave it empty where the parts are not known"
