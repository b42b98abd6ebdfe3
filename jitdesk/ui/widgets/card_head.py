"""The line of a record that opens to its form: what it is, a line below, and a chip at its end."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from jitdesk.ui import icons, labels, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.paint import ChipFace


@dataclass(frozen=True)
class Summary:
    """A record in one line and a line below it."""

    title: str
    below: str = ""
    face: ChipFace | None = None


class CardHead(QAbstractButton):
    """Says what a record is, and whether its form is open below; it keeps `inset` from the edge."""

    def __init__(self, inset: int) -> None:
        super().__init__()
        self._inset = inset
        self._summary = Summary("")
        self._open = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def set_summary(self, summary: Summary) -> None:
        """Say this."""
        self._summary = summary
        self.setAccessibleName(labels.joined([summary.title, summary.face.text if summary.face else "", summary.below]))
        self.updateGeometry()
        self.update()

    def set_open(self, open: bool) -> None:
        """Show that the form is open, or closed."""
        self._open = open
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(52 if self._summary.below else 38))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, rect = look().colours, self.rect()
        if self.underMouse():
            painter.fillRect(rect, colours.window)
        painter.fillRect(QRect(0, rect.bottom(), rect.width(), 1), colours.line)
        mark = look().px(14)
        spot = QRect(self._inset, (rect.height() - mark) // 2, mark, mark)
        icons.draw(painter, paint.placed(painter, rect, spot), "chevron-down" if self._open else "chevron-right", colours.text2)
        left = self._inset + look().px(22)
        tail = 0
        if self._summary.face is not None:
            face = paint.face_size(self._summary.face)
            tail = face.width() + 8
            place = paint.placed(
                painter, rect, QRect(rect.width() - face.width() - self._inset, (rect.height() - face.height()) // 2, face.width(), 1)
            )
            paint.draw_face(painter, place.topLeft(), self._summary.face)
        two = bool(self._summary.below)
        line = look().px(20)
        top = (rect.height() - (line + look().px(16) if two else line)) // 2
        width = rect.width() - left - tail - self._inset
        title = paint.placed(painter, rect, QRect(left, top, width, line))
        paint.line(painter, title, self._summary.title, look().font(Role.NAME), colours.text)
        if two:
            below = paint.placed(painter, rect, QRect(left, top + line, width, look().px(16)))
            paint.line(painter, below, self._summary.below, look().font(Role.SMALL), colours.text2)
        painter.end()
