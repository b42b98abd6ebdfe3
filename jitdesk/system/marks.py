"""What a desk keeps outside its folder, so that an old copy of the folder is known: how often it gave something out, and a random token.

A file, and never the system's keychain: that stands in the same profile, so it says no more, and while it is locked it says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from jitdesk.system import files

_FOLDER = "marks"
_FORM = re.compile(r"([1-9][0-9]{0,14}) ([0-9a-f]{32})")


@dataclass(frozen=True)
class Mark:
    """A count, and a token that is new with every count: two copies of one desk that both went on have different ones."""

    count: int
    token: str

    def __str__(self) -> str:
        return f"{self.count} {self.token}"

    @classmethod
    def parse(cls, text: str) -> Mark | None:
        """The mark written as `text`, or None."""
        match = _FORM.fullmatch(text)
        return cls(int(match[1]), match[2]) if match else None


def load(outside: Path, device: str) -> Mark | None:
    """The mark kept for a device under the program's data, or None where there is none that can be read."""
    try:
        return Mark.parse((outside / _FOLDER / device).read_text("ascii").removesuffix("\n"))
    except (OSError, UnicodeDecodeError):
        return None


def store(outside: Path, device: str, mark: Mark) -> None:
    """Keep the mark of a device; raises Refused."""
    folder = files.make_private_folder(outside / _FOLDER)
    files.write(folder / device, f"{mark}\n".encode("ascii"))
