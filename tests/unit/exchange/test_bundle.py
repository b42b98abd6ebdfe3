"""Bundles: what is written opens for those it is for, and every other case has its sentence and leaves nothing."""

from __future__ import annotations

import io
import shutil
import stat
import tracemalloc
from collections import namedtuple
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from jitdesk.crypto import age, bech32, header, signature, stream
from jitdesk.exchange import bundle, opening, roster, segment, tar
from jitdesk.exchange.members import Limits
from jitdesk.exchange.opening import open_bundle, pairs
from jitdesk.kernel import canon
from jitdesk.kernel.errors import Cancelled, Damaged, Refused
from jitdesk.kernel.values import sha256
from tests.unit.exchange.world import Device, Stage, Team, as_travels, encrypted, fresh, inner_tar
from tests.unit.exchange.world import pairs as as_pairs


def refused(team: Team, data: bytes, sentence: str, kind: type[Exception] = Damaged, **changes: Any) -> None:
    with pytest.raises(kind, match=sentence):
        team.open(data, **changes)
    assert team.staged_files() == []


def packed(members: dict[str, bytes]) -> bytes:
    return b"".join(tar.pack((name, len(data), (data,)) for name, data in members.items()))


def unpacked(data: bytes, device: Device) -> dict[str, bytes]:
    found: dict[str, bytes] = {}

    class Sink:
        def __init__(self, name: str) -> None:
            self.name = name
            found[name] = b""

        def write(self, data: memoryview) -> None:
            found[self.name] += bytes(data)

        def close(self) -> None:
            """All is gathered."""

    reader = tar.TarReader(lambda name, size: Sink(name))
    reader.write(inner_tar(data, device))
    reader.close()
    return found


def signed_anew(team: Team, members: dict[str, bytes], seed: bytes | None = None) -> bytes:
    """Members with sums and signature that fit them, as the sender itself could make them."""
    content = {name: data for name, data in members.items() if not name.startswith("SHA256SUMS")}
    sums = "".join(f"{sha256(data)}  {name}\n" for name, data in content.items()).encode()
    armour = signature.sign(seed or team.founder.seed, sums, signature.BUNDLE).encode()
    return encrypted(packed(content | {"SHA256SUMS": sums, "SHA256SUMS.sig": armour}), team.member)


def test_what_is_written_is_opened(team: Team) -> None:
    manifest = team.manifest()
    opened, stage = team.open(team.bundle(manifest=manifest))
    assert opened.manifest == manifest
    assert opened.key == team.founder.card.sign
    assert (opened.cards, len(opened.roster), len(opened.segments)) == ((), 1, 1)
    assert opened.files == (team.sealed.cipher_sha256,)
    assert (team.staging / opened.files[0]).read_bytes() == team.file.read_bytes()
    assert as_travels(roster.verify(pairs(stage, opened.roster), team.workspace)) == as_travels(team.roster)
    proved = [segment.verify(*pair, team.key_of, team.workspace) for pair in pairs(stage, opened.segments)]
    assert as_travels(proved) == as_travels(team.segments)
    signature.verify(opened.key, opened.signature, opened.sums, signature.BUNDLE)
    assert stat.S_IMODE(team.staging.stat().st_mode) == 0o700
    assert stat.S_IMODE((team.staging / opened.files[0]).stat().st_mode) == 0o600


def test_a_bundle_of_the_roster_alone_opens(team: Team) -> None:
    opened, _ = team.open(team.bundle(segments=(), files=()))
    assert (opened.segments, opened.files) == ((), ())


def test_many_recipients_open_the_same_bundle(team: Team) -> None:
    others = [Device(f"Member {i}") for i in range(4)]
    everybody = [team.member, *others]
    recipients = [device.age.recipient for device in everybody]
    data = team.bundle(manifest=team.manifest(*(d.id for d in everybody)), recipients=recipients)
    for device in everybody:
        assert team.open(data, identities=[device.age.secret], device=device.id)[0].key == team.founder.card.sign


