"""Segments: what is sealed verifies, and nothing else does."""

from __future__ import annotations

import os
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from jitdesk.crypto import signature
from jitdesk.domain.changes import Head, Stub, VerifiedSegment, change_name, encode, root
from jitdesk.exchange import segment
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.values import sha256
from tests.unit.exchange.world import Device, Team, as_travels, fresh, line

AUTHOR = Device("Ana Kovač")
WORKSPACE, COMPARTMENT = fresh(32), fresh(32)


def key_of(device: str) -> bytes | None:
    return AUTHOR.card.sign if device == AUTHOR.id else None


def verify(body: bytes, armour: str) -> VerifiedSegment:
    return segment.verify(body, armour, key_of, WORKSPACE)


def forged(lines: list[bytes], **changes: Any) -> tuple[bytes, str]:
    """A segment that its own author signed, wrong in `changes`."""
    values: dict[str, Any] = {
        "compartment": COMPARTMENT,
        "count": len(lines),
        "device": AUTHOR.id,
        "first": 1,
        "format": "segment-1",
        "prev": None,
        "root": root(lines),
        "workspace": WORKSPACE,
    }
    head = encode(Head(**values | changes))
    return segment.pack([head, *lines]), signature.sign(AUTHOR.seed, head, signature.SEGMENT)


def test_a_sealed_segment_verifies_to_itself() -> None:
    lines = [line(), line(["windows", {"minutes": 180}]), line(None)]
    sealed = AUTHOR.seal(WORKSPACE, COMPARTMENT, lines)
    assert as_travels([verify(sealed.body, sealed.signature)]) == as_travels([sealed])
    assert sealed.names() == [change_name(AUTHOR.id, n, data) for n, data in enumerate(lines, 1)]
    following = AUTHOR.seal(WORKSPACE, COMPARTMENT, [line()], 4, sealed.hash)
    assert verify(following.body, following.signature).head.prev == sealed.hash


@settings(max_examples=25)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=40))
def test_any_text_survives(texts: list[str]) -> None:
    lines = [line(text) for text in texts]
    sealed = AUTHOR.seal(WORKSPACE, COMPARTMENT, lines)
    assert list(verify(sealed.body, sealed.signature).lines) == lines


def test_an_erased_line_leaves_root_and_signature_as_they_were() -> None:
    lines = [line(), line("to be erased"), line()]
    sealed = AUTHOR.seal(WORKSPACE, COMPARTMENT, lines)
    stub = encode(Stub(sha256(lines[1]), f"{AUTHOR.id}.1.{'0' * 16}"))
    head = encode(sealed.head)
    stubbed = verify(segment.pack([head, lines[0], stub, lines[2]]), sealed.signature)
    assert stubbed.hash == sealed.hash
    assert stubbed.names() == sealed.names()


def test_another_line_under_the_signature_is_refused() -> None:
    lines = [line(), line()]
    sealed = AUTHOR.seal(WORKSPACE, COMPARTMENT, lines)
    head = encode(sealed.head)
    for other in ([lines[0], line()], lines[:1], [*lines, line()], lines[::-1], [lines[0], lines[0]]):
        with pytest.raises(Damaged, match="not those that its author signed"):
            verify(segment.pack([head, *other]), sealed.signature)


def test_a_stranger_another_team_and_another_signature_are_refused(team: Team) -> None:
    stranger = team.founder.seal(WORKSPACE, COMPARTMENT, [line()])
    with pytest.raises(Damaged, match="never let into this team"):
        verify(stranger.body, stranger.signature)
    elsewhere = AUTHOR.seal(fresh(32), COMPARTMENT, [line()])
    with pytest.raises(Damaged, match="another team"):
        verify(elsewhere.body, elsewhere.signature)
    sealed, other = (AUTHOR.seal(WORKSPACE, COMPARTMENT, [line()]) for _ in range(2))
    with pytest.raises(Damaged, match="signature does not fit"):
        verify(sealed.body, other.signature)
    with pytest.raises(Damaged):
        verify(sealed.body, signature.sign(AUTHOR.seed, encode(sealed.head), signature.BUNDLE))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": "segment-2"}, "newer JITDesk"),
        ({"count": 2}, "not those that its author signed"),
        ({"count": 0}, "first line of a segment"),
        ({"first": 0}, "first line of a segment"),
        ({"first": 2}, "first line of a segment"),
        ({"prev": "0" * 64}, "first line of a segment"),
        ({"device": "x"}, "first line of a segment"),
        ({"root": "0" * 64}, "not those that its author signed"),
    ],
)
def test_a_wrong_head_is_refused_though_signed(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Damaged, match=sentence):
        verify(*forged([line()], **changes))


def test_stamps_rise_strictly() -> None:
    first, second = line(stamp="1" * 17), line(stamp="2" * 17)
    verify(*forged([first, second]))
    for lines in ([second, first], [first, line(stamp="1" * 17)]):
        with pytest.raises(Damaged, match="do not rise"):
            verify(*forged(lines))


@pytest.mark.parametrize(
    "bad",
    [
        b"{}\n",
        b"\n",
        b"not json\n",
        line().replace(b'","', b'", "', 1),
        line().replace(b'"text"', b"1.5"),
        line().replace(b'"title"', b'"Title!"'),
        b'{"erased":"' + b"0" * 64 + b'","order":"x"}\n',
        line("x" * (1 << 20)),
    ],
)
def test_a_line_of_another_form_is_refused_though_signed(bad: bytes) -> None:
    with pytest.raises(Damaged):
        verify(*forged([bad]))


