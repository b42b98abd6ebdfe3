"""File: an attachment with its custody; the bytes lie encrypted beside the database, their key is in `content`."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Type
from jitdesk.domain.kinds.origin import ORIGIN

FILE = Kind(
    "file",
    (
        Field("about", Type.LINK, required=True),
        Field("name", limit=255, required=True, searched=True, order=True),
        Field("size", Type.INT, settable=False, order=True),
        Field("sha256", limit=64, settable=False),
        Field("media_type", limit=200, order=True),
        Field("source", searched=True),
        Field("taken", Type.DATE, order=True),
        Field("content", Type.CONTENT, settable=False),
        *ORIGIN,
        *COMMON,
    ),
    title="name",
    columns=("name", "about", "size", "media_type", "taken"),
)
