"""What joins two letters to different States, told by where it stands and never by its words."""

from __future__ import annotations

from typing import Any

import pytest

from jitdesk.drafting import joining
from jitdesk.drafting.checks import Finding
from tests.unit.drafting.cases import case, record

STATE = {"requested_state": "URY", "reference": "JIT-SR/2026/002"}


def joined(mine: dict[str, Any], theirs: dict[str, Any]) -> list[Finding]:
    made = case(around={"others": (record("request", **STATE, **theirs),)}, windows=None, **mine)
    return list(joining.findings(made))


def keys(found: list[Finding]) -> list[tuple[str, str]]:
    return [(f.message.key.rpartition("_")[2], f.field) for f in found]


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ({"questions": "Who gave the orders there, and when?"}, {"topics": ["who gave the ORDERS there"]}, [("words", "questions")]),
        ({"questions": "Who gave the orders, and when?"}, {"topics": ["who gave the orders"]}, []),
        ({"costs": "Each State bears its own costs."}, {"costs": "Each State bears its own costs."}, []),
        ({"questions": "On 9 July 1994?"}, {"facts": "the 9 July 1994"}, [("dates", "questions")]),
        ({"questions": "On 09.07.1994?"}, {"facts": "1994-07-09"}, [("dates", "questions")]),
        ({"questions": "In July 1994?"}, {"facts": "July 1994"}, []),
        ({"questions": f"See {'ab' * 32}"}, {"exhibits": f"Film, {'AB' * 32}"}, [("hashes", "exhibit_list")]),
        (
            {"windows": [{"start": "2027-10-18T13:00Z", "minutes": 60, "zone": "UTC"}]},
            {"windows": [{"start": "2027-10-18T15:00Z", "minutes": 60, "zone": "UTC"}]},
            [("dates", "windows")],
        ),
    ],
)
def test_words_dates_and_hashes_that_two_letters_share(
    mine: dict[str, Any], theirs: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    made = case(around={"others": (record("request", **STATE, **theirs),)}, **mine)
    assert keys(list(joining.findings(made))) == expected


def test_each_other_letter_is_named_and_no_word_of_either() -> None:
    others = tuple(
        record("request", n, requested_state=state, reference=f"R-{n}", facts="Zlatorog was held in the mill")
        for n, state in ((1, "URY"), (2, "SEN"))
    )
    found = list(joining.findings(case(around={"others": others}, facts="Zlatorog was held in the mill.")))
    assert ["R-1" in str(f.message) for f in found] == [True, False]
    assert ["Senegal" in str(f.message) for f in found] == [False, True]
    assert not any("Zlatorog" in f"{f.message} {f.message.arguments}" for f in found)


def test_a_letter_that_was_sent_is_not_compared_any_more() -> None:
    assert joined({"status": "sent"}, {"facts": case().request.get("facts")}) == []
