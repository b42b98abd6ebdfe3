"""Which instrument, and what is known of States, from the terminal."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import LEAD, MEMBER, OBSERVER
from tests.e2e.terminal import Terminal

REQUEST = "JIT-SR/2027/014"
GROUND = ("--source", "Treaty office of the Council of Europe", "--as-of", "2026-11-20")


def test_the_nine_questions_are_asked_with_what_is_known(team: Terminal) -> None:
    team("set", LEAD, REQUEST, "requested_state=NLD", "basis=C182")
    told = team("instrument", LEAD, REQUEST)
    assert [line[0] for line in told.splitlines() if line[:1].isdigit()] == [str(n) for n in range(1, 10)]
    assert "Netherlands: CETS 182 listed as binding from 2011-04-01 (as of 2022-02; Table of the Dutch treaty collection" in told
    assert "Slovenia: Directive 2014/41: Member State of the European Union" in told
    assert "to be confirmed" in told
    assert told.splitlines()[-1].startswith("Question 1 is next")
    assert "in force between" not in told.lower()


def test_answers_lead_to_a_basis_step_by_step(team: Terminal) -> None:
    team("set", LEAD, REQUEST, "requested_state=NLD", "basis=C182")
    for said in ("1=no", "2=no", "3=no", "4=yes", "5=yes"):
        told = team("instrument", LEAD, REQUEST, "--answer", said, "--source", "Treaty office", "--note", "by telephone")
    assert told.splitlines()[-2:] == [
        "Question 4 decides. Basis: CETS 182 (C182).",
        "Alternative, by question 5: Ljubljana-The Hague Convention (LHC).",
    ]
    assert "= no, by Mara Kos on 20" in told
    found = team.json("instrument", LEAD, REQUEST)
    assert (found["requesting"], found["requested"], len(found["questions"])) == ("SVN", "NLD", 9)
    assert found["verdict"]["bases"] == ["C182"]
    assert found["verdict"]["alternatives"] == [{"question": 5, "bases": ["LHC"]}]
    assert found["questions"][3]["answer"]["answer"] == "yes"
    assert {known["confidence"] for known in found["questions"][1]["known"]} == {"M"}
    assert not any(known["confirmed"] for known in found["questions"][1]["known"])


def test_inside_the_team_the_answer_is_no_letter_and_one_task(team: Terminal) -> None:
    team("set", LEAD, REQUEST, "requested_state=UKR")
    before = len(team.jsonl("list", LEAD, "task"))
    for _ in range(2):
        told = team("instrument", LEAD, REQUEST, "--answer", "1=yes", "--source", "The agreement of the team")
    assert told.splitlines()[-1].startswith("No letter: ")
    made = [task for task in team.jsonl("list", LEAD, "task") if REQUEST in task["title"]]
    assert len(team.jsonl("list", LEAD, "task")) == before + 1
    assert [task["assignees"] for task in made] == [["Olena Hrytsenko"]]


def test_a_correction_of_a_state_travels_in_a_bundle(team: Terminal) -> None:
    team("state", LEAD, "LVA", 'languages=["lv", "en"]', 'hearing_law={"recording": "no"}', *GROUND)
    team("export", LEAD, "state.jitbundle", "--to", "Olena Hrytsenko")
    team("import", MEMBER, "state.jitbundle")
    told = team("state", MEMBER, "LVA").splitlines()
    assert told[0] == "LVA  Latvia"
    assert "languages: lv, en  (as of 2026-11-20; Treaty office of the Council of Europe)" in told
    assert "hearing_law recording: no  (as of 2026-11-20; Treaty office of the Council of Europe)" in told
    assert any(line.startswith("authorities LHC any: Ministry of Justice; Prosecutor General's Office  (") for line in told)
    assert any(line.startswith("translation_rule: ") and "; for LHC only)" in line for line in told)
    facts = {(fact["field"], *fact["part"]): fact for fact in team.json("state", MEMBER, "LVA")["facts"]}
    assert (facts["languages",]["value"], facts["languages",]["confidence"]) == (["lv", "en"], "team")
    assert (facts["treaties", "LHC", "annexes"]["value"], facts["treaties", "LHC", "annexes"]["confidence"]) == (
        "A, B, C, D, E, F, H",
        "V-LV",
    )
    assert facts["treaties", "C182", "bound_from"]["stale"] is True


def test_two_values_in_one_record_wait_for_a_person(team: Terminal) -> None:
    made = team("state", LEAD, "TUV", 'languages=["en"]', *GROUND)
    team("export", LEAD, "first.jitbundle", "--to", "Olena Hrytsenko")
    team("import", MEMBER, "first.jitbundle")
    team("set", LEAD, made, 'languages=["en", "tvl"]')
    team("set", MEMBER, made, 'languages=["tvl"]')
    team("export", LEAD, "second.jitbundle", "--to", "Olena Hrytsenko")
    team("import", MEMBER, "second.jitbundle")
    assert team("state", MEMBER, "TUV").endswith("; two members say different things in one record: settle it)")
    [fact] = team.json("state", MEMBER, "TUV")["facts"]
    assert fact["disputed"] is True


def test_a_state_of_which_nothing_is_known_says_so(team: Terminal) -> None:
    assert team("state", LEAD, "TUV").splitlines() == [
        "TUV  Tuvalu",
        "Nothing is known here about this State: record what you read, with its source.",
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "named"),
    [
        (["state", LEAD, "LVA", "usual_weeks=9"], 1, "source"),
        (["state", LEAD, "LVA", "usual_weeks=9", "--source", "x", "--as-of", "soon"], 1, "2026-11-22"),
        (["state", LEAD, "LVA", "usual_weeks=nine", "--source", "x"], 1, "usual_weeks"),
        (["state", LEAD, "LVA", "weeks=9", "--source", "x"], 1, "weeks"),
        (["state", LEAD, "EUU"], 1, "EUU"),
        (["state", OBSERVER, "LVA", "usual_weeks=9", "--source", "x"], 1, "observer"),
        (["instrument", LEAD, "W-0412"], 1, "W-0412"),
        (["instrument", LEAD, REQUEST, "--answer", "4=yes"], 1, "source"),
        (["instrument", LEAD, REQUEST, "--answer", "0=yes", "--source", "x"], 1, "9"),
        (["instrument", LEAD, REQUEST, "--answer", "4=perhaps", "--source", "x"], 1, "unknown"),
        (["instrument", OBSERVER, REQUEST, "--answer", "4=yes", "--source", "x"], 1, "observer"),
    ],
)
def test_what_has_no_ground_is_refused_in_one_sentence(team: Terminal, arguments: list[str], status: int, named: str) -> None:
    assert named in team.refused(status, *arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["state", LEAD, "LVA", "--source", "x"],
        ["state", LEAD, "LVA", "usual_weeks", "--source", "x"],
        ["instrument", LEAD, REQUEST, "--answer", "yes", "--source", "x"],
        ["instrument", LEAD, REQUEST, "--answer", "٤=yes", "--source", "x"],
        ["instrument", LEAD, REQUEST, "--source", "x"],
    ],
)
def test_what_is_half_typed_is_a_matter_of_usage(team: Terminal, arguments: list[str]) -> None:
    assert team.run(*arguments).status == 2
