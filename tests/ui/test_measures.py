"""Protective measures on a witness's page, as a person writes them; what a court ordered stays as it was recorded."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from jitdesk.kernel.words import say
from jitdesk.services import editing, reading, witnesses
from jitdesk.services.desk import Desk
from jitdesk.ui.cards import Card, NewRecord
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.witnesses import WitnessesScreen
from jitdesk.ui.shell import Entry, Person, Shell
from jitdesk.ui.widgets.buttons import Button
from jitdesk.ui.widgets.labels import Paragraph
from tests.ui.case import TODAY, bare
from tests.ui.opening import do, focused, put_up, words_of

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ORDER: dict[str, Any] = {
    "kinds": ["pseudonym", "face"],
    "basis": "order",
    "authority": "District Court of Novi Breg",
    "ordered_on": "2026-10-20",
    "number": "Kp 417/2026-88",
    "status": "in_force",
    "valid_until": "2027-10-20",
}


@pytest.fixture
def ids(mara: Desk) -> dict[str, str]:
    """A witness under protection by a court's order, and one without any measure."""
    guarded, other = editing.add(mara, "witness", [{"code": "W-0412", "protection": "in_force"}, {"code": "W-0384"}]).ids
    [order] = editing.add(mara, "protective_measure", [{**ORDER, "witness": guarded}]).ids
    return {"W-0412": guarded, "W-0384": other, "order": order}


@pytest.fixture
def at(qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str]) -> tuple[Shell, WitnessesScreen]:
    """The screen of witnesses on Mara's desk."""
    entry = Entry("witnesses", "users", lambda actions: WitnessesScreen(mara, jobs, actions, lambda: TODAY))
    shell = Shell(Person("JIT Sava River", "Mara Kos", ""), [entry], jobs)
    put_up(qtbot, shell)
    screen = shell.screen_shown
    assert isinstance(screen, WitnessesScreen)
    return shell, screen


def go_to(qtbot: QtBot, jobs: Jobs, screen: WitnessesScreen, id: str) -> None:
    screen.shown(id)
    qtbot.waitUntil(lambda: bare(screen.detail.id) == id and not jobs.busy)


def open_page(qtbot: QtBot, jobs: Jobs, screen: WitnessesScreen) -> None:
    """Give the reason that the page of a protected witness asks for."""
    screen.detail.seal.reason.setFocus()
    qtbot.keyClicks(focused(), "Preparing the hearing")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not screen.detail.seal.isVisible() and not jobs.busy)


def button(part: QWidget, words: str) -> Button:
    return next(found for found in part.findChildren(Button) if not found.isHidden() and found.text() == words)


def card_of(screen: WitnessesScreen, order: str) -> Card:
    return next(card for card in screen.detail.profile.measures._cards.values() if card.record.id == order)


def new_one(screen: WitnessesScreen) -> NewRecord:
    new = screen.detail.profile.measures.new
    assert new is not None
    return new


def test_measures_of_a_witness_under_protection_are_shown_after_a_reason_only(
    qtbot: QtBot, jobs: Jobs, ids: dict[str, str], at: tuple[Shell, WitnessesScreen]
) -> None:
    shell, screen = at
    go_to(qtbot, jobs, screen, ids["W-0412"])
    assert "Novi Breg" not in words_of(shell)
    assert screen.detail.profile.measures._cards == {}
    assert shell.actions_known.find("add_measure").reason == say("ui.witnesses.open_first")
    open_page(qtbot, jobs, screen)
    head = card_of(screen, ids["order"])._head
    qtbot.waitUntil(head.isVisible)
    told = "Face hidden, Pseudonym, In force, since 20 Oct 2026, until 20 Oct 2027, District Court of Novi Breg"
    assert head.accessibleName() == told
    go_to(qtbot, jobs, screen, ids["W-0384"])
    assert screen.detail.profile.measures._cards == {}
    go_to(qtbot, jobs, screen, ids["W-0412"])
    assert "Novi Breg" not in words_of(shell)


