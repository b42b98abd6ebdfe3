"""Waiting here: changes that this desk holds and has not put in force, and orders to erase; each is decided by a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import erasing, orders, quarantine
from jitdesk.services.desk import Desk
from jitdesk.services.orders import Ordered
from jitdesk.services.quarantine import Item
from jitdesk.ui import dates, labels, values
from jitdesk.ui.actions import Actions
from jitdesk.ui.children import DeskChild
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.erased import erased
from jitdesk.ui.jobs import Failure, Job, Jobs
from jitdesk.ui.lending import Loan
from jitdesk.ui.models import Column
from jitdesk.ui.paint import ChipFace, TagFace
from jitdesk.ui.screens.bundles.kept import ItemPane, OrderPane
from jitdesk.ui.short_lists import ShortListModel
from jitdesk.ui.widgets.notices import EmptyState
from jitdesk.ui.widgets.panes import ListDetail

_CHIPS = {
    "gap": ("danger", "unlink"),
    "refused": ("neutral", "ban"),
    "closed": ("warn", "hourglass"),
    "fork": ("danger", "git-merge"),
    "order": ("danger", "trash-2"),
}
_WIDER = 40


@dataclass(frozen=True)
class Row:
    """Lines that wait, or an order."""

    what: Item | Ordered

    @property
    def id(self) -> str:
        """Its name in the list."""
        return self.what.order if isinstance(self.what, Ordered) else f"{self.what.hash}/{self.what.state}"


class WaitingPage(QWidget):
    """The list and what is chosen in it; `settled` says that something was decided, `lent` that the desk is closed to erase."""

    settled = Signal(str)
    counted = Signal(int)
    lent = Signal(object)

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date]) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._actions = actions
        self._job: Job | None = None
        self.model = ShortListModel(jobs, _columns(today), self._read, self)
        self.table = RowTable(self.model, say("ui.bundles.tab_waiting"), 38)
        self.item = ItemPane(actions)
        self.order = OrderPane(actions)
        self._details = QStackedWidget()
        for pane in (QWidget(), self.item, self.order):
            self._details.addWidget(pane)
        self._panes = ListDetail(self.table, self._details, _WIDER)
        self._shown = QStackedWidget()
        self._shown.addWidget(self._panes)
        self._shown.addWidget(EmptyState(say("ui.bundles.nothing_waits")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._shown)
        self.model.loaded.connect(self._loaded)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._open)
        self.item.progress.cancelled.connect(self.cancel)
        self.order.typed.connect(self._judge)

    @property
    def current(self) -> Item | Ordered | None:
        """What is chosen."""
        row = self.model.row_with(self.table.current_id())
        return row.what if isinstance(row, Row) else None

    def load(self) -> None:
        """Read what waits."""
        self.model.load()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.table, self._details]

    def take_keyboard(self) -> None:
        """Put the keyboard on the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_detail(self) -> None:
        """In a narrow window: back to the list."""
        self._panes.set_open(False)

    def accept(self) -> None:
        """Accept what is chosen; an order is carried out once that was asked."""
        chosen = self.current
        if isinstance(chosen, Item):
            self._settle(chosen, refuse=False)
        elif isinstance(chosen, Ordered) and self.order.sure():
            self._erase(chosen)

    def refuse(self) -> None:
        """Refuse what is chosen on this desk; an order with a reason."""
        chosen = self.current
        if isinstance(chosen, Item):
            self._settle(chosen, refuse=True)
        elif isinstance(chosen, Ordered):
            reason = self.order.reason.text().strip()
            if not reason:
                self.order.want_reason()
                return
            refuse = partial(erasing.refuse, self._desk, [chosen.order], reason)
            self._jobs.write(refuse, self, lambda _: self.settled.emit(say("ui.bundles.order_spared")), self._not_refused)

    def cancel(self) -> None:
        """Stop; nothing is left half done."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.item.show_busy("")
        self._judge()

    def _settle(self, item: Item, *, refuse: bool) -> None:
        if self._job is not None:
            return
        text = say("ui.bundles.refusing" if refuse else "ui.bundles.accepting_waiting")
        child = DeskChild("quarantine", self._desk, int, hash=item.hash, refuse=refuse)
        self.item.show_busy(text)

        def done(changes: int) -> None:
            self._job = None
            self.item.show_busy("")
            self.settled.emit(say("quarantine.done_refused" if refuse else "quarantine.done_accepted", n=changes))

        progress = partial(self.item.progress.show_progress, text)
        self._job = self._jobs.run_child(child, text, self, done, self._failed, progress)

    def _failed(self, failure: Failure) -> None:
        self._job = None
        self.item.show_busy("")
        self.item.show_refusal(failure.text)

    def _not_refused(self, failure: Failure) -> None:
        self.order.show_refusal(failure.text)

    def _erase(self, order: Ordered) -> None:
        arguments = {"orders": [order.order], "number": len(order.records)}
        self.lent.emit(Loan("erase", arguments, say("ui.erase.under_way"), erased, "bundles"))

    def _read(self) -> list[Row]:
        waiting = [order for order in orders.listed(self._desk) if order.decided == orders.WAITING]
        return [*map(Row, waiting), *map(Row, quarantine.listed(self._desk))]

    def _loaded(self) -> None:
        count = self.model.rowCount()
        self._shown.setCurrentIndex(0 if count else 1)
        self.counted.emit(sum(not (isinstance(row.what, Item) and row.what.state == quarantine.REFUSED) for row in self.model.rows()))
        if count and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._choose(self.table.current_id())

    def _choose(self, id: str) -> None:
        chosen = self.current
        if isinstance(chosen, Item):
            self.item.show_item(chosen)
            self._details.setCurrentWidget(self.item)
        elif isinstance(chosen, Ordered):
            self.order.show_order(chosen)
            self._details.setCurrentWidget(self.order)
        else:
            self._details.setCurrentIndex(0)
        self._judge()

    def _open(self, id: str) -> None:
        self._panes.set_open(True)
        pane = self._details.currentWidget()
        if isinstance(pane, (ItemPane, OrderPane)):
            pane.take_keyboard()

    def _judge(self) -> None:
        """What can be decided now, and why not."""
        chosen = self.current
        accept, refuse = self._actions.find("accept_waiting"), self._actions.find("refuse_waiting")
        nothing = say("ui.bundles.choose_waiting") if chosen is None or not self.isVisible() else ""
        accept.set_reason(nothing or (self.order.lacking() if isinstance(chosen, Ordered) else ""))
        refused = isinstance(chosen, Item) and chosen.state == quarantine.REFUSED
        refuse.set_reason(nothing or (say("ui.bundles.refused_already") if refused else ""))

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._judge()

    def hideEvent(self, event: Any) -> None:
        super().hideEvent(event)
        self._judge()


def _columns(today: Callable[[], date]) -> tuple[Column, ...]:
    return (
        Column("what", say("ui.bundles.what"), lambda r: "", lambda r: (_chip(r.what),), 148),
        Column("from", say("ui.bundles.from"), lambda r: r.what.member, width=140, strong=True),
        Column("about", say("ui.bundles.records_in"), _about),
        Column("place", say("ui.bundles.place"), lambda r: "", lambda r: (TagFace(r.what.place),), 130),
        Column("size", say("ui.bundles.size"), _size, width=96, tabular=True),
        Column("until", say("ui.bundles.written"), lambda r: _until(r.what, today()), width=84, tone=lambda r: "text2"),
    )


def _chip(what: Item | Ordered) -> ChipFace:
    why = "order" if isinstance(what, Ordered) else what.why
    return ChipFace(say(f"ui.bundles.why_{why}"), *_CHIPS.get(why, ("warn", "hourglass")))


def _about(row: Row) -> str:
    """What kinds of records are concerned; an order names its own."""
    if isinstance(row.what, Ordered):
        return labels.joined(one.title or values.kind_name(one.kind) for one in row.what.records[:3])
    return labels.joined(dict.fromkeys(values.kind_name(kind) for kind, _ in row.what.records))


def _size(row: Row) -> str:
    if isinstance(row.what, Ordered):
        return say("ui.bundles.records", n=len(row.what.records))
    return say("ui.bundles.changes_sum", n=row.what.changes, count=f"{row.what.changes:,}")


def _until(what: Item | Ordered, today: date) -> str:
    return dates.short(what.until, today) if isinstance(what, Item) else ""
