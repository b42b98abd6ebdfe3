"""Beside a record: what is to be looked at, where it stands, what rests on it, what is said about it, what became of it."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services.case_records import CasePage
from jitdesk.services.reading import Past
from jitdesk.ui import dates, labels
from jitdesk.ui.dates import Today
from jitdesk.ui.look import Role
from jitdesk.ui.screens.case.table import face, field, told
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.chips import Tag
from jitdesk.ui.widgets.facts import Facts, SidePanel
from jitdesk.ui.widgets.flow import Flow
from jitdesk.ui.widgets.fold import Fold
from jitdesk.ui.widgets.history import History
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.talk import CommentLine, Talk

WIDTH = 320
_SCREENS = {"task": "tasks", "request": "requests"}


class CaseSide(SidePanel):
    """`opened` (screen, record) leads to what rests on the record, `asked` to a field that says nothing yet."""

    opened = Signal(str, str)
    asked = Signal(str)

    def __init__(self, today: Today) -> None:
        super().__init__(WIDTH)
        self._today = today
        self._marks = QVBoxLayout()
        self._marks.setSpacing(8)
        self.open = QVBoxLayout()
        self.open.setSpacing(0)
        self._facts = Facts(88)
        self._used = Flow()
        self.talk, self.comment = Talk(), CommentLine()
        self.history = History()
        self._fold = Fold(say("ui.case.history"))
        inside = QVBoxLayout(self._fold.body)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.addWidget(self.history)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(12)
        self._look = self._block(column, "ui.case.look", self._marks, self.open)
        column.addWidget(PlainLabel(say("ui.case.about"), Role.SMALL_GROUP, "text2"))
        column.addWidget(self._facts)
        column.addSpacing(8)
        used = QVBoxLayout()
        used.addWidget(self._used)
        self._rests = self._block(column, "ui.case.used", used)
        column.addWidget(self.talk)
        column.addWidget(self.comment)
        column.addWidget(self._fold)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        self.column.setContentsMargins(1, 0, 1, 0)
        self.column.addWidget(area)

    def show_page(self, page: CasePage) -> None:
        """Show what stands beside this record."""
        record, kind = page.record, page.record.kind
        clear(self._marks)
        clear(self.open)
        for mark in page.marks:
            if mark.name == "open":
                continue
            shown = face(mark)
            self._marks.addWidget(MarkLine(told(mark), shown.tone, shown.icon or "info"))
        if page.open:
            self._marks.addWidget(Paragraph(say("ui.case.open_below", n=len(page.open)), tone="text2"))
        for name in page.open:
            lead = Button(labels.label(KINDS[kind], field(kind, name)), Rank.LINK, "circle-dashed", height=28)
            lead.clicked.connect(partial(self.asked.emit, name))
            self.open.addWidget(lead, alignment=Qt.AlignmentFlag.AlignLeading)
        self._look.setVisible(bool(page.marks))
        self._facts.set_facts([(say("ui.tasks.visible_to"), page.place), *_dated(page.history, self._today())])
        tags: list[QWidget] = []
        for label in page.linked:
            tag = Tag(label.text, labels.KIND_ICONS[label.kind], leads=True)
            tag.clicked.connect(partial(self.opened.emit, _SCREENS[label.kind], label.id))
            tags.append(tag)
        self._used.set_parts(tags)
        self._rests.setVisible(bool(tags))
        self.talk.show_comments(page.comments, self._today())
        self.comment.show_about(record.reference)
        self.comment.set_reason(page.refusal)
        self.history.show_changes(KINDS[kind], page.history, self._today())

    def close_history(self) -> None:
        """Another record is shown."""
        self._fold.set_open(False)

    def _block(self, column: QVBoxLayout, title: str, *layouts: QVBoxLayout) -> QWidget:
        """A heading and what stands under it, which comes and goes as one."""
        block = QWidget()
        inside = QVBoxLayout(block)
        inside.setContentsMargins(0, 0, 0, 8)
        inside.setSpacing(8)
        inside.addWidget(PlainLabel(say(title), Role.SMALL_GROUP, "text2"))
        for layout in layouts:
            inside.addLayout(layout)
        column.addWidget(block)
        return block


class MarkLine(QWidget):
    """A sentence with its mark before it."""

    def __init__(self, text: str, tone: str, icon: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(icon, tone), alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(Paragraph(text, tone=tone if tone != "neutral" else "text"), 1)
        self.setAccessibleName(text)


def _dated(history: tuple[Past, ...], today: date) -> list[tuple[str, str]]:
    """Who recorded it and who changed it last."""
    if not history:
        return []
    first, last = history[0], history[-1]
    recorded, changed = _by(first, today), _by(last, today)
    return [(say("ui.case.recorded"), recorded), *([(say("ui.case.changed"), changed)] if changed != recorded else [])]


def _by(past: Past, today: date) -> str:
    name = past.member or say("ui.talk.unknown")
    return labels.joined([name, dates.moment(past.stamp, today)]) if past.stamp else name


def title(record: Record) -> str:
    """What people call a record."""
    return str(record.get(KINDS[record.kind].title, ""))
