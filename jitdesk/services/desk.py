"""A desk on disk and in memory: made, unlocked, held and closed; it knows no business."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from jitdesk.crypto import age, keyslots, signature
from jitdesk.crypto.keyslots import Cost, Keys
from jitdesk.exchange import card
from jitdesk.exchange.card import Card
from jitdesk.kernel.clock import Clock, WallClock
from jitdesk.kernel.errors import Damaged, JITDeskError, NotUnlocked, Refused
from jitdesk.kernel.values import Random, new_id
from jitdesk.services import keyfile, ownkeys, standing
from jitdesk.services.keyfile import DATABASE
from jitdesk.services.keyfile import Unlocked as Unlocked
from jitdesk.services.standing import Standing
from jitdesk.storage import log, migration, schema
from jitdesk.storage.engine import Connection, Database
from jitdesk.storage.projections import projector
from jitdesk.system import files, keychain, places
from jitdesk.system.lock import DeskLock

_FILES, _STAGING = "files", "staging"
_WORKSPACE, _CARD, _FIELDS = "workspace", "card", "fields"

Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Tell nobody how far a job is."""


@dataclass(frozen=True)
class Person:
    """Who sits at a desk, as the card says it."""

    member: str
    state: str
    authority: str
    function: str


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
    outside: Path = field(default_factory=places.data)
    opened: set[str] = field(default_factory=set, repr=False)  # witnesses whom a person opened with a reason since the desk is open
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

    def formerly(self, connection: Connection) -> tuple[str, ...]:
        """The devices in whose place this one stands."""
        return () if self.workspace_in(connection) is None else self.standing(connection).roster.line_of(self.device)[1:]

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

    def hold_keys(self, keys: Keys) -> None:
        """Go on with other keys of the device; the vault is the same."""
        self.unlocked = Unlocked(self.unlocked.vault, keys)

    def become(self, connection: Connection, card: Card, keys: Keys) -> None:
        """Be another device from now on (once the transaction is committed)."""
        log.put(connection, _CARD, card.file().decode("utf-8"))
        self.card = card
        self.hold_keys(keys)
        self.forget_standing()

    def reopen(self, unlocked: Unlocked) -> None:
        """Go on with the database under its new key."""
        self.db.close()
        self.unlocked = unlocked
        self.db = Database(self.folder / DATABASE, unlocked.keys.database)

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
    own, hybrid = age.new_identity(), age.new_hybrid_identity()
    keys = Keys(os.urandom(keyslots.KEY_BYTES), signature.new_signing_key(), own.secret, hybrid=hybrid.secret)
    document, vault = keyslots.create(new_id(random), passphrase, cost)
    keyfile.write(folder, keyslots.with_keys(document, vault, keys))
    about = person.member, person.state, person.authority, person.function
    data = card.make(keys.signing, own.recipient, *about, hybrid=hybrid.recipient)
    db = Database(folder / DATABASE, keys.database)
    db.create()
    with db.write() as connection:
        log.put(connection, _CARD, data.decode("utf-8"))
        log.put(connection, _FIELDS, schema.fingerprint())
    return Desk(folder, Unlocked(vault, keys), db, card.parse(data), clock, random, None)


def unlock(folder: Path, passphrase: str) -> Unlocked:
    """The keys of a desk by passphrase (takes about a second and 256 MiB); raises NotUnlocked."""
    document = keyfile.read(folder)
    vault = keyslots.open_with_passphrase(document, document["desk"], passphrase)
    return Unlocked(vault, keyslots.keys_of(document, vault))


def unlock_by_keychain(folder: Path) -> Unlocked:
    """The keys of a desk by the system's keychain; raises NotUnlocked with the reason."""
    document = keyfile.read(folder)
    secret = keychain.load(document["desk"])
    if secret is None:
        raise NotUnlocked("desk.no_keychain")
    vault = keyslots.open_with_keychain(document, document["desk"], secret)
    return Unlocked(vault, keyslots.keys_of(document, vault))


def renewed(folder: Path, unlocked: Unlocked) -> Unlocked:
    """The keys of a desk as they are now, for whoever unlocked it before a job changed them."""
    return Unlocked(unlocked.vault, keyslots.keys_of(keyfile.read(folder), unlocked.vault))


