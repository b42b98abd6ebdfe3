"""Settings survive damage, newer versions and a second window."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.system import settings
from jitdesk.system.settings import KnownDesk, Settings

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)


def dark(kept: Settings) -> Settings:
    return msgspec.structs.replace(kept, theme="dark")


def test_nothing_kept_is_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path) == Settings()
    assert Settings().last is None


def test_what_is_set_comes_back(tmp_path: Path) -> None:
    settings.update(tmp_path, lambda kept: kept.with_opened("/d/sava.jitdesk", "JIT Sava River", 1))
    settings.update(tmp_path, dark)
    kept = settings.load(tmp_path)
    assert kept.theme == "dark"
    assert kept.last == KnownDesk("/d/sava.jitdesk", "JIT Sava River", 1)
    assert (tmp_path / "settings.json").stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["settings.json"]


def test_the_desk_opened_last_comes_first_and_once() -> None:
    kept = Settings().with_opened("a", "A", 1).with_opened("b", "B", 2).with_opened("a", "A", 3)
    assert kept.desks == (KnownDesk("a", "A", 3), KnownDesk("b", "B", 2))
    assert kept.without("a").desks == (KnownDesk("b", "B", 2),)


def test_what_a_newer_version_wrote_is_kept(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"theme":"light","tray":{"shown":true}}')
    settings.update(tmp_path, dark)
    assert json.loads((tmp_path / "settings.json").read_bytes())["tray"] == {"shown": True}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe", b"null", b"[" * 100_000])
def test_a_damaged_file_gives_the_defaults_and_is_kept_aside(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(damage)
    assert settings.load(tmp_path) == Settings()
    assert settings.update(tmp_path, dark) == settings.load(tmp_path)
    assert (tmp_path / "settings.damaged.json").read_bytes() == damage


def test_one_bad_value_does_not_take_the_others_along(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"theme":"sepia","text_size":125,"idle_minutes":0}')
    assert settings.load(tmp_path) == Settings(text_size=125)
    settings.update(tmp_path, dark)
    assert settings.load(tmp_path) == Settings(text_size=125, theme="dark")
    assert b"sepia" in (tmp_path / "settings.damaged.json").read_bytes()


@given(st.fixed_dictionaries({}, optional={name: JSON for name in ("desks", "theme", "text_size", "idle_minutes", "new")}) | JSON)
def test_no_file_breaks_the_start(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "settings.json").write_text(json.dumps(content))
    kept = settings.load(folder)
    assert kept.theme in ("system", "light", "dark")
    assert 1 <= kept.idle_minutes <= 240
    settings.update(folder, dark)
    assert settings.load(folder) == msgspec.structs.replace(kept, theme="dark")
