"""A form made from the field table: label and editor of each field, what is wrong below it, and what was typed kept until it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.domain.check import fits
from jitdesk.domain.fields import Field, Kind, Type
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.ui import labels
from jitdesk.ui.dates import Today
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.editors import ChoiceEditor, DateEditor, Editor, LongEditor, TextEditor
from jitdesk.ui.widgets.labels import ElidedLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.marks import MarksEditor, Offer, Suggest, among
from jitdesk.ui.widgets.menu_choice import MenuChoice, Option
from jitdesk.ui.widgets.tick import TickEditor

LABEL_WIDTH = 96
ROW = 28
INSET = 6  # a quiet editor keeps room for its edge; labels stand in from the edge of the form by as much
_FACTS, _BELOW = 100, 200  # rows of the grid: facts after the fields, long texts after the facts


@dataclass(frozen=True)
class Marks:
    """How the marks of a field are offered and named, where the field table alone cannot say it."""

    suggest: Suggest
    name_of: Callable[[str], Offer]
    accept: Callable[[str], str | None] = lambda text: None
    leads: bool = False


def editor(kind: Kind, field: Field, today: Today, marks: Marks | None = None, hint: str = "") -> Editor:
    """The editor for a field, by its type; `hint` stands where nothing is written yet."""
    add, unknown = say("ui.form.add"), say("ui.form.unknown")
    if marks is not None:
        return MarksEditor(marks.suggest, marks.name_of, add, unknown, marks.accept, marks.leads)
    if field.type is Type.ONE and field.is_list:
        offers = [Offer(labels.choice(kind, field, value), value) for value in field.choices]
        named = partial(labels.choice, kind, field)
        return MarksEditor(among(offers), lambda value: Offer(named(value), value), add, unknown, partial(_accepted, field))
    if field.type is Type.ONE:
        options = [Option(value, labels.choice(kind, field, value), labels.face(kind, field, value)) for value in field.choices]
        return MenuChoice(options, not field.required)
    if field.type in (Type.LANGUAGES, Type.STATES):
        known, name_of = (labels.languages, labels.language) if field.type is Type.LANGUAGES else (labels.states, labels.state)
        offers = [Offer(text, value) for text, value in known()]
        return MarksEditor(among(offers), lambda value: Offer(name_of(value), value), add, unknown, partial(_accepted, field))
    if field.is_list:
        return MarksEditor(lambda words, tell: tell(()), lambda value: Offer(value, value), add, unknown, partial(_accepted, field))
    if field.type in (Type.LANGUAGE, Type.STATE):
        known, name_of = (labels.languages, labels.language) if field.type is Type.LANGUAGE else (labels.states, labels.state)
        return ChoiceEditor(known(), name_of, partial(fits, field), say(f"ui.form.no_{field.type}"))
    if field.type is Type.DATE:
        return DateEditor(today)
    if field.type is Type.BOOL:
        return TickEditor(say("ui.value.yes"))
    return LongEditor(hint) if field.type is Type.LONG else TextEditor(hint)


def _accepted(field: Field, text: str) -> str | None:
    return text if fits(field, [text]) else None


class Form(QWidget):
    """The fields of one record, the one named `heading` large: `edited` (id, field, value) asks to have a value kept.

    Labels stand `above` their editors or before them; `framed` editors show their edges always; `own` editors take the place of those
    that the type of a field gives.
    """

    edited = Signal(str, str, object)
    settling = Signal()  # a person wants to see the values in conflict
    opened = Signal(str)  # the id of a record that a mark leads to

    def __init__(
        self,
        kind: Kind,
        names: Sequence[str],
        today: Today,
        marks: Mapping[str, Marks] | None = None,
        heading: str = "",
        above: bool = False,
        own: Mapping[str, Editor] | None = None,
        framed: bool = False,
    ) -> None:
        super().__init__()
        self._heading = heading
        self._above = above
        self._framed = framed
        self._facts = _FACTS
        self._kind = kind
        self._record: Record | None = None
        self._rows: dict[str, _Row] = {}
        self._drafts: dict[tuple[str, str], object] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(look().px(4) if framed else 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, look().px(LABEL_WIDTH))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        for name in names:
            declared = kind.field(name)
            assert declared is not None
            if own and name in own:
                self._add(declared, own[name])
            elif name == heading:
                self._add(declared, LongEditor(say("ui.form.add"), role=Role.TITLE, one_line=True))
            else:
                hint = "" if framed else say("ui.form.add")
                self._add(declared, editor(kind, declared, today, (marks or {}).get(name), hint))

    def editor_of(self, name: str) -> Editor:
        """The editor of a field."""
        return self._rows[name].editor

    def show_record(self, record: Record, read_only: bool = False) -> None:
        """Show a record; of another one before, what was typed and not kept comes back with it."""
        if self._record is not None and self._record.reference == record.reference:
            self._record = record
            for name, row in self._rows.items():
                row.editor.refresh(record.get(name))
        else:
            self.commit()
            self._put_drafts()
            self._record = record
            for name, row in self._rows.items():
                row.editor.show_record(record.get(name))
                row.set_wrong("")
                if (record.reference, name) in self._drafts:
                    row.editor.put_back(self._drafts.pop((record.reference, name)))
                    row.set_wrong(row.editor.problem())
        for name, row in self._rows.items():
            row.editor.set_read_only(read_only)
            row.set_conflict(name in record.conflicts)

    def forget(self) -> None:
        """No record is shown any more."""
        self._put_drafts()
        self._record = None

    def commit(self) -> None:
        """Have everything kept that was typed."""
        for row in self._rows.values():
            row.editor.commit()

    def refuse(self, id: str, name: str, sentence: str) -> None:
        """A value of the record with this id was not kept, for this reason; where it is still shown, it stays in its editor."""
        if self._record is not None and self._record.reference == id:
            self._rows[name].set_wrong(sentence)

    def add_fact(self, label: str) -> ElidedLabel:
        """A line that says something which no field holds."""
        number = self._facts = self._facts + 1
        name, fact = PlainLabel(label, tone="text2"), ElidedLabel()
        for part in (name, fact):
            part.setFixedHeight(look().px(ROW))
        name.setIndent(INSET)
        self._grid.addWidget(name, number, 0)
        indented = QHBoxLayout()
        indented.setSpacing(0)
        indented.addSpacing(INSET)
        indented.addWidget(fact)
        self._grid.addLayout(indented, number, 1)
        return fact

    def rename(self) -> None:
        """What marks are called may have changed."""
        for row in self._rows.values():
            if isinstance(row.editor, MarksEditor):
                row.editor.rename()

    def _add(self, field: Field, control: Editor) -> None:
        above = self._above or field.type is Type.LONG
        row = _Row(labels.label(self._kind, field), control, self._framed, above)
        row.settling.connect(self.settling)
        control.edited.connect(partial(self._edited, field.name))
        if isinstance(control, MarksEditor):
            control.opened.connect(self.opened)
        self._rows[field.name] = row
        number = self._grid.rowCount() + (_BELOW if above and not self._above else 0)
        if field.name == self._heading:
            self._grid.addWidget(row, number, 0, 1, 2)
        elif above:
            self._grid.addWidget(row.label, number, 0, 1, 2)
            self._grid.addWidget(row, number + 1, 0, 1, 2)
        else:
            self._grid.addWidget(row.label, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(row, number, 1)

    def _edited(self, name: str) -> None:
        row = self._rows[name]
        problem = row.editor.problem()
        row.set_wrong(problem)
        if not problem and self._record is not None:
            self.edited.emit(self._record.reference, name, row.editor.value())

    def _put_drafts(self) -> None:
        if self._record is not None:
            for name, row in self._rows.items():
                if row.editor.problem():
                    self._drafts[self._record.reference, name] = row.editor.typed()


class _Row(QWidget):
    """An editor, the word about a conflict, and what is wrong."""

    settling = Signal()

    def __init__(self, label: str, control: Editor, framed: bool, above: bool) -> None:
        super().__init__()
        self.editor = control
        self.label = PlainLabel(label, Role.NAME) if framed else PlainLabel(label, Role.SMALL_GROUP if above else Role.BODY, "text2")
        self.label.setFixedHeight(look().px(ROW))
        self.label.setIndent(0 if framed else INSET)
        if framed:
            control.set_framed()
        if not control.named_by_form:
            self.label.hide()
        self.label.setBuddy(control)
        self._conflict = Button(say("ui.form.settle"), Rank.LINK, "git-merge", height=24)
        self._conflict.setAccessibleDescription(label)
        self._conflict.clicked.connect(self.settling)
        self._wrong = Paragraph("", Role.SMALL, "danger")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(control)
        column.addWidget(self._conflict, alignment=Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._wrong)
        control.control.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_wrong("")
        self.set_conflict(False)

    def set_wrong(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        self.editor.control.setProperty("wrong", bool(sentence))
        self.editor.control.style().unpolish(self.editor.control)
        self.editor.control.style().polish(self.editor.control)

    def set_conflict(self, conflict: bool) -> None:
        self._conflict.setVisible(conflict)
