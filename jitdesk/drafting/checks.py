"""What a request still lacks under its basis: findings with their articles (request-data, section 2)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from jitdesk.domain.fields import Sensitivity, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.drafting.basis import Basis, Element, Need
from jitdesk.drafting.case import Case
from jitdesk.kernel.words import Message, known

# The elements that one field answers, whatever else the request says.
_ANSWERED_BY = {
    "E01": "requesting_authority",
    "E02": "subject",
    "E03": "investigating_authority",
    "E04": "facts",
    "E05": "law",
    "E06": "law_texts",
    "E07": "penalty",
    "E08": "assistance",
    "E09": "procedure",
    "E11": "purpose",
    "E15": "conducting_authority",
    "E16": "conducting_persons",
    "E17": "reason_not_in_person",
}
_TRANSMISSION = ("requested_state", "requested_authority", "channel", "sending_central_authority")


@dataclass(frozen=True)
class Finding:
    """One thing that a request lacks, in which field; `asks` is true for a question to a person rather than a gap to fill.

    `holds` is false for what is to be done once the letter is on its way: nothing becomes final by it, nor a draft again.
    """

    code: str
    severity: Need
    article: str
    field: str
    message: Message
    asks: bool = False
    holds: bool = True

    @property
    def blocks(self) -> bool:
        """Whether the request cannot become final with it."""
        return self.holds and self.severity is not Need.RECOMMENDED


def findings(case: Case) -> list[Finding]:
    """Everything the request lacks under its basis, and what the records around it say, in the order of the codes."""
    from jitdesk.drafting import case_findings  # what it is made of needs the words of this module

    return sorted([*elements(case), *case_findings.findings(case)], key=lambda finding: finding.code)


def elements(case: Case) -> list[Finding]:
    """What the request lacks under its basis, in the order of the codes; any text is an answer, "none, because ..." too."""
    request, witness, basis, leads = case.request, case.witness, case.basis, case.leads
    found = [*_plain(request), *_person(request, witness), *_time(request), *_refusal(request, witness), *_transmission(request, basis)]
    found += [*_standing(request), *_not_evidence(request, witness, leads)]
    return [_finding(gap, basis) for gap in sorted(found, key=lambda gap: gap.code) if gap.code in basis.elements]


@dataclass(frozen=True)
class _Gap:
    """A finding before its basis is known: which sentence of the catalogue, and a need where it differs from the element's own."""

    code: str
    field: str
    sentence: str = ""
    need: Need | None = None
    asks: bool = False
    arguments: tuple[tuple[str, object], ...] = ()


def _finding(gap: _Gap, basis: Basis) -> Finding:
    element = basis.elements[gap.code]
    arguments = {"art": _article(element, basis), **dict(gap.arguments)}
    message = Message(f"drafting.{gap.code}{gap.sentence and '_' + gap.sentence}", arguments)
    need = element.need if gap.need is None or not element.confirmed else gap.need
    return Finding(gap.code, need, element.article, gap.field, message, gap.asks)


def _article(element: Element, basis: Basis) -> Message:
    if element.confirmed:
        return Message("drafting.article", {"basis": basis.code, "article": element.article})
    return Message("drafting.unconfirmed", {"basis": basis.code})


def _plain(request: Record) -> Iterator[_Gap]:
    for code, field in _ANSWERED_BY.items():
        if empty(request, field):
            yield _Gap(code, field)


def _person(request: Record, witness: Record | None) -> Iterator[_Gap]:
    if witness is None:
        yield _Gap("E10", "witness", "nobody", Need.MANDATORY)
    mode = answer(request, "identity_mode")
    if mode is None:
        yield _Gap("E10", "identity_mode")
    elif mode == "in_letter":
        yield _Gap("E10", "identity_mode", "by_hand", Need.RECOMMENDED)
    elif mode == "withheld_by_order" and empty(request, "protective_measures"):
        yield _Gap("E10", "protective_measures", "order")
    if empty(request, "relevance") and not _named(witness, request.get("facts", "")):
        yield _Gap("E12", "relevance")


def _named(witness: Record | None, facts: str) -> bool:
    """Whether the link of the person follows from the facts: no machine can judge more than that they name the person's code."""
    code = witness.get("code", "") if witness else ""
    return bool(code) and _names(facts, code)


def _not_evidence(request: Record, witness: Record | None, leads: Collection[str]) -> Iterator[_Gap]:
    """What the letter rests on and may not: the person to be heard, or whatever its text names."""
    used: dict[str, str] = {}
    code = witness.get("code") if witness else None
    if code in leads:
        used[str(code)] = "witness"
    for field in KINDS["request"].fields:
        text = request.get(field.name)
        if field.sensitivity is Sensitivity.LETTER and field.type in (Type.TEXT, Type.LONG) and isinstance(text, str):
            used |= {lead: field.name for lead in leads if lead not in used and _names(text, lead)}
    if used:
        first = min(used, key=lambda lead: (used[lead] != "witness", lead))
        yield _Gap("P14", used[first], arguments=(("records", ", ".join(sorted(used))),))


def _names(text: str, code: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(code)}(?!\w)", text, re.IGNORECASE) is not None


def _time(request: Record) -> Iterator[_Gap]:
    limit, reason = not empty(request, "deadline"), not empty(request, "deadline_reason")
    if limit and not reason:
        yield _Gap("E13", "deadline_reason")
    elif reason and not limit and not request.get("urgent"):
        yield _Gap("E13", "deadline", "no_date")
    elif request.get("urgent") and not reason:
        yield _Gap("E13", "deadline_reason", "urgent")


def _refusal(request: Record, witness: Record | None) -> Iterator[_Gap]:
    if empty(request, "privilege_law"):
        # The article speaks of witnesses; for an expert or a suspect the statement is only good practice.
        other = witness is not None and answer(witness, "role") in ("expert", "suspect")
        yield _Gap("E14", "privilege_law", need=Need.RECOMMENDED if other else None)


def _language(tag: str) -> Message | str:
    """The name of a language, or its tag where the catalogue has none."""
    return Message(f"language.{tag}") if known(f"language.{tag}") else tag


def _transmission(request: Record, basis: Basis) -> Iterator[_Gap]:
    # What the requested State accepts and named is not known to the desk yet, so these two ask and do not block.
    code = request.get("requested_state")
    state = ("state", Message(f"state.{code}" if code else "drafting.requested_state"))
    language = ("language", _language(request.get("language") or "en"))
    yield _Gap("E30", "language", "ask", Need.RECOMMENDED, asks=True, arguments=(state, language))
    missing = [field for field in _TRANSMISSION if empty(request, field)]
    for field in missing:
        yield _Gap("E31", field, field)
    if not missing:
        sentence = "ask" if request.get("channel") in basis.channels else "ask_channel"
        yield _Gap("E31", "channel", sentence, Need.RECOMMENDED, asks=True, arguments=(state,))


def _standing(request: Record) -> Iterator[_Gap]:
    if empty(request, "basis"):
        yield _Gap("E35", "basis", "none", asks=True)
    if empty(request, "basis_confirmed"):
        yield _Gap("E35", "basis_confirmed", asks=True)


def answer(record: Record, field: str) -> Any:
    """What the record says in a field; None where it says nothing: not set, an empty list, blank text, a choice of a newer version."""
    value = record.get(field)
    declared = KINDS[record.kind].field(field)
    if declared and declared.choices and value not in declared.choices:
        return None
    return None if value == [] or (isinstance(value, str) and not value.strip()) else value


def empty(record: Record, field: str) -> bool:
    """Whether the field still has to be answered."""
    return answer(record, field) is None
