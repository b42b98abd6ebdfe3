"""The elements that are about the person heard and those present: identity, consent, protection, interpretation, counsel (E10, E20-E28)."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer, column, columns, empty, listed, rows
from jitdesk.drafting.basis import Need
from jitdesk.drafting.capacity import is_suspect
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Gap

_GIVEN = ("given", "limited")
_STANDING = ("asked", "in_force")


def gaps(case: Case) -> Iterator[Gap]:
    """What is missing of these elements."""
    yield from _identity(case)
    yield from _suspect(case)
    yield from _means(case)
    yield from _protection(case)
    yield from _languages(case)
    yield from _counsel(case)
    yield from _present(case.request)


def _identity(case: Case) -> Iterator[Gap]:
    request = case.request
    if case.witness is None:
        yield Gap("E10", "witness", "nobody", Need.MANDATORY)
    mode = answer(request, "identity_mode")
    if mode is None:
        yield Gap("E10", "identity_mode")
    elif mode == "in_letter":
        yield Gap("E10", "identity_mode", "by_hand", Need.RECOMMENDED)
    elif mode == "sealed_annex" and not columns(request, "sealed_annex", "recipient"):
        yield Gap("E10", "sealed_annex", "recipient")
    elif mode == "withheld_by_order" and not _ordered(case):
        yield Gap("E10", "protective_measures", "order")
    kept_from = column(request, "anonymity", "kept_from") or ()
    if "requested_authority" in kept_from and not columns(request, "sealed_annex", "recipient"):
        # The letter asks the requested authority to establish who the person is, or the law does: somebody there has to know.
        yield Gap("E22", "sealed_annex") if "E22" in case.basis.elements else Gap("E10", "sealed_annex", "kept_from")


def _ordered(case: Case) -> bool:
    """Whether the order that withholds the identity is named: in words, by court, date and law, or as a measure of the person."""
    by_order = any(answer(measure, "basis") == "order" for measure in case.measures)
    return by_order or not empty(case.request, "protective_measures") or columns(case.request, "anonymity", "court", "date", "law")


def _suspect(case: Case) -> Iterator[Gap]:
    if not is_suspect(case):
        return
    request, asked = case.request, case.basis.conduct.suspect
    consent = next((row for row in case.consents if row.id == request.get("suspect_consent")), None)
    if empty(request, "suspect_consent"):
        yield Gap("E20", "suspect_consent")
    elif consent is None:
        # Kept where not all who read the request may read: a person who may has to look.
        yield Gap("E20", "suspect_consent", "unread", asks=True)
    elif not _stands(consent, case.witness):
        yield Gap("E20", "suspect_consent", "not_given")
    if "agreement" in asked and not (
        columns(request, "suspect_agreements", "asked_on") or columns(request, "suspect_agreements", "agreed_on")
    ):
        yield Gap("E20", "suspect_agreements", "agreement")
    if "opt_out" in asked and not columns(request, "opt_out_checked", "by", "on"):
        yield Gap("E20", "opt_out_checked", "opt_out")


def _stands(consent: Record, witness: Record | None) -> bool:
    """Whether a consent was given by this person and was not withdrawn."""
    theirs = witness is None or consent.get("witness") == witness.id
    return theirs and answer(consent, "decision") in _GIVEN and not columns(consent, "withdrawal", "on")


def _means(case: Case) -> Iterator[Gap]:
    if column(case.profile, "hearing_law", "technical_means") != "no":
        return
    if empty(case.request, "technical"):
        yield Gap("E23", "technical")
    else:
        # There is text on the arrangements; whether it offers the means, a person has to see.
        yield Gap("E23", "technical", "ask", Need.RECOMMENDED, asks=True)


def _protection(case: Case) -> Iterator[Gap]:
    recorded = case.witness is not None and answer(case.witness, "protection") in ("requested", "in_force")
    recorded = recorded or any((answer(measure, "status") or "in_force") in _STANDING for measure in case.measures)
    if recorded and empty(case.request, "protective_measures") and empty(case.request, "measures"):
        yield Gap("E24", "protective_measures")


def _languages(case: Case) -> Iterator[Gap]:
    if not empty(case.request, "interpretation"):
        return
    needed = column(case.request, "interpreting", "needed")
    if needed is None:
        spoken = [tag.partition("-")[0] for tag in listed(case.witness, "languages")]
        written = str(case.request.get("language") or "en").partition("-")[0]
        needed = bool(spoken) and written not in spoken
    if needed and not columns(case.request, "interpreting", "provider"):
        yield Gap("E25", "interpretation")


def _counsel(case: Case) -> Iterator[Gap]:
    needed = column(case.request, "person_counsel", "needed")
    by_law = needed is None and column(case.profile, "hearing_law", "counsel_mandatory") == "yes"
    if (needed or by_law) and not columns(case.request, "person_counsel", "provider"):
        yield Gap("E26", "person_counsel")


def _present(request: Record) -> Iterator[Gap]:
    people, there = rows(request, "participants"), answer(request, "requested_state")
    travel = [p for p in people if p.get("side") == "requesting" and p.get("mode") == "room" and there and p.get("state") == there]
    if travel and not rows(request, "attendance_of_officials"):
        yield Gap("E27", "attendance_of_officials")
    if any(not row.get("agreements") for row in rows(request, "third_state_attendees")):
        yield Gap("E28", "third_state_attendees")
    elif any(p.get("side") == "third" and not p.get("agreement") for p in people):
        yield Gap("E28", "participants")
