"""Conflicts: the list, and one after the other settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import clashing, editing, reading, rights
from jitdesk.services.clashing import Clash, Origin
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.ui.actions import Actions
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.models import Column
from jitdesk.ui.screens.conflicts import wording
from jitdesk.ui.screens.conflicts.sealed import SealedPage
from jitdesk.ui.screens.conflicts.settle import MOST_SIDES, SettlePage
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.short_lists import ShortListModel
from jitdesk.ui.widgets.buttons import IconButton
from jitdesk.ui.widgets.notices import EmptyState


class ConflictsScreen(Screen):
    """Fields that hold more than one value, and the way to settle each."""

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._today = today
        self._row = 0
        self._drafts: dict[str, str] = {}  # also where they are still on their way to the disk
        self._asked = ""  # the conflict whose page is being read
        self._wanted = ""  # the record whose conflict is to be shown
        self._declare(actions)
        self.model = ShortListModel(jobs, self._columns(), partial(clashing.listed, desk), self)
        self.table = RowTable(self.model, say("ui.screen.conflicts"))
        self.none = EmptyState(say("ui.conflicts.none"))
        self.page = SettlePage(actions, today)
        self.seal = SealedPage()
        self._opened = ""  # the record under protection that was opened; the next one is not
        self._pages = QStackedWidget()
        for page in (self.table, self.none, self.page, self.seal):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self._earlier = self._stepper("last_conflict", "chevron-up", actions)
        self._later = self._stepper("next_conflict", "chevron-down", actions)
        self.table.opened.connect(self.open)
        self.model.loaded.connect(self._loaded)
        self.page.left.connect(self.back)
        self.seal.left.connect(self.back)
        self.seal.opening.connect(self._open_protected)
        self._name()
        self.model.load()

    @property
    def settling(self) -> bool:
        """Whether a conflict is in sight, open or still sealed."""
        return self._pages.currentWidget() in (self.page, self.seal)

    @property
    def _open(self) -> bool:
        return self._pages.currentWidget() is self.page

    def bar(self) -> Sequence[QWidget]:
        return (self._earlier, self._later)

    def panes(self) -> Sequence[QWidget]:
        return self.page.panes() if self._open else (self._pages,)

    def shown(self, record: str = "") -> None:
        self._wanted = record
        if record:
            self._open_wanted()
        self._name()

    def changed(self, outcome: object) -> None:
        self.model.load()

    def save(self) -> None:
        clash = self.page.clash
        if self._open and clash is not None:
            self._drafts[clash.id] = draft = self.page.result.draft()
            self._jobs.write(partial(clashing.keep_draft, self._desk, clash, draft), self)

    def back(self) -> None:
        if self.settling:
            self.save()
            self._leave()

    def open(self, id: str) -> None:
        """Show a conflict to be settled."""
        clash: Clash | None = self.model.row_with(id)
        if clash is None:
            return
        if self.settling:
            self.save()
        self._asked = id
        self._row = self.model.row_of(id)
        if clash.sealed and clash.reference != self._opened:
            self.page.clash, self._opened = None, ""
            self.seal.show_clash(clash)
            self._turn_to(self.seal)
            return
        self._opened = clash.reference
        desk = self._desk

        def read() -> tuple[Origin | None, str, str]:
            return clashing.origin(desk, clash), clashing.draft(desk, clash), rights.refusal(desk, clash.record.compartment)

        self._jobs.read(read, self, partial(self._show, clash))

    def _show(self, clash: Clash, found: tuple[Origin | None, str, str]) -> None:
        if clash.id != self._asked:
            return
        origin, draft, right = found
        self.page.show_clash(clash, origin, self._drafts.get(clash.id, draft), right)
        self._turn_to(self.page)

    def _turn_to(self, page: SettlePage | SealedPage) -> None:
        self._pages.setCurrentWidget(page)
        self._name()
        page.take_keyboard()

    def _open_protected(self, reference: str, reason: str) -> None:
        def opened(_: object) -> None:
            self._opened = reference
            if self._asked:
                self.open(self._asked)

        log = partial(reading.open_protected, self._desk, reference, reason)
        self._jobs.write(log, self, opened, lambda failure: self.seal.block.refuse(failure.text))

    def _settle(self) -> None:
        clash = self.page.clash
        if not self._open or clash is None or self.page.result.problem():
            return
        side, value = self.page.result.side(), self.page.result.value()
        desk, reference, field = self._desk, clash.reference, clash.field

        def settle() -> Outcome:
            if side is not None and side.change:
                outcome = editing.settle(desk, reference, field, take=side.change)
            else:
                outcome = editing.settle(desk, reference, field, value=side.value if side is not None else value)
            clashing.keep_draft(desk, clash, "")
            return outcome

        self._jobs.write(settle, self, self._settled, self._refused)

    def _settled(self, outcome: Outcome) -> None:
        if self.page.clash is not None:
            self._drafts.pop(self.page.clash.id, None)
        self.page.clash = None
        self.wrote.emit(outcome)

    def _refused(self, failure: Failure) -> None:
        self.page.show_refusal(failure.text)

    def _loaded(self) -> None:
        count = self.model.rowCount()
        self.count_changed.emit(count)
        if self._wanted:
            self._open_wanted()
        if not self.settling or not count or (not self._open and self.model.row_with(self._asked) is None):
            self._leave()
        elif not self._open:
            self._row = self.model.row_of(self._asked)
        elif self.page.clash is None:
            row = self.model.key_at(min(self._row, count - 1))
            self.open(str(row))
        elif self.model.row_with(self.page.clash.id) != self.page.clash:
            self._renew(self.page.clash)
        self._name()

    def _renew(self, clash: Clash) -> None:
        """What is shown was changed elsewhere: show it anew, or go back where it is settled."""
        if self.model.row_with(clash.id) is None:
            self._leave()
        else:
            self.open(clash.id)

    def _open_wanted(self) -> None:
        found = next((clash for clash in self.model.rows() if self._wanted in (clash.record.id, clash.record.reference)), None)
        if found is not None:
            self._wanted = ""
            self.open(found.id)

    def _leave(self) -> None:
        was = self.settling
        self._asked = self._opened = ""
        shown = self.table if self.model.rowCount() else self.none
        self._pages.setCurrentWidget(shown)
        self._name()
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        if was:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, by: int) -> None:
        key = self.model.key_at(self._row + by) if self.settling else None
        if key is not None:
            self.open(str(key))

    def _name(self) -> None:
        screen = say("ui.screen.conflicts")
        count = self.model.rowCount()
        if self.isVisible():
            for button in (self._earlier, self._later):
                button.setVisible(self.settling and count > 1)
        if self.settling:
            place = say("ui.conflicts.of", n=self._row + 1, count=count)
            self.set_place(say("ui.conflicts.title"), place, screen)
        else:
            self.set_place(screen, say("ui.conflicts.count", n=count) if count else "")

    def _declare(self, actions: Actions) -> None:
        add = partial(actions.add, screen=self, in_palette=False)
        add("settle_conflict", self._settle, "Ctrl+Return", "check")
        for number in range(1, MOST_SIDES + 1):
            words = say("ui.conflicts.take_number", n=number)
            add(f"take_{number}", partial(self._take, number), f"Alt+{number}", words=words)
        add("next_conflict", lambda: self._step(1), "Alt+Down")
        add("last_conflict", lambda: self._step(-1), "Alt+Up")

    def _take(self, number: int) -> None:
        if self._open:
            self.page.take(number)

    def _stepper(self, id: str, icon: str, actions: Actions) -> IconButton:
        action = actions.find(id)
        button = IconButton(icon, f"{action.words} ({action.keys})")
        button.clicked.connect(action.trigger)
        return button

    def _columns(self) -> tuple[Column, ...]:
        today = self._today
        return (
            Column("record", say("ui.conflicts.record"), lambda c: "", lambda c: (wording.tag(c),), 260),
            Column("field", say("ui.conflicts.field"), wording.field, strong=True),
            Column("people", say("ui.conflicts.people"), wording.people, tone=lambda c: "text2"),
            Column("newest", say("ui.conflicts.newest"), lambda c: wording.newest(c, today()), width=150, tone=lambda c: "text2"),
        )
