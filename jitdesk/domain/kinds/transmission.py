"""Transmission: one step of a request on its way (request-data, section 4)."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Merge, Type
from jitdesk.domain.kinds.columns import dates, group, one, texts

STEP = ("own_central", "requested_central", "direct", "diplomatic", "contact_point", "platform")

TRANSMISSION = Kind(
    "transmission",
    (
        Field("request", Type.LINK, of="request", required=True),
        Field("version", Type.INT),
        Field("step", Type.ONE, STEP),
        Field("date", Type.DATE, order=True),
        Field("sent_by"),
        Field("recipient"),
        Field("means"),
        Field("what", Type.ONE, ("letter", "annexes", "sealed_annex"), merge=Merge.SET),
        Field("sha256", limit=64),  # of the signed file
        Field("tracking"),
        group("receipt", one("state", "awaited", "received"), *dates("on"), *texts("by")),
        group("sealed_receipt", one("state", "awaited", "received"), *dates("on"), *texts("by")),
        group("original_requested", *dates("on", "sent_on")),
        *COMMON,
    ),
    title="step",
    columns=(
        "request",
        "step",
        "date",
        "recipient",
        "means",
    ),
)
