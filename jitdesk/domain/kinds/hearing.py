"""Hearing: one session, as planned and as held (request-data, section 4; LHC 33, 34)."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Merge, Sensitivity, Type
from jitdesk.domain.kinds.columns import dates, group, one, rows, texts, ticks
from jitdesk.domain.kinds.reply import MINUTES

HEARING = Kind(
    "hearing",
    (
        Field("request", Type.LINK, of="request", required=True),
        Field("session", Type.INT),
        Field("planned", Type.WINDOWS, limit=1),
        Field("zone_data", settable=False),  # the version of the time zone rules by which it was planned
        Field("started"),
        Field("ended"),
        rows("breaks", *texts("start", "until", "why")),
        group("requested_side", *texts("venue", "authority"), sensitivity=Sensitivity.PROTECTED),
        rows("requested_persons", *texts("name", "capacity")),
        group("requesting_side", *texts("venue")),
        rows("requesting_persons", *texts("name", "function")),
        group("identified", *texts("by", "how", "result"), *ticks("seen_privately")),
        group("oath", *texts("form", "text", "by")),
        group("rights_notice", *texts("text"), Field("language", Type.LANGUAGE), *ticks("understood")),
        Field("warnings", Type.LONG),
        rows("privilege", *texts("claimed"), one("law", "ours", "theirs"), *texts("ruling"), *ticks("consulted")),
        rows("interpreters", *texts("name"), Field("language", Type.LANGUAGE), *texts("sworn", "mode", "place")),
        rows("counsel", *texts("name", "side", "place", "objections"), *ticks("private_talk")),
        rows("exhibits", *texts("number"), Field("file", Type.LINK, of="file"), Field("sha256", limit=64), *texts("shown", "marked")),
        rows(
            "incidents",
            *texts("at"),
            one("kind", "link_lost", "distress", "objection", "breach", "third_person"),
            *texts("measure", "resumed"),
        ),
        group("technical", *texts("end_points", "protocol", "quality", "interruptions", "operated_by")),
        Field("measures_applied", Type.LONG),
        group("recording", *texts("by"), Field("file", Type.LINK, of="file"), Field("sha256", limit=64), *ticks("agreed")),
        Field("transcript", Type.LINK, of="file"),
        group("minutes", *dates("received_on"), Field("file", Type.LINK, of="file"), *ticks("read_back", "signed")),
        Field("minutes_missing", Type.ONE, MINUTES, merge=Merge.SET),
        Field("minutes_checked", Type.BOOL),
        Field("result", Type.ONE, ("held", "part_heard", "adjourned", "not_held"), order=True),
        Field("result_reason", Type.LONG),
        Field("next", Type.DATE),
        Field("debriefed", Type.BOOL),
        Field("after_care", Type.BOOL),
        *COMMON,
    ),
    title="session",
    columns=(
        "request",
        "session",
        "planned",
        "result",
    ),
)
