"""Bundles out: one file a readership, holding what its recipients are not known to hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jitdesk.exchange import bundle
from jitdesk.exchange.manifest import Manifest
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import new_id
from jitdesk.services import sealing
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.standing import Standing
from jitdesk.storage import log, positions
from jitdesk.storage.engine import Connection
from jitdesk.system import files

SUFFIX = ".jitbundle"


@dataclass(frozen=True)
class Readership:
    """The recipients of one file and the compartments that all of them read."""

    devices: tuple[str, ...]
    compartments: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A file that was made: for whom, with what."""

    path: Path
    bundle: str
    members: tuple[str, ...]
    compartments: tuple[str, ...]
    segments: int


def export(desk: Desk, out: Path, to: Sequence[str] | None = None, *, note: str = "", progress: Progress = no_progress) -> list[Written]:
    """Write bundles for the members `to` (default: everybody else); all files appear, or none. `out` is a folder or NAME.jitbundle."""
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        may_send(desk, standing)
        plan = readerships(desk, standing, to)
        targets = paths(desk, out, len(plan))
        sealing.seal_all(desk, connection)
    with desk.db.read() as connection:
        written: list[Written] = []
        try:
            for readership, path in zip(plan, targets, strict=True):
                written.append(_write(desk, connection, standing, readership, path, note, progress))
        except BaseException:
            for done in written:
                done.path.unlink(missing_ok=True)
            raise
    return written


def read(plain: Any) -> Written:
    """A file that was made, out of the plain values in which it came from another process."""
    return Written(Path(plain["path"]), plain["bundle"], tuple(plain["members"]), tuple(plain["compartments"]), plain["segments"])


def heard(device: str) -> str:
    """The key under which a desk keeps when the newest bundle that it took from a device was made."""
    return f"heard {device}"


def may_send(desk: Desk, standing: Standing) -> None:
    """Raise Refused unless this device has a live grant and understands every act it would pass on."""
    if standing.roster.role(desk.device) is None:
        raise Refused("right.removed")
    if standing.roster.unknown:
        raise Refused("right.newer")


def readerships(desk: Desk, standing: Standing, to: Sequence[str] | None) -> list[Readership]:
    """The files that an export makes: the one for all recipients first, then each narrower set of readers."""
    if to is None:
        devices = {d.device for d in standing.roster.live()}
    else:
        devices = {device for member in to for device in standing.devices_of(member)}
    recipients = frozenset(devices - {desk.device})
    if not recipients:
        raise Refused("export.nobody")
    return grouped(recipients, {id: standing.readers(id) for id in carried(desk, standing)})


def carried(desk: Desk, standing: Standing) -> list[str]:
    """The compartments that this desk may pass on: it reads them, and understands every act in them."""
    return [id for id, charter in standing.charters.items() if charter.reads(desk.device) and not charter.unknown]


def grouped(recipients: frozenset[str], readers: Mapping[str, frozenset[str]]) -> list[Readership]:
    """The file for all recipients first, then one for each narrower set of them that reads a compartment."""
    sets: dict[frozenset[str], list[str]] = {recipients: []}
    for id, those in readers.items():
        if those & recipients:
            sets.setdefault(those & recipients, []).append(id)
    order = sorted(sets, key=lambda s: (s != recipients, -len(s), sorted(s)))
    return [Readership(tuple(sorted(s)), tuple(sorted(sets[s]))) for s in order]


def paths(desk: Desk, out: Path, count: int) -> list[Path]:
    """The files that an export of `count` files makes: in the folder `out`, or NAME.jitbundle, NAME.2.jitbundle …; none may exist."""
    found = _named(desk, out, count)
    for path in found:
        if path.exists():
            raise Refused("files.exists", name=path.name, folder=str(path.parent))
    return found


def _named(desk: Desk, out: Path, count: int) -> list[Path]:
    if out.is_dir():
        names = [f"{iso(desk.clock.now())[:10]}-{desk.random(4).hex()}{SUFFIX}" for _ in range(count)]
        return [out / name for name in names]
    if out.suffix != SUFFIX:
        raise Refused("export.place", out=str(out))
    stem = out.name.removesuffix(SUFFIX)
    return [out] + [out.with_name(f"{stem}.{i}{SUFFIX}") for i in range(2, count + 1)]


def _write(
    desk: Desk, connection: Connection, standing: Standing, readership: Readership, path: Path, note: str, progress: Progress
) -> Written:
    wanted = {id: _lacking(connection, id, readership.devices) for id in readership.compartments}
    manifest = Manifest(
        bundle=new_id(desk.random),
        created=iso(desk.clock.now()),
        have={id: log.tips(connection, id) for id in (desk.workspace_id, *readership.compartments)},
        note=note,
        recipients=list(readership.devices),
        sender=desk.device,
        workspace=desk.workspace_id,
    )
    rows = [row for those in wanted.values() for row in those]
    with files.writing(path) as stream:
        bundle.write(
            stream,
            seed=desk.keys.signing,
            manifest=manifest,
            roster=packed(connection, positions.all_of(connection, desk.workspace_id)),
            segments=packed(connection, rows),
            files=attachments(desk, connection, rows),
            recipients=[str(standing.roster.devices[device].card["age"]) for device in readership.devices],
            progress=progress,
        )
    members = tuple(sorted({standing.member(device) for device in readership.devices}))
    names = tuple(standing.name(id) for id in readership.compartments)
    return Written(path, manifest.bundle, members, names, len(rows))


def _lacking(connection: Connection, compartment: str, devices: Sequence[str]) -> list[int]:
    """The segments of a compartment that not every recipient is known to hold."""
    held: set[int] | None = None
    for device in devices:
        has = positions.held_by(connection, device, compartment)
        held = has if held is None else held & has
    return [row for row in positions.all_of(connection, compartment) if row not in (held or set())]


def packed(connection: Connection, rows: Sequence[int]) -> Iterator[tuple[bytes, str]]:
    """Segments as they travel, one at a time."""
    for row in rows:
        stored = log.segment(connection, row)
        yield stored.body, stored.signature


def attachments(desk: Desk, connection: Connection, rows: Sequence[int]) -> Iterator[tuple[str, Path]]:
    """The ciphertexts that lines of these segments name and that lie here; each once, in the order of their names."""
    named: set[str] = set()
    for row in rows:
        named.update(cipher for line in log.segment(connection, row).lines() for cipher in log.cipher(line))
    for cipher in sorted(named):
        path = desk.files / cipher
        if path.is_file():
            yield cipher, path
