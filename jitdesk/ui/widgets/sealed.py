"""The sealed block: hatched, with a lock in a ring, and a sentence that says who holds what is kept from here."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.ui import icons, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.fields import LineEdit, mark
from jitdesk.ui.widgets.labels import Paragraph

_RING = 36
_HATCH = 8


class SealedBlock(QWidget):
    """Something kept from others on purpose; with an `action` it can be opened here, where `ask` is given for a reason only."""

    acted = Signal()

    def __init__(self, title: str, text: str, action: str = "", open: bool = False, ask: str = "") -> None:
        super().__init__()
        self.reason = LineEdit(ask)
        self.reason.setAccessibleName(ask)
        self.reason.returnPressed.connect(self.acted)
        self._wrong = Paragraph("", Role.SMALL, "danger")
        self._open = open
        self.setAccessibleName(f"{title} {text}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(Paragraph(title, Role.CURRENT))
        column.addWidget(Paragraph(text, Role.SMALL, "text2"))
        column.addWidget(self.reason)
        column.addWidget(self._wrong)
        if not ask:  # to show it here, before it has a parent, would open a window of its own
            self.reason.hide()
        self._wrong.hide()
        self.button = Button(action, Rank.LINK, height=24)
        self.button.clicked.connect(self.acted)
        if not action:
            self.button.hide()
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignLeading)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        row.addWidget(_Ring("lock-open" if open else "lock"), alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        look().changed.connect(self.update)

    def refuse(self, sentence: str) -> None:
        """It was not opened, for this reason."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        self.reason.setAccessibleDescription(sentence)
        mark(self.reason, bool(sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, ground = look().colours.tone("seal")
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(box, 8, 8)
        painter.fillPath(shape, QColor(ground))
        painter.setClipPath(shape)
        painter.setPen(QPen(paint.mix(ground, ink, 0.06), 2))
        for x in range(-self.height(), self.width(), _HATCH):
            painter.drawLine(x, self.height(), x + self.height(), 0)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(ink), 1))
        painter.drawPath(shape)
        painter.end()


class _Ring(QWidget):
    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(look().px(_RING), look().px(_RING))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, _ = look().colours.tone("seal")
        paint.rounded(painter, self.rect(), self.width() / 2, look().colours.surface, ink)
        size = look().px(18)
        place = (self.width() - size) // 2
        icons.draw(painter, QRect(place, place, size, size), self._icon, ink)
        painter.end()
