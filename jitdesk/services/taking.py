"""Lines put in force as one step, under one entry of the journal: what an import or an acceptance takes, and what it leaves waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from jitdesk.domain import erasure, spans
from jitdesk.domain.changes import Line, Named
from jitdesk.domain.spans import Span
from jitdesk.kernel import clock
from jitdesk.services.desk import Desk
from jitdesk.storage import decisions, log
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import projector
from jitdesk.storage.projections.projector import Touched

Key = tuple[str, str, str]  # compartment, kind, id


@dataclass(frozen=True)
class Choice:
    """What a person ticked: the lines of some records (None: all); the `rest` waits, or is refused.

    What is accounted for in the team (`is_account`) is no matter of choice: desks would not agree on who reads. It is always taken.
    """

    records: frozenset[Key] | None = None
    rest: str = log.WAITING

    def takes(self, compartment: str, change: Named) -> bool:
        """Whether a line is put in force."""
        if self.records is None or is_account(change):
            return True
        return isinstance(change.line, Line) and (compartment, change.line.kind, change.line.record) in self.records


ALL = Choice()


def is_account(change: Named) -> bool:
    """Whether a line says who is in the team, who reads what, or who was given what: no matter of a person's choice."""
    return isinstance(change.line, Line) and change.line.kind in erasure.KEPT


@dataclass
class Numbers:
    """What a step did in one compartment: records new and changed, fields in conflict and settled, lines held, waiting and refused."""

    new: int = 0
    changed: int = 0
    conflicts: int = 0
    settled: int = 0
    held: int = 0
    waiting: int = 0
    refused: int = 0


@dataclass
class Taking:
    """One step: lines are put in force or left as the `choice` wants, then `note` writes the entry of the journal."""

    desk: Desk
    connection: Connection
    choice: Choice = ALL
    touched: Touched = field(default_factory=Touched)
    decided: dict[str, dict[int, list[Span]]] = field(default_factory=dict)
    places: dict[str, Numbers] = field(default_factory=dict)
    news: bool = False
    left: dict[int, tuple[str, int]] = field(default_factory=dict)  # of segments not in force: the state, and how many lines

    def __post_init__(self) -> None:
        self.entry = decisions.next_entry(self.connection)

    def put(self, row: int, compartment: str, changes: Sequence[Named]) -> None:
        """Put lines of an applied segment in force, none of which is yet; those not chosen are left."""
        self.news = True
        self._count(row, compartment, -1)
        chosen = self._chosen(row, compartment, changes)
        self.touched.add(projector.apply(self.connection, compartment, chosen, self.entry))
        decisions.took(self.connection, self.entry, row, spans.of(change.number for change in chosen))

    def keep(self, row: int, compartment: str, changes: Sequence[Named], state: str) -> None:
        """Note lines of a segment that is held, or waits; those not chosen will be left when it is let in."""
        self.news = True
        chosen = self._chosen(row, compartment, changes)
        self.left[row] = state, len(chosen)
        self._count(row, compartment, 1)

    def _count(self, row: int, compartment: str, sign: int) -> None:
        """Count lines of a segment that is held, or waits; and count them no more where it is let in by the same step."""
        if row in self.left:
            state, lines = self.left[row] if sign > 0 else self.left.pop(row)
            numbers = self.numbers(compartment)
            numbers.held += sign * lines if state == log.HELD else 0
            numbers.waiting += sign * lines if state == log.WAITING else 0

    def decide(self, row: int, those: list[Span], state: str) -> None:
        """From now on these lines wait, are refused, or (IN_FORCE) neither."""
        if those:
            self.decided.setdefault(state, {}).setdefault(row, []).extend(those)

    def numbers(self, compartment: str) -> Numbers:
        """What the step did in a compartment."""
        return self.places.setdefault(compartment, Numbers())

    def finish(self) -> None:
        """Count by compartment what was touched; the log of what was handed over grows with every bundle, and is no news."""
        self.touched.new = {key for key in self.touched.new if key[1] not in erasure.KEPT}
        self.touched.changed = {key for key in self.touched.changed if key[1] not in erasure.KEPT}
        for name in ("new", "changed", "conflicts", "settled"):
            for compartment, count in Counter(key[0] for key in getattr(self.touched, name)).items():
                setattr(self.numbers(compartment), name, count)

    def note(self, act: str, **detail: Any) -> int:
        """Write the entry of the journal and return its number; `own` is where own lines went on from, so that later ones can be told."""
        places = {compartment: asdict(numbers) for compartment, numbers in self.places.items()}
        own = {compartment: log.next_number(self.connection, compartment, self.desk.device) for compartment in self.places}
        at = clock.iso(self.desk.clock.now())
        more = {"places": places, "own": own, "changes": self.touched.changes} | detail
        return decisions.write(self.connection, at, act, self.decided, self.entry, **more)

    def _chosen(self, row: int, compartment: str, changes: Sequence[Named]) -> Sequence[Named]:
        if self.choice.records is None:
            return changes
        chosen = [change for change in changes if self.choice.takes(compartment, change)]
        taken = {change.number for change in chosen}
        rest = spans.of(change.number for change in changes if change.number not in taken)
        self.decide(row, rest, self.choice.rest)
        numbers = self.numbers(compartment)
        numbers.waiting += spans.count(rest) if self.choice.rest == log.WAITING else 0
        numbers.refused += spans.count(rest) if self.choice.rest == log.REFUSED else 0
        return chosen
