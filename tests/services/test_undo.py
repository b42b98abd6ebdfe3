"""Taking in a part, refusing, undoing: what was left stands in the log, is passed on, and can be accepted; live is what rebuild makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.services import desk as desks
from jitdesk.services import editing, importing, quarantine, reading, team, undoing, upkeep
from jitdesk.services.desk import Desk
from jitdesk.storage import digest, log, positions
from tests.services.sava import PROTECTED, courier, protect, rows, segments


def sent(mara: Desk, olena: Desk, tmp_path: Path, name: str = "sent") -> Path:
    """What of Mara's log Olena does not hold, in one bundle, and nothing else."""
    mine = segments(mara)
    with mara.db.read() as left, olena.db.read() as right:
        rows = [row for row in mine if log.holds(right, log.segment(left, row).hash) is None]
    return courier(mara, olena, tmp_path / name, rows)


@pytest.fixture
def tasks(mara: Desk) -> list[str]:
    """Two new tasks on Mara's desk, the second linking to a witness that is new too."""
    [witness] = editing.add(mara, "witness", [{"code": "W-0412"}]).ids
    return [
        *editing.add(mara, "task", [{"title": "Summons"}]).ids,
        *editing.add(mara, "task", [{"title": "Visit", "links": [witness], "assignees": ["Mara"]}]).ids,
    ]


def titles(desk: Desk) -> set[str]:
    return {str(record.get("title")) for record in reading.listed(desk, "task")}


def waiting(desk: Desk) -> int:
    return sum(item.changes for item in quarantine.listed(desk))


