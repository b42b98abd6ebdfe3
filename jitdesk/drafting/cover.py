"""The head of a letter: letterhead, particulars, title, opening."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.capacity import capacity
from jitdesk.drafting.draft import LABELS, Draft
from jitdesk.drafting.parts import PARTS
from jitdesk.drafting.structure import Cell, Cover, Mark, Table, lines, paragraph
from jitdesk.drafting.times import date_text

_ON_THE_COVER = next(part.fields for part in PARTS if part.key == "cover")
# Parts whose unsettled fields the cover does not mark: the one marks them itself, the other is the team's own reasoning.
_NOT_MARKED = ("annexes", "instrument")


def cover(draft: Draft, annexes: int) -> Cover:
    """The head of the letter; `annexes` is how many there are."""
    authority = next(iter(lines(draft.request.get("requesting_authority", ""))), "")
    heard_as = draft.say(f"hearing.{capacity(draft.case) or 'unknown'}")
    return Cover(
        letterhead=(draft.own(authority),) if authority else draft.gap("requesting_authority"),
        particulars=Table(LABELS, tuple((label, cell) for label, cell in _particulars(draft, annexes) if cell)),
        title=draft.say("title.letter"),
        subtitle=draft.say("cover.subtitle", capacity=heard_as),
        opening=paragraph(draft.fill(draft.terms["opening"], authority=_named(draft, authority))),
    )


def _named(draft: Draft, authority: str) -> str:
    """The authority as the subject of a sentence."""
    if not authority:
        return draft.say("cover.unnamed")
    article = draft.words.texts["cover.authority"].partition("{authority}")[0]
    if authority.casefold().startswith(article.casefold()):
        return authority
    return draft.say("cover.authority", authority=authority)


def _particulars(draft: Draft, annexes: int) -> Iterator[tuple[Cell, Cell]]:
    request = draft.request

    def row(label: str, cell: Cell, mark: Mark = Mark.TEXT) -> tuple[Cell, Cell]:
        return (draft.sentence(f"cover.{label}", mark),), cell

    yield row("to", _addressee(draft))
    yield row("through", tuple(draft.own(line) for line in lines(request.get("sending_central_authority", ""))[:1]))
    yield row("copy", tuple(draft.own(line) for line in lines(request.get("contact_point", ""))[:1]))
    yield row("reference", (paragraph(request.get("reference", "")),))
    yield row("register", draft.written("registry_number") or draft.blank("register"))
    yield row("place", signed_where(draft))
    handling = answer(request, "handling")
    if handling is None:
        yield row("handling", draft.gap("handling"))
    elif handling != "none":
        yield row("handling", (draft.sentence(f"handling.{handling}", Mark.STRONG),))
    if request.get("urgent"):
        elsewhere = empty(request, "urgent_reason") and not empty(request, "deadline_reason")
        reason = draft.pointing("cover.urgent_reason", "time_limit" if elsewhere else "urgency")
        yield row("urgent", (reason,), Mark.STRONG)
    yield row("related", draft.written("related_requests"))
    if request.get("supplementary_to"):
        yield row("supplementary", (draft.sentence("cover.supplementary_to"),))
    yield row("annexes", (paragraph(str(annexes)) if annexes else draft.sentence("cover.no_annexes"),))
    elsewhere_fields = [field for part in PARTS if part.key not in draft.numbers and part.key not in _NOT_MARKED for field in part.fields]
    yield row("unsettled", (*_missing(draft, elsewhere_fields), *draft.unsettled(elsewhere_fields)))


def _missing(draft: Draft, fields: list[str]) -> Cell:
    """The gaps of parts that are left out of the letter as it stands; those of the cover are marked in its own rows."""
    return tuple(draft.missing([field for field in fields if field not in _ON_THE_COVER]))


def _addressee(draft: Draft) -> Cell:
    state = draft.request.get("requested_state")
    authority = tuple(draft.own(line) for line in lines(draft.request.get("requested_authority", ""))[:1])
    if draft.basis.scope.to_court:
        return authority or draft.gap("requested_authority")
    named = (paragraph(draft.words.named_state(state)),) if state else draft.gap("requested_state")
    return (authority or draft.gap("requested_authority")) + named


def signed_where(draft: Draft) -> Cell:
    """Place and date of the signature, or the blanks for them."""
    given = draft.request.get("signature", {})
    place, day = next(iter(lines(given.get("place", ""))), ""), date_text(draft.words, given["on"]) if given.get("on") else ""
    where = draft.say("date.placed", place=place, date=day) if place and day else place or day
    return (paragraph(where),) if where else draft.blank("place")
