"""Looking after a desk: everything in it checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jitdesk.domain.changes import STUB, Stub, decode_line
from jitdesk.exchange import segment
from jitdesk.kernel.errors import Damaged
from jitdesk.kernel.values import sha256
from jitdesk.services import admission
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.storage import chains, contents, decisions, digest, log, stubs
from jitdesk.storage.engine import Connection
from jitdesk.storage.log import Stored
from jitdesk.storage.projections import projector
from jitdesk.system import files


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
            segments, lines, named = check_log(desk, connection, lambda done, total: progress(done, 2 * total))
            held, missing = _files(desk, named)
            live = digest.projection(connection), digest.decisions(connection)
            projector.rebuild(connection, desk.device, lambda done, total: progress(total + done, 2 * total))
            if (digest.projection(connection), digest.decisions(connection)) != live:
                raise Damaged("verify.projection")
            return Checked(segments, segments, lines, held, missing, digest.records(connection))
    finally:
        desk.forget_standing()


def check_log(desk: Desk, connection: Connection, progress: Progress = no_progress) -> tuple[int, int, set[str]]:
    """Check every signature, chain and root; how many segments and lines there are, and the attachments that they name."""
    keys = admission.keys(desk.standing(connection).roster)
    rows = log.rows(connection)
    lines = 0
    named: set[str] = set()
    for done, row in enumerate(rows):
        lines += _segment(desk, connection, log.segment(connection, row), keys, named)
        progress(done, len(rows))
    if (unsound := chains.unsound(connection, decisions.opened(connection))) is not None:
        raise Damaged("verify.segment", device=unsound[0], first=unsound[1])
    return len(rows), lines + _open_lines(connection, named), named


def _segment(desk: Desk, connection: Connection, stored: Stored, keys: dict[str, bytes], named: set[str]) -> int:
    try:
        one = segment.take_apart(stored.body, stored.signature)
        segment.check(one, keys[one.head.device], desk.workspace_id)
    except (Damaged, KeyError):
        raise Damaged("verify.segment", device=stored.device, first=stored.first) from None
    head = one.head
    same = (head.compartment, head.device, head.first, head.count, head.prev, sha256(one.head_line)) == (
        stored.compartment,
        stored.device,
        stored.first,
        stored.count,
        stored.prev,
        stored.hash,
    )
    ciphers = set(contents.ciphers(one.lines))
    hidden = ciphers and not contents.attaching(connection, [stored.id])  # they would be left out of every bundle
    # By it an export decides whether what it carries is accounted for in the log of what was handed over.
    miscounted = contents.counted(connection, stored.id) != contents.entries(one.lines)
    if not same or hidden or miscounted or _stubs(head.first, one.lines) != stubs.listed(connection, stored.id):
        raise Damaged("verify.segment", device=stored.device, first=stored.first)
    named |= ciphers
    return head.count


def _stubs(first: int, lines: Sequence[bytes]) -> set[tuple[int, str, str]]:
    """The number, the mark and the order of each line that was erased."""
    erased = [(number, decode_line(line)) for number, line in enumerate(lines, first) if line.startswith(STUB)]
    return {(number, stub.erased[:16], stub.order) for number, stub in erased if isinstance(stub, Stub)}


def _open_lines(connection: Connection, named: set[str]) -> int:
    total = 0
    for compartment in log.open_compartments(connection):
        lines = log.open_lines(connection, compartment)
        named.update(contents.ciphers(line for _, line in lines))
        total += len(lines)
    return total


def _files(desk: Desk, named: set[str]) -> tuple[int, int]:
    held = 0
    for cipher in sorted(named):
        path = desk.files / cipher
        if path.is_file():
            held += 1
            if files.sha256(path) != cipher:
                raise Damaged("verify.file", file=cipher)
    return held, len(named) - held
