"""A field of a record before and after, side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.labels import ElidedLabel, IconLabel, Paragraph, PlainLabel

NAME_WIDTH = 132
_ARROW = 16


class Lined(QWidget):
    """A row with a line below it."""

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


class FieldsHead(Lined):
    """The heads of the columns; of a record that is not there yet there is no before."""

    def __init__(self, before: str, after: str, fresh: bool) -> None:
        super().__init__("border")
        name = PlainLabel(say("ui.bundles.field"), Role.SMALL_NAME, "text2")
        name.setFixedWidth(look().px(NAME_WIDTH))
        self.row.addWidget(name)
        if not fresh:
            self.row.addWidget(Side(ElidedLabel(before, Role.SMALL_NAME, "text2")), 1)
            gap = QWidget()
            gap.setFixedWidth(look().px(_ARROW))
            self.row.addWidget(gap)
        self.row.addWidget(Side(ElidedLabel(after, Role.SMALL_NAME, "text2")), 1)


class FieldLine(Lined):
    """A field in words, before and after."""

    def __init__(self, name: str, before: str, after: str, fresh: bool) -> None:
        super().__init__("line")
        self.words = (name, before, after)
        key = "ui.bundles.said_new" if fresh else "ui.bundles.said"
        self.setAccessibleName(say(key, field=name, before=before, after=after))
        label = Paragraph(name, Role.NAME)
        label.setFixedWidth(look().px(NAME_WIDTH))
        self.row.addWidget(label, alignment=Qt.AlignmentFlag.AlignTop)
        if not fresh:
            self.row.addWidget(Side(Paragraph(before, tone="text2")), 1)
            self.row.addWidget(IconLabel("arrow-right"), alignment=Qt.AlignmentFlag.AlignTop)
        self.row.addWidget(Side(Paragraph(after)), 1)


class Side(QWidget):
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
