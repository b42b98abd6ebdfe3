"""Looking after a desk: everything checked, everything written out readable."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jitdesk.crypto import signature
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.exchange import segment
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.services import admission, custody, reading, sealing
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.showing import plain
from jitdesk.storage import digest, log
from jitdesk.storage.engine import Connection
from jitdesk.storage.log import Stored
from jitdesk.storage.projections import projector
from jitdesk.storage.queries import Wanted
from jitdesk.system import files

_READ = 1 << 20


@dataclass(frozen=True)
class Checked:
    """What a verification went through, in numbers; `missing` counts attachments that are named but lie elsewhere."""

    segments: int
    signatures: int
    lines: int
    files: int
    missing: int
    rows: int


def verify(desk: Desk, *, progress: Progress = no_progress) -> Checked:
    """Check every signature, chain, root and file hash, and that the projection rebuilt equals the live one; raises Damaged."""
    try:
        with desk.db.rehearse() as connection:
            keys = admission.keys(desk.standing(connection).roster)
            rows = log.rows(connection)
            lines = 0
            named: set[str] = set()
            for done, row in enumerate(rows):
                stored = log.segment(connection, row)
                lines += _segment(desk, connection, stored, keys, named)
                progress(done, len(rows))
            lines += _open_lines(desk, connection, named)
            held, missing = _files(desk, named)
            live = digest.projection(connection)
            projector.rebuild(connection, desk.device)
            if digest.projection(connection) != live:
                raise Damaged("verify.projection")
            return Checked(len(rows), len(rows), lines, held, missing, digest.records(connection))
    finally:
        desk.forget_standing()


def _segment(desk: Desk, connection: Connection, stored: Stored, keys: dict[str, bytes], named: set[str]) -> int:
    try:
        proved = segment.verify(stored.body, stored.signature, keys.get, desk.workspace_id)
    except Damaged:
        raise Damaged("verify.segment", device=stored.device, first=stored.first) from None
    head = proved.head
    same = (head.compartment, head.device, head.first, head.count, head.prev, proved.hash) == (
        stored.compartment,
        stored.device,
        stored.first,
        stored.count,
        stored.prev,
        stored.hash,
    )
    broken = stored.state == log.APPLIED and head.prev is not None and log.holds(connection, head.prev) != log.APPLIED
    if not same or broken:
        raise Damaged("verify.segment", device=stored.device, first=stored.first)
    named.update(cipher for line in proved.lines for cipher in log.cipher(line))
    return head.count


def _open_lines(desk: Desk, connection: Connection, named: set[str]) -> int:
    total = 0
    for compartment in log.open_compartments(connection):
        lines = log.open_lines(connection, compartment)
        named.update(cipher for _, line in lines for cipher in log.cipher(line))
        total += len(lines)
    return total


def _files(desk: Desk, named: set[str]) -> tuple[int, int]:
    held = 0
    for cipher in sorted(named):
        path = desk.files / cipher
        if path.is_file():
            held += 1
            if _sha256(path) != cipher:
                raise Damaged("verify.file", file=cipher)
    return held, len(named) - held


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_READ):
            digest.update(block)
    return digest.hexdigest()


def dump(desk: Desk, out: Path, *, progress: Progress = no_progress) -> None:
    """Write everything readable into a new folder: JSON Lines a kind, files, segments with signatures, allowed_signers."""
    made = files.part(out)
    if out.exists() or made.is_symlink():  # a link would have its target emptied
        raise Refused("files.exists", name=out.name, folder=str(out.parent))
    files.empty_folder(made)
    try:
        _dump_records(desk, made)
        _dump_files(desk, made / "files", progress)
        _dump_log(desk, made / "segments")
        with desk.db.read() as connection:
            keys = admission.keys(desk.standing(connection).roster)
        files.write(made / "allowed_signers", signature.allowed_signers(keys).encode("ascii"))
        with files.refusals(out):
            made.rename(out)
    except BaseException:  # half of a dump is readable all the same
        shutil.rmtree(made, ignore_errors=True)
        raise


def _dump_records(desk: Desk, folder: Path) -> None:
    names = reading.compartment_names(desk)
    for kind in KINDS:
        records = reading.listed(desk, kind, Wanted(archived=True))
        files.write(folder / f"{kind}.jsonl", b"".join(msgspec.json.encode(plain(r, names)) + b"\n" for r in records))


def _dump_files(desk: Desk, folder: Path, progress: Progress) -> None:
    files.make_private_folder(folder)
    records = reading.listed(desk, "file", Wanted(archived=True))
    for done, record in enumerate(records):
        content = record.get("content")
        if content and (desk.files / content["cipher"]).is_file():
            _dump_file(desk, record, folder / record.id)
        progress(done, len(records))


def _dump_file(desk: Desk, record: Record, folder: Path) -> None:
    """Extract an attachment; what an author falsified, or two authors put in place of each other, must not keep back all the rest."""
    files.make_private_folder(folder)
    try:
        custody.extract(desk, record.reference, folder)
    except (Damaged, Refused) as reason:
        files.write(folder / f"{record.compartment[:8]}-not-written.txt", f"{reason}\n".encode())


def _dump_log(desk: Desk, folder: Path) -> None:
    files.make_private_folder(folder)
    with desk.db.write() as connection:
        sealing.seal_all(desk, connection)
    with desk.db.read() as connection:
        for number, stored in enumerate(_stored(connection), start=1):
            files.write(folder / f"{number:06d}.jsonl.zst", stored.body)
            files.write(folder / f"{number:06d}.jsonl.zst.sig", stored.signature.encode("ascii"))


def _stored(connection: Connection) -> Iterator[Stored]:
    for row in log.rows(connection):
        yield log.segment(connection, row)
