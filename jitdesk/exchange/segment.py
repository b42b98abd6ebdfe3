"""Segments: lines sealed under one signature, and received bytes made into a VerifiedSegment; nothing else makes one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

import zstandard

from jitdesk.crypto import signature
from jitdesk.domain.changes import (
    MAX_SEGMENT_BYTES,
    MAX_SEGMENT_LINES,
    SEGMENT_FORMAT,
    Head,
    Line,
    Named,
    Stub,
    VerifiedSegment,
    decode_head,
    decode_line,
    encode,
    line_hashes,
    named,
    root,
    root_of,
)
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.values import sha256

# The greatest zstd frame of a segment that fits its limit: bytes that cannot be compressed grow a little.
MAX_BODY = MAX_SEGMENT_BYTES + (64 << 10)

_LEVEL = 3
_MAX_WINDOW = 8 << 20
_MAGIC = b"\x28\xb5\x2f\xfd"
# Room for line 0 within the limit of a segment.
_HEAD_ROOM = 1 << 10

KeyOf = Callable[[str], bytes | None]
"""The public key that the roster holds for a device id."""


@dataclass(frozen=True)
class Unverified:
    """A segment taken apart within the limits, of which nothing is proved yet."""

    head: Head
    head_line: bytes
    lines: list[bytes]
    body: bytes
    signature: str


def seal(
    seed: bytes, workspace: str, compartment: str, device: str, first: int, prev: str | None, lines: Sequence[bytes]
) -> VerifiedSegment:
    """Lines `first`… of a device in a compartment as a signed segment; raises Refused where they exceed what one segment holds."""
    if not 1 <= len(lines) <= MAX_SEGMENT_LINES or sum(map(len, lines)) > MAX_SEGMENT_BYTES - _HEAD_ROOM:
        raise Refused("segment.too_large", lines=MAX_SEGMENT_LINES, mib=MAX_SEGMENT_BYTES >> 20)
    head = Head(compartment, len(lines), device, first, SEGMENT_FORMAT, prev, root(lines), workspace)
    line = encode(head)
    armour = signature.sign(seed, line, signature.SEGMENT)
    return VerifiedSegment(head, sha256(line), armour, pack([line, *lines]), tuple(lines), named(device, first, lines))


def split(lines: Sequence[bytes]) -> list[Sequence[bytes]]:
    """Open lines in runs that each fit one segment; a group is parted only if it alone exceeds that."""
    runs: list[Sequence[bytes]] = []
    start = cut = size = 0
    group = ""
    for i, data in enumerate(lines):
        line = decode_line(data)
        if isinstance(line, Line) and line.group != group:
            group, cut = line.group, i
        if i - start == MAX_SEGMENT_LINES or size + len(data) > MAX_SEGMENT_BYTES - _HEAD_ROOM:
            end = cut if cut > start else i
            runs.append(lines[start:end])
            start, size = end, sum(map(len, lines[end:i]))
        size += len(data)
    return [*runs, lines[start:]] if lines else []


def verify(body: bytes, armour: str, key_of: KeyOf, workspace: str) -> VerifiedSegment:
    """The segment in `body`; raises Damaged unless limits, head, signature by the device's key, root, and every line hold."""
    unverified = take_apart(body, armour)
    key = key_of(unverified.head.device)
    if key is None:
        raise Damaged("segment.stranger", device=unverified.head.device)
    return prove(unverified, key, workspace)


def take_apart(body: bytes, armour: str) -> Unverified:
    """Decompress and cut into lines, within the limits; raises Damaged."""
    head_line, *lines = _cut(unpack(body))
    head = decode_head(head_line)
    if head.count != len(lines):
        raise Damaged("segment.root", device=head.device, first=head.first)
    return Unverified(head, head_line, lines, body, armour)


def prove(unverified: Unverified, key: bytes, workspace: str) -> VerifiedSegment:
    """The verified segment, signed by `key` in this workspace; raises Damaged."""
    head = unverified.head
    _check_head(unverified, key, workspace)
    changes = named(head.device, head.first, unverified.lines)
    _check_root(head, (change.hash for change in changes))
    _check_stamps(head, changes)
    return VerifiedSegment(head, sha256(unverified.head_line), unverified.signature, unverified.body, unverified.lines, changes)


