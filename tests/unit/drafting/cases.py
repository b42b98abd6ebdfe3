"""Cases made by hand: the sample request with nothing to find in it, and ways to change what stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from jitdesk.domain.records import Record
from jitdesk.drafting import case_findings
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import Finding
from tests.documents.sample import LHC, request, witness

TODAY = date(2026, 11, 25)
PERSON = "a" * 32
PROFILE = {
    "state": "ARG",
    "as_of": "2026-10-01",
    "source": "Letter of their central authority (sample)",
    "languages": ["es"],
    "usual_weeks": 20,
    "hearing_law": {"recording": "yes", "interpreter_sworn": "no", "notice_days": 10},
    "holidays": [{"on": "2027-10-11", "name": "Day of the sample"}],
    "office": {"opens": "09:00", "closes": "18:00", "zone": "America/Argentina/Buenos_Aires"},
}
# Of nobody whom a text of the sample names: it could be compared with what the sample says.
NOT_NAMED = {"witness": PERSON, "name": "Zvezdana Quillon"}
AGREED = {"witness": PERSON, "purpose": "hearing", "decision": "given", "date": "2026-09-01", "recipient_state": "ARG"}


def record(kind: str, number: int = 0, /, **values: Any) -> Record:
    """A record with an id of its own kind and number."""
    return Record(
        f"{sum(map(ord, kind)):016x}{number:016x}", kind, "all", {name: value for name, value in values.items() if value is not None}
    )


def case(person: Mapping[str, Any] | None = None, /, *, around: Mapping[str, Any] | None = None, **changed: Any) -> Case:
    """The sample with nothing left to find, then with values of the request, of the person and of the case itself changed."""
    asked = request(**changed)
    heard = replace(witness(**person or {}), id=PERSON)
    made = Case(asked, heard, LHC, TODAY, code="P-7K4M9Q", profile=record("state_profile", **PROFILE), zone_rules="2026a")
    return replace(made, **{"consents": (record("consent", **AGREED),), "identities": (record("identity", **NOT_NAMED),), **(around or {})})


def profile(**changed: Any) -> dict[str, Any]:
    """What is known of the requested State, with some of it changed."""
    return {"profile": record("state_profile", **{**PROFILE, **changed})}


def found(made: Case) -> list[Finding]:
    """All that the case says, in the order of the codes."""
    return sorted(case_findings.findings(made), key=lambda finding: finding.code)


def codes(made: Case) -> set[str]:
    """The codes of all that the case says."""
    return {finding.code for finding in found(made)}
