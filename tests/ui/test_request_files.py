"""What the window writes of requests, as a person has it written: a letter in two languages on a letterhead, one that came back."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from jitdesk.bootstrap import load_settings
from jitdesk.services import editing, letters, life, papers, reading
from jitdesk.services.desk import Desk
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.requests import RequestsScreen
from jitdesk.ui.screens.requests.edited_letter import EditedLetter
from jitdesk.ui.screens.requests.write_dialog import SEALED, WriteDialog
from jitdesk.ui.shell import Shell
from jitdesk.ui.widgets.buttons import Button
from jitdesk.ui.widgets.cells import Card
from jitdesk.ui.widgets.notices import Banner
from tests.services.sava import PROTECTED, agree, protect
from tests.services.test_life import drafted
from tests.ui.opening import request_in_window

Opened = tuple[Shell, RequestsScreen]


@pytest.fixture
def request_id(mara: Desk, olena: Desk) -> str:
    """The complete request of the demo, its identity in a sealed annex; returns its id."""
    protect(mara, olena)
    id = drafted(mara, identity_mode="sealed_annex", sealed_annex={"recipient": "The executing judge"})
    witness = reading.show(mara, id).get("witness")
    editing.add(mara, "identity", [{"witness": witness, "name": "Ana Invented"}], PROTECTED)
    return id


@pytest.fixture
def opened(qtbot: QtBot, mara: Desk, jobs: Jobs, request_id: str) -> Opened:
    """The editor of the request in a window."""
    return request_in_window(qtbot, jobs, mara, request_id)


def choice(qtbot: QtBot, opened: Opened) -> WriteDialog:
    shell, screen = opened
    shell.actions_known.find("write_letter").trigger()
    qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in screen.findChildren(WriteDialog)))
    return next(dialog for dialog in screen.findChildren(WriteDialog) if dialog.isVisible())


def save(qtbot: QtBot, screen: RequestsScreen, out: Path) -> str:
    """Say where in the dialog of the system; returns the name that it proposed."""
    dialog = next(dialog for dialog in screen.findChildren(QFileDialog) if dialog.isVisible())
    line = dialog.findChild(QLineEdit)
    assert line is not None
    proposed = line.text()
    line.setText(str(out))
    dialog.accept()
    qtbot.waitUntil(lambda: any(out.name in banner.text() for banner in screen.findChildren(Banner)), timeout=30_000)
    return proposed


def text_of(path: Path) -> str:
    return "\n".join(node.text or "" for node in docx.Document(str(path)).element.body.iter(qn("w:t")))


def test_a_letter_is_written_in_two_languages_on_a_letterhead_that_is_remembered(
    qtbot: QtBot, mara: Desk, opened: Opened, tmp_path: Path
) -> None:
    _, screen = opened
    head = tmp_path / "office.docx"
    own = docx.Document()
    own.sections[0].header.paragraphs[0].text = "Office of the Sava River"
    own.save(str(head))
    dialog = choice(qtbot, opened)
    dialog.language.set_value("en")
    dialog.second.set_value("fr")
    dialog.paper.show_path(str(head))
    qtbot.keyClick(dialog.go_on, Qt.Key.Key_Return)
    out = tmp_path / "two.docx"
    assert save(qtbot, screen, out) == "JIT-SR-2026-014.docx"
    text = text_of(out)
    assert "Summary of the facts" in text
    assert "Exposé sommaire des faits" in text
    assert "Office of the Sava River" in docx.Document(str(out)).sections[0].header.paragraphs[0].text
    assert choice(qtbot, opened).paper.path == str(head)
    assert load_settings().letterhead == str(head)  # also after the window was closed
    head.unlink()
    screen.findChild(WriteDialog).reject()
    qtbot.waitUntil(lambda: screen.findChild(WriteDialog) is None)
    assert choice(qtbot, opened).paper.path == ""


def test_the_identity_annex_asks_why_and_the_opening_is_logged(
    qtbot: QtBot, mara: Desk, olena: Desk, opened: Opened, tmp_path: Path
) -> None:
    agree(mara, olena)
    _, screen = opened
    dialog = choice(qtbot, opened)
    assert not dialog.reason.isVisible()
    dialog.document.set_value(SEALED)
    assert dialog.reason.isVisible()
    assert dialog.go_on.reason == "Say first why the identity is opened."
    qtbot.keyClicks(dialog.reason, "The annex goes to the executing judge")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    out = tmp_path / "annex.docx"
    assert "identity-annex" in save(qtbot, screen, out)
    assert "Ana Invented" in text_of(out)
    assert [r.get("reason") for r in reading.listed(mara, "consultation")] == ["The annex goes to the executing judge"]


def test_where_a_second_reader_has_to_agree_first_their_task_is_offered(qtbot: QtBot, mara: Desk, opened: Opened, tmp_path: Path) -> None:
    shell, screen = opened
    screen.went.disconnect(shell.go)  # this window has no screen of tasks
    dialog = choice(qtbot, opened)
    dialog.document.set_value(SEALED)
    qtbot.keyClicks(dialog.reason, "The annex goes to the executing judge")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    asked = next(dialog for dialog in screen.findChildren(QFileDialog) if dialog.isVisible())
    line = asked.findChild(QLineEdit)
    assert line is not None
    line.setText(str(tmp_path / "annex.docx"))
    asked.accept()
    qtbot.waitUntil(lambda: any(button.text() == "Open the task" for button in screen.findChildren(Button)), timeout=30_000)
    assert not (tmp_path / "annex.docx").exists()
    button = next(button for button in screen.findChildren(Button) if button.text() == "Open the task")
    with qtbot.waitSignal(screen.went) as gone:
        qtbot.keyClick(button, Qt.Key.Key_Return)
    [task] = [task for task in reading.listed(mara, "task") if str(task.get("title")).startswith("Second reader")]
    assert gone.args == ["tasks", task.reference]


def test_every_other_document_is_offered_by_a_readable_name(qtbot: QtBot, opened: Opened) -> None:
    dialog = choice(qtbot, opened)
    shown = [dialog.document.itemText(n) for n in range(dialog.document.count())]
    assert len(set(shown)) == len(papers.NAMES) + 1
    assert not set(shown) & set(papers.NAMES)
    dialog.document.set_value("summons")
    assert dialog.language.value() is None
    assert not dialog.second.isVisible()
    dialog.document.set_value("minutes")
    assert dialog.language.value() == "en"


def test_the_calendar_and_the_register_are_written(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    shell, screen = opened
    shell.actions_known.find("write_calendar").trigger()
    assert save(qtbot, screen, tmp_path / "dates.ics") == "JIT-SR-2026-014.ics"
    assert "BEGIN:VEVENT" in (tmp_path / "dates.ics").read_text(encoding="utf-8")
    screen.back()
    assert shell.actions_known.find("write_calendar").reason == "Open a request first."
    shell.actions_known.find("write_register").trigger()
    assert save(qtbot, screen, tmp_path / "register.xlsx") == "Requests.xlsx"
    rows = list(openpyxl.load_workbook(tmp_path / "register.xlsx").active.values)  # type: ignore[union-attr]
    assert any("JIT-SR/2026/014" in row for row in rows)


def edit(path: Path, changes: dict[str, str], added: str = "") -> None:
    """Edit the words of a letter as in Word, and write a line at its end."""
    letter: Document = docx.Document(str(path))
    found = set()
    for node in letter.element.body.iter(qn("w:t")):
        for before, after in changes.items():
            if before in (node.text or ""):
                node.text = node.text.replace(before, after)
                found.add(before)
    assert found == set(changes)
    if added:
        letter.add_paragraph(added)
    letter.save(str(path))


def came_back(qtbot: QtBot, opened: Opened, request_id: str, path: Path) -> EditedLetter:
    shell, screen = opened
    assert not shell.actions_known.find("read_back").reason
    screen.files.read_back(request_id, str(path))
    qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in screen.findChildren(EditedLetter)))
    return next(dialog for dialog in screen.findChildren(EditedLetter) if dialog.isVisible())


def test_an_edited_letter_is_read_back_field_by_field(qtbot: QtBot, mara: Desk, request_id: str, opened: Opened, tmp_path: Path) -> None:
    _, screen = opened
    editing.change(mara, request_id, {"facts": "Held in the mill.", "costs": "No waiver is asked for."})
    path = tmp_path / "edited.docx"
    letters.write(mara, request_id, path)
    edit(path, {"Held in the mill.": "Held in the old mill.", "No waiver is asked for.": "A waiver is asked for."}, "Please hurry.")
    dialog = came_back(qtbot, opened, request_id, path)
    assert list(dialog.ticks) == ["facts", "costs"]
    assert dialog.go_on.accessibleName() == "Take over 2 fields"
    assert dialog.ticks["facts"].accessibleDescription() == "Held in the added: old;mill."
    assert any("Please hurry." in card.accessibleName() for card in dialog.findChildren(Card))
    dialog.ticks["costs"].setFocus()
    qtbot.keyClick(dialog.ticks["costs"], Qt.Key.Key_Space)
    assert dialog.ticked == ["facts"]
    qtbot.keyClick(dialog.go_on, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: reading.show(mara, request_id).get("facts") == "Held in the old mill.")
    assert reading.show(mara, request_id).get("costs") == "No waiver is asked for."
    qtbot.waitUntil(lambda: any("1 field changed" in banner.text() for banner in screen.findChildren(Banner)))


def test_of_a_letter_that_is_final_nothing_is_taken_over(qtbot: QtBot, mara: Desk, request_id: str, opened: Opened, tmp_path: Path) -> None:
    _, screen = opened
    path = tmp_path / "edited.docx"
    letters.write(mara, request_id, path)
    life.move(mara, request_id, "final", {"approved_by": "Mirjam Vidmar"})
    screen.changed(None)
    qtbot.waitUntil(screen.editor.frozen.isVisible)
    dialog = came_back(qtbot, opened, request_id, path)
    assert dialog.go_on.reason.startswith("The letter is final")
    assert not dialog.go_on.isEnabled()
