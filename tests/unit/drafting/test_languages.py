"""Every language of letters, under every legal basis that comes with JITDesk."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

import pytest

from jitdesk.domain.states import STATES
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import findings
from jitdesk.drafting.letter import letter
from jitdesk.drafting.structure import runs
from jitdesk.drafting.wording import gaps
from jitdesk.system import resources
from tests.documents.sample import ENGLISH, LHC, TODAY, bare, letter_of, request, witness, wording
from tests.unit.drafting.test_letter import everything, section

OTHERS = ("fr", "es", "ar")
BASES = [Basis.build(tomllib.loads(text)) for text in resources.read_all("treaties", ".toml")]


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_texts_of_english_with_the_same_placeholders(language: str) -> None:
    words = wording(language)
    assert (list(gaps(words, ENGLISH)), list(gaps(ENGLISH, words))) == ([], [])


def test_a_text_or_a_placeholder_that_is_missing_is_found() -> None:
    texts = {key: text for key, text in ENGLISH.texts.items() if key != "person.minor"} | {"person.code": "The person {name}."}
    assert sorted(gaps(replace(ENGLISH, texts=texts), ENGLISH)) == ["person.code", "person.minor"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_state_and_month_has_a_name(language: str) -> None:
    words = wording(language)
    assert [code for code in sorted(STATES) if words.state(code) == code] == []
    assert len({words.month(n) for n in range(1, 13)} | {words.weekday(n) for n in range(1, 8)}) == 19


@pytest.mark.parametrize("language", ["en", *OTHERS])
@pytest.mark.parametrize("basis", BASES, ids=lambda basis: basis.code)
def test_every_letter_under_every_basis_is_written_to_its_end(basis: Basis, language: str) -> None:
    words = wording(language)
    summoned = {"attendance": "summons", "identity_mode": "held_by_requested", "requested_state": "SEN", "hearing_kind": "identification"}
    for asked, person in ((bare(), None), (request(), witness()), (request(**summoned), witness(role="suspect"))):
        case = Case(asked, person, basis, TODAY)
        made = letter(case, findings(case), words)
        said = [run.text for run in everything(made)] + [made.cover.title, made.cover.subtitle, *(part.title for part in made.sections)]
        assert not [text for text in said if re.search(r"[{}]|\(\)|  ", text)]


def test_names_of_states_take_the_prepositions_of_the_language() -> None:
    french, spanish = wording("fr"), wording("es")
    expected = {
        "SEN": "du Sénégal",
        "FRA": "de la France",
        "NLD": "des Pays-Bas",
        "ARG": "de l’Argentine",
        "ISR": "d’Israël",
        "CUB": "de Cuba",
        "COD": "de la République démocratique du Congo",
        "USA": "des États-Unis d’Amérique",
        "XKX": "du Kosovo",
        "HRV": "de la Croatie",
    }
    assert {code: french.joined("of", french.state(code)) for code in expected} == expected
    assert [spanish.joined("of", spanish.state(code)) for code in ("ARG", "GBR", "NLD", "CAF")] == [
        "de Argentina",
        "del Reino Unido",
        "de los Países Bajos",
        "de la República Centroafricana",
    ]


def test_terms_of_a_basis_take_their_article() -> None:
    french = wording("fr")
    for term, said in (
        ("État Partie requis", "de l’État Partie requis"),
        ("Partie requise", "de la Partie requise"),
        ("Cour", "de la Cour"),
        ("État membre requis", "de l’État membre requis"),
    ):
        own = replace(LHC, words={"en": LHC.words["en"], "fr": {**LHC.words["en"], "requested_state": term}})
        assert said in section(letter_of(request(), witness(), basis=own, words=french), "procedure")


def test_the_first_of_a_month_has_its_own_form_in_french() -> None:
    made = letter_of(request(deadline="2027-03-01"), witness(), words=wording("fr"))
    assert "1er mars 2027" in section(made, "time_limit")


def test_of_the_languages_only_arabic_is_marked_as_not_yet_read() -> None:
    assert [language for language in ("en", *OTHERS) if wording(language).unread] == ["ar"]
    assert [language for language in ("en", *OTHERS) if wording(language).right_to_left] == ["ar"]


def test_a_basis_without_words_in_the_language_lends_its_english_ones() -> None:
    own = replace(LHC, words={"en": LHC.words["en"]})
    case = Case(request(), witness(), own, TODAY)
    made = letter(case, findings(case), wording("es"))
    assert "requested State Party" in "\n".join(run.text for part in made.sections for run in runs(part.blocks))
