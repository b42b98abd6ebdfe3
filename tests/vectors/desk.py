"""Olena's desk with the keys of the vectors: a real one, which the first bundle of them brought into the team."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from jitdesk.crypto import keyslots
from jitdesk.crypto.keyslots import LEAST
from jitdesk.exchange import card
from jitdesk.services import desk as desks
from jitdesk.services import importing, team
from jitdesk.services.desk import Desk, Person, Unlocked
from jitdesk.storage import log
from tests.vectors import sava


class Clock:
    """Stands still, an hour after the last honest line of the vectors."""

    def now(self) -> int:
        return sava.START + 120 * sava.MINUTE


@dataclass(frozen=True)
class Made:
    """A closed desk, and what opens it."""

    folder: Path
    unlocked: Unlocked


def make(folder: Path, first: bytes) -> Made:
    """The desk, after the bundle `first` was taken in."""
    path = folder / "olena.jitdesk"
    desk = team.enrol(path, "a fine passphrase", Person(*sava.OLENA.person), cost=LEAST, clock=Clock())
    with desk.db.write() as connection:
        log.put(connection, "card", sava.OLENA.card.decode())
    desk.close()
    keys = replace(desk.unlocked.keys, signing=sava.OLENA.seed, age=sava.OLENA.identity, hybrid=sava.OLENA.hybrid_identity)
    slots = path / "keyslots.json"
    slots.write_bytes(keyslots.encode(keyslots.with_keys(keyslots.decode(slots.read_bytes()), desk.unlocked.vault, keys)))
    made = Made(path, replace(desk.unlocked, keys=keys))
    desk = desks.hold(path, made.unlocked, clock=Clock())
    (folder / "first.jitbundle").write_bytes(first)
    [report] = importing.accept(desk, [folder / "first.jitbundle"], trust=card.fingerprint(sava.MARA.id))
    assert (report.sender, report.touched.changes) == (sava.MARA.id, len(sava.TEAM_LINES))
    desk.close()
    return made


@contextmanager
def opened(made: Made, folder: Path) -> Iterator[Desk]:
    """A copy of the desk, held open."""
    path = folder / "olena.jitdesk"
    shutil.copytree(made.folder, path)
    desk = desks.hold(path, made.unlocked, clock=Clock(), random=random.Random(1).randbytes)
    try:
        yield desk
    finally:
        desk.close()
