"""The left pane: filters, how many are shown of how many, and the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import reading, witnesses
from jitdesk.services.desk import Desk
from jitdesk.services.witnesses import WitnessRow
from jitdesk.ui import labels
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.models import IdTableModel, Key
from jitdesk.ui.screens.witnesses.table import WITNESS, WitnessTable, columns, field
from jitdesk.ui.widgets.fields import Choice, LineEdit
from jitdesk.ui.widgets.labels import PlainLabel
from jitdesk.ui.widgets.notices import EmptyState

_PAUSE = 150


class WitnessList(QWidget):
    """The witnesses of one desk by code; `loaded` after each reading."""

    loaded = Signal()

    def __init__(self, desk: Desk, jobs: Jobs, today: Callable[[], date]) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self.whole = False  # whether the list is there to its end
        self._asked = {"custodian": "", "protection": "", "words": ""}
        self.filter = LineEdit(say("ui.witnesses.filter"), "list-filter")
        self.filter.setAccessibleName(say("ui.action.filter_witnesses"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self.custodian = Choice([(say("ui.witnesses.any_custodian"), "")])
        self.custodian.setAccessibleName(labels.label(WITNESS, field("custodian_state")))
        states = [(labels.choice(WITNESS, field("protection"), value), value) for value in field("protection").choices]
        self.protection = Choice([(say("ui.witnesses.any_protection"), ""), *states])
        self.protection.setAccessibleName(labels.label(WITNESS, field("protection")))
        self.count = PlainLabel("", tone="text2")
        self.model = IdTableModel(jobs, columns(today), self._ids, self._rows, self)
        self.table = WitnessTable(self.model, say("ui.screen.witnesses"))
        self._empty = EmptyState(say("ui.witnesses.empty"))
        self._no_hit = EmptyState(say("ui.witnesses.no_hit"))
        self._lay_out()
        self.filter.textChanged.connect(lambda: self._pause.start())
        self._pause.timeout.connect(self._filter)
        self.custodian.activated.connect(lambda: self._filter())
        self.protection.activated.connect(lambda: self._filter())
        self.model.loaded.connect(self._show)

    def load(self) -> None:
        """Read everything anew."""
        self._jobs.read(partial(witnesses.custodians, self._desk), self, self._offer)
        self._load()

    def _load(self) -> None:
        self.whole = False
        self.model.load()

    def panes(self) -> tuple[QWidget, ...]:
        """What F6 goes through here."""
        return (self.table, self.filter) if self._empty.isHidden() and self._no_hit.isHidden() else (self.filter,)

    def seek(self, id: str, done: Callable[[bool], None]) -> None:
        """Make the row of this witness the current one; `done` says whether the list holds it."""
        read = partial(witnesses.row_number, self._desk, id)
        self._jobs.read(read, self, lambda rid: done(self.table.select_key(-1 if rid is None else rid)))

    def select_first(self) -> None:
        """Make the first row the current one."""
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 0, 16, 0)
        head.setSpacing(8)
        head.addWidget(self.filter, 1)
        head.addWidget(self.custodian)
        head.addWidget(self.protection)
        head.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        for part in (self.table, self._empty, self._no_hit):
            column.addWidget(part, 1)
        self._empty.hide()
        self._no_hit.hide()

    def _ids(self, limit: int | None) -> Sequence[int]:
        return witnesses.ids(self._desk, **self._asked, limit=-1 if limit is None else limit)

    def _rows(self, keys: Sequence[Key]) -> dict[Key, WitnessRow]:
        found = witnesses.rows(self._desk, [key for key in keys if isinstance(key, int)])
        return {key: found[key] for key in keys if key in found and isinstance(key, int)}

    def _offer(self, states: Sequence[str]) -> None:
        chosen = self.custodian.value()
        self.custodian.clear()
        self.custodian.addItem(say("ui.witnesses.any_custodian"), "")
        for name, code in sorted((labels.state(state), state) for state in states):
            self.custodian.addItem(name, code)
        self.custodian.set_value(chosen if chosen in states else "")

    def _filter(self) -> None:
        asked = {"custodian": self.custodian.value(), "protection": self.protection.value(), "words": self.filter.text().strip()}
        # Replaced, not altered: a reading lane may hold the one before.
        self._asked = {name: str(value or "") for name, value in asked.items()}
        self._load()

    def _show(self) -> None:
        self.whole = True
        found, filtered = bool(self.model.rowCount()), any(self._asked.values())
        self.table.setVisible(found)
        self._empty.setVisible(not found and not filtered)
        self._no_hit.setVisible(not found and filtered)
        self._jobs.read(partial(reading.count, self._desk, "witness"), self, self._say_count)
        self.loaded.emit()

    def _say_count(self, all: int) -> None:
        self.count.setText(say("ui.witnesses.count", shown=self.model.rowCount(), n=all))
