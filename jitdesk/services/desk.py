"""A desk on disk and in memory: made, unlocked, held and closed; it knows no business."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from jitdesk.crypto import age, keyslots, signature
from jitdesk.crypto.keyslots import Cost, Keys
from jitdesk.exchange import card
from jitdesk.exchange.card import Card
from jitdesk.kernel.clock import Clock, WallClock
from jitdesk.kernel.errors import Damaged, NotUnlocked, Refused
from jitdesk.kernel.values import Random, new_id
from jitdesk.services import standing
from jitdesk.services.standing import Standing
from jitdesk.storage import log, schema
from jitdesk.storage.engine import Connection, Database
from jitdesk.storage.projections import projector
from jitdesk.system import files, keychain
from jitdesk.system.lock import DeskLock

_DATABASE, _SLOTS, _FILES, _STAGING = "desk.db", "keyslots.json", "files", "staging"
_WORKSPACE, _CARD = "workspace", "card"


@dataclass(frozen=True)
class Person:
    """Who sits at a desk, as the card says it."""

    member: str
    state: str
    authority: str
    function: str


@dataclass(frozen=True, repr=False)
class Unlocked:
    """What a passphrase or the keychain opens: the vault key and the keys under it."""

    vault: bytes
    keys: Keys


@dataclass
class Desk:
    """An open desk: its database, its keys, its place in a team; `close` forgets them."""

    folder: Path
    unlocked: Unlocked
    db: Database
    card: Card
    clock: Clock
    random: Random
    lock: DeskLock | None
    _standing: tuple[int, Standing] | None = field(default=None, repr=False)
    _workspace: str | None = field(default=None, repr=False)

    @property
    def keys(self) -> Keys:
        """This desk's own keys."""
        return self.unlocked.keys

    @property
    def device(self) -> str:
        """This desk's device id."""
        return self.card.device

    @property
    def workspace(self) -> str | None:
        """The workspace, or None while the desk only has a card."""
        if self._workspace is None:
            with self.db.read() as connection:
                self._workspace = log.get(connection, _WORKSPACE)
        return self._workspace

    @property
    def workspace_id(self) -> str:
        """The workspace; raises Refused while the desk only has a card."""
        if self.workspace is None:
            raise Refused("desk.no_team")
        return self.workspace

    def join(self, connection: Connection, workspace: str) -> None:
        """Belong to a workspace from now on (once the transaction is committed)."""
        log.put(connection, _WORKSPACE, workspace)
        log.put(connection, "fields", schema.fingerprint())

    def workspace_in(self, connection: Connection) -> str | None:
        """The workspace as this transaction sees it."""
        return log.get(connection, _WORKSPACE)

    def standing(self, connection: Connection) -> Standing:
        """Roster and charters as this transaction sees them."""
        workspace = self.workspace_in(connection)
        if workspace is None:
            raise Refused("desk.no_team")
        acts = int(connection.exec_driver_sql("SELECT count(*) FROM act").scalar() or 0)  # acts are only ever added
        if self._standing is None or self._standing[0] != acts:
            self._standing = (acts, standing.load(connection, workspace))
        return self._standing[1]

    def forget_standing(self) -> None:
        """After a transaction that was rolled back, what it saw of the roster must not be kept."""
        self._standing = None

    @property
    def files(self) -> Path:
        """Where the ciphertexts of attachments lie."""
        return self.folder / _FILES

    @property
    def staging(self) -> Path:
        """Where ciphertexts of a bundle lie while it is read; emptied at start and after."""
        return self.folder / _STAGING

    def close(self) -> None:
        """Close the database and give the lock back."""
        self.db.close()
        if self.lock is not None:
            self.lock.release()
            self.lock = None


def create(folder: Path, passphrase: str, person: Person, *, cost: Cost, clock: Clock | None = None, random: Random = os.urandom) -> Desk:
    """Make a desk with new keys and a card, and hold it open; nothing is left behind where that fails."""
    if folder.exists():
        raise Refused("desk.exists", desk=str(folder))
    if not folder.parent.is_dir():
        raise Refused("desk.no_parent", folder=str(folder.parent))
    if not passphrase:
        raise Refused("desk.no_passphrase")
    made = folder.with_name(f".{folder.name}.{new_id(random)[:8]}")
    try:
        files.make_private_folder(made)
        desk = _fill(made, passphrase, person, cost, clock or WallClock(), random)
        desk.close()
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return hold(folder, desk.unlocked, clock=clock, random=random)


