"""Logs with holes and logs with branches: held, waiting, released, never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, identity, importing, reading, upkeep
from jitdesk.services.desk import Desk
from jitdesk.storage import log
from tests.services.sava import copied, courier, post, rows, segments, send


def three_segments(desk: Desk) -> tuple[str, list[int]]:
    """A task whose title was set in three segments of a desk's log."""
    before = segments(desk)
    [task] = editing.add(desk, "task", [{"title": "one"}]).ids
    segments(desk)
    for title in ("two", "three"):
        editing.change(desk, task, {"title": title})
        segments(desk)
    return task, [row for row in segments(desk) if row not in before]


def test_what_follows_a_gap_is_held_named_and_released_when_the_gap_is_filled(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    task, (one, two_, three_) = three_segments(mara)
    importing.accept(olena, [courier(mara, olena, tmp_path / "one", [one])])
    [report] = importing.accept(olena, [courier(mara, olena, tmp_path / "three", [three_])])
    [gap] = report.held
    with mara.db.read() as connection:
        missing = log.segment(connection, two_)
    assert (gap.device, gap.member, gap.first, gap.last) == (mara.device, "Mara Kos", missing.first, missing.last)
    assert (report.touched.changes, reading.show(olena, task).get("title")) == (0, "one")
    upkeep.verify(olena)
    [report] = importing.accept(olena, [courier(mara, olena, tmp_path / "two", [two_])])
    assert (report.held, report.touched.changes) == ([], 2)
    assert rows(olena) == rows(mara)
    upkeep.verify(olena)


def test_segments_in_reverse_come_to_the_same(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    _, rest = three_segments(mara)
    for row in reversed(rest):
        importing.accept(olena, [courier(mara, olena, tmp_path / str(row), [row])])
    assert rows(olena) == rows(mara)


def test_a_held_segment_is_passed_on(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    _, (one, two_, three_) = three_segments(mara)
    importing.accept(olena, [courier(mara, olena, tmp_path / "a", [one, three_])])
    [report] = importing.accept(ibrahim, [courier(olena, ibrahim, tmp_path / "with a hole", segments(olena, of=mara))])
    assert len(report.held) == 1
    importing.accept(ibrahim, [courier(mara, ibrahim, tmp_path / "b", [two_])])
    assert rows(ibrahim) == rows(mara)


def forked(mara: Desk, tmp_path: Path) -> tuple[str, Desk]:
    """A task, and a copy of the lead's desk that goes on by itself: the next numbers are used twice."""
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    segments(mara)
    other = copied(mara, tmp_path / "restored.jitdesk")
    editing.change(mara, task, {"status": "done"})
    editing.change(other, task, {"status": "waiting"})
    return task, other


def test_of_a_fork_both_branches_are_kept_and_the_later_one_waits(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    task, other = forked(mara, tmp_path)
    try:
        first, second = post(mara, "first", olena, ibrahim), post(other, "second", olena, ibrahim)
    finally:
        other.close()
    shown = {}
    for desk, order in ((olena, (first, second)), (ibrahim, (second, first))):
        waiting = [importing.accept(desk, [w.path for w in sent])[0].waiting > 0 for sent in order]
        assert waiting == [False, True]
        shown[desk.device] = reading.show(desk, task).get("status")
        with desk.db.read() as connection:
            assert len(log.stored_ids(connection, log.WAITING)) == 1
        upkeep.verify(desk)
    assert shown == {olena.device: "done", ibrahim.device: "waiting"}
    send(olena, ibrahim, "passed on")
    with olena.db.read() as left, ibrahim.db.read() as right:
        assert {log.segment(left, row).hash for row in log.rows(left)} == {log.segment(right, row).hash for row in log.rows(right)}


def test_what_follows_a_waiting_branch_waits_too(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    task, other = forked(mara, tmp_path)
    try:
        send(mara, olena, "first")
        send(other, olena, "second")
        editing.change(other, task, {"status": "in_progress"})
        [report] = send(other, olena, "third")
    finally:
        other.close()
    assert (report.waiting > 0, reading.show(olena, task).get("status")) == (True, "done")


def test_of_a_fork_behind_a_gap_the_later_branch_waits_too(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    [common] = segments(mara)[-1:]
    other = copied(mara, tmp_path / "restored.jitdesk")
    try:
        editing.change(mara, task, {"status": "done"})
        editing.change(other, task, {"status": "waiting"})
        for desk, name in ((mara, "a"), (other, "b")):
            [report] = importing.accept(olena, [courier(desk, olena, tmp_path / name, segments(desk)[-1:])])
            assert report.held
        importing.accept(olena, [courier(mara, olena, tmp_path / "common", [common])])
    finally:
        other.close()
    assert (reading.show(olena, task).get("status"), reading.conflicts(olena)) == ("done", [])
    with olena.db.read() as connection:
        assert len(log.stored_ids(connection, log.WAITING)) == 1
        assert log.stored_ids(connection, log.HELD) == []


def test_a_desk_meets_its_own_other_branch_and_goes_on(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    """The copy's work comes back through another member while own lines are still open: nothing is lost, the log goes on."""
    task, other = forked(mara, tmp_path)
    try:
        send(other, olena, "the copy's work")
    finally:
        other.close()
    # The copy said that this device holds it, so an honest export would leave it out until the device says otherwise.
    [report] = importing.accept(mara, [courier(olena, mara, tmp_path / "and back", segments(olena, of=mara))])
    assert report.waiting > 0
    with pytest.raises(Refused) as refused:
        post(mara, "not yet", olena)
    assert refused.value.key == "desk.copy"
    identity.settle(mara)  # what opening it again does
    editing.change(mara, task, {"title": "Summons to Kyiv"})
    send(mara, olena, "on")
    assert reading.show(olena, task).get("status") in ("done", "waiting")
    upkeep.verify(mara)
    upkeep.verify(olena)
    assert reading.show(mara, task).get("title") == "Summons to Kyiv"
