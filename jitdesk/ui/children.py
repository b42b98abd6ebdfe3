"""Long jobs on an open desk, each in a child process that gets the keys through its pipe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from jitdesk.bootstrap import Child
from jitdesk.services import work
from jitdesk.services.desk import Desk

T = TypeVar("T")


class DeskChild(Generic[T]):
    """One of `work.JOBS` on a desk; `read` makes what the screen shows of its plain result, still off the GUI thread."""

    def __init__(self, job: str, desk: Desk, read: Callable[[Any], T], **arguments: object) -> None:
        self._child = Child(job, {"desk": str(desk.folder), "keys": work.opened(desk.unlocked), **arguments})
        self._read = read

    def run(self, progress: Callable[[int, int], None]) -> T:
        """Do the job and read its result."""
        return self._read(self._child.run(progress))

    def cancel(self) -> None:
        """End the child; nothing is left half done."""
        self._child.cancel()
