"""Small values: names of changes, partial dates, ids."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.kernel import values
from jitdesk.kernel.errors import Damaged, NotUnlocked, Refused
from jitdesk.kernel.values import ChangeName
from jitdesk.kernel.words import Message

HEX = st.text("0123456789abcdef", min_size=32, max_size=32)


@given(HEX, st.integers(1, 10**15 - 1), st.text("0123456789abcdef", min_size=16, max_size=16))
def test_a_name_is_read_as_it_is_written(device: str, number: int, mark: str) -> None:
    name = ChangeName(device, number, mark)
    assert ChangeName.parse(str(name)) == name


@pytest.mark.parametrize("text", ["", "a" * 32, f"{'a' * 32}.0.{'b' * 16}", f"{'a' * 32}.01.{'b' * 16}", f"{'A' * 32}.1.{'b' * 16}"])
def test_what_is_no_name(text: str) -> None:
    assert ChangeName.parse(text) is None
    assert ChangeName.parse(f"{'a' * 32}.1.{'b' * 16}\n") is None


@given(st.dates())
def test_every_day_is_a_date_whole_and_in_part(day: date) -> None:
    text = day.isoformat()
    assert all(map(values.is_date, (text, text[:7], text[:4])))


@pytest.mark.parametrize(
    "text", ["", "0000", "27", "2027-1", "2027-13", "2027-00", "2027-02-29", "2027-04-31", "2027-01-01T00", "２０２７", "2027\n"]
)
def test_what_is_no_date(text: str) -> None:
    assert not values.is_date(text)


def test_ids_and_hashes() -> None:
    assert values.new_id(lambda n: b"\xab" * n) == "ab" * 16
    assert values.is_id("ab" * 16)
    assert values.is_hash(values.sha256(b""))
    for wrong in ("AB" * 16, "ab" * 15, "ab" * 16 + "\n", 5, None):
        assert not values.is_id(wrong)
        assert not values.is_hash(wrong)


def test_text_is_kept_in_one_form() -> None:
    assert values.nfc("e\u0301") == "\u00e9"


def test_each_refusal_has_its_status_and_its_sentence() -> None:
    assert [kind("x.y").status for kind in (Refused, Damaged, NotUnlocked)] == [1, 3, 4]
    error = Refused("record.unknown", reference="W-9")
    assert "W-9" in str(error)
    assert str(Message(error.key, error.arguments)) == str(error)
