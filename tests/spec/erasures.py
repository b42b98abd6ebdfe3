"""Rows of docs/merge.md, "Erasure"."""

from __future__ import annotations

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, erasing, importing, orders, reading
from tests.services.hostile import place_of, smuggled
from tests.services.refusal_world import World
from tests.services.sava import rows, segments, send
from tests.services.test_forged_stubs import missing, newest, ordered, stubbed
from tests.spec.rows import ROWS, keys, row

REASON = "No longer needed"


def task(world: World) -> str:
    """A task that Mara and Olena both hold."""
    [id] = editing.add(world.mara, "task", [{"title": "Summons"}]).ids
    send(world.mara, world.olena, world.mara.random(4).hex())
    return id


def order(world: World, id: str, field: str | None = None) -> str:
    """An order that Mara gives and Olena has; its name."""
    erasing.order(world.mara, [id], REASON, field)
    send(world.mara, world.olena, world.mara.random(4).hex())
    return orders.listed(world.olena)[0].order


def gone(world: World, id: str) -> bool:
    """Whether neither desk shows a record."""
    return not any(record.id == id for desk in (world.mara, world.olena) for record in reading.listed(desk, "task"))


@row("K5", "`erase`", "a keeper", "`changes`, `field`, `reason`, `records`: see Erasure")
def erase(world: World) -> None:
    assert keys(ROWS["K5"][2]) == {"changes", "field", "reason", "records"}
    id = task(world)
    with pytest.raises(Refused):
        erasing.order(world.olena, [id], REASON)
    erasing.accept(world.olena, [order(world, id)])
    assert gone(world, id)


@row(
    "E1",
    "an edit of the record, and an order for the record that had not seen it",
    "erased where the order is carried out, also when it comes later",
)
def edit_beside_record(world: World) -> None:
    id = task(world)
    editing.change(world.olena, id, {"status": "done"})
    name = order(world, id)
    send(world.olena, world.mara, "late")
    erasing.accept(world.olena, [name])
    assert gone(world, id)


@row(
    "E2",
    "an edit of the field, and an order for the field that had not seen it",
    "a value beside the emptied field: conflict; a new order if it must go too",
)
def edit_beside_field(world: World) -> None:
    id = task(world)
    editing.change(world.olena, id, {"title": "Another"})
    name = order(world, id, "title")
    erasing.accept(world.olena, [name])
    send(world.olena, world.mara, "late")
    for desk in (world.mara, world.olena):
        assert reading.show(desk, id).conflicts == {"title"}
    erasing.order(world.mara, [id], REASON, "title")
    assert reading.show(world.mara, id).conflicts == frozenset()


@row("E3", "one desk accepts, another refuses", "each shows what it decided; all other records agree")
def one_refuses(world: World) -> None:
    other, id = task(world), task(world)
    erasing.refuse(world.olena, [order(world, id)], "Evidence in our case")
    assert reading.show(world.olena, id).get("title") == "Summons"
    with pytest.raises(Refused):
        reading.show(world.mara, id)
    assert reading.show(world.mara, other) == reading.show(world.olena, other)


@row("E4", "a stub, and an order that counts and names its change", "erased")
def justified(world: World) -> None:
    [id] = editing.add(world.mara, "task", [{"title": "Summons"}]).ids
    order(world, id)
    assert missing(world.olena) == 0


@row("E5", "a stub that no order names", "missing; the line fills it")
def unjustified(world: World) -> None:
    [id] = editing.add(world.mara, "task", [{"title": "Summons"}]).ids
    segments(world.mara)
    cut = [stubbed(pair, [1], f"{world.mara.device}.1.{'0' * 16}") for pair in newest(world.mara)]
    importing.accept(world.olena, [smuggled(world.mara, world.olena, world.path("cut"), cut)])
    assert missing(world.olena) == 1
    importing.accept(world.olena, [smuggled(world.mara, world.olena, world.path("whole"), newest(world.mara))])
    assert missing(world.olena) == 0
    assert reading.show(world.olena, id) == reading.show(world.mara, id)


@row("E6", "a line, and a stub of it that comes later", "the line stays")
def line_stays(world: World) -> None:
    task(world)
    before = rows(world.olena)
    cut = [stubbed(pair, [1], f"{world.mara.device}.1.{'0' * 16}") for pair in newest(world.mara)]
    importing.accept(world.olena, [smuggled(world.mara, world.olena, world.path("cut"), cut)])
    assert (missing(world.olena), rows(world.olena)) == (0, before)


@row("E7", "an order for a field that names a change and not what it replaced", "cannot be accepted")
def in_the_middle(world: World) -> None:
    id = task(world)
    editing.change(world.mara, id, {"title": "Second"})
    send(world.mara, world.olena, "second")
    [name] = [past.change for past in reading.history(world.olena, id) if past.value == "Second"]
    pair, given = ordered(world.mara, place_of(world.mara), records=[[id, "task"]], field="title", changes=[name])
    importing.accept(world.olena, [smuggled(world.mara, world.olena, world.path("x"), [pair])])
    with pytest.raises(Refused, match="come back"):
        erasing.accept(world.olena, [given])


@row("E8", "an order by one who does not keep the compartment", "counts for nothing")
def not_a_keeper(world: World) -> None:
    id = task(world)
    pair, _ = ordered(world.olena, place_of(world.olena), records=[[id, "task"]])
    importing.accept(world.mara, [smuggled(world.olena, world.mara, world.path("x"), [pair])])
    assert orders.listed(world.mara) == []
