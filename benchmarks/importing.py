"""Import of 100,000 changes: new records, edits over 20,000 records, and the memory it takes."""

from __future__ import annotations

import importlib
import shutil
import statistics
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import desks, floors
from benchmarks.measuring import Pair, pair, peak_of, seconds
from benchmarks.proof import Figure
from jitdesk import bootstrap
from jitdesk.domain.decide import Op
from jitdesk.domain.folding import fold
from jitdesk.services import desk as opening
from jitdesk.services import editing, exporting, importing
from jitdesk.services.desk import Desk, Unlocked

RECORDS = 20_000
NEW_MOST, EDIT_MOST, MEMORY_MOST = 2.5, 4.0, 150


@dataclass(frozen=True)
class Stage:
    """A desk as it is before an import, the bundle, and the texts that the import indexes."""

    folder: Path
    keys: Unlocked
    bundle: Path
    texts: list[str]


@cache
def stages() -> tuple[Stage, Stage]:
    """The receiving desk before the new records, and before the edits of all of them."""
    bootstrap.start("worker")
    root = Path(tempfile.mkdtemp(prefix="jitdesk-bench-"))
    lead, other = desks.pair(root)
    values = list(desks.accounts(RECORDS, 1))
    ids = [id for at in range(0, RECORDS, 1000) for id in editing.add(lead, "account", _about(lead, values[at : at + 1000])).ids]
    exporting.export(lead, root / "new.jitbundle")
    before = _stage(root / "before-new", other, root / "new.jitbundle", [_text(v) for v in values])
    importing.accept(other, [root / "new.jitbundle"])
    exporting.export(other, root / "seen.jitbundle")
    importing.accept(lead, [root / "seen.jitbundle"])
    changed = list(desks.accounts(RECORDS, 2))
    _edit(lead, ids, changed)
    exporting.export(lead, root / "edits.jitbundle")
    return before, _stage(root / "before-edits", other, root / "edits.jitbundle", [_text(v) for v in changed])


def _about(lead: Desk, values: list[dict[str, object]]) -> list[dict[str, object]]:
    if not _WITNESS:
        _WITNESS.append(editing.add(lead, "witness", [{"code": "W-0001"}]).ids[0])
    return [{key: value for key, value in entry.items() if key != "held_by"} | {"witness": _WITNESS[0]} for entry in values]


_WITNESS: list[str] = []


def _text(values: dict[str, object]) -> str:
    return fold("\n".join(str(values[name]) for name in ("authority", "place", "text")))


def _edit(lead: Desk, ids: list[str], values: list[dict[str, object]]) -> None:
    for at in range(0, RECORDS, 1000):
        with lead.db.write() as connection:
            standing = lead.standing(connection)
            place = standing.whole_team
            part = zip(ids[at : at + 1000], values[at : at + 1000], strict=True)
            ops = [Op(place, "account", id, name, value) for id, entry in part for name, value in entry.items()]
            editing.commit(lead, connection, standing, ops)


def _stage(folder: Path, desk: Desk, bundle: Path, texts: list[str]) -> Stage:
    with desk.db.write() as connection:  # nobody writes: the files are whole
        assert connection is not None
        shutil.copytree(desk.folder, folder)
    return Stage(folder, desk.unlocked, bundle, texts)


def _ours(stage: Stage) -> float:
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(stage.folder, Path(place) / "desk")
        desk = opening.hold(Path(place) / "desk", stage.keys)
        took = seconds(lambda: importing.accept(desk, [stage.bundle]))
        desk.close()
        return took


def _floor(stage: Stage) -> float:
    with tempfile.TemporaryDirectory() as place:
        return floors.take_in(stage.bundle, stage.keys.keys.identities, Path(place), stage.texts)


def _pair(stage: Stage) -> Pair:
    return pair(lambda: _ours(stage), lambda: _floor(stage))


def new_records() -> Figure:
    """100,000 changes that make 20,000 records."""
    return _pair(stages()[0]).figure(NEW_MOST)


def edits() -> Figure:
    """100,000 edits over 20,000 records."""
    return _pair(stages()[1]).figure(EDIT_MOST)


def memory() -> Figure:
    """Resident memory of a process that imports, above one that only holds the desk."""
    above = [peak_of(_ours, stage) - peak_of(_idle, stage) for stage in stages()]
    return Figure(f"{above[0]:.0f} MB new records, {above[1]:.0f} MB edits", max(above) < MEMORY_MOST)


def _idle(stage: Stage) -> float:
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(stage.folder, Path(place) / "desk")
        desk = opening.hold(Path(place) / "desk", stage.keys)
        desk.workspace_id  # noqa: B018 - reads once
        desk.close()
    return 0.0


def loro() -> Figure:
    """The same edits merged by loro between two documents in memory (a peer, no bar): it keeps one of two values and shows no conflict."""
    peer: Any = importlib.import_module("loro")

    values = list(desks.accounts(RECORDS, 2))

    def merge() -> float:
        left, right = peer.LoroDoc(), peer.LoroDoc()
        for i, entry in enumerate(values):
            for name, value in entry.items():
                left.get_map(f"{i}").insert(name, value)
        left.commit()
        update = left.export(peer.ExportMode.Updates(peer.VersionVector()))
        return seconds(lambda: right.import_(update))

    took = statistics.median(merge() for _ in range(3))
    return Figure(f"{took * 1000:,.0f} ms in memory, no log, no search, no conflicts kept", True)
