"""What keeps a desk's memory and files from others on the same machine, where the system allows."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4
_PT_DENY_ATTACH = 31
_SEM_NO_BOXES = 0x0001 | 0x0002
_WER_NO_HEAP = 1


def harden() -> None:
    """No core dumps, no tracing by other processes of the same person, new files private; every process of the program does it first.

    An administrator (root) can still read everything. A program started from this one starts open again and hardens itself.
    """
    os.umask(0o077)
    with suppress(OSError, AttributeError, ValueError):
        _forbid_dumps()


if sys.platform == "win32":

    def _forbid_dumps() -> None:
        ctypes.windll.kernel32.SetErrorMode(_SEM_NO_BOXES)
        ctypes.windll.kernel32.WerSetFlags(_WER_NO_HEAP)

else:

    def _forbid_dumps() -> None:
        import resource

        libc = ctypes.CDLL(None)
        if sys.platform == "darwin":
            libc.ptrace(_PT_DENY_ATTACH, 0, None, 0)
        elif sys.platform == "linux":
            libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
