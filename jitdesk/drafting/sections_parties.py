"""Parts of the letter on who asks whom, on which basis, how urgently and in which proceedings."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.draft import Draft
from jitdesk.drafting.particulars import group, rows, stacked
from jitdesk.drafting.structure import Block, Cell, Paragraph, lines, paragraph
from jitdesk.drafting.times import date_text

_AUTHORITIES = (
    ("requesting", "requesting_authority"),
    ("official", "requesting_official"),
    ("contact", "requesting_contact"),
    ("validating", "validating_authority"),
    ("sending", "sending_central_authority"),
    ("requested", "requested_authority"),
    ("executing", "executing_authority"),
    ("copy", "contact_point"),
)
_WANTED = ("requesting_authority", "requesting_contact", "sending_central_authority", "requested_authority")
_GROUPS = ("requesting_official", "validating_authority")
_SUSPECTS = ((70, ("name", "capacity")), (40, ("custody",)), (50, ("counsel",)))


def authorities(draft: Draft) -> Iterator[Block]:
    """Part 1."""
    yield from draft.labelled([(f"authorities.{role}", _authority(draft, field)) for role, field in _AUTHORITIES], heads="authorities")
    channel = answer(draft.request, "channel")
    if channel is None:
        yield from draft.gap("channel")
    else:
        yield draft.sentence(f"authorities.{channel}")
    yield draft.sentence("authorities.answers")
    yield draft.sentence("authorities.language", language=draft.words.tongue(draft.words.language))
    yield from draft.headed("authorities.ground", draft.written("channel_ground"))


def _authority(draft: Draft, field: str) -> Cell:
    if field in _GROUPS:
        return stacked(draft, field)
    return draft.text(field) if field in _WANTED else draft.written(field)


def basis(draft: Draft) -> Iterator[Block]:
    """Part 2; that a treaty binds both States is said by whoever confirmed it, with day and source, and never by the program."""
    if empty(draft.request, "basis"):
        yield from draft.gap("basis")
    yield draft.sentence("basis.made")
    if draft.basis.cite:
        yield draft.sentence("basis.cited")
    if draft.request.get("reciprocity"):
        yield draft.sentence("basis.reciprocity")
    yield from draft.headed("basis.articles", draft.written("basis_articles"))
    yield from draft.headed("basis.case_by_case", group(draft, "case_by_case"))
    yield from draft.headed("basis.alternatives", _alternatives(draft))
    yield from draft.headed("basis.status", [*_status(draft)])


def _alternatives(draft: Draft) -> Cell:
    """The other bases: an instrument that is known by its code with its title, what a person wrote as it was written.

    With a title among them they stand in no control: what a colleague changed there would be no code of an instrument any more.
    """
    known = draft.case.alternatives
    if not known:
        return draft.written("basis_alternatives")
    entries = draft.request.get("basis_alternatives", ())
    return tuple(_instrument(draft, known[entry]) if entry in known else draft.own(entry) for entry in entries)


def _instrument(draft: Draft, basis: Basis) -> Paragraph:
    terms = basis.terms(draft.words.language)
    if basis.cite:
        said = draft.say("basis.alternative", title=draft.words.the(terms["title"]), adopted=terms["adopted"], rests_on=terms["rests_on"])
    else:
        said = draft.say("basis.alternative_bare", title=terms["title"], adopted=terms["adopted"])
    return paragraph(said[:1].upper() + said[1:])


def _status(draft: Draft) -> Iterator[Block]:
    yield from draft.text("basis_confirmed")
    confirmed_on = draft.request.get("basis_confirmed_on")
    if confirmed_on:
        yield draft.sentence("basis.confirmed_on", date=date_text(draft.words, confirmed_on))
    source = draft.written("basis_confirmed_source")
    yield from draft.labelled([("basis.source", source)])


def urgency(draft: Draft) -> Iterator[Block]:
    """Part 3."""
    reason = draft.written("urgent_reason")
    yield draft.sentence("urgency.urgent")
    if reason:
        yield from reason
    elif not empty(draft.request, "deadline_reason"):
        yield draft.pointing("urgency.elsewhere", "time_limit")
    else:
        yield from draft.gap("urgent_reason")
    yield from draft.headed("urgency.oral", group(draft, "oral_request"))


def proceedings(draft: Draft) -> Iterator[Block]:
    """Part 4."""
    yield from draft.headed("proceedings.subject", draft.text("subject"))
    yield from draft.headed("proceedings.authority", draft.text("investigating_authority"))
    listed = rows(draft, "suspect_list", _SUSPECTS)
    yield from draft.headed("proceedings.suspects", [*(draft.written("suspects") if listed else draft.text("suspects")), *listed])
    if answer(draft.request, "jit_told") == "yes":
        yield from draft.headed("proceedings.team", [*_team(draft)])


def _team(draft: Draft) -> Iterator[Block]:
    """The joint investigation team, as its agreement says: name, States, day of signature, the provisions on which it rests."""
    agreement = draft.case.agreement
    if agreement is None:
        yield from draft.gap("jit")
        return
    states, signed_on = [draft.words.named_state(code) for code in agreement.get("parties", ())], agreement.get("signed_on")
    yield draft.sentence("proceedings.in_team")
    yield from draft.labelled(
        [
            ("proceedings.team_name", (draft.own(str(agreement.get("title", "")), "jit"),)),
            ("proceedings.team_states", tuple(paragraph(state) for state in states)),
            ("proceedings.team_signed", (paragraph(date_text(draft.words, signed_on)),) if signed_on else ()),
            ("proceedings.team_basis", tuple(draft.own(line, "jit") for line in lines(agreement.get("legal_basis", "")))),
        ]
    )
