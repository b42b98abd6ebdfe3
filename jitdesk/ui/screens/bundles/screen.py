"""Bundles: the start page, a new bundle, a bundle that came in, a disclosure to the outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services.desk import Desk
from jitdesk.services.exporting import SUFFIX, Written
from jitdesk.services.outgoing import Outgoing
from jitdesk.services.previewing import Taken
from jitdesk.ui.actions import Actions
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.bundles.disclose import DisclosePage
from jitdesk.ui.screens.bundles.given import GivenPage
from jitdesk.ui.screens.bundles.imports import ImportsPage
from jitdesk.ui.screens.bundles.mailbox import Mailbox
from jitdesk.ui.screens.bundles.make import NewBundlePage, SavedPage
from jitdesk.ui.screens.bundles.receive import ReceivePage
from jitdesk.ui.screens.bundles.report import ReportPage
from jitdesk.ui.screens.bundles.start import StartPage
from jitdesk.ui.screens.bundles.waiting import WaitingPage
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.widgets.buttons import Button, Rank
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.segments import Segments

TABS = ("start", "waiting", "imports", "given")


class _TabLine(QWidget):
    """The tabs with the line below them."""

    def __init__(self, tabs: Segments) -> None:
        super().__init__()
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(20, 0, 20, 0)
        row.addWidget(tabs)
        column.addLayout(row)
        column.addWidget(rule)


class BundlesScreen(Screen):
    """What goes out to the others, and what comes in from them."""

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._plan = Outgoing((), (), False, "")
        self._actions = actions
        self.mailbox = Mailbox(self, desk, jobs)
        self._declare(actions)
        self.tabs = Segments([(tab, say(f"ui.bundles.tab_{tab}")) for tab in TABS], say("ui.bundles.tabs"), underlined=True)
        self.start = StartPage(desk, jobs, actions, today)
        self.waiting = WaitingPage(desk, jobs, actions, today)
        self.imports = ImportsPage(desk, jobs, actions, today)
        self.given = GivenPage(desk, jobs, actions, today)
        self.report = ReportPage(desk, jobs, today)
        self._tabbed = dict(zip(TABS, (self.start, self.waiting, self.imports, self.given), strict=True))
        self.new = NewBundlePage(desk, jobs, actions)
        self.files = SavedPage()
        self.receive = ReceivePage(desk, jobs, actions, today)
        self.outside = DisclosePage(desk, jobs)
        self._open = actions.button("open_bundle", Button(say("ui.action.open_bundle"), icon="folder-open"))
        self._new = actions.button("new_bundle", Button(say("ui.action.new_bundle"), Rank.PRIMARY, "plus"))
        self._notice = QVBoxLayout()
        self._notice.setContentsMargins(0, 0, 0, 0)
        self._pages = QStackedWidget()
        for page in (*self._tabbed.values(), self.report, self.new, self.files, self.receive, self.outside):
            self._pages.addWidget(page)
        self._tabs = _TabLine(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tabs)
        column.addLayout(self._notice)
        column.addWidget(self._pages, 1)
        self._connect()
        self._show(self.start)
        self._load()

    @property
    def page(self) -> QWidget | None:
        """The page in sight."""
        return self._pages.currentWidget()

    def bar(self) -> Sequence[QWidget]:
        return (self._open, self._new)

    def panes(self) -> Sequence[QWidget]:
        page = self.page
        if isinstance(page, (StartPage, WaitingPage, GivenPage, ReportPage, NewBundlePage, ReceivePage)):
            return (*page.panes(), self.tabs) if page in self._tabbed.values() else page.panes()
        return (self.imports, self.tabs) if page is self.imports else (self._pages,)

    def shown(self, record: str = "") -> None:
        if record in TABS:
            self.turn(record)
        self._name()

    def changed(self, outcome: object) -> None:
        self._load()

    def turn(self, tab: str) -> None:
        """Go to a tab and give it the keyboard."""
        self._clear_notice()
        self.tabs.choose(tab)
        self._show(self._tabbed[tab])
        self._take_keyboard()

    def back(self) -> None:
        page = self.page
        if page is self.receive:
            self.receive.leave()
        elif isinstance(page, (WaitingPage, GivenPage)):
            page.close_detail()
            page.take_keyboard()
        elif page not in self._tabbed.values():
            self.new.cancel()
            self.outside.cancel()
            self._home()

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
        for tab, icon in zip(TABS, ("package", "hourglass", "history", "upload"), strict=True):
            add(f"bundles_{tab}", partial(self.turn, tab), icon=icon)
        add("next_bundles_tab", lambda: self._step(1), "Ctrl+Tab", in_palette=False)
        add("last_bundles_tab", lambda: self._step(-1), "Ctrl+Shift+Tab", in_palette=False)
        add("accept_waiting", lambda: self.waiting.accept(), icon="check")
        add("refuse_waiting", lambda: self.waiting.refuse(), icon="ban")
        add("undo_import", lambda: self.imports.ask_undo(), icon="undo-2")
        add("visit_mailbox", self.mailbox.visit, icon="refresh-cw")
        add("other_mailbox", self.mailbox.ask, icon="folder-open")
        add("save_given", lambda: self.given.save_table(), icon="download")
        add("save_bundle", self._save, "Ctrl+S", "save", in_palette=False)
        add("accept_bundle", lambda: self.receive.review.accept_all(), "Ctrl+Return", "check")
        add("accept_ticked", lambda: self.receive.review.accept_ticked(), "Ctrl+Shift+Return", "square-check")
        add("refuse_bundle", lambda: self.receive.review.refuse(), icon="ban")
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
        for page in (self.new, self.files, self.receive, self.outside, self.report):
            page.left.connect(self._home)
        self.tabs.chosen.connect(self._turned)
        self.waiting.settled.connect(self._tell)
        self.waiting.counted.connect(partial(self.tabs.set_count, "waiting"))
        self.waiting.lent.connect(self.lent)
        self.imports.opened.connect(self._open_report)
        self.imports.undone.connect(self._undone)
        self.mailbox.visited.connect(self._visited)
        self.mailbox.known.connect(self.start.show_mailbox)
        self.given.told.connect(self._say)

    def _know(self, plan: Outgoing) -> None:
        self._plan = plan
        alone = "" if plan.shares else say("ui.bundles.no_team")
        nobody = "" if plan.recipients else say("ui.bundles.nobody")
        outside = "" if plan.lead else say("ui.bundles.lead_only")
        self._actions.find("new_bundle").set_reason(plan.refusal or alone or nobody)
        self._actions.find("disclose").set_reason(plan.refusal or alone or outside)

    def _load(self) -> None:
        for page in (self.start, self.waiting, self.imports, self.given):
            page.load()

    def _home(self) -> None:
        """Back to the tab that was left; a bundle begins and ends on the first."""
        tab = "imports" if self.page is self.report else "start"
        self.tabs.choose(tab)
        self._show(self._tabbed[tab])
        self._take_keyboard()

    def _take_keyboard(self) -> None:
        page = self.page
        if isinstance(page, (WaitingPage, ImportsPage, GivenPage)):
            page.take_keyboard()
        elif page is self.start:
            self.start.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turned(self, tab: str) -> None:
        self._show(self._tabbed[tab])

    def _step(self, by: int) -> None:
        if self.page in self._tabbed.values():
            self.tabs.step(by)
            self._take_keyboard()

    def _open_report(self, number: int) -> None:
        self._clear_notice()
        self.report.open(number)
        self._show(self.report)
        self.report.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _visited(self, files: list[Path], sentence: str, tone: str) -> None:
        """Say what became of a visit to a mailbox, and look into what arrived."""
        if files:
            self.open(files)
        self._notify(Banner(sentence, tone=tone, closable=True))
        if tone != "danger":
            self._load()

    def _say(self, sentence: str, tone: str) -> None:
        self._notify(Banner(sentence, tone=tone, closable=True))

    def _tell(self, sentence: str) -> None:
        """Something was decided: say what it did, and let every screen see to its rows."""
        self._notify(Banner(sentence, tone="ok", closable=True))
        self.wrote.emit(None)

    def _undone(self, sentence: str) -> None:
        banner = Banner(sentence, tone="ok", action=say("ui.bundles.show_waiting"), closable=True)
        banner.acted.connect(self._show_waiting)
        self._notify(banner)
        self.wrote.emit(None)

    def _show_waiting(self) -> None:
        self.turn("waiting")

    def _notify(self, banner: Banner) -> None:
        self._clear_notice()
        self._notice.addWidget(banner)

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
        if taken.refused and not (taken.new or taken.changed):
            self._undone(say("ui.bundles.taken_nothing"))
            return
        action = say("ui.bundles.settle") if taken.conflicts else say("ui.bundles.show_waiting") if taken.waiting else ""
        told = [say("ui.bundles.taken_below", n=taken.conflicts)] if taken.conflicts else []
        told += [say("ui.bundles.taken_waiting", n=taken.waiting)] if taken.waiting else []
        counts = say("ui.bundles.taken", new=taken.new, changed=taken.changed)
        banner = Banner(counts, " ".join(told), "ok", action, closable=True)
        banner.acted.connect(self._go_settle if taken.conflicts else self._show_waiting)
        self._notify(banner)
        self.wrote.emit(None)

    def _go_settle(self) -> None:
        self.went.emit("conflicts", "")

    def _clear_notice(self) -> None:
        clear(self._notice)

    def _show(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self._name()

    def _name(self) -> None:
        screen = say("ui.screen.bundles")
        titles = {self.new: "ui.bundles.title_new", self.files: "ui.bundles.title_saved", self.receive: "ui.bundles.title_open"}
        titles |= {self.outside: "ui.bundles.title_outside", self.report: "ui.bundles.title_report"}
        page = self.page
        tabbed = page in self._tabbed.values()
        self._tabs.setVisible(tabbed)
        if self.isVisible():
            for button in (self._open, self._new):
                button.setVisible(tabbed)
        if page not in titles:
            self.set_place(screen)
        else:
            self.set_place(say(titles[page]), parent_place=screen)