def test_a_file_for_others_is_told_apart_and_touches_nothing(team: Team) -> None:
    other = Device("Other")
    refused(team, team.bundle(), "not encrypted to this desk", age.NotForUs, identities=[other.age.secret])
    assert not team.staging.exists()


def test_files_of_an_earlier_bundle_stay_when_a_later_one_is_refused(team: Team) -> None:
    team.open(team.bundle())
    before = team.staged_files()
    with pytest.raises(age.NotForUs):
        team.open(team.bundle(), identities=[Device("Other").age.secret])
    with pytest.raises(Damaged):
        team.open(signed_anew(team, unpacked(team.bundle(), team.member) | {"more": b""}))
    assert team.staged_files() == before
    team.open(team.bundle())
    assert team.staged_files() == before


@pytest.mark.parametrize(("data", "sentence"), [(b"", "not an age file"), (b"PK\3\4 something else", "not an age file")])
def test_what_is_no_bundle(team: Team, data: bytes, sentence: str) -> None:
    refused(team, data, sentence)


def test_a_carrier_that_shows_one_header_and_then_another_is_caught(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = team.bundle()
    encrypted_anew = encrypted(inner_tar(shown, team.member), team.member, Device("Eve"))
    refused(team, encrypted_anew, "more or fewer keys")
    real = header.read
    monkeypatch.setattr(opening, "header", SimpleNamespace(read=lambda _: real(io.BytesIO(shown))))  # age reads for itself
    refused(team, encrypted_anew, "header of the encrypted file")


def test_age_files_of_other_kinds_are_not_for_us(team: Team) -> None:
    stanza = b"-> scrypt AAAA 18\n" + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n"
    refused(team, b"age-encryption.org/v1\n" + stanza, "no key for", age.NotForUs)
    refused(team, encrypted(b"a letter", team.member), "not packed|ends too early")


def test_passed_on_to_somebody_else(team: Team) -> None:
    stranger = Device("Stranger")
    passed_on = encrypted(inner_tar(team.bundle(), team.member), stranger)
    refused(team, passed_on, "not addressed to this desk", identities=[stranger.age.secret], device=stranger.id)


def test_encrypted_to_one_more_than_signed_for(team: Team) -> None:
    refused(team, encrypted(inner_tar(team.bundle(), team.member), team.member, Device("Stranger")), "more or fewer keys")


def test_signed_by_somebody_else_shows_the_key_that_signed(team: Team) -> None:
    opened, _ = team.open(team.bundle(seed=team.member.seed))
    assert opened.key != team.founder.card.sign


def test_members_missing_added_renamed_or_exchanged(team: Team) -> None:
    members = unpacked(team.bundle(), team.member)
    file = next(name for name in members if name.startswith("files/"))
    seg = "segments/000001.jsonl.zst"
    without_segment = {n: d for n, d in members.items() if not n.startswith("segments/")}
    without_end = {n: d for n, d in members.items() if not n.startswith("SHA256SUMS")}
    other = fresh(32)
    for altered, sentence in (
        ({n: d for n, d in members.items() if n != file}, "checksums does not fit"),
        (without_segment, "checksums does not fit"),
        (without_end, "ends before its signature"),
        ({n: d for n, d in members.items() if n != "SHA256SUMS.sig"}, "ends before its signature"),
        ({"extra": b""} | members, "does not belong where it stands"),
        (members | {"extra": b""}, "does not belong where it stands"),
        (members | {file: b"other"}, "not the one it is named for"),
        (members | {seg: members["roster/000001.jsonl.zst"]}, "checksums does not fit"),
        (members | {"manifest.json": b"{}\n"}, "checksums does not fit"),
        (members | {"SHA256SUMS": b""}, "checksums does not fit"),
        (members | {"SHA256SUMS": members["SHA256SUMS"] + b"x"}, "checksums does not fit"),
        (members | {"SHA256SUMS.sig": b""}, "signature is not written"),
        (members | {"SHA256SUMS.sig": members[seg + ".sig"]}, "signature does not fit"),
        ({(f"files/{other}" if n == file else n): d for n, d in members.items()}, "not the one it is named for"),
    ):
        refused(team, encrypted(packed(altered), team.member), sentence)


def test_the_sentence_names_the_member_whose_sum_is_wrong(team: Team) -> None:
    members = unpacked(team.bundle(), team.member)
    members["roster/000001.jsonl.zst.sig"] += b"\n"
    refused(team, encrypted(packed(members), team.member), r"\(at roster/000001\.jsonl\.zst\.sig\)")


def manifest_with(team: Team, **changes: Any) -> bytes:
    members = unpacked(team.bundle(), team.member)
    value = canon.decode(members["manifest.json"]) | changes
    return signed_anew(team, members | {"manifest.json": canon.encode(value)})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": "bundle-2"}, "newer JITDesk"),
        ({"created": "yesterday"}, "manifest"),
        ({"bundle": "x"}, "manifest"),
        ({"recipients": []}, "manifest"),
        ({"recipients": ["b" * 32, "a" * 32]}, "manifest"),
        ({"recipients": ["a" * 32, "a" * 32]}, "manifest"),
        ({"recipients": ["somebody"]}, "manifest"),
        ({"recipients": ["age1qqq"]}, "manifest"),
        ({"recipients": ["a" * 32]}, "not addressed to this desk"),
        ({"note": "x" * 1001}, "note of a bundle"),
        ({"note": "\u202e"}, "note of a bundle"),
        ({"have": {"x": {}}}, "manifest"),
        ({"have": {"a" * 64: {"b" * 32: []}}}, "manifest"),
        ({"have": {"a" * 64: {"b" * 32: [[0, "c" * 64]]}}}, "manifest"),
        ({"more": None}, "manifest"),
    ],
)
def test_a_wrong_manifest_is_refused_though_signed(team: Team, changes: dict[str, Any], sentence: str) -> None:
    refused(team, manifest_with(team, **changes), sentence)


