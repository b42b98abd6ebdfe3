"""Commands for who may know what: what was handed over, and moving a record to fewer readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line
from jitdesk.cli.records import as_json
from jitdesk.kernel.words import say
from jitdesk.services import ledger, moving
from jitdesk.services.desk import Desk
from jitdesk.services.ledger import Given


@click.command()
@on_desk
@click.option("--record", "record", metavar="ID", help="Only what carried any change of this record.")
@click.option("--member", "member", metavar="MEMBER", help="Only what was given to this member, or to this key outside the team.")
@as_json
@click.option("--csv", "table", metavar="OUT", type=click.Path(path_type=Path), help="Write the table as a CSV file instead.")
def disclosures(desk: Desk, record: str | None, member: str | None, as_json: bool, table: Path | None) -> None:
    """List who was given what, and when.

    Each line names the bundle, the hash of its file, and the consents of States under which it went. A record was given if the bundle
    carried any change of it.

    Example: jitdesk disclosures sava.jitdesk --record W-0412
    """
    if as_json and table is not None:
        raise click.UsageError(say("terminal.json_or_csv"))
    entries = ledger.listed(desk, record, member)
    if table is not None:
        ledger.table(entries, table)
        return
    for given in entries:
        if as_json:
            json(_plain(given))
        else:
            line(told(given))


def told(given: Given) -> str:
    """An entry of the log in one line."""
    whom = ", ".join(f"{one.member} ({one.state})" for one in given.recipients) or given.outside
    text = say("ledger.given", at=given.at or "-", place=given.place, by=given.by, to=whom, bundle=given.bundle)
    file = say("ledger.file", sha256=given.sha256) if given.sha256 else say("ledger.no_file")
    consents = [say("ledger.under", consents=", ".join(given.consents))] if given.consents else []
    kept = [say("ledger.kept")] if given.kept else []
    return " ".join([text, file, *consents, *kept])


def _plain(given: Given) -> dict[str, Any]:
    return {
        "id": given.id,
        "at": given.at,
        "compartment": given.place,
        "by": given.by,
        "recipients": [{"device": one.device, "member": one.member, "state": one.state} for one in given.recipients],
        "outside": given.outside or None,
        "bundle": given.bundle,
        "sha256": given.sha256 or None,
        "numbers": dict(given.numbers),
        "consents": list(given.consents),
        "this_desk_only": given.kept,
    }


@click.command()
@on_desk
@click.argument("reference", metavar="ID")
@click.option("--compartment", metavar="NAME", required=True, help="A compartment that fewer of the same members read.")
def move(desk: Desk, reference: str, compartment: str) -> None:
    """Move a record to fewer readers.

    Prints its new id in the narrower compartment, and who keeps what was handed over. Its accounts, consents, identities, files and notes
    go along, files encrypted anew; the old records are archived.

    Example: jitdesk move sava.jitdesk W-0412 --compartment "Identity UKR"
    """
    moved = moving.move(desk, reference, compartment)
    line(moved.id)
    if moved.keep:
        line(say("move.keep", members=", ".join(moved.keep)))
    for given in moved.handed:
        line(told(given))
    if moved.named_by:
        line(say("move.named_by", records=", ".join(moved.named_by)))


COMMANDS = (disclosures, move)
