"""Bundles out: one file a readership, holding what its recipients are not known to hold; checked against conditions, and logged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jitdesk.domain.originator import Recipient
from jitdesk.exchange import bundle
from jitdesk.exchange.manifest import Manifest
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import new_id
from jitdesk.services import ledger, marking, notices, originator, parts, sealing
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.ledger import Sending
from jitdesk.services.originator import Load, Party
from jitdesk.services.standing import Standing
from jitdesk.storage import carried, contents, log, positions
from jitdesk.storage.engine import Connection
from jitdesk.system import files

SUFFIX = ".jitbundle"

OnItsWay = Mapping[tuple[str, str], Collection[str]]
"""By device and compartment, the hashes of line 0 of the last segments that bundles bring it which somebody else carries."""

NOTHING: OnItsWay = {}


@dataclass(frozen=True)
class Readership:
    """The recipients of one file and the compartments that all of them read."""

    devices: tuple[str, ...]
    compartments: tuple[str, ...]
    notice: bool = False  # the one recipient reads them no more, and is told so


Plan = Callable[[Connection, Standing], Sequence[Readership]]
"""The files to make, as the roster and the charters stand."""


@dataclass(frozen=True)
class Written:
    """A file that was made: for whom, with what; `classical` names those because of whom it is not post-quantum, and is empty if it is.

    `sha256` is that of the file as it travels.
    """

    path: Path
    bundle: str
    members: tuple[str, ...]
    compartments: tuple[str, ...]
    segments: int
    classical: tuple[str, ...]
    sha256: str


def export(desk: Desk, out: Path, to: Sequence[str] | None = None, *, note: str = "", progress: Progress = no_progress) -> list[Written]:
    """Write bundles for the members `to` (default: everybody else); all files appear, or none. `out` is a folder or NAME.jitbundle."""
    return write(desk, out, lambda connection, standing: readerships(desk, connection, standing, to), note=note, progress=progress)


def write(
    desk: Desk, out: Path, plan: Plan, *, on_its_way: OnItsWay = NOTHING, note: str = "", progress: Progress = no_progress
) -> list[Written]:
    """Write the bundles that `plan` names, without what is `on_its_way` to all recipients of a file; all files appear, or none."""
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        may_send(desk, standing)
        planned = [_sendings(desk, connection, standing, readership, on_its_way) for readership in plan(connection, standing)]
        targets = paths(desk, out, [len(those) for those in planned])
        sendings = [sending for those in planned for sending in those]
        made = ledger.write(desk, connection, standing, sendings)
        for device, load in ((one.devices[0], load) for one in sendings if one.notice for load in one.loads):
            notices.tell(connection, load.compartment, device, iso(desk.clock.now()))
        sealing.seal_all(desk, connection)
    marking.advance(desk)
    with desk.db.read() as connection:
        written: list[Written] = []
        try:
            for sending, path in zip(sendings, targets, strict=True):
                rows = [row for load in sending.loads for row in _rows(connection, load, sending.devices, on_its_way)]
                written.append(_write(desk, connection, standing, sending, rows, path, note, progress))
        except BaseException:
            for done in written:
                done.path.unlink(missing_ok=True)
            raise
    ledger.finish(desk, made, {done.bundle: done.sha256 for done in written})
    return written


def _rows(connection: Connection, load: Load, devices: Sequence[str], on_its_way: OnItsWay) -> Sequence[int]:
    """What goes out of a compartment, now that all is sealed."""
    rows = load.rows if load.only else lacking(connection, load.compartment, devices, on_its_way)
    return [row for row in rows if row not in load.withheld]


def read(plain: Any) -> Written:
    """A file that was made, out of the plain values in which it came from another process."""
    lists = [tuple(plain[name]) for name in ("members", "compartments", "classical")]
    return Written(Path(plain["path"]), plain["bundle"], lists[0], lists[1], plain["segments"], lists[2], plain["sha256"])


def heard(device: str) -> str:
    """The key under which a desk keeps when the newest bundle that it took from a device was made."""
    return f"heard {device}"


def may_send(desk: Desk, standing: Standing) -> None:
    """Raise Refused unless this device has a live grant and understands every act it would pass on."""
    if standing.roster.role(desk.device) is None:
        raise Refused("right.removed")
    if standing.roster.unknown:
        raise Refused("right.newer")


def readerships(desk: Desk, connection: Connection, standing: Standing, to: Sequence[str] | None) -> list[Readership]:
    """The files that an export makes: the one for all recipients first, then each narrower set of readers."""
    if to is None:
        devices = {d.device for d in standing.roster.live()} - standing.blocked
    else:
        devices = {device for member in to for device in standing.devices_of(member)}
        for device in sorted(devices & standing.blocked):
            raise Refused("export.blocked", member=standing.member(device))
    recipients = frozenset(devices - {desk.device})
    if not recipients:
        raise Refused("export.nobody")
    plan = grouped(recipients, {id: standing.readers(id) for id in passed_on(desk, standing)})
    made = [apart for readership in plan for apart in _apart(standing, readership)]
    return made + tellings(desk, connection, standing, recipients, again=True)


def tellings(desk: Desk, connection: Connection, standing: Standing, devices: Collection[str], *, again: bool) -> list[Readership]:
    """A file for each device that was taken out of a compartment: once, or `again` until a bundle of it comes that was made later."""

    def lacks(place: str, device: str) -> bool:
        before = notices.told(connection, place, device)
        answered = (log.get(connection, heard(device)) or "") > before if again else True
        return not (before and answered) and bool(notices.of(connection, standing, place, device))

    found = [(device, tuple(place for place in passed_on(desk, standing) if lacks(place, device))) for device in sorted(devices)]
    return [Readership((device,), places, notice=True) for device, places in found if places]


def _apart(standing: Standing, readership: Readership) -> list[Readership]:
    """A readership in as few files as hold each key once: whoever took over another's key gets a file of their own."""
    files: list[dict[str, set[str]]] = []
    for device in readership.devices:
        card = standing.roster.devices[device].card
        keys = {str(card[kind]) for kind in ("age", "hybrid") if card[kind]}
        file = next((file for file in files if not any(keys & taken for taken in file.values())), None)
        if file is None:
            files.append(file := {})
        file[device] = keys
    return [Readership(tuple(file), readership.compartments) for file in files]


