"""kill -9 at chosen system calls of an erasure: the record is there or gone without a trace, and the desk opens with its passphrase."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from jitdesk.services import desk as desks
from tests.e2e.conftest import LEAD
from tests.e2e.terminal import Terminal
from tests.e2e.test_crash import POINTS, Prepared, copy, killed, points_of
from tests.services import pages

pytestmark = pytest.mark.needs("strace")

SECRET = "Kresnikova"
ERASE = ("erase", LEAD, "W-0412", "--reason", "No longer needed")


@pytest.fixture(scope="module")
def prepared(template: Terminal, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    at = copy(template, tmp_path_factory.mktemp("crash"))
    at("set", LEAD, "W-0412", f"summary={SECRET} saw the bridge")
    at("export", LEAD, "sealed.jitbundle")
    at("set", LEAD, "W-0412", f"needs={SECRET} needs an interpreter")
    points = points_of(copy(at, tmp_path_factory.mktemp("erase")), ERASE)
    return Prepared(at, {}, {}, "", {"erase": points})


@pytest.mark.parametrize("number", range(POINTS))
def test_a_killed_erasure_happened_or_did_not(prepared: Prepared, tmp_path: Path, number: int) -> None:
    at = killed(prepared, tmp_path, ERASE, number)
    assert at("verify", LEAD)
    assert {path.name for path in (at.folder / LEAD).glob("desk.db*")} <= {"desk.db", "desk.db-wal", "desk.db-shm"}
    if at.run("show", LEAD, "W-0412").status == 0:
        assert SECRET in at("show", LEAD, "W-0412")
        assert SECRET.encode() in held(at)
        at(*ERASE)
    assert SECRET.encode() not in held(at)
    assert at("verify", LEAD)
    assert "Send the summons" in at("list", LEAD, "task")


def held(at: Terminal) -> bytes:
    """Every byte that the passphrase opens."""
    with contextlib.closing(desks.hold(at.folder / LEAD, at.unlocked(LEAD))) as desk:
        return pages.everything(desk)
