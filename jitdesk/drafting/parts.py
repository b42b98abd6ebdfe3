"""The parts of the letter in their order: which fields belong to each, and when one is left out (request-data, section 7)."""

from __future__ import annotations

from dataclasses import dataclass

from jitdesk.domain.kinds.request import QUESTIONS
from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.basis import Basis, Need
from jitdesk.drafting.capacity import is_suspect
from jitdesk.drafting.case import Case


@dataclass(frozen=True)
class Part:
    """A part of the letter and the request's fields that stand in it."""

    key: str
    fields: tuple[str, ...] = ()
    numbered: bool = True


PARTS = (
    Part(
        "instrument",
        (*(f"instrument_{n}" for n in range(1, QUESTIONS + 1)), "inside_jit_reason", "inside_jit_note", "name_compared"),
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
    Part("proceedings", ("subject", "investigating_authority", "suspects", "suspect_list", "jit_told")),
    Part("facts", ("facts", "facts_from", "facts_to", "facts_places", "facts_context")),
    Part("law", ("law", "offences", "law_texts", "penalty", "penalty_imposed", "military_law_only")),
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


# What a person entered in the request and no letter shows, with the reason.
NEVER_IN_A_LETTER = {
    **{f"instrument_{n}": "the team's own reasoning" for n in range(1, QUESTIONS + 1)},
    "inside_jit_reason": "the team's own reasoning",
    "inside_jit_note": "the team's own reasoning",
    "jit": "an id; of the team the letter tells what its agreement says, where others may know of it",
    "proceeding": "an id; the subject says which proceedings",
    "basis": "a code; the letter names the instrument",
    "name_compared": "the team's own care",
    "version": "stands in the page marks",
    "status": "decides the draft mark",
    "issuing_kind": "decides what is checked",
    "requesting_authority_record": "an id",
    "sending_authority_record": "an id",
    "requested_authority_record": "an id",
    "conducting_authority_record": "an id",
    "language": "the language of the letter is the one in which it is drawn up",
    "translation": "an id",
    "military_law_only": "answers a question of scope",
    "opt_out_checked": "the team's own check",
    "technical_confidential": "protected: travels apart in the technical annex",
    "signed_copy": "an id",
}


def numbers(case: Case) -> dict[str, int]:
    """The letter's own numbers by part, without holes: a part left out takes none."""
    standing = [part for part in PARTS if part.numbered and not _left_out(part, case)]
    return {part.key: number for number, part in enumerate(standing, 1)}


def _left_out(part: Part, case: Case) -> bool:
    request = case.request
    match part.key:
        case "urgency":
            return not request.get("urgent")
        case "reasons":
            return empty(request, "reason_not_in_person") and _need(case.basis, "E17") is Need.RECOMMENDED
        case "earlier":
            return bool(answer(request, "earlier_told") != "yes")
        case "consent":
            return not (is_suspect(case) or telephone_asked(case))
        case "interpretation":
            return _silent(request, "interpretation", "interpreting", "person_counsel")
        case "protection":
            nothing = _silent(request, "protective_measures", "measures", "child_measures", "support")
            return nothing and answer(request, "identity_mode") != "withheld_by_order"
        case "time_limit":
            return _silent(request, "deadline", "deadline_reason", "detention_until", "trial_date")
        case _:
            return False


def telephone_asked(case: Case) -> bool:
    """Whether a hearing by telephone is asked for, under a basis that has one."""
    return "E40" in case.basis.elements and bool(case.request.get("telephone", {}).get("willing"))


def _silent(request: Record, *fields: str) -> bool:
    return all(empty(request, field) or request.get(field) == {} for field in fields)


def _need(basis: Basis, element: str) -> Need:
    return basis.elements[element].need if element in basis.elements else Need.RECOMMENDED
