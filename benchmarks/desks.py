"""Desks for the benchmarks: two members of the fictional team, filled with invented records from a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jitdesk.crypto.keyslots import LEAST
from jitdesk.kernel import words
from jitdesk.services import editing, exporting, importing, team
from jitdesk.services.desk import Desk, Person
from jitdesk.system import resources

PASSPHRASE = "benchmark"
LEAD = Person("Mara Kos", "SVN", "State Prosecutor's Office", "prosecutor")
OTHER = Person("Olena Hnatiuk", "UKR", "Prosecutor General's Office", "investigator")

_LATIN = ("bridge river witness statement village soldier convoy market school night order commander checkpoint truck photograph "
          "interpreter hospital cellar road border winter letter list register radio signal neighbour uncle fire smoke field").split()
_CYRILLIC = "міст річка свідок заява село колона ринок школа ніч наказ командир лікарня підвал дорога кордон зима сусід вогонь поле".split()
_ARABIC = "جسر نهر شاهد شهادة قرية جندي قافلة سوق مدرسة ليل أمر قائد مستشفى قبو طريق حدود شتاء رسالة جار نار حقل".split()


def text(dice: random.Random, words: int) -> str:
    """Invented prose in one of three scripts, with some words rare (a number behind them)."""
    stock = dice.choice((_LATIN, _LATIN, _CYRILLIC, _ARABIC))
    return " ".join(
        f"{dice.choice(stock)}{dice.randrange(3000)}" if dice.random() < 0.1 else dice.choice(stock) for _ in range(words)
    )


def accounts(count: int, seed: int, words: int = 60) -> Iterator[dict[str, Any]]:
    """Accounts of five fields each."""
    dice = random.Random(seed)  # noqa: S311 - invented records
    for i in range(count):
        yield {
            "date": f"{1992 + i % 4}-{1 + i % 12:02d}-{1 + i % 28:02d}",
            "authority": f"Authority {i % 40}",
            "place": dice.choice(_LATIN),
            "held_by": "State Prosecutor's Office",
            "text": text(dice, words),
        }


def pair(folder: Path) -> tuple[Desk, Desk]:
    """A lead's desk and a member's, the member admitted and both in step."""
    words.install(resources.words())
    lead = team.found(folder / "lead.jitdesk", PASSPHRASE, "JIT Sava River", LEAD, cost=LEAST)
    other = team.enrol(folder / "other.jitdesk", PASSPHRASE, OTHER, cost=LEAST)
    team.write_card(other, folder / "other.jitcard")
    team.admit(lead, team.read_card(folder / "other.jitcard"), team.fingerprint(other))
    exporting.export(lead, folder / "first.jitbundle")
    importing.accept(other, [folder / "first.jitbundle"], trust=team.fingerprint(lead))
    return lead, other


def fill(desk: Desk, count: int, seed: int = 1, words: int = 60) -> list[str]:
    """Add accounts about one witness, 1,000 at a time; returns the ids of the accounts."""
    witness = editing.add(desk, "witness", [{"code": f"W-{seed:04d}"}]).ids[0]
    ids: list[str] = []
    batch: list[dict[str, Any]] = []
    for values in accounts(count, seed, words):
        batch.append({**values, "witness": witness})
        if len(batch) == 1000:
            ids.extend(editing.add(desk, "account", batch).ids)
            batch = []
    return ids + (list(editing.add(desk, "account", batch).ids) if batch else [])
