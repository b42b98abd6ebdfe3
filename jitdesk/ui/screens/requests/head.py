"""The buttons and chips of a request in the top bar."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.requests import RequestPage
from jitdesk.ui.actions import Actions
from jitdesk.ui.paint import ChipFace
from jitdesk.ui.screens.requests.progress import group_of
from jitdesk.ui.screens.requests.table import status
from jitdesk.ui.widgets.buttons import Button, IconButton, Rank
from jitdesk.ui.widgets.chips import Chip


class RequestHead(QWidget):
    """Status and gaps of the request that is open; "New request" over the list."""

    def __init__(self, actions: Actions, menu: QMenu) -> None:
        super().__init__()
        self._menu = menu
        self._status, self._gaps = Chip(""), Chip("")
        self._new = actions.button("new_request", Button(say("ui.action.new_request"), Rank.PRIMARY, "plus"))
        self._register = actions.button("write_register", Button(say("ui.action.write_register"), icon="file-output"))
        self.move_on = actions.button("move_on", Button(say("ui.action.move_on"), icon="arrow-right"))
        self._findings = actions.button("show_findings", Button("", icon="circle-alert", keys="F4"))
        self._more = IconButton("ellipsis", say("ui.more"))
        self._more.clicked.connect(self._show_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self._status, self._gaps, self._findings, self.move_on, self._more, self._register, self._new):
            row.addWidget(part)
        self.show_page(None, False, False)

    def show_page(self, page: RequestPage | None, narrow: bool, previewing: bool) -> None:
        """Show what belongs to this request, or to the list."""
        opened = page is not None
        drawer = opened and narrow and not previewing
        for part in (self._status, self.move_on, self._more):
            part.setVisible(opened)
        self._gaps.setVisible(opened and not drawer)
        self._findings.setVisible(drawer)
        for part in (self._register, self._new):
            part.setVisible(not opened)
        if page is not None:
            self._status.set_face(status(page.record.get("status")))
            gaps = sum(group_of(finding) == "mandatory" for finding in page.examined.findings)
            words = say("ui.requests.gaps", n=gaps) if gaps else say("ui.requests.no_gaps")
            self._gaps.set_face(ChipFace(words, "danger" if gaps else "ok", "circle-alert" if gaps else "check"))
            self._findings.set_label(words)

    def _show_menu(self) -> None:
        self._menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))
