"""A text beside the one it came from: words added underlined, words removed struck through."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.differences import ADDED, REMOVED, SAME, Piece
from jitdesk.ui.look import Role, look
from jitdesk.ui.texts import direction


class DifferenceText(QWidget):
    """Shows pieces of text as one; asks for the height that its width needs, as a Paragraph does."""

    def __init__(self, pieces: Sequence[Piece] = ()) -> None:
        super().__init__()
        self.pieces: Sequence[Piece] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_pieces(pieces)
        look().changed.connect(self._restyle)

    def set_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show another text."""
        self.pieces = pieces
        spoken = (piece.text if piece.state == SAME else say(f"ui.difference.{piece.state}", text=piece.text.strip()) for piece in pieces)
        self.setAccessibleName(" ".join("".join(spoken).split()))
        self._restyle()

    def text(self) -> str:
        """The text without what was removed."""
        return "".join(piece.text for piece in self.pieces if piece.state != REMOVED)

    def height_for(self, width: int) -> int:
        """The height the text needs at this width."""
        return max(self._layout(width).lineCount(), 1) * look().line(Role.READING)

    def sizeHint(self) -> QSize:
        width = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else look().px(420)
        return QSize(look().px(420), self.height_for(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(look().colours.text))
        self._layout(self.width()).draw(painter, QPointF(0, 0))
        painter.end()

    def _layout(self, width: int) -> QTextLayout:
        text = "".join(piece.text for piece in self.pieces).replace("\n", "\u2028")
        own = direction(text, self.layoutDirection())
        layout = QTextLayout(text, look().font(Role.READING))
        layout.setFormats(self._formats())
        rtl = own == Qt.LayoutDirection.RightToLeft
        option = QTextOption(Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(own)
        layout.setTextOption(option)
        step = look().line(Role.READING)
        layout.beginLayout()
        number = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, number * step + (step - line.height()) / 2))
            number += 1
        layout.endLayout()
        return layout

    def _formats(self) -> list[QTextLayout.FormatRange]:
        ranges = []
        at = 0
        for piece in self.pieces:
            length = len(piece.text.encode("utf-16-le")) // 2  # as Qt counts
            if piece.state != SAME:
                found = QTextLayout.FormatRange()
                found.start, found.length, found.format = at, length, _format(piece.state)
                ranges.append(found)
            at += length
        return ranges

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def _format(state: str) -> QTextCharFormat:
    colours = look().colours
    found = QTextCharFormat()
    found.setForeground(QColor(colours.ok if state == ADDED else colours.danger))
    found.setBackground(QColor(colours.add_bg if state == ADDED else colours.del_bg))
    found.setFontUnderline(state == ADDED)
    found.setFontStrikeOut(state == REMOVED)
    return found
