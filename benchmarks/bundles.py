"""A bundle with 1 GiB of attachments, written and taken in, beside the `age` command on the same bytes."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks import attachments, desks
from benchmarks.measuring import Pair, pair, peak_of, seconds
from benchmarks.proof import Figure
from jitdesk.crypto import age
from jitdesk.services import custody, editing, exporting, importing
from jitdesk.services import desk as holding
from jitdesk.services.desk import Desk

MOST = 2.0  # at least half the speed of the command


def figure(size: int = attachments.SIZE) -> Figure:
    """Both ways, the slower ratio counts; and what a process that does nothing else holds in memory at its peak."""
    root = attachments.room(6 * size)
    try:
        return _figure(root, size)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _figure(root: Path, size: int) -> Figure:
    lead, other = desks.pair(root)
    editing.add(lead, "witness", [{"code": "W-0001"}])
    attachments.fill(root / "video.bin", size)
    custody.attach(lead, "W-0001", root / "video.bin")
    (root / "video.bin").unlink()
    recipient = attachments.key(root)
    exporting.export(lead, root / "bundle.jitbundle")
    with (root / "bundle.jitbundle").open("rb") as sealed, (root / "inner.tar").open("wb") as clear:
        age.decrypt(sealed, clear, other.keys.identities)
    written = _written(lead, root, recipient)
    subprocess.run(["age", "-r", recipient, "-o", str(root / "inner.age"), str(root / "inner.tar")], check=True)
    (root / "inner.tar").unlink()
    other.close()
    taken = _taken(other, root)
    lead.close()
    peaks = [peak_of(work, (str(desk.folder), desk.unlocked)) for work, desk in ((_export, lead), (_accept, other))]
    text = (
        f"export {attachments.speed(written, size)}, import {attachments.speed(taken, size)}; peaks {peaks[0]:,.0f} and {peaks[1]:,.0f} MB"
    )
    return Figure(text, max(written.ratio, taken.ratio) <= MOST)


def _written(lead: Desk, root: Path, recipient: str) -> Pair:
    def ours() -> float:
        took = seconds(lambda: exporting.export(lead, root / "again.jitbundle"))
        (root / "again.jitbundle").unlink()
        return took

    def bare() -> float:
        command = ["age", "-r", recipient, "-o", str(root / "again.age"), str(root / "inner.tar")]
        took = seconds(lambda: subprocess.run(command, check=True))
        (root / "again.age").unlink()
        return took

    return pair(ours, bare, 3)


def _taken(other: Desk, root: Path) -> Pair:
    def ours() -> float:
        with tempfile.TemporaryDirectory(dir=root) as place:
            folder = Path(place) / "other.jitdesk"
            shutil.copytree(other.folder, folder)
            desk = holding.hold(folder, other.unlocked)
            took = seconds(lambda: importing.accept(desk, [root / "bundle.jitbundle"]))
            desk.close()
            return took

    def bare() -> float:
        command = ["age", "-d", "-i", str(root / "key"), "-o", str(root / "out.tar"), str(root / "inner.age")]
        took = seconds(lambda: subprocess.run(command, check=True))
        (root / "out.tar").unlink()
        return took

    return pair(ours, bare, 3)


Place = tuple[str, holding.Unlocked]


def _export(place: Place) -> None:
    folder, unlocked = place
    desk = holding.hold(Path(folder), unlocked)
    exporting.export(desk, Path(folder).parent / "peak.jitbundle")
    desk.close()


def _accept(place: Place) -> None:
    folder, unlocked = place
    desk = holding.hold(Path(folder), unlocked)
    importing.accept(desk, [Path(folder).parent / "bundle.jitbundle"])
    desk.close()
