"""Opening a received bundle, stages 1 to 5 (docs/bundle-format.md, "Reading"): until the signature holds, nothing in it is parsed."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol

from jitdesk.crypto import age, header, hybrid, signature
from jitdesk.crypto.hashing import Hashing
from jitdesk.crypto.stream import Progress
from jitdesk.exchange import manifest, members
from jitdesk.exchange.bundle import Pair
from jitdesk.exchange.manifest import Manifest
from jitdesk.exchange.members import LIMITS, Limits
from jitdesk.exchange.segment import declared_size
from jitdesk.exchange.tar import TarReader
from jitdesk.kernel.errors import Damaged, Refused

_READ = 1 << 16


class Stage(Protocol):
    """Where the small members of a bundle wait, encrypted if on disk: decrypted records never touch it otherwise."""

    def put(self, name: str, data: bytes) -> None: ...

    def get(self, name: str) -> bytes: ...


@dataclass(frozen=True)
class Opened:
    """A bundle whose sums and signature hold; that `key` is the sender's by the roster is for the caller to check (stage 6)."""

    manifest: Manifest
    key: bytes  # that signed
    sums: bytes
    signature: str
    cards: tuple[str, ...]  # names in the stage
    roster: tuple[str, ...]
    segments: tuple[str, ...]
    files: tuple[str, ...]  # hashes of the ciphertexts, files of that name in the staging folder
    hash: str = ""  # SHA-256 of the file as it travels
    post_quantum: bool = False  # whether it was encrypted to post-quantum keys


def pairs(stage: Stage, names: Sequence[str]) -> Iterator[Pair]:
    """The staged segments of these names, each with its signature."""
    for name in names:
        yield stage.get(name), stage.get(name + members.SIGNATURE_SUFFIX).decode("ascii", "replace")


