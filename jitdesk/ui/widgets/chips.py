"""Small marks: chip (a state), tag (a record or place), avatar, key cap, groups of a code to be read aloud."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from jitdesk.ui import paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.paint import ChipFace, Face, TagFace
from jitdesk.ui.texts import initials


class _Mark(QWidget):
    """Something small of fixed size that paints itself."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self._restyle)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class Chip(_Mark):
    """A state in a round chip."""

    def __init__(self, text: str, tone: str = "neutral", icon: str = "") -> None:
        super().__init__(text)
        self._face: Face = ChipFace(text, tone, icon)

    def set_face(self, face: ChipFace) -> None:
        """Show another state."""
        self._face = face
        self.setAccessibleName(face.text)
        self._restyle()

    def sizeHint(self) -> QSize:
        return paint.face_size(self._face)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.draw_face(painter, QPoint(0, 0), self._face, most=self.width())
        painter.end()


class Tag(Chip):
    """A record or place in a square tag; one that leads somewhere can be clicked and reached by keyboard."""

    clicked = Signal()

    def __init__(self, text: str, icon: str = "", leads: bool = False) -> None:
        super().__init__(text)
        self._face = TagFace(text, icon)
        self._leads = leads
        if leads:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._leads and event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._leads and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()


class Avatar(_Mark):
    """The initials of a person in a circle; never a photograph."""

    def __init__(self, name: str, size: int = 24, ground: str = "neutral_bg") -> None:
        super().__init__(name)
        self._letters = initials(name)
        self._size = size
        self._ground = ground

    def sizeHint(self) -> QSize:
        return QSize(look().px(self._size), look().px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = look().colours
        edge = colours.border if self._ground != "neutral_bg" else None
        paint.rounded(painter, self.rect(), self.width() / 2, getattr(colours, self._ground), edge)
        font = look().font(Role.SMALL_GROUP if self._size >= 28 else Role.TINY)
        paint.line(painter, self.rect().adjusted(-4, 0, 4, 0), self._letters, font, colours.text2, paint.CENTRE)
        painter.end()


class KeyCap(_Mark):
    """A key or a combination of keys, as it is printed on the keyboard."""

    def __init__(self, keys: str) -> None:
        super().__init__(keys)
        self._keys = keys
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def sizeHint(self) -> QSize:
        width = look().metrics(Role.TINY).horizontalAdvance(self._keys) + look().px(12)
        return QSize(max(width, look().px(20)), look().px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = look().colours
        paint.rounded(painter, self.rect(), 4, colours.sunken, colours.border)
        paint.line(painter, self.rect(), self._keys, look().font(Role.TINY), colours.text2, paint.CENTRE)
        painter.end()


class CodeGroups(QWidget):
    """A short code in large groups of letters, for reading aloud; a screen reader says it letter by letter."""

    def __init__(self, groups: tuple[str, ...]) -> None:
        super().__init__()
        self.setAccessibleName(", ".join(" ".join(group) for group in groups))
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for group in groups:
            row.addWidget(_CodeGroup(group))
        row.addStretch(1)


class _CodeGroup(_Mark):
    def __init__(self, group: str) -> None:
        super().__init__(" ".join(group))
        self._group = group

    def sizeHint(self) -> QSize:
        return QSize(look().px(28) + look().px(14) * len(self._group), look().px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = look().colours
        paint.rounded(painter, self.rect(), 6, colours.window, colours.border)
        font = look().font(Role.CODE, slashed_zero=True)
        font.setLetterSpacing(font.SpacingType.AbsoluteSpacing, 2)
        paint.line(painter, QRect(1, 0, self.width(), self.height()), self._group, font, colours.text, paint.CENTRE)
        painter.end()
