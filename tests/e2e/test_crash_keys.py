"""kill -9 at chosen system calls while what opens a desk is changed: it opens with the old or with the new, never with neither.

As many points of new keys as of an import (test_crash.py); a third of them of each of the others, which write one small file.
"""

from __future__ import annotations

import signal
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from jitdesk.kernel.errors import NotUnlocked
from jitdesk.services import desk as desks
from jitdesk.services import recovery
from jitdesk.storage import digest
from tests.e2e.terminal import PASSPHRASE, Terminal, made
from tests.e2e.test_crash import POINTS, Point, copy, points_of, traced
from tests.e2e.test_keys import DESK, NEW, typed, words

pytestmark = pytest.mark.needs("strace")

NEW_KEYS = ("passphrase", DESK, "--new-passphrase-file", "new", "--new-keys")
CHANGE = ("passphrase", DESK, "--new-passphrase-file", "new")
RECOVER = ("recover", DESK, "kit.docx.txt")
RECOVERY = ("recovery", DESK, "newer.docx")


COMMANDS = {"new keys": NEW_KEYS, "passphrase": CHANGE, "recover": RECOVER, "recovery": RECOVERY}


class Prepared(NamedTuple):
    """A desk with a kit, all of its records as a hash, and the points to kill each command at."""

    at: Terminal
    before: str
    points: dict[str, list[Point]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    at = Terminal(tmp_path_factory.mktemp("crash"))
    made(at.folder / DESK, "Mara Kos", "SVN", found=True).close()
    (at.folder / "pw").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    (at.folder / "new").write_text(f"{NEW}\n", encoding="utf-8")
    (at.folder / "records.jsonl").write_text("".join(f'{{"title":"Task {i}","description":"{"word " * 200}"}}\n' for i in range(40)))
    at("add", DESK, "task", "--from", "records.jsonl")
    at("recovery", DESK, "kit.docx")
    typed(at, "kit.docx")
    points = {name: points_of(ready(at, tmp_path_factory.mktemp("points"), name), command) for name, command in COMMANDS.items()}
    return Prepared(at, at.digest(DESK, of=digest.projection), points)


def ready(at: Terminal, folder: Path, name: str) -> Terminal:
    """A copy of the desk to work on; of `recover` the passphrase file holds the new one."""
    copied = copy(at, folder)
    if name == "recover":
        (copied.folder / "pw").write_text(f"{NEW}\n", encoding="utf-8")
    return copied


def content(at: Terminal, unlocked: desks.Unlocked) -> str:
    with closing(desks.hold(at.folder / DESK, unlocked)) as desk, desk.db.read() as connection:
        return digest.projection(connection)


def opened_by(at: Terminal, before: str) -> list[str]:
    """Which of the two passphrases and of the kits on paper open the desk, each to all of its records."""
    found = []
    for passphrase in (PASSPHRASE, NEW):
        try:
            assert content(at, desks.unlock(at.folder / DESK, passphrase)) == before
        except NotUnlocked:
            continue
        found.append(passphrase)
    for kit in sorted(path.name for path in at.folder.glob("*.docx")):
        try:
            assert content(at, recovery.unlock(at.folder / DESK, [words(at.folder / kit)])) == before
        except NotUnlocked:
            continue
        found.append(kit)
    return found


EXPECTED = {
    "new keys": ([PASSPHRASE, "kit.docx"], [NEW]),
    "passphrase": ([PASSPHRASE, "kit.docx"], [NEW, "kit.docx"]),
    "recover": ([PASSPHRASE, "kit.docx"], [NEW, "kit.docx"]),
    "recovery": ([PASSPHRASE, "kit.docx"], [PASSPHRASE, "newer.docx"]),
}


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name in COMMANDS for number in range(0, POINTS, 1 if name == "new keys" else 3)]
)
def test_a_killed_change_of_keys_leaves_the_old_ones_or_the_new(prepared: Prepared, tmp_path: Path, name: str, number: int) -> None:
    at, command, (before, after) = ready(prepared.at, tmp_path, name), COMMANDS[name], EXPECTED[name]
    point = prepared.points[name][number]
    how = f"inject={point.call}:signal=KILL:when={point.number}"
    done = traced(at, "-e", f"trace={point.call}", "-e", how, command=command)
    assert done.status in (-signal.SIGKILL, 128 + signal.SIGKILL), f"{point} was not reached: {done}"
    opened = opened_by(at, prepared.before)
    assert opened in (before, after)
    journal = at.folder / DESK / "desk.db-journal"
    assert not (journal.exists() and journal.read_bytes()[:1].strip(b"\0"))  # one that was never synced begins with 0, and is none
    left = {path.name for path in (at.folder / DESK).iterdir()} - {journal.name}
    assert left == {"desk.db", "keyslots.json", "lock", "files", "staging"}
    if opened == before:
        for leaf in at.folder.glob("newer.docx*"):
            leaf.unlink()
        at(*command)
        assert opened_by(at, prepared.before) == after
