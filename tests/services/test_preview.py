"""The preview writes nothing and says what the import then does; an import twice is an import once."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.kernel.errors import JITDeskError, Refused
from jitdesk.services import custody, editing, importing, reading
from jitdesk.services.desk import Desk
from jitdesk.services.importing import Report
from tests.services.sava import everything, post, rows, segments, send


@pytest.fixture
def sent(mara: Desk, olena: Desk, tmp_path: Path) -> list[Path]:
    """A bundle with a new record, a changed one, a conflict, and a file with its custody."""
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    [other] = editing.add(mara, "task", [{"title": "Visit"}]).ids
    send(mara, olena, "before")
    (tmp_path / "f.txt").write_text("content")
    custody.attach(mara, task, tmp_path / "f.txt")
    editing.change(mara, task, {"status": "done"})
    editing.change(olena, task, {"status": "waiting"})
    editing.change(mara, other, {"due": "2027"})
    return [written.path for written in post(mara, "bundle", olena)]


def counts(report: Report) -> tuple[int, int, int]:
    return len(report.touched.new), len(report.touched.changed), len(report.touched.conflicts)


def test_a_preview_says_what_would_change_and_writes_nothing(olena: Desk, sent: list[Path]) -> None:
    before = everything(olena)
    [report] = importing.preview(olena, sent)
    assert counts(report) == (2, 2, 1)
    assert (report.member, report.verified) == ("Mara Kos", True)
    assert everything(olena) == before


def test_the_import_does_what_the_preview_said(olena: Desk, sent: list[Path]) -> None:
    seen = importing.preview(olena, sent)
    assert importing.accept(olena, sent) == seen
    assert len(reading.conflicts(olena)) == 1


def test_only_what_was_shown_is_taken_in(mara: Desk, olena: Desk, sent: list[Path], tmp_path: Path) -> None:
    """A folder that somebody else carries: what lies there after the preview may be another bundle, as well signed as the first."""
    seen = [report.hash for report in importing.preview(olena, sent)]
    editing.add(mara, "task", [{"title": "Slipped in"}])
    [other] = post(mara, "other", olena)
    original = sent[0].read_bytes()
    other.path.replace(sent[0])
    before = everything(olena)
    for only in (None, []):
        with pytest.raises(Refused, match="not the files that were shown"):
            importing.accept(olena, sent, seen=seen, only=only)
    assert everything(olena) == before
    sent[0].write_bytes(original)
    assert [report.hash for report in importing.accept(olena, sent, seen=seen)] == seen


def test_a_replayed_bundle_changes_nothing(olena: Desk, sent: list[Path]) -> None:
    importing.accept(olena, sent)
    kept = rows(olena), segments(olena)
    [report] = importing.accept(olena, sent)
    assert (counts(report), report.touched.changes) == ((0, 0, 0), 0)
    assert (rows(olena), segments(olena)) == kept


def test_bundles_in_any_order_and_all_at_once_give_the_same(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    paths = []
    for number in range(4):
        editing.add(mara, "task", [{"title": f"Visit {number}"}])
        paths.append(post(mara, f"step {number}", olena, ibrahim)[0].path)
    importing.accept(olena, paths)
    for path in reversed(paths):
        importing.accept(ibrahim, [path])
    assert rows(olena) == rows(ibrahim) == rows(mara)


def test_of_several_bundles_all_are_taken_or_none(mara: Desk, olena: Desk, sent: list[Path], tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.jitbundle"
    data = bytearray(sent[0].read_bytes())
    data[-1] ^= 1
    spoilt.write_bytes(data)
    before = everything(olena)
    for paths in ([*sent, spoilt], [spoilt, *sent]):
        with pytest.raises(JITDeskError):
            importing.accept(olena, paths)
        assert everything(olena) == before
    importing.accept(olena, sent)


def test_what_the_other_holds_is_left_out_of_the_next_bundle(mara: Desk, olena: Desk, sent: list[Path]) -> None:
    importing.accept(olena, sent)
    send(olena, mara, "what Olena holds")
    [written] = post(mara, "nothing new", olena)
    assert written.segments == 0
    editing.add(mara, "task", [{"title": "New"}])
    [written] = post(mara, "one more", olena)
    assert written.segments == 1


def test_a_lost_bundle_is_made_good_by_the_next(mara: Desk, olena: Desk, sent: list[Path]) -> None:
    sent[0].unlink()
    editing.add(mara, "task", [{"title": "New"}])
    send(mara, olena, "the next")
    assert len(reading.listed(olena, "task")) == 3
