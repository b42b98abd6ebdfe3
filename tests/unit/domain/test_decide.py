"""From what a person asks to what is set: defaults, what is left alone, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from jitdesk.domain import decide
from jitdesk.domain.fields import Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused

TASK = KINDS["task"]


def cells(ops: Any) -> list[tuple[str, str, Any]]:
    return [(op.field, op.element, op.value) for op in ops]


def record(conflicts: frozenset[str] = frozenset(), **values: Any) -> Record:
    return Record("r", "task", "c", values, conflicts)


def test_a_new_record_starts_with_its_defaults_unless_others_are_given() -> None:
    assert cells(decide.add("r", TASK, "c", False, {"title": "x"})) == [("status", "", "open"), ("title", "", "x")]
    assert ("status", "", "done") in cells(decide.add("r", TASK, "c", False, {"title": "x", "status": "done"}))


def test_an_edit_sets_only_what_is_not_so_already() -> None:
    assert cells(decide.edit(record(title="x", status="open"), {"title": "x", "status": "done"})) == [("status", "", "done")]
    assert cells(decide.edit(record(title="x"), {"due": None, "title": "x"})) == []
    assert cells(decide.edit(record(title="x", due="2027"), {"due": ""})) == [("due", "", None)]


def test_in_a_conflict_the_value_shown_is_written_again() -> None:
    assert cells(decide.edit(record(frozenset({"title"}), title="x"), {"title": "x"})) == [("title", "", "x")]


def test_a_set_is_changed_by_element() -> None:
    ops = decide.edit(record(title="x", assignees=["a", "b"]), {"assignees": ["c", "b", "c"]})
    assert cells(ops) == [("assignees", "c", True), ("assignees", "a", None)]
    assert cells(decide.edit(record(title="x", assignees=["a"]), {"assignees": None})) == [("assignees", "a", None)]


def test_a_disputed_set_is_settled_by_element() -> None:
    of = TASK.field("assignees")
    assert of is not None
    shown = record(frozenset({"assignees"}), assignees=["a", "b"])
    assert cells(decide.settled(shown, of, ["a", "d"], {"a", "x"})) == [
        ("assignees", "a", True),
        ("assignees", "b", None),
        ("assignees", "d", True),
        ("assignees", "x", None),
    ]


def test_to_edit_an_archived_record_it_is_restored_first() -> None:
    archived = record(title="x", archived=True)
    for values in ({"title": "y"}, {"archived": True}, {"title": "y", "archived": None}):
        with pytest.raises(Refused) as refused:
            decide.edit(archived, values)
        assert refused.value.key == "record.archived"
    assert cells(decide.edit(archived, {"archived": False, "title": "y"})) == [("archived", "", False), ("title", "", "y")]


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if any(f.required and f.settable for f in kind.fields)])
def test_what_a_kind_needs_is_asked_for(kind: Any) -> None:
    needed = {f.name: "NLD" if f.type is Type.STATE else "a" * 32 for f in kind.fields if f.required and f.settable}
    assert decide.add("r", kind, "c", True, needed)
    for name in needed:
        for empty in ({k: v for k, v in needed.items() if k != name}, {**needed, name: " "}):
            with pytest.raises(Refused) as refused:
                decide.add("r", kind, "c", True, empty)
            assert name in str(refused.value)


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_what_only_services_write_nobody_sets(kind: Any) -> None:
    for declared in kind.fields:
        if not declared.settable:
            with pytest.raises(Refused):
                decide.edit(Record("r", kind.name, "c"), {declared.name: "x"})
    with pytest.raises(Refused) as refused:
        decide.edit(Record("r", kind.name, "c"), {"nonsense": "x"})
    assert "archived" in str(refused.value)


def test_only_narrow_kinds_need_a_compartment_of_their_own() -> None:
    assert [kind.name for kind in KINDS.values() if kind.narrow] == ["identity"]
    with pytest.raises(Refused):
        decide.add("r", KINDS["identity"], "c", False, {"witness": "a" * 32})


def test_what_was_noted_once_is_never_edited() -> None:
    for kind, name, key in (("custody", "reason", "record.fixed"), ("step", "ground", "record.no_field")):
        noted = Record("r", kind, "c", {})
        with pytest.raises(Refused) as refused:
            decide.edit(noted, {"archived": True, name: "another"})
        assert refused.value.key == key
        assert decide.edit(noted, {"archived": True})


def test_the_order_of_a_court_is_superseded_and_not_corrected() -> None:
    order = Record("r", "protective_measure", "c", {"basis": "order", "number": "12/2027", "status": "in_force"})
    with pytest.raises(Refused) as refused:
        decide.edit(order, {"number": "13/2027"})
    assert refused.value.key == "record.order"
    assert decide.edit(order, {"status": "superseded", "superseded_by": "b" * 32})
    assert decide.edit(Record("r", "protective_measure", "c", {"basis": "agreement"}), {"number": "13/2027"})
