"""What a record shows of its heads: values, conflicts, and what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from jitdesk.domain.merge import Live, changed_beside_archive, differ, same, show


def live(name: str, value: Any, stamp: int = 1, saw: tuple[str, ...] | None = None) -> dict[str, Live]:
    return {name: Live(name, f"{stamp:017d}", value, saw)}


def test_the_greatest_stamp_is_shown_and_the_name_decides_a_tie() -> None:
    cells = {("title", ""): live("b", "late", 2) | live("c", "early", 1)}
    assert show("task", cells).values == {"title": "late"}
    cells = {("title", ""): live("b", "one") | live("c", "two")}
    shown = show("task", cells)
    assert (shown.values, shown.conflicts, shown.stamp) == ({"title": "two"}, {"title"}, f"{1:017d}")


def test_equal_values_are_one_and_true_is_not_one() -> None:
    assert not show("task", {("title", ""): live("a", "x") | live("b", "x")}).conflicts
    assert not differ([*live("a", ["x", {"y": None}]).values(), *live("b", ["x", {"y": None}]).values()])
    for left, right in (
        (1, True),
        (0, False),
        (None, False),
        ([1], [True]),
        ({"a": 1}, {"a": True}),
        ("", None),
        ([], None),
        ([1, 2], [1]),
    ):
        assert not same(left, right)


def test_a_latest_field_and_an_unknown_one_have_no_badge() -> None:
    two = live("a", "low", 1) | live("b", "high", 2)
    shown = show("task", {("priority", ""): two, ("colour", ""): two})
    assert (shown.values, shown.conflicts) == ({"priority": "high"}, frozenset())


def test_a_set_shows_its_elements_in_order_and_clashes_by_element() -> None:
    cells = {
        ("assignees", "Olena"): live("a", True),
        ("assignees", "Mara"): live("b", True),
        ("assignees", "Gone"): live("c", None),
    }
    assert show("task", cells) == ({"assignees": ["Mara", "Olena"]}, frozenset(), f"{1:017d}")
    cells["assignees", "Olena"] |= live("d", None, 2)
    assert show("task", cells)[:2] == ({"assignees": ["Mara"]}, {"assignees"})


def test_null_is_not_set() -> None:
    assert show("task", {("due", ""): live("a", None)}).values == {}


@pytest.mark.parametrize(("saw", "clash"), [(("t",), False), (("t", "more"), False), ((), True), (("older",), True), (None, False)])
def test_a_head_that_the_archiving_did_not_see_is_a_conflict(saw: tuple[str, ...] | None, clash: bool) -> None:
    cells = {("archived", ""): live("z", True, 5, saw), ("title", ""): live("t", "x", 9)}
    assert changed_beside_archive(cells) == clash
    assert show("task", cells).conflicts == ({"archived"} if clash else set())


def test_a_record_that_was_restored_is_in_no_conflict() -> None:
    cells = {("archived", ""): live("z", False, 5), ("title", ""): live("t", "x", 9)}
    assert not changed_beside_archive(cells)


def test_a_kind_of_a_newer_version_shows_nothing_and_breaks_nothing() -> None:
    assert show("treaty", {("title", ""): live("a", "x", 3)}) == ({}, frozenset(), f"{3:017d}")
