"""Consultation: who opened a record under protection, when and why; written as it is opened, never by hand."""

from __future__ import annotations

from jitdesk.domain.fields import ARCHIVED, Field, Kind, Sensitivity, Type

_T = Sensitivity.TEAM

CONSULTATION = Kind(
    "consultation",
    (
        Field("about", Type.LINK, sensitivity=_T, settable=False, required=True),
        Field("reason", sensitivity=_T, settable=False, required=True, searched=True),
        Field("device", limit=32, sensitivity=_T, settable=False),
        Field("at", limit=40, sensitivity=_T, settable=False, order=True),
        ARCHIVED,
    ),
    title="reason",
    columns=("at", "about", "reason"),
)
