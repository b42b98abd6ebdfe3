"""Desks for the benchmarks: two members of the fictional team, filled with invented records from a fixed seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jitdesk.crypto.keyslots import LEAST
from jitdesk.kernel import words
from jitdesk.services import editing, exporting, importing, team
from jitdesk.services.desk import Desk, Person
from jitdesk.services.invented import accounts as accounts
from jitdesk.services.invented import text as text
from jitdesk.system import resources

PASSPHRASE = "benchmark"
LEAD = Person("Mara Kos", "SVN", "State Prosecutor's Office", "prosecutor")
OTHER = Person("Olena Hnatiuk", "UKR", "Prosecutor General's Office", "investigator")


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
