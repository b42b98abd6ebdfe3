"""What stands around a letter, as a person works with it: correspondence, translations and hearings, each a card that opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from jitdesk.domain.records import Record
from jitdesk.services import correspondence, editing, hearings, importing, life, reading, team, translations
from jitdesk.services.desk import Desk
from jitdesk.ui.cards import Card, Cards
from jitdesk.ui.custody import CustodyDialog
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.requests import RequestsScreen
from jitdesk.ui.screens.requests.plan_session import PlanSession
from jitdesk.ui.screens.requests.write_dialog import WriteDialog
from jitdesk.ui.shell import Shell
from tests.services import sava
from tests.services.test_life import REFERENCE, REPLIED, drafted, sent
from tests.ui.opening import banners, do, plain, request_in_window, words_of

CTRL = Qt.KeyboardModifier.ControlModifier
Open = Callable[[], tuple[Shell, RequestsScreen]]
DAY = {"start": "2027-10-18T10:00", "zone": "America/Argentina/Buenos_Aires", "minutes": 180}


@pytest.fixture
def id(mara: Desk) -> str:
    """The complete request of the demo, a draft."""
    return drafted(mara)


@pytest.fixture
def at(qtbot: QtBot, mara: Desk, jobs: Jobs, id: str) -> Open:
    """Opens the editor of the request."""
    return lambda: request_in_window(qtbot, jobs, mara, id)


def cards(screen: RequestsScreen, kind: str) -> Cards:
    return next(page.cards[kind] for page in screen.editor.beside.values() if kind in page.cards)


def only(screen: RequestsScreen, kind: str) -> Card:
    [card] = cards(screen, kind)._cards.values()
    return card


def reason(shell: Shell, action: str) -> str:
    return shell.actions_known.find(action).reason


def write(qtbot: QtBot, form: Any, name: str, text: str) -> None:
    """Type into one field of a form and leave it."""
    editor = form.editor_of(name)
    editor.setFocus()
    qtbot.keyClicks(editor.control.focusProxy() or editor.control, text)
    editor.commit()


def answer(qtbot: QtBot, screen: RequestsScreen, out: Path) -> None:
    """Say where a file is written, in the dialog of the system."""
    qtbot.waitUntil(lambda: any(found.isVisible() for found in screen.findChildren(QFileDialog)))
    asked = next(found for found in screen.findChildren(QFileDialog) if found.isVisible())
    name = asked.findChild(QLineEdit)
    assert name is not None
    name.setText(str(out))
    asked.accept()


def says(card: Card) -> str:
    return plain(card.head.accessibleName())


def test_what_can_be_recorded_waits_for_what_comes_before_it(qtbot: QtBot, mara: Desk, at: Open) -> None:
    shell, screen = at()
    assert (
        reason(shell, "record_transmission") == "What is sent is the signed file: record first, with Move on…, that the letter is signed."
    )
    assert reason(shell, "record_reply") == "The request was not sent yet: record first, with Move on…, that it was."
    assert not reason(shell, "add_translation")
    screen.close_request()
    for action in ("record_transmission", "add_translation", "plan_session", "go_correspondence", "write_day_sheet"):
        assert reason(shell, action) == "Open a request first."
    sent(mara)
    screen.open(REFERENCE)
    qtbot.waitUntil(lambda: not reason(shell, "record_transmission") and not reason(shell, "record_reply"))
    assert not reason(shell, "plan_session")
    life.move(mara, REFERENCE, "withdrawn", {"ground": "Another State hears the person."})
    shell.tell(None)
    qtbot.waitUntil(lambda: reason(shell, "plan_session") == "No session is planned any more. Status: Withdrawn.")


def test_the_pages_are_reached_by_the_arrows_after_the_last_part(qtbot: QtBot, at: Open) -> None:
    _, screen = at()
    outline = screen.editor.outline
    outline.go("signature")
    outline.list.setFocus()
    for key in ("correspondence", "translations", "hearings"):
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, Qt.Key.Key_Down)
        assert outline.current == key
        assert screen.editor.beside[key].isVisible()
    assert QApplication.focusWidget() is outline.beside
    qtbot.keyClick(outline.beside, Qt.Key.Key_Up, CTRL)
    assert outline.current == "translations"
    outline.go("correspondence")
    qtbot.keyClick(outline.beside, Qt.Key.Key_Up)
    assert outline.current == "signature"
    assert QApplication.focusWidget() is outline.list


def test_a_reply_is_recorded_and_answered_on_its_page(qtbot: QtBot, mara: Desk, at: Open) -> None:
    sent(mara)
    shell, screen = at()
    do(shell, "record_reply")
    new = cards(screen, "reply").new
    assert new is not None
    qtbot.waitUntil(new.isVisible)
    new.form.editor_of("kind").display("more_asked")
    new.form.editor_of("kind").commit()
    for name, text in (("source", REPLIED["source"]), ("their_reference", "DAJIN 77/2026"), ("due", "2027-01-15")):
        write(qtbot, new.form, name, text)
    qtbot.mouseClick(new.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: cards(screen, "reply").new is None and len(cards(screen, "reply")._cards) == 1)
    card = only(screen, "reply")
    assert says(card) == (
        "More information asked for, Answer by 15 Jan 2027, 19 Nov 2026 · Directorate of International Legal Assistance · DAJIN 77/2026"
    )
    assert screen.editor.beside["correspondence"].beside(screen._read).wanting  # type: ignore[arg-type]
    assert "2027-01-15" in [task.get("due") for task in reading.listed(mara, "task")]
    card.head.setFocus()
    qtbot.keyClick(card.head, Qt.Key.Key_Return)
    assert card.form is not None
    write(qtbot, card.form, "answered_on", "2026-11-19")
    qtbot.waitUntil(lambda: "Answered" in says(only(screen, "reply")))
    assert reading.listed(mara, "reply")[0].get("answered_on") == "2026-11-19"


def test_what_was_sent_says_its_hash_and_whether_it_was_received(qtbot: QtBot, mara: Desk, at: Open) -> None:
    file = sent(mara)
    [made] = reading.listed(mara, "transmission")
    shell, screen = at()
    do(shell, "go_correspondence")
    card = only(screen, "transmission")
    assert "Receipt awaited" in says(card)
    qtbot.mouseClick(card.head, Qt.MouseButton.LeftButton)
    assert str(reading.show(mara, file).get("sha256")) in words_of(card)
    assert "not the hash of the signed file" not in words_of(card)
    editing.change(mara, made.id, {"receipt": {"state": "received", "on": "2026-11-20"}, "sha256": "0" * 64})
    shell.tell(None)
    qtbot.waitUntil(lambda: "Received 20 Nov 2026" in says(only(screen, "transmission")))
    assert "not the hash of the signed file" in words_of(card)


def test_a_translation_comes_with_its_file_and_says_since_what_change_it_is_stale(
    qtbot: QtBot, mara: Desk, jobs: Jobs, at: Open, id: str, tmp_path: Path
) -> None:
    shell, screen = at()
    do(shell, "add_translation")
    new = cards(screen, "translation").new
    assert new is not None
    new.form.editor_of("language").display("es")
    new.form.editor_of("language").commit()
    write(qtbot, new.form, "translator", "Court translator no. 4")
    paper = tmp_path / "traduccion.docx"
    paper.write_bytes(b"PK translated")
    screen.around.attach("file", Record("", "translation", ""), str(paper))
    qtbot.waitUntil(lambda: new.form.editor_of("file").value() is not None, timeout=20_000)
    qtbot.mouseClick(new.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(cards(screen, "translation")._cards) == 1)
    [made] = reading.listed(mara, "translation")
    assert made.get("file") == reading.listed(mara, "file")[0].id
    card = only(screen, "translation")
    assert says(card) == "Spanish: the letter, With the translator, Court translator no. 4"
    card.set_open(True)
    qtbot.mouseClick(card.acts["save"], Qt.MouseButton.LeftButton)
    copy = tmp_path / "copy.docx"
    answer(qtbot, screen, copy)
    qtbot.waitUntil(lambda: copy.is_file() and not jobs.busy, timeout=20_000)
    assert copy.read_bytes() == paper.read_bytes()
    qtbot.mouseClick(card.acts["custody"], Qt.MouseButton.LeftButton)
    [chain] = screen.findChildren(CustodyDialog)
    qtbot.waitUntil(lambda: "Received, recorded by Mara Kos" in words_of(chain))
    qtbot.keyClick(chain.go_on, Qt.Key.Key_Return)
    for act in ("deliver", "goes"):
        qtbot.mouseClick(card.acts[act], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda act=act: bool(only(screen, "translation").acts[act].reason))  # type: ignore[misc]
    assert says(card) == "Spanish: the letter, Delivered, Goes with the letter · Court translator no. 4 · 19 Nov 2026"
    assert reading.show(mara, id).get("translation") == made.id
    editing.change(mara, id, {"facts": "Another summary of the facts."})
    shell.tell(None)
    qtbot.waitUntil(lambda: "Stale" in says(only(screen, "translation")))
    assert f"Changed since: Summary of the facts ({mara.card.member}" in plain(banners(card))


def test_what_was_typed_of_a_new_record_is_made_once_where_one_goes_on(qtbot: QtBot, mara: Desk, jobs: Jobs, at: Open) -> None:
    shell, screen = at()
    do(shell, "add_translation")
    new = cards(screen, "translation").new
    assert new is not None
    write(qtbot, new.form, "translator", "Court translator no. 4")
    screen.editor.outline.go("facts")
    screen.save()
    screen.close_request()
    qtbot.waitUntil(lambda: not jobs.busy and cards(screen, "translation").new is None)
    assert [made.get("translator") for made in reading.listed(mara, "translation")] == ["Court translator no. 4"]


def test_the_letter_is_written_in_a_delivered_language_at_once(qtbot: QtBot, mara: Desk, jobs: Jobs, at: Open) -> None:
    translations.record(mara, REFERENCE, {"language": "fr", "translator": "An agency"})
    translations.record(mara, REFERENCE, {"language": "ka", "translator": "An agency"})
    shell, screen = at()
    do(shell, "go_translations")
    french, georgian = cards(screen, "translation")._cards.values()
    for card in (french, georgian):
        card.set_open(True)
    assert georgian.acts["write"].reason == "JITDesk has no words of letters in this language."
    qtbot.mouseClick(french.acts["write"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in screen.findChildren(WriteDialog)))
    dialog = next(dialog for dialog in screen.findChildren(WriteDialog) if dialog.isVisible())
    assert (dialog.document.value(), dialog.language.value()) == ("letter", "fr")


def test_a_session_is_planned_anew_and_its_minutes_are_checked_by_somebody(qtbot: QtBot, mara: Desk, at: Open, tmp_path: Path) -> None:
    sent(mara)
    hearings.plan(mara, REFERENCE, **DAY)  # type: ignore[arg-type]
    [hearing] = reading.listed(mara, "hearing")
    shell, screen = at()
    screen.open(hearing.id)  # as the agenda opens it
    qtbot.waitUntil(lambda: screen.editor.outline.current == "hearings")
    card = only(screen, "hearing")
    assert card.open
    assert says(card) == "Session 1, Planned, Mon 18 October 2027 · 10:00 Buenos Aires · 3 h"
    told = plain(words_of(card))
    assert "Buenos Aires, Requested State, 10:00 – 13:00" in told
    assert "UTC, As it is kept, 13:00 – 16:00" in told
    qtbot.mouseClick(card.acts["plan"], Qt.MouseButton.LeftButton)
    dialog = next(found for found in screen.findChildren(PlanSession) if found.isVisible())
    line = dialog.window_editor.clock.line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "11:00")
    dialog.go_on.setFocus()
    qtbot.keyClick(dialog.go_on, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "11:00 Buenos Aires" in says(only(screen, "hearing")))
    editing.change(mara, hearing.id, {"result": "held"})
    shell.tell(None)
    qtbot.waitUntil(lambda: "Minutes to be checked" in says(only(screen, "hearing")))
    assert card.acts["plan"].reason == "This session was held: plan the next one."
    assert card.form is not None
    for name in ("minutes_missing", "minutes_checked"):
        assert card.form.editor_of(name).isVisible()
    tick = card.form.editor_of("minutes_checked").control
    tick.setFocus()
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "Held" in says(only(screen, "hearing")))
    qtbot.waitUntil(lambda: f"Checked by {mara.card.member}" in plain(words_of(card)))
    do(shell, "write_day_sheet")
    answer(qtbot, screen, tmp_path / "day.docx")
    qtbot.waitUntil(lambda: "day.docx" in banners(screen), timeout=30_000)
    assert (tmp_path / "day.docx").stat().st_size > 1_000


def test_an_observer_reads_only(qtbot: QtBot, two: dict[str, Desk], jobs: Jobs) -> None:
    mara, ibrahim = two["mara"], two["ibrahim"]
    id = drafted(mara)
    sent(mara)
    correspondence.record(mara, REFERENCE, "reply", {**REPLIED, "kind": "accepted"})
    sava.admit(mara, ibrahim, "observer")
    importing.accept(ibrahim, [made.path for made in sava.post(mara, "to the observer", ibrahim)], trust=team.fingerprint(mara))
    shell, screen = request_in_window(qtbot, jobs, ibrahim, id)
    for action in ("record_transmission", "record_reply", "add_translation", "plan_session"):
        assert "observer" in reason(shell, action).casefold()
    do(shell, "go_correspondence")
    card = only(screen, "reply")
    card.set_open(True)
    qtbot.waitUntil(card.acts["save"].isVisible)
    assert [act for act, button in card.acts.items() if button.isVisible()] == ["save", "custody"]
    assert card.form is not None
    source: Any = card.form.editor_of("source")
    assert source.line.isReadOnly()
