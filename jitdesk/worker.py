"""The child process of the window: one long job, asked for on standard input, answered line by line on standard output.

It gets the keys through the pipe, works while its parent holds the lock of the desk, and ends when the pipe closes.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from jitdesk import bootstrap
from jitdesk.kernel.errors import JITDeskError, Refused
from jitdesk.services import work


def main() -> int:
    """Do one job and return the exit status."""
    bootstrap.start("worker")
    request = msgspec.json.decode(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _say({"result": work.JOBS[request["job"]](request["arguments"], _progress())})
    except JITDeskError as error:
        _say_error(error)
    except OSError as error:
        place = Path(error.filename or "-")
        _say_error(Refused("files.failed", name=place.name, folder=str(place.parent), reason=error.strerror or type(error).__name__))
    except Exception as error:  # the boundary of the process: nothing is shown of it but a code
        _say_error(Refused("job.unexpected", code=bootstrap.report(error)))
    return 0


def _progress() -> Callable[[int, int], None]:
    said = -1

    def tell(done: int, total: int) -> None:
        nonlocal said
        share = 1000 * done // max(total, 1)
        if share != said:
            said = share
            _say({"progress": [done, total]})

    return tell


def _say(message: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(message, enc_hook=_plain) + b"\n")
    sys.stdout.buffer.flush()


def _say_error(error: JITDeskError) -> None:
    _say({"error": type(error).__name__, "key": error.key, "arguments": error.arguments})


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else sorted(value) if isinstance(value, (set, frozenset)) else str(value)


def _end_with_parent() -> None:
    """A parent that died holds no lock any more: its child must not go on alone."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
