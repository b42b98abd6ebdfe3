"""Undo of what a table brought in: fields have their earlier values again and new records are emptied, where nobody has worked since.

Own lines may have travelled, so they cannot go back to waiting as those of an import do: the undo is new lines, which travel too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import UNSET

from jitdesk.domain.changes import Line, Stub, decode_line
from jitdesk.domain.decide import Op
from jitdesk.domain.merge import Cell, Live
from jitdesk.kernel.clock import iso
from jitdesk.kernel.values import ChangeName
from jitdesk.services import editing
from jitdesk.services.desk import Desk
from jitdesk.storage import decisions, log, queries, reports
from jitdesk.storage.decisions import Entry
from jitdesk.storage.engine import Connection
from jitdesk.storage.reports import Key, Reported

_BLOCK = 1_000  # records that are looked at at once


@dataclass
class Taken:
    """What was taken back: changes, and of how many records; `worked` and `erased` count changes that stayed."""

    changes: int = 0
    records: int = 0
    worked: int = 0
    erased: int = 0
    ops: list[Op] = field(default_factory=list)


def undo(desk: Desk, connection: Connection, entry: Entry) -> Taken:
    """Take back what one entry of the journal says was brought in; raises Refused where this desk may not write."""
    done = Taken()
    touched = reports.load(connection, entry.id)
    lines = _lines(desk, connection, touched)
    led_to = _led_to(connection, touched)
    rids = queries.rids_of(connection, {id for _, _, id in touched})
    for block in _blocks(list(touched)):
        cells = queries.cells_of(connection, [rids[key] for key in block if key in rids])
        for key in block:
            mine = cells.get(rids.get(key, -1), {})
            if touched[key].new:
                _empty(key, touched[key], mine, key[2] in led_to, done)
            else:
                _restore(key, touched[key], mine, lines, done)
    editing.commit(desk, connection, desk.standing(connection), done.ops)
    decisions.write(connection, iso(desk.clock.now()), decisions.UNDO, {}, of=[entry.id])
    return done


def _blocks(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    for start in range(0, len(keys), _BLOCK):
        yield keys[start : start + _BLOCK]


def _led_to(connection: Connection, touched: Mapping[Key, Reported]) -> set[str]:
    """The ids of new records to which others lead that the same table did not bring."""
    made = {id for (_, _, id), one in touched.items() if one.new}
    return {id for id, found in queries.leading(connection, made) if (found.compartment, found.kind, found.id) not in touched}


def _empty(key: Key, one: Reported, cells: Mapping[Cell, Mapping[str, Live]], led_to: bool, done: Taken) -> None:
    """A record that was made is empty and archived, unless somebody changed it since, or another record leads to it."""
    compartment, kind, id = key
    mine = {name for _, after in one.fields.values() for name in after}
    others = {name for heads in cells.values() for name in heads} - mine
    if others or led_to:
        done.worked += len(mine)
        return
    for cell, heads in cells.items():
        if any(live.value is not None for live in heads.values()):
            done.ops.append(Op(compartment, kind, id, cell.field, None, cell.element))
    done.ops.append(Op(compartment, kind, id, "archived", True))
    done.changes += len(mine)
    done.records += 1


def _lines(desk: Desk, connection: Connection, touched: Mapping[Key, Reported]) -> dict[str, Line | Stub]:
    """The lines that changed records, and those whose place they took."""
    named: dict[str, list[ChangeName]] = {}
    for (compartment, _, _), one in touched.items():
        names = [name for fields in one.fields.values() for those in fields for name in those] if not one.new else []
        named.setdefault(compartment, []).extend(parsed for name in names if (parsed := ChangeName.parse(name)))
    found = [log.lines(connection, compartment, desk.device, names) for compartment, names in named.items() if names]
    return {str(name): decode_line(data) for those in found for name, (data, _) in those.items()}


def _restore(key: Key, one: Reported, cells: Mapping[Cell, Mapping[str, Live]], lines: Mapping[str, Line | Stub], done: Taken) -> None:
    """Each field of a record that was changed has its earlier value, unless somebody gave it another since."""
    compartment, kind, id = key
    before = done.changes
    for name, (was, now) in one.fields.items():
        for mine in (change for change in now if change not in was):
            line = lines.get(mine)
            earlier = _earlier(line, lines)
            element = "" if not isinstance(line, Line) or line.element is UNSET else line.element
            if earlier is None:
                done.erased += 1
            elif _heads(cells, name, element) != {mine}:
                done.worked += 1
            else:
                done.ops.append(Op(compartment, kind, id, name, earlier[-1] if earlier else None, element))
                done.changes += 1
    done.records += done.changes > before


def _earlier(line: Line | Stub | None, lines: Mapping[str, Line | Stub]) -> list[Any] | None:
    """The values that a line took the place of; None where one of them, or the line itself, is not here any more."""
    if not isinstance(line, Line):
        return None
    those = [lines.get(name) for name in line.supersedes]
    found = [one.value for one in those if isinstance(one, Line)]
    return found if len(found) == len(those) else None


def _heads(cells: Mapping[Cell, Mapping[str, Live]], name: str, element: str) -> set[str]:
    return {change for cell, heads in cells.items() if (cell.field, cell.element) == (name, element) for change in heads}
