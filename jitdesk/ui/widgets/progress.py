"""Long work: what is being done, how much is left, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.look import Role
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import ElidedLabel, PlainLabel


class ProgressLine(QWidget):
    """A bar with its sentence, the remaining count and Cancel."""

    cancelled = Signal()

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = ElidedLabel(text, Role.SMALL)
        self._left = PlainLabel("", Role.SMALL, "text2")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self.cancel = Button(say("ui.cancel"), Rank.LINK, height=24)
        self.cancel.clicked.connect(self.cancelled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        row.addWidget(self._left)
        row.addWidget(self.cancel)
        column.addLayout(row)
        column.addWidget(self._bar)
        self.show_progress(text, 0, 0)

    def show_progress(self, text: str, done: int, total: int) -> None:
        """Show how far the work is; `total` 0 where nobody knows."""
        self._text.set_text(text)
        self._bar.setAccessibleName(text)
        self._left.setText(say("ui.progress.left", n=total - done) if total else "")
        # Qt counts in 32 bits; bytes of a large file do not fit.
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(done * 1000 // total if total else 0)
