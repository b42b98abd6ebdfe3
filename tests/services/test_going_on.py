"""Gaps and forks as a person meets them: a sentence with numbers, names, days and a next step; going on, accepting, undoing that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jitdesk.exchange import segment
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.services import breaks, editing, exporting, importing, quarantine, reading, undoing, upkeep
from jitdesk.services.desk import Desk
from jitdesk.storage import log, positions
from tests.services.sava import DAY, copied, courier, forge, revoke, rows, segments, send


def days(mara: Desk, *values: dict[str, object]) -> tuple[str, list[int]]:
    """A task, and one segment a day with these changes of it."""
    before = segments(mara)
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    segments(mara)
    for value in values:
        mara.clock.at += DAY  # type: ignore[attr-defined]
        editing.change(mara, task, value)
        segments(mara)
    return task, [row for row in segments(mara) if row not in before]


@pytest.fixture
def gap(mara: Desk, olena: Desk, tmp_path: Path) -> tuple[str, list[int]]:
    """Olena has the first piece of a log and the third, not the second."""
    task, pieces = days(mara, {"title": "Summons to Kyiv", "due": "2027"}, {"status": "done"}, {"priority": "high"})
    for number in (0, 2):
        importing.accept(olena, [courier(mara, olena, tmp_path / f"piece {number}", [pieces[number]])])
    return task, pieces


def gaps(desk: Desk) -> list[breaks.Gap]:
    with desk.db.read() as connection:
        return breaks.gaps(connection, desk.standing(connection), desk.device)


def test_a_gap_says_what_is_missing_of_when_and_whom_to_ask(mara: Desk, olena: Desk, ibrahim: Desk, gap: object, tmp_path: Path) -> None:
    [missing] = gaps(olena)
    assert (missing.place, missing.member, missing.last - missing.first) == ("Team", "Mara Kos", 1)
    assert missing.since < missing.until
    numbers = f"numbers {missing.first} to {missing.last}"
    assert missing.sentence == (
        f"2 changes of Mara Kos in Team are missing, {numbers}. They were written between {missing.since} and {missing.until}. "
        "What follows them is held. Ask Mara Kos, or anyone who imported their bundles of that time, for a new one."
    )
    with mara.db.read() as connection:  # Ibrahim says that he holds them
        have = {mara.standing(connection).whole_team: log.tips(connection, mara.standing(connection).whole_team)}
    importing.accept(olena, [courier(ibrahim, olena, tmp_path / "said", [], have=have)])
    assert "Ask Mara Kos, or Ibrahim Demir, for a bundle" in gaps(olena)[0].sentence


def test_a_person_goes_on_without_the_missing_piece(mara: Desk, olena: Desk, gap: tuple[str, list[int]], tmp_path: Path) -> None:
    task, pieces = gap
    [item] = quarantine.listed(olena)
    assert (item.state, item.why) == ("held", "gap")
    quarantine.accept(olena, item.hash)
    assert reading.show(olena, task).get("status") == "done"
    assert reading.show(olena, task).get("title") == "Summons"
    [missing] = gaps(olena)
    assert missing.passed
    assert "was taken in without them" in missing.sentence
    upkeep.verify(olena)
    with mara.db.read() as left, olena.db.read() as right:  # what is claimed to be held ends before the hole
        place = mara.standing(left).whole_team
        assert log.tips(right, place)[mara.device] == [(log.segment(left, pieces[0]).last, log.segment(left, pieces[0]).hash)]
    # the log goes on without being asked again, and the piece is taken in when it comes
    importing.accept(olena, [courier(mara, olena, tmp_path / "next", [pieces[3]])])
    assert reading.show(olena, task).get("priority") == "high"
    importing.accept(olena, [courier(mara, olena, tmp_path / "missing", [pieces[1]])])
    assert gaps(olena) == []
    assert rows(olena) == rows(mara)
    upkeep.verify(olena)


def test_going_on_can_be_undone(olena: Desk, gap: tuple[str, list[int]]) -> None:
    before = rows(olena)
    [item] = quarantine.listed(olena)
    quarantine.accept(olena, item.hash[:12])
    undoing.undo(olena)
    assert rows(olena) == before
    assert [kept.why for kept in quarantine.listed(olena)] == ["gap"]
    upkeep.verify(olena)


def test_what_was_refused_behind_a_gap_stays_refused_when_the_piece_comes(
    mara: Desk, olena: Desk, gap: tuple[str, list[int]], tmp_path: Path
) -> None:
    task, pieces = gap
    [item] = quarantine.listed(olena)
    quarantine.refuse(olena, item.hash)
    importing.accept(olena, [courier(mara, olena, tmp_path / "missing", [pieces[1]])])
    assert reading.show(olena, task).get("title") == "Summons to Kyiv"
    assert reading.show(olena, task).get("status") == "open"
    assert [kept.state for kept in quarantine.listed(olena)] == ["refused"]
    upkeep.verify(olena)


def test_a_held_withdrawal_of_a_consent_is_read_out(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    [witness] = editing.add(mara, "witness", [{"code": "W-0412"}]).ids
    [consent] = editing.add(mara, "consent", [{"witness": witness, "purpose": "hearing", "decision": "given"}]).ids
    segments(mara)
    send(mara, olena, "all")
    before = segments(mara)
    editing.add(mara, "task", [{"title": "x"}])
    segments(mara)
    editing.change(mara, consent, {"decision": "withdrawn"})
    editing.change(mara, witness, {"summary": "Nothing that must be read out"})
    last = [row for row in segments(mara) if row not in before][-1]
    [seen] = importing.preview(olena, [courier(mara, olena, tmp_path / "late", [last])])
    [line] = seen.aloud
    assert line.sentence == "Held because of a gap, from Mara Kos in Team: consent W-0412, decision: withdrawn."


@pytest.fixture
def fork(mara: Desk, olena: Desk, tmp_path: Path) -> Iterator[tuple[str, Desk]]:
    """Olena holds both branches of Mara's log; the copy of her desk is open."""
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    common = segments(mara)[-1]
    other = copied(mara, tmp_path / "restored.jitdesk")
    try:
        for desk, status in ((mara, "done"), (other, "waiting")):
            editing.change(desk, task, {"status": status})
            pieces = [common, segments(desk)[-1]] if desk is mara else segments(desk)[-1:]
            importing.accept(olena, [courier(desk, olena, tmp_path / status, pieces)])
        yield task, other
    finally:
        other.close()


