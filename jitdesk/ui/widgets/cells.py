"""Editors under their labels, side by side where there is room and one below the other where there is not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.ui import paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.editors import Editor
from jitdesk.ui.widgets.fields import mark
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel


class Cell(QWidget):
    """An editor, its label above it, and what is wrong below it; a `wide` one stands alone in its row."""

    def __init__(self, label: str, editor: Editor, wide: bool = False) -> None:
        super().__init__()
        self.editor = editor
        self.wide = wide
        self._wrong = Paragraph("", Role.SMALL, "danger")
        name = PlainLabel(label, Role.SMALL, "text2")
        name.setBuddy(editor.control)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().px(3))
        column.addWidget(name)
        column.addWidget(editor)
        column.addWidget(self._wrong)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._wrong.hide()

    def set_wrong(self, sentence: str) -> None:
        """Say what is wrong with what was typed; "" for nothing."""
        if sentence != self._wrong.text():
            self._wrong.setText(sentence)
            self._wrong.setVisible(bool(sentence))
            mark(self.editor.control, bool(sentence))


class Cells(QWidget):
    """Cells in a grid: as many side by side, up to `most`, as are `narrowest` at least."""

    def __init__(self, cells: Sequence[Cell], most: int = 2, narrowest: int = 224) -> None:
        super().__init__()
        self._cells = list(cells)
        self._most = most
        self._narrowest = narrowest
        self._beside = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look().px(12))
        self._grid.setVerticalSpacing(look().px(8))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._arrange(most)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = (event.size().width() + self._grid.horizontalSpacing()) // (look().px(self._narrowest) + self._grid.horizontalSpacing())
        self._arrange(max(1, min(room, self._most)))

    def _arrange(self, beside: int) -> None:
        if beside == self._beside:
            return
        self._beside = beside
        for cell in self._cells:
            self._grid.removeWidget(cell)
        row = column = 0
        for cell in self._cells:
            if column == beside or (cell.wide and column):
                row, column = row + 1, 0
            span = beside if cell.wide else 1
            self._grid.addWidget(cell, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
        for column in range(self._most):
            self._grid.setColumnStretch(column, int(column < beside))
        self.updateGeometry()


class Card(QWidget):
    """The frame around what must be read as one thing."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 8, 12, 12)
        self.column.setSpacing(look().px(6))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.rounded(painter, self.rect(), 8, None, look().colours.border)
        painter.end()
