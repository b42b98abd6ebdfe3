"""Any paper by its name: which there are, and how one is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from jitdesk.drafting.answers import answer
from jitdesk.drafting.coding import coded
from jitdesk.drafting.papers import annexes, hearing, identity, notes, person, technical, translated, wider
from jitdesk.drafting.papers.paper import LABELS, Content, Paper
from jitdesk.drafting.papers.sheet import Sheet
from jitdesk.drafting.structure import PageMarks, Table, runs
from jitdesk.drafting.times import date_text
from jitdesk.kernel.values import sha256

_HASH_DIGITS = 12

WRITERS: Mapping[str, Callable[[Sheet], Content]] = {
    "cover_note": notes.cover_note,
    "transmittal": notes.transmittal,
    "identity_annex": identity.identity_annex,
    "questions": annexes.questions,
    "exhibits": annexes.exhibits,
    "law_texts": annexes.law_texts,
    "technical_public": technical.public,
    "technical_confidential": technical.confidential,
    "summons": person.summons,
    "oath": person.oath,
    "hearing_day": hearing.day,
    "minutes": hearing.minutes,
    "cost_statement": notes.cost_statement,
    "reminder": notes.reminder,
    "withdrawal": notes.withdrawal,
    "consent_to_share": notes.consent_to_share,
    "jit_request": wider.jit_request,
    "eio_information": wider.eio_information,
    "translator_certificate": translated.certificate,
}


def paper(sheet: Sheet) -> Paper:
    """The paper that the sheet's name means."""
    sheet = replace(sheet, case=coded(sheet.case))
    content = WRITERS[sheet.name](sheet)
    made = Paper(
        name=sheet.name,
        language=sheet.words.language,
        made_on=sheet.case.today,
        title=sheet.say("title"),
        subtitle=sheet.say("subtitle"),
        marks=_marks(sheet, content),
        letterhead=content.letterhead or sheet.first("requesting_authority"),
        particulars=Table(LABELS, tuple((label, cell) for label, cell in content.rows if cell)),
        parts=tuple(content.parts),
        signature_title=sheet.common("signature"),
        signature=Table(LABELS, tuple((sheet.label(f"signed_{key}"), sheet.blank()) for key in content.signed)),
        slip=content.slip,
    )
    return replace(made, marks=replace(made.marks, version=_version(sheet, made)))


def _marks(sheet: Sheet, content: Content) -> PageMarks:
    handling = answer(sheet.request, "handling")
    handled = "" if handling in (None, "none") else sheet.common(f"handling_{handling}")
    return PageMarks(
        handling=" · ".join(filter(None, (content.mark, handled))),
        reference=str(sheet.request.get("reference", "")) if content.bears_reference else "",
        draft=sheet.common("draft", n=sheet.request.get("version", 1)) if sheet.open else "",
        version="",
        pages=sheet.words.texts["paper.pages"],
    )


def _version(sheet: Sheet, made: Paper) -> str:
    titles = (made.title, made.subtitle, *(part.title for part in made.parts))
    text = "\n".join([*titles, *(run.text for run in runs(made.blocks))])
    shown = sha256(text.encode("utf-8", "surrogatepass"))[:_HASH_DIGITS]
    return sheet.common("version", date=date_text(sheet.words, sheet.case.today.isoformat()), hash=shown)
