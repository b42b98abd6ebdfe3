"""The findings that read the case (P01-P28 of request-data, section 5): what the records around a request say about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from jitdesk.drafting import attached, consenting, exposure, fairness, joining, markings, planning, replies, requested, telling
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.raising import before_sending

# P14, what is a lead only, is found beside the elements: it is part of what a list of requests counts.
_READERS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    planning.findings,
    telling.findings,
    exposure.findings,
    consenting.findings,
    requested.findings,
    fairness.findings,
    attached.findings,
    joining.findings,
    markings.findings,
    replies.findings,
)


def findings(case: Case) -> Iterator[Finding]:
    """All that the case says, without an order."""
    holds = before_sending(case.request)
    for reader in _READERS:
        for finding in reader(case):
            yield finding if holds else replace(finding, holds=False)
