"""Translation of a letter or an annex (request-data, section 4)."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Type

TRANSLATION = Kind(
    "translation",
    (
        Field("about", Type.LINK, required=True),
        Field("annex"),  # the number of the annex; none: the letter itself
        Field("language", Type.LANGUAGE),
        Field("translator", searched=True),
        Field("standing", Type.ONE, ("sworn", "court", "agency", "team")),
        Field("certificate", Type.LINK, of="file"),
        Field("file", Type.LINK, of="file"),
        Field("done_on", Type.DATE, order=True),
        Field("of_version", Type.INT),
        Field("source_hash", limit=64, settable=False),  # of the text as it was translated
        Field("checked_by"),
        Field("binding", Type.LANGUAGE),
        *COMMON,
    ),
    title="translator",
    columns=(
        "about",
        "annex",
        "language",
        "translator",
        "standing",
        "done_on",
    ),
)
