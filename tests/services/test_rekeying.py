"""New keys for a desk: everything is still there, the old keys open nothing, and a change cut short is finished or never was."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from jitdesk.crypto.keyslots import LEAST
from jitdesk.kernel.errors import Damaged, NotUnlocked, Refused
from jitdesk.services import desk as desks
from jitdesk.services import editing, finding, keyfile, rekeying, team, upkeep
from jitdesk.services.desk import Desk, Unlocked
from jitdesk.storage import digest, recipher
from jitdesk.storage.engine import Database
from jitdesk.system import files
from tests.services.sava import PEOPLE, FakeClock

OLD, NEW = "a fine passphrase", "another heron at dusk"


@pytest.fixture
def mara(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a little on it."""
    made = team.found(tmp_path / "mara.jitdesk", OLD, "JIT Sava River", PEOPLE["mara"], cost=LEAST, clock=FakeClock())
    editing.add(made, "task", [{"title": f"Ask for statement {number} by the heron"} for number in range(50)])
    yield made
    made.close()


class Cut(BaseException):
    """A power cut."""


def everything(desk: Desk) -> str:
    with desk.db.read() as connection:
        return digest.everything(connection)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"lock", "files", "staging", "desk.db-wal", "desk.db-shm"}


def test_a_new_database_key_keeps_everything_and_kills_the_old_key(mara: Desk) -> None:
    editing.add(mara, "task", [{"title": "Ask for the earlier statement"}])
    before, former = everything(mara), mara.keys.database
    with mara.db.write() as connection:
        connection.exec_driver_sql("PRAGMA user_version=41")
    seen: list[tuple[int, int]] = []
    rekeying.new_database_key(mara, progress=lambda done, total: seen.append((done, total)))
    assert everything(mara) == before
    assert mara.keys.database != former
    assert mara.keys.former is None
    assert seen
    assert all(0 <= done <= total for done, total in seen)
    assert finding.search(mara, "earlier")
    with mara.db.read() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == 41
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    editing.add(mara, "task", [{"title": "And go on"}])
    upkeep.verify(mara)
    assert names(mara.folder) == {"desk.db", "keyslots.json"}
    mara.db.close()
    with pytest.raises(Damaged), Database(mara.folder / "desk.db", former).read():
        pass
    assert desks.unlock(mara.folder, OLD).keys == mara.keys


def test_new_keys_leave_nothing_that_the_old_passphrase_or_an_old_copy_of_the_slots_opens(mara: Desk) -> None:
    before, slots = everything(mara), (mara.folder / "keyslots.json").read_bytes()
    old = mara.unlocked
    rekeying.new_keys(mara, NEW, cost=LEAST)
    assert everything(mara) == before
    assert mara.unlocked.vault != old.vault
    assert (mara.keys.signing, mara.keys.age) == (old.keys.signing, old.keys.age)
    with pytest.raises(NotUnlocked):
        desks.unlock(mara.folder, OLD)
    assert desks.unlock(mara.folder, NEW) == mara.unlocked
    mara.close()
    (mara.folder / "keyslots.json").write_bytes(slots)
    with pytest.raises(Damaged):
        desks.hold(mara.folder, desks.unlock(mara.folder, OLD))


def test_a_desk_that_is_open_elsewhere_is_refused_and_stays_as_it_was(mara: Desk) -> None:
    before, slots = everything(mara), (mara.folder / "keyslots.json").read_bytes()
    with closing(Database(mara.folder / "desk.db", mara.keys.database)) as other, other.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM meta").all()
        with pytest.raises(Refused, match="open somewhere else"):
            rekeying.new_database_key(mara)
    assert everything(mara) == before
    assert (mara.folder / "keyslots.json").read_bytes() == slots
    assert names(mara.folder) == {"desk.db", "keyslots.json"}


STEPS: list[tuple[str, Any, str]] = [
    ("before the copy", recipher, "copy"),
    ("before the slots", keyfile, "write"),
    ("before the place is taken", keyfile, "take_place"),
    ("before the former key is dropped", keyfile, "write 2"),
]


