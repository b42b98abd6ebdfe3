"""One of the dates offered for a hearing, as a row: click or Enter puts it into the fields, Delete takes it out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui import labels, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import IconButton

_ROW = 34


class DateRow(QWidget):
    """The number of a date in the letter, its day, and its time in several places."""

    chosen = Signal()
    removed = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._texts: tuple[str, ...] = ("",)
        self._current = False
        self.setAccessibleDescription(say("ui.hearing.row_keys"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._remove = IconButton("x", "", 24, icon_size=14)
        self._remove.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.addStretch(1)
        row.addWidget(self._remove)

    def show_texts(self, texts: Sequence[str], current: bool) -> None:
        """Show a date; the `current` one stands in the fields."""
        self._texts = tuple(texts)
        self._current = current
        self.setAccessibleName(labels.joined(texts))
        self._remove.set_icon("x", say("ui.hearing.remove", date=texts[0]))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(320), look().px(_ROW))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, rect = look().colours, self.rect()
        if self._current:
            paint.rounded(painter, rect.adjusted(0, 1, 0, -2), 6, colours.select)
        painter.fillRect(QRect(0, rect.bottom(), rect.width(), 1), QColor(colours.line))
        inner = rect.adjusted(look().px(8), 0, -look().px(36), 0)
        strong = colours.select_text if self._current else colours.text
        quiet = colours.select_text if self._current else colours.text2
        small = look().font(Role.SMALL, tabular=True)
        number = QRect(inner.left(), inner.top(), look().px(16), inner.height())
        paint.line(painter, paint.placed(painter, rect, number), str(self._number), small, quiet)
        inner.adjust(look().px(20), 0, 0, 0)
        first = min(look().px(164), inner.width() // 3) if len(self._texts) > 1 else inner.width()
        spot = QRect(inner.left(), inner.top(), first, inner.height())
        paint.line(painter, paint.placed(painter, rect, spot), self._texts[0], look().font(Role.NAME), strong)
        font = look().font(Role.BODY, tabular=True)
        wanted = [QFontMetrics(font).horizontalAdvance(text) + 2 for text in self._texts[1:]]
        spare = max(inner.width() - first - sum(wanted), 0) // max(len(wanted), 1)
        left = inner.left() + first
        for place, (text, width) in enumerate(zip(self._texts[1:], wanted, strict=True)):
            spot = QRect(left, inner.top(), width, inner.height())
            paint.line(painter, paint.placed(painter, rect, spot), text, font, strong if place == 0 else quiet)
            left += width + spare
        painter.end()
