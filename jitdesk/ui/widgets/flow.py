"""Small things in a row that goes on below where the width ends, in the direction in which the layout runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Flow(QWidget):
    """Holds widgets that keep their own size; `stretching` takes what is left of the last row. It asks for the height its width needs."""

    def __init__(self, gap: int = 6) -> None:
        super().__init__()
        self._gap = gap
        self._parts: list[QWidget] = []
        self._stretching: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_parts(self, parts: Sequence[QWidget], stretching: QWidget | None = None) -> None:
        """Show these widgets in place of those before."""
        for part in self._parts:
            if part not in parts and part is not stretching:
                part.hide()
                part.deleteLater()
        self._parts = [*parts, *([stretching] if stretching else [])]
        self._stretching = stretching
        for part in self._parts:
            if part.parent() is not self:
                part.setParent(self)
            part.show()
        for before, after in zip(self._parts, self._parts[1:], strict=False):
            QWidget.setTabOrder(before, after)
        self._arrange()

    def refresh(self) -> None:
        """Some of the widgets were shown or hidden, or have other words."""
        self._arrange()

    def sizeHint(self) -> QSize:
        widths = [part.sizeHint().width() for part in self._shown]
        width = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else sum(widths) + self._gap * len(widths)
        return QSize(max(widths, default=0), self.height_for(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def height_for(self, width: int) -> int:
        """The height that the widgets need at this width."""
        return max((rect.bottom() + 1 for _, rect in self._places(width)), default=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self.updateGeometry()
        for part, rect in self._places(self.width()):
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                rect.moveRight(self.width() - 1 - rect.left())
            part.setGeometry(rect)

    @property
    def _shown(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]

    def _places(self, width: int) -> Iterator[tuple[QWidget, QRect]]:
        x = y = 0
        rows: list[list[tuple[QWidget, QRect]]] = [[]]
        for part in self._shown:
            size = part.sizeHint()
            if x and x + size.width() > width:
                y += max(rect.height() for _, rect in rows[-1]) + self._gap
                x = 0
                rows.append([])
            room = width - x if part is self._stretching else min(size.width(), max(width, 1))
            rows[-1].append((part, QRect(QPoint(x, y), QSize(max(room, 1), size.height()))))
            x += room + self._gap
        for row in rows:
            tallest = max((rect.height() for _, rect in row), default=0)
            for part, rect in row:
                rect.translate(0, (tallest - rect.height()) // 2)
                yield part, rect
