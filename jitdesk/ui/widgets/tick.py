"""Yes or no as a check box; several of a few values as a check box each."""

from __future__ import annotations

from collections.abc import Sequence

from jitdesk.ui.widgets.editors import Editor
from jitdesk.ui.widgets.fields import CheckBox
from jitdesk.ui.widgets.flow import Flow


class TickEditor(Editor):
    """A value that is set or not; `text` stands beside the box, and where it is the name of the field no label is needed."""

    def __init__(self, text: str, names_field: bool = False) -> None:
        self.box = CheckBox(text)
        self.named_by_form = not names_field
        super().__init__(self.box)
        self.box.clicked.connect(self.commit)

    def value(self) -> object:
        return self.box.isChecked() or None

    def display(self, value: object) -> None:
        self.box.setChecked(value is True)


class TicksEditor(Editor):
    """Some of a few values, each a box with its words; values that have no box stay as they are."""

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        self.boxes = {value: CheckBox(text) for value, text in choices}
        self._others: list[str] = []
        flow = Flow(gap=12)
        super().__init__(flow)
        flow.set_parts(list(self.boxes.values()))
        for box in self.boxes.values():
            box.clicked.connect(self.commit)
        self.setFocusProxy(next(iter(self.boxes.values())))

    @property
    def dirty(self) -> bool:
        return sorted(self._values()) != sorted(_texts(self.kept))

    def value(self) -> object:
        return self._values() if self.dirty else self.kept

    def display(self, value: object) -> None:
        values = _texts(value)
        self._others = [entry for entry in values if entry not in self.boxes]
        for entry, box in self.boxes.items():
            box.setChecked(entry in values)

    def set_name(self, name: str) -> None:
        for box in self.boxes.values():
            box.setAccessibleName(f"{name}: {box.text().replace('&&', '&')}")

    def set_read_only(self, read_only: bool) -> None:
        for box in self.boxes.values():
            box.setEnabled(not read_only)

    def _values(self) -> list[str]:
        return [*(value for value, box in self.boxes.items() if box.isChecked()), *self._others]


def _texts(value: object) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, list) else []
