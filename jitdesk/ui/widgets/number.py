"""Editor for a whole number."""

from __future__ import annotations

from jitdesk.kernel.words import say
from jitdesk.ui.widgets.editors import TextEditor


class IntEditor(TextEditor):
    """A whole number, not below nought; blanks between its figures are passed over."""

    def value(self) -> object:
        text = self.line.text()
        if text == _shown(self.kept):
            return self.kept
        figures = "".join(text.split())
        return int(figures) if figures.isascii() and figures.isdecimal() and len(figures) < 16 else None

    def problem(self) -> str:
        return say("ui.form.no_number") if self.line.text().strip() and self.value() is None else ""

    @property
    def dirty(self) -> bool:
        return bool(self.problem()) or self.value() != self.kept

    def display(self, value: object) -> None:
        super().display(_shown(value))

    def typed(self) -> object:
        return self.line.text()

    def put_back(self, typed: object) -> None:
        self.line.setText(str(typed))


def _shown(value: object) -> str:
    return "" if value is None else str(value)
