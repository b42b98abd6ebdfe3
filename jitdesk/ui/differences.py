"""Which words one text has and another has not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, ADDED, REMOVED = "same", "added", "removed"
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_MOST = 4_000  # tokens; comparing takes their number squared at worst


class Piece(NamedTuple):
    """A run of text that both have, that was added, or that was removed."""

    text: str
    state: str


def pieces(before: str, after: str) -> list[Piece]:
    """What leads from `before` to `after`, word by word; line by line for very long texts."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > _MOST:
        old, new = _LINES.findall(before), _LINES.findall(after)
    return list(_joined(_bridged(list(_steps(old, new)))))


def additions(those: Iterable[Piece]) -> int:
    """How many runs were added."""
    return sum(piece.state == ADDED for piece in those)


def removals(those: Iterable[Piece]) -> int:
    """How many runs were removed."""
    return sum(piece.state == REMOVED for piece in those)


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("".join(old[a:b]), SAME)
            continue
        if b > a:
            yield Piece("".join(old[a:b]), REMOVED)
        if d > c:
            yield Piece("".join(new[c:d]), ADDED)


def _bridged(steps: Sequence[Piece]) -> Iterator[Piece]:
    """A blank between two changes belongs to both: words that go together are marked as one."""
    for number, piece in enumerate(steps):
        inner = 0 < number < len(steps) - 1
        if inner and piece.state == SAME and piece.text.isspace() and "\n" not in piece.text:
            around = {neighbour.state for neighbour in _beside(steps, number)}
            yield from (Piece(piece.text, state) for state in ((REMOVED, ADDED) if len(around) == 2 else (SAME,)))
        else:
            yield piece


def _beside(steps: Sequence[Piece], number: int) -> Iterator[Piece]:
    """The changes that touch the blank at `number`: one or two on each side."""
    for way in (-1, 1):
        at = number + way
        while 0 <= at < len(steps) and steps[at].state != SAME:
            yield steps[at]
            at += way


def _joined(steps: Iterable[Piece]) -> Iterator[Piece]:
    """Runs of changes as one removal and one addition, the removal first."""
    held = {REMOVED: "", ADDED: ""}
    for piece in steps:
        if piece.state == SAME:
            yield from (Piece(text, state) for state, text in held.items() if text)
            held = {REMOVED: "", ADDED: ""}
            yield piece
        else:
            held[piece.state] += piece.text
    yield from (Piece(text, state) for state, text in held.items() if text)
