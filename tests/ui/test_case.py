"""The screen of the case on real desks, as a person uses it: lists, pages, what a source says of a State, links from a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.domain.fields import COMMON
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services import editing, importing, reading, states, tasks, team
from jitdesk.services.desk import Desk
from jitdesk.ui import finding
from jitdesk.ui.erase_dialog import EraseDialog
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.new_record import NewRecord
from jitdesk.ui.screens.case import CaseScreen
from jitdesk.ui.screens.case.arrangement import fields
from jitdesk.ui.screens.requests import RequestsScreen
from jitdesk.ui.shell import Entry, Person, Shell
from jitdesk.ui.widgets.buttons import Button
from jitdesk.ui.widgets.chips import Tag
from jitdesk.ui.widgets.marks import MarksEditor
from tests.services import sava
from tests.ui.case import bare
from tests.ui.opening import dialog, do, focused, put_up, words_of

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TODAY = date(2026, 11, 18)
AGREEMENT: dict[str, Any] = {"title": "JIT Sava River", "parties": ["SVN", "UKR"], "valid_from": "2025-02-03", "valid_until": "2026-11-01"}
NUMBER = "Kp 417/2026"
MINISTRY, COURT = "Ministry of Justice", "District Court of Novi Breg"


@pytest.fixture
def ids(mara: Desk) -> dict[str, str]:
    """An agreement that has expired, proceedings, two authorities and a request; their ids by what people call them."""
    agreement = editing.add(mara, "agreement", [AGREEMENT]).ids[0]
    proceeding = editing.add(mara, "proceeding", [{"number": NUMBER, "state": "SVN", "authority": COURT, "stage": "trial"}]).ids[0]
    ministry = {"name": MINISTRY, "state": "UKR", "functions": ["central"], "source": "A circular", "as_of": "2026-11-01"}
    authorities = editing.add(mara, "authority", [ministry, {"name": COURT, "state": "SVN"}]).ids
    request = {"reference": "JIT-SR/2026/014", "requested_state": "LVA", "jit": agreement, "requested_authority_record": authorities[0]}
    made = editing.add(mara, "request", [request]).ids[0]
    return {"agreement": agreement, NUMBER: proceeding, MINISTRY: authorities[0], COURT: authorities[1], "request": made}


Opened = tuple[Shell, CaseScreen]
Open = Callable[[Desk], Opened]


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> Open:
    """Opens the screen on a desk, in a shell, beside the requests."""

    def opened(desk: Desk) -> Opened:
        entries = [
            Entry("case", "scale", lambda actions: CaseScreen(desk, jobs, actions, lambda: TODAY)),
            Entry("requests", "file-text", lambda actions: RequestsScreen(desk, jobs, actions, lambda: TODAY)),
        ]
        shell = Shell(Person("JIT Sava River", desk.card.member, ""), entries, jobs)
        put_up(qtbot, shell)
        screen = shell.screen_shown
        assert isinstance(screen, CaseScreen)
        qtbot.waitUntil(lambda: not jobs.busy)
        return shell, screen

    return opened


@pytest.fixture
def at(mara: Desk, ids: dict[str, str], window: Open) -> Opened:
    """The screen on Mara's desk."""
    return window(mara)


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(focused(), key, modifier)


def activate(qtbot: QtBot, window: QWidget) -> None:
    """Make a window the active one again, as a system does when a list or a dialog over it closes."""

    def active() -> bool:
        window.activateWindow()
        return window.isActiveWindow()

    qtbot.waitUntil(active)


