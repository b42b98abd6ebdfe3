"""The page of a State: what is known of it, and beside that why the team needs it and what the team itself recorded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services.state_pages import StatePage
from jitdesk.ui import dates, labels
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.case.facts import FactList
from jitdesk.ui.screens.case.record_page import scrolling
from jitdesk.ui.screens.case.side import WIDTH
from jitdesk.ui.screens.case.table import needed
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.chips import Tag
from jitdesk.ui.widgets.facts import SidePanel
from jitdesk.ui.widgets.flow import Flow
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel
from jitdesk.ui.widgets.layouts import clear

_WIDEST = 900


class StateOverview(QWidget):
    """`correcting` (Fact or None) begins a record, `archived` (id) takes one back, `opened` (id) leads to an authority."""

    correcting = Signal(object)
    archived = Signal(str)
    opened = Signal(str)
    settling = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.page: StatePage | None = None
        self._refusal = Paragraph("", tone="text2")
        self._nothing = Paragraph(say("state_profile.empty"), tone="text2")
        self._note = Paragraph(say("ui.case.states_below"), Role.SMALL, "text2")
        self.facts = FactList()
        content = QWidget()
        content.setMaximumWidth(look().px(_WIDEST))
        column = QVBoxLayout(content)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(12)
        for part in (self._refusal, self._note, self._nothing, self.facts):
            column.addWidget(part)
        column.addStretch(1)
        self.area = scrolling(content)
        self.side = _StateSide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.area, 1)
        row.addWidget(self.side)
        self.facts.correcting.connect(self.correcting)
        self.side.archived.connect(self.archived)
        self.side.opened.connect(self.opened)
        self.side.settling.connect(self.settling)

    def show_page(self, page: StatePage) -> None:
        """Show a State; another one from its beginning."""
        other = self.page is None or self.page.state != page.state
        focus = QApplication.focusWidget()
        had_keyboard = focus is not None and self.facts.isAncestorOf(focus)
        self.page = page
        self._refusal.setText(page.refusal)
        self._refusal.setVisible(bool(page.refusal))
        self._nothing.setVisible(not page.profile.facts)
        self._note.setVisible(bool(page.profile.facts))
        self.facts.show_facts(page.profile.facts, page.stale, page.refusal)
        self.side.show_page(page)
        if other:
            self.area.verticalScrollBar().setValue(0)
        if had_keyboard and not (focus is not None and isValid(focus) and focus.isVisible()):
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """Put the keyboard where one begins to read."""
        first = next((line.button for line in self.facts.lines), None)
        (first or self.area).setFocus(Qt.FocusReason.OtherFocusReason)


class _StateSide(SidePanel):
    archived = Signal(str)
    opened = Signal(str)
    settling = Signal(str)

    def __init__(self) -> None:
        super().__init__(WIDTH)
        self._need = Paragraph("")
        self._authorities = Flow()
        self._records = QVBoxLayout()
        self._records.setSpacing(10)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(8)
        column.addWidget(PlainLabel(say("ui.case.column_need"), Role.SMALL_GROUP, "text2"))
        column.addWidget(self._need)
        self._authorities_title = PlainLabel(say("ui.case.its_authorities"), Role.SMALL_GROUP, "text2")
        column.addSpacing(8)
        column.addWidget(self._authorities_title)
        column.addWidget(self._authorities)
        column.addSpacing(8)
        column.addWidget(PlainLabel(say("ui.case.recorded_here"), Role.SMALL_GROUP, "text2"))
        column.addLayout(self._records)
        column.addStretch(1)
        self.column.setContentsMargins(1, 0, 1, 0)
        area = scrolling(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.column.addWidget(area)

    def show_page(self, page: StatePage) -> None:
        """Show what stands beside what is known of a State."""
        self._need.setText(needed(page.need) or say("ui.case.not_needed"))
        tags: list[QWidget] = []
        for label in page.authorities:
            tag = Tag(label.text, labels.KIND_ICONS["authority"], leads=True)
            tag.clicked.connect(partial(self.opened.emit, label.id))
            tags.append(tag)
        self._authorities.set_parts(tags)
        for part in (self._authorities, self._authorities_title):
            part.setVisible(bool(tags))
        self._show_records(page.records, page.refusal)

    def _show_records(self, records: Sequence[Record], refusal: str) -> None:
        clear(self._records)
        if not records:
            self._records.addWidget(Paragraph(say("ui.case.none_recorded"), tone="text2"))
        for record in records:
            line = _RecordLine(record, refusal)
            line.archive.clicked.connect(partial(self.archived.emit, record.reference))
            line.settle.clicked.connect(partial(self.settling.emit, record.id))
            self._records.addWidget(line)


class _RecordLine(QWidget):
    """One correction of the team: its source and its day, and that it can be taken back."""

    def __init__(self, record: Record, refusal: str) -> None:
        super().__init__()
        source, day = str(record.get("source", "")), str(record.get("as_of", ""))
        self.archive = Button(say("ui.form.archive"), Rank.LINK, height=24)
        self.archive.set_reason(refusal)
        self.archive.setAccessibleName(f"{say('ui.form.archive')} {source}")
        self.settle = Button(say("ui.form.settle"), Rank.LINK, "git-merge", height=24)
        if not record.conflicts:  # to show it here, before it has a parent, would open a window of its own
            self.settle.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Paragraph(source, Role.NAME))
        column.addWidget(PlainLabel(say("instrument.as_of", date=dates.with_year(day)) if day else "", Role.SMALL, "text2"))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.archive)
        row.addWidget(self.settle)
        row.addStretch(1)
        column.addLayout(row)
