"""Commands for the life of requests: their status, what is planned as a calendar file, the register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line, shown
from jitdesk.cli.records import FILE, as_json, pairs
from jitdesk.domain.records import Record
from jitdesk.kernel.words import say
from jitdesk.services import hearings, life, register
from jitdesk.services.desk import Desk
from jitdesk.services.life import Life

_STEP = ("date", "status", "version", "made_by", "ground", "file")


@click.command()
@on_desk
@click.argument("request", metavar="REQUEST")
@click.argument("status", metavar="[STATUS]", required=False)
@click.argument("fields", metavar="[FIELD=VALUE]...", nargs=-1)
@as_json
def status(desk: Desk, request: str, status: str | None, fields: tuple[str, ...], as_json: bool) -> None:
    """Move a request to a status, or show its life so far.

    What a status needs and is not there yet goes with it as field=value; what is still missing is said in one sentence. Deadlines
    that follow become tasks.

    Example: jitdesk status sava.jitdesk JIT-SR/2027/014 final approved_by="Mirjam Vidmar, head of section"
    """
    if status is not None:
        life.move(desk, request, status, life.parse(status, pairs(fields)))
    else:
        life.remind(desk, request)
    told = life.show(desk, request)
    if as_json:
        json(_plain(told))
        return
    for step in told.steps if status is None else told.steps[-1:]:
        line("  ".join(shown(step.get(name)) for name in _STEP[:4]) + (f"  {shown(step.get('ground'))}" if step.get("ground") else ""))
    line(say("life_told.now", status=told.papers.status, version=told.papers.number, follows=", ".join(told.follows) or "-"))
    if told.drifted:
        line(say("life_told.drifted", fields=", ".join(one.field for one in told.drifted)))


def _plain(told: Life) -> dict[str, Any]:
    return {
        "id": told.papers.request.id,
        "reference": told.papers.request.get("reference"),
        "status": told.papers.status,
        "version": told.papers.number,
        "follows": list(told.follows),
        "steps": [_named(step, _STEP) for step in told.steps],
        "versions": [_named(version, ("number", "date", "made_by", "language", "sha256")) for version in told.papers.versions],
        "differs": [one.field for one in told.drifted],
    }


def _named(record: Record, names: tuple[str, ...]) -> dict[str, Any]:
    return {"id": record.id, **{name: record.get(name) for name in names if record.get(name) is not None}}


@click.command()
@on_desk
@click.argument("request", metavar="REQUEST")
@click.argument("out", metavar="OUT.ics", type=FILE)
def ics(desk: Desk, request: str, out: Path) -> None:
    """Write what is planned for a request as a calendar file.

    It names nobody and no place: reference and times only.

    Example: jitdesk ics sava.jitdesk JIT-SR/2027/014 hearing.ics
    """
    hearings.write(desk, request, out)


@click.command(name="register")
@on_desk
@click.argument("out", metavar="OUT.xlsx", type=FILE)
def register_(desk: Desk, out: Path) -> None:
    """Write the register of requests as a spreadsheet.

    Example: jitdesk register sava.jitdesk register.xlsx
    """
    register.write(desk, out)


COMMANDS = (status, ics, register_)
