"""Checks a custody pack that JITDesk wrote, without JITDesk: this one file, Python 3.9 or later, and the system's `ssh-keygen`.

    python3 -I verify.py [PACK] [--founder FINGERPRINT] [--csv FILE] [--json FILE]

README.txt in the pack says what a pack is. Everything in it is taken for an enemy's: nothing in it is run, no name in it becomes a path,
and what is printed of it is made harmless first. The status is 0 only if everything holds, 1 if something does not, 2 for a wrong call.
"""

import sys

if not sys.flags.isolated:  # else Python would look for its own library in the folder of this file first, and a pack could bring one
    sys.exit("Start it so, with -I and nothing before it: python3 -I verify.py PACK")
if sys.version_info < (3, 9):  # noqa: UP036 - whoever starts it may have any
    sys.exit("This needs Python 3.9 or later.")

import argparse
import base64
import binascii
import csv
import hashlib
import json
import os
import re
import stat
import struct
import subprocess
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple, Optional

FORMAT = "pack-1"
BUNDLE, SEGMENT, CARD, PACK = "bundle-v1@jitdesk", "segment-v1@jitdesk", "card-v1@jitdesk", "pack-v1@jitdesk"
SPACES = ",".join((BUNDLE, SEGMENT, CARD, PACK))
SUMS, SUMS_SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"

MAX_FILES = 2_000_000
MAX_LINE = 1 << 20
MAX_RECORD = 64 << 20
MAX_SEGMENT = 16 << 20
MAX_SEGMENT_LINES = 10_000
MAX_PACK = 64 << 20
MAX_SUMS = 512 << 20
MAX_ARMOUR = 1024
MOST_TOLD = 200

ID, HASH = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"([0-9a-f]{32})\.([1-9][0-9]{0,14})\.([0-9a-f]{16})")
STAMP, MOMENT = re.compile(r"[0-9]{17}"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
SEGMENT_FILE = re.compile(r"segments/[0-9]{6,9}\.jsonl")
LINE_KEYS = {"field", "group", "kind", "record", "salt", "stamp", "supersedes", "value"}
HEAD_KEYS = {"compartment", "count", "device", "first", "format", "prev", "root", "workspace"}
STATES = ("applied", "held", "waiting", "refused")
OTHER = "has a line of another form"
UNKNOWN = "is not of a pack that this program knows"
ROLES = ("observer", "member", "lead")
ACTS = {"grant": {"card", "role", "signature", "under"}, "succeed": {"card", "signature", "under"}}
MOST_SUCCESSIONS = 64
ROSTER, CHARTER, FILE, CUSTODY, DISCLOSURE = "roster", "charter", "file", "custody", "disclosure"

Key = tuple[str, str, str]  # compartment, kind, id of a record


class Bad(Exception):
    """What does not hold, in one sentence."""


# -- what is told -------------------------------------------------------------------------------------------------------------------------


class Told:
    """The sentences of one check: findings (what does not hold), pieces that are stated to be missing, and remarks."""

    def __init__(self) -> None:
        self.findings: list[str] = []
        self.missing: list[str] = []
        self.remarks: list[str] = []

    def wrong(self, where: str, what: object) -> None:
        """Something does not hold."""
        self.findings.append(f"{shown(where)}: {what}")


def shown(text: object, most: int = 300) -> str:
    """Text of a pack for a terminal and a table: on one line, nothing that moves the cursor or turns the direction of reading."""
    parts = []
    for c in str(text)[:most]:
        hidden = unicodedata.category(c) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")
        parts.append(f"\\u{ord(c):04x}" if hidden else c)
    return "".join(parts) + ("…" if len(str(text)) > most else "")


def fingerprint(device: str) -> str:
    """A device id as people compare it: eight groups of five digits."""
    return " ".join(f"{int(device[i : i + 4], 16):05d}" for i in range(0, 32, 4))


def when(stamp: str) -> str:
    """A stamp as its author's clock had it, in UTC."""
    if not STAMP.fullmatch(stamp):
        return ""
    try:
        at = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=int(stamp[:-4]))
    except OverflowError:
        return ""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


# -- bytes --------------------------------------------------------------------------------------------------------------------------------


def sha256(data: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> bytes:
    """The one way in which JITDesk writes a value as a line."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8") + b"\n"


def parsed(data: bytes, exact: bool = True) -> Any:
    """The value of one line; Bad unless it is JSON without floats and repeated keys (and, if `exact`, written the one way)."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_unrepeated, parse_float=_no_float, parse_constant=_no_float)
        if exact and canonical(value) != data:
            raise Bad("is not written as JITDesk writes it")
    except (ValueError, RecursionError):
        raise Bad("is no sound JSON") from None
    return value


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated key")
    return found


def _no_float(text: str) -> Any:
    raise ValueError("no float")


def must(holds: object, what: str) -> None:
    """Bad with this sentence unless it holds."""
    if not holds:
        raise Bad(what)


def fits(pattern: "re.Pattern[str]", value: Any) -> bool:
    """Whether a value is text of this form."""
    return isinstance(value, str) and pattern.fullmatch(value) is not None


# -- the folder ---------------------------------------------------------------------------------------------------------------------------


class Folder:
    """The files of a pack, by the names that were found in it; nothing else is ever opened."""

    def __init__(self, root: str, told: Told) -> None:
        self.root = os.path.abspath(root)
        self.names: set[str] = set()
        self._places: dict[str, str] = {}
        folders = [""]
        while folders:
            folder = folders.pop()
            with os.scandir(os.path.join(self.root, folder)) as entries:
                for entry in entries:
                    self._take(folder, entry, folders, told)

    def _take(self, folder: str, entry: "os.DirEntry[str]", folders: list[str], told: Told) -> None:
        place = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False) and place.count("/") < 2:
            folders.append(place)
        elif not entry.is_file(follow_symlinks=False):
            told.wrong(place, "is neither a plain file nor a folder of a pack, and was not opened")
        else:
            name = unicodedata.normalize("NFC", place)  # some disks write names in another form
            if name in self.names:
                told.wrong(place, "stands there twice")
            self.names.add(name)
            self._places[name] = place
            must(len(self.names) <= MAX_FILES, "holds more files than any pack")

    def open(self, name: str) -> Any:
        """A file of the pack as a stream; Bad where it is not there or is a link by now."""
        if name not in self.names:
            raise Bad("is missing")
        path = os.path.join(self.root, *self._places[name].split("/"))
        try:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        except OSError as error:
            raise Bad(f"cannot be read: {error.strerror}") from None
        stream = os.fdopen(handle, "rb")
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            stream.close()
            raise Bad("is not a plain file")
        return stream

    def read(self, name: str, most: int) -> bytes:
        """The content of a small file; Bad where it is larger than such a file may be."""
        with self.open(name) as stream:
            data: bytes = stream.read(most + 1)
        must(len(data) <= most, "is larger than such a file may be")
        return data

    def hash(self, name: str) -> tuple[str, int]:
        """SHA-256 and size of a file of any size."""
        digest, size = hashlib.sha256(), 0
        with self.open(name) as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
                size += len(block)
        return digest.hexdigest(), size

    def lines(self, name: str, most: int = MAX_RECORD) -> Iterator[bytes]:
        """The lines of a file, one at a time; Bad where the last one has no end or one is too long."""
        with self.open(name) as stream:
            while line := stream.readline(most + 1):
                must(line.endswith(b"\n") and len(line) <= most, "has a line without end")
                yield line


