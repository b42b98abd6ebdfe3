"""Findings on what the person said before and agreed to (P08, P11, P12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from jitdesk.domain import folding
from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.basis import Need
from jitdesk.drafting.capacity import is_suspect
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.partial import first_day, last_day
from jitdesk.drafting.parts import telephone_asked
from jitdesk.drafting.raising import before_sending, cited, over, raised, state
from jitdesk.kernel.words import say

_LISTED = 5  # accounts named in one sentence
_PURPOSES = ("hearing", "sharing")


def findings(case: Case) -> Iterator[Finding]:
    """P08, P11 and P12."""
    if before_sending(case.request):
        yield from _earlier(case)
        yield from _agreement(case)
    elif not over(case.request):
        yield from _withdrawn(case)


def _earlier(case: Case) -> Iterator[Finding]:
    linked = answer(case.request, "earlier_accounts") or []
    known = sorted(case.accounts, key=lambda account: str(account.get("date", "")))
    if (known or linked) and empty(case.request, "rehearing_reason"):
        named = [", ".join(filter(None, (str(one.get("date", "")), str(one.get("authority", ""))))) for one in known[:_LISTED]]
        listed = "; ".join(filter(None, named)) or "-"
        yield raised("P08", Need.CONDITIONAL, "rehearing_reason", n=max(len(known), len(linked)), accounts=listed)


def _agreement(case: Case) -> Iterator[Finding]:
    if case.witness is None:
        return
    suspect = is_suspect(case)
    required = (suspect and "E20" in case.basis.elements) or (telephone_asked(case) and "E40" in case.basis.elements)
    if not any(_covers(case, consent) for consent in _latest(case.consents)):
        # Only the consent that a law requires can hold a letter up: of a suspect (E20), and to a hearing by telephone (E40).
        need = Need.CONDITIONAL if required else Need.RECOMMENDED
        field = "suspect_consent" if suspect else "witness"
        yield raised("P11", need, field, state=state(case.request.get("requested_state")))


def _latest(consents: Iterable[Record]) -> list[Record]:
    """The latest row for each purpose and recipient: an earlier one is what the person thought then."""
    latest: dict[tuple[object, ...], Record] = {}
    for consent in consents:
        about = tuple(consent.get(name) for name in ("purpose", "recipient", "recipient_state", "kind"))
        if about not in latest or _since(consent) >= _since(latest[about]):
            latest[about] = consent
    return list(latest.values())


def _since(consent: Record) -> str:
    return str(consent.get("withdrawal", {}).get("on") or consent.get("date", ""))


def _covers(case: Case, consent: Record) -> bool:
    """Whether the person agreed to this hearing for this recipient, or somebody recorded why no agreement is needed."""
    if answer(consent, "purpose") not in _PURPOSES or not _for_recipient(case, consent):
        return False
    decision = answer(consent, "decision")
    if decision == "not_asked":
        return bool(str(consent.get("note", "")).strip())
    until = last_day(consent.get("until"))
    return decision in ("given", "limited") and not consent.get("withdrawal") and (until is None or until >= case.today)


def _for_recipient(case: Case, consent: Record) -> bool:
    wanted = case.request.get("requested_state")
    named, words = answer(consent, "recipient_state"), str(consent.get("recipient", ""))
    if named or not wanted:
        return named in (None, wanted)
    return not words.strip() or folding.fold(say(f"state.{wanted}")) in folding.fold(words) or wanted in words.split()


def _withdrawn(case: Case) -> Iterator[Finding]:
    sent = _sent_on(case)
    for consent in _latest(case.consents):
        on = last_day(_since(consent))
        hearing = answer(consent, "purpose") in _PURPOSES or answer(consent, "kind") == "willingness"
        gone = answer(consent, "decision") == "withdrawn" or bool(consent.get("withdrawal"))
        told = str(consent.get("withdrawal", {}).get("effect", "")).strip()
        if hearing and gone and not told and _for_recipient(case, consent) and (sent is None or on is None or on >= sent):
            yield cited(case.basis, "32(2)", "P12", "status", "" if on else "no_date", date=_since(consent))


def _sent_on(case: Case) -> date | None:
    """The day on which the letter first left, or None where nobody wrote it down."""
    days = [first_day(one.get("date")) for one in case.transmissions]
    days += [first_day(one.get("date")) for one in case.steps if one.get("status") == "sent"]
    return min((day for day in days if day), default=None)
