"""Changes as they travel: lines, stubs, the signed line 0 of a segment, and the verified segment (docs/bundle-format.md, "Segment")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256 as _digest
from itertools import count, repeat
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from jitdesk.kernel import canon
from jitdesk.kernel.errors import Damaged
from jitdesk.kernel.values import ChangeName, sha256

SEGMENT_FORMAT = "segment-1"
MAX_SEGMENT_LINES = 10_000
MAX_SEGMENT_BYTES = 16 << 20

ROSTER = "roster"
CHARTER = "charter"

Id = Annotated[str, Meta(pattern="^[0-9a-f]{32}\\Z")]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}\\Z")]
Stamp = Annotated[str, Meta(pattern="^[0-9]{17}\\Z")]
Name = Annotated[str, Meta(pattern="^[0-9a-f]{32}[.][1-9][0-9]{0,14}[.][0-9a-f]{16}\\Z")]
Word = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,39}\\Z")]
Count = Annotated[int, Meta(ge=1, lt=1 << 53)]


class Line(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One change of one cell: what was set, when, and which heads its author saw."""

    field: Word
    group: Id
    kind: Word
    record: Id
    salt: Id
    stamp: Stamp
    supersedes: Annotated[list[Name], Meta(max_length=256)]
    value: Any
    element: Annotated[str, Meta(min_length=1, max_length=1000)] | UnsetType = UNSET
    saw: Annotated[list[Name], Meta(max_length=1024)] | UnsetType = UNSET


class Stub(Struct, frozen=True, forbid_unknown_fields=True):
    """What an erased line leaves: its hash, and the order that erased it."""

    erased: Hash
    order: Name


STUB = b'{"erased":"'
"""How a stub begins, and no line does."""


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """Line 0 of a segment: the only signed bytes."""

    compartment: Hash
    count: Annotated[int, Meta(ge=1, le=MAX_SEGMENT_LINES)]
    device: Id
    first: Count
    format: str
    prev: Hash | None
    root: Hash
    workspace: Hash

    @property
    def last(self) -> int:
        """The number of the segment's last line."""
        return self.first + self.count - 1


class Named(Struct, frozen=True, gc=False):
    """A line, decoded, with its place in its author's log; `hash` is what it contributes to the root."""

    device: str
    number: int
    hash: str
    line: Line | Stub

    @property
    def name(self) -> str:
        """The name of the change."""
        return f"{self.device}.{self.number}.{self.hash[:16]}"


@dataclass(frozen=True)
class VerifiedSegment:
    """A segment whose signature, root, count and lines were checked; only `exchange.segment` makes one."""

    head: Head
    hash: str  # of line 0
    signature: str  # SSHSIG armour over line 0
    body: bytes  # zstd frame of line 0 and all lines, as it travels
    lines: Sequence[bytes]  # lines 1..count, final LF included
    changes: Sequence[Named]  # the same, decoded

    @property
    def whole(self) -> bool:
        """Whether no line of it is erased."""
        return not any(isinstance(change.line, Stub) for change in self.changes)

    @property
    def stamp(self) -> str:
        """The stamp of its last line that is not erased ("" where all are)."""
        return next((change.line.stamp for change in reversed(self.changes) if isinstance(change.line, Line)), "")

    def names(self) -> list[str]:
        """The names of its changes, in order."""
        return [change.name for change in self.changes]


_encoder = msgspec.json.Encoder(order="sorted")
_line = msgspec.json.Decoder(Line)
_stub = msgspec.json.Decoder(Stub)
_head = msgspec.json.Decoder(Head)


def encode(struct: Line | Stub | Head) -> bytes:
    """The canonical line of a change, a stub or a line 0, final LF included; raises ValueError for a value without canonical form."""
    if isinstance(struct, Line) and not canon.plain(struct.value, canon.MAX_DEPTH - 1):
        raise ValueError("no canonical form")
    return _encoder.encode(struct) + b"\n"


def decode_line(data: bytes) -> Line | Stub:
    """The change or stub in one line; raises Damaged unless it is exactly what `encode` writes."""
    if len(data) > canon.MAX_LINE:
        raise Damaged("canon.too_long")
    try:
        line: Line | Stub = _stub.decode(data) if data.startswith(b'{"erased":') else _line.decode(data)
        same = _encoder.encode(line) + b"\n" == data
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Damaged("canon.not_canonical") from None
    if not same or (type(line) is Line and type(line.value) is not str and not canon.plain(line.value, canon.MAX_DEPTH - 1)):
        raise Damaged("canon.not_canonical")
    return line


def decode_head(data: bytes) -> Head:
    """Line 0 of a segment; raises Damaged unless it is canonical and of the format this version knows."""
    if len(data) > canon.MAX_LINE:
        raise Damaged("canon.too_long")
    try:
        head = _head.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Damaged("segment.head") from None
    if head.format != SEGMENT_FORMAT:
        raise Damaged("segment.newer")
    if _encoder.encode(head) + b"\n" != data or (head.first == 1) != (head.prev is None) or head.last >= 1 << 53:
        raise Damaged("segment.head")
    return head


def change_name(device: str, number: int, data: bytes) -> str:
    """The name of the change in line `data`: a stub speaks for the line it replaced."""
    erased = data.startswith(STUB)
    mark = data[11:27].decode("ascii") if erased else sha256(data)[:16]
    return f"{device}.{number}.{mark}"


def named(device: str, first: int, lines: Iterable[bytes]) -> list[Named]:
    """Lines of a device from number `first` on, decoded; raises Damaged for one that is not canonical."""
    lines = list(lines)
    decoded: Sequence[Line | Stub] = _at_once(lines) or [decode_line(data) for data in lines]
    return list(map(Named, repeat(device), count(first), line_hashes(lines), decoded))


def _at_once(lines: Sequence[bytes]) -> Sequence[Line] | None:
    """What `decode_line` gives for each line, in a fraction of its time; None if one of them is a stub, or not as it should be."""
    content = b"".join(lines)
    if max(map(len, lines), default=0) > canon.MAX_LINE or content.splitlines(keepends=True) != lines:
        return None
    try:
        found = _line.decode_lines(content)
        same = len(found) == len(lines) and _encoder.encode_lines(found) == content
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return found if same and all(type(one.value) is str or canon.plain(one.value, canon.MAX_DEPTH - 1) for one in found) else None


def line_hashes(lines: Iterable[bytes]) -> list[str]:
    """The hashes that lines contribute to the root: of each its own, or the one that a stub holds."""
    return [data[11:75].decode("ascii", "replace") if data.startswith(STUB) else _digest(data).hexdigest() for data in lines]


def root(lines: Sequence[bytes]) -> str:
    """The root of lines 1..count (docs/bundle-format.md, "Segment")."""
    return root_of(line_hashes(lines))


def root_of(hashes: Iterable[str]) -> str:
    """The root of lines of which the hashes are known."""
    return sha256("\n".join([*hashes, ""]).encode("ascii"))


def author(name: str) -> str:
    """The device in the name of a change."""
    parsed = ChangeName.parse(name)
    if parsed is None:
        raise ValueError("not the name of a change")
    return parsed.device