def open_bundle(
    path: Path,
    *,
    identities: Sequence[str],
    device: str,
    formerly: Collection[str] = (),
    stage: Stage,
    staging: Path,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> Opened:
    """Decrypt, take apart and check a bundle for `device`, or one in whose place it stands; NotForUs if no identity opens it, else Damaged.

    `staging` is made with 0700 if it is not there; on any exception all that this call put there is gone.
    """
    with Hashing() as hashing:
        intake = _Intake(stage, staging, limits, hashing)
        try:
            with path.open("rb") as file:
                return _opened(file, identities, {device, *formerly}, intake, hashing, progress)
        except BaseException:
            intake.abandon()
            raise


def _opened(
    file: BinaryIO, identities: Sequence[str], devices: Collection[str], intake: _Intake, hashing: Hashing, progress: Progress | None
) -> Opened:
    size = os.fstat(file.fileno()).st_size
    intake.check_size(size)
    head = header.read(file)
    if head.kind not in age.KINDS:
        raise age.NotForUs("age.other_kind")
    file.seek(0)
    reader = TarReader(intake.member)
    watched = _Watched(file, size, hashing, progress)
    if age.decrypt(watched, reader, identities) != head:  # whoever carries the file may have changed it between the two readings
        raise Damaged("age.header")
    reader.close()
    opened = intake.checked(devices, len(head.stanzas))
    return replace(opened, hash=watched.hash(), post_quantum=head.kind == hybrid.KIND)


class _Intake:
    """What arrived of one bundle so far."""

    def __init__(self, stage: Stage, staging: Path, limits: Limits, hashing: Hashing) -> None:
        self._stage = stage
        self._staging = staging
        self._limits = limits
        self._hashing = hashing
        self._order = members.Order()
        self._names: list[str] = []
        self._sums: list[str] = []
        self._kept: dict[str, bytes] = {}
        self._unpacked = {members.ROSTER: 0, members.SEGMENTS: 0}
        self._roster_segments = 0
        self._room = 0
        self._files: list[_ToDisk] = []

    def check_size(self, size: int) -> None:
        """Stage 1: the size of the file as it travels."""
        if size > self._limits.bundle:
            raise Damaged("bundle.too_large", gib=self._limits.bundle >> 30)
        self._room = 2 * size

    def member(self, name: str, size: int) -> _Sink:
        """Stage 2: a name in its place and within its limits, and where its content goes."""
        self._order.take(name)
        if not self._names:
            self._make_room()
        self._names.append(name)
        if len(self._names) > self._limits.members or size > members.largest(name, self._limits):
            raise Damaged("bundle.limit", name=name)
        if members.folder_of(name) == members.FILES:
            self._files.append(_ToDisk(self, name, self._staging, self._hashing))
            return self._files[-1]
        return _ToMemory(self, name)

    def small(self, name: str, data: bytes, sha256: str) -> None:
        """A member that was gathered in memory."""
        folder = members.folder_of(name)
        if name in (members.MANIFEST, members.SUMS, members.SUMS_SIGNATURE):
            self._kept[name] = data
        else:
            if folder in self._unpacked and not name.endswith(members.SIGNATURE_SUFFIX):
                self._count(folder, name, data)
            self._stage.put(name, data)
        if name not in (members.SUMS, members.SUMS_SIGNATURE):
            self.summed(name, sha256)

    def summed(self, name: str, sha256: str) -> None:
        """The line that a member has in SHA256SUMS."""
        self._sums.append(f"{sha256}  {name}\n")

    def checked(self, devices: Collection[str], stanzas: int) -> Opened:
        """Stages 3 to 5: sums, signature, and only then the manifest: it names one of `devices`, and as many recipients as `stanzas`."""
        self._order.close()
        sums = self._kept[members.SUMS]
        armour = self._kept[members.SUMS_SIGNATURE].decode("ascii", "replace")
        self._check_sums(sums)
        key = _check_signature(sums, armour)
        cards, roster = self._in(members.CARDS), self._in(members.ROSTER)
        contents = self._check_manifest(devices, stanzas, cards, roster)
        files = tuple(name.partition("/")[2] for name in self._in(members.FILES))
        return Opened(contents, key, sums, armour, cards, roster, self._in(members.SEGMENTS), files)

    def abandon(self) -> None:
        """Leave nothing of this bundle in the staging folder."""
        for file in self._files:
            file.abandon()

    def _make_room(self) -> None:
        """The bundle is for us: its files get a folder, if there is room for twice its size."""
        self._staging.mkdir(mode=0o700, parents=True, exist_ok=True)
        free = shutil.disk_usage(self._staging).free
        if free < self._room:
            raise Refused("bundle.disk_full", need=_mb(self._room), free=_mb(free))

    def _check_sums(self, sums: bytes) -> None:
        if sums == "".join(self._sums).encode("ascii"):
            return
        listed = sums.split(b"\n")
        wrong = (line for i, line in enumerate(self._sums) if i >= len(listed) or line.encode("ascii") != listed[i] + b"\n")
        raise Damaged("bundle.sums", name=next(wrong, members.SUMS)[66:].strip() or members.SUMS)

    def _check_manifest(self, devices: Collection[str], stanzas: int, cards: Sequence[str], roster: Sequence[str]) -> Manifest:
        contents = manifest.decode(self._kept[members.MANIFEST])
        if contents.outside != (not roster) or contents.outside == (not cards):
            raise Damaged("bundle.no_roster")
        if stanzas != len(contents.recipients):
            raise Damaged("bundle.recipients")
        if not any(device in contents.recipients for device in devices):
            raise Damaged("bundle.forwarded")
        return contents

    def _count(self, folder: str, name: str, body: bytes) -> None:
        self._unpacked[folder] += declared_size(body)
        roster, segments = self._unpacked[members.ROSTER], self._unpacked[members.SEGMENTS]
        self._roster_segments += folder == members.ROSTER
        if roster > self._limits.roster or segments > self._limits.segments or self._roster_segments > self._limits.roster_segments:
            raise Damaged("bundle.limit", name=name)

    def _in(self, folder: str) -> tuple[str, ...]:
        start = f"{folder}/"
        return tuple(name for name in self._names if name.startswith(start) and not name.endswith(members.SIGNATURE_SUFFIX))


def _check_signature(sums: bytes, armour: str) -> bytes:
    """The key that signed."""
    key = signature.signer(armour)
    signature.verify(key, armour, sums, signature.BUNDLE)
    return key


class _ToMemory:
    """Gathers a small member."""

    def __init__(self, intake: _Intake, name: str) -> None:
        self._intake = intake
        self._name = name
        self._data = bytearray()

    def write(self, data: memoryview) -> None:
        self._data += data

    def close(self) -> None:
        data = bytes(self._data)
        self._intake.small(self._name, data, hashlib.sha256(data).hexdigest())


class _ToDisk:
    """Writes a file's ciphertext to the staging folder, under its hash once that is proved."""

    def __init__(self, intake: _Intake, name: str, staging: Path, hashing: Hashing) -> None:
        self._intake = intake
        self._name = name
        self._sha256 = name.partition("/")[2]
        self._hashing = hashing
        self._digest = hashlib.sha256()
        self._part = staging / f"{self._sha256}.part"
        self._path = staging / self._sha256
        self._ours = not self._path.exists()  # another bundle of the same import may have brought it
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        self._file = open(os.open(self._part, flags, 0o600), "wb")  # noqa: SIM115 (closed by close or abandon)

    def write(self, data: memoryview) -> None:
        self._hashing.add(self._digest, data)
        self._file.write(data)

    def close(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._hashing.wait()
        if self._digest.hexdigest() != self._sha256:
            raise Damaged("bundle.file_hash", name=self._name)
        self._part.replace(self._path)
        self._intake.summed(self._name, self._sha256)

    def abandon(self) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)
        if self._ours:
            self._path.unlink(missing_ok=True)


_Sink = _ToMemory | _ToDisk


class _Watched:
    """The file as it is read, with progress told and its hash taken."""

    def __init__(self, file: BinaryIO, size: int, hashing: Hashing, progress: Progress | None) -> None:
        self._file = file
        self._size = size
        self._hashing = hashing
        self._progress = progress
        self._sha256 = hashlib.sha256()

    def hash(self) -> str:
        """The SHA-256 of the whole file."""
        while self.read(_READ):
            pass
        self._hashing.wait()
        return self._sha256.hexdigest()

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._hashing.add(self._sha256, data)
        if self._progress:
            self._progress(min(self._file.tell(), self._size), self._size)
        return data


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
