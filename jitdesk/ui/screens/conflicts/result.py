"""What the record will say: taken from a side, or written; text is edited freely, other values with the editor of their field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.domain.fields import Type
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.clashing import Clash, Side
from jitdesk.ui import field_editors
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.conflicts import wording
from jitdesk.ui.widgets.editors import Editor
from jitdesk.ui.widgets.labels import Paragraph

_MOST = 140  # pixels of a value that can only be taken
_WRITTEN = (Type.TEXT, Type.LONG)
_EDITED = (Type.ONE, Type.DATE, Type.STATE, Type.LANGUAGE, Type.TEXTS, Type.LANGUAGES, Type.STATES)


class Result(QWidget):
    """Holds the result of one conflict at a time; `changed` follows every change of it."""

    changed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._clash: Clash | None = None
        self.taken: Side | None = None
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(say("ui.conflicts.placeholder"))
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(say("ui.conflicts.result"))
        self.text.textChanged.connect(self.changed)
        self.editor: Editor | None = None
        self._chosen = Paragraph("", tone="text2")
        self._ways = QStackedWidget()
        self._place = QVBoxLayout()
        held = QWidget()
        held.setLayout(self._place)
        self._place.setContentsMargins(0, 0, 0, 0)
        for widget in (self.text, held, self._chosen):
            self._ways.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._ways)
        look().changed.connect(self._measure)
        self._measure()

    def begin(self, clash: Clash, draft: str) -> None:
        """Begin with nothing taken; a text that was typed before comes back."""
        self._clash, self.taken = clash, None
        if self.editor is not None:
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
        kind = KINDS.get(clash.record.kind)
        field = kind.field(clash.field) if kind else None
        self.text.setPlainText(draft)
        self._chosen.setText(say("ui.conflicts.nothing_taken"))
        if kind is None or field is None or clash.element or not field.settable or field.type not in (*_WRITTEN, *_EDITED):
            self._ways.setCurrentIndex(2)
        elif field.type in _WRITTEN:
            self._ways.setCurrentIndex(0)
        else:
            self.editor = field_editors.editor(kind, field, self._today)
            self.editor.control.setAccessibleName(say("ui.conflicts.result"))
            self.editor.control.setProperty("quiet", False)
            self.editor.edited.connect(self.changed)
            self._place.addWidget(self.editor)
            self.editor.show_record(None)
            self._ways.setCurrentIndex(1)
        self._measure()
        self.changed.emit()

    def take(self, side: Side) -> None:
        """Let the result be this value."""
        assert self._clash is not None
        self.taken = side
        words = wording.value(self._clash, side.value, self._today())
        if self._ways.currentIndex() == 0:
            self.text.setPlainText(str(side.value or ""))
        elif self.editor is not None:
            self.editor.show_record(side.value)
        self._chosen.setText(words)
        self._measure()
        self.changed.emit()

    def value(self) -> object:
        """The value as it stands; None for none."""
        if self._ways.currentIndex() == 0:
            return self.text.toPlainText().strip() or None
        if self.editor is not None:
            return self.editor.value() or None
        return self.taken.value if self.taken else None

    def side(self) -> Side | None:
        """The side whose value stands as it was taken, or None."""
        return self.taken if self.taken is not None and (self.taken.value or None) == (self.value() or None) else None

    def draft(self) -> str:
        """What was typed and is no side's value: not to be lost."""
        return "" if self._ways.currentIndex() or self.side() is not None else self.text.toPlainText().strip()

    def problem(self) -> str:
        """Why it cannot be settled so, in a sentence, or ""."""
        if self.editor is not None and self.editor.problem():
            return self.editor.problem()
        return "" if self.side() is not None or self.value() is not None else say("ui.conflicts.nothing_taken")

    def take_keyboard(self) -> None:
        """Put the keyboard where the result is written, if it can be."""
        control = self.editor if self.editor is not None else self.text if self._ways.currentIndex() == 0 else None
        if control is not None:
            control.setFocus()

    def _measure(self) -> None:
        self.text.setFont(look().font(Role.READING))
        # A group or rows read on several lines; the sides show them whole.
        chosen = min(max(self._chosen.height_for(self._ways.width()), look().px(28)), look().px(_MOST))
        heights = {0: look().px(96), 1: look().px(40), 2: chosen}
        self._ways.setFixedHeight(heights[self._ways.currentIndex()])
