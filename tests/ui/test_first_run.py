"""Creating and joining a team: the form by keyboard, then the real thing with a real child process."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.first_run import DeskForm, FirstRun
from jitdesk.ui.screens.unlock import UnlockScreen
from jitdesk.ui.shell import Shell
from jitdesk.ui.strength import LEAST, strength
from jitdesk.ui.widgets.fields import Choice
from jitdesk.ui.window import Window

WORDS = "willow harbour ochre compass"
FACTS = {"team": "JIT Sava River", "member": "Maaike Verhulst", "authority": "District Court", "function": "Judge"}


@pytest.fixture
def form(qtbot: QtBot, tmp_path: Path) -> DeskForm:
    made = DeskForm("create", ("team", "member", "state", "authority", "function", "folder"), tmp_path / "sava.jitdesk")
    qtbot.addWidget(made)
    made.show()
    return made


def fill(qtbot: QtBot, form: DeskForm, again: str = WORDS) -> None:
    for name, text in FACTS.items():
        if name in form.fields:
            qtbot.keyClicks(form.fields[name].control, text)
    state = form.fields["state"].control
    assert isinstance(state, Choice)
    qtbot.keyClicks(state.lineEdit(), "Netherlands")
    qtbot.keyClicks(form.passphrase.edit, WORDS)
    qtbot.keyClicks(form.again.edit, again)


def test_the_form_emits_what_was_typed(qtbot: QtBot, form: DeskForm, tmp_path: Path) -> None:
    fill(qtbot, form)
    with qtbot.waitSignal(form.submitted) as sent:
        qtbot.keyClick(form.again.edit, Qt.Key.Key_Return)
    assert sent.args == [{**FACTS, "state": "NLD", "folder": str(tmp_path / "sava.jitdesk"), "passphrase": WORDS}]


def test_every_gap_is_said_beside_its_field(qtbot: QtBot, form: DeskForm) -> None:
    qtbot.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    assert all(form.fields[name].wrong for name in ("team", "member", "state", "authority", "function"))
    assert not form.fields["folder"].wrong
    assert form.passphrase.wrong()


def test_two_different_passphrases_are_refused(qtbot: QtBot, form: DeskForm) -> None:
    fill(qtbot, form, again=WORDS + "x")
    qtbot.keyClick(form.again.edit, Qt.Key.Key_Return)
    assert form.again.wrong()
    assert form.gaps().keys() == {"again"}


def test_every_control_has_a_name(form: DeskForm) -> None:
    controls = [w for w in form.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    assert controls
    assert [w for w in controls if not w.accessibleName()] == []


@given(st.text(max_size=LEAST - 1))
def test_a_short_passphrase_is_never_enough(text: str) -> None:
    assert not strength(text).enough


@given(st.characters(categories=["L"]), st.integers(LEAST, 60))
def test_one_letter_over_and_over_is_never_good(letter: str, times: int) -> None:
    assert strength(letter * times).key == "ui.strength.weak"


def test_four_words_are_good() -> None:
    assert strength(WORDS).key in ("ui.strength.good", "ui.strength.strong")


def test_a_team_is_created_locked_and_opened_again(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    from jitdesk.ui import furnish

    folder = tmp_path / "sava.jitdesk"
    window = Window([], jobs, folder)
    qtbot.addWidget(window)
    window.show()
    window.furnish(furnish.doors(300))
    window.show_create()
    page = window.page
    assert isinstance(page, FirstRun)
    form = page.create_form
    fill(qtbot, form)
    with qtbot.waitSignal(window.opened, timeout=60_000) as opened:
        qtbot.keyClick(form.again.edit, Qt.Key.Key_Return)
    assert opened.args == [folder, "JIT Sava River"]
    shell = window.page
    assert isinstance(shell, Shell)
    shell.lock()
    page = window.page
    assert isinstance(page, UnlockScreen)
    page.passphrase.edit.setText(WORDS)
    with qtbot.waitSignal(window.opened, timeout=60_000):
        qtbot.keyClick(page.passphrase.edit, Qt.Key.Key_Return)
    assert isinstance(window.page, Shell)
    window.close()


def test_what_cannot_be_created_is_said_on_the_form(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    from jitdesk.ui import furnish

    folder = tmp_path / "sava.jitdesk"
    folder.mkdir()
    window = Window([], jobs, folder)
    qtbot.addWidget(window)
    window.show()
    window.furnish(furnish.doors(300))
    window.show_create()
    page = window.page
    assert isinstance(page, FirstRun)
    form = page.create_form
    fill(qtbot, form)
    qtbot.keyClick(form.again.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(form.refusal.isVisible, timeout=60_000)
    assert str(folder) in form.refusal.text()
    assert form.submit.isEnabled()
    window.close()


def test_a_form_opened_before_the_program_is_loaded_becomes_ready(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    from jitdesk.ui import furnish

    window = Window([], jobs, tmp_path / "sava.jitdesk")
    qtbot.addWidget(window)
    window.show_create()
    page = window.page
    assert isinstance(page, FirstRun)
    assert not page.create_form.submit.isEnabled()
    assert page.create_form.submit.reason
    window.furnish(furnish.doors(300))
    assert page.create_form.submit.isEnabled()
