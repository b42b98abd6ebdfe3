"""The screen of witnesses on real desks, as a person uses it; what the palette finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.kernel.words import say
from jitdesk.services import editing, reading, tasks, team, witnesses
from jitdesk.services.desk import Desk
from jitdesk.ui import finding
from jitdesk.ui.custody import CustodyDialog
from jitdesk.ui.go_to import GoTo
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.witnesses import WitnessesScreen
from jitdesk.ui.screens.witnesses.draft import DraftCheck, checks
from jitdesk.ui.screens.witnesses.new import NewWitness
from jitdesk.ui.shell import Entry, Person, Shell
from jitdesk.ui.widgets.editors import TextEditor
from jitdesk.ui.widgets.marks import MarksEditor
from jitdesk.ui.widgets.menu_choice import MenuChoice
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.sealed import SealedBlock
from tests.services import sava
from tests.ui import case
from tests.ui.case import OLENA, TODAY, bare
from tests.ui.opening import put_up, words_of

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NAME = "Ana Petrova"
Open = Callable[[Desk], tuple[Shell, WitnessesScreen]]


@pytest.fixture
def ids(mara: Desk) -> dict[str, str]:
    return case.fill(mara)


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> Open:
    """Opens the screen on a desk, in a shell."""

    def opened(desk: Desk) -> tuple[Shell, WitnessesScreen]:
        entry = Entry("witnesses", "users", lambda actions: WitnessesScreen(desk, jobs, actions, lambda: TODAY))
        shell = Shell(
            Person("JIT Sava River", desk.card.member, ""), [entry], jobs, search=lambda words: finding.search(desk, shell.go, words)
        )
        put_up(qtbot, shell)
        screen = shell.screen_shown
        assert isinstance(screen, WitnessesScreen)
        return shell, screen

    return opened


@pytest.fixture
def at(qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str], window: Open) -> tuple[Shell, WitnessesScreen]:
    """The page of W-0412 on Mara's desk."""
    shell, screen = window(mara)
    go_to(qtbot, jobs, screen, ids["W-0412"])
    open_page(qtbot, jobs, screen)
    return shell, screen


def open_page(qtbot: QtBot, jobs: Jobs, screen: WitnessesScreen, reason: str = "Preparing the hearing") -> None:
    """Give the reason that the page of a protected witness asks for."""
    seal = screen.detail.seal
    seal.reason.setFocus()
    qtbot.keyClicks(seal.reason, reason)
    qtbot.keyClick(seal.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not seal.isVisible() and not jobs.busy)


def opened(desk: Desk, id: str) -> witnesses.Dossier:
    """Everything about a witness, also under protection."""
    return witnesses.dossier(desk, id, opened=id)


def go_to(qtbot: QtBot, jobs: Jobs, screen: WitnessesScreen, id: str) -> None:
    screen.shown(id)
    qtbot.waitUntil(lambda: bare(screen.detail.id) == id and bare(screen.list.table.current_id()) == id and not jobs.busy)


def row(screen: WitnessesScreen, number: int) -> list[str]:
    """One row of the list as it is read aloud."""
    model: QAbstractItemModel = screen.list.model
    return [str(model.data(model.index(number, column), Qt.ItemDataRole.AccessibleTextRole)) for column in range(model.columnCount())]


def rows(screen: WitnessesScreen) -> list[list[str]]:
    return [row(screen, number) for number in range(screen.list.model.rowCount())]


def visible(screen: WitnessesScreen, kind: type[QWidget]) -> list[QWidget]:
    return [part for part in screen.detail.findChildren(kind) if part.isVisible()]


def typed_into(screen: QWidget) -> str:
    """Everything that stands in the fields of a window."""
    lines = [line.text() for line in screen.findChildren(QLineEdit)]
    return "\n".join(lines + [text.toPlainText() for text in screen.findChildren(QTextEdit)])


def test_the_list_says_consent_protection_and_the_last_account(qtbot: QtBot, jobs: Jobs, at: tuple[Shell, WitnessesScreen]) -> None:
    _, screen = at
    found = {entry[0]: entry[1:] for entry in rows(screen)}
    assert found["W-0412"] == ["Victim", "Ukraine", "Ukrainian, Russian", "In force", "In part", "12 Mar 2025"]
    assert found["W-0398"][-3:] == ["Requested", "Not asked", "2024"]
    assert found["W-0418"][-2] == "Withdrawn"
    assert found["W-0384"][-3:] == ["None", "Given", "None yet"]
    assert [entry[0] for entry in rows(screen)] == sorted(found)
    assert screen.list.count.text() == "11 of 11"


