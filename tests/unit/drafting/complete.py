"""Cases that lack nothing under a basis: the fictional request of the demo with every conditional element owed, and met."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from typing import Any

from jitdesk.domain.records import Record
from jitdesk.drafting import elements
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding, found
from jitdesk.system import resources
from tests.documents.sample import request, witness

BASES = {basis.code: basis for basis in (Basis.build(tomllib.loads(text)) for text in resources.read_all("treaties", ".toml"))}
TODAY = date(2026, 11, 25)
_WITNESS, _CONSENT, _MEASURE, _JIT = "0" * 32, "c" * 32, "d" * 32, "e" * 32
_AGREED = {"asked_on": "2026-10-12", "given_on": "2026-11-02", "given_by": "Central authority of the requested State"}
_ADDRESSEE = "Ministry of Foreign Affairs, Directorate of International Legal Assistance"

# What makes every condition hold, and meets it.
_OWED = {
    "facts": "From 4 to 14 May 1994 some sixty civilians of the village of Vrela were held in the mill at Donji Brod.",
    "status": "signed",
    "jit": _JIT,
    "requested_authority": f"{_ADDRESSEE}\nBuenos Aires, Argentina",
    "issuing_kind": "other",
    "validating_authority": {"authority": "District Court of Novi Breg", "name": "Tomaž Hribar", "on": "2026-11-06"},
    "conducting_is_judicial": False,
    "other_authority_agreement": _AGREED,
    "hearing_kind": "identification",
    "other_purpose_agreement": _AGREED,
    "identity_mode": "sealed_annex",
    "anonymity": {"kept_from": ["public", "requested_authority"]},
    "person_counsel": {"needed": True, "provider": "Bar of the requested State"},
    "participants": [{"name": "Senior prosecutor", "side": "requesting", "state": "ARG", "mode": "room"}],
    "attendance_of_officials": [{"who": "Mirjam Vidmar", "function": "Senior prosecutor"}],
    "third_state_attendees": [{"who": "A judge of a third State", "state": "NLD", "agreements": "All three States, 9 November 2026"}],
    "person_told": "on_service",
    "use_recipients": ["The States of the team", "International Criminal Court"],
    "law_allows": ["whole_life"],
    "assurance_list": [{"about": "whole_life", "text": "A review after twenty-five years is assured.", "authority": "Ministry of Justice"}],
    "oral_request": {"on": "2026-11-03", "by": "Senior prosecutor", "agreed_by": "Both central authorities", "confirm_by": "2026-11-20"},
    "telephone": {"willing": True},
    "signature": {"signatory": "Mirjam Vidmar", "place": "Ljubljana", "on": "2026-11-20", "kind": "hand_and_seal"},
}
_SUSPECT = {
    "hearing_kind": "suspect",
    "suspect_consent": _CONSENT,
    "suspect_agreements": {"asked_on": "2026-10-12", "agreed_on": "2026-11-02", "agreed_by": "Both central authorities"},
    "opt_out_checked": {"by": "M. Vidmar", "on": "2026-11-05"},
}


def complete(code: str, *, suspect: bool = False) -> Case:
    """A case under a basis that has no finding; of a suspect, or of a protected witness who is to identify somebody."""
    basis = BASES[code]
    asked = request(**_OWED, **{f"instrument_{basis.scope.questions[0]}": {"answer": "yes", "by": "M. Vidmar", "on": "2026-11-12"}})
    case = Case(
        asked,
        witness(role="suspect" if suspect else "witness"),
        basis,
        TODAY,
        profile=_profile(code),
        agreement=Record(_JIT, "agreement", "all", {"title": "JIT Sava River"}),
        proceeding=Record("f" * 32, "proceeding", "all", {"number": "Kp 417/2026", "stage": "pre_trial"}),
        measures=(Record(_MEASURE, "protective_measure", "all", {"witness": _WITNESS, "basis": "order", "status": "in_force"}),),
        translations=(Record("9" * 32, "translation", "all", {"about": asked.id, "language": "es"}),),
    )
    case = put(case, basis=code, **({"telephone": None} if "E40" in basis.without else {}))
    if not suspect:
        return case
    consent = Record(
        _CONSENT, "consent", "all", {"witness": _WITNESS, "purpose": "hearing", "decision": "given", "kind": "required_by_law"}
    )
    return replace(put(case, **_SUSPECT), consents=(consent,))


def lacking(case: Case) -> list[Finding]:
    """What the case lacks of the elements of its basis alone, whatever else is said of it."""
    made = [found(gap, case.basis) for gap in elements.gaps(case) if gap.code in case.basis.elements]
    return sorted(made, key=lambda finding: finding.code)


def put(case: Case, **changed: Any) -> Case:
    """The case with some values of its request changed; None empties a field."""
    values = {name: value for name, value in {**case.request.values, **changed}.items() if value is not None}
    return replace(case, request=replace(case.request, values=values))


def profiled(case: Case, **changed: Any) -> Case:
    """The case with some values of the profile of its requested State changed."""
    assert case.profile is not None
    return replace(case, profile=replace(case.profile, values={**case.profile.values, **changed}))


def _profile(code: str) -> Record:
    values = {
        "state": "ARG",
        "as_of": "2026-11-01",
        "source": "Notifications to the other central authorities (sample data)",
        "languages": ["es"],
        "authorities": [{"treaty": code, "stage": "any", "name": _ADDRESSEE}],
        "channels": [{"treaty": code, "channel": "central"}],
    }
    return Record("8" * 32, "state_profile", "all", values)
