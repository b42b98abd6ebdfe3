"""Rows of docs/merge.md, "Cells and heads", at real desks."""

from __future__ import annotations

from typing import Any

from jitdesk.domain.decide import Op
from jitdesk.services import editing, reading
from jitdesk.services.desk import Desk
from jitdesk.storage import log
from tests.services.refusal_world import World
from tests.services.sava import rows, send, written
from tests.spec.rows import row


class Apart:
    """Mara and Olena at one record while they cannot exchange anything, and then they do."""

    def __init__(self, world: World, kind: str = "task", **values: Any) -> None:
        self.left, self.right = world.mara, world.olena
        self.kind = kind
        [self.record] = editing.add(self.left, kind, [values or {"title": "Summons"}]).ids
        send(self.left, self.right, "start")

    def op(self, desk: Desk, field: str, value: Any, element: str = "") -> None:
        """A line that a desk writes."""
        written(desk, Op(reading.show(desk, self.record).compartment, self.kind, self.record, field, value, element))

    def meet(self) -> dict[str, Any]:
        """What the record says on both desks."""
        send(self.left, self.right, "to the right")
        send(self.right, self.left, "to the left")
        assert rows(self.left) == rows(self.right)
        return dict(reading.show(self.left, self.record).values)

    def conflicts(self) -> dict[str, list[Any]]:
        return {found.field: [side.value for side in found.sides] for found in reading.conflicts(self.left)}


@row("C1", "one field, two values", "conflict, both kept")
def one_field(world: World) -> None:
    apart = Apart(world)
    apart.op(apart.left, "status", "done")
    apart.op(apart.right, "status", "waiting")
    assert apart.meet()["status"] in ("done", "waiting")
    assert {tuple(sorted(sides)) for sides in apart.conflicts().values()} == {("done", "waiting")}


@row("C2", "one field marked `latest`, two values", "the greatest (stamp, name) stands, no mark")
def latest(world: World) -> None:
    apart = Apart(world)
    apart.op(apart.left, "priority", "high")
    apart.right.clock.at += 5000  # type: ignore[attr-defined]
    apart.op(apart.right, "priority", "low")
    assert apart.meet()["priority"] == "low"
    assert apart.conflicts() == {}


CONTENT = {"cipher": "0" * 64, "key": "k", "media_type": "text/plain", "name": "a.txt", "sha256": "0" * 64, "size": 1}
WINDOW = {"start": "2027-01-01T09:00Z", "minutes": 60, "zone": "Europe/Kyiv"}


@row("C3", "long text, a list, an object, an attachment", "one cell, the whole value: conflict")
def whole_values(world: World) -> None:
    for kind, start, field, values in (
        ("task", {"title": "Summons"}, "description", ["At nine.\nIn Kyiv.", "At ten.\nIn Kyiv."]),
        ("request", {"reference": "JIT-SR/2026/001"}, "windows", [[WINDOW], [WINDOW, {**WINDOW, "minutes": 30}]]),
        ("file", {"note": "a statement"}, "content", [CONTENT, {**CONTENT, "name": "b.txt"}]),
    ):
        desks = world.mara, world.olena
        [record] = _added(world, kind, start)
        for desk, value in zip(desks, values, strict=True):
            written(desk, Op(reading.show(desk, record).compartment, kind, record, field, value))
        send(world.mara, world.olena, f"{kind} right")
        send(world.olena, world.mara, f"{kind} left")
        assert rows(world.mara) == rows(world.olena)
        found = next(c for c in reading.conflicts(world.mara) if c.record.id == record)
        assert found.field == field
        assert all(side.value in values for side in found.sides)
        assert len(found.sides) == 2


def _added(world: World, kind: str, start: dict[str, Any]) -> list[str]:
    """A record of a kind, known to both."""
    if kind == "file":
        ids = [world.file]
        send(world.mara, world.olena, "file")
        return ids
    ids = list(editing.add(world.mara, kind, [start]).ids)
    send(world.mara, world.olena, kind)
    return ids


@row("C4", "the same element of a set added and taken out", "conflict on that field")
def same_element(world: World) -> None:
    apart = Apart(world, title="Summons", assignees=["Mara", "Olena"])
    apart.op(apart.left, "assignees", None, "Olena")
    apart.op(apart.left, "assignees", True, "Olena")
    apart.right.clock.at += 5000  # type: ignore[attr-defined]
    apart.op(apart.right, "assignees", None, "Olena")
    apart.meet()
    assert {field: set(sides) for field, sides in apart.conflicts().items()} == {"assignees": {None, True}}


@row("C5", "different elements of a set", "both stand")
def different_elements(world: World) -> None:
    apart = Apart(world)
    apart.op(apart.left, "assignees", True, "Mara")
    apart.op(apart.right, "assignees", True, "Olena")
    assert apart.meet()["assignees"] == ["Mara", "Olena"]
    assert apart.conflicts() == {}


@row("C6", "an edit and an archiving line that had not seen it", "conflict on `archived`; archive again, or restore")
def archived(world: World) -> None:
    apart = Apart(world)
    editing.change(apart.left, apart.record, {"archived": True})
    editing.change(apart.right, apart.record, {"status": "done"})
    apart.meet()
    assert set(apart.conflicts()) == {"archived"}
    editing.settle(apart.left, apart.record, "archived", value=True)
    assert apart.conflicts() == {}
    editing.change(apart.left, apart.record, {"archived": False})
    assert apart.conflicts() == {}


@row("C7", "the same value twice", "one value, no conflict")
def same_value(world: World) -> None:
    apart = Apart(world)
    for desk in (apart.left, apart.right):
        apart.op(desk, "status", "done")
    assert apart.meet()["status"] == "done"
    assert apart.conflicts() == {}


@row("C8", "a kind or field of a newer version", "kept and passed on; shown after the upgrade")
def newer(world: World) -> None:
    apart = Apart(world)
    apart.op(apart.left, "colour", "red")
    place = reading.show(apart.left, apart.record).compartment
    written(apart.left, Op(place, "satellite", "e" * 32, "orbit", "low"))
    before = apart.meet()
    assert "colour" not in before
    send(apart.right, world.ibrahim, "passed on")
    with world.ibrahim.db.read() as connection:
        held = b"".join(line for row in log.rows(connection) for line in log.segment(connection, row).lines())
    assert b'"field":"colour"' in held
    assert b'"kind":"satellite"' in held
