"""Buttons: primary, default, danger, ghost, link and icon; a disabled one says why."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from jitdesk.ui import icons, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.texts import button_text, tool_tip
from jitdesk.ui.widgets.labels import IconLabel, Paragraph


class Rank(StrEnum):
    """What a button is for, which decides how it looks."""

    PRIMARY = "primary"
    DEFAULT = "default"
    DANGER = "danger"
    GHOST = "ghost"
    LINK = "link"


class Button(QPushButton):
    """A button with an icon before its text and its key after it."""

    reason_changed = Signal(str)

    def __init__(self, text: str, rank: Rank = Rank.DEFAULT, icon: str = "", keys: str = "", height: int = 32) -> None:
        super().__init__()
        self._label = text
        self._rank = rank
        self._icon = icon
        self._keys = keys
        self._height = height
        self._reason = ""
        self.set_label(text)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor if rank is Rank.LINK else Qt.CursorShape.ArrowCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        look().changed.connect(self._restyle)

    @property
    def reason(self) -> str:
        """Why it is disabled, or ""."""
        return self._reason

    def set_label(self, text: str) -> None:
        """Show another text."""
        self._label = text
        self.setText(button_text(text))
        self.setAccessibleName(text)
        self._restyle()

    def set_reason(self, reason: str) -> None:
        """Disable it for this reason, said in a sentence; "" enables it."""
        self._reason = reason
        self.setEnabled(not reason)
        self.setAccessibleDescription(reason)
        self.setToolTip(tool_tip(reason))
        self.reason_changed.emit(reason)

    def sizeHint(self) -> QSize:
        width = self._padding() * 2 + look().metrics(Role.NAME).horizontalAdvance(self._label)
        if self._icon:
            width += look().px(16) + self._gap()
        if self._keys:
            width += self._gap() + look().metrics(Role.SMALL).horizontalAdvance(self._keys)
        return QSize(width + 2, look().px(self._height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = self._draw_ground(painter)
        content = self.sizeHint().width() - self._padding() * 2
        x = (self.width() - content) // 2 if self._rank is not Rank.LINK else self._padding()
        if self._icon:
            mark = look().px(16)
            spot = QRect(x, (self.height() - mark) // 2, mark, mark)
            icons.draw(painter, paint.placed(painter, self.rect(), spot), self._icon, ink)
            x += mark + self._gap()
        width = look().metrics(Role.NAME).horizontalAdvance(self._label) + 2
        font = look().font(Role.NAME)
        font.setUnderline(self._rank is Rank.LINK and self.underMouse() and self.isEnabled())
        paint.line(painter, paint.placed(painter, self.rect(), QRect(x, 0, width, self.height())), self._label, font, ink)
        if self._keys:
            spot = QRect(x + width + self._gap() - 2, 0, self.width(), self.height())
            tone = paint.mix(ink, look().colours.accent, 0.15) if self._rank is Rank.PRIMARY else QColor(look().colours.text2)
            paint.line(painter, paint.placed(painter, self.rect(), spot), self._keys, look().font(Role.SMALL), tone)
        painter.end()

    def _draw_ground(self, painter: QPainter) -> str:
        colours = look().colours
        hot = self.isEnabled() and (self.underMouse() or self.isDown())
        share = (0.28 if self.isDown() else 0.14) if hot else 0.0
        if self._rank is Rank.LINK:
            return colours.accent if self.isEnabled() else colours.text2
        if not self.isEnabled():
            if self._rank is not Rank.GHOST:
                paint.rounded(painter, self.rect(), 6, colours.sunken, colours.border)
            return colours.text2
        if self._rank is Rank.PRIMARY:
            paint.rounded(painter, self.rect(), 6, paint.mix(colours.accent, colours.text, share))
            return colours.on_accent
        ground = paint.mix(colours.hover, colours.edge, 0.25) if self.isDown() else QColor(colours.hover)
        if self._rank is Rank.GHOST:
            if hot or self.isChecked():
                paint.rounded(painter, self.rect(), 6, ground)
            return colours.text
        danger = self._rank is Rank.DANGER
        fill = QColor(colours.danger_bg if danger else ground) if hot else QColor(colours.surface)
        paint.rounded(painter, self.rect(), 6, fill, colours.danger if danger else colours.edge)
        return colours.danger if danger else colours.text

    def _padding(self) -> int:
        return look().px(2 if self._rank is Rank.LINK else 12)

    def _gap(self) -> int:
        return look().px(8)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class IconButton(Button):
    """A button that is only an icon; its name is its tool tip."""

    def __init__(self, icon: str, name: str, size: int = 32, tone: str = "text2", icon_size: int = 16) -> None:
        self._size = size
        self._tone = tone
        self._icon_size = icon_size
        super().__init__(name, Rank.GHOST, icon, height=size)
        self.setToolTip(tool_tip(name))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str, name: str) -> None:
        """Show another icon under another name."""
        self._icon = icon
        self.set_label(name)
        self.setToolTip(tool_tip(name))

    def sizeHint(self) -> QSize:
        return QSize(look().px(self._size), look().px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._draw_ground(painter)
        mark = look().px(self._icon_size)
        spot = QRect((self.width() - mark) // 2, (self.height() - mark) // 2, mark, mark)
        icons.draw(painter, spot, self._icon, getattr(look().colours, self._tone))
        painter.end()


class ReasonLine(QWidget):
    """Beside a disabled button: why it is disabled."""

    def __init__(self, button: Button) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("info", size=14), alignment=Qt.AlignmentFlag.AlignTop)
        self._text = Paragraph(button.reason, Role.SMALL, "text2")
        row.addWidget(self._text, 1)
        button.reason_changed.connect(self._show)
        self._show(button.reason)

    def _show(self, reason: str) -> None:
        self._text.setText(reason)
        self.setVisible(bool(reason))
