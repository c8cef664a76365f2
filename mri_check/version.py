"""The version of the code; the catalogue has its own edition."""

VERSION = "0.1.0"

MADE_BY = "d5a116c2d4fa2258"
"""A digest of the rules, the schema and the code that what is kept for the next run went through; a test tells the new one."""
