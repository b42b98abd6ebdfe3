"""File: an attachment with its custody; the bytes lie encrypted beside the database, their key is in `content`."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Merge, Sensitivity, Type
from jitdesk.domain.kinds.columns import dates, group, texts
from jitdesk.domain.kinds.origin import ORIGIN
from jitdesk.domain.kinds.witness import DISCLOSURE

ITEM = ("original", "evidentiary_copy", "working_copy", "derivative")
SPECIAL = ("sexual_violence", "medical", "child", "classified_elsewhere", "privileged")

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
        Field("second_hash", limit=200),
        Field("item", Type.ONE, ITEM),
        Field("item_of", Type.LINK, of="file"),
        Field("method"),
        group("collected", *texts("by", "authority", "place", "method", "device", "ground"), sensitivity=Sensitivity.CASE),
        Field("shows", Type.LINK, of="witness", merge=Merge.SET),
        Field("provider_conditions", Type.LONG),
        group("physical", *texts("seal", "container", "location"), sensitivity=Sensitivity.CASE),
        Field("special", Type.ONE, SPECIAL, merge=Merge.SET),
        Field("disclosure", Type.ONE, DISCLOSURE),
        Field("return_due", Type.DATE, order=True),
        group("return_waived", *texts("by"), *dates("on"), sensitivity=Sensitivity.CASE),
        Field("returned_on", Type.DATE),
        group("metadata_removed", *texts("what", "by"), *dates("on"), sensitivity=Sensitivity.CASE),
        Field("content", Type.CONTENT, settable=False),
        *ORIGIN,
        *COMMON,
    ),
    title="name",
    columns=("name", "about", "size", "media_type", "taken"),
)
