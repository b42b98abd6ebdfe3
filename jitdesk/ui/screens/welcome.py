"""Before anything: no desk is known on this computer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel

_WIDTH = 400


class Welcome(QWidget):
    """No desk is known on this computer: the two ways to begin, and a third for a desk that lies somewhere."""

    create_asked = Signal()
    join_asked = Signal()
    open_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        card = QWidget()
        card.setFixedWidth(look().px(_WIDTH))
        column = QVBoxLayout(card)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(8)
        column.addWidget(IconLabel("mark", "accent", 64), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(PlainLabel(say("ui.welcome.title"), Role.DISPLAY), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(PlainLabel(say("ui.welcome.below"), tone="text2"), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(24)
        self.create_button = Button(say("ui.welcome.create"), Rank.PRIMARY, "plus", height=40)
        self.join_button = Button(say("ui.welcome.join"), Rank.DEFAULT, "id-card", height=40)
        self.open_link = Button(say("ui.welcome.open"), Rank.LINK, height=28)
        for button, note, asked in (
            (self.create_button, "ui.welcome.create_below", self.create_asked),
            (self.join_button, "ui.welcome.join_below", self.join_asked),
        ):
            button.clicked.connect(asked)
            column.addWidget(button)
            column.addWidget(Paragraph(say(note), Role.SMALL, "text2"))
            column.addSpacing(12)
        self.open_link.clicked.connect(self.open_asked)
        column.addWidget(self.open_link, alignment=Qt.AlignmentFlag.AlignHCenter)
        page = QVBoxLayout(self)
        page.addStretch(4)
        page.addWidget(card, alignment=Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(5)

    def take_keyboard(self) -> None:
        """Put the keyboard where a person begins."""
        self.create_button.setFocus(Qt.FocusReason.OtherFocusReason)
