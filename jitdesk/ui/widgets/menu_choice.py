"""One of a few values, shown as a chip or as text; a click, Space or Enter opens the choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy

from jitdesk.kernel.words import say
from jitdesk.ui import icons, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.texts import button_text
from jitdesk.ui.widgets.editors import Editor

_WIDEST = 320
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Down)


@dataclass(frozen=True)
class Option:
    """One value with its words, and its chip where it is a state."""

    value: str
    text: str
    face: ChipFace | None = None


class MenuChoice(Editor):
    """Chooses one of `options`, or none, which is then called `none`; a `wide` one takes the width there is."""

    def __init__(self, options: Sequence[Option], may_be_none: bool = True, none: str = "", wide: bool = False) -> None:
        self.options = tuple(options)
        self._none = none or say("ui.value.none")
        self.button = _Shown()
        super().__init__(self.button, leading=not wide)
        if wide:
            self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._value: object = None
        self._menu = QMenu(self.button)
        self._actions: dict[str | None, QAction] = {}
        group = QActionGroup(self._menu)
        for option in self.options:
            self._add(group, option.value, option.text)
        if may_be_none:
            self._menu.addSeparator()
            self._add(group, None, self._none)
        self.button.clicked.connect(self.open_menu)
        self.display(None)

    def value(self) -> object:
        return self._value

    def display(self, value: object) -> None:
        self._value = value
        found = next((option for option in self.options if option.value == value), None)
        self.button.set_option(found or Option("", str(value or self._none)), bool(found))
        if value in self._actions:
            self._actions[str(value) if value else None].setChecked(True)

    def set_framed(self) -> None:
        super().set_framed()
        self.button.updateGeometry()

    def open_menu(self) -> None:
        """Show the values below the shown one."""
        chosen = self._actions.get(str(self._value) if self._value else None)
        if chosen is not None:
            self._menu.setActiveAction(chosen)
        self._menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height() + 2)))

    def choose(self, value: str | None) -> None:
        """Take a value."""
        self.display(value)
        self.commit()

    def _add(self, group: QActionGroup, value: str | None, text: str) -> None:
        action = QAction(button_text(text), self._menu)
        action.setCheckable(True)
        action.triggered.connect(lambda: self.choose(value))
        group.addAction(action)
        self._menu.addAction(action)
        self._actions[value] = action


class _Shown(QPushButton):
    def __init__(self) -> None:
        super().__init__()
        self._option = Option("", "")
        self._set = False
        self._name = ""
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def set_option(self, option: Option, set: bool) -> None:
        self._option, self._set = option, set
        super().setAccessibleDescription(option.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if self.property("quiet") is False:
            return QSize(look().px(_WIDEST), look().px(32))
        return QSize(self._content() + look().px(6 + 22), look().px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._content() + look().px(6 + 22), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENING:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, rect = look().colours, self.rect()
        framed = self.property("quiet") is False
        hot = self.isEnabled() and (framed or self.underMouse() or self.hasFocus() or self.isDown())
        if hot:
            paint.rounded(painter, rect, 6, colours.surface, colours.edge)
        inset, face = look().px(11 if framed else 6), self._option.face
        inner = paint.placed(painter, rect, QRect(inset, 0, self._content(), self.height()))
        if face is not None:
            paint.draw_face(painter, QPoint(inner.left(), (self.height() - paint.face_size(face).height()) // 2), face)
        else:
            tone = colours.text if self._set else colours.text2
            paint.line(painter, inner, self._option.text, look().font(Role.BODY), tone)
        if hot:
            mark = look().px(14)
            after = self.width() - mark - inset if framed else inset + self._content() + look().px(4)
            spot = QRect(after, (self.height() - mark) // 2, mark, mark)
            icons.draw(painter, paint.placed(painter, rect, spot), "chevron-down", colours.text2)
        painter.end()

    def _content(self) -> int:
        if self._option.face is not None:
            return paint.face_size(self._option.face).width()
        return look().metrics(Role.BODY).horizontalAdvance(self._option.text) + 2
