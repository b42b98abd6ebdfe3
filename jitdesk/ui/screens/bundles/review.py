"""What bundles would change, before anything is changed: sender, numbers, records, fields, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.previewing import MOST_RECORDS, Preview, RecordChange
from jitdesk.ui import labels, values
from jitdesk.ui.actions import Actions
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.models import Column
from jitdesk.ui.paint import ChipFace, Face, TagFace
from jitdesk.ui.screens.bundles.changes import ChangesPane, decision, title
from jitdesk.ui.screens.bundles.sender import CountBar, SenderBand
from jitdesk.ui.short_lists import ShortListModel
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.progress import ProgressLine

_LIST = 448
_FACES = {"new": ("ok", ""), "changed": ("info", ""), "conflict": ("warn", "git-merge")}


@dataclass(frozen=True)
class _Row:
    change: RecordChange

    @property
    def id(self) -> str:
        return self.change.key


class ReviewPage(QWidget):
    """A preview; `accepted` and `kept` are the two decisions there are."""

    accepted = Signal()
    kept = Signal()
    cancelled = Signal()

    def __init__(self, jobs: Jobs, actions: Actions, today: Callable[[], date]) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._asked = False
        self.band = SenderBand(today)
        self.counts = CountBar()
        self.model = ShortListModel(jobs, _columns(), self._rows, self)
        self.table = RowTable(self.model, say("ui.bundles.records_name"), 36)
        self.pane = ChangesPane(today)
        self._more = Paragraph("", Role.SMALL, "text2")
        self.decision = _Decision(actions)
        self._lay_out()
        self.counts.chosen.connect(lambda state: self.model.load())
        self.model.loaded.connect(self._loaded)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda id: self.pane.area.setFocus(Qt.FocusReason.OtherFocusReason))
        self.pane.stepped.connect(self.step)
        self.decision.keep.clicked.connect(self.kept)
        self.decision.progress.cancelled.connect(self.cancelled)

    def show_preview(self, preview: Preview, files: Sequence[str]) -> None:
        """Show what these files would do."""
        self._preview = preview
        self._asked = False
        self.band.show_preview(preview, files)
        self.pane.show_record(None, preview)
        self.pane.show_notes(preview)
        total = preview.new + preview.changed
        self._more.setText(say("ui.bundles.first_of", most=MOST_RECORDS, total=f"{total:,}"))
        self._more.setVisible(total > len(preview.records))
        self.decision.rest()
        self.counts.show_preview(preview)

    def take_keyboard(self) -> None:
        """Put the keyboard on the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.table, self.pane.area, self.decision, self.counts]

    def accept_all(self) -> None:
        """Take everything in; where there are conflicts, ask once before."""
        if self._preview is None:
            return
        if self._preview.conflicts and not self._asked:
            self._asked = True
            self.decision.ask(self._preview.conflicts)
        else:
            self.accepted.emit()

    def step(self, by: int) -> None:
        """Go to the next record, or the one before."""
        row = self.table.currentIndex().row() + by
        if 0 <= row < self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(row, 0))

    def _rows(self) -> list[_Row]:
        state = self.counts.current
        records = self._preview.records if self._preview else ()
        return [_Row(record) for record in records if state in ("", record.state)]

    def _loaded(self) -> None:
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        elif not self.model.rowCount() and self._preview:
            self.pane.show_record(None, self._preview)

    def _choose(self, id: str) -> None:
        row = self.model.row_with(id)
        if self._preview is not None and row is not None:
            self.pane.show_record(row.change, self._preview)

    def _lay_out(self) -> None:
        left = QWidget()
        left.setFixedWidth(look().px(_LIST))
        listed = QVBoxLayout(left)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(0)
        listed.addWidget(self.table, 1)
        more = QVBoxLayout()
        more.setContentsMargins(20, 6, 20, 8)
        more.addWidget(self._more)
        listed.addLayout(more)
        line = QFrame()
        line.setObjectName("rule")
        line.setFixedWidth(1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(left)
        middle.addWidget(line)
        middle.addWidget(self.pane, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.counts)
        column.addLayout(middle, 1)
        column.addWidget(self.decision)


class _Decision(QWidget):
    """The bar at the bottom: nothing has been changed yet."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        accept = actions.find("accept_bundle")
        self.accept = actions.button("accept_bundle", Button(say("ui.bundles.accept_all"), Rank.PRIMARY, "check", accept.keys))
        self.keep = Button(say("ui.bundles.keep"), keys=say("ui.key.esc"))
        self.progress = ProgressLine(say("ui.bundles.accepting"))
        self._icon = IconLabel("info", "accent")
        self._title = PlainLabel("", Role.CURRENT)
        self._text = Paragraph("", tone="text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 11, 20, 11)
        row.setSpacing(8)
        for widget in (self._icon, self._title):
            row.addWidget(widget)
        row.addSpacing(4)
        row.addWidget(self._text, 1)
        row.addWidget(self.progress, 1)
        row.addWidget(self.keep)
        row.addWidget(self.accept)
        self.rest()

    def rest(self) -> None:
        """Nothing was decided yet."""
        self._say(say("ui.bundles.unchanged"), say("ui.bundles.unchanged_below"))
        self.accept.set_label(say("ui.bundles.accept_all"))
        self.show_busy(False)

    def ask(self, conflicts: int) -> None:
        """Ask once more, since there are conflicts."""
        self._say(say("ui.bundles.conflicts_wait", n=conflicts), say("ui.bundles.conflicts_wait_below"), "git-merge", "warn")
        self.accept.set_label(say("ui.bundles.accept_sure"))
        self.accept.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_busy(self, busy: bool) -> None:
        """Show that the bundles are being taken in, or that they are not."""
        self.progress.setVisible(busy)
        for widget in (self._icon, self._title, self._text):
            widget.setVisible(not busy)
        self.keep.setEnabled(not busy)
        self.accept.setEnabled(not busy and not self.accept.reason)

    def _say(self, title: str, text: str, icon: str = "info", tone: str = "accent") -> None:
        self._icon.set_icon(icon, tone)
        self._title.setText(title)
        self._text.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look().colours.window))
        painter.fillRect(0, 0, self.width(), 1, QColor(look().colours.border))
        painter.end()


def _columns() -> tuple[Column, ...]:
    return (
        Column("record", say("ui.bundles.record"), lambda r: _what(r.change), lambda r: (_tag(r.change),), tone=_tone),
        Column("state", say("ui.bundles.state_of"), lambda r: "", lambda r: (_state(r.change),), 116),
    )


def _tag(record: RecordChange) -> Face:
    named = record.about or (record.title if record.kind in ("witness", "request") else values.kind_name(record.kind))
    return TagFace(named, labels.KIND_ICONS.get(record.kind, "file-text"))


def _tone(row: _Row) -> str:
    """What takes something back is not overlooked among what is new."""
    face = decision(row.change)
    return "danger" if face is not None and face.tone == "danger" else "text"


def _what(record: RecordChange) -> str:
    if record.about:
        face = decision(record)
        return labels.joined((values.kind_name(record.kind), title(record), face.text if face else ""))
    if record.kind not in ("witness", "request"):
        return title(record)
    if record.fresh:
        return values.kind_name(record.kind)
    if len(record.fields) == 1:
        return values.field_name(record.kind, record.fields[0].field)
    return say("ui.bundles.fields_count", n=len(record.fields))


def _state(record: RecordChange) -> ChipFace:
    return ChipFace(say(f"ui.bundles.is_{record.state}"), *_FACES[record.state])
