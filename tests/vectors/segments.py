"""Segments (a signature, then the frame), which reach Olena's desk in an honest bundle by Ibrahim; and what becomes of those that fit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tests.vectors import writing
from tests.vectors.sava import (
    ANA,
    HIDDEN,
    IBRAHIM,
    MARA,
    OWN,
    OWN_HEAD,
    OWN_SEGMENT,
    PETRA,
    SEGMENT,
    STRANGER,
    TASK,
    TEAM,
    TEAM_HEAD,
    TEAM_LINES,
    TEAM_SEGMENT,
    TEAM_TIP,
    TITLE_NAME,
    Device,
    Pair,
    change,
    head,
    identifier,
    segment,
    signed,
    stamp,
)
from tests.vectors.vector import Cases
from tests.vectors.writing import frame, line, sha256

cases = Cases(".segment")
refused, held, waiting, accepted = cases.refused, cases.held, cases.waiting, cases.accepted


def one(pair: Pair) -> bytes:
    """A segment as a file."""
    return pair[1] + pair[0]


def of(lines: Sequence[bytes], author: Device = IBRAHIM, place: str = TEAM, **otherwise: Any) -> bytes:
    """Lines of an author, sealed."""
    return one(segment(author, place, lines, **otherwise))


def with_head(alter: dict[str, Any], drop: str = "") -> bytes:
    """A segment whose line 0 holds other values, or lacks one, and is signed so."""
    value = json.loads(OWN_HEAD) | alter
    value.pop(drop, None)
    return one(signed(IBRAHIM, line(value), OWN))


def altered(**values: Any) -> bytes:
    """Ibrahim's line with other values."""
    return line(json.loads(OWN[0]) | values)


BY_IBRAHIM = {"device": IBRAHIM.id, "first": 1}
TITLES = {"title": "Find the interpreter", "status": "open"}

# -- the frame ----------------------------------------------------------------------------------------------------------------------------
CONTENT = OWN_HEAD + OWN[0]
refused(
    "7-second-frame",
    7,
    "segment.frame",
    "M15",
    one((frame(CONTENT) + frame(OWN[0]), OWN_SEGMENT[1])),
    "a second frame: zstd -dc prints it, and nothing signs it",
)
refused("7-byte-after-frame", 7, "segment.frame", "M15", one((frame(CONTENT) + b"\0", OWN_SEGMENT[1])), "a byte after the frame")
refused("7-frame-cut", 7, "segment.frame", "M15", one((frame(CONTENT)[:-1], OWN_SEGMENT[1])), "a frame that is cut short")
refused(
    "7-checksum-wrong", 7, "segment.frame", "M15", one((frame(CONTENT)[:-1] + b"\0", OWN_SEGMENT[1])), "a frame whose checksum is wrong"
)
refused(
    "7-longer-than-declared",
    7,
    "segment.frame",
    "M15",
    one((writing.raw_frame(CONTENT, window_log=20, declared=len(CONTENT) - 1), OWN_SEGMENT[1])),
    "a content of another size than the frame declares",
)

# -- its cut into lines -------------------------------------------------------------------------------------------------------------------
refused("7-last-lf", 7, "segment.lines", "M1", one((frame(CONTENT[:-1]), OWN_SEGMENT[1])), "a last line without its LF", limit=10_000)
SHORT = [change("task", "title", 1, 20 + number / 600_000, record="0" * 32) for number in range(10_001)]
for number, made in enumerate(SHORT):
    SHORT[number] = line(json.loads(made) | {"salt": "0" * 32, "group": "0" * 32})
refused("7-too-many-lines", 7, "segment.head", "M30", of(SHORT), "10,001 lines")
refused("7-no-lines", 7, "segment.head", "M30", of([]), "no line at all")

# -- line 0 -------------------------------------------------------------------------------------------------------------------------------
refused("7-newer", 7, "segment.newer", "M64", with_head({"format": "segment-2"}), "a newer version of the format")
refused("7-head-further-key", 7, "segment.head", "M22", with_head({"note": ""}), "a key in line 0 that does not belong")
refused("7-head-lacks-root", 7, "segment.head", "M22", with_head({}, "root"), "a line 0 without a root")
refused("7-head-spaces", 7, "segment.head", "M1", one(signed(IBRAHIM, OWN_HEAD.replace(b",", b", "), OWN)), "spaces in line 0")
refused("7-first-with-prev", 7, "segment.head", "M23", with_head({"prev": "0" * 64}), "a first segment that names one before it")
refused("7-later-without-prev", 7, "segment.head", "M23", with_head({"first": 2}), "a later segment that names none before it")
refused(
    "7-number-too-large", 7, "segment.head", "M23", with_head({"first": (1 << 53) - 1, "prev": "0" * 64, "count": 2}), "numbers beyond 2^53"
)