def check_sums(folder: Folder, told: Told) -> bytes:
    """Every file is listed and every listed file is there and unaltered; returns the list as it was signed."""
    sums = folder.read(SUMS, MAX_SUMS)
    must(sums.endswith(b"\n"), "is empty or cut short")
    listed: dict[str, str] = {}
    try:
        rows = sums.decode("utf-8")[:-1].split("\n")
    except UnicodeDecodeError:
        raise Bad("is no text") from None
    for row in rows:
        must(HASH.fullmatch(row[:64]) and row[64:66] == "  " and row[66:], OTHER)
        must(row[66:] not in listed, "names a file twice")
        listed[row[66:]] = row[:64]
    for name in sorted(folder.names - listed.keys() - {SUMS, SUMS_SIGNATURE}):
        told.wrong(name, "is in the folder and not in the signed list")
    for name in sorted(listed.keys() - folder.names):
        told.wrong(name, "is in the signed list and missing")
    for name in sorted(listed.keys() & folder.names):
        try:
            if folder.hash(name)[0] != listed[name]:
                told.wrong(name, "is not the file that was packed: its hash differs from the signed list")
        except Bad as reason:
            told.wrong(name, reason)
    return sums


# -- signatures ---------------------------------------------------------------------------------------------------------------------------

PRIME = 2**255 - 19
_EIGHT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_ORDER = {0, 1, PRIME - 1, _EIGHT, PRIME - _EIGHT}  # under such a key one signature fits every message
BEGIN, END = "-----BEGIN SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\n"


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def openssh(key: bytes) -> str:
    """A public key as OpenSSH writes it."""
    return "ssh-ed25519 " + base64.b64encode(_string(b"ssh-ed25519") + _string(key)).decode()


def key_of(text: Any) -> bytes:
    """The public key in `ssh-ed25519 AAAA…`; Bad for a key under which a signature would prove nothing."""
    must(isinstance(text, str) and text.isascii(), "has no key that can be read")
    try:
        key = base64.b64decode(text.split(" ")[-1], validate=True)[-32:]
    except binascii.Error:
        raise Bad("has no key that can be read") from None
    must(len(key) == 32 and openssh(key) == text, "has no key that can be read")
    y = int.from_bytes(key, "little") & ((1 << 255) - 1)
    must(y < PRIME and y not in SMALL_ORDER, "has a key under which a signature proves nothing")
    return key


def check_armour(armour: str, key: bytes, space: str) -> None:
    """The signature is of the one form, in this namespace, and names this key; ssh-keygen alone takes looser ones."""
    raw = b""
    if len(armour) <= MAX_ARMOUR and armour.startswith(BEGIN) and armour.endswith(END):
        try:
            raw = base64.b64decode(armour[len(BEGIN) : -len(END)].replace("\n", ""), validate=True)[-64:]
        except (binascii.Error, ValueError):
            raw = b""
    blob = b"SSHSIG" + struct.pack(">I", 1) + _string(_string(b"ssh-ed25519") + _string(key))
    blob += _string(space.encode()) + _string(b"") + _string(b"sha512") + _string(_string(b"ssh-ed25519") + _string(raw))
    text = base64.b64encode(blob).decode()
    written = BEGIN + "".join(text[i : i + 70] + "\n" for i in range(0, len(text), 70)) + END
    must(armour == written, "has a signature of another form, or by another key")


class Keygen:
    """The system's `ssh-keygen`: asked with fixed arguments about files that this program wrote itself."""

    def __init__(self, folder: str, pack: str) -> None:
        self._folder = folder
        self._program = self._find(pack)
        self._known: dict[bytes, str] = {}

    @staticmethod
    def _find(pack: str) -> str:
        names = ["ssh-keygen.exe"] if os.name == "nt" else ["ssh-keygen"]
        for place in os.get_exec_path():
            inside = os.path.join(os.path.realpath(place), "").startswith(os.path.join(os.path.realpath(pack), ""))
            for name in names:
                path = os.path.join(place, name)
                if os.path.isabs(place) and not inside and os.path.isfile(path) and os.access(path, os.X_OK):
                    return path
        raise Bad("ssh-keygen was not found; on Debian it is in the package openssh-client")

    def verify(self, device: str, key: bytes, armour: str, data: bytes, space: str) -> None:
        """Bad unless `armour` is this device's signature of `data` in a namespace."""
        check_armour(armour, key, space)
        must(ID.fullmatch(device), "has no device")
        signers = self._known.get(key)
        if signers is None:
            signers = self._known[key] = os.path.join(self._folder, f"signer{len(self._known)}")
            with open(signers, "x", encoding="ascii") as stream:
                stream.write(f'{device} namespaces="{SPACES}" {openssh(key)}\n')
        signature = os.path.join(self._folder, "signature")
        with open(signature, "w", encoding="ascii", newline="\n") as stream:
            stream.write(armour)
        command = [self._program, "-Y", "verify", "-f", signers, "-I", device, "-n", space, "-s", signature]
        done = subprocess.run(command, input=data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self._folder, check=False)
        must(done.returncode == 0, "has a signature that does not hold")


# -- segments of the log ------------------------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """One change, or what an erased one left (`value` is then the name of the order, `kind` is empty)."""

    name: str
    kind: str
    record: str
    field: str
    element: str
    stamp: str
    group: str
    supersedes: tuple[str, ...]
    saw: Optional[tuple[str, ...]]
    value: Any
    hash: str


@dataclass
class Segment:
    """A run of one device's changes in one compartment; `lines` are read again when they are needed."""

    file: str
    head: dict[str, Any]
    hash: str  # of line 0
    head_line: bytes
    armour: str
    state: str = ""
    bundle: Optional[str] = None
    against: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The compartment."""
        return str(self.head["compartment"])

    @property
    def device(self) -> str:
        """The author's device."""
        return str(self.head["device"])

    @property
    def first(self) -> int:
        """The number of line 1."""
        return int(self.head["first"])

    @property
    def last(self) -> int:
        """The number of the last line."""
        return self.first + int(self.head["count"]) - 1

    def state_of(self, number: int) -> str:
        """What the packing desk says of a line: only what is applied is part of its records."""
        return next((state for first, last, state in self.against if first <= number <= last), self.state)


