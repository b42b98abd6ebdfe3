"""A desk that was tampered with is found out; a desk that was not is found whole, and rebuilds to the same rows."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.services import custody, dumping, editing, reading, upkeep
from jitdesk.services import desk as desks
from jitdesk.services.desk import Desk
from jitdesk.storage import log
from jitdesk.storage.projections import projector
from tests.services.sava import everything, protect, rows, segments, send


@pytest.fixture
def worked(mara: Desk, olena: Desk, tmp_path: Path) -> Desk:
    """The lead's desk with everything in it: two compartments, sealed and open lines, others' work, a conflict, a file."""
    protect(mara, olena)
    editing.add(mara, "witness", [{"code": "W-0412", "summary": "Saw the bridge"}])
    editing.add(mara, "identity", [{"witness": "W-0412", "name": "N. N."}], "Protected")
    [task] = editing.add(mara, "task", [{"title": "Summons", "links": ["W-0412"], "assignees": ["Mara", "Olena"]}]).ids
    (tmp_path / "f.txt").write_text("content")
    custody.attach(mara, "W-0412", tmp_path / "f.txt")
    send(mara, olena, "a")
    editing.change(mara, task, {"status": "done", "assignees": ["Mara"]})
    editing.change(olena, task, {"status": "waiting"})
    send(olena, mara, "b")
    editing.change(mara, task, {"due": "2027"})
    return mara


def test_a_whole_desk_is_found_whole_and_left_alone(worked: Desk) -> None:
    before = everything(worked)
    checked = upkeep.verify(worked)
    assert (checked.files, checked.missing, checked.segments) == (1, 0, len(_ids(worked)))
    assert everything(worked) == before
    assert len(reading.conflicts(worked)) == 1


def _ids(desk: Desk) -> list[int]:
    with desk.db.read() as connection:
        return log.rows(connection)


def test_rebuilding_gives_the_same_rows(worked: Desk) -> None:
    before = rows(worked)
    with worked.db.write() as connection:
        projector.rebuild(connection, worked.device)
    assert rows(worked) == before


def test_a_desk_of_another_field_table_rebuilds_when_it_is_opened(worked: Desk) -> None:
    before = rows(worked)
    with worked.db.write() as connection:
        log.put(connection, "fields", "of another version")
        connection.exec_driver_sql("DELETE FROM task")
    worked.close()
    again = desks.hold(worked.folder, worked.unlocked, clock=worked.clock)
    try:
        assert rows(again) == before
    finally:
        again.close()


def flipped(where: float) -> Callable[[Desk], tuple[str, tuple[Any, ...]]]:
    def make(desk: Desk) -> tuple[str, tuple[Any, ...]]:
        row = segments(desk)[-1]
        with desk.db.read() as connection:
            body = bytearray(log.segment(connection, row).body)
        body[int(where * (len(body) - 1))] ^= 1
        return "UPDATE segment SET body = ? WHERE id = ?", (bytes(body), row)

    return make


def plainly(statement: str) -> Callable[[Desk], tuple[str, tuple[Any, ...]]]:
    return lambda desk: (statement, ())


def on_last(statement: str) -> Callable[[Desk], tuple[str, tuple[Any, ...]]]:
    return lambda desk: (statement, (segments(desk, of=desk)[-1],))


def on_first(statement: str) -> Callable[[Desk], tuple[str, tuple[Any, ...]]]:
    return lambda desk: (statement, (segments(desk, of=desk)[0],))


@pytest.mark.parametrize(
    ("alteration", "key"),
    [
        (flipped(0.1), "verify.segment"),
        (flipped(0.5), "verify.segment"),
        (flipped(1), "verify.segment"),
        (on_last("UPDATE segment SET signature = replace(signature, 'A', 'B') WHERE id = ?"), "verify.segment"),
        (on_last("UPDATE segment SET first = first + 1 WHERE id = ?"), "verify.segment"),
        (on_last("UPDATE segment SET count = count - 1 WHERE id = ?"), "verify.segment"),
        (on_last("UPDATE segment SET prev = NULL WHERE id = ?"), "verify.segment"),
        (on_last("UPDATE segment SET state = 'waiting' WHERE id = ?"), "verify.projection"),
        (on_first("DELETE FROM segment WHERE id = ?"), "verify.segment"),
        (plainly("UPDATE segment SET attaches = 0"), "verify.segment"),
        (plainly("UPDATE segment SET entries = entries + 1 WHERE count > entries"), "verify.segment"),
        (plainly("UPDATE segment SET entries = 0 WHERE entries > 0"), "verify.segment"),
        (on_last("DELETE FROM segment WHERE id = ?"), "verify.projection"),
        (plainly("UPDATE task SET title = 'Another'"), "verify.projection"),
        (plainly("UPDATE head SET cells = CAST(replace(CAST(cells AS TEXT), 'Summons', 'Another') AS BLOB)"), "verify.projection"),
        (plainly("DELETE FROM conflict"), "verify.projection"),
        (plainly("DELETE FROM change"), "verify.projection"),
        (plainly("DELETE FROM identity"), "verify.projection"),
        (plainly("DELETE FROM search WHERE rowid = 1"), "verify.projection"),
        (plainly("DELETE FROM pending WHERE number = (SELECT max(number) FROM pending)"), "verify.projection"),
        (plainly("UPDATE pending SET line = CAST(replace(line, '2027', '2028') AS BLOB) WHERE line LIKE '%2027%'"), "verify.projection"),
        (plainly("DELETE FROM act WHERE name = (SELECT max(name) FROM act)"), "verify."),
    ],
)
def test_every_alteration_is_found(worked: Desk, alteration: Callable[[Desk], tuple[str, tuple[Any, ...]]], key: str) -> None:
    if "pending" not in alteration(worked)[0]:
        segments(worked)
    statement, arguments = alteration(worked)
    with worked.db.write() as connection:
        assert connection.exec_driver_sql(statement, arguments).rowcount != 0
    worked.forget_standing()
    with pytest.raises(Damaged) as found:
        upkeep.verify(worked)
    assert found.value.key.startswith(key)


def test_a_dump_holds_everything_readable(worked: Desk, tmp_path: Path) -> None:
    out = tmp_path / "dump"
    dumping.dump(worked, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    [task] = [json.loads(line) for line in (out / "task.jsonl").read_text().splitlines()]
    assert (task["title"], task["compartment"], task["conflicts"]) == ("Summons", "Team", ["status"])
    [identity] = [json.loads(line) for line in (out / "identity.jsonl").read_text().splitlines()]
    assert (identity["name"], identity["compartment"]) == ("N. N.", "Protected")
    [file] = (out / "files").rglob("f.txt")
    assert file.read_text() == "content"
    assert len(list((out / "segments").glob("*.jsonl"))) == len(list((out / "segments").glob("*.sig"))) == len(_ids(worked))
    assert worked.device in (out / "allowed_signers").read_text()
    with pytest.raises(Refused):
        dumping.dump(worked, out)


def test_a_second_process_is_refused(mara: Desk) -> None:
    with pytest.raises(Refused) as refused:
        desks.hold(mara.folder, mara.unlocked)
    assert refused.value.key == "lock.busy"


def test_the_passphrase_opens_what_it_closed(two: dict[str, Desk]) -> None:
    assert desks.unlock(two["mara"].folder, "a fine passphrase").keys == two["mara"].keys
