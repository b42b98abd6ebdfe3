"""A complete letter under each basis in each language, as it was read part by part and kept; and what may stand in none of them."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import mammoth
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from benchmarks import bilingual, letters
from jitdesk.documents.body import printable
from jitdesk.documents.styles import RIGHT_EDGE
from jitdesk.domain.states import STATES
from jitdesk.drafting.checks import findings
from jitdesk.drafting.structure import Letter, Paragraph, Style, Table, runs
from jitdesk.system import resources
from tests.documents.papers import SECRETS
from tests.documents.sample import ENGLISH, wording
from tests.goldens.make import FOLDER, LETTERS, document, golden
from tests.goldens.pages import pdfs
from tests.goldens.plain import parts
from tests.goldens.rich import CODES, LANGUAGES, drafted, drawn, rich
from tests.unit.drafting.complete import BASES, put

ALONE = [name for name in LETTERS if "-" not in name]
# Numbers of instruments and dates, which stand behind articles too.
_NO_ARTICLE = r"\d{4}/\d+|\b\d{1,2} (?:de )?\S+(?: \S+)? (?:de )?\d{4}|n° \d+|No\. \d+"
_ARTICLE = re.compile(r"(?:Articles?|articles?|artículos?|المادة|المادتين|المواد) \d[^.;:]*")


@cache
def made(name: str) -> Letter:
    return LETTERS[name]()


def code_of(name: str) -> str:
    return name.partition(".")[0]


def language_of(name: str) -> str:
    return name.partition(".")[2]


def paragraphs(letter: Letter) -> Iterator[Paragraph]:
    """Every paragraph of a letter, the titles too."""
    cover = letter.cover
    blocks = [*cover.letterhead, cover.particulars, cover.opening]
    for part in (*letter.sections, letter.annexes, *letter.enclosures):
        blocks += part.blocks
    for block in (*blocks, letter.closing, letter.signature):
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from (line for row in block.rows for cell in row for line in cell)


@cache
def own(name: str) -> list[str]:
    """The sentences, titles and labels of a letter that are ours, not a person's."""
    letter = made(name)
    cover = letter.cover
    parts = (*letter.sections, letter.annexes, *letter.enclosures)
    titles = [cover.title, cover.subtitle, letter.signature_title, *(part.title for part in parts)]
    heads = [head for part in parts for block in part.blocks if isinstance(block, Table) for head in block.header]
    said = ["".join(run.text for run in line.runs) for line in paragraphs(letter) if not line.field]
    return [text for text in (*titles, *heads, *said) if text not in entered()]


@cache
def entered() -> set[str]:
    return {str(value) for value in _entered(rich(CODES[0]).request.values)}


