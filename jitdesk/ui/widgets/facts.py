"""Facts in two columns, and blocks that part a side panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel
from jitdesk.ui.widgets.layouts import clear


class Facts(QWidget):
    """Names in the first column, what is true in the second."""

    def __init__(self, label_width: int = 96) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, look().px(label_width))
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these facts in place of those before; one without words is left out."""
        clear(self._grid)
        for number, (name, words) in enumerate((name, words) for name, words in facts if words):
            label = PlainLabel(name, tone="text2")
            label.setFixedHeight(look().line(Role.BODY))
            self._grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(Paragraph(words), number, 1)


class SidePanel(QWidget):
    """A panel beside the list, parted from it by a line: blocks one below the other, the foot at the bottom."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.setFixedWidth(look().px(width))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 16, 20, 20)
        self.column.setSpacing(10)

    def add_title(self, text: str) -> PlainLabel:
        """A heading over what is added next."""
        label = PlainLabel(text, Role.SECTION)
        self.column.addWidget(label)
        return label

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look().colours.window))
        x = self.width() - 1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0
        painter.fillRect(x, 0, 1, self.height(), QColor(look().colours.border))
        painter.end()
