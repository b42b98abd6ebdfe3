"""The program's start: what is loaded for which face, and what a system that lacks something is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import jitdesk

HEAVY = {"PySide6", "sqlalchemy", "sqlcipher3", "keyring", "docx", "click", "cryptography"}
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")


def modules_after(code: str) -> set[str]:
    """The top-level modules that a fresh Python holds after `code`."""
    said = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(' '.join({{m.partition('.')[0] for m in sys.modules}}))"],
        check=True,
        capture_output=True,
        text=True,
    )
    return set(said.stdout.splitlines()[-1].split())


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program, run with no screen named but what `environment` says."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "LD_LIBRARY_PATH")
    merged = {k: v for k, v in os.environ.items() if k not in screens} | environment
    return subprocess.run([sys.executable, "-m", "jitdesk", *arguments], env=merged, check=False, capture_output=True, text=True)


def test_version_is_said_without_loading_the_program() -> None:
    loaded = modules_after("sys.argv = ['jitdesk', '--version']\nfrom jitdesk.__main__ import main\nassert main() == 0")
    assert "jitdesk" in loaded
    assert not loaded & HEAVY
    assert start("--version").stdout == f"jitdesk {jitdesk.__version__}\n"


def test_terminal_loads_no_qt() -> None:
    every = "import importlib, pkgutil, jitdesk.cli\nfor m in pkgutil.iter_modules(jitdesk.cli.__path__, 'jitdesk.cli.'):"
    loaded = modules_after(every + " importlib.import_module(m.name)")
    assert "click" in loaded
    assert "PySide6" not in loaded


@pytest.mark.parametrize("start", ["jitdesk.services.work", "jitdesk.cli.program", "jitdesk.ui.app"])
def test_what_only_documents_need_is_loaded_for_them(start: str) -> None:
    loaded = modules_after(f"import {start}")
    assert "msgspec" in loaded
    assert not loaded & {"docx", "lxml", "icalendar", "openpyxl", "babel", "anyascii", "segno", "shamir_mnemonic"}


def test_unknown_command_is_status_2() -> None:
    assert start("no-such-command").returncode == 2


@LINUX
def test_no_screen_is_said_in_one_sentence() -> None:
    done = start(QT_QPA_PLATFORM="xcb")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "there is no screen" in done.stderr


@LINUX
@pytest.mark.parametrize(
    ("platform", "library", "package"),
    [
        ("xcb", "libxcb-cursor.so.0", "libxcb-cursor0"),
        ("xcb", "libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("offscreen", "libGL.so.1", "libgl1"),
    ],
)
def test_a_missing_library_is_named_with_the_command_that_installs_it(tmp_path: Path, platform: str, library: str, package: str) -> None:
    # the linker takes the first file of this name, and an empty one cannot be loaded: for Qt the library is not there
    (tmp_path / library).write_bytes(b"")
    done = start(QT_QPA_PLATFORM=platform, LD_LIBRARY_PATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert library in done.stderr
    assert package in done.stderr


@LINUX
def test_every_missing_library_is_named_at_once(tmp_path: Path) -> None:
    for library in ("libxcb-cursor.so.0", "libEGL.so.1", "libxcb-icccm.so.4"):
        (tmp_path / library).write_bytes(b"")
    said = start(QT_QPA_PLATFORM="xcb", LD_LIBRARY_PATH=str(tmp_path)).stderr
    assert said.rstrip().endswith("sudo apt-get install libegl1 libxcb-cursor0 libxcb-icccm4")


@LINUX
def test_without_apt_the_libraries_are_named(tmp_path: Path) -> None:
    (tmp_path / "libxcb-cursor.so.0").write_bytes(b"")
    said = start(QT_QPA_PLATFORM="xcb", LD_LIBRARY_PATH=str(tmp_path), PATH=str(tmp_path)).stderr
    assert "libxcb-cursor.so.0" in said
    assert "apt-get" not in said