def test_a_manifest_that_is_not_canonical_is_refused_though_signed(team: Team) -> None:
    members = unpacked(team.bundle(), team.member)
    good = members["manifest.json"]
    for line in (good[:-1], good + b"\n", good.replace(b'","', b'", "', 1), good.replace(b'{"bundle"', b'{"bundle":"","bundle"')):
        refused(team, signed_anew(team, members | {"manifest.json": line}), "one allowed form")


def test_no_roster_is_refused_though_signed(team: Team) -> None:
    members = {n: d for n, d in unpacked(team.bundle(), team.member).items() if not n.startswith("roster/")}
    refused(team, signed_anew(team, members), "does not hold the roster")
    with_cards = {"manifest.json": members.pop("manifest.json"), "cards/000001.jitcard": team.founder.card.file()}
    refused(team, signed_anew(team, with_cards | members), "does not hold the roster")


def test_a_low_order_key_that_signs_everything_is_refused(team: Team) -> None:
    members = unpacked(team.bundle(), team.member)
    identity = (1).to_bytes(32, "little")
    forged = signature._armour(identity, identity + bytes(32), signature.BUNDLE)
    refused(team, encrypted(packed(members | {"SHA256SUMS.sig": forged.encode()}), team.member), "not a sound Ed25519 key")


@pytest.mark.parametrize(
    "limits",
    [Limits(members=7), Limits(segments=10), Limits(roster=10), Limits(roster_segments=0), Limits(sums=100)],
)
def test_limits_refuse_the_whole_bundle(team: Team, limits: Limits) -> None:
    refused(team, team.bundle(), "exceeds what a bundle may hold", limits=limits)


def test_a_bundle_too_large_for_us_or_for_the_disk(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(team, team.bundle(), "larger than 0 GiB", limits=Limits(bundle=1000))
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 0, 10))
    refused(team, team.bundle(), "not enough free space", Refused)


