"""The parts of the letter in their order: which fields belong to each, and when one is left out (request-data, section 7)."""

from __future__ import annotations

from dataclasses import dataclass

from jitdesk.domain.kinds.request import QUESTIONS
from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.basis import Basis, Need


@dataclass(frozen=True)
class Part:
    """A part of the letter and the request's fields that stand in it."""

    key: str
    fields: tuple[str, ...] = ()
    numbered: bool = True


PARTS = (
    Part(
        "instrument",
        (*(f"instrument_{n}" for n in range(1, QUESTIONS + 1)), "inside_jit_reason", "inside_jit_note"),
        numbered=False,
    ),
    Part(
        "cover",
        (
            "reference",
            "registry_number",
            "version",
            "status",
            "handling",
            "jit",
            "proceeding",
            "related_requests",
            "supplementary_to",
        ),
        numbered=False,
    ),
    Part(
        "authorities",
        (
            "issuing_kind",
            "requesting_authority",
            "requesting_authority_record",
            "requesting_official",
            "requesting_contact",
            "validating_authority",
            "sending_central_authority",
            "sending_authority_record",
            "requested_state",
            "requested_authority",
            "requested_authority_record",
            "executing_authority",
            "contact_point",
            "channel",
            "channel_ground",
            "language",
            "translation",
        ),
    ),
    Part(
        "basis",
        (
            "basis",
            "basis_articles",
            "basis_alternatives",
            "basis_confirmed",
            "basis_confirmed_on",
            "basis_confirmed_source",
            "case_by_case",
            "reciprocity",
        ),
    ),
    Part("urgency", ("urgent", "urgent_reason", "oral_request")),
    Part("proceedings", ("subject", "investigating_authority", "suspects")),
    Part("facts", ("facts",)),
    Part("law", ("law", "law_texts", "penalty", "military_law_only")),
    Part(
        "person",
        (
            "witness",
            "identity_mode",
            "sealed_annex",
            "anonymity",
            "nationality",
            "whereabouts",
            "custody_status",
            "custody_place",
            "minor",
        ),
    ),
    Part(
        "assistance",
        ("assistance", "hearing_kind", "other_purpose_agreement", "telephone", "attendance", "summons", "sessions", "duration"),
    ),
    Part("dates", ("windows", "test_call", "test_call_persons")),
    Part("reasons", ("reason_not_in_person",)),
    Part("purpose", ("purpose", "relevance", "topics", "questions", "exhibits", "exhibit_list")),
    Part("earlier", ("earlier_accounts", "earlier_told", "rehearing_reason")),
    Part(
        "conduct",
        (
            "conducting_authority",
            "conducting_authority_record",
            "conducting_persons",
            "conducting_is_judicial",
            "other_authority_agreement",
            "participants",
            "attendance_of_officials",
            "third_state_attendees",
            "defence",
            "victim_counsel",
        ),
    ),
    Part("procedure", ("procedure",)),
    Part("oath", ("oath", "oath_text", "warnings", "privilege_law", "privilege_none")),
    Part("consent", ("suspect_consent", "suspect_agreements", "opt_out_checked")),
    Part("interpretation", ("interpretation", "interpreting", "person_counsel")),
    Part("protection", ("protective_measures", "measures", "child_measures", "support")),
    Part("recording", ("recording", "recorded", "minutes", "minutes_contents")),
    Part("technical", ("technical", "technical_public", "technical_confidential", "fallback")),
    Part("time_limit", ("deadline", "deadline_reason", "detention_until", "trial_date")),
    Part(
        "confidentiality",
        (
            "confidentiality",
            "may_know",
            "person_told",
            "use_proceedings",
            "use_recipients",
            "consent_to_share",
            "data_conditions",
        ),
    ),
    Part("costs", ("costs", "cost_terms")),
    Part("assurances", ("assurances", "law_allows", "assurance_list", "progress_asked")),
    Part("annexes", ("annexes", "annex_list"), numbered=False),
    Part("signature", ("signature", "signed_copy"), numbered=False),
)


def numbers(request: Record, witness: Record | None, basis: Basis) -> dict[str, int]:
    """The letter's own numbers by part, without holes: a part left out takes none."""
    standing = [part for part in PARTS if part.numbered and not _left_out(part, request, witness, basis)]
    return {part.key: number for number, part in enumerate(standing, 1)}


def _left_out(part: Part, request: Record, witness: Record | None, basis: Basis) -> bool:
    match part.key:
        case "urgency":
            return not request.get("urgent")
        case "reasons":
            return empty(request, "reason_not_in_person") and basis.elements["E17"].need is Need.RECOMMENDED
        case "earlier":
            # Whether earlier statements may be told to this recipient is not recorded yet, so the letter does not tell.
            return True
        case "consent":
            return witness is None or answer(witness, "role") != "suspect"
        case "interpretation":
            return empty(request, "interpretation")
        case "protection":
            return empty(request, "protective_measures") and answer(request, "identity_mode") != "withheld_by_order"
        case "time_limit":
            return empty(request, "deadline") and empty(request, "deadline_reason")
        case _:
            return False
