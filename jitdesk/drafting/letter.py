"""A request and its witness record become a letter: cover, numbered parts, annexes, signature."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.parts import PARTS, numbers
from jitdesk.drafting.sections import WRITERS, Draft, capacity_of
from jitdesk.drafting.structure import Block, Cell, Cover, Enclosure, Letter, Mark, PageMarks, Section, Table, lines, paragraph, runs
from jitdesk.drafting.times import date_text
from jitdesk.drafting.wording import Wording
from jitdesk.kernel.values import sha256

_VERSION = 1
_DRAFTING = ("draft", "in_review")
_ENCLOSED = ("questions", "exhibits", "technical")
_SEALED_LABEL = "S"
_NUMBERED = re.compile(r"(?:annex\s+)?(\d{1,3})[.):]?\s+(\S.*)", re.IGNORECASE)
_PARTICULARS = (45, 115)
_ANNEXES = (20, 140)
_HASH_DIGITS = 12


def letter(request: Record, witness: Record | None, basis: Basis, findings: Iterable[Finding], words: Wording, today: date) -> Letter:
    """The letter of request as it stands: a draft that marks what is missing, until nothing blocks and its status is past drafting."""
    open_findings = tuple(findings)
    found = {finding.field: finding for finding in open_findings if finding.blocks or not finding.asks}
    enclosed = [field for field in _ENCLOSED if not empty(request, field)]
    labels = {field: chr(ord("A") + n) for n, field in enumerate(enclosed)}
    draft = Draft(request, witness, basis, words, found, labels, open=_is_draft(request, open_findings))
    annexes = [*_annexes(draft)]
    cover, sections, annex_list = _cover(draft, annexes), _sections(draft), _annex_list(draft, annexes)
    closing = paragraph(basis.words[words.language]["closing"].format(state=draft.state))
    signature, enclosures = _signature(draft), tuple(_enclosure(draft, field) for field in enclosed)
    blocks = [*cover.letterhead, cover.particulars, cover.opening, *_all(sections), *annex_list.blocks, *_all(enclosures)]
    return Letter(
        language=words.language,
        made_on=today,
        marks=_marks(draft, today, blocks),
        cover=cover,
        sections=sections,
        annexes=annex_list,
        closing=closing,
        signature_title=words.say("title.signature"),
        signature=signature,
        enclosures=enclosures,
    )


def _is_draft(request: Record, found: Iterable[Finding]) -> bool:
    return (answer(request, "status") or "draft") in _DRAFTING or bool(request.conflicts) or any(finding.blocks for finding in found)


def _all(parts: Iterable[Section | Enclosure]) -> Iterator[Block]:
    for part in parts:
        yield from part.blocks


def _marks(draft: Draft, today: date, blocks: Sequence[Block]) -> PageMarks:
    handling = answer(draft.request, "handling")
    content = sha256("\n".join(run.text for run in runs(blocks)).encode("utf-8", "surrogatepass"))
    day = date_text(draft.words, today.isoformat())
    return PageMarks(
        handling="" if handling in (None, "none") else draft.say(f"handling.{handling}"),
        reference=draft.request.get("reference", ""),
        draft=draft.say("page.draft", n=_VERSION) if draft.open else "",
        version=draft.say("page.version", n=_VERSION, date=day, hash=content[:_HASH_DIGITS]),
        pages=draft.words.texts["page.pages"],
    )


def _cover(draft: Draft, annexes: Sequence[tuple[str, str]]) -> Cover:
    request, say = draft.request, draft.say
    capacity = say(f"hearing.{capacity_of(draft.witness) or 'unknown'}")
    authority = next(iter(lines(request.get("requesting_authority", ""))), "")
    opening = draft.basis.words[draft.words.language]["opening"]
    return Cover(
        letterhead=(paragraph(authority),) if authority else draft.gap("requesting_authority"),
        particulars=Table(_PARTICULARS, tuple((label, cell) for label, cell in _particulars(draft, annexes) if cell)),
        title=say("title.letter"),
        subtitle=say("cover.subtitle", capacity=capacity),
        opening=paragraph(opening.format(authority=_named(draft, authority), state=draft.state)),
    )


def _named(draft: Draft, authority: str) -> str:
    """The authority as the subject of a sentence."""
    if not authority:
        return draft.say("cover.unnamed")
    article = draft.say("cover.authority", authority="")
    return authority if authority.casefold().startswith(article.casefold()) else article + authority


def _particulars(draft: Draft, annexes: Sequence[tuple[str, str]]) -> Iterator[tuple[Cell, Cell]]:
    request = draft.request

    def row(label: str, cell: Cell, mark: Mark = Mark.TEXT) -> tuple[Cell, Cell]:
        return (draft.sentence(f"cover.{label}", mark),), cell

    yield row("to", _addressee(draft))
    yield row("through", tuple(paragraph(line) for line in lines(request.get("sending_central_authority", ""))[:1]))
    yield row("reference", (paragraph(request.get("reference", "")),))
    yield row("register", draft.blank("register"))
    yield row("place", draft.blank("place"))
    handling = answer(request, "handling")
    if handling is None:
        yield row("handling", draft.gap("handling"))
    elif handling != "none":
        yield row("handling", (draft.sentence(f"handling.{handling}", Mark.STRONG),))
    if request.get("urgent"):
        key = "urgency" if empty(request, "deadline_reason") else "time_limit"
        yield row("urgent", (draft.sentence("cover.urgent_reason", part=draft.say(f"title.{key}")),), Mark.STRONG)
    yield row("related", draft.written("related_requests"))
    yield row("annexes", (paragraph(str(len(annexes))) if annexes else draft.sentence("cover.no_annexes"),))
    number = numbers(request, draft.witness, draft.basis)
    elsewhere = [field for part in PARTS if part.key not in number and part.key != "annexes" for field in part.fields]
    yield row("unsettled", tuple(draft.unsettled(elsewhere)))


def _addressee(draft: Draft) -> Cell:
    state = draft.request.get("requested_state")
    name = draft.state[:1].upper() + draft.state[1:]
    authority = tuple(paragraph(line) for line in lines(draft.request.get("requested_authority", ""))[:1])
    return (authority or draft.gap("requested_authority")) + ((paragraph(name),) if state else draft.gap("requested_state"))


def _sections(draft: Draft) -> tuple[Section, ...]:
    number = numbers(draft.request, draft.witness, draft.basis)
    standing = [part for part in PARTS if part.key in number]
    return tuple(
        Section(
            part.key,
            number[part.key],
            draft.say(f"title.{part.key}"),
            (*WRITERS[part.key](draft), *draft.unsettled(part.fields)),
        )
        for part in standing
    )


def _annexes(draft: Draft) -> Iterator[tuple[str, str]]:
    """Label and title of every annex: those a person listed, those written with the letter, the sealed one."""
    listed = lines(draft.request.get("annexes", ""))
    own = [_NUMBERED.fullmatch(line) for line in listed]
    counted = [(match[1], match[2]) for match in own if match]
    # A list that is numbered 1, 2, 3 already keeps its numbers and is not numbered twice.
    if [label for label, _ in counted] != [str(n) for n in range(1, len(listed) + 1)]:
        counted = [(str(n), line) for n, line in enumerate(listed, 1)]
    yield from counted
    for field, label in draft.labels.items():
        yield label, draft.say(f"annex.{field}")
    if answer(draft.request, "identity_mode") == "sealed_annex":
        yield _SEALED_LABEL, draft.say("annex.sealed")


def _annex_list(draft: Draft, annexes: Sequence[tuple[str, str]]) -> Section:
    header = (draft.say("annex.number"), draft.say("annex.title"))
    rows = tuple(((paragraph(label),), (paragraph(title),)) for label, title in annexes)
    blocks: tuple[Block, ...] = (Table(_ANNEXES, rows, header),) if rows else (draft.sentence("annex.none"),)
    missing = draft.gap("annexes") if empty(draft.request, "annexes") else ()
    return Section("annexes", None, draft.say("title.annexes"), (*blocks, *missing, *draft.unsettled(("annexes",))))


def _signature(draft: Draft) -> Table:
    keys = ("place", "signatory", "function", "seal")
    return Table(_PARTICULARS, tuple(((draft.sentence(f"signature.{key}"),), draft.blank(key)) for key in keys))


def _enclosure(draft: Draft, field: str) -> Enclosure:
    label = draft.say("annex.heading", n=draft.labels[field])
    return Enclosure(label, draft.say(f"annex.{field}"), draft.written(field))
