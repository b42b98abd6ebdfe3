"""State consent: what the State that a record came from said about its going further."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Merge, Sensitivity, Type
from jitdesk.domain.originator import CONDITIONS, DECISIONS

_T = Sensitivity.TEAM

STATE_CONSENT = Kind(
    "state_consent",
    (
        Field("about", Type.LINK, sensitivity=_T, required=True),
        Field("state", Type.STATE, sensitivity=_T, order=True),
        Field("authority", sensitivity=_T, searched=True),
        Field("decision", Type.ONE, DECISIONS, sensitivity=_T, order=True),
        Field("conditions", Type.ONE, CONDITIONS, merge=Merge.SET, sensitivity=_T),  # which it lifts
        Field("recipients", Type.STATES, sensitivity=_T),  # the States of the team to which the record may go
        Field("outside", limit=4_000, sensitivity=_T),  # the age recipient of somebody outside to whom it may go
        Field("date", Type.DATE, sensitivity=_T, order=True),
        Field("until", Type.DATE, sensitivity=_T),
        Field("note", Type.LONG, sensitivity=_T, searched=True),
        *COMMON,
    ),
    title="authority",
    columns=("about", "state", "decision", "conditions", "recipients", "date", "until"),
)
