"""Work told in data files, done on desks over some weeks: an entry adds a record, sets fields, attaches a file or moves a request."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jitdesk.domain import decide
from jitdesk.domain.fields import Field, Kind, Type
from jitdesk.kernel.clock import WallClock
from jitdesk.services import custody, editing, letters, life, papers, reading
from jitdesk.services.desk import Desk
from jitdesk.system import resources

_SPAN = 5 * 7 * 24 * 3_600_000  # ms
_NO_FIELDS = ("kind", "key", "compartment", "record", "move")
_LETTER = "letter"


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
        """Do the work of each entry on a desk.

        `kind` adds a record; `record` names one to change, to `attach` a file to, to `move` to a status, or to `write` a document of.
        """
        for entry in entries:
            self._diary.turn()
            if "kind" in entry:
                self._add(desk, entry)
            elif "attach" in entry:
                custody.attach(desk, self._id(entry["record"]), resources.folder() / "demo" / entry["attach"])
            elif "move" in entry:
                said = {name: self._told(value) for name, value in entry.items() if name not in _NO_FIELDS}
                life.move(desk, entry["record"], entry["move"], said)
            elif "write" in entry:
                self._write(desk, entry)
            else:
                record = reading.show(desk, self._id(entry["record"]))
                editing.change(desk, record.id, self._values(decide.kind(record.kind), entry))

    def _add(self, desk: Desk, entry: Mapping[str, Any]) -> None:
        of = decide.kind(entry["kind"])
        (id,) = editing.add(desk, of.name, [self._values(of, entry)], entry.get("compartment")).ids
        if "key" in entry:
            self._ids[entry["key"]] = id

    def _write(self, desk: Desk, entry: Mapping[str, Any]) -> None:
        """Write the letter, or a document, of a request and attach it, as if somebody had signed and scanned it."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / entry["name"]
            if entry["write"] == _LETTER:
                letters.write(desk, entry["record"], path)
            else:
                papers.write(desk, entry["record"], entry["write"], path)
            (self._ids[entry["key"]],) = custody.attach(desk, entry["record"], path).ids

    def _values(self, of: Kind, entry: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the fields, with a number of days as a date, and a key as an id."""
        return {name: self._value(decide.field(of, name), value) for name, value in entry.items() if name not in _NO_FIELDS}

    def _value(self, declared: Field, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(declared, one) for one in value]
        if declared.type is Type.WINDOWS:
            return (
                {"start": f"{self._day(value['day'])}T{value['at']}Z", "minutes": value["minutes"], "zone": value["zone"]}
                if "day" in value
                else value
            )
        if declared.columns and isinstance(value, dict):
            return {name: self._value(declared.by_column[name], one) for name, one in value.items()}
        if declared.type is Type.DATE and isinstance(value, int):
            return self._day(value)
        return self._id(value) if declared.type is Type.LINK else value

    def _told(self, value: Any) -> Any:
        """What is said with a status: a number is one of days, as no other is said in the demo."""
        if isinstance(value, list):
            return [self._told(one) for one in value]
        return self._day(value) if isinstance(value, int) else self._id(value)

    def _day(self, days: int) -> str:
        return (self._today + timedelta(days=days)).isoformat()

    def _id(self, reference: str) -> str:
        return self._ids.get(reference, reference)
