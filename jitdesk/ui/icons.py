"""Lucide's line icons, drawn in any colour straight onto a painter; those that point follow the reading direction."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from jitdesk.ui import assets

STROKE = "1.75"
STROKE_SMALL = "2.25"
_POINTING = {"chevron-left", "chevron-right", "arrow-left", "arrow-right", "undo-2", "log-out"}
_LARGEST_SMALL = 13


@cache
def _renderer(name: str, colour: str, stroke: str) -> QSvgRenderer:
    svg = assets.read("icons", f"{name}.svg").replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(svg.encode()))


def draw(painter: QPainter, rect: QRect | QRectF, name: str, colour: str, strong: bool = False) -> None:
    """Draw icon `name` into `rect`, in `colour` ("#RRGGBB"); `strong` for status marks."""
    box = QRectF(rect)
    stroke = STROKE_SMALL if strong or box.width() <= _LARGEST_SMALL else STROKE
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if name in _POINTING and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        painter.translate(box.center().x() * 2, 0)
        painter.scale(-1, 1)
    _renderer(name, colour, stroke).render(painter, box)
    painter.restore()


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0, strong: bool = False) -> QPixmap:
    """Icon `name` as a picture of `size` logical pixels."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    draw(painter, QRect(0, 0, size, size), name, colour, strong)
    painter.end()
    return picture


def icon(name: str, colour: str, size: int = 16) -> QIcon:
    """Icon `name` for menus and Qt's own controls."""
    result = QIcon()
    for ratio in (1.0, 2.0):
        result.addPixmap(pixmap(name, colour, size, ratio))
    return result
