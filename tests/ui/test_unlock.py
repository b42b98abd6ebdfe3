"""The unlock screen as a person uses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from jitdesk.kernel.errors import NotUnlocked
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.unlock import DeskEntry, UnlockScreen
from tests.ui.test_jobs import Waiting


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Lock:
    """Opens at "open sesame" alone; remembers what was tried."""

    def __init__(self) -> None:
        self.tried: list[tuple[Path, str, bool]] = []

    def __call__(self, desk: Path, passphrase: str, remember: bool) -> Attempt:
        self.tried.append((desk, passphrase, remember))
        return Attempt(passphrase == "open sesame")


class Attempt:
    """One try, without a child process."""

    def __init__(self, right: bool) -> None:
        self._right = right

    def run(self, progress: Callable[[int, int], None]) -> str:
        if not self._right:
            raise NotUnlocked("keyslots.wrong_passphrase")
        return "the desk"

    def cancel(self) -> None:
        """It is over at once."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lock() -> Lock:
    return Lock()


@pytest.fixture
def screen(qtbot: QtBot, jobs: Jobs, clock: Clock, lock: Lock) -> UnlockScreen:
    desks = [DeskEntry(Path("/desks/sava"), "JIT Sava River"), DeskEntry(Path("/desks/drina"), "JIT Drina")]
    page = UnlockScreen(desks, jobs, clock)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.take_keyboard()
    page.ready(lock, lambda path: path.name == "drina", lambda path: Attempt(True))
    return page


def test_typing_and_enter_open_the_desk(qtbot: QtBot, screen: UnlockScreen, lock: Lock) -> None:
    qtbot.keyClicks(screen.passphrase.edit, "open sesame")
    with qtbot.waitSignal(screen.opened) as opened:
        qtbot.keyClick(screen.passphrase.edit, Qt.Key.Key_Return)
    assert opened.args == ["the desk"]
    assert lock.tried == [(Path("/desks/sava"), "open sesame", False)]
    assert screen.passphrase.text() == ""


def test_the_passphrase_has_the_keyboard_and_tab_reaches_everything(qtbot: QtBot, screen: UnlockScreen) -> None:
    qtbot.waitUntil(screen.passphrase.edit.hasFocus)
    reached = []
    for _ in range(7):
        focus = screen.focusWidget()
        assert focus is not None
        reached.append(focus)
        assert focus.accessibleName()
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    links = [screen.other_link, screen.create_link, screen.join_link]
    assert reached == [screen.passphrase.edit, screen.remember, screen.button, *links, screen.desk]
    assert screen.focusWidget() is screen.passphrase.edit
    qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_Backtab)
    assert screen.focusWidget() is screen.desk


def test_a_wrong_passphrase_says_so_and_the_wait_grows(qtbot: QtBot, screen: UnlockScreen, clock: Clock, lock: Lock) -> None:
    waits = []
    for _ in range(4):
        screen.passphrase.edit.setText("wrong")
        qtbot.keyClick(screen.passphrase.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not screen.button.isEnabled() and bool(screen.passphrase.wrong()) and not screen.progress.isVisible())
        waits.append(screen.passphrase.wrong())
        tried = len(lock.tried)
        qtbot.keyClick(screen.passphrase.edit, Qt.Key.Key_Return)
        assert len(lock.tried) == tried
        clock.now += 60
        screen.tick()
        assert screen.button.isEnabled()
    assert [w.split(".")[-2].split()[-2] for w in waits] == ["1", "2", "4", "8"]


def test_nothing_typed_is_said_at_once(qtbot: QtBot, screen: UnlockScreen, lock: Lock) -> None:
    qtbot.mouseClick(screen.button, Qt.MouseButton.LeftButton)
    assert screen.passphrase.wrong()
    assert lock.tried == []


def test_alt_r_shows_and_hides(qtbot: QtBot, screen: UnlockScreen) -> None:
    edit = screen.passphrase.edit
    qtbot.waitUntil(edit.hasFocus)
    qtbot.keyClick(edit, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert edit.echoMode() == QLineEdit.EchoMode.Normal
    qtbot.keyClick(edit, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert edit.echoMode() == QLineEdit.EchoMode.Password


def test_caps_lock_is_noticed_from_what_the_keys_bring(qtbot: QtBot, screen: UnlockScreen) -> None:
    caps = screen.passphrase._caps
    qtbot.keyClick(screen.passphrase.edit, "a")
    assert not caps.isVisible()
    qtbot.keyClick(screen.passphrase.edit, "A")
    assert caps.isVisible()
    qtbot.keyClick(screen.passphrase.edit, "A", Qt.KeyboardModifier.ShiftModifier)
    assert not caps.isVisible()


def test_esc_cancels_and_the_page_can_be_used_again(qtbot: QtBot, screen: UnlockScreen) -> None:
    waiting = Waiting()
    screen.ready(lambda *_: waiting, lambda _: False, lambda _: waiting)
    screen.passphrase.edit.setText("anything")
    qtbot.keyClick(screen.passphrase.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(waiting.begun.is_set)
    assert screen.progress.isVisible()
    assert not screen.passphrase.isEnabled()
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert waiting.ended.is_set()
    assert screen.passphrase.isEnabled()
    assert not screen.progress.isVisible()


def test_a_remembered_desk_offers_the_keychain(qtbot: QtBot, screen: UnlockScreen) -> None:
    assert not screen.keychain_link.isVisible()
    screen.desk.choose(screen.desk._desks[1])
    assert screen.keychain_link.isVisible()
    with qtbot.waitSignal(screen.opened):
        qtbot.mouseClick(screen.keychain_link, Qt.MouseButton.LeftButton)


def test_while_the_program_loads_the_button_says_why_it_waits(qtbot: QtBot, jobs: Jobs) -> None:
    page = UnlockScreen([DeskEntry(Path("/desks/sava"), "JIT Sava River")], jobs)
    qtbot.addWidget(page)
    assert not page.button.isEnabled()
    assert page.button.reason == page.button.accessibleDescription() != ""
