"""Editor for one of a few answers that all stand in sight; arrows go from one to the next, Space gives it or takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from jitdesk.ui import paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.texts import button_text
from jitdesk.ui.widgets.editors import Editor

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


class AnswerEditor(Editor):
    """The chosen answer, or None while there is none."""

    def __init__(self, answers: Sequence[tuple[str, str]]) -> None:
        panel = QWidget()
        super().__init__(panel, leading=True)
        self._value: object = None
        self.buttons = {value: _Answer(text) for value, text in answers}
        row = QHBoxLayout(panel)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().px(6))
        for value, button in self.buttons.items():
            row.addWidget(button)
            button.clicked.connect(partial(self.choose, value))
            button.stepped.connect(partial(self._step, value))
        self._show()

    def value(self) -> object:
        return self._value

    def display(self, value: object) -> None:
        self._value = value
        self._show()

    def choose(self, value: str) -> None:
        """Give this answer; the one that is given already is taken back."""
        self.display(None if value == self._value else value)
        self.commit()

    def set_name(self, name: str) -> None:
        for button in self.buttons.values():
            button.setAccessibleName(f"{name}: {button.words}")

    def set_read_only(self, read_only: bool) -> None:
        for button in self.buttons.values():
            button.setEnabled(not read_only)

    def _step(self, value: str, by: int) -> None:
        order = list(self.buttons)
        self.buttons[order[(order.index(value) + by) % len(order)]].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        stop = self._value if self._value in self.buttons else next(iter(self.buttons))
        for value, button in self.buttons.items():
            button.setChecked(value == self._value)
            # Tab stops once: at the answer that is given, or at the first.
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if value == stop else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self.buttons[str(stop)])


class _Answer(QAbstractButton):
    stepped = Signal(int)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words = text
        self.setText(button_text(text))
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def nextCheckState(self) -> None:
        """The editor decides which answer is given."""

    def sizeHint(self) -> QSize:
        return QSize(look().metrics(Role.CURRENT).horizontalAdvance(self.words) + look().px(26), look().px(28))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            turned = key in _SIDEWAYS and self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self.stepped.emit(-_STEPS[key] if turned else _STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, chosen = look().colours, self.isChecked()
        ground = colours.select if chosen else colours.hover if self.underMouse() and self.isEnabled() else colours.surface
        paint.rounded(painter, self.rect(), 6, ground, colours.accent if chosen else colours.edge)
        ink = colours.select_text if chosen else colours.text if self.isEnabled() else colours.text2
        font = look().font(Role.CURRENT if chosen else Role.BODY)
        paint.line(painter, self.rect(), self.words, font, ink, paint.CENTRE)
        painter.end()
