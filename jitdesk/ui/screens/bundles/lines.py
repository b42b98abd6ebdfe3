"""An icon with a name and a sentence, in a list of such lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.labels import ElidedLabel, IconLabel, Paragraph


class IconLine(QWidget):
    """One line of such a list; `tone` is the colour of its icon."""

    def __init__(self, icon: str, tone: str, title: str, text: str) -> None:
        super().__init__()
        self.setAccessibleName(f"{title}. {text}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon, tone), alignment=Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(ElidedLabel(title, Role.NAME))
        words.addWidget(Paragraph(text, Role.SMALL, "text2"))
        row.addLayout(words, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(look().colours.line))
        painter.end()
