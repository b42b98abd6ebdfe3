"""Consent: one row a purpose and recipient; never one state of a person."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Merge, Sensitivity, Type
from jitdesk.domain.kinds.columns import dates, group, texts
from jitdesk.domain.kinds.origin import ORIGIN

PURPOSE = ("contact", "interview", "hearing", "sharing", "publication", "referral")
DECISION = ("given", "limited", "refused", "withdrawn", "not_asked")
KIND = ("agreement", "willingness", "required_by_law", "information")

CONSENT = Kind(
    "consent",
    (
        Field("witness", Type.LINK, of="witness", required=True),
        Field("purpose", Type.ONE, PURPOSE, order=True),
        Field("recipient", searched=True),
        Field("decision", Type.ONE, DECISION, order=True),
        Field("date", Type.DATE, order=True),
        Field("explained_in", Type.LANGUAGE),
        Field("kind", Type.ONE, KIND),
        Field("recipient_state", Type.STATE),
        Field("material", Type.LINK, merge=Merge.SET),
        Field("limits", Type.LONG),
        Field("until", Type.DATE),
        Field("interpreter"),
        Field("sheet_version"),
        Field("explained_how", Type.ONE, ("read", "read_out", "talked_through")),
        Field("explained_by"),
        Field("place"),
        Field("capacity", Type.ONE, ("own", "with_support", "guardian")),
        Field("guardian"),
        Field("evidence", Type.LINK, of="file"),
        group("withdrawal", *dates("on"), *texts("by", "reason", "effect"), sensitivity=Sensitivity.CASE),
        Field("note", Type.LONG, searched=True),
        *ORIGIN,
        *COMMON,
    ),
    title="purpose",
    columns=("witness", "purpose", "recipient", "decision", "date"),
)
