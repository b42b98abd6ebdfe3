"""The one window: what is before a desk is unlocked, the desk itself, and the way back when it is locked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.icons import icon
from jitdesk.ui.jobs import Failure, Jobs, Long
from jitdesk.ui.lending import Lent, LentPage, Loan, Returned
from jitdesk.ui.look import look
from jitdesk.ui.screens.unlock import DeskEntry, Unlock, UnlockScreen
from jitdesk.ui.screens.welcome import Welcome

# The first page is painted before what it does not need is loaded.
if TYPE_CHECKING:
    from jitdesk.services.desk import Desk, Unlocked
    from jitdesk.ui.screens.first_run import FirstRun, Make
    from jitdesk.ui.shell import Person, Shell


@dataclass(frozen=True)
class Opened:
    """A desk that was unlocked, what was read of it for the window's frame, and what its owner is to be told at once ("" for nothing)."""

    desk: Desk
    person: Person
    news: str = ""


@dataclass(frozen=True)
class Doors:
    """What can be done while no desk is unlocked, each the long work of a child process; `shell` furnishes the window for an open desk."""

    unlock: Unlock
    create: Make
    join: Make
    remembered: Callable[[Path], bool]
    unlock_by_keychain: Callable[[Path], Long[object]]
    shell: Callable[[Opened, Jobs], Shell]
    lend: Callable[[Path, Unlocked, Loan], Lent]


class Window(QMainWindow):
    """Shows the unlock screen (or the welcome where no desk is known), then the desk."""

    painted = Signal()
    opened = Signal(object, str)  # Path, label

    def __init__(self, desks: Sequence[DeskEntry], jobs: Jobs, home: Path) -> None:
        super().__init__()
        self._desks = list(desks)
        self._jobs = jobs
        self._home = home
        self._doors: Doors | None = None
        self._reason = say("ui.unlock.loading")
        self._open: Desk | None = None
        self._shell: Shell | None = None
        self._forms: FirstRun | None = None
        self._told = False
        self._pages = QStackedWidget()
        self.setCentralWidget(self._pages)
        self.setWindowTitle(say("ui.name"))
        self.setWindowIcon(icon("mark", look().colours.accent, 64))
        self.setMinimumSize(800, 560)
        self.resize(1366, 768)
        self.show_entrance()

    def furnish(self, doors: Doors) -> None:
        """The program is loaded: desks can be opened and made."""
        self._doors = doors
        self._reason = ""
        self._tell_page()

    def unable(self, reason: str) -> None:
        """The program could not be loaded, for this reason."""
        self._reason = reason
        self._tell_page()

    @property
    def page(self) -> QWidget | None:
        """The page in sight."""
        return self._pages.currentWidget()

    def show_entrance(self) -> None:
        """Show what stands before a desk is unlocked."""
        if self._desks:
            self.show_unlock()
        else:
            page = Welcome()
            page.create_asked.connect(self.show_create)
            page.join_asked.connect(self.show_join)
            page.open_asked.connect(self.show_unlock)
            self._show(page)
            page.take_keyboard()

    def show_unlock(self) -> None:
        """Show the unlock screen."""
        page = UnlockScreen(self._desks, self._jobs)
        page.opened.connect(self.show_desk)
        page.create_asked.connect(self.show_create)
        page.join_asked.connect(self.show_join)
        self._show(page)
        self._tell_page()
        page.take_keyboard()

    def show_create(self) -> None:
        """Show the form for a new team."""
        page = self._first_run()
        page.show_form(page.create_form)

    def show_join(self) -> None:
        """Show the form for joining a team."""
        page = self._first_run()
        page.show_form(page.join_form)

    def show_desk(self, opened: Opened) -> None:
        """Show an unlocked desk."""
        assert self._doors is not None
        self._open = opened.desk
        self._shell = shell = self._doors.shell(opened, self._jobs)
        shell.locked.connect(self.lock)
        shell.lent.connect(self.lend)
        self._note(opened.desk.folder, opened.person.team)
        self._show(shell)

    def tell_unexpected(self, code: str) -> None:
        """Something went wrong that nobody foresaw: show the code under which it was kept."""
        if self._shell is not None:
            self._shell.notify(say("ui.unexpected", code=code), tone="danger")

    def lock(self) -> None:
        """Close the desk and show the unlock screen; a dialog that is open goes with it."""
        self._jobs.forget()
        self._close_desk()
        self.show_entrance()

    def lend(self, loan: Loan) -> None:
        """Close the desk, have the work done, and show the desk again."""
        if self._open is None or self._shell is None or self._doors is None:
            return
        self._shell.save()
        self._jobs.forget()
        lent = self._doors.lend(self._open.folder, self._open.unlocked, loan)
        self._close_desk()
        page = LentPage(loan.text)
        page.stopped.connect(lent.stop)
        self._show(page)
        page.take_keyboard()

        def back(returned: Returned) -> None:
            self._take_back(loan, returned)

        self._jobs.run_child(lent, loan.text, page, back, self._lost, page.show_progress)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._told:
            self._told = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._shell is not None:
            self._shell.save()
        self._jobs.close()
        self._close_desk()
        super().closeEvent(event)

    def _take_back(self, loan: Loan, returned: Returned) -> None:
        self.show_desk(returned.opened)
        if self._shell is not None:
            self._shell.go(loan.screen)
            self._shell.notify(returned.sentence, tone="ok" if returned.done else "danger")

    def _lost(self, failure: Failure) -> None:
        """The desk could not be opened again: it is unlocked like any other, and the reason stands there."""
        self.show_unlock()
        if isinstance(self.page, UnlockScreen):
            self.page.tell(failure.text)

    def _note(self, folder: Path, label: str) -> None:
        entry = DeskEntry(folder, label, datetime.now(UTC))
        self._desks = [entry, *(desk for desk in self._desks if desk.path != folder)]
        self.opened.emit(folder, label)

    def _first_run(self) -> FirstRun:
        from jitdesk.ui.screens.first_run import FirstRun

        self._forms = page = FirstRun(self._jobs, self._home)
        page.opened.connect(self.show_desk)
        page.left.connect(self.show_entrance)
        self._show(page)
        self._tell_page()
        return page

    def _tell_page(self) -> None:
        """Give the page in sight the means to open or make desks, or the reason why there are none."""
        page, doors = self.page, self._doors
        if isinstance(page, UnlockScreen):
            if doors is not None:
                page.ready(doors.unlock, doors.remembered, doors.unlock_by_keychain)
            else:
                page.unable(self._reason)
        elif page is not None and page is self._forms:
            if doors is not None:
                self._forms.ready(doors.create, doors.join)
            else:
                self._forms.unable(self._reason)

    def _close_desk(self) -> None:
        self._shell = None
        if self._open is not None:
            from jitdesk.services import sealing

            desk, self._open = self._open, None
            sealing.lock(desk)

    def _show(self, page: QWidget) -> None:
        before = self._pages.currentWidget()
        self._pages.setCurrentIndex(self._pages.addWidget(page))
        if before is not None:
            # Nothing of a locked desk stays in a widget.
            self._pages.removeWidget(before)
            before.deleteLater()
