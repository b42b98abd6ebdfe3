"""What every page of the editor is: a title, where it belongs, the way to its neighbours, and a column that scrolls below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from jitdesk.ui.actions import Actions
from jitdesk.ui.look import Role, look
from jitdesk.ui.widgets.buttons import IconButton
from jitdesk.ui.widgets.labels import Paragraph

_WIDEST = 820


class Page(QScrollArea):
    """Holds `column`; it keeps its place while it is refreshed."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._title = Paragraph("", Role.TITLE)
        self._below = Paragraph("", Role.SMALL, "text2")
        content = QWidget()
        content.setMaximumWidth(look().px(_WIDEST))
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(24, 16, 24, 24)
        self.column.setSpacing(16)
        self.column.addLayout(self._head(actions))
        around = QWidget()
        row = QHBoxLayout(around)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(content, 1)
        row.addStretch(0)
        self.setWidget(around)

    def show_title(self, title: str, below: str) -> None:
        """Say what page this is."""
        self._title.setText(title)
        self._below.setText(below)

    def _head(self, actions: Actions) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(4)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(self._title)
        titles.addWidget(self._below)
        head.addLayout(titles, 1)
        for id, icon in (("last_part", "chevron-up"), ("next_part", "chevron-down")):
            step = actions.button(id, IconButton(icon, f"{actions.find(id).words} ({actions.find(id).keys})"))
            head.addWidget(step, alignment=Qt.AlignmentFlag.AlignTop)
        return head