def test_the_list_is_filtered_by_words_state_and_protection(qtbot: QtBot, jobs: Jobs, at: tuple[Shell, WitnessesScreen]) -> None:
    _, screen = at
    screen.list.table.setFocus()
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Slash)
    qtbot.waitUntil(screen.list.filter.hasFocus)
    qtbot.keyClicks(screen.list.filter, "w-041")
    qtbot.waitUntil(lambda: [entry[0] for entry in rows(screen)] == ["W-0412", "W-0415", "W-0418"])
    screen.list.filter.clear()
    screen.list.custodian.set_value("UKR")
    screen.list.custodian.activated.emit(0)
    screen.list.protection.set_value("requested")
    screen.list.protection.activated.emit(0)
    qtbot.waitUntil(lambda: [entry[0] for entry in rows(screen)] == ["W-0398", "W-0421"])
    qtbot.waitUntil(lambda: screen.list.count.text() == "2 of 11")
    screen.list.filter.setText("nobody")
    qtbot.waitUntil(lambda: not screen.list.table.isVisible())


def test_a_witness_under_protection_is_opened_with_a_reason_that_is_logged(
    qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str], window: Open
) -> None:
    shell, screen = window(mara)
    go_to(qtbot, jobs, screen, ids["W-0412"])
    assert visible(screen, SealedBlock) == [screen.detail.seal]
    assert not screen.detail.tabs.isVisible()
    assert case.NEEDS not in typed_into(shell)
    assert shell.actions_known.find("draft_request").reason == "Open the page of the witness first: it is under protection."
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Tab, CTRL)  # another tab shows nothing either
    assert case.NEEDS not in typed_into(shell)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.detail.seal.reason.hasFocus)
    qtbot.keyClick(screen.detail.seal.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "why you open this record" in screen.detail.seal.reason.accessibleDescription())
    assert reading.listed(mara, "consultation") == []
    open_page(qtbot, jobs, screen)
    screen.detail.tabs.choose("profile")
    assert case.NEEDS in typed_into(shell)
    [logged] = reading.listed(mara, "consultation")
    assert (logged.get("reason"), logged.get("about")) == ("Preparing the hearing", ids["W-0412"])
    screen.changed(None)  # it stays open while it is worked on
    qtbot.waitUntil(lambda: not jobs.busy)
    assert not screen.detail.seal.isVisible()
    go_to(qtbot, jobs, screen, ids["W-0384"])
    assert visible(screen, SealedBlock) != [screen.detail.seal]
    go_to(qtbot, jobs, screen, ids["W-0412"])
    assert screen.detail.seal.isVisible()
    assert screen.detail.seal.reason.text() == ""


def test_a_new_witness_gets_the_next_code(qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, WitnessesScreen]) -> None:
    _, screen = at
    qtbot.keyClick(screen.list.table, Qt.Key.Key_N, CTRL)
    qtbot.waitUntil(lambda: bool(screen.findChildren(NewWitness)))
    [dialog] = screen.findChildren(NewWitness)
    assert dialog.code.text() == "W-0422"
    dialog.code.clear()
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
    assert dialog._code.wrong == say("ui.witnesses.need_code")
    qtbot.keyClicks(dialog.code, "W-0500")
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(screen.detail.dossier) and screen.detail.dossier.witness.get("code") == "W-0500")  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: screen.list.table.current_id() == screen.detail.id)
    assert reading.show(mara, "W-0500").get("role") == "witness"


def test_fields_are_kept_and_the_list_follows(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, WitnessesScreen], ids: dict[str, str]
) -> None:
    _, screen = at
    form = screen.detail.profile.form
    protection, languages = form.editor_of("protection"), form.editor_of("languages")
    assert isinstance(protection, MenuChoice)
    assert isinstance(languages, MarksEditor)
    protection.choose("ended")
    languages.line.setFocus()
    qtbot.keyClicks(languages.line, "Polish")
    qtbot.keyClick(languages.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: reading.show(mara, ids["W-0412"]).get("languages") == ["uk", "ru", "pl"])
    assert reading.show(mara, ids["W-0412"]).get("protection") == "ended"
    qtbot.waitUntil(lambda: ["W-0412", "Victim", "Ukraine", "Ukrainian, Russian, Polish", "Ended"] in [entry[:5] for entry in rows(screen)])


def test_a_further_account_makes_the_warning_and_the_list_say_so(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, WitnessesScreen]
) -> None:
    _, screen = at
    assert visible(screen, Banner)[0].accessibleName().startswith("2 earlier accounts exist NL police")
    screen.list.table.setFocus()
    qtbot.keyClick(screen.list.table, Qt.Key.Key_A, CTRL | SHIFT)
    new = screen.detail.accounts.new
    assert new is not None
    day, authority = new.form.editor_of("date"), new.form.editor_of("authority")
    assert isinstance(day, TextEditor)
    assert isinstance(authority, TextEditor)
    qtbot.waitUntil(day.line.hasFocus)
    qtbot.keyClicks(day.line, "2026-09-30")
    qtbot.keyClick(day.line, Qt.Key.Key_Tab)
    qtbot.keyClicks(authority.line, "The Hague police")
    qtbot.mouseClick(new.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(screen.detail.dossier.accounts) == 3 and not jobs.busy)  # type: ignore[union-attr]
    assert screen.detail.accounts.new is None
    qtbot.waitUntil(lambda: ["W-0412", "30 Sep 2026"] in [[entry[0], entry[6]] for entry in rows(screen)])
    screen.detail.tabs.choose("profile")
    assert visible(screen, Banner)[0].accessibleName().startswith("3 earlier accounts exist The Hague police")


