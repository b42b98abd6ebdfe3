"""The recovery kit as a service: what the window asks its child process to do, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from jitdesk import bootstrap
from jitdesk.crypto.keyslots import LEAST
from jitdesk.documents import kit as documents
from jitdesk.kernel.errors import NotUnlocked, Refused
from jitdesk.services import desk as desks
from jitdesk.services import editing, finding, keyfile, passphrases, recovery, rekeying, team, upkeep, work
from jitdesk.services.desk import Desk
from jitdesk.storage import digest
from tests.services.sava import PEOPLE, START, FakeClock

OLD, NEW = "a fine passphrase", "another heron at dusk"


@pytest.fixture
def mara(tmp_path: Path) -> Iterator[Desk]:
    made = team.found(tmp_path / "mara.jitdesk", OLD, "JIT Sava River", PEOPLE["mara"], cost=LEAST, clock=FakeClock())
    editing.add(made, "task", [{"title": "Ask for the statement by the heron"}])
    yield made
    made.close()


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of every sheet that is written."""
    seen: list[str] = []
    write: Callable[..., bytes] = documents.write

    def watched(sheet: documents.Sheet, template: bytes) -> bytes:
        seen.append(" ".join(sheet.words))
        return write(sheet, template)

    monkeypatch.setattr(documents, "write", watched)
    return seen


def test_what_is_kept_of_a_kit_is_its_number_and_its_dates(mara: Desk, codes: list[str], tmp_path: Path) -> None:
    assert recovery.kit(mara) is None
    with pytest.raises(Refused):
        recovery.prove(mara)
    recovery.make(mara, tmp_path / "kit.docx", shares=False)
    kit = recovery.kit(mara)
    assert kit is not None
    assert (kit.shares, kit.made, kit.proved) == (False, "2026-11-18T11:06:40Z", "")
    assert recovery.unlock(mara.folder, codes).vault == mara.unlocked.vault
    mara.clock.at = START + 86_400_000  # type: ignore[attr-defined]
    assert recovery.prove(mara).proved == "2026-11-19T11:06:40Z"
    assert recovery.kit(mara) == recovery.prove(mara)
    assert kit.number in "".join(cell.text for row in Document(str(tmp_path / "kit.docx")).tables[0].rows for cell in row.cells)
    with mara.db.read() as connection:
        rows = repr(connection.exec_driver_sql("SELECT * FROM meta").all())
    assert not [word for word in codes[0].split()[4:] if f'"{word}"' in rows]
    upkeep.verify(mara)


