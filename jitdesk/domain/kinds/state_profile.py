"""State profile: what a State accepts and how, as one source says it on one day; the latest counts (request-data, section 4)."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Type
from jitdesk.domain.kinds.columns import dates, group, numbers, one, rows, texts
from jitdesk.domain.kinds.request import CHANNEL

STATE_PROFILE = Kind(
    "state_profile",
    (
        Field("state", Type.STATE, required=True, order=True),
        Field("as_of", Type.DATE, order=True),
        Field("source"),
        rows(
            "treaties",
            *texts("treaty"),
            *dates("signed", "ratified", "bound_from"),
            *texts("provisional", "reservations", "annexes", "note"),
            *dates("declarations_read_on"),
            *texts("declarations_read_by"),
        ),
        rows(
            "authorities",
            *texts("treaty"),
            one("stage", "any", "pre_trial", "trial"),
            *texts("measure", "name"),
            Field("authority", Type.LINK, of="authority"),
        ),
        rows("channels", *texts("treaty"), one("channel", *CHANNEL)),
        Field("languages", Type.LANGUAGES),
        Field("translation_rule"),
        Field("original", Type.ONE, ("original", "copy")),
        Field("electronic"),
        Field("dual_criminality"),
        Field("use_limits", Type.LONG),
        Field("usual_weeks", Type.INT),
        group(
            "hearing_law",
            *(one(name, "yes", "no", "unknown") for name in ("witness", "suspect", "trial", "direct_questions", "foreign_oath")),
            *(one(name, "yes", "no", "unknown") for name in ("recording", "prosecutor_mandatory", "counsel_mandatory", "compulsion")),
            one("interpreter_sworn", "yes", "no", "unknown"),
            one("technical_means", "yes", "no", "unknown"),
            *texts("identifies"),
            *numbers("notice_days"),
        ),
        rows("holidays", *dates("on"), *texts("name")),
        group("office", *texts("opens", "closes", "zone")),
        *COMMON,
    ),
    title="state",
    columns=(
        "state",
        "as_of",
        "source",
        "languages",
        "usual_weeks",
    ),
)
