"""Every finding that reads the case: one case that raises it, one that does not; severity, article, field and sentence."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.findings import crowded
from jitdesk.drafting import checks
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from tests.documents.sample import LHC
from tests.unit.drafting.cases import AGREED, PERSON, case, codes, found, profile, record

ZONE = "America/Argentina/Buenos_Aires"
SENT = {"status": "sent"}
LETTER_SENT = (record("transmission", date="2026-11-10", step="requested_central"),)
SKETCH = record("file", 1, name="sketch.svg", sha256="1" * 64)
CHILD = {
    "age_band": "14-16",
    "interviewer": "trained",
    "place": "child house",
    "guardian": "appointed",
    "recording": "once",
    "once_only": False,
    "best_interests": "noted",
}


def window(start: str, minutes: int = 180, zone: str = ZONE) -> list[dict[str, Any]]:
    return [{"start": start, "minutes": minutes, "zone": zone}]


def annex(**row: Any) -> dict[str, Any]:
    return {"annex_list": [{"number": "1", "title": "Sketch", "file": SKETCH.id, **row}]}


def with_files(*files: Any, **around: Any) -> dict[str, Any]:
    return {"files": files or (SKETCH,), **around}


def agreement(**values: Any) -> dict[str, Any]:
    return {"agreement": record("agreement", title="JIT Sava River", parties=["SVN", "UKR"], **values)}


def measure(**values: Any) -> dict[str, Any]:
    return {"measures": (record("protective_measure", kinds=["anonymity"], against=["defence"], **values),)}


MEASURE = record("protective_measure").id
ACCOUNT = record("account", date="2019-03-04", authority="District police")
OTHER = {"reference": "JIT-SR/2026/002", "requested_state": "URY", "witness": PERSON}

# code, severity, field, article, the case that raises it, and the case closest to it that does not
TABLE: list[tuple[str, str, str, str, Case, Case]] = [
    ("P01", "R", "windows", "", case(windows=window("2027-04-12T14:00Z")), case(windows=window("2027-04-14T14:00Z"))),
    ("P01", "R", "windows", "", case(windows=window("2026-11-24T14:00Z")), case(windows=None)),
    (
        "P02",
        "M",
        "windows",
        "",
        case(windows=window("2027-10-31T00:30Z", 60, "Europe/Ljubljana")),
        case(windows=window("2027-10-29T12:30Z")),
    ),
    (
        "P02",
        "M",
        "test_call",
        "",
        case(test_call=window("2027-10-20T13:00Z", 60, "Europe/Novi_Breg")),
        case(test_call=window("2027-10-20T13:00Z")),
    ),
    ("P03", "R", "windows", "", case(windows=window("2027-10-20T11:30Z")), case(windows=window("2027-10-20T12:00Z"))),
    ("P03", "R", "windows", "", case(windows=window("2027-10-11T14:00Z")), case(windows=window("2027-10-12T14:00Z"))),
    ("P03", "R", "windows", "", case(windows=window("2027-10-23T14:00Z")), case(windows=window("2027-10-22T14:00Z"))),
    (
        *("P03", "R", "windows", ""),
        case(around=profile(office=None), windows=window("2027-10-20T03:00Z")),
        case(around=profile(office=None), windows=window("2027-10-20T11:30Z")),
    ),
    (
        *("P04", "C", "windows", ""),
        case(attendance="summons", windows=window("2026-12-04T14:00Z")),
        case(attendance="summons", windows=window("2026-12-07T14:00Z")),
    ),
    (
        *("P04", "C", "windows", ""),
        case(attendance="summons", summons={"lead_days": 30}, windows=window("2026-12-07T14:00Z")),
        case(attendance="voluntary", summons={"lead_days": 30}, windows=window("2026-12-07T14:00Z")),
    ),
    ("P05", "C", "deadline", "", case(deadline="2027-10-25"), case(deadline="2027-10-26")),
    ("P05", "C", "deadline", "", case(deadline="2026-10", windows=None), case(deadline="2026-11", windows=None)),
    ("P06", "R", "facts", "", case(facts="A mill at Vrela was burnt down and people were hurt there."), case()),
    (
        *("P06", "R", "facts", ""),
        case(facts="On 3 May 1994 a mill was burnt down and people were hurt there."),
        case(facts="On 3 May 1994 a mill at Vrela was burnt down and people were hurt there."),
    ),
    ("P06", "R", "facts", "", case(facts="In Vrela, 1994."), case(facts="١٩٩٤، في قرية فريلا احتجز ستون مدنيا في الطاحونة وعذبوا")),
    (
        *("P07", "M", "facts", ""),
        case(around={"identities": (record("identity", name="Olena Sofronijevic"),)}, facts="Olena Sofronijevic was there."),
        case(around={"identities": (record("identity", name="Olena Sofronijevic"),)}),
    ),
    (
        *("P08", "C", "rehearing_reason", ""),
        case(around={"accounts": (ACCOUNT,)}, rehearing_reason=None),
        case(around={"accounts": (ACCOUNT,)}),
    ),
    (
        *("P09", "C", "recorded", ""),
        case(around=profile(hearing_law={"recording": "no"}), recorded={"asked": True}),
        case(around=profile(hearing_law={"recording": "no"}), recorded={"asked": True, "agreed": True}),
    ),
    ("P09", "R", "recorded", "", case(around={"profile": None}, recorded={"asked": True}), case(recorded={"asked": True})),
    ("P10", "C", "defence", "", case(defence=None), case(defence={"accused": "excluded_by_order"})),
    (
        *("P10", "C", "defence", ""),
        case(around={"proceeding": record("proceeding", number="Kp 1", stage="trial")}, suspects=None, defence={"counsel": "N. N."}),
        case(around={"proceeding": record("proceeding", number="Kp 1", stage="pre_trial")}, suspects=None, defence=None),
    ),
    ("P11", "R", "witness", "", case(around={"consents": ()}), case()),
    ("P11", "R", "witness", "", case(around={"consents": (record("consent", **AGREED | {"decision": "refused"}),)}), case()),
    ("P11", "C", "suspect_consent", "", case({"role": "suspect"}, around={"consents": ()}), case({"role": "suspect"})),
    (
        *("P11", "C", "witness", ""),
        case(around={"consents": (record("consent", **AGREED | {"recipient_state": "URY"}),)}, telephone={"willing": True}),
        case(around={"consents": (record("consent", **AGREED | {"recipient_state": None, "recipient": "courts of Argentina"}),)}),
    ),
    (
        *("P11", "R", "witness", ""),
        case(around={"consents": (record("consent", **AGREED | {"until": "2026-11-24"}),)}),
        case(around={"consents": (record("consent", **AGREED | {"decision": "not_asked", "note": "The law does not ask for it."}),)}),
    ),
    (
        *("P12", "C", "status", "32(2)"),
        case(
            around={
                "transmissions": LETTER_SENT,
                "consents": (record("consent", **AGREED | {"decision": "withdrawn", "date": "2026-11-20"}),),
            },
            **SENT,
        ),
        case(
            around={
                "transmissions": LETTER_SENT,
                "consents": (record("consent", **AGREED | {"decision": "withdrawn", "date": "2026-11-01"}),),
            },
            **SENT,
        ),
    ),
    (
        *("P12", "C", "status", "32(2)"),
        case(around={"consents": (record("consent", **AGREED, withdrawal={"by": "the person"}),)}, **SENT),
        case(around={"consents": (record("consent", **AGREED, withdrawal={"on": "2026-11-20", "effect": "adjourned"}),)}, **SENT),
    ),
    (
        *("P13", "C", "annex_list", ""),
        case(around=with_files(replace(SKETCH, values=SKETCH.values | {"origin": "UKR", "conditions": ["named_proceedings"]})), **annex()),
        case(around=with_files(replace(SKETCH, values=SKETCH.values | {"origin": "ARG", "conditions": ["named_proceedings"]})), **annex()),
    ),
    (
        *("P13", "C", "witness", ""),
        case({"origin": "UKR", "conditions": ["third_state"]}),
        case(
            {"origin": "UKR", "conditions": ["third_state"]},
            around={
                "state_consents": (
                    record(
                        "state_consent",
                        about=PERSON,
                        state="UKR",
                        decision="given",
                        conditions=["third_state"],
                        recipients=["ARG"],
                        date="2026-01-01",
                    ),
                )
            },
        ),
    ),
    (
        *("P13", "C", "annex_list", ""),
        case(around=with_files(replace(SKETCH, values=SKETCH.values | {"provider_conditions": "Not for the press"})), **annex()),
        case(around=with_files(), **annex()),
    ),
    (
        *("P15", "C", "witness", ""),
        case({"disclosure": "exculpatory"}, around={"proceeding": record("proceeding", number="Kp 417/2026")}),
        case({"disclosure": "exculpatory", "disclosed_on": "2026-11-01"}),
    ),
    (
        *("P15", "C", "annex_list", ""),
        case(around=with_files(replace(SKETCH, values=SKETCH.values | {"disclosure": "exculpatory"})), **annex()),
        case(around=with_files(replace(SKETCH, values=SKETCH.values | {"disclosure": "disclosed"})), **annex()),
    ),
    (
        *("P16", "C", "anonymity", ""),
        case(anonymity={"kept_from": ["defence"]}),
        case(anonymity={"kept_from": ["defence"], "court": "District Court", "date": "2026-10-01"}),
    ),
    (
        *("P16", "C", "anonymity", ""),
        case(around=measure(basis="agreement", status="in_force"), measures=[MEASURE]),
        case(around=measure(basis="order", status="in_force", ordered_on="2026-10-01"), measures=[MEASURE]),
    ),
    (
        "P17",
        "C",
        "child_measures",
        "",
        case(minor=True, child_measures={**CHILD, "guardian": None}),
        case(minor=True, child_measures=CHILD),
    ),
    (
        *("P18", "C", "person_counsel", ""),
        case({"criminal_exposure": "Guarded the mill for a day."}),
        case({"criminal_exposure": "Guarded the mill for a day."}, person_counsel={"needed": True}, warnings="As Article 5 says."),
    ),
    (
        "P18",
        "C",
        "warnings",
        "",
        case({"role": "insider"}, person_counsel={"needed": True}),
        case({"role": "insider", "data_category": "witness"}),
    ),
    (
        *("P19", "R", "relevance", ""),
        case(around={"others": (record("request", **OTHER, relevance="Nobody; no other surviving person known to the court."),)}),
        case(around={"others": (record("request", **OTHER, relevance="No other surviving person spoke."),)}),
    ),
    (
        *("P19", "R", "deadline", ""),
        case(around={"others": (record("request", **OTHER, deadline="2027-10-29"),)}),
        case(around={"others": (record("request", **OTHER, deadline="2027-10-28"),)}),
    ),
    (
        *("P19", "R", "exhibit_list", ""),
        case(around=with_files(others=(record("request", **OTHER, exhibit_list=[{"file": SKETCH.id}]),)), **annex()),
        case(around=with_files(others=(record("request", **OTHER, exhibit_list=[{"file": "9" * 32}]),)), **annex()),
    ),
    ("P20", "R", "jit", "", case(around=agreement(valid_until="2027-10-17")), case(around=agreement(valid_until="2027-10"))),
    (
        "P20",
        "R",
        "jit",
        "",
        case(around=agreement(valid_until="2026-11-24"), windows=None),
        case(around=agreement(valid_until="2027-11"), windows=None),
    ),
    ("P20", "R", "jit", "", case(around=agreement(valid_until="2027-10-17")), case(around=agreement(valid_until="2027-10-18"))),
    (
        *("P16", "C", "anonymity", ""),
        case(around=measure(basis="agreement", status="in_force", ordered_on="2026-10-01"), measures=[MEASURE]),
        case(around=measure(basis="agreement", status="in_force", ordered_on="2026-10-01"), measures=[]),
    ),
    ("P21", "C", "requested_state", "", case(around=profile(as_of="2026-05-28")), case(around=profile(as_of="2026-05-29"))),
    ("P21", "C", "requested_state", "", case(around=profile(as_of=None)), case(around={"profile": None})),
    ("P21", "C", "requested_state", "", case(around=profile(source=" ")), case()),
    ("P22", "C", "annex_list", "", case(**annex()), case(around=with_files(), **annex())),
    ("P22", "C", "annex_list", "", case(**annex(file=None)), case(**annex(file=None, travels="later"))),
    (
        "P22",
        "C",
        "annex_list",
        "",
        case(around=with_files(), **annex(sha256="2" * 64)),
        case(around=with_files(), **annex(sha256="1" * 64)),
    ),
    ("P22", "C", "annex_list", "", case(around=with_files(), **annex(language="sl")), case(around=with_files(), **annex(language="es-AR"))),
    (
        *("P22", "C", "annex_list", ""),
        case(
            around=with_files(translations=(record("translation", source_hash="2" * 64),)),
            **annex(language="sl", translation=record("translation").id),
        ),
        case(
            around=with_files(translations=(record("translation", source_hash="1" * 64),)),
            **annex(language="sl", translation=record("translation").id),
        ),
    ),
    (
        *("P22", "C", "translation", ""),
        case(around={"translations": (record("translation", of_version=1),)}, version=2, translation=record("translation").id),
        case(around={"translations": (record("translation", of_version=2),)}, version=2, translation=record("translation").id),
    ),
    (
        *("P23", "C", "interpreting", ""),
        case(around=profile(hearing_law={"interpreter_sworn": "yes"}), interpreting={"needed": True, "sworn": "no"}),
        case(interpreting={"needed": True, "sworn": "no"}),
    ),
    (
        *("P24", "R", "inside_jit_reason", ""),
        case(around=agreement(), requested_state="UKR", inside_jit_reason="evidence_law"),
        case(around=agreement(), inside_jit_reason="evidence_law"),
    ),
    (
        "P25",
        "M",
        "exhibits",
        "",
        case(exhibits="Report of 3 May, SECRET, two pages"),
        case(exhibits="Report of the secret police, two pages"),
    ),
    (
        "P25",
        "M",
        "annex_list",
        "",
        case(annex_list=[{"number": "1", "title": "EU RESTRICTED - report", "travels": "later"}]),
        case(handling="confidential"),
    ),
    (
        *("P26", "C", "status", "38(2)"),
        case(around={"files": (record("file", name="ledger", return_due="2026-12-24"),)}),
        case(around={"files": (record("file", name="ledger", return_due="2026-12-24", returned_on="2026-11-20"),)}),
    ),
    (
        *("P27", "C", "status", "28"),
        case(around={"replies": (record("reply", kind="more_asked", date="2026-11-20", due="2026-12-20"),)}, **SENT),
        case(
            around={"replies": (record("reply", kind="more_asked", date="2026-11-20", due="2026-12-20", answered_on="2026-11-24"),)}, **SENT
        ),
    ),
    (
        *("P28", "C", "status", "32(2)"),
        case(around={"transmissions": (record("transmission", date="2026-10-25"),)}, **SENT),
        case(around={"transmissions": (record("transmission", date="2026-10-26"),)}, **SENT),
    ),
]
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
