"""One record of a preview, field by field: what it says here now, and what it would say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.orders import Ordered
from jitdesk.services.previewing import FieldChange, Preview, RecordChange
from jitdesk.ui import labels, values
from jitdesk.ui.look import Role, look
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.screens.bundles.beside import NAME_WIDTH, FieldsHead, Lined, Side
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.chips import Chip
from jitdesk.ui.widgets.labels import ElidedLabel, IconLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.layouts import clear, widgets
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.sealed import SealedBlock

_MOST_NAMED = 5


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


def ordered(order: Ordered) -> str:
    """An order to erase in one sentence."""
    those = labels.joined(isolated(one.title or values.kind_name(one.kind)) for one in order.records[:_MOST_NAMED])
    more = len(order.records) - _MOST_NAMED
    named = say("ui.bundles.order_more", records=those, n=more) if more > 0 else those
    member = {"member": isolated(order.member), "state": labels.state(order.state), "reason": isolated(order.reason)}
    if order.field:
        return say("ui.bundles.order_field", records=named, field=values.field_name(order.records[0].kind, order.field), **member)
    return say("ui.bundles.order", records=named, **member)


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
        if record.sealed:
            self._fields.addWidget(_Sealed())
        self._fields.addWidget(
            FieldsHead(say("ui.bundles.before"), say("ui.bundles.after", member=preview.bundles[-1].member), record.fresh)
        )
        for change in record.fields:
            self._fields.addWidget(_FieldRow(record, change, preview, self._today()))

    def show_notes(self, preview: Preview) -> None:
        """Say what is held and what waits."""
        clear(self._notes)
        for place in preview.left:
            self._notes.addWidget(_Note("lock", "danger", say("import.taken_out", place=place)))
        for gap in preview.held:
            self._notes.addWidget(_Note("unlink", "danger", gap.sentence))
        for fork in preview.forks:
            self._notes.addWidget(_Note("git-merge", "danger", fork.sentence))
        waiting = sum(bundle.waiting for bundle in preview.bundles)
        if waiting:
            self._notes.addWidget(_Note("hourglass", "warn", say("import.waiting", n=waiting)))
        if preview.asleep:
            self._notes.addWidget(_Note("hourglass", "warn", say("import.asleep", n=preview.asleep)))
        if preview.orders:
            title = PlainLabel(say("ui.bundles.orders"), Role.SECTION)
            title.setContentsMargins(0, 12, 0, 0)
            self._notes.addWidget(title)
            self._notes.addWidget(Paragraph(say("ui.bundles.orders_below"), Role.SMALL, "text2"))
        for order in preview.orders:
            self._notes.addWidget(_Note("trash-2", "danger", ordered(order)))

    def notes(self) -> list[str]:
        """The sentences about what is held and what waits."""
        return [note.accessibleName() for note in widgets(self._notes) if isinstance(note, _Note)]

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


class _FieldRow(Lined):
    """A field before and after; the one that is not there yet has an after alone."""

    def __init__(self, record: RecordChange, change: FieldChange, preview: Preview, today: date) -> None:
        super().__init__("line")
        name = values.field_name(record.kind, change.field)
        hidden = record.sealed and change.before is None and change.after is None
        shown = partial(values.reads, record.kind, change.field, names=preview.names, today=today)
        before, after = (say("ui.bundles.sealed") if hidden else shown(value) for value in (change.before, change.after))
        self.words = (name, before, after)
        spoken = "ui.bundles.said_new" if record.fresh else "ui.bundles.said_conflict" if change.conflict else "ui.bundles.said"
        self.setAccessibleName(say(spoken, field=name, before=before, after=after))
        label = Paragraph(name, Role.NAME)
        label.setFixedWidth(look().px(NAME_WIDTH))
        self.row.addWidget(label, alignment=Qt.AlignmentFlag.AlignTop)
        if not record.fresh:
            self.row.addWidget(Side(_value(record.kind, change.field, change.before, before, "text2")), 1)
            self.row.addWidget(IconLabel("arrow-right"), alignment=Qt.AlignmentFlag.AlignTop)
        mark = Chip(say("ui.bundles.conflict"), "warn", "git-merge") if change.conflict else None
        self.row.addWidget(Side(_value(record.kind, change.field, change.after, after, "text"), mark), 1)


class _Sealed(QWidget):
    """Of a record under protection the fields are named, and not what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 4, 20, 8)
        block = SealedBlock(say("ui.bundles.sealed_title"), say("ui.bundles.sealed_below"))
        row.addWidget(block)


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
