"""Version: a letter as it became final, frozen; what is edited after it is another version (request-data, section 3)."""

from __future__ import annotations

from jitdesk.domain.fields import ARCHIVED, MOVED_FROM, Field, Kind, Type

VERSION = Kind(
    "version",
    (
        Field("request", Type.LINK, of="request", required=True, settable=False),
        Field("number", Type.INT, order=True, settable=False),
        Field("date", Type.DATE, settable=False),
        Field("made_by", settable=False),
        Field("language", Type.LANGUAGE, settable=False),
        Field("frozen", Type.LONG, limit=900_000, settable=False),  # the fields of the request, as JSON
        Field("sha256", limit=64, settable=False),  # of the letter as it was generated
        ARCHIVED,
        MOVED_FROM,
    ),
    title="number",
    fixed=True,
    columns=(
        "request",
        "number",
        "date",
        "made_by",
    ),
)
