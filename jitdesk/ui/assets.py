"""Where the window finds what it shows: icons, fonts, style sheet; in a checkout, a wheel or a frozen program."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """The folder `resources`; raises FileNotFoundError where the program is not whole."""
    package = Path(__file__).resolve().parents[1]
    frozen = Path(getattr(sys, "_MEIPASS", package))
    for folder in (package / "resources", package.parent / "resources", frozen / "resources"):
        if (folder / "style").is_dir():
            return folder
    raise FileNotFoundError("The folder 'resources' of JITDesk is missing; install JITDesk again.")


def read(*parts: str) -> str:
    """The text of one resource, for example read("icons", "lock.svg")."""
    return root().joinpath(*parts).read_text(encoding="utf-8")
