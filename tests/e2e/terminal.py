"""The terminal as a test sits at it: commands in a folder, as real processes or, where there are many, within this one."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import jitdesk
from jitdesk.cli import program
from jitdesk.crypto.keyslots import LEAST
from jitdesk.services import desk as desks
from jitdesk.services import team
from jitdesk.services.desk import Desk, Person, Unlocked
from jitdesk.storage import digest
from jitdesk.storage.engine import Connection

PASSPHRASE = "a heron over the Sava at dawn"
UNEXPECTED = "did not expect"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Terminal:
    """A folder with desks in it; a call runs a command there within this process, `real` as a process of its own.

    What the program keeps outside the desks lies in the folder `machine` in it: whoever copies the whole copies that machine.
    """

    folder: Path
    machine: str = "home"

    @property
    def environment(self) -> dict[str, str]:
        """The surroundings of a real process on this machine."""
        return environment() | {"JITDESK_HOME": str(self.folder / self.machine)}

    def __call__(self, *arguments: str) -> str:
        """Run a command that must succeed; returns what it printed."""
        done = self.run(*arguments)
        assert done.status == 0, done.err
        return done.out.rstrip("\n")

    def json(self, *arguments: str) -> Any:
        """Run a command with `--json`: the value of its one line."""
        return json.loads(self(*arguments, "--json"))

    def jsonl(self, *arguments: str) -> list[Any]:
        """Run a command with `--json`: the values of its lines."""
        return [json.loads(line) for line in self(*arguments, "--json").splitlines()]

    def run(self, *arguments: str, passphrase_file: str | None = "pw") -> Done:  # noqa: S107
        """Run a command within this process; the window that it may open is a list of what it was asked to show."""
        given = [*_options(passphrase_file), *arguments]
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), self._here():
            try:
                status = program.run(given, _window)
            except SystemExit as error:
                status = int(error.code or 0)
        return Done(status, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err)))  # type: ignore[attr-defined]

    @contextlib.contextmanager
    def _here(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("JITDESK_HOME", str(self.folder / self.machine))
            yield

    def real(self, *arguments: str, passphrase_file: str | None = "pw", before: tuple[str, ...] = (), **options: Any) -> Done:  # noqa: S107
        """Run a command as a process of its own, perhaps under another program (`before`)."""
        command = [*before, sys.executable, "-m", "jitdesk", *_options(passphrase_file), *arguments]
        given: dict[str, Any] = {"cwd": self.folder, "env": self.environment, "stdin": subprocess.DEVNULL, "timeout": 300} | options
        captured = {name: subprocess.PIPE for name in ("stdout", "stderr") if name not in given}
        done = subprocess.run(command, check=False, **captured, **given)
        return Done(done.returncode, *((text or b"").decode("utf-8") for text in (done.stdout, done.stderr)))

    def refused(self, status: int, *arguments: str) -> str:
        """Run a command that must be refused with this status; returns the one sentence it says."""
        return sentence(self.run(*arguments), status)

    def unlocked(self, name: str) -> Unlocked:
        """The keys of a desk."""
        return desks.unlock(self.folder / name, PASSPHRASE)

    def digest(self, name: str, unlocked: Unlocked | None = None, *, of: Callable[[Connection], str] = digest.everything) -> str:
        """A hash of all rows of a desk, its log included, or of what `of` reads."""
        with contextlib.closing(desks.hold(self.folder / name, unlocked or self.unlocked(name))) as desk, desk.db.read() as connection:
            return of(connection)


def sentence(done: Done, status: int) -> str:
    """The one sentence of a refusal: nothing else was printed, no traceback, no shrug."""
    assert (done.status, done.out) == (status, ""), done
    assert done.err.endswith("\n")
    assert done.err.count("\n") == 1, done.err
    assert UNEXPECTED not in done.err
    assert "Traceback" not in done.err
    return done.err.rstrip("\n")


def environment() -> dict[str, str]:
    """The surroundings of a real process: this checkout, wherever the command runs; printing as Python does it unasked."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return own | {"PYTHONPATH": str(Path(jitdesk.__file__).parents[1])}


def made(folder: Path, member: str, state: str, found: bool = False) -> Desk:
    """A desk whose passphrase costs little to try, held open."""
    person = Person(member, state, "Prosecutor's Office", "prosecutor")
    if found:
        return team.found(folder, PASSPHRASE, "JIT Sava River", person, cost=LEAST)
    return team.enrol(folder, PASSPHRASE, person, cost=LEAST)


def _options(passphrase_file: str | None) -> list[str]:
    return ["--passphrase-file", passphrase_file] if passphrase_file else []


def _window(arguments: list[str]) -> int:
    print(f"window on {arguments}")
    return 0
