"""A conflict in a record under protection, before it is opened: which record and field, and the reason that is asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.clashing import Clash
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.conflicts import wording
from jitdesk.ui.widgets.buttons import Button
from jitdesk.ui.widgets.chips import Tag
from jitdesk.ui.widgets.labels import ElidedLabel
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.sealed import SealedBlock


class SealedPage(QWidget):
    """Asks why the record is opened: `opening` (its reference, the reason)."""

    opening = Signal(str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._reference = ""
        self._tag = QHBoxLayout()
        self._field = ElidedLabel("", Role.TITLE)
        words = say("ui.conflicts.sealed_title"), say("ui.conflicts.sealed_below")
        self.block = SealedBlock(*words, say("ui.sealed.open"), ask=say("ui.sealed.reason"))
        self.block.acted.connect(lambda: self.opening.emit(self._reference, self.block.reason.text()))
        self.later = Button(say("ui.conflicts.later"), keys=say("ui.key.esc"))
        self.later.clicked.connect(self.left)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(self._tag)
        head.addWidget(self._field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.block)
        column.addStretch(1)
        column.addWidget(self.later, alignment=Qt.AlignmentFlag.AlignTrailing)

    def show_clash(self, clash: Clash) -> None:
        """Show which conflict it is; nothing of its values."""
        if clash.reference != self._reference:
            self.block.reason.clear()
        self.block.refuse("")
        self._reference = clash.reference
        clear(self._tag)
        face = wording.tag(clash)
        self._tag.addWidget(Tag(face.text, face.icon))
        self._field.set_text(wording.field(clash))

    def take_keyboard(self) -> None:
        """Put the keyboard on the reason."""
        self.block.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look().colours.window))
        painter.end()
