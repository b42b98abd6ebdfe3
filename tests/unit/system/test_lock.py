"""One process at a time works on a desk."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from jitdesk.system.lock import DeskLock

HOLD = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from jitdesk.system.lock import DeskLock
lock = DeskLock(Path(sys.argv[1]))
lock.take()
print("held", flush=True)
sys.stdin.read()
"""


def holder(desk: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(desk)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_another_process_is_refused_until_the_owner_dies(tmp_path: Path, refused: Any) -> None:
    with holder(tmp_path) as owner:
        with refused("lock.busy", desk=tmp_path.name):
            DeskLock(tmp_path).take()
        owner.kill()
        owner.wait()
    with DeskLock(tmp_path):
        assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600


def test_two_windows_of_one_process_are_refused_too(tmp_path: Path, refused: Any) -> None:
    with DeskLock(tmp_path), refused("lock.busy"):
        DeskLock(tmp_path).take()
    DeskLock(tmp_path).release()


def test_what_one_thread_took_another_gives_back(tmp_path: Path) -> None:
    lock = DeskLock(tmp_path)
    with ThreadPoolExecutor(1) as lane:
        lane.submit(lock.take).result()
        lock.release()
        DeskLock(tmp_path).take()


def test_a_desk_that_is_gone_is_said_and_not_made(tmp_path: Path, refused: Any) -> None:
    with refused("lock.no_desk"):
        DeskLock(tmp_path / "gone").take()
    assert not (tmp_path / "gone").exists()


def test_a_desk_that_cannot_be_locked_is_said(tmp_path: Path, refused: Any) -> None:
    (tmp_path / "lock").mkdir()
    with refused("lock.impossible"):
        DeskLock(tmp_path).take()
