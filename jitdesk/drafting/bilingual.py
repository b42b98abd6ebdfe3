"""A letter in two languages: their sentences side by side under the same numbers, a person's own words once, across both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.letter import blocks_of, draft_of, letter, page_marks
from jitdesk.drafting.structure import (
    BETWEEN,
    Block,
    Cell,
    Cover,
    Enclosure,
    Letter,
    Line,
    Mark,
    PageMarks,
    Paragraph,
    Run,
    Section,
    Style,
    Table,
    paragraph,
)
from jitdesk.drafting.wording import Wording

_COLUMNS = (80, 80)

_Pair = tuple[Block, Block]


def bilingual(case: Case, findings: Iterable[Finding], words: Wording, second: Wording) -> Letter:
    """The letter of the case in two languages, of which the first is the binding one.

    Both letters are made from the same case by the same writers, so that their blocks stand in pairs: sentences become rows of a table of
    two columns, tables become one with both languages in a cell, and what is the same in both stands once.
    """
    found = tuple(findings)
    one, other = letter(case, found, words), letter(case, found, second)
    both = _Both(words, second)
    cover, annexes = both.cover(one.cover, other.cover), both.section(one.annexes, other.annexes)
    sections = tuple(both.section(a, b) for a, b in zip(one.sections, other.sections, strict=True))
    enclosures = tuple(both.enclosure(a, b) for a, b in zip(one.enclosures, other.enclosures, strict=True))
    blocks = [*cover.letterhead, cover.particulars, cover.opening, *blocks_of(sections), *annexes.blocks, *blocks_of(enclosures)]
    return Letter(
        language=one.language,
        made_on=one.made_on,
        marks=both.marks(page_marks(draft_of(case, found, words), blocks), other.marks),
        cover=cover,
        sections=sections,
        annexes=replace(annexes, blocks=(*annexes.blocks, both.binding())),
        closing=both.sentence(one.closing, other.closing),
        signature_title=both.line(one.signature_title, other.signature_title),
        signature=both.table(one.signature, other.signature),
        enclosures=enclosures,
    )


@dataclass(frozen=True)
class _Both:
    """Lays what stands in the one language beside what stands in the other, and says of which language it is."""

    words: Wording
    second: Wording

    @property
    def heads(self) -> tuple[str, str]:
        """What each language calls itself, at the head of its column."""
        return _own_name(self.words), Line(Run(_own_name(self.second), language=self.second.language))

    def marks(self, one: PageMarks, other: PageMarks) -> PageMarks:
        """The marks of the binding text; what warns a reader warns in both languages."""
        return replace(one, handling=self.line(one.handling, other.handling), draft=self.line(one.draft, other.draft))

    def cover(self, one: Cover, other: Cover) -> Cover:
        """The head of the letter."""
        return Cover(
            letterhead=one.letterhead,
            particulars=self.table(one.particulars, other.particulars),
            title=self.line(one.title, other.title),
            subtitle=self.line(one.subtitle, other.subtitle),
            opening=self.sentence(one.opening, other.opening),
        )

    def section(self, one: Section, other: Section) -> Section:
        """A part of the letter."""
        return Section(one.key, one.number, self.line(one.title, other.title), self._side_by_side(one.blocks, other.blocks))

    def enclosure(self, one: Enclosure, other: Enclosure) -> Enclosure:
        """An annex written with the letter."""
        label, title = self.line(one.label, other.label), self.line(one.title, other.title)
        return Enclosure(one.letter, label, title, self._side_by_side(one.blocks, other.blocks))

    def sentence(self, one: Block, other: Block) -> Block:
        """A sentence that stands by itself, in two columns."""
        return next(iter(self._side_by_side([one], [other])))

    def table(self, one: Table, other: Table) -> Table:
        """A table with both languages in its cells."""
        header = tuple(self.line(a, b) for a, b in zip(one.header, other.header, strict=True))
        rows = (tuple(self._cell(a, b) for a, b in zip(left, right, strict=True)) for left, right in zip(one.rows, other.rows, strict=True))
        return Table(one.widths, tuple(rows), header)

    def line(self, one: str, other: str) -> str:
        """A title, a label or the head of a column in both languages; what is the same in both once."""
        return one if one == other else Line(Run(one), Run(other, language=self.second.language))

    def binding(self) -> Block:
        """Which text is binding."""
        tongues = self.words.language, self.second.language
        said = [w.say("bilingual.binding", first=w.tongue(tongues[0]), second=w.tongue(tongues[1])) for w in (self.words, self.second)]
        return self.sentence(paragraph(said[0]), paragraph(said[1]))

    def _side_by_side(self, one: Sequence[Block], other: Sequence[Block]) -> tuple[Block, ...]:
        """Pairs of blocks in their order; sentences that follow one another share a table."""
        made: list[Block] = []
        for rows, pairs in groupby(zip(one, other, strict=True), _is_row):
            if rows:
                made.append(Table(_COLUMNS, tuple(self._row(pair) for pair in pairs), self.heads))
            else:
                made.extend(self._across(a, b) for a, b in pairs)
        return tuple(made)

    def _row(self, pair: _Pair) -> tuple[Cell, Cell]:
        a, b = pair
        return ((a,) if isinstance(a, Paragraph) else ()), ((self._other(b),) if isinstance(b, Paragraph) else ())

    def _across(self, a: Block, b: Block) -> Block:
        """What stands over the whole width: the same words, a heading in both languages, a table with both in its cells."""
        if isinstance(a, Table) and isinstance(b, Table):
            return self.table(a, b)
        if isinstance(a, Paragraph) and isinstance(b, Paragraph):
            return a if a.runs == b.runs else Paragraph((*a.runs, Run(BETWEEN), *self._other(b).runs), a.style, a.field)
        raise ValueError("the letters do not stand in pairs")

    def _cell(self, a: Cell, b: Cell) -> Cell:
        """Both languages in a cell, line by line where they have as many; what is the same in both once, and so a gap."""
        others = {at: self._other(line) for at, line in enumerate(b) if line not in a and not _same_gap(line, a)}
        if len(a) != len(b):
            return (*a, *others.values())
        return tuple(line for at, first in enumerate(a) for line in (first, others.get(at)) if line)

    def _other(self, content: Paragraph) -> Paragraph:
        """A paragraph of the second letter, whose own words say their language."""
        said = (run if run.language else replace(run, language=self.second.language) for run in content.runs)
        return replace(content, runs=tuple(said))


def _own_name(words: Wording) -> str:
    named = words.tongue(words.language)
    return named[:1].upper() + named[1:]


def _is_row(pair: _Pair) -> bool:
    """Whether a pair are sentences beside each other; a gap is marked once, for its field can be filled in one place only."""
    a, b = pair
    if not (isinstance(a, Paragraph) and isinstance(b, Paragraph)):
        return False
    return a != b and a.style is not Style.HEADING and not _same_gap(a, (b,))


def _same_gap(line: Paragraph, cell: Cell) -> bool:
    gaps = {run.field for other in cell for run in other.runs if run.mark is Mark.GAP}
    return any(run.mark is Mark.GAP and run.field in gaps for run in line.runs)
