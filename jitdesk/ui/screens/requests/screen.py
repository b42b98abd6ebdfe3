"""Requests: the list, and the editor of the one that is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import editing, instruments, requests, rights, tasks
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.requests import RequestPage
from jitdesk.ui import labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.delegates import RowTable
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.linked import LinkedNames
from jitdesk.ui.models import IdTableModel, Key
from jitdesk.ui.outcomes import touched
from jitdesk.ui.screens.requests.editor import RequestEditor
from jitdesk.ui.screens.requests.files import FILES, RequestFiles
from jitdesk.ui.screens.requests.head import RequestHead
from jitdesk.ui.screens.requests.hints import no_task
from jitdesk.ui.screens.requests.moving import MOVES, Moving
from jitdesk.ui.screens.requests.no_name import ANSWERS, NoName
from jitdesk.ui.screens.requests.opening import Opened, read
from jitdesk.ui.screens.requests.surroundings import SURROUNDINGS, Surroundings
from jitdesk.ui.screens.requests.table import columns
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.notices import Banner, EmptyState
from jitdesk.ui.widgets.segments import Segments

_AROUND = ("transmission", "reply", "translation", "hearing", "file", "identity")
_VIEWS = ("all", *requests.STAGES)


class RequestsScreen(Screen):
    """The requests of the team on one desk."""

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._actions = actions
        self._open = ""  # the id of the request in the editor
        self._reads = 0
        self._read: Opened | None = None  # what the editor shows
        self.files = RequestFiles(self, desk, jobs, actions, self._keep)
        self.no_name = NoName(self, desk, jobs, actions, self._keep)
        self._declare(actions)
        self.views = Segments([(view, say(f"ui.requests.view_{view}")) for view in _VIEWS], say("ui.requests.views"))
        self.model = IdTableModel(jobs, columns(today), self._ids, partial(_rows, desk), self)
        self.table = RowTable(self.model, say("ui.screen.requests"))
        self._names = LinkedNames(desk, jobs, self, today, self.wrote.emit)
        self.moving = Moving(self, desk, jobs, actions, today, self._names, self._keep)
        self.around = Surroundings(self, desk, jobs, actions, today, self._names, self._keep)
        self.editor = RequestEditor(actions, today, self._names.links, desk.card.member)
        self.around.attend(self.editor, self.files, self.moving)
        self.head = RequestHead(actions, self._menu())
        self.moving.anchor = self.head.move_on
        self._notices = QVBoxLayout()
        self._pages = QStackedWidget()
        self._empty = QStackedWidget()
        self._lay_out()
        self._connect()
        self._place()
        self._begin()

    def bar(self) -> Sequence[QWidget]:
        return (self.head,)

    def panes(self) -> Sequence[QWidget]:
        if not self.editing:
            return (self.table, self.views)
        beside = self.editor.preview.pages if self.editor.previewing else self.editor.in_sight
        last = self.editor.preview.marked if self.editor.previewing else self.editor.findings
        return tuple(pane for pane in (self.editor.outline, beside, last) if pane is not None and pane.isVisibleTo(self))

    @property
    def editing(self) -> bool:
        """Whether a request is open."""
        return self._pages.currentWidget() is self.editor

    def shown(self, record: str = "") -> None:
        if record:
            self.open(record)
        elif self.editing:
            self._read_page()
        self._place()

    def changed(self, outcome: object) -> None:
        ids = touched(outcome, "request")
        witnesses = touched(outcome, "witness")
        if ids is None or witnesses is None or witnesses:
            self.model.load()
            self._learn_right()
        elif ids:
            self.model.refresh(ids)
        page = self.editor.page
        if (
            ids is None
            or witnesses is None
            or witnesses
            or touched(outcome, *_AROUND)
            or (page is not None and page.record.reference in ids)
        ):
            self._read_page()

    def save(self) -> None:
        self.editor.commit()
        self.editor.send()

    def back(self) -> None:
        if self.editor.previewing:
            self.editor.show_preview(False)
        elif self.editor.drawer_open:
            self.editor.set_drawer(False)
        elif self.editing:
            self.close_request()

    def open(self, id: str) -> None:
        """Open a request in the editor."""
        if id != self._open:
            self.editor.commit()
            self._open = id
        self._read_page()

    def close_request(self) -> None:
        """Go back to the list; what was typed is kept."""
        self.editor.commit()
        left, self._open = self._open, ""
        self._pages.setCurrentIndex(0)
        self._place()
        key = self.model.key_of(left)
        if key is not None:
            self.table.select_key(key)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _declare(self, actions: Actions) -> None:
        add = partial(actions.add, screen=self)
        add("new_request", self._add, "Ctrl+N", "plus")
        add("preview_letter", lambda: self.editor.show_preview(not self.editor.previewing), "Ctrl+P", "eye")
        add("edit_letter", lambda: self.editor.show_preview(False), icon="pencil", in_palette=False)
        add("next_gap", lambda: self.editor.next_gap(), "F8", "arrow-down")
        add("show_findings", lambda: self.editor.set_drawer(not self.editor.drawer_open), "F4", "circle-alert")
        add("next_part", lambda: self.editor.outline.step(1), "Ctrl+Down", "chevron-down")
        add("last_part", lambda: self.editor.outline.step(-1), "Ctrl+Up", "chevron-up")
        add("enlarge_pages", lambda: self.editor.preview.zoom(1), "Ctrl++", "plus", in_palette=False)
        add("reduce_pages", lambda: self.editor.preview.zoom(-1), "Ctrl+-", "minus", in_palette=False)
        add("task_no_letter", self._make_task, icon="square-check")
        add("archive_request", self._archive, "Ctrl+Shift+Del", "trash-2")

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for id in (*MOVES, *SURROUNDINGS, *ANSWERS, "next_gap", "preview_letter", *FILES, "archive_request"):
            menu.addAction(self._actions.find(id))
        return menu

    def _lay_out(self) -> None:
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        views = QHBoxLayout()
        views.setContentsMargins(20, 0, 20, 0)
        views.addWidget(self.views)
        column.addLayout(views)
        empty = EmptyState(say("ui.requests.empty"), say("ui.action.new_request"), "plus")
        empty.acted.connect(self._actions.find("new_request").trigger)
        for page in (self.table, empty, EmptyState(say("ui.requests.empty_view"))):
            self._empty.addWidget(page)
        column.addWidget(self._empty, 1)
        self._pages.addWidget(listed)
        self._pages.addWidget(self.editor)
        self._notices.setSpacing(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._notices)
        whole.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.views.chosen.connect(lambda view: self.model.load())
        self.table.opened.connect(self.open)
        self.model.loaded.connect(self._loaded)
        self.editor.edited.connect(self._edit)
        self.editor.commented.connect(self._comment)
        self.editor.settling.connect(lambda: self.went.emit("conflicts", self._open))
        self.editor.opened.connect(lambda id: self.went.emit("witnesses" if self._names.kind_of(id) == "witness" else "case", id))
        self.editor.moved.connect(self._place)
        for told in (self.files, self.no_name):
            told.told.connect(self._tell)
        self.files.waits.connect(self._offer_task)
        for wrote in (self.files, self.no_name, self.moving, self.around):
            wrote.wrote.connect(self.wrote)
        self.moving.begun.connect(self._added)

    def _begin(self) -> None:
        self.model.load()
        self._learn_right()

    def _learn_right(self) -> None:
        self._jobs.read(partial(rights.refusal, self._desk), self, self._actions.find("new_request").set_reason)

    # -- the list

    def _ids(self, limit: int | None) -> Sequence[Key]:
        stage = "" if self.views.current == "all" else self.views.current
        return requests.ids(self._desk, stage, -1 if limit is None else limit)

    def _loaded(self) -> None:
        any_row = bool(self.model.rowCount())
        self._empty.setCurrentIndex(0 if any_row else 1 if self.views.current == "all" else 2)
        self._place()
        if any_row and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))

    # -- the request that is open

    def _read_page(self) -> None:
        if self._open:
            self._reads += 1
            number = self._reads
            self._jobs.read(partial(read, self._desk, self._open), self, partial(self._show_page, number), self._gone)

    def _show_page(self, number: int, opened: Opened) -> None:
        if number != self._reads or not self._open:
            return
        self._names.know(opened.page.record, opened.names)
        self._read = opened
        self.editor.show_page(opened)
        self._open = opened.page.record.reference
        arriving = not self.editing
        self._pages.setCurrentWidget(self.editor)
        self._place()
        if arriving and self.isVisible():
            self.editor.outline.setFocus(Qt.FocusReason.OtherFocusReason)
        if opened.at is not None:
            self.editor.open_beside(opened.at)

    def _gone(self, failure: Failure) -> None:
        self.close_request()
        self._jobs.failed.emit(failure)

    def _place(self) -> None:
        """Name the place in the top bar, and say what can be done here."""
        page = self.editor.page if self.editing else None
        self.rail = page is not None
        self.head.show_page(page, self.editor.narrow, self.editor.previewing)
        if page is None:
            self.set_place(say("ui.screen.requests"))
        else:
            below = say("ui.requests.preview_of") if self.editor.previewing else _hearing(page)
            self.set_place(str(page.record.get("reference", "")), below, say("ui.screen.requests"))
        closed = "" if page is not None else say("ui.requests.open_first")
        for id in ("preview_letter", "next_gap", "show_findings", "next_part", "last_part", "edit_letter"):
            self._actions.find(id).set_reason(closed)
        for id in ("enlarge_pages", "reduce_pages"):
            self._actions.find(id).set_reason("" if self.editor.previewing else say("ui.requests.preview_first"))
        if page is not None and not page.examined.findings and not self.editor.previewing:
            self._actions.find("next_gap").set_reason(say("ui.requests.no_gap_open"))
        opened = self._read if page is not None else None
        self.moving.show_page(opened)
        self.around.show_page(opened)
        self.no_name.show_page(opened, self.editor.outline.current)
        self.files.show_page(opened, bool(self.model.rowCount()) or self.views.current != "all")
        refusal = page.refusal if page else ""
        self._actions.find("task_no_letter").set_reason(closed or refusal or no_task(opened))
        archived = bool(page and page.record.get("archived"))
        archive = self._actions.find("archive_request")
        archive.set_reason(closed or (page.refusal if page else ""))
        archive.set_words(say("ui.requests.restore" if archived else "ui.action.archive_request"))

    # -- what is written

    def _edit(self, id: str, field: str, value: object) -> None:
        change = partial(editing.change, self._desk, id, {field: value})
        self._jobs.write(change, self, self.wrote.emit, lambda failure: self._refused(id, field, failure))

    def _refused(self, id: str, field: str, failure: Failure) -> None:
        if not self.editor.refuse(id, field, failure.text):
            self._jobs.failed.emit(failure)

    def _comment(self, id: str, text: str) -> None:
        note = partial(tasks.comment, self._desk, id, text)
        self._jobs.write(note, self, self._commented, lambda failure: self._not_commented(id, text, failure))

    def _commented(self, outcome: Outcome) -> None:
        self.wrote.emit(outcome)
        self._read_page()

    def _not_commented(self, id: str, text: str, failure: Failure) -> None:
        self.editor.put_back(id, text)
        self._jobs.failed.emit(failure)

    def _keep(self) -> None:
        """Have what is being typed into fields kept before something is made of it."""
        self.editor.commit()

    def _add(self) -> None:
        self._jobs.write(partial(requests.add, self._desk), self, self._added)

    def _added(self, outcome: Outcome) -> None:
        self.wrote.emit(outcome)
        self.open(outcome.ids[0])

    def _make_task(self) -> None:
        """The task for the seconded members, where the answers need no letter."""
        if self.editor.page is not None:
            reference = self.editor.page.record.reference
            self._jobs.write(partial(instruments.no_letter, self._desk, reference), self, self._task_made)

    def _task_made(self, task: Record | None) -> None:
        self._tell(say("ui.instrument.task_made", title=str(task.get("title"))) if task else say("ui.instrument.task_there"))
        self.wrote.emit(None)

    def _archive(self) -> None:
        page = self.editor.page
        if self.editing and page is not None:
            self.editor.commit()
            change = {"archived": not page.record.get("archived")}
            self._jobs.write(partial(editing.change, self._desk, page.record.reference, change), self, self.wrote.emit)

    def _offer_task(self, sentence: str, task: str) -> None:
        """Say above what is shown what has to be done first, and offer to go there."""
        banner = Banner(sentence, tone="warn", action=say("ui.write.open_task"), closable=True)
        banner.acted.connect(lambda: self.went.emit("tasks", task))
        banner.closed.connect(banner.deleteLater)
        self._notices.addWidget(banner)

    def _tell(self, sentence: str) -> None:
        """Say above what is shown that something was done."""
        banner = Banner(sentence, tone="ok", closable=True)
        banner.closed.connect(banner.deleteLater)
        self._notices.addWidget(banner)


def _rows(desk: Desk, keys: Sequence[Key]) -> dict[Key, requests.RequestRow]:
    return dict(requests.rows(desk, [key for key in keys if isinstance(key, int)]).items())


def _hearing(page: RequestPage) -> str:
    """Who is heard and where, in a few words."""
    code = str(page.record.get("requested_state", ""))
    words = {"code": isolated(page.witness.text) if page.witness else "", "state": labels.state(code) if code else ""}
    if words["code"] and words["state"]:
        return say("ui.requests.hearing_of_in", **words)
    return say("ui.requests.hearing_of", code=words["code"]) if words["code"] else ""
