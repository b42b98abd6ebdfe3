"""Small values that every room names: ids, hashes, names of changes, text in NFC, partial dates."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

Random = Callable[[int], bytes]

_ID = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_CHANGE = re.compile(r"([0-9a-f]{32})\.([1-9][0-9]{0,14})\.([0-9a-f]{16})")
_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


class ChangeName(NamedTuple):
    """The name of a change within its compartment: device, number, first 16 hex digits of the SHA-256 of its line."""

    device: str
    number: int
    mark: str

    def __str__(self) -> str:
        return f"{self.device}.{self.number}.{self.mark}"

    @classmethod
    def parse(cls, text: str) -> ChangeName | None:
        """The name written as `text`, or None."""
        match = _CHANGE.fullmatch(text)
        return cls(match[1], int(match[2]), match[3]) if match else None


def sha256(data: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def new_id(random: Random) -> str:
    """16 random bytes in hex: a record, a bundle, a group, a salt."""
    return random(16).hex()


def is_id(text: object) -> bool:
    """Whether `text` has the form of an id (32 hex digits)."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def is_hash(text: object) -> bool:
    """Whether `text` has the form of a SHA-256 (64 hex digits)."""
    return isinstance(text, str) and _HASH.fullmatch(text) is not None


def nfc(text: str) -> str:
    """`text` in Unicode normal form C; done where text enters, never where it is verified."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=4096)  # days come again and again
def is_date(text: str) -> bool:
    """Whether `text` is a date, perhaps partial: "1994", "1994-03" or "1994-03-07" (ISO 8601)."""
    match = _DATE.fullmatch(text)
    if not match or match[1] == "0000":
        return False
    if match[3]:
        from datetime import date

        try:
            date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return False
    return True
