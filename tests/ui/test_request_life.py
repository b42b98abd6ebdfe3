"""The life of a request in the window, as a person moves it on: each step by its form, what is frozen, a new version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.domain.kinds.request import STATUS
from jitdesk.services import custody, editing, instruments, life, reading, tasks, versions
from jitdesk.services.desk import Desk
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.requests import RequestsScreen
from jitdesk.ui.screens.requests.compared import ComparedDialog
from jitdesk.ui.screens.requests.life_lines import LifeLines
from jitdesk.ui.screens.requests.move_on import MoveOnDialog
from jitdesk.ui.screens.requests.question import QuestionEditor
from jitdesk.ui.screens.requests.step_fields import StepFields
from jitdesk.ui.screens.requests.windows import WindowsEditor
from jitdesk.ui.widgets.labels import Paragraph
from jitdesk.ui.widgets.notices import Banner
from tests.services.test_life import APPROVED, REFERENCE, SIGNATURE, drafted
from tests.ui.opening import TODAY, plain, request_in_window

CTRL = Qt.KeyboardModifier.ControlModifier
SENT = {"recipient": "Directorate of International Legal Assistance", "means": "courier", "what": ["letter"]}
WHOLE = {"by": "Mara Kos", "on": "2026-11-18", "source": "The agreement of the team"}


@pytest.fixture
def request_id(mara: Desk) -> str:
    """The complete request of the demo; returns its id."""
    return drafted(mara)


Open = Callable[[], RequestsScreen]


@pytest.fixture
def opened(qtbot: QtBot, mara: Desk, jobs: Jobs, request_id: str) -> Open:
    """Opens the editor of the request in a window."""
    return lambda: request_in_window(qtbot, jobs, mara, request_id)[1]


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, modifier)


def asked(qtbot: QtBot, screen: RequestsScreen, status: str) -> MoveOnDialog:
    """The form of a step, from the menu that the keys open."""
    press(qtbot, Qt.Key.Key_M, CTRL)
    qtbot.waitUntil(screen.moving.menu.isVisible)
    wanted = [action.data() for action in screen.moving.menu.actions()].index(status)
    for _ in range(wanted):
        qtbot.keyClick(screen.moving.menu, Qt.Key.Key_Down)
    qtbot.keyClick(screen.moving.menu, Qt.Key.Key_Return)
    dialog = next(found for found in screen.findChildren(MoveOnDialog) if found.isVisible())
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def say(qtbot: QtBot, dialog: MoveOnDialog, name: str, text: str) -> None:
    """Type into one field of a form."""
    editor: Any = dialog.fields.editors[name]
    editor.setFocus()
    qtbot.keyClicks(editor.control, text)


def record(qtbot: QtBot, dialog: MoveOnDialog) -> None:
    dialog.go_on.setFocus()
    qtbot.keyClick(dialog.go_on, Qt.Key.Key_Return)


def field(screen: RequestsScreen, name: str) -> Any:
    screen.editor.edit_field(name)
    part = screen.editor.part
    assert part is not None
    assert part.form is not None
    return part.form.editor_of(name)


def status(desk: Desk) -> str:
    return life.show(desk, REFERENCE).papers.status


def steps(screen: RequestsScreen) -> list[str]:
    """What the cover page says of the steps."""
    screen.editor.outline.go("cover")
    shown = screen.editor.parts["cover"].life
    assert isinstance(shown, LifeLines)
    return [plain(w.accessibleName()) for w in shown.children() if isinstance(w, QWidget)]


def test_the_status_is_no_field_but_leads_to_what_may_follow(qtbot: QtBot, mara: Desk, opened: Open) -> None:
    screen = opened()
    field(screen, "status")
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Status: Move on…"
    qtbot.keyClick(focus, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.moving.menu.isVisible)
    assert [action.data() for action in screen.moving.menu.actions()] == ["in_review", "final", "withdrawn"]
    screen.moving.menu.hide()


def test_a_letter_becomes_final_with_who_approved_it_and_can_only_be_read_then(qtbot: QtBot, mara: Desk, opened: Open) -> None:
    screen = opened()
    dialog = asked(qtbot, screen, "final")
    record(qtbot, dialog)
    qtbot.waitUntil(dialog.refusal.isVisible)
    assert dialog.refusal.text().startswith("Say by name and function who approved the letter")
    assert status(mara) == "draft"
    say(qtbot, dialog, "approved_by", APPROVED["approved_by"])
    record(qtbot, dialog)
    qtbot.waitUntil(lambda: status(mara) == "final")
    qtbot.waitUntil(lambda: screen.editor.frozen.isVisible())
    assert "Status: Final" in screen.editor.frozen.text()
    assert field(screen, "facts").text.isReadOnly()
    assert field(screen, "instrument_1").answer.isEnabled()  # it stands in no letter
    assert any("Approved by (name and function): Mirjam Vidmar, head of the section" in line for line in steps(screen))


def test_the_signed_letter_is_attached_where_it_is_asked_for(qtbot: QtBot, mara: Desk, opened: Open, tmp_path: Path) -> None:
    life.move(mara, REFERENCE, "final", APPROVED)
    screen = opened()
    dialog = asked(qtbot, screen, "signed")
    record(qtbot, dialog)
    qtbot.waitUntil(dialog.refusal.isVisible)
    assert "issuing authority's register" in dialog.refusal.text()
    say(qtbot, dialog, "registry_number", "Kt 417/2026-3")
    paper = tmp_path / "signed.pdf"
    paper.write_bytes(b"%PDF signed and sealed")
    dialog.attach_file(str(paper))
    assert dialog.go_on.reason
    qtbot.waitUntil(lambda: not dialog.go_on.reason, timeout=20_000)
    record(qtbot, dialog)
    qtbot.waitUntil(dialog.refusal.isVisible)
    assert dialog.refusal.text() == "To be said yet of the signature: Signatory, Function, Place, Manner."
    columns: Any = dialog.fields.editors["signature"]
    for name in ("signatory", "function", "place"):
        columns.columns[name].setFocus()
        qtbot.keyClicks(columns.columns[name].control, SIGNATURE[name])
    columns.columns["kind"].choose("electronic_seal")
    record(qtbot, dialog)
    qtbot.waitUntil(lambda: status(mara) == "signed")
    kept = reading.listed(mara, "request")[0].get("signature")
    assert kept == {**SIGNATURE, "kind": "electronic_seal", "on": TODAY.isoformat()}
    signed = life.show(mara, REFERENCE).papers.signed
    assert signed is not None
    assert signed.get("name") == "signed.pdf"
    qtbot.waitUntil(lambda: any("File: signed.pdf" in line for line in steps(screen)))


def test_what_is_lacking_of_a_transmission_is_said_by_the_names_of_its_fields(
    qtbot: QtBot, mara: Desk, opened: Open, tmp_path: Path
) -> None:
    life.move(mara, REFERENCE, "final", APPROVED)
    (tmp_path / "signed.pdf").write_bytes(b"%PDF")
    file = custody.attach(mara, REFERENCE, tmp_path / "signed.pdf").ids[0]
    life.move(mara, REFERENCE, "signed", {"registry_number": "Kt 1", "signed_copy": file, "signature": SIGNATURE})
    screen = opened()
    dialog = asked(qtbot, screen, "sent")
    say(qtbot, dialog, "means", "courier")
    record(qtbot, dialog)
    qtbot.waitUntil(dialog.refusal.isVisible)
    assert dialog.refusal.text() == "To be said yet: Recipient, What was sent."
    say(qtbot, dialog, "recipient", SENT["recipient"])
    dialog.fields.editors["what"].display(["letter"])
    record(qtbot, dialog)
    qtbot.waitUntil(lambda: status(mara) == "sent")


def test_a_new_version_needs_its_ground_and_is_a_draft_again(qtbot: QtBot, mara: Desk, opened: Open) -> None:
    life.move(mara, REFERENCE, "final", APPROVED)
    screen = opened()
    assert screen.editor.frozen.isVisible()
    screen.editor.frozen.acted.emit()
    dialog = next(found for found in screen.findChildren(MoveOnDialog) if found.isVisible())
    assert dialog.windowTitle() == "New version"
    record(qtbot, dialog)
    qtbot.waitUntil(dialog.refusal.isVisible)
    assert "why the letter is corrected" in dialog.refusal.text()
    say(qtbot, dialog, "ground", "The date of birth was wrong.")
    record(qtbot, dialog)
    qtbot.waitUntil(lambda: status(mara) == "draft")
    assert life.show(mara, REFERENCE).papers.number == 2
    qtbot.waitUntil(lambda: not screen.editor.frozen.isVisible())
    qtbot.waitUntil(lambda: any("Version 2" in line and "The date of birth was wrong." in line for line in steps(screen)))
    assert not field(screen, "facts").text.isReadOnly()


def test_a_request_that_supplements_another_opens(qtbot: QtBot, mara: Desk, opened: Open) -> None:
    screen = opened()
    supplement = next(a for a in screen.actions() if getattr(a, "id", "") == "supplement")
    assert supplement.reason == "The letter is still a draft: edit it."  # type: ignore[attr-defined]
    life.move(mara, REFERENCE, "final", APPROVED)
    screen.changed(None)
    qtbot.waitUntil(supplement.isEnabled)
    supplement.trigger()
    qtbot.waitUntil(lambda: screen.title == "JIT-SR/2026/015")
    made = next(r for r in reading.listed(mara, "request") if r.get("reference") == "JIT-SR/2026/015")
    assert made.get("supplementary_to")


def test_a_session_is_planned_in_local_time(qtbot: QtBot, mara: Desk, opened: Open, tmp_path: Path) -> None:
    life.move(mara, REFERENCE, "final", APPROVED)
    (tmp_path / "signed.pdf").write_bytes(b"%PDF")
    file = custody.attach(mara, REFERENCE, tmp_path / "signed.pdf").ids[0]
    life.move(mara, REFERENCE, "signed", {"registry_number": "Kt 1", "signed_copy": file, "signature": SIGNATURE})
    life.move(mara, REFERENCE, "sent", SENT)
    screen = opened()
    dialog = asked(qtbot, screen, "scheduled")
    window = dialog.fields.editors["window"]
    assert isinstance(window, WindowsEditor)
    for line, text in ((window.day.line, "2027-10-18"), (window.clock.line, "10:00"), (window.length.line, "3 h")):
        line.setFocus()
        line.selectAll()
        qtbot.keyClicks(line, text)
        press(qtbot, Qt.Key.Key_Tab)
    zone = ZoneInfo(str(window.zone.value()))
    record(qtbot, dialog)
    qtbot.waitUntil(lambda: status(mara) == "scheduled")
    [hearing] = reading.listed(mara, "hearing")
    start = datetime(2027, 10, 18, 10, tzinfo=zone).astimezone(UTC)
    assert hearing.get("planned") == [{"start": f"{start:%Y-%m-%dT%H:%MZ}", "minutes": 180, "zone": zone.key}]


def test_where_no_letter_is_needed_the_verdict_says_so_and_makes_the_task(qtbot: QtBot, mara: Desk, request_id: str, opened: Open) -> None:
    editing.change(mara, request_id, {"instrument_1": {"answer": "yes", **WHOLE}, "inside_jit_reason": None})
    screen = opened()
    screen.editor.outline.go("instrument")
    verdict = screen.editor.parts["instrument"].verdict
    assert verdict is not None
    assert verdict.sentence.text().startswith("No letter:")
    verdict.make.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("The task is made" in banner.text() for banner in screen.findChildren(Banner)))
    assert [t.get("title") for t in reading.listed(mara, "task") if "inside the team" in str(t.get("title"))]


def test_the_questions_show_what_is_known_and_what_is_to_be_confirmed(qtbot: QtBot, mara: Desk, opened: Open) -> None:
    screen = opened()
    doubtful = 0
    for asked_about in instruments.examine(mara, REFERENCE).questions:
        question = field(screen, f"instrument_{asked_about.number}")
        assert isinstance(question, QuestionEditor)
        lines = question.hints.text().splitlines()
        for line, hint in zip(lines, asked_about.hints, strict=True):
            assert line.startswith(str(hint.message))
            assert ("to be confirmed" in line) == (not hint.confirmed)
            doubtful += not hint.confirmed
    assert doubtful
    assert "Question" in screen.editor.parts["instrument"].verdict.sentence.text()  # type: ignore[union-attr]


def test_every_status_has_a_form_with_a_name_for_each_field(qtbot: QtBot, mara: Desk, opened: Open) -> None:
    screen = opened()
    for wanted in STATUS:
        fields = StepFields(wanted, lambda: TODAY, screen.moving._names.links)
        qtbot.addWidget(fields)
        assert fields.values() == {"date": TODAY.isoformat()}, wanted
        plan = {"start", "zone", "minutes", "fold"} if wanted == "scheduled" else set()
        assert life.goes_with(wanted).keys() - plan - fields.editors.keys() <= {"file", "kind"}, wanted
        fields.show()
        fields.focus_field()
        tabbed = [widget for widget in fields.findChildren(QWidget) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
        nameless = [type(widget).__name__ for widget in tabbed if widget.isVisible() and not widget.accessibleName()]
        assert not nameless, f"{wanted}: {nameless}"


def test_a_comment_is_kept_and_said_to_be_disclosed_perhaps(qtbot: QtBot, mara: Desk, request_id: str, opened: Open) -> None:
    screen = opened()
    screen.editor.outline.go("cover")
    remarks = screen.editor.parts["cover"].remarks
    assert remarks is not None
    assert "may have to be disclosed" in remarks.note.text()
    remarks.line.text.setFocus()
    qtbot.keyClicks(remarks.line.text, "Ask the registry first.")
    qtbot.keyClick(remarks.line.text, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: [note.text for note in tasks.comments(mara, request_id)] == ["Ask the registry first."])
    said = "Ask the registry first."
    qtbot.waitUntil(lambda: any(said in w.accessibleName() for w in remarks.talk.findChildren(QWidget)))


def test_versions_are_compared_field_by_field(qtbot: QtBot, mara: Desk, request_id: str, opened: Open) -> None:
    screen = opened()
    compare = next(a for a in screen.actions() if getattr(a, "id", "") == "compare_versions")
    assert compare.reason.startswith("No version is frozen yet")  # type: ignore[attr-defined]
    editing.change(mara, request_id, {"facts": "Held in the mill."})
    life.move(mara, REFERENCE, "final", APPROVED)
    versions.begin(mara, REFERENCE, "The place was wrong.")
    editing.change(mara, request_id, {"facts": "Held in the old mill."})
    screen.changed(None)
    qtbot.waitUntil(compare.isEnabled)
    compare.trigger()
    [dialog] = [found for found in screen.findChildren(ComparedDialog) if found.isVisible()]
    qtbot.waitUntil(lambda: bool(dialog.lines))
    assert [line.accessibleName() for line in dialog.lines] == ["Summary of the facts: Held in the added: old;mill."]
    dialog.after.set_value(1)
    qtbot.waitUntil(lambda: isinstance(dialog.lines[0], Paragraph))
    assert dialog.lines[0].text() == "Nothing differs."  # type: ignore[attr-defined]
