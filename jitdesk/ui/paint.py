"""Shapes and lines of text as they are drawn everywhere: by the widgets and by the cells of tables."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle

from jitdesk.ui import icons
from jitdesk.ui.look import Role, look
from jitdesk.ui.texts import direction, elided, one_line

START = Qt.AlignmentFlag.AlignLeft
CENTRE = Qt.AlignmentFlag.AlignHCenter
END = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class ChipFace:
    """A state: a round chip with a word, mostly with an icon; `tone` is neutral, info, ok, warn, danger or seal."""

    text: str
    tone: str = "neutral"
    icon: str = ""


@dataclass(frozen=True)
class TagFace:
    """A link to a record, or the name of a place: square corners, neutral."""

    text: str
    icon: str = ""


Face = ChipFace | TagFace


def mix(first: str, second: str, share: float) -> QColor:
    """The colour between two: `share` of the second."""
    a, b = QColor(first), QColor(second)
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return QColor(*(round(x + (y - x) * share) for x, y in pairs))


def rounded(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: str | QColor | None = None,
    edge: str | None = None,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rectangle with round corners, its edge drawn inside it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(rect)
    if edge:
        box.adjust(width / 2, width / 2, -width / 2, -width / 2)
        pen = QPen(QColor(edge), width)
        if dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, radius, radius)
    painter.restore()


def line(
    painter: QPainter,
    rect: QRect,
    text: str,
    font: QFont,
    colour: str | QColor,
    align: Qt.AlignmentFlag = START,
    struck: bool = False,
) -> None:
    """One line of text in its own direction, at the start, centre or end of `rect` as the layout runs, cut with an ellipsis."""
    layout = painter.layoutDirection()
    painter.save()
    if struck:
        font = QFont(font)
        font.setStrikeOut(True)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    where = QStyle.visualAlignment(layout, align) | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    painter.setLayoutDirection(direction(text, layout))
    painter.drawText(rect, int(where) | int(Qt.TextFlag.TextSingleLine), elided(text, QFontMetrics(font), rect.width()))
    painter.restore()


def placed(painter: QPainter, outer: QRect, inner: QRect) -> QRect:
    """`inner`, given left to right, where it stands in `outer` as the layout of the painter runs."""
    return QStyle.visualRect(painter.layoutDirection(), outer, inner)


def face_size(face: Face) -> QSize:
    """How large a chip or tag is, in pixels."""
    height = look().px(20)
    width = QFontMetrics(_face_font(face)).horizontalAdvance(one_line(face.text)) + _padding(face) * 2
    return QSize(width + (look().px(16) if face.icon else 0) + 1, height)


def draw_face(painter: QPainter, at: QPoint, face: Face, selected: bool = False, most: int = 0) -> QRect:
    """Draw a chip or tag with its left upper corner at `at`, at most `most` pixels wide; returns where it stands."""
    size = face_size(face)
    rect = QRect(at, QSize(min(size.width(), most) if most else size.width(), size.height()))
    colours = look().colours
    chip = isinstance(face, ChipFace)
    ink, ground = colours.tone(face.tone) if isinstance(face, ChipFace) else (colours.text, colours.neutral_bg)
    rounded(painter, rect, rect.height() / 2 if chip else 4, colours.surface if selected else ground)
    inner = rect.adjusted(_padding(face), 0, -_padding(face), 0)
    if face.icon:
        mark = look().px(12)
        spot = QRect(inner.left(), rect.top() + (rect.height() - mark) // 2, mark, mark)
        icons.draw(painter, placed(painter, rect, spot), face.icon, ink if chip else colours.text2)
        inner.adjust(look().px(16), 0, 0, 0)
    line(painter, placed(painter, rect, inner.adjusted(0, 0, 2, 0)), face.text, _face_font(face), ink)
    return rect


def _face_font(face: Face) -> QFont:
    return look().font(Role.SMALL_NAME, slashed_zero=isinstance(face, TagFace))


def _padding(face: Face) -> int:
    return look().px(8 if isinstance(face, ChipFace) else 6)
