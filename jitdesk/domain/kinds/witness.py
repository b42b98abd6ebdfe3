"""Witness: the coded record of a person; who the person is stands in `identity`, in a narrower compartment."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Sensitivity, Type
from jitdesk.domain.kinds.columns import dates, group, rows, texts
from jitdesk.domain.kinds.origin import ORIGIN

ROLE = ("witness", "victim", "expert", "insider", "suspect")
RISK = ("not_assessed", "low", "medium", "high")
PROTECTION = ("none", "requested", "in_force", "ended")
CATEGORY = ("victim", "witness", "expert", "suspect", "contact")
STATUS = ("active", "not_before", "unwilling", "withdrawn", "not_found", "dead", "in_programme")
DISCLOSURE = ("none_known", "exculpatory", "disclosed")

WITNESS = Kind(
    "witness",
    (
        Field("code", limit=40, required=True, searched=True, order=True),
        Field("role", Type.ONE, ROLE, order=True),
        Field("custodian_state", Type.STATE, order=True),
        Field("languages", Type.LANGUAGES),
        Field("risk", Type.ONE, RISK, sensitivity=Sensitivity.PROTECTED, order=True),
        Field("protection", Type.ONE, PROTECTION, sensitivity=Sensitivity.PROTECTED, order=True),
        Field("data_category", Type.ONE, CATEGORY),
        Field("custodian_authority"),
        Field("literacy", Type.ONE, ("reads", "does_not_read", "unknown")),
        Field("interpreter_limits", Type.LONG, sensitivity=Sensitivity.PROTECTED),
        Field("minor", Type.BOOL),
        Field("capacity_support", Type.LONG, sensitivity=Sensitivity.PROTECTED),
        Field("criminal_exposure", Type.LONG, sensitivity=Sensitivity.PROTECTED),
        rows("privileges", *texts("law", "ground"), sensitivity=Sensitivity.CASE),
        Field("immunity", Type.LONG),
        Field("status", Type.ONE, STATUS, order=True),
        Field("not_before", Type.DATE),
        Field("disclosure", Type.ONE, DISCLOSURE),
        Field("disclosed_on", Type.DATE),
        Field("disclosed_to"),
        Field("retain_until", Type.DATE),
        group("support_person", *texts("role"), *dates("since"), sensitivity=Sensitivity.PROTECTED),
        group("legal_representative", *texts("role"), *dates("since"), sensitivity=Sensitivity.PROTECTED),
        rows("assessments", *texts("factor", "effect", "by"), *dates("on", "review_on"), sensitivity=Sensitivity.PROTECTED),
        Field("needs", Type.LONG, sensitivity=Sensitivity.PROTECTED, searched=True),
        Field("summary", Type.LONG, searched=True),
        *ORIGIN,
        *COMMON,
    ),
    code="code",
    title="code",
    columns=("code", "role", "custodian_state", "languages", "protection", "risk"),
)
