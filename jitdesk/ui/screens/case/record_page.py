"""The page of a team agreement, of proceedings or of an authority: its fields, and beside them what stands around it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services.case_records import CasePage
from jitdesk.ui.dates import Today
from jitdesk.ui.forms import Form
from jitdesk.ui.look import look
from jitdesk.ui.screens.case.arrangement import fields, sections
from jitdesk.ui.screens.case.side import CaseSide
from jitdesk.ui.widgets.labels import Paragraph
from jitdesk.ui.widgets.notices import Banner

_WIDEST = 820


class RecordPage(QWidget):
    """One record of a kind; `edited` (id, field, value), `commented` (id, text), `opened` (screen, record)."""

    edited = Signal(str, str, object)
    commented = Signal(str, str)
    opened = Signal(str, str)
    settling = Signal()

    def __init__(self, kind: str, today: Today) -> None:
        super().__init__()
        self.page: CasePage | None = None
        self._refusal = Paragraph("", tone="text2")
        self._archived = Banner(say("ui.case.archived"), tone="info")
        self.form = Form(KINDS[kind], (), today, above=True, framed=True, sections=sections(kind))
        self._names = fields(kind)
        self.side = CaseSide(today)
        content = QWidget()
        content.setMaximumWidth(look().px(_WIDEST))
        column = QVBoxLayout(content)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(12)
        for part in (self._refusal, self._archived, self.form):
            column.addWidget(part)
        column.addStretch(1)
        self.area = scrolling(content)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.area, 1)
        row.addWidget(self.side)
        self.form.edited.connect(self.edited)
        self.form.settling.connect(self.settling)
        self.side.comment.sent.connect(self.commented)
        self.side.opened.connect(self.opened)
        self.side.asked.connect(self.focus_field)

    @property
    def record(self) -> Record | None:
        """The record that is shown."""
        return self.page.record if self.page is not None else None

    def show_page(self, page: CasePage) -> None:
        """Show a record; another one from its beginning."""
        other = self.page is None or self.page.record.reference != page.record.reference
        self.page = page
        archived = bool(page.record.get("archived"))
        self._refusal.setText(page.refusal)
        self._refusal.setVisible(bool(page.refusal))
        self._archived.setVisible(archived)
        self.form.show_record(page.record, bool(page.refusal) or archived)
        self.side.show_page(page)
        if other:
            self.side.close_history()
            self.area.verticalScrollBar().setValue(0)

    def focus_field(self, name: str = "") -> None:
        """Give the keyboard to a field, or to the first one."""
        wanted = name or self._names[0]
        self.form.reveal(wanted)
        editor = self.form.editor_of(wanted)
        editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.area.ensureWidgetVisible(editor, 0, look().px(60))

    def refuse(self, id: str, name: str, sentence: str) -> bool:
        """A value was not kept, for this reason; False where another record is shown."""
        if self.record is None or self.record.reference != id or name not in self._names:
            return False
        self.form.refuse(id, name, sentence)
        return True

    def commit(self) -> None:
        """Have everything kept that was typed."""
        self.form.commit()


def scrolling(content: QWidget) -> QScrollArea:
    """A page that scrolls, its content at the side where one begins to read."""
    around = QWidget()
    row = QHBoxLayout(around)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(content, 1)
    row.addStretch(0)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(around)
    return area
