"""Cards: a device's public identity as a small file, signed by itself, and the fingerprint that people compare."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from jitdesk.crypto import age, signature
from jitdesk.kernel import canon
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.plain import is_plain
from jitdesk.kernel.values import is_id, nfc, sha256

FORMAT = "card-1"
MAX_CARD = 16 << 10
MAX_FIELD = 200
SUFFIX = ".jitcard"

_END = "-----END SSH SIGNATURE-----\n"
_GROUP = 4  # hex digits behind each group of five decimal ones
_SEPARATORS = re.compile(r"[\s\-]+")


class _Content(Struct, frozen=True, forbid_unknown_fields=True):
    age: str
    authority: str
    format: str
    function: str
    hybrid: str | None
    member: str
    replaces: Annotated[str, Meta(pattern="^[0-9a-f]{32}\\Z")] | None
    sign: str
    state: Annotated[str, Meta(pattern="^[A-Z]{3}\\Z")]


@dataclass(frozen=True)
class Card:
    """A card whose form, keys and own signature were checked; whether its owner is who it says is for people to compare."""

    device: str
    line: bytes
    signature: str  # the armour under the line; two of them, one after the other, where the card replaces a device
    member: str
    state: str
    authority: str
    function: str
    age: str
    hybrid: str | None
    replaces: str | None
    sign: bytes
    former: bytes | None  # the key of the second signature: to be compared with that of the device in `replaces`

    def value(self) -> dict[str, Any]:
        """The card as it stands in a roster line, beside its `signature`."""
        value: dict[str, Any] = canon.decode(self.line)
        return value

    def file(self) -> bytes:
        """The bytes of the .jitcard file."""
        return self.line + self.signature.encode("ascii")


@dataclass(frozen=True)
class Former:
    """The device that a new one replaces, and the seed of its signing key: a card that says so bears its signature too."""

    device: str
    seed: bytes = field(repr=False)


def make(
    seed: bytes,
    age_recipient: str,
    member: str,
    state: str,
    authority: str,
    function: str,
    *,
    hybrid: str | None = None,
    former: Former | None = None,
) -> bytes:
    """A new card file; raises Refused for a text that is empty, too long or holds control characters, or a State not of three letters."""
    content = _Content(
        age=age_recipient,
        authority=nfc(authority),
        format=FORMAT,
        function=nfc(function),
        hybrid=hybrid,
        member=nfc(member),
        replaces=former.device if former else None,
        sign=signature.openssh(signature.public(seed)),
        state=state,
    )
    line = canon.encode(msgspec.to_builtins(content))
    try:
        armours = [signature.sign(one, line, signature.CARD) for one in ([seed, former.seed] if former else [seed])]
        return parse(line + "".join(armours).encode("ascii")).file()
    except Damaged as damage:
        raise Refused(damage.key, **damage.arguments) from None


def parse(data: bytes) -> Card:
    """The card in a file; raises Damaged unless all of it holds (docs/bundle-format.md, "Cards")."""
    if len(data) > MAX_CARD:
        raise Damaged("card.too_large", limit=MAX_CARD >> 10)
    line, _, tail = data.partition(b"\n")
    try:
        return _checked(line + b"\n", tail.decode("ascii"))
    except UnicodeDecodeError:
        raise Damaged("card.form") from None


def from_value(value: object, armour: object) -> Card:
    """The card embedded in a roster line as `{"card": value, "signature": armour}`, checked like a file."""
    if not isinstance(value, dict) or not isinstance(armour, str):
        raise Damaged("card.form")
    try:
        return parse(canon.encode(value) + armour.encode("ascii"))
    except ValueError:
        raise Damaged("card.form") from None


def fingerprint(device: str) -> str:
    """A device id for the eye and the ear: eight groups of five digits, all 128 bits."""
    return " ".join(f"{int(device[i : i + _GROUP], 16):05d}" for i in range(0, len(device), _GROUP))


def parse_fingerprint(text: str) -> str | None:
    """The device id that a person wrote as eight groups of five digits or as 32 hex digits, or None; spaces and hyphens do not matter."""
    bare = _SEPARATORS.sub("", text)
    if re.fullmatch(r"[0-9]{40}", bare):
        groups = [int(bare[i : i + 5]) for i in range(0, 40, 5)]
        return "".join(f"{group:04x}" for group in groups) if max(groups) < 1 << 16 else None
    return bare.lower() if is_id(bare.lower()) else None


def _checked(line: bytes, tail: str) -> Card:
    value = canon.decode(line)
    if isinstance(value, dict) and value.get("format", FORMAT) != FORMAT:
        raise Damaged("card.newer")
    try:
        content = msgspec.convert(value, _Content)
    except msgspec.ValidationError:
        raise Damaged("card.form") from None
    for name in ("member", "authority", "function"):
        text = getattr(content, name)
        if not text.strip() or not is_plain(text, MAX_FIELD):
            raise Damaged("card.text", field=name, limit=MAX_FIELD)
    check_recipients(content.age, content.hybrid)
    sign = signature.from_openssh(content.sign)
    own, former = _signatures(tail, content.replaces is not None)
    signature.verify(sign, own, line, signature.CARD)
    if former:
        signature.verify(signature.signer(former), former, line, signature.CARD)
    return Card(
        device=sha256(line)[:32],
        line=line,
        signature=tail,
        member=content.member,
        state=content.state,
        authority=content.authority,
        function=content.function,
        age=content.age,
        hybrid=content.hybrid,
        replaces=content.replaces,
        sign=sign,
        former=signature.signer(former) if former else None,
    )


def check_recipients(classical: str, hybrid: str | None) -> None:
    """Raise Damaged unless files can be encrypted to these keys of a device, the second of which it may lack."""
    try:
        age.check_classical_recipient(classical)
        if hybrid is not None:
            age.check_hybrid_recipient(hybrid)
    except Refused as refusal:
        raise Damaged(refusal.key, **refusal.arguments) from None


def _signatures(tail: str, replaces: bool) -> tuple[str, str | None]:
    """The one or two armours under the line."""
    armours = [armour + _END for armour in tail.split(_END)[:-1]]
    if "".join(armours) != tail or len(armours) != 1 + replaces:
        raise Damaged("card.form")
    return armours[0], armours[1] if replaces else None
