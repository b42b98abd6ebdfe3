"""Valid examples made invalid: edits of bytes, and edits of JSON that stay canonical and so reach what lies behind the first check."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

# What parsers stumble over, in bytes and in JSON.
WORDS = [
    *(
        b"\n",
        b"\r\n",
        b"\0",
        b" ",
        b'"',
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b",",
        b"=",
        b"-",
        b"--- ",
        b"-> ",
        b"null",
        b"\xff",
        b"\xc3\x28",
    ),
    *(
        b"\xed\xa0\x80",
        b"\xe2\x80\xae",
        b"\\u0000",
        b"\\ud800",
        b"1e9",
        b"-0",
        b"0.5",
        b"9" * 20,
        b"[" * 40,
        b"{" * 40,
        b"\x28\xb5\x2f\xfd",
    ),
    *(b"\x50\x2a\x4d\x18", b"X25519", b"-grease", b"-----END SSH SIGNATURE-----\n", b"A" * 70, b"../", b"CON", b"ustar\0", b"7" * 11),
]
TEXTS = [
    "",
    " ",
    "x",
    "\0",
    "\n",
    "\x1b[2J",
    "\u202e",
    "\u2028",
    "\u200b",
    "ж" * 300,
    "a" * 32,
    "0" * 64,
    "../../x",
    "age1",
    "9" * 17,
    "{0}",
    "ÅÅ",
]
NUMBERS = [0, 1, -1, 2, 255, 256, 10_000, 10_001, (1 << 31), (1 << 53) - 1, 1 << 53, 1 << 64, -(1 << 63), 1 << 80]
OPERATIONS = ("flip", "put", "insert", "cut", "repeat", "truncate", "move")

Edit = tuple[str, int, int, bytes]

edits = st.lists(
    st.tuples(
        st.sampled_from(OPERATIONS),
        st.integers(0, 1 << 16),
        st.integers(1, 80),
        st.one_of(st.binary(min_size=1, max_size=4), st.sampled_from(WORDS)),
    ),
    min_size=1,
    max_size=4,
)
"""Edits of any bytes; a place beyond the end wraps around."""

values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.sampled_from(NUMBERS), st.floats(), st.sampled_from(TEXTS), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(TEXTS), inner, max_size=3)),
    max_leaves=6,
)
"""JSON of any shape, also such as has no canonical form."""


def edited(data: bytes, steps: Sequence[Edit]) -> bytes:
    """`data` after these edits."""
    for operation, place, length, piece in steps:
        at = place % (len(data) + 1)
        end = min(at + length, len(data))
        if operation == "flip" and at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << length % 8)]) + data[at + 1 :]
        elif operation == "put":
            data = data[:at] + piece + data[at + len(piece) :]
        elif operation == "insert":
            data = data[:at] + piece + data[at:]
        elif operation == "cut":
            data = data[:at] + data[end:]
        elif operation == "repeat":
            data = data[:end] + data[at:end] + data[end:]
        elif operation == "truncate":
            data = data[:at]
        elif operation == "move":
            rest = data[:at] + data[end:]
            to = (place >> 3) % (len(rest) + 1)
            data = rest[:to] + data[at:end] + rest[to:]
    return data


@st.composite
def reshaped(draw: st.DrawFn, example: Any) -> Any:
    """An example in JSON in which one to three places hold another value, are gone, or have a new neighbour."""
    value = copy.deepcopy(example)
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(value))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        action = draw(st.sampled_from(("set", "set", "set", "drop", "add", "copy")))
        if action == "set":
            holder[key] = draw(values)
        elif action == "drop":
            del holder[key]
        elif action == "copy":
            other, from_key = draw(st.sampled_from(places))
            holder[key] = copy.deepcopy(other[from_key]) if _has(other, from_key) else None
        elif isinstance(holder, dict):
            holder[draw(st.sampled_from(["more", "é", "", "element", "saw", "erased", "order"]))] = draw(values)
        else:
            holder.append(draw(values))
    return value


def _has(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else key < len(holder)


def _places(value: Any) -> Any:
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])
