"""Bundles in the window, on real desks and by real child processes: looked at, taken in, left, made, disclosed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.crypto import age
from jitdesk.services import editing, importing, reading, team
from jitdesk.services.desk import Desk
from jitdesk.ui import furnish
from jitdesk.ui.jobs import Jobs
from jitdesk.ui.screens.bundles import BundlesScreen
from jitdesk.ui.screens.witnesses import WitnessesScreen
from jitdesk.ui.shell import Shell
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.window import Opened
from tests.services.sava import courier, everything, post, protect, segments, send
from tests.services.test_museum import first as first
from tests.ui.at_home import at_home
from tests.ui.opening import put_up

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
CHILD = 20_000  # ms; a child process starts, reads and ends
Open = Callable[[Desk], tuple[Shell, BundlesScreen]]


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs) -> Open:
    """The whole inside of the window on a desk, at its bundles."""

    def opened(desk: Desk) -> tuple[Shell, BundlesScreen]:
        shell = furnish.shell(Opened(at_home(desk), furnish._person(desk)), jobs, 300)
        put_up(qtbot, shell)
        shell.go("bundles")
        screen = shell.screen_shown
        assert isinstance(screen, BundlesScreen)
        qtbot.waitUntil(lambda: not jobs.busy)
        return shell, screen

    return opened


@pytest.fixture
def sent(mara: Desk, olena: Desk) -> list[Path]:
    """A bundle for Olena with a new task, one more changed, and a conflict about a third."""
    [task] = editing.add(mara, "task", [{"title": "Summons", "status": "open"}]).ids
    [other] = editing.add(mara, "task", [{"title": "Visit"}]).ids
    send(mara, olena, "before")
    editing.change(mara, task, {"status": "done"})
    editing.change(olena, task, {"status": "waiting"})
    editing.change(mara, other, {"due": "2027"})
    editing.add(mara, "task", [{"title": "New one"}])
    return [written.path for written in post(mara, "bundle", olena)]


def choose(monkeypatch: pytest.MonkeyPatch, what: str, chosen: object) -> None:
    """Let the system's file dialog answer at once."""
    monkeypatch.setattr(QFileDialog, what, staticmethod(lambda *arguments: chosen))


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def words_of(part: QWidget) -> str:
    return "\n".join(widget.accessibleName() for widget in part.findChildren(QWidget) if widget.isVisible())


def reviewed(qtbot: QtBot, screen: BundlesScreen) -> None:
    qtbot.waitUntil(lambda: screen.receive.part is screen.receive.review, timeout=CHILD)
    qtbot.waitUntil(lambda: bool(screen.receive.review.model.rowCount()))


def banners(widget: QWidget) -> str:
    return " ".join(banner.text() for banner in widget.findChildren(Banner) if banner.isVisible())


