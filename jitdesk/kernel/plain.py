"""What a short text from outside may hold: letters that stand still on screen."""

from __future__ import annotations

import unicodedata

# Marks and overrides of direction: they make a text read otherwise than it is written.
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CONTROL = frozenset({"Cc", "Zl", "Zp"})


def is_plain(text: str, limit: int, *, but: str = "") -> bool:
    """Whether `text` has at most `limit` characters and no control or direction character other than those in `but`."""
    return len(text) <= limit and all(c in but or not (c in _DIRECTION or unicodedata.category(c) in _CONTROL) for c in text)
