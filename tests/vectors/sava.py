"""JIT Sava River with fixed keys: its devices, its roster, its compartments, and bundles in which one thing can be made otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jitdesk.crypto import bech32
from tests.vectors import postquantum, writing
from tests.vectors.writing import chance, line, sha256

START = 1_795_000_000_000  # milliseconds; a day in 2026
MINUTE = 60_000
CARD, SEGMENT, BUNDLE = (f"{name}-v1@jitdesk" for name in ("card", "segment", "bundle"))

Pair = tuple[bytes, bytes]
"""A segment's frame and its signature."""

Members = dict[str, bytes]


def identifier(label: str) -> str:
    return chance(label).hex()


def stamp(minutes: float) -> str:
    """So many minutes after the start."""
    return f"{int((START + minutes * MINUTE) * 10_000):017d}"


@dataclass(frozen=True)
class Device:
    """A desk's keys and card."""

    who: str
    person: tuple[str, str, str, str]
    changes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def seed(self) -> bytes:
        return chance(f"{self.who} sign", 32)

    @property
    def secret(self) -> bytes:
        return chance(f"{self.who} age", 32)

    @property
    def point(self) -> bytes:
        return writing.x25519_public(self.secret)

    @property
    def identity(self) -> str:
        return bech32.encode("age-secret-key-", self.secret).upper()

    @property
    def recipient(self) -> str:
        return bech32.encode("age", self.point)

    @property
    def hybrid(self) -> postquantum.Key:
        """Its post-quantum key, which no card names: which of its keys a sender took, a reader does not ask."""
        return postquantum.Key(chance(f"{self.who} hybrid", 32))

    @property
    def hybrid_identity(self) -> str:
        return bech32.encode("age-secret-key-pq-", self.hybrid.seed).upper()

    @property
    def value(self) -> dict[str, Any]:
        """What stands on the card."""
        member, state, authority, function = self.person
        card = {"age": self.recipient, "authority": authority, "format": "card-1", "function": function, "hybrid": None, "member": member}
        return card | {"replaces": None, "sign": writing.openssh(writing.public(self.seed)), "state": state} | dict(self.changes)

    @property
    def line(self) -> bytes:
        return line(self.value)

    @property
    def id(self) -> str:
        return sha256(self.line)[:32]

    @property
    def armour(self) -> bytes:
        return writing.sign(self.seed, self.line, CARD)

    @property
    def card(self) -> bytes:
        """The .jitcard file."""
        return self.line + self.armour

    @property
    def shown(self) -> dict[str, Any]:
        """The card as a roster line holds it."""
        return {"card": self.value, "signature": self.armour.decode()}

    def name(self, number: int, made: bytes) -> str:
        """The name of this device's change in that line."""
        return f"{self.id}.{number}.{sha256(made)[:16]}"


MARA = Device("mara", ("Mara Kos", "SVN", "State Prosecutor", "team lead"))
OLENA = Device("olena", ("Olena Hrytsenko", "UKR", "Office of the Prosecutor General", "investigator"))
IBRAHIM = Device("ibrahim", ("Ibrahim Demir", "NLD", "Public Prosecution Service", "analyst"))
PETRA = Device("petra", ("Petra Novak", "CZE", "Supreme Public Prosecutor", "analyst"))
ANA = Device("ana", ("Ana Horvat", "HRV", "State Attorney", "observer"))
STRANGER = Device("stranger", ("Nobody Known", "POL", "National Prosecution", "analyst"))


def change(kind: str, name: str, value: Any, at: float, *, record: str = "", supersedes: Iterable[str] = (), **further: Any) -> bytes:
    """A change, `at` minutes after the start."""
    label = f"{kind} {name} {at} {value}"
    made = {"field": name, "group": identifier("group"), "kind": kind, "record": record or identifier(f"record {label}")}
    made |= {"salt": identifier(f"salt {label}"), "stamp": stamp(at), "supersedes": sorted(supersedes), "value": value}
    return line(made | further)


def head(author: Device, place: str, lines: Sequence[bytes], first: int = 1, prev: str | None = None, **otherwise: Any) -> bytes:
    """Line 0 of a segment."""
    made = {"compartment": place, "count": len(lines), "device": author.id, "first": first, "format": "segment-1", "prev": prev}
    return line(made | {"root": writing.root(lines), "workspace": WORKSPACE} | otherwise)


def signed(author: Device, head_line: bytes, lines: Sequence[bytes], pack: Callable[[bytes], bytes] = writing.frame) -> Pair:
    """A segment under this line 0."""
    return pack(head_line + b"".join(lines)), writing.sign(author.seed, head_line, SEGMENT)


def segment(author: Device, place: str, lines: Sequence[bytes], first: int = 1, prev: str | None = None, **otherwise: Any) -> Pair:
    """A segment; `otherwise` are values of line 0 that are not the true ones."""
    return signed(author, head(author, place, lines, first, prev, **otherwise), lines)


# -- the roster: Mara founds, lets in Olena, Ibrahim, Ana as observer and Petra, and takes Petra out ---------------------------------------
FOUND = change("roster", "found", MARA.shown | {"team": "JIT Sava River"}, 0)
WORKSPACE = sha256(FOUND)
LEAD = MARA.name(1, FOUND)