def test_a_new_account_that_was_begun_is_not_lost_by_locking(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, WitnessesScreen], ids: dict[str, str]
) -> None:
    shell, screen = at
    qtbot.keyClick(screen.list.table, Qt.Key.Key_A, CTRL | SHIFT)
    new = screen.detail.accounts.new
    assert new is not None
    place = new.form.editor_of("place")
    assert isinstance(place, TextEditor)
    place.line.setFocus()
    qtbot.keyClicks(place.line, "Vilnius")
    with qtbot.waitSignal(shell.locked):
        qtbot.keyClick(place.line, Qt.Key.Key_L, CTRL)
    assert "Vilnius" in [record.get("place") for record in opened(mara, ids["W-0412"]).accounts]


def test_consent_is_several_rows_and_one_word(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, WitnessesScreen], ids: dict[str, str]
) -> None:
    _, screen = at
    screen.detail.tabs.choose("consents")
    card = next(iter(screen.detail.consents._cards.values()))
    assert card._head.accessibleName() == "Sharing, Refused, The team, 4 Apr 2026"
    qtbot.keyClick(card._head, Qt.Key.Key_Return)
    assert card.form is not None
    decision = card.form.editor_of("decision")
    assert isinstance(decision, MenuChoice)
    decision.choose("given")
    qtbot.waitUntil(lambda: opened(mara, ids["W-0412"]).consent == "given")
    qtbot.waitUntil(lambda: ["W-0412", "Given"] in [[entry[0], entry[5]] for entry in rows(screen)])


def test_an_identity_is_recorded_opened_and_closed_again(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, at: tuple[Shell, WitnessesScreen], ids: dict[str, str]
) -> None:
    shell, screen = at
    assert visible(screen, SealedBlock)[0].accessibleName().startswith("Identity held by Ukraine")
    team.set_readers(mara, sava.PROTECTED, [team.fingerprint(olena)])
    screen.changed(None)
    qtbot.waitUntil(lambda: any("No identity is recorded" in part.accessibleName() for part in visible(screen, SealedBlock)))
    [block] = visible(screen, SealedBlock)
    assert isinstance(block, SealedBlock)
    qtbot.mouseClick(block.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(screen.detail.profile._identities) and not jobs.busy)
    name = next(iter(screen.detail.profile._identities.values())).editor_of("name")
    assert isinstance(name, TextEditor)
    name.line.setFocus()
    qtbot.keyClicks(name.line, NAME)
    qtbot.keyClick(name.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [i.record.get("name") for i in opened(mara, ids["W-0412"]).identities] == [NAME] and not jobs.busy)
    qtbot.waitUntil(lambda: bool(visible(screen, SealedBlock)))
    assert f"Identity sealed in {sava.PROTECTED}" in visible(screen, SealedBlock)[0].accessibleName()
    assert OLENA in visible(screen, SealedBlock)[0].accessibleName()
    assert NAME in typed_into(shell)
    screen.detail.tabs.choose("consents")
    qtbot.waitUntil(lambda: NAME not in typed_into(shell))
    screen.detail.tabs.choose("profile")
    [block] = visible(screen, SealedBlock)
    assert isinstance(block, SealedBlock)
    block.button.click()  # without a reason it stays closed
    qtbot.waitUntil(lambda: "why you open this record" in block.reason.accessibleDescription())
    assert NAME not in typed_into(shell)
    before = reading.count(mara, "consultation")
    block.reason.setFocus()
    qtbot.keyClicks(block.reason, "The summons is to be served")
    qtbot.keyClick(block.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: NAME in typed_into(shell))
    logged = [entry.get("reason") for entry in reading.listed(mara, "consultation")]
    assert len(logged) == before + 1
    assert "The summons is to be served" in logged