def write(qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(focused(), text)


def rows(screen: CaseScreen) -> list[list[str]]:
    """The list in sight as it is read aloud."""
    model = screen.listed.model
    role = Qt.ItemDataRole.AccessibleTextRole
    return [[str(model.index(row, column).data(role)) for column in range(model.columnCount())] for row in range(model.rowCount())]


def go_to(qtbot: QtBot, jobs: Jobs, screen: CaseScreen, id: str) -> None:
    screen.shown(id)
    qtbot.waitUntil(lambda: screen.page is not None and bare(screen._open) == id and not jobs.busy)


def editor(screen: CaseScreen, name: str) -> Any:
    assert screen.record is not None
    screen.record.focus_field(name)
    return screen.record.form.editor_of(name)


def reason(shell: Shell, action: str) -> str:
    return shell.actions_known.find(action).reason


def test_every_field_of_every_kind_stands_on_its_page_once() -> None:
    for kind in ("agreement", "proceeding", "authority", "state_profile"):
        everywhere = {field.name for field in COMMON}
        own = {field.name for field in KINDS[kind].fields} - everywhere - ({"state"} if kind == "state_profile" else set())
        assert sorted(fields(kind)) == sorted(own)


def test_each_list_says_what_matters_and_is_filtered_while_one_types(qtbot: QtBot, jobs: Jobs, at: Opened) -> None:
    shell, screen = at
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(listed.model, mode) for listed in screen.lists.values()]
    assert rows(screen) == [["JIT Sava River", "Slovenia, Ukraine", "3 Feb 2025", "1 Nov", "Expired 8 open"]]
    assert focused() is screen.listed.table
    press(qtbot, Qt.Key.Key_Tab, CTRL)
    qtbot.waitUntil(lambda: bool(rows(screen)) and not jobs.busy)
    assert rows(screen) == [[NUMBER, "Slovenia", COURT, "Trial", "", "1 open"]]
    press(qtbot, Qt.Key.Key_Tab, CTRL)
    qtbot.waitUntil(lambda: len(rows(screen)) == 2 and not jobs.busy)
    assert rows(screen)[0] == [COURT, "Slovenia", "", "", "No source 1 open"]
    assert rows(screen)[1] == [MINISTRY, "Ukraine", "Central authority", "1 Nov", "1 open"]
    press(qtbot, Qt.Key.Key_Slash)
    write(qtbot, "ukr")
    qtbot.waitUntil(lambda: [row[0] for row in rows(screen)] == [MINISTRY])
    write(qtbot, "x")
    qtbot.waitUntil(lambda: not screen.listed.table.isVisible() and not jobs.busy)
    assert say("ui.case.no_hit") in words_of(screen)
    do(shell, "case_states")
    qtbot.waitUntil(lambda: bool(rows(screen)) and not jobs.busy)
    assert [row[:2] for row in rows(screen)[:4]] == [
        ["Latvia", "1 request"],
        ["Slovenia", "Party to the team"],
        ["Ukraine", "Party to the team"],
        ["Afghanistan", ""],
    ]
    assert "to be confirmed" in rows(screen)[0][4]
    for tester in testers:
        tester.deleteLater()


def test_a_page_opens_by_enter_keeps_what_is_typed_and_leads_back(
    qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str], at: Opened
) -> None:
    shell, screen = at
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.record is not None and not jobs.busy)
    assert (shell.top.title(), screen.parent_place) == ("JIT Sava River", "Case")
    assert "It expired on Sun 1 November 2026." in words_of(screen)
    assert "Team" in words_of(screen.record.side)  # type: ignore[union-attr]
    lead = next(button for button in screen.findChildren(Button) if button.isVisible() and button.text() == "Legal basis")
    qtbot.mouseClick(lead, Qt.MouseButton.LeftButton)
    write(qtbot, "LHC Article 41")
    press(qtbot, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: reading.show(mara, ids["agreement"]).get("legal_basis") == "LHC Article 41")
    qtbot.waitUntil(lambda: screen.record is not None and "legal_basis" not in (screen.record.page or {}).open)  # type: ignore[union-attr]
    editor(screen, "valid_until")
    focused().selectAll()  # type: ignore[attr-defined]
    write(qtbot, "2027-12-31")
    press(qtbot, Qt.Key.Key_Escape)
    assert screen.page is None
    assert focused() is screen.listed.table
    qtbot.waitUntil(lambda: rows(screen) == [["JIT Sava River", "Slovenia, Ukraine", "3 Feb 2025", "31 Dec 2027", "7 open"]])


def test_rows_are_written_and_what_is_being_typed_is_not_lost_by_locking(
    qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str], at: Opened
) -> None:
    shell, screen = at
    go_to(qtbot, jobs, screen, ids["agreement"])
    leaders = editor(screen, "leaders")
    qtbot.mouseClick(leaders.add_button, Qt.MouseButton.LeftButton)
    write(qtbot, "Mirjam Vidmar")
    assert screen.record is not None
    screen.record.side.comment.text.setFocus()
    write(qtbot, "The annex is still to come.")
    with qtbot.waitSignal(shell.locked):
        press(qtbot, Qt.Key.Key_L, CTRL)
    assert reading.show(mara, ids["agreement"]).get("leaders") == [{"name": "Mirjam Vidmar"}]
    assert [comment.text for comment in tasks.comments(mara, ids["agreement"])] == ["The annex is still to come."]


