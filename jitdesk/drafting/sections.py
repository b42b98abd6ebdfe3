"""The text of each part of the letter, from the request's fields and the language's sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.structure import Block, Cell, Mark, Paragraph, Run, Style, Table, lines, paragraph
from jitdesk.drafting.times import date_text, windows_table
from jitdesk.drafting.wording import Wording

_MINUTES = 5
_AUTHORITIES = (
    ("requesting", "requesting_authority"),
    ("contact", "requesting_contact"),
    ("sending", "sending_central_authority"),
    ("requested", "requested_authority"),
)


@dataclass(frozen=True)
class Draft:
    """What the parts are written from; `open` is true while the letter is a draft, which shows its gaps."""

    request: Record
    witness: Record | None
    basis: Basis
    words: Wording
    found: Mapping[str, Finding]
    labels: Mapping[str, str]
    open: bool

    def say(self, key: str, **arguments: object) -> str:
        """A text of the language, with the State, the basis' own terms and articles, and the titles of other parts at hand."""
        terms = self.basis.words[self.words.language]
        titles = {key: self.words.say(f"title.{key}") for key in ("time_limit", "protection")}
        return self.words.say(key, **{**terms, **titles, "cite": self.basis.cite, "state": self.state, **arguments})

    def sentence(self, key: str, mark: Mark = Mark.TEXT, style: Style = Style.BODY, **arguments: object) -> Paragraph:
        """A sentence of the language as a paragraph."""
        return paragraph(self.say(key, **arguments), mark, style)

    @property
    def state(self) -> str:
        """The requested State within a sentence."""
        code = self.request.get("requested_state")
        return self.words.name("state", code) if code else self.basis.words[self.words.language]["unnamed_state"]

    def text(self, field: str) -> Cell:
        """What a person wrote in the field, or in a draft the mark of its gap."""
        return self.written(field) or self.gap(field)

    def written(self, field: str) -> Cell:
        """What a person wrote in the field, a paragraph a line."""
        return tuple(Paragraph((Run(line),), field=field) for line in lines(self.request.get(field, "")))

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

    def unsettled(self, fields: Sequence[str]) -> Iterator[Paragraph]:
        """A mark for each field in which two texts stand side by side."""
        for field in fields:
            if field in self.request.conflicts:
                yield self._gap(field, "gap.unsettled", what=self.words.say(f"what.{field}"))

    def _gap(self, field: str, key: str, **arguments: object) -> Paragraph:
        return paragraph(self.say(key, **arguments), Mark.GAP, field=field)


def _authorities(draft: Draft) -> Iterator[Block]:
    header = (draft.say("authorities.role"), draft.say("authorities.authority"))
    cells = [(draft.sentence(f"authorities.{role}"), draft.text(field)) for role, field in _AUTHORITIES]
    yield Table((50, 110), tuple(((label,), content) for label, content in cells if content), header)
    channel = answer(draft.request, "channel")
    if channel is None:
        yield from draft.gap("channel")
    else:
        yield draft.sentence(f"authorities.{channel}")
    yield draft.sentence("authorities.answers")
    yield draft.sentence("authorities.language", language=draft.words.name("language", draft.words.language))


def _basis(draft: Draft) -> Iterator[Block]:
    if empty(draft.request, "basis"):
        yield from draft.gap("basis")
    yield draft.sentence("basis.made")
    yield from draft.headed("basis.status", draft.text("basis_confirmed"))


def _urgency(draft: Draft) -> Iterator[Block]:
    yield draft.sentence("urgency.urgent")
    if empty(draft.request, "deadline_reason"):
        yield from draft.gap("deadline_reason", "urgent_reason")


def _proceedings(draft: Draft) -> Iterator[Block]:
    yield from draft.headed("proceedings.subject", draft.text("subject"))
    yield from draft.headed("proceedings.authority", draft.text("investigating_authority"))
    yield from draft.headed("proceedings.suspects", draft.text("suspects"))


def _law(draft: Draft) -> Iterator[Block]:
    yield from draft.headed("law.offences", draft.text("law"))
    yield from draft.headed("law.texts", draft.text("law_texts"))
    yield from draft.headed("law.penalty", draft.text("penalty"))


def _person(draft: Draft) -> Iterator[Block]:
    if draft.witness is None:
        yield from draft.gap("witness")
    else:
        yield from _witness(draft, draft.witness)
    mode = answer(draft.request, "identity_mode")
    if mode is None:
        yield from draft.gap("identity_mode")
    elif mode == "in_letter":
        yield draft.sentence("person.in_letter")
        yield from draft.blank("identity")
    else:
        yield draft.sentence(f"person.{mode}", Mark.SEALED)


