"""Opens a desk for one command: passphrase from a file, the keychain or a prompt; closes and seals nothing behind anybody's back."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from jitdesk.cli.output import error
from jitdesk.kernel.errors import NotUnlocked, Refused
from jitdesk.services import desk as desks
from jitdesk.services import identity
from jitdesk.services.desk import Desk

Window = Callable[[list[str]], int]
DESK = click.Path(path_type=Path, file_okay=False)
_LONGEST = 4_096  # bytes of a passphrase; a file without line breaks is not read to its end


@dataclass
class Terminal:
    """What the options before the command said."""

    passphrase_file: str | None
    window: Window

    def passphrase(self, *, new: bool = False, text: str = "Passphrase") -> str:
        """The passphrase: from the file, standard input or a prompt; raises NotUnlocked where there is nobody to ask."""
        if self.passphrase_file is not None:
            return _from_file(self.passphrase_file)
        if sys.stdin is None or not sys.stdin.isatty():
            raise NotUnlocked("terminal.no_passphrase")
        try:
            typed: str = click.prompt(text, hide_input=True, confirmation_prompt=new, err=True)
        except click.Abort:
            raise NotUnlocked("terminal.not_given") from None
        return typed

    @contextmanager
    def desk(self, folder: Path) -> Iterator[Desk]:
        """The desk in `folder`, unlocked and held."""
        if not folder.is_dir():
            raise Refused("lock.no_desk", desk=str(folder))
        held = desks.claim(folder, lambda: self._unlock(folder))
        try:
            if told := identity.settle(held):
                error(str(told))
            yield held
        finally:
            held.close()

    def _unlock(self, folder: Path) -> desks.Unlocked:
        if self.passphrase_file is None and desks.remembered(folder):
            try:
                return desks.unlock_by_keychain(folder)
            except NotUnlocked as reason:
                error(str(reason))
        return desks.unlock(folder, self.passphrase())


def _from_file(name: str) -> str:
    try:
        with click.open_file(name, "rb") as stream:
            first: bytes = stream.readline(_LONGEST)
        return first.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, RuntimeError, UnicodeDecodeError):  # RuntimeError: standard input is closed
        raise NotUnlocked("terminal.passphrase_file", name=name) from None


def on_desk(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the open desk in place of the folder that was typed."""

    @click.argument("folder", metavar="DESK", type=DESK)
    @click.pass_obj
    @functools.wraps(command)
    def run(terminal: Terminal, /, folder: Path, **arguments: Any) -> Any:
        with terminal.desk(folder) as held:
            return command(held, **arguments)

    return run
