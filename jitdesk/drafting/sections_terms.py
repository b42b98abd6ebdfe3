"""Parts of the letter on its terms: time limit, confidentiality and use, costs, assurances."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.domain.kinds.request import REQUEST
from jitdesk.drafting.answers import answer
from jitdesk.drafting.draft import Draft
from jitdesk.drafting.particulars import group, money, rows
from jitdesk.drafting.structure import Block
from jitdesk.drafting.times import date_text

_ASSURANCES = ((30, ("about",)), (75, ("text",)), (55, ("authority", "date")))


def time_limit(draft: Draft) -> Iterator[Block]:
    """Part 21."""
    deadline = draft.request.get("deadline")
    if deadline:
        yield draft.sentence("time_limit.date", date=date_text(draft.words, deadline))
    elif "deadline" in draft.found:
        yield from draft.gap("deadline")
    for field in ("detention_until", "trial_date"):
        day = draft.request.get(field)
        if day:
            yield draft.sentence(f"time_limit.{field}", date=date_text(draft.words, day))
    yield from draft.headed("time_limit.reason", draft.text("deadline_reason") if deadline else draft.written("deadline_reason"))


def confidentiality(draft: Draft) -> Iterator[Block]:
    """Part 22."""
    yield draft.sentence("confidentiality.secret")
    yield from draft.written("confidentiality")
    told = answer(draft.request, "person_told")
    if told:
        yield draft.sentence(f"confidentiality.told_{told}")
    yield from draft.headed("confidentiality.may_know", draft.written("may_know"))
    yield from draft.headed("confidentiality.results", [*_use(draft)])
    yield from draft.headed("confidentiality.data_conditions", draft.written("data_conditions"))


def _use(draft: Draft) -> Iterator[Block]:
    proceedings, recipients = draft.written("use_proceedings"), draft.written("use_recipients")
    if proceedings:
        yield draft.sentence("confidentiality.also")
        yield from proceedings
    if recipients:
        yield draft.sentence("confidentiality.recipients")
        yield from recipients
    yield draft.sentence("confidentiality.use_named" if proceedings or recipients else "confidentiality.use")
    if draft.request.get("consent_to_share"):
        yield draft.sentence("confidentiality.share")
    yield draft.sentence("confidentiality.data")


def costs(draft: Draft) -> Iterator[Block]:
    """Part 23."""
    yield draft.sentence("costs.rule")
    yield from draft.written("costs")
    terms = draft.request.get("cost_terms", {})
    if terms.get("undertaking"):
        yield draft.sentence("costs.undertaking")
    if terms.get("waiver_asked"):
        yield draft.sentence("costs.waiver")
    estimate, currency = terms.get("estimate"), str(terms.get("currency", ""))
    if estimate is not None and currency:
        yield draft.sentence("costs.estimate", amount=money(draft, estimate, currency))
    yield from group(draft, "cost_terms", leaving=("undertaking", "waiver_asked", "estimate", "currency"))


def assurances(draft: Draft) -> Iterator[Block]:
    """Part 24."""
    allowed = [one for one in REQUEST.by_name["law_allows"].choices if one in draft.request.get("law_allows", ())]
    for one in allowed:
        yield draft.sentence(f"assurances.{one}")
    yield from draft.written("assurances")
    yield draft.sentence("assurances.no_longer")
    if draft.request.get("progress_asked") is not False:
        yield draft.sentence("assurances.progress")
    yield draft.sentence("assurances.originals")
    yield from draft.headed("assurances.given", rows(draft, "assurance_list", _ASSURANCES))
