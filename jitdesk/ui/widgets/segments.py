"""One of several views: a segmented filter, or tabs with a line below the current one; arrows go from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui import paint
from jitdesk.ui.look import Role, look


class Segments(QWidget):
    """Views by id with their words; `underlined` draws them as tabs."""

    chosen = Signal(str)

    def __init__(self, views: Sequence[tuple[str, str]], name: str, underlined: bool = False) -> None:
        super().__init__()
        self._ids = [id for id, _ in views]
        self._parts = {id: _Part(text, underlined) for id, text in views}
        self.current = self._ids[0]
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14 if underlined else 4)
        for id, part in self._parts.items():
            part.clicked.connect(partial(self.choose, id))
            part.stepped.connect(partial(self._step, id))
            row.addWidget(part)
        row.addStretch(1)
        self._show()

    def choose(self, id: str) -> None:
        """Go to a view."""
        if id != self.current:
            self.current = id
            self._show()
            self.chosen.emit(id)

    def step(self, by: int) -> None:
        """Go to the next view, or the one before; after the last comes the first."""
        self.choose(self._ids[(self._ids.index(self.current) + by) % len(self._ids)])

    def take_keyboard(self) -> None:
        """Give the keyboard to the current view's button."""
        self._parts[self.current].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_count(self, id: str, count: int) -> None:
        """Show how much there is in a view; 0 shows nothing."""
        self._parts[id].set_count(count)

    def _step(self, id: str, by: int) -> None:
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.step(-by if rtl else by)
        self.take_keyboard()

    def _show(self) -> None:
        for id, part in self._parts.items():
            current = id == self.current
            part.setChecked(current)
            part.setFocusPolicy(Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus)


class _Part(QAbstractButton):
    stepped = Signal(int)

    def __init__(self, text: str, underlined: bool) -> None:
        super().__init__()
        self._underlined = underlined
        self._count = 0
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def set_count(self, count: int) -> None:
        self._count = count
        self.setAccessibleDescription(say("ui.view.count", n=count) if count else "")
        self.updateGeometry()
        self.update()

    def nextCheckState(self) -> None:
        """The bar decides which part is the current one."""

    def sizeHint(self) -> QSize:
        count = look().metrics(Role.SMALL).horizontalAdvance(str(self._count)) + look().px(4) if self._count else 0
        width = look().metrics(Role.CURRENT).horizontalAdvance(self.text()) + 2 + count
        return QSize(width + look().px(2 if self._underlined else 24), look().px(36 if self._underlined else 28))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, rect = look().colours, self.rect()
        current = self.isChecked()
        if self._underlined:
            ink = colours.text if current or self.underMouse() else colours.text2
            if current:
                painter.fillRect(QRect(0, rect.bottom() - 1, rect.width(), 2), colours.accent)
        else:
            ink = colours.select_text if current else colours.text2
            if current or self.underMouse():
                paint.rounded(painter, rect, 6, colours.select if current else colours.hover)
        inset = look().px(1 if self._underlined else 12)
        font = look().font(Role.CURRENT if current else Role.BODY)
        paint.line(painter, rect.adjusted(inset, 0, -inset, 0), self.text(), font, ink)
        if self._count:
            paint.line(
                painter, rect.adjusted(inset, 0, -inset, 0), str(self._count), look().font(Role.SMALL, True), colours.text2, paint.END
            )
        painter.end()
