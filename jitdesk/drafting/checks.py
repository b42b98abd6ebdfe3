"""What a request still lacks under its basis: findings with their articles (request-data, section 2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from jitdesk.domain.fields import Sensitivity, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.drafting import case_findings, elements, instrument
from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding, Gap, found

__all__ = ["Finding", "answer", "empty", "findings", "lacking"]


def findings(case: Case) -> list[Finding]:
    """Everything that keeps a request from becoming final, or is worth a look: what it lacks, what the case says, which instrument."""
    return sorted([*lacking(case), *case_findings.findings(case), *instrument.gaps(case)], key=lambda finding: finding.code)


def lacking(case: Case) -> list[Finding]:
    """What the request lacks under its basis, in the order of the codes; any text is an answer, "none, because ..." too."""
    gaps = [*elements.gaps(case), *_not_evidence(case.request, case.witness, case.leads)]
    made = [found(gap, case.basis) for gap in gaps if gap.code in case.basis.elements]
    return sorted(made, key=lambda finding: finding.code)


def _not_evidence(request: Record, witness: Record | None, leads: Collection[str]) -> Iterator[Gap]:
    """What the letter rests on and may not: the person to be heard, or whatever its text names."""
    used: dict[str, str] = {}
    code = str(witness.get("code", "")) if witness else ""
    if code in leads:
        used[code] = "witness"
    for field in KINDS["request"].fields:
        text = request.get(field.name)
        if field.sensitivity is Sensitivity.LETTER and field.type in (Type.TEXT, Type.LONG) and isinstance(text, str):
            used |= {lead: field.name for lead in leads if lead not in used and elements.names(text, lead)}
    if used:
        first = min(used, key=lambda lead: (used[lead] != "witness", lead))
        yield Gap("P14", used[first], arguments=(("records", ", ".join(sorted(used))),))
