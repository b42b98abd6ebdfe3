"""Who cannot order an erasure can withhold, and erase nothing: what only stubs came of is asked for, and filled by whoever has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jitdesk.domain.changes import Stub, encode
from jitdesk.exchange import segment
from jitdesk.exchange.bundle import Pair
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.values import sha256
from jitdesk.services import editing, erasing, importing, orders, reading, upkeep
from jitdesk.services.desk import Desk
from jitdesk.storage import positions, stubs
from tests.services.hostile import line, own_end, pairs, place_of, sealed, smuggled, without
from tests.services.sava import DAY, PROTECTED, everything, protect, rows, segments, send

REASON = "No longer needed"


def stubbed(pair: Pair, gone: list[int], order: str) -> Pair:
    """A segment with stubs that name this order in the place of some lines (from 1)."""
    head, *lines = segment.unpack(pair[0]).splitlines(keepends=True)
    for number in gone:
        lines[number - 1] = encode(Stub(sha256(lines[number - 1]), order))
    return segment.pack([head, *lines]), pair[1]


def ordered(author: Desk, place: str, **wanted: Any) -> tuple[Pair, str]:
    """An order that a desk adds to its own log, whether or not it is one; and its name."""
    with author.db.read() as connection:
        tips = author.standing(connection).charters[place].tips
    value = {"changes": [], "field": None, "reason": REASON, "records": []} | wanted
    data = line("charter", "a" * 32, "erase", value, at=2 * DAY, supersedes=tips)
    first, prev = own_end(author, place)
    return sealed(author, place, [data], first, prev), f"{author.device}.{first}.{sha256(data)[:16]}"


def missing(desk: Desk) -> int:
    """How many lines a desk asks for because only stubs came of them."""
    with desk.db.read() as connection:
        return sum(last - first + 1 for _, _, first, last in stubs.missing(connection))


@pytest.fixture
def task(mara: Desk, olena: Desk) -> str:
    """A task that both know, and a change of it that only Mara has."""
    [id] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    send(mara, olena, "start")
    editing.change(mara, id, {"status": "done", "due": "2027"})
    segments(mara)
    return id


def newest(desk: Desk) -> list[Pair]:
    """The last segment of a desk in the compartment of the whole team."""
    return pairs(desk, place_of(desk))[-1:]


def test_what_a_courier_cut_out_is_asked_for_and_filled_by_whoever_has_it(
    mara: Desk, olena: Desk, ibrahim: Desk, task: str, tmp_path: Path
) -> None:
    cut = [without(pair, [1, 2]) for pair in newest(mara)]
    [report] = importing.accept(olena, [smuggled(ibrahim, olena, tmp_path / "a", cut)])
    assert [(gap.member, gap.last - gap.first + 1, gap.passed) for gap in report.held] == [("Mara Kos", 2, True)]
    assert "2 changes of Mara Kos" in report.held[0].sentence
    upkeep.verify(olena)
    assert reading.show(olena, task).get("status") == "open"
    # What Olena says she holds does not count the cut segment, so that an honest bundle carries it again.
    mara.clock.at += 5_000  # type: ignore[attr-defined]
    send(olena, mara, "what I hold")
    [report] = send(mara, olena, "again")
    assert (report.held, missing(olena)) == ([], 0)
    assert reading.show(olena, task).values == reading.show(mara, task).values
    # And once a line is here no stub takes it away.
    importing.accept(olena, [smuggled(ibrahim, olena, tmp_path / "b", cut)])
    assert (reading.show(olena, task).get("status"), missing(olena)) == ("done", 0)
    upkeep.verify(olena)


def test_two_halves_make_a_whole(mara: Desk, olena: Desk, ibrahim: Desk, task: str, tmp_path: Path) -> None:
    for name, gone in (("a", [1]), ("b", [2])):
        importing.accept(olena, [smuggled(ibrahim, olena, tmp_path / name, [without(pair, gone) for pair in newest(mara)])])
    assert missing(olena) == 0
    assert reading.show(olena, task).values == reading.show(mara, task).values
    upkeep.verify(olena)


def test_two_halves_that_do_not_fit_are_not_put_together(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    """Stamps that fall: each half looks honest, only an author could sign both, and whoever brings one may be honest."""
    place = place_of(olena)
    evil = sealed(
        olena,
        place,
        [line("task", "a" * 32, "title", "x", at=2 * DAY), line("task", "a" * 32, "due", "2027", at=DAY)],
        *own_end(olena, place),
    )
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "a", [without(evil, [2])])])
    before = rows(mara)
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "b", [without(evil, [1])])])
    assert (rows(mara), missing(mara)) == (before, 1)
    upkeep.verify(mara)


def test_a_real_order_covers_no_stub_of_another_record(mara: Desk, olena: Desk, ibrahim: Desk, task: str, tmp_path: Path) -> None:
    wanted = newest(mara)
    [other] = editing.add(mara, "task", [{"title": "Another"}]).ids
    send(mara, ibrahim, "x")
    erasing.order(mara, [other], REASON)
    send(mara, ibrahim, "y")
    [real] = orders.listed(ibrahim)
    place = place_of(ibrahim)
    rest = [pair for pair in pairs(ibrahim, place) if pair[1] not in {signature for _, signature in wanted}]
    forged = [stubbed(pair, [1, 2], real.order) for pair in wanted]
    [report] = importing.accept(olena, [smuggled(ibrahim, olena, tmp_path / "a", [*forged, *rest])])
    assert [order.order for order in orders.listed(olena)] == [real.order]
    assert [gap.member for gap in report.held] == ["Mara Kos"]
    assert missing(olena) == 2
    erasing.accept(olena, [real.order])
    send(mara, olena, "whole")
    assert missing(olena) == 0
    assert reading.show(olena, task).get("status") == "done"
    upkeep.verify(olena)


def test_an_order_of_one_who_keeps_nothing_orders_nothing(mara: Desk, olena: Desk, ibrahim: Desk, task: str, tmp_path: Path) -> None:
    wanted = newest(mara)
    evil, name = ordered(olena, place_of(olena), records=[[task, "task"]])
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "a", [evil])])
    assert orders.listed(mara) == []
    assert reading.show(mara, task).get("status") == "done"
    with pytest.raises(Refused) as refused:
        erasing.accept(mara, [name])
    assert refused.value.key == "erase.no_order"
    cut = [stubbed(pair, [1, 2], name) for pair in wanted]
    importing.accept(ibrahim, [smuggled(olena, ibrahim, tmp_path / "b", [evil, *cut])])
    assert (orders.listed(ibrahim), missing(ibrahim)) == ([], 2)


def test_an_order_of_another_compartment_covers_nothing_here(mara: Desk, olena: Desk, task: str, tmp_path: Path) -> None:
    protect(mara, olena)
    place = place_of(mara, PROTECTED)
    [narrow] = editing.add(mara, "note", [{"about": task, "text": "x"}], PROTECTED).ids
    send(mara, olena, "narrow")
    # Mara's own order, but in the wrong log: it names the task, which stands elsewhere.
    order, _ = ordered(mara, place, records=sorted([[task, "task"], [narrow, "note"]]))
    importing.accept(olena, [smuggled(mara, olena, tmp_path / "a", [order])])
    [listed] = orders.listed(olena)
    erasing.accept(olena, [listed.order])
    assert reading.show(olena, task).get("title") == "Summons"
    with pytest.raises(Refused):
        reading.show(olena, narrow)
    upkeep.verify(olena)


def test_an_order_that_names_a_change_in_the_middle_is_not_followed(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    [task] = editing.add(mara, "task", [{"title": "First"}]).ids
    editing.change(mara, task, {"title": "Second"})
    send(mara, olena, "start")
    [name] = [past.change for past in reading.history(olena, task) if past.value == "Second"]
    order, _ = ordered(mara, place_of(mara), records=[[task, "task"]], field="title", changes=[name])
    importing.accept(olena, [smuggled(mara, olena, tmp_path / "a", [order])])
    [listed] = orders.listed(olena)
    before = everything(olena)
    with pytest.raises(Refused) as refused:
        erasing.accept(olena, [listed.order])
    assert refused.value.key == "erase.middle"
    assert everything(olena) == before
    assert reading.show(olena, task).get("title") == "Second"


RIGHT = {"records": [["a" * 32, "task"]]}


@pytest.mark.parametrize(
    "wrong",
    [
        RIGHT,
        {"records": [["x", "task"]]},
        {"records": [["a" * 32, "charter"]]},
        {"records": [["a" * 32, "disclosure"]]},
        {"records": [["a" * 32, "task"], ["a" * 32, "task"]]},
        {"records": [["b" * 32, "task"], ["a" * 32, "task"]]},
        {"records": []},
        {"records": [["a" * 32, "task"]], "reason": " "},
        {"records": [["a" * 32, "task"]], "reason": "x" * 1_001},
        {"records": [["a" * 32, "task"]], "field": "title"},
        {"records": [["a" * 32, "task"]], "field": 1, "changes": [f"{'a' * 32}.1.{'b' * 16}"]},
        {"records": [["a" * 32, "task"], ["b" * 32, "task"]], "field": "title", "changes": [f"{'a' * 32}.1.{'b' * 16}"]},
        {"records": [["a" * 32, "task"]], "changes": ["x"]},
        {"records": [["a" * 32, "task"]], "changes": None},
        {"records": {"a": 1}},
        {"more": 1},
    ],
)
def test_an_order_of_another_shape_counts_for_nothing(mara: Desk, olena: Desk, tmp_path: Path, wrong: dict[str, Any]) -> None:
    order, _ = ordered(mara, place_of(mara), **wrong)
    importing.accept(olena, [smuggled(mara, olena, tmp_path / "a", [order])])
    assert bool(orders.listed(olena)) == (wrong == RIGHT)


def test_a_desk_whose_lines_became_stubs_without_an_order_is_found_out(mara: Desk, task: str) -> None:
    """Somebody with the keys of a desk cuts a line out of its log: the root holds, and the desk does not."""
    with mara.db.write() as connection:
        [row] = positions.all_of(connection, place_of(mara))[-1:]
        [cut] = [without(pair, [1]) for pair in newest(mara)]
        connection.exec_driver_sql("UPDATE segment SET body = ? WHERE id = ?", (cut[0], row))
    with pytest.raises(Damaged):
        upkeep.verify(mara)
