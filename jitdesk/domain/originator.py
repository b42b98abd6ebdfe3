"""Originator control: how far a record may go under the conditions of the State it came from, and what that State's consent lifts.

The Ljubljana-The Hague Convention (docs/legal-sources.md): personal data go to no third State (16(1)), information given unasked goes
no further than its giver allows (17(3)) and is no evidence where it was so given (17(5)), results serve the proceedings that the request
named (31(1)), and what a team learned serves other cases with consent only (41(12)(b)).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

ARTICLES = {
    "third_state": "16(1)",
    "use_restricted": "17(3)",
    "lead_only": "17(5)",
    "named_proceedings": "31(1)",
    "other_cases": "41(12)(b)",
}
CONDITIONS = tuple(ARTICLES)
DECISIONS = ("given", "refused", "withdrawn")
LEAD_ONLY = "lead_only"
# These let a record travel in the team, whose purpose it serves; they stop what leaves it.
_WITHIN_THE_TEAM = frozenset({LEAD_ONLY, "other_cases"})


@dataclass(frozen=True)
class Bound:
    """A record with conditions; where a person has yet to settle a conflict, every State and every condition that is claimed."""

    record: str
    origins: frozenset[str]
    conditions: frozenset[str]


@dataclass(frozen=True)
class StateConsent:
    """What a State said about a record; `recipients` are States, `outside` is an age recipient."""

    id: str
    about: str
    state: str
    decision: str
    conditions: frozenset[str]
    recipients: frozenset[str]
    outside: str
    date: str
    until: str


@dataclass(frozen=True)
class Recipient:
    """Where a record is to go: to a State of the team, or to an age recipient outside it."""

    state: str = ""
    outside: str = ""


@dataclass(frozen=True)
class Verdict:
    """Under which consents a record may go, and what stands in the way: pairs of State ("" where none is named) and condition."""

    consents: frozenset[str]
    barred: frozenset[tuple[str, str]]


def judge(bound: Bound, to: Recipient, own: str, consents: Iterable[StateConsent], today: str) -> Verdict:
    """Whether a record on a desk of the State `own` may go to a recipient on the day `today` (ISO 8601)."""
    said = list(consents)
    used: set[str] = set()
    barred: set[tuple[str, str]] = set()
    for origin, condition in _barriers(bound, to, own):
        lifted = lifting(said, bound.record, origin, condition, to, today)
        if lifted is None:
            barred.add((origin, condition))
        else:
            used.add(lifted.id)
    return Verdict(frozenset(used), frozenset(barred))


def _barriers(bound: Bound, to: Recipient, own: str) -> Iterator[tuple[str, str]]:
    for origin in sorted(bound.origins) or [""]:
        if not to.outside and to.state in (origin, own):
            continue  # it is that State's own, or has come to that State already
        for condition in sorted(bound.conditions):
            if to.outside or condition not in _WITHIN_THE_TEAM:
                yield origin, condition


def lifting(
    consents: Collection[StateConsent], record: str, origin: str, condition: str, to: Recipient | None, today: str
) -> StateConsent | None:
    """The consent of `origin` that lifts a condition of a record for a recipient (None: for a use, whoever reads of it), or None."""
    said = [c for c in consents if c.about == record and origin and c.state == origin and condition in c.conditions and _names(c, to)]
    refusal = max((_end(c.date) for c in said if c.decision != "given"), default="")
    given = [c for c in said if c.decision == "given" and _in_force(c, today) and (not refusal or c.date > refusal)]
    return max(given, key=lambda c: (c.date, c.id), default=None)


def _in_force(consent: StateConsent, today: str) -> bool:
    return consent.date <= today and (not consent.until or today <= _end(consent.until))


def _names(consent: StateConsent, to: Recipient | None) -> bool:
    if to is None:
        return True
    return consent.outside == to.outside if to.outside else to.state in consent.recipients


def _end(date: str) -> str:
    """A moment after every day that a date, perhaps a partial one or none, can mean: a refusal is taken to be as late as it may be."""
    return date + "~"
