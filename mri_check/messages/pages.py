"""The English of what the catalogue shows of itself, page by page."""

from __future__ import annotations

NEVER_PAGE = (
    "For health-care professionals. This page decides nothing, and nothing on it means that a scan is safe. It is "
    "not valid without the manufacturer's current labelling, which governs."
)

STATUS_MEANS = {
    "conditional": "the labelling permits a scan only within its conditions.",
    "unsafe": "labelled MR Unsafe, or told by maker or regulator to stay out of the room.",
    "safe": "the term is the label's own word, not ours.",
    "not-evaluated": "the label says that the device was not evaluated in MRI.",
    "not-printed": "a document prints no MR term for the device or for one of its states.",
    "not-read": "what would print the term was not read.",
    "unlabelled": "no MRI labelling was found; a question to the manufacturer, never a permission.",
}

GAPS = {
    "unlabelled": "no labelling",
    "not-read": "not read",
    "not-printed": "no MR term",
    "not-addressed": "not addressed",
    "not-found": "not found",
    "uncited": "no source",
    "gap": "not known",
}

SILENT = {
    "no-limit": "Sets no limit",
    "not-addressed": "Does not address",
    "not-read": "Not read",
}
"""The silences in few words, above what SILENCES says of each."""

AGREED = {
    "yes": "; a second reading, which agreed",
    "no": "; a second reading, which did not agree",
    "not-yet": "",
    None: "",
}

IN_FORCE = {"yes": "in force", "no": "closed", "not-known": "whether it was closed is not known"}

KINDS = {
    "pump": "implanted pump",
    "catheter": "catheter",
    "port": "port",
    "external-controller": "external controller",
    "external-pump": "external pump",
}
