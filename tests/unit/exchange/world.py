"""A fictional team, JIT Sava River, small enough to be taken apart byte by byte."""

from __future__ import annotations

import hashlib
import io
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jitdesk.crypto import age, signature, stream
from jitdesk.domain.changes import ROSTER, Line, VerifiedSegment, encode
from jitdesk.exchange import bundle, card, segment
from jitdesk.exchange.manifest import Manifest
from jitdesk.exchange.opening import Opened, open_bundle
from jitdesk.kernel.values import sha256

Pair = tuple[bytes, str]

_numbers = itertools.count(1)


def fresh(size: int = 16) -> str:
    """An id that no other call gives."""
    return hashlib.sha256(f"id {next(_numbers)}".encode()).hexdigest()[: size * 2]


def line(value: Any = "text", *, kind: str = "task", name: str = "title", group: str = "", stamp: str = "") -> bytes:
    """One change with a stamp above all earlier ones."""
    when = stamp or f"{17_900_000_000_000_000 + next(_numbers):017d}"
    return encode(Line(name, group or fresh(), kind, fresh(), fresh(), when, [], value))


class Device:
    """A desk's keys and its card."""

    def __init__(self, member: str, state: str = "SVN") -> None:
        self.seed = signature.new_signing_key()
        self.age, self.hybrid = age.new_identity(), age.new_hybrid_identity()
        about = member, state, "Office of the State Prosecutor", "prosecutor"
        self.card = card.parse(card.make(self.seed, self.age.recipient, *about, hybrid=self.hybrid.recipient))
        self.id = self.card.device

    def seal(self, workspace: str, compartment: str, lines: Sequence[bytes], first: int = 1, prev: str | None = None) -> VerifiedSegment:
        """Lines of this device, sealed."""
        return segment.seal(self.seed, workspace, compartment, self.id, first, prev, lines)


@dataclass
class Team:
    """A founder, a member, their roster, and a compartment with one segment and one attachment."""

    folder: Path
    founder: Device = field(default_factory=lambda: Device("Ana Kovač"))
    member: Device = field(default_factory=lambda: Device("Luka Novak", "HRV"))

    def __post_init__(self) -> None:
        founding = line({"card": self.founder.card.value(), "signature": self.founder.card.signature}, kind=ROSTER, name="found")
        grant = line({"card": self.member.card.value(), "signature": self.member.card.signature}, kind=ROSTER, name="grant")
        self.workspace = sha256(founding)
        self.roster = [self.founder.seal(self.workspace, self.workspace, [founding, grant])]
        self.compartment = fresh(32)
        self.segments = [self.founder.seal(self.workspace, self.compartment, [line("Find the interpreter"), line("Book the room")])]
        source = self.folder / "source"
        source.write_bytes(b"a scanned page")
        self.sealed = stream.seal_file(source, self.folder / "sealed")
        self.file = (self.folder / "sealed").rename(self.folder / self.sealed.cipher_sha256)

    def manifest(self, *recipients: str, **changes: Any) -> Manifest:
        """What the founder's bundle says of itself."""
        values: dict[str, Any] = {
            "bundle": fresh(),
            "created": "2027-10-26T09:00:00Z",
            "have": {self.compartment: {self.founder.id: [(2, self.segments[0].hash)]}},
            "note": "Before the hearing",
            "recipients": sorted(recipients or [self.member.id]),
            "sender": self.founder.id,
            "workspace": self.workspace,
        }
        return Manifest(**values | changes)

    def bundle(self, **changes: Any) -> bytes:
        """The founder's bundle for the member; `changes` are arguments of `bundle.write`."""
        out = io.BytesIO()
        values: dict[str, Any] = {
            "seed": self.founder.seed,
            "manifest": self.manifest(),
            "roster": pairs(self.roster),
            "segments": pairs(self.segments),
            "files": [(self.sealed.cipher_sha256, self.file)],
            "recipients": [self.member.age.recipient],
        }
        bundle.write(out, **values | changes)
        return out.getvalue()

    def open(self, data: bytes, **changes: Any) -> tuple[Opened, dict[str, bytes]]:
        """What the member's desk makes of bytes, and what it staged."""
        path = self.folder / "received.jitbundle"
        path.write_bytes(data)
        stage = Stage()
        values: dict[str, Any] = {"identities": [self.member.age.secret], "device": self.member.id, "staging": self.staging}
        return open_bundle(path, stage=stage, **values | changes), stage

    @property
    def staging(self) -> Path:
        """The member's staging folder."""
        return self.folder / "staging"

    def staged_files(self) -> list[str]:
        """What lies in the staging folder."""
        return sorted(path.name for path in self.staging.iterdir()) if self.staging.is_dir() else []

    def key_of(self, device: str) -> bytes | None:
        """The key that the roster holds for a device."""
        return {d.id: d.card.sign for d in (self.founder, self.member)}.get(device)


class Stage(dict[str, bytes]):
    """A stage in memory."""

    def put(self, name: str, data: bytes) -> None:
        self[name] = data

    def get(self, name: str) -> bytes:  # type: ignore[override]
        return self[name]


def pairs(segments: Sequence[VerifiedSegment]) -> list[Pair]:
    """Segments as they travel."""
    return [(one.body, one.signature) for one in segments]


def as_travels(segments: Iterable[VerifiedSegment]) -> list[tuple[Any, ...]]:
    """All of these segments that is signed or travels, to be compared."""
    return [(one.head, one.hash, one.signature, one.body, tuple(one.lines)) for one in segments]


def inner_tar(data: bytes, device: Device) -> bytes:
    """What a recipient finds beneath the encryption."""
    out = io.BytesIO()
    age.decrypt(io.BytesIO(data), out, [device.age.secret])
    return out.getvalue()


def encrypted(data: bytes, *devices: Device) -> bytes:
    """Anything, encrypted as any courier could who knows the recipients."""
    out = io.BytesIO()
    age.encrypt(io.BytesIO(data), out, [device.age.recipient for device in devices])
    return out.getvalue()