def test_both_branches_of_a_fork_stand_once_the_later_is_accepted(mara: Desk, olena: Desk, fork: tuple[str, Desk], tmp_path: Path) -> None:
    task, other = fork
    with olena.db.read() as connection:
        [parted] = breaks.forks(connection, olena.standing(connection))
        assert breaks.forked(connection) == {mara.device}
    assert "twice" in parted.sentence
    assert parted.later[:16] in parted.sentence
    [item] = quarantine.listed(olena)
    assert (item.hash, item.why) == (parted.later, "fork")
    quarantine.accept(olena, item.hash)
    [clash] = reading.conflicts(olena)
    assert {side.value for side in clash.sides} == {"done", "waiting"}
    upkeep.verify(olena)
    # either branch goes on without a question
    for number, desk in enumerate((mara, other, mara)):
        editing.change(desk, task, {"due": f"203{number}"})
        [report] = importing.accept(olena, [courier(desk, olena, tmp_path / f"on {number}", segments(desk)[-1:])])
        assert report.waiting == 0
    upkeep.verify(olena)


def test_accepting_a_branch_can_be_undone_and_then_it_waits_again(mara: Desk, olena: Desk, fork: tuple[str, Desk], tmp_path: Path) -> None:
    task, other = fork
    before = rows(olena)
    quarantine.accept(olena, quarantine.listed(olena)[0].hash)
    undoing.undo(olena)
    assert rows(olena) == before
    editing.change(other, task, {"due": "2031"})
    [report] = importing.accept(olena, [courier(other, olena, tmp_path / "on", segments(other)[-1:])])
    assert report.waiting == 1
    assert [item.why for item in quarantine.listed(olena)] == ["fork", "follows"]
    upkeep.verify(olena)


