"""A bundle that comes again, or late, changes nothing: not a row, not the journal, not what is known of its sender."""

from __future__ import annotations

from pathlib import Path

from jitdesk.services import editing, exporting, importing
from jitdesk.services.desk import Desk
from jitdesk.storage import digest
from tests.services.sava import DAY


def _all(desk: Desk) -> str:
    with desk.db.read() as connection:
        return digest.everything(connection)


def test_a_bundle_that_comes_again_leaves_every_row_as_it_was(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    editing.add(mara, "task", [{"title": "Call the registry"}])
    [sent] = exporting.export(mara, tmp_path / "a.jitbundle", ["Olena Hrytsenko"])
    importing.accept(olena, [sent.path])
    before = _all(olena)
    report = importing.accept(olena, [sent.path])[0]
    assert (report.touched.changes, report.waiting, report.held) == (0, 0, [])
    assert _all(olena) == before


def test_an_older_bundle_after_a_newer_one_takes_back_nothing(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    editing.add(mara, "task", [{"title": "Call the registry"}])
    [older] = exporting.export(mara, tmp_path / "a.jitbundle", ["Olena Hrytsenko"])
    mara.clock.at += DAY  # type: ignore[attr-defined]
    editing.add(mara, "task", [{"title": "Send the summons"}])
    [newer] = exporting.export(mara, tmp_path / "b.jitbundle", ["Olena Hrytsenko"])
    importing.accept(olena, [newer.path])
    before = _all(olena)
    importing.accept(olena, [older.path])
    assert _all(olena) == before
    # and the next answer is small: Olena still knows what Mara holds
    assert exporting.export(olena, tmp_path / "c.jitbundle", ["Mara Kos"])[0].segments == 0