def passed_on(desk: Desk, standing: Standing) -> list[str]:
    """The compartments that this desk may pass on: it understands every act in them, and reads them or did.

    Whoever was taken out without knowing has lines that nobody got yet: a keeper decides on them.
    """
    return [id for id, charter in standing.charters.items() if not charter.unknown]


def grouped(recipients: frozenset[str], readers: Mapping[str, frozenset[str]]) -> list[Readership]:
    """The file for all recipients first, then one for each narrower set of them that reads a compartment."""
    sets: dict[frozenset[str], list[str]] = {recipients: []}
    for id, those in readers.items():
        if those & recipients:
            sets.setdefault(those & recipients, []).append(id)
    order = sorted(sets, key=lambda s: (s != recipients, -len(s), sorted(s)))
    return [Readership(tuple(sorted(s)), tuple(sorted(sets[s]))) for s in order]


def paths(desk: Desk, out: Path, parts: Sequence[int]) -> list[Path]:
    """The files that an export makes: in the folder `out`, or NAME.jitbundle, NAME.2.jitbundle …; none may exist.

    `parts` says in how many each of them goes: NAME-1-of-3.jitbundle …
    """
    found = [path for name, count in zip(_named(desk, out, len(parts)), parts, strict=True) for path in _numbered(name, count)]
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


def _numbered(path: Path, count: int) -> list[Path]:
    stem, width = path.name.removesuffix(SUFFIX), len(str(count))  # a folder of them is read in the order of their names
    return [path.with_name(f"{stem}-{i:0{width}}-of-{count}{SUFFIX}") for i in range(1, count + 1)] if count > 1 else [path]


