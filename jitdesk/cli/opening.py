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

from jitdesk.kernel.errors import NotUnlocked, Refused
from jitdesk.services import desk as desks
from jitdesk.services.desk import Desk

Window = Callable[[list[str]], int]
DESK = click.Path(path_type=Path, file_okay=False)


@dataclass
class Terminal:
    """What the options before the command said."""

    passphrase_file: str | None
    window: Window

    def passphrase(self, *, new: bool = False) -> str:
        """The passphrase: from the file, standard input or a prompt; raises NotUnlocked where there is nobody to ask."""
        if self.passphrase_file is not None:
            return _from_file(self.passphrase_file)
        if not sys.stdin.isatty():
            raise NotUnlocked("terminal.no_passphrase")
        text: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True)
        return text

    @contextmanager
    def desk(self, folder: Path) -> Iterator[Desk]:
        """The desk in `folder`, unlocked and held."""
        unlocked = self._unlock(folder)
        held = desks.hold(folder, unlocked)
        try:
            yield held
        finally:
            held.close()

    def _unlock(self, folder: Path) -> desks.Unlocked:
        if self.passphrase_file is None and desks.remembered(folder):
            try:
                return desks.unlock_by_keychain(folder)
            except NotUnlocked as reason:
                click.echo(str(reason), err=True)
        return desks.unlock(folder, self.passphrase())


def _from_file(name: str) -> str:
    try:
        text = sys.stdin.readline() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Refused("terminal.passphrase_file", name=name) from None
    return text.split("\n", 1)[0].removesuffix("\r")


def on_desk(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the open desk in place of the folder that was typed."""

    @click.argument("folder", metavar="DESK", type=DESK)
    @click.pass_obj
    @functools.wraps(command)
    def run(terminal: Terminal, /, folder: Path, **arguments: Any) -> Any:
        with terminal.desk(folder) as held:
            return command(held, **arguments)

    return run
