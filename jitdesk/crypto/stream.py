"""Attachments: age v1 files to one X25519 identity, sealed and opened in constant memory, several times faster than through pyrage."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from jitdesk.crypto import bech32, header
from jitdesk.kernel.errors import Damaged, Refused

Progress = Callable[[int, int], None]
"""Told the bytes done and the bytes in all; what it raises (Cancelled) ends the work."""

# The size field of a tar header holds 11 octal digits.
MAX_CIPHERTEXT = (1 << 33) - 1

_IDENTITY = "age-secret-key-"
_CHUNK = 64 << 10
_TAG = 16
_CHUNKS_AT_ONCE = 32
_AHEAD = 4
_BLOCK = _CHUNKS_AT_ONCE * _CHUNK
_WRAP_NONCE = bytes(12)


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
    identity = X25519PrivateKey.generate()
    file_key = os.urandom(16)
    nonce = os.urandom(16)
    start = _header(identity.public_key().public_bytes_raw(), file_key) + nonce
    plain, cipher = hashlib.sha256(), hashlib.sha256()
    with src.open("rb") as source, _new(dst) as sink, _Hashing() as hashing:
        total = os.fstat(source.fileno()).st_size
        if total // _CHUNK * _TAG + total + len(start) + _TAG > MAX_CIPHERTEXT:
            raise Refused("stream.too_large", name=src.name)
        cipher.update(start)
        sink.write(start)
        size = 0
        seal = _Chunks(file_key, nonce).seal
        for block, last in _blocks(source, _BLOCK):
            hashing.add(plain, block)
            sealed = seal(block, last)
            hashing.add(cipher, sealed)
            sink.write(sealed)
            size += len(block)
            if progress:
                progress(size, max(total, size))
        hashing.finish()
        return Sealed(cipher.hexdigest(), _secret_text(identity), plain.hexdigest(), size)


def open_file(src: Path, dst: Path, key: str, *, sha256: str | None = None, progress: Progress | None = None) -> Opened:
    """Decrypt `src` into the new file `dst` (0600, synced); Damaged if altered or not of that `sha256`; on any exception no `dst`."""
    identity = _identity(key)
    plain = hashlib.sha256()
    with src.open("rb") as source, _new(dst) as sink, _Hashing() as hashing:
        total = os.fstat(source.fileno()).st_size
        file_key = _file_key(header.read(source), identity)
        nonce = source.read(16)
        size = 0
        unseal = _Chunks(file_key, nonce).open
        for block, last in _blocks(source, _BLOCK + _CHUNKS_AT_ONCE * _TAG):
            opened = unseal(block, last)
            hashing.add(plain, opened)
            sink.write(opened)
            size += len(opened)
            if progress:
                progress(source.tell(), total)
        hashing.finish()
        if sha256 not in (None, plain.hexdigest()):
            raise Damaged("stream.other_content")
        return Opened(plain.hexdigest(), size)


class _Chunks:
    """The payload of an age file: chunks of 64 KiB, each with a counter and a mark on the last (STREAM)."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        self._aead = ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
        self._counter = 0

    def seal(self, block: memoryview, last: bool) -> memoryview:
        pieces = max(1, -(-len(block) // _CHUNK))
        out = memoryview(bytearray(len(block) + pieces * _TAG))
        for i in range(pieces):
            piece = block[i * _CHUNK : (i + 1) * _CHUNK]
            at = i * (_CHUNK + _TAG)
            self._aead.encrypt_into(self._nonce(last and i == pieces - 1), piece, None, out[at : at + len(piece) + _TAG])
        return out

    def open(self, block: memoryview, last: bool) -> memoryview:
        pieces = -(-len(block) // (_CHUNK + _TAG))
        size = len(block) - pieces * _TAG
        if pieces == 0 or len(block) - (pieces - 1) * (_CHUNK + _TAG) < _TAG + (self._counter + pieces > 1):
            raise Damaged("age.payload")
        out = memoryview(bytearray(size))
        for i in range(pieces):
            piece = block[i * (_CHUNK + _TAG) : (i + 1) * (_CHUNK + _TAG)]
            at = i * _CHUNK
            try:
                self._aead.decrypt_into(self._nonce(last and i == pieces - 1), piece, None, out[at : at + len(piece) - _TAG])
            except InvalidTag:
                raise Damaged("age.payload") from None
        return out

    def _nonce(self, last: bool) -> bytes:
        nonce = self._counter.to_bytes(11, "big") + bytes([last])
        self._counter += 1
        return nonce


class _Hashing:
    """SHA-256 of what passes, on a thread of its own that runs beside encryption and writing, a few blocks behind."""

    def __init__(self) -> None:
        self._blocks: Queue[tuple[hashlib._Hash, memoryview | bytes] | None] = Queue(_AHEAD)
        self._thread = Thread(target=self._work, name="hash", daemon=True)

    def __enter__(self) -> _Hashing:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def add(self, digest: hashlib._Hash, data: memoryview | bytes) -> None:
        """Have `data` added to a digest; it must not change any more."""
        self._blocks.put((digest, data))

    def finish(self) -> None:
        """Wait until all that was given is hashed."""
        if self._thread.is_alive():
            self._blocks.put(None)
            self._thread.join()

    def _work(self) -> None:
        while given := self._blocks.get():
            digest, data = given
            digest.update(data)


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    """A new file that only its owner reads; gone again on any exception."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with open(descriptor, "wb", buffering=0) as file:
            yield file
            os.fsync(descriptor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _blocks(source: BinaryIO, size: int) -> Iterator[tuple[memoryview, bool]]:
    """Blocks of `size` bytes, and whether each is the last; one empty block for an empty rest."""
    block = source.read(size)
    while following := source.read(size) if len(block) == size else b"":
        yield memoryview(block), False
        block = following
    yield memoryview(block), True


def _header(recipient: bytes, file_key: bytes) -> bytes:
    ephemeral = X25519PrivateKey.generate()
    share = ephemeral.public_key().public_bytes_raw()
    wrap = _wrap_key(ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient)), share, recipient)
    body = ChaCha20Poly1305(wrap).encrypt(_WRAP_NONCE, file_key, None)
    signed = header.VERSION + b"-> X25519 " + header.b64(share) + b"\n" + header.b64(body) + b"\n---"
    return signed + b" " + header.b64(_mac(file_key, signed)) + b"\n"


def _file_key(parsed: header.Header, identity: X25519PrivateKey) -> bytes:
    if parsed.kind != header.X25519 or len(parsed.stanzas) != 1:
        raise Damaged("stream.not_one_key")
    stanza = parsed.stanzas[0]
    share = header.unpadded("".join(stanza.arguments).encode("ascii"))
    if len(stanza.arguments) != 1 or len(share) != 32 or len(stanza.body) != 32:
        raise Damaged("age.header")
    try:
        shared = identity.exchange(X25519PublicKey.from_public_bytes(share))
        wrap = _wrap_key(shared, share, identity.public_key().public_bytes_raw())
        file_key = ChaCha20Poly1305(wrap).decrypt(_WRAP_NONCE, stanza.body, None)
    except (InvalidTag, ValueError):
        raise Damaged("stream.wrong_key") from None
    if not hmac.compare_digest(_mac(file_key, parsed.signed), parsed.mac):
        raise Damaged("age.header")
    return file_key


def _wrap_key(shared: bytes, share: bytes, recipient: bytes) -> bytes:
    return _derive(shared, share + recipient, b"age-encryption.org/v1/X25519")


def _mac(file_key: bytes, signed: bytes) -> bytes:
    return hmac.digest(_derive(file_key, b"", b"header"), signed, "sha256")


def _derive(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _secret_text(identity: X25519PrivateKey) -> str:
    return bech32.encode(_IDENTITY, identity.private_bytes_raw()).upper()


def _identity(text: str) -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(bech32.decode(_IDENTITY, text.lower() if text.isupper() else ""))
    except ValueError:
        raise Damaged("age.identity") from None
