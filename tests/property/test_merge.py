"""The merge on random histories: one answer in any order, cut anywhere, and it is the one that the rule states in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jitdesk.domain.merge import Cell, Change, Heads, Live, plan, show
from jitdesk.kernel.values import sha256

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
        name = f"{device}.{number}.{sha256(repr((number, value)).encode())[:16]}"
        known = sorted(heads_of(seen[device]).get(cell, {}))
        if draw(st.integers(0, 5)) == 0:
            names = [c.name for c in written] + [f"{DEVICES[0]}.99.{'0' * 16}"]
            known = sorted(set(draw(st.lists(st.sampled_from(names), max_size=4))))
        saw = tuple(n for c, live in heads_of(seen[device]).items() if c.record == cell.record for n in live)
        change = Change(name, cell, stamp, value, tuple(known), saw if cell.field == "archived" and value is True else None)
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
            heads.setdefault(c.cell, {})[c.name] = Live(c.name, c.stamp, c.value, c.saw)
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
        done = plan(
            {cell: dict(live) for cell, live in self.heads.items() if cell in touched}, [a for a in self.awaited if a[0] in touched], fresh
        )
        assert done.before == {cell: tuple(self.heads.get(cell, {})) for cell in touched}
        self.heads |= {cell: done.heads[cell] for cell in touched}
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