# -- whose it is --------------------------------------------------------------------------------------------------------------------------
refused(
    "7-other-compartment", 7, "import.not_our_compartment", "M53", of(OWN, place=HIDDEN), "of a compartment that this desk does not read"
)
refused("7-unheard-compartment", 7, "import.not_our_compartment", "M53", of(OWN, place="0" * 64), "of a compartment that nobody founded")
refused("7-stranger", 7, "segment.stranger", "M54", of(OWN, STRANGER), "by a device that nobody let in", device=STRANGER.id)
refused(
    "7-signed-by-another",
    7,
    "signature.wrong",
    "M24",
    one((OWN_SEGMENT[0], writing.sign(MARA.seed, OWN_HEAD, SEGMENT))),
    "signed by another member, even a lead",
)
refused(
    "7-key-named-falsely",
    7,
    "signature.wrong",
    "M24",
    one((OWN_SEGMENT[0], writing.sign(MARA.seed, OWN_HEAD, SEGMENT, key=writing.public(IBRAHIM.seed)))),
    "signed by another member under the author's key",
)
refused(
    "7-namespace",
    7,
    "signature.wrong",
    "M8",
    one((OWN_SEGMENT[0], writing.sign(IBRAHIM.seed, OWN_HEAD, "card-v1@jitdesk"))),
    "a signature made for cards",
)
refused(
    "7-signature-not-ascii",
    7,
    "signature.form",
    "M7",
    one((OWN_SEGMENT[0], OWN_SEGMENT[1].replace(b"U", b"\xff", 1))),
    "a signature with a byte that is no text",
)
refused("7-other-team", 7, "segment.other_workspace", "M25", of(OWN, workspace=sha256(b"another team")), "a segment of another team")

# -- count and root -----------------------------------------------------------------------------------------------------------------------
refused("7-lines-missing", 7, "segment.root", "M26", one(signed(IBRAHIM, OWN_HEAD, [])), "line 0 alone", **BY_IBRAHIM)
refused("7-count", 7, "segment.root", "M26", of(OWN, count=2), "one line fewer than signed for", **BY_IBRAHIM)
refused("7-root", 7, "segment.root", "M26", of(OWN, root=sha256(b"")), "a root of other lines", **BY_IBRAHIM)
refused(
    "7-line-replaced",
    7,
    "segment.root",
    "M26",
    one((frame(OWN_HEAD + altered(value="Call nobody")), OWN_SEGMENT[1])),
    "a line that the author did not write",
    **BY_IBRAHIM,
)
refused(
    "7-line-added",
    7,
    "segment.root",
    "M26",
    one((frame(CONTENT + change("task", "title", "x", 21)), OWN_SEGMENT[1])),
    "a line that the author did not sign",
    **BY_IBRAHIM,
)
TWO = [*OWN, change("task", "title", "Call the embassy", 22)]
refused(
    "7-lines-exchanged",
    7,
    "segment.root",
    "M26",
    one((frame(head(IBRAHIM, TEAM, TWO) + TWO[1] + TWO[0]), writing.sign(IBRAHIM.seed, head(IBRAHIM, TEAM, TWO), SEGMENT))),
    "two lines in another order",
    **BY_IBRAHIM,
)

# -- the lines, each signed by its author -------------------------------------------------------------------------------------------------
NAME = f"{IBRAHIM.id}.{{}}.{'0' * 16}"
for label, made, shows, case in (
    (
        "salt-missing",
        line({k: v for k, v in json.loads(OWN[0]).items() if k != "salt"}),
        "M27",
        "a line without a salt: its hash could be guessed",
    ),
    ("salt-short", altered(salt="00"), "M27", "a salt of one byte"),
    ("further-key", altered(erased="0" * 64), "M27", "a line that is a stub as well"),
    ("stub-with-salt", line({"erased": "0" * 64, "order": NAME.format(1), "salt": "0" * 32}), "M27", "a stub with a salt"),
    ("stub-without-order", line({"erased": "0" * 64}), "M27", "a stub that names no order"),
    ("element-empty", altered(element=""), "M27", "an element without a name"),
    ("kind", altered(kind="Task"), "M27", "a kind in capital letters"),
    ("stamp", altered(stamp=stamp(20)[1:]), "M27", "a stamp of 16 digits"),
    ("change-name", altered(supersedes=[NAME.format("01")]), "M27", "the name of a change written in a second way"),
    ("supersedes", altered(supersedes=[NAME.format(n) for n in range(1, 258)]), "M29", "257 names in supersedes"),
    ("saw", altered(saw=[NAME.format(n) for n in range(1, 1026)]), "M29", "1,025 names in saw"),
    ("spaces", OWN[0].replace(b":", b": "), "M1", "spaces"),
    ("crlf", OWN[0][:-1] + b"\r\n", "M1", "a line that ends in CR LF"),
    ("unsorted", b'{"value":"x",' + OWN[0][1:].replace(b',"value":"Call the court"', b""), "M1", "keys that are not sorted"),
    ("duplicate-key", OWN[0].replace(b'{"field"', b'{"field":"title","field"'), "M2", "a key that occurs twice"),
    ("float", OWN[0].replace(b'"Call the court"', b"1.5"), "M3", "a float"),
    ("exponent", OWN[0].replace(b'"Call the court"', b"1e3"), "M3", "an integer in a second writing"),
    ("minus-zero", OWN[0].replace(b'"Call the court"', b"-0"), "M3", "minus zero"),
    ("big-integer", OWN[0].replace(b'"Call the court"', b"9007199254740992"), "M3", "an integer of 2^53"),
    ("deep", OWN[0].replace(b'"Call the court"', b"[" * 8 + b"]" * 8), "M4", "a value that makes nine levels"),
    ("very-deep", OWN[0].replace(b'"Call the court"', b"[" * 100_000 + b"]" * 100_000), "M4", "lists nested 100,000 deep"),
    (
        "key-not-ascii",
        OWN[0].replace(b'"Call the court"', '{"é":1}'.encode()),
        "M1",
        "a key that is not ASCII: sorting would differ by reader",
    ),
    ("utf8", OWN[0].replace(b"court", b"\xc3("), "M6", "bytes that are not UTF-8"),
    ("utf8-overlong", OWN[0].replace(b"court", b"\xc0\xaf"), "M6", "a slash in two bytes"),
    ("surrogate", OWN[0].replace(b"court", b"\xed\xa0\x80"), "M6", "half of a surrogate pair"),
    ("nul", OWN[0].replace(b"court", b"\0"), "M1", "a NUL that is not escaped"),
):
    refused(f"7-line-{label}", 7, "canon.not_canonical", shows, of([made]), case)
