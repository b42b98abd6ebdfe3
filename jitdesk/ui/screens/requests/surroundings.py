"""What a person does with the records around the request that is open: record, attach, plan, deliver; each action with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.life import FOLLOWS
from jitdesk.domain.life import status as status_of
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import correspondence, editing, translations
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.ui.actions import Actions
from jitdesk.ui.cards import Cards, NewRecord
from jitdesk.ui.children import DeskChild
from jitdesk.ui.custody import CUSTODY, CustodyDialog
from jitdesk.ui.dates import Today
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.linked import LinkedNames
from jitdesk.ui.screens.requests.around import SAVE, files_in
from jitdesk.ui.screens.requests.correspondence import why_not
from jitdesk.ui.screens.requests.editor import RequestEditor
from jitdesk.ui.screens.requests.files import RequestFiles
from jitdesk.ui.screens.requests.moving import Moving
from jitdesk.ui.screens.requests.opening import Opened
from jitdesk.ui.screens.requests.plan_session import PlanSession
from jitdesk.ui.screens.requests.sessions import PLAN, why_no_session
from jitdesk.ui.screens.requests.translated import DELIVER, GOES, WRITE
from jitdesk.ui.texts import button_text

_ADDED = {"record_transmission": "transmission", "record_reply": "reply", "add_translation": "translation"}
PAGES = {"go_correspondence": "correspondence", "go_translations": "translations", "go_sessions": "hearings"}
_ATTACH = "attach "
SURROUNDINGS = (*_ADDED, "plan_session")


class Surroundings(QObject):
    """`wrote` brings what was recorded."""

    wrote = Signal(object)

    def __init__(
        self, screen: QWidget, desk: Desk, jobs: Jobs, actions: Actions, today: Today, names: LinkedNames, commit: Callable[[], None]
    ) -> None:
        super().__init__(screen)
        self._screen, self._desk, self._jobs, self._today, self._names, self._commit = screen, desk, jobs, today, names, commit
        self.menu = QMenu(screen)
        self._opened: Opened | None = None
        self._editor: RequestEditor | None = None
        self._files: RequestFiles | None = None
        self._moving: Moving | None = None
        icons = {"record_transmission": "upload", "record_reply": "download", "add_translation": "languages"}
        self._add = {kind: actions.add(id, partial(self.begin, kind), icon=icons[id], screen=screen) for id, kind in _ADDED.items()}
        self._plan = actions.add("plan_session", self._ask_plan, icon="calendar", screen=screen)
        page_icons = {"go_correspondence": "arrow-up-down", "go_translations": "languages", "go_sessions": "calendar"}
        self._pages = [actions.add(id, partial(self._go, key), icon=page_icons[id], screen=screen) for id, key in PAGES.items()]

    def attend(self, editor: RequestEditor, files: RequestFiles, moving: Moving) -> None:
        """Do what is asked for on the pages of this editor."""
        self._editor, self._files, self._moving = editor, files, moving
        for page in editor.beside.values():
            page.asked.connect(self._record)
            page.acted.connect(self._act)
            page.archived.connect(lambda id: self._change(id, {"archived": True}))

    def show_page(self, opened: Opened | None) -> None:
        """The request that is open now, if one is: what can be recorded around it, and why the rest cannot."""
        self._opened = opened
        closed = say("ui.requests.open_first") if opened is None else opened.page.refusal
        for kind, action in self._add.items():
            action.set_reason(closed or ("" if kind == "translation" else why_not(opened, kind)))
        self._plan.set_reason(closed or why_no_session(opened))
        for action in self._pages:
            action.set_reason("" if opened is not None else closed)

    def begin(self, kind: str) -> None:
        """Begin a record of a kind on its page."""
        self._cards(kind).begin()

    def _cards(self, kind: str) -> Cards:
        """The cards of a kind, their page in sight."""
        assert self._editor is not None
        page = next(page for page in self._editor.beside.values() if kind in page.cards)
        self._editor.edit(page.key)
        return page.cards[kind]

    def _go(self, key: str) -> None:
        assert self._editor is not None
        self._editor.edit(key)

    def _record(self, about: str, kind: str, values: Mapping[str, Any]) -> None:
        """A new record was filled in."""
        assert self._editor is not None
        cards = next(page.cards[kind] for page in self._editor.beside.values() if kind in page.cards)
        new = cards.new
        if kind == "translation":
            make = partial(translations.record, self._desk, about, values)
        else:
            make = partial(correspondence.record, self._desk, about, kind, values)

        def made(outcome: Outcome) -> None:
            if new is cards.new:
                cards.drop()
            self.wrote.emit(outcome)

        def refused(failure: Failure) -> None:
            if new is not None and new is cards.new:
                new.refuse(failure.text)
            else:
                self._jobs.failed.emit(failure)

        self._jobs.write(make, self, made, refused)

    def _act(self, act: str, record: Record) -> None:
        assert self._files is not None
        assert self._editor is not None
        self._commit()
        if act.startswith(_ATTACH):
            self._ask_file(act.removeprefix(_ATTACH), record)
        elif act == DELIVER:
            self._change(record.reference, {"done_on": self._today().isoformat()})
        elif act == GOES and self._opened is not None:
            self._change(self._opened.page.record.reference, {"translation": record.id})
        elif act == WRITE:
            self._files.ask_letter(str(record.get("language", "")))
        elif act == PLAN:
            self._show_plan(record)
        elif act == SAVE:
            self._choose_file(record, self._ask_where)
        elif act == CUSTODY:
            self._choose_file(record, self._show_custody)

    def _change(self, id: str, values: Mapping[str, Any]) -> None:
        self._jobs.write(partial(editing.change, self._desk, id, values), self, self.wrote.emit)

    # -- sessions

    def _ask_plan(self) -> None:
        """The form of the step where the request may become scheduled; else the session alone is planned."""
        if self._opened is None or self._moving is None:
            return
        if "scheduled" in FOLLOWS[status_of(self._opened.page.record)]:
            self._moving.ask("scheduled")
        else:
            self._commit()
            self._show_plan(None)

    def _show_plan(self, hearing: Record | None) -> None:
        if self._opened is not None:
            page = self._opened.page
            dialog = PlanSession(self._screen, self._desk, self._jobs, page.record, page.states, self._today, hearing)
            dialog.planned.connect(self.wrote)
            dialog.open()

    # -- files, attached in a child process

    def _ask_file(self, field: str, record: Record) -> None:
        dialog = QFileDialog(self._screen, say(f"ui.around.attach_{field.partition('.')[0]}"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(partial(self.attach, field, record))
        dialog.open()

    def attach(self, field: str, record: Record, path: str) -> None:
        """Attach a file of this computer to the request, and name it in a field of a record around it."""
        if self._opened is None:
            return
        name = Path(path).name
        new = self._cards(record.kind).new if not record.id else None
        child = DeskChild("attach", self._desk, str, record=self._opened.page.record.reference, path=path)
        done = partial(self._attached, field, record, new, name)
        self._jobs.run_child(child, say("ui.around.attaching", name=name), self, done)

    def _choose_file(self, record: Record, then: Callable[[str, str], None]) -> None:
        """Do something with the one file that a record names, or ask which."""
        those = {id: self._names.name_of(id).text for id in files_in(record)}
        if len(those) == 1:
            then(*next(iter(those.items())))
            return
        self.menu.clear()
        for id, name in those.items():
            self.menu.addAction(button_text(name)).triggered.connect(partial(_chosen, then, id, name))
        self.menu.setActiveAction(self.menu.actions()[0])
        used = self._screen.window().focusWidget() or self._screen
        self.menu.popup(used.mapToGlobal(QPoint(0, used.height() + 4)))

    def _show_custody(self, id: str, name: str) -> None:
        CustodyDialog(self._screen, self._desk, self._jobs, id, name).open()

    def _ask_where(self, id: str, name: str) -> None:
        dialog = QFileDialog(self._screen, say("ui.around.save_copy"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # a file that is there is never replaced
        dialog.selectFile(Path(name).name)
        dialog.fileSelected.connect(partial(self._save, id))
        dialog.open()

    def _save(self, id: str, out: str) -> None:
        child = DeskChild("extract", self._desk, lambda plain: None, record=id, out=out)
        self._jobs.run_child(child, say("ui.around.saving", name=Path(out).name), self)

    def _attached(self, field: str, record: Record, new: NewRecord | None, name: str, id: str) -> None:
        self._names.name_file(id, name)
        values = with_file(record, field, id)
        if record.id:
            self._change(record.reference, values)
        elif new is not None and new is self._cards(record.kind).new:
            new.put(values)
        self.wrote.emit(None)


def with_file(record: Record, field: str, id: str) -> dict[str, Any]:
    """The value of a field of a record with a file named in it: the field itself, one of several, or the column of a group."""
    name, _, column = field.partition(".")
    if column:
        return {name: {**record.get(name, {}), column: id}}
    return {name: [*record.get(name, []), id] if KINDS[record.kind].by_name[name].is_list else id}


def _chosen(then: Callable[[str, str], None], id: str, name: str, checked: bool = False) -> None:
    then(id, name)
