"""Every finding that reads the case: code, severity, field, article, the case that raises it, and the one closest to it that does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jitdesk.drafting.case import Case
from jitdesk.drafting.papers.translated import text_hash
from tests.unit.drafting.cases import AGREED, PERSON, case, profile, record

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


def translated(text: str) -> dict[str, Any]:
    """A translation of a letter that reads "of this text" now."""
    made = record("translation", of_version=1, source_hash=text_hash([text]))
    return {"translations": (made,), "letter_hash": text_hash(["of this text"])}


def agreement(**values: Any) -> dict[str, Any]:
    return {"agreement": record("agreement", title="JIT Sava River", parties=["SVN", "UKR"], **values)}


def measure(**values: Any) -> dict[str, Any]:
    return {"measures": (record("protective_measure", kinds=["anonymity"], against=["defence"], **values),)}


UNTOLD = dict.fromkeys(("facts_from", "facts_to", "facts_places"))
NOBODY = dict.fromkeys(("suspects", "suspect_list"))
MEASURE = record("protective_measure").id
ACCOUNT = record("account", date="2019-03-04", authority="District police")
OTHER = {"reference": "JIT-SR/2026/002", "requested_state": "URY", "witness": PERSON}

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
    ("P06", "R", "facts", "", case(facts="A mill at Vrela was burnt down and people were hurt there.", **UNTOLD), case(**UNTOLD)),
    (
        *("P06", "R", "facts", ""),
        case(facts="A mill at Vrela was burnt down and people were hurt there.", **UNTOLD),
        case(facts="A mill at Vrela was burnt down and people were hurt there.", **UNTOLD | {"facts_to": "1994-05"}),
    ),
    (
        *("P06", "R", "facts", ""),
        case(facts="On 3 May 1994 a mill was burnt down and people were hurt there.", **UNTOLD),
        case(facts="On 3 May 1994 a mill at Vrela was burnt down and people were hurt there.", **UNTOLD),
    ),
    (
        *("P06", "R", "facts", ""),
        case(facts="On 3 May 1994 a mill was burnt down and people were hurt there.", **UNTOLD | {"facts_places": [" "]}),
        case(facts="On 3 May 1994 a mill was burnt down and people were hurt there.", **UNTOLD | {"facts_places": ["vrela"]}),
    ),
    (
        *("P06", "R", "facts", ""),
        case(facts="In Vrela, 1994."),
        case(facts="١٩٩٤، في قرية فريلا احتجز ستون مدنيا في الطاحونة وعذبوا", **UNTOLD),
    ),
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
        case(around={"proceeding": record("proceeding", number="Kp 1", stage="trial")}, **NOBODY, defence={"counsel": "N. N."}),
        case(around={"proceeding": record("proceeding", number="Kp 1", stage="pre_trial")}, **NOBODY, defence=None),
    ),
    ("P10", "C", "defence", "", case(suspects=None, defence=None), case(**NOBODY, defence=None)),
    ("P11", "R", "witness", "", case(around={"consents": ()}), case()),
    ("P11", "R", "witness", "", case(around={"consents": (record("consent", **AGREED | {"decision": "refused"}),)}), case()),
    ("P11", "C", "suspect_consent", "", case({"role": "suspect"}, around={"consents": ()}), case({"role": "suspect"})),
    (
        *("P11", "R", "witness", ""),  # of the LHC, which has no hearing by telephone
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
        case(
            {"criminal_exposure": "Guarded the mill for a day."},
            person_counsel={"provider": "The bar of Novi Breg"},
            warnings="As Article 5 says.",
        ),
    ),
    (
        "P18",
        "C",
        "warnings",
        "",
        case({"role": "insider"}, person_counsel={"provider": "The bar of Novi Breg"}),
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
        case(around=translated("of another text"), translation=record("translation").id),
        case(around=translated("of this text"), version=2, translation=record("translation").id),
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
