"""Witnesses: by code, and the page of the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from jitdesk.kernel.words import say
from jitdesk.services import editing, reading, rights, tasks, team, witnesses
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.team import Place
from jitdesk.services.witnesses import Dossier
from jitdesk.ui.actions import Actions
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.outcomes import touched
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.screens.witnesses import erasing
from jitdesk.ui.screens.witnesses.detail import ON_ONE, WitnessDetail
from jitdesk.ui.screens.witnesses.draft import DraftCheck
from jitdesk.ui.screens.witnesses.files import WitnessFiles
from jitdesk.ui.screens.witnesses.listing import WitnessList
from jitdesk.ui.screens.witnesses.moving import MoveDialog, narrower
from jitdesk.ui.screens.witnesses.new import NewWitness
from jitdesk.ui.screens.witnesses.tables import Tables
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.panes import ListDetail

_WIDER = 32


def _page(desk: Desk, reference: str, opened: str) -> tuple[Dossier, list[Place]]:
    return witnesses.dossier(desk, reference, opened=opened), team.places(desk)


class WitnessesScreen(Screen):
    """The witnesses that one desk reads."""

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._actions = actions
        self._wanted = ""  # the id of the witness to be shown
        self._sought = ""  # the id of the witness whose row is to become the current one once the list holds it
        self._opened = ""  # the witness whose page is open, also if it is under protection; the next one is not
        self._reads = 0
        self._places: list[Place] = []
        self._declare(actions)
        Tables(self, desk, jobs, actions).brought.connect(lambda: self.wrote.emit(None))
        self.list = WitnessList(desk, jobs, today)
        self._new = actions.button("new_witness", Button(say("ui.action.new_witness"), Rank.PRIMARY, "user-plus"))
        self.detail = WitnessDetail(actions, today)
        self.files = WitnessFiles(self, desk, jobs)
        self._panes = ListDetail(self.list, self.detail, _WIDER)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._panes)
        self._connect()
        self.set_place(say("ui.screen.witnesses"))
        self._show_right()
        self._jobs.read(partial(rights.refusal, desk), self, actions.find("new_witness").set_reason)
        self.list.load()

    def bar(self) -> Sequence[QWidget]:
        return (self._new,)

    def panes(self) -> Sequence[QWidget]:
        return (*self.list.panes(), self.detail)

    def shown(self, record: str = "") -> None:
        if record:
            self._wanted = self._sought = record
            self._find_row()
            self._panes.set_open(True)
        self._read_page()

    def changed(self, outcome: object) -> None:
        ids = touched(outcome, "witness")
        if ids is None or touched(outcome, "account", "consent"):
            self.list.load()
        elif ids:
            self.list.model.refresh(ids)
        self._read_page()

    def save(self) -> None:
        self.detail.commit()
        self.detail.profile.comment.send_all()

    def back(self) -> None:
        self._panes.set_open(False)
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _declare(self, actions: Actions) -> None:
        add = partial(actions.add, screen=self)
        add("new_witness", self._ask_new, "Ctrl+N", "user-plus")
        add("filter_witnesses", lambda: self.list.filter.setFocus(Qt.FocusReason.ShortcutFocusReason), "Ctrl+F", "list-filter")
        add("draft_request", self._check_draft, "Ctrl+Shift+R", "file-plus")
        add("add_task", lambda: self.went.emit("tasks", f"#{self._code()}"), "Ctrl+Shift+T", "square-check")
        add("add_account", lambda: self._begin("accounts", "account"), "Ctrl+Shift+A", "mic")
        add("add_consent", lambda: self._begin("consents", "consent"), "Ctrl+Shift+C", "shield-check")
        add("add_state_consent", lambda: self._begin("consents", "state_consent"), icon="shield-check")
        add("add_measure", lambda: self._begin("profile", "protective_measure"), "Ctrl+Shift+M", "shield")
        add("attach_file", self._attach, "Ctrl+Shift+F", "paperclip")
        add("next_tab", lambda: self.detail.tabs.step(1), "Ctrl+Tab", in_palette=False)
        add("last_tab", lambda: self.detail.tabs.step(-1), "Ctrl+Shift+Tab", in_palette=False)
        add("archive_witness", self._archive, "Ctrl+Shift+Del", "trash-2")
        add("restrict_witness", self._restrict, icon="lock")
        add("move_witness", self._ask_move, icon="folder-lock")
        add("erase_witness", self._ask_erase, icon="trash-2")

    def _connect(self) -> None:
        self.list.filter.returnPressed.connect(self._open_by_code)
        self.list.table.chosen.connect(self._choose)
        self.list.table.opened.connect(self._open)
        self.list.table.typed.connect(self._letter)
        self.list.loaded.connect(self._loaded)
        self.detail.edited.connect(self._edit)
        self.detail.history_wanted.connect(self._read_history)
        self.detail.opening.connect(self._open_witness)
        profile = self.detail.profile
        profile.opened.connect(self.went)
        profile.settling.connect(lambda: self.went.emit("conflicts", self.detail.id))
        profile.commented.connect(self._comment)
        profile.recording.connect(self._record_identity)
        profile.opening.connect(self._open_identity)
        for cards in self.detail.cards:
            cards.asked.connect(self._add)
            cards.replaced.connect(self._replace)
            cards.archived.connect(lambda id: self._edit(id, "archived", True))
        self.detail.files.adding.connect(self._attach)
        self.detail.files.acted.connect(self.files.act)
        self.files.wrote.connect(self.wrote)

    # -- what is shown

    def _loaded(self) -> None:
        if self._sought:
            self._find_row()
        elif not self._wanted:
            self.list.select_first()

    def _find_row(self) -> None:
        sought = self._sought
        self.list.seek(sought, lambda found: self._select(sought, found))

    def _select(self, sought: str, found: bool) -> None:
        if sought == self._sought and (found or self.list.whole):
            self._sought = ""

    def _choose(self, id: str) -> None:
        if id and id != self._wanted and not self._sought:
            self._wanted = id
            self._read_page()

    def _open(self, id: str) -> None:
        self._choose(id)
        self._panes.set_open(True)
        self.detail.take_keyboard()

    def _letter(self, letter: str) -> None:
        action = {"n": "new_witness", "/": "filter_witnesses", "r": "draft_request", "t": "add_task"}[letter]
        self._actions.find(action).trigger()

    def _begin(self, tab: str, kind: str) -> None:
        self._panes.set_open(True)
        self.detail.begin(tab, kind)

    def _read_page(self) -> None:
        wanted = self._wanted
        if wanted:
            self._reads += 1
            number = self._reads
            read = partial(_page, self._desk, wanted, self._opened)
            self._jobs.read(read, self, lambda found: self._show_page(number, *found), self._gone)

    def _show_page(self, number: int, dossier: Dossier, places: list[Place]) -> None:
        if number == self._reads:
            self._places = places
            self._opened = "" if dossier.sealed else dossier.witness.reference
            self.detail.show_dossier(dossier)
            self._show_right()

    def _gone(self, failure: Failure) -> None:
        self._wanted = ""
        self.detail.show_dossier(None)
        self._show_right()

    def _read_history(self) -> None:
        if self.detail.id:
            self._jobs.read(partial(reading.history, self._desk, self.detail.id), self, self.detail.show_changes)

    def _show_right(self) -> None:
        dossier = self.detail.dossier
        reason = dossier.refusal if dossier else say("ui.witnesses.choose_first")
        if dossier is not None and dossier.sealed:
            reason = reason or say("ui.witnesses.open_first")
        for id in ON_ONE:
            self._actions.find(id).set_reason(reason)
        self._actions.find("move_witness").set_reason(reason or ("" if self._narrower() else say("ui.witnesses.no_narrower")))
        self._actions.find("erase_witness").set_reason(reason or self._no_keeper())
        restricted = bool(dossier and dossier.witness.get("restricted"))
        self._actions.find("restrict_witness").set_words(say("ui.witnesses.lift" if restricted else "ui.action.restrict_witness"))
        archived = bool(dossier and dossier.witness.get("archived"))
        self._actions.find("archive_witness").set_words(say("ui.witnesses.restore" if archived else "ui.action.archive_witness"))

    def _code(self) -> str:
        return str(self.detail.dossier.witness.get("code", "")) if self.detail.dossier else ""

    # -- what is written

    def _edit(self, id: str, name: str, value: object) -> None:
        change = partial(editing.change, self._desk, id, {name: value})
        self._jobs.write(change, self, self.wrote.emit, lambda failure: self._refused(id, name, failure))

    def _refused(self, id: str, name: str, failure: Failure) -> None:
        if not self.detail.refuse(id, name, failure.text):
            self._jobs.failed.emit(failure)

    def _ask_new(self) -> None:
        places = partial(team.compartments, self._desk)
        self._jobs.read(lambda: (witnesses.free_code(self._desk), places()), self, self._show_new)

    def _show_new(self, found: tuple[str, list[tuple[str, str, tuple[str, ...]]]]) -> None:
        proposed, places = found
        dialog = NewWitness(self, proposed, [(id, name) for id, name, _ in places])
        dialog.asked.connect(partial(self._make, dialog))
        dialog.show()

    def _make(self, dialog: NewWitness, values: dict[str, Any], place: str) -> None:
        make = partial(editing.add, self._desk, "witness", [values], place or None)
        self._jobs.write(make, dialog, partial(self._made, dialog), lambda failure: dialog.refuse(failure.text))

    def _made(self, dialog: NewWitness, outcome: Outcome) -> None:
        dialog.accept()
        self._wanted = self._sought = self._opened = outcome.ids[0]
        self._panes.set_open(True)
        self.wrote.emit(outcome)

    def _add(self, witness: str, kind: str, values: dict[str, Any]) -> None:
        self._write_new(kind, partial(witnesses.add_about, self._desk, kind, witness, values))

    def _replace(self, old: str, kind: str, values: dict[str, Any]) -> None:
        self._write_new(kind, partial(witnesses.replace_measure, self._desk, old, values))

    def _write_new(self, kind: str, write: Callable[[], Outcome]) -> None:
        cards = next(cards for cards in self.detail.cards if cards.kind == kind)
        new = cards.new

        def added(outcome: Outcome) -> None:
            if new is cards.new:
                cards.drop()
            self.wrote.emit(outcome)

        def refused(failure: Failure) -> None:
            if new is not None and isValid(new):
                new.refuse(failure.text)
            else:
                self._jobs.failed.emit(failure)

        self._jobs.write(write, self, added, refused)

    def _open_witness(self, reference: str, reason: str) -> None:
        def opened(_: object) -> None:
            self._opened = reference
            self._read_page()
            self.detail.tabs.take_keyboard()

        log = partial(reading.open_protected, self._desk, reference, reason)
        self._jobs.write(log, self, opened, lambda failure: self.detail.seal.refuse(failure.text))

    def _open_identity(self, id: str, reference: str, reason: str) -> None:
        profile = self.detail.profile
        opened = partial(reading.open_protected, self._desk, reference, reason)
        self._jobs.write(opened, self, lambda _: profile.show_opened(id), lambda failure: profile.refuse_opening(id, failure.text))

    def _record_identity(self, place: str) -> None:
        add = partial(witnesses.add_about, self._desk, "identity", self.detail.id, {}, place)
        self._jobs.write(add, self, self._identity_made)

    def _identity_made(self, outcome: Outcome) -> None:
        self.detail.profile.open_identity(outcome.ids[0])
        self.wrote.emit(outcome)

    def _comment(self, id: str, text: str) -> None:
        note = partial(tasks.comment, self._desk, id, text)
        self._jobs.write(note, self, self.wrote.emit, lambda failure: self._not_commented(id, text, failure))

    def _not_commented(self, id: str, text: str, failure: Failure) -> None:
        self.detail.profile.comment.put_back(id, text)
        self._jobs.failed.emit(failure)

    def _archive(self) -> None:
        dossier = self.detail.dossier
        if dossier is not None:
            self.detail.commit()
            self._edit(dossier.witness.reference, "archived", not dossier.witness.get("archived"))

    def _restrict(self) -> None:
        dossier = self.detail.dossier
        if dossier is not None:
            self.detail.commit()
            self._edit(dossier.witness.reference, "restricted", None if dossier.witness.get("restricted") else True)

    def _narrower(self) -> list[Place]:
        dossier = self.detail.dossier
        return narrower(self._places, dossier.witness.compartment) if dossier else []

    def _no_keeper(self) -> str:
        """Why this desk orders no erasure in the compartment of the witness, or ""."""
        dossier = self.detail.dossier
        place = next((place for place in self._places if dossier and place.id == dossier.witness.compartment), None)
        return "" if place is not None and place.keeper else say("ui.witnesses.keeper_only")

    def _ask_move(self) -> None:
        dossier = self.detail.dossier
        if dossier is not None:
            self.detail.commit()
            dialog = MoveDialog(self, self._desk, self._jobs, dossier, self._narrower())
            dialog.moved.connect(self._moved)
            dialog.show()

    def _moved(self, id: str) -> None:
        self._wanted = self._sought = id
        self.wrote.emit(None)

    def _ask_erase(self) -> None:
        dossier = self.detail.dossier
        if dossier is not None:
            self.detail.commit()
            self._jobs.read(partial(erasing.family, self._desk, dossier.witness.reference), self, partial(self._show_erase, dossier))

    def _show_erase(self, dossier: Dossier, those: list[str]) -> None:
        dialog = erasing.dialog(self, dossier, those)
        dialog.ordered.connect(self.lent)
        dialog.show()

    def _open_by_code(self) -> None:
        """Enter in the filter goes to the list; a restricted witness, which is in no list, is opened by its whole code."""
        code = self.list.filter.text().strip()
        if code and not self.list.model.rowCount():
            self._wanted = code
            self._panes.set_open(True)
            self._read_page()
        else:
            self.back()

    def _check_draft(self) -> None:
        dossier = self.detail.dossier
        if dossier is not None:
            check = DraftCheck(self, dossier)
            check.accepted.connect(lambda: self._draft(dossier))
            check.show()

    def _draft(self, dossier: Dossier) -> None:
        self._jobs.write(partial(witnesses.draft_request, self._desk, dossier.witness), self, self._drafted)

    def _drafted(self, outcome: Outcome) -> None:
        self.wrote.emit(outcome)
        self.went.emit("requests", outcome.ids[0])

    def _attach(self) -> None:
        self.detail.tabs.choose("files")
        self.files.attach(self.detail.id)