def read_segment(folder: Folder, name: str, workspace: str) -> tuple[Segment, list[Line]]:
    """A segment of the log with its lines: form, numbers, root and stamps hold; its signature is for the caller."""
    data = folder.read(name, MAX_SEGMENT)
    must(data.endswith(b"\n"), "is empty or cut short")
    head_line, *rows = [row + b"\n" for row in data[:-1].split(b"\n")]
    head = parsed(head_line)
    must(isinstance(head, dict) and head.keys() == HEAD_KEYS and head["format"] == "segment-1", "does not begin as a segment does")
    hashes = (head["compartment"], head["root"], head["workspace"], *([] if head["prev"] is None else [head["prev"]]))
    must(all(fits(HASH, h) for h in hashes) and fits(ID, head["device"]), "does not begin as a segment does")
    must(type(head["count"]) is int and type(head["first"]) is int and 1 <= head["first"] < 1 << 53, "does not begin as a segment does")
    must((head["first"] == 1) == (head["prev"] is None), "says wrongly what comes before it")
    must(head["workspace"] == workspace, "belongs to another team")
    must(1 <= head["count"] <= MAX_SEGMENT_LINES and head["count"] == len(rows), "does not hold as many lines as its author signed")
    lines = [read_line(row, head["device"], number) for number, row in enumerate(rows, head["first"])]
    root = sha256("".join(f"{line.hash}\n" for line in lines).encode())
    must(root == head["root"], "holds other lines than its author signed")
    stamps = [line.stamp for line in lines if line.kind]
    must(all(a < b for a, b in zip(stamps, stamps[1:])), "goes back in time")
    armour = folder.read(f"{name}.sig", MAX_ARMOUR).decode("ascii", "replace")
    return Segment(name, head, sha256(head_line), head_line, armour), lines


def read_line(data: bytes, device: str, number: int) -> Line:
    """One line of a segment; Bad unless it has the form of a change or of what an erased one left."""
    must(len(data) <= MAX_LINE, "has a line that is too long")
    value = parsed(data)
    must(isinstance(value, dict), "has a line that is no change")
    if value.keys() == {"erased", "order"}:
        must(fits(HASH, value["erased"]) and fits(NAME, value["order"]), "has a line that is no change")
        name = f"{device}.{number}.{value['erased'][:16]}"
        return Line(name, "", "", "", "", "", "", (), None, value["order"], value["erased"])
    must(value.keys() - {"element", "saw"} == LINE_KEYS, "has a line that is no change")
    ids = all(fits(ID, value[k]) for k in ("group", "record", "salt"))
    names = [value["supersedes"], value.get("saw", [])]
    must(ids and fits(STAMP, value["stamp"]) and fits(WORD, value["field"]) and fits(WORD, value["kind"]), "has a line that is no change")
    must(all(isinstance(n, list) and all(fits(NAME, one) for one in n) for n in names), "has a line that is no change")
    element = value.get("element", "")
    must(isinstance(element, str) and ("element" not in value or element), "has a line that is no change")
    hash = sha256(data)
    return Line(
        f"{device}.{number}.{hash[:16]}",
        value["kind"],
        value["record"],
        value["field"],
        element,
        value["stamp"],
        value["group"],
        tuple(value["supersedes"]),
        tuple(value["saw"]) if "saw" in value else None,
        value["value"],
        hash,
    )


# -- who is in the team -------------------------------------------------------------------------------------------------------------------


class Team(NamedTuple):
    """The devices that were ever let in, each with its key and card, as the signed roster proves it."""

    founder: str
    name: str
    keys: dict[str, bytes]
    cards: dict[str, dict[str, Any]]

    def stood_for(self, device: str) -> set[str]:
        """The device, and those in whose place it stands, one after the other."""
        found: set[str] = set()
        while device in self.cards and device not in found:
            found.add(device)
            device = str(self.cards[device]["replaces"])
        return found

    def member(self, device: str) -> str:
        """Whose device it is, for people."""
        card = self.cards.get(device)
        return f"{shown(card['member'], 80)} ({shown(card['state'], 3)})" if card else "unknown"


class Grant(NamedTuple):
    """What a line of the roster gives: to which device, in which role, and how many devices stood in its place before it."""

    device: str
    role: str
    depth: int


class Roster:
    """The roster's segments, each verified by a key that an earlier verified line let in; the founding line is where trust begins."""

    def __init__(self, segments: list[tuple[Segment, list[Line]]], workspace: str, keygen: Keygen, told: Told) -> None:
        self._keygen = keygen
        self._told = told
        self._waiting: dict[str, list[tuple[Segment, list[Line]]]] = defaultdict(list)
        for segment, lines in segments:
            self._waiting[segment.device].append((segment, lines))
        self._supersedes: dict[str, tuple[str, ...]] = {}
        self._acts: list[Line] = []
        self._taken: list[Segment] = []
        self._grants: dict[str, Grant] = {}  # by the name of the line
        self.founder = self.name = ""
        self.keys: dict[str, bytes] = {}
        self.cards: dict[str, dict[str, Any]] = {}
        for segment, lines in segments:
            if segment.first == 1 and lines[0].hash == workspace:
                self._found(segment, lines[0])
        self._follow()

    def team(self) -> Team:
        """The team; Bad without a founding line."""
        must(self.founder, "holds no founding line whose hash is the id of the team")
        strangers = [segment for pairs in self._waiting.values() for segment, _ in pairs]
        for segment in strangers + [segment for segment in self._taken if segment.device not in self.keys]:
            self._told.wrong(segment.file, "is by a device that nobody let in")
        return Team(self.founder, self.name, self.keys, self.cards)

    def _found(self, segment: Segment, line: Line) -> None:
        must(line.field == "found" and isinstance(line.value, dict), "holds a founding line of another form")
        card = self._card(line.value)
        must(sha256(canonical(card))[:32] == segment.device, "was not founded by the device in its founding line")
        self.founder, self.name = segment.device, str(line.value.get("team", ""))
        self._let_in(line.name, Grant(segment.device, "lead", 0), card)

    def _let_in(self, name: str, grant: Grant, card: dict[str, Any]) -> None:
        self._grants[name] = grant
        self.keys[grant.device], self.cards[grant.device] = key_of(card["sign"]), card

    def _follow(self) -> None:
        """Take in whatever a known device signed, and whom its lines let in, until nothing more comes."""
        more = True
        while more:
            more = False
            for device in list(self._waiting):
                key = self.keys.get(device) or self._key_of_heir(self._waiting[device])
                if key is not None:
                    for segment, lines in self._waiting.pop(device):
                        self._take(segment, lines, key)
                    more = True
            for line in list(self._acts):
                if self._grant(line):
                    self._acts.remove(line)
                    more = True

    def _key_of_heir(self, segments: list[tuple[Segment, list[Line]]]) -> Optional[bytes]:
        """The key of a device whose own line says that it took the place of a known one, by a card that bears the signatures of both."""
        for segment, lines in segments:
            for line in lines:
                value = line.value if line.field == "succeed" and isinstance(line.value, dict) else {}
                card = value.get("card")
                if isinstance(card, dict) and sha256(canonical(card))[:32] == segment.device and str(card.get("replaces")) in self.keys:
                    return key_of(self._card(value)["sign"])
        return None

    def _take(self, segment: Segment, lines: list[Line], key: bytes) -> None:
        self._taken.append(segment)
        try:
            self._keygen.verify(segment.device, key, segment.armour, segment.head_line, SEGMENT)
        except Bad as reason:
            self._told.wrong(segment.file, reason)
            return
        for line in lines:
            if line.kind != ROSTER:
                self._told.wrong(segment.file, "has a line that is none of a roster")
                continue
            self._supersedes[line.name] = line.supersedes
            if isinstance(line.value, dict) and line.value.keys() == ACTS.get(line.field) and line.value.get("role", "lead") in ROLES:
                self._acts.append(line)

    def _grant(self, line: Line) -> bool:
        """Whether a line was dealt with: it lets a device in under a grant that its author held and had seen, or it lets nobody in."""
        under = self._grants.get(str(line.value["under"]))
        author = line.name[:32]
        if under is None or not self._saw(line.name, str(line.value["under"])):
            return False
        try:
            card = self._card(line.value)
            device = sha256(canonical(card))[:32]
            if line.field == "grant":
                must((under.device, under.role) == (author, "lead"), "was given by a device that did not lead")
                self._let_in(line.name, Grant(device, line.value["role"], 0), card)
            else:
                must((author, card["replaces"]) == (device, under.device) and under.depth < MOST_SUCCESSIONS, "takes nobody's place")
                self._let_in(line.name, Grant(device, under.role, under.depth + 1), card)
                self._told.remarks.append(f"device {fingerprint(device)} took the place of device {fingerprint(under.device)}")
        except Bad as reason:
            self._told.remarks.append(f"change {line.name} of the roster lets nobody in: it {reason}")
        return True

    def _saw(self, name: str, earlier: str) -> bool:
        seen, open_ = {name}, [name]
        while open_:
            for each in self._supersedes.get(open_.pop(), ()):
                if each == earlier:
                    return True
                if each not in seen:
                    seen.add(each)
                    open_.append(each)
        return False

    def _card(self, value: dict[str, Any]) -> dict[str, Any]:
        """The card in a line, with its signatures proved."""
        card, armours = value.get("card"), value.get("signature")
        must(isinstance(card, dict) and isinstance(armours, str) and len(armours) <= 2 * MAX_ARMOUR, "has a card of another form")
        assert isinstance(card, dict) and isinstance(armours, str)  # noqa: S101, PT018 - for the type checker
        texts = all(isinstance(card.get(k), str) for k in ("authority", "function", "member", "sign", "state"))
        must(texts and card.get("format") == "card-1" and "replaces" in card, "has a card of another form")
        line = canonical(card)
        parts = [part + END for part in armours.split(END)[:-1]]
        must("".join(parts) == armours and len(parts) == (1 if card["replaces"] is None else 2), "has a card of another form")
        self._keygen.verify(sha256(line)[:32], key_of(card["sign"]), parts[0], line, CARD)
        if card["replaces"] is not None:
            former = self.keys.get(str(card["replaces"]))
            must(former is not None, "has a card that replaces an unknown device")
            self._keygen.verify(str(card["replaces"]), former or b"", parts[1], line, CARD)
        return card


