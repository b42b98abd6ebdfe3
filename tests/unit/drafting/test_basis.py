from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.drafting.basis import ELEMENTS, Basis, Need, NoBasis
from jitdesk.system import resources
from tests.unit.drafting.subjects import SUBJECTS

CODES = ("LHC", "C182", "EU00", "EIO", "UNTOC", "UNCAC", "ICC", "C224", "IBA", "OTH")
TABLES = {code: tomllib.loads(resources.read_text(f"treaties/{code.lower()}.toml")) for code in CODES}
BASES = {code: Basis.build(table) for code, table in TABLES.items()}
LANGUAGES = ("en", "fr", "es", "ar")

# Needs by element, a letter a basis in the order of CODES, as the definitive data has them; "r" is one that only its article makes so.
NEEDS = {
    "E01": "MMMMMMMRMM",
    "E02": "MMMMMMMRMM",
    "E03": "MRRMMMRRRM",
    "E04": "MMMMMMMRRM",
    "E05": "MMMMRRRRRM",
    "E06": "MRRRRRRRRR",
    "E07": "MRRRRRRRRR",
    "E08": "MMMMMMMrMM",
    "E09": "MCrCCCCrRR",
    "E10": "CCCMCCCCCC",
    "E11": "MMMMMMMRRM",
    "E12": "CRRrRRRRRR",
    "E13": "CRrrrrRRRR",
    "E14": "CRRCRRRrRR",
    "E15": "MMMrRRRrRR",
    "E16": "RMMRRRRrRR",
    "E17": "RMMrCCRRRR",
    "E18": "C--------R",
    "E19": "CRRRRRRrRR",
    "E20": "CCCCnn-rnC",
    "E21": "RRrRRRRrRR",
    "E22": "R---RRRRRR",
    "E23": "CCCCRRRRCR",
    "E24": "CCCCCCCRRC",
    "E25": "CCCCRRRrRC",
    "E26": "CRRCRRRRRR",
    "E27": "CCCrRRRrRR",
    "E28": "CCCCCCCCCC",
    "E29": "RRRrRRrrRR",
    "E30": "MCCrMMCRCC",
    "E31": "MCCrrrrrMM",
    "E32": "MRRrMMMRRM",
    "E33": "---r-----C",
    "E34": "MMrrrrMrRR",
    "E35": "MMMMMMMMMM",
    "E36": "CRRRRRRRRR",
    "E37": "CCCrrrrRRR",
    "E38": "RCRrrrRRRR",
    "E39": "CRRrCCRRRR",  # the section of the form is from memory
    "E40": "nMMrnnnrnn",
}


def test_every_shipped_basis_is_tested_here() -> None:
    shipped = {tomllib.loads(text)["code"] for text in resources.read_all("treaties", ".toml")}
    assert shipped == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_shipped_basis_is_whole(code: str) -> None:
    basis = BASES[code]
    assert basis.code == code
    assert not basis.own
    assert basis.source
    assert basis.verified is not None
    assert basis.verified <= date(2026, 11, 28)
    assert set(basis.words) == set(LANGUAGES)
    assert set(basis.cite) <= SUBJECTS
    assert basis.scope.offences
    assert basis.scope.questions
    assert all(basis.terms(language) == basis.words[language] for language in LANGUAGES)


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_of_a_letter_cites_what_nobody_has_confirmed(code: str) -> None:
    unconfirmed = {line["article"].rstrip("*?") for line in TABLES[code]["elements"].values() if line["article"].endswith(("?", "*"))} - {
        ""
    }
    cited = {article.strip() for articles in BASES[code].cite.values() for article in articles.split(",")}
    assert not [article for article in cited if "?" in article or "*" in article]
    assert not cited & unconfirmed


@pytest.mark.parametrize("element", NEEDS)
def test_needs_are_those_of_the_data(element: str) -> None:
    read = ""
    for code in CODES:
        made = BASES[code].elements.get(element)
        written = TABLES[code]["elements"][element]
        if made is None:
            read += written["need"]
        elif made.confirmed:
            read += made.need.value
        else:
            assert made.need is Need.RECOMMENDED
            assert made.article == ""
            read += "r"
    assert read == NEEDS[element]


def test_a_number_to_be_confirmed_is_no_article_and_blocks() -> None:
    made = BASES["EIO"].elements["E01"]
    assert (made.need, made.article, made.number, made.confirmed) == (Need.MANDATORY, "", "5(1)(a)", True)
    assert BASES["EIO"].elements["E09"].number == "?"  # read in an act that transposes it, its place from memory only


@pytest.mark.parametrize(
    ("language", "expected"), [("fr", "fr"), ("fr-BE", "fr"), ("es-AR", "es"), ("ar", "ar"), ("uk", "en"), ("", "en"), ("x" * 40, "en")]
)
def test_a_language_that_a_basis_lacks_has_its_english_words(language: str, expected: str) -> None:
    assert BASES["LHC"].terms(language) == BASES["LHC"].words[expected]


def _without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(table: dict[str, Any]) -> None:
        for key in path[:-1]:
            table = table[key]
        del table[path[-1]]

    return change


def _with(value: Any, *path: str) -> Callable[[dict[str, Any]], None]:
    def change(table: dict[str, Any]) -> None:
        for key in path[:-1]:
            table = table[key]
        table[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        *[(_without(key), key) for key in ("code", "channels", "source", "verified_on", "confidence", "scope", "elements", "words")],
        (_without("elements", "E17"), "E17"),
        (_without("words", "en"), "en"),
        (_without("words", "fr", "closing"), "closing"),
        (_with({"need": "M", "article": "1"}, "elements", "E99"), "E99"),
        (_with({"need": "X", "article": "1"}, "elements", "E01"), "need"),
        (_with(7, "elements", "E01", "article"), "elements"),
        (_with([], "words"), "words"),
        (_with("pigeon", "channels"), "channels"),
        (_with(["pigeon"], "channels"), "channels"),
        (_with("", "code"), "code"),
        (_with("../etc", "code"), "code"),
        (_with([10], "scope", "questions"), "questions"),
        (_with("{authority.__class__} {state}", "words", "en", "opening"), "opening"),
        (_with("{state} {nobody}", "words", "en", "closing"), "closing"),
        (_with("{state!r}", "words", "en", "closing"), "closing"),
        (_with("{state:>9999999}", "words", "en", "closing"), "closing"),
        (_with("{", "words", "en", "closing"), "closing"),
        (_with("{state}", "words", "en", "name"), "name"),
        (_with("a\x00b", "words", "en", "name"), "name"),
        (_with("x" * 3000, "words", "en", "name"), "name"),
        (_with("x", "surprise"), "surprise"),
    ],
)
def test_what_is_no_basis_is_told_with_its_place(change: Callable[[dict[str, Any]], None], told: str) -> None:
    table = copy.deepcopy(TABLES["LHC"])
    change(table)
    with pytest.raises(NoBasis) as wrong:
        Basis.build(table)
    assert told in wrong.value.why


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10) | st.sampled_from(ELEMENTS), inner, max_size=4),
    max_leaves=12,
)
_KEYS = sorted(TABLES["LHC"])


@given(st.dictionaries(st.sampled_from(_KEYS), _ANY, min_size=1))
def test_whatever_stands_in_a_file_it_is_a_basis_or_no_basis(values: dict[str, Any]) -> None:
    with suppress(NoBasis):
        assert Basis.build({**TABLES["LHC"], **values}).terms("fr")["name"]
