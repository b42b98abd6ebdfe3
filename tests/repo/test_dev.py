"""The developer's commands: what dev.py does on a system that lacks packages, and what a missing program means in CI."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")
PACKAGES = (("libone", "libonet64"), ("libtwo",), ("libthree",))


@pytest.fixture
def dev() -> ModuleType:
    """dev.py as a module."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system on which libonet64 and libtwo are installed, and apt-get and sudo write down what they were told."""
    programs = {
        "dpkg-query": "echo libonet64 installed; echo libtwo installed; echo libthree config-files; exit 1",
        "apt-get": f'echo "$DEBIAN_FRONTEND apt-get $*" >> {tmp_path}/said; exit ${{APT_STATUS:-0}}',
        "sudo": f'echo sudo >> {tmp_path}/said; exec "$@"',
    }
    for name, body in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.delenv("DEBIAN_FRONTEND", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


@LINUX
def test_missing_packages_are_named_and_installed_by_root(
    dev: ModuleType, debian: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    dev.install_packages(PACKAGES)
    assert "Missing system packages: libthree." in capsys.readouterr().out
    assert (debian / "said").read_text().splitlines() == [
        " apt-get update -q",
        "noninteractive apt-get install -y -q --no-install-recommends libthree",
    ]


@LINUX
def test_anybody_else_installs_through_sudo(dev: ModuleType, debian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    dev.install_packages(PACKAGES)
    assert (debian / "said").read_text().splitlines()[2:] == [
        "sudo",
        "noninteractive apt-get install -y -q --no-install-recommends libthree",
    ]


@LINUX
def test_an_installation_that_fails_ends_with_the_command_to_use(dev: ModuleType, debian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APT_STATUS", "100")
    with pytest.raises(SystemExit, match="sudo apt-get install --no-install-recommends libthree"):
        dev.install_packages(PACKAGES)


@LINUX
def test_nothing_is_installed_where_nothing_is_missing(dev: ModuleType, debian: Path) -> None:
    dev.install_packages(PACKAGES[:2])
    assert not (debian / "said").exists()


def test_run_makes_and_opens_the_demo_of_this_checkout(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = [sys.executable, "-c", "import os, sys; print(os.getcwd(), *sys.argv[1:], file=open('ran', 'w')); sys.exit(5)"]
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "PROGRAM", program)
    monkeypatch.setattr(dev, "prepare", lambda packages: (tmp_path / "prepared").write_text(dev.spelled(packages)))
    assert dev.run() == 5
    assert (tmp_path / "ran").read_text() == f"{tmp_path} demo demo\n"
    assert (tmp_path / "prepared").read_text() == dev.spelled(dev.QT)


def test_an_old_python_can_read_dev_py_as_far_as_its_sentence() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 9))
    kinds = [type(node).__name__ for node in tree.body[:4]]
    assert kinds == ["Expr", "ImportFrom", "Import", "If"], "the version must be looked at before anything else is imported"


def test_ci_runs_the_command_of_the_readme() -> None:
    command = "python3 dev.py test"
    assert (ROOT / ".ci" / "run").read_text().splitlines() == ["#!/usr/bin/env bash", f"exec {command}"]
    assert f"\n    {command} " in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("surroundings", "outcome"), [({}, "1 passed, 2 skipped"), ({"CI": "true"}, "1 failed, 1 passed, 1 error")])
def test_a_skip_for_want_of_a_program_fails_in_ci(tmp_path: Path, surroundings: dict[str, str], outcome: str) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = needs\n")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.mark.needs('no-such-program')\ndef test_marked(): raise AssertionError\n"
        "def test_asked(needs): needs('no-such-program'); raise AssertionError\n"
        "@pytest.mark.needs('sh')\ndef test_there(): pass\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "CI"} | {"PYTHONPATH": str(ROOT)} | surroundings
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert f"{outcome} in " in done.stdout, done.stdout
