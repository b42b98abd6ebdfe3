"""When an element is owed, and what answers it: one condition a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from jitdesk.domain.kinds.request import STATUS
from jitdesk.domain.records import Record
from jitdesk.drafting.case import Case
from jitdesk.kernel import words
from tests.unit.drafting.complete import BASES, complete, lacking, profiled, put


def one(case: Case, code: str) -> list[tuple[str, str, str, bool]]:
    """The findings of one code: field, severity, sentence, whether it asks."""
    return [(f.field, f.severity.value, f.message.key.removeprefix("drafting."), f.asks) for f in lacking(case) if f.code == code]


def a_suspect(**changed: Any) -> Case:
    return put(complete("C182", suspect=True), **changed)


def test_the_consent_of_a_suspect_is_that_person_s_given_and_not_withdrawn() -> None:
    case = a_suspect()
    (consent,) = case.consents
    for values in (
        {"decision": "refused"},
        {"decision": None},
        {"witness": "f" * 32},
        {"withdrawal": {"on": "2026-11-20", "by": "The person"}},
    ):
        changed = replace(case, consents=(replace(consent, values={**consent.values, **values}),))
        assert one(changed, "E20") == [("suspect_consent", "C", "E20_not_given", False)]
    assert one(replace(case, consents=()), "E20") == [("suspect_consent", "C", "E20_unread", True)]
    assert one(replace(case, consents=(replace(consent, values={**consent.values, "decision": "limited"}),)), "E20") == []


def test_a_suspect_needs_both_states_and_the_opt_out_looked_up_where_the_treaty_has_one() -> None:
    gone = {"suspect_agreements": None, "opt_out_checked": None}
    assert [found[0] for found in one(a_suspect(**gone), "E20")] == ["suspect_agreements", "opt_out_checked"]
    assert [found[0] for found in one(put(complete("LHC", suspect=True), **gone), "E20")] == ["suspect_agreements"]
    assert one(put(complete("EIO", suspect=True), **gone), "E20") == []
    assert one(put(complete("C182"), suspect_consent=None, **gone), "E20") == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"identity_mode": "sealed_annex", "sealed_annex": {"function": "Judge"}}, ("sealed_annex", "C", "E10_recipient", False)),
        ({"identity_mode": "in_letter"}, ("identity_mode", "R", "E10_by_hand", False)),
        ({"identity_mode": "withheld_by_order", "protective_measures": None, "measures": ["a" * 32]}, None),
        ({"identity_mode": "withheld_by_order"}, None),
        ({"identity_mode": "held_by_requested"}, None),
    ],
)
def test_each_way_to_state_the_identity_asks_for_its_own(changed: dict[str, Any], expected: Any) -> None:
    case = put(complete("LHC"), anonymity=None, **changed)
    assert one(case, "E10") == ([expected] if expected else [])


def test_an_order_is_named_in_words_as_a_measure_or_by_court_date_and_law() -> None:
    case = put(complete("LHC"), identity_mode="withheld_by_order", protective_measures=None, anonymity=None)
    assert one(replace(case, measures=()), "E10") == [("protective_measures", "C", "E10_order", False)]
    order = {"court": "District Court of Novi Breg", "date": "2026-10-01", "law": "Criminal Procedure Act, Article 240"}
    assert one(replace(put(case, anonymity=order), measures=()), "E10") == []
    assert one(replace(put(case, anonymity={**order, "law": " "}), measures=()), "E10") != []
    assert one(case, "E10") == []  # its measure rests on an order


def test_who_checked_that_no_privilege_applies_and_when_is_an_answer() -> None:
    case = put(complete("LHC"), privilege_law=None)
    assert one(put(case, privilege_none={"by": "T. Hribar", "on": "2026-11-05"}), "E14") == []
    assert one(put(case, privilege_none={"by": "T. Hribar"}), "E14") == [("privilege_law", "C", "E14", False)]


def test_urgency_has_a_reason_of_its_own() -> None:
    case = put(complete("LHC"), urgent=True, deadline=None, deadline_reason=None)
    assert one(case, "E13") == [("deadline_reason", "C", "E13_urgent", False)]
    assert one(put(case, urgent_reason="The witness is gravely ill."), "E13") == []


def test_means_that_a_state_lacks_are_offered_or_asked_about() -> None:
    lacking = profiled(complete("LHC"), hearing_law={"technical_means": "no"})
    assert one(lacking, "E23") == [("technical", "R", "E23_ask", True)]
    assert one(put(lacking, technical=" "), "E23") == [("technical", "C", "E23", False)]
    assert one(put(profiled(complete("LHC"), hearing_law={"technical_means": "unknown"}), technical=None), "E23") == []


def test_protection_that_has_ended_asks_for_nothing() -> None:
    case = put(complete("LHC"), protective_measures=None, measures=None)
    assert case.witness is not None
    bare = replace(case, witness=replace(case.witness, values={**case.witness.values, "protection": "ended"}), measures=())
    assert one(bare, "E24") == []
    for status, owed in (("in_force", True), ("asked", True), (None, True), ("ended", False), ("refused", False), ("superseded", False)):
        measure = Record("a" * 32, "protective_measure", "all", {"status": status} if status else {})
        assert bool(one(replace(bare, measures=(measure,)), "E24")) is owed
    assert one(put(case, measures=["a" * 32]), "E24") == []


def test_an_interpreter_is_owed_where_the_languages_differ_or_somebody_said_so() -> None:
    case = put(complete("LHC"), interpretation=None)
    assert one(case, "E25") == [("interpretation", "C", "E25", False)]  # Ukrainian and Spanish, and a letter in English
    assert one(put(case, interpreting={"needed": False}), "E25") == []
    assert one(put(case, interpreting={"needed": True, "provider": "District Court of Novi Breg"}), "E25") == []
    assert one(put(case, language="es-AR"), "E25") == []
    assert one(put(case, language="es", interpreting={"needed": True}), "E25") == [("interpretation", "C", "E25", False)]


def test_counsel_that_the_law_there_makes_mandatory_is_arranged() -> None:
    by_law = profiled(put(complete("LHC"), person_counsel=None), hearing_law={"counsel_mandatory": "yes"})
    assert one(by_law, "E26") == [("person_counsel", "C", "E26", False)]
    assert one(put(by_law, person_counsel={"needed": False}), "E26") == []


def test_people_at_the_other_end_and_from_a_third_state_are_asked_for() -> None:
    case = put(complete("LHC"), attendance_of_officials=None, third_state_attendees=None)
    there = {"name": "Senior prosecutor", "side": "requesting", "state": "ARG", "mode": "room"}
    assert one(put(case, participants=[there]), "E27") == [("attendance_of_officials", "C", "E27", False)]
    assert one(put(case, participants=[{**there, "mode": "link"}, {**there, "state": "SVN"}, {**there, "side": "requested"}]), "E27") == []
    third = {"name": "A judge", "side": "third", "state": "NLD", "mode": "link"}
    assert one(put(case, participants=[third]), "E28") == [("participants", "C", "E28", False)]
    assert one(put(case, participants=[{**third, "agreement": "All three, 9 November 2026"}]), "E28") == []


@pytest.mark.parametrize(
    ("accepted", "written", "translated", "owed"),
    [
        (["fr"], "fr-BE", (), False),
        (["en", "fr"], "fr", (), False),
        (["lv"], "en", (), True),
        (["lv"], "en", ("lv",), False),
        (["lv"], "en", ("fr",), True),
        (["pt-BR"], "pt", (), False),
    ],
)
def test_the_letter_is_in_a_language_that_is_accepted_or_there_is_a_translation(
    accepted: list[str], written: str, translated: Sequence[str], owed: bool
) -> None:
    case = put(profiled(complete("LHC"), languages=accepted), language=written)
    made = [Record(f"{n}" * 32, "translation", "all", {"about": case.request.id, "language": tag}) for n, tag in enumerate(translated)]
    found = one(replace(case, translations=made), "E30")
    assert found == ([("language", "M", "E30", False)] if owed else [])


def test_a_translation_of_an_annex_is_none_of_the_letter() -> None:
    case = profiled(complete("LHC"), languages=["lv"])
    annex = Record("a" * 32, "translation", "all", {"about": case.request.id, "language": "lv", "annex": "1"})
    assert one(replace(case, translations=(annex,)), "E30") == [("language", "M", "E30", False)]


@pytest.mark.parametrize("languages", [None, []])
def test_languages_that_nobody_recorded_are_asked_about_and_do_not_block(languages: list[str] | None) -> None:
    assert one(profiled(complete("LHC"), languages=languages), "E30") == [("language", "R", "E30_ask", True)]


def test_the_addressee_is_the_one_of_this_treaty_and_this_stage() -> None:
    courts = {"treaty": "C182", "stage": "trial", "name": "Ministry of Justice"}
    prosecutors = {"treaty": "C182", "stage": "pre_trial", "name": "Prosecutor General's Office", "authority": "b" * 32}
    case = profiled(put(complete("C182"), requested_authority="Ministry  of\nJustice, Kyiv"), authorities=[courts, prosecutors])
    assert case.proceeding is not None
    at_trial = replace(case, proceeding=replace(case.proceeding, values={**case.proceeding.values, "stage": "trial"}))
    assert one(at_trial, "E31") == []
    assert one(case, "E31") == [("requested_authority", "C", "E31", False)]
    told = next(f for f in lacking(case) if f.code == "E31")
    assert "Prosecutor General's Office" in str(told.message)
    assert "Ministry" not in str(told.message)
    assert one(put(case, requested_authority_record="b" * 32), "E31") == []
    assert one(replace(case, proceeding=None), "E31") == []  # the stage is not known: either is right


def test_a_channel_that_the_state_did_not_name_blocks_until_its_ground_is_stated() -> None:
    case = put(complete("LHC"), channel="diplomatic")
    assert one(case, "E31") == [("channel", "M", "E31_other_channel", False)]
    assert one(put(case, channel_ground="Declaration of 14 February 2024"), "E31") == []


def test_what_the_state_named_for_another_treaty_says_nothing() -> None:
    other = [{"treaty": "C182", "name": "Ministry of Justice"}]
    case = profiled(complete("LHC"), authorities=other, channels=[{"treaty": "C182", "channel": "direct"}])
    assert one(case, "E31") == [("channel", "R", "E31_ask", True)]
    assert one(put(case, channel="direct"), "E31") == [("channel", "R", "E31_ask_channel", True)]


def test_a_letter_sent_directly_needs_no_sending_central_authority_where_the_treaty_knows_that_way() -> None:
    def missing(code: str) -> list[str]:
        case = profiled(put(complete(code), channel="direct", sending_central_authority=None), channels=None)
        return [found[0] for found in one(case, "E31") if not found[3]]

    assert missing("C182") == []
    assert missing("LHC") == ["sending_central_authority"]


@pytest.mark.parametrize("status", [None, *STATUS])
def test_a_signature_is_missed_only_once_the_letter_is_said_to_be_signed(status: str | None) -> None:
    before = status in (None, "draft", "in_review", "final", "withdrawn")
    assert bool(one(put(complete("LHC"), status=status, signature=None), "E32")) is not before
    partial = put(complete("LHC"), status=status, signature={"signatory": "M. Vidmar", "place": "Ljubljana", "on": "2026-11-20"})
    assert bool(one(partial, "E32")) is not before
    assert one(put(complete("LHC"), status=status, signature=None, signed_copy="b" * 32), "E32") == []  # the file says who signed it


def test_what_nobody_knows_is_asked_about_and_what_was_answered_no_is_outside() -> None:
    case = put(complete("LHC"), instrument_5=None)
    assert one(case, "E34") == []  # the question itself is still open
    assert one(put(complete("OTH"), instrument_8={"answer": "no"}), "E34") == []  # three others may be the one
    assert one(put(case, instrument_5={"answer": "unknown"}), "E34") == [("instrument_5", "R", "E34_ask", True)]
    outside = put(case, instrument_5={"answer": "no"})
    assert one(outside, "E34") == [("instrument_5", "M", "E34", False)]
    by_case = {"asked_on": "2026-10-01", "agreed_on": "2026-11-01", "agreed_by": "Both central authorities"}
    assert one(put(outside, case_by_case=by_case), "E34") == []
    assert one(put(outside, case_by_case={"asked_on": "2026-10-01"}), "E34") != []


def test_a_charge_under_military_law_alone_is_outside_where_the_treaty_says_so() -> None:
    assert one(put(complete("C182"), military_law_only=True), "E34") == [("military_law_only", "M", "E34_military", False)]
    assert one(put(complete("LHC"), military_law_only=True), "E34") == []


def test_a_basis_is_chosen_known_and_confirmed_with_day_and_source() -> None:
    case = complete("LHC")
    assert one(put(case, basis=None), "E35") == [("basis", "M", "E35_none", True)]
    assert one(put(case, basis="NASSAU"), "E35") == [("basis", "M", "E35_unknown", True)]
    assert one(put(case, basis_confirmed_on=None), "E35") == [("basis_confirmed_on", "M", "E35_on", True)]
    assert one(put(case, basis_confirmed_source=" "), "E35") == [("basis_confirmed_source", "M", "E35_source", True)]


def test_each_thing_the_law_allows_has_its_own_assurance() -> None:
    case = put(complete("LHC"), law_allows=["death_penalty", "whole_life"])
    (told,) = [f for f in lacking(put(case, assurance_list=[{"about": "death_penalty", "text": "Not imposed."}])) if f.code == "E36"]
    assert told.message.arguments["what"] == words.say("choice.request.law_allows.whole_life")
    assert one(put(case, law_allows=None, assurance_list=None), "E36") == []
    assert one(put(case, assurance_list=[{"about": "death_penalty"}, {"about": "whole_life", "text": " "}]), "E36") != []


def test_secrecy_use_and_validation_are_owed_once_their_condition_holds() -> None:
    open_to_all = put(complete("LHC"), confidentiality=None, handling="none", person_told="yes")
    assert one(open_to_all, "E38") == []
    assert one(put(open_to_all, person_told="on_service"), "E38") != []
    assert one(put(open_to_all, handling="limited"), "E38") != []
    alone = replace(put(complete("LHC"), use_recipients=None, jit=None, consent_to_share=None), agreement=None)
    assert one(alone, "E37") == []
    assert one(put(alone, consent_to_share=True), "E37") != []
    assert one(put(complete("OTH"), issuing_kind="prosecutor", validating_authority=None), "E33") == []


def test_a_hearing_by_telephone_needs_a_witness_who_is_willing() -> None:
    assert one(put(complete("C182"), telephone=None), "E40") == []
    assert one(put(complete("C182"), telephone={"willing": False}), "E40") == [("telephone", "M", "E40", False)]


def test_a_basis_may_have_sentences_of_its_own() -> None:
    basis = BASES["LHC"]
    own = replace(basis, elements={**basis.elements, "E04": replace(basis.elements["E04"], text="Tell what happened at sea.")})
    (told,) = lacking(replace(put(complete("LHC"), facts=None), basis=own))
    assert str(told.message) == "Tell what happened at sea. (LHC Art. 25(2)(c))"


def test_a_number_to_be_confirmed_is_shown_as_such_and_blocks() -> None:
    (told,) = lacking(put(complete("EIO"), subject=None))
    assert (told.article, told.blocks) == ("", True)
    assert "EIO Art. 5(1)(b), number to be confirmed" in str(told.message)
    (told,) = lacking(put(complete("EIO"), procedure=None))
    assert told.blocks
    assert "EIO, article to be confirmed" in str(told.message)
    assert "9(2)" not in str(told.message)
