"""Towards a recipient every person bears the code given for it, wherever a text names one, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jitdesk.drafting.coding import coded
from tests.unit.drafting.cases import case, record

CODES = {"W-0430": "P-B4TG2H", "W-043": "P-9QRX7M"}


def spoken(text: str, **around: Any) -> Any:
    return coded(case({"code": "W-0412"}, around={"codes": CODES, **around}, facts=text))


def test_others_bear_their_own_code_too() -> None:
    told = spoken("W-0412 knew w-0430, not XW-0430 nor W-04301; W-043 came later. W-0999 has none.").request.get("facts")
    assert told == "P-7K4M9Q knew P-B4TG2H, not XW-0430 nor W-04301; P-9QRX7M came later. W-0999 has none."


def test_it_holds_for_the_records_around_too() -> None:
    made = spoken("", measures=(record("protective_measure", others_must="Keep W-0430 and W-0412 apart"),))
    assert made.measures[0].get("others_must") == "Keep P-B4TG2H and P-7K4M9Q apart"


def test_a_case_without_codes_for_its_recipient_stays_as_it_is() -> None:
    made = replace(case(facts="W-0412 and W-0430"), code="")
    assert coded(made) == made


@given(st.lists(st.sampled_from([*CODES, "W-0412", "W-9", "and", "(", "W-0430x", "é"])), st.sampled_from([" ", ",", "\n", "/"]))
def test_no_code_of_the_team_is_left_as_a_word(words: list[str], between: str) -> None:
    theirs = {**CODES, "W-0412": "P-7K4M9Q"}
    assert spoken(between.join(words)).request.get("facts", "") == between.join(theirs.get(word, word) for word in words)
