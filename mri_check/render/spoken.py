"""The English of the dialogue, in one place; in braces stands what differs."""

from __future__ import annotations

ASK_START = (
    "Questions on a planned MRI, the most decisive first, and only those that can still change something. "
    "Nothing that is asked or printed means that a scan is safe."
)
ASK_COMMANDS = (
    "An empty answer is: not known. ? explains, back revises the last answer, back 2 the second, list shows all, "
    "done ends, Ctrl-C stops and keeps them."
)
ASK_DAY = "Day of the scan: {on}."
ASK_NUMBER = "{number}. {text}"
ASK_DEVICE = "Which pump is implanted? Model number, REF, name, or scan the barcode."
ASK_DEVICE_AGAIN = "Which device is '{asked}'? Its model number or REF, or scan the barcode."
ASK_MARKET = "In which market was the device sold (ID card, operation note)?"
ASK_SCANNER = "Which scanner is it? A name from the site's profiles, or what is known of it: 3 T, cylindrical."
ASK_REGION = "Which exam is ordered, or which region is scanned?"
ASK_OTHERS = "Which other implants are there? none, or name them."
ASK_ITEMS = "What of the device comes into the scanner room (programmer, handset, controller)? none, or name it."
ASK_ABOUT = "{about}: {text}"
ASK_SEVERAL = {
    "patient": "Which of these hold of the patient? none, or those that do.",
    "scan": "What else is known of the scan?",
    "scanner": "What else is known of the scanner?",
    "": "What else is known of {about}?",
}
ASK_PARTS = "{name}: {means}{choices}"
ASK_WHO = "Who usually knows: {who}."
ASK_WHY = "Why: {reasons}."
ASK_WHY_FIXED = {
    "device": "everything else follows from which device it is",
    "market": "labels differ by market, and the labelling follows the device, not the scanner",
    "others": "with several implants the most restrictive conditions apply",
    "items": "external devices of infusion pumps stay outside; silence is not nothing",
    "implant.components": "a catheter or a connector may have labelling of its own",
}
ASK_REASON = {
    "condition": "{owner} permits {permitted}{where}",
    "prohibits": "{owner} forbids {permitted}{where}",
    "when": "a part of {owner} is for {permitted}{where}",
    "ask": "{owner} asks it{where}",
}
ASK_OWNER = {"label": "the label", "policy": "the site policy"}
ASK_MORE_REASONS = "and {count} more"
ASK_MAY_BECOME = "an answer can make it {outcomes}"
ASK_CHECKLIST = "it changes what the checklist says: {line}"
ASK_ONE_OF = "One of: {choices}."
ASK_SOME_OF = "One or several of: {choices}."
ASK_WRITE = {
    "quantity": "A number and its unit, as in {example}.",
    "age": "A day, a month or a year, as in 2021-05-04, 2021-05 or 2021.",
    "devices": "Model numbers, with a comma between.",
    "answer": "yes (confirmed) or no (denied).",
    "several": "With commas between; NAME=VALUE, or the value alone where it is plain what it is of.",
}
ASK_PROFILES = "Profiles: {names}."
ASK_SO_FAR = "So far: {outcome}. Questions that are open now: {count}."
ASK_DROPPED = "No longer asked of this device, and left out: {names}."
ASK_NOT_TAKEN = "Not taken: {why}"
ASK_ANSWERED = "{number}. {id}: {text}"
ASK_NO_ANSWERS = "Nothing was answered yet."
ASK_NO_SUCH = "There is no answer {number}: {count} were given."
ASK_END = "Nothing more would change the outcome or the checklist."
ASK_WRITE_FILE = "Write the request to which file? Empty: to none. "
ASK_OVERWRITE = "{path} is there. Replace it? [y/N] "
ASK_WRITTEN = "Written. To check it again:"
ASK_KEPT = "Stopped. What was answered is kept; to go on:"
ASK_CANNOT_KEEP = "What is answered cannot be kept while this runs: {path} cannot be written."
ASK_LEFT = "A dialogue that was not ended is kept; to go on with it, stop this one and type:"