def _witness(draft: Draft, witness: Record) -> Iterator[Block]:
    # Code, capacity and languages: nothing else of the record is meant for a letter, and of an insider only that a witness is heard.
    yield draft.sentence("person.code", code=witness.get("code", ""))
    capacity = capacity_of(witness)
    if capacity:
        yield draft.sentence(f"person.{capacity}")
    else:
        yield from draft.gap("capacity")
    languages = [draft.words.name("language", tag) for tag in witness.get("languages", ())]
    if languages:
        yield draft.sentence("person.languages", languages=draft.words.listed(languages))
    else:
        yield from draft.gap("languages")


def capacity_of(witness: Record | None) -> str | None:
    """As what the person is heard, as far as a letter says it; None where it is not recorded."""
    role: str | None = answer(witness, "role") if witness else None
    return "witness" if role == "insider" else role


def _assistance(draft: Draft) -> Iterator[Block]:
    yield draft.sentence("assistance.measure")
    yield from draft.text("assistance")
    attendance = answer(draft.request, "attendance")
    if attendance is None:
        yield from draft.gap("attendance")
    else:
        yield draft.sentence(f"assistance.{attendance}")


def _dates(draft: Draft) -> Iterator[Block]:
    windows = draft.request.get("windows", ())
    if not windows:
        yield draft.sentence("dates.agree")
        return
    yield draft.sentence("dates.proposed")
    yield windows_table(draft.words, windows)


def _purpose(draft: Draft) -> Iterator[Block]:
    yield from draft.headed("purpose.purpose", draft.text("purpose"))
    relevance = draft.written("relevance") or (draft.gap("relevance") if "relevance" in draft.found else ())
    yield from draft.headed("purpose.relevance", relevance)
    annexed = [
        draft.sentence(f"purpose.{field}", annex=draft.labels[field]) for field in ("questions", "exhibits") if field in draft.labels
    ]
    yield from draft.headed("purpose.annexed", annexed)


def _conduct(draft: Draft) -> Iterator[Block]:
    yield from draft.headed("conduct.authority", draft.text("conducting_authority"))
    yield from draft.headed("conduct.persons", draft.text("conducting_persons"))
    yield from draft.headed("conduct.course", [draft.sentence("conduct.law")])


def _procedure(draft: Draft) -> Iterator[Block]:
    yield draft.sentence("procedure.asked")
    yield from draft.text("procedure")
    yield draft.sentence("procedure.identify")


def _oath(draft: Draft) -> Iterator[Block]:
    yield draft.sentence("oath.refusal")
    yield from draft.headed("oath.law", draft.text("privilege_law"))


def _consent(draft: Draft) -> Iterator[Block]:
    yield draft.sentence("consent.suspect")
    yield from draft.blank("consent")


def _protection(draft: Draft) -> Iterator[Block]:
    yield draft.sentence("protection.asked")
    yield from draft.text("protective_measures")


def _recording(draft: Draft) -> Iterator[Block]:
    yield from draft.headed("recording.recording", draft.text("recording"))
    minutes = [draft.sentence(f"recording.item_{n}", style=Style.ITEM) for n in range(1, _MINUTES + 1)]
    yield from draft.headed("recording.minutes", [draft.sentence("recording.asked"), *minutes])


def _technical(draft: Draft) -> Iterator[Block]:
    label = draft.labels.get("technical")
    yield draft.sentence("technical.annex", annex=label) if label else draft.sentence("technical.agree")
    yield draft.sentence("technical.test")


def _time_limit(draft: Draft) -> Iterator[Block]:
    deadline = draft.request.get("deadline")
    if deadline:
        yield draft.sentence("time_limit.date", date=date_text(draft.words, deadline))
    elif "deadline" in draft.found:
        yield from draft.gap("deadline")
    yield from draft.headed("time_limit.reason", draft.text("deadline_reason"))


def _confidentiality(draft: Draft) -> Iterator[Block]:
    yield draft.sentence("confidentiality.secret")
    yield draft.sentence("confidentiality.use")
    yield from draft.written("confidentiality")


def _costs(draft: Draft) -> Iterator[Block]:
    yield draft.sentence("costs.rule")
    yield from draft.written("costs")


def _assurances(draft: Draft) -> Iterator[Block]:
    yield draft.sentence("assurances.progress")
    yield draft.sentence("assurances.originals")
    yield from draft.written("assurances")


WRITERS: Mapping[str, Callable[[Draft], Iterator[Block]]] = {
    "authorities": _authorities,
    "basis": _basis,
    "urgency": _urgency,
    "proceedings": _proceedings,
    "facts": lambda draft: iter(draft.text("facts")),
    "law": _law,
    "person": _person,
    "assistance": _assistance,
    "dates": _dates,
    "reasons": lambda draft: iter(draft.text("reason_not_in_person")),
    "purpose": _purpose,
    "conduct": _conduct,
    "procedure": _procedure,
    "oath": _oath,
    "consent": _consent,
    "interpretation": lambda draft: iter(draft.text("interpretation")),
    "protection": _protection,
    "recording": _recording,
    "technical": _technical,
    "time_limit": _time_limit,
    "confidentiality": _confidentiality,
    "costs": _costs,
    "assurances": _assurances,
}
