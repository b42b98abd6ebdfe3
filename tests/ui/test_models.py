"""Tables of any length: what is fetched when, and that selection survives every change."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jitdesk.ui.delegates import RowTable
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.models import BLOCK, IdTableModel
from tests.ui.samples import COLUMNS, Lines


def loaded(qtbot: QtBot, jobs: Jobs, lines: Lines) -> IdTableModel:
    model = IdTableModel(jobs, COLUMNS, lines.ids, lines.fetch)
    with qtbot.waitSignal(model.loaded):
        model.load()
    return model


def text(model: IdTableModel, row: int) -> str:
    return str(model.data(model.index(row, 0)))


def test_the_first_block_comes_alone_and_the_rest_when_looked_at(qtbot: QtBot, jobs: Jobs) -> None:
    lines = Lines(2_050)
    model = loaded(qtbot, jobs, lines)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == 2_050
    assert text(model, 0) == lines.rows[lines.order[0]].title
    assert text(model, 2_049) == ""
    qtbot.waitUntil(lambda: text(model, 2_049) == lines.rows[lines.order[2_049]].title)
    assert max(lines.fetched) <= BLOCK
    tester.deleteLater()


def test_a_row_that_is_gone_is_asked_for_once(qtbot: QtBot, jobs: Jobs) -> None:
    lines = Lines(3)
    del lines.rows[lines.order[1]]
    model = loaded(qtbot, jobs, lines)
    assert text(model, 1) == ""
    qtbot.waitUntil(lambda: not jobs.busy)
    asked = len(lines.fetched)
    assert text(model, 1) == ""
    qtbot.waitUntil(lambda: not jobs.busy)
    assert len(lines.fetched) <= asked + 1


def test_touched_rows_are_read_anew_and_the_selection_stays(qtbot: QtBot, jobs: Jobs) -> None:
    lines = Lines(12)
    model = loaded(qtbot, jobs, lines)
    table = RowTable(model, "Tasks")
    qtbot.addWidget(table)
    chosen = lines.order[5]
    assert table.select_key(chosen)
    lines.order = [*reversed(lines.order[1:]), "f" * 32]
    lines.rows["f" * 32] = lines.rows[chosen]
    old = lines.rows[chosen]
    lines.rows[chosen] = type(old)(old.id, "Another title", old.record, old.assignee, old.status, old.due)
    with qtbot.waitSignal(model.loaded):
        model.refresh([chosen])
    assert table.current_id() == chosen
    assert text(model, table.currentIndex().row()) == "Another title"
    assert model.rowCount() == 12


def test_a_list_made_anew_keeps_the_selected_record(qtbot: QtBot, jobs: Jobs) -> None:
    lines = Lines(300)
    model = loaded(qtbot, jobs, lines)
    table = RowTable(model, "Tasks")
    qtbot.addWidget(table)
    table.select_key(lines.order[150])
    chosen = lines.order[150]
    lines.order = lines.order[::2] + lines.order[1::2][::-1][:100]
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    assert model.key_at(table.currentIndex().row()) == chosen


keys = st.lists(st.integers(0, 30), unique=True, max_size=25)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(before=keys, after=keys)
def test_any_list_becomes_any_other_and_kept_rows_are_followed(qapp: QApplication, jobs: Jobs, before: list[int], after: list[int]) -> None:
    model = IdTableModel(jobs, COLUMNS, lambda limit: [], lambda wanted: {})
    model._rearrange(list(before))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    held = {key: QPersistentModelIndex(model.index(row, 0)) for row, key in enumerate(before)}
    model._rearrange(list(after))
    assert [model.key_at(row) for row in range(model.rowCount())] == after
    for key, index in held.items():
        assert (index.row() if index.isValid() else -1) == (after.index(key) if key in after else -1)
    tester.deleteLater()


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_row_is_opened_by_keyboard_in_both_directions(qtbot: QtBot, jobs: Jobs, direction: Qt.LayoutDirection) -> None:
    lines = Lines(5)
    model = loaded(qtbot, jobs, lines)
    table = RowTable(model, "Tasks")
    qtbot.addWidget(table)
    table.setLayoutDirection(direction)
    table.resize(1_400, 300)
    with qtbot.waitActive(table):
        table.show()
        table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Down)
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [lines.order[1]]
    assert len(table.selectionModel().selectedRows()) == 1


def test_chips_are_read_aloud(qtbot: QtBot, jobs: Jobs) -> None:
    model = loaded(qtbot, jobs, Lines(2))
    assert model.data(model.index(0, 3), Qt.ItemDataRole.AccessibleTextRole) == "In progress"


def test_a_record_chosen_before_its_row_arrived_is_told_when_it_does(qtbot: QtBot, jobs: Jobs) -> None:
    lines = Lines(1_000)
    model = loaded(qtbot, jobs, lines)
    table = RowTable(model, "Tasks")
    qtbot.addWidget(table)
    table.show()
    told: list[str] = []
    table.chosen.connect(told.append)
    table.select_key(lines.order[900])
    qtbot.waitUntil(lambda: told[-1:] == [lines.order[900]])
    assert told[0] == ""
