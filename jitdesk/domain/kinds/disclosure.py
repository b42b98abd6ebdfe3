"""Disclosure: what left the team in one bundle, to whom and when; written by the desk that sent it, never by hand."""

from __future__ import annotations

from jitdesk.domain.fields import ARCHIVED, Field, Kind, Sensitivity, Type

_T = Sensitivity.TEAM

DISCLOSURE = Kind(
    "disclosure",
    (
        Field("bundle", sensitivity=_T, settable=False, required=True),
        Field("recipient", limit=200, sensitivity=_T, settable=False, required=True, searched=True, order=True),
        Field("numbers", Type.LONG, sensitivity=_T, settable=False),  # per device, the last number that went out
        ARCHIVED,
    ),
    title="recipient",
    columns=("recipient", "bundle"),
)
