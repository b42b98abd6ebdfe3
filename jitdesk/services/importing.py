"""Bundles in: staged, verified, planned, and then either shown (a rehearsal that is rolled back) or kept; one function serves both."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from jitdesk.crypto.age import NotForUs
from jitdesk.exchange import card
from jitdesk.exchange.manifest import Have, Manifest
from jitdesk.exchange.opening import Opened, open_bundle
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.values import new_id
from jitdesk.services import admission, aloud, breaks, covering, custody_chain, destroying, exporting, orders, resolving
from jitdesk.services.aloud import Aloud
from jitdesk.services.breaks import Fork, Gap
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.orders import Ordered
from jitdesk.services.standing import Standing
from jitdesk.services.taking import ALL, Choice, Key, Numbers, Taking
from jitdesk.storage import decisions, log, positions, stubs
from jitdesk.storage.engine import Connection
from jitdesk.storage.log import HELD as HELD
from jitdesk.storage.log import REFUSED as REFUSED
from jitdesk.storage.log import WAITING as WAITING
from jitdesk.storage.projections.projector import Touched
from jitdesk.storage.staging import Staging
from jitdesk.system import files


@dataclass
class Report:
    """What a bundle does, or did: who it is from, records by (compartment, kind, id), conflicts by field, what is missing and what waits.

    `hash` is that of the file as it travels; one that is not `post_quantum` could be read with a quantum computer one day. `places` has the
    numbers of each compartment, `names` what it is called; `asleep` counts changes of this bundle that came before and wait in quarantine:
    it does not wake them. `held`, `forks` and `aloud` are of the whole desk, as it is with the bundle.
    """

    sender: str
    member: str
    state: str
    verified: bool
    bundle: str
    created: str
    note: str
    hash: str = ""
    touched: Touched = field(default_factory=Touched)
    places: dict[str, Numbers] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    held: list[Gap] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    aloud: list[Aloud] = field(default_factory=list)
    orders: list[Ordered] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # compartments that this desk hears now to read no more
    asleep: int = 0
    news: bool = False  # whether it brought anything that this desk did not hold
    recipients: tuple[str, ...] = ()
    post_quantum: bool = False
    have: Have = field(default_factory=dict)  # what the sender said to hold

    @property
    def waiting(self) -> int:
        """How many changes came in and wait for a person."""
        return sum(numbers.waiting for numbers in self.places.values())


def preview(desk: Desk, paths: Sequence[Path], *, trust: str | None = None, progress: Progress = no_progress) -> list[Report]:
    """What these bundles (files or folders) would change; nothing is written."""
    with rehearsed(desk, paths, trust=trust, progress=progress) as (_, reports):
        return reports


@contextmanager
def rehearsed(
    desk: Desk, paths: Sequence[Path], *, trust: str | None = None, progress: Progress = no_progress
) -> Iterator[tuple[Connection, list[Report]]]:
    """Within it the connection sees the desk as these bundles would make it; nothing of that stays."""
    found = bundles(paths)
    try:
        with desk.db.rehearse() as connection:
            yield connection, _receive_all(desk, connection, found, trust, progress, rehearsal=True)
    finally:
        desk.forget_standing()
        files.empty_folder(desk.staging)


def accept(
    desk: Desk,
    paths: Sequence[Path],
    *,
    trust: str | None = None,
    only: Sequence[str] | None = None,
    rest: str = WAITING,
    seen: Sequence[str] | None = None,
    progress: Progress = no_progress,
) -> list[Report]:
    """Take these bundles in, all or none; the founder's fingerprint `trust` is asked for at the first import.

    `seen` are the hashes of the files that a person was shown: others are refused, for a shared folder is in other hands too.
    With `only`, the lines of these records (ids, codes, references; perhaps none) are put in force, and the `rest` waits or is refused: it
    stands in the log, is passed on, and can be accepted later.
    """
    found = bundles(paths)
    try:
        with desk.db.write() as connection:
            choice = ALL if only is None else Choice(_chosen(desk, connection, found, trust, only, progress), rest)
            with _no_collector():
                reports = _receive_all(desk, connection, found, trust, progress, rehearsal=False, choice=choice)
            if seen is not None and [report.hash for report in reports] != list(seen):
                raise Refused("import.not_shown")
            _keep_files(desk)
        if desk.lock is not None:  # in a child of the process that holds the desk open, it waits for the next opening
            destroying.finish(desk)
        return reports
    except BaseException:
        desk.forget_standing()
        raise
    finally:
        files.empty_folder(desk.staging)


@contextmanager
def _no_collector() -> Iterator[None]:
    """What an import makes goes with the last name for it, in no cycles: looking for them took 5 % of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def bundles(paths: Sequence[Path]) -> list[tuple[Path, bool]]:
    """The bundle files that are meant, and whether each was named itself; a folder stands for the bundles in it."""
    found: list[tuple[Path, bool]] = []
    for path in paths:
        if path.is_dir():
            found.extend((entry, False) for entry in sorted(path.iterdir()) if entry.suffix == exporting.SUFFIX and entry.is_file())
        elif path.is_file():
            found.append((path, True))
        else:
            raise Refused("import.no_file", name=path.name)
    if not found:
        raise Refused("import.empty")
    return found


