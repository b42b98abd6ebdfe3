"""A letter in two languages: their sentences side by side under the same numbers, a person's own words once, across both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.letter import draft_of, letter, page_marks
from jitdesk.drafting.structure import Block, Cell, Cover, Enclosure, Letter, Mark, PageMarks, Paragraph, Run, Section, Style, Table
from jitdesk.drafting.wording import Wording

_COLUMNS = (80, 80)
_BETWEEN = " / "

_Pair = tuple[Block, Block]


def bilingual(case: Case, findings: Iterable[Finding], words: Wording, second: Wording) -> Letter:
    """The letter of the case in two languages, of which the first is the binding one.

    Both letters are made from the same case by the same writers, so that their blocks stand in pairs: sentences become rows of a table of
    two columns, tables become one with both languages in a cell, and what is the same in both stands once.
    """
    found = tuple(findings)
    one, other = letter(case, found, words), letter(case, found, second)
    heads = (_own_name(words), _own_name(second))
    sections = tuple(_section(a, b, heads) for a, b in zip(one.sections, other.sections, strict=True))
    enclosures = tuple(_enclosure(a, b, heads) for a, b in zip(one.enclosures, other.enclosures, strict=True))
    annexes = _section(one.annexes, other.annexes, heads)
    cover = _cover(one.cover, other.cover)
    binding = _binding(words, second, heads)
    blocks: list[Block] = [*cover.letterhead, cover.particulars, cover.opening, *_all(sections), *annexes.blocks, *_all(enclosures)]
    return Letter(
        language=one.language,
        made_on=one.made_on,
        marks=_marks(page_marks(draft_of(case, found, words), blocks), other.marks),
        cover=cover,
        sections=sections,
        annexes=Section("annexes", None, annexes.title, (*annexes.blocks, binding)),
        closing=_joined(one.closing, other.closing),
        signature_title=_both(one.signature_title, other.signature_title),
        signature=_table(one.signature, other.signature),
        enclosures=enclosures,
    )


def _own_name(words: Wording) -> str:
    """What a language calls itself, as the head of its column."""
    named = words.tongue(words.language)
    return named[:1].upper() + named[1:]


def _binding(words: Wording, second: Wording, heads: tuple[str, str]) -> Table:
    said = [w.say("bilingual.binding", first=w.tongue(words.language), second=w.tongue(second.language)) for w in (words, second)]
    return Table(_COLUMNS, (tuple((Paragraph((Run(text),)),) for text in said),), heads)


def _all(parts: Iterable[Section | Enclosure]) -> Iterator[Block]:
    for part in parts:
        yield from part.blocks


def _marks(one: PageMarks, other: PageMarks) -> PageMarks:
    """The marks of the binding text; what warns a reader warns in both languages."""
    return PageMarks(_both(one.handling, other.handling), one.reference, _both(one.draft, other.draft), one.version, one.pages)


def _cover(one: Cover, other: Cover) -> Cover:
    return Cover(
        letterhead=one.letterhead,
        particulars=_table(one.particulars, other.particulars),
        title=_both(one.title, other.title),
        subtitle=_both(one.subtitle, other.subtitle),
        opening=_joined(one.opening, other.opening),
    )


def _section(one: Section, other: Section, heads: tuple[str, str]) -> Section:
    return Section(one.key, one.number, _both(one.title, other.title), _side_by_side(one.blocks, other.blocks, heads))


def _enclosure(one: Enclosure, other: Enclosure, heads: tuple[str, str]) -> Enclosure:
    label, title = _both(one.label, other.label), _both(one.title, other.title)
    return Enclosure(label, title, _side_by_side(one.blocks, other.blocks, heads))


def _side_by_side(one: Sequence[Block], other: Sequence[Block], heads: tuple[str, str]) -> tuple[Block, ...]:
    """Pairs of blocks in their order; sentences that follow one another share a table."""
    made: list[Block] = []
    for rows, pairs in groupby(zip(one, other, strict=True), _is_row):
        if rows:
            made.append(Table(_COLUMNS, tuple(_row(pair) for pair in pairs), heads))
        else:
            made.extend(_across(a, b) for a, b in pairs)
    return tuple(made)


def _is_row(pair: _Pair) -> bool:
    """Whether a pair are sentences beside each other; a gap is marked once, for its field can be filled in one place only."""
    a, b = pair
    if not (isinstance(a, Paragraph) and isinstance(b, Paragraph)):
        return False
    return a != b and a.style is not Style.HEADING and not _same_gap(a, (b,))


def _row(pair: _Pair) -> tuple[Cell, Cell]:
    a, b = pair
    return ((a,) if isinstance(a, Paragraph) else ()), ((b,) if isinstance(b, Paragraph) else ())


def _across(a: Block, b: Block) -> Block:
    """What stands over the whole width: the same words, a heading in both languages, a table with both in its cells."""
    if isinstance(a, Table) and isinstance(b, Table):
        return _table(a, b)
    if isinstance(a, Paragraph) and isinstance(b, Paragraph):
        return _joined(a, b)
    raise ValueError("the letters do not stand in pairs")


def _table(a: Table, b: Table) -> Table:
    header = tuple(_both(x, y) for x, y in zip(a.header, b.header, strict=True))
    rows = tuple(tuple(_cell(x, y) for x, y in zip(left, right, strict=True)) for left, right in zip(a.rows, b.rows, strict=True))
    return Table(a.widths, rows, header)


def _cell(a: Cell, b: Cell) -> Cell:
    """Both languages in a cell, what is the same in both once, and so a gap."""
    return (*a, *(line for line in b if line not in a and not _same_gap(line, a)))


def _same_gap(line: Paragraph, cell: Cell) -> bool:
    gaps = {run.field for other in cell for run in other.runs if run.mark is Mark.GAP}
    return any(run.mark is Mark.GAP and run.field in gaps for run in line.runs)


def _joined(a: Paragraph, b: Paragraph) -> Paragraph:
    return a if a.runs == b.runs else Paragraph((*a.runs, Run(_BETWEEN), *b.runs), a.style, a.field)


def _both(a: str, b: str) -> str:
    return a if a == b else f"{a}{_BETWEEN}{b}"
