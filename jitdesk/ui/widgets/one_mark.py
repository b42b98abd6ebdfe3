"""Editor for one linked record: its mark, or a line that finds it."""

from __future__ import annotations

from collections.abc import Callable

from jitdesk.ui.widgets.marks import Maker, MarksEditor, Offer, Suggest


class OneMarkEditor(MarksEditor):
    """Holds at most one value; the line is there while there is none."""

    def __init__(
        self,
        suggest: Suggest,
        name_of: Callable[[str], Offer],
        placeholder: str,
        unknown: str,
        leads: bool = True,
        maker: Maker | None = None,
    ) -> None:
        self._read_only = False
        super().__init__(suggest, name_of, placeholder, unknown, leads=leads, maker=maker)

    def value(self) -> object:
        return next(iter(self._values), None)

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        super().set_read_only(read_only)
        self._show()

    def _show(self) -> None:
        super()._show()
        self.line.setVisible(not self._values and not self._read_only)
