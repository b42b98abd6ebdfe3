"""The case: team agreements, proceedings, authorities and States, each a list, and the page of the one that is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.domain.records import Record
from jitdesk.domain.states import STATES as ALL_STATES
from jitdesk.kernel.words import say
from jitdesk.services import case_records, editing, erasing, rights, state_pages, states, tasks
from jitdesk.services.case_records import CasePage
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.state_pages import StatePage
from jitdesk.ui import labels
from jitdesk.ui.actions import Actions
from jitdesk.ui.erase_dialog import EraseDialog
from jitdesk.ui.jobs import Failure, Jobs
from jitdesk.ui.linked import LinkedNames
from jitdesk.ui.new_record import NewRecord
from jitdesk.ui.outcomes import touched
from jitdesk.ui.screens.case.correction import Correction
from jitdesk.ui.screens.case.head import CaseHead
from jitdesk.ui.screens.case.listing import CaseList
from jitdesk.ui.screens.case.record_page import RecordPage
from jitdesk.ui.screens.case.side import title
from jitdesk.ui.screens.case.state_page import StateOverview
from jitdesk.ui.screens.case.table import STATES, VIEWS
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.widgets.segments import Segments


class CaseScreen(Screen):
    """What stands around the requests of the team on one desk."""

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._actions = actions
        self._today = today
        self._open = ""  # the record in sight, or the code of the State
        self._reads = 0
        self._refusal = ""  # why this desk may not write where the whole team reads
        self._declare(actions)
        self.views = Segments([(view, say(f"ui.case.view_{view}")) for view in VIEWS], say("ui.case.views"))
        self.lists = {view: CaseList(view, desk, jobs, today) for view in VIEWS}
        self.records: dict[str, RecordPage] = {}
        self._names = LinkedNames(desk, jobs, self, today, self.wrote.emit)
        self.state = StateOverview()
        self.correction = Correction(today, self._names.links)
        self.head = CaseHead(actions)
        self._stack = QStackedWidget()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._place()
        self._learn_right()
        self.listed.begin()

    @property
    def listed(self) -> CaseList:
        """The list of the view that is chosen."""
        return self.lists[self.views.current]

    @property
    def page(self) -> QWidget | None:
        """The page that is open over the list, or None."""
        return None if self._pages.currentIndex() == 0 else self._pages.currentWidget()

    @property
    def record(self) -> RecordPage | None:
        """The page of a record, where that is in sight."""
        return self.page if isinstance(self.page, RecordPage) else None

    def bar(self) -> Sequence[QWidget]:
        return (self.head,)

    def panes(self) -> Sequence[QWidget]:
        if self.record is not None:
            return (self.record.form, self.record.side)
        if self.page is self.state:
            return (self.state.facts, self.state.side)
        return (self.correction,) if self.page is self.correction else (*self.listed.panes(), self.views)

    def shown(self, record: str = "") -> None:
        if record:
            self.open(record)
        elif self.page is not None:
            self._read_page()
        self._place()

    def changed(self, outcome: object) -> None:
        for shown in self.lists.values():
            shown.changed(outcome)
        if touched(outcome) is None:
            self._learn_right()
        if self.page not in (None, self.correction):
            self._read_page()

    def save(self) -> None:
        for page in self.records.values():
            page.commit()
            page.side.comment.send_all()
        for state, values in self.correction.drafts():
            self._jobs.write(partial(states.record, self._desk, state, values), self)

    def back(self) -> None:
        if self.page is self.correction:
            self.correction.commit()
            self._show_state(self.correction.state)
        elif self.page is not None:
            self.close_page()
        else:
            self.listed.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def open(self, id: str) -> None:
        """Open a record, or the State with this code."""
        if id in ALL_STATES:
            self._show_state(id)
        elif id:
            self._keep()
            self._open = id
            self._read_page()

    def close_page(self) -> None:
        """Go back to the list; what was typed is kept."""
        self._keep()
        left, self._open = self._open, ""
        self._pages.setCurrentIndex(0)
        self._place()
        self.listed.begin()
        self.listed.seek(left)
        self.listed.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _declare(self, actions: Actions) -> None:
        add = partial(actions.add, screen=self)
        add("new_case_record", self._begin, "Ctrl+N", "plus")
        add("filter_case", self._filter, "Ctrl+F", "list-filter")
        add("next_case_view", lambda: self._step(1), "Ctrl+Tab", in_palette=False)
        add("last_case_view", lambda: self._step(-1), "Ctrl+Shift+Tab", in_palette=False)
        add("archive_case_record", self._archive, "Ctrl+Shift+Del", "trash-2")
        add("erase_case_record", self._ask_erase, icon="trash-2")
        for view in VIEWS:
            words = say("ui.nav.go_to", screen=say(f"ui.case.view_{view}"))
            add(f"case_{view}", partial(self.turn_to, view), icon="scale", words=words)

    def _lay_out(self) -> None:
        for listed in self.lists.values():
            self._stack.addWidget(listed)
        lists = QWidget()
        column = QVBoxLayout(lists)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        views = QHBoxLayout()
        views.setContentsMargins(20, 0, 20, 0)
        views.addWidget(self.views)
        column.addLayout(views)
        column.addWidget(self._stack, 1)
        for page in (lists, self.state, self.correction):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _connect(self) -> None:
        self.views.chosen.connect(self._turn)
        for listed in self.lists.values():
            listed.table.opened.connect(self.open)
            listed.table.chosen.connect(lambda id: self._say_right())
            listed.table.typed.connect(self._letter)
            listed.filter.returnPressed.connect(self.back)
            listed.began.connect(self._begin)
        self.state.correcting.connect(lambda fact: self._correct(self._open, fact))
        self.state.archived.connect(lambda id: self._edit(id, "archived", True))
        self.state.opened.connect(self.open)
        self.state.settling.connect(lambda id: self.went.emit("conflicts", id))
        self.correction.asked.connect(self._record)
        self.correction.opened.connect(self.open)
        self.correction.left.connect(self.back)

    # -- what is shown

    def _turn(self, view: str) -> None:
        focus = QApplication.focusWidget()
        within = focus is not None and self._stack.isAncestorOf(focus)
        self._stack.setCurrentWidget(self.lists[view])
        if within:  # else Qt gives the keyboard to whatever comes next
            self.listed.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.listed.begin()
        self._place()

    def turn_to(self, view: str) -> None:
        """Show one of VIEWS."""
        if self.page is not None:
            self.close_page()
        self.views.choose(view)
        self.listed.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _step(self, by: int) -> None:
        if self.page is None:
            self.views.step(by)
            self.listed.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _filter(self) -> None:
        if self.page is not None:
            self.close_page()
        self.listed.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _letter(self, letter: str) -> None:
        self._actions.find({"n": "new_case_record", "/": "filter_case"}[letter]).trigger()

    def _show_state(self, state: str) -> None:
        self._keep()
        self._open = state
        self._read_page()

    def _read_page(self) -> None:
        if self._open:
            self._reads += 1
            read = state_pages.page if self._open in ALL_STATES else case_records.page
            self._jobs.read(partial(read, self._desk, self._open), self, partial(self._show_page, self._reads), self._gone)

    def _show_page(self, number: int, page: CasePage | StatePage) -> None:
        if number != self._reads or not self._open:
            return
        arriving = self._pages.currentWidget()
        if isinstance(page, StatePage):
            self.views.choose(STATES)
            self._names.know(Record("", "", ""), page.names)
            self.state.show_page(page)
            self._pages.setCurrentWidget(self.state)
        else:
            self.views.choose(page.record.kind)
            shown = self._page_of(page.record.kind)
            shown.show_page(page)
            self._pages.setCurrentWidget(shown)
        self._place()
        if self._pages.currentWidget() is not arriving and self.isVisible():
            self._take_keyboard()

    def _take_keyboard(self) -> None:
        if self.record is not None:
            self.record.focus_field()
        elif self.page is self.state:
            self.state.take_keyboard()

    def _page_of(self, kind: str) -> RecordPage:
        """The page of a kind, made when it is first needed."""
        if kind not in self.records:
            page = self.records[kind] = RecordPage(kind, self._today)
            page.edited.connect(self._edit)
            page.commented.connect(self._comment)
            page.opened.connect(self.went)
            page.settling.connect(lambda: self.went.emit("conflicts", self._open))
            self._pages.addWidget(page)
        return self.records[kind]

    def _gone(self, failure: Failure) -> None:
        if self.page is not None:
            self.close_page()
        self._open = ""
        self._jobs.failed.emit(failure)

    def _place(self) -> None:
        """Name the place in the top bar, and say what can be done here."""
        record, parent = self.record, say("ui.screen.case")
        if record is not None and record.record is not None:
            self.set_place(title(record.record), "", parent)
        elif self.page is not None:
            below = say("ui.case.correction" if self.page is self.correction else "ui.case.state")
            self.set_place(labels.state(self._open), below, parent)
        else:
            self.set_place(parent)
        self.head.show_page(record is not None, self.page is None or self.page is self.state)
        self._say_right()

    def _say_right(self) -> None:
        new = self._actions.find("new_case_record")
        state = self._state_meant()
        correcting = self.page is self.correction
        new.set_words(say("ui.case.new_states") if self.views.current == STATES else say(f"ui.case.new_{self.views.current}"))
        no_state = say("ui.case.choose_state") if self.views.current == STATES and not state else ""
        new.set_reason(self._refusal or (say("ui.case.correcting") if correcting else "") or no_state)
        self.head.new.set_label(new.words)
        page = self.record.page if self.record is not None else None
        closed = "" if page is not None else say("ui.case.open_first")
        archived = bool(page and page.record.get("archived"))
        archive, erase = self._actions.find("archive_case_record"), self._actions.find("erase_case_record")
        archive.set_words(say("ui.case.restore" if archived else "ui.action.archive_case_record"))
        archive.set_reason(closed or (page.refusal if page else ""))
        erase.set_reason(closed or (page.refusal if page else "") or ("" if page and page.keeper else say("ui.case.keeper_only")))
        for id in ("next_case_view", "last_case_view"):
            self._actions.find(id).set_reason("" if self.page is None else say("ui.case.close_first"))

    def _state_meant(self) -> str:
        """The State that is open, or that is chosen in the list."""
        if self.page in (self.state, self.correction):
            return self._open
        return self.lists[STATES].table.current_id() if self.views.current == STATES and self.page is None else ""

    def _learn_right(self) -> None:
        self._jobs.read(partial(rights.refusal, self._desk), self, self._learnt)

    def _learnt(self, refusal: str) -> None:
        self._refusal = refusal
        self._say_right()

    # -- what is written

    def _keep(self) -> None:
        """Have what is being typed kept."""
        if self.record is not None:
            self.record.commit()
        self.correction.commit()

    def _begin(self) -> None:
        if self.views.current == STATES:
            self._correct(self._state_meant(), None)
            return
        dialog = NewRecord(self, self._desk, self._jobs, self.views.current, self._today)
        dialog.made.connect(lambda outcome, called: self._made(outcome))
        dialog.show()

    def _made(self, outcome: Outcome) -> None:
        self.wrote.emit(outcome)
        self.open(outcome.ids[0])

    def _correct(self, state: str, fact: object) -> None:
        if state:
            self._open = state
            self._pages.setCurrentWidget(self.correction)
            self.correction.begin(state, fact if isinstance(fact, states.Fact) else None)
            self._place()

    def _record(self, state: str, values: dict[str, object]) -> None:
        record = partial(states.record, self._desk, state, values)
        self._jobs.write(record, self, partial(self._recorded, state), lambda failure: self.correction.refuse(failure.text))

    def _recorded(self, state: str, outcome: Outcome) -> None:
        self.correction.recorded(state)
        self.wrote.emit(outcome)
        self._show_state(state)

    def _edit(self, id: str, name: str, value: object) -> None:
        change = partial(editing.change, self._desk, id, {name: value})
        self._jobs.write(change, self, self.wrote.emit, lambda failure: self._refused(id, name, failure))

    def _refused(self, id: str, name: str, failure: Failure) -> None:
        if self.record is None or not self.record.refuse(id, name, failure.text):
            self._jobs.failed.emit(failure)

    def _comment(self, id: str, text: str) -> None:
        note = partial(tasks.comment, self._desk, id, text)
        self._jobs.write(note, self, self.wrote.emit, lambda failure: self._not_commented(id, text, failure))

    def _not_commented(self, id: str, text: str, failure: Failure) -> None:
        for page in self.records.values():
            if page.record is not None and page.record.reference == id:
                page.side.comment.put_back(id, text)
        self._jobs.failed.emit(failure)

    def _archive(self) -> None:
        if self.record is not None and self.record.record is not None:
            self.record.commit()
            self._edit(self.record.record.reference, "archived", not self.record.record.get("archived"))

    def _ask_erase(self) -> None:
        if self.record is not None and self.record.record is not None:
            self.record.commit()
            record = self.record.record
            self._jobs.read(partial(erasing.family, self._desk, record.reference), self, partial(self._show_erase, record))

    def _show_erase(self, record: Record, those: list[str]) -> None:
        words = say("ui.case.erase_title", name=title(record))
        whole, alone = say("ui.case.erase_whole", n=len(those)), say("ui.case.erase_alone") if len(those) > 1 else ""
        dialog = EraseDialog(self, words, record, those, whole, alone, say("ui.case.erase_milder"), "case")
        dialog.ordered.connect(self.lent)
        dialog.show()
