"""Commands for records and their attachments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import msgspec

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line, shown
from jitdesk.domain import decide
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import say
from jitdesk.services import custody, custody_chain, editing, reading
from jitdesk.services.desk import Desk
from jitdesk.services.showing import plain

FILE = click.Path(path_type=Path, dir_okay=False)
why = click.option("--reason", metavar="TEXT", help="Why you open a record under protection; it is logged for its readers.")
as_json = click.option("--json", "as_json", is_flag=True, help="JSON for machines instead of lines for people.")


def pairs(texts: Iterable[str]) -> dict[str, str]:
    """What was typed as field=value, by field; raises a usage error for what has no sign between."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            raise click.UsageError(say("terminal.pair", text=text))
        found[name] = value
    return found


@click.command()
@on_desk
@click.argument("kind", metavar="KIND")
@click.option("--compartment", metavar="NAME", help="Where the record stands; the whole team's compartment if not given.")
@click.option("--from", "source", type=FILE, metavar="FILE.jsonl", help="One JSON object of fields a line, instead of field=value.")
@click.argument("fields", metavar="[FIELD=VALUE]...", nargs=-1)
def add(desk: Desk, kind: str, compartment: str | None, source: Path | None, fields: tuple[str, ...]) -> None:
    """Add records of a kind, all or none; prints their ids.

    A list or an object is written as JSON; a link takes an id, a witness code or a request reference. A kind or field that does
    not exist is answered with the list of those that do.

    Example: jitdesk add sava.jitdesk task title="Send the summons" due=2027-03-12
    """
    if (source is None) == (not fields):
        raise click.UsageError(say("terminal.fields"))
    records = [editing.parse(kind, pairs(fields))] if source is None else _read(kind, source)
    for id in editing.add(desk, kind, records, compartment).ids:
        line(id)


def _read(kind: str, source: Path) -> list[dict[str, Any]]:
    of = decide.kind(kind)
    records = []
    try:
        lines = source.read_bytes().splitlines()
    except OSError:
        raise Refused("add.unreadable", name=source.name) from None
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            value = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise Refused("add.line", name=source.name, line=number)
        for name in value:
            decide.field(of, name)
        records.append(value)
    return records


@click.command(name="set")
@on_desk
@click.argument("reference", metavar="ID")
@click.argument("fields", metavar="FIELD=VALUE...", nargs=-1, required=True)
def set_(desk: Desk, reference: str, fields: tuple[str, ...]) -> None:
    """Set fields of a record.

    field= empties one; archived=true archives the record, archived=false restores it.

    Example: jitdesk set sava.jitdesk W-0412 protection=requested languages='["uk", "ru"]'
    """
    kind = reading.show(desk, reference).kind
    editing.change(desk, reference, editing.parse(kind, pairs(fields)))


@click.command()
@on_desk
@click.argument("reference", metavar="ID")
@as_json
@click.option("--history", "past", is_flag=True, help="Every change, by whom, when, and by which bundle it came.")
@click.option("--custody", "chain", is_flag=True, help="Of a file: who recorded what, which bundles took it away and brought it here.")
@why
def show(desk: Desk, reference: str, as_json: bool, past: bool, chain: bool, reason: str | None) -> None:
    """Show a record, its history, or a file's chain of custody.

    An identity, and a witness under protection, are opened with a reason only, which is logged.

    Example: jitdesk show sava.jitdesk W-0412 --history --reason "Preparing the hearing of 3 March"
    """
    record = _opened(desk, reference, reason)
    if past or chain:
        (_show_history if past else _show_custody)(desk, record.reference, as_json)
        return
    values = plain(record, reading.compartment_names(desk))
    if as_json:
        json(values)
        return
    for name, value in values.items():
        line(f"{name}: {shown(value)}")


def _opened(desk: Desk, reference: str, reason: str | None) -> Record:
    record = reading.show(desk, reference)
    if not record.sealed:
        return record
    if reason is None:
        raise Refused("consultation.needed", reference=reference)
    return reading.open_protected(desk, record.reference, reason)


def _show_history(desk: Desk, reference: str, as_json: bool) -> None:
    past = reading.history(desk, reference)
    if as_json:
        keys = ("change", "device", "member", "stamp", "field", "value", "bundle")
        json([{**{key: getattr(entry, key) for key in keys}, **({"element": entry.element} if entry.element else {})} for entry in past])
        return
    for entry in past:
        element = f"[{entry.element}]" if entry.element else ""
        source = f", bundle {entry.bundle}" if entry.bundle else ""
        line(f"{reading.when(entry.stamp)} {entry.member}: {entry.field}{element} = {shown(entry.value)} ({entry.change}{source})")


