"""What a request still lacks under its basis: findings with their articles (request-data, section 2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from jitdesk.domain.fields import Sensitivity, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.drafting import case_findings, elements, instrument
from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.basis import Need
from jitdesk.drafting.capacity import is_suspect
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding, found
from jitdesk.kernel.words import Message

__all__ = ["Finding", "answer", "empty", "findings", "lacking"]

_LEAD = "17(5)"  # of the LHC


def findings(case: Case) -> list[Finding]:
    """Everything that keeps a request from becoming final, or is worth a look: what it lacks, what the case says, which instrument."""
    return sorted([*lacking(case), *case_findings.findings(case), *instrument.gaps(case)], key=lambda finding: finding.code)


def lacking(case: Case) -> list[Finding]:
    """What the request lacks under its basis, in the order of the codes; any text is an answer, "none, because ..." too."""
    made = [found(gap, case.basis) for gap in elements.gaps(case) if gap.code in case.basis.elements]
    made += [*_not_covered(case), *_not_evidence(case.request, case.witness, case.leads)]
    return sorted(made, key=lambda finding: finding.code)


def _not_evidence(request: Record, witness: Record | None, leads: Collection[str]) -> Iterator[Finding]:
    """What the letter rests on and may not, under whichever basis: the condition came with what was given (LHC 17(5))."""
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
        art = Message("drafting.article", {"basis": "LHC", "article": _LEAD})
        told = Message("drafting.P14", {"art": art, "records": ", ".join(sorted(used))})
        yield Finding("P14", Need.CONDITIONAL, _LEAD, used[first], told)


def _not_covered(case: Case) -> Iterator[Finding]:
    """That the basis has no such hearing at all: of a suspect or accused, or by telephone."""
    asked = {"E20": ("hearing_kind", is_suspect(case)), "E40": ("telephone", bool(answer(case.request, "telephone")))}
    need = Need.CONDITIONAL if case.basis.confidence == "read" else Need.RECOMMENDED
    for code, (field, wanted) in asked.items():
        if wanted and code in case.basis.without:
            yield Finding(code, need, "", field, Message(f"drafting.{code}_without", {"basis": case.basis.code}))
