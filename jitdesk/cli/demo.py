"""The command that makes the demo, a fictional team to try everything on."""

from __future__ import annotations

import os
from pathlib import Path

import click

from jitdesk.cli.opening import DESK, Terminal
from jitdesk.cli.output import line
from jitdesk.kernel.words import Message, say
from jitdesk.services import demo as demos
from jitdesk.services import desk as desks
from jitdesk.services import letters
from jitdesk.services.demo import Demo


@click.command()
@click.argument("folder", metavar="DIR", type=DESK)
@click.option(
    "--records", metavar="N", type=click.IntRange(0, 1_000_000), default=0, help="Add so many invented accounts, in three scripts."
)
@click.option("--seed", metavar="N", type=int, default=1, show_default=True, help="Other invented accounts for another number.")
@click.option("--no-window", is_flag=True, help="Write the letter and draw the pictures instead of opening the window.")
@click.pass_obj
def demo(terminal: Terminal, folder: Path, records: int, seed: int, no_window: bool) -> None:
    """Make a fictional team and open its lead's desk.

    It is there to try everything on. DIR then holds two desks, bundles, and a README.txt with the passphrase and what to try; where it
    holds them already, they are opened as they are. Where no window can be shown, the letter and the pictures of the screens are made
    instead.

    Example: jitdesk demo demo
    """
    place = Demo(folder.resolve())
    if place.made:
        line(say("demo.opened", folder=str(place.folder)))
    else:
        demos.make(place, records=records, seed=seed, tell=_tell)
    line(say("demo.passphrase", passphrase=demos.passphrase()))
    if not no_window:
        line(say("demo.window", desk=str(place.lead)))
        if terminal.window([str(place.lead)]) == 0:
            return
    _without_window(terminal, place)


def _tell(message: Message) -> None:
    line(str(message))


def _without_window(terminal: Terminal, place: Demo) -> None:
    """The letter, the pictures, and where everything lies."""
    line(say("demo.no_window"))
    if not place.letter.exists():
        held = desks.hold(place.lead, desks.unlock(place.lead, demos.passphrase()))
        try:
            letters.write(held, demos.REQUEST, place.letter)
        finally:
            held.close()
    if not place.pictures.exists():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # the screens are drawn where there is no screen
        terminal.window(["--pictures", str(place.pictures), str(place.lead), "--passphrase-file", str(place.passphrase_file)])
    for what, path in _contents(place):
        if path.exists():
            line(f"  {what}: {path}")


def _contents(place: Demo) -> list[tuple[str, Path]]:
    return [
        (say("demo.readme"), place.readme),
        (say("demo.lead"), place.lead),
        (say("demo.second"), place.second),
        (say("demo.letter", reference=demos.REQUEST), place.letter),
        (say("demo.exchanged"), place.exchanged),
        (say("demo.answer"), place.answer),
        (say("demo.pictures"), place.pictures),
    ]


COMMANDS = (demo,)
