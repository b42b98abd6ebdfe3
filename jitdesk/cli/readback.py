"""The command that reads an edited letter back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line, shown, sides
from jitdesk.cli.records import FILE, as_json
from jitdesk.kernel.words import say
from jitdesk.services.desk import Desk

if TYPE_CHECKING:
    from jitdesk.services.readback import Readback


@click.command()
@on_desk
@click.argument("request", metavar="REQUEST")
@click.argument("file", metavar="FILE.docx", type=FILE)
@click.option("--accept", "accept", metavar="FIELD", multiple=True, help="Take the file's text of this field; once for each.")
@click.option("--all", "everything", is_flag=True, help="Take the file's text of every field that was edited in the file.")
@as_json
def readback(desk: Desk, request: str, file: Path, accept: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Compare a letter edited in Word with its request.

    Shows field by field what differs, and other text that was written; tracked changes count as accepted. Nothing changes
    without --accept or --all.

    Example: jitdesk readback sava.jitdesk JIT-SR/2027/014 edited.docx --accept facts
    """
    from jitdesk.services import readback as service  # reads documents: the program starts without it

    if accept and everything:
        raise click.UsageError(say("readback.accept_or_all"))
    found = service.read(desk, request, file)
    taken = [one.field for one in found.fields if not one.earlier] if everything else list(accept)
    if taken:
        service.accept(desk, found, taken)
    if as_json:
        json(_plain(found, taken))
    else:
        _tell(found, taken)


def _plain(found: Readback, taken: list[str]) -> dict[str, object]:
    result = asdict(found) | {"accepted": taken}
    result["problems"] = [{"field": one.field, "message": str(one.message), "texts": one.texts} for one in found.problems]
    return result


def _tell(found: Readback, taken: list[str]) -> None:
    for one in found.fields:
        line(f"{one.field}:" + (f" {say('readback.earlier')}" if one.earlier else ""))
        sides(shown(one.before), shown(one.after))
    for problem in found.problems:
        line(f"{problem.field}: {problem.message}" if problem.field else str(problem.message))
        for text in problem.texts:
            sides("", text)
    for other in found.others:
        line(f"{say(f'readback.{other.where}')}:")
        sides(other.before, other.after)
    if not (found.fields or found.problems or found.others):
        line(say("readback.same"))
    if taken:
        line(say("readback.done", n=len(taken)))


COMMANDS = (readback,)
