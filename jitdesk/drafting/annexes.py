"""The annexes of a letter: those a person listed, those written with the letter, the sealed one; their list and their pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jitdesk.domain.kinds.request import REQUEST
from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.draft import Draft
from jitdesk.drafting.particulars import cell
from jitdesk.drafting.sections_case import exhibits, hashed
from jitdesk.drafting.structure import NO_PAGE, Block, Cell, Enclosure, Mark, Paragraph, Run, Section, Table, lines, paragraph

_ENCLOSED = {"questions": ("questions",), "exhibits": ("exhibits", "exhibit_list"), "technical": ("technical",)}
_SEALED_LABEL = "S"
_NUMBERED = re.compile(r"(?:(?:annexe?|anexo|الملحق)\s+)?(\d{1,3})[.):]?\s+(\S.*)", re.IGNORECASE)
_SHORT = (20, 140)
_PAGED = (20, 105, 35)
_LONG = (14, 54, 30, 34, 28)


@dataclass(frozen=True)
class Annex:
    """One annex of the list; of those entered in columns, also pages and language, hash, and how it travels."""

    label: str
    title: Cell
    form: Cell = ()
    sha256: Cell = ()
    travels: Cell = ()


def enclosed(request: Record) -> dict[str, str]:
    """The annexes written with the letter and their letters."""
    standing = [name for name, fields in _ENCLOSED.items() if not all(empty(request, field) for field in fields)]
    return {name: chr(ord("A") + n) for n, name in enumerate(standing)}


def annexes(draft: Draft) -> tuple[Annex, ...]:
    """Every annex in the order of the list."""
    return tuple([*_listed(draft), *_entered(draft), *_own(draft)])


def _listed(draft: Draft) -> Iterator[Annex]:
    listed = lines(draft.request.get("annexes", ""))
    own = [_NUMBERED.fullmatch(line) for line in listed]
    counted = [(match[1], match[2]) for match in own if match]
    # A list that is numbered 1, 2, 3 already keeps its numbers and is not numbered twice.
    if [label for label, _ in counted] != [str(n) for n in range(1, len(listed) + 1)]:
        counted = [(str(n), line) for n, line in enumerate(listed, 1)]
    for label, title in counted:
        yield Annex(label, (draft.own(title),))


def _entered(draft: Draft) -> Iterator[Annex]:
    columns = REQUEST.by_name["annex_list"].by_column
    before = len(lines(draft.request.get("annexes", "")))

    for n, entry in enumerate(draft.request.get("annex_list", ()), before + 1):

        def said(name: str, entry: Mapping[str, Any] = entry) -> Cell:
            return cell(draft, columns[name], entry.get(name), f"annex_list.{name}")

        pages = (draft.sentence("annex.pages", pages=entry["pages"]),) if entry.get("pages") else ()
        digest = said("sha256") or hashed(draft, entry.get("file"))
        language = (*said("language"), *_translated(draft, entry.get("translation")))
        yield Annex(str(entry.get("number") or n), said("title"), (*pages, *language), digest, said("travels"))


def _translated(draft: Draft, translation: object) -> Cell:
    found = next((record for record in draft.case.translations if record.id == translation), None)
    language = found.get("language") if found else None
    return (draft.sentence("annex.translated", language=draft.words.tongue(language)),) if language else ()


def _own(draft: Draft) -> Iterator[Annex]:
    for field, label in draft.labels.items():
        yield Annex(label, (draft.sentence(f"annex.{field}"),), (_begins(draft, label),), travels=(draft.sentence("option.travels.open"),))
    if answer(draft.request, "identity_mode") == "sealed_annex":
        yield Annex(_SEALED_LABEL, (draft.sentence("annex.sealed"),), travels=(draft.sentence("option.travels.sealed"),))


def _begins(draft: Draft, label: str) -> Paragraph:
    """On which page of the letter an annex begins, which the word processor knows."""
    before, _, after = draft.words.texts["annex.begins"].partition("{page}")
    runs = (Run(before), Run(NO_PAGE, Mark.PAGE, label), Run(after))
    return Paragraph(tuple(run for run in runs if run.text))


def annex_list(draft: Draft, listed: tuple[Annex, ...]) -> Section:
    """The list of annexes: with pages, language, hash and way where a person entered them, else number, title and where it begins."""
    blocks: tuple[Block, ...] = (_table(draft, listed),) if listed else (draft.sentence("annex.none"),)
    nothing = empty(draft.request, "annexes") and empty(draft.request, "annex_list")
    missing = draft.gap("annexes") if nothing else ()
    return Section("annexes", None, draft.say("title.annexes"), (*blocks, *missing, *draft.unsettled(("annexes", "annex_list"))))


def _table(draft: Draft, listed: tuple[Annex, ...]) -> Table:
    entered = not empty(draft.request, "annex_list")
    widths = _LONG if entered else _PAGED if draft.labels else _SHORT
    rows = (((paragraph(annex.label),), annex.title, annex.form, annex.sha256, annex.travels) for annex in listed)
    heads = ("number", "title", "form" if entered else "page", "sha256", "travels")[: len(widths)]
    return Table(widths, tuple(row[: len(widths)] for row in rows), tuple(draft.say(f"annex.{key}") for key in heads))


def enclosure(draft: Draft, name: str) -> Enclosure:
    """An annex written with the letter."""
    blocks = exhibits(draft) if name == "exhibits" else draft.written(name)
    label = draft.labels[name]
    return Enclosure(label, draft.say("annex.heading", n=label), draft.say(f"annex.{name}"), tuple(blocks))