# -- the log as a whole -------------------------------------------------------------------------------------------------------------------


class Log:
    """Every segment of a pack: proved one by one, then chained."""

    def __init__(self, folder: Folder, workspace: str, keygen: Keygen, told: Told) -> None:
        self.folder = folder
        self.workspace = workspace
        self._told = told
        self.segments: list[Segment] = []
        self.lines = 0
        self.erased: list[tuple[Segment, int, Line]] = []
        self.orders: dict[tuple[str, str], Line] = {}
        self.named: dict[str, str] = {}  # compartment: name, by its founding line
        rosters: list[tuple[Segment, list[Line]]] = []
        others: list[Segment] = []
        for name in sorted(n for n in folder.names if n.startswith("segments/") and not n.endswith(".sig")):
            try:
                must(SEGMENT_FILE.fullmatch(name), "is not named as a segment is")
                segment, lines = read_segment(folder, name, workspace)
            except Bad as reason:
                told.wrong(name, reason)
                continue
            if segment.place == workspace:
                rosters.append((segment, lines))
            else:
                others.append(segment)
            self._note(segment, lines)
        self.team = Roster(rosters, workspace, keygen, told).team()
        for segment in others:
            self._prove(segment, keygen)
        self.segments = sorted([*(s for s, _ in rosters), *others], key=lambda s: s.file)
        self._chain()
        self._check_orders()

    def _note(self, segment: Segment, lines: list[Line]) -> None:
        self.lines += len(lines)
        if segment.first == 1 and lines[0].kind == CHARTER and lines[0].field == "found" and lines[0].hash == segment.place:
            value = lines[0].value
            self.named[segment.place] = str(value.get("name", "")) if isinstance(value, dict) else ""
        for number, line in enumerate(lines, segment.first):
            if not line.kind:
                self.erased.append((segment, number, line))
            elif line.kind == CHARTER and line.field == "erase":
                self.orders[segment.place, line.name] = line

    def _prove(self, segment: Segment, keygen: Keygen) -> None:
        key = self.team.keys.get(segment.device)
        if key is None:
            self._told.wrong(segment.file, "is by a device that nobody let in")
            return
        try:
            keygen.verify(segment.device, key, segment.armour, segment.head_line, SEGMENT)
        except Bad as reason:
            self._told.wrong(segment.file, reason)

    def _chain(self) -> None:
        """Each segment follows the one that it names; two that cover the same numbers are a fork, and that is said."""
        by_hash = {segment.hash: segment for segment in self.segments}
        if len(by_hash) != len(self.segments):
            self._told.wrong("segments", "holds a segment twice")
        ends: dict[tuple[str, str], int] = {}
        for segment in sorted(self.segments, key=lambda s: (s.place, s.device, s.first, s.file)):
            before = by_hash.get(str(segment.head["prev"])) if segment.head["prev"] else None
            log = (segment.place, segment.device)
            if before is not None and (before.place, before.device, before.last + 1) != (*log, segment.first):
                self._told.wrong(segment.file, "does not begin where the segment that it names ends")
            if segment.first <= ends.get(log, 0):
                self._told.remarks.append(
                    f"{self.who(segment.device)} signed two different runs of numbers from {segment.first} on, in compartment "
                    f"{self.called(segment.place)}: both are here ({segment.file} is one)"
                )
            ends[log] = max(ends.get(log, 0), segment.last)

    def gaps(self) -> list[list[Any]]:
        """What is missing before segments whose predecessor is not here: compartment, device, first and last number."""
        hashes = {segment.hash for segment in self.segments}
        found = []
        for segment in self.segments:
            if segment.head["prev"] is not None and segment.head["prev"] not in hashes:
                same = [s.last for s in self.segments if (s.place, s.device) == (segment.place, segment.device) and s.first < segment.first]
                found.append([segment.place, segment.device, max(same, default=0) + 1, segment.first - 1])
        return sorted(found)

    def _check_orders(self) -> None:
        for segment, number, line in self.erased:
            order = self.orders.get((segment.place, line.value))
            if order is None:
                self._told.wrong(segment.file, f"line {number} was emptied, and no order to erase it is here")
                continue
            value = order.value if isinstance(order.value, dict) else {}
            names = value.get("changes")
            if value.get("field") is not None and (not isinstance(names, list) or line.name not in names):
                self._told.wrong(segment.file, f"line {number} was emptied, and the order that it names is about others")

    def who(self, device: str) -> str:
        """A device for people."""
        return f"{self.team.member(device)}, device {fingerprint(device)}"

    def called(self, place: str) -> str:
        """A compartment for people."""
        return "the roster" if place == self.workspace else f"“{shown(self.named.get(place, place[:8]), 80)}”"

    def read(self, segment: Segment) -> list[Line]:
        """The lines of a segment, once more."""
        return read_segment(self.folder, segment.file, self.workspace)[1]


