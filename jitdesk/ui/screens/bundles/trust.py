"""The first bundle of a desk: whose team is it really? A person asks the founder and types what they read out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from jitdesk.kernel.words import say
from jitdesk.services.previewing import Preview
from jitdesk.ui import labels
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.facts import Facts
from jitdesk.ui.widgets.fields import Field, LineEdit
from jitdesk.ui.widgets.form_page import FormPage
from jitdesk.ui.widgets.labels import Paragraph

_DIGITS = 40


class TrustPage(FormPage):
    """Asks for the founder's fingerprint; `typed` brings it."""

    typed = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(say("ui.bundles.trust_title"))
        self._facts = Facts(110)
        self._why = Paragraph("")
        self.line = LineEdit(say("ui.bundles.fingerprint_form"))
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.field = Field(say("ui.bundles.fingerprint_heard"), self.line)
        self.compare = Button(say("ui.bundles.compare"), Rank.PRIMARY, "check", height=36)
        self.later = Button(say("ui.bundles.keep"), height=36)
        self.line.returnPressed.connect(self.submit)
        self.line.textEdited.connect(lambda: self.field.set_hint(self._count()))
        self.compare.clicked.connect(self.submit)
        self.later.clicked.connect(self.left)
        self._lay_out()

    def show_preview(self, preview: Preview) -> None:
        """Say which team this bundle says it is of."""
        founder = isolated(preview.founder)
        state = labels.state(preview.founder_state)
        self._why.setText(say("ui.bundles.trust_why", founder=founder))
        self._facts.set_facts(
            [
                (say("ui.bundles.trust_team"), preview.team),
                (say("ui.bundles.trust_founder"), labels.joined((preview.founder, state))),
                (say("ui.bundles.trust_sender"), labels.joined(dict.fromkeys(one.member for one in preview.bundles))),
            ]
        )
        self.line.clear()
        self.field.set_hint(say("ui.bundles.trust_hint"))

    def show_wrong(self, sentence: str) -> None:
        """Say that what was typed is not the fingerprint."""
        self.field.set_wrong(sentence)
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """Put the keyboard where the digits are typed."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    def submit(self) -> None:
        """Hand on what was typed, if it is whole."""
        if self._missing():
            self.show_wrong(say("ui.bundles.trust_short"))
        else:
            self.typed.emit(self.line.text())

    def _missing(self) -> int:
        return max(_DIGITS - sum(letter.isdecimal() for letter in self.line.text()), 0)

    def _count(self) -> str:
        left = self._missing()
        return say("ui.bundles.digits_left", n=left) if left else say("ui.bundles.digits_all")

    def _lay_out(self) -> None:
        for widget in (self._facts, self._why, self.field):
            self.column.addWidget(widget)
        self.add_foot(self.compare, self.later)
        self.column.addStretch(1)
