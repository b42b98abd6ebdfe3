"""Rows of docs/merge.md, "Restored desks"."""

from __future__ import annotations

from jitdesk.services import editing, importing, marking
from jitdesk.services.marking import State
from jitdesk.system import marks
from tests.services.refusal_world import World
from tests.services.sava import copied, courier, segments, send
from tests.services.test_restored import state, told
from tests.spec.rows import row


@row("D1", "the mark of the database", "the desk goes on")
def sound(world: World) -> None:
    device = world.mara.device
    assert told(world.mara) is None
    send(world.mara, world.olena, "a")
    assert (state(world.mara), told(world.mara), world.mara.device) == (State.SOUND, None, device)


@row("D2", "the mark before it", "a power cut came between: the mark is written again, the desk goes on")
def behind(world: World) -> None:
    mara = world.mara
    told(mara)
    before = marks.load(mara.outside, mara.device)
    send(mara, world.olena, "a")
    assert before is not None
    marks.store(mara.outside, mara.device, before)
    assert (state(mara), told(mara)) == (State.BEHIND, None)
    marking.advance(mara)
    assert state(mara) is State.SOUND


@row("D3", "no mark, and the database holds none either", "a desk just made, or of the first version: it gets one")
def new(world: World) -> None:
    assert state(world.mara) is State.NEW
    assert told(world.mara) is None
    assert marks.load(world.mara.outside, world.mara.device) is not None


@row("D4", "another mark, or none", "the folder is an old copy, or stands on another machine: the desk goes on as a new device")
def copy(world: World) -> None:
    told(world.mara)
    for image in (True, False):
        other = copied(world.mara, world.path(f"copy {image}.jitdesk"), image=image)
        try:
            if image:
                marking.advance(world.mara)
                other.outside = world.mara.outside
            assert told(other) == "restored.succeeded"
            assert other.device != world.mara.device
        finally:
            other.close()


@row("D5", "lines of this very device that a bundle brought", "another copy of the desk wrote: the desk goes on as a new device")
def came_back(world: World) -> None:
    mara, olena = world.mara, world.olena
    other = copied(mara, world.path("image.jitdesk"))
    try:
        editing.add(other, "task", [{"title": "of the copy"}])
        send(other, olena, "a")
    finally:
        other.close()
    importing.accept(mara, [courier(olena, mara, world.path("b"), segments(olena, of=mara))])
    device = mara.device
    assert state(mara) is State.COPY
    assert told(mara) == "restored.succeeded"
    assert mara.device != device
