"""The team in the window: who is in it, letting somebody in, who reads what, and a desk that is in no team yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.services import team
from jitdesk.services.desk import Desk
from jitdesk.ui import furnish
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.team import TeamScreen
from jitdesk.ui.shell import Shell
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.window import Opened
from tests.services.test_museum import first as first
from tests.ui.at_home import at_home
from tests.ui.opening import put_up

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Open = Callable[[Desk], tuple[Shell, TeamScreen]]


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> Open:
    """The whole inside of the window on a desk, at its team."""

    def opened(desk: Desk) -> tuple[Shell, TeamScreen]:
        shell = furnish.shell(Opened(at_home(desk), furnish._person(desk)), jobs, 300)
        put_up(qtbot, shell)
        shell.go("team")
        screen = shell.screen_shown
        assert isinstance(screen, TeamScreen)
        qtbot.waitUntil(lambda: not jobs.busy)
        return shell, screen

    return opened


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_members_stand_with_role_and_fingerprint(qtbot: QtBot, mara: Desk, olena: Desk, window: Open) -> None:
    shell, screen = window(mara)
    assert shell.screen_shown is screen
    assert screen.subtitle == "3 members, 3 States"
    names = [screen.members.rows.data(screen.members.rows.index(row, 0)) for row in range(3)]
    assert names == ["Ibrahim Demir", "Mara Kos (you)", "Olena Hrytsenko"]
    qtbot.keyClick(screen.members, Qt.Key.Key_End, CTRL)
    qtbot.waitUntil(lambda: screen.detail.fingerprint.text() == team.fingerprint(olena))


def test_a_desk_makes_itself_post_quantum_keys(qtbot: QtBot, first: dict[str, Desk], window: Open) -> None:
    olena = first["olena"]
    _, screen = window(olena)
    qtbot.keyClick(screen.members, Qt.Key.Key_End, CTRL)
    qtbot.waitUntil(lambda: screen.detail.fingerprint.text() == team.fingerprint(olena))
    assert [member.hybrid for member in team.members(olena) if member.own] == [False]
    screen._actions.find("new_keys").trigger()
    qtbot.waitUntil(lambda: [member.hybrid for member in screen.members.members() if member.own] == [True])
    assert olena.keys.hybrid is not None
    banner = screen.findChild(Banner)
    assert banner is not None
    assert "once they have your next bundle" in banner.accessibleName()


def test_a_member_is_admitted_only_once_the_digits_were_compared(
    qtbot: QtBot, two: dict[str, Desk], window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, _, ibrahim = two.values()
    card = tmp_path / "ibrahim.jitcard"
    team.write_card(ibrahim, card)
    _, screen = window(mara)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *arguments: (str(card), "")))
    qtbot.keyClick(screen.members, Qt.Key.Key_N, CTRL)
    page = screen.admitting
    assert page.admit.reason == "Choose a card first."
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.digits.text() == team.fingerprint(ibrahim))
    assert page.admit.reason == "Compare the fingerprint first."
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    qtbot.keyClick(page.admit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(screen.members.members()) == 3)
    assert {(m.member, m.role) for m in team.members(mara)} >= {("Ibrahim Demir", "member")}


def test_what_is_no_card_is_refused_in_a_sentence(qtbot: QtBot, mara: Desk, window: Open, tmp_path: Path) -> None:
    shell, screen = window(mara)
    (tmp_path / "no.jitcard").write_bytes(b"no card")
    shell.actions_known.find("admit").trigger()
    screen.admitting.open(tmp_path / "no.jitcard")
    qtbot.waitUntil(screen.admitting.refusal.isVisible)
    assert screen.admitting.refusal.text().endswith(".")
    assert screen.admitting.admit.reason


def test_a_compartment_is_made_and_its_readers_changed(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, ibrahim: Desk, window: Open
) -> None:
    _, screen = window(mara)
    qtbot.keyClick(screen.members, Qt.Key.Key_N, CTRL | SHIFT)
    qtbot.keyClicks(focused(), "Identities")
    qtbot.keyClick(screen.readers.boxes[olena.device], Qt.Key.Key_Space)
    qtbot.keyClick(screen.readers.keep, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.places.rows.rowCount() == 2)
    assert {place.name: place.readers for place in team.places(mara)}["Identities"] == ("Mara Kos", "Olena Hrytsenko")
    screen.places.setFocus()
    qtbot.keyClick(screen.places, Qt.Key.Key_End, CTRL)
    qtbot.keyClick(screen.places, Qt.Key.Key_Return)
    assert screen.readers.boxes[olena.device].isChecked()
    for device in (olena.device, ibrahim.device):
        qtbot.keyClick(screen.readers.boxes[device], Qt.Key.Key_Space)
    qtbot.keyClick(screen.readers.keep, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.page is not screen.readers and not jobs.busy)
    assert {place.name: place.readers for place in team.places(mara)}["Identities"] == ("Ibrahim Demir", "Mara Kos")


def test_who_does_not_lead_is_told_so(olena: Desk, window: Open) -> None:
    shell, _ = window(olena)
    for id in ("admit", "new_place"):
        assert shell.actions_known.find(id).reason == "Only a lead admits members and makes compartments."


def test_a_desk_in_no_team_shows_its_card_and_what_to_do_next(
    qtbot: QtBot, two: dict[str, Desk], window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ibrahim = two["ibrahim"]
    _, screen = window(ibrahim)
    qtbot.waitUntil(screen.alone.isVisible)
    assert screen.alone.digits.text() == team.fingerprint(ibrahim)
    out = tmp_path / "mine.jitcard"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *arguments: (str(out), "")))
    qtbot.keyClick(screen.alone.card, Qt.Key.Key_Return)
    qtbot.waitUntil(out.is_file)
    assert team.read_card(out).device == ibrahim.device
    with qtbot.waitSignal(screen.went) as went:
        qtbot.keyClick(screen.alone.bundle, Qt.Key.Key_Return)
    assert went.args == ["bundles", ""]
