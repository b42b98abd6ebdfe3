"""Protective measure for a witness, by order or by agreement (request-data, section 4; LHC 34(5)(b), 82)."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Merge, Sensitivity, Type

_P = Sensitivity.PROTECTED
MEASURES = (
    "pseudonym",
    "no_address",
    "voice",
    "face",
    "closed_session",
    "screen",
    "link",
    "support_person",
    "restricted_minutes",
    "no_recording",
    "relocation",
    "physical_protection",
    "anonymity",
)
AGAINST = ("public", "accused", "defence", "requested_authority")

PROTECTIVE_MEASURE = Kind(
    "protective_measure",
    (
        Field("witness", Type.LINK, of="witness", sensitivity=_P, required=True),
        Field("kinds", Type.ONE, MEASURES, merge=Merge.SET, sensitivity=_P),
        Field("basis", Type.ONE, ("order", "agreement"), sensitivity=_P),
        Field("authority", sensitivity=_P, searched=True),
        Field("ordered_on", Type.DATE, sensitivity=_P),
        Field("number", sensitivity=_P),
        Field("law", sensitivity=_P),
        Field("against", Type.ONE, AGAINST, merge=Merge.SET, sensitivity=_P),
        Field("status", Type.ONE, ("asked", "in_force", "ended", "refused", "superseded"), sensitivity=_P, order=True),
        Field("valid_from", Type.DATE, sensitivity=_P),
        Field("valid_until", Type.DATE, sensitivity=_P),
        Field("review_on", Type.DATE, sensitivity=_P),
        Field("others_must", Type.LONG, sensitivity=Sensitivity.LETTER),
        Field("file", Type.LINK, of="file", sensitivity=_P),
        Field("superseded_by", Type.LINK, of="protective_measure", sensitivity=_P),
        *COMMON,
    ),
    title="authority",
    columns=(
        "witness",
        "kinds",
        "basis",
        "authority",
        "ordered_on",
        "status",
    ),
)
