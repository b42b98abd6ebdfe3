"""Commands for devices that are lost, stolen, restored or leave: what they hold, taking them out of the team, blocking them here."""

from __future__ import annotations

from dataclasses import asdict

import click

from jitdesk.cli.opening import on_desk
from jitdesk.cli.output import json, line
from jitdesk.cli.records import as_json
from jitdesk.kernel.words import say
from jitdesk.services import leaving, team
from jitdesk.services.desk import Desk
from jitdesk.services.leaving import Holding

DEVICE = click.argument("device", metavar="DEVICE")


def _taken_out(command: click.decorators.FC) -> click.decorators.FC:
    keep = "What stays: the last of its roster lines that stands (NAME as `device` lists it), a successor's fingerprint, or `nothing`."
    command = click.option("--keep", metavar="NAME", multiple=True, help=keep)(command)
    return click.option("--reason", metavar="TEXT", required=True, help="Why; it is noted for the whole team.")(command)


@click.command()
@on_desk
@DEVICE
@as_json
def device(desk: Desk, device: str, as_json: bool) -> None:
    """Show what a device holds and what it did in the roster.

    DEVICE is a fingerprint, or the name of a member with one device.

    Example: jitdesk device sava.jitdesk "Olena H."
    """
    held, deeds = leaving.holding(desk, device), leaving.deeds(desk, device)
    if as_json:
        json({**asdict(held), "deeds": [asdict(deed) for deed in deeds]})
        return
    _tell(held)
    for deed in deeds:
        line(say("device.deed", at=deed.at, act=say(f"device.act_{deed.act}"), whom=deed.whom, name=deed.name))


@click.command()
@on_desk
@DEVICE
@_taken_out
def revoke(desk: Desk, device: str, reason: str, keep: tuple[str, ...]) -> None:
    """Take a device out of the team for ever (lost, stolen).

    DEVICE is a fingerprint, or the name of a member with one device. What it wrote and this desk holds stays; what nobody had seen waits
    for a keeper. Prints what the device holds and goes on holding.

    Example: jitdesk revoke sava.jitdesk "Olena H." --reason "Her laptop was stolen in Zagreb"
    """
    _tell(leaving.revoke(desk, device, reason, keep))
    line(say("revoke.done"))


@click.command()
@on_desk
@DEVICE
@_taken_out
def end(desk: Desk, device: str, reason: str, keep: tuple[str, ...]) -> None:
    """End what was given to a device (leaving, another role).

    It can be admitted again later, in another role too. Otherwise as `revoke`.

    Example: jitdesk end sava.jitdesk "Olena H." --reason "Back to her office from May on"
    """
    _tell(leaving.end(desk, device, reason, keep))
    line(say("revoke.done"))


@click.command()
@on_desk
@DEVICE
@click.option("--off", is_flag=True, help="Lift it again.")
def block(desk: Desk, device: str, off: bool) -> None:
    """Block a device on this desk alone, at once.

    Nothing is sent to it, and what it writes waits. For the whole team a lead revokes it.

    Example: jitdesk block kyiv.jitdesk "12345 …"
    """
    leaving.block(desk, device, not off)


def _tell(held: Holding) -> None:
    heard = held.heard or say("device.never")
    line(say("device.who", member=held.member, fingerprint=team.digits(held.device), role=held.role or say("device.out"), heard=heard))
    for position in held.positions:
        line(say("device.holds", compartment=position.name, n=position.lacking))
        line("  " + say("device.records", records=position.told or "-"))
    for heir in held.heirs:
        line(say("device.heir", fingerprint=team.digits(heir)))


COMMANDS = (device, revoke, end, block)
