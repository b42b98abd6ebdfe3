"""Findings on what the requested State answered, or did not (P27, P28)."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.drafting.answers import answer
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.partial import first_day
from jitdesk.drafting.raising import cited, over, under_way

_PATIENCE = 30  # days of silence after which progress is asked for, where the requested State does not usually take longer
_OPEN = ("acknowledged",)  # replies after which something is still to be heard of the matter itself


def findings(case: Case) -> Iterator[Finding]:
    """P27 and P28."""
    if over(case.request):
        return
    for reply in case.replies:
        if answer(reply, "kind") == "more_asked" and not reply.get("answered_on"):
            due = reply.get("due")
            yield cited(case.basis, "28", "P27", "status", "" if due else "no_limit", date=due or "")
    if under_way(case.request):
        yield from _silence(case)


def _silence(case: Case) -> Iterator[Finding]:
    replies = sorted(case.replies, key=lambda reply: str(reply.get("date", "")))
    if replies and answer(replies[-1], "kind") not in _OPEN:
        return
    days = [first_day(one.get("date")) for one in (*case.transmissions, *replies)]
    days += [first_day(one.get("date")) for one in case.steps if one.get("status") == "sent"]
    last = max((day for day in days if day), default=None)
    if last is None:
        return
    weeks = case.profile.get("usual_weeks") if case.profile else None
    silent = (case.today - last).days
    if silent > (max(_PATIENCE, (weeks or 0) * 7) if replies else _PATIENCE):
        yield cited(case.basis, "32(2)", "P28", "status", n=silent)
