"""SHA-256 of what passes, on a thread of its own that runs beside encryption and writing, a few blocks behind."""

from __future__ import annotations

from queue import Queue
from threading import Event, Thread
from typing import Protocol

_AHEAD = 8


class Digest(Protocol):
    """What hashlib makes."""

    def update(self, data: memoryview | bytes, /) -> None: ...


_Given = tuple[Digest, memoryview | bytes]


class Hashing:
    """The thread; as a context it ends with it."""

    def __init__(self) -> None:
        self._blocks: Queue[_Given | Event | None] = Queue(_AHEAD)
        self._thread = Thread(target=self._work, name="hash", daemon=True)

    def __enter__(self) -> Hashing:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._blocks.put(None)
        self._thread.join()

    def add(self, digest: Digest, data: memoryview | bytes) -> None:
        """Have `data` added to a digest; it must not change any more."""
        self._blocks.put((digest, data))

    def wait(self) -> None:
        """Wait until all that was given is hashed."""
        done = Event()
        self._blocks.put(done)
        done.wait()

    def _work(self) -> None:
        while (given := self._blocks.get()) is not None:
            if isinstance(given, Event):
                given.set()
            else:
                digest, data = given
                digest.update(data)
