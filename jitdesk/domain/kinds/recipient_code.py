"""Recipient code: what a witness is called towards one State or body; another for each, so that letters cannot be joined."""

from __future__ import annotations

from jitdesk.domain.fields import ARCHIVED, MOVED_FROM, Field, Kind, Sensitivity, Type

_P = Sensitivity.PROTECTED

RECIPIENT_CODE = Kind(
    "recipient_code",
    (
        Field("witness", Type.LINK, of="witness", sensitivity=_P, required=True, settable=False),
        Field("recipient", limit=80, sensitivity=_P, required=True, settable=False),
        Field("code", limit=40, sensitivity=Sensitivity.LETTER, searched=True, settable=False),
        ARCHIVED,
        MOVED_FROM,
    ),
    code="code",
    title="code",
    fixed=True,
    columns=(
        "witness",
        "recipient",
        "code",
    ),
)
