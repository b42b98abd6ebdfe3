"""The manifest of a bundle: who sends what to whom, in one canonical line."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from jitdesk.crypto import age
from jitdesk.domain.changes import Hash, Id
from jitdesk.kernel import canon
from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.kernel.plain import is_plain
from jitdesk.kernel.values import is_id

FORMAT = "bundle-1"
MAX_NOTE = 1_000

Tip = tuple[Annotated[int, Meta(ge=1, lt=1 << 53)], Hash]
"""Number of the last line of a log that the sender holds, and the hash of its segment's line 0."""

Have = dict[Hash, dict[Id, Annotated[list[Tip], Meta(min_length=1, max_length=100)]]]
"""Per compartment and device, the tips held."""


class Manifest(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a bundle says of itself; `recipients` are device ids, or the one age recipient of a disclosure."""

    bundle: Id
    created: Annotated[str, Meta(pattern="^20[0-9]{2}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z\\Z")]
    have: Have
    note: str
    recipients: Annotated[list[str], Meta(min_length=1, max_length=age.MAX_RECIPIENTS)]
    sender: Id
    workspace: Hash
    format: str = FORMAT

    @property
    def outside(self) -> bool:
        """Whether this is a disclosure to a key outside the team."""
        return self.recipients[0].startswith(f"{age.RECIPIENT}1")

    def encode(self) -> bytes:
        """The one line; raises Refused for a note that is too long or holds control characters."""
        line = canon.encode(msgspec.to_builtins(self))
        try:
            decode(line)
        except Damaged as damage:
            raise Refused(damage.key, **damage.arguments) from None
        return line


def decode(line: bytes) -> Manifest:
    """The manifest in `line`; raises Damaged unless all of it holds."""
    value = canon.decode(line)
    if isinstance(value, dict) and value.get("format", FORMAT) != FORMAT:
        raise Damaged("bundle.newer")
    try:
        manifest = msgspec.convert(value, Manifest)
    except msgspec.ValidationError:
        raise Damaged("bundle.manifest") from None
    if not is_plain(manifest.note, MAX_NOTE, but="\n"):
        raise Damaged("bundle.note", limit=MAX_NOTE)
    if "format" not in value or not _recipients_hold(manifest.recipients) or not _is_moment(manifest.created):
        raise Damaged("bundle.manifest")
    return manifest


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _recipients_hold(recipients: list[str]) -> bool:
    if len(recipients) == 1 and recipients[0].startswith(f"{age.RECIPIENT}1"):
        try:
            age.check_recipient(recipients[0])
        except Refused:
            return False
        return True
    return all(map(is_id, recipients)) and recipients == sorted(set(recipients))
