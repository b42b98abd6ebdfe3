"""The screen of requests on a real desk, as a person uses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.services import editing, importing, letters, reading, team
from jitdesk.services.desk import Desk
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.requests import RequestsScreen
from jitdesk.ui.screens.requests.outline import spoken
from jitdesk.ui.screens.requests.windows import WindowsEditor
from jitdesk.ui.screens.requests.write_dialog import WriteDialog
from jitdesk.ui.shell import Entry, Person, Shell
from jitdesk.ui.widgets.editors import ChoiceEditor, LongEditor
from jitdesk.ui.widgets.menu_choice import MenuChoice
from jitdesk.ui.widgets.notices import Banner
from tests.services import sava
from tests.ui.case import bare
from tests.ui.opening import put_up
from tests.ui.samples import ListScreen

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TODAY = date(2026, 10, 1)
HALF: dict[str, Any] = {
    "reference": "JIT-SR/2026/014",
    "subject": "Investigation into the detentions at the mill",
    "requesting_authority": "District Court of The Hague",
    "requested_state": "UKR",
    "handling": "confidential",
}
BEGUN: dict[str, Any] = {"reference": "JIT-SR/2026/019", "status": "sent"}


@pytest.fixture
def ids(mara: Desk) -> dict[str, str]:
    """Two requests and a witness; returns their ids by what people call them."""
    witness = editing.add(mara, "witness", [{"code": "W-0412", "role": "victim", "languages": ["uk"]}]).ids[0]
    made = editing.add(mara, "request", [{**HALF, "witness": witness}, BEGUN]).ids
    return {"W-0412": witness, HALF["reference"]: made[0], BEGUN["reference"]: made[1]}


Open = Callable[[Desk], tuple[Shell, RequestsScreen]]


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> Open:
    """Opens the screen on a desk, in a shell, beside another screen."""

    def opened(desk: Desk) -> tuple[Shell, RequestsScreen]:
        entries = [
            Entry("requests", "file-text", lambda actions: RequestsScreen(desk, jobs, actions, lambda: TODAY)),
            Entry("tasks", "square-check", lambda actions: ListScreen(jobs, actions, "Tasks")),
        ]
        shell = Shell(Person("JIT Sava River", "Mara Kos", "Slovenia"), entries, jobs)
        put_up(qtbot, shell)
        screen = shell.screen_shown
        assert isinstance(screen, RequestsScreen)
        return shell, screen

    return opened


Opened = tuple[Shell, RequestsScreen, str]


@pytest.fixture
def half(qtbot: QtBot, mara: Desk, ids: dict[str, str], window: Open) -> Opened:
    """The editor on the request that is half written."""
    shell, screen = window(mara)
    id = ids[HALF["reference"]]
    shell.go("requests", id)
    qtbot.waitUntil(lambda: screen.editing)
    return shell, screen, id


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, modifier)


def write(qtbot: QtBot, text: str) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClicks(focus, text)


def field(screen: RequestsScreen, name: str) -> Any:
    """The editor of a field of the part in sight."""
    part = screen.editor.part
    assert part is not None
    assert part.form is not None
    return part.form.editor_of(name)


def plain(text: str) -> str:
    """A sentence without the marks that keep codes and names whole."""
    return text.replace("\u2068", "").replace("\u2069", "")


def kept(desk: Desk, id: str, name: str) -> Any:
    return reading.show(desk, id).get(name)


def missing(screen: RequestsScreen) -> set[str]:
    page = screen.editor.page
    assert page is not None
    return {finding.field for finding in page.examined.findings}


def test_the_list_opens_by_enter_and_is_the_place_to_go_back_to(qtbot: QtBot, mara: Desk, ids: dict[str, str], window: Open) -> None:
    shell, screen = window(mara)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    screen.table.setFocus()
    assert screen.table.select_key(screen.model.key_of(reading.show(mara, ids[HALF["reference"]]).reference) or 0)
    row = screen.table.currentIndex().row()
    texts = [str(screen.model.index(row, n).data(Qt.ItemDataRole.AccessibleTextRole)) for n in range(screen.model.columnCount())]
    assert texts[:6] == [HALF["reference"], HALF["subject"], "W-0412", "Ukraine", "Draft", texts[5]]
    assert "gaps" in texts[5]
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.editing)
    assert shell.top.title() == HALF["reference"]
    assert screen.subtitle == "Hearing of \u2068W-0412\u2069, to Ukraine"
    press(qtbot, Qt.Key.Key_Escape)
    assert not screen.editing
    assert screen.table.hasFocus()
    assert bare(screen.table.current_id()) == ids[HALF["reference"]]


def test_requests_are_listed_by_stage(qtbot: QtBot, mara: Desk, ids: dict[str, str], window: Open) -> None:
    _, screen = window(mara)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    screen.views.choose("under_way")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1 and screen.model.record_at(0) is not None)
    assert screen.model.record_at(0).record.id == ids[BEGUN["reference"]]
    screen.views.choose("over")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 0)


def test_what_is_written_is_kept_when_the_keyboard_goes_elsewhere_and_the_outline_follows(qtbot: QtBot, mara: Desk, half: Opened) -> None:
    _, screen, id = half
    screen.editor.edit("facts", "facts")
    assert "facts" in missing(screen)
    write(qtbot, "Sixty civilians were held in the mill of Vrela in 1994; W-0412 was one of them.")
    press(qtbot, Qt.Key.Key_Down, CTRL)
    assert screen.editor.outline.current == "law"
    qtbot.waitUntil(lambda: kept(mara, id, "facts") is not None)
    qtbot.waitUntil(lambda: "facts" not in missing(screen))
    entry = next(e for e in screen.editor.page.examined.outline if e.key == "facts")  # type: ignore[union-attr]
    assert spoken(entry).endswith("Summary of the facts complete")
    press(qtbot, Qt.Key.Key_Up, CTRL)
    part = screen.editor.parts["facts"]
    qtbot.waitUntil(lambda: "Sixty civilians" in part.excerpt.toPlainText())
    changes = [past for past in reading.history(mara, id) if past.field == "facts"]
    assert len(changes) == 1


def test_a_refresh_takes_neither_the_keyboard_nor_what_is_being_typed(qtbot: QtBot, mara: Desk, half: Opened) -> None:
    shell, screen, id = half
    screen.editor.edit("law", "law")
    write(qtbot, "Article 102")
    outcome = editing.change(mara, id, {"penalty": "Ten to thirty years."})
    before = screen.editor.page
    shell.tell(outcome)
    qtbot.waitUntil(lambda: screen.editor.page is not before)
    assert QApplication.focusWidget() is field(screen, "law").control
    assert field(screen, "law").value() == "Article 102"
    assert field(screen, "penalty").value() == "Ten to thirty years."


@pytest.mark.parametrize("leave", ["screen", "lock", "escape", "ctrl_enter"])
def test_nothing_that_is_being_typed_is_lost(qtbot: QtBot, mara: Desk, half: Opened, leave: str) -> None:
    shell, screen, id = half
    screen.editor.edit("costs", "costs")
    write(qtbot, "No waiver is asked for.")
    if leave == "screen":
        shell.go("tasks")
    elif leave == "lock":
        shell.lock()
    elif leave == "escape":
        press(qtbot, Qt.Key.Key_Escape)
    else:
        press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: kept(mara, id, "costs") == "No waiver is asked for.")


def test_f8_and_the_list_of_findings_lead_to_the_field(qtbot: QtBot, half: Opened) -> None:
    _, screen, _ = half
    screen.editor.outline.go("facts")
    screen.editor.outline.setFocus()
    press(qtbot, Qt.Key.Key_F8)
    assert QApplication.focusWidget() is field(screen, "facts").control
    press(qtbot, Qt.Key.Key_F8)
    assert screen.editor.outline.current == "law"
    assert QApplication.focusWidget() is field(screen, "law").control
    findings = screen.editor.findings.list
    findings.setFocus()
    wanted = next(
        n for n in range(findings.count()) if "judicial authority" in str(findings.item(n).data(Qt.ItemDataRole.AccessibleTextRole))
    )
    findings.setCurrentRow(wanted)
    press(qtbot, Qt.Key.Key_Return)
    assert screen.editor.outline.current == "conduct"
    assert QApplication.focusWidget() is field(screen, "conducting_authority").control


def test_f6_goes_through_outline_fields_and_findings(qtbot: QtBot, half: Opened) -> None:
    _, screen, _ = half
    screen.editor.outline.go("costs")
    screen.editor.outline.setFocus()
    press(qtbot, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is field(screen, "costs").control
    press(qtbot, Qt.Key.Key_F6)
    assert screen.editor.findings.isAncestorOf(QApplication.focusWidget() or QWidget())


def windows_of(screen: RequestsScreen) -> WindowsEditor:
    screen.editor.edit("dates", "windows")
    editor = field(screen, "windows")
    assert isinstance(editor, WindowsEditor)
    return editor


def set_time(qtbot: QtBot, editor: WindowsEditor, *texts: str) -> None:
    """Type into date, time and length, one after the other."""
    for line, text in zip((editor.day.line, editor.clock.line, editor.length.line), texts, strict=False):
        line.setFocus()
        line.selectAll()
        qtbot.keyClicks(line, text)
        press(qtbot, Qt.Key.Key_Tab)


def test_a_time_is_set_in_the_zone_of_the_requested_state_and_kept_in_utc(
    qtbot: QtBot, mara: Desk, ids: dict[str, str], half: Opened
) -> None:
    shell, screen, id = half
    editor = windows_of(screen)
    set_time(qtbot, editor, "27 October 2026", "11", "3 h")
    expected = [{"start": "2026-10-27T09:00Z", "minutes": 180, "zone": "Europe/Kyiv"}]
    qtbot.waitUntil(lambda: kept(mara, id, "windows") == expected)
    shown = [plain(face.accessibleName()) for face in editor.cards.findChildren(QWidget) if face.isVisible()]
    assert shown[0].startswith("Kyiv, Requested State, 11:00 – 14:00, EET, UTC+2")
    assert shown[1].startswith("Ljubljana, This desk, 10:00 – 13:00, CET, UTC+1")
    assert shown[-1].startswith("UTC, As it is kept, 09:00 – 12:00")
    told = plain(editor.notice.accessibleName())
    assert "Clocks go back in Kyiv, Ljubljana and Amsterdam on Sun 25 October, 2 days before." in told
    assert "The hearing stays at 11:00 in Kyiv (09:00 UTC)." in told
    excerpt = screen.editor.parts["dates"].excerpt
    qtbot.waitUntil(lambda: "11:00 to 14:00" in excerpt.toPlainText())
    shell.go("requests", ids[BEGUN["reference"]])
    qtbot.waitUntil(lambda: shell.top.title() == BEGUN["reference"])
    screen.editor.edit("dates")
    assert editor.clock.line.text() == ""
    shell.go("requests", id)
    qtbot.waitUntil(lambda: shell.top.title() == HALF["reference"])
    screen.editor.edit("dates")
    assert editor.clock.line.text() == "11:00"
    assert editor.zone.value() == "Europe/Kyiv"


@pytest.mark.parametrize(("day", "said"), [("2027-03-28", "never show 03:30"), ("2027-10-31", "show 03:30 twice")])
def test_a_time_that_clocks_do_not_show_once_is_said_and_stays_in_its_fields(
    qtbot: QtBot, mara: Desk, half: Opened, day: str, said: str
) -> None:
    _, screen, id = half
    editor = windows_of(screen)
    set_time(qtbot, editor, day, "03:30", "2 h")
    assert said in plain(editor.problem())
    press(qtbot, Qt.Key.Key_Down, CTRL)
    press(qtbot, Qt.Key.Key_Up, CTRL)
    assert kept(mara, id, "windows") is None
    assert editor.clock.line.text() == "03:30"
    editor.zone.box.lineEdit().setText("UTC")  # type: ignore[union-attr]
    editor.zone.commit()
    qtbot.waitUntil(lambda: kept(mara, id, "windows") == [{"start": f"{day}T03:30Z", "minutes": 120, "zone": "UTC"}])


def test_several_dates_are_offered_and_taken_back(qtbot: QtBot, mara: Desk, half: Opened) -> None:
    _, screen, id = half
    editor = windows_of(screen)
    set_time(qtbot, editor, "2026-11-10", "09:00", "2 h")
    qtbot.mouseClick(editor.add_button, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is editor.day.line
    qtbot.waitUntil(lambda: len(screen.editor.page.record.get("windows", [])) == 1)  # type: ignore[union-attr]
    assert len(editor.rows) == 2
    set_time(qtbot, editor, "2026-11-12", "10:00")
    qtbot.waitUntil(lambda: len(kept(mara, id, "windows") or []) == 2)
    assert [row.accessibleName()[:15] for row in editor.rows] == ["Tue 10 November", "Thu 12 November"]
    editor.rows[0].setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert editor.clock.line.text() == "09:00"
    assert QApplication.focusWidget() is editor.day.line
    editor.rows[1].setFocus()
    press(qtbot, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: [window["start"] for window in kept(mara, id, "windows")] == ["2026-11-10T07:00Z"])


def test_the_preview_shows_the_letter_and_its_gaps_lead_back_to_their_fields(qtbot: QtBot, mara: Desk, half: Opened) -> None:
    _, screen, id = half
    press(qtbot, Qt.Key.Key_P, CTRL)
    assert screen.editor.previewing
    pages = screen.editor.preview.pages
    text = pages.sheets.accessibleName()
    letter = letters.drafted(mara, id)
    for section in letter.sections:
        assert f"{section.number}  {section.title}" in text
    marked = screen.editor.preview.marked.list
    assert marked.count() == len(pages.sheets.gaps) > 10
    press(qtbot, Qt.Key.Key_F8)
    assert marked.currentRow() == 0
    row = next(n for n, gap in enumerate(pages.sheets.gaps) if gap.field == "privilege_law")
    marked.setFocus()
    marked.setCurrentRow(row)
    assert pages.page > 1
    press(qtbot, Qt.Key.Key_Return)
    assert not screen.editor.previewing
    assert QApplication.focusWidget() is field(screen, "privilege_law").control
    press(qtbot, Qt.Key.Key_P, CTRL)
    press(qtbot, Qt.Key.Key_Escape)
    assert screen.editing
    assert not screen.editor.previewing


def test_a_click_on_a_gap_in_the_page_edits_it(qtbot: QtBot, half: Opened) -> None:
    _, screen, _ = half
    press(qtbot, Qt.Key.Key_P, CTRL)
    sheets = screen.editor.preview.pages.sheets
    gap = next(gap for gap in sheets.gaps if gap.field == "facts")
    where = sheets.rect_of(gap.position)
    qtbot.mouseClick(sheets, Qt.MouseButton.LeftButton, pos=QPoint(round(where.left()) + 12, round(where.center().y())))
    assert screen.editor.outline.current == "facts"
    assert not screen.editor.previewing


def test_the_word_document_is_written_by_a_child_with_what_was_just_typed(qtbot: QtBot, mara: Desk, half: Opened, tmp_path: Path) -> None:
    _, screen, _ = half
    screen.editor.edit("costs", "costs")
    write(qtbot, "Invoices go to the ministry.")
    press(qtbot, Qt.Key.Key_S, CTRL | SHIFT)
    qtbot.waitUntil(lambda: bool(screen.findChildren(WriteDialog)))
    choice = screen.findChildren(WriteDialog)[0]
    press(qtbot, Qt.Key.Key_Return)
    qtbot.keyClick(choice.go_on, Qt.Key.Key_Return)
    dialog = screen.findChild(QFileDialog)
    assert dialog is not None
    line = dialog.findChild(QLineEdit)
    assert line is not None
    assert line.text() == "JIT-SR-2026-014.docx"
    out = tmp_path / "letter.docx"
    line.setText(str(out))
    dialog.accept()
    qtbot.waitUntil(lambda: any("letter.docx" in banner.text() for banner in screen.findChildren(Banner)), timeout=20_000)
    words = "\n".join(node.text or "" for node in docx.Document(str(out)).element.body.iter(qn("w:t")))
    assert "Invoices go to the ministry." in words


def test_a_new_request_takes_the_next_reference_and_opens(qtbot: QtBot, mara: Desk, ids: dict[str, str], window: Open) -> None:
    shell, screen = window(mara)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    qtbot.keyClick(shell, Qt.Key.Key_N, CTRL)
    qtbot.waitUntil(lambda: screen.editing)
    assert shell.top.title() == "JIT-SR/2026/020"
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
    screen.editor.edit("authorities", "requested_state")
    state = field(screen, "requested_state")
    assert isinstance(state, ChoiceEditor)
    write(qtbot, "Ukraine")
    press(qtbot, Qt.Key.Key_Tab)
    screen.editor.edit("person", "witness")
    write(qtbot, "W-0412")
    press(qtbot, Qt.Key.Key_Return)
    mode = field(screen, "identity_mode")
    assert isinstance(mode, MenuChoice)
    mode.choose("sealed_annex")
    made = next(r for r in reading.listed(mara, "request") if r.get("reference") == "JIT-SR/2026/020")
    qtbot.waitUntil(lambda: kept(mara, made.id, "witness") == ids["W-0412"])
    qtbot.waitUntil(lambda: kept(mara, made.id, "identity_mode") == "sealed_annex")
    assert kept(mara, made.id, "requested_state") == "UKR"
    qtbot.waitUntil(lambda: "W-0412" in screen.editor.parts["person"].excerpt.toPlainText())


def test_a_refused_value_is_said_at_its_field_and_stays_there(qtbot: QtBot, mara: Desk, half: Opened) -> None:
    _, screen, id = half
    screen.editor.edit("cover", "reference")
    press(qtbot, Qt.Key.Key_A, CTRL)
    press(qtbot, Qt.Key.Key_Delete)
    press(qtbot, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: bool(field(screen, "reference").control.property("wrong")))
    assert kept(mara, id, "reference") == HALF["reference"]


def test_an_observer_reads_and_writes_a_word_document_but_changes_nothing(qtbot: QtBot, two: dict[str, Desk], window: Open) -> None:
    mara, ibrahim = two["mara"], two["ibrahim"]
    sava.admit(mara, ibrahim, "observer")
    id = editing.add(mara, "request", [HALF]).ids[0]
    importing.accept(ibrahim, [sent.path for sent in sava.post(mara, "for the observer", ibrahim)], trust=team.fingerprint(mara))
    shell, screen = window(ibrahim)
    shell.go("requests", id)
    qtbot.waitUntil(lambda: screen.editing)
    assert screen.editor.refusal.isVisible()
    screen.editor.outline.go("facts")
    assert isinstance(field(screen, "facts"), LongEditor)
    assert field(screen, "facts").text.isReadOnly()
    qtbot.waitUntil(lambda: not shell.actions_known.find("new_request").isEnabled())
    assert shell.actions_known.find("new_request").reason
    assert shell.actions_known.find("write_letter").isEnabled()


def test_where_there_is_little_room_the_findings_are_a_drawer(qtbot: QtBot, half: Opened) -> None:
    shell, screen, _ = half
    shell.resize(1100, 640)
    assert not screen.editor.findings.isVisible()
    press(qtbot, Qt.Key.Key_F4)
    assert screen.editor.findings.isVisible()
    assert not screen.editor.outline.isVisible()
    press(qtbot, Qt.Key.Key_Escape)
    assert screen.editor.outline.isVisible()
    assert screen.editing


def test_a_change_that_is_taken_back_at_once_is_taken_back(qtbot: QtBot, mara: Desk, half: Opened) -> None:
    _, screen, id = half
    screen.editor.edit("proceedings", "subject")
    line = field(screen, "subject").line
    for text in ("Another subject", HALF["subject"]):
        line.selectAll()
        qtbot.keyClicks(line, text)
        press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: [p.value for p in reading.history(mara, id) if p.field == "subject"][1:] == ["Another subject", HALF["subject"]]
    )
