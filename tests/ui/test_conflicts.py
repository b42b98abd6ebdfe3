"""Conflicts in the window: every side in full, settled by keyboard, nothing typed lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.services import clashing, editing, importing, reading, team
from jitdesk.services.desk import Desk
from jitdesk.ui.differences import ADDED, REMOVED
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.conflicts import ConflictsScreen
from jitdesk.ui.shell import Entry, Person, Shell
from tests.services.sava import admit, post, send
from tests.ui.opening import put_up

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
Open = Callable[[Desk], tuple[Shell, ConflictsScreen]]
BEFORE = "Breaks every 45 minutes. A support person."
LEFT = "Breaks every 30 minutes. A support person."
RIGHT = "Breaks every 45 minutes. A support person from another district."


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> Open:
    """Opens the screen on a desk, in a shell."""

    def opened(desk: Desk) -> tuple[Shell, ConflictsScreen]:
        entry = Entry("conflicts", "git-merge", partial(ConflictsScreen, desk, jobs), partial(clashing.count, desk))
        shell = Shell(Person("JIT Sava River", desk.card.member, ""), [entry], jobs)
        put_up(qtbot, shell)
        screen = shell.screen_shown
        assert isinstance(screen, ConflictsScreen)
        qtbot.waitUntil(lambda: not jobs.busy)
        return shell, screen

    return opened


def part(mara: Desk, olena: Desk, kind: str, before: dict[str, Any], left: dict[str, Any], right: dict[str, Any]) -> str:
    """A record that Olena changes one way and then Mara another, both apart; the bundle is at Mara's desk."""
    [id] = editing.add(mara, kind, [before]).ids
    send(mara, olena, f"shared {id}")
    editing.change(olena, id, right)
    editing.change(mara, id, left)
    send(olena, mara, f"back {id}")
    return id


@pytest.fixture
def witness(mara: Desk, olena: Desk) -> str:
    """A witness whose needs two people wrote while apart."""
    return part(mara, olena, "witness", {"code": "W-0412", "needs": BEFORE}, {"needs": LEFT}, {"needs": RIGHT})


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def open_first(qtbot: QtBot, screen: ConflictsScreen) -> None:
    qtbot.waitUntil(lambda: bool(screen.model.rowCount()) and screen.table.hasFocus())
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.settling)


def test_each_side_shows_what_it_changed_in_what_both_had_seen(qtbot: QtBot, mara: Desk, witness: str, window: Open) -> None:
    _, screen = window(mara)
    open_first(qtbot, screen)
    sides = {card.side.author.member: card for card in screen.page.cards}
    assert {name: card.text.text() for name, card in sides.items()} == {"Mara Kos": LEFT, "Olena Hrytsenko": RIGHT}
    changes = [(piece.text.strip(), piece.state) for piece in sides["Mara Kos"].text.pieces if piece.state in (ADDED, REMOVED)]
    assert changes == [("45", REMOVED), ("30", ADDED)]
    assert screen.page.settle.reason == "Take a side first."


def test_a_side_is_taken_edited_and_settled_by_keyboard(qtbot: QtBot, mara: Desk, witness: str, window: Open) -> None:
    shell, screen = window(mara)
    open_first(qtbot, screen)
    number = next(n for n, card in enumerate(screen.page.cards, 1) if card.side.value == LEFT)
    qtbot.keyClick(focused(), Qt.Key(Qt.Key.Key_0 + number), ALT)
    assert screen.page.result.text.toPlainText() == LEFT
    qtbot.keyClick(focused(), Qt.Key.Key_End, CTRL)
    qtbot.keyClicks(focused(), " From another district.")
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.none.isVisible())
    assert reading.show(mara, witness).get("needs") == f"{LEFT} From another district."
    assert reading.conflicts(mara) == []
    assert shell.items[0].accessibleDescription() == ""


def test_a_conflict_in_a_record_under_protection_is_opened_with_a_reason(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, window: Open
) -> None:
    hidden = part(mara, olena, "witness", {"code": "W-0412", "protection": "in_force", "needs": BEFORE}, {"needs": LEFT}, {"needs": RIGHT})
    part(mara, olena, "task", {"title": "Summons", "status": "open"}, {"status": "done"}, {"status": "waiting"})
    _, screen = window(mara)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    screen.open(next(clash.id for clash in screen.model.rows() if clash.sealed))
    assert screen.settling
    assert screen.seal.isVisible()
    assert screen.page.clash is None
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "why you open this record" in screen.seal.block.reason.accessibleDescription())
    qtbot.keyClicks(focused(), "Settling")
    screen.changed(None)  # a bundle that comes in meanwhile takes no words away
    qtbot.waitUntil(lambda: not jobs.busy)
    assert screen.seal.block.reason.text() == "Settling"
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.page.isVisible())
    assert {card.text.text() for card in screen.page.cards} == {LEFT, RIGHT}
    [logged] = reading.listed(mara, "consultation")
    assert (logged.get("reason"), logged.get("about")) == ("Settling", hidden)
    qtbot.keyClick(focused(), Qt.Key.Key_1, ALT)
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.page.clash is not None and screen.page.clash.field == "status")
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert not screen.settling


