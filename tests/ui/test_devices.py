"""Devices that are lost, blocked, restored or leave, in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jitdesk.services import editing, importing, leaving, reading, team
from jitdesk.services.desk import Desk
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.team import TeamScreen
from jitdesk.ui.shell import Shell
from tests.services.sava import PROTECTED, admit, copied, courier, post, protect, segments, send
from tests.ui.opening import Open, banners, do, focused, opener, words_of


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> Open:
    return opener(qtbot, jobs)


def at(qtbot: QtBot, jobs: Jobs, shell: Shell, desk: Desk) -> TeamScreen:
    """The team's screen with a device chosen."""
    screen = shell.screen_shown
    assert isinstance(screen, TeamScreen)
    screen.members.select_key(desk.device)
    qtbot.waitUntil(lambda: not jobs.busy)
    return screen


def role(desk: Desk, of: Desk) -> str | None:
    return next(member.role for member in team.members(desk) if member.device == of.device)


def test_a_lost_device_is_taken_out_with_a_reason_and_what_it_holds_is_said(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, window: Open
) -> None:
    protect(mara, olena)
    editing.add(mara, "witness", [{"code": "W-1"}, {"code": "W-2"}])
    editing.add(mara, "identity", [{"witness": "W-1", "name": "Somebody"}], PROTECTED)
    send(mara, olena, "all")
    send(olena, mara, "what I hold")
    editing.add(mara, "task", [{"title": "Not yet sent"}])
    segments(mara)
    shell = window(mara, "team")
    screen = at(qtbot, jobs, shell, olena)
    do(shell, "take_out")
    qtbot.waitUntil(lambda: len(screen.leaving.holds()) == 5)
    protected, identities, whole, witnesses, _ = screen.leaving.holds()
    assert protected == "Protected: everything that is on this desk."
    assert whole.startswith("Team: everything on this desk but at most ")
    assert identities == "Of these records in Protected it is known to hold something: Identity 1."
    assert witnesses == "Of these records in Team it is known to hold something: Witness 2."
    assert screen.leaving.go_on.reason == "Write the reason."
    screen.leaving.reason.setFocus()
    qtbot.keyClicks(focused(), "Her laptop was stolen in Zagreb")
    qtbot.keyClick(screen.leaving.go_on, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "was taken out of the team for ever" in banners(screen))
    assert role(mara, olena) is None
    assert "stolen in Zagreb" in reading.listed(mara, "note")[0].get("text")
    qtbot.waitUntil(lambda: not jobs.busy)
    screen.members.select_key(olena.device)
    assert shell.actions_known.find("take_out").reason == "This device is not in the team any more."


def test_of_a_leads_acts_a_person_chooses_what_stands(qtbot: QtBot, jobs: Jobs, two: dict[str, Desk], window: Open) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, olena, "lead")
    send(mara, olena, "you lead")
    admit(olena, ibrahim)
    leaving.end(olena, team.fingerprint(ibrahim), "a good act, and the last one")
    admit(olena, ibrahim, "lead")
    send(olena, mara, "what I did")
    shell = window(mara, "team")
    screen = at(qtbot, jobs, shell, olena)
    do(shell, "take_out")
    qtbot.waitUntil(lambda: screen.leaving.keep.count() == 5)
    first = screen.leaving.keep.count() - 2
    assert screen.leaving.keep.itemText(first).startswith("Up to: let in \u2068Ibrahim Demir\u2069")
    screen.leaving.keep.setCurrentIndex(first)
    screen.leaving.reason.setFocus()
    qtbot.keyClicks(focused(), "She sells names")
    qtbot.keyClick(screen.leaving.go_on, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: role(mara, olena) is None)
    assert role(mara, ibrahim) == "member"


def test_who_is_ended_may_come_again(qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, window: Open) -> None:
    shell = window(mara, "team")
    screen = at(qtbot, jobs, shell, olena)
    do(shell, "take_out")
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    assert screen.leaving.how.value() == "end"
    screen.leaving.reason.setFocus()
    qtbot.keyClicks(focused(), "On leave")
    qtbot.keyClick(screen.leaving.go_on, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: role(mara, olena) is None)
    admit(mara, olena, "observer")


def test_a_device_is_blocked_on_this_desk_and_the_block_lifted(qtbot: QtBot, jobs: Jobs, ibrahim: Desk, olena: Desk, window: Open) -> None:
    shell = window(ibrahim, "team")
    screen = at(qtbot, jobs, shell, olena)
    assert shell.actions_known.find("take_out").reason == "Only a lead takes a device out of the team."
    do(shell, "block_device")
    qtbot.waitUntil(lambda: "is blocked on this desk" in banners(screen))
    qtbot.waitUntil(lambda: not jobs.busy)
    assert "Blocked on this desk" in words_of(screen.detail)
    assert shell.actions_known.find("block_device").words == "Lift the block"
    do(shell, "block_device")
    qtbot.waitUntil(lambda: "is lifted" in banners(screen))
    at(qtbot, jobs, shell, ibrahim)
    assert shell.actions_known.find("block_device").reason == "This is the desk at which you sit."


def test_a_keeper_decides_on_what_a_lost_device_wrote(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, ibrahim: Desk, window: Open
) -> None:
    editing.add(olena, "task", [{"title": "Unseen"}])
    send(olena, ibrahim, "to one who has not heard")
    leaving.revoke(mara, "Olena Hrytsenko", "Lost")
    send(ibrahim, mara, "carried")
    shell = window(mara, "team")
    screen = at(qtbot, jobs, shell, olena)
    qtbot.waitUntil(screen.detail.waiting.isVisible)
    assert reading.count(mara, "task") == 0
    qtbot.keyClick(screen.detail.waiting.accept, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: reading.count(mara, "task") == 1)
    qtbot.waitUntil(lambda: "accepted for the whole team" in banners(screen))
    qtbot.waitUntil(lambda: not jobs.busy and screen.detail.waiting.isHidden())


def test_a_log_that_parts_in_two_raises_an_alarm(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, ibrahim: Desk, window: Open, tmp_path: Path
) -> None:
    [task] = editing.add(olena, "task", [{"title": "Summons"}]).ids
    segments(olena)
    other = copied(olena, tmp_path / "restored.jitdesk")
    try:
        editing.change(olena, task, {"status": "done"})
        editing.change(other, task, {"status": "waiting"})
        importing.accept(mara, [written.path for written in post(olena, "one", mara)])
        importing.accept(mara, [courier(other, mara, tmp_path / "other.jitbundle", segments(other, of=other))])
    finally:
        other.close()
    shell = window(mara, "team")
    screen = at(qtbot, jobs, shell, olena)
    assert "was used twice" in words_of(screen.detail.flags)
    row = screen.members.rows.row_of(olena.device)
    assert "Look" in str(screen.members.rows.data(screen.members.rows.index(row, 3), Qt.ItemDataRole.AccessibleTextRole))
