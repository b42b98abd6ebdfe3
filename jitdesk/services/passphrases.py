"""The passphrase of a desk: set anew where it was changed or lost, or together with all other keys where somebody may know it."""

from __future__ import annotations

from dataclasses import dataclass

from jitdesk.crypto import keyslots
from jitdesk.crypto.keyslots import DEFAULT, Cost
from jitdesk.kernel.errors import Refused
from jitdesk.services import desk as desks
from jitdesk.services import keyfile, rekeying
from jitdesk.services.desk import Desk, Progress, no_progress


@dataclass(frozen=True)
class Renewed:
    """What new keys did to the other ways of opening: a `kit` was made void; the keychain opens the desk `again`, or does `not_again`."""

    kit: bool
    again: bool
    not_again: bool


def change(desk: Desk, passphrase: str, *, cost: Cost = DEFAULT) -> None:
    """Let another passphrase open the desk in place of the former (about a second, 256 MiB); an old copy of the slots keeps the former."""
    _refuse_empty(passphrase)
    document = keyfile.read(desk.folder)
    keyfile.write(desk.folder, keyslots.set_passphrase(document, desk.unlocked.vault, passphrase, cost))


def renew(desk: Desk, passphrase: str, *, cost: Cost = DEFAULT, progress: Progress = no_progress) -> Renewed:
    """A new passphrase, vault key and database key: what opened the desk until now opens it no more, whatever copy of the slots is used."""
    _refuse_empty(passphrase)
    before = keyfile.read(desk.folder)
    rekeying.new_keys(desk, passphrase, cost=cost, progress=progress)
    remembered = keyslots.has(before, "keychain")
    again = remembered and _remember(desk)
    return Renewed(keyslots.has(before, "recovery"), again, remembered and not again)


def _refuse_empty(passphrase: str) -> None:
    if not passphrase:
        raise Refused("desk.no_passphrase")


def _remember(desk: Desk) -> bool:
    try:
        desks.remember(desk, True)
    except Refused:
        return False
    return True
