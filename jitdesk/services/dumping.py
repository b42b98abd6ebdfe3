"""The custody pack: everything readable in a folder, with its signed log, and with what a stranger needs to check it without JITDesk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from jitdesk import __version__
from jitdesk.crypto import signature
from jitdesk.domain import merge
from jitdesk.domain.changes import Stub
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel import canon
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.words import say
from jitdesk.services import admission, consulting, custody, marking, sealing
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.showing import plain
from jitdesk.storage import decisions, log, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.log import Stored
from jitdesk.storage.projections import heads
from jitdesk.storage.queries import Wanted
from jitdesk.system import files, resources

FORMAT = "pack-1"
_BLOCK = 1_000
_SUMS = "SHA256SUMS"


@dataclass
class _Counts:
    """What a pack holds, in numbers: they are signed, so that what is left out later shows."""

    attachments: int = 0
    erased: int = 0
    lines: int = 0
    records: dict[str, int] = field(default_factory=dict)
    segments: int = 0


def dump(desk: Desk, out: Path, *, progress: Progress = no_progress) -> None:
    """Write a custody pack into a new folder: records, attachments, the signed log, and a verifier that needs no JITDesk."""
    made = files.part(out)
    if out.exists() or made.is_symlink():  # a link would have its target emptied
        raise Refused("files.exists", name=out.name, folder=str(out.parent))
    files.empty_folder(made)
    try:
        with desk.db.write() as connection:
            consulting.log_all(desk, connection, say("consultation.dump"))
            sealing.seal_all(desk, connection)
        marking.advance(desk)
        with desk.db.read() as connection:
            _fill(desk, connection, made, progress)
        _sign(desk, made)
        with files.refusals(out):
            made.rename(out)
    except BaseException:  # half of a dump is readable all the same
        shutil.rmtree(made, ignore_errors=True)
        raise


def _fill(desk: Desk, connection: Connection, folder: Path, progress: Progress) -> None:
    standing = desk.standing(connection)
    names = {id: standing.name(id) for id in standing.charters}
    counts = _Counts()
    unshown: list[dict[str, Any]] = []
    attached: list[tuple[Record, bool]] = []
    for kind in KINDS:
        counts.records[kind] = _records(connection, kind, folder / f"{kind}.jsonl", names, unshown, attached)
    _write_lines(folder / "unshown.jsonl", unshown)
    _write_lines(folder / "attachments.jsonl", list(_attachments(desk, folder, attached, counts, progress)))
    stored = _log(connection, folder, counts)
    keys = admission.keys(standing.roster)
    files.write(folder / "allowed_signers", signature.allowed_signers(keys).encode("ascii"))
    pack = {
        "compartments": names,
        "counts": msgspec.to_builtins(counts),
        "created": iso(desk.clock.now()),
        "device": desk.device,
        "format": FORMAT,
        "gaps": _gaps(stored),
        "kinds": {kind.name: {f.name: f.merge.value for f in kind.fields} for kind in KINDS.values()},
        "program": f"JITDesk {__version__}",
        "workspace": desk.workspace_id,
    }
    files.write(folder / "pack.json", canon.encode(pack))
    for name in ("README.txt", "verify.py"):
        files.write(folder / name, resources.read_bytes(f"custody/{name}"))


def _records(
    connection: Connection,
    kind: str,
    path: Path,
    names: dict[str, str],
    unshown: list[dict[str, Any]],
    attached: list[tuple[Record, bool]],
) -> int:
    """One line a record of a kind; notes what does not fit its field and is in no line, and which records have an attachment."""
    rids = queries.rids(connection, kind, Wanted(archived=True, restricted=True))
    with files.writing(path) as stream:
        for start in range(0, len(rids), _BLOCK):
            block = rids[start : start + _BLOCK]
            live = heads.load(connection, block)
            for rid, record in zip(block, queries.records(connection, kind, block), strict=True):
                stream.write(msgspec.json.encode(plain(record, names)) + b"\n")
                held = merge.show(kind, live.get(rid, {})).values
                unshown.extend(_unshown(record, held))
                if kind == "file" and held.get("content") is not None:
                    attached.append((record, record.get("content") is not None))
    return len(rids)


def _unshown(record: Record, held: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Values of a record that its row has no room for: an enemy's or a newer version's; a pack hides none of them."""
    for name, value in held.items():
        shows = record.get(name)
        if isinstance(value, list) and isinstance(shows, list):
            value = [one for one in value if one not in shows]
            if not value:
                continue
        elif shows is not None:
            continue
        yield {"compartment": record.compartment, "field": name, "kind": record.kind, "record": record.id, "value": value}


