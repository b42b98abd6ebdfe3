"""One process at a time on a desk: an operating-system lock that dies with its owner."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import filelock

from jitdesk.kernel.errors import Refused


class DeskLock:
    """The right to work on the desk in `folder`; taken at once or refused, and given back by `release`, a `with`, or the system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # A desk is opened on one thread and closed on another. A lock file without a lock would outlive its owner: no soft fallback.
        self._lock = filelock.FileLock(folder / "lock", timeout=0, mode=0o600, thread_local=False, fallback_to_soft=False)

    def take(self) -> None:
        """Take the lock; raises Refused if another holds it, no folder is there, or the disk knows no locks."""
        if not self._folder.is_dir():  # filelock would make it
            raise Refused("lock.no_desk", desk=str(self._folder))
        try:
            self._lock.acquire()
        except filelock.Timeout:
            raise Refused("lock.busy", desk=self._folder.name) from None
        except OSError as error:
            raise Refused("lock.impossible", desk=self._folder.name, folder=str(self._folder.parent), reason=error.strerror) from error

    def release(self) -> None:
        """Give the lock back; nothing happens if it is not held."""
        self._lock.release(force=True)

    def __enter__(self) -> DeskLock:
        self.take()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()
