"""Devices that leave, at the terminal: revoke, end, block, new keys, and a folder that was restored on another machine."""

from __future__ import annotations

import shutil

from tests.e2e.conftest import LEAD, MEMBER, OBSERVER
from tests.e2e.terminal import Terminal

OLENA = "Olena Hrytsenko"


def carry(team: Terminal, sender: str, *to: str, name: str) -> None:
    """A bundle for everybody, taken in by some."""
    (team.folder / name).mkdir()
    team("export", sender, name)
    for desk in to:
        team("import", desk, name)


def test_a_device_is_revoked_with_a_reason(team: Terminal) -> None:
    told = team("revoke", LEAD, OLENA, "--reason", "Her laptop was stolen in Zagreb")
    assert "Identities" in told
    assert OLENA in told
    carry(team, LEAD, OBSERVER, name="out")
    assert "stolen in Zagreb" in team("list", OBSERVER, "note")
    (team.folder / "in").mkdir()
    team("export", MEMBER, "in")
    assert "not in the team" in team.refused(3, "import", LEAD, "in")
    assert "already revoked" in team.refused(1, "revoke", LEAD, team("fingerprint", f"{MEMBER}.jitcard"), "--reason", "again")
    assert "Only a lead" in team.refused(1, "revoke", OBSERVER, LEAD_NAME, "--reason", "no")
    team("verify", LEAD)


LEAD_NAME = "Mara Kos"


def test_a_device_is_ended_and_admitted_again(team: Terminal) -> None:
    team("end", LEAD, "Aline Roux", "--reason", "Another role")
    team("admit", LEAD, f"{OBSERVER}.jitcard", "--fingerprint", team("fingerprint", f"{OBSERVER}.jitcard"), "--role", "member")
    told = team.json("device", LEAD, "Aline Roux")
    assert (told["role"], told["deeds"]) == ("member", [])
    assert [deed["act"] for deed in team.json("device", LEAD, LEAD_NAME)["deeds"]] == ["found", "grant", "grant", "end", "grant"]
    assert "took in Aline Roux" in team("device", LEAD, LEAD_NAME)


def test_a_device_is_blocked_on_one_desk(team: Terminal) -> None:
    team("block", MEMBER, "Aline Roux")
    assert "blocked" in team.refused(1, "export", MEMBER, "x.jitbundle", "--to", "Aline Roux")
    team("block", MEMBER, "Aline Roux", "--off")
    team("export", MEMBER, "x.jitbundle", "--to", "Aline Roux")
    assert "block itself" in team.refused(1, "block", MEMBER, OLENA)


def test_new_keys(team: Terminal) -> None:
    (team.folder / "under way").mkdir()
    team("export", LEAD, "under way")
    team("rekey", MEMBER)
    team("import", MEMBER, "under way")
    carry(team, MEMBER, LEAD, name="keys")
    carry(team, LEAD, MEMBER, name="to the new")
    team("verify", MEMBER)


def test_a_restored_folder_goes_on_as_a_further_device(team: Terminal) -> None:
    elsewhere = Terminal(team.folder, "another machine")
    team("list", MEMBER, "task")
    shutil.copytree(team.folder / MEMBER, team.folder / "restored.jitdesk")
    carry(team, MEMBER, LEAD, name="of the original")
    done = elsewhere.run("set", "restored.jitdesk", "W-0412", "summary=Seen again")
    assert (done.status, "further device of Olena" in done.err) == (0, True)
    again = elsewhere.run("list", "restored.jitdesk", "task")
    assert (again.status, again.err) == (0, "")
    (team.folder / "of the restored").mkdir()
    elsewhere("export", "restored.jitdesk", "of the restored")
    team("import", LEAD, "of the restored")
    assert "Seen again" in team("show", LEAD, "W-0412")
    old, new = team("fingerprint", f"{MEMBER}.jitcard"), elsewhere("fingerprint", "restored.jitdesk")
    assert old != new
    assert "more than one device" in team.refused(1, "revoke", LEAD, OLENA, "--reason", "The broken disk")
    assert new in team("device", LEAD, old)
    team("revoke", LEAD, old, "--reason", "The broken disk", "--keep", new)
    carry(team, LEAD, name="revoked")
    elsewhere("import", "restored.jitdesk", "revoked")
    (team.folder / "still here").mkdir()
    elsewhere("export", "restored.jitdesk", "still here")
    team("import", LEAD, "still here")
    elsewhere("verify", "restored.jitdesk")
    team("verify", LEAD)
