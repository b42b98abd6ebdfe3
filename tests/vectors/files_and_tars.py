"""Stages 1 and 2: the file as it travels, and the tar in it."""

from __future__ import annotations

from collections.abc import Callable

from tests.vectors import writing
from tests.vectors.sava import MARA, OWN_HEAD, OWN_SEGMENT, Bundle, Members, signed
from tests.vectors.sava import OWN as LINES
from tests.vectors.vector import Cases
from tests.vectors.writing import BLOCK, stanza, tar, tar_header, tar_member

cases = Cases(".jitbundle")
refused = cases.refused

FIRST_BYTES = b"age-encryption.org/v1\n"
SEGMENT = "segments/000001.jsonl.zst"
ROSTER = "roster/000001.jsonl.zst"


def good(name: str) -> Bundle:
    """A bundle with which nothing is wrong."""
    return Bundle(name, segments=[OWN_SEGMENT])


def file(name: str, alter: Callable[[bytes], bytes]) -> bytes:
    """The file, altered as it travels."""
    return alter(good(name).file())


def inside(name: str, make: Callable[[Members], bytes]) -> bytes:
    """A tar of other making, encrypted."""
    bundle = good(name)
    return bundle.encrypted(make(bundle.whole()))


def header_of(data: bytes) -> bytes:
    return data[: data.index(b"\n--- ") + 1]


# -- the age file -------------------------------------------------------------------------------------------------------------------------
refused("1-empty", 1, "age.version", "M11", b"", "nothing at all")
refused("1-other-age", 1, "age.version", "M11", file("v2", lambda d: d.replace(b"/v1\n", b"/v2\n", 1)), "age of another version")
refused(
    "1-armoured",
    1,
    "age.version",
    "M11",
    b"-----BEGIN AGE ENCRYPTED FILE-----\n" + file("armour", writing.b64),
    "an age file in armour: a second way to write it",
)
refused(
    "1-stanza-flood",
    1,
    "age.stanzas",
    "M12",
    good("flood").encrypted(tar(good("flood").whole()), before=stanza(b"x-grease", b"") * 256),
    "257 stanzas: each would cost a try of every key",
    limit=256,
)
refused(
    "1-mixed-kinds",
    1,
    "age.mixed_kinds",
    "M13",
    good("mixed").encrypted(tar(good("mixed").whole()), before=stanza(b"ssh-ed25519 AAAA " + b"A" * 43, bytes(32))),
    "a second kind of recipient beside X25519",
)
refused(
    "1-mixed-native",
    1,
    "age.mixed_kinds",
    "M13",
    good("native").encrypted(
        tar(good("native").whole()), before=stanza(b"mlkem768x25519 " + writing.b64(bytes(range(224)) * 5), bytes(32))
    ),
    "post-quantum and classical recipients in one file: as weak as the weaker",
)
refused("1-only-grease", 1, "age.mixed_kinds", "M13", writing.age_file("grease", b"", [], before=stanza(b"x-grease", b"")), "for nobody")
refused(
    "1-passphrase",
    1,
    "age.other_kind",
    "M13",
    writing.age_file("scrypt", b"", [], before=stanza(b"scrypt " + b"A" * 22 + b" 18", bytes(32))),
    "encrypted to a passphrase",
)
refused(
    "1-header-crlf", 1, "age.header", "M11", file("crlf", lambda d: d.replace(b"-> X25519", b"-> X25519\r", 1)), "a header line with a CR"
)
refused(
    "1-stanza-padding",
    1,
    "age.header",
    "M11",
    file("padded", lambda d: d.replace(b"\n--- ", b"=\n--- ", 1)),
    "base64 with its padding: a second way to write it",
)
refused("1-mac-short", 1, "age.header", "M11", header_of(file("short", bytes)) + b"--- AAAA\n", "a MAC of three bytes")

refused("2-not-for-us", 2, "age.not_for_us", "M14", good("others").but(recipients=(MARA,)).file(), "encrypted to somebody else")
refused(
    "2-mac-wrong",
    2,
    "age.mac",
    "M14",
    good("mac").encrypted(tar(good("mac").whole()), mac=bytes(range(32))),
    "a header whose MAC is not made with the file key",
)
refused(
    "2-low-order-share",
    2,
    "age.header",
    "M14",
    writing.age_file("low", tar(good("low").whole()), [], before=stanza(b"X25519 " + writing.b64(bytes(32)), bytes(32))),
    "a stanza with a low-order point: anybody could compute its key",
)
refused(
    "2-stanza-argument",
    2,
    "age.header",
    "M14",
    file("argument", lambda d: d.replace(b"-> X25519 ", b"-> X25519 further ", 1)),
    "a stanza with one argument too many",
)
refused(
    "2-stanza-body",
    2,
    "age.header",
    "M14",
    writing.age_file("body", tar(good("body").whole()), [], before=stanza(b"X25519 " + writing.b64(MARA.point), bytes(33))),
    "a stanza that wraps a longer key",
)
refused(
    "2-payload-altered",
    2,
    "age.payload",
    "M14",
    file("flipped", lambda d: d[:-100] + bytes([d[-100] ^ 1]) + d[-99:]),
    "one bit of the payload",
)
refused(
    "2-payload-cut", 2, "age.payload", "M14", good("cut").encrypted(tar(good("cut").whole()), last=False), "a payload without a last chunk"
)
refused("2-payload-longer", 2, "age.payload", "M14", file("longer", lambda d: d + b"\0"), "a byte after the last chunk")


