"""The focus ring: 2 px wide, 2 px outside the control that has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from jitdesk.ui import paint
from jitdesk.ui.look import look

_OUTSIDE = 4
_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ZOrderChange}
_TYPED_IN = (QLineEdit, QPlainTextEdit, QTextEdit)


class FocusRing(QObject):
    """Draws the ring in whatever window the keyboard is in; rows of tables draw their own inside."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._watched: list[QWidget] = []
        self._ring: _Ring | None = None
        app.focusChanged.connect(self._moved)

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        self._drop()
        by_mouse = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if new is None or (not isinstance(new, _TYPED_IN) and (by_mouse or isinstance(new, QAbstractScrollArea))):
            return
        host, self._watched = new, []
        while (above := host.parentWidget()) is not None and not host.isWindow():
            if host is not new and isinstance(above, QAbstractScrollArea):
                break
            self._watched.append(host)
            host = above
        if host is new:
            return
        for widget in self._watched:
            widget.installEventFilter(self)
            widget.destroyed.connect(self._forget)
        self._ring = _Ring(host, new)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES and self._ring is not None:
            self._ring.follow()
        return False

    def _forget(self) -> None:
        if self._ring is not None and isValid(self._ring):
            self._ring.deleteLater()
        self._watched, self._ring = [], None

    def _drop(self) -> None:
        for widget in self._watched:
            widget.removeEventFilter(self)
            widget.destroyed.disconnect(self._forget)
        if self._ring is not None:
            self._ring.hide()
            self._ring.deleteLater()
        self._watched, self._ring = [], None


class _Ring(QWidget):
    def __init__(self, host: QWidget, control: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._control = control
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.follow()

    def follow(self) -> None:
        """Stand around the control, wherever it is now."""
        corner = self._control.mapTo(self._host, QPoint(0, 0))
        around = QRect(corner, self._control.size()).adjusted(-_OUTSIDE, -_OUTSIDE, _OUTSIDE, _OUTSIDE)
        self.setGeometry(around)
        self.setVisible(self._control.isVisibleTo(self._host))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.rounded(painter, self.rect(), 8, None, look().colours.focus, 2)
        painter.end()
