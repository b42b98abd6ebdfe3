"""What bundles would change, before anything is changed: sender, numbers, records, fields, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.importing import REFUSED, WAITING
from jitdesk.services.previewing import MOST_RECORDS, Preview, RecordChange
from jitdesk.ui import labels, values
from jitdesk.ui.actions import Actions
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.models import Column
from jitdesk.ui.paint import ChipFace, Face, TagFace
from jitdesk.ui.screens.bundles.aloud import AloudBand
from jitdesk.ui.screens.bundles.changes import ChangesPane, decision, title
from jitdesk.ui.screens.bundles.decision import Decision
from jitdesk.ui.screens.bundles.numbers import NumbersGrid
from jitdesk.ui.screens.bundles.picks import PickModel, PickTable
from jitdesk.ui.screens.bundles.sender import CountBar, SenderBand
from jitdesk.ui.widgets.labels import Paragraph

_LIST = 448
_FACES = {"new": ("ok", ""), "changed": ("info", ""), "conflict": ("warn", "git-merge")}


@dataclass(frozen=True)
class _Row:
    change: RecordChange

    @property
    def id(self) -> str:
        return self.change.key


class ReviewPage(QWidget):
    """A preview; `decided` brings the records that are taken in (None: all) and what becomes of the rest, `kept` leaves it all as it is."""

    decided = Signal(object, str)
    kept = Signal()
    cancelled = Signal()

    def __init__(self, jobs: Jobs, actions: Actions, today: Callable[[], date]) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._asked = ""  # what was asked once more
        self._actions = actions
        self.band = SenderBand(today)
        self.aloud = AloudBand()
        self.counts = CountBar()
        self.model = PickModel(jobs, _columns(), self._rows, self)
        self.table = PickTable(self.model, say("ui.bundles.records_name"), 36)
        self.pane = ChangesPane(today)
        self.numbers = NumbersGrid()
        self._more = Paragraph("", Role.SMALL, "text2")
        self.decision = Decision(actions)
        self._lay_out()
        self.counts.chosen.connect(self.model.load)
        self.model.loaded.connect(self._loaded)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda id: self.pane.area.setFocus(Qt.FocusReason.OtherFocusReason))
        self.table.picks_changed.connect(self._judge)
        self.pane.stepped.connect(self.step)
        self.decision.keep.clicked.connect(self.kept)
        self.decision.progress.cancelled.connect(self.cancelled)

    def show_preview(self, preview: Preview, files: Sequence[str]) -> None:
        """Show what these files would do; every record is ticked."""
        self._preview = preview
        self.band.show_preview(preview, files)
        self.aloud.show_lines(preview.aloud)
        self.pane.show_record(None, preview)
        self.pane.show_notes(preview)
        self.numbers.show_numbers(preview.numbers, preview.places)
        total = preview.new + preview.changed
        self._more.setText(say("ui.bundles.first_of", most=f"{MOST_RECORDS:,}", total=f"{total:,}"))
        self._more.setVisible(total > len(preview.records))
        self.table.pick([record.key for record in preview.records])
        self.counts.show_preview(preview)

    def take_keyboard(self) -> None:
        """Put the keyboard on the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.table, self.pane.area, self.decision, self.counts]

    def accept_all(self) -> None:
        """Take everything in; where there are conflicts, ask once before."""
        if self._preview is not None and self._sure("conflicts", self._preview.conflicts):
            self.decided.emit(None, WAITING)

    def accept_ticked(self) -> None:
        """Take in what is ticked, the rest waits; where there are conflicts in it, ask once before."""
        if self._preview is not None:
            picked = [record for record in self._preview.records if record.key in self.table.picked]
            if self._sure("ticked", sum(record.state == "conflict" for record in picked)):
                self.decided.emit([f"{one.id}@{one.compartment}/{one.kind}" for one in picked], WAITING)

    def refuse(self) -> None:
        """Refuse all of it, once that was asked."""
        if self._preview is not None and self._sure("refuse", 1):
            self.decided.emit([], REFUSED)

    def _sure(self, what: str, concerned: int) -> bool:
        """Whether it is decided: what concerns conflicts, or refuses, is asked once more."""
        if not concerned or self._asked == what:
            return True
        self._asked = what
        self.decision.ask(what, concerned)
        return False

    def rest(self) -> None:
        """Nothing was decided yet."""
        self._judge()

    def _judge(self) -> None:
        """What is ticked has changed: what was asked is no longer what is meant."""
        self._asked = ""
        records = self._preview.records if self._preview else ()
        picked = sum(record.key in self.table.picked for record in records)
        reason = "" if picked else say("ui.bundles.none_ticked" if records else "ui.bundles.nothing_to_tick")
        if records and picked == len(records):
            reason = say("ui.bundles.all_ticked")
        self._actions.find("accept_ticked").set_reason(reason)
        self.decision.rest(picked, len(records))

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
        if self.model.rowCount():
            if not self.table.currentIndex().isValid():
                self.table.setCurrentIndex(self.model.index(0, 0))
            self._choose(self.table.current_id())  # an empty list may have been shown in between
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
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        listed.addWidget(rule)
        listed.addWidget(self.numbers)
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
        column.addWidget(self.aloud)
        column.addWidget(self.counts)
        column.addLayout(middle, 1)
        column.addWidget(self.decision)


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
