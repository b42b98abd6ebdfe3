"""Annexes of a request as papers of their own: questions, exhibits with their hashes, texts of law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jitdesk.drafting.papers.paper import Content, Row
from jitdesk.drafting.papers.sheet import Sheet, listed
from jitdesk.drafting.structure import Cell, Style, Table, paragraph

_QUESTIONS = (12, 108, 40)
_EXHIBITS = (14, 94, 30, 22)
_TEXTS = (12, 103, 25, 20)


def questions(sheet: Sheet) -> Content:
    """What is to be asked, with room for notes of the court."""
    rows = tuple((sheet.plain(str(n)), sheet.paragraphs(text, "questions"), ()) for n, text in enumerate(_lines(sheet, "questions"), 1))
    table = Table(_QUESTIONS, rows, (sheet.common("number"), sheet.say("question"), sheet.say("note")))
    topics = tuple(paragraph(topic, style=Style.ITEM, field="topics") for topic in sheet.request.get("topics", ()))
    return Content(
        rows=(_person(sheet), *sheet.identified()),
        parts=(
            sheet.part("how", *sheet.items("order", "free", "further", "privacy")),
            *((sheet.part("topics", *topics),) if topics else ()),
            sheet.part("questions", *((table,) if rows else sheet.missing("questions"))),
        ),
    )


def exhibits(sheet: Sheet) -> Content:
    """What is to be shown: number, title, SHA-256 and how; a name of a file never, it may say whose it is."""
    rows = tuple(_exhibits(sheet))
    heads = (sheet.common("number"), sheet.say("exhibit"), sheet.say("shown"), sheet.common("language"))
    return Content(
        rows=(_person(sheet), *sheet.identified()),
        parts=(
            sheet.part("how", *sheet.items("same", "number", "record")),
            sheet.part("list", *((Table(_EXHIBITS, rows, heads),) if rows else sheet.missing("exhibit_list"))),
        ),
    )


def law_texts(sheet: Sheet) -> Content:
    """Which texts of law follow, on what: offences, penalties, the right not to testify."""
    rows = tuple((sheet.plain(str(n)), sheet.paragraphs(text, "law_texts"), (), ()) for n, text in enumerate(_lines(sheet, "law_texts"), 1))
    heads = (sheet.common("number"), sheet.say("text"), sheet.common("language"), sheet.say("pages"))
    return Content(
        rows=sheet.identified(),
        parts=(
            sheet.part("list", sheet.line("follow"), *((Table(_TEXTS, rows, heads),) if rows else sheet.missing("law_texts"))),
            sheet.part("offences", *sheet.text("law")),
            sheet.part("penalties", *sheet.text("penalty", "penalty_imposed")),
            sheet.part("refusal", *sheet.text("privilege_law")),
            sheet.part("sure", *sheet.items("in_force", "translation")),
        ),
        signed=("place", "name", "function"),
    )


def exhibit_rows(sheet: Sheet) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    """Number, title and SHA-256 of each exhibit, and the row it comes from; the hash is "" where none is known."""
    hashes = {record.id: str(record.get("sha256", "")) for record in sheet.case.files}
    given = sheet.request.get("exhibit_list", ())
    for n, row in enumerate(given, 1):
        yield str(row.get("number") or n), str(row.get("title", "")), hashes.get(str(row.get("file", "")), ""), row
    for n, text in enumerate(() if given else _lines(sheet, "exhibits"), 1):
        yield str(n), text, "", {}


def _exhibits(sheet: Sheet) -> Iterator[tuple[Cell, ...]]:
    for number, title, sha256, row in exhibit_rows(sheet):
        named = sheet.paragraphs(title, "exhibit_list") or sheet.missing("exhibit_list")
        hashed = sheet.plain(f"SHA-256: {sha256}") if sha256 else sheet.missing("exhibit_list") if row else ()
        language = sheet.language_names([str(row["language"])]) if row.get("language") else ()
        yield sheet.plain(number), (*named, *hashed), sheet.paragraphs(str(row.get("shown", ""))), language


def _person(sheet: Sheet) -> Row:
    return sheet.row("code", sheet.plain(sheet.code) or sheet.missing("witness"))


def _lines(sheet: Sheet, field: str) -> list[str]:
    return listed(str(sheet.request.get(field, "")))