def _chosen(
    desk: Desk, connection: Connection, found: Sequence[tuple[Path, bool]], trust: str | None, only: Sequence[str], progress: Progress
) -> frozenset[Key]:
    """The records that are meant, among what the desk holds and what the bundles bring: they are taken in once to see, and taken back."""
    if not only:
        return frozenset()
    attempt = connection.begin_nested()
    try:
        _receive_all(desk, connection, found, trust, progress, rehearsal=False)
        standing = desk.standing(connection)
        those = [resolving.found(connection, standing, reference) for reference in only]
    finally:
        attempt.rollback()
        desk.forget_standing()
        files.empty_folder(desk.staging)
    return frozenset((one.compartment, one.kind, one.id) for one in those)


def _receive_all(
    desk: Desk,
    connection: Connection,
    found: Sequence[tuple[Path, bool]],
    trust: str | None,
    progress: Progress,
    *,
    rehearsal: bool,
    choice: Choice = ALL,
) -> list[Report]:
    reports = []
    step = decisions.next_entry(connection)  # all bundles of one import are undone together
    for path, named in found:
        try:
            reports.append(_receive(desk, connection, path, trust, progress, rehearsal=rehearsal, choice=choice, step=step))
        except NotForUs:
            if named:
                raise
        except Damaged as damage:
            if named and len(found) == 1:
                raise
            raise Damaged("import.one_of_several", name=path.name, reason=str(damage)) from None
    if not reports:
        raise Damaged("import.none_for_us")
    return reports


def _receive(
    desk: Desk, connection: Connection, path: Path, trust: str | None, progress: Progress, *, rehearsal: bool, choice: Choice, step: int
) -> Report:
    stage = Staging(connection)
    stage.clear()
    opened = open_bundle(
        path,
        identities=desk.keys.identities,
        device=desk.device,
        formerly=desk.formerly(connection),
        stage=stage,
        staging=desk.staging / new_id(desk.random),
        progress=progress,
    )
    founder = _founder(desk, connection, opened, trust, rehearsal=rehearsal)
    newest = log.newest(connection)
    roster = admission.take_roster(desk, connection, opened, stage)
    if founder is not None and founder != roster.founder:
        raise Refused("import.other_founder", fingerprint=card.fingerprint(roster.founder))
    before = desk.standing(connection)
    report = _sender(opened, before, verified=founder is not None)
    taking = Taking(desk, connection, choice)
    _take_segments(desk, connection, opened, stage, taking, report)
    taking.finish()
    report.touched, report.places = taking.touched, taking.places
    standing = desk.standing(connection)
    report.names = {place: standing.name(place) for place in report.places}
    _hear(connection, opened.manifest, standing)
    emptied = [breaks.emptied(connection, standing, desk.device, *piece) for piece in stubs.missing(connection)]
    report.held = [*breaks.gaps(connection, standing, desk.device), *emptied]
    news = (id for id in standing.charters if standing.out_of(id, desk.device) and not before.out_of(id, desk.device))
    report.left = [standing.name(id) for id in news]
    report.forks = breaks.forks(connection, standing)
    report.aloud = aloud.read_out(connection, standing)
    report.orders = orders.waiting(connection, standing)
    stage.clear()
    came = custody_chain.arrived(desk, opened.files)
    report.news = taking.news or came.fresh or log.newest(connection) != newest
    if report.news:
        who = {"sender": report.sender, "verified": report.verified, "made": report.created, "bundle": report.bundle, "hash": report.hash}
        taking.note(decisions.IMPORT, step=step, files=came.files, **who)
    return report


