"""What came in is decided by a person: ticked, left, refused, accepted later, undone; and every step can be read afterwards."""

from __future__ import annotations

import contextlib
import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, importing, quarantine, reading, undoing
from jitdesk.services.desk import Desk
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.bundles import BundlesScreen
from jitdesk.ui.screens.bundles.imports import UndoDialog
from jitdesk.ui.shell import Shell
from tests.services.sava import courier, post, segments, send
from tests.ui.opening import CHILD, Open, banners, choose, dialog, do, focused, opener, words_of

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> Open:
    return opener(qtbot, jobs)


@pytest.fixture
def sent(mara: Desk, olena: Desk) -> list[Path]:
    """A bundle for Olena with a task, and a witness."""
    editing.add(mara, "task", [{"title": "Summons"}])
    editing.add(mara, "witness", [{"code": "W-0412", "risk": "high"}])
    return [written.path for written in post(mara, "bundle", olena)]


def bundles(shell: Shell) -> BundlesScreen:
    screen = shell.screen_shown
    assert isinstance(screen, BundlesScreen)
    return screen


def reviewed(qtbot: QtBot, screen: BundlesScreen) -> None:
    qtbot.waitUntil(lambda: screen.receive.part is screen.receive.review, timeout=CHILD)
    qtbot.waitUntil(lambda: bool(screen.receive.review.model.rowCount()))


def ready(qtbot: QtBot, jobs: Jobs) -> None:
    qtbot.waitUntil(lambda: not jobs.busy, timeout=CHILD)


def test_what_is_not_ticked_waits_and_is_accepted_later(qtbot: QtBot, jobs: Jobs, olena: Desk, sent: list[Path], window: Open) -> None:
    shell = window(olena, "bundles")
    screen = bundles(shell)
    screen.open(sent)
    reviewed(qtbot, screen)
    review = screen.receive.review
    assert len(review.table.picked) == 2
    assert "Ticked: " in str(review.model.data(review.model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole))
    assert shell.actions_known.find("accept_ticked").reason == "Every record is ticked: that is Accept all."
    assert "Team. New: 2, Changed: 0, Conflicts: 0, Settled: 0, Held: 0" in words_of(review.numbers)
    ticked = next(row for row in range(2) if review.model.record_at(row).change.kind == "task")
    review.table.setCurrentIndex(review.model.index(1 - ticked, 0))
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    assert [key.split("/")[1] for key in review.table.picked] == ["task"]
    assert "1 of 2 ticked" in review.decision._text.text()
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL | SHIFT)
    qtbot.waitUntil(lambda: screen.page is screen.start, timeout=CHILD)
    ready(qtbot, jobs)
    qtbot.waitUntil(lambda: "Taken in: 1 new, 0 changed." in banners(screen))
    qtbot.waitUntil(lambda: "wait for a decision at this desk" in banners(screen))
    assert reading.count(olena, "witness") == 0
    do(shell, "bundles_waiting")
    ready(qtbot, jobs)
    qtbot.waitUntil(lambda: screen.waiting.model.rowCount() == 1)
    assert "Witness (1)" in words_of(screen.waiting.item)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert focused() is screen.waiting.item.accept
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: reading.count(olena, "witness") == 1, timeout=CHILD)
    ready(qtbot, jobs)
    qtbot.waitUntil(lambda: "Accepted" in banners(screen))
    assert shell.actions_known.find("accept_waiting").reason == "Choose something under Waiting here first."


def test_a_bundle_that_is_refused_takes_no_effect_and_can_be_accepted_yet(
    qtbot: QtBot, jobs: Jobs, olena: Desk, sent: list[Path], window: Open
) -> None:
    shell = window(olena, "bundles")
    screen = bundles(shell)
    screen.open(sent)
    reviewed(qtbot, screen)
    do(shell, "refuse_bundle")
    assert screen.receive.review.decision.refuse.accessibleName() == "Refuse all of it"
    assert quarantine.listed(olena) == []
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.page is screen.start, timeout=CHILD)
    ready(qtbot, jobs)
    assert reading.count(olena, "task") == 0
    assert {item.state for item in quarantine.listed(olena)} == {"refused"}
    do(shell, "bundles_waiting")
    ready(qtbot, jobs)
    assert shell.actions_known.find("refuse_waiting").reason == "It was refused already."
    do(shell, "accept_waiting")
    qtbot.waitUntil(lambda: reading.count(olena, "task") == 1, timeout=CHILD)


