"""A desk of 100,000 accounts and as many tasks beside one of 1,000: opening, lists, search."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from benchmarks import desks
from benchmarks.measuring import peak_of, seconds
from benchmarks.proof import Figure
from jitdesk import bootstrap
from jitdesk.domain import folding
from jitdesk.domain.kinds import KINDS
from jitdesk.services import desk as opening
from jitdesk.services import editing, reading
from jitdesk.services.desk import Unlocked
from jitdesk.storage.queries import NEWEST_HITS, Wanted

LARGE, SMALL = 100_000, 1_000
OPEN_MOST, OPEN_SPARE = 1.3, 0.010
PAGE, PAGE_MOST = 50, 0.030
SEARCHES, SLOWEST, SEARCH_MOST = 200, 0.050, 3.0
RESIDENT_MOST = 150
_BATCH = 2_000


@dataclass(frozen=True)
class Place:
    """A closed desk and its keys."""

    folder: Path
    keys: Unlocked


@cache
def place(records: int) -> Place:
    """A desk with so many accounts and tasks, made once a run."""
    bootstrap.start("worker")
    lead, other = desks.pair(Path(tempfile.mkdtemp(prefix="jitdesk-bench-")))
    other.close()
    witness = editing.add(lead, "witness", [{"code": "W-0001"}]).ids[0]
    dice = random.Random(3)
    for at in range(0, records, _BATCH):
        count = min(_BATCH, records - at)
        editing.add(lead, "account", [{**v, "witness": witness} for v in desks.accounts(count, at, 25)])
        editing.add(lead, "task", [_task(dice) for _ in range(count)])
    lead.close()
    return Place(lead.folder, lead.unlocked)


def _task(dice: random.Random) -> dict[str, object]:
    due = f"{dice.randrange(2026, 2029)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"
    return {"title": desks.text(dice, 5), "due": due, "status": dice.choice(("open", "in_progress", "waiting", "done"))}


def opening_time() -> Figure:
    """From the keys to the first 50 tasks, at 100,000 records and at 1,000."""
    large, small = (statistics.median(_open(place(n)) for _ in range(15)) for n in (LARGE, SMALL))
    text = f"{large * 1000:.1f} ms at 100,000, {small * 1000:.1f} ms at 1,000"
    return Figure(text, large <= OPEN_MOST * small + OPEN_SPARE)


def _open(where: Place) -> float:
    start = time.perf_counter()
    desk = opening.hold(where.folder, where.keys)
    reading.rows(desk, "task", reading.ids(desk, "task", Wanted("due"), PAGE))
    took = time.perf_counter() - start
    desk.close()
    return took


def first_pages() -> Figure:
    """The first page of a list of 100,000, in every offered order, both ways; the slowest counts."""
    where = place(LARGE)
    desk = opening.hold(where.folder, where.keys)
    slowest, name = 0.0, ""
    for kind in ("account", "task"):
        for order in ["changed", *(f.name for f in KINDS[kind].fields if f.order)]:
            for descending in (False, True):
                wanted = Wanted(order, descending)
                took = statistics.median(_page(desk, kind, wanted) for _ in range(5))
                if took > slowest:
                    slowest, name = took, f"{kind} by {order}"
    desk.close()
    return Figure(f"{slowest * 1000:.1f} ms ({name})", slowest <= PAGE_MOST)


def _page(desk: opening.Desk, kind: str, wanted: Wanted) -> float:
    return seconds(lambda: reading.rows(desk, kind, reading.ids(desk, kind, wanted, PAGE)))


def searches() -> Figure:
    """200 searches over 100,000 accounts: their 95th percentile, and their sum beside the bare FTS5 statement."""
    where = place(LARGE)
    desk = opening.hold(where.folder, where.keys)
    queries = list(_queries())
    ours, bare = [], []
    for round_ in range(3):
        for words in queries:
            mine = seconds(partial(reading.search, desk, words))
            floor = _bare(desk, words)
            if round_:
                ours.append(mine)
                bare.append(floor)
    desk.close()
    slow = statistics.quantiles(ours, n=20)[-1]
    ratio = sum(ours) / sum(bare)
    return Figure(f"95th percentile {slow * 1000:.1f} ms, sum {ratio:.2f} x the bare statement", slow < SLOWEST and ratio <= SEARCH_MOST)


def _queries() -> list[str]:
    """Words by their frequency, pairs, phrases, three-letter prefixes, in three scripts, from a fixed seed."""
    dice = random.Random(11)
    found: list[str] = []
    for _ in range(SEARCHES // 4):
        words = desks.text(dice, 6).split()
        found += [dice.choice(words), " ".join(dice.sample(words, 2)), f'"{words[0]} {words[1]}"', f"{dice.choice(words)[:3]}*"]
    return found


def _bare(desk: opening.Desk, words: str) -> float:
    match = folding.query(words)
    with desk.db.read() as connection:
        newest = connection.exec_driver_sql(
            "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?", (match, NEWEST_HITS - 1)
        ).scalar()
        statement = "SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? ORDER BY rank LIMIT 50"
        return seconds(lambda: connection.exec_driver_sql(statement, (match, newest or 0)).fetchall())


def resident() -> Figure:
    """Resident memory of a process that opened the large desk and read the first page."""
    found = peak_of(_open, place(LARGE))
    return Figure(f"{found:.0f} MB", found < RESIDENT_MOST)
