"""Commands that make a desk, and that build the team on it."""

from __future__ import annotations

from pathlib import Path

import click

from jitdesk.cli.opening import DESK, Terminal, on_desk
from jitdesk.cli.output import line
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import say
from jitdesk.services import identity, team
from jitdesk.services.desk import Desk, Person

FILE = click.Path(path_type=Path, dir_okay=False)


def _person(command: click.decorators.FC) -> click.decorators.FC:
    for name, metavar, text in (
        ("--function", "TEXT", "Your function in the team."),
        ("--authority", "TEXT", "The authority that sent you."),
        ("--state", "ISO3", "Its State: three letters, for example NLD."),
        ("--member", "NAME", "Your name."),
    ):
        command = click.option(name, metavar=metavar, required=True, help=text)(command)
    return command


@click.command()
@click.argument("folder", metavar="DESK", type=DESK)
@click.option("--team", "team_name", metavar="NAME", required=True, help="The name of the team.")
@_person
@click.pass_obj
def init(terminal: Terminal, /, folder: Path, team_name: str, **person: str) -> None:
    """Found a team: make a desk whose owner is its first lead.

    Prints the desk's fingerprint, which the others give to --trust.

    Example: jitdesk init sava.jitdesk --team "JIT Sava River" --member "Mara Kos" --state SVN --authority "Prosecution" --function lead
    """
    made = team.found(folder, terminal.passphrase(new=True), team_name, Person(**person))
    line(team.fingerprint(made))
    made.close()


@click.command()
@click.argument("folder", metavar="DESK", type=DESK)
@_person
@click.option("--card", type=FILE, metavar="OUT.jitcard", required=True, help="Where to write the card that you give to the team's lead.")
@click.pass_obj
def enrol(terminal: Terminal, /, folder: Path, card: Path, **person: str) -> None:
    """Make a desk that will join a team, and its card.

    Prints the card's fingerprint: read it out to the lead who admits you.

    Example: jitdesk enrol kyiv.jitdesk --member "Olena H." --state UKR --authority "Office" --function investigator --card olena.jitcard
    """
    if card.exists():
        raise Refused("files.exists", name=card.name, folder=str(card.parent))
    made = team.enrol(folder, terminal.passphrase(new=True), Person(**person))
    try:
        team.write_card(made, card)
        line(team.fingerprint(made))
    finally:
        made.close()


@click.command()
@on_desk
@click.argument("out", metavar="OUT.jitcard", type=FILE)
def card(desk: Desk, out: Path) -> None:
    """Write this desk's card again.

    Example: jitdesk card kyiv.jitdesk olena.jitcard
    """
    if out.exists():
        raise Refused("files.exists", name=out.name, folder=str(out.parent))
    team.write_card(desk, out)


@click.command()
@click.argument("path", metavar="DESK|CARD", type=click.Path(path_type=Path))
@click.pass_obj
def fingerprint(terminal: Terminal, /, path: Path) -> None:
    """Print the fingerprint of a desk or a card.

    It is compared by voice, once, before anything is trusted.

    Example: jitdesk fingerprint olena.jitcard
    """
    if path.is_dir():
        with terminal.desk(path) as held:
            line(team.fingerprint(held))
    else:
        line(team.card_fingerprint(team.read_card(path)))


@click.command()
@on_desk
@click.argument("card_file", metavar="CARD", type=FILE)
@click.option("--fingerprint", "compared", metavar="FP", required=True, help="The fingerprint as its owner read it out.")
@click.option("--role", type=click.Choice(team.ROLES), default="member", show_default=True, help="What they may do.")
def admit(desk: Desk, card_file: Path, compared: str, role: str) -> None:
    """Admit the owner of a card to the team.

    Refused unless the fingerprint that you were read out is the card's. A lead also changes the roster and discloses outside, a
    member writes records, an observer only reads.

    Example: jitdesk admit sava.jitdesk olena.jitcard --fingerprint "12345 …" --role member
    """
    team.admit(desk, team.read_card(card_file), compared, role)


@click.command()
@on_desk
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--reader", "readers", metavar="MEMBER", multiple=True, help="A member, by name or fingerprint.")
def compartment(desk: Desk, name: str | None, readers: tuple[str, ...]) -> None:
    """Make a compartment, set its readers, or list all.

    Only its readers get what stands in it; you always read it yourself. Without NAME: every compartment on this desk with its readers.

    Example: jitdesk compartment sava.jitdesk "Identities UKR" --reader "Olena H."
    """
    if bool(name) != bool(readers):
        raise click.UsageError(say("terminal.name_and_readers"))
    if name:
        team.set_readers(desk, name, readers)
        return
    for _, called, reading in team.compartments(desk):
        line(f"{called}: {', '.join(reading)}")


@click.command(name="open")
@click.argument("folder", metavar="DESK", type=DESK)
@click.pass_obj
def open_(terminal: Terminal, folder: Path) -> int:
    """Open the window on a desk.

    Example: jitdesk open sava.jitdesk
    """
    if not folder.is_dir():
        raise Refused("lock.no_desk", desk=str(folder))
    return terminal.window([str(folder)])


@click.command()
@on_desk
@click.option("--function", metavar="TEXT", help="Your function in the team, as it is now.")
def rekey(desk: Desk, function: str | None) -> None:
    """Give this device new encryption keys.

    Post-quantum ones are among them, which a desk of the first version lacks. The others use them once they have your next bundle; what
    was made for the former keys still opens here for 90 days.

    Example: jitdesk rekey kyiv.jitdesk
    """
    identity.rekey(desk, function)


COMMANDS = (open_, init, enrol, card, fingerprint, admit, rekey, compartment)
