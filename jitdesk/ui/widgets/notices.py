"""What the window says outside the records: banner and empty state."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui import paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, IconButton, Rank
from jitdesk.ui.widgets.labels import IconLabel, Paragraph

_ICONS = {"info": "info", "warn": "triangle-alert", "danger": "circle-alert", "ok": "circle-check"}


class Banner(QWidget):
    """A sentence that needs attention, with at most one action beside or `below` it; `tone` is info, ok, warn or danger."""

    acted = Signal()
    closed = Signal()

    def __init__(
        self, title: str, text: str = "", tone: str = "info", action: str = "", closable: bool = False, below: bool = False
    ) -> None:
        super().__init__()
        self._tone = tone
        self.setAccessibleName(f"{title} {text}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(10)
        row.addWidget(IconLabel(_ICONS[tone], tone), alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        self._title = Paragraph(title, Role.CURRENT if text else Role.BODY)
        self._text = Paragraph(text)
        if not text:
            self._text.hide()
        column.addWidget(self._title)
        column.addWidget(self._text)
        row.addLayout(column, 1)
        self._button = Button(action, Rank.LINK, height=24) if action else None
        if self._button is not None:
            self._button.clicked.connect(self.acted)
            (column if below else row).addWidget(self._button, alignment=Qt.AlignmentFlag.AlignLeading if below else Qt.AlignmentFlag(0))
        if closable:
            close = IconButton("x", say("ui.close"), 24, icon_size=14)
            close.clicked.connect(self.closed)
            close.clicked.connect(self.hide)
            row.addWidget(close, alignment=Qt.AlignmentFlag.AlignTop)
        look().changed.connect(self.update)

    def text(self) -> str:
        """What it says."""
        return self.accessibleName()

    def set_reason(self, reason: str) -> None:
        """Say why its action cannot be done now; "" makes it possible."""
        if self._button is not None:
            self._button.set_reason(reason)

    def set_text(self, sentence: str) -> None:
        """Say another sentence."""
        self._title.setText(sentence)
        self.setAccessibleName(sentence)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, ground = look().colours.tone(self._tone)
        paint.rounded(painter, self.rect(), 8, ground)
        bar = paint.placed(painter, self.rect(), QRect(0, 0, 3, self.height()))
        painter.setClipRect(bar)
        paint.rounded(painter, self.rect(), 8, ink)
        painter.end()


class EmptyState(QWidget):
    """An empty screen: one sentence, at most one action, no picture."""

    acted = Signal()

    def __init__(self, text: str, action: str = "", icon: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(2)
        label = Paragraph(text, tone="text2", centred=True)
        label.setFixedWidth(look().px(420))
        column.addWidget(label, alignment=Qt.AlignmentFlag.AlignHCenter)
        if action:
            button = Button(action, icon=icon)
            button.clicked.connect(self.acted)
            column.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
