"""New keys for a desk, safe against a power cut at any moment: it opens with the old or with the new, never with neither.

The database is first written to a second file under its new key; then one write of keyslots.json names both keys; then the second file
takes the place of the first; then the former key is dropped. Opening a desk finishes what was cut short (`keyfile.settle`).
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from jitdesk.crypto import keyslots
from jitdesk.crypto.keyslots import DEFAULT, Cost, Document
from jitdesk.kernel.errors import Damaged, JITDeskError
from jitdesk.services import keyfile
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.keyfile import DATABASE, FRESH, Unlocked
from jitdesk.storage import recipher
from jitdesk.system import files


def new_database_key(desk: Desk, *, progress: Progress = no_progress) -> None:
    """Put the database under a new key, so that what was erased from it cannot be had from its old pages.

    Nobody may be inside a transaction of this desk; another process that has it open is a reason to refuse.
    """
    _replace(desk, keyfile.read(desk.folder), desk.unlocked.vault, progress)


def new_keys(desk: Desk, passphrase: str, *, cost: Cost = DEFAULT, progress: Progress = no_progress) -> None:
    """A new vault key under this passphrase alone, and a new database key: no other slot, old copy or code opens the desk any more."""
    document, vault = keyslots.create(keyfile.read(desk.folder)["desk"], passphrase, cost)
    _replace(desk, document, vault, progress)


def _replace(desk: Desk, document: Document, vault: bytes, progress: Progress) -> None:
    folder, former = desk.folder, desk.keys.database
    pending = replace(desk.keys, database=os.urandom(keyslots.KEY_BYTES), former=former)
    desk.db.close()
    try:
        _copy(folder / DATABASE, former, folder / FRESH, pending.database, progress)
        keyfile.write(folder, keyslots.with_keys(document, vault, pending))
    except BaseException:
        with suppress(JITDeskError):  # else the next opening does it
            _after_failure(desk, vault)
        raise
    desk.reopen(keyfile.settle(folder, Unlocked(vault, pending)))


def _copy(path: Path, key: bytes, fresh: Path, new_key: bytes, progress: Progress) -> None:
    keyfile.discard(fresh)
    with files.refusals(fresh):
        files.need_space(path.parent, path.stat().st_size)
        recipher.copy(path, key, fresh, new_key, progress)
        files.sync_folder(path.parent)  # before the slots name its key


def _after_failure(desk: Desk, vault: bytes) -> None:
    """Remove the second file; but where the slots name its key already, go on with it: nothing may be written to the first any more."""
    document = keyfile.read(desk.folder)
    try:
        keys = keyslots.keys_of(document, vault)
    except Damaged:
        keys = desk.keys  # the slots are still those under the former vault key
    if keys.former is None:
        keyfile.discard(desk.folder / FRESH)
    else:
        desk.reopen(keyfile.settle(desk.folder, Unlocked(vault, keys)))
