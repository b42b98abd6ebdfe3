"""Witness: the coded record of a person; who the person is stands in `identity`, in a narrower compartment."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Sensitivity, Type
from jitdesk.domain.kinds.origin import ORIGIN

ROLE = ("witness", "victim", "expert", "insider", "suspect")
RISK = ("not_assessed", "low", "medium", "high")
PROTECTION = ("none", "requested", "in_force", "ended")

WITNESS = Kind(
    "witness",
    (
        Field("code", limit=40, required=True, searched=True, order=True),
        Field("role", Type.ONE, ROLE, order=True),
        Field("custodian_state", Type.STATE, order=True),
        Field("languages", Type.LANGUAGES),
        Field("risk", Type.ONE, RISK, sensitivity=Sensitivity.PROTECTED, order=True),
        Field("protection", Type.ONE, PROTECTION, sensitivity=Sensitivity.PROTECTED, order=True),
        Field("needs", Type.LONG, sensitivity=Sensitivity.PROTECTED, searched=True),
        Field("summary", Type.LONG, searched=True),
        *ORIGIN,
        *COMMON,
    ),
    code="code",
    title="code",
    columns=("code", "role", "custodian_state", "languages", "protection", "risk"),
)
