"""The only place where things are wired together: what every process does first, and the child process for long jobs."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from jitdesk.kernel import errors, words
from jitdesk.kernel.errors import Cancelled, JITDeskError
from jitdesk.system import hardening, places, resources, settings
from jitdesk.system.settings import KnownDesk, Settings

Role = Literal["window", "worker", "terminal"]
Progress = Callable[[int, int], None]

# Enough for the first page; the whole catalogue is read when more is asked for.
_FIRST_WORDS = ("start", "ui")

__all__ = ["Child", "KnownDesk", "Settings", "change_settings", "load_settings", "report", "start"]


def start(role: Role) -> None:
    """What every process does first: harden itself, install the words, open the log (the window opens it after its first page)."""
    hardening.harden()
    # An import makes millions of small objects in no cycles; at the default threshold a fifth of its time goes into looking for them.
    gc.set_threshold(50_000, 20, 20)
    if role == "window":
        words.install(resources.words(parts=_FIRST_WORDS), resources.words)
    else:
        words.install(resources.words())
        open_log(role)


def open_log(role: Role) -> None:
    """Log from now on."""
    from jitdesk.system import logs

    logs.start(role)


def report(error: BaseException) -> str:
    """Keep a redacted report of an unexpected error; returns the short code that a person is shown."""
    from jitdesk.system import logs

    return logs.report(error)


def load_settings() -> Settings:
    """What the person set, and the desks they know."""
    return settings.load(places.config())


def change_settings(change: Callable[[Settings], Settings]) -> Settings:
    """Change what is set and keep it."""
    return settings.update(places.config(), change)


class Child:
    """A long job in a process of its own, which gets what it needs through a pipe; to cancel it is to end it."""

    def __init__(self, job: str, arguments: dict[str, Any]) -> None:
        self._request = msgspec.json.encode({"job": job, "arguments": arguments}, enc_hook=str)
        self._process: subprocess.Popen[bytes] | None = None
        self._cancelled = False

    def run(self, progress: Progress) -> Any:
        """Run the job and return its result as plain values; raises what the job raised, or Cancelled."""
        if self._cancelled:
            raise Cancelled("job.cancelled")
        self._process = process = subprocess.Popen(_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with process:
            try:
                if self._cancelled:  # while it was being started
                    raise self._ended()
                _ask(process, self._request)
                return self._listen(process.stdout, progress)
            except BrokenPipeError:
                raise self._ended() from None
            finally:
                process.kill()

    def cancel(self) -> None:
        """End the job; nothing is left half done."""
        self._cancelled = True
        if self._process is not None:
            self._process.kill()

    def _listen(self, stream: Any, progress: Progress) -> Any:
        for line in stream:
            said = msgspec.json.decode(line)
            if "progress" in said:
                progress(*said["progress"])
            elif "result" in said:
                return said["result"]
            else:
                raise _raised(said)
        raise self._ended()

    def _ended(self) -> JITDeskError:
        return Cancelled("job.cancelled") if self._cancelled else errors.Refused("job.ended")


def _ask(process: subprocess.Popen[bytes], request: bytes) -> None:
    if process.stdin is not None:
        process.stdin.write(request + b"\n")
        process.stdin.flush()  # and stays open: the child ends when it closes


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker"]
    return [sys.executable, "-m", "jitdesk.worker"]


def _raised(said: dict[str, Any]) -> JITDeskError:
    known = {kind.__name__: kind for kind in (errors.Refused, errors.Damaged, errors.NotUnlocked, errors.Cancelled)}
    return known.get(said["error"], errors.Refused)(said["key"], **said["arguments"])