def test_a_measure_is_added_by_keyboard_and_stands_in_sight(
    qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str], at: tuple[Shell, WitnessesScreen]
) -> None:
    _, screen = at
    go_to(qtbot, jobs, screen, ids["W-0384"])
    screen.list.table.setFocus()
    qtbot.keyClick(screen.list.table, Qt.Key.Key_M, CTRL | SHIFT)
    new = new_one(screen)
    kinds = new.form.editor_of("kinds")
    assert kinds.isAncestorOf(focused())
    qtbot.waitUntil(lambda: not kinds.visibleRegion().isEmpty())
    qtbot.keyClicks(focused(), "Voice d")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    screen.window().activateWindow()
    status: Any = new.form.editor_of("status")
    status.choose("in_force")
    until: Any = new.form.editor_of("valid_until")
    until.line.setFocus()
    qtbot.keyClicks(until.line, "2026-11-18")
    new.add.setFocus()
    qtbot.keyClick(new.add, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(screen.detail.profile.measures._cards) == 1 and not jobs.busy)
    [measure] = witnesses.dossier(mara, ids["W-0384"]).measures
    assert (measure.get("kinds"), measure.get("status"), measure.get("valid_until")) == (["voice"], "in_force", "2026-11-18")
    [card] = screen.detail.profile.measures._cards.values()
    assert card._head.accessibleName() == "Voice distorted, Time is over, until 18 Nov 2026"  # whatever its status says


def test_a_court_s_order_is_replaced_and_never_corrected(
    qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str], at: tuple[Shell, WitnessesScreen]
) -> None:
    _, screen = at
    go_to(qtbot, jobs, screen, ids["W-0412"])
    open_page(qtbot, jobs, screen)
    card = card_of(screen, ids["order"])
    card._head.setFocus()
    qtbot.keyClick(card._head, Qt.Key.Key_Return)
    assert card.form is not None
    number: Any = card.form.editor_of("number")
    assert number.line.isReadOnly()
    assert say("ui.witnesses.order_closed") in [part.text() for part in card.findChildren(Paragraph)]
    qtbot.mouseClick(button(card, say("ui.witnesses.replace")), Qt.MouseButton.LeftButton)
    new = new_one(screen)
    again: Any = new.form.editor_of("number")
    assert (again.value(), new.form.editor_of("authority").value()) == (None, ORDER["authority"])
    again.line.setFocus()
    qtbot.keyClicks(again.line, "Kp 417/2026-93")
    status: Any = new.form.editor_of("status")
    status.choose("in_force")
    qtbot.mouseClick(new.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(screen.detail.profile.measures._cards) == 2 and not jobs.busy)
    old = reading.show(mara, ids["order"])
    made = reading.show(mara, old.get("superseded_by"))
    assert (old.get("status"), old.get("number")) == ("superseded", "Kp 417/2026-88")
    assert (made.get("number"), made.get("kinds"), made.get("basis")) == ("Kp 417/2026-93", ["face", "pseudonym"], "order")
    assert [bare(id) for id in screen.detail.profile.measures._cards] == [ids["order"], made.id]


def test_a_measure_that_is_agreed_on_is_corrected_and_one_begun_is_not_lost(
    qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str], at: tuple[Shell, WitnessesScreen]
) -> None:
    shell, screen = at
    [agreed] = witnesses.add_about(mara, "protective_measure", ids["W-0384"], {"kinds": ["link"], "basis": "agreement"}).ids
    go_to(qtbot, jobs, screen, ids["W-0384"])
    card = card_of(screen, agreed)
    qtbot.mouseClick(card._head, Qt.MouseButton.LeftButton)
    assert card.form is not None
    authority: Any = card.form.editor_of("authority")
    authority.line.setFocus()
    qtbot.keyClicks(authority.line, "The requested court")
    qtbot.keyClick(authority.line, Qt.Key.Key_Return)
    kept = partial(witnesses.dossier, mara, ids["W-0384"])  # opened: what protects a person is sealed elsewhere
    qtbot.waitUntil(lambda: kept().measures[0].get("authority") == "The requested court" and not jobs.busy)
    do(shell, "add_measure")
    law: Any = new_one(screen).form.editor_of("law")
    law.line.setFocus()
    qtbot.keyClicks(law.line, "Article 240")
    with qtbot.waitSignal(shell.locked):
        qtbot.keyClick(law.line, Qt.Key.Key_L, CTRL)
    assert "Article 240" in [record.get("law") for record in witnesses.dossier(mara, ids["W-0384"]).measures]
