"""Which instrument: what is known on each of the nine questions, and where any answers lead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.domain.kinds.state_profile import STATE_PROFILE
from jitdesk.domain.profiles import Profile, overlay
from jitdesk.domain.records import Record
from jitdesk.drafting import instrument
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.instrument import Instrument, Outcome
from jitdesk.kernel.words import known
from jitdesk.services import states
from tests.documents.sample import LHC, bare

TODAY = date(2026, 11, 25)
NO_VERDICT = "in force between"


def shipped(state: str) -> Profile:
    return overlay(state, states.shipped(state), ())


def said(answer: str, **changed: str) -> dict[str, str]:
    return {"answer": answer, "by": "Mara Kos", "on": "2026-11-24", "source": "the depositary"} | changed


def asked(answers: str, **values: Any) -> Record:
    """A request answered so, question by question: y, n, ? (unknown) or - (no answer)."""
    words = {"y": "yes", "n": "no", "?": "unknown"}
    given = {f"instrument_{n}": said(words[letter]) for n, letter in enumerate(answers, start=1) if letter != "-"}
    return bare(**given | values)


def examined(requesting: str, requested: str, request: Record | None = None, agreement: Record | None = None) -> Instrument:
    return instrument.examine(request or bare(), agreement, shipped(requesting), shipped(requested), TODAY)


def told(found: Instrument, number: int) -> list[str]:
    hints = found.questions[number - 1].hints
    return [f"{hint.message}{'' if hint.confirmed else ' [to be confirmed]'}" for hint in hints]


def gaps(request: Record) -> list[tuple[str, str, bool]]:
    return [(found.field, found.message.key.partition(".")[2], found.blocks) for found in instrument.gaps(Case(request, None, LHC, TODAY))]


EIO_IN = "Directive 2014/41: Member State of the European Union that takes part in the Directive [to be confirmed]"
EIO_OUT = "Directive 2014/41: Member State of the European Union that does not take part in the Directive [to be confirmed]"
EIO_NEVER = "Directive 2014/41: no Member State of the European Union [to be confirmed]"
PARTY = "EU Convention of 2000: a party as Member State of the European Union [to be confirmed]"
C182 = "CETS 182 listed as binding from"
SIGNED = "Ljubljana-The Hague Convention signed on"
NO_C182 = "CETS 182: not in the tables of this treaty that were seen [to be confirmed]"
TCA = "EU-UK Trade and Cooperation Agreement: with Member States of the European Union"
KNOWN = [
    # requesting, requested, question, what is said among other things
    ("LVA", "NLD", 2, [f"Latvia: {EIO_IN}", f"Netherlands: {EIO_IN}"]),
    ("LVA", "NLD", 3, [f"Latvia: {PARTY}", f"Netherlands: {PARTY}"]),
    ("LVA", "NLD", 4, [f"Latvia: {C182} 2004-07-01", f"Netherlands: {C182} 2011-04-01"]),
    ("LVA", "NLD", 4, ["Netherlands: CETS 182: European part of the Netherlands"]),
    ("LVA", "NLD", 5, [f"Latvia: {SIGNED} 2025-02-10", "Latvia: Ljubljana-The Hague Convention, annexes accepted: A, B, C, D, E, F, H"]),
    ("LVA", "NLD", 5, ["Latvia: Ljubljana-The Hague Convention ratified on 2025-08-28"]),
    ("UKR", "NLD", 2, [f"Ukraine: {EIO_NEVER}", f"Netherlands: {EIO_IN}"]),
    ("UKR", "NLD", 3, ["Ukraine: nothing is known here about EU Convention of 2000."]),
    ("UKR", "NLD", 4, [f"Ukraine: {C182} 2012-01-01"]),
    ("UKR", "NLD", 5, [f"Ukraine: {SIGNED} 2024-02-14", f"Netherlands: {SIGNED} 2024-02-14"]),
    ("UKR", "NLD", 5, ["Provisional application by Netherlands alone gives no obligation to the other State. [to be confirmed]"]),
    ("ARG", "NLD", 2, ["Argentina: nothing is known here about Directive 2014/41."]),
    ("ARG", "NLD", 4, [f"Argentina: {NO_C182}", f"Netherlands: {C182} 2011-04-01"]),
    ("ARG", "NLD", 5, [f"Argentina: {SIGNED} 2024-02-14"]),
    ("FRA", "DEU", 2, [f"France: {EIO_IN}", f"Germany: {EIO_IN}"]),
    ("SVN", "DNK", 2, [f"Slovenia: {EIO_IN}", f"Denmark: {EIO_OUT}"]),
    ("SVN", "DNK", 3, [f"Denmark: {PARTY}"]),
    ("SVN", "DNK", 4, [f"Denmark: {C182} 2004-02-01"]),
    ("SVN", "IRL", 2, [f"Ireland: {EIO_OUT}"]),
    ("SVN", "IRL", 4, [f"Ireland: {C182} 2011-11-01"]),
    ("SVN", "GBR", 2, [f"United Kingdom: {EIO_NEVER}"]),
    ("SVN", "GBR", 3, [f"United Kingdom: {TCA}, by a standard form [to be confirmed]"]),
    ("SVN", "GBR", 5, ["United Kingdom: Ljubljana-The Hague Convention: not among the 40 signatories [to be confirmed]"]),
    ("ESP", "CRI", 6, ["Costa Rica: Ibero-American Convention of 2010: approved by Law 9313 in 2015; since when it is bound was not seen"]),
    ("USA", "UKR", 6, ["Ukraine: USA-UKR 1998: bilateral treaty of 1998-07-22 [to be confirmed]"]),
]  # fmt: skip


@pytest.mark.parametrize(("requesting", "requested", "number", "expected"), KNOWN)
def test_what_is_known_of_both_states_is_told_with_how_sure_it_is(
    requesting: str, requested: str, number: int, expected: list[str]
) -> None:
    lines = told(examined(requesting, requested), number)
    assert [line for line in expected if line not in lines] == []


def test_everything_known_has_a_day_and_a_source() -> None:
    hints = [
        hint for question in examined("LVA", "NLD").questions for hint in question.hints if hint.message.key.startswith("instrument.fact_")
    ]
    assert hints
    assert all(hint.as_of and hint.source and hint.confidence for hint in hints)


def test_what_is_old_is_told_as_old() -> None:
    hints = [hint for question in examined("LVA", "NLD").questions for hint in question.hints if hint.as_of]
    assert {hint.as_of for hint in hints if hint.stale} == {"2022-02"}
    assert {hint.as_of for hint in hints if not hint.stale} == {"2026-11-22"}


def test_every_column_of_a_treaty_has_a_sentence() -> None:
    columns = STATE_PROFILE.by_name["treaties"].by_column.keys() - {"treaty"}
    assert [column for column in columns if not known(f"instrument.fact_{column}")] == []


def test_provisional_application_of_both_needs_no_word_of_caution() -> None:
    found = examined("NLD", "NLD")
    assert not any("alone" in line for line in told(found, 5))


def test_what_the_team_recorded_is_told_in_place_of_what_is_shipped() -> None:
    corrected = Record("0" * 32, "state_profile", "all", {
        "as_of": "2026-11-20", "source": "letter of the ministry", "treaties": [{"treaty": "Agreement of 1990", "note": "binds both"}],
    })  # fmt: skip
    found = instrument.examine(bare(), None, shipped("SVN"), overlay("ARG", states.shipped("ARG"), [corrected]), TODAY)
    assert told(found, 6) == ["Argentina: Agreement of 1990: binds both"]


@pytest.mark.parametrize(
    ("parties", "expected"),
    [
        (["SVN", "UKR"], "Ukraine is named as a party in the agreement of the team."),
        (["SVN", "NLD"], "Ukraine is not named as a party in the agreement of the team."),
        (None, "No agreement of the team with its parties is linked to this request: whether the State is a party is not known here."),
    ],
)
def test_the_first_question_reads_the_agreement(parties: list[str] | None, expected: str) -> None:
    agreement = Record("0" * 32, "agreement", "all", {"title": "JIT Sava River"} | ({"parties": parties} if parties else {}))
    assert told(examined("SVN", "UKR", agreement=agreement), 1) == [expected]


def test_a_charge_under_military_law_alone_is_pointed_out() -> None:
    assert not any("military" in line for line in told(examined("UKR", "NLD"), 4))
    request = bare(military_law_only=True)
    assert "The charge rests on military law alone, which CETS 182 leaves out." in told(examined("UKR", "NLD", request), 4)


VERDICTS = [
    # answers, other fields, outcome, deciding or next question, bases
    ("", {}, Outcome.OPEN, 1, ()),
    ("n", {}, Outcome.OPEN, 2, ()),
    ("y", {}, Outcome.NO_LETTER, 1, ()),
    ("y", {"inside_jit_reason": "court_hearing"}, Outcome.OPEN, 2, ()),
    ("ynny", {"inside_jit_reason": "court_hearing"}, Outcome.BASIS, 4, ("C182",)),
    ("ny", {}, Outcome.BASIS, 2, ("EIO",)),  # between two States of the Union
    ("nny", {}, Outcome.BASIS, 3, ("EU00", "OTH")),  # Denmark, Ireland, the United Kingdom
    ("nny", {"basis": "EU00"}, Outcome.BASIS, 3, ("EU00",)),
    ("nny", {"basis": "tca"}, Outcome.BASIS, 3, ("tca",)),  # a basis that the team brought along
    ("nnny", {"basis": "tca"}, Outcome.BASIS, 4, ("C182",)),
    ("nnnny", {}, Outcome.BASIS, 5, ("LHC",)),
    ("nnnn?y", {"basis": "IBA"}, Outcome.BASIS, 6, ("IBA",)),
    ("nnnnnny", {"basis": "UNTOC"}, Outcome.BASIS, 7, ("UNTOC",)),
    ("nnnnnnny", {}, Outcome.BASIS, 8, ("OTH",)),
    ("nnnnnnnny", {"basis": "ICC"}, Outcome.BASIS, 9, ("ICC",)),
    ("nnnnnnnn", {}, Outcome.OPEN, 9, ()),
    ("nnnnnnnnn", {}, Outcome.NONE, 9, ()),
    ("-y", {}, Outcome.OPEN, 1, ()),
]


@pytest.mark.parametrize(("answers", "values", "outcome", "question", "bases"), VERDICTS)
def test_the_first_yes_decides(answers: str, values: dict[str, Any], outcome: Outcome, question: int, bases: tuple[str, ...]) -> None:
    found = instrument.verdict(asked(answers, **values))
    assert (found.outcome, found.question, found.main.bases if found.main else ()) == (outcome, question, bases)


def test_later_answers_with_yes_are_alternatives() -> None:
    found = instrument.verdict(asked("nnnyy---y", basis="C182"))
    assert [(lead.question, lead.bases) for lead in found.alternatives] == [(5, ("LHC",)), (9, ("ICC", "C224"))]


def test_an_alternative_needs_its_ground_too() -> None:
    assert instrument.verdict(asked("nnny", instrument_5=said("yes", source=" "))).alternatives == ()


def test_a_verdict_names_its_bases_by_name_and_code() -> None:
    assert str(instrument.verdict(asked("nnny")).message) == "Question 4 decides. Basis: CETS 182 (C182)."
    assert str(instrument.verdict(asked("nny", basis="tca")).message) == "Question 3 decides. Basis: tca."


def test_the_order_of_the_union_is_made_on_its_own_form() -> None:
    assert instrument.verdict(asked("ny")).own_form
    assert "attachment" in str(instrument.verdict(asked("ny")).message)
    assert not instrument.verdict(asked("nnny")).own_form


@pytest.mark.parametrize("lacking", ["by", "on", "source"])
def test_an_answer_without_ground_decides_nothing(lacking: str) -> None:
    request = bare(instrument_1={name: value for name, value in said("yes").items() if name != lacking})
    assert instrument.verdict(request).outcome is Outcome.OPEN
    assert gaps(request) == [("instrument_1", "gap_ground", True)]


def test_every_question_up_to_the_first_yes_must_be_answered_before_final() -> None:
    assert gaps(bare()) == [(f"instrument_{n}", "gap_open", True) for n in range(1, 10)]
    assert gaps(asked("n--y", basis="C182")) == [("instrument_2", "gap_open", True), ("instrument_3", "gap_open", True)]
    assert gaps(asked("nnny", basis="C182")) == []


def test_no_letter_keeps_a_request_from_final_until_a_reason_is_chosen() -> None:
    assert gaps(asked("y")) == [("inside_jit_reason", "gap_no_letter", True)]
    assert gaps(asked("ynny", basis="C182", inside_jit_reason="court_hearing")) == []


def test_an_answer_unknown_is_pointed_out_and_does_not_block() -> None:
    assert gaps(asked("nnnn?nny", basis="OTH")) == [("instrument_5", "gap_unknown", False)]


def test_nothing_answered_with_yes_is_no_basis() -> None:
    assert gaps(asked("nnnnnnnnn")) == [("instrument_8", "gap_none", True)]


def test_the_basis_of_the_request_must_be_one_that_the_answers_lead_to() -> None:
    assert gaps(asked("nnny", basis="LHC")) == [("basis", "gap_basis", True)]
    assert gaps(asked("nnnyy", basis="LHC")) == [("basis", "gap_alternative", False)]
    assert gaps(asked("nnny")) == []  # no basis at all is told by the check of the basis


def test_findings_carry_the_code_of_the_basis_and_ask() -> None:
    for found in instrument.gaps(Case(asked("n?", basis="LHC"), None, LHC, TODAY)):
        assert (found.code, found.article, found.asks) == ("E35", "", True)
        assert found.severity in (Need.MANDATORY, Need.RECOMMENDED)
        assert str(found.message) != found.message.key


_GROUP = st.fixed_dictionaries(
    {},
    optional={
        "answer": st.sampled_from(["yes", "no", "unknown"]),
        "by": st.sampled_from([" ", "Mara Kos"]),
        "on": st.sampled_from(["2026", "2026-11-24"]),
        "source": st.sampled_from([" ", "the depositary"]),
        "note": st.just("{state}"),
    },
).filter(bool)
_REQUEST = st.fixed_dictionaries(
    {},
    optional={f"instrument_{n}": _GROUP for n in range(1, 10)}
    | {
        "basis": st.sampled_from([*{basis for bases in instrument.LEADS.values() for basis in bases}, "tca", " "]),
        "inside_jit_reason": st.sampled_from(["court_hearing", "asked_by_partner"]),
        "military_law_only": st.booleans(),
    },
)
_STATE = st.sampled_from(["LVA", "NLD", "UKR", "ARG", "FRA", "DNK", "IRL", "GBR", "USA", "ESP", "CRI", "XKX", "TUV"])


@given(_REQUEST, _STATE, st.none() | _STATE)
def test_any_answers_give_a_verdict_and_never_one_on_what_is_in_force(
    values: dict[str, Any], requesting: str, requested: str | None
) -> None:
    request = bare(**values)
    found = instrument.examine(request, None, shipped(requesting), shipped(requested) if requested else None, TODAY, {"UKR"})
    assert len(found.questions) == 9
    assert (found.verdict.main is not None) == (found.verdict.outcome is Outcome.BASIS)
    findings = list(instrument.gaps(Case(request, None, LHC, TODAY)))
    # what is final has a verdict, and what has none cannot become final
    if found.verdict.outcome is not Outcome.BASIS:
        assert any(gap.blocks for gap in findings)
    texts = [str(found.verdict.message), *(str(gap.message) for gap in findings)]
    for question in found.questions:
        texts += [str(question.message), str(question.leads), *(f"{hint.message} {hint.source}" for hint in question.hints)]
    assert not [text for text in texts if NO_VERDICT in text.lower() or "instrument." in text]
