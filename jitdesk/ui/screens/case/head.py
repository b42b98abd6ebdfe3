"""The buttons of the case in the top bar."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.actions import Actions
from jitdesk.ui.widgets.buttons import Button, IconButton, Rank


class CaseHead(QWidget):
    """What can be begun here, and over a record what can be done with it."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.new = actions.button("new_case_record", Button(say("ui.action.new_case_record"), Rank.PRIMARY, "plus"))
        self._more = IconButton("ellipsis", say("ui.more"))
        self._more.clicked.connect(self._show_menu)
        self._menu = QMenu(self)
        for id in ("archive_case_record", "erase_case_record"):
            self._menu.addAction(actions.find(id))
        self._menu.setToolTipsVisible(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._more)
        row.addWidget(self.new)
        self.show_page(False, True)

    def show_page(self, record: bool, begins: bool) -> None:
        """Show what can be done with a `record` that is open, and whether something new `begins` from here."""
        self._more.setVisible(record)
        self.new.setVisible(begins)

    def _show_menu(self) -> None:
        self._menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))