def test_a_bundle_is_looked_at_before_it_is_taken(
    qtbot: QtBot, olena: Desk, sent: list[Path], window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(olena)
    _, screen = window(olena)
    choose(monkeypatch, "getOpenFileNames", ([str(path) for path in sent], ""))
    qtbot.keyClick(focused(), Qt.Key.Key_O, CTRL)
    reviewed(qtbot, screen)
    review = screen.receive.review
    assert review.band.trust.accessibleName() == "Verified"
    assert [part.number for part in review.counts.parts.values()] == [1, 2, 1]
    assert review.pane.fields() == [("Status", "Waiting", "Done")]
    assert not review.pane.conflict.isHidden()
    qtbot.keyClick(focused(), Qt.Key.Key_Down, ALT)
    qtbot.waitUntil(lambda: review.pane.fields() == [("Due", "Not set", "2027")])
    qtbot.mouseClick(review.counts.parts["new"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: review.model.rowCount() == 1 and ("Title", "Not set", "New one") in review.pane.fields())
    assert everything(olena) == before
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    assert review.decision.accept.accessibleName() == "Accept, keep both"
    assert everything(olena) == before
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.page is screen.start, timeout=CHILD)
    qtbot.waitUntil(lambda: "1 new, 2 changed" in banners(screen))
    assert len(reading.conflicts(olena)) == 1
    assert {record.get("title") for record in reading.listed(olena, "task")} == {"Summons", "Visit", "New one"}


def test_esc_leaves_everything_as_it_was(qtbot: QtBot, olena: Desk, sent: list[Path], window: Open) -> None:
    before = everything(olena)
    _, screen = window(olena)
    screen.open(sent)
    reviewed(qtbot, screen)
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert screen.page is screen.start
    assert everything(olena) == before


def test_a_file_dropped_on_any_screen_is_opened(qtbot: QtBot, olena: Desk, sent: list[Path], window: Open) -> None:
    shell, screen = window(olena)
    shell.go("team")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sent[0]))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(QPoint(300, 300), *how)
    QApplication.sendEvent(shell, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(shell, QDropEvent(QPointF(300, 300), *how))
    assert shell.screen_shown is screen
    reviewed(qtbot, screen)


def test_what_is_no_bundle_is_refused_in_a_sentence(qtbot: QtBot, olena: Desk, window: Open, tmp_path: Path) -> None:
    before = everything(olena)
    _, screen = window(olena)
    spoilt = tmp_path / "spoilt.jitbundle"
    spoilt.write_bytes(b"no bundle at all")
    screen.open([spoilt])
    failure = screen.receive.reading.failure
    qtbot.waitUntil(failure.isVisible, timeout=CHILD)
    assert failure.text().endswith(".")
    assert everything(olena) == before
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert screen.page is screen.start


def test_missing_pieces_are_said_in_plain_words(qtbot: QtBot, mara: Desk, olena: Desk, window: Open, tmp_path: Path) -> None:
    for title in ("first", "second"):
        editing.add(mara, "task", [{"title": title}])
        last = segments(mara, of=mara)[-1]
    path = courier(mara, olena, tmp_path / "second.jitbundle", [last])
    _, screen = window(olena)
    screen.open([path])
    review = screen.receive.review
    qtbot.waitUntil(lambda: screen.receive.part is review, timeout=CHILD)
    [note] = review.pane.notes()
    assert "Mara Kos" in note
    assert "held" in note
    assert review.counts.gaps.number == 1


def test_the_first_bundle_asks_for_the_founders_fingerprint(qtbot: QtBot, two: dict[str, Desk], window: Open) -> None:
    mara, _, ibrahim = two.values()
    team.admit(mara, ibrahim.card, team.fingerprint(ibrahim))
    paths = [written.path for written in post(mara, "welcome", ibrahim)]
    shell, screen = window(ibrahim)
    assert shell.sidebar.team.text() == "Not yet in a team"
    screen.open(paths)
    trust = screen.receive.trust
    qtbot.waitUntil(lambda: screen.receive.part is trust, timeout=CHILD)
    qtbot.keyClicks(focused(), "12345")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert "some are missing" in trust.field.wrong
    qtbot.keyClicks(focused(), team.fingerprint(ibrahim))
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.receive.part is screen.receive.reading)
    qtbot.waitUntil(lambda: screen.receive.part is trust, timeout=CHILD)
    assert "do not trust it" in trust.field.wrong
    assert team.fingerprint(mara)[:5] not in trust.field.wrong
    assert ibrahim.workspace is None
    qtbot.keyClicks(focused(), team.fingerprint(mara))
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.receive.part is screen.receive.review, timeout=CHILD)
    assert screen.receive.review.band.trust.accessibleName() == "Verified"
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.page is screen.start, timeout=CHILD)
    assert team.team(ibrahim) == "JIT Sava River"
    qtbot.waitUntil(lambda: shell.sidebar.team.text() == "JIT Sava River")