def test_the_first_branch_goes_on_whatever_the_other_does(mara: Desk, olena: Desk, fork: tuple[str, Desk], tmp_path: Path) -> None:
    """A copy that somebody else holds must not block the desk that came first."""
    task, other = fork
    for number in range(2):
        editing.change(other, task, {"due": f"203{number}"})
        segments(other)
    ahead = segments(other)[-2:]
    importing.accept(olena, [courier(other, olena, tmp_path / "ahead", ahead)])
    editing.change(mara, task, {"due": "2029"})
    [report] = importing.accept(olena, [courier(mara, olena, tmp_path / "on", segments(mara)[-1:])])
    assert report.waiting == 0
    assert reading.show(olena, task).get("due") == "2029"
    upkeep.verify(olena)


def test_the_own_other_branch_comes_home_and_can_be_accepted(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    segments(mara)
    send(mara, olena, "all")
    other = copied(mara, tmp_path / "restored.jitdesk")
    try:
        editing.change(mara, task, {"status": "done"})  # open when the copy's longer work comes home
        for number in range(3):
            editing.change(other, task, {"due": f"203{number}"})
        importing.accept(olena, [courier(other, olena, tmp_path / "theirs", segments(other)[-1:])])
    finally:
        other.close()
    [report] = importing.accept(mara, [courier(olena, mara, tmp_path / "home", segments(olena, of=mara)[-1:])])
    assert report.waiting == 3
    quarantine.accept(mara, quarantine.listed(mara)[0].hash)
    assert (reading.show(mara, task).get("status"), reading.show(mara, task).get("due")) == ("done", "2032")
    upkeep.verify(mara)


def test_what_a_removed_device_wrote_is_a_keepers_to_accept(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    [task] = editing.add(ibrahim, "task", [{"title": "Written before the end"}]).ids
    late = segments(ibrahim, of=ibrahim)[-1:]
    revoke(mara, ibrahim)
    importing.accept(olena, [courier(mara, olena, tmp_path / "revoked", [])])
    with ibrahim.db.read() as connection:
        found = list(exporting.packed(connection, late))
    for sender, desk in ((olena, mara), (mara, olena)):
        with sender.db.read() as connection:
            roster = list(exporting.packed(connection, positions.all_of(connection, sender.workspace_id)))
        importing.accept(desk, [forge(sender, desk, tmp_path / f"late {desk.card.state}", roster, found)])
    [item] = quarantine.listed(olena)
    assert item.why == "closed"
    with pytest.raises(Refused) as refused:
        quarantine.accept(olena, item.hash)
    assert refused.value.key == "quarantine.keeper"
    assert "Mara Kos" in str(refused.value)
    quarantine.accept(mara, quarantine.listed(mara)[0].hash)
    assert reading.show(mara, task).get("title") == "Written before the end"
    upkeep.verify(mara)
    send(mara, olena, "the keeper's word")
    assert reading.show(olena, task).get("title") == "Written before the end"
    upkeep.verify(olena)


def test_a_piece_that_follows_nothing_says_so_and_can_be_let_in(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    """Line 0 names a piece that is here, and claims numbers that do not follow it: of its author's making, and of no honest desk's."""
    editing.add(olena, "task", [{"title": "Before"}])
    [row] = segments(olena, of=olena)
    with olena.db.read() as connection:
        first = log.segment(connection, row)
        roster = list(exporting.packed(connection, positions.all_of(connection, olena.workspace_id)))
    text = first.lines()[-1].replace(b'"stamp":"1', b'"stamp":"2')
    astray = segment.seal(olena.keys.signing, olena.workspace_id, first.compartment, olena.device, first.last + 3, first.hash, [text])
    pairs = [(first.body, first.signature), (astray.body, astray.signature)]
    importing.accept(mara, [forge(olena, mara, tmp_path / "astray", roster, pairs)])
    [item] = quarantine.listed(mara)
    assert (item.state, item.why) == ("held", "astray")
    upkeep.verify(mara)
    quarantine.accept(mara, item.hash)
    assert quarantine.listed(mara) == []
    upkeep.verify(mara)


def test_a_file_that_is_no_bundle_is_named(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    editing.add(mara, "task", [{"title": "Summons"}])
    courier(mara, olena, stick / "good.jitbundle", segments(mara)[-1:])
    (stick / "holiday.jitbundle").write_bytes(b"no bundle at all")
    with pytest.raises(Damaged, match=r"holiday\.jitbundle: ") as refused:
        importing.accept(olena, [stick])
    assert refused.value.key == "import.one_of_several"
