"""A list with a detail pane beside it; in a narrow window the detail lies over the list."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from jitdesk.ui.look import look

DETAIL = 352
DETAIL_RAIL = 336
_NARROW = 1000 - 56
_WIDE = 1344 - 208


class ListDetail(QWidget):
    """Two panes and the line between them."""

    def __init__(self, list: QWidget, detail: QWidget, extra: int = 0) -> None:
        super().__init__()
        self._list = list
        self._detail = detail
        self._extra = extra
        self._open = False
        self._rule = _rule(vertical=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(list, 1)
        row.addWidget(self._rule)
        row.addWidget(detail)
        look().changed.connect(self._arrange)

    @property
    def narrow(self) -> bool:
        """Whether there is room for one pane only."""
        return self.width() < look().px(_NARROW)

    def set_open(self, open: bool) -> None:
        """Where there is room for one pane only: show the detail, or the list."""
        self._open = open
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self.narrow:
            self._detail.setMinimumWidth(0)
            self._detail.setMaximumWidth(16_777_215)
        else:
            wide = self.width() >= look().px(_WIDE)
            self._detail.setFixedWidth(look().px(DETAIL + self._extra if wide else DETAIL_RAIL))
        self._list.setVisible(not (self.narrow and self._open))
        self._rule.setVisible(not self.narrow)
        self._detail.setVisible(not self.narrow or self._open)


class Pane(QWidget):
    """A side pane: its content scrolls, its foot stays."""

    def __init__(self, head: QWidget | None, content: QWidget, foot: QWidget) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(content)
        self.area.setFocusPolicy(self.focusPolicy())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if head is not None:
            column.addWidget(head)
            column.addWidget(_rule())
        column.addWidget(self.area, 1)
        column.addWidget(_rule())
        column.addWidget(foot)


def _rule(vertical: bool = False) -> QWidget:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedWidth(1) if vertical else line.setFixedHeight(1)
    return line