def test_cancelling_leaves_nothing(team: Team) -> None:
    def cancel(done: int, total: int) -> None:
        assert done <= total
        if done == total:
            raise Cancelled("bundle.incomplete")

    with pytest.raises(Cancelled):
        team.bundle(progress=cancel)
    refused(team, team.bundle(), "ends before", Cancelled, progress=cancel)


def test_a_disclosure_holds_cards_and_no_roster(team: Team) -> None:
    court = age.new_identity()
    manifest = team.manifest(court.recipient)
    data = team.bundle(manifest=manifest, roster=(), cards=[team.founder.card.file()], recipients=[court.recipient])
    opened, stage = team.open(data, identities=[court.secret], device=court.recipient)
    assert opened.manifest.outside
    assert opened.roster == ()
    assert stage.get(opened.cards[0]) == team.founder.card.file()


def test_a_damaged_file_of_our_own_does_not_leave(team: Team) -> None:
    team.file.write_bytes(b"altered")
    with pytest.raises(Damaged, match="attached file of this desk is damaged"):
        team.bundle()


def test_what_cannot_be_written(team: Team) -> None:
    with pytest.raises(Refused, match="note of a bundle"):
        team.bundle(manifest=team.manifest(note="x" * 1001))
    with pytest.raises(ValueError, match="one age recipient"):
        team.bundle(recipients=[team.member.age.recipient, team.founder.age.recipient])
    with pytest.raises(Refused, match="false key"):
        team.bundle(recipients=[bech32.encode("age", bytes(32))])


def test_the_manifest_is_written_in_its_one_form(team: Team) -> None:
    manifest = team.manifest()
    assert manifest.encode() == canon.encode(msgspec.to_builtins(manifest))
    assert list(canon.decode(manifest.encode())) == sorted(canon.decode(manifest.encode()))


def test_the_inside_is_the_same_bytes_every_time(team: Team) -> None:
    manifest = team.manifest()
    first, second = (inner_tar(team.bundle(manifest=manifest), team.member) for _ in range(2))
    assert first == second


def test_memory_is_constant_both_ways(team: Team) -> None:
    """A bundle with 48 MiB of attachments, one large and many small, is never held as a whole, nor is any of them."""
    files = []
    for number, size in enumerate([32 << 20, *[1 << 20] * 16]):
        (team.folder / "large").write_bytes(bytes([number]) * size)
        sealed = stream.seal_file(team.folder / "large", team.folder / "ciphertext")
        files.append((sealed.cipher_sha256, (team.folder / "ciphertext").rename(team.folder / sealed.cipher_sha256)))
    path = team.folder / "large.jitbundle"
    tracemalloc.start()
    with path.open("wb") as out:
        values = {"seed": team.founder.seed, "manifest": team.manifest(), "recipients": [team.member.hybrid.recipient]}
        written = bundle.write(out, **values, roster=as_pairs(team.roster), segments=as_pairs(team.segments), files=files)
    identities, staging = [team.member.hybrid.secret], team.folder / "staging"
    opened = open_bundle(path, identities=identities, device=team.member.id, stage=Stage(), staging=staging)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 << 20
    assert opened.hash == written == sha256(path.read_bytes())
    assert sorted(opened.files) == sorted(name for name, _ in files)


def test_it_is_written_in_one_pass(team: Team) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: Any) -> int:
            raise AssertionError("a pipe cannot be sought")

    pipe = Pipe()
    bundle.write(
        pipe,
        seed=team.founder.seed,
        manifest=team.manifest(),
        roster=((s.body, s.signature) for s in team.roster),
        segments=((s.body, s.signature) for s in team.segments),
        files=iter([(team.sealed.cipher_sha256, team.file)]),
        recipients=[team.member.age.recipient],
    )
    assert team.open(pipe.getvalue())[0].key == team.founder.card.sign
