"""Orders to erase: what one covers, what it must not name, and when it would bring something back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.domain import erasure
from jitdesk.domain.changes import Line
from jitdesk.domain.erasure import Target
from jitdesk.kernel import canon
from jitdesk.kernel.errors import Refused

TASK, OTHER = Target("a" * 32, "task"), Target("b" * 32, "task")
NAMES = [f"{'d' * 32}.{n}.{'e' * 16}" for n in range(1, 8)]


def line(field: str = "title", target: Target = TASK, supersedes: list[str] | None = None, element: Any = None) -> Line:
    texts = {"group": "1" * 32, "salt": "2" * 32, "stamp": "0" * 17}
    made = {"element": element} if element else {}
    return Line(field=field, kind=target.kind, record=target.id, supersedes=supersedes or [], value="x", **texts, **made)


def order(records: list[Target], field: str | None = None, changes: list[str] | None = None) -> erasure.Order:
    [(act, value)] = erasure.acts("No longer needed", records, field, changes or [])
    assert act == "erase"
    assert erasure.shape_holds(value)
    return erasure.parse("name", value)


def test_an_order_for_a_record_covers_all_its_lines_and_no_others() -> None:
    whole = order([TASK], None, NAMES[:1])
    assert all(whole.covers(name, line(field)) for name in NAMES for field in ("title", "due", "unheard"))
    assert not whole.covers(NAMES[0], line(target=OTHER))
    assert not whole.covers(NAMES[0], line(target=Target(TASK.id, "note")))


def test_an_order_for_a_field_covers_what_it_names_and_only_there() -> None:
    one = order([TASK], "title", NAMES[:2])
    assert one.covers(NAMES[0], line())
    assert not one.covers(NAMES[2], line())
    assert not one.covers(NAMES[0], line("due"))
    assert not one.covers(NAMES[0], line(target=OTHER))


@pytest.mark.parametrize("kind", sorted(erasure.KEPT))
def test_what_is_accounted_for_is_never_covered(kind: str) -> None:
    kept = Target("a" * 32, kind)
    forged = erasure.Order("name", "x", frozenset({kept}), None, frozenset())
    assert not forged.covers(NAMES[0], line(target=kept))
    assert not erasure.shape_holds({"changes": [], "field": None, "reason": "x", "records": [list(kept)]})


def test_an_order_in_the_middle_would_bring_back_what_was_replaced() -> None:
    lines = {NAMES[0]: line(), NAMES[1]: line(supersedes=[NAMES[0]]), NAMES[2]: line("due", supersedes=[NAMES[0]])}
    assert erasure.brings_back(order([TASK], "title", [NAMES[1]]), lines)
    assert not erasure.brings_back(order([TASK], "title", NAMES[:2]), lines)
    assert not erasure.brings_back(order([TASK], "title", [NAMES[0]]), lines)
    assert not erasure.brings_back(order([TASK], "due", [NAMES[2]]), lines)  # a name has no effect in another cell
    assert not erasure.brings_back(order([TASK], None, [NAMES[1]]), lines)


def test_elements_of_a_set_are_cells_of_their_own() -> None:
    lines = {NAMES[0]: line("assignees", element="Mara"), NAMES[1]: line("assignees", supersedes=[NAMES[0]], element="Olena")}
    assert not erasure.brings_back(order([TASK], "assignees", [NAMES[1]]), lines)
    lines[NAMES[1]] = line("assignees", supersedes=[NAMES[0]], element="Mara")
    assert erasure.brings_back(order([TASK], "assignees", [NAMES[1]]), lines)


@given(st.integers(0, 3), st.lists(st.sampled_from(NAMES), unique=True))
def test_what_is_written_has_the_shape_and_fits_a_line(records: int, changes: list[str]) -> None:
    targets = [Target(f"{n:032x}", "task") for n in range(records + 1)]
    for _, value in erasure.acts("x" * erasure.REASON_LIMIT, targets, None, changes):
        assert erasure.shape_holds(value)
        assert canon.plain(value, canon.MAX_DEPTH - 1)


def test_the_longest_order_fits_a_line() -> None:
    names = [f"{'d' * 32}.{10**14 + n}.{'e' * 16}" for n in range(erasure.MOST_CHANGES + 1)]
    targets = [Target(f"{n:032x}", "state_consent") for n in range(erasure.MOST_RECORDS)]
    parts = erasure.acts("\U0010ffff" * erasure.REASON_LIMIT, targets, None, names)
    assert [len(value["changes"]) for _, value in parts] == [erasure.MOST_CHANGES, 1]
    assert all(len(canon.encode(value)) < canon.MAX_LINE - 100_000 for _, value in parts)  # the rest of a line names 256 tips


def test_more_than_fits_is_refused() -> None:
    names = [f"{'d' * 32}.{n}.{'e' * 16}" for n in range(1, erasure.MOST_CHANGES + 2)]
    for reason, records, field, changes in (
        (" ", [TASK], None, []),
        ("x" * 1_001, [TASK], None, []),
        ("x", [Target(f"{n:032x}", "task") for n in range(erasure.MOST_RECORDS + 1)], None, []),
        ("x", [TASK], "title", names),
    ):
        with pytest.raises(Refused):
            erasure.acts(reason, records, field, changes)
