"""Classification markings, told from ordinary words and from the judicial marking of a letter."""

from __future__ import annotations

import pytest

from jitdesk.drafting.markings import classification
from tests.documents.papers import wording


@pytest.mark.parametrize(
    ("text", "marking"),
    [
        ("SECRET", "SECRET"),
        ("Report 12 (RESTRICTED), two pages", "RESTRICTED"),
        ("as in\nSECRET//NOFORN\nno. 4", "SECRET"),
        ("EU RESTRICTED", "EU RESTRICTED"),
        ("RESTREINT UE/EU RESTRICTED", "RESTREINT UE"),
        ("marked Confidentiel Défense in 1994", "Confidentiel Défense"),
        ("NATO-SECRET", "NATO-SECRET"),
        ("VS-NUR FÜR DEN DIENSTGEBRAUCH", "VS-NUR FÜR DEN DIENSTGEBRAUCH"),
        ("report_TOP_SECRET.pdf", "TOP SECRET"),
        ("Довідка, ЦІЛКОМ ТАЄМНО", "ЦІЛКОМ ТАЄМНО"),
        ("تقرير سري للغاية", "سري للغاية"),
        ("STROGO ZAUPNO", "STROGO ZAUPNO"),
    ],
)
def test_a_marking_is_found_as_it_is_written(text: str, marking: str) -> None:
    assert classification(text) == marking


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the secret police held him in a restricted area",
        "Secret ballots; a top secret prison",
        "CONFIDENTIAL",
        "Confidential by agreement",
        "THE SECRET PRISON OF VRELA",
        "SECRETARY OF THE COURT",
        "Restricted circulation, limited to the addressee",
        "Taking of evidence in Geheim, a village",
    ],
)
def test_ordinary_words_and_the_judicial_marking_are_none(text: str) -> None:
    assert classification(text) == ""


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_no_marking_of_ours_reads_as_a_classification(language: str) -> None:
    words = wording(language)
    ours = {key: text for key, text in words.texts.items() if key.startswith(("handling.", "paper.handling_"))}
    assert len(ours) == 4
    assert [text for text in ours.values() if classification(text)] == []
    assert ours["handling.limited"] == ours["paper.handling_limited"]
