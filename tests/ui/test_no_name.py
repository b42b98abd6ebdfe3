"""A person who knows a protected name answers a finding of it in the window: a word is no name there; the letter was compared."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jitdesk.services import editing, letters, reading
from jitdesk.services.desk import Desk
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.requests.no_name import ComparedByHand, NoNameHere
from jitdesk.ui.shell import Shell
from jitdesk.ui.widgets.buttons import Button
from tests.services.test_no_name import asked, exposed, far, told
from tests.ui.opening import banners, do, request_in_window

__all__ = ["asked", "far"]


def press(qtbot: QtBot, within: Shell, words: str) -> None:
    """Press a button that has these words, by keyboard."""
    button = next(one for one in within.findChildren(Button) if one.text() == words and one.isVisible())
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, Qt.Key.Key_Return)


def shown(qtbot: QtBot, kind: type[NoNameHere] | type[ComparedByHand]) -> NoNameHere | ComparedByHand:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    found = QApplication.activeModalWidget()
    assert isinstance(found, NoNameHere | ComparedByHand)
    return found


def test_a_word_is_said_to_be_no_name_and_then_the_letter_is_compared(qtbot: QtBot, jobs: Jobs, mara: Desk, asked: str) -> None:
    shell, screen = request_in_window(qtbot, jobs, mara, asked)
    assert "take it out first" in shell.actions_known.find("name_compared").reason
    screen.editor.edit_field("facts")
    press(qtbot, shell, "It is no name here…")
    dialog = shown(qtbot, NoNameHere)
    assert dialog.go_on.reason == "Type the word first."
    qtbot.keyClicks(dialog.line, "wall")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "No single word" in dialog.refusal.text())
    assert "“Summary of the facts”" in dialog.refusal.text()
    assert exposed(mara, asked) == [True]
    dialog.line.setText("")
    qtbot.keyClicks(dialog.line, "stone")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "no name there" in banners(shell))
    assert exposed(mara, asked) == [False]
    qtbot.waitUntil(lambda: not shell.actions_known.find("name_compared").reason)
    assert shell.actions_known.find("no_name_here").reason
    do(shell, "name_compared")  # the identity is read here: one step
    qtbot.waitUntil(lambda: "was compared" in banners(shell))
    assert reading.show(mara, asked).get("name_compared")["by"] == mara.card.member


def test_who_reads_no_identity_says_with_what_the_letter_was_compared(qtbot: QtBot, jobs: Jobs, far: Desk, asked: str) -> None:
    shell, screen = request_in_window(qtbot, jobs, far, asked)
    assert told(far, asked) == ["P07_not_compared"]
    press(qtbot, shell, "I have compared…")
    dialog = shown(qtbot, ComparedByHand)
    assert dialog.go_on.reason == "Say first with what you compared."
    qtbot.keyClicks(dialog.line, "The sealed file, sheet 3")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "was compared" in banners(shell))
    assert told(far, asked) == []
    qtbot.waitUntil(lambda: shell.actions_known.find("name_compared").reason.startswith("Nothing waits"))
    editing.change(far, asked, {"facts": "Another summary."})
    screen.changed(None)
    qtbot.waitUntil(lambda: not shell.actions_known.find("name_compared").reason)
    assert [finding.message.key for finding in letters.check(far, asked) if finding.code == "P07"] == ["drafting_case.P07_changed"]
