"""Stage 6: the roster and who sends; and whole bundles that are taken in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jitdesk.crypto import bech32
from tests.vectors import writing
from tests.vectors.files_and_tars import good
from tests.vectors.sava import (
    ANA,
    CARD,
    FIRST,
    IBRAHIM,
    LEAD,
    MARA,
    OLENA,
    OWN,
    OWN_HEAD,
    OWN_SEGMENT,
    PETRA,
    ROSTER,
    ROSTER_HEAD,
    ROSTER_LINES,
    ROSTER_TIP,
    SEGMENT,
    STRANGER,
    TEAM,
    TEAM_HEAD,
    TEAM_LINES,
    TEAM_SEGMENT,
    TEAM_TIP,
    WORKSPACE,
    Device,
    Pair,
    change,
    identifier,
    segment,
    signed,
)
from tests.vectors.vector import Cases
from tests.vectors.writing import frame, line, sha256, x25519_public

cases = Cases(".jitbundle")
refused, accepted = cases.refused, cases.accepted

AFTER = sha256(ROSTER_HEAD)
NUMBER = len(ROSTER_LINES) + 1


def with_roster(label: str, *further: Pair, roster: Sequence[Pair] = tuple(ROSTER)) -> bytes:
    """A bundle by Ibrahim with more in its roster."""
    return good(label).but(roster=[*roster, *further], segments=()).file()


def act(name: str, value: Any, at: float = 40, supersedes: Sequence[str] = (ROSTER_TIP,), kind: str = "roster") -> bytes:
    return change(kind, name, value, at, supersedes=supersedes)


def by_mara(*lines: bytes) -> Pair:
    """What the lead adds to her log in the roster."""
    return segment(MARA, WORKSPACE, lines, NUMBER, AFTER)


def granted(device: Device, signature: bytes | None = None, **card: Any) -> bytes:
    """A grant of a card, perhaps not the one that was signed."""
    shown = {"card": device.value | card, "signature": (signature or device.armour).decode()}
    return act("grant", shown | {"role": "member", "under": LEAD})


# -- the parts of the roster --------------------------------------------------------------------------------------------------------------
STUB = line({"erased": sha256(ROSTER_LINES[-1]), "order": LEAD})
refused(
    "6-line-cut-out",
    6,
    "roster.other_compartment",
    "M48",
    with_roster("cut", roster=[signed(MARA, ROSTER_HEAD, [*ROSTER_LINES[:-1], STUB])]),
    "a roster with a line cut out: a removal could be hidden",
)
refused(
    "6-record",
    6,
    "roster.other_compartment",
    "M48",
    with_roster("record", by_mara(act("title", "x", kind="task"))),
    "a record in the roster: everybody would read it",
)
refused(
    "6-other-compartment",
    6,
    "roster.other_compartment",
    "M48",
    with_roster("place", TEAM_SEGMENT),
    "a segment of a compartment in place of the roster's",
)
refused(
    "6-signed-by-another",
    6,
    "signature.wrong",
    "M24",
    with_roster("by another", (ROSTER[0][0], writing.sign(IBRAHIM.seed, ROSTER_HEAD, SEGMENT)), roster=()),
    "the lead's part signed by a member",
)
refused(
    "6-second-frame",
    6,
    "segment.frame",
    "M15",
    with_roster("frames", (ROSTER[0][0] + frame(b"x"), ROSTER[0][1]), roster=()),
    "a second frame in a part of the roster",
)
refused(
    "6-newer",
    6,
    "segment.newer",
    "M64",
    with_roster("newer", segment(MARA, WORKSPACE, [act("end", {})], NUMBER, AFTER, format="segment-2")),
    "a newer version of the format",
)
refused(
    "6-root",
    6,
    "segment.root",
    "M26",
    with_roster("root", segment(MARA, WORKSPACE, [act("end", {})], NUMBER, AFTER, root="0" * 64)),
    "a root of other lines",
    device=MARA.id,
    first=NUMBER,
)
refused(
    "6-no-lines",
    6,
    "segment.root",
    "M26",
    with_roster("no lines", signed(MARA, ROSTER_HEAD, []), roster=()),
    "a part of the roster that is its line 0 alone",
    device=MARA.id,
    first=1,
)
refused(
    "6-stranger",
    6,
    "roster.stranger",
    "M49",
    with_roster("stranger", segment(STRANGER, WORKSPACE, [act("end", {})])),
    "a part by a device that nobody let in",
    device=STRANGER.id,
)
refused(
    "6-gap",
    6,
    "import.roster_gap",
    "M50",
    with_roster("gap", segment(MARA, WORKSPACE, [act("end", {})], NUMBER + 1, "0" * 64)),
    "a part whose predecessor is missing",
)
refused(
    "6-chain",
    6,
    "import.chain",
    "M31",
    with_roster("chain", segment(MARA, WORKSPACE, [act("end", {})], NUMBER + 1, AFTER)),
    "a part that does not begin where the one before it ends",
    device=MARA.id,
    first=NUMBER + 1,
)
refused(
    "6-ancestor-missing",
    6,
    "import.roster_gap",
    "M50",
    with_roster("ancestor", by_mara(act("end", {}, supersedes=[MARA.name(9, b"")]))),
    "a line that names one that is missing",
)

MANY = [change("roster", "end", number, 40 + number / 600_000, record="0" * 32) for number in range(5_001)]
MANY = [line(json.loads(one) | {"salt": "0" * 32, "group": "0" * 32}) for one in MANY]
refused(
    "6-too-many-lines",
    6,
    "roster.too_large",
    "M36",
    with_roster("many", segment(MARA, WORKSPACE, MANY), segment(IBRAHIM, WORKSPACE, MANY)),
    "a roster of more than 10,000 lines",
    lines=10_000,
    mib=64,
)

# A lead who fills the roster: Mara made Ibrahim one, and he writes more than there is room for before her acts have seen it.
LED = act("grant", IBRAHIM.shown | {"role": "lead", "under": LEAD})
LED_NAME = MARA.name(NUMBER, LED)
FLOOD = [act("end", number, 41 + number / 600_000, supersedes=[LED_NAME]) for number in range(1_501)]
FLOOD = [line(json.loads(one) | {"record": "0" * 32, "salt": "0" * 32, "group": "0" * 32}) for one in FLOOD]
FLOODED = segment(IBRAHIM, WORKSPACE, FLOOD)
SEEN = sorted(IBRAHIM.name(number, one) for number, one in enumerate(FLOOD, 1))[:256]
LEAD_ENDED = act("end", {"grant": LED_NAME, "keep": None, "successors": [], "under": LEAD}, 50, supersedes=SEEN)
refused(
    "6-unseen",
    6,
    "roster.unseen",
    "M50",
    with_roster("unseen", by_mara(LED), FLOODED),
    "1,501 lines by a lead that no line of the founder saw",
    most=1_500,
    founder="Mara Kos",
)
accepted(
    "good-roster-seen",
    "M50",
    with_roster("seen", by_mara(LED, LEAD_ENDED), FLOODED),
    "1,501 lines by a lead, some of which a line of the founder saw, who ended that lead",
)
REKEY = {"age": bech32.encode("age", bytes(32)), "function": "analyst", "hybrid": None, "under": LEAD}
refused(
    "6-rekey-low-order",
    6,
    "age.low_order",
    "M48",
    with_roster("rekey", by_mara(act("rekey", REKEY))),
    "a device that gives itself a recipient which anybody could read",
)

# -- cards in it --------------------------------------------------------------------------------------------------------------------------
IDENTITY = (1).to_bytes(32, "little")
P = 2**255 - 19
SMALL_KEY = replace(STRANGER, changes={"sign": writing.openssh(IDENTITY)})
HYBRID_LOW = bech32.encode("age1pq", bytes(1184) + bytes(32))


def carded(label: str, **card: Any) -> bytes:
    """A grant of a card that says this, signed by its own key."""
    made = replace(STRANGER, changes=card)
    return with_roster(label, by_mara(granted(made)))


refused(
    "6-card-altered",
    6,
    "signature.wrong",
    "M20",
    with_roster("altered", by_mara(granted(STRANGER, member="Mara Kos"))),
    "a card with another name than was signed",
)
refused(
    "6-card-small-order-key",
    6,
    "signature.key",
    "M9",
    with_roster(
        "small",
        by_mara(granted(SMALL_KEY, writing.sign(STRANGER.seed, SMALL_KEY.line, CARD, key=IDENTITY, raw=IDENTITY + bytes(32)))),
    ),
    "a card whose key has small order: anybody could sign for it",
)
refused(
    "6-card-low-order-recipient",
    6,
    "age.low_order",
    "M10",
    carded("low", age=bech32.encode("age", bytes(32))),
    "a card whose recipient has low order: anybody could read what is sent to it",
)
refused(
    "6-card-recipient-above-prime",
    6,
    "age.recipient",
    "M10",
    carded("prime", age=bech32.encode("age", (P + 9).to_bytes(32, "little"))),
    "a recipient whose number is above the prime",
)
refused(
    "6-card-hybrid-low-order",
    6,
    "age.low_order",
    "M10",
    carded("hybrid", hybrid=HYBRID_LOW),
    "a hybrid recipient whose X25519 half has low order",
)
HEIR = replace(STRANGER, changes={"replaces": MARA.id})
refused(
    "6-card-replaces-without-consent",
    6,
    "roster.replaces",
    "M49",
    with_roster("claim", by_mara(granted(HEIR, HEIR.armour + writing.sign(IBRAHIM.seed, HEIR.line, CARD)))),
    "a card that claims the place of a device which did not sign it",
    device=MARA.id,
)
refused("6-card-newer", 6, "card.newer", "M64", carded("card newer", format="card-2"), "a card of a newer version")

# -- who sends ----------------------------------------------------------------------------------------------------------------------------
refused(
    "6-sender-removed",
    6,
    "import.sender_not_in_team",
    "M51",
    good("petra").but(sender=PETRA).file(),
    "a sender who was taken out of the team",
)
refused(
    "6-sender-unknown", 6, "import.sender_not_in_team", "M51", good("nobody").but(sender=STRANGER).file(), "a sender whom nobody let in"
)
refused(
    "6-sender-other-key",
    6,
    "import.other_key",
    "M51",
    good("key").but(sender=MARA, said={"sender": IBRAHIM.id}).file(),
    "signed by another member than it says",
)

# -- taken in -----------------------------------------------------------------------------------------------------------------------------
LATER = good("later").but(segments=[OWN_SEGMENT], at=90, said={"note": "Before the hearing"})
accepted("good", "M42", LATER.file(), "nothing is wrong with it", changes=1)
accepted("good-replayed", "M60", LATER.file(), "the same bundle a second time", after=("good.jitbundle",))
accepted("good-older-after-newer", "M60", good("older").but(at=30).file(), "an older bundle after a newer one", after=("good.jitbundle",))
accepted("good-first-again", "M60", FIRST.file(), "the bundle by which the desk came to the team")
accepted("good-roster-only", "M44", good("roster").but(segments=()).file(), "a bundle that carries the roster alone")
accepted(
    "good-grease",
    "M13",
    good("greased")
    .but(segments=())
    .encrypted(writing.tar(good("greased").but(segments=()).whole()), before=writing.stanza(b"any-grease x", b"y" * 20)),
    "a stanza of grease, which is of no kind",
)
accepted(
    "good-positions-of-others",
    "M46",
    good("have").but(segments=(), said={"have": {TEAM: {OLENA.id: [[99, "0" * 64]]}}}).file(),
    "a sender who claims to hold what nobody wrote: it withholds nothing from anybody",
)
accepted(
    "good-observer-sends", "M51", good("ana").but(sender=ANA, segments=[TEAM_SEGMENT]).file(), "an observer may carry what the team wrote"
)
accepted(
    "good-attachment",
    "M38",
    good("attached").but(segments=(), files=[b"a ciphertext that no change names"]).file(),
    "an attachment that nobody names yet",
)
accepted(
    "good-grant-without-right",
    "M57",
    with_roster("grant", segment(IBRAHIM, WORKSPACE, [granted(STRANGER)])),
    "a member who lets somebody in: the line is kept and counts for nothing",
)
accepted(
    "good-revoke-without-right",
    "M57",
    with_roster("revoke", segment(IBRAHIM, WORKSPACE, [act("revoke", {"device": MARA.id, "keep": None, "successors": [], "under": LEAD})])),
    "a member who takes the founder out: the line is kept and counts for nothing",
)
accepted(
    "good-unknown-act",
    "M56",
    with_roster("act", by_mara(act("unheard", {"under": LEAD}))),
    "an act of a lead that this version does not know: the desk writes and sends nothing until it is upgraded",
    frozen=True,
)
accepted(
    "good-unknown-act-by-a-member",
    "M56",
    with_roster("act by a member", segment(IBRAHIM, WORKSPACE, [act("unheard", {"under": LEAD})])),
    "an act that this version does not know, of a member: it can be no removal, and freezes nothing",
)


# -- erasure: a stub counts as erased only where an order names the change ----------------------------------------------------------------
def erased(label: str, *named: str) -> bytes:
    """A bundle with Ibrahim's line cut out of its segment, and Mara's order, which names these changes."""
    value = {"changes": list(named), "field": None, "reason": "No duty to keep it", "records": [[json.loads(OWN[0])["record"], "task"]]}
    order = change("charter", "erase", value, 45, supersedes=[TEAM_TIP])
    stub = line({"erased": sha256(OWN[0]), "order": MARA.name(len(TEAM_LINES) + 1, order)})
    ordered = segment(MARA, TEAM, [order], len(TEAM_LINES) + 1, sha256(TEAM_HEAD))
    return good(label).but(segments=[ordered, signed(IBRAHIM, OWN_HEAD, [stub])]).file()


accepted(
    "good-erased-by-order",
    "M34",
    erased("erased", IBRAHIM.name(1, OWN[0])),
    "a stub that names a keeper's order, which names the change: nothing is missing",
    changes=1,
)
cases.held("good-erased-unnamed", "M34", erased("unnamed"), "a stub whose order does not name the change: the line is missing", changes=1)


# -- attachments, by the name that their owner gave them ----------------------------------------------------------------------------------
def attached(label: str, name: str) -> bytes:
    """A bundle with an attachment of that name, which Ibrahim sends."""
    secret = writing.chance(f"attachment {label}", 32)
    cipher = writing.age_file(label, b"a statement", [x25519_public(secret)])
    content = {"cipher": sha256(cipher), "key": bech32.encode("age-secret-key-", secret).upper(), "media_type": "text/plain"}
    content |= {"name": name, "sha256": sha256(b"a statement"), "size": len(b"a statement")}
    made = segment(IBRAHIM, TEAM, [change("file", "content", content, 50, record=identifier("file"))])
    return good(label).but(segments=[made], files=[cipher]).file()


for label, name, becomes, case in (
    ("bidi", "statement\u202efdp.exe", "statementfdp.exe", "a name that turns its ending around"),
    ("windows-reserved", "CON.txt", "_CON.txt", "a name that Windows keeps for itself"),
    ("windows-stream", "statement.txt:hidden", "statement.txt_hidden", "a name that hides a second content"),
    ("traversal", "../../statement.txt", "_.._statement.txt", "a name that leads out of the folder"),
    ("trailing-dot", "statement.exe. ", "statement.exe", "a name that loses its end on Windows"),
):
    accepted(f"good-name-{label}", "M47", attached(label, name), case, changes=1, written=becomes)