# -- the tar: each header must be the one that we would write ------------------------------------------------------------------------------
def first_header(name: str, at: int, put: bytes, **how: str) -> bytes:
    """A tar whose first header says one thing otherwise, its checksum right."""
    return inside(name, lambda m: tar_header("manifest.json", len(m["manifest.json"]), at=at, put=put, **how) + tar(m)[BLOCK:])


for name, at, put, case in (
    ("mode", 100, b"0000755", "mode 0755"),
    ("uid", 108, b"0001750", "an owner"),
    ("mtime", 136, b"00000000001", "a time"),
    ("old-type", 156, b"\0", "the type of the time before USTAR"),
    ("directory", 156, b"5", "a directory"),
    ("symlink", 156, b"2/etc/passwd", "a symbolic link"),
    ("hard-link", 156, b"1manifest.json", "a hard link"),
    ("pax", 156, b"x", "a pax header: it could rename the next member"),
    ("gnu-magic", 257, b"ustar  ", "GNU's magic"),
    ("owner-name", 265, b"root", "the owner's name"),
    ("device", 329, b"0000001", "a device number"),
    ("prefix", 345, b"files", "a prefix, which some readers put before the name and some do not"),
    ("spare", 500, b"x", "a byte in the spare room"),
    ("size-spaces", 124, b"        ", "a size with leading spaces"),
):
    refused(f"2-tar-{name}", 2, "tar.header", "M17", first_header(name, at, put), case)
refused("2-tar-checksum-form", 2, "tar.header", "M17", first_header("sum form", 0, b"", checksum="{:07o}\0"), "a checksum of seven digits")
refused("2-tar-checksum-wrong", 2, "tar.header", "M17", first_header("sum", 0, b"", checksum="000001\0 "), "a wrong checksum")
refused(
    "2-tar-padding",
    2,
    "tar.not_zero",
    "M18",
    inside("padding", lambda m: tar(m).replace(m["manifest.json"] + b"\0", m["manifest.json"] + b"x", 1)),
    "padding that is not NUL",
)
refused("2-tar-one-block", 2, "tar.cut_short", "M18", inside("one block", lambda m: tar(m)[:-BLOCK]), "one block of NUL at the end")
refused("2-tar-three-blocks", 2, "tar.not_zero", "M18", inside("three", lambda m: tar(m) + bytes(BLOCK)), "a third block of NUL at the end")
refused("2-tar-byte-after", 2, "tar.not_zero", "M18", inside("after", lambda m: tar(m) + b"x"), "a byte after the end")
refused("2-tar-second", 2, "tar.not_zero", "M18", inside("second", lambda m: tar(m) + tar({"hidden": b"x"})), "a second tar after the end")
refused("2-tar-cut", 2, "tar.cut_short", "M18", inside("short", lambda m: tar(m)[: 3 * BLOCK]), "a tar that ends in a member")


# -- names and their order ----------------------------------------------------------------------------------------------------------------
def renamed(label: str, old: str, new: str) -> bytes:
    """One member under another name, all summed and signed anew."""
    bundle = good(label)
    return bundle.of(bundle.summed({(new if name == old else name): data for name, data in bundle.members().items()}))


for label, old, new, case in (
    ("capital", "manifest.json", "Manifest.json", "a name that some disks take for another"),
    ("dot", SEGMENT, "./" + SEGMENT, "a name with a dot before it"),
    ("absolute", SEGMENT, "/" + SEGMENT, "an absolute path"),
    ("traversal", SEGMENT, "segments/../000001.jsonl.zst", "a path that leads elsewhere"),
    ("hole", SEGMENT, "segments/000002.jsonl.zst", "numbers that begin at 2"),
    ("digits", SEGMENT, "segments/1.jsonl.zst", "a number of one digit"),
):
    refused(f"2-name-{label}", 2, "bundle.member", "M35", renamed(f"name {label}", old, new), case, name=new)


def arranged(label: str, order: Callable[[Members], Members]) -> bytes:
    """The members in another arrangement, all summed and signed anew."""
    bundle = good(label).but(files=[b"ciphertext"])
    return bundle.of(bundle.summed(order(bundle.members())))


