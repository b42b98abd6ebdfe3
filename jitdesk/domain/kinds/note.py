"""Note: a remark about any record."""

from __future__ import annotations

from jitdesk.domain.fields import ARCHIVED, Field, Kind, Sensitivity, Type

NOTE = Kind(
    "note",
    (
        Field("about", Type.LINK, sensitivity=Sensitivity.TEAM, required=True),
        Field("text", Type.LONG, sensitivity=Sensitivity.TEAM, required=True, searched=True),
        ARCHIVED,
    ),
    title="text",
    columns=("about", "text"),
)
