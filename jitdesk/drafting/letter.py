"""A case becomes a letter: cover, numbered parts, annexes, signature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from jitdesk.domain.life import DRAFTING
from jitdesk.domain.records import Record
from jitdesk.drafting.annexes import annex_list, annexes, enclosed, enclosure
from jitdesk.drafting.answers import answer
from jitdesk.drafting.case import Case
from jitdesk.drafting.coding import coded
from jitdesk.drafting.cover import cover, signed_where
from jitdesk.drafting.draft import LABELS, Draft
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.parts import PARTS, Part
from jitdesk.drafting.sections import WRITERS
from jitdesk.drafting.structure import Block, Cell, Enclosure, Letter, PageMarks, Section, Table, lines, paragraph, runs
from jitdesk.drafting.times import date_text
from jitdesk.drafting.wording import Wording
from jitdesk.kernel.values import sha256

_HASH_DIGITS = 12
_SEALS = ("hand_and_seal", "qualified", "electronic_seal")


def letter(case: Case, findings: Iterable[Finding], words: Wording) -> Letter:
    """The letter of request as it stands: a draft that marks what is missing, until nothing blocks and its status is past drafting."""
    draft = draft_of(case, findings, words)
    listed = annexes(draft)
    head, sections, annexed = cover(draft, len(listed)), _sections(draft), annex_list(draft, listed)
    enclosures = tuple(enclosure(draft, field) for field in draft.labels)
    blocks = [*head.letterhead, head.particulars, head.opening, *blocks_of(sections), *annexed.blocks, *blocks_of(enclosures)]
    return Letter(
        language=words.language,
        made_on=case.dated,
        marks=page_marks(draft, blocks),
        cover=head,
        sections=sections,
        annexes=annexed,
        closing=paragraph(draft.fill(draft.terms["closing"])),
        signature_title=words.say("title.signature"),
        signature=_signature(draft),
        enclosures=enclosures,
    )


def draft_of(case: Case, findings: Iterable[Finding], words: Wording) -> Draft:
    """What a letter of the case is written from."""
    open_findings = tuple(findings)
    # What the basis asks for goes before what the case says: its article stands in the gap.
    found = {finding.field: finding for finding in reversed(open_findings) if finding.blocks or not finding.asks}
    return Draft(coded(case), words, found, enclosed(case.request), open=_is_draft(case.request, open_findings))


def _is_draft(request: Record, found: Iterable[Finding]) -> bool:
    return (answer(request, "status") or "draft") in DRAFTING or bool(request.conflicts) or any(finding.blocks for finding in found)


def blocks_of(parts: Iterable[Section | Enclosure]) -> Iterator[Block]:
    """What stands in parts of a letter, in reading order."""
    for part in parts:
        yield from part.blocks


def page_marks(draft: Draft, blocks: Sequence[Block]) -> PageMarks:
    """What every page of a letter of these blocks carries; the short hash is that of their text."""
    handling = answer(draft.request, "handling")
    content = sha256("\n".join(run.text for run in runs(blocks)).encode("utf-8", "surrogatepass"))
    day = date_text(draft.words, draft.case.dated.isoformat())
    version = draft.request.get("version", 1)
    return PageMarks(
        handling="" if handling in (None, "none") else draft.say(f"handling.{handling}"),
        reference=draft.request.get("reference", ""),
        draft=draft.say("page.draft", n=version) if draft.open else "",
        version=draft.say("page.version", n=version, date=day, hash=content[:_HASH_DIGITS]),
        pages=draft.words.texts["page.pages"],
    )


def _sections(draft: Draft) -> tuple[Section, ...]:
    number = draft.numbers
    return tuple(Section(p.key, number[p.key], draft.say(f"title.{p.key}"), _written(draft, p)) for p in PARTS if p.key in number)


def _written(draft: Draft, part: Part) -> tuple[Block, ...]:
    blocks = tuple(WRITERS[part.key](draft))
    return (*blocks, *draft.missing(part.fields, blocks), *draft.unsettled(part.fields))


def _signature(draft: Draft) -> Table:
    given = draft.request.get("signature", {})
    cells: dict[str, Cell] = {
        "place": signed_where(draft),
        "signatory": tuple(draft.own(line) for line in lines(given.get("signatory", ""))),
        "function": tuple(draft.own(line) for line in lines(given.get("function", ""))),
    }
    kind = given.get("kind")
    seal = draft.blank(kind if kind in _SEALS else "seal")
    rows = [(key, cells[key] or draft.blank(key)) for key in cells]
    return Table(LABELS, tuple(((draft.sentence(f"signature.{key}"),), cell) for key, cell in [*rows, ("seal", seal)]))
