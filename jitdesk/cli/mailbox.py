"""The command that visits a mailbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jitdesk.cli.exchange import encryption, tell_all
from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line
from jitdesk.cli.records import as_json
from jitdesk.kernel.words import say
from jitdesk.services import mailbox as mailboxes
from jitdesk.services.desk import Desk
from jitdesk.services.exporting import Written
from jitdesk.services.mailbox import Arrived, Visit


@click.command()
@on_desk
@click.argument("box", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--accept", is_flag=True, help="Take in what arrived, as one import, in place of showing it.")
@as_json
def mailbox(desk: Desk, box: Path, accept: bool, as_json: bool) -> None:
    """Exchange bundles through a shared folder.

    Shows what arrived for this desk, and leaves bundles for whoever lacks something. FOLDER may be shared by any number of members, and may
    be carried by a network drive, Nextcloud, Syncthing, or rclone. Own bundles that everybody has are cleared away; others' files are never
    touched.

    Example: jitdesk mailbox sava.jitdesk ~/Syncthing/sava-river --accept
    """
    visit = mailboxes.visit(desk, box, accept=accept)
    if as_json:
        json(_plain(visit))
    else:
        _tell(visit)


def _tell(visit: Visit) -> None:
    for one in visit.arrived:
        line(f"{one.file}:")
    if visit.arrived:
        tell_all([one.report for one in visit.arrived])
        line(say("mailbox.taken" if visit.accepted else "mailbox.shown", n=len(visit.arrived)))
    for trouble in visit.troubles:
        line(trouble.sentence)
    for made in visit.dropped:
        line(f"{made.path.name}: {', '.join(made.members)}; {encryption(made)}")
    if visit.removed:
        line(say("mailbox.cleared", n=len(visit.removed)))
    if not (visit.arrived or visit.troubles or visit.dropped or visit.removed):
        line(say("mailbox.quiet"))


def _plain(visit: Visit) -> dict[str, Any]:
    return {
        "accepted": visit.accepted,
        "arrived": [_arrived(one) for one in visit.arrived],
        "dropped": [_dropped(made) for made in visit.dropped],
        "removed": visit.removed,
        "troubles": [{"file": one.file, "sentence": one.sentence} for one in visit.troubles],
    }


def _dropped(made: Written) -> dict[str, Any]:
    return {"bundle": made.bundle, "classical": list(made.classical), "file": made.path.name, "members": list(made.members)}


def _arrived(one: Arrived) -> dict[str, Any]:
    report = one.report
    return {
        "bundle": report.bundle,
        "changed": len(report.touched.changed),
        "conflicts": len(report.touched.conflicts),
        "file": one.file,
        "hash": report.hash,
        "held": [{"device": gap.device, "from": gap.first, "to": gap.last} for gap in report.held],
        "new": len(report.touched.new),
        "sender": {"member": report.member, "state": report.state, "verified": report.verified},
        "waiting": report.waiting,
    }


COMMANDS = (mailbox,)
