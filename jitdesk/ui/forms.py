"""A form made from the field table: label and editor of each field, what is wrong below it, and what was typed kept until it is saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from jitdesk.domain.fields import Field, Kind, Type
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.ui import labels
from jitdesk.ui.dates import Today
from jitdesk.ui.field_editors import Links, Marks, editor
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.editors import Editor, LongEditor
from jitdesk.ui.widgets.fold import Fold
from jitdesk.ui.widgets.group import GroupEditor
from jitdesk.ui.widgets.labels import ElidedLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.marks import MarksEditor
from jitdesk.ui.widgets.rows import RowsEditor

__all__ = ["INSET", "Form", "Marks", "Section"]

LABEL_WIDTH = 96
ROW = 28
INSET = 6  # a quiet editor keeps room for its edge; labels stand in from the edge of the form by as much
_SHORT = (Type.TEXT, Type.DATE, Type.ONE, Type.INT, Type.LANGUAGE, Type.STATE, Type.LINK)
_FACTS, _BELOW = 100, 200  # rows of the grid: facts after the fields, long texts after the facts


@dataclass(frozen=True)
class Section:
    """Fields that stand together under a quiet heading; `folded` ones are shown when a person asks for them or one of them is filled.

    With `beside`, fields of one short value stand two in a row.
    """

    names: tuple[str, ...]
    heading: str = ""
    folded: bool = False
    beside: bool = False


class Form(QWidget):
    """The fields of one record, the one named `heading` large: `edited` (id, field, value) asks to have a value kept.

    Labels stand `above` their editors or before them; `framed` editors show their edges always; `own` editors take the place of those
    that the type of a field gives; `sections` part the fields, which then stand in their order.
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
        links: Links | None = None,
        sections: Sequence[Section] = (),
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
        self._folds: dict[str, Fold] = {}
        self._half = False  # whether the row of fields side by side has room for another
        self._grid = self._new_grid(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        for section in sections or (Section(tuple(names)),):
            grid = self._begin(section)
            self._half = False
            for name in section.names:
                declared = kind.field(name)
                assert declared is not None
                if own and name in own:
                    control = own[name]
                elif name == heading:
                    control = LongEditor(say("ui.form.add"), role=Role.TITLE, one_line=True)
                else:
                    control = editor(kind, declared, today, (marks or {}).get(name), "" if framed else say("ui.form.add"), links)
                self._add(grid, declared, control, section.beside)
                if section.folded and len(section.names) == 1:
                    self._rows[name].label.hide()  # the line that folds it names it already

    def _new_grid(self, of: QWidget) -> QGridLayout:
        grid = QGridLayout(of)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(look().px(4) if self._framed else 0)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, look().px(LABEL_WIDTH))
        return grid

    def _begin(self, section: Section) -> QGridLayout:
        """The grid for the fields of a section, its heading written."""
        if section.folded:
            fold = Fold(section.heading)
            self._grid.addWidget(fold, self._grid.rowCount(), 0, 1, 2)
            self._folds |= dict.fromkeys(section.names, fold)
            return self._new_grid(fold.body)
        if section.heading:
            if self._rows:
                rule = QFrame()
                rule.setObjectName("rule")
                rule.setFixedHeight(1)
                self._grid.addItem(QSpacerItem(0, look().px(6)), self._grid.rowCount(), 0)
                self._grid.addWidget(rule, self._grid.rowCount(), 0, 1, 2)
            line = PlainLabel(section.heading, Role.SECTION)
            line.setFixedHeight(look().px(ROW))
            self._grid.addWidget(line, self._grid.rowCount(), 0, 1, 2)
        if section.beside:
            halves = QWidget()
            self._grid.addWidget(halves, self._grid.rowCount(), 0, 1, 2)
            return self._new_grid(halves)
        return self._grid

    def editor_of(self, name: str) -> Editor:
        """The editor of a field."""
        return self._rows[name].editor

    def reveal(self, name: str) -> None:
        """See that a field is not folded away."""
        if name in self._folds:
            self._folds[name].set_open(True)

    def show_record(self, record: Record, read_only: bool = False, locked: Collection[str] = ()) -> None:
        """Show a record, the `locked` fields only to read; of another one before, what was typed and not kept comes back with it."""
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
                    row.set_problem()
            for fold in set(self._folds.values()):
                fold.show_count(0, 0)
                fold.set_open(False)
        self._count_folded(record)
        for name, row in self._rows.items():
            declared = self._kind.field(name)
            row.editor.set_read_only(read_only or name in locked or (declared is not None and not declared.settable))
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
            self.reveal(name)

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
            if isinstance(row.editor, MarksEditor | GroupEditor | RowsEditor):
                row.editor.rename()

    def _count_folded(self, record: Record) -> None:
        """Say how much is filled of what is folded away; what is filled or in conflict is not hidden."""
        for fold in set(self._folds.values()):
            names = [name for name, of in self._folds.items() if of is fold]
            filled = [name for name in names if record.get(name) not in (None, [], False)]
            before = fold.filled
            fold.show_count(len(filled), len(names))
            if (filled and not before) or record.conflicts.intersection(names) or any(self._rows[name].editor.problem() for name in names):
                fold.set_open(True)

    def _add(self, grid: QGridLayout, field: Field, control: Editor, beside: bool) -> None:
        above = self._above or field.type is Type.LONG
        row = _Row(labels.label(self._kind, field), control, self._framed, above)
        row.settling.connect(self.settling)
        control.edited.connect(partial(self._edited, field.name))
        if isinstance(control, MarksEditor | GroupEditor | RowsEditor):
            control.opened.connect(self.opened)
        self._rows[field.name] = row
        number = grid.rowCount() + (_BELOW if above and not self._above else 0)
        if field.name == self._heading:
            grid.addWidget(row, number, 0, 1, 2)
        elif beside and field.type in _SHORT and not field.is_list:
            self._add_half(grid, row)
        elif above:
            self._half = False
            grid.addWidget(row.label, number, 0, 1, 2)
            grid.addWidget(row, number + 1, 0, 1, 2)
        else:
            grid.addWidget(row.label, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(row, number, 1)

    def _add_half(self, grid: QGridLayout, row: _Row) -> None:
        """Put a field beside the one before it, or at the start of a row."""
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        grid.setHorizontalSpacing(look().px(12))
        number = grid.rowCount() - 2 if self._half else grid.rowCount()
        grid.addWidget(row.label, number, int(self._half))
        grid.addWidget(row, number + 1, int(self._half), Qt.AlignmentFlag.AlignTop)
        self._half = not self._half

    def _edited(self, name: str) -> None:
        row = self._rows[name]
        row.set_problem()
        if not row.editor.problem() and self._record is not None:
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
        control.set_name(label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_wrong("")
        self.set_conflict(False)

    def set_problem(self) -> None:
        """Say why what was typed is no value."""
        self.set_wrong("" if self.editor.tells_problem else self.editor.problem())

    def set_wrong(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        self.editor.control.setProperty("wrong", bool(sentence))
        self.editor.control.style().unpolish(self.editor.control)
        self.editor.control.style().polish(self.editor.control)

    def set_conflict(self, conflict: bool) -> None:
        self._conflict.setVisible(conflict)
