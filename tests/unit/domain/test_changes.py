"""Lines and line 0: one way to write each, and what a stub stands for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from jitdesk.domain import changes
from jitdesk.domain.changes import Head, Line, Stub
from jitdesk.kernel import canon
from jitdesk.kernel.errors import Damaged
from jitdesk.kernel.values import sha256

DEVICE = "d" * 32
NAME = f"{DEVICE}.7.{'c' * 16}"
VALUES = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3)


def line(value: Any = "x", **more: Any) -> Line:
    texts = {"field": "title", "group": "a" * 32, "kind": "task", "record": "b" * 32, "salt": "5" * 32, "stamp": "1" * 17}
    return Line(**{**texts, "supersedes": [], "value": value, **more})


@given(VALUES, st.sampled_from([UNSET, "Mara", "é"]), st.sampled_from([UNSET, [], [NAME]]), st.sampled_from([[], [NAME]]))
def test_a_line_is_canonical_json_and_comes_back(value: Any, element: Any, saw: Any, supersedes: list[str]) -> None:
    made = line(value, element=element, saw=saw, supersedes=supersedes)
    data = changes.encode(made)
    assert changes.decode_line(data) == made
    assert canon.encode(canon.decode(data)) == data


@pytest.mark.parametrize(
    "wrong",
    [
        {"field": "Title"},
        {"field": ""},
        {"group": "a" * 31},
        {"record": "B" * 32},
        {"stamp": "1" * 16},
        {"stamp": "1" * 17 + "\n"},
        {"supersedes": ["x"]},
        {"supersedes": [f"{DEVICE}.0.{'c' * 16}"]},
        {"supersedes": [NAME] * 257},
        {"saw": [NAME] * 1025},
        {"element": ""},
        {"element": "e" * 1001},
        {"salt": None},
        {"extra": 1},
    ],
)
def test_a_line_of_another_form_is_refused(wrong: dict[str, Any]) -> None:
    plain = canon.decode(changes.encode(line()))
    with pytest.raises(Damaged):
        changes.decode_line(canon.encode({**plain, **wrong}))


@pytest.mark.parametrize("name", ["field", "group", "kind", "record", "salt", "stamp", "supersedes", "value"])
def test_a_line_lacks_nothing(name: str) -> None:
    plain = canon.decode(changes.encode(line()))
    del plain[name]
    with pytest.raises(Damaged):
        changes.decode_line(canon.encode(plain))


def test_a_value_is_at_most_as_deep_as_a_line_allows() -> None:
    deep: Any = "x"
    for _ in range(canon.MAX_DEPTH - 1):
        deep = [deep]
    assert changes.decode_line(changes.encode(line(deep))) == line(deep)
    with pytest.raises(ValueError, match="no canonical form"):
        changes.encode(line([deep]))
    with pytest.raises(ValueError, match="no canonical form"):
        changes.encode(line(1.5))


def test_a_stub_speaks_for_the_line_it_replaced() -> None:
    data = changes.encode(line())
    stub = changes.encode(Stub(sha256(data), NAME))
    assert isinstance(changes.decode_line(stub), Stub)
    assert changes.line_hashes([stub, data]) == [sha256(data)] * 2
    assert changes.change_name(DEVICE, 3, stub) == changes.change_name(DEVICE, 3, data) == f"{DEVICE}.3.{sha256(data)[:16]}"
    other = changes.encode(line("y"))
    assert changes.root([data, other]) == changes.root([stub, other])
    assert changes.root([data, other]) != changes.root([other, data])


def test_no_line_can_be_read_as_a_stub() -> None:
    for both in ({"erased": "0" * 64, "order": NAME, "salt": "5" * 32}, {"erased": "0" * 64}, {"erased": "0" * 63, "order": NAME}):
        with pytest.raises(Damaged):
            changes.decode_line(canon.encode(both))


def head(**more: Any) -> dict[str, Any]:
    made = {"compartment": "c" * 64, "count": 2, "device": DEVICE, "first": 1, "format": "segment-1", "prev": None, "root": "0" * 64}
    return {**made, "workspace": "e" * 64, **more}


def test_line_0_comes_back_and_knows_its_last_number() -> None:
    read = changes.decode_head(canon.encode(head(first=3, prev="1" * 64)))
    assert isinstance(read, Head)
    assert (read.last, changes.encode(read)) == (4, canon.encode(head(first=3, prev="1" * 64)))


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"first": 0}, "segment.head"),
        ({"count": 0}, "segment.head"),
        ({"count": 10_001}, "segment.head"),
        ({"first": 2}, "segment.head"),
        ({"prev": "1" * 64}, "segment.head"),
        ({"first": (1 << 53) - 1, "prev": "1" * 64}, "segment.head"),
        ({"first": True}, "segment.head"),
        ({"device": "d" * 33}, "segment.head"),
        ({"extra": 1}, "segment.head"),
        ({"format": "segment-2"}, "segment.newer"),
    ],
)
def test_line_0_of_another_form_is_refused(wrong: dict[str, Any], key: str) -> None:
    with pytest.raises(Damaged) as refused:
        changes.decode_head(canon.encode(head(**wrong)))
    assert refused.value.key == key
