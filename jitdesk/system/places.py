"""The folders that the platform gives a program, all private; JITDESK_HOME puts them elsewhere, for tests and portable use."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from jitdesk.system.files import make_private_folder

_NAME = "JITDesk"


def config() -> Path:
    """Where the settings are."""
    return _place("config", platformdirs.user_config_path(_NAME, appauthor=False))


def data() -> Path:
    """Where desks are offered to be made, and what a desk keeps outside its own folder."""
    return _place("data", platformdirs.user_data_path(_NAME, appauthor=False))


def logs() -> Path:
    """Where the log and the reports of unexpected errors are."""
    return _place("logs", platformdirs.user_log_path(_NAME, appauthor=False))


def _place(name: str, usual: Path) -> Path:
    home = os.environ.get("JITDESK_HOME")
    return make_private_folder(Path(home) / name if home else usual)
