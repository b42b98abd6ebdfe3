"""Consents, accounts and files of a witness: each a line that opens to its form, and a form for a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.domain.decide import closed
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.ui import icons, labels, paint
from jitdesk.ui.forms import INSET, Form
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.witnesses.summaries import Summary, summary
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import Paragraph

FIELDS: Mapping[str, Sequence[str]] = {
    "consent": ("purpose", "recipient", "decision", "date", "explained_in", "note"),
    "state_consent": ("state", "authority", "decision", "conditions", "recipients", "outside", "date", "until", "note"),
    "protective_measure": (
        *("kinds", "basis", "authority", "ordered_on", "number", "law", "against", "status"),
        *("valid_from", "valid_until", "review_on", "others_must"),
    ),
    "account": ("date", "authority", "taken_by", "state", "place", "language", "form", "held_by", "origin", "conditions", "text"),
    "file": ("name", "source", "taken", "origin", "conditions"),
    "identity": ("name", "other_names", "birth", "nationality", "address", "contact", "origin", "conditions"),
}
# What a new order takes over from the one that it replaces; its own day and number it has to say itself.
_TAKEN_OVER = ("kinds", "basis", "authority", "law", "against", "others_must")


class Card(QWidget):
    """One record: `edited` (id, field, value), `archived` (id), `extracted` (id, name), `replacing` (Record)."""

    edited = Signal(str, str, object)
    archived = Signal(str)
    extracted = Signal(str, str)
    replacing = Signal(object)
    settling = Signal()

    def __init__(self, record: Record, today: Callable[[], date]) -> None:
        super().__init__()
        self.record = record
        self._today = today
        self._head = _CardHead()
        self._head.clicked.connect(self._fold)
        self._body = QWidget()
        self._inside = QVBoxLayout(self._body)
        self._inside.setContentsMargins(0, 4, 0, 8)
        self.form: Form | None = None
        self._body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._body)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.show_record(record, False)

    def show_record(self, record: Record, read_only: bool) -> None:
        """The record was read again."""
        self.record = record
        self._read_only = read_only
        self._head.set_summary(summary(record, self._today()))
        if self.form is not None:
            self.form.show_record(record, read_only, closed(record))

    def commit(self) -> None:
        """Have everything kept that was typed."""
        if self.form is not None:
            self.form.commit()

    def _fold(self) -> None:
        if self.form is None:
            self.form = self._filled()
        open = self._body.isHidden()
        self._body.setVisible(open)
        self._head.set_open(open)

    def _filled(self) -> Form:
        """The form is made when it is first looked at."""
        form = Form(KINDS[self.record.kind], FIELDS[self.record.kind], self._today)
        form.show_record(self.record, self._read_only, closed(self.record))
        form.edited.connect(self.edited)
        form.settling.connect(self.settling)
        self._inside.addWidget(form)
        if closed(self.record):
            self._inside.addWidget(_note(say("ui.witnesses.order_closed")))
        if self.record.kind == "file":
            self._inside.addWidget(_note(say("ui.witnesses.sha256", hash=str(self.record.get("sha256", "")))))
        self._inside.addLayout(self._buttons())
        return form

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addSpacing(INSET)
        if self.record.kind == "file":
            copy = Button(say("ui.witnesses.extract"), Rank.LINK, "download", height=28)
            copy.clicked.connect(lambda: self.extracted.emit(self.record.reference, str(self.record.get("name", ""))))
            row.addWidget(copy)
        if closed(self.record) and self.record.get("status") != "superseded" and not self._read_only:
            replace = Button(say("ui.witnesses.replace"), Rank.LINK, "shield", height=28)
            replace.clicked.connect(lambda: self.replacing.emit(self.record))
            row.addWidget(replace)
        archive = Button(say("ui.form.archive"), Rank.LINK, height=28)
        if self._read_only:  # to show it here, before it has a parent, would open a window of its own
            archive.hide()
        archive.clicked.connect(lambda: self.archived.emit(self.record.reference))
        row.addWidget(archive)
        row.addStretch(1)
        return row


class NewRecord(QWidget):
    """A record that is not made yet: `asked` (values) makes it; what was typed is kept until then."""

    asked = Signal(object)
    dropped = Signal()

    def __init__(self, kind: str, today: Callable[[], date], replaced: Record | None = None) -> None:
        super().__init__()
        self._kind = kind
        self.replaced = replaced
        taken = _TAKEN_OVER if replaced is not None else ()
        self._values: dict[str, Any] = {name: replaced.get(name) for name in taken if replaced is not None and replaced.get(name)}
        self._before = dict(self._values)
        self.form = Form(KINDS[kind], FIELDS[kind], today)
        self.form.show_record(Record("", kind, "", dict(self._values)))
        self.form.edited.connect(self._keep)
        self.add = Button(say(f"ui.witnesses.add_{kind}"), Rank.PRIMARY, "check", height=28)
        self.add.clicked.connect(self.submit)
        self._cancel = Button(say("ui.cancel"), Rank.LINK, height=28)
        self._cancel.clicked.connect(self.dropped)
        self._wrong = Paragraph("", Role.SMALL, "danger")
        self._wrong.hide()
        warning = [_note(say("ui.witnesses.order_once"))] if kind == "protective_measure" else []
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addSpacing(INSET)
        row.addWidget(self.add)
        row.addWidget(self._cancel)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 12)
        column.setSpacing(8)
        for part in (self.form, *warning, self._wrong):
            column.addWidget(part)
        column.addLayout(row)

    def submit(self) -> None:
        """Make the record, where anything was typed."""
        self.form.commit()
        if self._values != self._before:
            self.asked.emit(dict(self._values))

    def refuse(self, sentence: str) -> None:
        """It was not made, for this reason."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def _keep(self, id: str, name: str, value: object) -> None:
        self._values[name] = value
        self.form.show_record(Record("", self._kind, "", dict(self._values)))


