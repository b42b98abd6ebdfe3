"""Work told in data files, done on desks: each entry adds a record, sets fields of one, or attaches a file, as if over some weeks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from jitdesk.domain import decide
from jitdesk.domain.fields import Kind, Type
from jitdesk.kernel.clock import WallClock
from jitdesk.services import custody, editing, reading
from jitdesk.services.desk import Desk
from jitdesk.system import resources

_SPAN = 5 * 7 * 24 * 3_600_000  # ms
_NO_FIELDS = ("kind", "key", "compartment", "record")


class Diary:
    """A clock that goes through the last five weeks in `entries` steps, so that the history reads like work and not like one second."""

    def __init__(self, entries: int) -> None:
        self._end = WallClock().now()
        self._at = self._end - _SPAN
        self._step = _SPAN // (entries + 1)

    def now(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        return self._at

    def turn(self) -> None:
        """Go on to the next entry."""
        self._at = min(self._end, self._at + self._step)

    def catch_up(self) -> None:
        """Go on to the present."""
        self._at = self._end


class Enactor:
    """Does the work of entries on any of several desks; an entry may speak of an earlier one's record by its `key`."""

    def __init__(self, diary: Diary) -> None:
        self._diary = diary
        self._today = datetime.fromtimestamp(WallClock().now() / 1000, UTC).date()
        self._ids: dict[str, str] = {}

    def enact(self, desk: Desk, entries: Iterable[Mapping[str, Any]]) -> None:
        """Do the work of each entry on a desk: `kind` adds a record, `record` names one to change, or to `attach` a file to."""
        for entry in entries:
            self._diary.turn()
            if "kind" in entry:
                self._add(desk, entry)
            elif "attach" in entry:
                custody.attach(desk, self._id(entry["record"]), resources.folder() / "demo" / entry["attach"])
            else:
                record = reading.show(desk, self._id(entry["record"]))
                editing.change(desk, record.id, self._values(decide.kind(record.kind), entry))

    def _add(self, desk: Desk, entry: Mapping[str, Any]) -> None:
        of = decide.kind(entry["kind"])
        (id,) = editing.add(desk, of.name, [self._values(of, entry)], entry.get("compartment")).ids
        if "key" in entry:
            self._ids[entry["key"]] = id

    def _values(self, of: Kind, entry: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the fields, with a number of days as a date, and a key as an id."""
        values = {name: value for name, value in entry.items() if name not in _NO_FIELDS}
        for name, value in values.items():
            declared = decide.field(of, name)
            if declared.type is Type.DATE and isinstance(value, int):
                values[name] = (self._today + timedelta(days=value)).isoformat()
            elif declared.type is Type.LINK and isinstance(value, str):
                values[name] = self._id(value)
        return values

    def _id(self, reference: str) -> str:
        return self._ids.get(reference, reference)
