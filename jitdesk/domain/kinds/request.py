"""Request for hearing by video conference: the least set of a first letter (request-data, sections 3 and 7)."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Sensitivity, Type

BASIS = ("LHC",)
HANDLING = ("none", "confidential", "limited")
CHANNEL = ("central", "direct", "diplomatic", "interpol", "eurojust", "electronic")
IDENTITY_MODE = ("in_letter", "sealed_annex", "held_by_requested", "withheld_by_order")
ATTENDANCE = ("voluntary", "summons")
STATUS = (
    "draft",
    "in_review",
    "final",
    "signed",
    "handed_over",
    "sent",
    "acknowledged",
    "more_asked",
    "postponed",
    "accepted",
    "scheduled",
    "part_executed",
    "executed",
    "refused",
    "withdrawn",
    "closed",
)
_L = Sensitivity.LETTER


def _text(name: str, *, searched: bool = False) -> Field:
    return Field(name, sensitivity=_L, searched=searched)


def _long(name: str, *, searched: bool = False) -> Field:
    return Field(name, Type.LONG, sensitivity=_L, searched=searched)


REQUEST = Kind(
    "request",
    (
        Field("reference", limit=80, sensitivity=_L, required=True, searched=True, order=True),
        Field("basis", Type.ONE, BASIS, sensitivity=_L),
        _text("basis_confirmed"),
        Field("handling", Type.ONE, HANDLING, sensitivity=_L),
        Field("urgent", Type.BOOL, sensitivity=_L),
        _long("related_requests"),
        Field("channel", Type.ONE, CHANNEL, sensitivity=_L),
        _long("sending_central_authority"),
        Field("identity_mode", Type.ONE, IDENTITY_MODE, sensitivity=_L),
        Field("attendance", Type.ONE, ATTENDANCE, sensitivity=_L),
        Field("requested_state", Type.STATE, sensitivity=_L, order=True),
        _long("requested_authority", searched=True),
        _long("requesting_authority", searched=True),
        _long("requesting_contact"),
        _long("investigating_authority"),
        Field("subject", sensitivity=_L, searched=True, order=True),
        _long("suspects", searched=True),
        _long("facts", searched=True),
        _long("law"),
        _long("law_texts"),
        _long("penalty"),
        _long("assistance", searched=True),
        _long("procedure"),
        Field("witness", Type.LINK, of="witness", sensitivity=_L),
        _long("purpose", searched=True),
        _long("relevance"),
        _long("questions"),
        _long("exhibits"),
        Field("deadline", Type.DATE, sensitivity=_L, order=True),
        _long("deadline_reason"),
        _long("privilege_law"),
        _long("conducting_authority"),
        _long("conducting_persons"),
        _long("reason_not_in_person"),
        Field("windows", Type.WINDOWS, sensitivity=_L),
        _long("interpretation"),
        _long("protective_measures"),
        _long("recording"),
        _long("technical"),
        _long("confidentiality"),
        _long("costs"),
        _long("assurances"),
        _long("annexes"),
        Field("language", Type.LANGUAGE, sensitivity=_L),
        Field("status", Type.ONE, STATUS, sensitivity=Sensitivity.TEAM, order=True),
        *COMMON,
    ),
    code="reference",
    title="reference",
    columns=("reference", "subject", "requested_state", "witness", "status", "deadline"),
)
