"""File names that come from outside, made harmless on every system."""

from __future__ import annotations

import re
import unicodedata

MOST_BYTES = 120
_MOST_SUFFIX = 16
_FALLBACK = "file"

_SEPARATORS = re.compile(r'[/\\<>:"|?*]')
# What no reader sees or what changes the order of what they see: control, format (bidi, zero width), surrogates, unassigned.
_INVISIBLE = {"Cc", "Cf", "Cs", "Cn", "Co"}
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?:\.|$)", re.IGNORECASE)


def safe_name(text: str) -> str:
    """`text` as one file name for every system: only visible characters, no path, at most 120 UTF-8 bytes, never empty."""
    spaced = "".join(" " if c.isspace() else c for c in text)
    visible = " ".join("".join(c for c in spaced if unicodedata.category(c) not in _INVISIBLE).split())
    name = _SEPARATORS.sub("_", unicodedata.normalize("NFC", visible)).lstrip(" .-").rstrip(" .")
    if _RESERVED.match(name):
        name = "_" + name
    return _cut(name) or _FALLBACK


def _cut(name: str) -> str:
    if len(name.encode()) <= MOST_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len((dot + suffix).encode()) > _MOST_SUFFIX:
        stem, dot, suffix = name, "", ""
    room = MOST_BYTES - len((dot + suffix).encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + dot + suffix