def test_a_new_bundle_says_who_gets_what_before_and_after(
    qtbot: QtBot, mara: Desk, olena: Desk, ibrahim: Desk, window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    protect(mara, olena)
    editing.add(mara, "task", [{"title": "Summons"}])
    editing.add(mara, "task", [{"title": "Hidden"}], "Protected")
    _, screen = window(mara)
    qtbot.keyClick(focused(), Qt.Key.Key_N, CTRL)
    boxes = {box.accessibleName(): box for box in screen.new.matrix.boxes()}
    assert "Protected: Withheld" in boxes["Ibrahim Demir"].accessibleDescription()
    assert "Protected: 3 changes" in boxes["Olena Hrytsenko"].accessibleDescription()
    for box in boxes.values():
        qtbot.keyClick(box, Qt.Key.Key_Space)
    assert screen.new.side.save.reason == "Choose at least one recipient."
    qtbot.waitUntil(lambda: "Post-quantum" not in words_of(screen.new))
    for box in boxes.values():
        qtbot.keyClick(box, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "Post-quantum" in words_of(screen.new))
    out = tmp_path / "stick"
    out.mkdir()
    choose(monkeypatch, "getExistingDirectory", str(out))
    qtbot.keyClick(focused(), Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: screen.page is screen.files, timeout=CHILD)
    lines = [widget.accessibleName() for widget in screen.files.findChildren(QWidget) if ".jitbundle" in widget.accessibleName()]
    told = " ".join(lines)
    assert "For Ibrahim Demir, Olena Hrytsenko" in told
    assert "Holds Protected" in told
    assert told.count("Post-quantum") == len(list(out.iterdir())) == 2
    importing.accept(olena, [out])
    importing.accept(ibrahim, [out])
    titles = [{record.get("title") for record in reading.listed(desk, "task")} for desk in (olena, ibrahim)]
    assert titles == [{"Summons", "Hidden"}, {"Summons"}]


def test_a_bundle_for_a_desk_of_the_first_version_says_because_of_whom_it_is_classical(
    qtbot: QtBot, first: dict[str, Desk], window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, screen = window(first["mara"])
    qtbot.keyClick(focused(), Qt.Key.Key_N, CTRL)
    qtbot.waitUntil(lambda: "Classical" in words_of(screen.new))
    assert "No post-quantum key is known of Ibrahim Demir, Olena Hrytsenko." in words_of(screen.new)
    choose(monkeypatch, "getExistingDirectory", str(tmp_path))
    qtbot.keyClick(focused(), Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: screen.page is screen.files, timeout=CHILD)
    assert "no post-quantum key is known of Ibrahim Demir, Olena Hrytsenko" in words_of(screen.files)


def test_a_bundle_that_is_cancelled_leaves_no_file(
    qtbot: QtBot, jobs: Jobs, mara: Desk, window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, screen = window(mara)
    out = tmp_path / "stick"
    out.mkdir()
    choose(monkeypatch, "getExistingDirectory", str(out))
    qtbot.keyClick(focused(), Qt.Key.Key_N, CTRL)
    qtbot.keyClick(focused(), Qt.Key.Key_S, CTRL)
    qtbot.mouseClick(screen.new.side.progress.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not jobs.busy, timeout=CHILD)
    assert screen.page is screen.new
    assert not screen.new.side.save.isHidden()
    assert list(out.iterdir()) == []


def test_a_lead_discloses_to_an_outside_key(
    qtbot: QtBot, mara: Desk, window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing.add(mara, "task", [{"title": "Summons"}])
    shell, screen = window(mara)
    shell.actions_known.find("disclose").trigger()
    assert screen.outside.save.reason
    qtbot.keyClicks(focused(), age.new_identity().recipient)
    [box] = screen.outside.boxes.values()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    choose(monkeypatch, "getSaveFileName", (str(tmp_path / "court.jitbundle"), ""))
    qtbot.keyClick(screen.outside.save, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.page is screen.files, timeout=CHILD)
    assert (tmp_path / "court.jitbundle").is_file()
    assert len([entry for entry in reading.listed(mara, "disclosure") if not entry.get("devices")]) == 1


def test_a_member_is_told_why_not_to_disclose(olena: Desk, window: Open) -> None:
    shell, _ = window(olena)
    assert shell.actions_known.find("disclose").reason == "Only a lead discloses to somebody outside the team."


def test_what_a_condition_stops_is_said_with_the_way_out_which_is_there(
    qtbot: QtBot, jobs: Jobs, mara: Desk, window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [witness] = editing.add(mara, "witness", [{"code": "W-0412", "origin": "UKR", "conditions": ["third_state"]}]).ids
    shell, screen = window(mara)
    choose(monkeypatch, "getExistingDirectory", str(tmp_path))
    qtbot.keyClick(focused(), Qt.Key.Key_N, CTRL)
    qtbot.keyClick(focused(), Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: "Stopped by a condition of a State" in words_of(screen.new), timeout=CHILD)
    assert "LHC Art. 16(1)" in words_of(screen.new)
    assert "Nothing was written" in screen.new.side.refusal.text()
    shell.go("witnesses", witness)
    qtbot.waitUntil(lambda: not jobs.busy)
    shell.actions_known.find("add_state_consent").trigger()
    page = shell.screen_shown
    assert isinstance(page, WitnessesScreen)
    new = page.detail.state_consents.new
    assert new is not None
    consent = {"state": "UKR", "decision": "given", "conditions": ["third_state"], "recipients": ["NLD", "SVN"], "date": "2026-11-01"}
    for name, value in consent.items():
        new.form.edited.emit("", name, value)
    qtbot.keyClick(new.add, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: reading.count(mara, "state_consent") == 1)
    qtbot.waitUntil(lambda: not jobs.busy)
    shell.go("bundles")
    screen.back()
    qtbot.keyClick(focused(), Qt.Key.Key_N, CTRL)
    qtbot.keyClick(focused(), Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: screen.page is screen.files, timeout=CHILD)
