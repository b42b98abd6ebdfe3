"""A request with every part of the letter filled, under each basis: to another State and with other answers each time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jitdesk.domain.kinds.request import QUESTIONS
from jitdesk.domain.records import Record
from jitdesk.drafting.bilingual import bilingual
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import findings
from jitdesk.drafting.letter import letter
from jitdesk.drafting.structure import Letter
from tests.documents.sample import wording
from tests.unit.drafting.complete import BASES, complete, put

LANGUAGES = ("en", "fr", "es", "ar")
SECOND = "fr"  # of the letter in two languages
_SKETCH, _ACCOUNT, _CONSENT, _MEASURE, _TRANSLATION = (digit * 32 for digit in "abcd9")
_ADDRESSEE = "Ministry of Justice, Central Authority for Mutual Legal Assistance"
_COURT = "International Criminal Court\nRegistry, The Hague"
_HASH = "fea2c57b6dd1c0b4f3b1c46e9a0d8c5e7f21346589abcdeffedcba9876543210"

# What the fictional request of the demo leaves out.
_FILLED: dict[str, Any] = {
    "witness": "0" * 32,
    "registry_number": "Kt-MP 88/2026",
    "supplementary_to": "7" * 32,
    "urgent_reason": "The person is to undergo treatment from November 2027 on and cannot be heard for some months after it.",
    "requesting_official": {"name": "Mirjam Vidmar", "function": "Senior prosecutor"},
    "executing_authority": "The court at the place where the person is",
    "contact_point": "Contact point for international crimes, by secure e-mail",
    "channel_ground": "Exchange of letters of 2 and 9 November 2026 (sample data)",
    "reciprocity": True,
    "basis_articles": ["The provisions on hearings by video conference"],
    "basis_alternatives": ["OTH", "An exchange of notes of 2026"],
    "jit_told": "yes",
    "case_by_case": {"asked_on": "2026-10-12", "agreed_on": "2026-11-02", "agreed_by": "Both central authorities"},
    "test_call_persons": "Technicians of both sides",
    "topics": ["Arrest and transport to the mill", "The days of 9 and 11 May 1994"],
    "exhibit_list": [{"number": "3", "title": "Sketch of the yard", "file": _SKETCH, "shown": "on the screen", "language": "sl"}],
    "earlier_told": "yes",
    "earlier_accounts": [_ACCOUNT],
    "defence": {"counsel": "Counsel for the suspect", "side": "Novi Breg", "questions_by": "judge", "accused": "absent"},
    "victim_counsel": {"name": "Counsel for two families", "side": "Novi Breg"},
    "oath": {"form": "affirmation", "by": "The investigating judge", "law": "Criminal Procedure Act, Article 240"},
    "oath_text": "I promise to say the whole truth and to keep nothing back.",
    "warnings": "Whoever knowingly makes a false statement may be punished.",
    "interpretation": "Ukrainian and Slovenian, by an interpreter of the District Court; none is asked for at the place of the hearing.",
    "interpreting": {"needed": True, "pairs": "Ukrainian and Slovenian", "mode": "consecutive", "place": "Novi Breg", "sworn": "standing"},
    "measures": [_MEASURE],
    "support": {"person": True, "breaks_every": 45, "longest_session": 90},
    "recorded": {"asked": True, "kind": "video", "by_side": "requesting", "kept_by": "The court", "transcript": True},
    "minutes": {"language": "es", "send_to": "The investigating judge", "by_when": "2027-11-12"},
    "minutes_contents": "Every break, with its beginning and its end.",
    "technical_public": {"requesting_site": "Courtroom 2, Novi Breg", "technicians_language": "en", "interpreter_place": "Novi Breg"},
    "fallback": "The hearing is interrupted; the technicians call each other by telephone.",
    "sessions": 1,
    "duration": 195,
    "may_know": ["The staff who arrange the hearing"],
    "use_proceedings": ["Proceedings Kp 418/2026 against the two further guards"],
    "consent_to_share": True,
    "data_conditions": "The sketch may not be passed on without the consent of the documentation centre that made it.",
    "cost_terms": {"undertaking": True, "waiver_asked": False, "estimate": 120_000, "currency": "EUR", "invoice_to": "Ministry of Justice"},
    "detention_until": "2027-11-30",
    "trial_date": "2028-03-01",
    "annex_list": [
        {
            "number": "4",
            "title": "Certificate of the interpreter",
            "file": _SKETCH,
            "pages": 1,
            "language": "sl",
            "translation": _TRANSLATION,
            "travels": "open",
        }
    ],
    "signature": {
        "signatory": "Mirjam Vidmar",
        "function": "Senior prosecutor, head of the section",
        "place": "Ljubljana",
        "on": "2026-11-20",
        "kind": "hand_and_seal",
    },
}

_HELD = {"identity_mode": "held_by_requested"}
_NAMED = {"identity_mode": "in_letter", "whereabouts": "Capital of the requested State"}
_DETAINED = {"custody_status": "detained", "custody_place": "Prison of the capital", "attendance": "summons"}
_CHILD = {
    "minor": True,
    "child_measures": {
        "age_band": "14 to 15",
        "interviewer": "Trained interviewer",
        "place": "Interview room for children",
        "guardian": "Appointed by the court",
        "recording": "Sound and image, in Novi Breg",
        "once_only": True,
        "best_interests": "Assessed by the judge on 5 November 2026",
    },
}
# How the request differs under each basis: to whom it goes, who is heard, how the identity travels.
_DIFFERENT: dict[str, dict[str, Any]] = {
    "LHC": {
        "zone": "America/Argentina/Buenos_Aires",
        "requested_state": "ARG",
        "custody_status": "protected",
        "basis_alternatives": ["UNTOC", "OTH", "An exchange of notes of 2026"],
    },
    "C182": {
        "zone": "Europe/London",
        "requested_state": "GBR",
        "suspect": True,
        "channel": "direct",
        **_NAMED,
        **_DETAINED,
        "nationality": ["HRV"],
    },
    "EU00": {
        "zone": "Europe/Oslo",
        "requested_state": "NOR",
        "channel": "eurojust",
        **_HELD,
        "attendance": "summons",
    },
    "EIO": {
        "zone": "Europe/Amsterdam",
        "requested_state": "NLD",
        "suspect": True,
        "channel": "direct",
        **_NAMED,
        **_DETAINED,
        "nationality": ["FRA"],
    },
    "UNTOC": {
        "zone": "Asia/Manila",
        "requested_state": "PHL",
        "channel": "diplomatic",
        "attendance": "summons",
        "hearing_kind": "expert",
        "role": "expert",
    },
    "UNCAC": {
        "zone": "Africa/Dakar",
        "requested_state": "SEN",
        "channel": "interpol",
        **_HELD,
        "law_allows": ["special_court"],
    },
    "ICC": {
        "reciprocity": None,
        "zone": "Europe/Amsterdam",
        "requested_state": None,
        "requested_authority": _COURT,
        "hearing_kind": "testimony",
    },
    "C224": {
        "zone": "Europe/Budapest",
        "requested_state": "HUN",
        "channel": "electronic",
        "hearing_kind": "testimony",
        "person_told": "no",
    },
    "IBA": {
        "zone": "America/Santo_Domingo",
        "requested_state": "DOM",
        "identity_mode": "withheld_by_order",
        "conducting_is_judicial": True,
        **_CHILD,
    },
    "OTH": {
        "zone": "America/New_York",
        "requested_state": "USA",
        "suspect": True,
        "channel": "diplomatic",
        "law_allows": ["death_penalty"],
        "person_told": "yes",
    },
}
CODES = tuple(_DIFFERENT)


def rich(code: str) -> Case:
    """The request under a basis, with all that its letter is made from."""
    changed = dict(_DIFFERENT[code])
    suspect, role, zone = changed.pop("suspect", False), changed.pop("role", ""), changed.pop("zone")
    case = complete(code, suspect=suspect)
    state = changed.get("requested_state")
    addressed = {"requested_authority": _ADDRESSEE} if state else {}
    spoken: dict[str, Any] = {} if "E40" in case.basis.elements else {"telephone": None}
    case = put(case, **{**_FILLED, **addressed, **_times(zone), **_answered(case.basis.scope.questions), **spoken, **changed})
    if role and case.witness:
        case = replace(case, witness=replace(case.witness, values={**case.witness.values, "role": role}))
    return replace(case, **_around(case))


def drawn(code: str, language: str) -> Letter:
    """The letter of the request under a basis, in a language."""
    return drafted(rich(code), language)


def drafted(case: Case, language: str) -> Letter:
    """The letter of a case in a language."""
    return letter(case, findings(case), wording(language))


def in_two_languages(code: str, first: str, second: str) -> Letter:
    """The letter of the request under a basis, in two languages side by side."""
    case = rich(code)
    return bilingual(case, findings(case), wording(first), wording(second))


def _answered(questions: tuple[int, ...]) -> dict[str, Any]:
    """The questions before any letter, the first of the basis answered "yes" and those before it "no"."""
    ground = {"by": "M. Vidmar", "on": "2026-11-12", "source": "Treaty list of the Ministry of Justice, 10 November 2026 (sample data)"}
    asked = questions[0]
    answers = {n: "no" if n < asked else "yes" if n == asked else None for n in range(1, QUESTIONS + 1)}
    return {f"instrument_{n}": {"answer": said, **ground} if said else None for n, said in answers.items()}


def _times(zone: str) -> dict[str, Any]:
    """Two windows and the test of the link."""
    starts = {"windows": (("2027-10-18T13:00Z", 180), ("2027-10-20T15:30Z", 195)), "test_call": (("2027-10-11T13:00Z", 60),)}
    return {field: [{"start": at, "minutes": minutes, "zone": zone} for at, minutes in those] for field, those in starts.items()}


def _around(case: Case) -> dict[str, Any]:
    assert case.profile is not None
    known = {**case.profile.values, "authorities": [{"treaty": case.basis.code, "stage": "any", "name": _ADDRESSEE}]}
    agreed = {"witness": "0" * 32, "purpose": "hearing", "decision": "given", "kind": "required_by_law", "date": "2026-11-04"}
    measured = {**case.measures[0].values, "others_must": "The person is seen by the judge alone before the hearing."}
    account = {"witness": "0" * 32, "date": "2024-06", "authority": "Documentation centre", "state": "SVN", "form": "statement"}
    team = {
        "title": "JIT Sava River",
        "parties": ["SVN", "HRV", "NLD"],
        "signed_on": "2025-03-12",
        "legal_basis": "Article 41 of the Ljubljana-The Hague Convention (sample data)",
    }
    return {
        "agreement": replace(case.agreement, values=team) if case.agreement else None,
        "alternatives": {code: BASES[code] for code in ("UNTOC", "OTH")},
        "our_zones": ("Europe/Ljubljana",),
        "profile": replace(case.profile, values=known),
        "consents": (Record(_CONSENT, "consent", "all", agreed),),
        "measures": (replace(case.measures[0], values=measured),),
        "accounts": (Record(_ACCOUNT, "account", "all", account),),
        "files": (Record(_SKETCH, "file", "all", {"name": "yard.pdf", "sha256": _HASH}),),
    }