def _fill(folder: Path, passphrase: str, person: Person, cost: Cost, clock: Clock, random: Random) -> Desk:
    for name in (_FILES, _STAGING):
        files.make_private_folder(folder / name)
    own = age.new_identity()
    keys = Keys(os.urandom(keyslots.KEY_BYTES), signature.new_signing_key(), own.secret)
    document, vault = keyslots.create(new_id(random), passphrase, cost)
    files.write(folder / _SLOTS, keyslots.encode(keyslots.with_keys(document, vault, keys)))
    data = card.make(keys.signing, own.recipient, person.member, person.state, person.authority, person.function)
    db = Database(folder / _DATABASE, keys.database)
    db.create()
    with db.write() as connection:
        log.put(connection, _CARD, data.decode("utf-8"))
    return Desk(folder, Unlocked(vault, keys), db, card.parse(data), clock, random, None)


def _slots(folder: Path) -> keyslots.Document:
    try:
        data = (folder / _SLOTS).read_bytes()
    except OSError:
        raise Damaged("desk.none", desk=str(folder)) from None
    return keyslots.decode(data)


def unlock(folder: Path, passphrase: str) -> Unlocked:
    """The keys of a desk by passphrase (takes about a second and 256 MiB); raises NotUnlocked."""
    document = _slots(folder)
    vault = keyslots.open_with_passphrase(document, document["desk"], passphrase)
    return Unlocked(vault, keyslots.keys_of(document, vault))


def unlock_by_keychain(folder: Path) -> Unlocked:
    """The keys of a desk by the system's keychain; raises NotUnlocked with the reason."""
    document = _slots(folder)
    secret = keychain.load(document["desk"])
    if secret is None:
        raise NotUnlocked("desk.no_keychain")
    vault = keyslots.open_with_keychain(document, document["desk"], secret)
    return Unlocked(vault, keyslots.keys_of(document, vault))


def remembered(folder: Path) -> bool:
    """Whether the system's keychain was asked to open this desk too."""
    return any(slot["kind"] == "keychain" for slot in _slots(folder)["slots"])


def remember(desk: Desk, remembered: bool) -> None:
    """Let the system's keychain open this desk too, or stop that; the passphrase always opens it."""
    document = _slots(desk.folder)
    if remembered:
        document, secret = keyslots.add_keychain(document, desk.unlocked.vault)
        keychain.store(document["desk"], secret)
        files.write(desk.folder / _SLOTS, keyslots.encode(document))
    else:
        files.write(desk.folder / _SLOTS, keyslots.encode(keyslots.without_keychain(document)))
        keychain.forget(document["desk"])


def hold(folder: Path, unlocked: Unlocked, *, clock: Clock | None = None, random: Random = os.urandom, locked: bool = True) -> Desk:
    """Open a desk with its keys; one process at a time (`locked` is false only in the child of the process that holds the lock)."""
    if locked:
        return claim(folder, lambda: unlocked, clock=clock, random=random)
    return _held(folder, unlocked, clock, random, None)


def claim(folder: Path, unlock: Callable[[], Unlocked], *, clock: Clock | None = None, random: Random = os.urandom) -> Desk:
    """Open a desk that is locked against others first, and unlocked only then: nobody derives keys to hear that it is busy."""
    lock = DeskLock(folder)
    lock.take()
    try:
        return _held(folder, unlock(), clock, random, lock)
    except BaseException:
        lock.release()
        raise


def _held(folder: Path, unlocked: Unlocked, clock: Clock | None, random: Random, lock: DeskLock | None) -> Desk:
    if not (folder / _DATABASE).is_file():
        raise Damaged("desk.none", desk=str(folder))
    db = Database(folder / _DATABASE, unlocked.keys.database)
    try:
        return _open(folder, unlocked, db, clock or WallClock(), random, lock)
    except BaseException:
        db.close()
        raise


def _open(folder: Path, unlocked: Unlocked, db: Database, clock: Clock, random: Random, lock: DeskLock | None) -> Desk:
    with db.read() as connection:
        kept = log.get(connection, _CARD)
        fields = log.get(connection, "fields")
    if kept is None:
        raise Damaged("desk.damaged")
    desk = Desk(folder, unlocked, db, card.parse(kept.encode("utf-8")), clock, random, lock)
    if desk.staging.is_symlink() or desk.files.is_symlink():
        raise Damaged("desk.damaged")  # on a shared disk somebody made them lead elsewhere, and staging is emptied
    if lock is not None:
        files.empty_folder(desk.staging)
    if fields is not None and fields != schema.fingerprint():
        with db.write() as connection:
            projector.rebuild(connection, desk.device)
    return desk


Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Tell nobody how far a job is."""