# -- what the packing desk says -----------------------------------------------------------------------------------------------------------


def read_pack(folder: Folder) -> dict[str, Any]:
    """`pack.json`, with the form that everything after it relies on."""
    pack: dict[str, Any] = parsed(folder.read("pack.json", MAX_PACK))
    keys = {"compartments", "counts", "created", "device", "format", "gaps", "kinds", "program", "workspace"}
    must(isinstance(pack, dict) and pack.get("format") == FORMAT and pack.keys() == keys, UNKNOWN)
    must(fits(HASH, pack["workspace"]) and fits(ID, pack["device"]) and fits(MOMENT, pack["created"]), UNKNOWN)
    kinds = pack["kinds"]
    must(isinstance(kinds, dict) and all(fits(WORD, kind) for kind in kinds), UNKNOWN)
    for fields in kinds.values():
        must(isinstance(fields, dict) and all(merge in ("keep", "latest", "set") for merge in fields.values()), UNKNOWN)
    return pack


class Bundle(NamedTuple):
    """A bundle that the packing desk took in, by its own word."""

    hash: str
    made: str
    sender: str
    taken: str
    id: str = ""
    files: tuple[str, ...] = ()  # the ciphertexts that came with it; a pack of the first version does not say


def read_bundles(folder: Folder) -> list[Bundle]:
    """The bundles that the packing desk took in, each time it did."""
    found: list[Bundle] = []
    for data in folder.lines("bundles.jsonl"):
        said = parsed(data)
        must(isinstance(said, dict) and said.keys() - {"files"} == {"bundle", "hash", "made", "sender", "taken"}, OTHER)
        files = said.get("files", [])
        must(isinstance(files, list) and all(fits(HASH, one) for one in files), OTHER)
        must(fits(ID, said["bundle"]) and fits(MOMENT, said["taken"]), OTHER)
        # Of a bundle that the first version took in, no more is known than that.
        empty = said["hash"] == said["made"] == said["sender"] == ""
        must(empty or (fits(HASH, said["hash"]) and fits(MOMENT, said["made"]) and fits(ID, said["sender"])), OTHER)
        found.append(Bundle(said["hash"], said["made"], said["sender"], said["taken"], said["bundle"], tuple(files)))
    return found


def take_arrivals(folder: Folder, log: Log, own: set[str], bundles: dict[str, Bundle], told: Told) -> None:
    """What the packing desk says of each segment: the bundle that brought it (none for `own` devices'), and what of it is in force."""
    by_file = {segment.file: segment for segment in log.segments}
    for data in folder.lines("arrivals.jsonl"):
        said = parsed(data)
        must(isinstance(said, dict) and said.keys() == {"bundle", "not_in_force", "segment", "state"} and said["state"] in STATES, OTHER)
        must((said["bundle"] is None or isinstance(said["bundle"], str)) and isinstance(said["not_in_force"], list), OTHER)
        for run in said["not_in_force"]:
            must(isinstance(run, list) and len(run) == 3 and type(run[0]) is int and type(run[1]) is int and run[2] in STATES[1:], OTHER)
        segment = by_file.pop(str(said["segment"]), None)
        if segment is None:
            raise Bad("speaks of a segment that is not here")
        must(said["bundle"] in bundles or (said["bundle"] is None and segment.device in own), "says wrongly how a segment came")
        segment.state, segment.bundle = said["state"], said["bundle"]
        segment.against = [(first, last, state) for first, last, state in said["not_in_force"]]
        for number in range(segment.first, segment.last + 1):
            if segment.state_of(number) != "applied":
                told.remarks.append(f"{segment.file} has lines that are not in force at the packing desk: no record is made of them")
                break
    for name in by_file:
        told.wrong("arrivals.jsonl", f"says nothing of {name}")


# -- records ------------------------------------------------------------------------------------------------------------------------------


class Step(NamedTuple):
    """One line in the history of a record."""

    line: str  # name of the change
    stamp: str
    field: str
    group: str
    segment: Segment
    number: int


class Live(NamedTuple):
    """A value that no line in force replaced."""

    name: str
    stamp: str
    value: Any
    saw: Optional[tuple[str, ...]]


class Records:
    """The records that the lines in force make: in each cell the values that no other line of the cell supersedes."""

    def __init__(self, log: Log, kinds: dict[str, dict[str, str]], names: dict[str, str]) -> None:
        self._kinds = kinds
        self._names = names
        self.steps: dict[Key, list[Step]] = defaultdict(list)
        self._live: dict[Key, dict[tuple[str, str], dict[str, Live]]] = defaultdict(dict)
        self._gone: set[tuple[Key, str, str, str]] = set()
        for segment in log.segments:
            for number, line in enumerate(log.read(segment), segment.first):
                if line.kind and line.kind not in (ROSTER, CHARTER):
                    key = (segment.place, line.kind, line.record)
                    self.steps[key].append(Step(line.name, line.stamp, line.field, line.group, segment, number))
                    if segment.state_of(number) == "applied":
                        self._apply(key, line)
        for steps in self.steps.values():
            steps.sort(key=lambda step: (step.stamp, step.line))

    def _apply(self, key: Key, line: Line) -> None:
        cell = self._live[key].setdefault((line.field, line.element), {})
        for name in line.supersedes:
            if cell.pop(name, None) is None:
                self._gone.add((key, line.field, line.element, name))
        if (key, line.field, line.element, line.name) not in self._gone:
            cell[line.name] = Live(line.name, line.stamp, line.value, line.saw)

    def __iter__(self) -> Iterator[Key]:
        """Every record that a line in force makes."""
        return iter(self._live)

    def __contains__(self, key: Key) -> bool:
        return key in self._live

    def remark(self, told: Told) -> None:
        """Say what stands in the signed lines and in no KIND.jsonl: kinds and fields that the packer did not know, values passed over."""
        for (place, kind, id), cells in self._live.items():
            merges = self._kinds.get(kind)
            where = f"{kind} {id} in {shown(self._names.get(place, place), 80)}"
            if merges is None:
                told.remarks.append(f"{where} is of a kind that the packing program did not know: it stands in the log alone")
                continue
            for (name, element), live in cells.items():
                merge = merges.get(name)
                if live and (merge is None or (merge == "set") != bool(element)):
                    told.remarks.append(
                        f"{where}: its {name} is of a form that the packing program did not know and stands in the log alone"
                    )
                elif merge == "latest" and len({canonical(one.value) for one in live.values()}) > 1:
                    told.remarks.append(f"{where}: its {name} was set twice side by side, and the later value is shown")

    def shown(self, key: Key) -> tuple[dict[str, Any], list[str]]:
        """Values by field, and the fields that hold more than one value."""
        merges = self._kinds.get(key[1], {})
        values: dict[str, Any] = {}
        conflicts: set[str] = set()
        for (name, element), live in self._live[key].items():
            merge = merges.get(name)
            if not live or merge is None or (merge == "set") != bool(element):
                continue
            top = max(live.values(), key=lambda one: (one.stamp, one.name))
            if merge == "set":
                if top.value:
                    values.setdefault(name, []).append(element)
            elif top.value is not None:
                values[name] = top.value
            if merge != "latest" and len({canonical(one.value) for one in live.values()}) > 1:
                conflicts.add(name)
        for name in values:
            if merges[name] == "set":
                values[name].sort()
        if self._beside_archive(key):
            conflicts.add("archived")
        return values, sorted(conflicts)

    def _beside_archive(self, key: Key) -> bool:
        archived = self._live[key].get(("archived", ""))
        if not archived:
            return False
        top = max(archived.values(), key=lambda one: (one.stamp, one.name))
        if top.value is not True or top.saw is None:
            return False
        return any(n not in top.saw for cell, live in self._live[key].items() if cell[0] != "archived" for n in live)

    def names(self, key: Key, field: str) -> list[str]:
        """The changes by which a field has its values."""
        return list(self._live[key].get((field, ""), ()))

    def plain(self, key: Key, hidden: dict[str, Any]) -> dict[str, Any]:
        """The record as its line in KIND.jsonl must say it; `hidden` are values that no row has room for, by field."""
        values, conflicts = self.shown(key)
        made: dict[str, Any] = {"id": key[2], "kind": key[1], "compartment": self._names.get(key[0], key[0])}
        for name, value in values.items():
            if name in hidden and self._kinds[key[1]][name] == "set":
                made[name] = [one for one in value if one not in hidden[name]]
            elif name not in hidden:
                made[name] = value
        if conflicts:
            made["conflicts"] = conflicts
        return made


