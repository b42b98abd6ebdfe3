"""The one tar that a bundle is: USTAR, regular files, every header byte prescribed; read as it streams by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from jitdesk.kernel.errors import Damaged

MAX_SIZE = (1 << 33) - 1  # 11 octal digits

_BLOCK = 512
_NAME = 100
_SIZE = slice(124, 135)
_END = 2 * _BLOCK

Member = tuple[str, int, Iterable[bytes]]
"""Name, size and content."""


class Sink(Protocol):
    """Where one member's content goes."""

    def write(self, data: memoryview, /) -> object: ...

    def close(self) -> None:
        """All of the member has been written."""


def header(name: str, size: int) -> bytes:
    """The header block of a regular file of that name (ASCII, at most 99 characters) and size; raises ValueError for another."""
    if not 0 <= size <= MAX_SIZE or not 0 < len(name) < _NAME:
        raise ValueError("does not fit a USTAR header")
    start = name.encode("ascii").ljust(_NAME, b"\0") + b"0000644\0" + b"0000000\0" * 2 + f"{size:011o}".encode() + b"\0" + b"0" * 11 + b"\0"
    rest = b"0" + bytes(_NAME) + b"ustar\0" + b"00" + bytes(64) + b"0000000\0" * 2 + bytes(155 + 12)
    checksum = sum(start) + sum(rest) + 8 * ord(" ")
    return start + f"{checksum:06o}".encode() + b"\0 " + rest


def pack(members: Iterable[Member]) -> Iterator[bytes]:
    """The bytes of a tar; raises ValueError where a content is not of its stated size."""
    for name, size, content in members:
        yield header(name, size)
        written = 0
        for chunk in content:
            written += len(chunk)
            yield chunk
        if written != size:
            raise ValueError("content of another size than stated")
        yield bytes(-size % _BLOCK)
    yield bytes(_END)


class TarReader:
    """Takes a tar in pieces of any length and hands each member's content to the sink that `on_member` gives for it."""

    def __init__(self, on_member: Callable[[str, int], Sink]) -> None:
        self._on_member = on_member
        self._block = bytearray()
        self._sink: Sink | None = None
        self._left = 0
        self._padding = 0
        self._end = 0  # bytes of the blocks of NUL that end the tar

    def write(self, data: bytes | memoryview) -> None:
        """Take the next piece; raises Damaged for anything that `pack` would not write."""
        rest = memoryview(data)
        while rest:
            if self._end:
                rest = self._take_end(rest)
                continue
            if self._sink:
                rest = self._take_content(self._sink, rest)
            elif self._padding:
                self._take_zeros(rest[: self._padding])
                rest, self._padding = rest[self._padding :], self._padding - min(self._padding, len(rest))
            else:
                rest = self._take_header(rest)

    def close(self) -> None:
        """Raise Damaged unless the tar came to its end."""
        if self._end != _END:
            raise Damaged("tar.cut_short")

    def _take_header(self, data: memoryview) -> memoryview:
        wanted = _BLOCK - len(self._block)
        self._block += data[:wanted]
        if len(self._block) == _BLOCK:
            block, self._block = bytes(self._block), bytearray()
            if not any(block):
                self._end = _BLOCK
            else:
                self._begin(block)
        return data[wanted:]

    def _begin(self, block: bytes) -> None:
        try:
            name, size = block[:_NAME].rstrip(b"\0").decode("ascii"), int(block[_SIZE], 8)
            same = header(name, size) == block
        except ValueError:
            same = False
        if not same:
            raise Damaged("tar.header")
        self._sink = self._on_member(name, size)
        self._left, self._padding = size, -size % _BLOCK
        self._finish_if_whole()

    def _take_content(self, sink: Sink, data: memoryview) -> memoryview:
        part = data[: self._left]
        sink.write(part)
        self._left -= len(part)
        self._finish_if_whole()
        return data[len(part) :]

    def _finish_if_whole(self) -> None:
        if self._sink and not self._left:
            self._sink.close()
            self._sink = None

    def _take_end(self, data: memoryview) -> memoryview:
        part = data[: _END - self._end]
        if not part:
            raise Damaged("tar.not_zero")
        self._take_zeros(part)
        self._end += len(part)
        return data[len(part) :]

    @staticmethod
    def _take_zeros(data: memoryview) -> None:
        if bytes(data).strip(b"\0"):
            raise Damaged("tar.not_zero")
