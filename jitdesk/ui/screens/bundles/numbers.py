"""What a step does in each compartment, in numbers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.taking import Numbers
from jitdesk.ui.look import Role
from jitdesk.ui.widgets.labels import ElidedLabel, PlainLabel
from jitdesk.ui.widgets.layouts import clear

_ALWAYS = ("new", "changed", "conflicts", "settled", "held")
_AT_TIMES = ("waiting", "refused")
_END = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class NumbersGrid(QWidget):
    """One row a compartment; a column that is nearly always nothing is shown where it is not."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(20, 8, 20, 8)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_numbers(self, numbers: Mapping[str, Numbers], names: Mapping[str, str]) -> None:
        """Show these numbers, of compartments with these names."""
        clear(self._grid)
        shown = [*_ALWAYS, *(name for name in _AT_TIMES if any(getattr(those, name) for those in numbers.values()))]
        self._grid.addWidget(PlainLabel(say("ui.bundles.by_place"), Role.SMALL_NAME, "text2"), 0, 0)
        for column, name in enumerate(shown, 1):
            self._grid.addWidget(PlainLabel(say(f"ui.bundles.number_{name}"), Role.SMALL_NAME, "text2"), 0, column, _END)
        for row, (place, those) in enumerate(sorted(numbers.items(), key=lambda item: names.get(item[0], "")), 1):
            label = ElidedLabel(names.get(place, place), Role.SMALL)
            told = [f"{say(f'ui.bundles.number_{name}')}: {getattr(those, name)}" for name in shown]
            label.setAccessibleName(f"{names.get(place, place)}. {', '.join(told)}")
            self._grid.addWidget(label, row, 0)
            for column, name in enumerate(shown, 1):
                number = getattr(those, name)
                cell = PlainLabel(f"{number:,}" if number else "–", Role.SMALL, "text" if number else "text2")
                self._grid.addWidget(cell, row, column, _END)
        self.setVisible(bool(numbers))
