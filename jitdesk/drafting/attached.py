"""Findings on what goes with a letter and what came with an answer: annexes, exhibits, originals (P13, P22, P26)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from jitdesk.domain.originator import Bound, Recipient, StateConsent, judge
from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.papers.translated import is_stale
from jitdesk.drafting.partial import last_day
from jitdesk.drafting.raising import before_sending, cited, raised, state
from jitdesk.kernel.words import Message, known

_AHEAD = timedelta(days=30)  # so long before an original is due it is pointed out
_LISTS = {"annex_list": "annex", "exhibit_list": "exhibit"}

Item = tuple[Message | str, str, Record]
"""What a sentence calls it, the field of the request that names it, and the record."""


def findings(case: Case) -> Iterator[Finding]:
    """P13, P22 and P26."""
    if before_sending(case.request):
        yield from _conditions(case)
        for field, number, row in _rows(case):
            yield from _annex(case, field, number, row)
        yield from _whole_translation(case)
    yield from _returns(case)


def used(case: Case) -> Iterator[Item]:
    """What the letter rests on: the person, annexes and exhibits, and the accounts it names; by number, for a name can tell too much."""
    if case.witness is not None:
        yield Message("drafting_case.person"), "witness", case.witness
    by_id = {file.id: file for file in case.files}
    for field, number, row in _rows(case):
        if row.get("file") in by_id:
            yield number, field, by_id[row["file"]]
    for account in case.accounts:
        if account.id in (answer(case.request, "earlier_accounts") or []):
            yield Message("drafting_case.account", {"date": account.get("date", "?")}), "earlier_accounts", account


def _rows(case: Case) -> Iterator[tuple[str, Message, Mapping[str, Any]]]:
    for field, word in _LISTS.items():
        for place, row in enumerate(answer(case.request, field) or [], 1):
            yield field, Message(f"drafting_case.{word}", {"number": row.get("number") or place}), row


def _conditions(case: Case) -> Iterator[Finding]:
    to = str(case.request.get("requested_state", ""))
    consents = [_state_consent(one) for one in case.state_consents]
    for name, field, item in used(case):
        conditions = frozenset(item.get("conditions", []))
        origin = str(item.get("origin", ""))
        bound = Bound(item.id, frozenset({origin} - {""}), conditions)
        if judge(bound, Recipient(state=to), "", consents, case.today.isoformat()).barred:
            yield raised("P13", Need.CONDITIONAL, field, "" if origin else "nobody", item=name, state=state(origin))
        provider = str(item.get("provider_conditions", "")).strip()
        if provider and not any(one.about == item.id and one.decision == "given" for one in consents):
            yield raised("P13", Need.CONDITIONAL, field, "provider", item=name)


def _state_consent(record: Record) -> StateConsent:
    def text(name: str) -> str:
        return str(record.get(name, ""))

    return StateConsent(
        id=record.id,
        about=text("about"),
        state=text("state"),
        decision=text("decision"),
        conditions=frozenset(record.get("conditions", [])),
        recipients=frozenset(record.get("recipients", [])),
        outside=text("outside"),
        date=text("date"),
        until=text("until"),
    )


def _annex(case: Case, field: str, number: Message, row: Mapping[str, Any]) -> Iterator[Finding]:
    files = {file.id: file for file in case.files}
    file = files.get(row.get("file", ""))
    if file is None:
        if row.get("travels") != "later":
            yield raised("P22", Need.CONDITIONAL, field, "unread" if row.get("file") else "missing", annex=number)
        return
    sha256 = file.get("sha256")
    if row.get("sha256") and sha256 and row["sha256"] != sha256:
        yield raised("P22", Need.CONDITIONAL, field, "hash", annex=number)
    translations = {one.id: one for one in case.translations}
    translation = translations.get(row.get("translation", ""))
    if translation is not None:
        source = translation.get("source_hash")
        if source and sha256 and source != sha256:
            yield raised("P22", Need.CONDITIONAL, field, "stale", annex=number)
    elif row.get("translation"):
        yield raised("P22", Need.CONDITIONAL, field, "translation", annex=number)
    elif field == "annex_list" and row.get("language") and not _understood(case, str(row["language"])):
        yield raised("P22", Need.CONDITIONAL, field, "language", annex=number, language=_language(str(row["language"])))


def _understood(case: Case, language: str) -> bool:
    """Whether the requested State reads a language, as far as is known; else whether it is that of the letter."""
    accepted = (case.profile.get("languages") if case.profile else None) or [case.request.get("language", language)]
    return language.partition("-")[0] in {str(tag).partition("-")[0] for tag in accepted}


def _language(tag: str) -> Message | str:
    return Message(f"language.{tag}") if known(f"language.{tag}") else tag


def _whole_translation(case: Case) -> Iterator[Finding]:
    linked = answer(case.request, "translation")
    translation = next((one for one in case.translations if one.id == linked), None)
    if linked and translation is None:
        yield raised("P22", Need.CONDITIONAL, "translation", "letter_missing")
    elif translation is not None and case.letter_hash is not None and is_stale(translation, case.letter_hash):
        yield raised("P22", Need.CONDITIONAL, "translation", "letter_stale")


def _returns(case: Case) -> Iterator[Finding]:
    numbers = {row.get("file"): number for _, number, row in _rows(case)}
    for file in case.files:
        due = last_day(file.get("return_due"))
        if due is None or due > case.today + _AHEAD or file.get("returned_on") or file.get("return_waived"):
            continue
        name = numbers.get(file.id) or str(file.get("name", ""))
        yield cited(case.basis, "38(2)", "P26", "status", "" if due >= case.today else "past", item=name, date=file.get("return_due"))
