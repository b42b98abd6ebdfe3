"""Reply of the requested State (request-data, section 4)."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Merge, Type
from jitdesk.domain.kinds.columns import group, numbers, texts

ANSWER = (
    "acknowledged",
    "more_asked",
    "accepted",
    "accepted_on_conditions",
    "postponed",
    "date_proposed",
    "executed",
    "part_executed",
    "refused",
    "returned",
    "not_kept_secret",
)
PERSON_STATUS = ("appeared", "not_found", "refused_our_law", "refused_their_law")
MINUTES = ("date_and_place", "identity", "persons", "oaths", "technical_conditions")

REPLY = Kind(
    "reply",
    (
        Field("request", Type.LINK, of="request", required=True),
        Field("kind", Type.ONE, ANSWER),
        Field("date", Type.DATE, order=True),
        Field("source"),  # who replied
        Field("their_reference", searched=True),
        Field("text", Type.LONG, searched=True),
        Field("due", Type.DATE, order=True),
        group("ground", *texts("article", "words")),
        Field("conditions", Type.TEXTS),
        Field("conditions_accepted_by"),
        Field("person_status", Type.ONE, PERSON_STATUS),
        Field("consulted", Type.BOOL),  # LHC 33(2)
        Field("minutes", Type.LINK, of="file"),
        Field("minutes_checked", Type.BOOL),  # against LHC 33(4), by a person
        Field("minutes_missing", Type.ONE, MINUTES, merge=Merge.SET),
        Field("evidence", Type.LINK, of="file", merge=Merge.SET),
        group("costs_claimed", *numbers("amount"), Field("currency", limit=3), *texts("for_what")),
        Field("answer_due", Type.DATE),
        Field("answered_on", Type.DATE),
        *COMMON,
    ),
    title="kind",
    columns=(
        "request",
        "kind",
        "date",
        "source",
        "due",
        "answered_on",
    ),
)