def test_only_what_was_ticked_is_taken_in_and_the_rest_waits(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    bundle = sent(mara, olena, tmp_path)
    [report] = importing.accept(olena, [bundle], only=["W-0412", tasks[0]])
    assert len(report.touched.new) == 2
    assert titles(olena) == {"Summons"}
    assert waiting(olena) == report.waiting > 0
    assert {item.why for item in quarantine.listed(olena)} == {"left"}
    upkeep.verify(olena)
    with mara.db.read() as left, olena.db.read() as right:  # the log is whole: nothing is asked for again
        place = mara.standing(left).whole_team
        assert log.tips(right, place) == log.tips(left, place)


def test_nothing_breaks_where_a_link_leads_to_what_waits(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    importing.accept(olena, [sent(mara, olena, tmp_path)], only=[tasks[1]])
    record = reading.show(olena, tasks[1])
    assert record.get("links")
    assert record.get("assignees") == ["Mara"]
    assert reading.listed(olena, "witness") == []
    assert reading.search(olena, "Visit")
    editing.change(olena, tasks[1], {"status": "done"})
    editing.change(olena, tasks[1], {"archived": True})
    upkeep.verify(olena)


def test_what_was_left_is_accepted_by_the_hash_of_its_bundle(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    [report] = importing.accept(olena, [sent(mara, olena, tmp_path)], only=[tasks[0]])
    settled = quarantine.accept(olena, report.hash[:8])
    assert settled.changes == report.waiting
    assert quarantine.listed(olena) == []
    assert rows(olena) == rows(mara)
    upkeep.verify(olena)


def test_kept_for_later_and_refused_stay_in_the_log_and_are_passed_on(
    mara: Desk, olena: Desk, ibrahim: Desk, tasks: list[str], tmp_path: Path
) -> None:
    before = rows(olena)
    for number, rest in enumerate((importing.WAITING, importing.REFUSED)):
        editing.change(mara, tasks[0], {"due": f"202{number}"})
        [report] = importing.accept(olena, [sent(mara, olena, tmp_path, rest)], only=[], rest=rest)
        assert rows(olena) == before
        assert quarantine.listed(olena)[-1].state == rest
        assert report.touched.changes == 0
    upkeep.verify(olena)
    with olena.db.read() as connection:
        place = olena.standing(connection).whole_team
        every = positions.all_of(connection, place)
    importing.accept(ibrahim, [courier(olena, ibrahim, tmp_path / "on", every)])
    assert "Summons" in titles(ibrahim)


def test_an_edit_of_what_waits_is_no_loss_but_a_conflict(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    importing.accept(olena, [sent(mara, olena, tmp_path, "a")])
    editing.change(mara, tasks[0], {"title": "Summons to Kyiv"})
    [report] = importing.accept(olena, [sent(mara, olena, tmp_path, "b")], only=[])
    editing.change(olena, tasks[0], {"title": "Summons to Lviv"})
    assert reading.conflicts(olena) == []
    quarantine.accept(olena, report.hash)
    [clash] = reading.conflicts(olena)
    assert {side.value for side in clash.sides} == {"Summons to Kyiv", "Summons to Lviv"}
    upkeep.verify(olena)


def test_undo_puts_an_import_back_and_accepting_it_again_is_as_if_nothing_had_been(
    mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path
) -> None:
    before = rows(olena)
    [report] = importing.accept(olena, [sent(mara, olena, tmp_path)])
    after = rows(olena)
    undone = undoing.undo(olena)
    assert (undone.bundles, undone.changes, undone.stayed) == ((report.hash,), report.touched.changes, 0)
    assert rows(olena) == before
    assert waiting(olena) == report.touched.changes
    upkeep.verify(olena)
    quarantine.accept(olena, report.hash)
    assert rows(olena) == after == rows(mara)
    upkeep.verify(olena)


def test_undo_works_after_a_restart_and_once_more_undoes_the_one_before(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    states = [rows(olena)]
    for number in range(3):
        editing.change(mara, tasks[0], {"title": f"Summons {number}"})
        importing.accept(olena, [sent(mara, olena, tmp_path, str(number))])
        states.append(rows(olena))
    olena.close()
    again = desks.hold(olena.folder, olena.unlocked, clock=olena.clock)
    try:
        for state in reversed(states[:-1]):
            undoing.undo(again)
            assert rows(again) == state
            upkeep.verify(again)
        # the import that made the member a member holds acts only from here on, or nothing of others
        assert waiting(again) > 0
    finally:
        again.close()


def test_all_bundles_of_one_import_are_one_step(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    before = rows(olena)
    first = sent(mara, olena, tmp_path, "a.jitbundle")
    editing.add(mara, "task", [{"title": "Third"}])
    second = courier(mara, olena, tmp_path / "b.jitbundle", segments(mara)[-1:])
    importing.accept(olena, [first, second])
    assert titles(olena) == {"Summons", "Visit", "Third"}
    assert len(undoing.undo(olena).bundles) == 2
    assert rows(olena) == before


def test_undo_takes_nobodys_own_work_with_it(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    importing.accept(olena, [sent(mara, olena, tmp_path)])
    editing.change(olena, tasks[0], {"status": "done"})
    undone = undoing.undo(olena)
    assert undone.worked > 0
    assert titles(olena) == {"Summons"}
    assert reading.show(olena, tasks[0]).get("status") == "done"
    upkeep.verify(olena)


def test_own_work_before_the_import_does_not_hold_it(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    importing.accept(olena, [sent(mara, olena, tmp_path, "a")])
    editing.change(olena, tasks[0], {"status": "done"})
    before = rows(olena)
    editing.change(mara, tasks[0], {"due": "2027"})
    importing.accept(olena, [sent(mara, olena, tmp_path, "b")])
    assert undoing.undo(olena).worked == 0
    assert rows(olena) == before


def test_acts_stay(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    undoing.undo(olena)
    assert "Protected" in {place.name for place in team.places(olena)}
    upkeep.verify(olena)


def test_acts_are_no_matter_of_choice(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    team.set_readers(mara, PROTECTED, [team.fingerprint(olena)])
    editing.add(mara, "task", [{"title": "Ours"}], PROTECTED)
    [report] = importing.accept(olena, [courier(mara, olena, tmp_path / "kept", segments(mara, PROTECTED))], only=[])
    assert PROTECTED in {place.name for place in team.places(olena)}
    assert report.waiting == waiting(olena) > 0
    assert titles(olena) == set()
    upkeep.verify(olena)


def test_undo_writes_nothing_for_others(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    importing.accept(olena, [sent(mara, olena, tmp_path)])
    with olena.db.read() as connection:
        before = log.rows(connection), log.open_compartments(connection)
    undoing.undo(olena)
    with olena.db.read() as connection:
        assert (log.rows(connection), log.open_compartments(connection)) == before


def test_a_bundle_that_comes_again_does_not_wake_what_was_undone(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    bundle = sent(mara, olena, tmp_path)
    importing.accept(olena, [bundle])
    undoing.undo(olena)
    with olena.db.read() as connection:
        before = digest.everything(connection)
    [report] = importing.accept(olena, [bundle])
    assert report.asleep == waiting(olena)
    with olena.db.read() as connection:
        assert digest.everything(connection) == before


def test_what_was_refused_can_be_accepted_and_accepted_can_be_undone(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    before = rows(olena)
    [report] = importing.accept(olena, [sent(mara, olena, tmp_path)], only=[])
    quarantine.refuse(olena, report.hash)
    assert {item.state for item in quarantine.listed(olena)} == {"refused"}
    assert quarantine.accept(olena, report.hash).changes > 0
    assert rows(olena) == rows(mara)
    undoing.undo(olena)
    assert rows(olena) == before
    assert {item.state for item in quarantine.listed(olena)} == {"waiting"}
    upkeep.verify(olena)


def test_a_hash_must_mean_one_thing(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    [report] = importing.accept(olena, [sent(mara, olena, tmp_path)], only=[])
    for hash, key in ((report.hash[:7], "quarantine.short"), ("%" * 8, "quarantine.short"), ("0" * 64, "quarantine.none")):
        with pytest.raises(Refused) as refused:
            quarantine.accept(olena, hash)
        assert refused.value.key == key


def test_a_record_that_nobody_knows_is_refused_and_nothing_is_taken(mara: Desk, olena: Desk, tasks: list[str], tmp_path: Path) -> None:
    bundle = sent(mara, olena, tmp_path)
    with olena.db.read() as connection:
        before = digest.everything(connection)
    with pytest.raises(Refused) as refused:
        importing.accept(olena, [bundle], only=["W-9999"])
    assert refused.value.key == "record.unknown"
    with olena.db.read() as connection:
        assert digest.everything(connection) == before
