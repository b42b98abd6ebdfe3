"""Custody event of a file: what happened to it, between whom; never edited (request-data, section 4)."""

from __future__ import annotations

from jitdesk.domain.fields import ARCHIVED, MOVED_FROM, Field, Kind, Type

EVENT = ("received", "examined", "copied", "translated", "handed_over", "sent", "returned", "sealed", "opened", "destroyed")

CUSTODY = Kind(
    "custody",
    (
        Field("file", Type.LINK, of="file", required=True),
        Field("event", Type.ONE, EVENT),
        Field("date", Type.DATE, order=True),
        Field("source"),  # from whom
        Field("recipient"),
        Field("reason", Type.LONG),
        Field("receipt", Type.LINK, of="file"),
        Field("hash_checked", Type.ONE, ("equal", "differs", "not_checked")),
        ARCHIVED,
        MOVED_FROM,
    ),
    title="event",
    fixed=True,
    columns=(
        "file",
        "event",
        "date",
        "source",
        "recipient",
    ),
)
