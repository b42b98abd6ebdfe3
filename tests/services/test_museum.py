"""Desks and bundles that earlier versions wrote: opened, verified, continued."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from jitdesk.kernel.errors import Cancelled
from jitdesk.services import desk as desks
from jitdesk.services import editing, importing, quarantine, reading, reporting, team, undoing, upkeep
from jitdesk.services.desk import Desk
from jitdesk.storage.engine import Database
from tests.services import sava

MUSEUM = Path(__file__).parents[1] / "museum"


def copied(who: str, place: Path) -> Path:
    """A desk of the first version, as it was left."""
    folder = place / f"{who}.jitdesk"
    shutil.copytree(MUSEUM / "first" / folder.name, folder)
    for name in ("files", "staging"):  # git keeps no empty folder
        (folder / name).mkdir(exist_ok=True)
    return folder


@pytest.fixture
def first(tmp_path: Path) -> Iterator[dict[str, Desk]]:
    """The desks of the first version, copied and opened."""
    with ExitStack() as stack:
        opened = {}
        for who in ("mara", "olena", "ibrahim"):
            folder = copied(who, tmp_path)
            clock = sava.FakeClock(sava.START + sava.DAY)
            opened[who] = desks.hold(folder, desks.unlock(folder, "a fine passphrase"), clock=clock)
            stack.callback(opened[who].close)
        yield opened


def test_a_desk_of_the_first_version_opens_and_verifies(first: dict[str, Desk]) -> None:
    for who in ("mara", "olena"):
        checked = upkeep.verify(first[who])
        assert checked.signatures >= 3
        assert checked.files == 1
    assert reading.show(first["mara"], "W-0412").values["needs"] == "Breaks every 45 minutes"


def test_a_bundle_of_the_first_version_is_taken_in(first: dict[str, Desk]) -> None:
    bundles = sorted((MUSEUM / "first").glob("wednesday*.jitbundle"))
    assert len(bundles) == 2
    importing.accept(first["olena"], bundles)
    importing.accept(first["ibrahim"], [MUSEUM / "first" / "wednesday.jitbundle"], trust=team.fingerprint(first["mara"]))
    for who in ("olena", "ibrahim"):
        assert len(reading.search(first[who], "Tuesday")) == 1
        upkeep.verify(first[who])


def test_a_desk_of_the_first_version_goes_on(first: dict[str, Desk]) -> None:
    editing.change(first["olena"], "W-0412", {"summary": "Seen again"})
    sava.send(first["olena"], first["mara"], "thursday")
    assert reading.show(first["mara"], "W-0412").values["summary"] == "Seen again"
    upkeep.verify(first["mara"])


def test_an_import_of_the_first_version_can_be_undone_and_accepted_again(first: dict[str, Desk]) -> None:
    """Its lines are known by the bundle that brought them; its hash is not, so they are accepted piece by piece."""
    olena = first["olena"]
    before = sava.rows(olena)
    undone = undoing.undo(olena)
    assert undone.changes > 0
    assert undone.worked > 0  # of the witness: nobody wrote down then whether Olena's change came before the import
    assert sava.rows(olena) != before
    upkeep.verify(olena)
    for item in quarantine.listed(olena):
        quarantine.accept(olena, item.hash)
    assert sava.rows(olena) == before
    upkeep.verify(olena)
    assert {step.act for step in reporting.listed(olena)} == {"import", "undo", "accept"}


def test_who_will_not_wait_for_the_projection_finds_the_desk_as_it_was(tmp_path: Path) -> None:
    folder = copied("mara", tmp_path)
    keys = desks.unlock(folder, "a fine passphrase")
    steps: list[tuple[int, int]] = []

    def stopped(done: int, total: int) -> None:
        raise Cancelled("job.cancelled")

    with pytest.raises(Cancelled):
        desks.hold(folder, keys, progress=stopped)
    with closing(Database(folder / desks.DATABASE, keys.keys.database)) as db, db.read() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == 0
    with closing(desks.hold(folder, keys, progress=lambda done, total: steps.append((done, total)))) as desk:
        upkeep.verify(desk)
    assert [done for done, _ in steps] == list(range(steps[0][1]))
