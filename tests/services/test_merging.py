"""Two people at one field while apart: both values stay until a person settles it, and everything else merges by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from jitdesk.services import editing, reading
from jitdesk.services.desk import Desk
from jitdesk.services.reading import Conflict, Wanted
from tests.services.sava import rows, send


@dataclass
class Pair:
    """Two desks that hold one task and one witness, and what each did while they were apart."""

    left: Desk
    right: Desk
    task: str
    count: int = 0

    def apart(self, left: dict[str, Any], right: dict[str, Any]) -> None:
        editing.change(self.left, self.task, left)
        editing.change(self.right, self.task, right)
        self.exchange()

    def exchange(self) -> None:
        self.count += 1
        send(self.left, self.right, f"to the right {self.count}")
        send(self.right, self.left, f"to the left {self.count}")
        assert rows(self.left) == rows(self.right)

    def shown(self) -> dict[str, Any]:
        return dict(reading.show(self.left, self.task).values)

    def conflicts(self) -> list[Conflict]:
        return reading.conflicts(self.left)


@pytest.fixture
def pair(mara: Desk, olena: Desk) -> Pair:
    [task] = editing.add(mara, "task", [{"title": "Summons", "assignees": ["Mara", "Olena"], "due": "2027-01"}]).ids
    send(mara, olena, "start")
    return Pair(mara, olena, task)


def test_different_fields_do_not_meet(pair: Pair) -> None:
    pair.apart({"status": "done"}, {"due": "2027-02"})
    assert (pair.shown()["status"], pair.shown()["due"], pair.conflicts()) == ("done", "2027-02", [])


def test_two_values_of_a_field_are_both_kept_with_who_set_them(pair: Pair) -> None:
    pair.apart({"status": "done"}, {"status": "waiting"})
    [conflict] = pair.conflicts()
    assert (conflict.record.id, conflict.field) == (pair.task, "status")
    assert {(side.member, side.value) for side in conflict.sides} == {("Mara Kos", "done"), ("Olena Hrytsenko", "waiting")}
    greatest = max(conflict.sides, key=lambda side: (side.stamp, side.change))
    assert pair.shown()["status"] == greatest.value


def test_equal_values_are_one(pair: Pair) -> None:
    pair.apart({"status": "done"}, {"status": "done"})
    assert (pair.shown()["status"], pair.conflicts()) == ("done", [])


def test_of_a_latest_field_the_greatest_stamp_stands_without_a_badge(pair: Pair) -> None:
    editing.change(pair.left, pair.task, {"priority": "high"})
    pair.right.clock.at += 5000  # type: ignore[attr-defined]
    editing.change(pair.right, pair.task, {"priority": "low"})
    pair.exchange()
    assert (pair.shown()["priority"], pair.conflicts()) == ("low", [])


def test_long_text_is_one_value_and_never_mixed(pair: Pair) -> None:
    pair.apart({"description": "At nine.\nIn Kyiv."}, {"description": "At ten.\nIn Kyiv."})
    [conflict] = pair.conflicts()
    assert {side.value for side in conflict.sides} == {"At nine.\nIn Kyiv.", "At ten.\nIn Kyiv."}


def test_different_elements_of_a_set_do_not_meet(pair: Pair) -> None:
    pair.apart({"assignees": ["Mara", "Olena", "Ibrahim"]}, {"assignees": ["Olena"]})
    assert (pair.shown()["assignees"], pair.conflicts()) == (["Ibrahim", "Olena"], [])


def disputed(pair: Pair) -> Conflict:
    """An element that one desk took out and put back, and the other took out."""
    editing.change(pair.left, pair.task, {"assignees": ["Mara"]})
    editing.change(pair.left, pair.task, {"assignees": ["Mara", "Olena"]})
    pair.right.clock.at += 5000  # type: ignore[attr-defined]
    editing.change(pair.right, pair.task, {"assignees": ["Mara"]})
    pair.exchange()
    [conflict] = pair.conflicts()
    assert conflict.field == "assignees"
    return conflict


def test_an_element_put_in_and_taken_out_is_a_conflict_on_that_element(pair: Pair) -> None:
    conflict = disputed(pair)
    assert {(side.element, side.value) for side in conflict.sides} == {("Olena", True), ("Olena", None)}


@pytest.mark.parametrize(("wanted", "value"), [(["Mara"], None), (["Mara", "Olena"], True)])
def test_a_set_is_settled_by_value(pair: Pair, wanted: list[str], value: Any) -> None:
    disputed(pair)
    editing.settle(pair.right, pair.task, "assignees", value=wanted)
    pair.exchange()
    assert (pair.shown()["assignees"], pair.conflicts()) == (wanted, [])


@pytest.mark.parametrize(("value", "left"), [(None, ["Mara"]), (True, ["Mara", "Olena"])])
def test_a_set_is_settled_by_one_of_its_changes(pair: Pair, value: Any, left: list[str]) -> None:
    side = next(side for side in disputed(pair).sides if side.value is value)
    editing.settle(pair.left, pair.task, "assignees", take=side.change)
    pair.exchange()
    assert (pair.shown()["assignees"], pair.conflicts()) == (left, [])


def test_a_conflict_is_settled_by_one_of_its_changes(pair: Pair) -> None:
    pair.apart({"status": "done"}, {"status": "waiting"})
    [conflict] = pair.conflicts()
    for side in conflict.sides:
        assert side.change.startswith(pair.left.device) == (side.value == "done")
    taken = next(side for side in conflict.sides if side.value == "waiting")
    editing.settle(pair.left, pair.task, "status", take=taken.change)
    pair.exchange()
    assert (pair.shown()["status"], reading.conflicts(pair.left), reading.conflicts(pair.right)) == ("waiting", [], [])


def test_a_conflict_is_settled_by_a_third_value(pair: Pair) -> None:
    pair.apart({"status": "done"}, {"status": "waiting"})
    editing.settle(pair.right, pair.task, "status", value="open")
    pair.exchange()
    assert (pair.shown()["status"], pair.conflicts()) == ("open", [])


def test_two_who_settle_differently_are_again_in_conflict(pair: Pair) -> None:
    pair.apart({"status": "done"}, {"status": "waiting"})
    editing.settle(pair.left, pair.task, "status", value="open")
    editing.settle(pair.right, pair.task, "status", value="in_progress")
    pair.exchange()
    [conflict] = pair.conflicts()
    assert {side.value for side in conflict.sides} == {"open", "in_progress"}


def test_conflicts_never_block_work(pair: Pair) -> None:
    pair.apart({"status": "done"}, {"status": "waiting"})
    editing.change(pair.left, pair.task, {"status": "open", "due": "2027-03"})
    pair.exchange()
    assert (pair.shown()["status"], pair.shown()["due"], pair.conflicts()) == ("open", "2027-03", [])


def test_an_edit_beside_an_archiving_is_a_conflict_on_the_record(pair: Pair) -> None:
    pair.apart({"archived": True}, {"due": "2027-05"})
    [conflict] = pair.conflicts()
    assert (conflict.field, conflict.record.get("due")) == ("archived", "2027-05")


def test_archiving_again_settles_it(pair: Pair) -> None:
    pair.apart({"archived": True}, {"due": "2027-05"})
    editing.settle(pair.right, pair.task, "archived", value=True)
    pair.exchange()
    assert (pair.shown()["archived"], pair.shown()["due"], pair.conflicts()) == (True, "2027-05", [])


def test_restoring_settles_it_and_lets_the_record_be_edited(pair: Pair) -> None:
    pair.apart({"archived": True}, {"due": "2027-05"})
    editing.change(pair.left, pair.task, {"archived": False})
    editing.change(pair.left, pair.task, {"status": "done"})
    pair.exchange()
    assert (pair.shown()["status"], pair.conflicts()) == ("done", [])


def test_an_edit_and_an_archiving_in_one_go_are_no_conflict(pair: Pair) -> None:
    editing.change(pair.left, pair.task, {"archived": True, "status": "done", "assignees": ["Mara"]})
    [made] = editing.add(pair.left, "task", [{"archived": True, "title": "Long done"}]).ids
    assert pair.conflicts() == []
    assert made in {record.id for record in reading.listed(pair.left, "task", Wanted(archived=True))}


def test_two_desks_that_give_one_code_while_apart_keep_both(pair: Pair) -> None:
    ids = [editing.add(desk, "witness", [{"code": "W-0412", "summary": desk.card.member}]).ids[0] for desk in (pair.left, pair.right)]
    pair.exchange()
    assert {record.id for record in reading.listed(pair.left, "witness")} == set(ids)


def test_history_says_who_when_and_by_which_bundle(pair: Pair) -> None:
    pair.apart({"status": "done"}, {"status": "waiting"})
    past = [p for p in reading.history(pair.left, pair.task) if p.field == "status"]
    assert [(p.member, p.value) for p in past if p.bundle is None] == [("Mara Kos", "open"), ("Mara Kos", "done")]
    [theirs] = [p for p in past if p.bundle is not None]
    assert (theirs.member, theirs.value, theirs.device) == ("Olena Hrytsenko", "waiting", pair.right.device)
    assert past == sorted(past, key=lambda p: (p.stamp, p.change))
