"""Attachments: age v1 files to one X25519 identity each, sealed and opened in constant memory, hashed on the way."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from jitdesk.crypto import age, classical, header, payload
from jitdesk.crypto.hashing import Hashing
from jitdesk.kernel.errors import Damaged, Refused

Progress = Callable[[int, int], None]
"""Told the bytes done and the bytes in all; what it raises (Cancelled) ends the work."""

# The size field of a tar header holds 11 octal digits.
MAX_CIPHERTEXT = (1 << 33) - 1


@dataclass(frozen=True)
class Sealed:
    """One attachment as its change describes it: hash of the ciphertext, identity, hash and size of the plaintext."""

    cipher_sha256: str
    key: str = field(repr=False)  # AGE-SECRET-KEY-1…
    sha256: str
    size: int


@dataclass(frozen=True)
class Opened:
    """What came out of an attachment."""

    sha256: str
    size: int


def seal_file(src: Path, dst: Path, *, progress: Progress | None = None) -> Sealed:
    """Encrypt `src` into the new file `dst` (0600, synced to disk) to a fresh identity; on any exception there is no `dst`."""
    fresh = _Fresh.new()
    with src.open("rb") as source, _new(dst) as sink:
        total = os.fstat(source.fileno()).st_size
        if total // payload.CHUNK * payload.TAG + total + len(fresh.start) + payload.TAG > MAX_CIPHERTEXT:
            raise Refused("stream.too_large", name=src.name)
        return _seal(fresh, payload.blocks(source, payload.PLAIN_BLOCK), sink, total, progress)


def reseal_file(src: Path, dst: Path, key: str, *, sha256: str, progress: Progress | None = None) -> Sealed:
    """Encrypt what `src` holds under `key` anew, to a fresh identity, into the new file `dst`; no plaintext touches a disk."""
    identity = classical.Identity.read(key)
    with src.open("rb") as source, _new(dst) as sink:
        total = os.fstat(source.fileno()).st_size
        unseal = payload.Chunks(_file_key(header.read(source), identity), payload.read_nonce(source)).open
        blocks = payload.blocks(source, payload.SEALED_BLOCK)
        sealed = _seal(_Fresh.new(), ((opened, last) for block, last in blocks for opened in unseal(block, last)), sink, total, progress)
        if sealed.sha256 != sha256:
            raise Damaged("stream.other_content")
        return sealed


@dataclass(frozen=True, repr=False)
class _Fresh:
    """What one attachment begins with: its own identity, and the header that only this identity opens."""

    key: str
    file_key: bytes
    nonce: bytes
    start: bytes

    @classmethod
    def new(cls) -> _Fresh:
        identity = classical.Identity.new()
        file_key, nonce = os.urandom(header.FILE_KEY), os.urandom(payload.NONCE)
        # The recipient is written nowhere: without it the header does not give the key, not even to a quantum computer.
        stanza = classical.Recipient.read(identity.recipient()).wrap(file_key)
        return cls(identity.text(), file_key, nonce, header.write([stanza], file_key) + nonce)


def _seal(fresh: _Fresh, blocks: Iterable[tuple[memoryview, bool]], sink: BinaryIO, total: int, progress: Progress | None) -> Sealed:
    plain, cipher = hashlib.sha256(), hashlib.sha256(fresh.start)
    with Hashing() as hashing:
        sink.write(fresh.start)
        size = 0
        seal = payload.Chunks(fresh.file_key, fresh.nonce).seal
        for block, last in blocks:
            hashing.add(plain, block)
            sealed = seal(block, last)
            hashing.add(cipher, sealed)
            sink.write(sealed)
            size += len(block)
            if progress:
                progress(size, max(total, size))
        hashing.wait()
        return Sealed(cipher.hexdigest(), fresh.key, plain.hexdigest(), size)


def open_file(src: Path, dst: Path, key: str, *, sha256: str | None = None, progress: Progress | None = None) -> Opened:
    """Decrypt `src` into the new file `dst` (0600, synced); Damaged if altered or not of that `sha256`; on any exception no `dst`."""
    identity = classical.Identity.read(key)
    plain = hashlib.sha256()
    with src.open("rb") as source, _new(dst) as sink, Hashing() as hashing:
        total = os.fstat(source.fileno()).st_size
        unseal = payload.Chunks(_file_key(header.read(source), identity), payload.read_nonce(source)).open
        size = 0
        for block, last in payload.blocks(source, payload.SEALED_BLOCK):
            for opened in unseal(block, last):
                hashing.add(plain, opened)
                sink.write(opened)
                size += len(opened)
            if progress:
                progress(source.tell(), total)
        hashing.wait()
        if sha256 not in (None, plain.hexdigest()):
            raise Damaged("stream.other_content")
        return Opened(plain.hexdigest(), size)


def _file_key(parsed: header.Header, identity: classical.Identity) -> bytes:
    if parsed.kind != classical.KIND or len(parsed.stanzas) != 1:
        raise Damaged("stream.not_one_key")
    try:
        return age.unwrap(parsed, [identity])
    except age.NotForUs:
        raise Damaged("stream.wrong_key") from None


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    """A new file that only its owner reads; gone again on any exception."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        # Buffered: a bare file may take a part of what it is given on a full disk, and say so by its count alone.
        with open(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
