"""Consent: one row a purpose and recipient; never one state of a person."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Type
from jitdesk.domain.kinds.origin import ORIGIN

PURPOSE = ("contact", "interview", "hearing", "sharing", "publication", "referral")
DECISION = ("given", "refused", "withdrawn")

CONSENT = Kind(
    "consent",
    (
        Field("witness", Type.LINK, of="witness", required=True),
        Field("purpose", Type.ONE, PURPOSE, order=True),
        Field("recipient", searched=True),
        Field("decision", Type.ONE, DECISION, order=True),
        Field("date", Type.DATE, order=True),
        Field("explained_in", Type.LANGUAGE),
        Field("note", Type.LONG, searched=True),
        *ORIGIN,
        *COMMON,
    ),
    title="purpose",
    columns=("witness", "purpose", "recipient", "decision", "date"),
)
