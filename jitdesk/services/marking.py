"""Whether this folder is the desk or an old copy of it: a mark outside the folder that goes on whenever the desk gives something out.

The database is written first, the mark after it, and only then does a byte leave the desk. So a power cut is never taken for an old copy,
and a copy that lacks anything of what left the desk always shows.
"""

from __future__ import annotations

from enum import Enum

from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import new_id
from jitdesk.services.desk import Desk
from jitdesk.storage import log
from jitdesk.storage.engine import Connection
from jitdesk.system import marks
from jitdesk.system.marks import Mark

_MARK, _BEFORE = "mark", "mark before"


class State(Enum):
    """What the mark says of the folder."""

    NEW = "new"  # there never was one: a desk just made, or of the first version
    SOUND = "sound"
    BEHIND = "behind"  # the mark was not written after the database: a power cut
    COPY = "copy"  # the folder is an old copy, or stands on another machine, or another copy of it wrote


def state(desk: Desk, connection: Connection) -> State:
    """What the mark, and the log, say of the folder."""
    if log.came_back(connection, desk.device):
        return State.COPY  # somebody sent us lines of this device that it does not have
    outside = marks.load(desk.outside, desk.device)
    mark, before = log.get(connection, _MARK), log.get(connection, _BEFORE)
    if mark is None:
        return State.NEW if outside is None else State.COPY
    shown = str(outside or "")
    if shown == mark:
        return State.SOUND
    return State.BEHIND if shown == before else State.COPY


def check(desk: Desk, connection: Connection) -> None:
    """Raise Refused where another copy of this desk may have used the numbers that it would use next."""
    if state(desk, connection) is State.COPY:
        raise Refused("desk.copy")


def advance(desk: Desk) -> None:
    """Go on to a new mark: before the first byte of what was sealed leaves the desk; raises Refused where the folder is a copy."""
    with desk.db.write() as connection:
        check(desk, connection)
        found = state(desk, connection)
        if found is State.BEHIND:
            _carry(desk, log.get(connection, _MARK) or "")
    if found is State.NEW:
        start(desk)
    _next(desk)


def start(desk: Desk) -> None:
    """The first mark of a device. As long as the database does not say that it was carried, a power cut excuses that it is missing."""
    mark = _next(desk)
    with desk.db.write() as connection:
        log.put(connection, _BEFORE, mark)


def forget(connection: Connection) -> None:
    """The device that this desk is from now on has no mark yet."""
    for key in (_MARK, _BEFORE):
        log.drop(connection, key)


def _next(desk: Desk) -> str:
    with desk.db.write() as connection:
        before = log.get(connection, _MARK) or ""
        last = Mark.parse(before)
        mark = str(Mark(last.count + 1 if last else 1, new_id(desk.random)))
        log.put(connection, _BEFORE, before)
        log.put(connection, _MARK, mark)
    _carry(desk, mark)
    return mark


def _carry(desk: Desk, text: str) -> None:
    mark = Mark.parse(text)
    if mark is not None:
        marks.store(desk.outside, desk.device, mark)
