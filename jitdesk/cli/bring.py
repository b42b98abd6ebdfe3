"""The commands that bring records in from a table, and take them out as one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line, shown, sides
from jitdesk.cli.records import FILE, as_json, pairs
from jitdesk.kernel.words import say
from jitdesk.services.desk import Desk

if TYPE_CHECKING:
    from jitdesk.services.bringing import Preview
    from jitdesk.services.bringing_rows import Row

_ORDERS = ("dmy", "mdy")
_MOST = 500  # rows that are printed


@click.command()
@on_desk
@click.argument("file", metavar="FILE.csv|.xlsx", type=FILE)
@click.option("--kind", metavar="KIND", help="Of what kind the records are; told by the headings if not given.")
@click.option(
    "--map", "maps", metavar="COLUMN=FIELD", multiple=True, help="What a column fills, by heading or letter; COLUMN= for nothing."
)
@click.option("--sheet", metavar="NAME", help="The sheet, where the file has several.")
@click.option("--compartment", metavar="NAME", help="Where new records stand; where what they are about stands if not given.")
@click.option("--dates", "order", type=click.Choice(_ORDERS), default=None, help="The order of day and month in dates such as 03/04/2026.")
@click.option("--reason", metavar="TEXT", help="Why records under protection are compared; it is logged for their readers.")
@click.option("--accept", is_flag=True, help="Do it: all rows, or none if one is refused.")
@as_json
def bring(
    desk: Desk,
    file: Path,
    kind: str | None,
    maps: tuple[str, ...],
    sheet: str | None,
    compartment: str | None,
    order: str | None,
    reason: str | None,
    accept: bool,
    as_json: bool,
) -> None:
    """Bring records in from a table, or show what it would do.

    Without --accept it says what each row would do. A row with the code or id of a record changes that record, an empty cell says nothing,
    and nothing is merged by guess. A list in a cell is separated by semicolons. "undo" takes an accepted table back as one step.

    Example: jitdesk bring sava.jitdesk witnesses.xlsx --map "Known as=code" --accept
    """
    from jitdesk.services import bringing  # reads spreadsheets: the program starts without it

    wanted = bringing.Wanted(kind, sheet, pairs(maps), compartment, order or "", reason)
    found = bringing.accept(desk, file, wanted) if accept else bringing.preview(desk, file, wanted)
    if as_json:
        json(bringing.plain(found) | {"accepted": accept})
    else:
        _tell(found, accept)


def _tell(found: Preview, accepted: bool) -> None:
    for note in found.notes:
        line(str(note))
    for use in found.uses:
        if use.field or use.heading:
            line(f"{use.letter}  {use.heading} -> {use.field or say('bring.to_nothing')}")
    rows = [row for row in found.rows if row.action != "same" or row.remarks]
    for row in rows[:_MOST]:
        _tell_row(row)
    if len(rows) > _MOST:
        line(say("bring.more", n=len(rows) - _MOST))
    counts = found.counts
    line(say("bring.counts", kind=found.kind, **{name: counts.get(name, 0) for name in ("new", "changed", "same", "refused")}))
    line(say("bring.done" if accepted else "bring.not_yet"))


def _tell_row(row: Row) -> None:
    line(f"{row.number}  {say(f'bring.action_{row.action}')}  {row.record}".rstrip())
    for change in row.changes:
        line(f"  {change.cell}  {change.field}:")
        sides(shown(change.before), shown(change.after))
    for told in (*row.problems, *row.remarks):
        line(f"  {told.cell}  {told.message}")


@click.command()
@on_desk
@click.argument("kind", metavar="KIND")
@click.argument("out", metavar="OUT.xlsx|.csv", type=FILE)
@click.option("--only", metavar="ID", multiple=True, help="This record, by id, code or reference, and no other that is not named.")
@click.option("--compartment", metavar="NAME", help="The records of this compartment only.")
@click.option("--reason", metavar="TEXT", help="Why records under protection go into a file; it is logged for their readers.")
def take(desk: Desk, kind: str, out: Path, only: tuple[str, ...], compartment: str | None, reason: str | None) -> None:
    """Take the records of a kind out as a table.

    "bring" reads it back. Archived and restricted records are left out, and counted. What a State set conditions on stays here.

    Example: jitdesk take sava.jitdesk account accounts.xlsx
    """
    from jitdesk.services import taking_out  # writes spreadsheets

    done = taking_out.take(desk, kind, out, only=only, compartment=compartment, reason=reason)
    line(say("take.done", n=done.records, name=out.name))
    if done.archived or done.restricted:
        line(say("take.left_out", archived=done.archived, restricted=done.restricted))
    line(say("take.clear"))


COMMANDS = (bring, take)