def _entered(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for entry in value:
            yield from _entered(entry)
    elif isinstance(value, str):
        yield from value.split("\n")


word = cache(document)


def written(name: str) -> str:
    """All that stands in the parts of the document."""
    with ZipFile(BytesIO(word(name))) as package:
        return "".join(package.read(part).decode() for part in package.namelist() if part.endswith((".xml", ".rels")))


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_the_one_that_was_read_and_kept(name: str) -> None:
    kept, now = parts(etree.parse(FOLDER / f"{name}.xml").getroot()), parts(golden(name))
    assert [title for title, _ in now] == [title for title, _ in kept]
    differing = [title for (title, before), (_, after) in zip(kept, now, strict=True) if before != after]
    assert differing == [], "these parts differ: see them, then `python -m tests.goldens.make`"


def test_every_file_of_the_goldens_is_one_of_a_letter() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(LETTERS)


@pytest.mark.parametrize("code", CODES)
def test_the_request_lacks_nothing_and_its_letter_is_no_draft(code: str) -> None:
    assert [finding for finding in findings(rich(code)) if finding.blocks] == []
    letter = drawn(code, "en")
    assert letter.marks.draft == ""


def test_of_the_parts_that_may_be_left_out_each_stands_in_some_letter() -> None:
    standing = {part.key for name in ALONE for part in made(name).sections}
    assert len(standing) == 24


@pytest.mark.parametrize("name", LETTERS)
def test_numbers_run_without_holes_and_no_part_stands_twice(name: str) -> None:
    letter = made(name)
    assert [part.number for part in letter.sections] == [*range(1, len(letter.sections) + 1)]
    titles = [part.title for part in letter.sections]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", LETTERS)
def test_every_heading_has_a_body(name: str) -> None:
    letter = made(name)
    for part in (*letter.sections, letter.annexes, *letter.enclosures):
        assert part.blocks, part.title
        for block, following in zip(part.blocks, (*part.blocks[1:], None), strict=True):
            if isinstance(block, Paragraph) and block.style is Style.HEADING:
                ends = following is None or (isinstance(following, Paragraph) and following.style is Style.HEADING)
                assert not ends, block.runs[0].text
            if isinstance(block, Table):
                assert block.rows, part.title


# Parts in which a sentence of ours rightly stands behind what a person entered, under the same heading.
MIXED = ("basis", "dates", "oath", "recording", "confidentiality")


@pytest.mark.parametrize("name", [name for name in ALONE if language_of(name) == "en"])
def test_no_sentence_stands_under_the_heading_of_another_matter(name: str) -> None:
    for part in made(name).sections:
        headed = entered = False
        for block in part.blocks if part.key not in MIXED else ():
            if isinstance(block, Paragraph) and block.style is Style.HEADING:
                headed, entered = True, False
                continue
            own_words = isinstance(block, Paragraph) and not block.field
            assert not (headed and entered and own_words), (part.key, block)
            entered = entered or not own_words


@pytest.mark.parametrize("name", LETTERS)
def test_no_brace_no_double_space_no_raw_code(name: str) -> None:
    for text in own(name):
        assert not re.search(r"[{}]|\(\)|  |\bNone\b|[a-z]+_[a-z]+", _without_names(text)), text
        assert not set(re.findall(r"\b[A-Z]{3}\b", text)) & set(STATES), text


def _without_names(text: str) -> str:
    """A text without zone names, which are written so on purpose."""
    return re.sub(r"\b[A-Z][a-z]+(?:/[A-Za-z_]+)+", "", text)


# How a name and the words before it must not meet, with an example of each.
WRONG = {
    "en": [(r"\b([Tt]he|of) \1\b", "the the Court"), (r"of United|[Tt]he Article|[Tt]he Directive 2", "of United Kingdom")],
    "fr": [
        (r"\b[dD]e les?\b|\bà les?\b", "de le Sénégal"),
        (r"\b(le|la|les|du|des) (le|la|les)\b", "du la Cour"),
        (r"\b([Ll][ea]|[Dd]e|[Qq]ue) [AEÉIOUaeéiou]", "de Argentine"),
        (r"\b([dlnsjmc]|qu)'", "l'Argentine"),
    ],
    "es": [(r"\b(de|a) el\b", "de el Reino Unido"), (r"\b(el|la|los|las|del|al) (el|la|los|las)\b", "del la Corte")],
}


@pytest.mark.parametrize("name", [name for name in ALONE if language_of(name) in WRONG])
def test_names_of_states_and_terms_join_their_articles(name: str) -> None:
    for wrong, example in WRONG[language_of(name)]:
        assert re.search(wrong, example)
        assert [text for text in own(name) if re.search(wrong, text)] == []


@pytest.mark.parametrize("language", WRONG)
def test_the_name_of_every_state_joins_its_article(language: str) -> None:
    names = [wording(language).joined("of", wording(language).state(code)) for code in sorted(STATES)]
    nouns = {
        "en": r"\bof (Islands|Republic|Kingdom|Federation|United)\b",
        "fr": r"(?<!\bdes )(?<!-les )(?<!et )\bÎles\b|(?<!\bdu )\bTerritoire\b|(?<!\bde la )(?<!\bde l’)\b(République|Fédération) ",
        "es": r"\bde (Islas?|Territorios?|República|Reino|Federación|Estados)\b|EE\. UU\.",
    }[language]
    assert [name for name in names for wrong, _ in WRONG[language] if re.search(wrong, name)] == []
    assert [name for name in names if re.search(nouns, name)] == []


@pytest.mark.parametrize("name", [name for name in ALONE if language_of(name) != "en"])
def test_no_english_sentence_of_the_catalogue_stands_in_another_language(name: str) -> None:
    language = language_of(name)
    english = _patterns(language)
    for text in own(name):
        assert not english.fullmatch(text), text


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_sentence_of_the_catalogue_is_left_in_english(language: str) -> None:
    other = wording(language).texts
    words = {key: re.findall(r"[a-z]{2,}", re.sub(r"\{[^}]*\}", "", text)) for key, text in ENGLISH.texts.items()}
    assert [key for key, text in ENGLISH.texts.items() if other[key] == text and len(words[key]) > 1] == []


@cache
def _patterns(language: str) -> re.Pattern[str]:
    """What the English sentences look like once filled, without those that the other language shares."""
    other = wording(language).texts
    said = {text for key, text in ENGLISH.texts.items() if text != other[key] and len(re.sub(r"\{[^}]*\}", "", text)) > 3}
    said -= set(other.values())
    return re.compile("|".join(re.sub(r"\\\{[^}]*\\\}", ".*", re.escape(text)) for text in said))


@pytest.mark.parametrize("name", ALONE)
def test_only_articles_of_the_basis_are_cited(name: str) -> None:
    basis = BASES[code_of(name)]
    terms = " ".join(basis.words[language_of(name)].values())
    known = set(re.findall(r"\d+(?:\(\w+\))*", " ".join(basis.cite.values()) + terms + "1959"))
    for text in own(name):
        for cited in _ARTICLE.findall(text):
            assert set(re.findall(r"\d+(?:\(\w+\))*", re.sub(_NO_ARTICLE, "", cited))) <= known, text


@pytest.mark.parametrize("name", [name for name in ALONE if language_of(name) == "en" and code_of(name) in ("OTH", "EIO", "ICC")])
def test_where_there_is_no_convention_none_is_named(name: str) -> None:
    assert not [text for text in own(name) if "Convention" in text or "State Party" in text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_is_issued_and_executed_never_requested(language: str) -> None:
    asking = {"en": "requesting authority", "fr": "autorité requérante", "es": "autoridad requirente", "ar": "السلطة الطالبة"}[language]
    asked = {"en": "requested authority", "fr": "autorité requise", "es": "autoridad requerida", "ar": "السلطة المطلوب منها"}[language]
    said = [text.casefold() for text in own(f"EIO.{language}")]
    assert not [text for text in said if asking in text or asked in text]


@pytest.mark.parametrize("name", LETTERS)
def test_no_letter_says_that_a_treaty_is_in_force_and_none_tells_who_the_person_is(name: str) -> None:
    for text in own(name):
        assert not re.search(r"in force|en vigueur|en vigor|نافذ", text), text
    assert not [secret for secret in SECRETS if secret in written(name)]


@pytest.mark.parametrize("name", LETTERS)
def test_a_reader_of_another_make_finds_the_same_headings_and_text(name: str) -> None:
    letter, data = made(name), word(name)
    html = mammoth.convert_to_html(BytesIO(data)).value
    assert [_plain(heading) for heading in re.findall(r"<h1>(.*?)</h1>", html)] == [part.title for part in letter.sections]
    text = _spaced(mammoth.extract_raw_text(BytesIO(data)).value)
    for paragraph in paragraphs(letter):
        assert _spaced(printable("".join(run.text for run in paragraph.runs))) in text


def _plain(html: str) -> str:
    return re.sub("<.*?>", "", html).replace("&amp;", "&")


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_no_two_tables_touch() -> None:
    for name in LETTERS:
        body = Document(BytesIO(word(name))).element.body
        assert not [table for table in body.iter(qn("w:tbl")) if table.getnext().tag == qn("w:tbl")], name


@pytest.mark.parametrize("name", LETTERS)
def test_tables_are_as_wide_as_the_text(name: str) -> None:
    for table in Document(BytesIO(word(name))).element.body.iter(qn("w:tbl")):
        assert sum(int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))) == pytest.approx(RIGHT_EDGE, abs=5)


