"""What the program brings along is found and read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jitdesk.system import resources


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "words" / "en").mkdir(parents=True)
    monkeypatch.setattr(resources, "folder", lambda: tmp_path)
    return tmp_path


def test_the_catalogue_speaks() -> None:
    catalogue = resources.words()
    assert "en" in resources.languages()
    assert "“Sava”" in str(catalogue["lock.busy"]).format(desk="Sava")


def test_tables_become_dotted_keys_and_plurals_stay_together(folder: Path) -> None:
    (folder / "words" / "en" / "a.toml").write_text('top = "t"\n[a.b]\nc = "d"\n[a.n]\none = "{n} line"\nother = "{n} lines"\n')
    assert resources.words() == {"top": "t", "a.b.c": "d", "a.n": {"one": "{n} line", "other": "{n} lines"}}


@pytest.mark.parametrize("second", ['[a]\nb = "again"\n', "[c]\nd = 1\n"])
def test_a_key_in_two_files_or_without_a_text_is_an_error(folder: Path, second: str) -> None:
    (folder / "words" / "en" / "one.toml").write_text('[a]\nb = "first"\n')
    (folder / "words" / "en" / "two.toml").write_text(second)
    with pytest.raises(ValueError, match=r"a\.b|c\.d"):
        resources.words()


@pytest.mark.parametrize("language", ["xx", "..", "../en", ""])
def test_an_unknown_language_is_refused(language: str, refused: Any) -> None:
    with refused("resources.no_language", known=", ".join(resources.languages())):
        resources.words(language)


def test_texts_and_bytes(folder: Path) -> None:
    (folder / "states.toml").write_text("ё", encoding="utf-8")
    assert resources.read_text("states.toml") == "ё"
    assert resources.read_bytes("states.toml") == "ё".encode()


@pytest.mark.parametrize("place", [".", "jitdesk"])
def test_they_are_found_beside_the_package_and_inside_it(tmp_path: Path, place: str) -> None:
    package = Path(resources.__file__).parents[1]
    for room in ("kernel", "system"):
        shutil.copytree(package / room, tmp_path / "jitdesk" / room)
    shutil.copy(package / "__init__.py", tmp_path / "jitdesk")
    (tmp_path / place / "resources" / "words").mkdir(parents=True)
    code = "from jitdesk.system import resources; print(resources.folder())"
    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert Path(found.strip()) == (tmp_path / place / "resources").resolve()
