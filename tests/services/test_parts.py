"""What is too much for one bundle goes in several: each can be taken in alone, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from jitdesk.services import custody, editing, importing, parts, reading, sealing, team, upkeep
from jitdesk.services.desk import Desk
from tests.services.sava import PROTECTED, admit, post


@pytest.fixture
def full(two: dict[str, Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A full copy for Ibrahim, who comes late: of two compartments with work of two, in parts of at most four segments."""
    mara, olena, ibrahim = two.values()
    team.set_readers(mara, PROTECTED, [team.fingerprint(olena)])
    (tmp_path / "f.txt").write_text("content")
    for number in range(4):
        [task] = editing.add(mara, "task", [{"title": f"Open {number}"}]).ids
        editing.add(mara, "task", [{"title": f"Narrow {number}"}], PROTECTED)
        custody.attach(mara, task, tmp_path / "f.txt")
        importing.accept(olena, [one.path for one in post(mara, f"there {number}", olena)])
        editing.change(olena, task, {"status": "done"})
        importing.accept(mara, [one.path for one in post(olena, f"back {number}", mara)])
    admit(mara, ibrahim)
    team.set_readers(mara, PROTECTED, [team.fingerprint(olena), team.fingerprint(ibrahim)])
    monkeypatch.setattr(parts, "MOST_SEGMENTS", 8)
    written = post(mara, "full", ibrahim)
    assert [one.path.name for one in written] == [f"full-{n}-of-{len(written)}.jitbundle" for n in range(1, len(written) + 1)]
    assert len(written) > 2
    assert all(one.segments <= 10 for one in written)
    return [one.path for one in written]


def titles(desk: Desk) -> dict[str, str]:
    return {str(one.get("title")): str(one.get("status")) for one in reading.listed(desk, "task")}


@pytest.mark.parametrize("order", ["together", "backwards"])
def test_a_full_copy_in_parts_arrives_whole_in_any_order(two: dict[str, Desk], full: Sequence[Path], order: str) -> None:
    mara, _, ibrahim = two.values()
    if order == "together":
        importing.accept(ibrahim, full, trust=mara.device)
    else:
        held = [importing.accept(ibrahim, [path], trust=mara.device)[-1].held for path in reversed(full)]
        assert all(held[:-1])
        assert not held[-1]
    assert titles(ibrahim) == titles(mara)
    assert len(titles(ibrahim)) == 8
    assert upkeep.verify(ibrahim).missing == 0
    [report] = importing.accept(mara, [post(ibrahim, "answer", mara)[0].path])
    assert not report.held
    assert len(post(mara, "and then", ibrahim)) == 1  # what came in parts is known to be there


def test_attachments_count_too(two: dict[str, Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mara, olena, _ = two.values()
    monkeypatch.setattr(parts, "MOST_FILES", 1_000)
    for number in range(3):
        (tmp_path / f"{number}.bin").write_bytes(bytes(600))
        [task] = editing.add(mara, "task", [{"title": str(number)}]).ids
        custody.attach(mara, task, tmp_path / f"{number}.bin")
        with mara.db.write() as connection:
            sealing.seal_all(mara, connection)
    written = post(mara, "large", olena)
    assert len(written) == 3
    importing.accept(olena, [one.path for one in reversed(written)])
    assert upkeep.verify(olena).files == 3


def test_small_files_are_named_as_ever(two: dict[str, Desk], tmp_path: Path) -> None:
    mara, olena, _ = two.values()
    assert [one.path.name for one in post(mara, "plain", olena)] == ["plain.jitbundle"]
