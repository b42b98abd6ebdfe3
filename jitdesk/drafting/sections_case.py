"""Parts of the letter on the case: facts, law, reasons for the link, purpose and relevance, earlier statements."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.domain.kinds.request import REQUEST
from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer
from jitdesk.drafting.draft import Draft
from jitdesk.drafting.particulars import cell, label, rows
from jitdesk.drafting.structure import Block, Cell, Table, paragraph
from jitdesk.drafting.times import date_text

_EXHIBITS = (16, 52, 40, 52)
_OFFENCES = ((65, ("title", "provision")), (45, ("crime",)), (50, ("liability", "limitation")))
_OFFENCES_ALONE = ((90, ("title", "provision")), (70, ("liability", "limitation")))  # a basis that knows no such crimes


def facts(draft: Draft) -> Iterator[Block]:
    """Part 5: the summary, when and where, and the context without which the acts would be other crimes."""
    yield from draft.text("facts")
    yield from draft.labelled(
        [
            ("facts.from", _day(draft, "facts_from")),
            ("facts.until", _day(draft, "facts_to")),
            ("facts.places", draft.written("facts_places")),
        ]
    )
    yield from draft.headed("facts.context", draft.written("facts_context"))


def _day(draft: Draft, field: str) -> Cell:
    day = draft.request.get(field)
    return (paragraph(date_text(draft.words, day)),) if day else ()


def law(draft: Draft) -> Iterator[Block]:
    """Part 6."""
    listed = rows(draft, "offences", _OFFENCES if draft.basis.scope.annexes else _OFFENCES_ALONE)
    yield from draft.headed("law.offences", [*draft.text("law"), *listed])
    yield from draft.headed("law.texts", draft.text("law_texts"))
    imposed = draft.written("penalty_imposed")
    yield from draft.headed("law.penalty", draft.written("penalty") if imposed else draft.text("penalty"))
    yield from draft.headed("law.imposed", imposed)


def reasons(draft: Draft) -> Iterator[Block]:
    """Part 10."""
    yield from draft.text("reason_not_in_person")


def purpose(draft: Draft) -> Iterator[Block]:
    """Part 11."""
    yield from draft.headed("purpose.purpose", draft.text("purpose"))
    relevance = draft.written("relevance") or (draft.gap("relevance") if "relevance" in draft.found else ())
    yield from draft.headed("purpose.relevance", relevance)
    yield from draft.headed("purpose.topics", draft.written("topics"))
    annexed = [
        draft.sentence(f"purpose.{field}", annex=draft.labels[field]) for field in ("questions", "exhibits") if field in draft.labels
    ]
    yield from draft.headed("purpose.annexed", annexed)


def exhibits(draft: Draft) -> Iterator[Block]:
    """The list of exhibits with their numbers and hashes, as it stands in its annex."""
    yield from draft.written("exhibits")
    entries = draft.request.get("exhibit_list", ())
    if entries:
        yield Table(_EXHIBITS, tuple(_exhibit(draft, entry) for entry in entries), _exhibit_head(draft))


def _exhibit_head(draft: Draft) -> tuple[str, ...]:
    return tuple(draft.say(label(draft, "exhibit_list", name)) for name in ("number", "title", "shown", "sha256"))


def _exhibit(draft: Draft, entry: dict[str, object]) -> tuple[Cell, ...]:
    columns = REQUEST.by_name["exhibit_list"].by_column

    def said(name: str) -> Cell:
        return cell(draft, columns[name], entry.get(name), f"exhibit_list.{name}")

    return said("number"), said("title") + said("language"), said("shown"), hashed(draft, entry.get("file"))


def hashed(draft: Draft, file: object) -> Cell:
    """The hash of a file that the letter names."""
    found = next((record for record in draft.case.files if record.id == file), None)
    digest = str(found.get("sha256", "")) if found else ""
    return (paragraph(digest),) if digest else ()


def told(draft_request: Record) -> bool:
    """Whether the recipient may know that there are earlier statements."""
    return bool(answer(draft_request, "earlier_told") == "yes")


def earlier(draft: Draft) -> Iterator[Block]:
    """Part 12: that there are earlier statements, by whom and when they were taken, and why the person is to be heard again."""
    linked = draft.request.get("earlier_accounts", ())
    taken = [account for account in draft.case.accounts if account.id in linked]
    yield draft.sentence("earlier.exist")
    if taken:
        header = tuple(draft.say(f"earlier.{key}") for key in ("date", "authority", "state"))
        yield Table((40, 80, 40), tuple(_account(draft, account) for account in taken), header)
    yield from draft.headed("earlier.why", draft.text("rehearing_reason"))


def _account(draft: Draft, account: Record) -> tuple[Cell, ...]:
    day, state = account.get("date"), account.get("state")
    return (
        (paragraph(date_text(draft.words, day)),) if day else (),
        (paragraph(account.get("authority", "")),),
        (paragraph(draft.words.named_state(state)),) if state else (),
    )
