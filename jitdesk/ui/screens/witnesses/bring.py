"""Bringing records in from a table: what each row would do is seen before any of it is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import bringing_columns, bringing_values
from jitdesk.services.desk import Desk
from jitdesk.ui.children import DeskChild
from jitdesk.ui.jobs import Failure, Job, Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.witnesses.bring_columns import BringColumns
from jitdesk.ui.screens.witnesses.bring_rows import BringRows, rows_of, without_options
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.fields import Choice, Field, LineEdit
from jitdesk.ui.widgets.labels import ElidedLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.progress import ProgressLine

_SIDE, _WIDTH, _HEIGHT = 304, 1120, 660
_SHEETS = ("table.which_sheet", "table.no_sheet")
_PROTECTED = "bring.protected"


class BringDialog(QDialog):
    """Shows what a file would do as it is mapped, and does it; `brought` tells that it did."""

    brought = Signal()

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs, path: Path, places: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(say("ui.bring.title"))
        self._desk, self._jobs, self._path = desk, jobs, path
        self._job: Job | None = None
        self._seen = ""  # the hash of the file as it was shown
        self.kind = Choice([(say("ui.bring.told_by_headings"), ""), *((say(f"kind.{kind}"), kind) for kind in bringing_columns.KINDS)])
        self.sheet = LineEdit()
        self.place = Choice([(say("ui.bring.beside"), ""), *((name, id) for id, name in places)])
        self.order = Choice(
            [(say("ui.bring.order_none"), ""), *((say(f"ui.bring.order_{order}"), order) for order in bringing_values.ORDERS)]
        )
        self.reason = LineEdit()
        self.columns = BringColumns()
        self.rows = BringRows(jobs)
        self.go_on = Button(say("ui.bring.do"), Rank.PRIMARY, "check")
        self.close_button = Button(say("ui.cancel"))
        self.refusal = Banner(" ", tone="danger")
        self.note = Banner(" ", tone="warn")
        self.counts = Paragraph("", tone="text2")
        self._progress = ProgressLine(say("ui.bring.reading"))
        self._lay_out(parent, several=len(places) > 1)
        self._connect()
        self._read()

    def reject(self) -> None:
        if self._job is not None:
            self._job.cancel()
        super().reject()

    def _connect(self) -> None:
        self.kind.activated.connect(lambda: self._begin_anew())
        self.sheet.returnPressed.connect(self._begin_anew)
        self.place.activated.connect(lambda: self._read())
        self.order.activated.connect(lambda: self._read())
        self.reason.returnPressed.connect(self._read)
        self.columns.chosen.connect(self._read)
        self.go_on.clicked.connect(self._bring)
        self.close_button.clicked.connect(self.reject)
        self._progress.cancelled.connect(self.reject)

    # -- what it does

    def _begin_anew(self) -> None:
        self.columns.forget()
        self._read()

    def _read(self) -> None:
        self._start(say("ui.bring.reading"), self._show, None)

    def _bring(self) -> None:
        self._start(say("ui.bring.doing"), self._done, self._seen)

    def _start(self, text: str, done: Any, seen: str | None) -> None:
        if self._job is not None:
            self._job.cancel()
        self.go_on.set_reason(text)
        self._progress.show_progress(text, 0, 0)
        self._progress.show()
        asked = {"kind": self.kind.value(), "sheet": self.sheet.text().strip(), "fields": self.columns.said, "order": self.order.value()}
        asked |= {"compartment": self.place.value(), "reason": self.reason.text().strip(), "seen": seen}
        child = DeskChild("bring", self._desk, dict, path=str(self._path), **asked)

        def tell(so_far: int, total: int) -> None:
            self._progress.show_progress(text, so_far, total)

        self._job = self._jobs.run_child(child, text, self, done, self._failed, tell)

    def _show(self, found: dict[str, Any]) -> None:
        self._job = None
        self._seen = found["hash"]
        self._progress.hide()
        self.refusal.hide()
        self.kind.set_value(found["kind"])
        self.columns.show_columns(found["kind"], [one for one in found["columns"] if one["heading"] or one["field"]])
        self.rows.show_rows(rows_of(found))
        self.note.set_text(" ".join(found["notes"]) or " ")
        self.note.setVisible(bool(found["notes"]))
        counts = {name: found["counts"].get(name, 0) for name in ("new", "changed", "same", "refused")}
        why_not = _why_not(counts)
        told = say("ui.bring.counts", **{name: f"{count:,}" for name, count in counts.items()})
        self.counts.setText(f"{told}\n{why_not}".strip())
        protected = any(one["key"] == _PROTECTED for row in found["rows"] for one in row["problems"])
        self._reason.setVisible(protected or bool(self.reason.text().strip()))
        self.go_on.set_reason(why_not)

    def _failed(self, failure: Failure) -> None:
        self._job = None
        self._progress.hide()
        self.refusal.set_text(without_options(failure.text))
        self.refusal.show()
        self._sheet.setVisible(failure.key in _SHEETS or bool(self.sheet.text()))
        self.go_on.set_reason(failure.text)

    def _done(self, found: dict[str, Any]) -> None:
        self._job = None
        self.brought.emit()
        self.accept()

    # -- how it looks

    def _lay_out(self, parent: QWidget, *, several: bool) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(24, 20, 24, 12)
        head.setSpacing(2)
        head.addWidget(PlainLabel(say("ui.bring.title"), Role.TITLE))
        head.addWidget(ElidedLabel(self._path.name, Role.BODY, "text2"))
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self._side(several))
        middle.addWidget(self.rows, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(_Line())
        whole.addLayout(middle, 1)
        whole.addWidget(_Line())
        whole.addLayout(self._foot())
        room = parent.window().size()
        self.resize(min(look().px(_WIDTH), room.width() - 40), min(look().px(_HEIGHT), room.height() - 40))

    def _side(self, several: bool) -> QScrollArea:
        self._sheet = Field(say("ui.bring.sheet"), self.sheet, say("ui.bring.enter"))
        self._reason = Field(say("ui.bring.reason"), self.reason, say("ui.bring.reason_hint"))
        place = Field(say("ui.bring.place"), self.place)
        place.setVisible(several)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(24, 14, 16, 14)
        column.setSpacing(12)
        for field in (Field(say("ui.bring.kind"), self.kind), self._sheet, place, Field(say("ui.bring.order"), self.order), self._reason):
            column.addWidget(field)
        column.addWidget(PlainLabel(say("ui.bring.columns"), Role.CURRENT))
        column.addWidget(self.columns)
        column.addStretch(1)
        self._sheet.hide()
        self._reason.hide()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFixedWidth(look().px(_SIDE))
        scroll.setWidget(side)
        return scroll

    def _foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(24, 12, 24, 16)
        foot.setSpacing(10)
        for widget in (self.note, self.refusal, self._progress):
            widget.hide()
            foot.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.counts, 1)
        row.addWidget(self.close_button)
        row.addWidget(self.go_on)
        foot.addLayout(row)
        return foot


def _why_not(counts: dict[str, int]) -> str:
    """Why nothing is brought in yet, or ""."""
    if counts["refused"]:
        return say("ui.bring.refused", n=counts["refused"])
    return "" if counts["new"] or counts["changed"] else say("ui.bring.nothing")


class _Line(QWidget):
    """The line between the parts of the dialog."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        look().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look().colours.line))
        painter.end()