def test_a_new_record_asks_for_its_name_only(qtbot: QtBot, jobs: Jobs, mara: Desk, at: Opened) -> None:
    shell, screen = at
    do(shell, "case_proceeding")
    press(qtbot, Qt.Key.Key_N, CTRL)
    asked = dialog(NewRecord)
    assert isinstance(asked, NewRecord)
    activate(qtbot, asked)
    press(qtbot, Qt.Key.Key_Return)
    assert "Give the proceedings their number." in asked.refusal.text()
    write(qtbot, "12-VP-2026")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.record is not None and not jobs.busy)
    assert shell.top.title() == "12-VP-2026"
    activate(qtbot, shell)
    press(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: [row[0] for row in rows(screen)] == ["12-VP-2026", NUMBER] and not jobs.busy)
    qtbot.waitUntil(lambda: rows(screen)[screen.listed.table.currentIndex().row()][0] == "12-VP-2026")


def test_an_archived_record_leaves_its_list_and_can_be_restored_from_its_page(
    qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str], at: Opened
) -> None:
    shell, screen = at
    assert reason(shell, "archive_case_record") == say("ui.case.open_first")
    go_to(qtbot, jobs, screen, ids[COURT])
    press(qtbot, Qt.Key.Key_Delete, CTRL | SHIFT)
    qtbot.waitUntil(lambda: bool(reading.show(mara, ids[COURT]).get("archived")) and not jobs.busy)
    qtbot.waitUntil(lambda: say("ui.case.archived") in words_of(screen) and not jobs.busy)
    assert editor(screen, "name").line.isReadOnly()
    assert shell.actions_known.find("archive_case_record").words == "Restore"
    do(shell, "archive_case_record")
    qtbot.waitUntil(lambda: not reading.show(mara, ids[COURT]).get("archived") and not jobs.busy)
    assert say("ui.case.archived") not in words_of(screen)


def test_erasure_is_ordered_with_a_reason_and_names_the_comments_too(
    qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str], at: Opened
) -> None:
    shell, screen = at
    tasks.comment(mara, ids[COURT], "Closed since 2025.")
    go_to(qtbot, jobs, screen, ids[COURT])
    do(shell, "erase_case_record")
    qtbot.waitUntil(lambda: not jobs.busy)
    asked = dialog(EraseDialog)
    assert isinstance(asked, EraseDialog)
    assert asked.what.currentText() == "The record and the comments on it: 2 records"
    write(qtbot, "Recorded twice")
    with qtbot.waitSignal(shell.lent) as lent:
        qtbot.keyClick(asked.go_on, Qt.Key.Key_Return)
    assert lent.args is not None
    loan = lent.args[0]
    assert (loan.job, loan.arguments["reason"], loan.arguments["number"]) == ("erase", "Recorded twice", 2)
    assert reading.show(mara, loan.arguments["references"][0]).id == ids[COURT]


def test_what_rests_on_a_record_and_its_history_lead_on(qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str], at: Opened) -> None:
    shell, screen = at
    editing.change(mara, ids["agreement"], {"media": "One voice"})
    go_to(qtbot, jobs, screen, ids["agreement"])
    assert screen.record is not None
    side = screen.record.side
    side._fold.line.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert "Contact with the media: One voice" in words_of(side)
    [tag] = [tag for tag in side.findChildren(Tag) if tag.isVisible()]
    tag.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.top.title() == "JIT-SR/2026/014" and not jobs.busy)


def test_a_conflict_is_marked_and_leads_to_where_it_is_settled(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, ids: dict[str, str], window: Open
) -> None:
    sava.send(mara, olena, "first")
    editing.change(mara, ids[NUMBER], {"stage": "appeal"})
    editing.change(olena, ids[NUMBER], {"stage": "enforcement"})
    sava.send(olena, mara, "second")
    _, screen = window(mara)
    go_to(qtbot, jobs, screen, ids[NUMBER])
    assert "1 field holds two values: settle it." in words_of(screen)
    went: list[tuple[str, str]] = []
    screen.went.disconnect()
    screen.went.connect(lambda place, record: went.append((place, bare(record))))
    settle = next(button for button in screen.findChildren(Button) if button.isVisible() and button.text() == say("ui.form.settle"))
    qtbot.mouseClick(settle, Qt.MouseButton.LeftButton)
    assert went == [("conflicts", ids[NUMBER])]


