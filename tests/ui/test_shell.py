"""The unlocked desk by keyboard: screens, panes, palette, lock, idle, themes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.ui.go_to import GoTo, KeyList, Place, matches
from jitdesk.ui.idle import IdleLock
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.look import look
from jitdesk.ui.shell import Entry, Person, Shell
from tests.ui.samples import ListScreen

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def visited() -> list[str]:
    return []


@pytest.fixture
def shell(qtbot: QtBot, jobs: Jobs, visited: list[str]) -> Shell:
    entries = [
        Entry("tasks", "square-check", lambda actions: ListScreen(jobs, actions, "Tasks"), lambda: 4),
        Entry("witnesses", "users", lambda actions: ListScreen(jobs, actions, "Witnesses")),
    ]

    def search(words: str) -> list[Place]:
        return [Place(f"W-0412 {words}", lambda: visited.append(words), "user")]

    made = Shell(Person("JIT Sava River", "Maaike Verhulst", "Netherlands"), entries, jobs, search=search)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def listed(shell: Shell) -> ListScreen:
    screen = shell.screen_shown
    assert isinstance(screen, ListScreen)
    return screen


def test_ctrl_and_a_digit_go_to_a_screen(qtbot: QtBot, shell: Shell) -> None:
    assert shell.top.title() == "Tasks"
    qtbot.keyClick(shell, Qt.Key.Key_2, CTRL)
    assert shell.top.title() == "Witnesses"
    assert shell.items[1].isChecked()
    assert listed(shell).new.isVisible()


def test_a_count_stands_beside_its_screen(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: "4" in shell.items[0].accessibleDescription())


def test_f6_goes_round_the_panes_and_back(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(listed(shell).table.hasFocus)
    seen: list[QWidget | None] = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert seen[0] is shell.items[0]
    assert shell.top.isAncestorOf(seen[1])
    assert seen[2] is listed(shell).table
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is seen[1]


def test_the_palette_finds_actions_and_records(qtbot: QtBot, shell: Shell, visited: list[str]) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_K, CTRL)
    palette = shell.findChild(GoTo)
    assert palette is not None
    qtbot.keyClicks(palette.line, "wit go")
    assert [place.text for place in palette.places()] == ["Go to Witnesses"]
    qtbot.waitUntil(lambda: len(palette.places()) == 2)
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert visited == ["wit go"]


def test_enter_in_the_palette_does_the_action(qtbot: QtBot, shell: Shell) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_K, CTRL)
    palette = shell.findChild(GoTo)
    assert palette is not None
    qtbot.keyClicks(palette.line, "dark")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert look().dark


def test_an_action_that_cannot_be_done_says_why_and_does_nothing(qtbot: QtBot, shell: Shell) -> None:
    shell.actions_known.find("lock").set_reason("Not now.")
    palette = GoTo(shell, shell.actions_known.here(), shell.jobs)
    qtbot.addWidget(palette)
    qtbot.keyClicks(palette.line, "lock")
    assert [place.reason for place in palette.places()] == ["Not now."]
    with qtbot.assertNotEmitted(shell.locked):
        qtbot.keyClick(palette.line, Qt.Key.Key_Return)


def test_the_list_of_keys_opens_and_esc_closes_it(qtbot: QtBot, shell: Shell) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_Slash, CTRL)
    keys = shell.findChild(KeyList)
    assert keys is not None
    with qtbot.waitSignal(keys.destroyed):
        qtbot.keyClick(keys, Qt.Key.Key_Escape)


def test_ctrl_l_locks_and_forgets_what_runs(qtbot: QtBot, shell: Shell, jobs: Jobs) -> None:
    seen: list[int] = []
    jobs.write(lambda: 1, shell, seen.append)
    with qtbot.waitSignal(shell.locked):
        qtbot.keyClick(shell, Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert seen == []


def test_changes_reach_the_screens_that_were_made(shell: Shell) -> None:
    shell.tell("outcome")
    assert listed(shell).seen == ["outcome"]
    assert shell.status.saved.isVisible()


def test_the_rail_replaces_the_sidebar_on_narrow_windows(shell: Shell) -> None:
    assert shell.sidebar.width() == 208
    shell.resize(1280, 720)
    assert shell.sidebar.width() == 56


def test_one_key_never_stands_for_two_actions(shell: Shell) -> None:
    with pytest.raises(KeyError):
        shell.actions_known.add("other", lambda: None, "Ctrl+L", words="Other")


def test_every_control_that_takes_the_keyboard_has_a_name(shell: Shell) -> None:
    controls = [w for w in shell.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    assert controls
    assert [w for w in controls if not w.accessibleName()] == []


def test_text_size_and_theme_change_while_the_window_is_open(qtbot: QtBot, shell: Shell) -> None:
    before = shell.top.height()
    look().set_text_size(150)
    assert shell.top.height() == before * 1.5
    assert shell.search_button.sizeHint().height() == 48


class Hours:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_idle_warns_then_locks_and_a_key_puts_it_off(qtbot: QtBot, qapp: QApplication, shell: Shell) -> None:
    clock = Hours()
    idle = IdleLock(qapp, shell, 300, clock)
    warned: list[int] = []
    idle.warned.connect(warned.append)
    clock.now = 269
    idle.tick()
    assert warned == []
    clock.now = 280
    idle.tick()
    assert warned == [20]
    qtbot.keyClick(shell, Qt.Key.Key_A)
    assert warned == [20, 0]
    clock.now = 560
    with qtbot.assertNotEmitted(idle.expired):
        idle.tick()
    clock.now = 580.5
    with qtbot.waitSignal(idle.expired):
        idle.tick()


def test_moving_between_widgets_is_no_touch(qapp: QApplication, shell: Shell) -> None:
    clock = Hours()
    idle = IdleLock(qapp, shell, 300, clock)
    clock.now = 299
    QApplication.sendEvent(shell, QEvent(QEvent.Type.UpdateRequest))
    clock.now = 300
    fired: list[int] = []
    idle.expired.connect(lambda: fired.append(1))
    idle.tick()
    assert fired == [1]


def test_words_match_in_any_order() -> None:
    assert matches("task go", "Go to Tasks")
    assert not matches("task stop", "Go to Tasks")