def check_records(folder: Folder, records: Records, hidden: dict[Key, dict[str, Any]], pack: dict[str, Any], told: Told) -> dict[str, int]:
    """Each KIND.jsonl says of each record exactly what the signed lines make of it; returns how many there are."""
    counts = {}
    for kind in pack["kinds"]:
        wanted: dict[bytes, list[Key]] = defaultdict(list)
        for key in records:
            if key[1] == kind:
                wanted[canonical(records.plain(key, hidden.get(key, {})))].append(key)
        name, count = f"{kind}.jsonl", 0
        try:
            for data in folder.lines(name):
                count += 1
                said = parsed(data, exact=False)
                found = wanted.get(canonical(said))
                if found:
                    found.pop()
                else:
                    id = shown(said.get("id"), 40) if isinstance(said, dict) else "?"
                    told.wrong(name, f"record {id} is not as the signed lines make it")
        except Bad as reason:
            told.wrong(name, reason)
        for key in (key for left in wanted.values() for key in left):
            told.wrong(name, f"record {key[2]} is missing, or not as the signed lines make it")
        counts[kind] = count
    return counts


def read_unshown(folder: Folder, records: Records, told: Told) -> dict[Key, dict[str, Any]]:
    """Values that JITDesk does not show, since they do not fit their field: said here, so that none disappears unseen."""
    found: dict[Key, dict[str, Any]] = defaultdict(dict)
    for data in folder.lines("unshown.jsonl"):
        said = parsed(data)
        must(isinstance(said, dict) and said.keys() == {"compartment", "field", "kind", "record", "value"}, OTHER)
        must(all(isinstance(said[k], str) for k in ("compartment", "field", "kind", "record")), OTHER)
        key = (said["compartment"], said["kind"], said["record"])
        held = records.shown(key)[0].get(said["field"]) if key in records else None
        some = (
            isinstance(said["value"], list) and isinstance(held, list) and bool(said["value"]) and all(one in held for one in said["value"])
        )
        must(held is not None and (some or canonical(held) == canonical(said["value"])), "speaks of a value that no signed line holds")
        found[key][said["field"]] = said["value"]
        told.remarks.append(f"{key[1]} {key[2]}: what its {shown(said['field'], 40)} holds does not fit it, and is in unshown.jsonl alone")
    return found


# -- attachments --------------------------------------------------------------------------------------------------------------------------


def check_attachments(folder: Folder, records: Records, told: Told) -> dict[Key, str]:
    """Each attachment is the file whose hash and size its author signed; returns the file of each record that has one here."""
    wanted = {key: records.shown(key)[0].get("content") for key in records if key[1] == FILE}
    wanted = {key: content for key, content in wanted.items() if content is not None}
    found: dict[Key, str] = {}
    files = {name for name in folder.names if name.startswith("files/")}
    for data in folder.lines("attachments.jsonl"):
        said = parsed(data)
        must(isinstance(said, dict) and said.keys() == {"compartment", "file", "reason", "record"}, OTHER)
        key = (str(said["compartment"]), FILE, str(said["record"]))
        must(key in wanted, "speaks of an attachment that no signed line names")
        content = wanted.pop(key)
        must((said["file"] is None) == isinstance(said["reason"], str) and (said["file"] is None or said["reason"] is None), OTHER)
        if said["file"] is None:
            told.missing.append(f"attachment {key[2]}: {shown(said['reason'])}")
            continue
        name = unicodedata.normalize("NFC", str(said["file"]))
        must(name in files, "speaks of a file that is not here")
        files.discard(name)
        found[key] = name
        if not isinstance(content, dict) or folder.hash(name) != (content.get("sha256"), content.get("size")):
            told.wrong(name, "is not the file whose hash its author signed")
    for key in wanted:
        told.wrong("attachments.jsonl", f"says nothing of attachment {key[2]}")
    for name in files:
        told.wrong(name, "belongs to no attachment")
    return found


# -- custody history ----------------------------------------------------------------------------------------------------------------------

COLUMNS = (
    *("compartment", "kind", "record", "label", "file", "sha256"),
    *("at", "member", "state", "device", "change", "field", "in_force", "bundle", "bundle_sha256", "sender", "made", "taken"),
)