def remembered(folder: Path) -> bool:
    """Whether the system's keychain was asked to open this desk too."""
    return any(slot["kind"] == "keychain" for slot in keyfile.read(folder)["slots"])


def remember(desk: Desk, remembered: bool) -> None:
    """Let the system's keychain open this desk too, or stop that; the passphrase always opens it."""
    document = keyfile.read(desk.folder)
    if remembered:
        document, secret = keyslots.add_keychain(document, desk.unlocked.vault)
        keychain.store(document["desk"], secret)
        keyfile.write(desk.folder, document)
    else:
        keyfile.write(desk.folder, keyslots.without(document, "keychain"))
        keychain.forget(document["desk"])


def forget_keychain(folder: Path) -> JITDeskError | None:
    """Let the system's keychain open this desk no more; no key is needed for that, and no keychain.

    Returns why its entry may still be in the keychain, where an old copy of the slots could use it; raises Refused while the desk is open.
    """
    with DeskLock(folder):
        document = keyfile.read(folder)
        keyfile.write(folder, keyslots.without(document, "keychain"))
        try:
            keychain.forget(document["desk"])
        except Refused as reason:
            return reason
        return None


def hold(
    folder: Path,
    unlocked: Unlocked,
    *,
    clock: Clock | None = None,
    random: Random = os.urandom,
    locked: bool = True,
    progress: Progress = no_progress,
) -> Desk:
    """Open a desk with its keys; one process at a time (`locked` is false only in the child of the process that holds the lock).

    A desk of an earlier version is projected anew, which takes its time: `progress` tells, and may raise to have it as it was.
    """
    if locked:
        return claim(folder, lambda: unlocked, clock=clock, random=random, progress=progress)
    return _held(folder, unlocked, clock, random, None, progress)


def claim(
    folder: Path,
    unlock: Callable[[], Unlocked],
    *,
    clock: Clock | None = None,
    random: Random = os.urandom,
    progress: Progress = no_progress,
) -> Desk:
    """Open a desk that is locked against others first, and unlocked only then: nobody derives keys to hear that it is busy."""
    lock = DeskLock(folder)
    lock.take()
    try:
        desk = _held(folder, unlock(), clock, random, lock, progress)
    except BaseException:
        lock.release()
        raise
    _finish_erasure(desk)
    return desk


def _finish_erasure(desk: Desk) -> None:
    """Destroy what an erasure that was cut short left on the disk; where that cannot be done now, the desk opens all the same."""
    from jitdesk.services import destroying

    with suppress(Refused):
        destroying.finish(desk)


def _held(folder: Path, unlocked: Unlocked, clock: Clock | None, random: Random, lock: DeskLock | None, progress: Progress) -> Desk:
    if not (folder / DATABASE).is_file():
        raise Damaged("desk.none", desk=str(folder))
    if lock is not None:
        unlocked = keyfile.settle(folder, unlocked)
    db = Database(folder / DATABASE, unlocked.keys.database)
    try:
        return _open(folder, unlocked, db, clock or WallClock(), random, lock, progress)
    except BaseException:
        db.close()
        raise


def _open(folder: Path, unlocked: Unlocked, db: Database, clock: Clock, random: Random, lock: DeskLock | None, progress: Progress) -> Desk:
    with db.read() as connection:
        kept = log.get(connection, _CARD)
        fields = log.get(connection, _FIELDS)
        behind = migration.is_due(connection)
        unlocked = Unlocked(unlocked.vault, ownkeys.effective(connection, unlocked.keys))
    if kept is None:
        raise Damaged("desk.damaged")
    desk = Desk(folder, unlocked, db, card.parse(kept.encode("utf-8")), clock, random, lock)
    if desk.staging.is_symlink() or desk.files.is_symlink():
        raise Damaged("desk.damaged")  # on a shared disk somebody made them lead elsewhere, and staging is emptied
    if lock is not None:
        files.empty_folder(desk.staging)
    if behind or fields != schema.fingerprint():
        with db.write() as connection:  # all of it, or nothing: a desk is of one version
            if behind:
                migration.run(connection)
            if log.get(connection, _FIELDS) != schema.fingerprint():
                schema.remake_rows(connection)
                projector.rebuild(connection, desk.device, progress)
    return desk
