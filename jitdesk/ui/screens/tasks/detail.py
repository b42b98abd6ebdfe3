"""The page of a task: what, who, when, which record, why, and the talk about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services.tasks import Label, TaskPage
from jitdesk.ui import labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.forms import INSET, Form, Marks
from jitdesk.ui.widgets.buttons import Button, IconButton, Rank
from jitdesk.ui.widgets.labels import Paragraph
from jitdesk.ui.widgets.marks import Offer, Tell, among
from jitdesk.ui.widgets.notices import EmptyState
from jitdesk.ui.widgets.panes import Pane
from jitdesk.ui.widgets.talk import CommentLine, Talk

FIELDS = ("title", "status", "assignees", "due", "priority", "links", "description")
Codes = Callable[[str, Callable[[Sequence[Label]], None]], None]


class TaskDetail(QWidget):
    """One task, editable field by field; empty until one is chosen."""

    edited = Signal(str, str, object)  # id, field, value
    commented = Signal(str, str)  # id, text
    opened = Signal(str, str)  # screen, id of the record

    def __init__(self, actions: Actions, today: Callable[[], date], codes: Codes) -> None:
        super().__init__()
        self._today = today
        self._codes = codes
        self._people: Sequence[str] = ()
        self._names: dict[str, Label] = {}
        self.page: TaskPage | None = None
        marks = {
            "assignees": Marks(self._suggest_people, lambda name: Offer(name, name, "user"), lambda text: text),
            "links": Marks(self._suggest_records, self._name_record, leads=True),
        }
        self.form = Form(KINDS["task"], FIELDS, today, marks, heading="title")
        self._place = self.form.add_fact(say("ui.tasks.visible_to"))
        self._refusal = Paragraph("", tone="text2")
        self.talk = Talk()
        self.comment = CommentLine()
        self._done = actions.button("finish_task", Button(say("ui.action.finish_task"), Rank.PRIMARY, "check"))
        self._open = Button("")
        self._more = IconButton("ellipsis", say("ui.more"))
        self._menu = QMenu(self)
        self._menu.addAction(actions.find("archive_task"))
        self._lay_out()
        self._connect()
        self.show_page(None)

    @property
    def id(self) -> str:
        """The id of the task shown, or ""."""
        return self.page.record.reference if self.page else ""

    def set_people(self, people: Sequence[str]) -> None:
        """Who can be assigned."""
        self._people = people

    def show_page(self, page: TaskPage | None) -> None:
        """Show a task; None shows that none is chosen."""
        other = page is None or page.record.reference != self.id
        self.page = page
        self._stack.setCurrentIndex(0 if page is None else 1)
        if page is None:
            self.form.forget()
            return
        self._names = dict(page.names)
        self.form.show_record(page.record, bool(page.refusal))
        self.form.rename()
        self._place.set_text(page.place)
        self._refusal.setText(page.refusal)
        self._refusal.setVisible(bool(page.refusal))
        self.talk.show_comments(page.comments, self._today())
        self.comment.show_about(page.record.reference)
        self.comment.set_reason(page.refusal)
        self._show_link(page.record)
        is_done = page.record.get("status") == "done"
        self._done.set_label(say("ui.tasks.reopen" if is_done else "ui.action.finish_task"))
        if other:
            self._pane.area.verticalScrollBar().setValue(0)

    def open_link(self) -> None:
        """Go to the first linked record."""
        if self.page and self.page.names:
            self._go(next(iter(self.page.record.get("links", []))))

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(20 - INSET, 12, 20 - INSET, 16)
        column.setSpacing(16)
        self._refusal.setContentsMargins(INSET, 0, INSET, 0)
        self.talk.setContentsMargins(INSET, 0, INSET, 0)
        for part in (self._refusal, self.form, self.talk):
            column.addWidget(part)
        column.addStretch(1)
        foot = QWidget()
        below = QVBoxLayout(foot)
        below.setContentsMargins(20, 12, 20, 12)
        below.setSpacing(12)
        below.addWidget(self.comment)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._done)
        row.addWidget(self._open)
        row.addStretch(1)
        row.addWidget(self._more)
        below.addLayout(row)
        self._pane = Pane(None, content, foot)
        self._stack = QStackedWidget()
        self._stack.addWidget(EmptyState(say("ui.tasks.none_chosen")))
        self._stack.addWidget(self._pane)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _connect(self) -> None:
        self.form.edited.connect(self.edited)
        self.form.opened.connect(self._go)
        self.form.settling.connect(lambda: self.opened.emit("conflicts", self.id))
        self.comment.sent.connect(self.commented)
        self._open.clicked.connect(self.open_link)
        self._more.clicked.connect(self._show_menu)

    def _show_menu(self) -> None:
        size = self._menu.sizeHint()
        self._menu.popup(self._more.mapToGlobal(QPoint(self._more.width() - size.width(), -size.height() - 4)))

    def _show_link(self, record: Record) -> None:
        first = next((self._names[id] for id in record.get("links", []) if id in self._names), None)
        self._open.setVisible(first is not None)
        if first is not None:
            self._open.set_label(say(f"ui.tasks.open_{first.kind}" if first.kind in _SCREENS else "ui.tasks.open_other"))

    def _go(self, id: str) -> None:
        label = self._names.get(id)
        if label is not None and label.kind in _SCREENS:
            self.opened.emit(_SCREENS[label.kind], id)

    def _suggest_people(self, words: str, tell: Tell) -> None:
        among([Offer(name, name, "user") for name in self._people])(words.removeprefix("@"), tell)

    def _suggest_records(self, words: str, tell: Tell) -> None:
        self._codes(words.removeprefix("#"), partial(self._offer, tell))

    def _offer(self, tell: Tell, found: Sequence[Label]) -> None:
        self._names.update({label.id: label for label in found if label.id not in self._names})
        tell([Offer(label.text, label.id, labels.KIND_ICONS[label.kind]) for label in found])

    def _name_record(self, id: str) -> Offer:
        label = self._names.get(id)
        return Offer(label.text, id, labels.KIND_ICONS.get(label.kind, "")) if label else Offer(say("ui.tasks.not_here"), id, "circle-help")


_SCREENS = {"witness": "witnesses", "request": "requests", "task": "tasks"}
