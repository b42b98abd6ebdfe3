"""Every part of a request on a real desk: its page opens, questions are answered, links are found, what is folded away is unfolded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.services import editing, naming, reading
from jitdesk.services.desk import Desk
from jitdesk.system import places, resources
from jitdesk.ui import labels, values
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import Scheme, look
from jitdesk.ui.screens.requests import RequestsScreen, bases
from jitdesk.ui.screens.requests.question import QuestionEditor
from jitdesk.ui.shell import Entry, Person, Shell
from jitdesk.ui.widgets.marks import MarksEditor
from jitdesk.ui.widgets.menu_choice import MenuChoice

TODAY = date(2026, 11, 19)
REQUEST = KINDS["request"]
FILLED: dict[str, Any] = {
    "reference": "JIT-SR/2026/014",
    "requested_state": "UKR",
    "basis": "LHC",
    "oath": {"form": "oath", "by": "The presiding judge"},
    "participants": [{"name": "Mara Kos", "side": "requesting", "state": "SVN", "mode": "link"}, {"name": "A judge"}],
    "law_allows": ["death_penalty"],
    "anonymity": {"court": "District Court", "date": "2026-10", "kept_from": ["public"]},
}


@pytest.fixture
def ids(mara: Desk) -> dict[str, str]:
    """A request with groups and rows, and what it can be linked to; returns their ids by what people call them."""
    witness, other = editing.add(mara, "witness", [{"code": "W-0412"}, {"code": "W-0398"}]).ids
    accounts = [
        {"witness": witness, "authority": "War Crimes Unit", "date": "2026-06-18"},
        {"witness": other, "authority": "War Crimes Unit"},
    ]
    first, second = editing.add(mara, "account", accounts).ids
    authority = editing.add(mara, "authority", [{"name": "Ministry of Justice", "state": "UKR"}]).ids[0]
    request = editing.add(mara, "request", [{**FILLED, "witness": witness}]).ids[0]
    return {"W-0412": witness, "account": first, "account of another": second, "authority": authority, "request": request}


Open = Callable[[int, int], RequestsScreen]


@pytest.fixture
def opened(qtbot: QtBot, mara: Desk, jobs: Jobs, ids: dict[str, str]) -> Open:
    """Opens the editor of the request in a window of this size."""

    def at(width: int, height: int) -> RequestsScreen:
        entries = [Entry("requests", "file-text", lambda actions: RequestsScreen(mara, jobs, actions, lambda: TODAY))]
        shell = Shell(Person("JIT Sava River", "Mara Kos", "Slovenia"), entries, jobs)
        qtbot.addWidget(shell)
        shell.resize(width, height)
        with qtbot.waitActive(shell):
            shell.show()
            shell.activateWindow()
        shell.go("requests", ids["request"])
        screen = shell.screen_shown
        assert isinstance(screen, RequestsScreen)
        qtbot.waitUntil(lambda: screen.editing)
        return screen

    return at


def field(screen: RequestsScreen, name: str) -> Any:
    """The editor of a field, its part gone to."""
    screen.editor.edit_field(name)
    part = screen.editor.part
    assert part is not None
    assert part.form is not None
    return part.form.editor_of(name)


def focused() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def kept(desk: Desk, ids: dict[str, str], name: str) -> Any:
    return reading.show(desk, ids["request"]).get(name)


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_page_of_every_part_opens_and_nothing_in_it_is_taken_for_a_change(
    qtbot: QtBot, mara: Desk, ids: dict[str, str], opened: Open, scheme: Scheme
) -> None:
    look().set_scheme(scheme)
    screen = opened(1280, 720)
    before = len(reading.history(mara, ids["request"]))
    page = screen.editor.page
    assert page is not None
    placed: list[str] = []
    for entry in page.examined.outline:
        screen.editor.outline.go(entry.key)
        part = screen.editor.part
        assert part is not None
        if part.form is None:
            continue
        for name in entry.fields:
            part.form.reveal(name)
            assert not part.form.editor_of(name).dirty, name
            placed.append(name)
        room = part.widget().minimumSizeHint().width()
        assert room <= part.viewport().width(), f"{entry.key} needs {room}"
    screen.editor.commit()
    assert len(reading.history(mara, ids["request"])) == before
    apart = {"archived", "restricted", "legal_hold", "moved_from"}
    assert len(placed) == len(set(placed))
    assert {f.name for f in REQUEST.fields} - set(placed) <= apart


def test_everything_in_a_part_has_a_name_for_a_screen_reader(qtbot: QtBot, opened: Open) -> None:
    screen = opened(1366, 768)
    page = screen.editor.page
    assert page is not None
    for entry in page.examined.outline:
        screen.editor.outline.go(entry.key)
        part = screen.editor.part
        assert part is not None
        if part.form is None:
            continue
        for name in entry.fields:
            part.form.reveal(name)
        nameless = [
            type(widget).__name__
            for widget in part.form.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and not widget.accessibleName()
        ]
        assert not nameless, f"{entry.key}: {nameless}"


def test_a_question_is_answered_by_keyboard_and_kept_with_who_and_when(qtbot: QtBot, mara: Desk, ids: dict[str, str], opened: Open) -> None:
    screen = opened(1366, 768)
    question = field(screen, "instrument_2")
    assert isinstance(question, QuestionEditor)
    assert focused().accessibleName() == "Are both States bound by the European Investigation Order?: Answer: Yes"
    assert not question.cells.isVisible()
    qtbot.keyClick(focused(), Qt.Key.Key_Right)
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    wanted = {"answer": "no", "by": "Mara Kos", "on": "2026-11-19"}
    qtbot.waitUntil(lambda: kept(mara, ids, "instrument_2") == wanted)
    assert question.cells.isVisible()
    question.columns["source"].setFocus()
    qtbot.keyClicks(focused(), "Ukraine is no member")
    field(screen, "instrument_3")
    qtbot.waitUntil(lambda: kept(mara, ids, "instrument_2") == {**wanted, "source": "Ukraine is no member"})
    assert len([past for past in reading.history(mara, ids["request"]) if past.field == "instrument_2"]) == 2


def test_an_authority_is_linked_by_its_name(qtbot: QtBot, mara: Desk, ids: dict[str, str], opened: Open) -> None:
    screen = opened(1366, 768)
    control = field(screen, "requested_authority_record")
    assert isinstance(control, MarksEditor)
    assert control.isVisible()
    qtbot.keyClicks(focused(), "minis")
    qtbot.waitUntil(lambda: bool(control._offers[1]))
    qtbot.keyClick(control.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept(mara, ids, "requested_authority_record") == ids["authority"])
    assert control._name_of(ids["authority"]).text == "Ministry of Justice · Ukraine"


def test_down_shows_what_there_is_before_anything_is_typed(qtbot: QtBot, mara: Desk, ids: dict[str, str], opened: Open) -> None:
    screen = opened(1366, 768)
    control = field(screen, "earlier_accounts")
    assert isinstance(control, MarksEditor)
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    popup = control.line.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    assert [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())] == ["War Crimes Unit · Thu 18 June 2026"]
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept(mara, ids, "earlier_accounts") == [ids["account"]])


def test_only_accounts_of_the_person_to_be_heard_are_offered(mara: Desk, ids: dict[str, str]) -> None:
    found = naming.suggest(mara, "account", "war", ids["W-0412"])
    assert [named.id for named in found] == [ids["account"]]
    assert found[0].telling == "2026-06-18"
    editing.change(mara, ids["request"], {"earlier_accounts": [ids["account"]]})
    linked = naming.linked(mara, reading.show(mara, ids["request"]))
    assert {named.title for named in linked.values()} == {"W-0412", "War Crimes Unit"}


def test_the_basis_is_chosen_by_its_name(qtbot: QtBot, mara: Desk, ids: dict[str, str], opened: Open) -> None:
    screen = opened(1366, 768)
    basis = field(screen, "basis")
    assert isinstance(basis, MenuChoice)
    shipped = ["EIO", "EU00", "C182", "LHC", "IBA", "UNTOC", "UNCAC", "ICC", "C224", "OTH"]  # as they are asked for
    assert [option.text for option in basis.options] == [labels.basis(code) for code in shipped]
    others = field(screen, "basis_alternatives")
    qtbot.keyClicks(others.line, "european inv")
    qtbot.keyClick(others.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept(mara, ids, "basis_alternatives") == ["EIO"])
    kind = KINDS["request"]
    said = [labels.spoken(kind, kind.by_name[name], value) for name, value in (("basis", "LHC"), ("basis_alternatives", ["EIO"]))]
    assert said == [labels.basis("LHC"), labels.basis("EIO")]  # also where versions, conflicts and bundles tell it


def test_a_basis_of_the_team_s_own_is_offered_last_and_marked() -> None:
    folder = places.config() / "treaties"
    folder.mkdir(parents=True)
    shipped = resources.read_text("treaties/lhc.toml")
    (folder / "sava.toml").write_text(shipped.replace('code = "LHC"', 'code = "SAVA"', 1), encoding="utf-8")
    assert bases.offered()[-1] == ("SAVA", "SAVA (own)")


def test_groups_and_rows_read_in_words_on_lines_of_their_own() -> None:
    said = values.reads("request", "oath", {"form": "oath", "by": "A judge"}, {}, TODAY)
    assert said == "Form: Oath\nTaken by: A judge"
    rows = [{"title": "Map", "file": "a" * 32}, {"title": "Photograph", "file": "b" * 32, "travels": "sealed"}]
    lines = values.reads("request", "annex_list", rows, {"a" * 32: "map.png"}, TODAY).splitlines()
    assert lines[0] == "1. Title: Map"
    assert [line.strip().replace("\u2068", "").replace("\u2069", "") for line in lines[1:]] == [
        "File: map.png",
        "2. Title: Photograph",
        "File: a record that is not on this desk",
        "How it travels: Sealed",
    ]
    assert labels.spoken(REQUEST, REQUEST.by_name["oath"], {"form": "oath", "by": "A judge"}) == "Form: Oath; Taken by: A judge"


def test_from_right_to_left_every_part_opens_and_cards_are_mirrored(qtbot: QtBot, opened: Open) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        screen = opened(1280, 720)
        rows = field(screen, "participants")
        card = rows.cards[0]

        def middle(part: QWidget) -> int:
            return part.mapTo(card, part.rect().center()).x()

        columns = card.group.columns
        qtbot.waitUntil(lambda: middle(columns["name"]) > middle(columns["capacity"]))
        assert middle(card.remove_button) < card.width() // 2
    finally:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_a_finding_leads_to_a_field_that_is_folded_away(qtbot: QtBot, opened: Open) -> None:
    screen = opened(1366, 768)
    control = field(screen, "suspect_consent")
    assert control.isVisible()
    control = field(screen, "technical_confidential")
    assert control.isVisible()
    assert control.isAncestorOf(focused())


def test_a_record_that_was_linked_and_is_not_here_is_said_to_be_elsewhere(mara: Desk, opened: Open) -> None:
    screen = opened(1366, 768)
    assert screen._names.name_of("f" * 32).text == "Not on this desk"
    assert naming.linked(mara, Record("x", "request", "team", {"proceeding": "f" * 32})) == {}
