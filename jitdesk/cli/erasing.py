"""The command by which records are erased, and by which a desk decides on what others ordered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line
from jitdesk.cli.records import as_json
from jitdesk.kernel.words import say
from jitdesk.services import erasing, orders
from jitdesk.services.desk import Desk
from jitdesk.services.destroying import Erased
from jitdesk.services.orders import Ordered
from jitdesk.services.reach import Subject


@click.command()
@on_desk
@click.argument("reference", metavar="[ID]", required=False)
@click.argument("field", metavar="[FIELD]", required=False)
@click.option("--reason", metavar="TEXT", help="Why; it stays readable for ever, so write no names.")
@click.option("--alone", is_flag=True, help="The record alone: what hangs on it stays.")
@click.option("--accept", "accepted", metavar="ORDER", multiple=True, help="Carry out an order of another desk here.")
@click.option("--refuse", "refused", metavar="ORDER", multiple=True, help="Refuse an order of another desk here, with --reason.")
@click.option("--number", metavar="N", type=click.IntRange(1), help="How many records: asked for where it is more than ten.")
@as_json
def erase(
    desk: Desk,
    reference: str | None,
    field: str | None,
    reason: str | None,
    alone: bool,
    accepted: tuple[str, ...],
    refused: tuple[str, ...],
    number: int | None,
    as_json: bool,
) -> None:
    """Erase a record and what hangs on it, or one field.

    It is for good. A field of a request goes from its frozen letters too. A keeper of the compartment orders it, and it is done at once on
    this desk: the log keeps a hash in the place of each line. On every other desk a person decides. Without ID: the orders, those that
    wait first, and what speaks against each.

    Example: jitdesk erase sava.jitdesk W-0412 --reason "No longer needed (LHC Art. 16(6))"
    """
    chosen = [bool(reference), bool(accepted), bool(refused)]
    if sum(chosen) > 1 or (alone and not reference) or (bool(reason) != bool(reference or refused)):
        raise click.UsageError(say("terminal.erase"))
    if reference and reason:
        _done(erasing.order(desk, [reference], reason, field, whole=field is None and not alone, number=number), as_json)
    elif accepted:
        _done(erasing.accept(desk, accepted, number=number), as_json)
    elif refused and reason:
        erasing.refuse(desk, refused, reason)
    else:
        for one in orders.listed(desk):
            if as_json:
                json(plain(one))
            else:
                tell(one)


def _done(erased: Erased, as_json: bool) -> None:
    told = {name: getattr(erased, name) for name in ("gone", "remaining", "unreached")}
    if as_json:
        given = [{"at": one.at, "bundle": one.bundle, "to": one.outside or [r.member for r in one.recipients]} for one in erased.given]
        named = {name: [asdict(subject) for subject in those] for name, those in told.items()}
        json({"lines": erased.lines, "records": erased.records, **named, "given": given})
        return
    line(say("erase.erased", n=erased.records, lines=erased.lines))
    _list(erased.gone)
    for one in erased.given:
        line(say("erase.given", to=one.outside or ", ".join(r.member for r in one.recipients), at=one.at, bundle=one.bundle))
    for name in ("remaining", "unreached"):
        if told[name]:
            line(say(f"erase.{name}", n=len(told[name])))
            _list(told[name])


def _list(subjects: Iterable[Subject], field: str = "") -> None:
    for subject in subjects:
        line("  " + "  ".join(text for text in (subject.id, subject.kind, field, subject.title) if text))


def plain(one: Ordered) -> dict[str, object]:
    """An order for machines."""
    return asdict(one) | {"objections": [str(message) for message in one.objections]}


def tell(one: Ordered) -> None:
    """An order for a person, with what it names and what speaks against it."""
    line(say(f"erase.order_{one.decided}", member=one.member, state=one.state, place=one.place, reason=one.reason, order=one.order))
    _list(one.records, one.field)
    for message in one.objections:
        line("  " + say("erase.objection", message=str(message)))


COMMANDS = (erase,)
