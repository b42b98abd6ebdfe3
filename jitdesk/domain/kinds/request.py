"""Request for hearing by video conference (request-data, section 3)."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Merge, Sensitivity, Type
from jitdesk.domain.kinds.columns import AGREED, CHECKED, dates, group, many, numbers, one, rows, texts, ticks

HANDLING = ("none", "confidential", "limited")
CHANNEL = ("central", "direct", "diplomatic", "interpol", "eurojust", "electronic")
IDENTITY_MODE = ("in_letter", "sealed_annex", "held_by_requested", "withheld_by_order")
ATTENDANCE = ("voluntary", "summons")
ISSUING = ("court", "judge", "investigating_judge", "prosecutor", "other")
INSIDE_JIT = ("court_hearing", "outside_authority", "evidence_law", "asked_by_partner")
CUSTODY = ("free", "detained", "serving", "protected")
# Articles 5(1), 5(2)-(3) and 5(4)(a)-(f) of the LHC, its annexes A-H, and what is none of them.
CRIMES = ("genocide", "humanity", *(f"war_{letter}" for letter in "abcdef"), *(f"annex_{letter}" for letter in "abcdefgh"), "other")
HEARING = ("testimony", "expert", "identification", "suspect")
QUESTIONS = 9  # before any letter: which instrument (request-data, section 1)
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
_L, _T = Sensitivity.LETTER, Sensitivity.TEAM


def _text(name: str, *, searched: bool = False, limit: int = 0) -> Field:
    return Field(name, limit=limit, sensitivity=_L, searched=searched)


def _long(name: str, *, searched: bool = False) -> Field:
    return Field(name, Type.LONG, sensitivity=_L, searched=searched)


def _one(name: str, choices: tuple[str, ...]) -> Field:
    return Field(name, Type.ONE, choices, sensitivity=_L)


def _date(name: str) -> Field:
    return Field(name, Type.DATE, sensitivity=_L)


def _tick(name: str) -> Field:
    return Field(name, Type.BOOL, sensitivity=_L)


def _texts(name: str) -> Field:
    return Field(name, Type.TEXTS, sensitivity=_L)


def _link(name: str, of: str) -> Field:
    return Field(name, Type.LINK, of=of, sensitivity=_L)


def _links(name: str, of: str) -> Field:
    return Field(name, Type.LINK, of=of, merge=Merge.SET, sensitivity=_L)


_INSTRUMENT = tuple(
    group(f"instrument_{n}", one("answer", "yes", "no", "unknown"), *CHECKED, *texts("source", "note"), sensitivity=_T)
    for n in range(1, QUESTIONS + 1)
)

_BASIS = (
    _text("basis", limit=40),  # the code of a treaty file
    _texts("basis_articles"),
    _texts("basis_alternatives"),
    _text("basis_confirmed"),  # by whom
    _date("basis_confirmed_on"),
    _text("basis_confirmed_source"),
    Field("inside_jit_reason", Type.ONE, INSIDE_JIT, sensitivity=_T),
    Field("inside_jit_note", Type.LONG, sensitivity=_T),
    group("case_by_case", *dates("asked_on", "agreed_on"), *texts("agreed_by")),
    _tick("reciprocity"),
)

_AUTHORITIES = (
    _one("issuing_kind", ISSUING),
    _long("requesting_authority", searched=True),
    _link("requesting_authority_record", "authority"),
    group("requesting_official", *texts("name", "function")),
    _long("requesting_contact"),
    _long("investigating_authority"),
    group("validating_authority", *texts("authority", "name", "function"), *dates("on")),
    _long("sending_central_authority"),
    _link("sending_authority_record", "authority"),
    Field("requested_state", Type.STATE, sensitivity=_L, order=True),
    _long("requested_authority", searched=True),
    _link("requested_authority_record", "authority"),
    _long("executing_authority"),
    _long("contact_point"),
    _one("channel", CHANNEL),
    _text("channel_ground"),
)

_OFFENCES = (
    _long("suspects", searched=True),
    rows("suspect_list", *texts("name", "capacity"), one("custody", *CUSTODY), *texts("counsel")),
    _long("facts", searched=True),
    _date("facts_from"),
    _date("facts_to"),
    _texts("facts_places"),
    _long("facts_context"),
    _long("law"),
    rows("offences", *texts("title", "provision"), one("crime", *CRIMES), *texts("liability", "limitation")),
    _long("law_texts"),
    _long("penalty"),
    _long("penalty_imposed"),
    _tick("military_law_only"),
)

_PERSON = (
    _link("witness", "witness"),
    _one("identity_mode", IDENTITY_MODE),
    Field(  # that the words, of this hash, were compared with who the person is
        "name_compared",
        Type.GROUP,
        columns=(*CHECKED, *texts("against"), Field("sha256", limit=64)),
        sensitivity=_T,
        settable=False,
    ),
    group("sealed_annex", *texts("recipient", "function", "route", "opened_when"), one("afterwards", "returned", "destroyed")),
    group(
        "anonymity",
        *texts("court"),
        *dates("date"),
        *texts("number", "law"),
        many("kept_from", "public", "accused", "defence", "requested_authority"),
    ),
    Field("nationality", Type.STATES, sensitivity=_L),
    _text("whereabouts"),
    _one("custody_status", CUSTODY),
    _text("custody_place"),
    _long("interpretation"),
    group(
        "interpreting",
        *ticks("needed"),
        *texts("pairs"),
        one("mode", "consecutive", "simultaneous", "whispered"),
        *texts("place", "provider"),
        one("sworn", "standing", "for_this_hearing", "no"),
        *texts("limits", "borne_by"),
    ),
    _one("attendance", ATTENDANCE),
    group("summons", *texts("served_by"), *numbers("lead_days"), one("sanctions", "none", "as_your_law"), *texts("allowances")),
    _tick("minor"),
    group(
        "child_measures",
        *texts("age_band", "interviewer", "place", "guardian", "recording"),
        *ticks("once_only"),
        *texts("best_interests"),
    ),
    group("person_counsel", *ticks("needed"), *texts("provider"), *ticks("private_line")),
    group("victim_counsel", *texts("name", "side")),
    group(
        "defence",
        *texts("counsel", "side"),
        *dates("notified_on"),
        one("questions_by", "counsel", "judge", "in_writing"),
        one("accused", "present", "link", "excluded_by_order", "absent"),
    ),
    _link("suspect_consent", "consent"),
    group("suspect_agreements", *dates("asked_on", "agreed_on"), *texts("agreed_by")),
    group("opt_out_checked", *CHECKED),
    group("telephone", *ticks("willing", "agreed")),
)

_HEARING = (
    _long("assistance", searched=True),
    _one("hearing_kind", HEARING),
    Field("sessions", Type.INT, sensitivity=_L),
    Field("duration", Type.INT, sensitivity=_L),  # minutes, interpretation included
    Field("windows", Type.WINDOWS, sensitivity=_L),
    Field("test_call", Type.WINDOWS, limit=1, sensitivity=_L),
    _text("test_call_persons"),
    _long("fallback"),
    _long("reason_not_in_person"),
    _long("conducting_authority"),
    _link("conducting_authority_record", "authority"),
    _long("conducting_persons"),
    _tick("conducting_is_judicial"),
    group("other_authority_agreement", *AGREED),
    group("other_purpose_agreement", *AGREED),
    rows(
        "participants",
        *texts("name", "capacity"),
        one("side", "requesting", "requested", "third"),
        *texts("place"),
        Field("state", Type.STATE),
        one("mode", "room", "link"),
        *texts("agreement"),
    ),
    rows("attendance_of_officials", *texts("who", "function")),
    rows("third_state_attendees", *texts("who"), Field("state", Type.STATE), *texts("agreements")),
    _long("purpose", searched=True),
    _long("relevance"),
    _texts("topics"),
    _long("questions"),
    _long("exhibits"),
    rows("exhibit_list", *texts("number", "title"), Field("file", Type.LINK, of="file"), *texts("shown"), Field("language", Type.LANGUAGE)),
    _links("earlier_accounts", "account"),
    _one("earlier_told", ("yes", "no")),
    _long("rehearing_reason"),
    _long("procedure"),
    group("oath", one("form", "oath", "affirmation", "undertaking", "none"), *texts("by", "law")),
    _long("oath_text"),
    _long("warnings"),
    _long("privilege_law"),
    group("privilege_none", *CHECKED),
    _long("protective_measures"),
    _links("measures", "protective_measure"),
    group("support", *ticks("person"), *numbers("breaks_every", "longest_session"), *ticks("medical_in_annex"), *texts("after_care")),
    _long("recording"),
    group(
        "recorded",
        *ticks("asked"),
        one("kind", "audio", "video", "none"),
        one("by_side", "requesting", "requested"),
        *ticks("agreed"),
        *texts("kept_by", "format"),
        *ticks("transcript"),
        *texts("copies_to", "retention"),
    ),
    group("minutes", Field("language", Type.LANGUAGE), *texts("send_to"), *dates("by_when")),
    _long("minutes_contents"),
    _long("technical"),
    group(
        "technical_public",
        *texts("requesting_site", "requested_site"),
        Field("technicians_language", Type.LANGUAGE),
        *texts("interpreter_place"),
    ),
    group(
        "technical_confidential",
        *texts("end_points", "dial_direction", "protocol", "pin", "bandwidth", "encryption", "bridge", "ports", "technicians"),
        *texts("distortion", "room_and_cameras", "private_line", "document_camera", "break_signal", "fallback"),
        sensitivity=Sensitivity.PROTECTED,
    ),
)

_TERMS = (
    Field("deadline", Type.DATE, sensitivity=_L, order=True),
    _long("deadline_reason"),
    _date("detention_until"),
    _date("trial_date"),
    _long("confidentiality"),
    _texts("may_know"),
    _one("person_told", ("yes", "no", "on_service")),
    _texts("use_proceedings"),
    _texts("use_recipients"),
    _tick("consent_to_share"),
    _long("data_conditions"),
    _long("costs"),
    group(
        "cost_terms",
        *ticks("undertaking"),
        *texts("invoice_to"),
        *ticks("waiver_asked"),
        *numbers("estimate"),  # minor units of the currency
        Field("currency", limit=3),
        *texts("extraordinary"),
    ),
    _long("assurances"),
    Field("law_allows", Type.ONE, ("death_penalty", "whole_life", "special_court"), merge=Merge.SET, sensitivity=_L),
    rows(
        "assurance_list",
        one("about", "death_penalty", "whole_life", "special_court", "other"),
        *texts("text", "authority"),
        *dates("date"),
    ),
    _tick("progress_asked"),
    _long("annexes"),
    rows(
        "annex_list",
        *texts("number", "title"),
        Field("file", Type.LINK, of="file"),
        *numbers("pages"),
        Field("language", Type.LANGUAGE),
        Field("translation", Type.LINK, of="translation"),
        Field("sha256", limit=64),
        one("travels", "open", "sealed", "later"),
    ),
    group(
        "signature",
        *texts("signatory", "function", "place"),
        *dates("on"),
        one("kind", "hand_and_seal", "qualified", "electronic_seal"),
    ),
    _link("signed_copy", "file"),
)

REQUEST = Kind(
    "request",
    (
        Field("reference", limit=80, sensitivity=_L, required=True, searched=True, order=True),
        _text("registry_number", searched=True, limit=80),
        Field("jit", Type.LINK, of="agreement", sensitivity=_T),
        _one("jit_told", ("yes", "no")),  # whether the recipient may know of the team
        Field("proceeding", Type.LINK, of="proceeding", sensitivity=_T),
        Field("version", Type.INT, sensitivity=_T, settable=False),  # of the letter; none is the first
        Field("language", Type.LANGUAGE, sensitivity=_L),
        _link("translation", "translation"),
        _one("handling", HANDLING),
        _tick("urgent"),
        _long("urgent_reason"),
        group("oral_request", *dates("on"), *texts("by", "to", "means", "agreed_by"), *dates("confirm_by")),
        _long("related_requests"),
        _link("supplementary_to", "request"),
        *_INSTRUMENT,
        *_BASIS,
        *_AUTHORITIES,
        Field("subject", sensitivity=_L, searched=True, order=True),
        *_OFFENCES,
        *_PERSON,
        *_HEARING,
        *_TERMS,
        Field("status", Type.ONE, STATUS, sensitivity=_T, order=True),
        *COMMON,
    ),
    code="reference",
    title="reference",
    columns=("reference", "subject", "requested_state", "witness", "status", "deadline"),
)
