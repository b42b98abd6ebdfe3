"""The elements that are about the basis itself and what both sides undertake: costs, scope, assurances, use, secrecy (E29, E34-E40)."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.drafting import crimes
from jitdesk.drafting.answers import answer, column, columns, empty, listed, rows, texts
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Gap
from jitdesk.kernel.words import Message

_CONFIDENTIAL = ("confidential", "limited")
_IN_SECRET = ("no", "on_service")


def gaps(case: Case) -> Iterator[Gap]:
    """What is missing of these elements."""
    yield from _costs(case)
    yield from _scope(case)
    yield from _binding(case)
    yield from _assurances(case)
    yield from _use(case)
    yield from _secrecy(case)
    yield from _urgency(case)
    if not empty(case.request, "telephone") and column(case.request, "telephone", "willing") is not True:
        yield Gap("E40", "telephone")


def _costs(case: Case) -> Iterator[Gap]:
    undertaken = column(case.request, "cost_terms", "undertaking") or column(case.request, "cost_terms", "waiver_asked")
    if empty(case.request, "costs") and not undertaken:
        yield Gap("E29", "costs")


def _scope(case: Case) -> Iterator[Gap]:
    scope, request = case.basis.scope, case.request
    offences = (("offences", scope.offences),)
    if scope.not_military and request.get("military_law_only") is True:
        yield Gap("E34", "military_law_only", "military", arguments=offences)
    if scope.case_by_case and columns(request, "case_by_case", "agreed_on", "agreed_by"):
        return
    if scope.annexes:
        yield from crimes.gaps(case)
    if not scope.questions:
        return
    answers = {column(request, f"instrument_{n}", "answer") for n in scope.questions}
    if "yes" in answers:
        return
    field = f"instrument_{scope.questions[0]}"
    # That a question is still open is told with the questions themselves.
    if answers == {"no"}:
        yield Gap("E34", field, arguments=offences)
    elif "unknown" in answers:
        # The status of a treaty can be unknown to everybody: that is pointed out, and blocks nothing by itself.
        yield Gap("E34", field, "ask", Need.RECOMMENDED, asks=True, arguments=offences)


def _binding(case: Case) -> Iterator[Gap]:
    request, code = case.request, texts(case.request, "basis").strip()
    if not code:
        yield Gap("E35", "basis", "none", asks=True)
    elif code != case.basis.code:
        yield Gap("E35", "basis", "unknown", asks=True, arguments=(("code", code),))
    if empty(request, "basis_confirmed"):
        yield Gap("E35", "basis_confirmed", asks=True)
        return
    for field in ("basis_confirmed_on", "basis_confirmed_source"):
        if empty(request, field):
            yield Gap("E35", field, field.removeprefix("basis_confirmed_"), asks=True)


def _assurances(case: Case) -> Iterator[Gap]:
    allowed = answer(case.request, "law_allows") or ()
    given = {row.get("about") for row in rows(case.request, "assurance_list") if "text" in row}
    missing = sorted(what for what in allowed if what not in given)
    if missing:
        what = ", ".join(str(Message(f"choice.request.law_allows.{each}")) for each in missing)
        yield Gap("E36", "assurance_list", arguments=(("what", what),))


def _use(case: Case) -> Iterator[Gap]:
    request = case.request
    shared = case.agreement is not None or not empty(request, "jit") or request.get("consent_to_share") is True
    if shared and not (listed(request, "use_recipients") or listed(request, "use_proceedings")):
        yield Gap("E37", "use_recipients")


def _secrecy(case: Case) -> Iterator[Gap]:
    needed = answer(case.request, "handling") in _CONFIDENTIAL or answer(case.request, "person_told") in _IN_SECRET
    if needed and empty(case.request, "confidentiality"):
        yield Gap("E38", "confidentiality")


def _urgency(case: Case) -> Iterator[Gap]:
    if not empty(case.request, "oral_request") and not columns(case.request, "oral_request", "agreed_by", "confirm_by"):
        yield Gap("E39", "oral_request")
