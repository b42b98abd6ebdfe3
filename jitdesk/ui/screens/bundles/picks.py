"""A list of records of which some are ticked: Space or a click on the box ticks one, Ctrl+A all or none."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from jitdesk.kernel.words import say
from jitdesk.ui import paint
from jitdesk.ui.delegates import FIRST_PADDING, Index, RowDelegate, RowTable
from jitdesk.ui.look import look
from jitdesk.ui.short_lists import ShortListModel
from jitdesk.ui.widgets.fields import draw_check

_BOX, _GAP = 16, 10


class PickModel(ShortListModel):
    """A short list of which each row is ticked or not, also for a screen reader."""

    def __init__(self, *arguments: object) -> None:
        self.picked: set[str] = set()
        super().__init__(*arguments)  # type: ignore[arg-type]

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.column() == 0 and role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if self.key_at(index.row()) in self.picked else Qt.CheckState.Unchecked
        said = super().data(index, role)
        if index.column() == 0 and role == Qt.ItemDataRole.AccessibleTextRole:
            return say("ui.bundles.ticked" if self.key_at(index.row()) in self.picked else "ui.bundles.unticked", record=str(said))
        return said


class PickTable(RowTable):
    """Shows a PickModel; `picks_changed` says that something was ticked, or is not any more."""

    picks_changed = Signal()

    def __init__(self, model: PickModel, name: str, row_height: int) -> None:
        super().__init__(model, name, row_height)
        self._picks = model
        self.setItemDelegate(_PickDelegate(self))
        self.setAccessibleDescription(say("ui.bundles.picks_keys"))

    def pick(self, keys: Collection[str]) -> None:
        """Tick these, and no others."""
        self._picks.picked = set(keys)
        self.viewport().update()
        self.picks_changed.emit()

    @property
    def picked(self) -> frozenset[str]:
        """What is ticked, in the list or hidden by its filter."""
        return frozenset(self._picks.picked)

    def is_picked(self, row: int) -> bool:
        """Whether a row is ticked."""
        return self._picks.key_at(row) in self._picks.picked

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._turn(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._turn_all()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        inside = self.viewport().width() - at.x() if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else at.x()
        super().mousePressEvent(event)
        if index.isValid() and inside <= FIRST_PADDING + look().px(_BOX) + 6:
            self._turn(index.row())

    def _turn(self, row: int) -> None:
        key = self._picks.key_at(row)
        if key is not None:
            self.pick(self._picks.picked ^ {str(key)})

    def _turn_all(self) -> None:
        """Tick all that are listed; where they are ticked already, none of them."""
        listed = {str(row.id) for row in self._picks.rows()}
        self.pick(self._picks.picked - listed if listed <= self._picks.picked else self._picks.picked | listed)


class _PickDelegate(RowDelegate):
    """Draws the box before what the first cell says."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.column() == 0:
            table, rect = option.widget, option.rect
            assert isinstance(table, PickTable)
            size = look().px(_BOX)
            painter.save()
            painter.setLayoutDirection(option.direction)
            spot = QRect(rect.left() + FIRST_PADDING, rect.top() + (rect.height() - size) // 2, size, size)
            on = Qt.CheckState.Checked if table.is_picked(index.row()) else Qt.CheckState.Unchecked
            draw_check(painter, paint.placed(painter, rect, spot), on)
            painter.restore()

    def indent(self, column: int) -> int:
        return look().px(_BOX + _GAP) if column == 0 else 0
