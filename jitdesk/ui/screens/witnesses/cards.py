"""Consents, accounts and files of a witness: each a line that opens to its form, and a form for a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.ui import dates, icons, labels, paint
from jitdesk.ui.forms import INSET, Form
from jitdesk.ui.look import Role, look
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import Paragraph

FIELDS: Mapping[str, Sequence[str]] = {
    "consent": ("purpose", "recipient", "decision", "date", "explained_in", "note"),
    "state_consent": ("state", "authority", "decision", "conditions", "recipients", "outside", "date", "until", "note"),
    "account": ("date", "authority", "taken_by", "state", "place", "language", "form", "held_by", "origin", "conditions", "text"),
    "file": ("name", "source", "taken", "origin", "conditions"),
    "identity": ("name", "other_names", "birth", "nationality", "address", "contact", "origin", "conditions"),
}
_UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True)
class Summary:
    """A record in one line and a line below it."""

    title: str
    below: str = ""
    face: ChipFace | None = None


def summary(record: Record) -> Summary:
    """What the closed card of a consent, an account or a file says."""
    kind = KINDS[record.kind]

    def said(name: str) -> str:
        declared = kind.field(name)
        return labels.spoken(kind, declared, record.get(name)) if declared and record.get(name) else ""

    day = dates.with_year(str(record.get("date", "")))
    if record.kind == "consent":
        decision = kind.field("decision")
        face = labels.face(kind, decision, record.get("decision", "")) if decision else None
        return Summary(said("purpose") or say("ui.witnesses.no_purpose"), labels.joined([said("recipient"), day]), face)
    if record.kind == "state_consent":
        decision = kind.field("decision")
        face = labels.face(kind, decision, record.get("decision", "")) if decision else None
        return Summary(
            said("state") or labels.joined([said("authority")]) or say("kind.state_consent"), labels.joined([said("conditions"), day]), face
        )
    if record.kind == "account":
        title = labels.joined([said("authority") or say("ui.witnesses.no_authority"), day])
        return Summary(title, labels.joined([said("form"), said("taken_by"), said("state")]))
    return Summary(str(record.get("name", "")), labels.joined([size(record.get("size", 0)), dates.with_year(str(record.get("taken", "")))]))


def size(count: int) -> str:
    """A number of bytes in words: "2.1 MB"."""
    amount, unit = float(count), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{count} B"


class Card(QWidget):
    """One record: `edited` (id, field, value), `archived` (id), `extracted` (id, name)."""

    edited = Signal(str, str, object)
    archived = Signal(str)
    extracted = Signal(str, str)
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
        self._head.set_summary(summary(record))
        if self.form is not None:
            self.form.show_record(record, read_only)

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
        form.show_record(self.record, self._read_only)
        form.edited.connect(self.edited)
        form.settling.connect(self.settling)
        self._inside.addWidget(form)
        if self.record.kind == "file":
            hash = Paragraph(say("ui.witnesses.sha256", hash=str(self.record.get("sha256", ""))), Role.SMALL, "text2")
            hash.setContentsMargins(INSET, 0, 0, 0)
            self._inside.addWidget(hash)
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
        archive = Button(say("ui.form.archive"), Rank.LINK, height=28)
        archive.setVisible(not self._read_only)
        archive.clicked.connect(lambda: self.archived.emit(self.record.reference))
        row.addWidget(archive)
        row.addStretch(1)
        return row


class NewRecord(QWidget):
    """A record that is not made yet: `asked` (values) makes it; what was typed is kept until then."""

    asked = Signal(object)
    dropped = Signal()

    def __init__(self, kind: str, today: Callable[[], date]) -> None:
        super().__init__()
        self._kind = kind
        self._values: dict[str, Any] = {}
        self.form = Form(KINDS[kind], FIELDS[kind], today)
        self.form.show_record(Record("", kind, ""))
        self.form.edited.connect(self._keep)
        self.add = Button(say(f"ui.witnesses.add_{kind}"), Rank.PRIMARY, "check", height=28)
        self.add.clicked.connect(self.submit)
        self._cancel = Button(say("ui.cancel"), Rank.LINK, height=28)
        self._cancel.clicked.connect(self.dropped)
        self._wrong = Paragraph("", Role.SMALL, "danger")
        self._wrong.hide()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addSpacing(INSET)
        row.addWidget(self.add)
        row.addWidget(self._cancel)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 12)
        column.setSpacing(8)
        for part in (self.form, self._wrong):
            column.addWidget(part)
        column.addLayout(row)

    def submit(self) -> None:
        """Make the record, where anything was typed."""
        self.form.commit()
        if self._values:
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
        self._add.clicked.connect(self.attaching if kind == "file" else self.begin)
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

    def begin(self) -> None:
        """Begin a new record."""
        if self.new is None:
            self.new = NewRecord(self.kind, self._today)
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
        self.asked.emit(self._about, self.kind, values)

    def _card(self, record: Record) -> Card:
        card = Card(record, self._today)
        for mine, theirs in ((card.edited, self.edited), (card.archived, self.archived), (card.extracted, self.extracted)):
            mine.connect(theirs)
        card.settling.connect(self.settling)
        return card


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
