"""Tasks: whose, by when, and the page of the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import editing, rights, tasks
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.tasks import Label, TaskPage, TaskRow
from jitdesk.ui.actions import Actions
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.models import IdTableModel
from jitdesk.ui.outcomes import touched
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.screens.tasks.detail import TaskDetail
from jitdesk.ui.screens.tasks.groups import TaskKeys
from jitdesk.ui.screens.tasks.quick_add import QuickAdd, Understood
from jitdesk.ui.screens.tasks.table import TaskTable, columns
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.notices import EmptyState
from jitdesk.ui.widgets.panes import ListDetail
from jitdesk.ui.widgets.segments import Segments


class TasksScreen(Screen):
    """The tasks of the team on one desk."""

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._actions = actions
        self._wanted = ""  # the id of the task to be shown
        self._sought = ""  # the id of the task whose row is to become the current one once the list holds it
        self._whole = False  # whether the list is there to its end
        self._reads = 0
        self.keys = TaskKeys(partial(tasks.listed, desk), partial(tasks.rows, desk), today)
        self._declare(actions)
        self.views = Segments([(which, say(f"ui.tasks.view_{which}")) for which in tasks.LISTS], say("ui.tasks.views"))
        self.quick = QuickAdd(today, self._name_records)
        self.model = IdTableModel(jobs, columns(today), self.keys.ids, self.keys.rows, self)
        self.table = TaskTable(self.model, say("ui.screen.tasks"))
        self._empty = _Empties()
        self._new = actions.button("new_task", Button(say("ui.action.new_task"), Rank.PRIMARY, "plus"))
        self.detail = TaskDetail(actions, today, self._codes)
        self._panes = self._lay_out()
        self._connect()
        self.set_place(say("ui.screen.tasks"))
        self._show_right("")
        self._begin()

    def bar(self) -> Sequence[QWidget]:
        return (self._new,)

    def panes(self) -> Sequence[QWidget]:
        return (self.table, self.quick, self.detail) if self._empty.currentIndex() == 0 else (self.quick, self.detail)

    def shown(self, record: str = "") -> None:
        """A record that begins with "#" is what a new task is to be about."""
        if record.startswith("#"):
            self._panes.set_open(False)
            QTimer.singleShot(0, self, lambda: self.quick.begin(record))
        elif record:
            self._wanted = self._sought = record
            self._find_row(self._whole)
            self._panes.set_open(True)
        self._read_page()

    def changed(self, outcome: object) -> None:
        ids = touched(outcome, "task")
        if ids is None or touched(outcome, "witness", "request"):
            self._load()
        elif ids:
            self.model.refresh(ids)
        if ids is None:
            self._begin()
        self._count()
        self._read_page()

    def save(self) -> None:
        self.detail.form.commit()
        self.detail.comment.send_all()
        self.quick.submit()

    def back(self) -> None:
        self._panes.set_open(False)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _declare(self, actions: Actions) -> None:
        add = partial(actions.add, screen=self)
        add("new_task", self._new_task, "Ctrl+N", "plus")
        add("finish_task", self._finish, "Ctrl+Shift+F", "check")
        add("comment_task", lambda: self._go_to(self.detail.comment), "Ctrl+Shift+C", "pencil")
        add("due_task", lambda: self._go_to(self.detail.form.editor_of("due")), "Ctrl+Shift+D", "calendar")
        add("assign_task", lambda: self._go_to(self.detail.form.editor_of("assignees")), "Ctrl+Shift+A", "user-plus")
        add("open_linked", lambda: self.detail.open_link(), "Ctrl+O", "link")
        add("archive_task", self._archive, "Ctrl+Shift+Del", "trash-2")

    def _lay_out(self) -> ListDetail:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(20, 0, 20, 8)
        head.setSpacing(12)
        head.addWidget(self.views)
        head.addWidget(self.quick)
        column.addLayout(head)
        self._empty.insertWidget(0, self.table)
        column.addWidget(self._empty, 1)
        panes = ListDetail(left, self.detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(panes)
        return panes

    def _connect(self) -> None:
        self.views.chosen.connect(self._view)
        self.quick.asked.connect(self._add)
        self.quick.left.connect(self.back)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._open)
        self.table.ticked.connect(self._tick)
        self.table.folded.connect(self._fold)
        self.table.typed.connect(self._letter)
        self.model.loaded.connect(self._loaded)
        self.detail.edited.connect(self._edit)
        self.detail.commented.connect(self._comment)
        self.detail.opened.connect(self.went)

    def _begin(self) -> None:
        self._jobs.read(lambda: (tasks.people(self._desk), rights.refusal(self._desk)), self, self._know)
        self._load()
        self._count()

    def _know(self, known: tuple[list[str], str]) -> None:
        people, refusal = known
        self.quick.set_people(people)
        self.quick.set_reason(refusal)
        self.detail.set_people(people)
        self._actions.find("new_task").set_reason(refusal)

    def _count(self) -> None:
        self._jobs.read(partial(tasks.mine, self._desk), self, self.count_changed.emit)

    # -- the list

    def _load(self) -> None:
        self._whole = False
        self.model.load()

    def _view(self, which: str) -> None:
        self.keys.which = which
        self.keys.kept = frozenset()
        self._load()

    def _fold(self, group: str, closed: bool) -> None:
        self.keys.closed = self.keys.closed | {group} if closed else self.keys.closed - {group}
        row = self.table.currentIndex().row()
        self.model.refresh()
        self.model.loaded.connect(lambda: self.table.setCurrentIndex(self.model.index(row, 0)), Qt.ConnectionType.SingleShotConnection)

    def _loaded(self) -> None:
        self._empty.show_for(self.keys.which, bool(self.model.rowCount()))
        self._whole = True
        if self._sought:
            self._find_row(True)
        elif not self._wanted and self.model.rowCount():
            first = next((row for row in range(min(self.model.rowCount(), 10)) if isinstance(self.table.row_at(row), TaskRow)), -1)
            if first >= 0:
                self.table.setCurrentIndex(self.model.index(first, 0))

    def _find_row(self, whole: bool) -> None:
        """Look for the row of the sought task; a `whole` list that does not hold it will not do so later."""
        sought = self._sought
        self._jobs.read(lambda: tasks.row_number(self._desk, sought), self, lambda rid: self._select(sought, rid, whole))

    def _select(self, sought: str, rid: int | None, whole: bool) -> None:
        if sought == self._sought and (self.table.select_key(-1 if rid is None else rid) or whole):
            self._sought = ""

    def _choose(self, id: str) -> None:
        if id and id != self._wanted and not self._sought:
            self._wanted = id
            self._read_page()

    def _open(self, id: str) -> None:
        self._choose(id)
        self._panes.set_open(True)
        self._go_to(self.detail.form.editor_of("title"))

    def _letter(self, letter: str) -> None:
        action = {"n": "new_task", "/": "new_task", "c": "comment_task", "d": "due_task", "a": "assign_task"}[letter]
        self._actions.find(action).trigger()

    def _new_task(self) -> None:
        self._panes.set_open(False)
        self.quick.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to(self, part: QWidget) -> None:
        if self.detail.id:
            self._panes.set_open(True)
            part.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- the page

    def _read_page(self) -> None:
        wanted = self._wanted
        if wanted:
            self._reads += 1
            number = self._reads
            self._jobs.read(partial(tasks.page, self._desk, wanted), self, lambda page: self._show_page(number, page), self._gone)

    def _show_page(self, number: int, page: TaskPage) -> None:
        if number == self._reads:
            self.detail.show_page(page)
            self._show_right(page.refusal)

    def _gone(self, failure: Failure) -> None:
        self._wanted = ""
        self.detail.show_page(None)
        self._show_right("")

    def _show_right(self, refusal: str) -> None:
        reason = refusal or ("" if self.detail.id else say("ui.tasks.choose_first"))
        for id in ("finish_task", "comment_task", "due_task", "assign_task", "archive_task"):
            self._actions.find(id).set_reason(reason)
        page = self.detail.page
        archived = bool(page and page.record.get("archived"))
        self._actions.find("archive_task").set_words(say("ui.tasks.restore" if archived else "ui.action.archive_task"))
        linked = bool(page and page.names)
        self._actions.find("open_linked").set_reason("" if linked else say("ui.tasks.no_link" if page else "ui.tasks.choose_first"))

    # -- what is written

    def _write(self, work: Callable[[], Outcome], failed: Callable[[Failure], None] | None = None) -> None:
        self._jobs.write(work, self, self.wrote.emit, failed)

    def _edit(self, id: str, field: str, value: object) -> None:
        self._write(partial(editing.change, self._desk, id, {field: value}), lambda failure: self._refused(id, field, failure))

    def _refused(self, id: str, field: str, failure: Failure) -> None:
        if self.detail.id == id:
            self.detail.form.refuse(id, field, failure.text)
        else:
            self._jobs.failed.emit(failure)

    def _add(self, understood: Understood) -> None:
        values = understood.values()
        if self.keys.which == "mine":
            values.setdefault("assignees", [self._desk.card.member])
        text = self.quick.line.text()
        self.quick.clear()
        self._jobs.write(partial(tasks.add, self._desk, values), self, self._added, lambda failure: self._not_added(text, failure))

    def _added(self, outcome: Outcome) -> None:
        self._wanted = self._sought = outcome.ids[0]
        self.wrote.emit(outcome)

    def _not_added(self, text: str, failure: Failure) -> None:
        self.quick.line.setText(text)
        self.quick.set_wrong(failure.text)

    def _comment(self, id: str, text: str) -> None:
        note = partial(tasks.comment, self._desk, id, text)
        self._jobs.write(note, self, self.wrote.emit, lambda failure: self._not_commented(id, text, failure))

    def _not_commented(self, id: str, text: str, failure: Failure) -> None:
        self.detail.comment.put_back(id, text)
        self._jobs.failed.emit(failure)

    def _tick(self, rid: int, row: TaskRow) -> None:
        self._set_done(rid, row.id, row.record.get("status") != "done")

    def _finish(self) -> None:
        page = self.detail.page
        if page is not None:
            rid = self.model.key_of(page.record.reference)
            self._set_done(rid if isinstance(rid, int) else -1, page.record.reference, page.record.get("status") != "done")

    def _set_done(self, rid: int, id: str, done: bool) -> None:
        if done:
            self.keys.kept |= {rid}
        self._write(partial(editing.change, self._desk, id, {"status": "done" if done else "open"}))

    def _archive(self) -> None:
        page = self.detail.page
        if page is not None:
            self.detail.form.commit()
            archived = not page.record.get("archived")
            self._write(partial(editing.change, self._desk, page.record.reference, {"archived": archived}))

    # -- names of records

    def _name_records(self, references: Sequence[str], tell: Callable[[Sequence[Label | None]], None]) -> None:
        self._jobs.read(partial(tasks.named, self._desk, references), self, tell)

    def _codes(self, words: str, tell: Callable[[Sequence[Label]], None]) -> None:
        self._jobs.read(partial(tasks.codes, self._desk, words), self, tell)


class _Empties(QStackedWidget):
    """The list, or one sentence for each view that is empty."""

    def show_for(self, which: str, any: bool) -> None:
        gone = self.widget(1)
        if gone is not None:
            self.removeWidget(gone)
            gone.deleteLater()
        if not any:
            self.addWidget(EmptyState(say(f"ui.tasks.empty_{which}")))
        self.setCurrentIndex(0 if any else 1)
