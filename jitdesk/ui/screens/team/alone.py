"""A desk that is in no team yet: its card, its fingerprint, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from jitdesk.kernel.words import say
from jitdesk.ui.actions import Actions
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.fingerprint import Fingerprint
from jitdesk.ui.widgets.form_page import FormPage
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel


class AlonePage(FormPage):
    """Three steps to a team; `bundle_asked` leads to the last of them."""

    bundle_asked = Signal()

    def __init__(self, actions: Actions, digits: str) -> None:
        super().__init__(say("ui.team.alone_title"), say("ui.team.alone_below"))
        self.card = actions.button("save_card", Button(say("ui.action.save_card"), Rank.PRIMARY, "id-card"))
        self.digits = Fingerprint(digits, across=8)
        self.bundle = Button(say("ui.team.alone_open"), icon="package")
        self.bundle.clicked.connect(self.bundle_asked)
        steps: tuple[tuple[str, Button | Fingerprint], ...] = (("card", self.card), ("read", self.digits), ("bundle", self.bundle))
        for number, (key, control) in enumerate(steps, 1):
            self._add_step(number, key, control)
        self.column.addStretch(1)

    def _add_step(self, number: int, key: str, control: Button | Fingerprint) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        mark = PlainLabel(str(number), Role.SECTION, "accent")
        mark.setFixedWidth(look().px(16))
        row.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(PlainLabel(say(f"ui.team.alone_{key}"), Role.SECTION))
        words.addWidget(Paragraph(say(f"ui.team.alone_{key}_below"), tone="text2"))
        if isinstance(control, Button):
            words.addWidget(control, alignment=Qt.AlignmentFlag.AlignLeading)
        row.addLayout(words, 1)
        self.column.addLayout(row)
        if isinstance(control, Fingerprint):
            self.column.addWidget(control, alignment=Qt.AlignmentFlag.AlignLeading)
