"""The log of 100,000 changes written out, verified and projected anew; and an import beside ten times as much that is already there."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
import statistics
import tarfile
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks import desks
from benchmarks.importing import Stage, stages
from benchmarks.measuring import pair, seconds
from benchmarks.proof import Figure
from jitdesk import bootstrap
from jitdesk.crypto import age, signature
from jitdesk.domain import roster as rosters
from jitdesk.domain.decide import Op
from jitdesk.domain.kinds.task import PRIORITY, STATUS
from jitdesk.services import desk as opening
from jitdesk.services import editing, exporting, importing, upkeep
from jitdesk.services.desk import Desk, Unlocked
from jitdesk.storage import log
from jitdesk.storage.projections import projector
from jitdesk.system import marks

EXPORT_MOST, VERIFY_MOST, REBUILD_MOST = 2.0, 1.5, 1.2
NEW_MOST, EDIT_MOST = 2.0, 4.0
STEP = 10_000  # changes in the bundle that is imported beside what is there
SMALL, LARGE = 100_000, 1_000_000  # changes that are there
_PER_TASK = 4
_BATCH = 2_500


def _held(stage: Stage, folder: Path) -> Desk:
    """The receiving desk with the new records taken in: a log of 100,000 changes."""
    shutil.copytree(stage.folder, folder)
    desk = opening.hold(folder, stage.keys)
    desk.outside = folder / "outside"  # a machine of its own: no copy of another desk
    importing.accept(desk, [stage.bundle])
    return desk


def exported() -> Figure:
    """The export of the whole log to one member, beside its bytes read, hashed, put in a tar and encrypted."""
    stage = stages()[0]
    with tempfile.TemporaryDirectory() as place:
        desk = _held(stage, Path(place) / "desk")
        out = Path(place) / "out.jitbundle"
        [other] = [found.card["age"] for found in _live(desk) if found.device != desk.device]

        def ours() -> float:
            # what the receiver is known to hold is forgotten, so that every round carries the whole log
            with desk.db.write() as connection:
                connection.exec_driver_sql("DELETE FROM position")
            took = seconds(lambda: exporting.export(desk, out))
            out.unlink()
            return took

        figure = pair(ours, lambda: seconds(lambda: _bare_export(desk, Path(place) / "bare", str(other)))).figure(EXPORT_MOST)
        desk.close()
    return figure


def _live(desk: Desk) -> list[rosters.Device]:
    with desk.db.read() as connection:
        return list(desk.standing(connection).roster.live())


def _bare_export(desk: Desk, out: Path, recipient: str) -> None:
    tar = io.BytesIO()
    with desk.db.read() as connection, tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as members:
        for number, (body, armour) in enumerate(connection.exec_driver_sql("SELECT body, signature FROM segment ORDER BY id")):
            for data in (body, armour.encode()):
                hashlib.sha256(data).hexdigest()
                member = tarfile.TarInfo(f"{number:06d}")
                member.size = len(data)
                members.addfile(member, io.BytesIO(data))
    tar.seek(0)
    with out.open("wb") as file:
        age.encrypt(tar, file, [recipient])


def verified() -> Figure:
    """Verification of the log (the projection apart), beside the same lines read from the same table, hashed, one signature a segment."""
    stage = stages()[0]
    with tempfile.TemporaryDirectory() as place:
        desk = _held(stage, Path(place) / "desk")
        both = pair(lambda: seconds(lambda: _verify(desk)), lambda: seconds(lambda: _bare_verify(desk)))
        desk.close()
    return both.figure(VERIFY_MOST)


def _verify(desk: Desk) -> None:
    with desk.db.read() as connection:
        upkeep.check_log(desk, connection)


def _bare_verify(desk: Desk) -> None:
    with desk.db.read() as connection:
        keys = {
            found.device: signature.from_openssh(str(found.card["sign"])) for found in desk.standing(connection).roster.devices.values()
        }
        for row in log.rows(connection):
            stored = log.segment(connection, row)
            first, *lines = log.unpack(stored.body)
            for line in lines:
                hashlib.sha256(line).hexdigest()
            signature.verify(keys[stored.device], stored.signature, first, signature.SEGMENT)


def rebuilt() -> Figure:
    """The projection made anew from the log, beside the import that made it."""
    stage = stages()[0]
    with tempfile.TemporaryDirectory() as place:
        desk = _held(stage, Path(place) / "desk")

        def again() -> None:
            with desk.db.write() as connection:
                projector.rebuild(connection, desk.device)

        def import_() -> float:
            with tempfile.TemporaryDirectory() as fresh:
                shutil.copytree(stage.folder, Path(fresh) / "desk")
                other = opening.hold(Path(fresh) / "desk", stage.keys)
                took = seconds(lambda: importing.accept(other, [stage.bundle]))
                other.close()
                return took

        figure = pair(lambda: seconds(again), import_, 3).figure(REBUILD_MOST, "import")
        desk.close()
    return figure


@dataclass(frozen=True)
class _Beside:
    """A receiver's desk, its keys, and the bundles that are imported beside what is there."""

    desk: Path
    keys: Unlocked
    new: Path
    edits: Path


