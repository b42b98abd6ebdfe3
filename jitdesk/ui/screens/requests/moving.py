"""Moving the request that is open on in its life: the actions with their reasons, the menu of what may follow, the form of the step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from jitdesk.domain.life import FOLLOWS, FROZEN
from jitdesk.domain.life import status as status_of
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import versions
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.requests import RequestPage
from jitdesk.ui.actions import Actions
from jitdesk.ui.dates import Today
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.linked import LinkedNames
from jitdesk.ui.screens.requests.compared import ComparedDialog
from jitdesk.ui.screens.requests.move_on import MoveOnDialog, begins_version
from jitdesk.ui.screens.requests.opening import Opened
from jitdesk.ui.texts import button_text
from jitdesk.ui.widgets.buttons import Button

MOVES = ("move_on", "new_version", "supplement", "compare_versions")


class Moving(QObject):
    """`wrote` brings what came of a step, `begun` the request that supplements another; `commit` keeps what is being typed before."""

    wrote = Signal(object)
    begun = Signal(object)

    def __init__(
        self, screen: QWidget, desk: Desk, jobs: Jobs, actions: Actions, today: Today, names: LinkedNames, commit: Callable[[], None]
    ) -> None:
        super().__init__(screen)
        self._screen, self._desk, self._jobs, self._today, self._names, self._commit = screen, desk, jobs, today, names, commit
        self._page: RequestPage | None = None
        self._move = actions.add("move_on", self._show_menu, "Ctrl+M", "arrow-right", screen)
        self._version = actions.add("new_version", lambda: self.ask("draft"), icon="file-plus", screen=screen)
        self._supplement = actions.add("supplement", self._begin, icon="file-plus", screen=screen)
        self._compare = actions.add("compare_versions", self._ask_versions, icon="history", screen=screen)
        self._frozen: Sequence[int] = ()  # numbers of the versions that were frozen
        self.menu = QMenu(screen)
        self.anchor: QWidget = screen  # the button below which the menu stands where no other was used

    def show_page(self, opened: Opened | None) -> None:
        """The request that is open now, if one is: what can be done with it, and why the rest cannot."""
        page = self._page = opened.page if opened is not None else None
        self._frozen = sorted({int(version.get("number", 1)) for version in opened.life.papers.versions}) if opened is not None else ()
        for action, reason in ((self._move, _move), (self._version, _version), (self._supplement, _supplement)):
            action.set_reason(say("ui.requests.open_first") if page is None else page.refusal or reason(page.record))
        none = "" if self._frozen else say("ui.life.none_frozen")
        self._compare.set_reason(say("ui.requests.open_first") if page is None else none)

    def ask(self, status: str) -> None:
        """Ask what goes with a status, and move the request to it."""
        if self._page is None:
            return
        self._commit()
        page = self._page
        dialog = MoveOnDialog(self._screen, self._desk, self._jobs, page.record, status, self._today, self._names, page.states)
        dialog.moved.connect(self.wrote)
        dialog.attached.connect(lambda: self.wrote.emit(None))
        dialog.open()

    def _show_menu(self) -> None:
        """What may follow, below the button that was used, else below the one in the top bar."""
        if self._page is None:
            return
        self.menu.clear()
        for status in FOLLOWS[status_of(self._page.record)]:
            anew = begins_version(self._page.record, status)
            words = say("ui.action.new_version") if anew else say("ui.life.to", status=say(f"choice.request.status.{status}"))
            action = QAction(button_text(words), self.menu)
            action.setData(status)
            action.triggered.connect(partial(self._asked, status))
            self.menu.addAction(action)
        self.menu.setActiveAction(self.menu.actions()[0])
        used = self._screen.window().focusWidget()
        near = used if isinstance(used, Button) and used.text() == self._move.text() else self.anchor
        self.menu.popup(near.mapToGlobal(QPoint(0, near.height() + 4)))

    def _asked(self, status: str, checked: bool = False) -> None:
        self.ask(status)

    def _ask_versions(self) -> None:
        if self._page is not None:
            self._commit()
            reference, names = self._page.record.reference, self._names.texts
            ComparedDialog(self._screen, self._desk, self._jobs, reference, self._frozen, names, self._today).open()

    def _begin(self) -> None:
        if self._page is not None:
            self._commit()
            self._jobs.write(partial(versions.supplement, self._desk, self._page.record.reference), self, self._begun)

    def _begun(self, outcome: Outcome) -> None:
        self.begun.emit(outcome)


def _move(request: Record) -> str:
    if "status" in request.conflicts:
        return say("ui.life.conflict")
    return "" if FOLLOWS[status_of(request)] else say("ui.life.closed")


def _version(request: Record) -> str:
    if status_of(request) not in FROZEN:
        return say("ui.life.still_draft")
    if "status" in request.conflicts:
        return say("ui.life.conflict")
    return (
        ""
        if "draft" in FOLLOWS[status_of(request)]
        else say("ui.life.no_version", status=say(f"choice.request.status.{status_of(request)}"))
    )


def _supplement(request: Record) -> str:
    return "" if status_of(request) in FROZEN else say("ui.life.still_draft")