def test_who_is_not_in_the_compartment_sees_nothing_of_the_identity(
    qtbot: QtBot, jobs: Jobs, mara: Desk, olena: Desk, ibrahim: Desk, ids: dict[str, str], window: Open
) -> None:
    team.set_readers(mara, sava.PROTECTED, [team.fingerprint(olena)])
    editing.add(mara, "identity", [{"witness": ids["W-0412"], "name": NAME}], sava.PROTECTED)
    sava.send(mara, ibrahim, "news")
    shell, screen = window(ibrahim)
    go_to(qtbot, jobs, screen, ids["W-0412"])
    open_page(qtbot, jobs, screen)
    qtbot.waitUntil(lambda: bool(visible(screen, SealedBlock)))
    [block] = visible(screen, SealedBlock)
    assert isinstance(block, SealedBlock)
    assert block.accessibleName().startswith("Identity held by Ukraine")
    assert not block.button.isVisible()
    assert finding.search(ibrahim, shell.go, NAME) == []


def test_a_file_is_attached_and_saved_again_by_child_processes(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, WitnessesScreen], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, screen = at
    original, copy = tmp_path / "statement.txt", tmp_path / "copy.txt"
    original.write_bytes(b"What the witness said.\n" * 1000)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(original)], ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(copy), ""))
    screen._actions.find("attach_file").trigger()
    qtbot.waitUntil(lambda: len(screen.detail.dossier.files) == 1 and not jobs.busy, timeout=15_000)  # type: ignore[union-attr]
    [card] = screen.detail.files._cards.values()
    assert card._head.accessibleName() == "statement.txt, 23.0 kB"
    qtbot.keyClick(card._head, Qt.Key.Key_Return)
    qtbot.mouseClick(card.acts["extract"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: copy.exists() and not jobs.busy, timeout=15_000)
    assert copy.read_bytes() == original.read_bytes()
    file = screen.detail.dossier.files[0].reference  # type: ignore[union-attr]
    editing.add(mara, "custody", [{"file": file, "event": "received", "source": "The district court", "date": "2026-11-19"}])
    qtbot.mouseClick(card.acts["custody"], Qt.MouseButton.LeftButton)
    [shown] = screen.findChildren(CustodyDialog)
    qtbot.waitUntil(lambda: "from The district court" in words_of(shown))
    qtbot.keyClick(shown.go_on, Qt.Key.Key_Return)


def test_a_request_is_drafted_after_a_look_at_consent_and_accounts(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, WitnessesScreen], ids: dict[str, str]
) -> None:
    _, screen = at
    went: list[tuple[str, str]] = []
    screen.went.disconnect()
    screen.went.connect(lambda place, record: went.append((place, record)))
    screen.list.table.setFocus()
    qtbot.keyClick(screen.list.table, Qt.Key.Key_R)
    [check] = screen.findChildren(DraftCheck)
    said = " ".join(sentence for _, sentence in checks(opened(mara, ids["W-0412"])))
    assert "Consent to a hearing is given." in said
    assert "2 earlier accounts" in said
    qtbot.keyClick(check.go_on, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(went))
    request = reading.show(mara, went[0][1])
    assert (went[0][0], request.kind, request.get("witness")) == ("requests", "request", ids["W-0412"])
    assert request.get("reference") == "JIT-SR/2026/015"


def test_history_tells_who_set_what(qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, WitnessesScreen], ids: dict[str, str]) -> None:
    _, screen = at
    editing.change(mara, ids["W-0412"], {"risk": "high"})
    screen.list.table.setFocus()
    for _ in range(4):
        qtbot.keyClick(screen.list.table, Qt.Key.Key_Tab, CTRL)
    assert screen.detail.tabs.current == "history"
    told = lambda: " ".join(part.accessibleName() for part in screen.detail.history.findChildren(QWidget) if part.accessibleName())  # noqa: E731
    qtbot.waitUntil(lambda: "Risk: High" in told())
    assert "Mara Kos" in told()


def test_the_palette_leads_to_a_record_and_names_what_it_is_about(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, WitnessesScreen], ids: dict[str, str]
) -> None:
    shell, screen = at
    qtbot.keyClick(shell, Qt.Key.Key_K, CTRL)
    palette = shell.findChild(GoTo)
    assert palette is not None
    qtbot.keyClicks(palette.line, "w-0398")
    qtbot.waitUntil(lambda: bool(palette.places()))
    assert palette.places()[0].detail == "Witness"
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bare(screen.detail.id) == ids["W-0398"])
    about = finding.search(mara, shell.go, "Gendarmerie")
    assert [(place.text, "W-0418" in place.detail) for place in about] == [("Gendarmerie", True)]


def test_notes_about_a_witness_and_names_of_controls(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, WitnessesScreen], ids: dict[str, str]
) -> None:
    shell, screen = at
    comment = screen.detail.profile.comment
    comment.text.setFocus()
    qtbot.keyClicks(comment.text, "Prefers the morning.")
    qtbot.keyClick(comment.text, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: [c.text for c in tasks.comments(mara, ids["W-0412"])] == ["Prefers the morning."])
    controls = [w for w in shell.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    assert [w for w in controls if not w.accessibleName()] == []
    assert QApplication.focusWidget() is not None
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(screen.list.table.hasFocus)
