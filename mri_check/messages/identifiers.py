"""The English of ``mri-check identify``, and of what a barcode says or why it cannot be read."""

from __future__ import annotations

# --- why an identifier is none that helps ---

UNREADABLE = "unreadable {issuer} identifier: {why}"
UNREADABLE_SHOWN = "unreadable {issuer} identifier"
SHOWN = "{issuer} identifier"
READ_AS = "{shown}: {notes}"
NOT_ON_FILE = "the {issuer} device identifier {di} was read and is on file for no device"
NOT_ON_FILE_NOTES = "{why}; {notes}"
NAME_IT = (
    "State the model number or REF beside it: patient ID card, operation note, pump clinic, the maker's line, "
    "radiograph. An identifier that is not on file says nothing about which device this is."
)
SCAN_AGAIN = (
    "Scan or type the identifier of the device itself again, or state the model number or REF: patient ID card, "
    "operation note, pump clinic, the maker's line, radiograph."
)
TISSUE = "of a tissue product, not a pump"
PACKAGE_LEVEL = "its first digit is {digit}: it may be the identifier of a package"
PACKAGE_UNIT = "its unit of measure is {unit}: it may be the identifier of a package"
NO_SEPARATORS = "the scanner left out the separators: its end cannot be told apart"
OTHER_BARCODE = "no device identifier: it stands in another barcode, or before this"
OTHER_BARCODE_LETTER = (
    "no device identifier: it stands in the other barcode, which begins with + and a letter"
)

# --- why an identifier cannot be read ---

DIGITS_14 = "a device identifier has 14 digits; this has {count} characters"
CHECK_DIGIT = "its check digit does not fit"
TEXT_BEFORE = "other text stands before it; give the identifier alone"
DIGIT_MISSING = "a digit is missing, or there is one too many"
NO_ELEMENT = "no application identifier stands where one is needed"
ELEMENT_SHORT = "element ({ai}) is too short"
EMPTY = "nothing stands in it"
ELEMENT_TWICE = "element ({ai}) stands twice, and differs"
ELEMENT_CHARACTER = "element ({ai}) is empty, or holds a character that GS1 does not allow"
ELEMENT_LONG = "element ({ai}) is longer than {limit} characters"
DATE_SIX = "a date in it is not written YYMMDD"
NOT_LABELER = "not 4 characters of a labeler, 1 to 18 of a product, and a unit of measure"
MORE_THAN_TWO = "more than two barcodes; give one device at a time"
PRODUCT_FIRST = "the barcode with the product comes first"
NOT_TOGETHER = "the two barcodes do not belong together"
SHORT_OR_CHARACTER = "it is too short, or holds a character that HIBCC does not use"
CHECK_CHARACTER = "its check character does not fit"
TWICE = "lot, serial number or a date stands twice, and differs"
DATE_FORMAT = "its date has no format of HIBCC"
DATE_HOUR = "a date in it has no hour of a day"
DIGITS_NEEDED = "{count} digits are needed for a date or a quantity"
DATE_DAY = "a date in it is no day of the calendar"
DATE_DAY_OF_YEAR = "a date in it is no day of the year"

# --- what tells devices apart, and who knows ---

BY_IDENTIFIER = "{kind} device identifier"
BY_NAME = "name or number"
ID_CARD = "Patient ID card or operation note: the model number or REF, with its suffix."
PUMP_CLINIC = "Pump clinic: its records, or interrogation of the pump."
CODE_IS = "{code} is {name} {model}"
NO_CODES = "none is on file for these devices"
RADIOGRAPH = "Radiograph: the radiopaque code ({codes})."
RADIOGRAPH_ANY = "Radiograph: a radiopaque code, where it shows one."
NO_CONTACT = "{name}: no contact is on file.{now}"
ANSWERS_NOW = " {who}."
CONTACT = "{name} ({purpose}){market}: {reach} (seen {seen}{doubt})."
SEE_RECORD = "see the record"
OR = " or "

# --- the answer ---

HEADS = {
    "identified": "IDENTIFIED",
    "unidentified": "UNIDENTIFIED",
    "unreadable": "UNREADABLE IDENTIFIER",
}
NOTHING_ON_MRI = (
    "This says which device is meant, and nothing about a scan: mri-check check goes on from here."
)
WHY = "{why}."
MAY_BE = "- may be {name} ({id}). {tell_apart}"
NEAR_NAMES = "Near names, not used: {names}."
HOW_TO_FIND_OUT = "How to find out"
APART = "What tells them apart"
FEATURES = {
    "manufacturer": "manufacturer",
    "model number": "model number",
    "volume": "volume",
    "port": "port",
    "radiopaque code": "radiopaque code",
    "years": "years",
    "market": "market",
}
NOTHING_ON_FILE = "nothing is on file"
NOT_LISTED = "What is not listed for a device is not on file, and may be as for another."
IDENTITY = "{name}{model} ({id}), {kind}; by {by}."
IDENTITY_MODEL = ", model {model}"
RADIOPAQUE = "radiopaque code {code}"
SOLD_IN = "sold in {markets}"
MODEL = "Model {model}"
MODEL_SAYS = "Model {model}: {said}"
WHICH_MODEL = "Which of these models it is was not said."
COMPARE = "Compare: {tell_apart}"
BARCODE = "Barcode: {issuer} device identifier {di}{kind}; its check digit fits."
BARCODE_WITHOUT = "Barcode: {issuer}, without a device identifier."
BARCODE_PACKAGE = (
    "It is the identifier of a package, not of the device: compare the device or its card."
)
BARCODE_PARTS = {
    "lot": "Lot: {value}",
    "serial": "Serial number: {value}",
    "manufactured": "Manufactured: {value}",
    "expires": "Expires: {value}",
}
NOTE = "Note: {note}."

# --- a device known by the identifier of its package ---

PACKAGE = (
    "{asked} is the identifier of a package: confirm on the ID card or in the operation note that {called} came out of "
    "it."
)
PACKAGE_WHY = "A package may hold another device than was implanted."
