"""Bundles in: staged, verified, planned, and then either shown (a rehearsal that is rolled back) or kept; one function serves both."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from jitdesk.crypto.age import NotForUs
from jitdesk.exchange import card
from jitdesk.exchange.manifest import Manifest
from jitdesk.exchange.opening import Opened, open_bundle
from jitdesk.kernel import clock
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.values import new_id
from jitdesk.services import admission, exporting
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.standing import Standing
from jitdesk.storage import log, positions
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import projector
from jitdesk.storage.projections.projector import Touched
from jitdesk.storage.staging import Staging
from jitdesk.system import files


@dataclass(frozen=True)
class Gap:
    """A piece of a device's log in a compartment that is missing: what follows it is held."""

    compartment: str
    device: str
    member: str
    first: int
    last: int


@dataclass
class Report:
    """What a bundle does, or did: who it is from, records by (compartment, kind, id), conflicts by field, what is held and waits."""

    sender: str
    member: str
    state: str
    verified: bool
    bundle: str
    created: str
    note: str
    touched: Touched = field(default_factory=Touched)
    held: list[Gap] = field(default_factory=list)
    waiting: int = 0


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


def accept(desk: Desk, paths: Sequence[Path], *, trust: str | None = None, progress: Progress = no_progress) -> list[Report]:
    """Take these bundles in, all or none; the founder's fingerprint `trust` is asked for at the first import."""
    found = bundles(paths)
    try:
        with desk.db.write() as connection:
            reports = _receive_all(desk, connection, found, trust, progress, rehearsal=False)
            _keep_files(desk)
        return reports
    except BaseException:
        desk.forget_standing()
        raise
    finally:
        files.empty_folder(desk.staging)


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


def _receive_all(
    desk: Desk, connection: Connection, found: Sequence[tuple[Path, bool]], trust: str | None, progress: Progress, *, rehearsal: bool
) -> list[Report]:
    reports = []
    for path, named in found:
        try:
            reports.append(_receive(desk, connection, path, trust, progress, rehearsal=rehearsal))
        except NotForUs:
            if named:
                raise
    if not reports:
        raise Damaged("import.none_for_us")
    return reports


def _receive(desk: Desk, connection: Connection, path: Path, trust: str | None, progress: Progress, *, rehearsal: bool) -> Report:
    stage = Staging(connection)
    stage.clear()
    opened = open_bundle(
        path, identities=[desk.keys.age], device=desk.device, stage=stage, staging=desk.staging / new_id(desk.random), progress=progress
    )
    founder = _founder(desk, connection, opened, trust, rehearsal=rehearsal)
    roster = admission.take_roster(desk, connection, opened, stage)
    if founder is not None and founder != roster.founder:
        raise Refused("import.other_founder", fingerprint=card.fingerprint(roster.founder))
    report = _sender(opened, desk.standing(connection), verified=founder is not None)
    lacking = _take_segments(desk, connection, opened, stage, report)
    standing = desk.standing(connection)
    _hear(connection, opened.manifest, standing)
    missing = dict.fromkeys([*log.gaps(connection), *lacking])
    report.held = [Gap(place, device, standing.member(device), first, last) for place, device, first, last in missing]
    stage.clear()
    if log.came_with(connection, opened.manifest.bundle):
        log.note_once(connection, clock.iso(desk.clock.now()), "import", opened.manifest.bundle)
    return report


def _hear(connection: Connection, manifest: Manifest, standing: Standing) -> None:
    """Keep what the sender says it holds, unless a later bundle of theirs has said more."""
    heard = exporting.heard(manifest.sender)
    if manifest.created <= (log.get(connection, heard) or ""):
        return
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
    return Report(manifest.sender, str(person["member"]), str(person["state"]), verified, manifest.bundle, manifest.created, manifest.note)


def _take_segments(desk: Desk, connection: Connection, opened: Opened, stage: Staging, report: Report) -> list[tuple[str, str, int, int]]:
    """Take in what is new; returns the numbers that came with lines cut out of them.

    No desk erases lines yet, so a segment with stubs is one that somebody emptied: it counts as a gap until it comes whole.
    """
    lacking = []
    gate = admission.Gate(desk, connection, opened, stage)
    source = opened.manifest.bundle
    for name in opened.segments:
        if log.holds(connection, gate.hash(name)) is not None:
            continue
        one = gate.verified(name)
        if not one.whole:
            lacking.append((one.head.compartment, one.head.device, one.head.first, one.head.last))
            continue
        state = gate.state(one)
        admission.store(desk, connection, one, state, source)
        if state == log.APPLIED:
            report.touched.add(projector.apply(connection, one.head.compartment, one.changes))
        report.waiting += state == log.WAITING
    for stored in gate.released():
        report.touched.add(projector.apply(connection, stored.compartment, stored.changes()))
    return lacking


def _keep_files(desk: Desk) -> None:
    """Ciphertexts leave staging for the desk before the commit: one that nobody names does no harm, one that is missing would."""
    for path in sorted(desk.staging.glob("*/*")):
        target = desk.files / path.name
        if not target.exists():
            with path.open("rb") as written:
                os.fsync(written.fileno())
            os.replace(path, target)
    files.sync_folder(desk.files)
