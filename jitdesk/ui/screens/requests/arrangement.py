"""How the fields of a part stand on its page: what every request needs first, the rest folded away under a name of its own."""

from __future__ import annotations

from collections.abc import Mapping

from jitdesk.kernel.words import say
from jitdesk.services.letters import Entry
from jitdesk.ui.forms import Section

# By part: the key of each heading ("" for none) with its fields; what is named after "+" is folded.
_ARRANGED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "instrument": {
        "": tuple(f"instrument_{n}" for n in range(1, 10)),
        "inside_jit": ("inside_jit_reason", "inside_jit_note"),
        "+compared": ("name_compared",),
    },
    "cover": {
        "": ("reference", "registry_number", "status", "handling", "jit", "proceeding"),
        "+earlier_letters": ("version", "related_requests", "supplementary_to"),
    },
    "authorities": {
        "requesting": ("issuing_kind", "requesting_authority", "requesting_official", "requesting_contact", "sending_central_authority"),
        "addressee": ("requested_state", "requested_authority", "channel", "language"),
        "+records": ("requesting_authority_record", "sending_authority_record", "requested_authority_record"),
        "+more": ("validating_authority", "executing_authority", "contact_point", "channel_ground", "translation"),
    },
    "basis": {
        "": ("basis", "basis_articles"),
        "confirmed": ("basis_confirmed", "basis_confirmed_on", "basis_confirmed_source"),
        "+more": ("basis_alternatives", "case_by_case", "reciprocity"),
    },
    "urgency": {"": ("urgent", "urgent_reason"), "+oral": ("oral_request",)},
    "proceedings": {"": ("subject", "investigating_authority", "suspects", "jit_told"), "+suspects": ("suspect_list",)},
    "facts": {"": ("facts", "facts_from", "facts_to", "facts_places", "facts_context")},
    "law": {"": ("law", "law_texts", "penalty"), "+offences": ("offences",), "+more": ("penalty_imposed", "military_law_only")},
    "person": {
        "": ("witness", "identity_mode", "nationality", "whereabouts", "minor"),
        "+kept_apart": ("sealed_annex", "anonymity"),
        "+custody": ("custody_status", "custody_place"),
    },
    "assistance": {
        "": ("assistance", "hearing_kind", "attendance", "duration", "sessions"),
        "+summons": ("summons",),
        "+other_uses": ("telephone", "other_purpose_agreement"),
    },
    "dates": {"": ("windows",), "+test_call": ("test_call", "test_call_persons")},
    "purpose": {"": ("purpose", "relevance", "topics", "questions", "exhibits"), "+exhibits": ("exhibit_list",)},
    "conduct": {
        "": ("conducting_authority", "conducting_persons", "conducting_is_judicial"),
        "+participants": ("participants", "attendance_of_officials", "third_state_attendees"),
        "+sides": ("defence", "victim_counsel"),
        "+more": ("conducting_authority_record", "other_authority_agreement"),
    },
    "oath": {"": ("privilege_law", "privilege_none", "warnings"), "+oath": ("oath", "oath_text")},
    "interpretation": {"": ("interpretation",), "+interpreting": ("interpreting",), "+counsel": ("person_counsel",)},
    "protection": {"": ("protective_measures", "measures"), "+child": ("child_measures",), "+support": ("support",)},
    "recording": {"": ("recording",), "+recorded": ("recorded",), "+minutes": ("minutes", "minutes_contents")},
    "technical": {"": ("technical", "fallback"), "+open": ("technical_public",), "+confidential": ("technical_confidential",)},
    "confidentiality": {
        "": ("confidentiality", "use_proceedings", "use_recipients"),
        "+more": ("may_know", "person_told", "consent_to_share", "data_conditions"),
    },
    "costs": {"": ("costs",), "+cost_terms": ("cost_terms",)},
    "annexes": {"": ("annexes",), "+annexes": ("annex_list",)},
}
_FOLDED = "+"


def sections(entry: Entry) -> list[Section]:
    """The fields of a part in the order of its page; those that no heading names stand at the end of the first."""
    arranged = _ARRANGED.get(entry.key, {"": ()})
    named = {name for names in arranged.values() for name in names}
    made = []
    for number, (key, names) in enumerate(arranged.items()):
        own = [name for name in names if name in entry.fields]
        own += [name for name in entry.fields if name not in named] if not number else []
        heading = key.removeprefix(_FOLDED)
        if own:
            made.append(Section(tuple(own), say(f"ui.requests.head.{heading}") if heading else "", key.startswith(_FOLDED)))
    return made


def in_order(entry: Entry) -> tuple[str, ...]:
    """The fields of a part in the order of its page."""
    return tuple(name for section in sections(entry) for name in section.names)
