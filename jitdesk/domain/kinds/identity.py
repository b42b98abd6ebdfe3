"""Identity: who a witness is; never outside a compartment with readers of its own."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Sensitivity, Type
from jitdesk.domain.kinds.columns import CHECKED, dates, group, one, rows, texts
from jitdesk.domain.kinds.origin import ORIGIN

_I = Sensitivity.IDENTITY

IDENTITY = Kind(
    "identity",
    (
        Field("witness", Type.LINK, of="witness", sensitivity=_I, required=True),
        Field("name", sensitivity=_I, searched=True, order=True),
        Field("other_names", Type.TEXTS, sensitivity=_I, searched=True),
        Field("birth", Type.DATE, sensitivity=_I),
        Field("nationality", Type.STATES, sensitivity=_I),
        Field("address", Type.LONG, sensitivity=_I, searched=True),
        Field("contact", Type.LONG, sensitivity=_I, searched=True),
        rows("names", *texts("text", "script", "standard"), sensitivity=_I),
        Field("sex", Type.ONE, ("female", "male", "other", "unknown"), sensitivity=_I),
        Field("birthplace", sensitivity=_I, searched=True),
        rows("documents", *texts("kind", "number"), Field("state", Type.STATE), sensitivity=_I),
        rows(
            "contacts",
            *texts("kind", "value"),
            one("safe", "yes", "no"),
            *texts("hours", "who", "cover"),
            *dates("from", "until"),
            sensitivity=_I,
        ),
        Field("guardian", Type.LONG, sensitivity=_I),
        Field("next_of_kin", Type.LONG, sensitivity=_I),
        Field("representative", Type.LONG, sensitivity=_I),
        Field("support_person", Type.LONG, sensitivity=_I),
        Field("interpreter", Type.LONG, sensitivity=_I),
        group("established", *texts("by", "how"), *dates("on"), sensitivity=_I),
        Field(
            "cleared",  # words of requests that are part of a name and were said to be none where they stand
            Type.ROWS,
            columns=(Field("request", Type.LINK, of="request"), *texts("field", "word"), Field("sha256", limit=64), *CHECKED),
            sensitivity=_I,
            settable=False,
        ),
        *ORIGIN,
        *COMMON,
    ),
    title="name",
    narrow=True,
    columns=("witness", "name", "birth", "nationality"),
)
