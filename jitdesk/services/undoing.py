"""Undo of the last import or acceptance, as one step: its lines go back to waiting, and nothing is written for others; or of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jitdesk.domain import spans
from jitdesk.domain.changes import Line, Named
from jitdesk.domain.spans import Span
from jitdesk.kernel import clock
from jitdesk.kernel.errors import Refused
from jitdesk.services import undoing_brought
from jitdesk.services.desk import Desk
from jitdesk.services.taking import Key, is_account
from jitdesk.storage import decisions, log, queries
from jitdesk.storage.decisions import Entry
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import projector


@dataclass(frozen=True)
class Undone:
    """What was undone: the import or acceptance (its act, when, the hashes of its files), changes and records that went back to waiting
    (those that a table brought in: to what they were before).

    What stayed: `accounts` of who is in the team, who reads and who was given what, `own` changes of this device, changes of records on
    which this desk `worked` since, and `erased` lines.
    """

    act: str
    at: str
    bundles: tuple[str, ...]
    changes: int
    records: int
    accounts: int
    own: int
    worked: int
    erased: int

    @property
    def stayed(self) -> int:
        """How many changes stayed in force, or erased."""
        return self.accounts + self.own + self.worked + self.erased


def undo(desk: Desk) -> Undone:
    """Undo the newest import, acceptance or table brought in that was not undone; the next undo undoes the one before."""
    with desk.db.write() as connection:
        step = decisions.last_step(connection)
        brought = decisions.last_brought(connection)
        if brought and (not step or brought.id > step[-1].id):
            done = undoing_brought.undo(desk, connection, brought)
            return Undone(brought.act, brought.at, (), done.changes, done.records, 0, 0, done.worked, done.erased)
        if not step:
            raise Refused("undo.nothing")
        return _Undo(desk, connection, step).run()


class _Undo:
    def __init__(self, desk: Desk, connection: Connection, step: Sequence[Entry]) -> None:
        self._desk = desk
        self._connection = connection
        self._step = step
        self._taken: dict[int, list[Span]] = {}
        for entry in step:
            for row, those in decisions.taken(connection, entry.id).items():
                self._taken.setdefault(row, []).extend(those)
        self._stayed = {"accounts": 0, "own": 0, "worked": 0, "erased": 0}

    def run(self) -> Undone:
        """Take the lines out of force, make their records anew, write the journal."""
        rids = self._rids({key for _, _, key in self._lines(count=True)})
        worked = queries.worked_on(self._connection, rids.values(), self._desk.device, self._own_from())
        waiting: dict[int, list[int]] = {}
        for row, change, key in self._lines():
            if rids.get(key) in worked:
                self._stayed["worked"] += 1
            else:
                waiting.setdefault(row, []).append(change.number)
        decided = {log.WAITING: {row: spans.of(numbers) for row, numbers in waiting.items()}}
        at = clock.iso(self._desk.clock.now())
        decisions.write(self._connection, at, decisions.UNDO, decided, of=[entry.id for entry in self._step])
        self._close(waiting)
        gone = [rid for rid in rids.values() if rid not in worked]
        projector.recompute(self._connection, self._desk.device, gone)
        first = self._step[0]
        bundles = tuple(str(entry.detail["hash"]) for entry in self._step if "hash" in entry.detail)
        return Undone(first.act, first.at, bundles, sum(map(len, waiting.values())), len(gone), **self._stayed)

    def _lines(self, *, count: bool = False) -> Iterator[tuple[int, Named, Key]]:
        """The lines in force that may go back: with the segment in which they stand, and their record."""
        for row, those in self._taken.items():
            stored = log.segment(self._connection, row)
            if stored.state != log.APPLIED:
                continue
            numbers = spans.numbers(those)
            for change in decisions.in_force(self._connection, stored):
                if change.number not in numbers:
                    continue
                stays = self._stays(change)
                if stays:
                    self._stayed[stays] += count
                elif isinstance(change.line, Line):
                    yield row, change, (stored.compartment, change.line.kind, change.line.record)

    def _stays(self, change: Named) -> str:
        if not isinstance(change.line, Line):
            return "erased"
        if is_account(change):
            return "accounts"
        return "own" if change.device == self._desk.device else ""

    def _rids(self, keys: set[Key]) -> dict[Key, int]:
        found = queries.rids_of(self._connection, {id for _, _, id in keys})
        return {key: rid for key, rid in found.items() if key in keys}

    def _own_from(self) -> dict[str, int]:
        """The number of the first own change after the step, by compartment; an import of the first version kept none: all count."""
        return {place: number for entry in self._step for place, number in entry.detail.get("own", {}).items()}

    def _close(self, waiting: dict[int, list[int]]) -> None:
        """A segment that a person had let in, and of which nothing stays in force, is as it was before."""
        for hash, state in self._step[0].detail.get("opened", {}).items():
            row = log.row_of(self._connection, hash)
            if row in waiting and not decisions.in_force(self._connection, log.segment(self._connection, row)):
                log.set_state(self._connection, row, state)