def _sendings(desk: Desk, connection: Connection, standing: Standing, readership: Readership, on_its_way: OnItsWay) -> list[Sending]:
    """What the file of a readership is about to carry, or each of its parts, where no condition of a State stands against it."""
    whom, devices = parties(standing, readership.devices), readership.devices
    names = ", ".join(sorted({standing.member(device) for device in devices}))
    if readership.notice:
        told = {id: notices.of(connection, standing, id, devices[0]) for id in readership.compartments}
        return [Sending(new_id(desk.random), names, devices, _only(connection, told), {}, notice=True)]
    every = {id: lacking(connection, id, devices, on_its_way) for id in readership.compartments}
    withheld = {id: originator.withheld(desk, connection, standing, id, those, whom) for id, those in every.items()}
    rows = {id: [row for row in those if row not in withheld[id]] for id, those in every.items()}
    *before, last = parts.split(desk, connection, rows)
    if before and log.open_compartments(connection):  # acts that are still open must go with every part
        sealing.seal_all(desk, connection)
        return _sendings(desk, connection, standing, readership, on_its_way)
    gone = {id: frozenset(row for part in before for row in part.get(id, ())).difference(last[id]) for id in rows}
    ends = [(id, last[id], withheld[id] | gone[id]) for id in rows]
    loads = tuple(Load(id, those, carried.spans(connection, id, those, desk.device), apart) for id, those, apart in ends)
    whole = [*(_only(connection, part) for part in before), loads]
    consents = originator.check(desk, connection, standing, [load for those in whole for load in those], whom)
    return [Sending(new_id(desk.random), names, devices, those, consents) for those in whole]


def _only(connection: Connection, rows: Mapping[str, Sequence[int]]) -> tuple[Load, ...]:
    """These segments, and nothing that is sealed meanwhile."""
    return tuple(Load(id, those, carried.spans(connection, id, those), only=True) for id, those in rows.items())


def parties(standing: Standing, devices: Sequence[str]) -> list[Party]:
    """The members behind devices, as conditions of a State see them."""
    found = {(standing.member(device), str(standing.roster.devices[device].card.get("state", ""))) for device in devices}
    return [Party(f"{member} ({state})", Recipient(state)) for member, state in sorted(found)]


def _write(
    desk: Desk,
    connection: Connection,
    standing: Standing,
    sending: Sending,
    rows: Sequence[int],
    path: Path,
    note: str,
    progress: Progress,
) -> Written:
    places = [] if sending.notice else [load.compartment for load in sending.loads]  # who is out learns of no numbers there
    manifest = Manifest(
        bundle=sending.bundle,
        created=iso(desk.clock.now()),
        have={id: positions.claimed(connection, id) for id in (desk.workspace_id, *places)},
        note=note,
        recipients=list(sending.devices),
        sender=desk.device,
        workspace=desk.workspace_id,
    )
    with files.writing(path) as stream:
        sha256 = bundle.write(
            stream,
            seed=desk.keys.signing,
            manifest=manifest,
            roster=packed(connection, positions.all_of(connection, desk.workspace_id)),
            segments=packed(connection, rows),
            files=attachments(desk, connection, rows),
            recipients=_recipients(standing, sending.devices),
            progress=progress,
        )
    members = tuple(sorted({standing.member(device) for device in sending.devices}))
    names = tuple(standing.name(id) for id in places)
    return Written(path, sending.bundle, members, names, len(rows), classical(standing, sending.devices), sha256)


def classical(standing: Standing, devices: Sequence[str]) -> tuple[str, ...]:
    """The members among the owners of these devices whose device has no post-quantum key: because of them a file for all is classical."""
    return tuple(sorted({standing.member(device) for device in devices if standing.roster.devices[device].card["hybrid"] is None}))


def _recipients(standing: Standing, devices: Sequence[str]) -> list[str]:
    """Their age recipients, all of one kind: a file that is for a classical key too is no longer post-quantum for anybody."""
    kind = "age" if classical(standing, devices) else "hybrid"
    return [str(standing.roster.devices[device].card[kind]) for device in devices]


def lacking(connection: Connection, compartment: str, devices: Sequence[str], on_its_way: OnItsWay = NOTHING) -> list[int]:
    """The segments of a compartment that not every recipient is known to hold, or to be about to."""
    held: set[int] | None = None
    for device in devices:
        has = positions.held_by(connection, device, compartment, on_its_way.get((device, compartment), ()))
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
    for row in contents.attaching(connection, rows):
        named.update(contents.ciphers(log.segment(connection, row).lines()))
    for cipher in sorted(named):
        path = desk.files / cipher
        if path.is_file():
            yield cipher, path