def test_a_state_s_page_says_of_each_fact_where_it_was_read_and_what_is_doubtful(qtbot: QtBot, jobs: Jobs, at: Opened) -> None:
    shell, screen = at
    go_to(qtbot, jobs, screen, "LVA")
    assert (shell.top.title(), screen.subtitle) == ("Latvia", say("ui.case.state"))
    told = {line.accessibleName() for line in screen.state.facts.lines}
    signed = next(words for words in told if "Convention: Signed" in words)
    assert signed.startswith("Ljubljana-The Hague Convention: Signed: 10 Feb 2025. as of 22 Nov 2026 · Dutch treaty database")
    assert any("to be confirmed" in words for words in told)
    assert any(words.startswith("Languages: Latvian.") and "for Ljubljana-The Hague Convention only" in words for words in told)
    assert "1 request" in words_of(screen.state.side)


def test_what_a_source_says_becomes_a_record_with_source_and_day(qtbot: QtBot, jobs: Jobs, mara: Desk, at: Opened) -> None:
    shell, screen = at
    go_to(qtbot, jobs, screen, "LVA")
    line = next(line for line in screen.state.facts.lines if line.fact.field == "languages")
    qtbot.mouseClick(line.button, Qt.MouseButton.LeftButton)
    form = screen.correction.form
    languages = form.editor_of("languages")
    assert isinstance(languages, MarksEditor)
    assert languages.value() == ["lv"]
    assert form.editor_of("source").isAncestorOf(focused())
    languages.line.setFocus()
    write(qtbot, "English")
    press(qtbot, Qt.Key.Key_Return)
    activate(qtbot, shell)
    qtbot.mouseClick(screen.correction.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "needs its source" in screen.correction.refusal.text())
    assert reading.listed(mara, "state_profile") == []
    press(qtbot, Qt.Key.Key_Escape)  # what was begun is not lost, also not by a look at another State
    go_to(qtbot, jobs, screen, "UKR")
    press(qtbot, Qt.Key.Key_N, CTRL)
    assert languages.value() == []
    go_to(qtbot, jobs, screen, "LVA")
    press(qtbot, Qt.Key.Key_N, CTRL)
    assert languages.value() == ["lv", "en"]
    write(qtbot, "Letter of the Ministry of Justice")
    qtbot.mouseClick(screen.correction.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.page is screen.state and not jobs.busy)
    [fact] = states.profile(mara, "LVA").of("languages")
    assert (fact.value, fact.as_of, fact.source, fact.confidence) == (
        ["lv", "en"],
        "2026-11-18",
        "Letter of the Ministry of Justice",
        "team",
    )
    told = next(line for line in screen.state.facts.lines if line.fact.field == "languages").accessibleName()
    assert told.startswith("Languages: Latvian, English. as of 18 Nov 2026 · Letter of the Ministry of Justice")
    archive = next(button for button in screen.state.side.findChildren(Button) if button.text() == say("ui.form.archive"))
    qtbot.mouseClick(archive, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: states.profile(mara, "LVA").of("languages")[0].value == ["lv"] and not jobs.busy)


def test_what_was_begun_about_a_state_is_recorded_when_the_desk_is_locked(qtbot: QtBot, jobs: Jobs, mara: Desk, at: Opened) -> None:
    shell, screen = at
    go_to(qtbot, jobs, screen, "TUV")
    assert say("state_profile.empty") in words_of(screen)
    press(qtbot, Qt.Key.Key_N, CTRL)
    write(qtbot, "A call with the contact point")
    screen.correction.form.reveal("usual_weeks")
    screen.correction.form.editor_of("usual_weeks").setFocus()
    write(qtbot, "9")
    with qtbot.waitSignal(shell.locked):
        press(qtbot, Qt.Key.Key_L, CTRL)
    assert [(fact.value, fact.source) for fact in states.profile(mara, "TUV").facts] == [(9, "A call with the contact point")]


