"""Rows of docs/merge.md, "What a desk does with a line"."""

from __future__ import annotations

from jitdesk.services import editing, exporting, importing, ledger, quarantine, reading, team, undoing, upkeep
from jitdesk.services.desk import Desk
from jitdesk.storage import log, positions
from tests.services.refusal_world import World
from tests.services.sava import PROTECTED, copied, courier, forge, revoke, rows, segments, send
from tests.spec.rows import row


def pieces(world: World, count: int) -> tuple[str, list[int]]:
    """A task of Mara's, its due year set anew in each of `count` segments."""
    [task] = editing.add(world.mara, "task", [{"title": "Summons"}]).ids
    before = segments(world.mara)[:-1]
    for number in range(count - 1):
        editing.change(world.mara, task, {"due": f"203{number}"})
        segments(world.mara)
    return task, [piece for piece in segments(world.mara) if piece not in before]


def take(world: World, name: str, *those: int, only: list[str] | None = None, rest: str = importing.WAITING) -> importing.Report:
    """Olena takes in these pieces of Mara's log."""
    [report] = importing.accept(world.olena, [courier(world.mara, world.olena, world.path(name), those)], only=only, rest=rest)
    return report


def why(desk: Desk) -> list[tuple[str, str]]:
    return [(item.state, item.why) for item in quarantine.listed(desk)]


@row("L1", "all before it is here, its author's log is open, it was ticked", "in force", "undo")
def in_force(world: World) -> None:
    task, (piece,) = pieces(world, 1)
    before = rows(world.olena)
    take(world, "a", piece)
    assert reading.show(world.olena, task).get("title") == "Summons"
    undoing.undo(world.olena)
    assert rows(world.olena) == before
    upkeep.verify(world.olena)


@row(
    "L2",
    "a piece before it is missing",
    "held",
    "the piece comes; or a person goes on without it: in force, and linked when the piece comes",
)
def held(world: World) -> None:
    task, (first, second, third) = pieces(world, 3)
    for name, piece in (("a", first), ("c", third)):
        take(world, name, piece)
    assert why(world.olena) == [("held", "gap")]
    [item] = quarantine.listed(world.olena)
    quarantine.accept(world.olena, item.hash)
    assert reading.show(world.olena, task).get("due") == "2031"
    with world.olena.db.read() as connection:
        row_ = log.row_of(connection, item.hash)
        assert row_ is not None
        assert not log.segment(connection, row_).linked
    take(world, "b", second)
    with world.olena.db.read() as connection:
        assert log.segment(connection, row_).linked
    upkeep.verify(world.olena)


@row("L3", "the later branch of a fork, and what follows it", "waiting", "a person accepts it, and both branches stand and go on")
def later_branch(world: World) -> None:
    task, (piece,) = pieces(world, 1)
    take(world, "common", piece)
    other = copied(world.mara, world.path("image.jitdesk"))
    try:
        editing.change(world.mara, task, {"status": "done"})
        take(world, "first", segments(world.mara)[-1])
        for number, status in enumerate(("waiting", "in_progress")):
            editing.change(other, task, {"status": status})
            importing.accept(world.olena, [courier(other, world.olena, world.path(f"later {number}"), segments(other)[-1:])])
        assert why(world.olena) == [("waiting", "fork"), ("waiting", "follows")]
        quarantine.accept(world.olena, quarantine.listed(world.olena)[0].hash)
        assert why(world.olena) == []
        [clash] = reading.conflicts(world.olena)
        assert {side.value for side in clash.sides} == {"done", "in_progress"}
        for desk in (world.mara, other):
            editing.change(desk, task, {"due": "2030"})
            bundle = courier(desk, world.olena, world.path(f"on {desk.folder.name}"), segments(desk)[-1:])
            assert importing.accept(world.olena, [bundle])[0].waiting == 0
    finally:
        other.close()
    upkeep.verify(world.olena)


@row("L4", "its author's log is closed", "waiting", "a keeper's `accept`, for all desks")
def closed_log(world: World) -> None:
    mara, olena, ibrahim = world.mara, world.olena, world.ibrahim
    [task] = editing.add(ibrahim, "task", [{"title": "Late"}]).ids
    late = segments(ibrahim, of=ibrahim)[-1:]
    with ibrahim.db.read() as connection:
        found = list(exporting.packed(connection, late))
    revoke(mara, ibrahim)
    importing.accept(olena, [courier(mara, olena, world.path("end"), [])])
    for sender, desk in ((olena, mara), (mara, olena)):
        with sender.db.read() as connection:
            roster = list(exporting.packed(connection, positions.all_of(connection, sender.workspace_id)))
        importing.accept(desk, [forge(sender, desk, world.path(f"late {desk.card.state}"), roster, found)])
        assert why(desk) == [("waiting", "closed")]
    quarantine.accept(mara, quarantine.listed(mara)[0].hash)
    send(mara, olena, "the keeper's word")
    for desk in (mara, olena):
        assert reading.show(desk, task).get("title") == "Late"
        upkeep.verify(desk)


@row("L5", "of a record that was not ticked, or of a bundle kept for later", "waiting", "a person accepts it")
def not_ticked(world: World) -> None:
    task, (piece,) = pieces(world, 1)
    [other] = editing.add(world.mara, "task", [{"title": "Visit"}]).ids
    report = take(world, "some", piece, segments(world.mara)[-1], only=[other])
    assert [record.get("title") for record in reading.listed(world.olena, "task")] == ["Visit"]
    assert why(world.olena) == [("waiting", "left")]
    quarantine.accept(world.olena, report.hash)
    editing.change(world.mara, task, {"due": "2031"})
    report = take(world, "none", segments(world.mara)[-1], only=[])
    assert reading.show(world.olena, task).get("due") is None
    quarantine.accept(world.olena, report.hash)
    assert rows(world.olena) == rows(world.mara)
    upkeep.verify(world.olena)


@row("L6", "a person refused it", "refused", "a person accepts it after all")
def refused(world: World) -> None:
    _, (piece,) = pieces(world, 1)
    report = take(world, "a", piece, only=[], rest=importing.REFUSED)
    assert why(world.olena) == [("refused", "refused")]
    quarantine.accept(world.olena, report.hash)
    assert rows(world.olena) == rows(world.mara)


@row("L7", "an act, or an entry of what was handed over or opened", "in force, whatever was ticked", "nothing")
def accounts(world: World) -> None:
    team.set_readers(world.mara, PROTECTED, [team.fingerprint(world.olena)])
    exporting.export(world.mara, world.path("to nobody.jitbundle"), ["Ibrahim Demir"])
    take(world, "a", *segments(world.mara, PROTECTED), *segments(world.mara, of=world.mara), only=[])
    undoing.undo(world.olena)
    assert PROTECTED in {place.name for place in team.places(world.olena)}
    assert ledger.listed(world.olena)
    upkeep.verify(world.olena)


@row(
    "L8",
    "a bundle that was undone, kept or refused comes again",
    "as it was",
    "it is accepted in quarantine, not by coming again",
)
def comes_again(world: World) -> None:
    _, (piece,) = pieces(world, 1)
    bundle = courier(world.mara, world.olena, world.path("a"), [piece])
    importing.accept(world.olena, [bundle])
    undoing.undo(world.olena)
    before = rows(world.olena)
    [report] = importing.accept(world.olena, [bundle])
    assert report.asleep > 0
    assert rows(world.olena) == before
    quarantine.accept(world.olena, report.hash)
    assert rows(world.olena) == rows(world.mara)
