"""Canonical bytes: sorted UTF-8 JSON without spaces and floats, integers < 2^53, depth at most 8 (docs/bundle-format.md, "Encodings")."""

from __future__ import annotations

from typing import Any

import msgspec

from jitdesk.kernel.errors import Damaged

MAX_LINE = 1 << 20
MAX_DEPTH = 8
_MAX_INT = 1 << 53

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder()


def encode(value: Any) -> bytes:
    """The one line for `value`, final LF included; raises ValueError for what has no canonical form."""
    if not plain(value):
        raise ValueError("no canonical form")
    return _encoder.encode(value) + b"\n"


def decode(line: bytes) -> Any:
    """The value of one line; raises Damaged unless the line is exactly what `encode` would write."""
    if len(line) > MAX_LINE:
        raise Damaged("canon.too_long")
    try:
        value = _decoder.decode(line)
        same = plain(value) and _encoder.encode(value) + b"\n" == line
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Damaged("canon.not_canonical") from None
    if not same:
        raise Damaged("canon.not_canonical")
    return value


def plain(value: Any, depth: int = MAX_DEPTH) -> bool:
    """Whether `value` holds only text, booleans, null, small integers, and lists and objects of them, nested at most `depth` deep."""
    kind = type(value)
    if kind is str:
        return True
    if value is None or kind is bool:
        return True
    if kind is int:
        return bool(-_MAX_INT < value < _MAX_INT)
    if depth == 0:
        return False
    if kind is dict:
        return all(type(k) is str and k.isascii() and plain(v, depth - 1) for k, v in value.items())
    if kind is list or kind is tuple:
        return all(plain(v, depth - 1) for v in value)
    return False
