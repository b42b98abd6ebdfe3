"""The agenda as a person uses it: by day in a chosen zone, what clashes said in sentences, the month as a strip, the way to the request."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from jitdesk.services import editing, hearings, reading
from jitdesk.services.desk import Desk
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.hearings import HearingsScreen
from jitdesk.ui.shell import Entry, Person, Shell
from tests.services.test_agenda import CALL, FIRST, KYIV, SECOND
from tests.ui.opening import TODAY, do, plain, put_up, words_of

SUNDAY = {"start": "2027-03-21T22:30Z", "minutes": 120, "zone": KYIV}


@pytest.fixture
def ids(mara: Desk) -> dict[str, str]:
    """Three requests: with dates proposed, with a session planned, and one whose session was held; returns their ids."""
    witness = editing.add(mara, "witness", [{"code": "W-0412"}]).ids[0]
    made = [
        {"reference": "JIT-SR/2026/014", "requested_state": "UKR", "witness": witness, "windows": [FIRST, SUNDAY], "test_call": [CALL]},
        {"reference": "JIT-SR/2026/015", "requested_state": "UKR", "status": "sent", "windows": [SECOND]},
        {"reference": "JIT-SR/2026/009", "requested_state": "SEN", "status": "executed"},
    ]
    found = editing.add(mara, "request", made).ids
    hearings.plan(mara, "JIT-SR/2026/015", "2027-03-22T11:00", KYIV, 90)
    hearings.plan(mara, "JIT-SR/2026/009", "2026-10-05T11:00", KYIV, 60)
    return {str(values["reference"]): id for values, id in zip(made, found, strict=True)}


@pytest.fixture
def at(qtbot: QtBot, mara: Desk, jobs: Jobs, ids: dict[str, str]) -> tuple[Shell, HearingsScreen]:
    """The agenda in a window."""
    entries = [Entry("hearings", "calendar", lambda actions: HearingsScreen(mara, jobs, actions, lambda: TODAY))]
    shell = Shell(Person("JIT Sava River", "Mara Kos", "Slovenia"), entries, jobs)
    put_up(qtbot, shell, 1280, 720)
    screen = shell.screen_shown
    assert isinstance(screen, HearingsScreen)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 4)
    return shell, screen


def lines(screen: HearingsScreen) -> list[str]:
    """The rows as a screen reader says them."""
    model = screen.model
    said = [
        [str(model.data(model.index(row, column), Qt.ItemDataRole.AccessibleTextRole)) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    return [plain(" | ".join(text.replace("\n", ", ") for text in row if text)) for row in said]


def test_every_entry_stands_by_day_in_the_zone_that_is_chosen_and_in_every_states_own_time(
    qtbot: QtBot, at: tuple[Shell, HearingsScreen]
) -> None:
    shell, screen = at
    tester = QAbstractItemModelTester(screen.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    qtbot.waitUntil(lambda: screen.zone.count() > 2)
    assert screen.zone.currentText() == "Time in Ljubljana"
    assert lines(screen) == [
        "Mon 15 March 2027 | 09:00 – 09:30, Ljubljana | Test call, technicians only, JIT-SR/2026/014 · test call 1"
        " | 10:00, Kyiv | 08:00, UTC | Test call",
        "Sun 21 March 2027 | 23:30 – 01:30, Ljubljana | W-0412, to Ukraine, JIT-SR/2026/014 · proposal 2"
        " | 00:30 22 Mar, Kyiv | 22:30, UTC | Proposed | Outside hours",
        "Mon 22 March 2027 | 09:00 – 11:00, Ljubljana | W-0412, to Ukraine, JIT-SR/2026/014 · proposal 1"
        " | 10:00, Kyiv | 08:00, UTC | Proposed | Same time",
        "Mon 22 March 2027 | 10:00 – 11:30, Ljubljana | Nobody named yet, to Ukraine, JIT-SR/2026/015 · session 1"
        " | 11:00, Kyiv | 09:00, UTC | Planned | Same time",
    ]
    do(shell, "choose_zone")
    while screen.zone.value() != KYIV:
        qtbot.keyClick(screen.zone, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: lines(screen)[1].startswith("Mon 22 March 2027 | 00:30 – 02:30, Kyiv"))
    rows = [screen.model.record_at(row) for row in range(4)]
    assert [row.begins_day for row in rows if row is not None] == [True, True, False, False]
    tester.deleteLater()


def test_what_clashes_is_said_and_enter_opens_what_it_stands_on(
    qtbot: QtBot, mara: Desk, at: tuple[Shell, HearingsScreen], ids: dict[str, str]
) -> None:
    _, screen = at
    went: list[tuple[str, str]] = []
    screen.went.disconnect()
    screen.went.connect(lambda place, record: went.append((place, record)))
    screen.table.setFocus()
    assert not screen.clashes.isVisible()
    qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "outside" in words_of(screen.clashes))
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    qtbot.keyClick(screen.table, Qt.Key.Key_End)
    screen.table.setCurrentIndex(screen.model.index(3, 0))
    qtbot.waitUntil(lambda: "At the same time as a hearing or a proposed date of JIT-SR/2026/014." in plain(words_of(screen.clashes)))
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    planned = next(of for of in reading.listed(mara, "hearing") if of.get("request") == ids["JIT-SR/2026/015"])
    assert [record.partition("@")[0] for _, record in went] == [ids["JIT-SR/2026/014"], planned.id]
    assert {place for place, _ in went} == {"requests"}


def test_views_and_words_narrow_the_list(qtbot: QtBot, mara: Desk, at: tuple[Shell, HearingsScreen]) -> None:
    shell, screen = at
    for view, count in (("planned", 1), ("proposed", 2), ("past", 1)):
        screen.views.choose(view)
        qtbot.waitUntil(lambda count=count: screen.model.rowCount() == count)  # type: ignore[misc]
    assert "JIT-SR/2026/009" in lines(screen)[0]
    screen.views.choose("ahead")
    screen.table.setFocus()
    qtbot.keyClicks(screen.table, "/")
    assert screen.filter.hasFocus()
    qtbot.keyClicks(screen.filter, "w-0412 ukraine")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
    qtbot.keyClicks(screen.filter, " nothing")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 0)
    assert shell.actions_known.find("open_hearing").reason == "Choose a hearing first."
    qtbot.keyClick(screen.filter, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 4)
    editing.change(mara, "JIT-SR/2026/014", {"test_call": None})
    shell.tell(None)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)


def test_the_month_leads_to_a_day(qtbot: QtBot, at: tuple[Shell, HearingsScreen]) -> None:
    shell, screen = at
    days = screen.month.days
    qtbot.waitUntil(lambda: days.day == date(2027, 3, 15))
    qtbot.mouseClick(days, Qt.MouseButton.LeftButton, pos=days.cell(22).center())
    qtbot.waitUntil(lambda: screen.table.currentIndex().row() == 2)
    do(shell, "go_to_month")
    assert days.accessibleName() == "Mon 22 March 2027: 2 entries"
    qtbot.keyClick(days, Qt.Key.Key_Left)
    qtbot.keyClick(days, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.table.currentIndex().row() == 1)
    qtbot.keyClick(days, Qt.Key.Key_PageDown)
    assert days.day == date(2027, 4, 1)
    for _ in range(3):
        qtbot.keyClick(days, Qt.Key.Key_PageUp)
    assert days.day == date(2027, 1, 1)
    assert days.accessibleName() == "Fri 1 January 2027: 0 entries"
