"""The sheet on which a paper is written: a case, a language, and short ways to say what the case holds or lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jitdesk.domain.life import DRAFTING
from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.capacity import capacity
from jitdesk.drafting.case import Case
from jitdesk.drafting.papers.paper import LABELS, Part, Row
from jitdesk.drafting.structure import Block, Cell, Mark, Paragraph, Style, Table, lines, paragraph
from jitdesk.drafting.times import date_text
from jitdesk.drafting.wording import Wording

_NUMBERED = re.compile(r"\d{1,3}[.):]\s+(\S.*)")


class Articles(Mapping[str, str]):
    """The articles that sentences cite, by subject: " (Article …)", or "" where the basis confirms none."""

    def __init__(self, basis: Basis, words: Wording) -> None:
        self._basis, self._words = basis, words

    def __getitem__(self, subject: str) -> str:
        article = self._basis.cite.get(subject, "") if self._basis.code == "LHC" else ""
        return "" if not article or article.endswith("?") else self._words.say("paper.article", article=article)

    def __iter__(self) -> Iterator[str]:
        return iter(self._basis.cite)

    def __len__(self) -> int:
        return len(self._basis.cite)


@dataclass(frozen=True)
class Sheet:
    """What a paper is written from; `other` is the second language of a sheet in two, `home` the State of the desk, `zones` by State."""

    name: str
    case: Case
    words: Wording
    other: Wording | None = None
    identities: Sequence[Record] = ()
    home: str = ""
    zones: Mapping[str, str] = field(default_factory=dict)

    @property
    def request(self) -> Record:
        """The request that it belongs to."""
        return self.case.request

    @property
    def open(self) -> bool:
        """Whether the request is a draft yet, which shows what is missing as missing."""
        return (answer(self.request, "status") or "draft") in DRAFTING or bool(self.request.conflicts)

    @property
    def code(self) -> str:
        """What the person is called towards the recipient."""
        own = str(self.case.witness.get("code", "")) if self.case.witness else ""
        return (self.case.code or own) if self.case.witness else ""

    @property
    def capacity(self) -> str:
        """As what the person is heard: of an insider only that a witness is; "" where it is not recorded."""
        return capacity(self.case) or ""

    def say(self, key: str, **arguments: object) -> str:
        """A text of this paper."""
        return self.words.say(f"paper_{self.name}.{key}", art=Articles(self.case.basis, self.words), **arguments)

    def common(self, key: str, **arguments: object) -> str:
        """A text that several papers share."""
        return self.words.say(f"paper.{key}", art=Articles(self.case.basis, self.words), **arguments)

    def line(self, key: str, style: Style = Style.BODY, mark: Mark = Mark.TEXT, **arguments: object) -> Paragraph:
        """A text of this paper as a paragraph."""
        return paragraph(self.say(key, **arguments), mark, style)

    def items(self, *keys: str, **arguments: object) -> tuple[Paragraph, ...]:
        """Texts of this paper as a list."""
        return tuple(paragraph(self.say(key, **arguments), style=Style.ITEM) for key in keys)

    def missing(self, field: str = "") -> Cell:
        """What the request does not say: a gap while it is a draft, later a place to be filled in by hand."""
        if self.open and field:
            return (paragraph(self.common("gap"), Mark.GAP, field=field),)
        return self.blank()

    def blank(self) -> Cell:
        """A place to be filled in by hand."""
        return (paragraph(self.common("blank"), Mark.BLANK),)

    def paragraphs(self, text: str, field: str = "") -> Cell:
        """A person's text, a paragraph a line."""
        return tuple(Paragraph(paragraph(line).runs, field=field) for line in lines(text))

    def written(self, field: str) -> Cell:
        """What the request says in a field of text; () where it says nothing."""
        return self.paragraphs(str(self.request.get(field, "")), field)

    def text(self, *fields: str) -> Cell:
        """What the request says in fields of text, or the mark that the first of them is missing."""
        return tuple(line for field in fields for line in self.written(field)) or self.missing(fields[0])

    def first(self, field: str) -> Cell:
        """The first line of a field, as a name of an authority is given; or the mark that it is missing."""
        return self.written(field)[:1] or self.missing(field)

    def column(self, group: str, name: str) -> Cell:
        """What a group of the request says in one of its columns, or the mark that it is missing."""
        values = self.request.get(group, {})
        value = values.get(name) if isinstance(values, Mapping) else None
        if isinstance(value, bool):
            return self.plain(self.common("yes" if value else "no"))
        return self.paragraphs(str(value), group) if value not in (None, "") else self.missing(group)

    def choice(self, field: str) -> Cell:
        """What the request chose in a field, in words; or the mark that it is missing."""
        value = answer(self.request, field)
        return self.missing(field) if value is None else self.plain(self.common(f"{field}_{value}"))

    def plain(self, text: str) -> Cell:
        """Text as a cell; () where there is none."""
        return (paragraph(text),) if text else ()

    def date(self, value: Any, field: str = "") -> Cell:
        """A date in words, or the mark that it is missing."""
        return self.plain(date_text(self.words, str(value))) if value else self.missing(field)

    def language_names(self, tags: Sequence[str], field: str = "") -> Cell:
        """Languages by their names, or the mark that none is given."""
        return self.plain(", ".join(self.tongue(tag) for tag in tags)) or self.missing(field)

    def state_names(self, codes: Sequence[str], field: str = "") -> Cell:
        """States by their names, or the mark that none is given."""
        return self.plain(", ".join(self.state(code) for code in codes)) or self.missing(field)

    def tongue(self, tag: str) -> str:
        """A language by its name, or its tag where this language has no name for it."""
        return self.words.tongue(tag)

    def state(self, code: str) -> str:
        """A State by its name, or its code where this language has no name for it."""
        return self.words.named_state(code)

    def label(self, key: str) -> Cell:
        """A label that several papers share, as a cell."""
        return self.plain(self.common(key))

    def row(self, key: str, cell: Cell) -> Row:
        """A labelled row; its label is one that several papers share."""
        return self.label(key), cell

    def own(self, key: str, cell: Cell) -> Row:
        """A labelled row of this paper alone."""
        return self.plain(self.say(key)), cell

    def part(self, key: str, *blocks: Block) -> Part:
        """A part of this paper under the title of that key."""
        return Part(self.say(key), blocks)

    def pairs(self, *rows: Row) -> Table:
        """A table of labels and values under a head."""
        return Table(LABELS, rows, (self.common("item"), self.common("entry")))

    def contact(self) -> Part:
        """Whom to ask."""
        return Part(self.common("contact"), self.text("requesting_contact"))

    def identified(self) -> tuple[Row, ...]:
        """The rows by which any paper is filed: our reference, the register's number, place and date."""
        number = self.written("registry_number") or self.blank()
        return self.row("reference", self.text("reference")), self.row("register", number), self.row("place_date", self.blank())


def listed(text: str) -> list[str]:
    """The lines of a list without the numbers that a person gave them."""
    found = [(_NUMBERED.fullmatch(line), line) for line in lines(text)]
    return [match[1] if match else line for match, line in found]
