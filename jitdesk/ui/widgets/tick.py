"""Yes or no as a check box."""

from __future__ import annotations

from jitdesk.ui.widgets.editors import Editor
from jitdesk.ui.widgets.fields import CheckBox


class TickEditor(Editor):
    """A value that is set or not; `text` stands beside the box."""

    def __init__(self, text: str) -> None:
        self.box = CheckBox(text)
        super().__init__(self.box)
        self.box.clicked.connect(self.commit)

    def value(self) -> object:
        return self.box.isChecked() or None

    def display(self, value: object) -> None:
        self.box.setChecked(value is True)
