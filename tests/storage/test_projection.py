"""Lines into rows: in one block or line by line, in any order, thrown away and made anew, the tables say the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from jitdesk.domain.changes import CHARTER, Line, Stub, change_name, encode, named
from jitdesk.kernel.values import sha256
from jitdesk.storage import digest, queries
from jitdesk.storage.engine import Connection, Database
from jitdesk.storage.projections import heads, projector

PLACE = "c" * 64
DEVICES = [letter * 32 for letter in "def"]
VALUES: dict[str, list[Any]] = {
    "title": ["Summons", "Виклик", None],
    "status": ["open", "done", "a value of a newer version"],
    "due": ["2027", 7],
    "assignees": [True, None],
    "colour": ["red", {"a": [1]}],
    "archived": [True, False],
}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database(tmp_path_factory.mktemp("db") / "desk.db", bytes(range(32)))
    made.create()
    yield made
    made.close()


@st.composite
def logs(draw: st.DrawFn) -> list[tuple[str, int, bytes]]:
    """Lines of three devices on records of two kinds, one unknown; each names some earlier lines, of its cell or of another."""
    lines: list[tuple[str, int, bytes]] = []
    names: list[str] = []
    for number in range(1, draw(st.integers(1, 14)) + 1):
        device = draw(st.sampled_from(DEVICES))
        field = draw(st.sampled_from(sorted(VALUES)))
        value = draw(st.sampled_from(VALUES[field]))
        archiving = field == "archived" and value is True
        line = Line(
            field=field,
            group="0" * 32,
            kind=draw(st.sampled_from(["task", "task", "treaty"])),
            record=draw(st.sampled_from(["1" * 32, "2" * 32])),
            salt=f"{number:032x}",
            stamp=f"{draw(st.integers(1, 9)):017d}",
            supersedes=sorted(draw(st.sets(st.sampled_from(names), max_size=3))) if names else [],
            value=value,
            element=draw(st.sampled_from(["Mara", "Olena"])) if field == "assignees" else UNSET,
            saw=names[:3] if archiving else UNSET,
        )
        data = encode(line)
        if draw(st.integers(0, 9)) == 0:
            data = encode(Stub(sha256(data), f"{DEVICES[0]}.1.{'0' * 16}"))
        lines.append((device, number, data))
        names.append(change_name(device, number, data))
    return lines


def projected(db: Database, blocks: list[list[tuple[str, int, bytes]]]) -> str:
    with db.rehearse() as connection:
        for block in blocks:
            _apply(connection, block)
        return digest.projection(connection)


def _apply(connection: Connection, block: list[tuple[str, int, bytes]]) -> None:
    projector.apply(connection, PLACE, [change for device, number, data in block for change in named(device, number, [data])])


@given(logs(), st.randoms(use_true_random=False))
@settings(max_examples=80, phases=[Phase.explicit, Phase.generate])  # each example writes to a real disk: not shrunk
def test_blocks_and_order_do_not_matter(db: Database, log: list[tuple[str, int, bytes]], chance: random.Random) -> None:
    whole = projected(db, [log])
    assert projected(db, [[line] for line in log]) == whole
    assert projected(db, [[line] for line in chance.sample(log, len(log))]) == whole
    half = chance.randint(0, len(log))
    assert projected(db, [log[half:], log[:half]]) == whole


def test_small_blocks_are_one_large_one(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = []
    for number in range(1, 40):
        line = Line(
            field="title",
            group="0" * 32,
            kind="task",
            record=f"{number % 7:032x}",
            salt=f"{number:032x}",
            stamp=f"{number:017d}",
            supersedes=[change_name(*lines[number - 8])] if number > 7 else [],
            value=f"t{number}",
        )
        lines.append((DEVICES[0], number, encode(line)))
    whole = projected(db, [lines])
    monkeypatch.setattr(projector, "BLOCK", 3)
    assert projected(db, [lines]) == whole


def cells(db: Database, blocks: list[list[tuple[str, int, bytes]]]) -> tuple[object, int]:
    """Every head as it is loaded, and how many parts had no room in one value."""
    with db.rehearse() as connection:
        for block in blocks:
            _apply(connection, block)
        rids = connection.exec_driver_sql("SELECT rid FROM record ORDER BY id, kind").scalars().all()
        parts = connection.exec_driver_sql("SELECT count(*) FROM head_more").scalar()
        return [
            sorted((c.field, c.element, sorted(live.values())) for c, live in queries.cells(connection, rid).items()) for rid in rids
        ], parts


def test_a_record_too_large_for_one_value_is_kept_in_parts(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [Line("title", "0" * 32, "task", "1" * 32, f"{n:032x}", f"{n:017d}", [], f"t{n}" * n) for n in range(1, 30)]
    log = [(DEVICES[n % 3], n, encode(line)) for n, line in enumerate(made, 1)]
    last = Line("title", "0" * 32, "task", "1" * 32, "a" * 32, "9" * 17, sorted(change_name(*one) for one in log), "settled")
    whole, parts = cells(db, [log])
    assert parts == 0
    monkeypatch.setattr(heads, "_MOST", 200)
    whole_text = projected(db, [log])
    for blocks in ([log], [log[:9], log[9:]], [[one] for one in log]):
        split, parts = cells(db, blocks)
        assert split == whole
        assert parts > 9
        assert projected(db, blocks) == whole_text
    _, parts = cells(db, [log, [(DEVICES[0], 30, encode(last))]])
    assert parts == 0  # what was settled leaves nothing behind


def test_what_was_touched_is_said_once(db: Database) -> None:
    def line(number: int, record: str, value: str, *over: str) -> tuple[str, int, bytes]:
        made = Line("title", "0" * 32, "task", record * 32, f"{number:032x}", f"{number:017d}", list(over), value)
        return DEVICES[number % 3], number, encode(made)

    first, second, third = line(1, "1", "a"), line(2, "1", "b"), line(3, "2", "c")
    with db.rehearse() as connection:
        touched = projector.apply(connection, PLACE, named(*first[:2], [first[2]]))
        assert (len(touched.new), len(touched.changed), len(touched.conflicts), touched.changes) == (1, 0, 0, 1)
        both = [*named(*second[:2], [second[2]]), *named(*third[:2], [third[2]])]
        touched = projector.apply(connection, PLACE, both)
        assert (len(touched.new), len(touched.changed), len(touched.conflicts), touched.changes) == (1, 1, 1, 2)
        assert touched.conflicts == {(PLACE, "task", "1" * 32, "title")}


def test_a_value_of_a_newer_version_is_kept_and_not_shown(db: Database) -> None:
    made = Line("status", "0" * 32, "task", "1" * 32, "5" * 32, "1" * 17, [], "postponed")
    with db.rehearse() as connection:
        projector.apply(connection, PLACE, named(DEVICES[0], 1, [encode(made)]))
        [found] = queries.by_id(connection, "1" * 32)
        record = queries.record(connection, found.rid)
        assert record is not None
        assert record.values == {}
        [live] = [live for heads in queries.cells(connection, found.rid).values() for live in heads.values()]
        assert live.value == "postponed"


def test_the_same_id_in_another_compartment_or_kind_is_another_record(db: Database) -> None:
    with db.rehearse() as connection:
        for place, kind in ((PLACE, "task"), ("d" * 64, "task"), (PLACE, "note")):
            made = Line("text" if kind == "note" else "title", "0" * 32, kind, "1" * 32, "5" * 32, "1" * 17, [], place[:3])
            projector.apply(connection, place, named(DEVICES[0], 1, [encode(made)]))
        found = queries.by_id(connection, "1" * 32)
        assert {(f.kind, f.compartment) for f in found} == {("task", PLACE), ("task", "d" * 64), ("note", PLACE)}


def test_acts_are_kept_apart_from_records(db: Database) -> None:
    made = Line("found", "0" * 32, CHARTER, "1" * 32, "5" * 32, "1" * 17, [], {"name": "x", "readers": "all"})
    with db.rehearse() as connection:
        projector.apply(connection, PLACE, named(DEVICES[0], 1, [encode(made)]))
        assert digest.records(connection) == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM act").scalar() == 1
