"""Stages 3 to 5: sums, signature, manifest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jitdesk.crypto import bech32
from tests.vectors import writing
from tests.vectors.files_and_tars import SEGMENT, good, without
from tests.vectors.sava import BUNDLE, IBRAHIM, MARA, OLENA, PETRA, Members, identifier
from tests.vectors.sava import SEGMENT as SEGMENT_SPACE
from tests.vectors.vector import Cases
from tests.vectors.writing import chance, sha256

cases = Cases(".jitbundle")
refused = cases.refused


# -- 3: sums ------------------------------------------------------------------------------------------------------------------------------
def summed(label: str, alter: Callable[[bytes], bytes]) -> bytes:
    """The list of sums otherwise, and signed so."""
    bundle = good(label).but(files=[b"ciphertext"])
    members = bundle.whole()
    sums = alter(members["SHA256SUMS"])
    return bundle.of(members | {"SHA256SUMS": sums, "SHA256SUMS.sig": writing.sign(bundle.sender.seed, sums, BUNDLE)})


def after_sums(label: str, alter: Callable[[Members], Members]) -> bytes:
    """Members altered after they were summed and signed, as a courier can who knows the recipients."""
    bundle = good(label)
    return bundle.of(alter(bundle.whole()))


def lines_of(sums: bytes) -> list[bytes]:
    return sums.splitlines(keepends=True)


refused(
    "3-member-altered",
    3,
    "bundle.sums",
    "M37",
    after_sums("altered", lambda m: m | {SEGMENT: writing.frame(b"x")}),
    "a member that is not the one that was summed",
    name=SEGMENT,
)
refused(
    "3-member-removed",
    3,
    "bundle.sums",
    "M37",
    after_sums("removed", without(SEGMENT, f"{SEGMENT}.sig")),
    "a member that is listed and not there",
    name="SHA256SUMS",
)
refused(
    "3-member-unlisted",
    3,
    "bundle.sums",
    "M37",
    summed("unlisted", lambda s: b"".join(lines_of(s)[:-1])),
    "a member that is there and not listed: sha256sum -c does not notice",
    name=f"files/{sha256(b'ciphertext')}",
)
refused(
    "3-sums-order",
    3,
    "bundle.sums",
    "M37",
    summed("order", lambda s: b"".join(reversed(lines_of(s)))),
    "the list in another order",
    name="manifest.json",
)
refused(
    "3-sums-capital", 3, "bundle.sums", "M37", summed("capital", lambda s: s.upper()), "hashes in capital letters", name="manifest.json"
)
refused(
    "3-sums-binary-mark",
    3,
    "bundle.sums",
    "M37",
    summed("mark", lambda s: s.replace(b"  ", b" *", 1)),
    "a list as sha256sum -b writes it",
    name="manifest.json",
)
refused(
    "3-sums-further-line",
    3,
    "bundle.sums",
    "M37",
    summed("further", lambda s: s + b"0" * 64 + b"  x\n"),
    "a line too many",
    name="SHA256SUMS",
)
refused(
    "3-file-of-other-name",
    3,
    "bundle.file_hash",
    "M38",
    good("file").of(good("file").summed(good("file").members() | {f"files/{'0' * 64}": b"ciphertext"})),
    "an attachment that is not the one it is named for",
    name=f"files/{'0' * 64}",
)


# -- 4: the signature of the whole --------------------------------------------------------------------------------------------------------
def sealed(label: str, make: Callable[[bytes], bytes]) -> bytes:
    """Another signature under the right sums."""
    bundle = good(label)
    members = bundle.whole()
    return bundle.of(members | {"SHA256SUMS.sig": make(members["SHA256SUMS"])})


IDENTITY = (1).to_bytes(32, "little")
NOT_CANONICAL = (2**255 - 19 + 3).to_bytes(32, "little")
refused(
    "4-other-namespace",
    4,
    "signature.wrong",
    "M8",
    sealed("space", lambda s: writing.sign(IBRAHIM.seed, s, SEGMENT_SPACE)),
    "a signature made for segments",
)
refused(
    "4-unknown-namespace",
    4,
    "signature.form",
    "M8",
    sealed("any space", lambda s: writing.sign(IBRAHIM.seed, s, "file")),
    "a signature made for anything (ssh's own namespace)",
)
refused(
    "4-sha256",
    4,
    "signature.form",
    "M7",
    sealed("hash", lambda s: writing.sign(IBRAHIM.seed, s, BUNDLE, hash="sha256")),
    "a hash that ssh-keygen takes and this format does not",
)
refused(
    "4-reserved",
    4,
    "signature.form",
    "M7",
    sealed("reserved", lambda s: writing.sign(IBRAHIM.seed, s, BUNDLE, reserved=b"x")),
    "something in the reserved field",
)
refused(
    "4-columns",
    4,
    "signature.form",
    "M7",
    sealed("columns", lambda s: writing.sign(IBRAHIM.seed, s, BUNDLE, columns=64)),
    "armour in rows of 64: one signature, two files",
)
refused(
    "4-crlf",
    4,
    "signature.form",
    "M7",
    sealed("crlf", lambda s: writing.sign(IBRAHIM.seed, s, BUNDLE).replace(b"\n", b"\r\n")),
    "armour with CR LF",
)
refused(
    "4-not-ascii",
    4,
    "signature.form",
    "M7",
    sealed("ascii", lambda s: writing.sign(IBRAHIM.seed, s, BUNDLE).replace(b"A", b"\xff", 1)),
    "armour with a byte that is no text",
)
refused("4-empty", 4, "signature.form", "M7", sealed("empty", lambda s: b""), "an empty signature")
refused(
    "4-other-text",
    4,
    "signature.wrong",
    "M39",
    sealed("text", lambda s: writing.sign(IBRAHIM.seed, s + b"\n", BUNDLE)),
    "a signature of something else",
)
refused(
    "4-small-order-key",
    4,
    "signature.key",
    "M9",
    sealed("small", lambda s: writing.sign(IBRAHIM.seed, s, BUNDLE, key=IDENTITY, raw=IDENTITY + bytes(32))),
    "a key of small order, under which one signature fits every message",
)
refused(
    "4-key-not-canonical",
    4,
    "signature.key",
    "M9",
    sealed("canonical", lambda s: writing.sign(IBRAHIM.seed, s, BUNDLE, key=NOT_CANONICAL)),
    "a key whose number is above the prime: a second way to write it",
)
refused(
    "4-before-anything-is-parsed",
    4,
    "signature.wrong",
    "M40",
    good("order").of(
        good("order").summed(good("order").members() | {"manifest.json": b"[" * 1000})
        | {"SHA256SUMS.sig": writing.sign(IBRAHIM.seed, b"", BUNDLE)}
    ),
    "a manifest that is no JSON, under a signature that does not fit: the signature must be what is told",
)


# -- 5: the manifest ----------------------------------------------------------------------------------------------------------------------
def written(label: str, alter: Callable[[bytes], bytes]) -> bytes:
    """Another line for a manifest, summed and signed by its sender."""
    bundle = good(label)
    members = bundle.members()
    return bundle.of(bundle.summed(members | {"manifest.json": alter(members["manifest.json"])}))


def saying(label: str, **said: Any) -> bytes:
    """A manifest that says something else."""
    return good(label).but(said=said).file()


for label, alter, shows, case in (
    ("spaces", lambda m: m.replace(b":", b": "), "M1", "spaces in the JSON"),
    ("unsorted", lambda m: b'{"workspace":' + m[-67:-2] + b"," + m[1:-80] + b"}\n", "M1", "keys that are not sorted"),
    ("no-lf", lambda m: m[:-1], "M1", "a line without its LF"),
    ("two-lines", lambda m: m + b"\n", "M1", "a second line"),
    ("escaped", lambda m: m.replace(b'"note":""', b'"note":"\\u0041"'), "M1", "a letter written as an escape"),
    ("slash", lambda m: m.replace(b'"note":""', b'"note":"\\/"'), "M1", "a slash written as an escape"),
    ("bom", lambda m: b"\xef\xbb\xbf" + m, "M1", "a byte order mark"),
    ("duplicate-key", lambda m: m.replace(b'{"bundle"', b'{"bundle":"","bundle"'), "M2", "a key that occurs twice"),
    ("utf8", lambda m: m.replace(b'"note":""', b'"note":"\xc3("'), "M6", "bytes that are not UTF-8"),
    ("surrogate", lambda m: m.replace(b'"note":""', b'"note":"\\ud800"'), "M6", "half of a surrogate pair"),
    ("float", lambda m: m.replace(b'"have":{}', b'"have":1.0'), "M3", "a float"),
    ("big-integer", lambda m: m.replace(b'"have":{}', b'"have":9007199254740992'), "M3", "an integer of 2^53"),
    ("deep", lambda m: m.replace(b'"have":{}', b'"have":' + b"[" * 8 + b"]" * 8), "M4", "lists nested nine deep"),
    ("very-deep", lambda m: m.replace(b'"have":{}', b'"have":' + b"[" * 2_000 + b"]" * 2_000), "M4", "lists nested 2,000 deep"),
    ("not-json", lambda m: b"manifest\n", "M1", "no JSON"),
):
    refused(f"5-line-{label}", 5, "canon.not_canonical", shows, written(f"line {label}", alter), case)

refused("5-newer", 5, "bundle.newer", "M64", saying("newer", format="bundle-2"), "a newer version of the format")
for label, shows, said, case in (
    ("further-key", "M41", {"priority": "high"}, "a key that does not belong"),
    ("created", "M41", {"created": "2026-02-30T09:00:00Z"}, "a day that no calendar has"),
    ("created-midnight", "M41", {"created": "2026-11-20T24:00:00Z"}, "an hour 24: a second way to write midnight"),
    ("created-zone", "M41", {"created": "2026-11-20T09:00:00+01:00"}, "a moment in another form"),
    ("id", "M41", {"bundle": identifier("upper").upper()}, "an id in capital letters"),
    ("recipients-order", "M42", {"recipients": sorted([OLENA.id, MARA.id], reverse=True)}, "recipients that are not sorted"),
    ("recipients-twice", "M42", {"recipients": [OLENA.id, OLENA.id]}, "one recipient twice"),
    ("no-recipient", "M42", {"recipients": []}, "no recipient"),
    ("have-zero", "M46", {"have": {identifier("a") * 2: {OLENA.id: [[0, "0" * 64]]}}}, "a position before the first change"),
    ("have-empty", "M46", {"have": {identifier("a") * 2: {OLENA.id: []}}}, "positions of a device without one"),
    ("outside-low-order", "M41", {"recipients": [bech32.encode("age", bytes(32))]}, "a recipient that protects nothing"),
):
    refused(f"5-manifest-{label}", 5, "bundle.manifest", shows, saying(f"manifest {label}", **said), case)
refused(
    "5-manifest-no-format",
    5,
    "bundle.manifest",
    "M41",
    written("no format", lambda m: m.replace(b'"format":"bundle-1",', b"")),
    "a key that is missing",
)

refused("5-note-too-long", 5, "bundle.note", "M41", saying("long", note="x" * 1001), "a note of 1,001 characters", limit=1000)
refused(
    "5-note-bidi",
    5,
    "bundle.note",
    "M41",
    saying("bidi", note="paid \u202e001 EUR"),
    "a note that reads otherwise than it is written",
    limit=1000,
)
refused("5-note-control", 5, "bundle.note", "M41", saying("control", note="\x1b[2J"), "a note that clears the terminal", limit=1000)
refused(
    "5-forwarded",
    5,
    "bundle.forwarded",
    "M42",
    saying("forwarded", recipients=[MARA.id]),
    "signed for somebody else, and encrypted anew to us",
)
refused(
    "5-one-key-more",
    5,
    "bundle.recipients",
    "M43",
    good("more keys").but(recipients=(OLENA, PETRA), said={"recipients": [OLENA.id]}).file(),
    "encrypted to one more than the sender signed for",
)
refused(
    "5-one-key-less",
    5,
    "bundle.recipients",
    "M43",
    saying("less", recipients=sorted([OLENA.id, MARA.id])),
    "encrypted to fewer than the sender signed for",
)
refused("5-no-roster", 5, "bundle.no_roster", "M44", good("bare").but(roster=()).file(), "a bundle to the team without a roster")
refused("5-cards-and-roster", 5, "bundle.no_roster", "M44", good("cards").but(cards=[MARA.card]).file(), "a bundle to the team with cards")
refused("5-other-team", 5, "import.other_team", "M45", saying("team", workspace=sha256(chance("another team"))), "for another team")
