"""A witness handled with care in the window: restricted, moved to fewer readers, erased; the desk is closed meanwhile and opens again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, erasing, orders, reading, team, upkeep
from jitdesk.services.desk import Desk
from jitdesk.ui.erase_dialog import EraseDialog
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.lending import LentPage
from jitdesk.ui.screens.bundles import BundlesScreen
from jitdesk.ui.screens.witnesses import WitnessesScreen
from jitdesk.ui.screens.witnesses.moving import MoveDialog
from jitdesk.ui.shell import Shell
from jitdesk.ui.window import Window
from tests.services.sava import protect, send
from tests.ui.opening import CHILD, Open, Whole, banners, dialog, do, focused, inside, opener, whole_window, words_of


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> Open:
    return opener(qtbot, jobs)


@pytest.fixture
def whole(qtbot: QtBot, jobs: Jobs) -> Iterator[Whole]:
    with whole_window(qtbot, jobs) as opened:
        yield opened


@pytest.fixture
def witness(mara: Desk) -> str:
    [id] = editing.add(mara, "witness", [{"code": "W-0412", "risk": "high"}]).ids
    editing.add(mara, "account", [{"witness": id, "authority": "NL police", "text": "Zlatorog saw the bridge"}])
    return id


def shown(qtbot: QtBot, jobs: Jobs, shell: Shell, id: str) -> WitnessesScreen:
    shell.go("witnesses", id)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=CHILD)
    screen = shell.screen_shown
    assert isinstance(screen, WitnessesScreen)
    return screen


def test_a_restricted_witness_leaves_the_list_and_opens_by_its_code(
    qtbot: QtBot, jobs: Jobs, mara: Desk, witness: str, window: Open
) -> None:
    shell = window(mara, "witnesses")
    screen = shown(qtbot, jobs, shell, witness)
    do(shell, "restrict_witness")
    qtbot.waitUntil(lambda: reading.count(mara, "witness") == 0)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert "Restricted" in words_of(screen.detail)
    shell.go("tasks")
    screen.detail.show_dossier(None)
    shell.go("witnesses")
    do(shell, "filter_witnesses")
    qtbot.keyClicks(focused(), "W-0412")
    qtbot.waitUntil(lambda: not screen.list._pause.isActive() and not jobs.busy)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.detail.dossier is not None)
    assert shell.actions_known.find("restrict_witness").words == "Lift the restriction"
    do(shell, "restrict_witness")
    qtbot.waitUntil(lambda: reading.count(mara, "witness") == 1)


def test_a_witness_is_moved_to_fewer_readers_and_who_keeps_it_is_said(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, ibrahim: Desk, witness: str, window: Open
) -> None:
    send(mara, ibrahim, "handed over")
    shell = window(mara, "witnesses")
    shown(qtbot, jobs, shell, witness)
    assert shell.actions_known.find("move_witness").reason.startswith("There is no compartment on this desk that fewer")
    protect(mara, olena)
    shell.tell(None)
    qtbot.waitUntil(lambda: not jobs.busy)
    do(shell, "move_witness")
    asked = dialog(MoveDialog)
    assert isinstance(asked, MoveDialog)
    qtbot.keyClick(asked.go_on, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Moved." in asked.text(), timeout=CHILD)
    assert "keep what has reached them: Ibrahim Demir." in asked.text()
    assert "handed over in 2 bundles" in asked.text()
    qtbot.waitUntil(lambda: not jobs.busy)
    [moved] = reading.listed(mara, "witness")
    assert (moved.get("code"), moved.compartment) == ("W-0412", {p.name: p.id for p in team.places(mara)}["Protected"])


def test_an_erasure_is_ordered_with_a_reason_and_the_desk_opens_again(
    qtbot: QtBot, jobs: Jobs, mara: Desk, witness: str, whole: Whole
) -> None:
    window = whole(mara)
    shell = inside(window)
    shown(qtbot, jobs, shell, witness)
    do(shell, "erase_witness")
    qtbot.waitUntil(lambda: not jobs.busy)
    asked = dialog(EraseDialog)
    assert isinstance(asked, EraseDialog)
    assert asked.go_on.reason == "Write the reason."
    assert asked.what.currentText() == "The witness and all that hangs on it: 2 records"
    asked.reason.setFocus()
    qtbot.keyClicks(asked.reason, "Collected without need")
    qtbot.keyClick(asked.go_on, Qt.Key.Key_Return)
    assert isinstance(window.page, LentPage)
    qtbot.waitUntil(lambda: isinstance(window.page, Shell), timeout=CHILD)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=CHILD)
    qtbot.waitUntil(lambda: "2 records erased on this desk" in banners(inside(window)))
    assert window._open is not None
    again = window._open
    assert reading.count(again, "witness") == reading.count(again, "account") == 0
    upkeep.verify(again)


def test_an_order_is_carried_out_or_refused_where_it_waits(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, witness: str, whole: Whole
) -> None:
    editing.add(mara, "witness", [{"code": "W-0500"}])
    send(mara, olena, "both")
    erasing.order(mara, ["W-0412"], "Collected without need")
    erasing.order(mara, ["W-0500"], "Wrong person")
    send(mara, olena, "ordered")
    window = whole(olena)
    shell = inside(window)
    shell.go("bundles", "waiting")
    qtbot.waitUntil(lambda: not jobs.busy, timeout=CHILD)
    screen = shell.screen_shown
    assert isinstance(screen, BundlesScreen)
    row = next(n for n in range(screen.waiting.model.rowCount()) if screen.waiting.model.record_at(n).what.reason == "Wrong person")
    screen.waiting.table.setCurrentIndex(screen.waiting.model.index(row, 0))
    do(shell, "refuse_waiting")
    assert "Write why the order is refused." in screen.waiting.order._why.wrong
    qtbot.keyClicks(focused(), "Their statement is evidence here")
    do(shell, "refuse_waiting")
    qtbot.waitUntil(lambda: "refused on this desk" in banners(screen))
    qtbot.waitUntil(lambda: screen.waiting.model.rowCount() == 1 and not jobs.busy)
    do(shell, "accept_waiting")
    assert isinstance(window.page, Shell), "it is asked once more"
    do(shell, "accept_waiting")
    qtbot.waitUntil(lambda: isinstance(window.page, LentPage))
    qtbot.waitUntil(lambda: isinstance(window.page, Shell), timeout=CHILD)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=CHILD)
    assert window._open is not None
    assert [record.get("code") for record in reading.listed(window._open, "witness")] == ["W-0500"]
    assert {order.decided for order in orders.listed(window._open)} == {"erased", "refused"}


def order_erasure(qtbot: QtBot, jobs: Jobs, window: Window, witness: str) -> None:
    """Go to the witness, give a reason and order the erasure."""
    shown(qtbot, jobs, inside(window), witness)
    do(inside(window), "erase_witness")
    qtbot.waitUntil(lambda: not jobs.busy)
    asked = dialog(EraseDialog)
    assert isinstance(asked, EraseDialog)
    qtbot.keyClicks(asked.reason, "Collected without need")
    qtbot.keyClick(asked.go_on, Qt.Key.Key_Return)


def test_what_cannot_be_done_on_the_closed_desk_is_said_when_it_is_open_again(
    qtbot: QtBot, jobs: Jobs, mara: Desk, witness: str, whole: Whole
) -> None:
    editing.change(mara, witness, {"legal_hold": "District Court"})
    window = whole(mara)
    order_erasure(qtbot, jobs, window, witness)
    qtbot.waitUntil(lambda: isinstance(window.page, Shell), timeout=CHILD)
    qtbot.waitUntil(lambda: "legal hold" in banners(inside(window)), timeout=CHILD)
    assert window._open is not None
    assert reading.show(window._open, witness).get("risk") == "high"


def test_a_person_stops_it_and_the_desk_opens_again(qtbot: QtBot, jobs: Jobs, mara: Desk, witness: str, whole: Whole) -> None:
    window = whole(mara)
    order_erasure(qtbot, jobs, window, witness)
    page = window.page
    assert isinstance(page, LentPage)
    assert window.focusWidget() is page.progress.cancel
    qtbot.keyClick(page.progress.cancel, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.page, Shell), timeout=CHILD)
    assert window._open is not None
    upkeep.verify(window._open)


def test_more_than_ten_records_want_their_number(qtbot: QtBot, jobs: Jobs, mara: Desk, witness: str, window: Open) -> None:
    editing.add(mara, "account", [{"witness": witness, "authority": f"Unit {number}"} for number in range(12)])
    shell = window(mara, "witnesses")
    shown(qtbot, jobs, shell, witness)
    do(shell, "erase_witness")
    qtbot.waitUntil(lambda: not jobs.busy)
    asked = dialog(EraseDialog)
    assert isinstance(asked, EraseDialog)
    qtbot.keyClicks(asked.reason, "Collected without need")
    assert asked.go_on.reason == "This erases 14 records for good: type that number."
    qtbot.keyClicks(asked.number, "14")
    assert asked.go_on.reason == ""
    asked.reject()


def test_who_keeps_nothing_is_told_why(qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, witness: str, window: Open) -> None:
    send(mara, olena, "there")
    shell = window(olena, "witnesses")
    shown(qtbot, jobs, shell, witness)
    assert shell.actions_known.find("erase_witness").reason.startswith("Only a keeper of its compartment")
    with pytest.raises(Refused):
        erasing.order(olena, [witness], "Not mine to order")
