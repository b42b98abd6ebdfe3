"""Locking a desk seals what was open: the numbers it used stand under a signature before anybody else holds the machine."""

from __future__ import annotations

from jitdesk.services import desk as desks
from jitdesk.services import editing, sealing, upkeep
from jitdesk.services.desk import Desk
from jitdesk.storage import log


def test_a_locked_desk_has_no_open_lines(mara: Desk) -> None:
    editing.add(mara, "task", [{"title": "Call the registry"}])
    with mara.db.read() as connection:
        assert log.open_compartments(connection)
    sealing.lock(mara)
    again = desks.hold(mara.folder, mara.unlocked, clock=mara.clock)
    with again.db.read() as connection:
        assert log.open_compartments(connection) == []
    upkeep.verify(again)
    again.close()
