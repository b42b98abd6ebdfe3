"""Every finding that reads the case: one case that raises it, one that does not; severity, article, field and sentence."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.findings import crowded
from jitdesk.drafting import checks
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from tests.documents.sample import LHC
from tests.unit.drafting.cases import AGREED, case, codes, found, profile, record
from tests.unit.drafting.table_of_findings import SENT, TABLE, agreement, window

NUMBERS = [f"{entry[0]}-{number}" for number, entry in enumerate(TABLE)]


@pytest.mark.parametrize(("code", "severity", "field", "article", "raises", "silent"), TABLE, ids=NUMBERS)
def test_each_finding_is_raised_by_its_case_and_not_by_the_one_beside_it(
    code: str, severity: str, field: str, article: str, raises: Case, silent: Case
) -> None:
    made = [finding for finding in found(raises) if finding.code == code]
    assert (severity, field, article) in {(f.severity.value, f.field, f.article) for f in made}
    assert (code, field) not in {(f.code, f.field) for f in found(silent)}


def test_every_finding_of_the_list_has_its_rows() -> None:
    assert {code for code, *_ in TABLE} | {"P14"} == {f"P{number:02d}" for number in range(1, 29)}


def test_the_sample_has_nothing_to_find() -> None:
    assert found(case()) == []


@pytest.mark.parametrize("raises", [entry[4] for entry in TABLE], ids=NUMBERS)
def test_every_sentence_is_whole(raises: Case) -> None:
    for finding in found(raises):
        text = str(finding.message)
        assert not re.search(r"[{}]|\b(drafting_case|drafting|state|field|column|choice|language)\.\w", text), text
        assert text[-1] == "."
        assert "  " not in text
        assert (f"Art. {finding.article})" in text) if finding.article else "Art." not in text


def test_findings_of_elements_and_of_the_case_come_in_the_order_of_the_codes() -> None:
    listed = [finding.code for finding in checks.findings(case(facts=None, windows=window("2026-11-24T14:00Z")))]
    assert listed == sorted(listed)
    assert {"E04", "P01"} <= set(listed)


def test_under_another_basis_an_article_of_the_convention_is_to_be_confirmed_and_does_not_block() -> None:
    raises = case(
        around={"replies": (record("reply", kind="more_asked", date="2026-11-20"),), "basis": replace(LHC, code="CETS182")}, **SENT
    )
    (finding,) = found(raises)
    assert (finding.code, finding.severity, finding.article) == ("P27", Need.RECOMMENDED, "")
    assert "to be confirmed" in str(finding.message)


@pytest.mark.parametrize("status", ["executed", "refused", "withdrawn", "closed"])
def test_of_a_request_that_is_over_only_what_still_has_to_be_done_is_told(status: str) -> None:
    due = record("file", name="ledger", return_due="2026-11-01")
    made = case({"disclosure": "exculpatory"}, around={"files": (due,), "consents": ()}, status=status, deadline="2020", defence=None)
    assert codes(made) == {"P15", "P26"}


@pytest.mark.parametrize(
    ("status", "holds"), [("draft", True), ("final", True), ("handed_over", True), ("sent", False), ("executed", False)]
)
def test_what_the_case_says_once_the_letter_is_on_its_way_makes_no_draft_of_it(status: str, holds: bool) -> None:
    made = case({"disclosure": "exculpatory"}, status=status)
    assert [(f.code, f.severity, f.blocks) for f in found(made)] == [("P15", Need.CONDITIONAL, holds)]


def test_a_case_with_nothing_in_it_is_read_all_the_same() -> None:
    empty = Case(record("request", reference="JIT-SR/2026/015"), None, LHC, case().today)
    assert found(empty) == []


def test_the_crowded_case_of_the_proof_finds_what_stands_around_it() -> None:
    listed = [finding.code for finding in checks.findings(crowded())]
    assert listed == sorted(listed)
    assert {"P13": 20, "P19": 6, "P21": 2, "P27": 5}.items() <= Counter(listed).items()
    assert "P07" not in listed


DATES = st.sampled_from(["0001", "0001-01-01", "9999", "9999-12-31", "2027-02", "2027-02-29", "2026-11-25", "0000-00-00"])
NUMBERS_TYPED = st.sampled_from([-(10**30), -1, 0, 1, 53, 10**9, 10**30])


@given(DATES, DATES, NUMBERS_TYPED, st.sampled_from([None, "sent", "acknowledged", "executed"]))
def test_any_date_and_number_that_a_record_can_hold_can_be_read(one: str, other: str, number: int, status: str | None) -> None:
    around = {
        **profile(as_of=one, usual_weeks=number, hearing_law={"notice_days": number}, holidays=[{"on": other}]),
        **agreement(valid_until=other),
        "files": (record("file", name="ledger", return_due=one),),
        "replies": (record("reply", kind="acknowledged", date=other), record("reply", kind="more_asked", date=one, due=other)),
        "transmissions": (record("transmission", date=one),),
        "consents": (record("consent", **AGREED | {"date": one, "until": other}, withdrawal={"on": one}),),
        "accounts": (record("account", date=one),),
    }
    made = case(around=around, status=status, deadline=one, detention_until=other, attendance="summons", summons={"lead_days": number})
    assert all(str(finding.message) for finding in found(made))
