"""Commands for what opens a desk: passphrase, keychain, recovery kit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from jitdesk.cli.opening import DESK, Terminal, on_desk
from jitdesk.cli.output import line
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import say
from jitdesk.services import desk as desks
from jitdesk.services import passphrases
from jitdesk.services import recovery as kits
from jitdesk.services.desk import Desk
from jitdesk.services.recovery import Kit

_LONGEST = 16 << 10  # bytes of a file with words; more is no kit


@click.command()
@on_desk
@click.argument("out", metavar="[OUT.docx]", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--shares", is_flag=True, help="Three sheets for three people, of which any two open the desk.")
def recovery(desk: Desk, out: Path | None, shares: bool) -> None:
    """Make a recovery kit to print, or say which there is.

    The kit opens the desk where the passphrase is lost, and takes the place of the one made before. With --shares each of three
    people gets a sheet. Without OUT: the kit's number, when it was made, and when it was last proved.

    Example: jitdesk recovery sava.jitdesk kit.docx --shares
    """
    if out is None:
        if shares:
            raise click.UsageError(say("recovery.shares_of_nothing"))
        line(_state(kits.kit(desk)))
        return
    former = kits.kit(desk)
    for path in kits.make(desk, out, shares=shares):
        line(str(path))
    click.echo(say("recovery.made"), err=True)
    if former:
        click.echo(say("recovery.former", number=former.number), err=True)


@click.command()
@click.argument("folder", metavar="DESK", type=DESK)
@click.argument("code_files", metavar="CODE-FILE...", nargs=-1, required=True)
@click.option("--drill", is_flag=True, help="Only prove that the kit opens the desk; nothing is changed.")
@click.pass_obj
def recover(terminal: Terminal, /, folder: Path, code_files: tuple[str, ...], drill: bool) -> None:
    """Open a desk by its recovery kit and set a new passphrase.

    Each CODE-FILE holds the words of one sheet (-: standard input); of a kit in shares, give any two. The new passphrase is asked for,
    or read from --passphrase-file.

    Example: jitdesk recover sava.jitdesk sheet-1.txt sheet-3.txt
    """
    texts = _texts(code_files)
    held = desks.claim(folder, lambda: kits.unlock(folder, texts))
    try:
        if not drill:
            passphrases.change(held, terminal.passphrase(new=True, text="New passphrase"))
        proved = kits.prove(held)
    finally:
        held.close()
    line(say("recovery.drill" if drill else "recovery.done", number=proved.number))


@click.command()
@click.argument("folder", metavar="DESK", type=DESK)
@click.option("--new-passphrase-file", metavar="FILE", help="Read the new passphrase from the first line of FILE (-: standard input).")
@click.option("--new-keys", is_flag=True, help="Somebody may know the passphrase: new keys for everything on the desk.")
@click.pass_obj
def passphrase(terminal: Terminal, /, folder: Path, new_passphrase_file: str | None, new_keys: bool) -> None:
    """Change the passphrase of a desk.

    An old copy of the desk's file keyslots.json still opens with the old passphrase; with --new-keys it opens nothing that is written
    from now on, and a recovery kit must be made anew.

    Example: jitdesk passphrase sava.jitdesk --new-keys
    """
    held = desks.claim(folder, lambda: desks.unlock(folder, terminal.passphrase()))
    try:
        new = Terminal(new_passphrase_file, terminal.window).passphrase(new=True, text="New passphrase")
        if not new_keys:
            passphrases.change(held, new)
            line(say("passphrase.changed"))
            return
        renewed = passphrases.renew(held, new)
    finally:
        held.close()
    line(say("passphrase.renewed"))
    for key, said in (("kit", renewed.kit), ("keychain_again", renewed.again), ("keychain_not_again", renewed.not_again)):
        if said:
            line(say(f"passphrase.{key}"))
    line(say("passphrase.device"))


@click.command(name="forget-keychain")
@click.argument("folder", metavar="DESK", type=DESK)
def forget_keychain(folder: Path) -> None:
    """Let the system's keychain open the desk no more.

    Works without the passphrase, and where the keychain is locked or absent.

    Example: jitdesk forget-keychain sava.jitdesk
    """
    reason = desks.forget_keychain(folder)
    line(say("keychain.forgotten"))
    if reason is not None:
        line(say("keychain.left", reason=reason))


def _state(kit: Kit | None) -> str:
    if kit is None:
        return say("recovery.none")
    made = say("recovery.kit_of_shares" if kit.shares else "recovery.kit", number=kit.number, made=kit.made[:10] or "?")
    return f"{made} {say('recovery.proved', date=kit.proved[:10]) if kit.proved else say('recovery.never_proved')}"


def _texts(names: Sequence[str]) -> list[str]:
    return [_text(name) for name in names]


def _text(name: str) -> str:
    try:
        with click.open_file(name, "rb") as stream:
            data: bytes = stream.read(_LONGEST)
        return data.decode("utf-8-sig")
    except (OSError, RuntimeError, UnicodeDecodeError):  # RuntimeError: standard input is closed
        raise Refused("recovery.file", name=name) from None


COMMANDS = (passphrase, forget_keychain, recovery, recover)
