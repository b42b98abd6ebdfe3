"""Step: one change of the status of a request, with its date, author, ground and file; never edited (request-data, section 3)."""

from __future__ import annotations

from jitdesk.domain.fields import ARCHIVED, MOVED_FROM, Field, Kind, Type
from jitdesk.domain.kinds.request import STATUS

STEP = Kind(
    "step",
    (
        Field("request", Type.LINK, of="request", required=True, settable=False),
        Field("status", Type.ONE, STATUS, settable=False),
        Field("date", Type.DATE, order=True, settable=False),
        Field("made_by", settable=False),
        Field("ground", Type.LONG, settable=False),
        Field("file", Type.LINK, of="file", settable=False),
        Field("version", Type.INT, settable=False),
        ARCHIVED,
        MOVED_FROM,
    ),
    title="status",
    fixed=True,
    columns=(
        "request",
        "status",
        "date",
        "made_by",
    ),
)