refused("7-line-too-long", 7, "canon.too_long", "M5", of([altered(value="x" * (1 << 20))]), "a line above 1 MiB")
refused("7-stamps", 7, "segment.stamps", "M28", of([OWN[0], change("task", "title", "x", 19)]), "stamps that do not rise", **BY_IBRAHIM)

# -- the chain ----------------------------------------------------------------------------------------------------------------------------
NEXT = [change("task", "title", "Call the embassy", 22)]
AFTER = sha256(OWN_HEAD)
accepted("7-good", "M24", one(OWN_SEGMENT), "nothing is wrong with it", changes=1)
accepted("7-next", "M31", of(NEXT, first=2, prev=AFTER), "the segment that follows", changes=1, after=("7-good.segment",))
held("7-chain-overlaps", "M31", of(NEXT, first=1 + 2, prev=sha256(TEAM_HEAD)), "a segment after another device's: kept, and never applied")
held("7-gap", "M32", of(NEXT, first=2, prev=AFTER), "the piece before it is missing")
held(
    "7-emptied",
    "M34",
    one(signed(IBRAHIM, OWN_HEAD, [line({"erased": sha256(OWN[0]), "order": NAME.format(9)})])),
    "a forged stub in place of a line: a courier can withhold, not erase",
)
waiting(
    "7-fork", "M33", of([change("task", "title", "Call the press", 23)]), "a second segment from number 1 on", after=("7-good.segment",)
)
waiting(
    "7-back-in-time",
    "M28",
    of([change("task", "title", "Call the embassy", 19)], first=2, prev=AFTER),
    "a stamp before that of the segment before",
    after=("7-good.segment",),
)
waiting("7-observer", "M55", of(OWN, ANA), "by a device that may read and not write")
waiting("7-revoked", "M55", of(OWN, PETRA), "by a device that was taken out of the team")

# -- what fits and does nothing, or less than it would ------------------------------------------------------------------------------------
accepted("7-known", "M60", one(TEAM_SEGMENT), "a segment that the desk holds")
accepted(
    "7-known-emptied",
    "M34",
    one(signed(MARA, TEAM_HEAD, [TEAM_LINES[0], line({"erased": sha256(TEAM_LINES[1]), "order": NAME.format(9)}), TEAM_LINES[2]])),
    "a held segment with a line cut out of it: the line stays",
    reads=TITLES,
)
accepted(
    "7-supersedes-outside-its-cell",
    "M58",
    of([change("task", "status", "done", 24, record=identifier("another record"), supersedes=[TITLE_NAME])]),
    "a line that names a head of another cell: nothing happens there",
    changes=1,
    reads=TITLES,
)
accepted(
    "7-unknown-kind",
    "M56",
    of([change("satellite", "orbit", {"low": True}, 24)]),
    "a kind that this version does not know",
    changes=1,
    reads=TITLES,
)
accepted(
    "7-unknown-field",
    "M56",
    of([change("task", "colour", "red", 24, record=TASK)]),
    "a field that this version does not know",
    changes=1,
    reads=TITLES,
)
accepted(
    "7-stamp-far-ahead",
    "M59",
    of([change("task", "title", "Mine for ever", 250 * 365 * 24 * 60, record=TASK, supersedes=[TITLE_NAME])]),
    "a stamp 250 years ahead: it moves no clock, and can be superseded",
    changes=1,
    reads={"title": "Mine for ever"},
)
accepted(
    "7-reader-by-who-is-no-keeper",
    "M57",
    of([change("charter", "unread", {"device": MARA.id}, 24, supersedes=[TEAM_TIP])]),
    "a member takes the lead out of a compartment",
    changes=1,
    reads=TITLES,
)