def test_ticking_again_takes_back_what_was_asked(qtbot: QtBot, olena: Desk, sent: list[Path], window: Open) -> None:
    shell = window(olena, "bundles")
    screen = bundles(shell)
    screen.open(sent)
    reviewed(qtbot, screen)
    do(shell, "refuse_bundle")
    qtbot.keyClick(screen.receive.review.table, Qt.Key.Key_A, CTRL)
    assert screen.receive.review.table.picked == frozenset()
    assert screen.receive.review.decision.refuse.accessibleName() == "Refuse…"
    assert shell.actions_known.find("accept_ticked").reason == "Tick at least one record."


def test_a_withdrawal_that_is_held_is_read_out_first(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, window: Open, tmp_path: Path
) -> None:
    [witness] = editing.add(mara, "witness", [{"code": "W-0412"}]).ids
    [consent] = editing.add(mara, "consent", [{"witness": witness, "purpose": "hearing", "decision": "given"}]).ids
    send(mara, olena, "before")
    before = segments(mara)
    editing.add(mara, "task", [{"title": "lost on the way"}])
    lost = [row for row in segments(mara) if row not in before]
    editing.change(mara, consent, {"decision": "withdrawn"})
    rows = [row for row in segments(mara) if row not in lost]
    shell = window(olena, "bundles")
    screen = bundles(shell)
    screen.open([courier(mara, olena, tmp_path / "x.jitbundle", rows)])
    qtbot.waitUntil(lambda: screen.receive.part is screen.receive.review, timeout=CHILD)
    band = screen.receive.review.aloud
    assert band.isVisible()
    assert "Consent, \u2068W-0412\u2069. Decision: \u2068Withdrawn\u2069." in words_of(band)
    assert any("missing" in note for note in screen.receive.review.pane.notes())
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.page is screen.start, timeout=CHILD)
    do(shell, "bundles_waiting")
    ready(qtbot, jobs)
    assert "Piece missing" in str(screen.waiting.model.data(screen.waiting.model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole))


def test_an_import_can_be_read_for_ever_and_undone_as_one_step(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, sent: list[Path], window: Open
) -> None:
    importing.accept(olena, sent)
    [witness] = [record.id for record in reading.listed(mara, "witness")]
    editing.change(mara, witness, {"risk": "low"})
    send(mara, olena, "second")
    shell = window(olena, "bundles")
    screen = bundles(shell)
    do(shell, "bundles_imports")
    ready(qtbot, jobs)
    qtbot.keyClick(focused(), Qt.Key.Key_Home, CTRL)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert screen.page is screen.report
    qtbot.waitUntil(lambda: screen.report.fields() == [("Risk", "High", "Low")])
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert screen.page is screen.imports
    do(shell, "undo_import")
    asked = dialog(UndoDialog)
    assert "from \u2068Mara Kos\u2069" in words_of(asked)
    qtbot.waitUntil(lambda: focused().window() is asked)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: reading.show(olena, witness).get("risk") == "high", timeout=CHILD)
    ready(qtbot, jobs)
    qtbot.waitUntil(lambda: "Undone: 1 change" in banners(screen))
    qtbot.waitUntil(lambda: screen.waiting.model.rowCount() == 1)
    with contextlib.suppress(Refused):
        while True:
            undoing.undo(olena)
    shell.tell(None)
    ready(qtbot, jobs)
    assert shell.actions_known.find("undo_import").reason == "There is no import left to undo."


def test_who_was_given_what_is_listed_filtered_and_saved(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, ibrahim: Desk, window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing.add(mara, "witness", [{"code": "W-0412"}])
    send(mara, olena, "one")
    editing.add(mara, "task", [{"title": "Later"}])
    send(mara, ibrahim, "two")
    shell = window(mara, "bundles")
    screen = bundles(shell)
    do(shell, "bundles_given")
    ready(qtbot, jobs)
    every = screen.given.model.rowCount()
    screen.given.member.setFocus()
    qtbot.keyClicks(focused(), "Ibrahim Demir")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    ready(qtbot, jobs)
    assert 0 < screen.given.model.rowCount() < every
    screen.given.member.clear()
    screen.given.record.setFocus()
    qtbot.keyClicks(focused(), "W-0412")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    ready(qtbot, jobs)
    listed = screen.given.model.rowCount()
    assert 0 < listed < every
    out = tmp_path / "given.csv"
    choose(monkeypatch, "getSaveFileName", (str(out), ""))
    do(shell, "save_given")
    qtbot.waitUntil(out.is_file)
    ready(qtbot, jobs)
    with out.open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.reader(stream))) >= listed + 1
    qtbot.waitUntil(lambda: "Saved as given.csv" in banners(screen))
    screen.given.record.setFocus()
    screen.given.record.selectAll()
    qtbot.keyClicks(focused(), "W-9999")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    ready(qtbot, jobs)
    assert "W-9999" in screen.given._wrong
    assert shell.actions_known.find("save_given").reason
