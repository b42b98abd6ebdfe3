"""Which writer makes which part of the letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from jitdesk.drafting import sections_case, sections_hearing, sections_parties, sections_person, sections_terms
from jitdesk.drafting.draft import Draft
from jitdesk.drafting.structure import Block

__all__ = ["WRITERS", "Draft"]

WRITERS: Mapping[str, Callable[[Draft], Iterator[Block]]] = {
    "authorities": sections_parties.authorities,
    "basis": sections_parties.basis,
    "urgency": sections_parties.urgency,
    "proceedings": sections_parties.proceedings,
    "facts": sections_case.facts,
    "law": sections_case.law,
    "person": sections_person.person,
    "assistance": sections_hearing.assistance,
    "dates": sections_hearing.dates,
    "reasons": sections_case.reasons,
    "purpose": sections_case.purpose,
    "earlier": sections_case.earlier,
    "conduct": sections_hearing.conduct,
    "procedure": sections_hearing.procedure,
    "oath": sections_person.oath,
    "consent": sections_person.consent,
    "interpretation": sections_person.interpretation,
    "protection": sections_person.protection,
    "recording": sections_hearing.recording,
    "technical": sections_hearing.technical,
    "time_limit": sections_terms.time_limit,
    "confidentiality": sections_terms.confidentiality,
    "costs": sections_terms.costs,
    "assurances": sections_terms.assurances,
}
