"""The report of an import, readable for ever: numbers a compartment, every field before and after, values from the log and nowhere else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, importing, previewing, reporting, undoing
from jitdesk.services.desk import Desk
from jitdesk.services.reporting import RecordReport
from jitdesk.services.taking import Numbers
from tests.services.sava import PROTECTED, courier, protect, segments


def carried(mara: Desk, olena: Desk, tmp_path: Path, name: str) -> Path:
    """The last segment of Mara's log in the team's compartment."""
    return courier(mara, olena, tmp_path / name, segments(mara, of=mara)[-1:])


@pytest.fixture
def story(mara: Desk, olena: Desk, tmp_path: Path) -> tuple[str, Path]:
    """A task on both desks; Mara changes it in three ways beside Olena, and makes another."""
    [task] = editing.add(mara, "task", [{"title": "Summons", "assignees": ["Mara"]}]).ids
    importing.accept(olena, [carried(mara, olena, tmp_path, "before")])
    segments(olena)
    editing.change(mara, task, {"status": "done", "due": "2027", "assignees": ["Mara", "Olena", "Ibrahim"]})
    editing.add(mara, "task", [{"title": "Visit"}])
    editing.change(olena, task, {"status": "waiting"})
    return task, carried(mara, olena, tmp_path, "story")


def fields(record: RecordReport) -> dict[str, tuple[list[object], list[object]]]:
    return {f.field: ([v.value for v in f.before], [v.value for v in f.after]) for f in record.fields}


def test_a_report_tells_every_field_before_and_after(olena: Desk, story: tuple[str, Path]) -> None:
    task, bundle = story
    [done] = importing.accept(olena, [bundle])
    assert done.hash == hashlib.sha256(bundle.read_bytes()).hexdigest()
    [told] = reporting.report(olena, done.hash[:8])
    assert (told.step.act, told.step.member, told.step.verified, told.step.undone) == ("import", "Mara Kos", True, False)
    assert list(told.step.places.values()) == [Numbers(new=1, changed=1, conflicts=1)]
    new, changed = told.records
    assert (new.new, new.title, changed.new, changed.id) == (True, "Visit", False, task)
    told_fields = fields(changed)
    assert told_fields["due"] == ([], ["2027"])
    assert told_fields["status"][0] == ["waiting"]
    assert set(told_fields["status"][1]) == {"waiting", "done"}  # type: ignore[arg-type]
    assert fields(new)["title"] == ([], ["Visit"])
    [assignees] = [f for f in changed.fields if f.field == "assignees"]
    assert {v.element for v in assignees.after} - {v.element for v in assignees.before} == {"Olena", "Ibrahim"}


def test_a_report_says_the_same_whatever_came_later(olena: Desk, story: tuple[str, Path]) -> None:
    task, bundle = story
    [done] = importing.accept(olena, [bundle])
    [before] = reporting.report(olena, done.hash)
    editing.settle(olena, task, "status", value="open")
    editing.change(olena, task, {"due": None})
    assert reporting.report(olena, done.hash) == [before]
    undoing.undo(olena)
    [after] = reporting.report(olena, done.hash)
    assert after.step.undone
    assert [record.fields for record in after.records] == [record.fields for record in before.records]
    assert [step.act for step in reporting.listed(olena)][:2] == ["undo", "import"]


def test_a_settled_conflict_is_counted(mara: Desk, olena: Desk, story: tuple[str, Path], tmp_path: Path) -> None:
    task, bundle = story
    importing.accept(olena, [bundle])
    importing.accept(mara, [courier(olena, mara, tmp_path / "back", segments(olena, of=olena)[-1:])])
    editing.settle(mara, task, "status", value="open")
    [done] = importing.accept(olena, [carried(mara, olena, tmp_path, "settled")])
    assert list(done.places.values()) == [Numbers(changed=1, settled=1)]


def test_the_preview_has_the_numbers_of_the_report(olena: Desk, story: tuple[str, Path]) -> None:
    _, bundle = story
    seen = previewing.preview(olena, [bundle])
    [done] = importing.accept(olena, [bundle])
    assert seen.numbers == done.places
    assert previewing.numbers([done]) == done.places


def test_numbers_are_told_for_each_compartment(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    editing.add(mara, "task", [{"title": "Team's"}])
    editing.add(mara, "task", [{"title": "Ours"}, {"title": "Ours too"}], PROTECTED)
    rows = [segments(mara)[-1], segments(mara, PROTECTED)[-1]]
    [done] = importing.accept(olena, [courier(mara, olena, tmp_path / "both", rows)])
    assert {done.names[place]: numbers.new for place, numbers in done.places.items()} == {"Team": 1, PROTECTED: 2}


def test_no_value_stands_in_a_report(olena: Desk, story: tuple[str, Path]) -> None:
    _, bundle = story
    importing.accept(olena, [bundle])
    with olena.db.read() as connection:
        parts = [row[0] for row in connection.exec_driver_sql("SELECT body FROM report")]
        details = [row[0] for row in connection.exec_driver_sql("SELECT detail FROM journal")]
    import zstandard

    text = b"".join(zstandard.ZstdDecompressor().decompress(part, max_output_size=1 << 24) for part in parts)
    assert b'"title"' in text
    for value in ("Visit", "2027", "Olena", "waiting"):
        assert value.encode() not in text
    assert not any("Visit" in detail or "Mara" in detail for detail in details)


def test_of_an_identity_no_value_is_shown_in_passing(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    editing.add(mara, "witness", [{"code": "W-0412"}])
    editing.add(mara, "identity", [{"witness": "W-0412", "name": "Zdravka Neznanka"}], PROTECTED)
    bundle = courier(mara, olena, tmp_path / "identity", segments(mara, of=mara)[-1:] + segments(mara, PROTECTED, of=mara)[-1:])
    seen = previewing.preview(olena, [bundle])
    [done] = importing.accept(olena, [bundle])
    told = reporting.report(olena, done.hash)
    undoing.undo(olena)
    for shown in (seen, told, reporting.report(olena, done.hash)):
        assert "W-0412" in repr(shown)
        assert "Zdravka Neznanka" not in repr(shown)


def test_a_report_made_in_many_blocks_is_that_of_one(
    mara: Desk, olena: Desk, ibrahim: Desk, story: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bundle = story
    [whole] = importing.accept(olena, [bundle])
    undoing.undo(olena)
    from jitdesk.services import quarantine
    from jitdesk.storage.projections import projector

    monkeypatch.setattr(projector, "BLOCK", 1)
    quarantine.accept(olena, whole.hash)
    [step] = [step for step in reporting.listed(olena) if step.act == "accept"]
    assert reporting.of_step(olena, step.number).records == reporting.report(olena, whole.hash)[0].records


def test_a_hash_must_mean_one_bundle(olena: Desk, story: tuple[str, Path]) -> None:
    for hash, key in (("1234567", "report.short"), ("0" * 64, "report.none")):
        with pytest.raises(Refused) as refused:
            reporting.report(olena, hash)
        assert refused.value.key == key
