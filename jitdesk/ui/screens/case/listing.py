"""One list of the case: a filter, how many are shown, and the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.domain.states import STATES as ALL_STATES
from jitdesk.kernel.words import say
from jitdesk.services import case_records, state_pages
from jitdesk.services.desk import Desk
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import look
from jitdesk.ui.models import IdTableModel, Key
from jitdesk.ui.outcomes import touched
from jitdesk.ui.screens.case.table import STATES, columns
from jitdesk.ui.widgets.fields import LineEdit
from jitdesk.ui.widgets.labels import PlainLabel
from jitdesk.ui.widgets.notices import EmptyState

_PAUSE = 150
_FILTER = 420
_OF_STATES = ("agreement", "request", "state_profile")  # what the list of States is made from


class CaseList(QWidget):
    """The records of one kind, or the States; read when it is first shown."""

    loaded = Signal()
    began = Signal()  # the action of an empty list

    def __init__(self, view: str, desk: Desk, jobs: Jobs, today: Callable[[], date]) -> None:
        super().__init__()
        self.view = view
        self._desk = desk
        self._jobs = jobs
        self._words = ""
        self._read = False
        self.filter = LineEdit(say(f"ui.case.filter_{view}"), "list-filter")
        self.filter.setAccessibleName(say(f"ui.case.filter_{view}"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self.count = PlainLabel("", tone="text2")
        self.model = IdTableModel(jobs, columns(view, today), self._ids, self._rows, self)
        self.table = CaseTable(self.model, say(f"ui.case.view_{view}"))
        self._pages = QStackedWidget()
        empty = EmptyState(say(f"ui.case.empty_{view}"), "" if view == STATES else say(f"ui.case.new_{view}"), "plus")
        empty.acted.connect(self.began)
        for page in (self.table, empty, EmptyState(say("ui.case.no_hit"))):
            self._pages.addWidget(page)
        self._lay_out()
        self.filter.textChanged.connect(lambda: self._pause.start())
        self._pause.timeout.connect(self._filter)
        self.model.loaded.connect(self._show)

    def begin(self) -> None:
        """Read the list, if that was not done yet."""
        if not self._read:
            self.load()

    def load(self) -> None:
        """Read everything anew."""
        self._read = True
        self.model.load()

    def changed(self, outcome: object) -> None:
        """Records changed: show what is touched as it is now, where the list was read at all."""
        ids = touched(outcome, *(_OF_STATES if self.view == STATES else (self.view,)))
        if self._read and ids is None:
            self.model.load()
        elif self._read and ids:
            self.model.refresh(ALL_STATES if self.view == STATES else ids)

    def panes(self) -> tuple[QWidget, ...]:
        """What F6 goes through here."""
        return (self.table, self.filter) if self._pages.currentWidget() is self.table else (self.filter,)

    def seek(self, id: str) -> None:
        """Make the row of this record the current one, where the list holds it."""
        if self.view == STATES:
            self._select(id)
        else:
            self._jobs.read(partial(case_records.row_number, self._desk, id, self.view), self, self._select)

    def _select(self, key: Key | None) -> None:
        self.table.select_key(-1 if key is None else key)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 0, 20, 0)
        head.setSpacing(12)
        self.filter.setFixedWidth(look().px(_FILTER))
        head.addWidget(self.filter)
        head.addWidget(self.count)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._pages, 1)

    def _ids(self, limit: int | None) -> Sequence[Key]:
        most = -1 if limit is None else limit
        if self.view == STATES:
            return state_pages.ids(self._desk, self._words, most)
        return case_records.ids(self._desk, self.view, self._words, most)

    def _rows(self, keys: Sequence[Key]) -> Mapping[Key, Any]:
        if self.view == STATES:
            return dict(state_pages.rows(self._desk, [str(key) for key in keys]).items())
        return dict(case_records.rows(self._desk, self.view, [key for key in keys if isinstance(key, int)]).items())

    def _filter(self) -> None:
        self._words = self.filter.text().strip()
        self.load()

    def _show(self) -> None:
        found = self.model.rowCount()
        self._pages.setCurrentIndex(0 if found else 2 if self._words else 1)
        self.count.setText(say("ui.case.count", n=found) if found else "")
        if found and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self.loaded.emit()


class CaseTable(RowTable):
    """The rows; single letters stand for actions while it has the keyboard."""

    typed = Signal(str)

    def __init__(self, model: IdTableModel, name: str) -> None:
        super().__init__(model, name)
        self.setAccessibleDescription(say("ui.case.list_keys"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.modifiers().value and event.text().casefold() in ("n", "/"):
            self.typed.emit(event.text().casefold())
        else:
            super().keyPressEvent(event)
