"""The tar inside: GNU tar and Python read it, and nothing but it is read."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jitdesk.exchange import tar
from jitdesk.kernel.errors import Damaged


class Gathered:
    def __init__(self, into: dict[str, bytes], name: str) -> None:
        self._into, self._name, self._data = into, name, bytearray()

    def write(self, data: memoryview) -> None:
        self._data += data

    def close(self) -> None:
        self._into[self._name] = bytes(self._data)


def read(pieces: Iterable[bytes]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    reader = tar.TarReader(lambda name, size: Gathered(found, name))
    for piece in pieces:
        reader.write(piece)
    reader.close()
    return found


def packed(members: dict[str, bytes]) -> bytes:
    return b"".join(tar.pack((name, len(data), (data,)) for name, data in members.items()))


MEMBERS = {"manifest.json": b"{}\n", "files/" + "a" * 64: bytes(512), "empty": b"", "long": b"x" * 1025}

names = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=99)


@settings(max_examples=50)
@given(st.dictionaries(names, st.binary(max_size=1500), max_size=5), st.integers(1, 2000))
def test_what_is_packed_is_read_in_pieces_of_any_length(members: dict[str, bytes], step: int) -> None:
    data = packed(members)
    assert read(data[i : i + step] for i in range(0, len(data), step)) == members


def test_other_readers_agree(tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(packed(MEMBERS))) as archive:
        assert {m.name: archive.extractfile(m).read() for m in archive.getmembers()} == MEMBERS  # type: ignore[union-attr]
        assert all(m.mode == 0o644 and m.mtime == m.uid == m.gid == 0 and m.isreg() for m in archive.getmembers())


@pytest.mark.needs("tar")
def test_gnu_tar_agrees() -> None:
    listing = subprocess.run(["tar", "-tf", "-"], input=packed(MEMBERS), capture_output=True, check=True)
    assert listing.stdout.decode().split() == list(MEMBERS)
    assert listing.stderr == b""


def test_every_flipped_bit_is_refused_or_lies_in_a_content() -> None:
    data = packed(MEMBERS)
    for i in range(len(data)):
        altered = data[:i] + bytes([data[i] ^ 1]) + data[i + 1 :]
        try:
            found = read([altered])
        except Damaged:
            continue
        assert list(found) == list(MEMBERS)
        assert sum(found[name] != MEMBERS[name] for name in MEMBERS) == 1


def test_every_length_is_refused() -> None:
    data = packed(MEMBERS)
    for i in range(len(data)):
        with pytest.raises(Damaged):
            read([data[:i]])


def test_nothing_follows_the_two_blocks_of_the_end() -> None:
    data = packed(MEMBERS)
    for tail in (b"\0", bytes(512), b"x" * 512, bytes(512) + data):
        with pytest.raises(Damaged):
            read([data, tail])


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.AREGTYPE])
def test_other_kinds_of_member_are_refused(kind: bytes) -> None:
    info = tarfile.TarInfo("files/" + "a" * 64)
    info.type, info.linkname = kind, "target"
    with pytest.raises(Damaged, match="one allowed form"):
        read([info.tobuf(tarfile.USTAR_FORMAT), bytes(1024)])


@pytest.mark.parametrize(
    ("form", "name", "changes"),
    [
        (tarfile.GNU_FORMAT, "manifest.json", {}),
        (tarfile.PAX_FORMAT, "ä", {}),
        (tarfile.USTAR_FORMAT, "manifest.json", {"mtime": 1}),
        (tarfile.USTAR_FORMAT, "manifest.json", {"mode": 0o755}),
        (tarfile.USTAR_FORMAT, "manifest.json", {"uid": 1000}),
        (tarfile.USTAR_FORMAT, "manifest.json", {"uname": "root"}),
        (tarfile.USTAR_FORMAT, "x" * 90 + "/" + "y" * 30, {}),
        (tarfile.GNU_FORMAT, "manifest.json", {"size": 1 << 33}),
    ],
)
def test_other_headers_are_refused(form: int, name: str, changes: dict[str, object]) -> None:
    info = tarfile.TarInfo(name)
    for field, value in changes.items():
        setattr(info, field, value)
    with pytest.raises(Damaged, match="one allowed form"):
        read([info.tobuf(form, "utf-8", "surrogateescape"), bytes(1024)])


def test_a_content_of_another_size_is_not_packed() -> None:
    with pytest.raises(ValueError, match="size"):
        list(tar.pack([("a", 2, (b"x",))]))
    for name, size in (("a", tar.MAX_SIZE + 1), ("", 0), ("x" * 100, 0), ("a", -1)):
        with pytest.raises(ValueError, match="USTAR"):
            tar.header(name, size)
    assert len(tar.header("a", tar.MAX_SIZE)) == 512