@cache
def _grown() -> dict[int, _Beside]:
    """The receiver for each number of changes that are there."""
    bootstrap.start("worker")
    root = Path(tempfile.mkdtemp(prefix="jitdesk-bench-"))
    lead, other = desks.pair(root)
    dice = random.Random(5)
    ids: list[str] = []
    found: dict[int, _Beside] = {}
    for size in (SMALL, LARGE):
        while len(ids) * _PER_TASK < size:
            ids += editing.add(lead, "task", [_task(dice) for _ in range(_BATCH)]).ids
        _meet(lead, other, root / f"{size}")
        found[size] = _beside(lead, other, dice, ids, root / f"{size}")
    lead.close()
    other.close()
    return found


def _task(dice: random.Random) -> dict[str, object]:
    return {
        "title": desks.text(dice, 5),
        "description": desks.text(dice, 25),
        "status": dice.choice(STATUS),
        "priority": dice.choice(PRIORITY),
    }


def _meet(lead: Desk, other: Desk, folder: Path) -> None:
    """Everything of the lead's to the other, and back what it holds."""
    folder.mkdir()
    exporting.export(lead, folder / "all.jitbundle")
    importing.accept(other, [folder / "all.jitbundle"])
    exporting.export(other, folder / "seen.jitbundle")
    importing.accept(lead, [folder / "seen.jitbundle"])


def _beside(lead: Desk, other: Desk, dice: random.Random, ids: list[str], folder: Path) -> _Beside:
    """A bundle of new records and one of edits scattered over all, each 10,000 changes; the receiver is kept as it is before them."""
    with other.db.write():
        shutil.copytree(other.folder, folder / "desk")
    with lead.db.write():
        shutil.copytree(lead.folder, folder / "new")
        shutil.copytree(lead.folder, folder / "edits")
    writer = _writer(lead, folder / "new")
    editing.add(writer, "task", [_task(dice) for _ in range(STEP // _PER_TASK)])
    _sent(writer, folder / "new.jitbundle")
    writer = _writer(lead, folder / "edits")
    _edit(writer, dice, ids)
    _sent(writer, folder / "edits.jitbundle")
    return _Beside(folder / "desk", other.unlocked, folder / "new.jitbundle", folder / "edits.jitbundle")


def _writer(lead: Desk, folder: Path) -> Desk:
    desk = opening.hold(folder, lead.unlocked)
    desk.outside = folder / "outside"  # a machine of its own, to which the lead's desk was carried whole
    mark = marks.load(lead.outside, desk.device)
    assert mark is not None
    marks.store(desk.outside, desk.device, mark)
    return desk


def _sent(desk: Desk, out: Path) -> None:
    exporting.export(desk, out)
    desk.close()
    shutil.rmtree(desk.folder)


def _edit(desk: Desk, dice: random.Random, ids: list[str]) -> None:
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        place = standing.whole_team
        ops = [Op(place, "task", id, "description", desks.text(dice, 25)) for id in dice.sample(ids, STEP)]
        editing.commit(desk, connection, standing, ops)


def growth() -> Figure:
    """An import of 10,000 changes where a million are there, beside the same where a hundred thousand are."""
    small, large = (_grown()[size] for size in (SMALL, LARGE))
    new = _median(small, small.new), _median(large, large.new)
    edits = _median(small, small.edits), _median(large, large.edits)
    text = (
        f"new records {new[0] * 1000:,.0f} ms at 100,000, {new[1] * 1000:,.0f} ms at 1,000,000: {new[1] / new[0]:.2f} x; "
        f"edits {edits[0] * 1000:,.0f} and {edits[1] * 1000:,.0f} ms: {edits[1] / edits[0]:.2f} x"
    )
    return Figure(text, new[1] <= NEW_MOST * new[0] and edits[1] <= EDIT_MOST * edits[0])


def _median(beside: _Beside, bundle: Path) -> float:
    return statistics.median(_import(beside, bundle) for _ in range(3))


def _import(beside: _Beside, bundle: Path) -> float:
    with tempfile.TemporaryDirectory() as place:
        copied = Path(place) / "desk"
        shutil.copytree(beside.desk, copied)
        desk = opening.hold(copied, beside.keys)
        took = seconds(lambda: importing.accept(desk, [bundle]))
        desk.close()
        return took