def _attachments(
    desk: Desk, folder: Path, attached: Sequence[tuple[Record, bool]], counts: _Counts, progress: Progress
) -> Iterator[dict[str, Any]]:
    """Extract each attachment; where one cannot be had, the reason stands in its place and keeps back nothing else."""
    files.make_private_folder(folder / "files")
    for done, (record, fits) in enumerate(attached):
        place = f"files/{record.id}"
        if (folder / place).exists():
            place += f"-{record.compartment[:8]}"  # somebody used one id in two compartments
        files.make_private_folder(folder / place)
        reason = None if fits else say("dump.unfit")
        if fits:
            try:
                custody.extract(desk, record.reference, folder / place)
            except (Damaged, Refused) as refusal:
                reason = str(refusal)
        file = next((f"{place}/{path.name}" for path in (folder / place).iterdir()), None)
        if file is None:
            (folder / place).rmdir()
        counts.attachments += file is not None
        yield {"compartment": record.compartment, "file": file, "reason": reason, "record": record.id}
        progress(done, len(attached))


def _log(connection: Connection, folder: Path, counts: _Counts) -> list[Stored]:
    """The segments as their authors signed them, unpacked, in the order in which they came; and how each came."""
    files.make_private_folder(folder / "segments")
    stored, said = [], []
    for number, row in enumerate(log.rows(connection), start=1):
        one = log.segment(connection, row)
        name = f"segments/{number:06d}.jsonl"
        files.write(folder / name, b"".join(log.unpack(one.body)))
        files.write(folder / f"{name}.sig", one.signature.encode("ascii"))
        counts.segments += 1
        counts.lines += one.count
        counts.erased += sum(isinstance(change.line, Stub) for change in one.changes())
        against = [list(run) for run in decisions.of_segment(connection, row)]
        said.append({"bundle": one.bundle, "not_in_force": against, "segment": name, "state": one.state})
        stored.append(replace(one, body=b""))
    _write_lines(folder / "arrivals.jsonl", said)
    _write_lines(folder / "bundles.jsonl", [_bundle(entry) for entry in decisions.entries(connection, decisions.IMPORT)])
    return stored


def _bundle(entry: decisions.Entry) -> dict[str, Any]:
    """When a bundle was taken in, with which ciphertexts; of one that the first version took in, nothing more is known."""
    said = {name: str(entry.detail.get(name, "")) for name in ("bundle", "hash", "made", "sender")}
    return {**said, "files": list(entry.detail.get("files", ())), "taken": entry.at}


def _gaps(stored: Sequence[Stored]) -> list[list[Any]]:
    """What is missing before segments whose predecessor is not here: compartment, device, first and last number."""
    hashes = {one.hash for one in stored}
    ends: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for one in stored:
        ends.setdefault((one.compartment, one.device), []).append((one.first, one.last))
    found = []
    for one in stored:
        if one.prev is not None and one.prev not in hashes:
            before = [last for first, last in ends[one.compartment, one.device] if first < one.first]
            found.append([one.compartment, one.device, max(before, default=0) + 1, one.first - 1])
    return sorted(found)


def _write_lines(path: Path, values: Sequence[dict[str, Any]]) -> None:
    files.write(path, b"".join(canon.encode(value) for value in values))


def _sign(desk: Desk, folder: Path) -> None:
    """The list of all files with their hashes, signed by this device: what is altered, added or left out later shows."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    sums = "".join(f"{files.sha256(folder / name)}  {name}\n" for name in names).encode()
    files.write(folder / _SUMS, sums)
    files.write(folder / f"{_SUMS}.sig", signature.sign(desk.keys.signing, sums, signature.PACK).encode("ascii"))
