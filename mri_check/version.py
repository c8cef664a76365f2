"""The version of the code; the catalogue has its own edition."""

VERSION = "0.1.0"