def test_settling_one_goes_on_to_the_next(qtbot: QtBot, mara: Desk, olena: Desk, witness: str, window: Open) -> None:
    task = part(mara, olena, "task", {"title": "Summons", "status": "open"}, {"status": "done"}, {"status": "waiting"})
    _, screen = window(mara)
    open_first(qtbot, screen)
    for _ in range(2):
        clash = screen.page.clash
        qtbot.keyClick(focused(), Qt.Key.Key_1, ALT)
        qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda clash=clash: screen.none.isVisible() or screen.page.clash not in (clash, None))
    assert screen.none.isVisible()
    assert reading.conflicts(mara) == []
    assert reading.show(mara, task).get("status") in ("done", "waiting")


def test_what_was_typed_survives_leaving_and_locking(qtbot: QtBot, jobs: Jobs, mara: Desk, witness: str, window: Open) -> None:
    shell, screen = window(mara)
    open_first(qtbot, screen)
    screen.page.result.take_keyboard()
    qtbot.keyClicks(focused(), "Half a thought")
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert not screen.settling
    open_first(qtbot, screen)
    assert screen.page.result.text.toPlainText() == "Half a thought"
    screen.page.result.take_keyboard()
    qtbot.keyClick(focused(), Qt.Key.Key_End, CTRL)
    qtbot.keyClicks(focused(), ", and more")
    qtbot.keyClick(focused(), Qt.Key.Key_L, CTRL)
    shell.hide()
    _, again = window(mara)
    open_first(qtbot, again)
    assert again.page.result.text.toPlainText() == "Half a thought, and more"


def test_a_change_beside_an_archiving_is_settled_by_restoring(qtbot: QtBot, mara: Desk, olena: Desk, window: Open) -> None:
    task = part(mara, olena, "task", {"title": "Summons"}, {"archived": True}, {"due": "2027"})
    _, screen = window(mara)
    open_first(qtbot, screen)
    assert len(screen.page.cards) == 2
    qtbot.keyClick(focused(), Qt.Key.Key_2, ALT)
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.none.isVisible())
    record = reading.show(mara, task)
    assert (record.get("archived"), record.get("due")) == (False, "2027")


def test_an_observer_reads_the_sides_and_is_told_why_not_to_settle(qtbot: QtBot, two: dict[str, Desk], window: Open) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim, "observer")
    part(mara, olena, "task", {"title": "Summons"}, {"due": "2027"}, {"due": "2028"})
    importing.accept(ibrahim, [w.path for w in post(mara, "to the observer", ibrahim)], trust=team.fingerprint(mara))
    _, screen = window(ibrahim)
    open_first(qtbot, screen)
    assert screen.page.settle.reason == "You are an observer of this team: observers read, and do not write."
    assert {card.text.text() for card in screen.page.cards} == {"2027", "2028"}


def test_a_group_is_read_on_lines_and_taken_from_a_side(qtbot: QtBot, mara: Desk, olena: Desk, window: Open) -> None:
    left, right = {"form": "oath", "by": "The presiding judge"}, {"form": "affirmation", "law": "Section 190"}
    request = part(mara, olena, "request", {"reference": "JIT-SR/2026/014"}, {"oath": left}, {"oath": right})
    _, screen = window(mara)
    open_first(qtbot, screen)
    words = "Form: Oath\nTaken by: The presiding judge"
    assert {card.text.text() for card in screen.page.cards} == {words, "Form: Affirmation\nUnder which law: Section 190"}
    number = next(n for n, card in enumerate(screen.page.cards, 1) if card.side.value == left)
    qtbot.keyClick(focused(), Qt.Key(Qt.Key.Key_0 + number), ALT)
    chosen = screen.page.result._chosen
    assert chosen.text() == words
    qtbot.waitUntil(lambda: chosen.height() >= chosen.height_for(chosen.width()))
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.none.isVisible())
    assert reading.show(mara, request).get("oath") == left
