"""The inside of the window on a real desk, and a person's hands: what has the keyboard, what the file dialog answers, what is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Protocol

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.services.desk import Desk
from jitdesk.ui import furnish
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.requests import RequestsScreen
from jitdesk.ui.screens.unlock import DeskEntry
from jitdesk.ui.shell import Entry, Person, Shell
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.window import Opened, Window
from tests.ui.at_home import at_home

TODAY = date(2026, 11, 19)
CHILD = 30_000  # ms; a child process starts, reads and ends
Open = Callable[[Desk, str], Shell]


class Whole(Protocol):
    """Opens the whole window on a desk, at one screen if one is named."""

    def __call__(self, desk: Desk, screen: str = "") -> Window: ...


def put_up(qtbot: QtBot, window: QWidget, width: int = 1366, height: int = 768) -> None:
    """Show a window of this size and give it the keyboard; it goes with the test."""
    qtbot.addWidget(window)
    window.resize(width, height)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()


def opener(qtbot: QtBot, jobs: Jobs) -> Open:
    """Opens the window's inside on a desk, at one screen."""

    def opened(desk: Desk, screen: str) -> Shell:
        shell = furnish.shell(Opened(at_home(desk), furnish._person(desk)), jobs, 300)
        put_up(qtbot, shell)
        shell.go(screen)
        qtbot.waitUntil(lambda: not jobs.busy, timeout=CHILD)
        return shell

    return opened


def request_in_window(qtbot: QtBot, jobs: Jobs, desk: Desk, id: str) -> tuple[Shell, RequestsScreen]:
    """The editor of a request, or of what stands around one, in a window as small as it may be."""
    entries = [Entry("requests", "file-text", lambda actions: RequestsScreen(desk, jobs, actions, lambda: TODAY))]
    shell = Shell(Person("JIT Sava River", "Mara Kos", "Slovenia"), entries, jobs)
    put_up(qtbot, shell, 1280, 720)
    shell.go("requests", id)
    screen = shell.screen_shown
    assert isinstance(screen, RequestsScreen)
    qtbot.waitUntil(lambda: screen.editing)
    return shell, screen


def plain(text: str) -> str:
    """A sentence without the marks that keep codes and names whole."""
    return text.replace("\u2068", "").replace("\u2069", "")


@contextmanager
def whole_window(qtbot: QtBot, jobs: Jobs) -> Iterator[Whole]:
    """Opens the whole window, which closes and opens the desk by itself, at one screen; closes it at the end."""
    made: list[Window] = []

    def opened(desk: Desk, screen: str = "") -> Window:
        at_home(desk)
        window = Window([DeskEntry(desk.folder, "Sava", datetime.now(UTC))], jobs, desk.folder.parent)
        made.append(window)
        qtbot.addWidget(window)
        window.furnish(furnish.doors(300))
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.show_desk(Opened(desk, furnish._person(desk)))
        if screen:
            inside(window).go(screen)
        qtbot.waitUntil(lambda: not jobs.busy, timeout=CHILD)
        return window

    yield opened
    for window in made:
        window.close()


def inside(window: Window) -> Shell:
    """What the window shows of the open desk."""
    shell = window.page
    assert isinstance(shell, Shell)
    return shell


def focused() -> QWidget:
    """What has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def choose(monkeypatch: pytest.MonkeyPatch, what: str, chosen: object) -> None:
    """Let the system's file dialog answer at once."""
    monkeypatch.setattr(QFileDialog, what, staticmethod(lambda *arguments: chosen))


def banners(widget: QWidget) -> str:
    """What the banners in sight say."""
    return " ".join(banner.text() for banner in widget.findChildren(Banner) if banner.isVisible())


def words_of(part: QWidget) -> str:
    """What a screen reader finds in a part."""
    return "\n".join(widget.accessibleName() for widget in part.findChildren(QWidget) if widget.isVisible())


def do(shell: Shell, action: str) -> None:
    """Choose an action, as the palette does: it must answer here, and be possible."""
    found = next(one for one in shell.actions_known.here() if one.id == action)
    assert found.in_palette
    assert not found.reason, found.reason
    found.trigger()


def dialog(kind: type[QWidget]) -> QWidget:
    """The dialog of this kind that is open."""
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible())
