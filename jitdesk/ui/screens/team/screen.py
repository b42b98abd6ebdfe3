"""The team: its members, its compartments, and letting somebody in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import admission, identity, leaving, quarantine, team
from jitdesk.services.desk import Desk
from jitdesk.services.team import Member, Place
from jitdesk.ui.actions import Actions
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import Role
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.screens.team.admit import AdmitPage
from jitdesk.ui.screens.team.alone import AlonePage
from jitdesk.ui.screens.team.leave import LeavePage
from jitdesk.ui.screens.team.member import MemberPane
from jitdesk.ui.screens.team.readers import ReadersPage
from jitdesk.ui.screens.team.tables import MemberTable, PlaceTable
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import PlainLabel
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.panes import ListDetail


def _waiting(desk: Desk, device: str) -> tuple[int, bool]:
    """How many changes of a device wait for a keeper, and whether this desk keeps all their compartments."""
    those = [item for item in quarantine.listed(desk) if item.device == device and item.why in (admission.CLOSED, quarantine.FOLLOWS)]
    keeps = {place.id for place in team.places(desk) if place.keeper} if those else set()
    return sum(item.changes for item in those), all(item.compartment in keeps for item in those)


class TeamScreen(Screen):
    """Who is in the team, and who reads what."""

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._actions = actions
        self._declare(actions)
        self.members = MemberTable(jobs, self._read_members)
        self.places = PlaceTable(jobs, self._read_places)
        self.detail = MemberPane(actions)
        self.alone = AlonePage(actions, team.fingerprint(desk))
        self.admitting = AdmitPage(desk, jobs)
        self.readers = ReadersPage(desk, jobs)
        self.leaving = LeavePage(desk, jobs)
        self._card = actions.button("save_card", Button(say("ui.action.save_card"), icon="id-card"))
        self._admit = actions.button("admit", Button(say("ui.action.admit"), Rank.PRIMARY, "user-plus"))
        self._overview = self._lay_out(actions)
        self._pages = QStackedWidget()
        for page in (self._overview, self.alone, self.admitting, self.readers, self.leaving):
            self._pages.addWidget(page)
        self._notice = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._notice)
        column.addWidget(self._pages, 1)
        self._connect()
        self._show(self._overview)
        self._load()

    @property
    def page(self) -> QWidget | None:
        """The page in sight."""
        return self._pages.currentWidget()

    def bar(self) -> Sequence[QWidget]:
        return (self._card, self._admit)

    def panes(self) -> Sequence[QWidget]:
        return (self.members, self.places, self.detail) if self.page is self._overview else (self._pages,)

    def shown(self, record: str = "") -> None:
        self._name()

    def changed(self, outcome: object) -> None:
        self._load()

    def back(self) -> None:
        if self.page in (self.admitting, self.readers, self.leaving):
            self._show(self._overview)
            self.members.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._overview.set_open(False)

    def _declare(self, actions: Actions) -> None:
        add = partial(actions.add, screen=self)
        add("admit", self._begin_admission, "Ctrl+N", "user-plus")
        add("new_place", lambda: self._begin_readers(None), "Ctrl+Shift+N", "folder-lock")
        add("save_card", self._save_card, "Ctrl+Shift+S", "id-card")
        add("new_keys", self._make_keys, icon="key-round")
        add("take_out", self._begin_leaving, icon="log-out")
        add("block_device", self._block, icon="ban")

    def _connect(self) -> None:
        self.members.chosen.connect(self._choose)
        self.members.opened.connect(lambda id: self._overview.set_open(True))
        self.members.rows.loaded.connect(self._loaded)
        self.places.opened.connect(self._open_place)
        self.places.rows.loaded.connect(self._fit)
        self.alone.bundle_asked.connect(lambda: self.went.emit("bundles", ""))
        self.admitting.admitted.connect(self._admitted)
        self.readers.saved.connect(self._saved)
        self.admitting.left.connect(self.back)
        self.readers.left.connect(self.back)
        self.leaving.left.connect(self.back)
        self.leaving.done.connect(self._left)
        self.detail.waiting.decided.connect(self._decide)

    def _load(self) -> None:
        self.members.rows.load()
        self.places.rows.load()

    def _read_members(self) -> list[Member]:
        return team.members(self._desk) if self._desk.workspace else []

    def _read_places(self) -> list[Place]:
        return team.places(self._desk) if self._desk.workspace else []

    def _loaded(self) -> None:
        members = self.members.members()
        own = next((member for member in members if member.own), None)
        if not members:
            self._show(self.alone)
        elif self.page is self.alone:
            self._show(self._overview)
        reason = "" if own is not None and own.role == "lead" else say("ui.team.lead_only" if members else "ui.team.no_team")
        self._actions.find("admit").set_reason(reason)
        self._actions.find("new_place").set_reason(reason)
        self._actions.find("new_keys").set_reason("" if own is not None and own.role else say("ui.team.no_team"))
        if members and not self.members.currentIndex().isValid():
            self.members.setCurrentIndex(self.members.rows.index(0, 0))
        self._choose(self.members.current_id())
        self._name()

    def _fit(self) -> None:
        self.places.fit()

    def _choose(self, device: str) -> None:
        member = self.members.rows.row_with(device)
        if member is not None:
            self.detail.show_member(member.member)
            self._jobs.read(partial(_waiting, self._desk, device), self, partial(self._show_waiting, device))
        self._judge_device()

    def _show_waiting(self, device: str, found: tuple[int, bool]) -> None:
        if device == self.members.current_id():
            changes, keeps = found
            self.detail.waiting.show_waiting(changes, "" if keeps else say("ui.team.keeper_only"))

    @property
    def _current(self) -> Member | None:
        row = self.members.rows.row_with(self.members.current_id())
        return row.member if row is not None else None

    def _judge_device(self) -> None:
        """What can be done with the device that is chosen, and why not."""
        chosen = self._current
        own = next((member for member in self.members.members() if member.own), None)
        lacks = say("ui.team.choose_device") if chosen is None else say("ui.team.own_device") if chosen.own else ""
        gone = say("ui.team.out_already") if chosen is not None and chosen.role is None else ""
        lead = "" if own is not None and own.role == "lead" else say("ui.team.lead_takes_out")
        self._actions.find("block_device").set_reason(lacks or gone)
        self._actions.find("block_device").set_words(
            say("ui.team.unblock" if chosen is not None and chosen.blocked else "ui.action.block_device")
        )
        self._actions.find("take_out").set_reason(lacks or gone or lead)

    def _begin_leaving(self) -> None:
        chosen = self._current
        if chosen is not None:
            self._clear_notice()
            self.leaving.begin(chosen)
            self._show(self.leaving)
            self.leaving.take_keyboard()

    def _left(self, sentence: str) -> None:
        self.back()
        self._tell(sentence, "ok", say("ui.team.make_bundle"))
        self.wrote.emit(None)

    def _block(self) -> None:
        chosen = self._current
        if chosen is not None:
            said = say("ui.team.unblocked" if chosen.blocked else "ui.team.is_blocked", member=isolated(chosen.member))
            block = partial(leaving.block, self._desk, chosen.device, not chosen.blocked)
            self._jobs.write(block, self, lambda _: self._decided(said))

    def _decide(self, accept: bool) -> None:
        chosen = self._current
        if chosen is not None:
            key = "ui.team.accepted_waiting" if accept else "ui.team.rejected_waiting"
            decide = partial(leaving.decide_waiting, self._desk, chosen.device, accept)
            self._jobs.write(decide, self, lambda n: self._decided(say(key, n=n)))

    def _decided(self, sentence: str) -> None:
        self._tell(sentence, "ok")
        self.wrote.emit(None)

    def _begin_admission(self) -> None:
        self._clear_notice()
        self.admitting.begin()
        self._show(self.admitting)
        self.admitting.take_keyboard()

    def _begin_readers(self, place: Place | None) -> None:
        self._clear_notice()
        self.readers.begin(self.members.members(), place)
        self._show(self.readers)
        self.readers.take_keyboard()

    def _open_place(self, id: str) -> None:
        place = self.places.place(id)
        if place is None:
            return
        if place.everyone:
            self._tell(say("ui.team.everyone", place=place.name), "info")
        elif not place.keeper:
            self._tell(say("ui.team.not_keeper", place=place.name), "info")
        else:
            self._begin_readers(place)

    def _admitted(self, member: str) -> None:
        self.back()
        self._tell(say("ui.team.admitted", member=member), "ok", say("ui.team.make_bundle"))
        self.wrote.emit(None)

    def _saved(self) -> None:
        self.back()
        self.wrote.emit(None)

    def _save_card(self) -> None:
        start = str(Path.home() / f"{say('ui.team.card_name')}{team.CARD_SUFFIX}")
        out = QFileDialog.getSaveFileName(self, say("ui.action.save_card"), start, f"*{team.CARD_SUFFIX}")[0]
        if out:
            path = Path(out)
            saved = say("ui.team.card_saved", name=path.name, folder=str(path.parent))
            self._jobs.write(partial(team.write_card, self._desk, path), self, lambda _: self._tell(saved, "ok"))

    def _make_keys(self) -> None:
        self._jobs.write(partial(identity.rekey, self._desk), self, self._made_keys)

    def _made_keys(self, _: object) -> None:
        self._tell(say("ui.team.new_keys_made"), "ok", say("ui.team.make_bundle"))
        self._load()
        self.wrote.emit(None)

    def _clear_notice(self) -> None:
        clear(self._notice)

    def _tell(self, text: str, tone: str, action: str = "") -> None:
        self._clear_notice()
        banner = Banner(text, tone=tone, action=action, closable=True)
        banner.acted.connect(lambda: self.went.emit("bundles", ""))
        self._notice.addWidget(banner)

    def _show(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self._name()

    def _name(self) -> None:
        screen = say("ui.screen.team")
        overview = self.page is self._overview
        if self.isVisible():
            for button in (self._card, self._admit):
                button.setVisible(overview)
        if self.page is self.admitting:
            self.set_place(say("ui.team.admit_title"), parent_place=screen)
        elif self.page is self.leaving:
            self.set_place(say("ui.team.lost"), parent_place=screen)
        elif self.page is self.readers:
            self.set_place(say("ui.team.places"), parent_place=screen)
        else:
            self.set_place(screen, self.members.summary())

    def _lay_out(self, actions: Actions) -> ListDetail:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.members, 1)
        head = QHBoxLayout()
        head.setContentsMargins(20, 14, 20, 6)
        head.setSpacing(10)
        head.addWidget(PlainLabel(say("ui.team.places"), Role.SECTION))
        head.addWidget(PlainLabel(say("ui.team.places_below"), Role.SMALL, "text2"), 1)
        head.addWidget(actions.button("new_place", Button(say("ui.action.new_place"), icon="folder-lock", height=28)))
        column.addLayout(head)
        column.addWidget(self.places)
        return ListDetail(left, self.detail)
