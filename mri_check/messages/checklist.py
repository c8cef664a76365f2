"""The English of a checklist: what the engine writes into it, and how it is laid out."""

from __future__ import annotations

HEADLINES = {
    "within-labelling": (
        "WITHIN LABELLING",
        "Every condition on file is met, and the manufacturer's confirmation of this day is on record.",
    ),
    "consult-manufacturer": (
        "CONSULT THE MANUFACTURER",
        "Every condition on file is met; the manufacturer's confirmation or answers are still open.",
    ),
    "incomplete": (
        "INCOMPLETE",
        "Nothing failed, but something is unknown, unanswered or was not read.",
    ),
    "unidentified": ("UNIDENTIFIED", "It is not known which device this is."),
    "unlabelled": (
        "UNLABELLED",
        "The device is known; no labelling on file governs this market and date.",
    ),
    "outside-labelling": (
        "OUTSIDE LABELLING",
        "Every setting of the label that applies has a condition that is not met.",
    ),
    "prohibited": (
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

CAUTION = " (prints a caution, and no limit, {where})"
TESTED = "Tested, which is no limit"
TESTED_AT = "{title} {value} ({says}; {where})"

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

VERDICTS = {"met": "met", "unknown": "unknown", "not_met": "not met"}

STATES = {"open": "[ ]", "done": "[x]", "stop": "[STOP]"}

POLICY_BINDS = "It is the site's policy, not the label, that binds here."

NEVER = (
    "This is a checklist made from labelling on file, for health-care professionals. It decides nothing, and "
    "nothing in it means that a scan carries no risk. The manufacturer's current labelling governs."
)

# --- the layout ------------------------------------------------------------------------------------------

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
SOLD_IN = ", sold in {market}"
PLACES = {"implants": "implant {number}", "items": "brought into the room {number}",
          "other_implants": "other implant {number}", "components": "component {number}"}  # fmt: skip
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
GROUPS = {"not_met": "Not met:", "unknown": "Unknown:", "met": "Met:"}
RULES = {
    "condition": "permitted",
    "prohibits": "the label forbids{others}",
    "when": "this part of the label is for",
    "ask": "must be",
}
RULES_OF_POLICY = {
    "condition": "site policy permits",
    "prohibits": "site policy forbids{others}",
    "when": "this rule of the site policy is for",
    "ask": "site policy: must be",
}
RULE_OTHERS = ", together with {titles},"
FINDING = "- {title}{setting}: {rule} {permitted}; stated: {stated}."
NOT_STATED = "not stated"
MAY_BE_SUPERSEDED = "may be superseded by {documents}, not read on this"
TASKS = "What each person does"
ADVICE = "advice of this tool, not of the label"
ADVICE_MARKS = ("our", "advice of this tool")
"""Where the reason of a line says that already."""
CONSULT = "Consult the manufacturer: {name}"
ANSWERS_NOW = "Who answers now: {who}."
WHOM = "Whom to ask"
CONTACT = "{purpose}{market}: {reach} (seen {seen}, {source}{doubt})"
CONTACT_NONE = "{purpose}{market} (seen {seen}, {source}{doubt})"
NO_CONTACT = "No contact is on file: ask through who supplied it, or its manual."
WHICH_DOCUMENT = "Which document"
WHICH_QUESTIONS = "Which questions (the id is for the record of the answer)"
ON_FILE = "- On file: {title}, {dated}, {read}."
ASK_FOR = "Ask for: {document}"
CURRENT_REVISION = "the current revision of {document}"
COPY_READ = "Copy read: {address}"
CONSOLE = "Limits to enter or keep at the console"
CONSOLE_MODE = (
    "Check the operating mode at the console: First Level is the default on some scanners."
)
SUPERSEDED = "Superseded, no longer followed but where that is said"
BASIS = {"inferred": "our inference", "printed": "printed"}
SUPERSEDED_BY = "- {document} ({dated}), superseded by {by} ({basis}){kept}"
KEPT = "; what is told of it above is kept because the later text is silent"
IT_SAID = "it said: {said}"
NOTICES = "Notices"
VERSIONS = "Versions"
TOOL = "mri-check {version}, catalogue edition {edition}"
POLICY_FILE = "Site policy: {name}, {digest}"

POLICY_MEANS = {
    "outside-labelling": "A condition of the site's policy is not met.",
    "prohibited": "The planned scan is one that the site's policy forbids.",
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
WHY_BOX = "{note}: {told}; {owner} forbids: {permitted}{where}"
WHY_UNKNOWN = "not known"
WHY_UNANSWERED = "Not answered"
WHY_UNGOVERNED = "{name}: no labelling on file governs {market} on {on}."
WHY_ANY_MARKET = "any market"
WHY_ALL_PROHIBITED = "'{asked}': every device on file that this name may mean is prohibited here."
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
WHY_NO_CONDITION = "no MRI condition was read in {document}"
WHY_MR_STATUS = "MR status"

# --- values: what is permitted, what is stated, where it is printed ------------------------------------

TESTS = {
    "at_most": "at most",
    "at_least": "at least",
    "more_than": "more than",
    "less_than": "less than",
}
AND = " and "
OR = " or "
PAGE = "p. {page}"
SECTION = "section {section}"
IF_UNKNOWN = "If {condition}: {text}"
TOLD_STATED = "stated: {stated}"
TRIGGER_WHETHER = "{means} ({told})"
TRIGGER = "the {title} is {permitted} ({told})"

# --- which device it is ----------------------------------------------------------------------------------

SEVERAL_DEVICES = "several devices go by this name"
SEVERAL_MODELS = "it names several models of one device"
DIFFERENT_DEVICES = "these names belong to different devices"
TOO_LONG = "too long to be a device name"
DOUBTFUL = "written with doubt, or with what is no text"
NO_SUCH_DEVICE = "no device on file has this name"
LONGER_NUMBER = "no device on file has this number, but one has the number that it begins with"
OTHER_CONDITIONS = "Has a person checked the MRI labelling of this other implant, and are its conditions met by this scan?"

# --- what each person does -------------------------------------------------------------------------------

FIND_MARKET = "Find out in which market the device was sold (ID card, operation note)."
FIND_MARKET_WHY = "Labels differ by market; the labelling follows the device, not the scanner."
FIND_OTHERS = "Ask for all other implants; radiograph if unclear."
FIND_OTHERS_WHY = "With several implants the most restrictive conditions apply."
FIND_ITEMS = "Ask which devices would come into the scanner room (programmer, handset, controller)."
FIND_ITEMS_WHY = "External devices of infusion pumps stay outside; silence is not nothing."
FIND_DEVICE = "Find out which device '{asked}' is: patient ID card, operation note, pump clinic, the maker's line, radiograph."
FIND_DEVICE_DO = "{asked}: {do}"
FIND_ITEM = "{found} Leave it outside until then."
FIND_DEVICE_WHY = "{why}. Near names, not used: {names}"
EXTERNAL = ("{called} is worn outside the body: it stays out of the scanner room, and what is left in the patient "
            "(a catheter) is to be named and needs MRI labelling of its own.")  # fmt: skip
EXTERNAL_WHY = 'an external pump is called "pump" too'
CONFIRM_MODEL = "Confirm the model number of {called} on the ID card, by interrogation or in the operation note."
MODEL_ONLY_SAID = "The model number was only said."
MODEL_NO_ORIGIN = "The model number has no stated origin."
CONDITION_WHY = "{owner} {rule}: {permitted}"
CONDITION_WHEN = "it decides which part of the label applies ({permitted})"
CONDITION_STATE_IT = "{why}; state it as {axis}"
CONDITION_IS = "{told}."
CONDITION_FORBIDDEN = "{note}. {told}."
IS = "{title} is {stated}"
ON_AXIS = "{title}: {value}"
TOGETHER_WITH = ", together with "
CONDITION_UNSETTLED = "{title} is stated as {stated}, which does not settle it. {ask}"
ASK_CHECKED = "checked by {who}"
NONE = "none"
ASK_STATED = "{title} Stated: {stated}; confirm."
ASK_PERSON = "only a person can confirm it"
ASK_ANSWER_IT = "{why}; answer it as {name}"
CLEAR = "{prefix}Stated: {told}. Confirm before the start that it still holds; else {owner} forbids this scan: {says}"
CLEAR_UNREAD = "{prefix}forbidden, and {notes} ({told}): {says}"
ASK_MAKER = (
    "Ask {name} for the current labelling and put the questions below; write down who answered, when, and which "
    "document and revision."
)
ASK_MAKER_WHY = "the labelling on file may be out of date"

STEP_WAIT = "{wait} after {since}: {do}"
STEP_AFTER = "after {since}: {do}"
STEP_READING = "{sees}: {then}"
STEP_READING_MEANS = "{sees}: {means} - {then}"
STEP_READINGS = "{do} Readings: {readings}."

# --- the questions to the manufacturer -------------------------------------------------------------------

QUESTION_DEVICE = "Which device is '{asked}', and how can it be told from the others of that name?"
QUESTION_LABELLING = (
    "Which MRI labelling governs this device as sold in {market}? Please send {wanted}."
)
QUESTION_MARKET = "the market where it was sold"
QUESTION_ANY = "any MRI labelling of it"
PLAN_IS = "for this scan it is {stated}"
PLAN_UNKNOWN = "here it is not known"
ANSWER_IS = "our answer is: {stated}"
ANSWER_NONE = "we have no answer"
QUESTION_ASK = "{where} asks for this: {title} Here {answer}. Is this still required?"
QUESTION_WHEN = "{title}: {plan}. Which part of {document} applies to this state?"
QUESTION_PROHIBITS = "{note} ({where}). {plans}. What must be done first?"
QUESTION_PLAN = "{title}: {plan}"
QUESTION_CONDITION = "{title}: {where} permits {permitted}; {plan}. Does it hold for this device today, and what applies here?"
QUESTION_TASK = "{text} ({where})"
QUESTION_SILENT = "{asks} {told}.{plan}"
QUESTION_CAUTION = "{where} prints a caution on it, and no limit"
SILENT = {
    "not-addressed": ("{documents} does not address it", "{documents} do not address it"),
    "not-read": ("{documents} was not read on it", "{documents} were not read on it"),
}
PLANNED = " Planned: {stated}."
IMPLANTED = " Implanted {stated}."
DAYS_BEFORE = "{days} days before the scan"
DAYS_RANGE = "{low} to {high}"

# --- notices -----------------------------------------------------------------------------------------------

TRIAL = ("A trial is stated, but {called} is an implanted pump: of a trial the pump is external. Find out which of the "
         "two it is.")  # fmt: skip
ANOTHER_PUMP = ("{called} is a pump of its own: nothing that is stated of the system is said of it. Name it under "
                "implants, with its own facts.")  # fmt: skip
ABOUT = "{called}: {about}"
MAY_BE_MODEL = "{called}: its model is not stated; it may be {models}, sold in {markets}, for which no labelling is on file."
LOOKED_FOR = "{called}, looked for: {what}"
UNREAD = "{document} is known to exist and was not read: ask for it."
NOTICE = "{title} ({dated}): {says}{closed}"
NOTICE_CLOSED = " Whether it was closed is not known."
CLAIM = "{says} ({where})"
SOURCES_DIFFER = "Sources differ ({topic}): {claims}. {handling}"
NOT_ASKED = "'{name}' is answered, but nothing asks it of {called}."
ANY_DEVICE = "any device of this request"

# --- the console -------------------------------------------------------------------------------------------

MODES = {
    "normal": "Normal Operating Mode",
    "first-level": "First Level Controlled Operating Mode",
    "second-level": "Second Level Controlled Operating Mode",
}
"""As IEC 60601-2-33 and a console call them."""
CONSOLE_LIMIT = "{permitted} ({where})"
CONSOLE_TITLES = {"scan.slew_rate": "gradient slew rate"}
"""Where the title of the axis is longer than its column."""