class History:
    """Who set what of which record, when by the author's clock, from which device, and which bundle brought it to the packing desk."""

    def __init__(self, log: Log, records: Records, files: dict[Key, str], bundles: list[Bundle], packer: str) -> None:
        self._log = log
        self._records = records
        self._files = files
        self._bundles = first_times(bundles)
        self._custody = Custody(log, records, bundles, packer)
        self._order = sorted(records.steps, key=lambda key: (key[1] != FILE, key[1], records.steps[key][0].stamp, key))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every line of every record, as plain values."""
        for key in self._order:
            content = self._values(key).get("content")
            sha = content.get("sha256", "") if isinstance(content, dict) else ""
            for step in self._records.steps[key]:
                segment = step.segment
                card = self._log.team.cards.get(segment.device, {})
                came = self._bundles.get(segment.bundle or "", Bundle("", "", "", ""))
                values = (
                    *(self._log.named.get(key[0], key[0]), key[1], key[2], self._label(key), self._files.get(key, ""), sha),
                    *(when(step.stamp), card.get("member", ""), card.get("state", ""), segment.device, step.line, step.field),
                    *(segment.state_of(step.number) == "applied", segment.bundle or "", came.hash, came.sender, came.made, came.taken),
                )
                yield dict(zip(COLUMNS, values))

    def told(self) -> Iterator[str]:
        """The same for people: one line for each act."""
        for key in self._order:
            file = self._files.get(key)
            yield ""
            yield f"{key[1]} {key[2]} in {self._log.called(key[0])}: {shown(self._label(key), 100)}" + (f" = {shown(file)}" if file else "")
            acts: dict[tuple[str, str, str], list[Step]] = defaultdict(list)
            for step in self._records.steps[key]:
                acts[step.group, step.segment.file, step.segment.state_of(step.number)].append(step)
            for (_, _, state), steps in acts.items():
                segment = steps[0].segment
                fields = ", ".join(dict.fromkeys(step.field for step in steps))
                waits = "" if state == "applied" else f"; NOT IN FORCE at the packing desk ({state})"
                yield f"  {when(steps[0].stamp)}  {self._log.who(segment.device)}: {fields}; {self._came(segment)} ({segment.file}){waits}"
            yield from (f"  custody: {link}" for link in self._custody.of(key))
        for segment, number, line in self._log.erased:
            order = self._log.orders.get((segment.place, line.value))
            reason = shown(order.value.get("reason", ""), 200) if order and isinstance(order.value, dict) else ""
            by = f"{self._log.who(line.value[:32])}, {when(order.stamp)}: {reason}" if order else "nobody"
            yield ""
            yield f"erased: change {number} of {self._log.who(segment.device)} in {self._log.called(segment.place)}, ordered by {by}"

    def _came(self, segment: Segment) -> str:
        if segment.bundle is None:
            return "written at the packing desk"
        bundle = self._bundles.get(segment.bundle)
        if bundle is None or not fits(ID, bundle.sender):
            return f"brought by bundle {segment.bundle}" + (f", taken in {shown(bundle.taken, 20)}" if bundle else "")
        by = f"{self._log.team.member(bundle.sender)} on {shown(bundle.made, 20)}"
        return f"brought by bundle {segment.bundle}, made by {by}, taken in {shown(bundle.taken, 20)}"

    def _values(self, key: Key) -> dict[str, Any]:
        return self._records.shown(key)[0] if key in self._records else {}

    def _label(self, key: Key) -> str:
        values = self._values(key)
        return next(
            (str(values[name]) for name in ("code", "reference", "name", "title", "bundle") if isinstance(values.get(name), str)), ""
        )


class Custody:
    """The chain of custody of each attachment: what persons recorded, what left with its bytes (both signed), what arrived at this desk."""

    def __init__(self, log: Log, records: Records, bundles: list[Bundle], packer: str) -> None:
        self._log = log
        self._records = records
        self._bundles = bundles
        self._packer = packer
        self._recorded: dict[tuple[str, str], list[Key]] = defaultdict(list)  # by the id of the file
        self._sent: dict[str, list[Sent]] = defaultdict(list)  # by compartment
        for key in records:
            if key[1] == CUSTODY:
                self._recorded[key[0], str(records.shown(key)[0].get("file"))].append(key)
            elif key[1] == DISCLOSURE:
                values = records.shown(key)[0]
                self._sent[key[0]].append(Sent(self._by(key), values, runs(values.get("numbers"))))

    def of(self, key: Key) -> list[str]:
        """The links of one file's chain in sentences, the oldest first; none of any other record."""
        content = self._records.shown(key)[0].get("content") if key[1] == FILE and key in self._records else None
        cipher = content.get("cipher") if isinstance(content, dict) else None
        links = [self._said(one) for one in self._recorded[key[0], key[2]]] if key[1] == FILE else []
        if isinstance(cipher, str):
            links += [link for one in self._sent[key[0]] for link in self._left(one, cipher, self._records.names(key, "content"))]
            links += [self._arrived(bundle) for bundle in self._bundles if cipher in bundle.files]
        return [f"{at}  {text}" for at, text in sorted(links)]

    def _by(self, key: Key) -> str:
        return self._log.team.member(self._records.steps[key][0].segment.device)

    def _said(self, key: Key) -> tuple[str, str]:
        values = {name: shown(value, 200) for name, value in self._records.shown(key)[0].items()}
        sides = "".join(f", {word} {values[name]}" for word, name in (("from", "source"), ("to", "recipient")) if name in values)
        more = "".join(f"; {name}: {values[name]}" for name in ("reason", "hash_checked") if name in values)
        return values.get("date", ""), f"{values.get('event', '?')}{sides}{more}; recorded by {self._by(key)}"

    def _left(self, one: "Sent", cipher: str, names: list[str]) -> Iterator[tuple[str, str]]:
        """A bundle that carried a line which attaches the file, unless its sender says that the bytes were not there to go."""
        values, without = one.values, one.values.get("without")
        if (isinstance(without, list) and cipher in without) or not any(covers(one.runs, name) for name in names):
            return
        devices = values.get("devices")
        named = [device for device in devices if isinstance(device, str)] if isinstance(devices, list) else []
        whom = ", ".join(sorted({self._log.team.member(device) for device in named}))
        file = f"SHA-256 {values['sha256']}" if fits(HASH, values.get("sha256")) else "no hash known: perhaps never finished"
        to = whom or shown(values.get("recipient", "?"), 200)
        bundle = shown(values.get("bundle", "?"), 40)
        yield shown(values.get("at", ""), 30), f"left the desk of {one.by} in bundle {bundle} ({file}) for {to}"

    def _arrived(self, bundle: Bundle) -> tuple[str, str]:
        sender = self._log.team.member(bundle.sender)
        desk = f"the packing desk ({self._log.team.member(self._packer)})"
        return bundle.taken, f"arrived at {desk} in bundle {bundle.id} (SHA-256 {bundle.hash}) from {sender}; the packing desk's word"


class Sent(NamedTuple):
    """An entry of the disclosure log: by whom, what it says, and the runs of numbers by author's device that went out."""

    by: str
    values: dict[str, Any]
    runs: dict[str, Any]


