"""Below the agenda: what clashes with the row that is chosen, each in a sentence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.ui.look import look
from jitdesk.ui.screens.hearings.listing import AgendaRow
from jitdesk.ui.screens.hearings.table import sentence
from jitdesk.ui.widgets.labels import IconLabel, Paragraph
from jitdesk.ui.widgets.layouts import clear


class Clashes(QWidget):
    """Hidden where nothing clashes."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 10, 20, 10)
        self._column.setSpacing(6)

    def show_row(self, row: AgendaRow | None) -> None:
        """Say what clashes with a row."""
        clear(self._column)
        clashes = row.row.clashes if row is not None else ()
        for clash in clashes:
            line = QWidget()
            inside = QHBoxLayout(line)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(8)
            inside.addWidget(IconLabel("triangle-alert", "warn"), alignment=Qt.AlignmentFlag.AlignTop)
            inside.addWidget(Paragraph(sentence(clash)), 1)
            self._column.addWidget(line)
        self.setVisible(bool(clashes))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look().colours.window))
        painter.fillRect(0, 0, self.width(), 1, QColor(look().colours.border))
        painter.end()
