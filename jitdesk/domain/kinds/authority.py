"""Authority of a State: who sends, receives, executes, hears (request-data, section 4)."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Merge, Type
from jitdesk.domain.kinds.columns import group, one, rows, texts

FUNCTIONS = ("central", "issuing", "executing", "contact_point", "court")

AUTHORITY = Kind(
    "authority",
    (
        Field("name", required=True, searched=True, order=True),
        Field("other_names", Type.TEXTS, searched=True),
        Field("state", Type.STATE, order=True),
        Field("functions", Type.ONE, FUNCTIONS, merge=Merge.SET),
        rows("competence", *texts("treaty"), one("stage", "any", "pre_trial", "trial"), *texts("measure")),
        Field("address", Type.LONG),
        Field("phone"),
        group("mail", *texts("address"), one("encryption", "not_needed", "needed", "unknown")),
        Field("languages", Type.LANGUAGES),
        Field("hours"),
        Field("source"),
        Field("as_of", Type.DATE),
        *COMMON,
    ),
    title="name",
    columns=(
        "name",
        "state",
        "functions",
        "as_of",
    ),
)
