"""Commands that look after a desk."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line
from jitdesk.cli.records import as_json
from jitdesk.kernel.words import say
from jitdesk.services import dumping, upkeep
from jitdesk.services.desk import Desk


@click.command()
@on_desk
@as_json
def verify(desk: Desk, as_json: bool) -> None:
    """Check every signature, chain, root and file hash.

    Also that the tables, made anew from the log, say what they say now.

    Example: jitdesk verify sava.jitdesk
    """
    checked = upkeep.verify(desk)
    if as_json:
        json(asdict(checked))
    else:
        line(say("verify.done", **asdict(checked)))


@click.command()
@on_desk
@click.argument("out", metavar="OUT-DIR", type=click.Path(path_type=Path))
def dump(desk: Desk, out: Path) -> None:
    """Write everything readable into a new folder.

    A custody pack: records as JSON Lines, one file a kind; attachments; the signed log; and verify.py, which checks all of it without
    JITDesk and tells the history of each record (python3 -I OUT-DIR/verify.py). Its README.txt is for a court's expert. Nothing in it is
    encrypted.

    Example: jitdesk dump sava.jitdesk everything
    """
    dumping.dump(desk, out)


COMMANDS = (verify, dump)
