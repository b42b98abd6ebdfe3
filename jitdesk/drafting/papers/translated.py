"""Translations: whether one is stale, and the certificate page of the translator."""

from __future__ import annotations

from collections.abc import Iterable

from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer
from jitdesk.drafting.papers.paper import Content
from jitdesk.drafting.papers.sheet import Sheet
from jitdesk.drafting.structure import Block, Letter, Mark, Table, runs
from jitdesk.kernel.values import sha256


def source_hash(letter: Letter) -> str:
    """The SHA-256 of a letter's own words: without page marks and the head, where register number and place come in on signature, and
    without the marks of gaps, which no translation has."""
    blocks: list[Block] = [letter.cover.opening]
    for part in (*letter.sections, letter.annexes):
        blocks += part.blocks
    for annex in letter.enclosures:
        blocks += annex.blocks
    titles = [letter.cover.title, letter.cover.subtitle, *(part.title for part in letter.sections), *(a.title for a in letter.enclosures)]
    return text_hash([*titles, *(run.text for run in runs([*blocks, letter.closing]) if run.mark is not Mark.GAP)])


def annex_hash(request: Record, files: Iterable[Record], letter: Letter, annex: str) -> str | None:
    """The SHA-256 of what an annex holds now: of its file, else of its own words; None where the letter has no such annex."""
    hashes = {record.id: str(record.get("sha256", "")) for record in files}
    for n, row in enumerate(request.get("annex_list", ()), 1):
        if str(row.get("number") or n) == annex:
            return hashes.get(str(row.get("file", ""))) or row.get("sha256") or text_hash([str(row.get("title", ""))])
    for enclosure in letter.enclosures:
        if enclosure.letter == annex:
            return text_hash([enclosure.title, *(run.text for run in runs(enclosure.blocks))])
    return next((text_hash([title]) for label, title in annexes(letter) if label == annex), None)


def annexes(letter: Letter) -> Iterable[tuple[str, str]]:
    """Number and title of each annex in the letter's own table."""
    for block in letter.annexes.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                label, title = (" ".join(run.text for run in runs(cell)) for cell in row[:2])
                yield label, title


def text_hash(texts: Iterable[str]) -> str:
    """The SHA-256 of texts in their order."""
    return sha256("\n".join(texts).encode("utf-8", "surrogatepass"))


def is_stale(translation: Record, current_hash: str) -> bool:
    """Whether the source is another one than was translated; one recorded without a hash cannot be vouched for and counts as stale."""
    return bool(translation.get("source_hash") != current_hash)


def current(translations: Iterable[Record], linked: str = "") -> Record | None:
    """The translation that a certificate is for: the one that the request links, else the latest of the letter itself."""
    found = [record for record in translations if not record.get("annex")]
    chosen = [record for record in translations if record.id == linked] or found
    return max(chosen, key=lambda record: str(record.get("done_on", "")), default=None)


def certificate(sheet: Sheet) -> Content:
    """The page on which the translator answers for the translation."""
    made = current(sheet.case.translations, str(sheet.request.get("translation", "")))
    what = made.get("annex") if made else None
    standing = answer(made, "standing") if made else None
    language = made.get("language") if made else None
    binding = (made.get("binding") if made else None) or sheet.request.get("language", "en")
    return Content(
        rows=sheet.identified(),
        parts=(
            sheet.part(
                "text",
                sheet.pairs(
                    sheet.own("what", sheet.plain(sheet.say("annex", n=what) if what else sheet.common("the_request"))),
                    sheet.own("from", sheet.language_names([str(sheet.request.get("language", "en"))])),
                    sheet.own("into", sheet.language_names([str(language)] if language else [], "translations")),
                    sheet.own("version", sheet.plain(str(made.get("of_version", ""))) if made else ()),
                    sheet.own("source_hash", sheet.plain(str(made.get("source_hash", ""))) if made else ()),
                    sheet.own("done_on", sheet.date(made.get("done_on") if made else None, "translations")),
                ),
            ),
            sheet.part(
                "translator",
                sheet.pairs(
                    sheet.own("name", sheet.plain(str(made.get("translator", ""))) if made else sheet.missing("translations")),
                    sheet.own("standing", sheet.plain(sheet.say(f"standing_{standing}")) if standing else sheet.missing("translations")),
                    sheet.own("checked_by", sheet.plain(str(made.get("checked_by", ""))) if made else ()),
                ),
            ),
            sheet.part("statement", sheet.line("certifies"), *sheet.items("complete", "faithful", "secret")),
            sheet.part("binding", sheet.line("binds"), *sheet.language_names([str(binding)])),
        ),
        signed=("place", "name", "seal"),
    )
