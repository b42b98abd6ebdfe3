"""Disclosure: what one bundle carried out of a desk, to whom and when; written by the desk that sent it, never by hand."""

from __future__ import annotations

from jitdesk.domain.fields import ARCHIVED, Field, Kind, Merge, Sensitivity, Type

_T = Sensitivity.TEAM
MOST_MISSING = 10_000  # so that an entry stays one line

DISCLOSURE = Kind(
    "disclosure",
    (
        Field("bundle", sensitivity=_T, settable=False, required=True),
        # Members by name, or the age recipient of somebody outside the team.
        Field("recipient", Type.LONG, sensitivity=_T, settable=False, required=True, searched=True),
        Field("devices", Type.TEXTS, sensitivity=_T, settable=False),  # none: outside the team
        Field("numbers", Type.LONG, sensitivity=_T, settable=False),  # JSON: per author device, [[from, to], ...] that went out
        Field("at", limit=40, sensitivity=_T, settable=False, order=True),
        Field("consents", Type.LINK, of="state_consent", merge=Merge.SET, sensitivity=_T, settable=False),
        # Hashes of ciphertexts that lines in it name and that were not on the sending desk: they did not go out.
        Field("without", Type.TEXTS, limit=MOST_MISSING, sensitivity=_T, settable=False),
        Field("sha256", limit=64, sensitivity=_T, settable=False),  # of the file as it travels; none: it was perhaps never finished
        ARCHIVED,
    ),
    title="recipient",
    columns=("at", "recipient", "bundle"),
)
