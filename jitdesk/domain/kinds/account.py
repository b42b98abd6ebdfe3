"""Account: what a witness said, to whom, where and when; the guard against asking the same person again."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Sensitivity, Type
from jitdesk.domain.kinds.columns import dates, group, texts
from jitdesk.domain.kinds.origin import ORIGIN

FORM = ("notes", "statement", "audio", "video", "minutes")
AUTHORITY_KIND = ("police", "prosecutor", "judge", "international", "ngo", "medical", "media")

ACCOUNT = Kind(
    "account",
    (
        Field("witness", Type.LINK, of="witness", required=True),
        Field("date", Type.DATE, order=True),
        Field("taken_by", searched=True),
        Field("authority", searched=True),
        Field("state", Type.STATE),
        Field("place", searched=True),
        Field("language", Type.LANGUAGE),
        Field("form", Type.ONE, FORM),
        Field("held_by", searched=True),
        Field("authority_kind", Type.ONE, AUTHORITY_KIND),
        Field("interpreter"),
        Field("sworn", Type.BOOL),
        Field("first_account", Type.BOOL),
        Field("consent", Type.LINK, of="consent"),
        Field("confirmed", Type.ONE, ("signed", "read_back", "neither")),
        Field("shared_with", Type.TEXTS),
        Field("usable", Type.ONE, ("evidence", "lead_only", "unknown")),
        Field("original", Type.ONE, ("original", "copy")),
        Field("file", Type.LINK, of="file"),
        Field("exhibits_shown", Type.LONG),
        Field("differences", Type.LONG),
        group("disclosed_to_defence", *texts("proceeding"), *dates("on"), sensitivity=Sensitivity.CASE),
        Field("text", Type.LONG, searched=True),
        *ORIGIN,
        *COMMON,
    ),
    title="authority",
    columns=("witness", "date", "authority", "taken_by", "form", "state"),
)
