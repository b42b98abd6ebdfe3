"""Commands for what came in: what was done with it, what waits, and taking an import back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from jitdesk.cli import erasing
from jitdesk.cli.exchange import told
from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line, shown
from jitdesk.cli.records import as_json
from jitdesk.kernel.words import say
from jitdesk.services import orders, reporting, undoing
from jitdesk.services import quarantine as kept
from jitdesk.services.desk import Desk
from jitdesk.services.orders import Ordered
from jitdesk.services.quarantine import Settled
from jitdesk.services.reporting import RecordReport, Step, Told, Value

_MOST = 500  # records that a report prints


@click.command()
@on_desk
def undo(desk: Desk) -> None:
    """Take the last import, acceptance or table back.

    It is one step. Changes of others go back to waiting, and nobody else's desk is touched; what a table brought in is as it was before,
    for the others too. Once more takes back the one before.

    Example: jitdesk undo sava.jitdesk
    """
    done = undoing.undo(desk)
    sentence = "undo.done_bring" if done.act == "bring" else "undo.done"
    line(say(sentence, n=done.changes, records=done.records, what=say(f"undo.{done.act}"), at=done.at))
    for name, number in (("accounts", done.accounts), ("own", done.own), ("worked", done.worked), ("erased", done.erased)):
        if number:
            line(say(f"undo.stayed_{name}", n=number))


@click.command()
@on_desk
@click.option("--accept", "accept", metavar="HASH", help="Put in force what a bundle or piece left waiting.")
@click.option("--refuse", "refuse", metavar="HASH", help="Refuse it; it stays in the log, and can be accepted later.")
@as_json
def quarantine(desk: Desk, accept: str | None, refuse: str | None, as_json: bool) -> None:
    """List what waits or is held here; accept or refuse it.

    HASH is that of a bundle or of a piece, or its first 8 digits or more.

    Example: jitdesk quarantine sava.jitdesk --accept 4f1b22c09d3e
    """
    if accept is not None and refuse is not None:
        raise click.UsageError(say("terminal.quarantine"))
    if accept is not None or refuse is not None:
        _settled(kept.refuse(desk, refuse) if refuse is not None else kept.accept(desk, accept or ""), refuse is not None, as_json)
        return
    for item in kept.listed(desk):
        if as_json:
            json(asdict(item) | {"records": [{"kind": kind, "id": id} for kind, id in item.records]})
        else:
            line(f"{item.hash[:16]}  {item.sentence}")
    for one in orders.listed(desk):
        if one.decided == orders.WAITING:
            _order(one, as_json)


def _order(one: Ordered, as_json: bool) -> None:
    """An order to erase, which "jitdesk erase" accepts or refuses."""
    if as_json:
        json(erasing.plain(one))
    else:
        erasing.tell(one)


def _settled(done: Settled, refused: bool, as_json: bool) -> None:
    touched = done.touched
    if as_json:
        numbers = {"new": len(touched.new), "changed": len(touched.changed), "conflicts": len(touched.conflicts)}
        json({"changes": done.changes, **numbers})
    elif refused:
        line(say("quarantine.done_refused", n=done.changes))
    else:
        line(say("quarantine.done_accepted", n=done.changes))
        line(say("import.counts", new=len(touched.new), changed=len(touched.changed), conflicts=len(touched.conflicts)))


@click.command()
@on_desk
@click.argument("bundle", metavar="[BUNDLE-HASH]", required=False)
@as_json
def report(desk: Desk, bundle: str | None, as_json: bool) -> None:
    """List past imports and what was undone, or show one.

    Example: jitdesk report sava.jitdesk 4f1b22c09d3e
    """
    if bundle is None:
        for step in reporting.listed(desk):
            if as_json:
                json(asdict(step))
            else:
                line(_headed(step))
        return
    for whole in reporting.report(desk, bundle):
        if as_json:
            json(_plain(whole))
        else:
            _tell(whole)


def _headed(step: Step) -> str:
    text = f"{step.at}  {say(f'undo.{step.act}')}"
    if step.hash or step.bundle:
        text += f"  {(step.hash or step.bundle)[:16]}"
    if step.member:
        text += "  " + say("report.from", member=step.member, state=step.state, made=step.made)
    return text + ("  " + say("report.undone") if step.undone else "")


def _plain(whole: Told) -> dict[str, Any]:
    """The report for machines; compartments by their names."""
    result = asdict(whole)
    step = result["step"]
    step["compartments"] = [{"compartment": whole.names[id], **numbers} for id, numbers in sorted(step.pop("places").items())]
    for record in result["records"]:
        record["compartment"] = whole.names[record["compartment"]]
    return {**step, "records": result["records"]}


def _tell(whole: Told) -> None:
    line(_headed(whole.step))
    for place, numbers in whole.step.places.items():
        line(f"  {whole.names[place]}: {told(numbers)}")
    for record in whole.records[:_MOST]:
        _tell_record(record, whole.names[record.compartment])
    if len(whole.records) > _MOST:
        line(say("report.more", n=len(whole.records) - _MOST))


def _tell_record(record: RecordReport, place: str) -> None:
    state = say("report.new" if record.new else "report.changed")
    line(f"{state}  {place}  {record.kind}  {record.id}  {record.title}".rstrip())
    for field in record.fields:
        line(f"  {field.field}: {_values(field.before)} -> {_values(field.after)}")


def _values(values: Sequence[Value]) -> str:
    if not values:
        return say("aloud.unset")
    return " | ".join(_value(value) for value in values)


def _value(value: Value) -> str:
    if value.erased:
        return say("report.erased")
    if value.sealed:
        return say("report.sealed")
    if value.element:
        return f"{value.element}: {say('aloud.set' if value.value else 'aloud.unset')}"
    return say("aloud.unset") if value.value is None else shown(value.value)


COMMANDS = (quarantine, undo, report)
