"""Proceedings of one State, to which requests belong (request-data, section 4)."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Type

STAGE = ("pre_trial", "trial", "appeal", "enforcement")

PROCEEDING = Kind(
    "proceeding",
    (
        Field("number", limit=120, required=True, searched=True, order=True),
        Field("state", Type.STATE, order=True),
        Field("authority", searched=True),
        Field("nature", searched=True),
        Field("stage", Type.ONE, STAGE),
        Field("suspects", Type.LONG, searched=True),
        Field("defence_notified", Type.DATE),
        Field("victims_taking_part", Type.LONG),
        Field("detention_until", Type.DATE),
        Field("next_hearing", Type.DATE),
        Field("limitation", Type.DATE),
        Field("disclosure_regime", Type.LONG),
        Field("closed_on", Type.DATE),
        *COMMON,
    ),
    title="number",
    columns=(
        "number",
        "state",
        "authority",
        "stage",
        "next_hearing",
    ),
)
