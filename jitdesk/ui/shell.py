"""The unlocked desk: sidebar, top bar, one screen, status bar; what every screen shares, it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QLocale, Qt, QTime, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.ui.actions import Actions
from jitdesk.ui.bars import SearchButton, StatusBar, TopBar
from jitdesk.ui.go_to import GoTo, KeyList, Search
from jitdesk.ui.idle import IdleLock
from jitdesk.ui.jobs import Failure, Job, Jobs
from jitdesk.ui.look import TEXT_SIZES, Scheme, look
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.sidebar import MemberCard, NavItem, Sidebar
from jitdesk.ui.widgets.buttons import IconButton
from jitdesk.ui.widgets.notices import Banner

WIDE_FROM = 1344


@dataclass(frozen=True)
class Entry:
    """One screen of the navigation, made when it is first shown; its words stand under "ui.screen.<id>"."""

    id: str
    icon: str
    make: Callable[[Actions], Screen]
    count: Callable[[], int] | None = None


@dataclass(frozen=True)
class Person:
    """Who is working, and on which team's desk."""

    team: str
    name: str
    detail: str


class Shell(QWidget):
    """Everything one sees between unlocking and locking."""

    locked = Signal()
    told = Signal(object)  # what came of an edit or an import
    lent = Signal(object)  # a Loan: work for which the desk is closed meanwhile

    def __init__(self, person: Person, entries: Sequence[Entry], jobs: Jobs, idle_after: int = 300, search: Search | None = None) -> None:
        super().__init__()
        self.setObjectName("page")
        self.jobs = jobs
        self.actions_known = Actions(self)
        self._entries = tuple(entries)
        self._search = search
        self._screens: dict[str, Screen] = {}
        self._job: Job | None = None
        self._declare()
        self.items = [self._item(number, entry) for number, entry in enumerate(entries)]
        self.sidebar = Sidebar(person.team, self.items, MemberCard(person.name, person.detail, self._member_menu()))
        find = self.actions_known.find
        self.search_button = SearchButton(find("go_to").keys)
        self.search_button.clicked.connect(find("go_to").trigger)
        lock = IconButton("lock", f"{find('lock').words} ({find('lock').keys})")
        lock.clicked.connect(find("lock").trigger)
        self.top = TopBar(self.search_button, lock)
        self.status = StatusBar(max(1, idle_after // 60))
        self.stack = QStackedWidget()
        self._notices = QVBoxLayout()
        self._lay_out()
        self._connect()
        app = QApplication.instance()
        assert app is not None
        self.idle = IdleLock(app, self, idle_after)
        self.idle.warned.connect(self.status.say_lock)
        self.idle.expired.connect(self.lock)
        if entries:
            self.go(entries[0].id)

    @property
    def screen_shown(self) -> Screen | None:
        """The screen in sight."""
        widget = self.stack.currentWidget()
        return widget if isinstance(widget, Screen) else None

    def go(self, id: str, record: str = "") -> None:
        """Show a screen, perhaps at one record; raises KeyError for a screen that does not exist."""
        number = next((n for n, entry in enumerate(self._entries) if entry.id == id), None)
        if number is None:
            raise KeyError(id)
        if id not in self._screens:
            self._screens[id] = self._made(number)
        screen = self._screens[id]
        self.items[number].setChecked(True)
        self.stack.setCurrentWidget(screen)
        self.top.set_buttons(screen.bar())
        self._name_place()
        screen.shown(record)
        self._focus(0)

    def tell(self, outcome: object) -> None:
        """Records changed: say that they are saved, and let every screen that was made see to its rows."""
        self.status.say_saved(QLocale().toString(QTime.currentTime(), QLocale.FormatType.ShortFormat))
        for screen in self._screens.values():
            screen.changed(outcome)
        self.told.emit(outcome)

    def notify(self, title: str, text: str = "", tone: str = "info") -> Banner:
        """Say something above the screen until it is closed."""
        banner = Banner(title, text, tone, closable=True)
        banner.closed.connect(banner.deleteLater)
        self._notices.addWidget(banner)
        return banner

    def save(self) -> None:
        """Write what is being typed, and wait until it is on the disk; nothing that is under way reaches the window any more."""
        for screen in self._screens.values():
            screen.save()
        self.jobs.settle()

    def lock(self) -> None:
        """Lock the desk; what was being typed is written first."""
        self.save()
        self.locked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_rail()

    def _declare(self) -> None:
        add = self.actions_known.add
        for number, entry in enumerate(self._entries[:9]):
            words = say("ui.nav.go_to", screen=say(f"ui.screen.{entry.id}"))
            add(f"go_{entry.id}", partial(self.go, entry.id), f"Ctrl+{number + 1}", entry.icon, words=words)
        add("go_to", self._go_to, "Ctrl+K", "search", in_palette=False)
        add("next_pane", lambda: self._step_pane(1), "F6", in_palette=False)
        add("last_pane", lambda: self._step_pane(-1), "Shift+F6", in_palette=False)
        add("lock", self.lock, "Ctrl+L", "lock")
        add("keys", self._keys, "Ctrl+/", "keyboard")
        for scheme, icon in ((Scheme.SYSTEM, "monitor"), (Scheme.LIGHT, "sun"), (Scheme.DARK, "moon")):
            add(f"theme_{scheme}", partial(look().set_scheme, scheme), icon=icon)
        for size in TEXT_SIZES:
            words = say("ui.member.text", n=size)
            add(f"text_{size}", partial(look().set_text_size, size), icon="a-large-small", words=words)

    def _item(self, number: int, entry: Entry) -> NavItem:
        item = NavItem(say(f"ui.screen.{entry.id}"), entry.icon, f"Ctrl+{number + 1}" if number < 9 else "")
        if entry.count is not None:
            self.jobs.read(entry.count, item, item.set_count)
        return item

    def _member_menu(self) -> QMenu:
        menu = QMenu(self)
        for title, ids in (("ui.member.theme", [f"theme_{s}" for s in Scheme]), ("ui.member.text_size", [f"text_{n}" for n in TEXT_SIZES])):
            part = menu.addMenu(say(title))
            group = QActionGroup(part)
            for id in ids:
                action = self.actions_known.find(id)
                action.setCheckable(True)
                group.addAction(action)
                part.addAction(action)
        self.actions_known.find(f"theme_{look().scheme}").setChecked(True)
        self.actions_known.find(f"text_{look().text_size}").setChecked(True)
        menu.addSeparator()
        menu.addAction(self.actions_known.find("keys"))
        menu.addAction(self.actions_known.find("lock"))
        return menu

    def _lay_out(self) -> None:
        self._notices.setContentsMargins(0, 0, 0, 0)
        self._notices.setSpacing(0)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addLayout(self._notices)
        right.addWidget(self.stack, 1)
        right.addWidget(self.status)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        self.sidebar.chosen.connect(lambda number: self.go(self._entries[number].id))
        self.top.back.connect(self._back)
        self.status.cancelled.connect(self._cancel)
        self.jobs.progressed.connect(self._progress)
        self.jobs.busy_changed.connect(self._busy)
        self.jobs.failed.connect(self._failed)

    def _made(self, number: int) -> Screen:
        screen = self._entries[number].make(self.actions_known)
        screen.place_changed.connect(self._name_place)
        screen.count_changed.connect(self.items[number].set_count)
        screen.went.connect(self.go)
        screen.wrote.connect(self.tell)
        screen.lent.connect(self.lent)
        self.stack.addWidget(screen)
        return screen

    def _name_place(self) -> None:
        screen = self.screen_shown
        if screen is not None:
            self.top.set_place(screen.title, screen.subtitle, screen.parent_place)
        self._set_rail()

    def _set_rail(self) -> None:
        screen = self.screen_shown
        self.sidebar.set_rail(self.width() < look().px(WIDE_FROM) or (screen is not None and screen.rail))

    def _busy(self, busy: bool) -> None:
        if not busy:
            self.status.rest()

    def _progress(self, job: Job, done: int, total: int) -> None:
        self._job = job
        self.status.work(job.text, done, total)

    def _back(self) -> None:
        if self.screen_shown is not None:
            self.screen_shown.back()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _failed(self, failure: Failure) -> None:
        self.notify(failure.text, tone="danger")

    def _go_to(self) -> None:
        GoTo(self, self.actions_known.here(), self.jobs, self._search).show()

    def _keys(self) -> None:
        KeyList(self, self.actions_known.here()).show()

    def _panes(self) -> list[QWidget]:
        screen = self.screen_shown
        return [*(screen.panes() if screen else ()), self.sidebar, self.top]

    def _step_pane(self, by: int) -> None:
        panes = self._panes()
        focus = QApplication.focusWidget()
        at = next((n for n, pane in enumerate(panes) if focus is not None and (pane is focus or pane.isAncestorOf(focus))), -1)
        for step in range(1, len(panes) + 1):
            if self._focus((at + by * step) % len(panes)):
                return

    def _focus(self, number: int) -> bool:
        """Give the keyboard to a pane: to the pane itself, or to the first control in it that takes it."""
        pane = self._panes()[number]
        if pane is self.sidebar:
            pane = next((item for item in self.items if item.isChecked()), pane)
        target = pane if pane.focusPolicy() & Qt.FocusPolicy.TabFocus else _first_control(pane)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return target is not None


def _first_control(pane: QWidget) -> QWidget | None:
    controls = pane.findChildren(QWidget)
    return next((w for w in controls if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled() and w.isVisibleTo(pane)), None)
