"""Every element of every basis: a complete request has no gap, taking the element away gives exactly its finding."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jitdesk.domain.check import fitting
from jitdesk.domain.fields import Field, Kind, Merge, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.kinds.request import REQUEST
from jitdesk.domain.records import Record
from jitdesk.drafting import checks
from jitdesk.drafting.basis import ELEMENTS, Basis, Need
from jitdesk.drafting.case import Case
from jitdesk.kernel import words
from jitdesk.system import resources
from tests.unit.drafting.complete import BASES, complete, lacking, profiled, put

TODAY = date(2026, 11, 25)
ALL = [(code, element) for code in BASES for element in BASES[code].elements if element != "P14"]


@dataclass(frozen=True)
class Gap:
    """How an element is taken away from the complete case, and the field in which it is missed then."""

    field: str
    take: Callable[[Case], Case]


def without(name: str, **more: Any) -> Gap:
    """The element that one field of the request holds."""
    return Gap(name, lambda case: put(case, **{name: None, **more}))


GAPS = {
    "E01": without("requesting_authority"),
    "E02": without("subject"),
    "E03": without("investigating_authority"),
    "E04": without("facts"),
    "E05": without("law"),
    "E06": without("law_texts"),
    "E07": without("penalty", penalty_imposed=None),
    "E08": without("assistance"),
    "E09": without("procedure"),
    "E10": without("identity_mode"),
    "E11": without("purpose"),
    "E12": without("relevance"),
    "E13": without("deadline_reason"),
    "E14": without("privilege_law"),
    "E15": without("conducting_authority"),
    "E16": without("conducting_persons"),
    "E17": without("reason_not_in_person"),
    "E18": without("other_authority_agreement"),
    "E19": without("other_purpose_agreement"),
    "E20": without("suspect_consent"),
    "E21": without("attendance"),
    "E22": without("sealed_annex", identity_mode="held_by_requested"),
    "E23": Gap("technical", lambda case: put(profiled(case, hearing_law={"technical_means": "no"}), technical=None)),
    "E24": without("protective_measures"),
    "E25": without("interpretation"),
    "E26": without("person_counsel", person_counsel={"needed": True}),
    "E27": without("attendance_of_officials"),
    "E28": without("third_state_attendees", third_state_attendees=[{"who": "A judge of a third State", "state": "NLD"}]),
    "E29": without("costs"),
    "E30": Gap("language", lambda case: replace(case, translations=())),
    "E31": without("requested_authority", requested_authority="Ministry of Fisheries"),
    "E32": without("signature"),
    "E33": without("validating_authority"),
    "E34": Gap("", lambda case: put(case, **{f"instrument_{n}": {"answer": "no"} for n in case.basis.scope.questions})),
    "E35": without("basis_confirmed"),
    "E36": without("assurance_list"),
    "E37": without("use_recipients"),
    "E38": without("confidentiality"),
    "E39": without("oral_request", oral_request={"on": "2026-11-03", "by": "Senior prosecutor"}),
    "E40": without("telephone", telephone={"agreed": True}),
}


def severity_and_article(basis: Basis, element: str) -> tuple[Need, str]:
    """What the treaty file says of an element, read by the test itself."""
    line = tomllib.loads(resources.read_text(f"treaties/{basis.code.lower()}.toml"))["elements"][element]
    article = line["article"]
    if article.endswith("?"):
        return Need.RECOMMENDED, ""
    return Need(line["need"]), "" if article.endswith("*") else article


@pytest.mark.parametrize("code", BASES)
@pytest.mark.parametrize("suspect", [False, True])
def test_a_complete_request_has_no_finding_at_all(code: str, suspect: bool) -> None:
    assert [(f.code, f.field, str(f.message)) for f in lacking(complete(code, suspect=suspect))] == []


def test_every_element_has_a_way_to_take_it_away() -> None:
    assert tuple(GAPS) == ELEMENTS


@pytest.mark.parametrize(("code", "element"), ALL)
def test_an_element_taken_away_is_exactly_one_finding(code: str, element: str) -> None:
    gap, case = GAPS[element], complete(code, suspect=element == "E20")
    made = lacking(gap.take(case))
    severity, article = severity_and_article(case.basis, element)
    field = gap.field or f"instrument_{case.basis.scope.questions[0]}"
    assert [(f.code, f.severity, f.article, f.field, f.blocks) for f in made] == [
        (element, severity, article, field, severity is not Need.RECOMMENDED)
    ]
    text = str(made[0].message)
    assert "{" not in text
    assert text != made[0].message.key
    if element not in ("E28",):
        assert article in text if article else "Art." not in text or "to be confirmed" in text


@pytest.mark.parametrize("code", BASES)
@pytest.mark.parametrize("element", ELEMENTS)
def test_what_a_basis_does_not_cover_is_no_finding(code: str, element: str) -> None:
    if element in BASES[code].elements:
        return
    gap, case = GAPS[element], complete(code, suspect=element == "E20")
    # Who the person is has to be known to whoever establishes it, as a duty too.
    assert [finding.code for finding in lacking(gap.take(case))] == (["E10"] if element == "E22" else [])


@pytest.mark.parametrize("code", BASES)
def test_a_hearing_that_a_basis_does_not_know_is_told_and_blocks_where_its_text_was_read(code: str) -> None:
    basis = BASES[code]
    for element, case in (("E20", complete(code, suspect=True)), ("E40", put(complete(code), telephone={"willing": True}))):
        told = [finding for finding in checks.lacking(case) if finding.code == element]
        assert [finding.blocks for finding in told] == ([basis.confidence == "read"] if element in basis.without else [])


# -- whatever stands in the fields --------------------------------------------------------------------------------------------------------

_TEXT = st.sampled_from(["", " ", "W-0412", "{state}", "x\ny"]) | st.text(max_size=6)
_IDS = st.sampled_from(["0" * 32, "a" * 32, "b" * 32])
_DATES = st.sampled_from(["1994", "2026-11", "2027-01-31"])
_TAGS = st.sampled_from(["en", "fr-BE", "uk", "sr-Latn"])
_WILD = st.recursive(st.none() | st.booleans() | st.integers() | _TEXT, lambda inner: st.lists(inner, max_size=2), max_leaves=4)


def values(of: Field) -> st.SearchStrategy[Any]:
    """Values that a record may hold in a field, and now and then what no desk would write."""
    simple: dict[Type, st.SearchStrategy[Any]] = {
        Type.TEXT: _TEXT,
        Type.LONG: _TEXT,
        Type.BOOL: st.booleans(),
        Type.INT: st.integers(-5, 500),
        Type.DATE: _DATES,
        Type.LANGUAGE: _TAGS,
        Type.STATE: st.sampled_from(["ARG", "XKX", "ZZZ"]),
        Type.ONE: st.sampled_from([*of.choices, "of a newer version"]),
        Type.LINK: _IDS,
        Type.TEXTS: st.lists(_TEXT, max_size=2),
        Type.LANGUAGES: st.lists(_TAGS, max_size=2),
        Type.STATES: st.lists(st.sampled_from(["ARG", "XKX"]), max_size=2),
        Type.WINDOWS: st.just([]),
        Type.CONTENT: st.just({}),
    }
    if of.columns:
        group = st.fixed_dictionaries({}, optional={column.name: values(column) for column in of.columns})
        usual: st.SearchStrategy[Any] = group if of.type is Type.GROUP else st.lists(group, max_size=2)
    else:
        usual = st.lists(simple[of.type], max_size=2) if of.merge is Merge.SET else simple[of.type]
    return st.integers(0, 19).flatmap(lambda n: _WILD if n == 0 else usual)


def records(kind: Kind, some: int = 12) -> st.SearchStrategy[Record]:
    """Records of a kind with some of its fields filled, by whatever."""
    names = st.lists(st.sampled_from([of.name for of in kind.fields]), max_size=some, unique=True)
    filled = names.flatmap(lambda chosen: st.fixed_dictionaries({name: values(kind.by_name[name]) for name in chosen}))
    return st.builds(lambda id, values: Record(id, kind.name, "all", values), _IDS, filled)


def shown(record: Record) -> Record:
    """The record as a desk shows it: a value that does not fit its field is not there."""
    kind = KINDS[record.kind]
    kept = {name: fitting(kind.by_name[name], value) for name, value in record.values.items()}
    return replace(record, values={name: value for name, value in kept.items() if value is not None})


@st.composite
def cases(draw: st.DrawFn, through: Callable[[Record], Record]) -> Case:
    """A case of some basis, complete or empty at first, with whatever in any of its fields."""
    case = complete(draw(st.sampled_from(sorted(BASES))))
    before = {} if draw(st.booleans()) else case.request.values
    request = through(draw(records(REQUEST, 15)))
    several = {
        around: [through(record) for record in draw(st.lists(records(KINDS[kind], 6), max_size=1))]
        for around, kind in (("consents", "consent"), ("measures", "protective_measure"), ("translations", "translation"))
    }
    single = {
        around: through(record) if (record := draw(st.none() | records(KINDS[kind]))) else None
        for around, kind in (("witness", "witness"), ("profile", "state_profile"), ("proceeding", "proceeding"))
    }
    request = replace(case.request, values={**before, **request.values})
    return replace(case, request=request, leads=frozenset({"W-0412"}), **several, **single)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(cases(lambda record: record))
def test_no_value_of_any_field_stops_the_elements(case: Case) -> None:
    made = lacking(case)
    assert {f.code for f in made} <= set(case.basis.elements)
    for finding in made:
        assert str(finding.message)
        assert finding.blocks is (finding.severity is not Need.RECOMMENDED)
        assert REQUEST.field(finding.field)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(cases(shown))
def test_findings_come_in_the_order_of_their_codes_whatever_a_desk_shows(case: Case) -> None:
    made = [f.code for f in checks.findings(case)]
    assert made == sorted(made)
    assert {f.code for f in lacking(case)} <= set(made)


def test_the_catalogue_holds_every_sentence_and_no_other() -> None:
    spoken = {
        *(f"drafting.{key}" for key in ("article", "provision", "unconfirmed", "number_open", "provision_open", "good_practice")),
        *(f"drafting.{key}" for key in ("no_article", "own", "undated", "requested_state", "requesting_state", "P14")),
        *(f"drafting.{element}" for element in ELEMENTS),
        *(f"drafting.E10_{key}" for key in ("nobody", "by_hand", "recipient", "order", "kept_from")),
        *(f"drafting.E13_{key}" for key in ("no_date", "urgent")),
        *(f"drafting.E20_{key}" for key in ("unread", "not_given", "agreement", "opt_out", "without")),
        "drafting.E40_without",
        "drafting.E23_ask",
        "drafting.E30_ask",
        *(f"drafting.E31_{key}" for key in ("requested_state", "requested_authority", "channel", "sending_central_authority")),
        *(f"drafting.E31_{key}" for key in ("ask", "ask_channel", "other_channel")),
        *(f"drafting.E34_{key}" for key in ("ask", "military", "annex", "annex_ask", "crime", "other")),
        *(f"drafting.E35_{key}" for key in ("on", "source", "none", "unknown")),
    }
    assert all(words.known(key) for key in spoken)
    catalogue = {key for key in resources.words() if key.startswith(("drafting.E", "drafting.P14"))}
    assert catalogue == {key for key in spoken if key.startswith(("drafting.E", "drafting.P14"))}