def runs(numbers: Any) -> dict[str, Any]:
    """The runs that an entry says; what cannot be read says nothing."""
    try:
        found = json.loads(numbers)
    except (TypeError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def covers(those: dict[str, Any], name: str) -> bool:
    """Whether runs hold a change; the first version said the last number alone."""
    device, number = name.split(".")[0], int(name.split(".")[1])
    said = those.get(device, [])
    try:
        return any(first <= number <= last for first, last in ([[1, said]] if isinstance(said, int) else said))
    except (TypeError, ValueError):
        return False


def first_times(bundles: list[Bundle]) -> dict[str, Bundle]:
    """Of each bundle the first time that it was taken in."""
    found: dict[str, Bundle] = {}
    for bundle in bundles:
        found.setdefault(bundle.id, bundle)
    return found


def cell(value: Any) -> str:
    """A value for a table; what a spreadsheet would take for a formula is made text."""
    text = shown(value, 1000) if not isinstance(value, bool) else "yes" if value else "no"
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def write_csv(path: str, history: History) -> None:
    """The history as a table; the file must not exist yet."""
    with open(path, "x", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(COLUMNS)
        table.writerows([cell(row[name]) for name in COLUMNS] for row in history.rows())


# -- the whole check ----------------------------------------------------------------------------------------------------------------------


@dataclass
class Result:
    """What came of a check; `history` and `team` are there as far as they could be made."""

    told: Told
    pack: dict[str, Any] = field(default_factory=dict)
    team: Optional[Team] = None
    history: Optional[History] = None


def check(root: str, founder: Optional[str]) -> Result:
    """Check a pack, as far as its state allows."""
    told = Told()
    result = Result(told)
    where = "pack"
    try:
        folder = Folder(root, told)
        where = SUMS
        sums = check_sums(folder, told)
        where = "pack.json"
        pack = result.pack = read_pack(folder)
        where = "segments"
        with tempfile.TemporaryDirectory() as scratch:
            keygen = Keygen(scratch, folder.root)
            log = Log(folder, pack["workspace"], keygen, told)
            team = result.team = log.team
            where = SUMS_SIGNATURE
            must(pack["device"] in team.keys, "is by a device that nobody let in")
            armour = folder.read(SUMS_SIGNATURE, MAX_ARMOUR).decode("ascii", "replace")
            keygen.verify(pack["device"], team.keys[pack["device"]], armour, sums, PACK)
        where = "allowed_signers"
        signers = "".join(f'{device} namespaces="{SPACES}" {openssh(key)}\n' for device, key in sorted(team.keys.items()))
        must(folder.read(where, MAX_PACK) == signers.encode(), "does not list exactly the devices that the roster let in")
        where = "pack.json"
        check_said(pack, log, told)
        where = "bundles.jsonl"
        bundles = read_bundles(folder)
        where = "arrivals.jsonl"
        take_arrivals(folder, log, team.stood_for(pack["device"]), first_times(bundles), told)
        where = "records"
        records = Records(log, pack["kinds"], pack["compartments"])
        where = "unshown.jsonl"
        hidden = read_unshown(folder, records, told)
        counts = check_records(folder, records, hidden, pack, told)
        records.remark(told)
        where = "attachments.jsonl"
        files = check_attachments(folder, records, told)
        result.history = History(log, records, files, bundles, pack["device"])
        where = "pack.json"
        counted = {"attachments": len(files), "erased": len(log.erased), "lines": log.lines, "segments": len(log.segments)}
        must(pack["counts"] == {**counted, "records": counts}, "counts otherwise than what is here")
    except Bad as reason:
        told.wrong(where, reason)
    except OSError as error:
        told.wrong(where, f"could not be read: {error.strerror}")
    except Exception as error:  # the boundary: whatever a pack holds, the answer is a sentence
        told.wrong(where, f"could not be checked ({type(error).__name__})")
    if founder is not None and (result.team is None or result.team.founder != founder):
        told.wrong("founder", "is not the one whose fingerprint was given")
    return result


def check_said(pack: dict[str, Any], log: Log, told: Told) -> None:
    """The names of compartments and the gaps are as the packing desk says."""
    must(isinstance(pack["compartments"], dict) and all(isinstance(n, str) for n in pack["compartments"].values()), "names no compartments")
    for place, name in log.named.items():
        must(pack["compartments"].get(place, "") in (name, ""), "gives a compartment another name than its founding line")
    gaps = log.gaps()
    must(pack["gaps"] == gaps, "says otherwise what is missing than the chains of the segments do")
    for place, device, first, last in gaps:
        told.missing.append(f"numbers {first} to {last} of {log.who(device)} in {log.called(place)}: the packing desk did not hold them")


def tell(result: Result) -> None:
    """Print the history, then what was found, then the verdict."""
    told, team = result.told, result.team
    if team is not None:
        print("DEVICES EVER LET INTO THE TEAM")
        print()
        for device in sorted(team.cards, key=team.member):
            print(f"{team.member(device)}, {shown(team.cards[device]['authority'], 200)}, device {fingerprint(device)}")
        print()
    if result.history is not None:
        print("CUSTODY HISTORY (times are what the authors' clocks said)")
        for line in result.history.told():
            print(line)
        print()
    parts = {"Remarks": told.remarks, "Stated to be missing from this pack": told.missing, "What does not hold": told.findings}
    for title, sentences in parts.items():
        if sentences:
            print(f"{title}:")
            for sentence in sentences[:MOST_TOLD]:
                print(f"  - {sentence}")
            if len(sentences) > MOST_TOLD:
                print(f"  - and {len(sentences) - MOST_TOLD} more")
            print()
    if team is not None:
        print(f"Team “{shown(team.name)}”, founded by {team.member(team.founder)}, device {fingerprint(team.founder)}.")
        device = result.pack["device"]
        print(f"Packed by {team.member(device)}, device {fingerprint(device)}, on {shown(result.pack['created'], 40)} by its clock.")
        print("Whether it is the team that you mean, the founder's fingerprint tells: compare it with one that reached you another way.")
    print(verdict(told))


def write_json(path: str, result: Result) -> None:
    """Verdict, sentences and history as one JSON object; the file must not exist yet."""
    told = result.told
    summary = {"verdict": verdict(told), "findings": told.findings, "missing": told.missing, "remarks": told.remarks}
    with open(path, "x", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(summary, indent=1)[:-2] + ',\n "history": [')
        for number, row in enumerate(result.history.rows() if result.history else ()):
            stream.write(("," if number else "") + "\n  " + json.dumps(row))
        stream.write("\n ]\n}\n")


def verdict(told: Told) -> str:
    """One sentence."""
    if told.findings:
        return f"NOT VERIFIED: {len(told.findings)} finding(s), listed above."
    if told.missing:
        return f"VERIFIED, NOT COMPLETE: all that is here holds; {len(told.missing)} piece(s) are stated to be missing."
    return "VERIFIED: every signature, chain, hash and record in this pack holds."


def device_of(text: str) -> str:
    """The device that a fingerprint names, written as groups of digits or as 32 hex digits."""
    bare = re.sub(r"[\s-]", "", text).lower()
    if re.fullmatch(r"[0-9]{40}", bare):
        groups = [int(bare[i : i + 5]) for i in range(0, 40, 5)]
        if max(groups) < 1 << 16:
            return "".join(f"{group:04x}" for group in groups)
    elif ID.fullmatch(bare):
        return bare
    raise argparse.ArgumentTypeError("a fingerprint is 8 groups of 5 digits, or 32 hex digits")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Check a custody pack of JITDesk and tell its history.", allow_abbrev=False)
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("pack", nargs="?", default=here, help="its folder (default: where this file is)")
    parser.add_argument("--founder", type=device_of, metavar="FINGERPRINT", help="of the team's founder, as it reached you another way")
    parser.add_argument("--csv", metavar="FILE", help="write the history as a table into a new file")
    parser.add_argument("--json", metavar="FILE", help="write verdict and history as JSON into a new file")
    options = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    if not os.path.isdir(options.pack):
        parser.error("there is no such folder")
    result = check(options.pack, options.founder)
    try:
        if options.csv and result.history:
            write_csv(options.csv, result.history)
        if options.json:
            write_json(options.json, result)
    except OSError as error:
        print(f"The history could not be written: {error.strerror}.", file=sys.stderr)
        return 2
    tell(result)
    return 1 if result.told.findings else 0


if __name__ == "__main__":
    sys.exit(main())
