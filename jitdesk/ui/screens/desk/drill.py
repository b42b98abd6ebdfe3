"""The drill: the words of the printed kit are typed, and prove that it opens this desk."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal

from jitdesk.kernel.words import say
from jitdesk.ui.lending import Loan
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.editors import Paragraphs
from jitdesk.ui.widgets.fields import Field
from jitdesk.ui.widgets.form_page import FormPage

_HEIGHT = 84


class DrillPage(FormPage):
    """Asks for the words of one sheet, or of two; `lent` brings the loan under which they are tried."""

    lent = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(say("ui.desk.drill_title"), say("ui.desk.drill_below"))
        self.sheets = [Paragraphs(quiet=False), Paragraphs(quiet=False)]
        self._fields = [Field(say(f"ui.desk.sheet_{number}"), sheet) for number, sheet in enumerate(self.sheets, 1)]
        self.prove = Button(say("ui.desk.prove"), Rank.PRIMARY, "check", height=36)
        self.back = Button(say("ui.back"), height=36)
        for sheet, field in zip(self.sheets, self._fields, strict=True):
            sheet.setFixedHeight(_HEIGHT)
            sheet.setTabChangesFocus(True)
            # a keyboard that learns would keep the words
            sheet.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
            sheet.textChanged.connect(self._judge)
            self.column.addWidget(field)
        self.prove.clicked.connect(self._prove)
        self.back.clicked.connect(self._leave)
        self.add_foot(self.prove, self.back)
        self.column.addWidget(ReasonLine(self.prove))
        self.column.addStretch(1)
        self.begin(shares=False)

    def begin(self, *, shares: bool) -> None:
        """Begin anew, with a kit of one sheet or of shares."""
        for sheet in self.sheets:
            sheet.clear()
        self._fields[1].setVisible(shares)
        self._judge()

    def take_keyboard(self) -> None:
        """Put the keyboard where a person begins."""
        self.sheets[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _texts(self) -> list[str]:
        return [text for sheet in self.sheets if (text := sheet.toPlainText().strip())]

    def _judge(self) -> None:
        wanted = 1 if self._fields[1].isHidden() else 2
        self.prove.set_reason("" if len(self._texts()) == wanted else say("ui.desk.need_words"))

    def _prove(self) -> None:
        self.lent.emit(Loan("recover", {"texts": self._texts()}, say("ui.desk.proving"), proved, "desk"))

    def _leave(self) -> None:
        self.begin(shares=False)
        self.left.emit()


def proved(done: dict[str, Any]) -> str:
    """What the drill showed."""
    return say("recovery.drill", number=done["number"])
