"""Folding: what looks the same is found, however it was typed; and no typed word breaks the search."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlite

from jitdesk.domain.folding import fold, fold_any, query

SAME = [
    ("Łódź", "lodz"),
    ("STRASSE", "straße"),
    ("Ærø", "aero"),
    ("Đorđe Žižić", "dorde zizic"),
    ("İstanbul", "ISTANBUL"),
    ("ısı", "isi"),
    ("cœur", "COEUR"),
    ("Ștefan", "stefan"),
    ("ﬁle", "file"),
    ("ＡＢＣ１２", "abc12"),
    ("Йосип Їжак", "иосип іжак"),
    ("Ґанок", "ганок"),
    ("ЁЛКА", "елка"),
    ("п’ять", "п'ять"),
    ("пʼять", "п'ять"),
    ("Ἀθῆναι", "αθηναι"),
    ("ΟΔΟΣ", "οδος"),
    ("τῷ ᾼδῃ", "τω αδη"),
    ("مُحَمَّد", "محمد"),
    ("محـــمد", "محمد"),
    ("أحمد إبراهيم آل", "احمد ابراهيم ال"),
    ("فاطمة", "فاطمه"),
    ("مصطفى", "مصطفي"),
    ("کتاب یک", "كتاب يك"),
    ("مؤمن رئيس", "مومن رييس"),
    ("١٢٣ ۱۲۳", "123 123"),
    ("می‌خواهم", "ميخواهم"),
    ("ﷲ", "الله"),
    ("שָׁלוֹם", "שלום"),
    ("soft\u00adhyphen", "softhyphen"),
    ("ʿAlī Ra’i", "ali ra'i"),
    ("क\u094d\u093c", "क\u093c\u094d"),  # marks in another order
    ("क\u094dـ\u093c", "क\u093c\u094d"),
]
TEXTS = st.text(st.characters(codec=None), max_size=40) | st.text(
    st.sampled_from("abÀéßœİıЙїґأإةـَُ١ی’ʼ\u0301\u0308\u0327\u0345\u3099\u093cक\0 \"*()'^:+-ANDORNT…\ud800"), max_size=30
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_is_found_as_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("і", "и"), ("є", "е"), ("ש", "ס"), ("ج", "ح"), ("कि", "की"), ("は", "ば"), ("ə", "e")])
def test_different_letters_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_every_character_folds_alike_alone_and_in_any_alphabet() -> None:
    for code in itertools.chain(range(0x3100), range(0xD7F0, 0xE010), range(0xF900, 0x11000), range(0x1D400, 0x1F200)):
        char = chr(code)
        folded = fold_any(char)
        assert fold(char) == folded
        assert fold(folded) == folded
        assert len(folded) <= 18


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_the_fast_way_is_the_slow_way(text: str) -> None:
    assert fold(text) == fold_any(text)


@given(TEXTS, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_composed_and_decomposed_forms_are_one(text: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, text)) == fold(text)  # type: ignore[arg-type]


@given(TEXTS)
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.lower()) == fold(text)


def test_what_is_typed_and_what_is_asked() -> None:
    assert query('Łódź "two words" begin* W-0412') == '"lodz" AND "two words" AND "begin"* AND "w-0412"'
    assert query("while typ", prefix_last=True) == '"while" AND "typ"*'
    assert query("while typing ", prefix_last=True) == '"while" AND "typing"'
    assert query('a "phrase', prefix_last=True) == '"a" AND "phrase"'
    assert query("a -", prefix_last=True) == '"a"'
    assert query(' "" * - AND"') == '"and"'
    assert query("") == ""


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite.Connection]:
    connection = sqlite.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE search USING fts5(text, content='', tokenize='unicode61 remove_diacritics 0', prefix='2 3 4')")
    texts = ["Свідок із Харкова", "الشاهد أدلى بشهادته", "Le témoin protégé W-0412", "two words apart from words two"]
    connection.executemany("INSERT INTO search(rowid, text) VALUES (?, ?)", [(n, fold(t)) for n, t in enumerate(texts, 1)])
    yield connection
    connection.close()


def hits(index: sqlite.Connection, words: str, prefix_last: bool = False) -> list[int]:
    found = query(words, prefix_last)
    return [row[0] for row in index.execute("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid", (found,))] if found else []


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("свідок харкова", [1]),
        ("харк", []),
        ("харк*", [1]),
        ("شهادته", []),
        ("اَلشاهد", [2]),
        ("TEMOIN", [3]),
        ("w-0412", [3]),
        ("w-04*", [3]),
        ('"two words"', [4]),
        ('"words apart"', [4]),
        ('"apart words"', []),
        ("two NOT words", []),
        ("text:two", []),
        ("", []),
    ],
)
def test_what_is_found(index: sqlite.Connection, words: str, rows: list[int]) -> None:
    assert hits(index, words) == rows


@given(words=TEXTS, prefix_last=st.booleans())
def test_no_typed_word_is_a_syntax_error(index: sqlite.Connection, words: str, prefix_last: bool) -> None:
    hits(index, words, prefix_last)
