"""A page in the middle of the screen: a title, a form, buttons below it; it scrolls where the window is low."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel
from jitdesk.ui.widgets.notices import Banner

_WIDTH = 568


class FormPage(QWidget):
    """Holds `column`, in which the page puts what it asks."""

    def __init__(self, title: str, below: str = "") -> None:
        super().__init__()
        card = QWidget()
        card.setMaximumWidth(look().px(_WIDTH))
        self.column = QVBoxLayout(card)
        self.column.setContentsMargins(4, 28, 4, 24)
        self.column.setSpacing(14)
        self.title = PlainLabel(title, Role.DISPLAY)
        self.column.addWidget(self.title)
        if below:
            self.column.addWidget(Paragraph(below, tone="text2"))
        self.refusal = Banner(" ", tone="danger")
        centred = QWidget()
        row = QHBoxLayout(centred)
        row.setContentsMargins(20, 0, 20, 0)
        row.addStretch(1)
        row.addWidget(card, 100)
        row.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(centred)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(scroll)
        self.show_refusal("")

    def show_refusal(self, sentence: str) -> None:
        """Say why it was not done; "" for nothing."""
        self.refusal.set_text(sentence)
        self.refusal.setVisible(bool(sentence))

    def add_foot(self, *buttons: QWidget) -> None:
        """The refusal, if there is one, and the buttons; nothing is added after that."""
        self.column.addWidget(self.refusal)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)
