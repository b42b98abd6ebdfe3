"""A mailbox from the terminal: what a person, or a timer, sees of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import LEAD, MEMBER, OBSERVER
from tests.e2e.terminal import Terminal


@pytest.fixture
def box(team: Terminal) -> Path:
    (team.folder / "box").mkdir()
    return team.folder / "box"


def rest(team: Terminal) -> None:
    for _ in range(4):
        if not any(team.json("mailbox", desk, "box", "--accept")["dropped"] for desk in (LEAD, MEMBER, OBSERVER)):
            return
    pytest.fail("it never came to rest")


def test_one_leaves_a_bundle_and_another_looks_and_takes_it_in(team: Terminal, box: Path) -> None:
    rest(team)
    team("add", LEAD, "task", "title=Book the room")
    [dropped] = team.json("mailbox", LEAD, "box")["dropped"]
    assert sorted(dropped["members"]) == ["Aline Roux", "Olena Hrytsenko"]
    said = team("mailbox", MEMBER, "box")
    assert said.splitlines()[0] == f"{dropped['file']}:"
    assert "From Mara Kos (SVN), verified" in said
    assert "Nothing was taken in yet: --accept takes it in." in said
    assert "Book the room" not in team("list", MEMBER, "task")
    looked = team.json("mailbox", MEMBER, "box")
    taken = team.json("mailbox", MEMBER, "box", "--accept")
    assert (looked["accepted"], taken["accepted"]) == (False, True)
    for [arrived] in (looked["arrived"], taken["arrived"]):
        assert (arrived["file"], arrived["new"]) == (dropped["file"], 1 + arrived["new"] - 1)
        assert arrived["sender"] == {"member": "Mara Kos", "state": "SVN", "verified": True}
    assert "Book the room" in team("list", MEMBER, "task")
    assert team("mailbox", MEMBER, "box") == "Nothing new has arrived, and nobody lacks anything."
    for desk in (LEAD, MEMBER):
        team("verify", desk)


def test_what_a_person_should_know_of_a_file_is_one_sentence(team: Terminal, box: Path) -> None:
    rest(team)
    (box / "half\x1b[2J.jitbundle").write_bytes(next(box.glob("*.jitbundle")).read_bytes()[:300])
    (box / "empty.jitbundle").touch()
    said = team("mailbox", MEMBER, "box")
    assert len(said.splitlines()) == 2
    assert said.isprintable() or "\x1b" not in said
    assert {one["file"] for one in team.json("mailbox", MEMBER, "box")["troubles"]} == {"half\x1b[2J.jitbundle", "empty.jitbundle"}


def test_refusals(team: Terminal, box: Path) -> None:
    assert "nowhere" in team.refused(1, "mailbox", LEAD, "nowhere")
    assert "within the other" in team.refused(1, "mailbox", LEAD, ".")
    assert "within the other" in team.refused(1, "mailbox", LEAD, LEAD)
    team("init", "alone.jitdesk", "--team", "JIT Elsewhere", "--member", "A", "--state", "FRA", "--authority", "B", "--function", "C")
    assert team("mailbox", "alone.jitdesk", "box") == "Nothing new has arrived, and nobody lacks anything."
