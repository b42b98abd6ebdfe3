"""Bundles: the start page, a new bundle, a bundle that came in, a disclosure to the outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.desk import Desk
from jitdesk.services.exporting import SUFFIX, Written
from jitdesk.services.outgoing import Outgoing
from jitdesk.services.previewing import Taken
from jitdesk.ui.actions import Actions
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.bundles.disclose import DisclosePage
from jitdesk.ui.screens.bundles.make import NewBundlePage, SavedPage
from jitdesk.ui.screens.bundles.receive import ReceivePage
from jitdesk.ui.screens.bundles.start import StartPage
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.notices import Banner


class BundlesScreen(Screen):
    """What goes out to the others, and what comes in from them."""

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._plan = Outgoing((), (), False, "")
        self._actions = actions
        self._declare(actions)
        self.start = StartPage(desk, jobs, actions, today)
        self.new = NewBundlePage(desk, jobs, actions)
        self.files = SavedPage()
        self.receive = ReceivePage(desk, jobs, actions, today)
        self.outside = DisclosePage(desk, jobs)
        self._open = actions.button("open_bundle", Button(say("ui.action.open_bundle"), icon="folder-open"))
        self._new = actions.button("new_bundle", Button(say("ui.action.new_bundle"), Rank.PRIMARY, "plus"))
        self._notice = QVBoxLayout()
        self._notice.setContentsMargins(0, 0, 0, 0)
        self._pages = QStackedWidget()
        for page in (self.start, self.new, self.files, self.receive, self.outside):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._notice)
        column.addWidget(self._pages, 1)
        self._connect()
        self._show(self.start)
        self.start.load()

    @property
    def page(self) -> QWidget | None:
        """The page in sight."""
        return self._pages.currentWidget()

    def bar(self) -> Sequence[QWidget]:
        return (self._open, self._new)

    def panes(self) -> Sequence[QWidget]:
        page = self.page
        if isinstance(page, (StartPage, NewBundlePage, ReceivePage)):
            return page.panes()
        return (self._pages,)

    def shown(self, record: str = "") -> None:
        self._name()

    def changed(self, outcome: object) -> None:
        self.start.load()

    def back(self) -> None:
        if self.page is self.receive:
            self.receive.leave()
        elif self.page is not self.start:
            self.new.cancel()
            self.outside.cancel()
            self._home()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)

    def open(self, paths: Sequence[Path]) -> None:
        """Look into bundle files, or folders of them."""
        self._clear_notice()
        self._show(self.receive)
        self.receive.open(paths)

    def _declare(self, actions: Actions) -> None:
        add = partial(actions.add, screen=self)
        add("new_bundle", lambda: self._make([]), "Ctrl+N", "plus")
        add("open_bundle", self._choose, "Ctrl+O", "folder-open")
        add("disclose", self._disclose, icon="upload")
        add("save_bundle", self._save, "Ctrl+S", "save", in_palette=False)
        add("accept_bundle", lambda: self.receive.review.accept_all(), "Ctrl+Return", "check", in_palette=False)
        add("next_record", lambda: self.receive.review.step(1), "Alt+Down", in_palette=False)
        add("last_record", lambda: self.receive.review.step(-1), "Alt+Up", in_palette=False)

    def _connect(self) -> None:
        self.start.asked.connect(lambda device: self._make([device]))
        self.start.folder_asked.connect(self._choose_folder)
        self.start.planned.connect(self._know)
        self.new.saved.connect(partial(self._saved, outside=False))
        self.outside.saved.connect(partial(self._saved, outside=True))
        self.receive.taken.connect(self._taken)
        self.receive.turned.connect(self._name)
        for page in (self.new, self.files, self.receive, self.outside):
            page.left.connect(self._home)

    def _know(self, plan: Outgoing) -> None:
        self._plan = plan
        alone = "" if plan.shares else say("ui.bundles.no_team")
        nobody = "" if plan.recipients else say("ui.bundles.nobody")
        outside = "" if plan.lead else say("ui.bundles.lead_only")
        self._actions.find("new_bundle").set_reason(plan.refusal or alone or nobody)
        self._actions.find("disclose").set_reason(plan.refusal or alone or outside)

    def _home(self) -> None:
        self._show(self.start)
        self.start.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self, chosen: list[str]) -> None:
        self._clear_notice()
        self.new.show_plan(self._plan, chosen)
        self._show(self.new)
        self.new.take_keyboard()

    def _disclose(self) -> None:
        self._clear_notice()
        self.outside.show_plan(self._plan)
        self._show(self.outside)
        self.outside.take_keyboard()

    def _choose(self) -> None:
        start = str(Path.home())
        chosen, _ = QFileDialog.getOpenFileNames(self, say("ui.action.open_bundle"), start, f"*{SUFFIX}")
        if chosen:
            self.open([Path(name) for name in chosen])

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, say("ui.bundles.choose_folder"), str(Path.home()))
        if folder:
            self.open([Path(folder)])

    def _save(self) -> None:
        if self.page is self.new:
            self.new.save_files()

    def _saved(self, written: list[Written], outside: bool) -> None:
        self.files.show_files(written, outside)
        self._show(self.files)
        self.files.done.setFocus(Qt.FocusReason.OtherFocusReason)
        if outside:
            self.wrote.emit(None)
        else:
            self.start.load()

    def _taken(self, taken: Taken) -> None:
        self._home()
        self._clear_notice()
        action = say("ui.bundles.settle") if taken.conflicts else ""
        text = say("ui.bundles.taken_below", n=taken.conflicts) if taken.conflicts else ""
        counts = say("ui.bundles.taken", new=taken.new, changed=taken.changed)
        banner = Banner(counts, text, "ok", action, closable=True)
        banner.acted.connect(lambda: self.went.emit("conflicts", ""))
        self._notice.addWidget(banner)
        self.wrote.emit(None)

    def _clear_notice(self) -> None:
        clear(self._notice)

    def _show(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self._name()

    def _name(self) -> None:
        screen = say("ui.screen.bundles")
        titles = {self.new: "ui.bundles.title_new", self.files: "ui.bundles.title_saved", self.receive: "ui.bundles.title_open"}
        titles[self.outside] = "ui.bundles.title_outside"
        page = self.page
        if self.isVisible():
            for button in (self._open, self._new):
                button.setVisible(page is self.start)
        if page is self.start or page not in titles:
            self.set_place(screen)
        else:
            self.set_place(say(titles[page]), parent_place=screen)
