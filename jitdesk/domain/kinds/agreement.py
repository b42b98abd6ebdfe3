"""Agreement that set up the joint investigation team (request-data, section 4; LHC 41)."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Type
from jitdesk.domain.kinds.columns import one, rows, texts

AGREEMENT = Kind(
    "agreement",
    (
        Field("title", required=True, searched=True, order=True),
        Field("parties", Type.STATES),
        Field("legal_basis"),
        Field("purpose", Type.LONG, searched=True),
        Field("signed_on", Type.DATE),
        Field("valid_from", Type.DATE),
        Field("valid_until", Type.DATE, order=True),
        Field("extensions", Type.LONG),
        Field("operates_in", Type.STATES),
        rows("leaders", *texts("name", "authority"), Field("state", Type.STATE)),
        rows("members", *texts("name", "authority"), Field("state", Type.STATE), one("capacity", "member", "seconded")),
        rows("others", *texts("name", "body", "rights")),
        Field("languages", Type.LANGUAGES),
        Field("disclosure_regime", Type.LONG),
        Field("sharing_outside", Type.LONG),
        Field("media", Type.LONG),
        Field("data_protection", Type.LONG),
        Field("controllers", Type.LONG),
        Field("evaluation_due", Type.DATE),
        Field("closing_duties", Type.LONG),
        *COMMON,
    ),
    title="title",
    columns=(
        "title",
        "parties",
        "valid_from",
        "valid_until",
    ),
)