def check(unverified: Unverified, key: bytes, workspace: str) -> None:
    """Signature and root of a segment that was proved when it came: its lines are the signed ones, and need no second parsing."""
    _check_head(unverified, key, workspace)
    _check_root(unverified.head, line_hashes(unverified.lines))


def _check_head(unverified: Unverified, key: bytes, workspace: str) -> None:
    signature.verify(key, unverified.signature, unverified.head_line, signature.SEGMENT)
    if unverified.head.workspace != workspace:
        raise Damaged("segment.other_workspace")


def _check_root(head: Head, hashes: Iterable[str]) -> None:
    if head.root != root_of(hashes):
        raise Damaged("segment.root", device=head.device, first=head.first)


def _check_stamps(head: Head, changes: Sequence[Named]) -> None:
    stamps = [change.line.stamp for change in changes if isinstance(change.line, Line)]
    if any(later <= earlier for earlier, later in pairwise(stamps)):
        raise Damaged("segment.stamps", device=head.device, first=head.first)


def emptied(one: VerifiedSegment, gone: Mapping[int, str]) -> VerifiedSegment:
    """The segment with stubs in place of the lines numbered in `gone`, each naming the order given there; signature and root hold."""
    lines = list(one.lines)
    for number, order in gone.items():
        at = number - one.head.first
        if isinstance(one.changes[at].line, Line):
            lines[at] = encode(Stub(one.changes[at].hash, order))
    return _with_lines(one, lines)


def filled(one: VerifiedSegment, other: VerifiedSegment) -> VerifiedSegment:
    """The segment with the lines of another copy of it in place of its stubs, where that one has them: a line beats a stub.

    Each copy was verified, and still the two may not fit: stamps are compared only where there are lines. Raises Damaged.
    """
    if one.hash != other.hash:
        raise ValueError("not the same segment")
    pairs = zip(one.changes, one.lines, other.lines, strict=True)
    made = _with_lines(one, [theirs if isinstance(change.line, Stub) else ours for change, ours, theirs in pairs])
    _check_stamps(made.head, made.changes)
    return made


def _with_lines(one: VerifiedSegment, lines: Sequence[bytes]) -> VerifiedSegment:
    """Lines of the same hashes in place of those of a segment, so that all that was verified of it still holds."""
    body = pack([encode(one.head), *lines])
    return replace(one, body=body, lines=tuple(lines), changes=named(one.head.device, one.head.first, lines))


def pack(lines: Sequence[bytes]) -> bytes:
    """Lines as one zstd frame with content size and checksum."""
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True, write_content_size=True).compress(b"".join(lines))


def declared_size(body: bytes) -> int:
    """The content size that a frame declares, from its header alone; raises Damaged for any frame but the one allowed kind."""
    if len(body) > MAX_BODY or not body.startswith(_MAGIC):
        raise Damaged("segment.frame")
    try:
        frame = zstandard.get_frame_parameters(body)
    except zstandard.ZstdError:
        raise Damaged("segment.frame") from None
    size = frame.content_size
    if not frame.has_checksum or frame.dict_id or frame.window_size > _MAX_WINDOW or not 0 < size <= MAX_SEGMENT_BYTES:
        raise Damaged("segment.frame")
    return size


def unpack(body: bytes) -> bytes:
    """The content of exactly one zstd frame, all of `body` consumed; raises Damaged."""
    size = declared_size(body)
    try:
        content = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompress(
            body, max_output_size=size, read_across_frames=False, allow_extra_data=False
        )
    except (zstandard.ZstdError, MemoryError):
        raise Damaged("segment.frame") from None
    if len(content) != size:
        raise Damaged("segment.frame")
    return content


def _cut(content: bytes) -> list[bytes]:
    lines = list(islice(io.BytesIO(content), MAX_SEGMENT_LINES + 2))
    if not content.endswith(b"\n") or len(lines) > MAX_SEGMENT_LINES + 1:
        raise Damaged("segment.lines", limit=MAX_SEGMENT_LINES)
    return lines