class Cards(QWidget):
    """All records of one kind about a witness, and how another is added."""

    edited = Signal(str, str, object)
    archived = Signal(str)
    extracted = Signal(str, str)
    asked = Signal(str, str, object)  # the witness, the kind of record, its values
    replaced = Signal(str, str, object)  # the record that a new one replaces, its kind, the values of the new one
    attaching = Signal()
    settling = Signal()

    def __init__(self, kind: str, today: Callable[[], date]) -> None:
        super().__init__()
        self.kind = kind
        self._today = today
        self._about = ""
        self._cards: dict[str, Card] = {}
        self.new: NewRecord | None = None
        self._add = Button(say("ui.witnesses.attach" if kind == "file" else f"ui.witnesses.new_{kind}"), icon="plus")
        self._add.clicked.connect(self.attaching if kind == "file" else lambda: self.begin())
        self._nothing = Paragraph(say(f"ui.witnesses.no_{kind}s"), tone="text2")
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addSpacing(INSET)
        head.addWidget(self._add)
        head.addStretch(1)
        column.addLayout(head)
        self._nothing.setContentsMargins(INSET, 0, 0, 0)
        column.addWidget(self._nothing)
        column.addLayout(self._list)
        column.addStretch(1)

    def show_records(self, about: str, records: Sequence[Record], refusal: str) -> None:
        """Show these records about a witness; what was typed about another one is kept first."""
        if about != self._about:
            self.commit()
            self.drop()
            self._about = about
        self._add.set_reason(refusal)
        wanted = {record.reference: record for record in records}
        for id in [id for id in self._cards if id not in wanted]:
            gone = self._cards.pop(id)
            gone.hide()
            gone.deleteLater()
        for number, (id, record) in enumerate(wanted.items()):
            if id not in self._cards:
                self._cards[id] = self._card(record)
            self._cards[id].show_record(record, bool(refusal))
            self._list.insertWidget(number, self._cards[id])
        self._nothing.setVisible(not records and self.new is None)

    def begin(self, replaced: Record | None = None) -> None:
        """Begin a new record, perhaps one that replaces another; one that was begun is gone on with."""
        if self.new is None:
            self.new = NewRecord(self.kind, self._today, replaced)
            self.new.asked.connect(self._ask)
            self.new.dropped.connect(self.drop)
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(1, self.new)
            self._nothing.hide()
        self.new.form.editor_of(FIELDS[self.kind][0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self) -> None:
        """The new record was made, or is not wanted."""
        if self.new is not None:
            gone, self.new = self.new, None
            gone.hide()
            gone.deleteLater()
            self._nothing.setVisible(not self._cards)

    def commit(self) -> None:
        """Have everything kept that was typed, a new record too."""
        for card in self._cards.values():
            card.commit()
        if self.new is not None:
            self.new.submit()

    def refuse(self, id: str, name: str, sentence: str) -> bool:
        """A value of one of these records was not kept; whether it is among them."""
        card = self._cards.get(id)
        if card is None or card.form is None or name not in FIELDS[self.kind]:
            return False
        card.form.refuse(id, name, sentence)
        return True

    def _ask(self, values: object) -> None:
        old = self.new.replaced if self.new is not None else None
        if old is not None:
            self.replaced.emit(old.reference, self.kind, values)
        else:
            self.asked.emit(self._about, self.kind, values)

    def _card(self, record: Record) -> Card:
        card = Card(record, self._today)
        for mine, theirs in ((card.edited, self.edited), (card.archived, self.archived), (card.extracted, self.extracted)):
            mine.connect(theirs)
        card.settling.connect(self.settling)
        card.replacing.connect(self.begin)
        return card


def _note(text: str) -> QWidget:
    """Something to know, below a form."""
    note = QWidget()
    row = QHBoxLayout(note)
    row.setContentsMargins(INSET, 0, INSET, 0)
    row.addWidget(Paragraph(text, Role.SMALL, "text2"))
    return note


class _CardHead(QAbstractButton):
    def __init__(self) -> None:
        super().__init__()
        self._summary = Summary("")
        self._open = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def set_summary(self, summary: Summary) -> None:
        self._summary = summary
        self.setAccessibleName(labels.joined([summary.title, summary.face.text if summary.face else "", summary.below]))
        self.updateGeometry()
        self.update()

    def set_open(self, open: bool) -> None:
        self._open = open
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(52 if self._summary.below else 38))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, rect = look().colours, self.rect()
        if self.underMouse():
            painter.fillRect(rect, colours.window)
        painter.fillRect(QRect(0, rect.bottom(), rect.width(), 1), colours.line)
        mark = look().px(14)
        spot = QRect(INSET, (rect.height() - mark) // 2, mark, mark)
        icons.draw(painter, paint.placed(painter, rect, spot), "chevron-down" if self._open else "chevron-right", colours.text2)
        left = INSET + look().px(22)
        tail = 0
        if self._summary.face is not None:
            face = paint.face_size(self._summary.face)
            tail = face.width() + 8
            place = paint.placed(
                painter, rect, QRect(rect.width() - face.width() - INSET, (rect.height() - face.height()) // 2, face.width(), 1)
            )
            paint.draw_face(painter, place.topLeft(), self._summary.face)
        two = bool(self._summary.below)
        line = look().px(20)
        top = (rect.height() - (line + look().px(16) if two else line)) // 2
        width = rect.width() - left - tail - INSET
        title = paint.placed(painter, rect, QRect(left, top, width, line))
        paint.line(painter, title, self._summary.title, look().font(Role.NAME), colours.text)
        if two:
            below = paint.placed(painter, rect, QRect(left, top + line, width, look().px(16)))
            paint.line(painter, below, self._summary.below, look().font(Role.SMALL), colours.text2)
        painter.end()
