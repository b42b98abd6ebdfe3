"""The team: its members, its compartments, and letting somebody in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import team
from jitdesk.services.desk import Desk
from jitdesk.services.team import Member, Place
from jitdesk.ui.actions import Actions
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import Role
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.screens.team.admit import AdmitPage
from jitdesk.ui.screens.team.alone import AlonePage
from jitdesk.ui.screens.team.member import MemberPane
from jitdesk.ui.screens.team.readers import ReadersPage
from jitdesk.ui.screens.team.tables import MemberTable, PlaceTable
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.labels import PlainLabel
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.panes import ListDetail


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
        self._card = actions.button("save_card", Button(say("ui.action.save_card"), icon="id-card"))
        self._admit = actions.button("admit", Button(say("ui.action.admit"), Rank.PRIMARY, "user-plus"))
        self._overview = self._lay_out(actions)
        self._pages = QStackedWidget()
        for page in (self._overview, self.alone, self.admitting, self.readers):
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
        if self.page in (self.admitting, self.readers):
            self._show(self._overview)
            self.members.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._overview.set_open(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)

    def _declare(self, actions: Actions) -> None:
        add = partial(actions.add, screen=self)
        add("admit", self._begin_admission, "Ctrl+N", "user-plus")
        add("new_place", lambda: self._begin_readers(None), "Ctrl+Shift+N", "folder-lock")
        add("save_card", self._save_card, "Ctrl+Shift+S", "id-card")

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
        if members and not self.members.currentIndex().isValid():
            self.members.setCurrentIndex(self.members.rows.index(0, 0))
        self._name()

    def _fit(self) -> None:
        self.places.fit()

    def _choose(self, device: str) -> None:
        member = self.members.rows.row_with(device)
        if member is not None:
            self.detail.show_member(member.member)

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
