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
MOST = 1.0  # at least the speed of the command


def room(size: int) -> Path:
    """A new folder for so many bytes; in memory where there is room: the command does not wait for the disk, and a desk does."""
    memory = Path("/dev/shm")  # noqa: S108
    in_memory = memory.is_dir() and shutil.disk_usage(memory).free > size
    return Path(tempfile.mkdtemp(prefix="jitdesk-bench-", dir=memory if in_memory else None))


def fill(path: Path, size: int) -> None:
    """Make a file of `size` bytes, a multiple of 1 MiB."""
    block = bytes(range(256)) * 4096
    with path.open("wb") as file:
        for _ in range(size // len(block)):
            file.write(block)


def key(folder: Path) -> str:
    """Make the file `key` with a key of the command; its recipient."""
    subprocess.run(["age-keygen", "-o", str(folder / "key")], check=True, capture_output=True)
    return next(line.split()[-1] for line in (folder / "key").read_text().splitlines() if "public key" in line)


def speed(both: Pair, size: int) -> str:
    """Both speeds and their ratio, in words."""
    mib = size >> 20
    return f"{mib / both.ours:,.0f} MiB/s, age {mib / both.floor:,.0f} MiB/s: {1 / both.ratio:.2f} x"


def figure(size: int = SIZE) -> Figure:
    """Both ways, the slower ratio counts."""
    with _prepared(size) as (desk, root, recipient):
        sealed = _attach(desk, root, recipient)
        opened = _extract(desk, root, recipient)
    text = f"attach {speed(sealed, size)}, extract {speed(opened, size)}"
    return Figure(text, max(sealed.ratio, opened.ratio) <= MOST)


@contextmanager
def _prepared(size: int) -> Iterator[tuple[Desk, Path, str]]:
    root = room(5 * size)
    try:
        lead, other = desks.pair(root)
        other.close()
        editing.add(lead, "witness", [{"code": "W-0001"}])
        fill(root / "video.bin", size)
        yield lead, root, key(root)
        lead.close()
    finally:
        shutil.rmtree(root, ignore_errors=True)


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


def _extract(desk: Desk, root: Path, recipient: str) -> Pair:
    file = custody.attach(desk, "W-0001", root / "video.bin").ids[0]
    _age("-r", recipient, "-o", str(root / "video.age"), str(root / "video.bin"))
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
