"""The screen of tasks on a real desk, as a person uses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.services import editing, reading, tasks
from jitdesk.services.desk import Desk
from jitdesk.services.tasks import Due
from jitdesk.ui import dates
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.tasks import TasksScreen
from jitdesk.ui.screens.tasks.groups import GROUPS, Head, group_of, grouped
from jitdesk.ui.screens.tasks.quick_add import Understood, understand
from jitdesk.ui.shell import Entry, Person, Shell
from jitdesk.ui.widgets.editors import LongEditor, TextEditor
from tests.services import sava
from tests.ui import case
from tests.ui.case import IBRAHIM, MARA, OLENA, TODAY, bare
from tests.ui.opening import put_up

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ANNEX = "Annex the texts of law to the request"


@pytest.fixture
def ids(mara: Desk) -> dict[str, str]:
    return case.fill(mara)


Open = Callable[[Desk], tuple[Shell, TasksScreen]]


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> Open:
    """Opens the screen on a desk, in a shell."""

    def opened(desk: Desk) -> tuple[Shell, TasksScreen]:
        entry = Entry("tasks", "square-check", lambda actions: TasksScreen(desk, jobs, actions, lambda: TODAY), partial(tasks.mine, desk))
        shell = Shell(Person("JIT Sava River", MARA, "Slovenia"), [entry], jobs)
        put_up(qtbot, shell)
        screen = shell.screen_shown
        assert isinstance(screen, TasksScreen)
        return shell, screen

    return opened


@pytest.fixture
def at(qtbot: QtBot, jobs: Jobs, mara: Desk, ids: dict[str, str], window: Open) -> tuple[Shell, TasksScreen]:
    """The team's list on Mara's desk, the annex task on its page."""
    shell, screen = window(mara)
    screen.views.choose("team")
    screen.shown(ids[ANNEX])
    qtbot.waitUntil(lambda: bare(screen.detail.id) == ids[ANNEX] and bare(screen.table.current_id()) == ids[ANNEX] and not jobs.busy)
    return shell, screen


def shown(screen: TasksScreen) -> list[str]:
    """The rows of the list as they read."""
    return [str(screen.model.data(screen.model.index(row, 0))) for row in range(screen.model.rowCount())]


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_one_line_makes_a_task_with_date_person_and_record(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, TasksScreen], ids: dict[str, str]
) -> None:
    shell, screen = at
    qtbot.keyClick(screen.table, Qt.Key.Key_N, CTRL)
    qtbot.waitUntil(screen.quick.line.hasFocus)
    qtbot.keyClicks(screen.quick.line, "call the interpreter by tomorrow @olena #W-0412")
    qtbot.waitUntil(lambda: "W-0412" in screen.quick.line.accessibleDescription())
    assert OLENA in screen.quick.line.accessibleDescription()
    qtbot.keyClick(screen.quick.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(screen.detail.page) and screen.detail.page.record.get("title") == "call the interpreter")  # type: ignore[union-attr]
    made = reading.show(mara, screen.detail.id)
    assert made.get("due") == (TODAY + timedelta(1)).isoformat()
    assert made.get("assignees") == [OLENA]
    assert made.get("links") == [ids["W-0412"]]
    assert screen.quick.line.text() == ""
    qtbot.waitUntil(lambda: screen.table.current_id() == screen.detail.id)
    assert shell.status.saved.isVisible()


def test_what_cannot_be_made_stays_in_the_line_with_the_reason(qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, TasksScreen]) -> None:
    _, screen = at
    before = reading.count(mara, "task")
    for text, word in (("send it @nobody", "nobody"), ("#W-0412", "to be done"), ("send it #W-9999", "W-9999")):
        screen.quick.line.setText(text)
        qtbot.keyClick(screen.quick.line, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda word=word: word in screen.quick._note.text())  # type: ignore[misc]
        assert screen.quick.line.text() == text
    assert reading.count(mara, "task") == before


def test_space_ticks_a_task_which_stays_until_the_list_is_left(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, TasksScreen], ids: dict[str, str]
) -> None:
    shell, screen = at
    qtbot.waitUntil(lambda: "4" in shell.items[0].accessibleDescription())
    screen.table.setFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: reading.show(mara, ids[ANNEX]).get("status") == "done" and not jobs.busy)
    assert ANNEX in shown(screen)
    assert "3" in shell.items[0].accessibleDescription()
    screen.views.choose("done")
    qtbot.waitUntil(lambda: shown(screen)[:1] == [ANNEX])
    screen.views.choose("team")
    qtbot.waitUntil(lambda: "Overdue 2" in shown(screen))
    assert ANNEX not in shown(screen)


def test_a_click_on_the_round_check_ticks_without_choosing(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, TasksScreen], ids: dict[str, str]
) -> None:
    _, screen = at
    row = shown(screen).index("Send the summons text to Kyiv")
    place = screen.table.visualRect(screen.model.index(row, 0))
    qtbot.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(28, place.center().y()))
    qtbot.waitUntil(lambda: reading.show(mara, ids["Send the summons text to Kyiv"]).get("status") == "done")
    assert bare(screen.detail.id) == ids[ANNEX]


def test_groups_have_counts_and_close_by_keyboard(qtbot: QtBot, jobs: Jobs, at: tuple[Shell, TasksScreen]) -> None:
    _, screen = at
    assert [text for text in shown(screen) if text.split(" ")[-1].isdigit()][:4] == ["Overdue 2", "Today 2", "This week 3", "Next week 2"]
    screen.table.setFocus()
    screen.table.setCurrentIndex(screen.model.index(0, 0))
    qtbot.keyClick(screen.table, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: shown(screen)[1] == "Today 2")
    qtbot.waitUntil(lambda: screen.table.currentIndex().row() == 0 and shown(screen)[0] == "Overdue 2")
    qtbot.keyClick(screen.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown(screen)[1] == "Send the summons text to Kyiv")


def test_fields_are_kept_when_the_keyboard_leaves_them(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, TasksScreen], ids: dict[str, str]
) -> None:
    _, screen = at
    title = screen.detail.form.editor_of("title")
    assert isinstance(title, LongEditor)
    title.setFocus()
    title.text.set_plain("Annex the law")
    qtbot.keyClick(title.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: reading.show(mara, ids[ANNEX]).get("title") == "Annex the law")
    due = screen.detail.form.editor_of("due")
    assert isinstance(due, TextEditor)
    due.line.setFocus()
    qtbot.waitUntil(lambda: due.line.text() == TODAY.isoformat())
    due.line.selectAll()
    qtbot.keyClicks(due.line, "2026-12")
    screen.table.setFocus()
    qtbot.waitUntil(lambda: reading.show(mara, ids[ANNEX]).get("due") == "2026-12" and not jobs.busy)
    qtbot.waitUntil(lambda: due.line.text() == "December 2026" and "Later 2" in shown(screen))


def test_a_date_that_is_none_is_told_and_comes_back_with_its_task(
    qtbot: QtBot, jobs: Jobs, at: tuple[Shell, TasksScreen], ids: dict[str, str]
) -> None:
    _, screen = at
    due = screen.detail.form.editor_of("due")
    assert isinstance(due, TextEditor)
    due.line.setFocus()
    due.line.setText("when it suits")
    screen.table.setFocus()
    assert "2026-03-14" in screen.detail.form._rows["due"]._wrong.text()
    other = ids["Carry the bundle to the Dakar desk"]
    screen.shown(other)
    qtbot.waitUntil(lambda: bare(screen.detail.id) == other)
    assert due.line.text() == "Sat 21 November"
    screen.shown(ids[ANNEX])
    qtbot.waitUntil(lambda: bare(screen.detail.id) == ids[ANNEX])
    assert due.line.text() == "when it suits"


def test_nothing_typed_is_lost_by_locking(qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, TasksScreen], ids: dict[str, str]) -> None:
    shell, screen = at
    description = screen.detail.form.editor_of("description")
    assert isinstance(description, LongEditor)
    screen.quick.line.setText("a thought @ibrahim")
    screen.detail.comment.text.set_plain("a word to all")
    description.text.setFocus()
    qtbot.keyClick(description.text, Qt.Key.Key_A, CTRL)
    qtbot.keyClicks(description.text, "half a sent")
    with qtbot.waitSignal(shell.locked):
        qtbot.keyClick(description.text, Qt.Key.Key_L, CTRL)
    assert reading.show(mara, ids[ANNEX]).get("description") == "half a sent"
    assert tasks.comments(mara, ids[ANNEX])[-1].text == "a word to all"
    found = [record for record in reading.listed(mara, "task") if record.get("title") == "a thought"]
    assert [record.get("assignees") for record in found] == [[IBRAHIM]]


def test_people_and_records_are_added_by_typing_and_taken_out_by_key(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, TasksScreen], ids: dict[str, str]
) -> None:
    shell, screen = at
    qtbot.keyClick(screen.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: screen.detail.form.editor_of("assignees").isAncestorOf(focused()))
    line = focused()
    qtbot.keyClicks(line, "ibr")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: reading.show(mara, ids[ANNEX]).get("assignees") == [IBRAHIM, MARA])
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: len(reading.show(mara, ids[ANNEX]).get("assignees")) == 1)
    with qtbot.waitActive(shell):  # without a screen nobody takes the keyboard back from a closed pop-up
        shell.activateWindow()
    screen.detail.form.editor_of("links").setFocus()
    line = focused()
    qtbot.keyClicks(line, "W-0421")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ids["W-0421"] in reading.show(mara, ids[ANNEX]).get("links"))


def test_a_comment_is_sent_and_a_task_archived_by_keyboard(
    qtbot: QtBot, jobs: Jobs, mara: Desk, at: tuple[Shell, TasksScreen], ids: dict[str, str]
) -> None:
    _, screen = at
    qtbot.keyClick(screen.table, Qt.Key.Key_C)
    qtbot.waitUntil(screen.detail.comment.text.hasFocus)
    qtbot.keyClicks(screen.detail.comment.text, "Thank you both.")
    qtbot.keyClick(screen.detail.comment.text, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: [c.text for c in tasks.comments(mara, ids[ANNEX])][-1:] == ["Thank you both."])
    assert tasks.comments(mara, ids[ANNEX])[-1].member == MARA
    qtbot.keyClick(screen.detail.comment.text, Qt.Key.Key_Delete, CTRL | SHIFT)
    qtbot.waitUntil(lambda: reading.show(mara, ids[ANNEX]).get("archived") is True and not jobs.busy)
    assert ANNEX not in shown(screen)
    screen.shown(ids[ANNEX])
    qtbot.waitUntil(lambda: screen._actions.find("archive_task").words == "Restore")
    screen._actions.find("archive_task").trigger()
    qtbot.waitUntil(lambda: ANNEX in shown(screen))


def test_an_observer_reads_and_is_told_why_nothing_can_be_written(qtbot: QtBot, jobs: Jobs, two: dict[str, Desk], window: Open) -> None:
    lead, observer = two["mara"], two["ibrahim"]
    case.fill(lead)
    sava.admit(lead, observer, "observer")
    sent = sava.post(lead, "first", observer)
    from jitdesk.services import importing, team

    importing.accept(observer, [one.path for one in sent], trust=team.fingerprint(lead))
    _, screen = window(observer)
    screen.views.choose("team")
    qtbot.waitUntil(lambda: bool(screen.detail.id) and not jobs.busy)
    assert "observer" in screen._new.reason
    assert not screen.quick.line.isEnabled()
    assert "observer" in screen._actions.find("finish_task").reason
    title = screen.detail.form.editor_of("title")
    assert isinstance(title, LongEditor)
    assert title.text.isReadOnly()


def test_a_long_list_shows_its_first_rows_before_it_knows_them_all(qtbot: QtBot, jobs: Jobs, mara: Desk, window: Open) -> None:
    many = [{"title": f"Task {n}", "due": (TODAY + timedelta(n)).isoformat()} for n in range(-100, 400)]
    editing.add(mara, "task", many)
    _, screen = window(mara)
    screen.views.choose("team")
    with qtbot.waitSignal(screen.model.modelReset):
        pass
    assert screen.model.rowCount() == 200
    qtbot.waitUntil(lambda: shown(screen)[0].startswith("Overdue"))
    qtbot.waitUntil(lambda: screen.model.rowCount() == 500 + len(GROUPS) - 1)
    qtbot.waitUntil(lambda: shown(screen)[0] == "Overdue 100")
    last = screen.model.index(screen.model.rowCount() - 1, 0)
    qtbot.waitUntil(lambda: screen.model.data(last) == "Task 399")


def test_every_control_has_a_name_and_esc_leads_back_to_the_list(qtbot: QtBot, jobs: Jobs, at: tuple[Shell, TasksScreen]) -> None:
    shell, screen = at
    controls = [w for w in shell.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    assert [w for w in controls if not w.accessibleName()] == []
    screen.detail.form.editor_of("description").setFocus()
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    qtbot.waitUntil(screen.table.hasFocus)


days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
dues = st.one_of(st.none(), days.map(date.isoformat), days.map(lambda day: day.isoformat()[:7]), days.map(lambda day: day.isoformat()[:4]))


@given(found=st.lists(dues), today=days, closed=st.sets(st.sampled_from(GROUPS)))
def test_every_task_stands_once_under_the_head_of_its_group(found: list[str | None], today: date, closed: set[str]) -> None:
    keys = grouped([Due(rid, due) for rid, due in enumerate(found)], today, closed, whole=True)
    under = ""
    seen: list[int] = []
    for key in keys:
        if isinstance(key, str):
            head = Head.of(key)
            assert head.key == key
            assert head.count == sum(group_of(due, today) == head.group for due in found)
            under = head.group
        else:
            assert group_of(found[key], today) == under
            seen.append(key)
    assert sorted(seen) == [rid for rid, due in enumerate(found) if group_of(due, today) not in closed]


@given(due=dues.filter(bool), today=days)
def test_nothing_is_overdue_before_its_last_possible_day_is_past(due: str, today: date) -> None:
    assert (group_of(due, today) == "overdue") == (dates.last_day(due) < today)


@pytest.mark.parametrize(
    ("text", "due"),
    [("today", 0), ("Tomorrow", 1), ("fri", 1), ("thursday", 7), ("20 nov", 1), ("20.11.2026", 1), ("2026-11-20", 1)],
)
def test_days_are_read_as_people_write_them(text: str, due: int) -> None:
    assert dates.read(text, TODAY) == (TODAY + timedelta(due)).isoformat()


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("call the court", Understood("call the court")),
        ("write 14 pages for 2024", Understood("write 14 pages for 2024")),
        ("send it on 3 March, @ola #W-0412", Understood("send it", "2027-03-03", (), ("ola",), ("W-0412",))),
        ("@hryts call tomorrow the court", Understood("call the court", "2026-11-20", (OLENA,))),
    ],
)
def test_a_line_is_read(line: str, meant: Understood) -> None:
    assert understand(line, [MARA, OLENA, IBRAHIM], TODAY) == meant
