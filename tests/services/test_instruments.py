"""Which instrument, on real desks: what is gathered for the questions, answers that travel, and the task where no letter is due."""

from __future__ import annotations

from typing import Any

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, instruments, reading, states
from jitdesk.services.desk import Desk
from jitdesk.services.instruments import Outcome
from tests.services.sava import PROTECTED, protect, send

REFERENCE = "JIT-SR/2026/001"
SOURCE = "Treaty office, 24 November"


def asked(desk: Desk, place: str | None = None, **values: Any) -> str:
    return editing.add(desk, "request", [{"reference": REFERENCE, **values}], place).ids[0]


def told(desk: Desk, number: int) -> list[str]:
    return [str(hint.message) for hint in instruments.examine(desk, REFERENCE).questions[number - 1].hints]


def test_the_requesting_state_is_that_of_the_desk_or_of_the_proceeding(mara: Desk) -> None:
    asked(mara, requested_state="LVA")
    assert instruments.examine(mara, REFERENCE).requesting == "SVN"
    [proceeding] = editing.add(mara, "proceeding", [{"number": "Kt 12/2026", "state": "NLD"}]).ids
    editing.change(mara, REFERENCE, {"proceeding": proceeding})
    found = instruments.examine(mara, REFERENCE)
    assert (found.requesting, found.requested) == ("NLD", "LVA")
    assert any("applied provisionally" in line for line in told(mara, 5))


def test_without_a_requested_state_the_questions_are_asked_all_the_same(mara: Desk) -> None:
    asked(mara)
    found = instruments.examine(mara, REFERENCE)
    assert (found.requested, len(found.questions)) == ("", 9)
    assert "No requested State is chosen yet." in told(mara, 2)


def test_the_first_question_reads_the_agreement_and_the_team(mara: Desk) -> None:
    [agreement] = editing.add(mara, "agreement", [{"title": "JIT Sava River", "parties": ["SVN", "UKR"]}]).ids
    asked(mara, requested_state="UKR", jit=agreement)
    assert told(mara, 1) == [
        "Ukraine is named as a party in the agreement of the team.",
        "Ukraine: a member of this team comes from there.",
    ]


def test_an_answer_names_who_gave_it_and_when_and_travels(mara: Desk, olena: Desk) -> None:
    asked(mara, requested_state="LVA")
    instruments.answer(mara, REFERENCE, 1, "no", SOURCE, "Latvia is no party")
    send(mara, olena, "answer")
    given = instruments.examine(olena, REFERENCE).questions[0].answer
    assert (given.answer, given.by, given.on, given.source, given.note) == ("no", "Mara Kos", "2026-11-19", SOURCE, "Latvia is no party")
    assert instruments.examine(olena, REFERENCE).verdict.question == 2


def test_answers_lead_to_a_basis(mara: Desk) -> None:
    asked(mara, requested_state="LVA", basis="C182")
    for number, said in ((1, "no"), (2, "no"), (3, "no"), (4, "yes")):
        instruments.answer(mara, REFERENCE, number, said, SOURCE)
    verdict = instruments.examine(mara, REFERENCE).verdict
    assert (verdict.outcome, verdict.main and verdict.main.bases) == (Outcome.BASIS, ("C182",))


def test_a_correction_of_a_colleague_is_told_with_its_ground(mara: Desk, olena: Desk) -> None:
    values = {"treaties": [{"treaty": "LHC", "annexes": "A, B"}], "source": "a note verbale", "as_of": "2026-11-10"}
    states.record(olena, "UKR", values)
    send(olena, mara, "correction")
    asked(mara, requested_state="UKR")
    [hint] = [hint for hint in instruments.examine(mara, REFERENCE).questions[4].hints if "annexes" in str(hint.message)]
    assert (hint.state, hint.as_of, hint.source, hint.confidence) == ("UKR", "2026-11-10", "a note verbale", "team")


def test_no_letter_is_a_task_for_the_members_from_that_state_made_once(mara: Desk) -> None:
    request = asked(mara, requested_state="UKR")
    instruments.answer(mara, REFERENCE, 1, "yes", "the agreement")
    assert instruments.examine(mara, REFERENCE).verdict.outcome is Outcome.NO_LETTER
    task = instruments.no_letter(mara, REFERENCE)
    assert task is not None
    assert (task.get("links"), task.get("assignees"), task.get("status")) == ([request], ["Olena Hrytsenko"], "open")
    assert REFERENCE in task.get("title")
    assert "Ukraine" in task.get("description")
    assert instruments.no_letter(mara, REFERENCE) is None
    editing.change(mara, task.id, {"archived": True})
    assert instruments.no_letter(mara, REFERENCE) is None
    assert len(reading.listed(mara, "task")) == 0


def test_no_task_where_a_letter_is_due(mara: Desk) -> None:
    asked(mara, requested_state="UKR")
    assert instruments.no_letter(mara, REFERENCE) is None  # nobody answered
    instruments.answer(mara, REFERENCE, 1, "yes", "the agreement")
    editing.change(mara, REFERENCE, {"inside_jit_reason": "court_hearing"})
    assert instruments.no_letter(mara, REFERENCE) is None
    assert instruments.examine(mara, REFERENCE).verdict.question == 2
    assert reading.listed(mara, "task") == []


def test_the_task_about_a_narrow_request_stands_with_it(mara: Desk, olena: Desk) -> None:
    protect(mara, olena)
    request = asked(mara, PROTECTED)
    instruments.answer(mara, REFERENCE, 1, "yes", "the agreement")
    task = instruments.no_letter(mara, REFERENCE)
    assert task is not None
    assert task.compartment == reading.show(mara, request).compartment
    assert task.get("assignees") is None  # no State is chosen, so nobody's


@pytest.mark.parametrize(
    ("number", "said", "source", "key"),
    [
        (0, "yes", SOURCE, "instrument.no_question"),
        (10, "yes", SOURCE, "instrument.no_question"),
        (1, "yes", " ", "instrument.no_source"),
        (1, "perhaps", SOURCE, "instrument.no_answer"),
    ],
)
def test_what_is_no_answer_is_refused(mara: Desk, number: int, said: str, source: str, key: str) -> None:
    asked(mara)
    with pytest.raises(Refused) as refused:
        instruments.answer(mara, REFERENCE, number, said, source)
    assert refused.value.key == key
    assert "{" not in str(refused.value)
    assert not any(question.answer.answer for question in instruments.examine(mara, REFERENCE).questions)


def test_only_a_request_has_an_instrument(mara: Desk) -> None:
    [task] = editing.add(mara, "task", [{"title": "Call"}]).ids
    with pytest.raises(Refused) as refused:
        instruments.examine(mara, task)
    assert refused.value.key == "letter.no_request"
