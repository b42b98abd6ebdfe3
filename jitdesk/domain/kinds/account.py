"""Account: what a witness said, to whom, where and when; the guard against asking the same person again."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Type
from jitdesk.domain.kinds.origin import ORIGIN

FORM = ("notes", "statement", "audio", "video", "minutes")

ACCOUNT = Kind(
    "account",
    (
        Field("witness", Type.LINK, of="witness", required=True),
        Field("date", Type.DATE, order=True),
        Field("taken_by", searched=True),
        Field("authority", searched=True, order=True),
        Field("state", Type.STATE),
        Field("place", searched=True),
        Field("language", Type.LANGUAGE),
        Field("form", Type.ONE, FORM, order=True),
        Field("held_by", searched=True),
        Field("text", Type.LONG, searched=True),
        *ORIGIN,
        *COMMON,
    ),
    title="authority",
    columns=("witness", "date", "authority", "taken_by", "form", "state"),
)
