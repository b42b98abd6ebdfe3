"""Which edition of the time zone rules this machine computes with: its own, or the one that comes with the program."""

from __future__ import annotations

import zoneinfo
from importlib import import_module
from pathlib import Path

UNKNOWN = "unknown"
_NAMED = "# version "


def edition(zone: str) -> str:
    """The edition of the rules for `zone`, such as "2026a"; "unknown" where the machine does not say which it has."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / zone).is_file():
            return _of_machine(folder)
    return str(import_module("tzdata").IANA_VERSION)


def _of_machine(folder: Path) -> str:
    try:
        with (folder / "tzdata.zi").open(encoding="ascii", errors="replace") as text:
            first = text.readline(100).strip()
        return first.removeprefix(_NAMED)[:20] if first.startswith(_NAMED) else UNKNOWN
    except OSError:
        return UNKNOWN
