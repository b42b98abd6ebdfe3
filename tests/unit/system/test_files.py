"""Files are whole or not there, private, and what the disk refuses is a sentence."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jitdesk.system import files, places


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_written_file_is_private_and_alone(tmp_path: Path) -> None:
    target = tmp_path / "keyslots.json"
    files.write(target, b"old")
    files.write(target, b"new")
    assert target.read_bytes() == b"new"
    assert mode(target) == 0o600
    assert names(tmp_path) == ["keyslots.json"]


def test_a_stream_appears_only_at_its_end(tmp_path: Path) -> None:
    target = tmp_path / "a.jitbundle"
    with files.writing(target) as out:
        out.write(b"x" * 100_000)
        assert names(tmp_path) == ["a.jitbundle.part"]
        assert mode(files.part(target)) == 0o600
    assert target.read_bytes() == b"x" * 100_000
    assert mode(target) == 0o600
    assert names(tmp_path) == ["a.jitbundle"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, OSError])
def test_a_broken_stream_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"old")
    with pytest.raises(error), files.writing(kept, replace=True) as out:  # noqa: PT012
        out.write(b"half")
        raise error
    assert kept.read_bytes() == b"old"
    assert names(tmp_path) == ["kept"]


def test_an_existing_file_is_refused_before_anything_is_written(tmp_path: Path, refused: Any) -> None:
    (tmp_path / "letter.docx").write_bytes(b"signed")
    with refused("files.exists", name="letter.docx"), files.writing(tmp_path / "letter.docx"):
        pytest.fail("the body must not run")
    assert names(tmp_path) == ["letter.docx"]


def test_a_file_that_came_meanwhile_is_not_overwritten(tmp_path: Path, refused: Any) -> None:
    target = tmp_path / "letter.docx"
    with refused("files.exists"), files.writing(target):
        target.write_bytes(b"somebody else's")
    assert target.read_bytes() == b"somebody else's"
    assert names(tmp_path) == ["letter.docx"]


def test_a_link_is_an_existing_file_even_when_it_leads_nowhere(tmp_path: Path, refused: Any) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    with refused("files.exists"), files.writing(tmp_path / "out"):
        pytest.fail("the body must not run")


def test_the_rest_of_a_killed_export_is_no_obstacle(tmp_path: Path) -> None:
    target = tmp_path / "a.jitbundle"
    files.part(target).write_bytes(b"of a killed process")
    with files.writing(target) as out:
        out.write(b"whole")
    assert target.read_bytes() == b"whole"
    assert names(tmp_path) == ["a.jitbundle"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only where /dev/full is")
def test_a_full_disk_is_said(tmp_path: Path, refused: Any) -> None:
    with refused("files.full", name="big"), files.writing(tmp_path / "big") as out, open("/dev/full", "wb", buffering=0) as full:
        out.write(b"x")
        full.write(b"x")
    assert names(tmp_path) == []


def test_a_file_too_large_for_its_disk_is_said(tmp_path: Path, refused: Any) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with refused("files.too_large"), files.writing(tmp_path / "big") as out:
            out.write(b"x" * 200_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handled)
    assert names(tmp_path) == []


def test_a_missing_folder_is_said(tmp_path: Path, refused: Any) -> None:
    with refused("files.no_folder"):
        files.write(tmp_path / "stick" / "a", b"")
    (tmp_path / "plain").write_bytes(b"")
    with refused("files.no_folder"):
        files.write(tmp_path / "plain" / "a", b"")


def test_errors_of_reading_in_the_body_are_left_alone(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), files.writing(tmp_path / "out"):
        (tmp_path / "in").read_bytes()


def test_a_private_folder_is_private_even_if_it_was_open(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir(mode=0o755)
    assert mode(files.make_private_folder(old)) == 0o700
    assert mode(files.make_private_folder(tmp_path / "a" / "b")) == 0o700


def test_emptying_removes_links_and_not_what_they_lead_to(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(b"kept")
    staging = tmp_path / "staging"
    (staging / "deep" / "er").mkdir(parents=True)
    (staging / "deep" / "er" / "file").write_bytes(b"")
    (staging / "link").symlink_to(outside)
    (staging / "deep" / "link").symlink_to(outside)
    files.empty_folder(staging)
    assert names(staging) == []
    assert mode(staging) == 0o700
    assert (outside / "kept").read_bytes() == b"kept"


def test_room_is_asked_for(tmp_path: Path, refused: Any) -> None:
    files.need_space(tmp_path, 1)
    with refused("files.no_space", needed=(1 << 60) // 1_000_000 + 1):
        files.need_space(tmp_path, 1 << 60)


def test_the_platform_folders_are_private_and_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JITDESK_HOME", str(tmp_path / "home"))
    for place in (places.config(), places.data(), places.logs()):
        assert place.parent == tmp_path / "home"
        assert mode(place) == 0o700


def test_without_it_they_are_the_platform_s_own(tmp_path: Path) -> None:
    code = "from jitdesk.system import places; print(places.config(), places.data(), places.logs(), sep='\\n')"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "JITDESK_"))}
    out = subprocess.run(
        [sys.executable, "-c", code], env={**inherited, "HOME": str(tmp_path)}, capture_output=True, text=True, check=True
    ).stdout
    for line in out.splitlines():
        assert line.startswith(str(tmp_path))
        assert "JITDesk" in line


def test_a_link_in_place_of_a_folder_is_removed_and_its_target_left_alone(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "kept").write_text("x")
    (tmp_path / "staging").symlink_to(tmp_path / "theirs")
    files.empty_folder(tmp_path / "staging")
    assert (tmp_path / "theirs" / "kept").read_text() == "x"
    assert (tmp_path / "staging").is_dir()
    assert not (tmp_path / "staging").is_symlink()
