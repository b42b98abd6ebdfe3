"""What a hostile member can do with a desk's own keys: lines, segments and rosters that no command would write, properly signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from msgspec import UNSET

from jitdesk.domain.changes import Line, Stub, encode
from jitdesk.domain.kinds import KINDS
from jitdesk.exchange import segment
from jitdesk.exchange.bundle import Pair
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.values import sha256
from jitdesk.services import (
    clashing,
    custody,
    dumping,
    exporting,
    finding,
    letters,
    outgoing,
    previewing,
    reading,
    requests,
    tasks,
    team,
    upkeep,
    witnesses,
)
from jitdesk.services.desk import Desk
from jitdesk.storage import log, positions, queries
from tests.services.sava import START, forge


def line(
    kind: str, record: str, field: str, value: Any, *, at: int = 0, element: str = "", supersedes: Sequence[str] = (), saw: Any = UNSET
) -> bytes:
    """A line `at` milliseconds after the start."""
    texts = {"group": "1" * 32, "salt": "2" * 32, "stamp": f"{(START + at) * 10_000:017d}"}
    made = Line(
        field=field, kind=kind, record=record, supersedes=sorted(supersedes), value=value, element=element or UNSET, saw=saw, **texts
    )
    return encode(made)


def sealed(author: Desk, place: str, lines: Sequence[bytes], first: int = 1, prev: str | None = None) -> Pair:
    """Lines of a desk as a signed segment, whether or not its log holds them."""
    made = segment.seal(author.keys.signing, author.workspace_id, place, author.device, first, prev, lines)
    return made.body, made.signature


def head_hash(pair: Pair) -> str:
    """The hash of line 0, which the next segment names."""
    return sha256(segment.unpack(pair[0]).split(b"\n")[0] + b"\n")


def without(pair: Pair, gone: Sequence[int]) -> Pair:
    """A segment with some lines (from 1) replaced by stubs: what anybody who holds it can make of it."""
    head, *lines = segment.unpack(pair[0]).splitlines(keepends=True)
    for number in gone:
        lines[number - 1] = encode(Stub(sha256(lines[number - 1]), f"{'0' * 32}.1.{'0' * 16}"))
    return segment.pack([head, *lines]), pair[1]


def place_of(desk: Desk, name: str = "Team") -> str:
    """The id of a compartment."""
    with desk.db.read() as connection:
        return desk.standing(connection).called(name)


def pairs(desk: Desk, place: str) -> list[Pair]:
    """The sealed segments of a compartment, or of the roster, as they travel."""
    with desk.db.read() as connection:
        return list(exporting.packed(connection, positions.all_of(connection, place)))


def smuggled(sender: Desk, to: Desk, out: Path, segments: Sequence[Pair], roster: Sequence[Pair] = (), **manifest: object) -> Path:
    """A bundle with the sender's roster, more of it, and these segments."""
    return forge(sender, to, out, [*pairs(sender, sender.workspace_id), *roster], segments, **manifest)


def own_end(desk: Desk, place: str) -> tuple[int, str | None]:
    """The number after the last of a desk's own log in a compartment, and the hash that a next segment follows."""
    with desk.db.read() as connection:
        number, hash = log.end(connection, place, desk.device)
    return number + 1, hash


def read_all(desk: Desk, folder: Path) -> None:
    """Everything that a person can look at on a desk; a refusal is a sentence, anything else a crash."""
    everyone: list[Any] = []
    for kind, of in KINDS.items():
        orders = [queries.CHANGED, *(field.name for field in of.fields if field.order)]
        for order in orders:
            everyone += reading.listed(desk, kind, queries.Wanted(order, archived=True))
        reading.count(desk, kind)
    for record in {(r.id, r.kind, r.compartment): r for r in everyone}.values():
        _read_one(desk, record.reference, record, folder)
    for which in tasks.LISTS:
        tasks.rows(desk, [due.rid for due in tasks.listed(desk, which)])
    witnesses.rows(desk, witnesses.ids(desk))
    requests.rows(desk, requests.ids(desk))
    for clash in clashing.listed(desk):
        clashing.origin(desk, clash)
        clashing.draft(desk, clash)
    for words in ("a", "summons", '"x" y*', "ж"):
        finding.search(desk, words)
        tasks.codes(desk, words)
        requests.witness_codes(desk, words)
        witnesses.ids(desk, words=words)
    reading.conflicts(desk), witnesses.free_code(desk), witnesses.free_reference(desk), witnesses.custodians(desk), tasks.mine(desk)
    team.members(desk), team.places(desk), team.compartments(desk), tasks.people(desk), outgoing.plan(desk)
    upkeep.verify(desk)
    dumping.dump(desk, folder / "dump")


def _read_one(desk: Desk, reference: str, record: Any, folder: Path) -> None:
    assert reading.show(desk, reference) == record
    reading.history(desk, reference)
    reading.about(desk, record.id)
    tasks.comments(desk, record.id)
    if record.kind == "task":
        tasks.page(desk, reference)
    elif record.kind == "witness":
        witnesses.dossier(desk, reference)
    elif record.kind == "request":
        requests.page(desk, reference)
        letters.check(desk, reference)
        _told(lambda: letters.outlined(desk, reference), "letter.language")
        _told(lambda: letters.write(desk, reference, folder / f"{record.id}.docx"), "letter.language")
    elif record.kind == "file":
        _told(lambda: custody.extract(desk, reference, folder / record.id))


def _told(work: Callable[[], object], *keys: str) -> None:
    """A refusal is an answer, of these `keys` if there are any."""
    try:
        work()
    except (Refused, Damaged) as told:
        if keys and told.key not in keys:
            raise


def preview(desk: Desk, path: Path) -> None:
    """The preview of a bundle, as the window gets it from another process."""
    previewing.preview(desk, [path])