def test_an_observer_reads_and_is_told_why_nothing_can_be_written(qtbot: QtBot, jobs: Jobs, two: dict[str, Desk], window: Open) -> None:
    mara, ibrahim = two["mara"], two["ibrahim"]
    sava.admit(mara, ibrahim, "observer")
    [id] = editing.add(mara, "agreement", [AGREEMENT]).ids
    importing.accept(ibrahim, [w.path for w in sava.post(mara, "to the observer", ibrahim)], trust=team.fingerprint(mara))
    shell, screen = window(ibrahim)
    observer = "You are an observer of this team: observers read, and do not write."
    assert reason(shell, "new_case_record") == observer
    go_to(qtbot, jobs, screen, id)
    assert observer in words_of(screen)
    assert reason(shell, "archive_case_record") == reason(shell, "erase_case_record") == observer
    write(qtbot, "x")
    press(qtbot, Qt.Key.Key_Tab)
    go_to(qtbot, jobs, screen, "LVA")
    assert screen.state.facts.lines[0].button.reason == observer
    assert reading.show(ibrahim, id).get("title") == AGREEMENT["title"]


def test_the_palette_finds_records_of_the_case_by_their_names(jobs: Jobs, mara: Desk, ids: dict[str, str], at: Opened) -> None:
    shell, _ = at
    found = {place.text: place.detail for words in ("minist", "kp 417", "sava") for place in finding.search(mara, shell.go, words)}
    assert found[MINISTRY] == "Authority"
    assert found[NUMBER] == "Proceedings"
    assert found["JIT Sava River"] == "Team agreement"


# -- from a request -----------------------------------------------------------------------------------------------------------------------
def link_of(qtbot: QtBot, jobs: Jobs, shell: Shell, request: str, name: str) -> MarksEditor:
    """The editor of a link of the request, its part gone to."""
    shell.go("requests", request)
    screen = shell.screen_shown
    assert isinstance(screen, RequestsScreen)
    qtbot.waitUntil(lambda: screen.editing and not jobs.busy)
    screen.editor.edit_field(name)
    part = screen.editor.part
    assert part is not None
    assert part.form is not None
    found = part.form.editor_of(name)
    assert isinstance(found, MarksEditor)
    return found


@pytest.mark.parametrize(("name", "title"), [("requested_authority_record", MINISTRY), ("jit", "JIT Sava River")])
def test_a_link_in_a_request_opens_its_record(qtbot: QtBot, jobs: Jobs, ids: dict[str, str], at: Opened, name: str, title: str) -> None:
    shell, screen = at
    link = link_of(qtbot, jobs, shell, ids["request"], name)
    mark = next(part for part in link._flow.findChildren(QWidget) if part.isVisible() and title in part.accessibleName())
    mark.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.screen_shown is screen and screen.record is not None and not jobs.busy)
    assert shell.top.title() == title


def make_from(qtbot: QtBot, link: MarksEditor, words: str) -> NewRecord:
    """Type on until these words stand there, which name nothing yet, and take the offer to make it, by keyboard."""
    activate(qtbot, link.window())
    link.line.setFocus()
    write(qtbot, words.removeprefix(link.line.text()))
    popup = link.line.completer().popup()
    assert isinstance(popup, QAbstractItemView)
    qtbot.waitUntil(lambda: popup.isVisible() and popup.model().index(0, 0).data() == f"New authority “{words}”…")
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any(asked.isVisible() for asked in link.window().findChildren(NewRecord)))
    asked = dialog(NewRecord)
    assert isinstance(asked, NewRecord)
    activate(qtbot, asked)
    return asked


def test_an_authority_is_made_from_a_request_and_linked_without_losing_words(
    qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str], at: Opened
) -> None:
    shell, _ = at
    link = link_of(qtbot, jobs, shell, ids["request"], "conducting_authority_record")
    make_from(qtbot, link, "Riga").reject()  # thought better of it: the words are still there
    qtbot.waitUntil(lambda: not jobs.busy)
    assert link.line.text() == "Riga"
    asked = make_from(qtbot, link, "Riga C")
    assert asked.form.editor_of("name").value() == "Riga C"
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(reading.show(mara, ids["request"]).get("conducting_authority_record")) and not jobs.busy)
    made = reading.show(mara, reading.show(mara, ids["request"]).get("conducting_authority_record"))
    assert (made.kind, made.get("name")) == ("authority", "Riga C")
    assert link._name_of(made.id).text == "Riga C"
    assert link.line.text() == ""