@pytest.mark.needs("soffice", "pdftotext")
def test_a_word_processor_lays_the_letters_out_page_by_page(tmp_path: Path) -> None:
    names = [*(f"{CODES[0]}.{language}" for language in LANGUAGES), next(name for name in LETTERS if "-" in name)]
    for name, pdf in pdfs(names, tmp_path).items():
        read = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
        pages = read.removesuffix("\f").split("\f")
        assert 12 <= len(pages) <= 25, name
        letter = made(name)
        assert all(letter.marks.reference in page for page in pages)
        if language_of(name) == "ar":
            continue  # the words of a line from right to left come back in another order
        before, _, rest = letter.marks.pages.partition("{page}")
        between = rest.partition("{pages}")[0]
        assert all(f"{before}{n}{between}{len(pages)}" in page for n, page in enumerate(pages, 1)), name
        assert all(letter.marks.version in page and letter.marks.handling in page for page in pages), name
        assert [part.number for part in letter.sections if not re.search(rf"^ *{part.number} +{part.title[:8]}", read, re.M)] == []


def test_the_floor_of_the_speed_proof_writes_the_same_words() -> None:
    """The short form of the proof "bilingual": what ours is measured against is the same letter, whole; its pages are counted above."""
    letter = bilingual.letter()
    bare = Document(BytesIO(letters.bare(letter, resources.read_bytes("templates/letter.docx")))).element.body
    ours = Document(BytesIO(word(next(name for name in LETTERS if "-" in name)))).element.body
    assert len(list(bare.iter(qn("w:tbl")))) == len(list(ours.iter(qn("w:tbl"))))
    assert _words(bare) == _words(ours)


def _words(body: etree._Element) -> Counter[str]:
    return Counter(" ".join("".join(paragraph.itertext(qn("w:t"))) for paragraph in body.iter(qn("w:p"))).split())


def test_a_letter_to_the_court_names_no_state_and_asks_for_none() -> None:
    assert "requested_state" not in {finding.field for finding in findings(rich("ICC"))}
    draft = put(rich("ICC"), status="draft", requested_authority=None)
    to = drafted(draft, "en").cover.particulars.rows[0][1]
    assert [run.field for line in to for run in line.runs] == ["requested_authority"]


def test_who_conducts_is_called_judicial_only_where_it_is() -> None:
    for judicial, title in ((True, "Judicial authority conducting the hearing"), (False, "Authority conducting the hearing")):
        case = put(rich("LHC"), conducting_is_judicial=judicial)
        part = next(part for part in drafted(case, "en").sections if part.key == "conduct")
        said = [run.text for run in runs(part.blocks)]
        assert said[0] == title
        assert any("is not a judicial authority" in text for text in said) is not judicial
