"""A table brought in from the window: what it would do is seen, its columns are chosen, and a reason keeps back what cannot be done."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.services import editing, reading
from jitdesk.services.desk import Desk
from jitdesk.ui.actions import Actions
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.bundles.imports import undone
from jitdesk.ui.screens.witnesses.bring import BringDialog
from jitdesk.ui.screens.witnesses.bring_rows import BringRows
from jitdesk.ui.screens.witnesses.tables import ReasonDialog, Tables
from jitdesk.ui.widgets.fields import Choice

TEXT = "Witness code;Role;State;Shoe size\nW-0412;insider;Ukraine;Saw the bridge\nW-0500;Victim;Atlantis;\n"


def chosen(qtbot: QtBot, choice: Choice, value: str) -> None:
    """Choose as a person does who knows what the entry is called."""
    at = choice.findData(value)
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Home)
    for _ in range(at):
        qtbot.keyClick(choice, Qt.Key.Key_Down)


def said(rows: BringRows) -> list[tuple[str, str, str]]:
    return [(row.id, row.action, " ".join(row.lines)) for row in rows.model.rows()]


def test_a_table_is_mapped_put_right_and_brought_in(
    qtbot: QtBot, jobs: Jobs, mara: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing.add(mara, "witness", [{"code": "W-0412", "role": "victim"}])
    path = tmp_path / "witnesses.csv"
    path.write_text(TEXT, encoding="utf-8")
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 720)
    actions = Actions(window)
    tables = Tables(window, mara, jobs, actions)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    with qtbot.waitExposed(window):
        window.show()
    actions.find("bring_table").trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(BringDialog)))
    dialog = window.findChildren(BringDialog)[0]
    rows = dialog.rows
    qtbot.waitUntil(lambda: len(rows.model.rows()) == 2 and not jobs.busy, timeout=30_000)
    assert dialog.kind.value() == "witness"
    first, second = said(rows)
    assert first[:2] == ("3", "refused")
    assert "C3: “Atlantis” is no State" in first[2]
    assert "B2  Role: Victim → Insider" in second[2]
    assert "Atlantis" in rows.said.text()
    assert "One row is refused" in dialog.go_on.reason
    shoe = dialog.columns.fields[3].control
    assert isinstance(shoe, Choice)
    assert shoe.value() == ""
    path.write_text(TEXT.replace("Atlantis", "Poland"), encoding="utf-8")
    chosen(qtbot, shoe, "summary")
    qtbot.waitUntil(lambda: not dialog.go_on.reason and not jobs.busy, timeout=30_000)
    assert shoe.hasFocus()
    assert dialog.columns.said == {"D": "summary"}
    assert "1 new, 1 changed" in dialog.counts.text()
    with qtbot.waitSignal(tables.brought, timeout=30_000):
        qtbot.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
    assert reading.show(mara, "W-0412").get("summary") == "Saw the bridge"
    assert reading.show(mara, "W-0500").get("custodian_state") == "POL"


def test_the_undo_of_a_table_says_that_its_changes_were_taken_back_and_not_that_they_wait() -> None:
    done = {"changes": 3, "records": 2, "accounts": 0, "own": 0, "worked": 1, "erased": 0}
    assert "were taken back" in undone({**done, "act": "bring"})
    assert "wait again" in undone({**done, "act": "import"})


def test_what_is_under_protection_is_taken_out_with_a_reason(
    qtbot: QtBot, jobs: Jobs, mara: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing.add(mara, "witness", [{"code": "W-0412", "protection": "in_force"}])
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    actions = Actions(window)
    Tables(window, mara, jobs, actions)
    out = tmp_path / "witnesses.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    actions.find("take_table").trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(ReasonDialog)), timeout=30_000)
    [asked] = window.findChildren(ReasonDialog)
    assert asked.go_on.reason
    assert not out.exists()
    qtbot.keyClicks(asked.reason, "For the registrar")
    qtbot.keyClick(asked.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: out.exists() and not jobs.busy, timeout=30_000)
    [logged] = reading.listed(mara, "consultation")
    assert logged.get("reason") == "For the registrar"
