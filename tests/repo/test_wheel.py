"""The wheel is whole: away from the tree, the program finds its resources inside the package and writes a letter."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
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


@pytest.fixture(scope="module")
def installed(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel in it, and with the packages, but not the source tree, of the one that runs the tests."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=os.name != "nt")
    place = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", place))
    shutil.copytree(unpacked, packages, dirs_exist_ok=True)
    # an editable install stands in a .pth file of its own there, and those are not followed from here
    ours = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "dependencies.pth").write_text("".join(f"{path}\n" for path in sorted(ours)))
    return Path(sysconfig.get_path("scripts", "venv", place)) / ("python.exe" if os.name == "nt" else "python")


def test_installed_program_writes_a_letter(installed: Path, tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    (tmp_path / "passphrase").write_text("outside the tree\n")

    def run(*arguments: str) -> str:
        command = [str(installed), "-I", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def desk(*arguments: str) -> str:
        return run("-m", "jitdesk", "--passphrase-file", "passphrase", *arguments)

    assert not Path(run("-c", "import jitdesk; print(jitdesk.__file__)").strip()).is_relative_to(ROOT)
    person = ["--member", "Mirjam Vidmar", "--state", "SVN", "--authority", "Prosecution", "--function", "lead"]
    desk("init", "sava.jitdesk", "--team", "JIT Sava River", *person)
    desk("add", "sava.jitdesk", "request", "reference=JIT-SR/2026/022", "subject=Outside the tree")
    desk("letter", "sava.jitdesk", "JIT-SR/2026/022", "letter.docx")
    with zipfile.ZipFile(tmp_path / "letter.docx") as letter:
        assert "Outside the tree" in letter.read("word/document.xml").decode("utf-8")
