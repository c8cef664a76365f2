"""What was worked out from a file and can be used again, only while the file is unchanged and this is whole."""

from __future__ import annotations

import os
from binascii import crc32
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, cast

from mri_check.version import MADE_BY, VERSION

try:  # BLAKE2b without OpenSSL, which takes 3 ms of a cold start to load
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b


class _AsWritten:
    """How JSON is read that was written here: as Python's own reader does by default."""

    strict, parse_float, parse_int = True, float, int
    object_hook = object_pairs_hook = parse_constant = None


try:  # what json.loads does in the end, without the 2 ms of a cold start that loading json takes
    from _json import make_scanner

    _scan: Any = make_scanner(cast(Any, _AsWritten))
except (ImportError, AttributeError):  # another interpreter
    from json import JSONDecoder

    _scan = cast(Any, JSONDecoder()).scan_once


def loads(text: str) -> Any:
    """The value of a JSON text that this tool wrote; of any other it does not tell what is wrong."""
    return _scan(text, 0)[0]


def fingerprint(pieces: Iterable[bytes]) -> str:
    """A digest that tells whether anything changed (BLAKE2b)."""
    found = blake2b(digest_size=20)
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def digest_of(raw: bytes) -> str:
    """The SHA-256 of some bytes, as it is shown in every output."""
    from hashlib import sha256

    return "sha256:" + sha256(raw).hexdigest()


def read_bytes(path: str) -> bytes:
    """A whole file, by the shortest way; most are read in one call."""
    handle = os.open(path, os.O_RDONLY)
    try:
        pieces = [os.read(handle, 1 << 20)]
        while pieces[-1]:
            pieces.append(os.read(handle, 1 << 20))
        return b"".join(pieces)
    finally:
        os.close(handle)


def folder() -> str:
    """The user's cache folder for this tool."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "mri-check")


def read(path: str, made_from: str) -> str | None:
    """What was kept at ``path``, if it was made by these very rules from exactly this, and is whole."""
    try:
        raw = read_bytes(path)
    except OSError:
        return None
    head, _, body = raw.partition(b"\n")
    if head != _head(made_from, body):
        return None
    return body.decode("utf-8")


def write(path: str, made_from: str, text: str) -> bool:
    """Keep a text for the next run; a folder that cannot be written is no error."""
    temporary = ""
    body = text.encode("utf-8")
    from mri_check.beside import anew

    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        opened, temporary = anew(path)
        with open(opened, "wb") as file:
            file.write(_head(made_from, body) + b"\n" + body)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
        return False
    return True


def _head(made_from: str, body: bytes) -> bytes:
    return f"mri-check {VERSION} {MADE_BY} {made_from} {len(body)} {crc32(body)}".encode()