def test_a_slot_without_its_dates_is_still_a_kit(mara: Desk, codes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut between the slot and its dates: the sheets are printed, and they open."""
    recovery.make(mara, tmp_path / "kit.docx", shares=False)
    monkeypatch.setattr(recovery, "_keep", lambda *_: None)
    recovery.make(mara, tmp_path / "newer.docx", shares=True)
    kit = recovery.kit(mara)
    assert kit is not None
    assert (kit.made, kit.proved) == ("", "")
    assert recovery.unlock(mara.folder, codes[1:3]).vault == mara.unlocked.vault


@pytest.mark.parametrize("step", ["second sheet", "slot"])
def test_a_kit_that_fails_half_way_leaves_no_sheet_and_the_former_kit(
    mara: Desk, codes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    recovery.make(mara, tmp_path / "kit.docx", shares=False)
    before = keyfile.read(mara.folder)

    def fail(*_: Any) -> None:
        raise Refused("files.full", name="x", folder="y")

    if step == "slot":
        monkeypatch.setattr(keyfile, "write", fail)
    else:
        (tmp_path / "new.2.docx").write_bytes(b"in the way")
    with pytest.raises(Refused):
        recovery.make(mara, tmp_path / "new.docx", shares=True)
    assert {path.name for path in tmp_path.glob("new*")} <= {"new.2.docx"}
    assert keyfile.read(mara.folder) == before
    assert recovery.unlock(mara.folder, codes[:1]).vault == mara.unlocked.vault


def test_a_desk_without_a_team_has_a_kit_too(tmp_path: Path, codes: list[str]) -> None:
    made = team.enrol(tmp_path / "ibrahim.jitdesk", OLD, PEOPLE["ibrahim"], cost=LEAST)
    with closing(made):
        recovery.make(made, tmp_path / "kit.docx", shares=False)
        assert recovery.unlock(made.folder, codes).keys == made.keys


def test_a_kit_of_one_desk_opens_no_other(mara: Desk, codes: list[str], tmp_path: Path) -> None:
    with closing(team.enrol(tmp_path / "ibrahim.jitdesk", OLD, PEOPLE["ibrahim"], cost=LEAST)) as ibrahim:
        recovery.make(ibrahim, tmp_path / "his.docx", shares=False)
        recovery.make(mara, tmp_path / "hers.docx", shares=False)
        with pytest.raises(NotUnlocked, match="another desk"):
            recovery.unlock(mara.folder, codes[:1])


def test_a_name_in_any_script_stands_on_the_sheet(tmp_path: Path) -> None:
    with closing(team.enrol(tmp_path / "مكتب-Сава.jitdesk", OLD, PEOPLE["ibrahim"], cost=LEAST)) as made:
        recovery.make(made, tmp_path / "kit.docx", shares=False)
    assert "مكتب-Сава.jitdesk" in [cell.text for row in Document(str(tmp_path / "kit.docx")).tables[0].rows for cell in row.cells]


def test_a_changed_passphrase_leaves_the_kit_and_an_empty_one_is_refused(mara: Desk, codes: list[str], tmp_path: Path) -> None:
    recovery.make(mara, tmp_path / "kit.docx", shares=False)
    passphrases.change(mara, NEW, cost=LEAST)
    assert desks.unlock(mara.folder, NEW) == mara.unlocked == recovery.unlock(mara.folder, codes)
    for refused in (passphrases.change, passphrases.renew):
        with pytest.raises(Refused, match="passphrase"):
            refused(mara, "")


def test_a_new_database_key_leaves_passphrase_and_kit(mara: Desk, codes: list[str], tmp_path: Path) -> None:
    recovery.make(mara, tmp_path / "kit.docx", shares=False)
    rekeying.new_database_key(mara)
    assert desks.unlock(mara.folder, OLD) == mara.unlocked == recovery.unlock(mara.folder, codes)
    assert recovery.kit(mara) is not None


def test_the_window_has_it_done_by_a_child_process(mara: Desk, codes: list[str], tmp_path: Path) -> None:
    with mara.db.read() as connection:
        before = digest.projection(connection)
    keys = work.opened(mara.unlocked)
    held = {"desk": mara.folder, "keys": keys}
    work.JOBS["recovery"](held | {"out": str(tmp_path / "kit.docx"), "shares": True}, lambda done, total: None)
    mara.close()
    seen: list[tuple[int, int]] = []

    def child(job: str, **arguments: Any) -> Any:
        return bootstrap.Child(job, {"desk": mara.folder} | arguments).run(lambda done, total: seen.append((done, total)))

    assert child("recover", texts=codes[1:])["shares"] is True
    assert child("recover", texts=codes[:2], passphrase=NEW)["proved"]
    assert child("passphrase", old=NEW, new=OLD, new_keys=False) is None
    assert child("passphrase", old=OLD, new=NEW, new_keys=True) == {"kit": True, "again": False, "not_again": False}
    assert seen
    with pytest.raises(NotUnlocked):
        child("passphrase", old=OLD, new=NEW, new_keys=False)
    with pytest.raises(NotUnlocked):
        child("recover", texts=codes[1:])
    with closing(desks.hold(mara.folder, work.unlocked(child("unlock", passphrase=NEW)))) as again:
        assert finding.search(again, "heron")
        with again.db.read() as connection:
            assert digest.projection(connection) == before
