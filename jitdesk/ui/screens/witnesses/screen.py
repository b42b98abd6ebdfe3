"""Witnesses: by code, and the page of the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.bootstrap import Child
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services import editing, reading, rights, tasks, witnesses, work
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.witnesses import Dossier
from jitdesk.ui import labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.look import Role
from jitdesk.ui.models import IdTableModel, Key
from jitdesk.ui.outcomes import touched
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.screens.witnesses.detail import WitnessDetail
from jitdesk.ui.screens.witnesses.draft import DraftCheck
from jitdesk.ui.screens.witnesses.new import NewWitness
from jitdesk.ui.screens.witnesses.table import WITNESS, WitnessTable, columns, field
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.fields import Choice, LineEdit
from jitdesk.ui.widgets.labels import PlainLabel
from jitdesk.ui.widgets.notices import EmptyState
from jitdesk.ui.widgets.panes import ListDetail

_PAUSE = 150
_WIDER = 32
_ON_ONE = ("draft_request", "add_task", "add_account", "add_consent", "attach_file", "archive_witness")


class WitnessesScreen(Screen):
    """The witnesses that one desk reads."""

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._actions = actions
        self._wanted = ""  # the id of the witness to be shown
        self._reads = 0
        self._asked = {"custodian": "", "protection": "", "words": ""}
        self._declare(actions)
        self.filter = LineEdit(say("ui.witnesses.filter"), "list-filter")
        self.filter.setAccessibleName(say("ui.action.filter_witnesses"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self.custodian = Choice([(say("ui.witnesses.any_custodian"), "")])
        self.custodian.setAccessibleName(labels.label(WITNESS, field("custodian_state")))
        states = [(labels.choice(WITNESS, field("protection"), value), value) for value in field("protection").choices]
        self.protection = Choice([(say("ui.witnesses.any_protection"), ""), *states])
        self.protection.setAccessibleName(labels.label(WITNESS, field("protection")))
        self._count = PlainLabel("", tone="text2")
        self.model = IdTableModel(jobs, columns(today), self._ids, self._rows, self)
        self.table = WitnessTable(self.model, say("ui.screen.witnesses"))
        self._empty = EmptyState(say("ui.witnesses.empty"))
        self._no_hit = EmptyState(say("ui.witnesses.no_hit"))
        self._new = actions.button("new_witness", Button(say("ui.action.new_witness"), Rank.PRIMARY, "user-plus"))
        self.detail = WitnessDetail(actions, today)
        self._panes = self._lay_out()
        self._connect()
        self.set_place(say("ui.screen.witnesses"))
        self._show_right()
        self._begin()

    def bar(self) -> Sequence[QWidget]:
        return (self._new,)

    def panes(self) -> Sequence[QWidget]:
        return (self.table, self.filter, self.detail) if self.table.isVisibleTo(self) else (self.filter, self.detail)

    def shown(self, record: str = "") -> None:
        if record:
            self._wanted = record
            self._find_row()
            self._panes.set_open(True)
        self._read_page()

    def changed(self, outcome: object) -> None:
        ids = touched(outcome, "witness")
        if ids is None or touched(outcome, "account", "consent"):
            self.model.load()
        elif ids:
            self.model.refresh(ids)
        if ids is None or ids:
            self._begin_filters()
        self._read_page()

    def save(self) -> None:
        self.detail.commit()
        self.detail.profile.comment.send_all()

    def back(self) -> None:
        self._panes.set_open(False)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)

    def _declare(self, actions: Actions) -> None:
        add = partial(actions.add, screen=self)
        add("new_witness", self._ask_new, "Ctrl+N", "user-plus")
        add("filter_witnesses", lambda: self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason), "Ctrl+F", "list-filter")
        add("draft_request", self._check_draft, "Ctrl+Shift+R", "file-plus")
        add("add_task", self._add_task, "Ctrl+Shift+T", "square-check")
        add("add_account", lambda: self._begin_card("accounts"), "Ctrl+Shift+A", "mic")
        add("add_consent", lambda: self._begin_card("consents"), "Ctrl+Shift+C", "shield-check")
        add("attach_file", self._attach, "Ctrl+Shift+F", "paperclip")
        add("next_tab", lambda: self.detail.tabs.step(1), "Ctrl+Tab", in_palette=False)
        add("last_tab", lambda: self.detail.tabs.step(-1), "Ctrl+Shift+Tab", in_palette=False)
        add("archive_witness", self._archive, "Ctrl+Shift+Del", "trash-2")

    def _lay_out(self) -> ListDetail:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(20, 0, 16, 0)
        head.setSpacing(8)
        head.addWidget(self.filter, 2)
        head.addWidget(self.custodian, 1)
        head.addWidget(self.protection, 1)
        head.addWidget(self._count)
        column.addLayout(head)
        for part in (self.table, self._empty, self._no_hit):
            column.addWidget(part, 1)
        self._empty.hide()
        self._no_hit.hide()
        panes = ListDetail(left, self.detail, _WIDER)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(panes)
        return panes

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._pause.start)
        self.filter.returnPressed.connect(self.back)
        self._pause.timeout.connect(self._filter)
        self.custodian.activated.connect(self._filter)
        self.protection.activated.connect(self._filter)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._open)
        self.table.typed.connect(self._letter)
        self.model.loaded.connect(self._loaded)
        self.detail.edited.connect(self._edit)
        self.detail.history_wanted.connect(self._read_history)
        profile = self.detail.profile
        profile.opened.connect(self.went)
        profile.settling.connect(lambda: self.went.emit("conflicts", self.detail.id))
        profile.commented.connect(self._comment)
        profile.recording.connect(self._record_identity)
        for cards in self.detail.cards:
            cards.asked.connect(self._add)
            cards.archived.connect(lambda id: self._edit(id, "archived", True))
            cards.extracted.connect(self._extract)
        self.detail.files.attaching.connect(self._attach)

    def _begin(self) -> None:
        self._jobs.read(partial(rights.refusal, self._desk), self, self._actions.find("new_witness").set_reason)
        self._begin_filters()
        self.model.load()

    def _begin_filters(self) -> None:
        self._jobs.read(partial(witnesses.custodians, self._desk), self, self._offer_custodians)

    def _offer_custodians(self, states: Sequence[str]) -> None:
        chosen = self.custodian.value()
        self.custodian.clear()
        self.custodian.addItem(say("ui.witnesses.any_custodian"), "")
        for name, code in sorted((labels.state(state), state) for state in states):
            self.custodian.addItem(name, code)
        self.custodian.set_value(chosen if chosen in states else "")

    # -- the list

    def _ids(self, limit: int | None) -> Sequence[int]:
        return witnesses.ids(self._desk, **self._asked, limit=-1 if limit is None else limit)

    def _rows(self, keys: Sequence[Key]) -> dict[Key, witnesses.WitnessRow]:
        return dict(witnesses.rows(self._desk, [key for key in keys if isinstance(key, int)]))

    def _filter(self) -> None:
        asked = {"custodian": self.custodian.value(), "protection": self.protection.value(), "words": self.filter.text().strip()}
        # Replaced, not altered: a reading lane may hold the one before.
        self._asked = {name: str(value or "") for name, value in asked.items()}
        self.model.load()

    def _loaded(self) -> None:
        any, asked = self.model.rowCount(), any_of(self._asked)
        self.table.setVisible(bool(any))
        self._empty.setVisible(not any and not asked)
        self._no_hit.setVisible(not any and asked)
        shown = any
        self._jobs.read(lambda: reading.count(self._desk, "witness"), self, lambda n: self._count.setText(say("ui.witnesses.count", shown=shown, n=n)))
        if self._wanted:
            self._find_row()
        elif any:
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _find_row(self) -> None:
        wanted = self._wanted
        self._jobs.read(lambda: witnesses.row_number(self._desk, wanted), self, lambda rid: self._select(wanted, rid))

    def _select(self, wanted: str, rid: int | None) -> None:
        if wanted == self._wanted and rid is not None and self.model.row_of(rid) != self.table.currentIndex().row():
            self.table.select_key(rid)

    def _choose(self, id: str) -> None:
        if id and id != self._wanted:
            self._wanted = id
            self._read_page()

    def _open(self, id: str) -> None:
        self._choose(id)
        self._panes.set_open(True)
        self.detail.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
        self.detail.focus_tabs()

    def _letter(self, letter: str) -> None:
        action = {"n": "new_witness", "/": "filter_witnesses", "r": "draft_request", "t": "add_task"}[letter]
        self._actions.find(action).trigger()

    # -- the page

    def _read_page(self) -> None:
        wanted = self._wanted
        if wanted:
            self._reads += 1
            number = self._reads
            self._jobs.read(partial(witnesses.dossier, self._desk, wanted), self, lambda found: self._show_page(number, found), self._gone)

    def _show_page(self, number: int, dossier: Dossier) -> None:
        if number == self._reads:
            self.detail.show_dossier(dossier)
            self._show_right()

    def _gone(self, failure: Failure) -> None:
        self._wanted = ""
        self.detail.show_dossier(None)
        self._show_right()

    def _read_history(self) -> None:
        id = self.detail.id
        if id:
            self._jobs.read(partial(reading.history, self._desk, id), self, self.detail.show_changes)

    def _show_right(self) -> None:
        dossier = self.detail.dossier
        reason = dossier.refusal if dossier else say("ui.witnesses.choose_first")
        for id in _ON_ONE:
            self._actions.find(id).set_reason(reason)
        archived = bool(dossier and dossier.witness.get("archived"))
        self._actions.find("archive_witness").set_words(say("ui.witnesses.restore" if archived else "ui.action.archive_witness"))

    # -- what is written

    def _write(self, change: Callable[[], Outcome], failed: Callable[[Failure], None] | None = None) -> None:
        self._jobs.write(change, self, self.wrote.emit, failed)

    def _edit(self, id: str, name: str, value: object) -> None:
        self._write(partial(editing.change, self._desk, id, {name: value}), lambda failure: self.detail.refuse(id, name, failure.text))

    def _ask_new(self) -> None:
        dialog = NewWitness(self)
        dialog.asked.connect(lambda values: self._make(dialog, values))
        dialog.show()

    def _make(self, dialog: NewWitness, values: dict[str, object]) -> None:
        made = partial(editing.add, self._desk, "witness", [values])
        self._jobs.write(made, dialog, lambda outcome: self._made(dialog, outcome), lambda failure: dialog.refuse(failure.text))

    def _made(self, dialog: NewWitness, outcome: Outcome) -> None:
        dialog.accept()
        self._wanted = outcome.ids[0]
        self.wrote.emit(outcome)

    def _add(self, witness: str, kind: str, values: dict[str, object]) -> None:
        dossier = self.detail.dossier
        place = dossier.witness.compartment if dossier and dossier.witness.id == witness else None
        cards = next(cards for cards in self.detail.cards if cards.kind == kind)
        new = cards.new
        add = partial(witnesses.add_about, self._desk, kind, witness, values, place)
        self._jobs.write(add, self, lambda outcome: self._added(cards, outcome), new.refuse_failure if new else None)

    def _archive(self) -> None:
        dossier = self.detail.dossier
        if dossier is not None:
            self.detail.commit()
            self._edit(dossier.witness.id, "archived", not dossier.witness.get("archived"))

    def _comment(self, id: str, text: str) -> None:
        comment = self.detail.profile.comment
        self._write(partial(tasks.comment, self._desk, id, text), lambda failure: comment.put_back(id, text, failure.text))
