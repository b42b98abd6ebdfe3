"""What is shown only when a person asks for it: a line that opens and closes what stands below it."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.look import look
from jitdesk.ui.widgets.buttons import Button, Rank


class Fold(QWidget):
    """Holds `body` under a line that says how much in it is filled."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._heading = heading
        self.filled = 0
        self.open = False
        self.body = QWidget()
        self.body.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.line = _Line(heading, Rank.LINK, "chevron-right", height=28)
        self.line.clicked.connect(lambda: self.set_open(not self.open))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look().px(8), 0, 0)
        column.setSpacing(look().px(4))
        column.addWidget(self.line)
        column.addWidget(self.body)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_open(False)

    def set_open(self, open: bool) -> None:
        """Show what is folded, or only the line."""
        self.open = open
        self.body.setVisible(open)
        self.line.set_icon("chevron-down" if open else "chevron-right")
        self.line.setAccessibleDescription(say("ui.fold.open" if open else "ui.fold.closed"))

    def show_count(self, filled: int, of: int) -> None:
        """Say how many fields there are, and how many are filled."""
        self.filled = filled
        words = say("ui.fold.filled", n=of, filled=filled) if filled else say("ui.fold.fields", n=of)
        self.line.set_label(f"{self._heading} · {words}" if filled or of > 1 else self._heading)


class _Line(Button):
    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.update()
