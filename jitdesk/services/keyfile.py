"""The files of a desk that hold its keys and what they open: read, written, and put right after a change that was cut short."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from jitdesk.crypto import keyslots
from jitdesk.crypto.keyslots import Document, Keys
from jitdesk.kernel.errors import Damaged
from jitdesk.storage import recipher
from jitdesk.system import files

DATABASE, SLOTS = "desk.db", "keyslots.json"
FRESH = "desk.db.new"
"""The database under its next key, until it takes the place of the other."""

_BESIDE = ("-journal", "-wal", "-shm")  # what a database may have beside it


@dataclass(frozen=True, repr=False)
class Unlocked:
    """What a passphrase, the keychain or a recovery code opens: the vault key and the keys under it."""

    vault: bytes
    keys: Keys


def read(folder: Path) -> Document:
    """The slots of a desk; raises Damaged."""
    try:
        with (folder / SLOTS).open("rb") as stream:
            data = stream.read(keyslots.LONGEST + 1)
    except OSError:
        raise Damaged("desk.none", desk=str(folder)) from None
    return keyslots.decode(data)


def write(folder: Path, document: Document) -> None:
    """Put new slots in the place of the old, whole or not at all; whoever writes holds the lock of the desk."""
    files.write(folder / SLOTS, keyslots.encode(document))


def settle(folder: Path, unlocked: Unlocked) -> Unlocked:
    """Finish a change of the database key that was cut short, at whatever point; raises Damaged where neither key opens the desk.

    The new file is whole before the slots name its key, so it only has to take its place. What the slots say counts, and not what was
    read from them before: another process may have changed them since.
    """
    path, fresh = folder / DATABASE, folder / FRESH
    try:
        document = read(folder)
        keys = keyslots.keys_of(document, unlocked.vault)
    except Damaged:
        return unlocked  # the keys at hand may still open the desk
    _remove_unfinished(folder)
    if keys.former is None:
        discard(fresh)
        return Unlocked(unlocked.vault, keys)
    if recipher.opens(fresh, keys.database):
        take_place(fresh, path)
    elif not recipher.opens(path, keys.database):
        if not recipher.opens(path, keys.former):
            raise Damaged("desk.damaged")
        keys = replace(keys, database=keys.former)  # somebody took the new file away: what it was made from is still there
    keys = replace(keys, former=None)
    write(folder, keyslots.with_keys(document, unlocked.vault, keys))
    return Unlocked(unlocked.vault, keys)


def _remove_unfinished(folder: Path) -> None:
    """A write of the slots that was cut short left a file that may open with what was to open the desk."""
    for left in folder.glob(f".{SLOTS}.*"):
        with files.refusals(left):
            left.unlink()


def take_place(fresh: Path, path: Path) -> None:
    """Put one database in the place of another in one step; the journals of the other go first, for they would be read into it."""
    with files.refusals(path):
        for suffix in _BESIDE:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        files.sync_folder(path.parent)
        fresh.replace(path)
        files.sync_folder(path.parent)


def discard(path: Path) -> None:
    """Remove a database, whole or half, and its journals."""
    with files.refusals(path):
        for name in (path.name, *(path.name + suffix for suffix in _BESIDE)):
            if os.path.lexists(path.with_name(name)):
                path.with_name(name).unlink()
