"""Findings on the requested State (P09, P20, P21, P23, P24): its law on hearings, how old that is known, whether it is in the team."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from jitdesk.drafting.answers import answer
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.partial import first_day, last_day
from jitdesk.drafting.planning import earliest_window
from jitdesk.drafting.raising import before_sending, over, raised, state
from jitdesk.kernel.words import Message

_FRESH = timedelta(days=180)
_LONGEST = 1_000  # weeks; a number typed by mistake is no date of any calendar


def findings(case: Case) -> Iterator[Finding]:
    """P09, P20, P21, P23 and P24."""
    if before_sending(case.request):
        yield from _law(case)
        yield from _age(case)
        yield from _in_team(case)
    if not over(case.request):
        yield from _expiring(case)


def _law(case: Case) -> Iterator[Finding]:
    law = case.profile.get("hearing_law", {}) if case.profile else {}
    requested = state(case.request.get("requested_state"))
    recorded = answer(case.request, "recorded") or {}
    if recorded.get("asked") and recorded.get("kind") != "none" and not recorded.get("agreed"):
        if law.get("recording") == "no":
            yield raised("P09", Need.CONDITIONAL, "recorded", state=requested)
        elif law.get("recording") != "yes":
            # Nobody can make the law of another State known by writing: it is asked, and holds nothing up.
            yield raised("P09", Need.RECOMMENDED, "recorded", "unknown", asks=True, state=requested)
    interpreting = answer(case.request, "interpreting") or {}
    if interpreting.get("sworn") == "no" and interpreting.get("needed") is not False and law.get("interpreter_sworn") == "yes":
        yield raised("P23", Need.CONDITIONAL, "interpreting", state=requested)


def _age(case: Case) -> Iterator[Finding]:
    if case.profile is None:
        return  # then E30 and E31 say that nothing is known
    known = first_day(case.profile.get("as_of"))
    requested = state(case.profile.get("state"))
    if known is None or case.today - known > _FRESH:
        sentence = "" if known else "no_date"
        yield raised("P21", Need.CONDITIONAL, "requested_state", sentence, state=requested, date=case.profile.get("as_of", ""))
    if not str(case.profile.get("source", "")).strip():
        yield raised("P21", Need.CONDITIONAL, "requested_state", "no_source", state=requested)


def _in_team(case: Case) -> Iterator[Finding]:
    requested = case.request.get("requested_state")
    if case.agreement is None or not requested or requested not in case.agreement.get("parties", []):
        return
    reason = answer(case.request, "inside_jit_reason")
    if reason:
        told = Message(f"choice.request.inside_jit_reason.{reason}")
        yield raised("P24", Need.RECOMMENDED, "inside_jit_reason", state=state(requested), reason=told)
    else:
        yield raised("P24", Need.RECOMMENDED, "inside_jit_reason", "no_reason", state=state(requested))


def _expiring(case: Case) -> Iterator[Finding]:
    until = last_day(case.agreement.get("valid_until")) if case.agreement else None
    if until is None or case.agreement is None:
        return
    weeks = case.profile.get("usual_weeks", 0) if case.profile else 0
    likely = max(case.today + timedelta(weeks=max(0, min(weeks, _LONGEST))), earliest_window(case) or case.today)
    if until < likely:
        sentence = "past" if until < case.today else ""
        yield raised("P20", Need.RECOMMENDED, "jit", sentence, date=case.agreement.get("valid_until"))
