"""Canonical bytes against another JSON: one way to write each value, and nothing else is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.kernel import canon
from jitdesk.kernel.errors import Damaged

KEYS = st.text(st.characters(min_codepoint=0, max_codepoint=127), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12)


def other(value: Any) -> bytes:
    """The same by the standard library's encoder."""
    return (json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n").encode("utf-8")


def depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(VALUES)
def test_what_is_written_is_read_back_and_another_encoder_writes_the_same(value: Any) -> None:
    if depth(value) > canon.MAX_DEPTH:
        with pytest.raises(ValueError, match="no canonical form"):
            canon.encode(value)
        return
    line = canon.encode(value)
    assert line == other(value)
    assert canon.decode(line) == value
    assert canon.encode(canon.decode(line)) == line


@given(VALUES, st.data())
def test_any_other_way_to_write_it_is_refused(value: Any, data: st.DataObject) -> None:
    line = other(value)
    written = json.dumps(value, indent=data.draw(st.sampled_from([None, 1])), ensure_ascii=data.draw(st.booleans()))
    for foreign in (written.encode("utf-8") + b"\n", line[:-1], b" " + line, line + b"\n"):
        if foreign != line:
            with pytest.raises(Damaged):
                canon.decode(foreign)


@given(VALUES, st.integers(0, 1 << 16), st.integers(0, 255))
def test_a_changed_byte_gives_another_value_or_a_refusal(value: Any, at: int, byte: int) -> None:
    line = other(value)
    changed = line[: at % len(line)] + bytes([byte]) + line[at % len(line) + 1 :]
    if changed == line:
        return
    try:
        read = canon.decode(changed)
    except Damaged:
        return
    assert other(read) == changed


@pytest.mark.parametrize(
    "line",
    [
        b'{"a":1,"a":1}\n',
        b'{"b":1,"a":1}\n',
        b'{"a": 1}\n',
        b"1.0\n",
        b"1e3\n",
        b"-0\n",
        b"9007199254740992\n",
        b"-9007199254740992\n",
        b'"\\u0041"\n',
        b'"\\/"\n',
        b'"\xff"\n',
        b'"\xed\xa0\x80"\n',
        b'{"\xc3\xa9":1}\n',
        b"[" * 9 + b"]" * 9 + b"\n",
        b"[" * 100_000 + b"]" * 100_000 + b"\n",
        b"nul\n",
        b"\xef\xbb\xbfnull\n",
        b"",
        b"\n",
    ],
)
def test_what_is_no_canonical_line(line: bytes) -> None:
    with pytest.raises(Damaged) as refused:
        canon.decode(line)
    assert refused.value.key == "canon.not_canonical"


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, -(2**53), {1: 2}, {"é": 1}, b"bytes", {1, 2}, object()])
def test_what_has_no_canonical_form(value: Any) -> None:
    with pytest.raises(ValueError, match="no canonical form"):
        canon.encode(value)


def test_the_limits_of_a_line() -> None:
    longest = canon.MAX_LINE - 3
    assert canon.decode(b'"' + b"a" * longest + b'"\n') == "a" * longest
    with pytest.raises(Damaged) as refused:
        canon.decode(b'"' + b"a" * (longest + 1) + b'"\n')
    assert refused.value.key == "canon.too_long"
    deepest = b"[" * 8 + b"]" * 8 + b"\n"
    assert canon.encode(canon.decode(deepest)) == deepest
