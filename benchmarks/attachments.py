"""Attach and extract of 1 GiB beside the `age` command on the same file."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import desks
from benchmarks.measuring import Pair, pair, seconds
from benchmarks.proof import Figure
from jitdesk.services import custody, editing
from jitdesk.services.desk import Desk

SIZE = 1 << 30
MOST = 2.0  # at least half the speed of the command


@contextmanager
def _prepared() -> Iterator[tuple[Desk, Path, str]]:
    # In memory where there is room: the command does not wait for the disk, and an attachment does.
    room = Path("/dev/shm")  # noqa: S108
    in_memory = room.is_dir() and shutil.disk_usage(room).free > 5 * SIZE
    root = Path(tempfile.mkdtemp(prefix="jitdesk-bench-", dir=room if in_memory else None))
    try:
        lead, other = desks.pair(root)
        other.close()
        editing.add(lead, "witness", [{"code": "W-0001"}])
        block = bytes(range(256)) * 4096
        with (root / "video.bin").open("wb") as file:
            for _ in range(SIZE // len(block)):
                file.write(block)
        subprocess.run(["age-keygen", "-o", str(root / "key")], check=True, capture_output=True)
        yield lead, root, _recipient(root / "key")
        lead.close()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _recipient(key: Path) -> str:
    return next(line.split()[-1] for line in key.read_text().splitlines() if "public key" in line)


def figure() -> Figure:
    """Both ways, the slower ratio counts."""
    with _prepared() as (desk, root, recipient):
        sealed = _attach(desk, root, recipient)
        opened = _extract(desk, root)
    text = f"attach {_speed(sealed)}, extract {_speed(opened)}"
    return Figure(text, max(sealed.ratio, opened.ratio) <= MOST)


def _speed(both: Pair) -> str:
    mib = SIZE >> 20
    return f"{mib / both.ours:,.0f} MiB/s, age {mib / both.floor:,.0f} MiB/s: {1 / both.ratio:.2f} x"


def _attach(desk: Desk, root: Path, recipient: str) -> Pair:
    def ours() -> float:
        took = seconds(lambda: custody.attach(desk, "W-0001", root / "video.bin"))
        for path in desk.files.iterdir():
            path.unlink()
        return took

    def bare() -> float:
        took = seconds(lambda: _age("-r", recipient, "-o", str(root / "video.age"), str(root / "video.bin")))
        (root / "video.age").unlink()
        return took

    return pair(ours, bare, 3)


def _extract(desk: Desk, root: Path) -> Pair:
    file = custody.attach(desk, "W-0001", root / "video.bin").ids[0]
    _age("-r", _recipient(root / "key"), "-o", str(root / "video.age"), str(root / "video.bin"))
    out = root / "out.bin"

    def ours() -> float:
        took = seconds(lambda: custody.extract(desk, file, out))
        out.unlink()
        return took

    def bare() -> float:
        took = seconds(lambda: _age("-d", "-i", str(root / "key"), "-o", str(out), str(root / "video.age")))
        out.unlink()
        return took

    return pair(ours, bare, 3)


def _age(*arguments: str) -> None:
    subprocess.run(["age", *arguments], check=True)
