"""Note: a remark about any record."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Sensitivity, Type
from jitdesk.domain.kinds.origin import ORIGIN

NOTE = Kind(
    "note",
    (
        Field("about", Type.LINK, sensitivity=Sensitivity.TEAM, required=True),
        Field("text", Type.LONG, sensitivity=Sensitivity.TEAM, required=True, searched=True),
        *ORIGIN,
        *COMMON,
    ),
    title="text",
    columns=("about", "text"),
)
