"""The import contracts bite: a copy of the program in which each is broken once, and the linter's answer."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]

# One breach of each contract, by the contract's name: file and line.
BREACHES = {
    "Layers": ("domain/breach_up.py", "import jitdesk.storage"),
    "Window and terminal reach the rooms below only through services": ("cli/breach_deep.py", "import jitdesk.crypto"),
    "Screens never import each other": ("ui/screens/breach_one.py", "import jitdesk.ui.screens.breach_two"),
    "Qt only in ui": ("services/breach_qt.py", "import PySide6.QtCore"),
    "SQL only in storage": ("services/breach_sql.py", "import sqlalchemy"),
    "Word files and QR codes only in documents": ("drafting/breach_word.py", "import docx"),
    "The keychain only in system": ("crypto/breach_keychain.py", "import keyring"),
    "Keys and ciphers only in crypto": ("exchange/breach_cipher.py", "import cryptography.hazmat"),
    "The terminal's library only in cli": ("services/breach_click.py", "import click"),
    "Offline": ("exchange/breach_network.py", "import urllib.request"),
    "A pure core: no files, processes or threads": ("domain/breach_file.py", "import pathlib"),
    "A pure core: no clock but the one handed in": ("drafting/breach_clock.py", "import time"),
}


def lint(folder: Path) -> str:
    """What the linter says about the program in `folder`."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]
    return subprocess.run(command, cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False).stdout


def test_a_breach_of_each_contract_is_reported(tmp_path: Path) -> None:
    contracts = [
        c["name"] for c in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    ]
    assert list(BREACHES) == contracts, "a contract without a breach to test it, or the reverse"
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "jitdesk", tmp_path / "jitdesk", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "jitdesk/ui/screens/breach_two.py").write_text("")
    for place, line in BREACHES.values():
        (tmp_path / "jitdesk" / place).write_text(line + "\n")
    said = lint(tmp_path)
    for name, (place, _) in BREACHES.items():
        assert f"{name} BROKEN" in said, said
        assert "jitdesk." + place.removesuffix(".py").replace("/", ".") in said, said
