"""Every byte flipped and every length cut, in the file as it travels and in each layer beneath, encrypted anew as any courier could.

The short form takes a spread of the places; `JITDESK_PROVE=1` takes them all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from jitdesk.exchange import roster, segment
from jitdesk.exchange.opening import pairs
from jitdesk.kernel.errors import Damaged
from jitdesk.kernel.words import known
from tests.unit.exchange.test_bundle import packed, signed_anew, unpacked
from tests.unit.exchange.world import Team, encrypted, inner_tar

ALL = os.environ.get("JITDESK_PROVE") == "1"
PLACES = 150


def places(size: int) -> Iterator[int]:
    """Every place, or a spread of them that meets each kind of field: the step shares no factor with a block of the tar."""
    step = 1 if ALL else max(1, size // PLACES) | 1
    yield from range(0, size, step)


def altered(data: bytes) -> Iterator[bytes]:
    for i in places(len(data)):
        yield data[:i] + bytes([data[i] ^ (1 << i % 8)]) + data[i + 1 :]
        yield data[:i]


def take_in(team: Team, data: bytes) -> tuple[bytes, ...]:
    """All that an import verifies before it plans: the lines of roster and segments."""
    opened, stage = team.open(data)
    if opened.key != team.founder.card.sign:
        raise Damaged("bundle.no_roster")
    proved = roster.verify(pairs(stage, opened.roster), opened.manifest.workspace)
    proved += [segment.verify(body, armour, team.key_of, team.workspace) for body, armour in pairs(stage, opened.segments)]
    return tuple(line for one in proved for line in one.lines)


def refuse_all(team: Team, variants: Iterator[bytes], wrap: Callable[[bytes], bytes], same: bool = False) -> None:
    """Each variant is refused with a sentence and leaves nothing; or, if `same` is allowed, gives the very lines that were signed."""
    expected = take_in(team, team.bundle(files=()))
    refusals: list[Damaged] = []
    for variant in variants:
        try:
            lines = take_in(team, wrap(variant))
        except Damaged as refusal:
            refusals.append(refusal)
        else:
            assert same, "an altered bundle was taken"
            assert lines == expected
        assert team.staged_files() == []
    assert refusals
    assert all(known(refusal.key) for refusal in refusals), "a refusal without a sentence"


def test_the_file_as_it_travels(team: Team) -> None:
    refuse_all(team, altered(team.bundle()), lambda data: data)


def test_the_tar_encrypted_anew(team: Team) -> None:
    refuse_all(team, altered(inner_tar(team.bundle(), team.member)), lambda data: encrypted(data, team.member))


@pytest.mark.parametrize("name", ["segments/000001.jsonl.zst", "segments/000001.jsonl.zst.sig", "roster/000001.jsonl.zst"])
def test_a_segment_in_a_bundle_signed_anew_by_a_member(team: Team, name: str) -> None:
    members = unpacked(team.bundle(files=()), team.member)
    refuse_all(team, altered(members[name]), lambda data: signed_anew(team, members | {name: data}), same=True)


@pytest.mark.parametrize("name", ["manifest.json", "SHA256SUMS", "SHA256SUMS.sig"])
def test_each_small_member_encrypted_anew(team: Team, name: str) -> None:
    members = unpacked(team.bundle(files=()), team.member)
    refuse_all(team, altered(members[name]), lambda data: encrypted(packed(members | {name: data}), team.member))


def test_the_lines_of_a_segment_compressed_and_signed_anew_by_a_member(team: Team) -> None:
    members = unpacked(team.bundle(files=()), team.member)
    name = "segments/000001.jsonl.zst"
    lines = segment.unpack(members[name])
    refuse_all(team, altered(lines), lambda data: signed_anew(team, members | {name: segment.pack([data])}))
