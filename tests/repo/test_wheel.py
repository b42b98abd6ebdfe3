"""The wheel is whole: unpacked away from the tree, the program finds its resources inside the package."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import jitdesk

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    assert wheel.name == f"jitdesk-{jitdesk.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")  # our own file
    return folder / "site"


def python(unpacked: Path, code: str) -> str:
    """What `code` prints in a Python that sees the unpacked wheel first and runs outside the tree."""
    head = f"import sys; sys.path.insert(0, {str(unpacked)!r}); "
    return subprocess.run([sys.executable, "-I", "-c", head + code], cwd=unpacked, check=True, capture_output=True, text=True).stdout


def test_wheel_carries_every_resource(unpacked: Path) -> None:
    def names(folder: Path) -> list[str]:
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)

    assert names(unpacked / "jitdesk" / "resources") == names(ROOT / "resources")
    assert "words/en/start.toml" in names(unpacked / "jitdesk" / "resources")


def test_wheel_carries_licence_and_nothing_but_the_package(unpacked: Path) -> None:
    assert sorted(path.name for path in unpacked.iterdir()) == ["jitdesk", f"jitdesk-{jitdesk.__version__}.dist-info"]
    assert (unpacked / f"jitdesk-{jitdesk.__version__}.dist-info/licenses/LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_program_of_the_wheel_finds_its_resources(unpacked: Path) -> None:
    said = python(unpacked, "from jitdesk.system import resources as r; print(r.folder()); print(r.words()['start.no_display'])")
    folder, sentence = said.splitlines()
    assert Path(folder) == unpacked / "jitdesk" / "resources"
    assert sentence.startswith("JITDesk cannot open its window")


def test_program_of_the_wheel_says_its_version(unpacked: Path) -> None:
    said = python(unpacked, "sys.argv = ['jitdesk', '--version']; from jitdesk.__main__ import main; main()")
    assert said == f"jitdesk {jitdesk.__version__}\n"