def without(*names: str) -> Callable[[Members], Members]:
    return lambda members: {name: data for name, data in members.items() if name not in names}


def last(*names: str) -> Callable[[Members], Members]:
    return lambda members: without(*names)(members) | {name: members[name] for name in names}


refused(
    "2-name-unknown",
    2,
    "bundle.member",
    "M35",
    arranged("unknown", lambda m: m | {"notes.txt": b""}),
    "a member of no known name",
    name="notes.txt",
)
refused(
    "2-manifest-not-first",
    2,
    "bundle.member",
    "M35",
    arranged("manifest last", last("manifest.json")),
    "the manifest is not the first member",
    name=ROSTER,
)
refused(
    "2-roster-after-segments",
    2,
    "bundle.member",
    "M35",
    arranged("roster last", last(ROSTER, f"{ROSTER}.sig")),
    "the roster after the segments",
    name=ROSTER,
)
refused(
    "2-segment-unsigned",
    2,
    "bundle.member",
    "M35",
    arranged("unsigned", without(f"{SEGMENT}.sig")),
    "a segment without a signature",
    name=f"files/{writing.sha256(b'ciphertext')}",
)
refused(
    "2-member-twice",
    2,
    "bundle.member",
    "M35",
    inside("twice", lambda m: tar_member("manifest.json", m["manifest.json"]) + tar(m)),
    "two members of one name: which one counts would differ by reader",
    name="manifest.json",
)
refused(
    "2-file-capital-hex",
    2,
    "bundle.member",
    "M35",
    arranged("hex", lambda m: m | {f"files/{'A' * 64}": b"x"}),
    "a hash in capital letters",
    name=f"files/{'A' * 64}",
)
refused(
    "2-no-sums",
    2,
    "bundle.incomplete",
    "M35",
    inside("no sums", lambda m: tar(without("SHA256SUMS", "SHA256SUMS.sig")(m))),
    "a bundle without sums",
)
refused(
    "2-no-signature",
    2,
    "bundle.incomplete",
    "M35",
    inside("no sig", lambda m: tar(without("SHA256SUMS.sig")(m))),
    "sums without a signature",
)


# -- sizes and frames, which are known before anything is decompressed --------------------------------------------------------------------
def with_frame(label: str, frame: bytes) -> bytes:
    """The segment in another frame, all summed and signed anew."""
    return good(label).but(segments=[(frame, OWN_SEGMENT[1])]).file()


CONTENT = OWN_HEAD + b"".join(LINES)
refused(
    "2-manifest-too-large",
    2,
    "bundle.limit",
    "M36",
    good("large").encrypted(tar_header("manifest.json", (1 << 20) + 1)),
    "a manifest above 1 MiB",
    name="manifest.json",
)
refused(
    "2-armour-too-large",
    2,
    "bundle.limit",
    "M36",
    arranged("armour size", lambda m: m | {f"{SEGMENT}.sig": m[f"{SEGMENT}.sig"] * 4}),
    "a signature above 1 KiB",
    name=f"{SEGMENT}.sig",
)
refused(
    "2-roster-too-large",
    2,
    "bundle.limit",
    "M36",
    good("bomb").but(roster=[signed(MARA, OWN_HEAD, [], lambda c: writing.raw_frame(c, window_log=20, declared=16 << 20))] * 5).file(),
    "a roster whose frames declare more than 64 MiB",
    name="roster/000005.jsonl.zst",
)
for label, frame, case in (
    ("declares-more", writing.raw_frame(CONTENT, window_log=20, declared=(16 << 20) + 1), "a frame that declares more than 16 MiB"),
    ("declares-nothing", writing.raw_frame(b"", window_log=20), "a frame that declares an empty content"),
    ("window", writing.raw_frame(CONTENT, window_log=24), "a window of 16 MiB: so much memory a reader would need"),
    ("skippable", b"\x50\x2a\x4d\x18\x04\0\0\0hide" + writing.frame(CONTENT), "a skippable frame, in which anything could travel unsigned"),
    (
        "no-size",
        writing.zstandard.ZstdCompressor(write_checksum=True, write_content_size=False).compress(CONTENT),
        "a frame without its content size",
    ),
    ("no-checksum", writing.zstandard.ZstdCompressor(write_content_size=True).compress(CONTENT), "a frame without a checksum"),
    (
        "dictionary",
        writing.zstandard.ZstdCompressor(
            write_checksum=True, dict_data=writing.zstandard.train_dictionary(1024, [f"{i} {CONTENT!r}".encode() for i in range(64)])
        ).compress(CONTENT),
        "a frame that needs a dictionary",
    ),
    ("not-zstd", CONTENT, "no zstd at all"),
):
    refused(
        f"2-frame-{label}",
        2,
        "segment.frame",
        "M15" if "window" not in label and "dict" not in label else "M16",
        with_frame(f"frame {label}", frame),
        case,
    )
