"""The English of what is on file for another market than the one where a device was sold."""

from __future__ import annotations

ON_FILE = (
    "- On file for {market}, and not governing a device sold in {sold}: {title}, {dated}, {read}."
)
ASK_FOR = "Ask for the one for {sold}: {document}"
NOTICE = (
    "{called}: {document} ({dated}, {read}) is on file for {market}; it does not govern a device sold in {sold}. Ask for the "
    "labelling that does."
)
QUESTION = "{document} is on file here for {market}: does it hold in {sold} too?"