def _roster() -> list[bytes]:
    lines = [FOUND]
    for device, role in ((OLENA, "member"), (IBRAHIM, "member"), (ANA, "observer"), (PETRA, "member")):
        value = device.shown | {"role": role, "under": LEAD}
        lines.append(change("roster", "grant", value, len(lines), supersedes=[MARA.name(len(lines), lines[-1])]))
    gone = {"device": PETRA.id, "keep": None, "successors": [], "under": LEAD}
    return [*lines, change("roster", "revoke", gone, len(lines), supersedes=[MARA.name(len(lines), lines[-1])])]


ROSTER_LINES = _roster()
ROSTER_TIP = MARA.name(len(ROSTER_LINES), ROSTER_LINES[-1])
ROSTER_HEAD = head(MARA, WORKSPACE, ROSTER_LINES)
ROSTER = [signed(MARA, ROSTER_HEAD, ROSTER_LINES)]

# -- the compartments ---------------------------------------------------------------------------------------------------------------------
TEAM_FOUND = change("charter", "found", {"name": "Team", "readers": "all"}, 0.5)
TEAM = sha256(TEAM_FOUND)
TEAM_TIP = MARA.name(1, TEAM_FOUND)
TASK = identifier("the task")
TASK_TITLE = change("task", "title", "Find the interpreter", 7, record=TASK)
TASK_STATUS = change("task", "status", "open", 7.1, record=TASK)
TITLE_NAME = MARA.name(2, TASK_TITLE)
TEAM_LINES = [TEAM_FOUND, TASK_TITLE, TASK_STATUS]
TEAM_HEAD = head(MARA, TEAM, TEAM_LINES)
TEAM_SEGMENT = signed(MARA, TEAM_HEAD, TEAM_LINES)

HIDDEN_FOUND = change("charter", "found", {"name": "Protected", "readers": sorted([MARA.id, IBRAHIM.id])}, 8)
HIDDEN = sha256(HIDDEN_FOUND)
HIDDEN_SEGMENT = segment(MARA, HIDDEN, [HIDDEN_FOUND, change("task", "title", "Relocate", 9)])


@dataclass(frozen=True)
class Bundle:
    """A bundle before it is written: by Ibrahim for Olena, with one new task, if nothing is said."""

    name: str
    sender: Device = IBRAHIM
    recipients: tuple[Device, ...] = (OLENA,)
    roster: Sequence[Pair] = tuple(ROSTER)
    segments: Sequence[Pair] = ()
    files: Sequence[bytes] = ()
    cards: Sequence[bytes] = ()
    said: Mapping[str, Any] = field(default_factory=dict)
    at: int = 60

    @property
    def manifest(self) -> dict[str, Any]:
        """What it says of itself."""
        hour, minute = divmod(self.at, 60)
        made = {"bundle": identifier(f"bundle {self.name}"), "created": f"2026-11-20T{hour:02d}:{minute:02d}:00Z", "format": "bundle-1"}
        made |= {"have": {}, "note": "", "recipients": sorted(device.id for device in self.recipients)}
        return made | {"sender": self.sender.id, "workspace": WORKSPACE} | dict(self.said)

    def members(self) -> Members:
        """Everything before the sums, in its order."""
        found = {"manifest.json": line(self.manifest)}
        found |= {f"cards/{number:06d}.jitcard": card for number, card in enumerate(self.cards, 1)}
        for folder, pairs in (("roster", self.roster), ("segments", self.segments)):
            for number, (body, armour) in enumerate(pairs, 1):
                found |= {f"{folder}/{number:06d}.jsonl.zst": body, f"{folder}/{number:06d}.jsonl.zst.sig": armour}
        return found | {f"files/{sha256(data)}": data for data in sorted(self.files, key=sha256)}

    def summed(self, members: Members) -> Members:
        """Members with the sums and the signature that fit them."""
        sums = "".join(f"{sha256(data)}  {name}\n" for name, data in members.items()).encode()
        return members | {"SHA256SUMS": sums, "SHA256SUMS.sig": writing.sign(self.sender.seed, sums, BUNDLE)}

    def whole(self) -> Members:
        """All members as they should be."""
        return self.summed(self.members())

    def encrypted(self, payload: bytes, **otherwise: Any) -> bytes:
        """Any payload, encrypted to the recipients."""
        return writing.age_file(self.name, payload, [device.point for device in self.recipients], **otherwise)

    def of(self, members: Members) -> bytes:
        """The file with these members as they are."""
        return self.encrypted(writing.tar(members))

    def file(self) -> bytes:
        """The file."""
        return self.of(self.whole())

    def but(self, **otherwise: Any) -> Bundle:
        """The same bundle with something else."""
        return replace(self, **otherwise)


FIRST = Bundle("first", sender=MARA, segments=[TEAM_SEGMENT], at=15)
"""The bundle by which Olena's desk comes to the team: every other vector is given to that desk."""

OWN = [change("task", "title", "Call the court", 20)]
OWN_HEAD = head(IBRAHIM, TEAM, OWN)
OWN_SEGMENT = signed(IBRAHIM, OWN_HEAD, OWN)