def _show_custody(desk: Desk, reference: str, as_json: bool) -> None:
    links = custody_chain.chain(desk, reference)
    if as_json:
        json([asdict(link) for link in links])
        return
    for sentence in custody_chain.told(links):
        line(sentence)


def _list(desk: Desk, records: Iterable[Record], as_json: bool) -> None:
    names = reading.compartment_names(desk)
    for record in records:
        if as_json:
            json(plain(record, names))
            continue
        columns = [shown(record.get(name)) for name in decide.kind(record.kind).columns]
        line("  ".join([record.id, record.kind, *(text for text in columns if text)]))


@click.command(name="list")
@on_desk
@click.argument("kind", metavar="KIND")
@as_json
def list_(desk: Desk, kind: str, as_json: bool) -> None:
    """List the records of a kind, archived ones left out.

    Example: jitdesk list sava.jitdesk task
    """
    _list(desk, reading.listed(desk, kind), as_json)


@click.command()
@on_desk
@click.argument("words", metavar="WORDS...", nargs=-1, required=True)
@click.option("--limit", metavar="N", type=click.IntRange(1, 2000), default=50, show_default=True, help="At most so many.")
@as_json
def search(desk: Desk, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find records that hold all words.

    Case and diacritics do not matter; word* finds beginnings, "two words" a phrase.

    Example: jitdesk search sava.jitdesk bridge "river crossing"
    """
    _list(desk, reading.search(desk, " ".join(words), limit), as_json)


@click.command()
@on_desk
@click.argument("reference", metavar="ID")
@click.argument("path", metavar="FILE", type=FILE)
def attach(desk: Desk, reference: str, path: Path) -> None:
    """Attach a file to a record; prints the file's id.

    Example: jitdesk attach sava.jitdesk W-0412 statement.pdf
    """
    line(custody.attach(desk, reference, path).ids[0])


@click.command()
@on_desk
@click.argument("reference", metavar="FILE-ID")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@why
def extract(desk: Desk, reference: str, out: Path, reason: str | None) -> None:
    """Write an attachment out, checked against its hash.

    Example: jitdesk extract sava.jitdesk 8f0c… statement.pdf
    """
    _opened(desk, reference, reason)
    custody.extract(desk, reference, out)


@click.command()
@on_desk
@as_json
def conflicts(desk: Desk, as_json: bool) -> None:
    """List the fields that hold more than one value.

    Each stays so until a person settles it.

    Example: jitdesk conflicts sava.jitdesk
    """
    for conflict in reading.conflicts(desk):
        sides = [_side(side, sealed=conflict.sealed) for side in conflict.sides]
        if as_json:
            json({"id": conflict.record.id, "field": conflict.field, "values": sides})
            continue
        line(f"{conflict.record.id} {conflict.field}")
        if conflict.sealed:
            line(f"  {say('consultation.needed', reference=conflict.record.id)}")
        for side in () if conflict.sealed else sides:
            line(f"  {shown(side['value'])}  {side['member']}, {reading.when(str(side['stamp']))}  --take {side['change']}")


def _side(side: reading.Side, *, sealed: bool) -> dict[str, Any]:
    """A value in conflict; of a set the element that it puts in or takes out; neither is said of a record under protection."""
    told = {"change": side.change, "member": side.member, "stamp": side.stamp}
    return told | ({} if sealed else {"value": side.value} | ({"element": side.element} if side.element else {}))


@click.command()
@on_desk
@click.argument("reference", metavar="ID")
@click.argument("field", metavar="FIELD")
@click.option("--take", metavar="CHANGE", help="The change whose value stands.")
@click.option("--value", metavar="TEXT", help="Another value.")
def settle(desk: Desk, reference: str, field: str, take: str | None, value: str | None) -> None:
    """Settle a conflict by one of its values or by another.

    Example: jitdesk settle sava.jitdesk W-0412 needs --value "Breaks every 40 minutes"
    """
    if (take is None) == (value is None):
        raise click.UsageError(say("terminal.settle"))
    if value is None:
        editing.settle(desk, reference, field, take=take)
        return
    kind = reading.show(desk, reference).kind
    editing.settle(desk, reference, field, value=editing.parse(kind, {field: value})[field])


COMMANDS = (add, set_, show, list_, search, attach, extract, conflicts, settle)
