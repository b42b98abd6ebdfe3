"""The status of a request on its page: shown as a chip, and moved on by its own action instead of being set."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.actions import Actions
from jitdesk.ui.screens.requests.table import status
from jitdesk.ui.widgets.buttons import Button
from jitdesk.ui.widgets.chips import Chip
from jitdesk.ui.widgets.editors import Editor


class StatusEditor(Editor):
    """Shows the status; `button` asks what may follow."""

    def __init__(self, actions: Actions) -> None:
        self._value: object = None
        self._chip = Chip("")
        self.button = actions.button("move_on", Button(say("ui.action.move_on"), keys="Ctrl+M"))
        panel = QWidget()
        row = QHBoxLayout(panel)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._chip)
        row.addWidget(self.button)
        row.addStretch(1)
        super().__init__(panel)
        self.setFocusProxy(self.button)

    def value(self) -> object:
        return self._value

    def display(self, value: object) -> None:
        self._value = value
        self._chip.set_face(status(str(value) if value else None))

    def set_framed(self) -> None:
        """It has no edge of its own."""

    def set_name(self, name: str) -> None:
        self.button.setAccessibleName(f"{name}: {say('ui.action.move_on')}")

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can be moved on is said by the action."""
