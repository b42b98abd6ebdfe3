"""A dialog that asks for a few things and does one: it scrolls where the window is low, and says below why it was refused."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import Button
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel
from jitdesk.ui.widgets.notices import Banner

_AROUND = 170  # title, refusal and buttons


class FormDialog(QDialog):
    """Holds `column`, in which the dialog puts what it asks, and `go_on`, which does it."""

    def __init__(self, parent: QWidget, title: str, below: str, go_on: Button, width: int = 560) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(title)
        self.go_on = go_on
        self.cancel = Button(say("ui.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.refusal = Banner(" ", tone="danger")
        self._content = QWidget()
        self.column = QVBoxLayout(self._content)
        self.column.setContentsMargins(24, 4, 24, 8)
        self.column.setSpacing(12)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._content)
        self._lay_out(title, below)
        self._scroll.setFixedWidth(look().px(width))
        self._content.installEventFilter(self)
        self.show_refusal("")

    def show_refusal(self, sentence: str) -> None:
        """Say why it was not done; "" for nothing."""
        self.refusal.set_text(sentence)
        self.refusal.setVisible(bool(sentence))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """As high as what it asks, and never higher than the window."""
        parent = self.parentWidget()
        room = (parent.window().height() if parent else look().px(720)) - look().px(_AROUND)
        wanted = max(self._content.sizeHint().height(), self._content.minimumSizeHint().height())
        self._scroll.setFixedHeight(min(wanted, max(room, look().px(160))))

    def _lay_out(self, title: str, below: str) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(24, 0, 24, 0)
        head.setSpacing(4)
        head.addWidget(PlainLabel(title, Role.TITLE))
        if below:
            head.addWidget(Paragraph(below, tone="text2"))
        foot = QVBoxLayout()
        foot.setContentsMargins(24, 0, 24, 0)
        foot.setSpacing(12)
        foot.addWidget(self.refusal)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.go_on)
        foot.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 20, 0, 20)
        whole.setSpacing(12)
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        whole.addLayout(head)
        whole.addWidget(self._scroll)
        whole.addLayout(foot)