def cut(patch: pytest.MonkeyPatch, place: Any, name: str, error: BaseException) -> None:
    """Have the n-th call of a function not happen."""
    name, _, number = name.partition(" ")
    real: Callable[..., Any] = getattr(place, name)
    left = [int(number or 1)]

    def call(*arguments: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise error
        return real(*arguments)

    patch.setattr(place, name, call)


@pytest.mark.parametrize(("place", "name"), [step[1:] for step in STEPS], ids=[step[0] for step in STEPS])
@pytest.mark.parametrize("act", [rekeying.new_database_key, lambda desk: rekeying.new_keys(desk, NEW, cost=LEAST)], ids=["database", "all"])
def test_a_change_cut_short_opens_with_the_old_or_with_the_new(mara: Desk, act: Callable[[Desk], None], place: Any, name: str) -> None:
    before, folder = everything(mara), mara.folder
    with pytest.MonkeyPatch.context() as patch:
        cut(patch, place, name, Cut())
        patch.setattr(rekeying, "_after_failure", lambda *_: None)  # nobody cleans up after a power cut
        with pytest.raises(Cut):
            act(mara)
    mara.close()
    opened = []
    for passphrase in (OLD, NEW):
        try:
            unlocked = desks.unlock(folder, passphrase)
        except NotUnlocked:
            continue
        with closing(desks.hold(folder, unlocked)) as again:
            assert everything(again) == before
            opened.append(passphrase)
            assert again.keys.former is None
        assert desks.unlock(folder, passphrase).keys == again.keys
    assert len(opened) == 1
    assert names(folder) == {"desk.db", "keyslots.json"}


@pytest.mark.parametrize(("place", "name"), [(recipher, "copy"), (keyfile, "take_place")])
def test_a_full_disk_is_said_and_the_desk_goes_on(mara: Desk, place: Any, name: str) -> None:
    before = everything(mara)
    with pytest.MonkeyPatch.context() as patch:
        cut(patch, place, name, Refused("files.full", name="desk.db.new", folder=str(mara.folder)))
        with pytest.raises(Refused, match="disk is full"):
            rekeying.new_database_key(mara)
    mara.close()
    with closing(desks.hold(mara.folder, desks.unlock(mara.folder, OLD))) as again:
        assert everything(again) == before


def test_slots_that_were_written_although_the_system_complained_are_followed(mara: Desk) -> None:
    """What is typed afterwards goes into the database that the slots name, not into the one that they left."""
    with pytest.MonkeyPatch.context() as patch:
        real = files.sync_folder

        def complain(folder: Path) -> None:
            real(folder)
            if keyfile.read(folder) != slots:
                patch.setattr(files, "sync_folder", real)
                raise OSError(5, "Input/output error")

        slots = keyfile.read(mara.folder)
        patch.setattr(files, "sync_folder", complain)
        with pytest.raises(Refused):
            rekeying.new_keys(mara, NEW, cost=LEAST)
    editing.add(mara, "task", [{"title": "Typed after the complaint"}])
    mara.close()
    with closing(desks.hold(mara.folder, desks.unlock(mara.folder, NEW))) as again:
        assert finding.search(again, "complaint")


def test_a_second_file_that_was_taken_away_costs_only_the_new_key(mara: Desk) -> None:
    before, former = everything(mara), mara.keys.database
    with pytest.MonkeyPatch.context() as patch:
        cut(patch, keyfile, "take_place", Cut())
        with pytest.raises(Cut):
            rekeying.new_database_key(mara)
    mara.close()
    (mara.folder / "desk.db.new").unlink()
    with closing(desks.hold(mara.folder, desks.unlock(mara.folder, OLD))) as again:
        assert everything(again) == before
        assert again.keys.database == former


def test_a_database_that_neither_key_opens_keeps_both_keys(mara: Desk) -> None:
    with pytest.MonkeyPatch.context() as patch:
        cut(patch, keyfile, "take_place", Cut())
        with pytest.raises(Cut):
            rekeying.new_database_key(mara)
    mara.close()
    shutil.move(mara.folder / "desk.db.new", mara.folder / "aside")
    database = (mara.folder / "desk.db").read_bytes()
    (mara.folder / "desk.db").write_bytes(bytes(len(database)))
    unlocked: Unlocked = desks.unlock(mara.folder, OLD)
    with pytest.raises(Damaged):
        desks.hold(mara.folder, unlocked)
    assert desks.unlock(mara.folder, OLD) == unlocked
    assert unlocked.keys.former is not None


def test_a_journal_of_the_former_database_is_not_read_into_the_new(mara: Desk) -> None:
    before = everything(mara)
    with pytest.MonkeyPatch.context() as patch:
        cut(patch, keyfile, "take_place", Cut())
        with pytest.raises(Cut):
            rekeying.new_database_key(mara)
    with closing(Database(mara.folder / "desk.db", mara.keys.database)) as left:
        with left.write() as connection:
            connection.exec_driver_sql("INSERT INTO meta VALUES ('x', 'y')")
        shutil.copy(mara.folder / "desk.db-wal", mara.folder / "kept")
    mara.close()
    shutil.move(mara.folder / "kept", mara.folder / "desk.db-wal")
    with closing(desks.hold(mara.folder, desks.unlock(mara.folder, OLD))) as again:
        assert everything(again) == before


def test_keys_read_before_a_change_was_cut_short_open_what_it_left(mara: Desk) -> None:
    """The window unlocks in one process and opens in another."""
    before, stale = everything(mara), mara.unlocked
    with pytest.MonkeyPatch.context() as patch:
        cut(patch, keyfile, "take_place", Cut())
        with pytest.raises(Cut):
            rekeying.new_database_key(mara)
    mara.close()
    with closing(desks.hold(mara.folder, stale)) as again:
        assert everything(again) == before
        assert again.keys.database != stale.keys.database


def test_an_unfinished_write_of_the_slots_is_removed(mara: Desk) -> None:
    left = mara.folder / ".keyslots.json.1a2b3c4d"
    left.write_bytes((mara.folder / "keyslots.json").read_bytes())
    mara.close()
    desks.hold(mara.folder, mara.unlocked).close()
    assert not left.exists()
