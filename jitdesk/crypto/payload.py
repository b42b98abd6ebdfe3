"""The payload of an age file: chunks of 64 KiB under a key of their own, each with its number and a mark on the last (STREAM)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from jitdesk.crypto.derivation import derive
from jitdesk.kernel.errors import Damaged

CHUNK = 64 << 10
TAG = 16
NONCE = 16

_SEALED = CHUNK + TAG
_CHUNKS_AT_ONCE = 8  # larger blocks are slower: the system hands out their memory page by page
PLAIN_BLOCK = _CHUNKS_AT_ONCE * CHUNK
SEALED_BLOCK = _CHUNKS_AT_ONCE * _SEALED
"""What is read at a time: whole chunks, so that only the last block may hold a shorter one."""


class Chunks:
    """The chunks of one payload in their order; the cipher lets other threads run while it works."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        self._aead = ChaCha20Poly1305(derive(file_key, nonce, b"payload"))
        self._counter = 0

    def seal(self, block: memoryview, last: bool) -> memoryview:
        """The chunks that hold the next block."""
        pieces = _pieces(block, CHUNK) or [block]
        out = memoryview(bytearray(len(block) + len(pieces) * TAG))
        at = 0
        for i, piece in enumerate(pieces):
            at += self._aead.encrypt_into(self._nonce(last and i == len(pieces) - 1), piece, None, out[at : at + len(piece) + TAG])
            self._counter += 1
        return out

    def open(self, block: memoryview, last: bool) -> Iterator[memoryview]:
        """What the chunks of the next block hold: in one piece, or, where a chunk is false, the true ones before it and then Damaged."""
        pieces = _pieces(block, _SEALED)
        out = memoryview(bytearray(len(block)))
        good = 0
        damaged = not pieces
        for i, piece in enumerate(pieces):
            final = last and i == len(pieces) - 1
            size = self._open(piece, final, out[good:])
            if size is None:
                # a true chunk that ends too early, or that something follows: what it holds is still true
                good += (self._open(piece, not final, out[good:]) if len(piece) == _SEALED else None) or 0
                damaged = True
                break
            good += size
            self._counter += 1
        if good or not damaged:
            yield out[:good]
        if damaged:
            raise Damaged("age.payload")

    def _open(self, piece: memoryview, last: bool, out: memoryview) -> int | None:
        """Open the next chunk into `out`: its size, or None for a false one."""
        size = len(piece) - TAG
        if size < 0 or (size == 0 and self._counter > 0):  # only an empty payload has an empty chunk
            return None
        try:
            return self._aead.decrypt_into(self._nonce(last), piece, None, out[:size])
        except InvalidTag:
            return None

    def _nonce(self, last: bool) -> bytes:
        return self._counter.to_bytes(11, "big") + bytes([last])


def _pieces(block: memoryview, size: int) -> list[memoryview]:
    return [block[i : i + size] for i in range(0, len(block), size)]


def read_nonce(source: BinaryIO) -> bytes:
    """The nonce between header and chunks; raises Damaged where the file ends before it does."""
    nonce = source.read(NONCE)
    if len(nonce) != NONCE:
        raise Damaged("age.header")
    return nonce


def blocks(source: BinaryIO, size: int) -> Iterator[tuple[memoryview, bool]]:
    """Blocks of `size` bytes, and whether each is the last; one empty block for an empty rest."""
    block = source.read(size)
    while following := source.read(size) if len(block) == size else b"":
        yield memoryview(block), False
        block = following
    yield memoryview(block), True
