"""A fingerprint for the eye and the ear: groups of five digits, read by a screen reader digit by digit."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jitdesk.ui import paint
from jitdesk.ui.look import Role, look

_WIDTH, _HEIGHT, _GAP = 64, 32, 6


class Fingerprint(QWidget):
    """Eight groups, `across` of them in a row; always left to right, as digits are read."""

    def __init__(self, digits: str = "", across: int = 4) -> None:
        super().__init__()
        self._groups: list[str] = []
        self._across = across
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_digits(digits)
        look().changed.connect(self.updateGeometry)

    def set_digits(self, digits: str) -> None:
        """Show another fingerprint; its groups are parted by blanks."""
        self._groups = digits.split()
        self.setAccessibleName(", ".join(" ".join(group) for group in self._groups))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The digits shown."""
        return " ".join(self._groups)

    def sizeHint(self) -> QSize:
        rows = max(-(-len(self._groups) // self._across), 1)
        gap = look().px(_GAP)
        return QSize(self._across * (look().px(_WIDTH) + gap) - gap, rows * (look().px(_HEIGHT) + gap) - gap)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = look().colours
        width, height, gap = look().px(_WIDTH), look().px(_HEIGHT), look().px(_GAP)
        for number, group in enumerate(self._groups):
            row, column = divmod(number, self._across)
            box = QRect(column * (width + gap), row * (height + gap), width, height)
            paint.rounded(painter, box, 6, colours.surface, colours.border)
            paint.line(painter, box, group, look().font(Role.SECTION, tabular=True, slashed_zero=True), colours.text, paint.CENTRE)
        painter.end()
