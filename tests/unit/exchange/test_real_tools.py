"""A bundle opened and checked without JITDesk, by the lines that stand in docs/bundle-format.md, on the real programs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from jitdesk.crypto import age, signature
from tests.unit.exchange.test_bundle import packed, signed_anew, unpacked
from tests.unit.exchange.world import Team, encrypted

pytestmark = pytest.mark.needs("bash", "age", "tar", "sha256sum", "ssh-keygen", "zstd", "jq")

DOCUMENT = Path(__file__).parents[3] / "docs" / "bundle-format.md"


def court_room_lines() -> str:
    """The shell lines of the specification."""
    section = DOCUMENT.read_text("utf-8").partition("## The court-room check")[2]
    found = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert found
    return found[1]


def check(team: Team, folder: Path, data: bytes, key: age.AgeKey | None = None) -> subprocess.CompletedProcess[str]:
    folder.mkdir()
    (folder / "b.jitbundle").write_bytes(data)
    (folder / "court.key").write_text((key or team.member.age).secret + "\n")
    devices = {device.id: device.card.sign for device in (team.founder, team.member)}
    (folder / "allowed_signers").write_text(signature.allowed_signers(devices))
    script = "set -euo pipefail\n" + court_room_lines()
    return subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False)


def test_the_lines_pass_and_say_who_signed(team: Team, tmp_path: Path) -> None:
    done = check(team, tmp_path / "court", team.bundle())
    assert done.returncode == 0, done.stderr
    assert f'Good "{signature.BUNDLE}" signature for {team.founder.id}' in done.stdout
    assert f'Good "{signature.SEGMENT}" signature for {team.founder.id}' in done.stdout
    assert done.stdout.split()[-1] == "whole"


def test_a_disclosure_passes_too(team: Team, tmp_path: Path) -> None:
    court = age.new_identity()
    data = team.bundle(manifest=team.manifest(court.recipient), roster=(), cards=[team.founder.card.file()], recipients=[court.recipient])
    done = check(team, tmp_path / "court", data, court)
    assert done.returncode == 0, done.stderr


def test_an_erased_line_does_not_disturb_it(team: Team, tmp_path: Path) -> None:
    from jitdesk.domain.changes import Stub, encode
    from jitdesk.exchange import segment
    from jitdesk.kernel.values import sha256

    whole = team.segments[0]
    stub = encode(Stub(sha256(whole.lines[0]), whole.names()[1]))
    body = segment.pack([encode(whole.head), stub, whole.lines[1]])
    done = check(team, tmp_path / "court", team.bundle(segments=[(body, whole.signature)]))
    assert done.returncode == 0, done.stderr


def test_every_kind_of_forgery_fails(team: Team, tmp_path: Path) -> None:
    members = unpacked(team.bundle(), team.member)
    file = next(name for name in members if name.startswith("files/"))
    first, segments = "segments/000001.jsonl.zst", "segments/000001.jsonl.zst.sig"
    sums = members["SHA256SUMS"]
    other_segment = team.founder.seal(team.workspace, team.compartment, [team.segments[0].lines[0]])
    forgeries = {
        "file": encrypted(packed(members | {file: b"altered"}), team.member),
        "sums": encrypted(packed(members | {"SHA256SUMS": sums.replace(sums[:1], b"0" if sums[:1] != b"0" else b"1", 1)}), team.member),
        "unlisted": encrypted(packed(members | {"notes.txt": b"unlisted"}), team.member),
        "namespace": encrypted(packed(members | {"SHA256SUMS.sig": wrong_namespace(team, sums)}), team.member),
        "signer": signed_anew(team, members, team.member.seed),
        "segment-signature": signed_anew(team, members | {segments: other_segment.signature.encode()}),
        "line": signed_anew(team, members | {first: altered_line(team)}),
        "cut": team.bundle()[:-20],
    }
    for name, data in forgeries.items():
        assert check(team, tmp_path / name, data).returncode != 0, f"{name} passed"


def wrong_namespace(team: Team, sums: bytes) -> bytes:
    return signature.sign(team.founder.seed, sums, signature.SEGMENT).encode()


def altered_line(team: Team) -> bytes:
    from jitdesk.domain.changes import encode
    from jitdesk.exchange import segment

    whole = team.segments[0]
    return segment.pack([encode(whole.head), whole.lines[0].replace(b"interpreter", b"interprefer"), whole.lines[1]])
