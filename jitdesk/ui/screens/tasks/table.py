"""The list of tasks: a round check before each title, heads of groups that open and close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from jitdesk.domain.fields import Field
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.tasks import TaskRow
from jitdesk.ui import dates, icons, labels, paint
from jitdesk.ui.delegates import FIRST_PADDING, Index, RowDelegate, RowTable
from jitdesk.ui.look import Role, look
from jitdesk.ui.models import Column, IdTableModel
from jitdesk.ui.paint import ChipFace, TagFace
from jitdesk.ui.screens.tasks.groups import Head, group_of

CHECK = 16
_TASK = KINDS["task"]


def columns(today: Callable[[], date]) -> tuple[Column, ...]:
    """The columns of the list."""
    return (
        Column("title", say("ui.tasks.column_title"), _title, strong=True, tone=_title_tone),
        Column("links", labels.label(_TASK, _field("links")), lambda row: "", _links, 148),
        Column("assignees", labels.label(_TASK, _field("assignees")), _people, width=128, tone=lambda row: "text2"),
        Column("status", labels.label(_TASK, _field("status")), lambda row: "", _status, 112),
        Column("due", labels.label(_TASK, _field("due")), lambda row: _due(row, today()), width=82, tabular=True, tone=_due_tone(today)),
    )


def _field(name: str) -> Field:
    found = _TASK.field(name)
    assert found is not None
    return found


def done(row: TaskRow | Head | None) -> bool:
    """Whether a row is a task that is done."""
    return isinstance(row, TaskRow) and row.record.get("status") == "done"


def _title(row: TaskRow | Head) -> str:
    if isinstance(row, Head):
        words = say(f"ui.tasks.group_{row.group}")
        return f"{words} {row.count}" if row.count >= 0 else words
    return str(row.record.get("title", ""))


def _title_tone(row: TaskRow | Head | None) -> str:
    return "text2" if done(row) else "text"


def _links(row: TaskRow | Head) -> tuple[TagFace, ...]:
    return tuple(TagFace(link.text, labels.KIND_ICONS[link.kind]) for link in row.links) if isinstance(row, TaskRow) else ()


def _people(row: TaskRow | Head) -> str:
    return labels.joined(row.record.get("assignees", [])) if isinstance(row, TaskRow) else ""


def _status(row: TaskRow | Head) -> tuple[ChipFace, ...]:
    value = row.record.get("status") if isinstance(row, TaskRow) else None
    found = labels.face(_TASK, _field("status"), value) if value else None
    return (found,) if found else ()


def _due(row: TaskRow | Head, today: date) -> str:
    return dates.short(str(row.record.get("due", "")), today) if isinstance(row, TaskRow) else ""


def _due_tone(today: Callable[[], date]) -> Callable[[TaskRow | Head | None], str]:
    def tone(row: TaskRow | Head | None) -> str:
        if not isinstance(row, TaskRow) or done(row):
            return "text2"
        return {"overdue": "danger", "today": "text"}.get(group_of(row.record.get("due"), today()), "text2")

    return tone


class TaskDelegate(RowDelegate):
    """Draws heads across the row, and the round check in the first cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table = option.widget
        assert isinstance(table, TaskTable)
        row = table.row_at(index.row())
        if isinstance(row, Head):
            self._head(painter, option, table, row, index)
        else:
            super().paint(painter, option, index)
            if index.column() == 0 and row is not None:
                self._check(painter, option.rect, option.direction, done(row))

    def text(self, painter: QPainter, left: QRect, index: Index, column: Column, selected: bool) -> None:
        table = self.parent()
        assert isinstance(table, TaskTable)
        if index.column() == 0:
            left = paint.placed(painter, left, left.adjusted(look().px(CHECK + 10), 0, 0, 0))
            struck = done(table.row_at(index.row()))
            role = Role.CURRENT if selected else Role.NAME
            title = str(index.data(Qt.ItemDataRole.DisplayRole))
            paint.line(painter, left, title, look().font(role), self.ink(index, column, selected), struck=struck)
        else:
            super().text(painter, left, index, column, selected)

    def _check(self, painter: QPainter, cell: QRect, layout: Qt.LayoutDirection, on: bool) -> None:
        colours, size = look().colours, look().px(CHECK)
        painter.save()
        painter.setLayoutDirection(layout)
        spot = QRect(cell.left() + FIRST_PADDING, cell.top() + (cell.height() - size) // 2, size, size)
        circle = paint.placed(painter, cell, spot)
        paint.rounded(painter, circle, size / 2, colours.accent if on else colours.surface, None if on else colours.edge)
        if on:
            icons.draw(painter, circle.adjusted(2, 2, -2, -2), "check", colours.on_accent, strong=True)
        painter.restore()

    def _head(self, painter: QPainter, option: QStyleOptionViewItem, table: TaskTable, head: Head, index: Index) -> None:
        """Each cell draws its part of the head, which goes across all of them."""
        colours, cell = look().colours, option.rect
        painter.save()
        painter.setLayoutDirection(option.direction)
        painter.setClipRect(cell)
        row = QRect(0, cell.top(), table.viewport().width(), cell.height())
        painter.fillRect(cell, QColor(colours.surface))
        painter.fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), QColor(colours.line))
        mark = look().px(14)
        spot = QRect(FIRST_PADDING + 1, row.top() + (row.height() - mark) // 2, mark, mark)
        icons.draw(painter, paint.placed(painter, row, spot), "chevron-right" if head.closed else "chevron-down", colours.text2)
        words = say(f"ui.tasks.group_{head.group}")
        start = FIRST_PADDING + look().px(20)
        width = look().metrics(Role.SMALL_GROUP).horizontalAdvance(words) + 2
        ink = colours.danger if head.group == "overdue" else colours.text
        place = paint.placed(painter, row, QRect(start, row.top(), width, row.height()))
        paint.line(painter, place, words, look().font(Role.SMALL_GROUP), ink)
        if head.count >= 0:
            after = QRect(start + width + look().px(8), row.top(), look().px(80), row.height())
            paint.line(painter, paint.placed(painter, row, after), str(head.count), look().font(Role.SMALL, tabular=True), colours.text2)
        if table.ringed_row == index.row():
            paint.rounded(painter, row, 6, None, colours.focus, 2)
        painter.restore()


class TaskTable(RowTable):
    """Space or a click on the round check ticks a task; Space, Enter, arrows or a click open and close a group."""

    ticked = Signal(int, object)  # row number, TaskRow
    folded = Signal(str, bool)  # group, whether it is closed from now on
    typed = Signal(str)  # a letter that stands for an action while the list has the keyboard

    def __init__(self, model: IdTableModel, name: str) -> None:
        super().__init__(model, name)
        self.setItemDelegate(TaskDelegate(self))
        self.setAccessibleDescription(say("ui.tasks.list_keys"))

    def row_at(self, row: int) -> TaskRow | Head | None:
        """What was fetched for a row."""
        model = self.model()
        assert isinstance(model, IdTableModel)
        found: TaskRow | Head | None = model.record_at(row)
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.row_at(self.currentIndex().row())
        key = event.key()
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if isinstance(row, Head) and key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.folded.emit(row.group, not row.closed)
        elif isinstance(row, Head) and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.folded.emit(row.group, (key == Qt.Key.Key_Left) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight))
        elif isinstance(row, TaskRow) and key == Qt.Key.Key_Space:
            self._tick(self.currentIndex().row())
        elif plain and event.text().casefold() in ("n", "c", "d", "a", "/"):
            self.typed.emit(event.text().casefold())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = self.row_at(index.row())
        if isinstance(row, Head):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.folded.emit(row.group, not row.closed)
            return
        if isinstance(row, TaskRow) and index.column() == 0 and self._on_check(event.position().toPoint().x()):
            self._tick(index.row())
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if isinstance(self.row_at(self.indexAt(event.position().toPoint()).row()), TaskRow):
            super().mouseDoubleClickEvent(event)

    def _on_check(self, x: int) -> bool:
        inside = self.viewport().width() - x if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else x
        return FIRST_PADDING - 6 <= inside <= FIRST_PADDING + look().px(CHECK) + 6

    def _tick(self, row: int) -> None:
        model = self.model()
        assert isinstance(model, IdTableModel)
        key = model.key_at(row)
        if isinstance(key, int):
            self.ticked.emit(key, self.row_at(row))
