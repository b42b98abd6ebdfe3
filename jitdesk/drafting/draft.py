"""What the parts of a letter are written from: the case, the language's words, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from jitdesk.domain.records import Record
from jitdesk.drafting.answers import empty
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.parts import numbers
from jitdesk.drafting.structure import Block, Cell, Mark, Paragraph, Run, Style, Table, lines, paragraph, runs
from jitdesk.drafting.wording import Wording

_TERMS = ("asking", "Asking", "authorities", "judicial")  # who asks, and who acts in the requested State
LABELS = (45, 115)  # millimetres: a label and what it names


@dataclass(frozen=True)
class Draft:
    """A letter being written; `open` is true while it is a draft, which shows its gaps, `labels` are those of its enclosures."""

    case: Case
    words: Wording
    found: Mapping[str, Finding]
    labels: Mapping[str, str]
    open: bool

    @property
    def request(self) -> Record:
        """The request."""
        return self.case.request

    @property
    def witness(self) -> Record | None:
        """The witness, if the letter may speak of one."""
        return self.case.witness

    @property
    def basis(self) -> Basis:
        """The main legal basis."""
        return self.case.basis

    @property
    def code(self) -> str:
        """What the person is called towards this recipient."""
        return self.case.code or str(self.witness.get("code", "") if self.witness else "")

    @property
    def terms(self) -> Mapping[str, str]:
        """The basis' own terms in the language; in English where the basis has none in it."""
        return self.basis.words.get(self.words.language) or self.basis.words["en"]

    def say(self, key: str, **arguments: object) -> str:
        """A text of the language as it stands under this basis, with the State, the basis' terms and its articles at hand."""
        return self.fill(self.words.texts[self._key(key)], **arguments)

    def fill(self, template: str, **arguments: object) -> str:
        """A text with the State, the basis' terms and its articles filled in."""
        return self.words.fill(template, {**self._named, **arguments})

    @cached_property
    def _named(self) -> Mapping[str, object]:
        terms, the = self.terms, self.words.the
        plain = {
            **terms,
            "name": the(terms["name"]),
            "title": the(terms["title"]),
            "requested": the(terms["requested_state"]),
            "requesting": the(terms["requesting_state"]),
            "state": self.state,
            "at": At(self),
        }
        return {**plain, **{term: self.words.fill(self.words.texts[self._key(f"term.{term}")], plain) for term in _TERMS}}

    def _key(self, key: str) -> str:
        """The key of a text, or of its variant under this basis."""
        own = f"{self.basis.code}.{key}"
        return own if own in self.words.texts else key

    def sentence(self, key: str, mark: Mark = Mark.TEXT, style: Style = Style.BODY, **arguments: object) -> Paragraph:
        """A sentence of the language as a paragraph."""
        return paragraph(self.say(key, **arguments), mark, style)

    @property
    def state(self) -> str:
        """The requested State within a sentence."""
        code = self.request.get("requested_state")
        return self.words.state(code) if code else self.terms["unnamed_state"]

    def text(self, field: str) -> Cell:
        """What a person wrote in the field, or in a draft the mark of its gap."""
        return self.written(field) or self.gap(field)

    def pointing(self, key: str, part: str) -> Paragraph:
        """A sentence that refers to a part of the letter by its number and title."""
        return self.sentence(key, number=self.numbers[part], part=self.say(f"title.{part}"))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The letter's own numbers by part."""
        return numbers(self.case)

    def written(self, field: str) -> Cell:
        """What a person wrote in the field, a paragraph a line; of a list, a paragraph an entry."""
        value = self.request.get(field, "")
        entries = [value] if isinstance(value, str) else value
        return tuple(self.own(line, field) for entry in entries for line in lines(entry))

    def own(self, text: str, field: str = "") -> Paragraph:
        """A line that a person wrote: one run, marked with its field and in the language in which the request was drawn up."""
        return Paragraph((Run(text, language=str(self.request.get("language", ""))),), field=field)

    def gap(self, field: str, what: str = "") -> Cell:
        """In a draft, the mark that the field is empty, with the article that asks for it."""
        if not self.open:
            return ()
        finding = self.found.get(field)
        named = self.words.say(f"what.{what or field}")
        if finding is None or not finding.article:
            return (self._gap(field, "gap.open", what=named),)
        return (self._gap(field, "gap.open_article", what=named, article=finding.article),)

    def blank(self, what: str) -> Cell:
        """A place to be filled in by hand when the letter is signed."""
        return (self.sentence("gap.blank", Mark.BLANK, what=self.words.say(f"what.{what}")),)

    def headed(self, key: str, content: Sequence[Block]) -> Iterator[Block]:
        """A numbered heading and what stands under it; nothing where there is nothing."""
        if content:
            yield self.sentence(key, style=Style.HEADING)
            yield from content

    def labelled(self, rows: Sequence[tuple[str, Cell]], heads: str = "table") -> tuple[Table, ...]:
        """A table of labels and what they name, without what is empty; no table where there is nothing."""
        filled = tuple(((self.sentence(key),), cell) for key, cell in rows if cell)
        header = tuple(self.say(f"{heads}.{side}") for side in ("label", "value"))
        return (Table(LABELS, filled, header),) if filled else ()

    def unsettled(self, fields: Sequence[str]) -> Iterator[Paragraph]:
        """A mark for each field in which two texts stand side by side."""
        for field in fields:
            if field in self.request.conflicts:
                yield self._gap(field, "gap.unsettled", what=self.words.say(f"what.{field}"))

    def missing(self, fields: Sequence[str], shown: Sequence[Block] = ()) -> Iterator[Paragraph]:
        """A mark for each empty field that keeps the request from becoming final and that nothing `shown` marks yet."""
        marked = {run.field for run in runs(shown) if run.mark is Mark.GAP}
        for field in fields:
            finding = self.found.get(field)
            if finding and finding.blocks and not finding.asks and field not in marked and empty(self.request, field):
                yield from self.gap(field)

    def _gap(self, field: str, key: str, **arguments: object) -> Paragraph:
        return paragraph(self.say(key, **arguments), Mark.GAP, field=field)


@dataclass(frozen=True)
class At:
    """The bracket that names an article of the basis: {at[costs]}; "" where the basis has none, or none that is confirmed."""

    draft: Draft

    def __getitem__(self, subjects: str) -> str:
        """The bracket for one subject, or for several joined by "+"."""
        cite = self.draft.basis.cite
        named = [article.strip() for subject in subjects.split("+") for article in cite.get(subject, "").split(",")]
        articles = [article for article in dict.fromkeys(named) if article and not article.endswith("?")]
        if not articles:
            return ""
        words = self.draft.words
        key = {1: "cite.one", 2: "cite.two"}.get(len(articles), "cite.many")
        return words.say(key, article=words.listed(articles))
