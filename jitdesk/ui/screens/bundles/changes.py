"""One record of a preview, field by field: what it says here now, and what it would say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.previewing import FieldChange, Preview, RecordChange
from jitdesk.ui import labels, values
from jitdesk.ui.look import Role, look
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.chips import Chip
from jitdesk.ui.widgets.labels import ElidedLabel, IconLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.layouts import clear, widgets
from jitdesk.ui.widgets.notices import Banner

_NAME, _ARROW = 132, 16


def title(record: RecordChange) -> str:
    """What a record of a preview is called; "" where only its kind says it."""
    of = KINDS.get(record.kind)
    declared = of.field(of.title) if of else None
    if of is not None and declared is not None and record.title in declared.choices:
        return labels.choice(of, declared, record.title)
    return record.title


def decision(record: RecordChange) -> ChipFace | None:
    """What a consent of a preview decides from now on, as a chip; None for other records and where that stays as it is."""
    change = next((change for change in record.fields if (record.kind, change.field) == ("consent", "decision")), None)
    return _face(record.kind, change.field, change.after) if change else None


class ChangesPane(QWidget):
    """The fields of the chosen record, and below them what the bundles leave open."""

    stepped = Signal(int)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._name = ElidedLabel("", Role.TITLE, slashed_zero=True)
        self._kind = ElidedLabel("", tone="text2")
        self.earlier = Button(say("ui.bundles.previous"), Rank.GHOST, "chevron-up")
        self.later = Button(say("ui.bundles.next"), Rank.GHOST, "chevron-down")
        self.earlier.clicked.connect(lambda: self.stepped.emit(-1))
        self.later.clicked.connect(lambda: self.stepped.emit(1))
        self._fields = QVBoxLayout()
        self._fields.setSpacing(0)
        self._notes = QVBoxLayout()
        self._notes.setContentsMargins(20, 0, 20, 0)
        self._notes.setSpacing(8)
        self.conflict = Banner(say("ui.bundles.needs_person"), say("ui.bundles.needs_person_below"), "warn")
        self._lay_out()

    def show_record(self, record: RecordChange | None, preview: Preview) -> None:
        """Show a record; None where there is none."""
        clear(self._fields)
        for widget in (self.earlier, self.later, self._kind):
            widget.setVisible(record is not None)
        self.conflict.setVisible(record is not None and record.state == "conflict")
        if record is None:
            self._name.set_text(say("ui.bundles.no_changes"))
            return
        self._name.set_text(record.about or title(record))
        place = preview.places.get(record.compartment, "")
        self._kind.set_text(say("ui.bundles.kind_in", kind=values.kind_name(record.kind), place=place))
        self._fields.addWidget(_Head(preview.bundles[-1].member, record.fresh))
        for change in record.fields:
            self._fields.addWidget(_FieldRow(record, change, preview, self._today()))

    def show_notes(self, preview: Preview) -> None:
        """Say what is held and what waits."""
        clear(self._notes)
        for gap in preview.held:
            place = preview.places.get(gap.compartment, "")
            text = say("import.gap", n=gap.last - gap.first + 1, member=gap.member, first=gap.first, last=gap.last)
            self._notes.addWidget(_Note("unlink", "danger", say("ui.bundles.gap_in", place=place, text=text)))
        waiting = sum(bundle.waiting for bundle in preview.bundles)
        if waiting:
            self._notes.addWidget(_Note("hourglass", "warn", say("import.waiting", n=waiting)))

    def notes(self) -> list[str]:
        """The sentences about what is held and what waits."""
        return [note.accessibleName() for note in widgets(self._notes)]

    def fields(self) -> list[tuple[str, str, str]]:
        """Name, before and after of each field shown."""
        return [row.words for row in widgets(self._fields) if isinstance(row, _FieldRow)]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 10, 12, 6)
        head.setSpacing(10)
        head.addWidget(self._name)
        head.addWidget(self._kind, 1)
        head.addWidget(self.earlier)
        head.addWidget(self.later)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(12)
        column.addLayout(self._fields)
        framed = QVBoxLayout()
        framed.setContentsMargins(20, 0, 20, 0)
        framed.addWidget(self.conflict)
        column.addLayout(framed)
        column.addLayout(self._notes)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(say("ui.bundles.fields"))
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setWidget(inner)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(head)
        page.addWidget(self.area, 1)


class _Lined(QWidget):
    def __init__(self, line: str) -> None:
        super().__init__()
        self._line = line
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(20, 9, 20, 9)
        self.row.setSpacing(12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(getattr(look().colours, self._line)))
        painter.end()


class _Head(_Lined):
    def __init__(self, sender: str, fresh: bool) -> None:
        super().__init__("border")
        name = PlainLabel(say("ui.bundles.field"), Role.SMALL_NAME, "text2")
        name.setFixedWidth(look().px(_NAME))
        self.row.addWidget(name)
        if not fresh:
            self.row.addWidget(_Side(ElidedLabel(say("ui.bundles.before"), Role.SMALL_NAME, "text2")), 1)
            gap = QWidget()
            gap.setFixedWidth(look().px(_ARROW))
            self.row.addWidget(gap)
        self.row.addWidget(_Side(ElidedLabel(say("ui.bundles.after", member=sender), Role.SMALL_NAME, "text2")), 1)


class _FieldRow(_Lined):
    """A field before and after; the one that is not there yet has an after alone."""

    def __init__(self, record: RecordChange, change: FieldChange, preview: Preview, today: date) -> None:
        super().__init__("line")
        name = values.field_name(record.kind, change.field)
        before, after = (values.reads(record.kind, change.field, value, preview.names, today) for value in (change.before, change.after))
        self.words = (name, before, after)
        spoken = "ui.bundles.said_new" if record.fresh else "ui.bundles.said_conflict" if change.conflict else "ui.bundles.said"
        self.setAccessibleName(say(spoken, field=name, before=before, after=after))
        label = Paragraph(name, Role.NAME)
        label.setFixedWidth(look().px(_NAME))
        self.row.addWidget(label, alignment=Qt.AlignmentFlag.AlignTop)
        if not record.fresh:
            self.row.addWidget(_Side(_value(record.kind, change.field, change.before, before, "text2")), 1)
            self.row.addWidget(IconLabel("arrow-right"), alignment=Qt.AlignmentFlag.AlignTop)
        mark = Chip(say("ui.bundles.conflict"), "warn", "git-merge") if change.conflict else None
        self.row.addWidget(_Side(_value(record.kind, change.field, change.after, after, "text"), mark), 1)


class _Side(QWidget):
    """A value; both sides of a row are equally wide whatever stands in them."""

    def __init__(self, value: QWidget, mark: QWidget | None = None) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(value, 1, Qt.AlignmentFlag.AlignTop)
        if mark is not None:
            row.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)


def _value(kind: str, field: str, value: object, words: str, tone: str) -> QWidget:
    face = _face(kind, field, value)
    if face is None:
        return Paragraph(words, tone=tone)
    place = QWidget()
    row = QHBoxLayout(place)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(Chip(face.text, face.tone, face.icon))
    row.addStretch(1)
    return place


class _Note(QWidget):
    def __init__(self, icon: str, tone: str, text: str) -> None:
        super().__init__()
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(icon, tone, 14), alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(Paragraph(text, Role.SMALL, "text2"), 1)


def _face(kind: str, field: str, value: object) -> ChipFace | None:
    of = KINDS.get(kind)
    declared = of.field(field) if of else None
    return labels.face(of, declared, str(value)) if of and declared else None
