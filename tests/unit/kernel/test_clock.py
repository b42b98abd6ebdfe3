"""Stamps only rise, whatever the wall clock does and whatever stamps come from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from jitdesk.kernel import clock

NOW = 1_795_000_000_000
DAY = 24 * 3600 * 1000


@dataclass
class At:
    at: int

    def now(self) -> int:
        return self.at


STEPS = st.lists(st.tuples(st.sampled_from(["write", "see"]), st.integers(-3 * DAY, 3 * DAY)), max_size=40)


@given(STEPS)
def test_own_stamps_rise_and_stand_above_all_that_was_seen(steps: list[tuple[str, int]]) -> None:
    wall, seen, own = At(NOW), "", ""
    for step, by in steps:
        if step == "see":
            other = f"{(wall.at + by) * 10_000:017d}"
            if clock.counts(wall, other):
                seen = max(seen, other)
            continue
        wall.at = NOW + by
        stamp = clock.stamp(wall, seen)
        assert clock.is_stamp(stamp)
        assert stamp > own
        assert stamp > seen
        seen = own = stamp


@given(st.integers(-3 * DAY, 3 * DAY))
def test_a_stamp_counts_up_to_a_day_ahead(ahead: int) -> None:
    assert clock.counts(At(NOW), f"{(NOW + ahead) * 10_000:017d}") == (ahead <= DAY)


def test_a_stamp_is_the_wall_clock_where_that_is_ahead() -> None:
    assert clock.stamp(At(NOW), "") == f"{NOW}0000"
    assert clock.stamp(At(NOW), f"{NOW}0000") == f"{NOW}0001"
    assert clock.stamp(At(NOW), f"{NOW - 1}9999") == f"{NOW}0000"


@given(st.text(max_size=20))
def test_what_is_no_stamp(text: str) -> None:
    assert clock.is_stamp(text) == (len(text) == 17 and all(c in "0123456789" for c in text))


def test_what_else_is_no_stamp() -> None:
    assert not clock.is_stamp("1234567890123456٧")
    assert not clock.is_stamp(12345678901234567)
    assert not clock.is_stamp(None)


def test_when_a_stamp_was_made() -> None:
    assert clock.instant(f"{NOW}0000").isoformat() == "2026-11-18T11:06:40+00:00"
    assert clock.iso(NOW) == "2026-11-18T11:06:40Z"
    assert clock.instant("9" * 17).year == 2286
    assert clock.instant("0" * 17).year == 1970


def test_the_wall_clock_is_in_milliseconds() -> None:
    assert clock.iso(clock.WallClock().now()) > "2026"
