"""Writing a bundle: one pass over roster, segments and files into an encrypted stream, sums and signature last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from jitdesk.crypto import age, signature
from jitdesk.crypto.hashing import Hashing
from jitdesk.crypto.stream import Progress
from jitdesk.exchange import members, tar
from jitdesk.exchange.manifest import Manifest
from jitdesk.exchange.members import LIMITS
from jitdesk.exchange.segment import declared_size
from jitdesk.kernel.errors import Damaged, Refused

Pair = tuple[bytes, str]
"""A segment's frame and its signature."""

_READ = 256 << 10


def write(
    dst: age.Writer,
    *,
    seed: bytes,
    manifest: Manifest,
    roster: Iterable[Pair],
    segments: Iterable[Pair],
    files: Iterable[tuple[str, Path]],
    recipients: Sequence[str],
    cards: Iterable[bytes] = (),
    progress: Progress | None = None,
) -> str:
    """Write a bundle signed by `seed` to `dst`, encrypted to `recipients`; Refused beyond a limit, Damaged for a file not of its name.

    Returns the SHA-256 of the file as it travels.

    `files` are ciphertexts by their hash; a disclosure (manifest.outside) has `cards` in place of the roster.
    """
    if len(recipients) != len(manifest.recipients) or (manifest.outside and list(recipients) != manifest.recipients):
        raise ValueError("one age recipient for each recipient of the manifest")
    ordered = sorted(dict(files).items())
    with Hashing() as hashing:
        packing = _Packing(seed, sum(path.stat().st_size for _, path in ordered), hashing, progress)
        content = packing.members(manifest, cards, roster, segments, ordered)
        summed = _Summed(dst, hashing)
        age.encrypt(_Pull(tar.pack(content)), summed, recipients)
        return summed.sha256()


class _Packing:
    """The members of one bundle in their order, summed as they pass."""

    def __init__(self, seed: bytes, total: int, hashing: Hashing, progress: Progress | None) -> None:
        self._seed = seed
        self._hashing = hashing
        self._sums: list[str] = []
        self._done = 0
        self._total = total
        self._progress = progress
        self._unpacked = {members.ROSTER: 0, members.SEGMENTS: 0}

    def members(
        self,
        manifest: Manifest,
        cards: Iterable[bytes],
        roster: Iterable[Pair],
        segments: Iterable[Pair],
        files: Iterable[tuple[str, Path]],
    ) -> Iterator[tar.Member]:
        yield self._held(members.MANIFEST, manifest.encode())
        for number, card in enumerate(cards, 1):
            yield self._held(members.numbered(members.CARDS, number), card)
        for folder, pairs in ((members.ROSTER, roster), (members.SEGMENTS, segments)):
            for number, (body, armour) in enumerate(pairs, 1):
                self._unpacked[folder] += declared_size(body)
                name = members.numbered(folder, number)
                yield self._held(name, body)
                yield self._held(name + members.SIGNATURE_SUFFIX, armour.encode("ascii"))
        for sha256, path in files:
            yield f"{members.FILES}/{sha256}", path.stat().st_size, self._file(sha256, path)
        sums = "".join(self._sums).encode("ascii")
        armour = signature.sign(self._seed, sums, signature.BUNDLE)
        yield members.SUMS, len(sums), (sums,)
        yield members.SUMS_SIGNATURE, len(armour), (armour.encode("ascii"),)

    def _held(self, name: str, data: bytes) -> tar.Member:
        self._total += len(data)
        self._passed(len(data))
        self._sum(name, hashlib.sha256(data).hexdigest())
        return name, len(data), (data,)

    def _file(self, sha256: str, path: Path) -> Iterator[bytes]:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(_READ):
                self._hashing.add(digest, chunk)
                self._passed(len(chunk))
                yield chunk
        self._hashing.wait()
        if digest.hexdigest() != sha256:
            raise Damaged("bundle.own_file", name=sha256)
        self._sum(f"{members.FILES}/{sha256}", sha256)

    def _sum(self, name: str, sha256: str) -> None:
        self._sums.append(f"{sha256}  {name}\n")
        over = (
            len(self._sums) > LIMITS.members - 2
            or self._total > LIMITS.bundle
            or self._unpacked[members.SEGMENTS] > LIMITS.segments
            or self._unpacked[members.ROSTER] > LIMITS.roster
        )
        if over:
            raise Refused("bundle.too_much")

    def _passed(self, size: int) -> None:
        self._done += size
        if self._progress:
            self._progress(self._done, self._total)


class _Summed:
    """Where the bundle goes, hashed on the way."""

    def __init__(self, dst: age.Writer, hashing: Hashing) -> None:
        self._dst = dst
        self._hashing = hashing
        self._digest = hashlib.sha256()

    def write(self, data: memoryview) -> None:
        self._hashing.add(self._digest, data)
        self._dst.write(data)

    def sha256(self) -> str:
        """The hash of all that was written."""
        self._hashing.wait()
        return self._digest.hexdigest()


class _Pull:
    """An iterator of pieces as something to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = memoryview(b"")

    def read(self, size: int) -> memoryview:
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return self._held
            self._held = memoryview(piece)
        part, self._held = self._held[:size], self._held[size:]
        return part
