"""Text on screen: always plain, in the fonts of the type scale, cut or wrapped."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from jitdesk.ui import icons, paint
from jitdesk.ui.look import Role, look
from jitdesk.ui.texts import direction, one_line, tool_tip

_MEASURE = 560


class PlainLabel(QLabel):
    """One line of text that is never read as markup; `tone` is the name of a colour token."""

    def __init__(self, text: str = "", role: Role = Role.BODY, tone: str = "text") -> None:
        super().__init__()
        self._role = role
        self._tone = tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self._restyle()
        look().changed.connect(self._restyle)

    def setText(self, text: str) -> None:
        super().setText(one_line(text))
        # QLabel aligns by the direction of its text; a text of the other direction stands where the line begins all the same.
        same = direction(text, self.layoutDirection()) == self.layoutDirection()
        self.setAlignment((Qt.AlignmentFlag.AlignLeft if same else Qt.AlignmentFlag.AlignRight) | Qt.AlignmentFlag.AlignVCenter)

    def set_tone(self, tone: str) -> None:
        """Show the text in the colour of another token."""
        self._tone = tone
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(look().font(self._role))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.WindowText, getattr(look().colours, self._tone))
        self.setPalette(colours)


class Paragraph(QWidget):
    """Text that wraps, in the line height of its role, in its own direction; it asks for the height that its width needs."""

    def __init__(self, text: str = "", role: Role = Role.BODY, tone: str = "text", centred: bool = False) -> None:
        super().__init__()
        self._text = ""
        self._role = role
        self._tone = tone
        self._centred = centred
        # Not height-for-width: nested layouts, stacks and scroll areas lose it and clip the text.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)
        look().changed.connect(self._restyle)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self._restyle()

    def set_tone(self, tone: str) -> None:
        """Show the text in the colour of another token."""
        self._tone = tone
        self.update()

    def height_for(self, width: int) -> int:
        """The height the text needs at this width."""
        return max(self._layout(width).lineCount(), 1) * look().line(self._role)

    def sizeHint(self) -> QSize:
        natural = max((look().metrics(self._role).horizontalAdvance(part) for part in self._text.splitlines()), default=0) + 2
        width = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else look().px(_MEASURE)
        return QSize(min(natural, look().px(_MEASURE)), self.height_for(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), look().px(80)), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(getattr(look().colours, self._tone)))
        self._layout(self.width()).draw(painter, QPointF(0, 0))
        painter.end()

    def _layout(self, width: int) -> QTextLayout:
        own = direction(self._text, self.layoutDirection())
        layout = QTextLayout(self._text.replace("\n", "\u2028"), look().font(self._role))
        option = QTextOption(Qt.AlignmentFlag.AlignHCenter if self._centred else Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(own)
        if own == Qt.LayoutDirection.RightToLeft and not self._centred:
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout.setTextOption(option)
        step = look().line(self._role)
        layout.beginLayout()
        number = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, number * step + (step - line.height()) / 2))
            number += 1
        layout.endLayout()
        return layout

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class ElidedLabel(QWidget):
    """One line of text, cut with an ellipsis where it does not fit; the whole text is then its tool tip."""

    def __init__(self, text: str = "", role: Role = Role.BODY, tone: str = "text", slashed_zero: bool = False) -> None:
        super().__init__()
        self._text = ""
        self._role = role
        self._tone = tone
        self._slashed_zero = slashed_zero
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)
        look().changed.connect(self._restyle)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(self._metrics().horizontalAdvance(one_line(self._text)) + 2, look().line(self._role))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), look().px(40)), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(tool_tip(self._text) if self.sizeHint().width() > self.width() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = look().font(self._role, slashed_zero=self._slashed_zero)
        paint.line(painter, self.rect(), self._text, font, getattr(look().colours, self._tone))
        painter.end()

    def _metrics(self) -> QFontMetrics:
        return look().metrics(self._role)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class IconLabel(QWidget):
    """An icon beside a text; it says nothing of its own to a screen reader."""

    def __init__(self, name: str, tone: str = "text2", size: int = 16, strong: bool = False) -> None:
        super().__init__()
        self._name = name
        self._tone = tone
        self._size = size
        self._strong = strong
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def set_icon(self, name: str, tone: str) -> None:
        """Show another icon."""
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(self._size), look().px(self._size))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.draw(painter, self.rect(), self._name, getattr(look().colours, self._tone), self._strong)
        painter.end()
