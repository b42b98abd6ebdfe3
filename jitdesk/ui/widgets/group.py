"""Editor for a group: columns that belong together, one value of those that say something."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from jitdesk.domain.fields import Field, Type
from jitdesk.ui import labels
from jitdesk.ui.widgets.cells import Card, Cell, Cells
from jitdesk.ui.widgets.editors import Editor
from jitdesk.ui.widgets.flow import Flow
from jitdesk.ui.widgets.marks import MarksEditor
from jitdesk.ui.widgets.tick import TicksEditor

Make = Callable[[Field, str], Editor]  # of a column and what it is called


class GroupEditor(Editor):
    """The columns of a group in a frame; a change is handed on when the keyboard leaves the group.

    `head` stands above them, and between both the columns named `outside`, without a label; `most` stand side by side.
    """

    tells_problem = True
    opened = Signal(str)  # the id of a record that a column links to

    def __init__(
        self, field: Field, make: Make, head: QWidget | None = None, outside: Sequence[str] = (), most: int = 2, narrowest: int = 224
    ) -> None:
        self._frame = Card()
        super().__init__(self._frame)
        self._field = field
        self._committing = False
        self._at_work = False  # the keyboard is in the group
        shown = sorted(field.columns, key=lambda column: column.type is not Type.BOOL)  # ticks stand in a row before the others
        named = {column.name: labels.column(column, field) for column in shown}
        self.columns: Mapping[str, Editor] = {column.name: make(column, named[column.name]) for column in shown}
        ticks = [editor for editor in self.columns.values() if not editor.named_by_form]
        self._cells = {
            name: Cell(named[name], editor, wide=isinstance(editor, TicksEditor))
            for name, editor in self.columns.items()
            if name not in outside and editor.named_by_form
        }
        self.cells = Cells(list(self._cells.values()), most, narrowest)
        for part in (*([head] if head else []), *(self.columns[name] for name in outside), *_beside(ticks), self.cells):
            self._frame.column.addWidget(part)
        self.cells.setVisible(bool(self._cells))
        for name, column in self.columns.items():
            column.edited.connect(partial(self._column_edited, name))
            if isinstance(column, MarksEditor):
                column.opened.connect(self.opened)
        self.setFocusProxy(next(iter(self.columns.values())))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def value(self) -> object:
        said = {name: column.value() if column.dirty else column.kept for name, column in self.columns.items()}
        return {name: entry for name, entry in said.items() if entry not in (None, [], "")} or None

    def display(self, value: object) -> None:
        for name, column in self.columns.items():
            column.display(_entry(value, name))

    def problem(self) -> str:
        return next((sentence for column in self.columns.values() if (sentence := column.problem())), "")

    def typed(self) -> object:
        return {name: (column.value(), column.typed()) for name, column in self.columns.items()}

    def put_back(self, typed: Any) -> None:
        for name, (value, text) in typed.items():
            column = self.columns[name]
            if column.value() != value:
                column.display(value)
            if column.typed() != text:
                column.put_back(text)
            self._tell(name)

    @property
    def dirty(self) -> bool:
        return any(column.dirty for column in self.columns.values())

    def show_record(self, value: object) -> None:
        self._told = None
        self.kept = value
        for name, column in self.columns.items():
            column.show_record(_entry(value, name))
            self._tell(name)

    def refresh(self, value: object) -> None:
        self.kept = value
        if self._told == (value or None,):
            self._told = None
        for name, column in self.columns.items():
            column.refresh(_entry(value, name))

    def commit(self) -> None:
        self._committing = True
        for column in self.columns.values():
            column.commit()
        self._committing = False
        super().commit()

    def set_framed(self) -> None:
        for column in self.columns.values():
            column.set_framed()

    def set_name(self, name: str) -> None:
        self._frame.setAccessibleName(name)
        for column in self._field.columns:
            self.columns[column.name].set_name(f"{name}: {labels.column(column, self._field)}")

    def set_read_only(self, read_only: bool) -> None:
        for column in self.columns.values():
            column.set_read_only(read_only)

    def rename(self) -> None:
        """What linked records are called may have changed."""
        for column in self.columns.values():
            if isinstance(column, MarksEditor):
                column.rename()

    def take_keyboard(self) -> None:
        """Give the keyboard to the first column."""
        next(iter(self.columns.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, name: str) -> None:
        if name in self._cells:
            self._cells[name].set_wrong(self.columns[name].problem())

    def _column_edited(self, name: str) -> None:
        self._tell(name)
        if not self._committing and not self._at_work:
            self.commit()

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        # A column that is left says so before this is heard of: the group is then still at work, and tells of all columns at once.
        left, self._at_work = self._at_work, new is not None and self.isAncestorOf(new)
        if left and not self._at_work:
            self.commit()


def _beside(ticks: Sequence[Editor]) -> list[QWidget]:
    if not ticks:
        return []
    flow = Flow(gap=12)
    flow.set_parts(ticks)
    return [flow]


def _entry(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None
