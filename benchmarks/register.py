"""A register of 10,000 requests, each with its steps, reply and task: the first page in every order, and every filter."""

from __future__ import annotations

import random
import statistics
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import desks
from benchmarks.measuring import seconds
from benchmarks.proof import Figure
from jitdesk import bootstrap
from jitdesk.domain.decide import Op
from jitdesk.domain.kinds.request import STATUS
from jitdesk.services import editing, register, steps
from jitdesk.services.desk import Desk

REQUESTS = 10_000
PAGE, PAGE_MOST, FILTER_MOST = 50, 0.030, 0.100
_BATCH, _ROUNDS = 1_000, 5
_STATES = ("ARG", "UKR", "SEN", "FRA", "JPN", "XKX", "ZAF", "CAN")


def figure() -> Figure:
    """The slowest first page in any order, both ways, and the slowest filter by status, State, words and all of them."""
    desk = _desk()
    pages = {f"{order}{' down' * down}": _page(desk, order, down) for order in register.ORDERS for down in (False, True)}
    words = desks.text(random.Random(5), 1)
    filters: dict[str, Callable[[], object]] = {
        "status": lambda: register.rows(desk, filters={"status": "sent"}, limit=PAGE),
        "State": lambda: register.rows(desk, filters={"state": "UKR"}, limit=PAGE),
        "words": lambda: register.rows(desk, words, limit=PAGE),
        "all": lambda: register.rows(desk, words, {"status": "sent", "state": "UKR"}, limit=PAGE),
        "nothing found": lambda: register.rows(desk, "no such words", limit=PAGE),
    }
    found = {name: _median(work) for name, work in filters.items()}
    page, slowest = max(pages, key=pages.__getitem__), max(found, key=found.__getitem__)
    text = f"first page {pages[page] * 1000:.1f} ms ({page}), filter {found[slowest] * 1000:.1f} ms ({slowest})"
    return Figure(text, pages[page] <= PAGE_MOST and found[slowest] <= FILTER_MOST)


def _page(desk: Desk, order: str, descending: bool) -> float:
    return _median(lambda: register.rows(desk, order=order, limit=PAGE, descending=descending))


def _median(work: Callable[[], object]) -> float:
    work()
    return statistics.median(seconds(work) for _ in range(_ROUNDS))


@cache
def _desk() -> Desk:
    """A desk with the requests, made once a run."""
    bootstrap.start("worker")
    desk, other = desks.pair(Path(tempfile.mkdtemp(prefix="jitdesk-bench-")))
    other.close()
    dice = random.Random(7)
    witnesses = editing.add(desk, "witness", [{"code": f"W-{number:04}"} for number in range(500)]).ids
    for at in range(0, REQUESTS, _BATCH):
        ids = editing.add(desk, "request", [_request(dice, at + number, witnesses) for number in range(_BATCH)]).ids
        editing.add(desk, "reply", [{"request": id, "kind": "acknowledged", "date": _day(dice), "source": "Ministry"} for id in ids])
        editing.add(desk, "task", [{"title": desks.text(dice, 4), "due": _day(dice), "links": [id]} for id in ids])
        _steps(desk, ids, dice)
    return desk


def _request(dice: random.Random, number: int, witnesses: tuple[str, ...]) -> dict[str, Any]:
    return {
        "reference": f"JIT-SR/2026/{number:05}",
        "registry_number": f"Kt {number}/2026",
        "subject": desks.text(dice, 8),
        "facts": desks.text(dice, 120),
        "requested_state": dice.choice(_STATES),
        "status": dice.choice(STATUS),
        "witness": dice.choice(witnesses),
        "deadline": _day(dice),
    }


def _steps(desk: Desk, ids: tuple[str, ...], dice: random.Random) -> None:
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        ops: list[Op] = []
        for id in ids:
            for status in ("final", "signed", "sent"):
                ops += steps.made(desk, standing.whole_team, "step", {"request": id, "status": status, "date": _day(dice)})[1]
        editing.commit(desk, connection, standing, ops)


def _day(dice: random.Random) -> str:
    return f"{dice.randrange(2026, 2029)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"
