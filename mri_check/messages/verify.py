"""The English of what was scanned: ``mri-check verify``."""

from __future__ import annotations

HEADLINES = {
    "met": (
        "KEPT",
        "Every condition of the labelling that is about the scan was kept, by what the headers of these files say.",
    ),
    "unknown": (
        "CANNOT BE TOLD",
        "No condition is seen to be broken, but not every condition can be told from the headers of these files.",
    ),
    "not_met": (
        "NOT KEPT",
        "At least one condition was not kept, by what the headers of these files say.",
    ),
}
NEVER = (
    "For health-care professionals. Headers hold what the scanner reported, which is no measurement. Nothing here says "
    "that a scan was harmless, nor that another may be done; the manufacturer's current labelling governs."
)
FILES = "Read: {read} of {all} files; what is not among them is not judged."
CONTRADICTIONS = "What was scanned differs from the plan of the request:"
CONTRADICTION = "- {title}: planned {planned}, scanned {scanned} ({where})"
STUDIES = (
    "The files are of {count} studies: are all of them of this scan? The worst of them counts."
)
NOT_OF_THE_SCAN = (
    "Conditions on the patient, the device, and what the request alone can say are not looked at here: "
    "mri-check check judges them."
)

# --- a file ---

FILE_NOT_READ = "- {file}: {why}"
NOT_READ = "Not read, and so anything on it may be:"
NOT_MR = "its modality is {modality}, not MR"
NO_MODALITY = "it does not say that it is MR (Modality is absent or empty)"
NO_IMAGE = "it is no MR image, and tells nothing of how was scanned (its SOP class is another)"
NO_DATASET = "a DICOM dataset is a mapping of tags to attributes"
BAD_VALUES = "the values of {tag} are of the wrong kind"
UNNUMBERED = "{file}"
NUMBERED = "{file} (series {series})"
FIRST = "{value} in {files}"
AND_MORE = "{first} and {count} more"
NOTHING = "nothing"

# --- what the headers say ---

SAID = "What the headers say"
TOLD_LINE = "{title}: {value} ({where})"
GAP_LINE = "{title}: not told: {why} ({where})"
ABSENT = "{attribute} is absent"
EMPTY = "{attribute} is empty"
NOT_IN_EVERY_FRAME = "{attribute} is absent in {count} of {frames} frames"
OF_HOW_MANY_FRAMES = "{attribute} is told for {count} of an unstated number of frames (0028,0008)"
SEVERAL_VALUES = "{attribute} has several values"
NO_NUMBER = "{attribute} is no number that can be"
NO_FIELD = "{attribute} is {value}: no field of a scanner in tesla (0.01 to 15), not taken"
NO_CLASS = "{attribute} is {value} T, which is near no class of field strength"
ZERO = "{attribute} is zero, which no scan with RF has: rounded, or not filled in"
NO_TERM = "{attribute} is {value}, a term that is not used here"
NO_TYPE = "{attribute}: an item beside it is of no type that is known here, and may be this one"
NO_CODE = "a text that is no code"
FILE_GAP = "the file was not read"
TAKEN = "{name} ({value} T in the header, within {percent} % of it)"
TAKEN_EITHER = "{names} ({value} T in the header, within {percent} % of each)"
LISTED = "{name} ({value} T in the header, listed in the catalogue as this class)"
MEMBER = "{name} ({term} in the header)"
ANY_BUT_BODY = "a coil that is not the body coil ({term} in the header)"
UNCONFIRMED = {
    "scan.b1_rms": "the unit of B1rms (0018,1320) is confirmed by no source on file: it may be too high, but shows no limit kept",
    "scan.transmit_coil": "this term of the coil's type is confirmed by no source on file: it shows no condition kept",
}
ALSO = "Also in the headers; it settles no condition:"
ALSO_LINE = "- {title}: {value} ({where})"
ALSO_TITLES = {
    "sar": "SAR (0018,1316), of no stated kind",
    "other-sar": "SAR of a kind that is not known here",
    "IEC_PARTIAL_BODY": "partial-body SAR (IEC_PARTIAL_BODY)",
    "IEC_LOCAL": "local SAR (IEC_LOCAL)",
    "db_dt": "dB/dt (0018,1318), no unit stated",
    "gradient_output": "gradient output (0018,9182)",
    "coil_name": "transmit coil name (0018,1251)",
    "position": "patient position (0018,5100)",
    "static_mode": "operating mode for the static field",
    "other_mode": "operating mode of a type that is not known here",
}
OUTPUT = "{value}, {kind}, no unit stated"
OUTPUT_UNKNOWN = "{value}, of a kind that is not known here, no unit stated"
SAR_VALUE = "{value} W/kg"
RANGE = "{low} to {high}"

# --- a condition ---

VERDICTS = {"met": "kept", "not_met": "NOT KEPT", "unknown": "cannot be told"}
CONDITION = "{verdict}: {title}: {whose} {permitted}; {scanned} ({source})"
FORBIDDEN = "{verdict}: {title}: {whose} forbids {permitted}; {scanned} ({source})"
WHOSE = {"label": "label", "policy": "site rule"}
SCANNED = "scanned {value}"
SCANNED_PARTLY = "scanned {value}, and {why}"
NO_ATTRIBUTE = "no attribute of a header tells it"
PLANNED = "{told}; planned {planned}"
DEPENDS = "scanned {value}, which alone does not decide"
SUPERSEDED = "may be superseded by {documents}"
SETTING = "[{setting}]"

# --- a labelling, a device ---

LABELLING = "{document}, {dated}, {read}: {verdict}"
UNDATED = "undated"
RULE = "Site rule {name}: {verdict}"
NO_SCAN_CONDITION = "it has no condition that is about the scan"
BARRED = {
    "unsafe": "labelled MR Unsafe: it permits no scan",
    "not-evaluated": "not evaluated in the MR environment: it prints no conditions to keep",
    "not-printed": "it prints no MR status for this state of the device",
    "no-conditions": "no conditions of it are on file",
}
STATUS_NOT_READ = "its MR status was not read"
NO_STATE = "no setting of it is written for this state of the device"
NO_SETTING = "none of its settings covers the device as the request states it: see mri-check check"
STATE_NOT_KNOWN = "{title} is not stated: the worst of its settings counts"
ALTERNATIVES = "its settings are alternatives, and the conditions in one that applies were kept"
UNREAD = "not read in it, so that it may limit: {titles}"
SILENT = "not addressed in it: {titles}"
UNIDENTIFIED = "it is not known which device this is, nor what its labelling asks"
CHECKED = "a person has checked its own labelling, which is not on file"
UNGOVERNED = "no labelling that was read governs it as sold in {market}"
UNGOVERNED_ANYWHERE = "no labelling that was read governs it on file"
NO_MARKET = "the market where it was sold is not stated; its labelling follows it"
OTHERS_NOT_STATED = "Whether there are other implants is not stated (other_implants: none)."
WHY = "- {why}"
OUTCOME = "{word} (exit code {code})"
DEVICE = "{place}: {asked}{name}"
NAMED = " = {name}"
NOTE = "Note: {note}"
TOOL = "mri-check {version}, catalogue edition {edition}, {digest}"
ANATOMIC_REGION = "Anatomic Region Sequence (0008,2218)"