def content_and_signature() -> tuple[bytes, str]:
    sealed = AUTHOR.seal(WORKSPACE, COMPARTMENT, [line("x" * 5000)])
    return segment.unpack(sealed.body), sealed.signature


def compressed(content: bytes, **options: Any) -> bytes:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, **{"write_checksum": True, "write_content_size": True} | options)
    return zstandard.ZstdCompressor(compression_params=parameters).compress(content)


def test_frames_of_another_kind_are_refused() -> None:
    content, armour = content_and_signature()
    good = compressed(content)
    verify(good, armour)
    skippable = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"note"
    stream = zstandard.ZstdCompressor(level=3, write_checksum=True).compressobj()
    unknown_size = stream.compress(content) + stream.flush()
    dictionary = zstandard.ZstdCompressionDict(content[:2000])
    with_dictionary = zstandard.ZstdCompressor(dict_data=dictionary, write_checksum=True).compress(content)
    empty = compressed(b"")
    for bad in (
        b"",
        good[:-1],
        good + b"\0",
        good + good,
        good + empty,
        good + skippable,
        skippable + good,
        unknown_size,
        compressed(content, write_checksum=False),
        with_dictionary,
        compressed(content, format=zstandard.FORMAT_ZSTD1_MAGICLESS),
        empty,
    ):
        with pytest.raises(Damaged, match="not compressed in the one allowed form"):
            verify(bad, armour)


def test_a_wide_window_and_a_bomb_are_refused_from_the_frame_header_alone() -> None:
    wide = zstandard.ZstdCompressionParameters.from_level(3, window_log=24, write_checksum=True, write_content_size=True)
    body = zstandard.ZstdCompressor(compression_params=wide).compress(os.urandom(9 << 20) + b"\n")
    assert zstandard.get_frame_parameters(body).window_size > 8 << 20
    bomb = compressed(bytes(64 << 20))
    assert len(bomb) < 10_000
    for bad in (body, bomb):
        with pytest.raises(Damaged, match="not compressed in the one allowed form"):
            segment.declared_size(bad)


def test_a_content_size_that_lies_is_refused() -> None:
    content, armour = content_and_signature()
    body = bytearray(compressed(content))
    at = bytes(body).index((len(content) - 256).to_bytes(2, "little"))
    for lie in (len(content) - 257, len(content) - 255):
        body[at : at + 2] = lie.to_bytes(2, "little")
        with pytest.raises(Damaged):
            verify(bytes(body), armour)


def test_lines_and_bytes_have_limits() -> None:
    one = line()
    with pytest.raises(Damaged, match="more than 10000 lines"):
        segment.take_apart(segment.pack([one] * 10_002), "")
    with pytest.raises(Damaged, match="cut short"):
        segment.take_apart(segment.pack([one, one[:-1]]), "")
    for lines in ([], [one] * 10_001, [line("x" * 1_000_000)] * 17):
        with pytest.raises(Refused, match="at most 10000 changes and 16 MiB"):
            AUTHOR.seal(WORKSPACE, COMPARTMENT, lines)


def test_open_lines_are_split_between_groups() -> None:
    groups = [[line("x", group=str(g) * 32) for _ in range(4000)] for g in range(1, 4)]
    lines = [data for group in groups for data in group]
    assert [len(run) for run in segment.split(lines)] == [8000, 4000]
    assert [data for run in segment.split(lines) for data in run] == lines
    alone = [line("x", group="a" * 32) for _ in range(10_001)]
    assert [len(run) for run in segment.split([*lines[:3], *alone])] == [3, 10_000, 1]
    large = [line("x" * 900_000, group=str(g) * 32) for g in range(1, 10) for _ in range(3)]
    runs = segment.split(large)
    assert [len(run) for run in runs] == [18, 9]
    assert segment.split([]) == []


# Stubs.


def test_a_segment_that_was_emptied_still_verifies_and_is_filled_again() -> None:
    lines = [line("a"), line("b"), line("c")]
    whole = AUTHOR.seal(WORKSPACE, COMPARTMENT, lines)
    order = f"{AUTHOR.id}.9.{'0' * 16}"
    emptied = segment.emptied(whole, {1: order, 3: order})
    again = verify(emptied.body, emptied.signature)
    assert [isinstance(change.line, Stub) for change in again.changes] == [True, False, True]
    assert (again.head, again.hash, again.names(), again.whole) == (whole.head, whole.hash, whole.names(), False)
    assert segment.emptied(again, {1: "x", 2: order}).lines[0] == again.lines[0]  # who erased it first is told
    half = segment.emptied(whole, {2: order})
    filled = segment.filled(again, half)
    assert (filled.lines, filled.body) == (tuple(lines), whole.body)
    with pytest.raises(ValueError, match="same segment"):
        segment.filled(again, AUTHOR.seal(WORKSPACE, COMPARTMENT, [line("d")]))


def test_what_was_erased_is_not_in_the_frame() -> None:
    whole = AUTHOR.seal(WORKSPACE, COMPARTMENT, [line("Zlatorog"), line("b")])
    emptied = segment.emptied(whole, {1: f"{AUTHOR.id}.9.{'0' * 16}"})
    assert b"Zlatorog" not in segment.unpack(emptied.body)
    assert b"Zlatorog" not in b"".join(emptied.lines)
