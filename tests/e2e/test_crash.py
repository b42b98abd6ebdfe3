"""kill -9 at chosen system calls of an import and an export: the desk is as before or as after, and the command works again.

Eight points of each among the tests; twenty with JITDESK_LONG, as `python3 dev.py prove crash` runs them.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import signal
from pathlib import Path
from typing import NamedTuple

import pytest

from jitdesk.services.desk import Unlocked
from jitdesk.storage import digest
from tests.e2e.conftest import LEAD, MEMBER
from tests.e2e.terminal import Done, Terminal, environment

pytestmark = pytest.mark.needs("strace")

POINTS = 20 if os.environ.get("JITDESK_LONG") else 8
CALLS = "openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,unlink,unlinkat,rmdir,mkdir"
IMPORT = ("import", MEMBER, "new.jitbundle")
EXPORT = ("export", LEAD, "out.jitbundle", "--to", "Olena Hrytsenko")


class Point(NamedTuple):
    """The n-th call of one kind that the program makes."""

    call: str
    number: int


class Prepared(NamedTuple):
    """A team in which Olena has work to import and Mara work to export; the state of both desks, and the points to kill at."""

    at: Terminal
    keys: dict[str, Unlocked]
    before: dict[str, str]
    imported: str
    points: dict[str, list[Point]]


@pytest.fixture(scope="module")
def prepared(template: Terminal, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    at = copy(template, tmp_path_factory.mktemp("crash"))
    at("add", LEAD, "identity", "--compartment", "Identities", "witness=W-0412", "name=Another")
    (at.folder / "records.jsonl").write_text("".join(f'{{"title":"Task {i}","description":"{"word " * 200}"}}\n' for i in range(40)))
    at("add", LEAD, "task", "--from", "records.jsonl")
    (at.folder / "recording.bin").write_bytes(os.urandom(300_000))
    at("attach", LEAD, "W-0412", "recording.bin")
    at("export", LEAD, "new.jitbundle", "--to", "Olena Hrytsenko")
    at("add", LEAD, "task", "title=Sealed by the next export")
    keys = {name: at.unlocked(name) for name in (LEAD, MEMBER)}
    before = {name: at.digest(name, keys[name]) for name in keys}
    after = copy(at, tmp_path_factory.mktemp("imported"))
    after(*IMPORT)
    points = {command[0]: points_of(copy(at, tmp_path_factory.mktemp(command[0])), command) for command in (IMPORT, EXPORT)}
    return Prepared(at, keys, before, after.digest(MEMBER, keys[MEMBER], of=digest.projection), points)


def copy(at: Terminal, folder: Path) -> Terminal:
    return Terminal(Path(shutil.copytree(at.folder, folder / "team")))


def traced(at: Terminal, *options: str, command: tuple[str, ...]) -> Done:
    # Every run makes the same calls, those for the folders of a user who starts the program for the first time too.
    quiet = environment() | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "JITDESK_HOME": str(at.folder / "home")}
    return at.real(*command, before=("strace", "-f", "-qq", "-o", "trace", *options), env=quiet)


def points_of(at: Terminal, command: tuple[str, ...]) -> list[Point]:
    """Points spread evenly over the calls by which a run changes the disk from the moment when it holds the desk.

    Of many calls of one kind in a row, as a commit makes them, five stand for all.
    """
    done = traced(at, "-e", f"trace={CALLS}", command=command)
    assert done.status == 0, done.err
    made: dict[str, int] = {}
    points: list[Point] = []
    held = False
    lines = (at.folder / "trace").read_text(errors="replace").splitlines()
    main = lines[0].split()[0]
    for line in lines:
        call = re.match(rf"{main} +([a-z0-9]+)\(", line)
        if call:
            made[call[1]] = made.get(call[1], 0) + 1
            held = held or f"{command[1]}/lock" in line
            if held and (call[1] != "openat" or "O_CREAT" in line):
                points.append(Point(call[1], made[call[1]]))
    assert len(points) > POINTS, "the trace does not show the work: this test has gone blind"
    runs = [list(run) for _, run in itertools.groupby(points, lambda point: point.call)]
    told = [point for run in runs for point in dict.fromkeys(run[i * (len(run) - 1) // 4] for i in range(5))]
    return [told[i * (len(told) - 1) // (POINTS - 1)] for i in range(POINTS)]


def killed(prepared: Prepared, folder: Path, command: tuple[str, ...], number: int) -> Terminal:
    """A copy of the team whose `command` was killed at its point."""
    at = copy(prepared.at, folder)
    point = prepared.points[command[0]][number]
    how = f"inject={point.call}:signal=KILL:when={point.number}"
    done = traced(at, "-e", f"trace={point.call}", "-e", how, command=command)
    assert done.status in (-signal.SIGKILL, 128 + signal.SIGKILL), f"{point} was not reached: {done}"
    return at


def whole(prepared: Prepared, at: Terminal, name: str) -> None:
    """The desk opens and is found whole, and nothing is left in staging."""
    assert at("verify", name)
    assert not list((at.folder / name / "staging").iterdir())
    assert at.digest(name, prepared.keys[name])


@pytest.mark.parametrize("number", range(POINTS))
def test_a_killed_import_happened_or_did_not(prepared: Prepared, tmp_path: Path, number: int) -> None:
    at = killed(prepared, tmp_path, IMPORT, number)
    whole(prepared, at, MEMBER)
    kept = at.digest(MEMBER, prepared.keys[MEMBER], of=digest.projection)
    assert kept == prepared.imported or at.digest(MEMBER, prepared.keys[MEMBER]) == prepared.before[MEMBER]
    at(*IMPORT)
    assert at.digest(MEMBER, prepared.keys[MEMBER], of=digest.projection) == prepared.imported
    assert "0 not on this desk" in at("verify", MEMBER)


@pytest.mark.parametrize("number", range(POINTS))
def test_a_killed_export_leaves_no_half_of_a_bundle(prepared: Prepared, tmp_path: Path, number: int) -> None:
    at = killed(prepared, tmp_path, EXPORT, number)
    whole(prepared, at, LEAD)
    out = at.folder / "out.jitbundle"
    if out.exists():
        assert at.json("preview", MEMBER, out.name)["new"]
        out.unlink()
    at(*EXPORT)
    assert not list(at.folder.glob("*.part"))
    at("import", MEMBER, "new.jitbundle", out.name)
    titles = {task["title"] for task in at.jsonl("list", MEMBER, "task")}
    assert "Sealed by the next export" in titles
    assert len(titles) == 42
