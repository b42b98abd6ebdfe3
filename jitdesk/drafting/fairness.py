"""Findings on the rights of the person and of the defence (P10, P15-P18)."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer, columns, empty
from jitdesk.drafting.attached import used
from jitdesk.drafting.basis import Need
from jitdesk.drafting.capacity import SUSPECT, is_suspect
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.raising import before_sending, raised
from jitdesk.kernel.words import Message

_DEFENCE = {"notified_on", "questions_by", "accused"}
_AGAINST_DEFENCE = {"defence", "accused"}
_ON_TRIAL = ("trial", "appeal", "enforcement")


def findings(case: Case) -> Iterator[Finding]:
    """P10 and P15 to P18."""
    yield from _exculpatory(case)
    if before_sending(case.request):
        yield from _defence(case)
        yield from _anonymous(case)
        yield from _child(case)
        yield from _incriminating(case)


def _defence(case: Case) -> Iterator[Finding]:
    proceeding = case.proceeding
    on_trial = proceeding is not None and (not empty(proceeding, "suspects") or answer(proceeding, "stage") in _ON_TRIAL)
    named = not (empty(case.request, "suspects") and empty(case.request, "suspect_list"))
    if (on_trial or named) and not _DEFENCE & set(answer(case.request, "defence") or {}):
        yield raised("P10", Need.CONDITIONAL, "defence")


def _exculpatory(case: Case) -> Iterator[Finding]:
    number = str(case.proceeding.get("number", "")) if case.proceeding else ""
    for name, field, item in used(case):
        if answer(item, "disclosure") == "exculpatory" and not item.get("disclosed_on"):
            yield raised("P15", Need.CONDITIONAL, field, "" if number else "somewhere", item=name, number=number)


def _anonymous(case: Case) -> Iterator[Finding]:
    anonymity = answer(case.request, "anonymity") or {}
    named = [one for one in case.measures if one.id in (answer(case.request, "measures") or [])]
    measures = [one for one in named if "anonymity" in one.get("kinds", []) and _AGAINST_DEFENCE & set(one.get("against", []))]
    planned = bool(_AGAINST_DEFENCE & set(anonymity.get("kept_from", []))) or bool(measures)
    if planned and not (anonymity.get("court") and anonymity.get("date")) and not any(map(_ordered, measures)):
        yield raised("P16", Need.CONDITIONAL, "anonymity")


def _ordered(measure: Record) -> bool:
    """Whether a court ordered a measure, and the order holds."""
    return answer(measure, "basis") == "order" and answer(measure, "status") == "in_force" and bool(measure.get("ordered_on"))


def _child(case: Case) -> Iterator[Finding]:
    if not (case.request.get("minor") or (case.witness and case.witness.get("minor"))):
        return
    declared, said = KINDS["request"].by_name["child_measures"], answer(case.request, "child_measures") or {}
    for column in declared.columns:
        if said.get(column.name) in (None, ""):
            yield raised("P17", Need.CONDITIONAL, "child_measures", measure=Message(f"column.{column.name}"))


def _incriminating(case: Case) -> Iterator[Finding]:
    person = case.witness
    if person is None:
        return
    suspect = is_suspect(case) or answer(person, "data_category") == SUSPECT
    # Of an insider nobody has said yet whether a suspect, until the category of the data says otherwise.
    insider = answer(person, "role") == "insider" and empty(person, "data_category")
    if not (suspect or insider or not empty(person, "criminal_exposure")):
        return
    counsel, warnings = _counsel(case), not empty(case.request, "warnings")
    if not (counsel and warnings):
        sentence = "counsel" if warnings else "warning" if counsel else ""
        yield raised("P18", Need.CONDITIONAL, "warnings" if counsel else "person_counsel", sentence)


def _counsel(case: Case) -> bool:
    """Whether counsel is provided for, or somebody wrote why there is none: that none is needed is no answer by itself."""
    return columns(case.request, "person_counsel", "provider")
