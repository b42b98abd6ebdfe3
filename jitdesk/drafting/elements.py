"""The elements E01-E40 of a request under its basis: what is missing of each (request-data, section 2)."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.domain.records import Record
from jitdesk.drafting import elements_person, elements_standing, elements_transmission
from jitdesk.drafting.answers import answer, columns, empty, texts
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.coding import whole
from jitdesk.drafting.finding import Gap

# The elements that one field answers, whatever else the request says.
_ANSWERED_BY = {
    "E01": "requesting_authority",
    "E02": "subject",
    "E03": "investigating_authority",
    "E04": "facts",
    "E05": "law",
    "E06": "law_texts",
    "E08": "assistance",
    "E09": "procedure",
    "E11": "purpose",
    "E15": "conducting_authority",
    "E16": "conducting_persons",
    "E17": "reason_not_in_person",
    "E21": "attendance",
}


def gaps(case: Case) -> Iterator[Gap]:
    """Everything that is missing of any element; those that the basis does not have are among them."""
    yield from _plain(case.request)
    if empty(case.request, "penalty") and empty(case.request, "penalty_imposed"):
        yield Gap("E07", "penalty")
    yield from _relevance(case)
    yield from _time(case.request)
    yield from _refusal(case)
    yield from _conduct(case)
    yield from elements_person.gaps(case)
    yield from elements_transmission.gaps(case)
    yield from elements_standing.gaps(case)


def names(text: str, code: str) -> bool:
    """Whether a text names a code, as a word of its own."""
    return whole(code).search(text) is not None


def _plain(request: Record) -> Iterator[Gap]:
    for code, field in _ANSWERED_BY.items():
        if empty(request, field):
            yield Gap(code, field)


def _relevance(case: Case) -> Iterator[Gap]:
    # Whether the link of the person follows from the facts: no machine can judge more than that they name the person's code.
    codes = [case.code, texts(case.witness, "code") if case.witness else ""]
    if empty(case.request, "relevance") and not any(code and names(texts(case.request, "facts"), code) for code in codes):
        yield Gap("E12", "relevance")


def _time(request: Record) -> Iterator[Gap]:
    limit, reason, urgent = not empty(request, "deadline"), not empty(request, "deadline_reason"), request.get("urgent")
    if limit and not reason:
        yield Gap("E13", "deadline_reason")
    elif reason and not limit and not urgent:
        yield Gap("E13", "deadline", "no_date")
    elif urgent and not reason and empty(request, "urgent_reason"):
        yield Gap("E13", "deadline_reason", "urgent")


def _refusal(case: Case) -> Iterator[Gap]:
    if empty(case.request, "privilege_law") and not columns(case.request, "privilege_none", "by", "on"):
        # The articles speak of witnesses; for an expert or a suspect the statement is only good practice.
        other = case.witness is not None and answer(case.witness, "role") in ("expert", "suspect")
        yield Gap("E14", "privilege_law", need=Need.RECOMMENDED if other else None)


def _conduct(case: Case) -> Iterator[Gap]:
    request = case.request
    if request.get("conducting_is_judicial") is False and not agreed(request, "other_authority_agreement"):
        yield Gap("E18", "other_authority_agreement")
    if answer(request, "hearing_kind") == "identification" and not agreed(request, "other_purpose_agreement"):
        yield Gap("E19", "other_purpose_agreement")


def agreed(request: Record, field: str) -> bool:
    """Whether the requested State's agreement was asked for or given; whether it is given shows only after the request."""
    return columns(request, field, "asked_on") or columns(request, field, "given_on")
