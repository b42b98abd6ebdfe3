"""Hearings: every session, proposed date and test call of all requests by day, in the zone one chooses and in every State's own time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import requests
from jitdesk.services.desk import Desk
from jitdesk.ui import zones
from jitdesk.ui.actions import Actions
from jitdesk.ui.dates import Today
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.models import IdTableModel
from jitdesk.ui.outcomes import touched
from jitdesk.ui.screens.hearings.clashes import Clashes
from jitdesk.ui.screens.hearings.listing import VIEWS, AgendaRow, Listing
from jitdesk.ui.screens.hearings.month import MonthStrip
from jitdesk.ui.screens.hearings.table import AgendaTable, columns
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.widgets.fields import Choice, LineEdit
from jitdesk.ui.widgets.notices import EmptyState
from jitdesk.ui.widgets.segments import Segments

_PAUSE = 150
_KINDS = ("request", "hearing", "witness", "state_profile")


class HearingsScreen(Screen):
    """The agenda of one desk."""

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Today = date.today) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._actions = actions
        self.listing = Listing(desk, today)
        self._declare(actions)
        self.views = Segments([(view, say(f"ui.hearings.view_{view}")) for view in VIEWS], say("ui.hearings.views"))
        self.filter = LineEdit(say("ui.hearings.filter"), "list-filter")
        self.filter.setAccessibleName(say("ui.action.filter_hearings"))
        self.zone = Choice()
        self.zone.setAccessibleName(say("ui.hearings.zone"))
        self.zone.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self._offer_zones((desk.card.state,))
        self.month = MonthStrip(today)
        self.model = IdTableModel(jobs, columns(today), self.listing.ids, self._rows, self)
        self.table = AgendaTable(self.model, say("ui.screen.hearings"), actions.find("filter_hearings").trigger)
        self.clashes = Clashes()
        self._pages = QStackedWidget()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._lay_out()
        self._connect()
        self.set_place(say("ui.screen.hearings"))
        self._show_row()
        jobs.read(partial(requests.team_states, desk), self, self._offer_zones)
        self.model.load()

    def panes(self) -> Sequence[QWidget]:
        return (self.table, self.views, self.filter, self.zone, self.month)

    def changed(self, outcome: object) -> None:
        ids = touched(outcome, *_KINDS)
        if ids is None or ids:
            self.model.load()

    def back(self) -> None:
        self.filter.clear()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _declare(self, actions: Actions) -> None:
        add = partial(actions.add, screen=self)
        add("open_hearing", self._open_current, "Ctrl+Return", "file-text")
        add("filter_hearings", lambda: self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason), "Ctrl+F", "list-filter")
        add("choose_zone", lambda: self.zone.setFocus(Qt.FocusReason.ShortcutFocusReason), "Ctrl+Shift+Z", "clock")
        add("go_to_month", lambda: self.month.days.setFocus(Qt.FocusReason.ShortcutFocusReason), "Ctrl+Shift+M", "calendar")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(20, 12, 20, 0)
        top.setSpacing(12)
        top.addWidget(self.views, 1)
        top.addWidget(self.filter)
        top.addWidget(self.zone)
        self.filter.setFixedWidth(self.filter.sizeHint().width() * 2)
        strip = QHBoxLayout()
        strip.setContentsMargins(20, 0, 20, 0)
        strip.addWidget(self.month)
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        listed = QWidget()
        inside = QVBoxLayout(listed)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.clashes)
        for page in (listed, EmptyState(say("ui.hearings.empty")), EmptyState(say("ui.hearings.empty_view"))):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addSpacing(8)
        column.addLayout(strip)
        column.addSpacing(4)
        column.addWidget(rule)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.views.chosen.connect(self._narrow)
        self.filter.textChanged.connect(lambda: self._pause.start())
        self.filter.returnPressed.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self._pause.timeout.connect(self._narrow)
        self.zone.activated.connect(lambda: self._narrow())
        self.month.chosen.connect(self._go_to_day)
        self.model.loaded.connect(self._loaded)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(lambda id: self._show_row())

    # -- what is shown

    def _offer_zones(self, states: Sequence[str]) -> None:
        """The zones of this desk's State, of the team's States, and UTC."""
        chosen = self.zone.value()
        self.zone.clear()
        near = [zone for state in states for zone in zones.of_state(state)[:1]]
        for zone in dict.fromkeys([*near, zones.UTC_ZONE]):
            self.zone.addItem(say("ui.hearings.in_zone", place=zones.city(zone)), zone)
        if chosen is not None:
            self.zone.set_value(chosen)
        self.listing.zone = str(self.zone.value())

    def _rows(self, keys: Sequence[int | str]) -> dict[int | str, AgendaRow]:
        return self.listing.rows(keys)

    def _narrow(self, view: str = "") -> None:
        """Another view, other words or another zone."""
        self.listing.view = self.views.current
        self.listing.words = self.filter.text()
        self.listing.zone = str(self.zone.value())
        self.model.load()

    def _loaded(self) -> None:
        any_row = bool(self.model.rowCount())
        self._pages.setCurrentIndex(0 if any_row else 2 if self.listing.anything else 1)
        self.month.show_days(self.listing.days)
        if any_row and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_row()

    @property
    def current(self) -> AgendaRow | None:
        """The row that is chosen."""
        row: AgendaRow | None = self.model.record_at(self.table.currentIndex().row())
        return row

    def _show_row(self) -> None:
        """Say what clashes with the row that is chosen, and show its month."""
        row = self.current
        self.clashes.show_row(row)
        self._actions.find("open_hearing").set_reason("" if row is not None else say("ui.hearings.choose_first"))
        if row is not None and not self.month.days.hasFocus():
            self.month.show_day(row.start.date())

    def _go_to_day(self, day: date) -> None:
        """Choose the first entry on a day, else the next one after it."""
        id = self.listing.first_of(day)
        if id is not None:
            self.table.select_key(id)

    def _open_current(self) -> None:
        if self.current is not None:
            self._open(self.current.id)

    def _open(self, id: str) -> None:
        row = self.current
        if row is not None and row.id == id:
            self.went.emit("requests", row.entry.opens)
