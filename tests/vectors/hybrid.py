"""Bundles to post-quantum keys (stages 1, 2 and 5): the stanzas of ML-KEM-768 with X25519."""

from __future__ import annotations

from tests.vectors import writing
from tests.vectors.files_and_tars import good
from tests.vectors.postquantum import LATTICE
from tests.vectors.sava import MARA, OLENA, Device
from tests.vectors.vector import Cases
from tests.vectors.writing import hybrid_stanza, stanza, tar

cases = Cases(".jitbundle")
refused, accepted = cases.refused, cases.accepted

NEW = {"changes": 1}
Wrapped = tuple[bytes, bytes]


def wrapped(label: str, *devices: Device) -> list[Wrapped]:
    """Share and body for each of these devices."""
    return [writing.hybrid_wrapped(label, device.hybrid.public) for device in devices]


def sealed(label: str, *stanzas: bytes, recipients: tuple[Device, ...] = (OLENA,), mac: bytes | None = None) -> bytes:
    """A bundle with which nothing is wrong, its recipients as signed, in an age file with these stanzas."""
    return writing.age_file(label, tar(good(label).but(recipients=recipients).whole()), [], before=b"".join(stanzas), mac=mac)


def flipped(data: bytes, at: int) -> bytes:
    """The bytes with one bit turned."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def exchanged(label: str) -> bytes:
    """A file whose two stanzas changed places on the way."""
    first, second = (hybrid_stanza(*one) for one in wrapped(label, OLENA, MARA))
    return sealed(label, first, second, recipients=(OLENA, MARA)).replace(first + second, second + first, 1)


[HERS] = wrapped("hybrid", OLENA)
accepted("good-hybrid", "M13", sealed("hybrid", hybrid_stanza(*HERS)), "encrypted to a post-quantum key", **NEW)
[OURS, MARAS] = wrapped("hybrid two", OLENA, MARA)
accepted(
    "good-hybrid-two",
    "M43",
    sealed("hybrid two", hybrid_stanza(*MARAS), hybrid_stanza(*OURS), recipients=(OLENA, MARA)),
    "encrypted to the post-quantum keys of two",
    **NEW,
)
[HERS] = wrapped("hybrid grease", OLENA)
accepted(
    "good-hybrid-grease",
    "M13",
    sealed("hybrid grease", hybrid_stanza(*HERS), stanza(b"mlkem768x25519-grease AAAA", b"x")),
    "a stanza of grease beside the post-quantum one",
    **NEW,
)

[HERS] = wrapped("hybrid mixed", OLENA)
refused(
    "1-hybrid-mixed",
    1,
    "age.mixed_kinds",
    "M13",
    sealed("hybrid mixed", hybrid_stanza(*HERS), writing.x25519_stanza("hybrid mixed", MARA.point), recipients=(OLENA, MARA)),
    "true stanzas of both kinds, one for each of two recipients",
)

for name, alter, case in (
    ("share-cut", lambda s, b: (s[:-1], b), "a share of one byte less"),
    ("share-longer", lambda s, b: (s + b"\0", b), "a share of one byte more"),
    ("lattice-only", lambda s, b: (s[:LATTICE], b), "a share without its X25519 half"),
    ("point-only", lambda s, b: (s[LATTICE:], b), "a share without its ML-KEM half"),
    ("low-order", lambda s, b: (s[:LATTICE] + bytes(32), b), "a share whose point is of low order"),
    (
        "second-writing",
        lambda s, b: (s[:LATTICE] + b"\xff" * 32, b),
        "a share whose point is not below the prime",
    ),
    ("body-cut", lambda s, b: (s, b[:-1]), "a stanza that wraps a shorter key"),
    ("body-longer", lambda s, b: (s, b + b"\0"), "a stanza that wraps a longer key"),
):
    label = f"hybrid {name}"
    [HERS] = wrapped(label, OLENA)
    refused(f"2-hybrid-{name}", 2, "age.header", "M14", sealed(label, hybrid_stanza(*alter(*HERS))), case)

[HERS] = wrapped("hybrid argument", OLENA)
refused(
    "2-hybrid-argument",
    2,
    "age.header",
    "M14",
    sealed("hybrid argument", hybrid_stanza(*HERS).replace(b"-> mlkem768x25519 ", b"-> mlkem768x25519 further ", 1)),
    "a stanza with one argument too many",
)
refused("2-hybrid-exchanged", 2, "age.mac", "M14", exchanged("hybrid exchanged"), "two stanzas that changed places after the MAC was made")
[HERS] = wrapped("hybrid mac", OLENA)
refused(
    "2-hybrid-mac",
    2,
    "age.mac",
    "M14",
    sealed("hybrid mac", hybrid_stanza(*HERS), mac=bytes(range(32))),
    "a MAC not made with the file key",
)

for name, alter, case in (
    ("lattice-flipped", lambda s, b: (flipped(s, 500), b), "one bit of what ML-KEM made: it opens to another secret, and says nothing"),
    ("point-flipped", lambda s, b: (flipped(s, LATTICE), b), "one bit of the X25519 share"),
    ("body-flipped", lambda s, b: (s, flipped(b, 0)), "one bit of the wrapped key"),
):
    label = f"hybrid {name}"
    [HERS] = wrapped(label, OLENA)
    refused(f"2-hybrid-{name}", 2, "age.not_for_us", "M14", sealed(label, hybrid_stanza(*alter(*HERS))), case)

[OURS, MARAS] = wrapped("hybrid bodies", OLENA, MARA)
refused(
    "2-hybrid-bodies",
    2,
    "age.not_for_us",
    "M14",
    sealed("hybrid bodies", hybrid_stanza(OURS[0], MARAS[1]), hybrid_stanza(MARAS[0], OURS[1]), recipients=(OLENA, MARA)),
    "two stanzas that wrap each other's key",
)
refused(
    "2-hybrid-other-key",
    2,
    "age.not_for_us",
    "M14",
    sealed("hybrid other", *(hybrid_stanza(*one) for one in wrapped("hybrid other", MARA))),
    "encrypted to another device's post-quantum key",
)
[HERS] = wrapped("hybrid payload", OLENA)
WHOLE = sealed("hybrid payload", hybrid_stanza(*HERS))
refused("2-hybrid-payload", 2, "age.payload", "M14", flipped(WHOLE, len(WHOLE) - 100), "one bit of the payload under a post-quantum header")
[HERS] = wrapped("hybrid twice", OLENA)
refused(
    "5-hybrid-twice",
    5,
    "bundle.recipients",
    "M43",
    sealed("hybrid twice", hybrid_stanza(*HERS), hybrid_stanza(*HERS)),
    "the stanza twice for one recipient",
)
