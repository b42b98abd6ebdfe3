"""The desk's own page: passphrase, recovery kit and drill, keychain, verification; and the mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jitdesk.kernel.errors import NotUnlocked
from jitdesk.services import desk as desks
from jitdesk.services import editing, mailbox, recovery
from jitdesk.services.desk import Desk
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.bundles import BundlesScreen
from jitdesk.ui.screens.desk import DeskScreen
from jitdesk.ui.shell import Shell
from jitdesk.ui.window import Window
from tests.ui.opening import CHILD, Open, Whole, banners, choose, do, focused, inside, opener, whole_window, words_of

OLD, NEW = "a fine passphrase", "quiet river under nine bridges"


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> Open:
    return opener(qtbot, jobs)


@pytest.fixture
def whole(qtbot: QtBot, jobs: Jobs) -> Iterator[Whole]:
    with whole_window(qtbot, jobs) as opened:
        yield opened


def page(window: Window) -> DeskScreen:
    screen = inside(window).screen_shown
    assert isinstance(screen, DeskScreen)
    return screen


def back(qtbot: QtBot, window: Window, jobs: Jobs) -> None:
    qtbot.waitUntil(lambda: not isinstance(window.page, Shell), timeout=CHILD)
    qtbot.waitUntil(lambda: isinstance(window.page, Shell), timeout=2 * CHILD)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=CHILD)


def change(qtbot: QtBot, window: Window, old: str, *, new_keys: bool = False) -> None:
    """Type another passphrase, as a person does."""
    do(inside(window), "change_passphrase")
    form = page(window).passphrase
    assert focused() is form.old.edit
    qtbot.keyClicks(focused(), old)
    for edit in (form.new.edit, form.again.edit):
        edit.setFocus()
        qtbot.keyClicks(focused(), NEW)
    if new_keys:
        qtbot.keyClick(form.new_keys, Qt.Key.Key_Space)
    form.again.edit.setFocus()
    qtbot.keyClick(focused(), Qt.Key.Key_Return)


@pytest.mark.parametrize("new_keys", [False, True])
def test_the_passphrase_is_changed_and_the_desk_opens_with_it(qtbot: QtBot, jobs: Jobs, mara: Desk, whole: Whole, new_keys: bool) -> None:
    editing.add(mara, "task", [{"title": "Summons"}])
    window = whole(mara, "desk")
    change(qtbot, window, OLD, new_keys=new_keys)
    back(qtbot, window, jobs)
    qtbot.waitUntil(
        lambda: ("new keys: the old passphrase" if new_keys else "old copy of the file keyslots.json") in banners(inside(window))
    )
    assert isinstance(inside(window).screen_shown, DeskScreen)
    desks.unlock(mara.folder, NEW)
    with pytest.raises(NotUnlocked):
        desks.unlock(mara.folder, OLD)


def test_a_wrong_old_passphrase_changes_nothing(qtbot: QtBot, jobs: Jobs, mara: Desk, whole: Whole) -> None:
    window = whole(mara, "desk")
    change(qtbot, window, "not the passphrase")
    back(qtbot, window, jobs)
    qtbot.waitUntil(lambda: "passphrase" in banners(inside(window)))
    desks.unlock(mara.folder, OLD)


def test_two_that_differ_are_not_taken(qtbot: QtBot, mara: Desk, whole: Whole) -> None:
    window = whole(mara, "desk")
    do(inside(window), "change_passphrase")
    form = page(window).passphrase
    for edit, text in ((form.old.edit, OLD), (form.new.edit, NEW), (form.again.edit, "quiet river")):
        edit.setFocus()
        qtbot.keyClicks(focused(), text)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert form.again.wrong() == "The two passphrases differ."
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert form.old.text() == ""


@pytest.mark.parametrize("shares", [False, True])
def test_a_kit_is_made_and_proved(
    qtbot: QtBot, jobs: Jobs, mara: Desk, whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shares: bool
) -> None:
    window = whole(mara, "desk")
    assert inside(window).actions_known.find("prove_kit").reason == "There is no kit to prove."
    if shares:
        qtbot.keyClick(page(window).shares, Qt.Key.Key_Space)
    choose(monkeypatch, "getSaveFileName", (str(tmp_path / "kit.docx"), ""))
    do(inside(window), "make_kit")
    qtbot.waitUntil(lambda: recovery.kit(mara) is not None, timeout=CHILD)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=CHILD)
    sheets = sorted(tmp_path.glob("kit*.docx"))
    assert len(sheets) == (3 if shares else 1)
    qtbot.waitUntil(lambda: "kit.docx" in banners(page(window)) or "kit.1.docx" in banners(page(window)))
    assert "never proved" in page(window).kit_says()
    do(inside(window), "prove_kit")
    drill = page(window).drill
    for sheet, path in zip(drill.sheets, sheets[:2] if shares else sheets, strict=False):
        sheet.setFocus()
        qtbot.keyClicks(focused(), words_on(path))
    qtbot.keyClick(drill.prove, Qt.Key.Key_Return)
    back(qtbot, window, jobs)
    qtbot.waitUntil(lambda: "Nothing was changed but the date of this proof" in banners(inside(window)))
    assert "last proved" in page(window).kit_says()


def words_on(path: Path) -> str:
    """The words of a sheet, as a person reads them off: the cells that hold one, with its number before it."""
    cells = [cell.text.split() for table in Document(str(path)).tables for row in table.rows for cell in row.cells]
    numbered = {int(said[0].rstrip(".")): said[1] for said in cells if len(said) == 2 and said[0].rstrip(".").isdigit()}
    return " ".join(numbered[number] for number in sorted(numbered))


def test_the_desk_is_verified_with_progress(qtbot: QtBot, jobs: Jobs, mara: Desk, whole: Whole) -> None:
    editing.add(mara, "task", [{"title": "Summons"}])
    window = whole(mara, "desk")
    do(inside(window), "verify_desk")
    qtbot.waitUntil(lambda: "all hold" in banners(page(window)), timeout=CHILD)


def test_what_the_keychain_does_is_said(mara: Desk, whole: Whole) -> None:
    window = whole(mara, "desk")
    assert inside(window).actions_known.find("forget_keychain").reason == "The keychain does not open this desk."
    assert "The keychain does not open this desk." in words_of(page(window))


def test_a_mailbox_is_visited_and_what_arrived_is_looked_at_first(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = tmp_path / "box"
    box.mkdir()
    editing.add(mara, "task", [{"title": "Summons"}])
    mailbox.visit(mara, box)
    shell = window(olena, "bundles")
    screen = shell.screen_shown
    assert isinstance(screen, BundlesScreen)
    choose(monkeypatch, "getExistingDirectory", str(box))
    do(shell, "visit_mailbox")
    qtbot.waitUntil(lambda: screen.receive.part is screen.receive.review and screen.page is screen.receive, timeout=CHILD)
    qtbot.waitUntil(lambda: "1 bundle arrived." in banners(screen))
    qtbot.waitUntil(lambda: bool(screen.receive.review.model.rowCount()))
    qtbot.keyClick(screen.receive.review.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.page is screen.start, timeout=CHILD)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=CHILD)
    choose(monkeypatch, "getExistingDirectory", str(tmp_path / "elsewhere"))  # nobody is asked where the mailbox is again
    do(shell, "visit_mailbox")
    qtbot.waitUntil(lambda: not jobs.busy, timeout=CHILD)
    assert screen.page is screen.start
    assert str(box) in words_of(screen.start)
    assert mailbox.place(olena) == box
    assert "no bundle" in banners(screen).casefold() or "nothing" in banners(screen).casefold(), banners(screen)