def _hear(connection: Connection, manifest: Manifest, standing: Standing) -> None:
    """Keep what the sender says it holds, unless a later bundle of theirs has said more."""
    heard = exporting.heard(manifest.sender)
    if manifest.created < (log.get(connection, heard) or ""):
        return  # not "<=": the files of one export are made in one second, and each speaks of its own compartments
    log.put(connection, heard, manifest.created)
    for compartment, tips in manifest.have.items():
        if compartment in standing.charters or compartment == manifest.workspace:
            positions.put(connection, manifest.sender, compartment, tips)


def _founder(desk: Desk, connection: Connection, opened: Opened, trust: str | None, *, rehearsal: bool) -> str | None:
    """The founder's device as a person compared it; the first bundle of a desk needs that, and makes its workspace ours."""
    workspace = desk.workspace_in(connection)
    if workspace is not None and workspace != opened.manifest.workspace:
        raise Damaged("import.other_team")
    given = card.parse_fingerprint(trust) if trust is not None else None
    if trust is not None and given is None:
        raise Refused("card.no_fingerprint")
    if workspace is not None:
        return given or desk.standing(connection).roster.founder
    if given is None and not rehearsal:
        raise Refused("import.trust_needed")
    desk.join(connection, opened.manifest.workspace)
    return given


def _sender(opened: Opened, standing: Standing, *, verified: bool) -> Report:
    manifest = opened.manifest
    person = standing.roster.devices[manifest.sender].card
    who = manifest.sender, str(person["member"]), str(person["state"])
    said = manifest.bundle, manifest.created, manifest.note, opened.hash
    return Report(*who, verified, *said, recipients=tuple(manifest.recipients), have=manifest.have, post_quantum=opened.post_quantum)


def _take_segments(desk: Desk, connection: Connection, opened: Opened, stage: Staging, taking: Taking, report: Report) -> None:
    """Take in what is new, without what an order carried out here covers, and what was missing of segments held already."""
    gate = admission.Gate(desk, connection, opened, stage)
    cover = covering.Cover(desk, connection)
    source = opened.manifest.bundle
    for name in gate.segments:
        if (row := log.row_of(connection, gate.hash(name))) is not None:
            report.asleep += decisions.asleep(connection, row)
            if stubs.unproved(connection, row):
                one = gate.verified(name)
                if fresh := cover.fill(row, one):
                    taking.put(row, one.head.compartment, fresh)
            continue
        one = gate.verified(name)
        state = gate.state(one)
        one, gone = cover.over(one)
        row = admission.store(desk, connection, one, state, source)
        stubs.note(connection, row, one.changes, gone)
        if state == log.APPLIED:
            taking.put(row, one.head.compartment, one.changes)
        else:
            taking.keep(row, one.head.compartment, one.changes, state)
    for stored in gate.released():
        taking.put(stored.id, stored.compartment, decisions.in_force(connection, stored))
    cover.settle(desk.standing(connection))


def _keep_files(desk: Desk) -> None:
    """Ciphertexts leave staging for the desk before the commit: one that nobody names does no harm, one that is missing would."""
    for path in sorted(desk.staging.glob("*/*")):
        target = desk.files / path.name
        if not target.exists():
            with path.open("rb") as written:
                os.fsync(written.fileno())
            os.replace(path, target)
    files.sync_folder(desk.files)
