"""Search for the window: records that match while one types, each with the record on whose page it is seen."""

from __future__ import annotations

from dataclasses import dataclass

from jitdesk.domain.records import Record
from jitdesk.services import reading
from jitdesk.services.desk import Desk
from jitdesk.storage import lists
from jitdesk.storage.lists import Label

_HOMES = ("witness", "request", "about")  # the fields by which a record hangs on another
_OWN_PAGES = ("task", "witness", "request", "agreement", "proceeding", "authority")
_MOST = 30


@dataclass(frozen=True)
class Hit:
    """A record that was found, and the record on whose page it is seen: itself, or what it is about."""

    record: Record
    home: Label | None


def search(desk: Desk, words: str) -> list[Hit]:
    """Records that hold all words, the last of which may be a beginning."""
    found = reading.search(desk, words, _MOST, typing=True)
    wanted = {record.id: _home(record) for record in found}
    with desk.db.read() as connection:
        known = lists.labels(connection, set(wanted.values()))
    return [Hit(record, known.get(wanted[record.id])) for record in found]


def _home(record: Record) -> str:
    """The id of the record on whose page this one is seen."""
    if record.kind in _OWN_PAGES:
        return record.id
    return next((str(record.get(name)) for name in _HOMES if record.get(name)), record.id)
