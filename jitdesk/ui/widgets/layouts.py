"""What a layout holds, taken out or looked at."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QWidget


def clear(layout: QLayout) -> None:
    """Take out and delete every widget that stands directly in the layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def widgets(layout: QLayout) -> list[QWidget]:
    """The widgets that stand directly in the layout, in order."""
    items = (layout.itemAt(number) for number in range(layout.count()))
    return [widget for item in items if item is not None and (widget := item.widget()) is not None]
