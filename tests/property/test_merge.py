"""The merge on random histories: one answer in any order, cut anywhere, and it is the one that the rule states in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from jitdesk.domain.changes import Line, Named
from jitdesk.domain.merge import Cell, Live, plan, show
from jitdesk.kernel.values import sha256

Heads = dict[Cell, dict[str, Live]]

CELLS = [
    Cell("r1", "title", ""),
    Cell("r1", "status", ""),
    Cell("r1", "priority", ""),
    Cell("r1", "assignees", "Mara"),
    Cell("r1", "archived", ""),
    Cell("r2", "title", ""),
]
VALUES = ["a", "b", None, True, False, 1, ["x"], ["x", "y"]]
DEVICES = [f"{i:032x}" for i in range(1, 5)]


class Change(NamedTuple):
    """A line, and what the rule speaks of: its cell, and the names that its author says to have seen there."""

    named: Named
    cell: Cell
    supersedes: tuple[str, ...]
    saw: tuple[str, ...] | None

    @property
    def name(self) -> str:
        return self.named.name


def written_by(device: str, number: int, cell: Cell, stamp: str, value: Any, supersedes: tuple[str, ...], saw: Any) -> Change:
    element = cell.element or UNSET
    line = Line(cell.field, "", "task", cell.record, "", stamp, list(supersedes), value, element, UNSET if saw is None else list(saw))
    return Change(Named(device, number, sha256(repr((number, value)).encode()), line), cell, supersedes, saw)


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Changes by four desks: each names the heads that its author saw, or, of a liar, any names at all."""
    seen: dict[str, list[Change]] = {device: [] for device in DEVICES}
    written: list[Change] = []
    for number in range(1, draw(st.integers(1, 24)) + 1):
        device = draw(st.sampled_from(DEVICES))
        if draw(st.integers(0, 3)) == 0:
            other = draw(st.sampled_from(DEVICES))
            seen[device] = [*seen[device], *(c for c in seen[other] if c not in seen[device])]
        cell, value = draw(st.sampled_from(CELLS)), draw(st.sampled_from(VALUES))
        stamp = f"{draw(st.integers(1, 12)):017d}"
        known = sorted(heads_of(seen[device]).get(cell, {}))
        if draw(st.integers(0, 5)) == 0:
            names = [c.name for c in written] + [f"{DEVICES[0]}.99.{'0' * 16}"]
            known = sorted(set(draw(st.lists(st.sampled_from(names), max_size=4))))
        saw = tuple(n for c, live in heads_of(seen[device]).items() if c.record == cell.record for n in live)
        archives = cell.field == "archived" and value is True
        change = written_by(device, number, cell, stamp, value, tuple(known), saw if archives else None)
        written.append(change)
        seen[device].append(change)
    return written


def heads_of(changes: Iterable[Change]) -> Heads:
    """The rule, word for word: the changes of a cell that no change of the same cell supersedes."""
    changes = list(changes)
    gone = {(c.cell, name) for c in changes for name in c.supersedes}
    heads: Heads = {}
    for c in changes:
        if (c.cell, c.name) not in gone:
            line = c.named.line
            assert isinstance(line, Line)
            heads.setdefault(c.cell, {})[c.name] = Live(c.name, line.stamp, line.value, c.saw)
    return heads


class Desk:
    """Keeps heads and awaited names between blocks as a database does."""

    def __init__(self) -> None:
        self.heads: Heads = {}
        self.awaited: set[tuple[Cell, str]] = set()
        self.applied: set[tuple[Cell, str]] = set()

    def take(self, block: list[Change]) -> None:
        fresh = [c for c in block if (c.cell, c.name) not in self.applied]
        touched = {c.cell for c in fresh}
        self.applied |= {(c.cell, c.name) for c in fresh}
        heads: dict[str, dict[tuple[str, str], dict[str, Live]]] = {}
        for cell, live in self.heads.items():
            heads.setdefault(cell.record, {})[cell.field, cell.element] = dict(live)
        lines: dict[str, list[Named]] = {}
        for c in fresh:
            lines.setdefault(c.cell.record, []).append(c.named)
        done = plan(heads, [a for a in self.awaited if a[0] in touched], lines)
        before = {Cell(record, *key): was for record, cells in done.before.items() for key, was in cells.items()}
        assert before == {cell: tuple(self.heads.get(cell, {})) for cell in touched}
        self.heads |= {cell: done.heads[cell.record][cell.field, cell.element] for cell in touched}
        self.awaited = {a for a in self.awaited - done.arrived | done.awaited if a not in self.applied}

    def state(self) -> tuple[Heads, set[tuple[Cell, str]]]:
        return {cell: live for cell, live in self.heads.items() if live}, self.awaited


def blocks(changes: list[Change], cuts: list[int]) -> list[list[Change]]:
    edges = [0, *sorted(cut % (len(changes) + 1) for cut in cuts), len(changes)]
    return [changes[a:b] for a, b in pairwise(edges)]


@given(histories(), st.randoms(use_true_random=False), st.lists(st.integers(0, 100), max_size=6))
@settings(max_examples=200)
def test_any_order_cut_and_repetition_gives_what_the_rule_says(history: list[Change], chance: Any, cuts: list[int]) -> None:
    desk = Desk()
    repeated = chance.sample(history, len(history)) + chance.choices(history, k=4)
    for block in blocks(repeated, cuts):
        desk.take(list({change.name: change for change in block}.values()))
    applied = {(c.cell, c.name) for c in history}
    ahead = {(c.cell, name) for c in history for name in c.supersedes} - applied
    assert desk.state() == (heads_of(history), ahead)


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_two_desks_that_exchange_in_turn_show_the_same(history: list[Change], chance: Any) -> None:
    """Commutative and associative: (A + B) + C and C + (B + A) are one."""
    parts: list[list[Change]] = [[], [], []]
    for change in history:
        parts[chance.randrange(3)].append(change)
    left, right = Desk(), Desk()
    for part in parts:
        left.take(part)
    right.take([*parts[2], *parts[1]])
    right.take(parts[0])
    assert left.state() == right.state()
    for record in ("r1", "r2"):
        shown = [
            show(
                "task",
                {(c.field, c.element): live for c, live in chance.sample(list(desk.heads.items()), len(desk.heads)) if c.record == record},
            )
            for desk in (left, right)
        ]
        assert shown[0] == shown[1]


@given(histories())
@settings(max_examples=100)
def test_nothing_typed_is_gone_unless_somebody_who_saw_it_replaced_it(history: list[Change]) -> None:
    desk = Desk()
    desk.take(history)
    live = {name for heads in desk.state()[0].values() for name in heads}
    for change in history:
        replaced = any(change.name in later.supersedes and later.cell == change.cell for later in history)
        assert (change.name in live) != replaced
