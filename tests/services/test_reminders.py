"""Tasks of deadlines on real desks: closed once what they wait for has happened, moved with their day, never against a person's word."""

from __future__ import annotations

from typing import Any

import pytest

from jitdesk.domain.records import Record
from jitdesk.services import editing, importing, life, reading, team
from jitdesk.services.desk import Desk
from jitdesk.services.tasks import comment, comments
from tests.services.sava import admit, post, send

REFERENCE = "JIT-SR/2026/014"
REPLIED = {"source": "Directorate", "their_reference": "DAJIN 77/2026"}


@pytest.fixture
def asked(mara: Desk) -> Desk:
    """Mara's desk with a request that was sent, with a time limit and a day for the minutes."""
    editing.add(mara, "witness", [{"code": "W-0412"}])
    values = {"status": "sent", "witness": "W-0412", "deadline": "2027-10-29", "minutes": {"by_when": "2027-11-15"}}
    editing.add(mara, "request", [{"reference": REFERENCE, **values}])
    return mara


def recorded(desk: Desk, kind: str, values: dict[str, Any]) -> str:
    link = {"reply": "request", "file": "about", "hearing": "request", "protective_measure": "witness"}[kind]
    return editing.add(desk, kind, [{link: "W-0412" if link == "witness" else REFERENCE, **values}]).ids[0]


def task_of(desk: Desk, cause: str, words: str = "") -> Record:
    """The one task made because of a record."""
    [task] = [t for t in reading.listed(desk, "task") if cause in t.get("links") and words in str(t.get("title"))]
    return task


def told(desk: Desk, cause: str, words: str = "") -> tuple[str, str, list[str]]:
    """Status and day of the task of a record, and the notes beside it."""
    task = task_of(desk, cause, words)
    return str(task.get("status")), str(task.get("due")), [note.text for note in comments(desk, task.id)]


@pytest.mark.parametrize(
    ("kind", "made", "then", "why"),
    [
        ("reply", {"kind": "more_asked", "due": "2026-12-20"}, {"answered_on": "2026-12-01"}, "was answered on 2026-12-01"),
        ("reply", {"kind": "accepted", "answer_due": "2026-12-20"}, {"answered_on": "2026-12-01"}, "was answered on 2026-12-01"),
        ("reply", {"kind": "more_asked", "due": "2026-12-20"}, {"due": None}, "no day is set for it any more"),
        ("reply", {"kind": "more_asked", "due": "2026-12-20"}, {"archived": True}, "was archived"),
        ("file", {"name": "ledger.pdf", "return_due": "2027-05-01"}, {"returned_on": "2027-04-01"}, "was returned on 2027-04-01"),
        ("file", {"name": "a.pdf", "return_due": "2027-05-01"}, {"return_waived": {"by": "Directorate"}}, "was waived (Directorate)"),
        ("protective_measure", {"status": "in_force", "review_on": "2027-02-01"}, {"status": "ended"}, "is ended and needs no review"),
    ],
)
def test_a_task_closes_with_its_reason(asked: Desk, kind: str, made: dict[str, Any], then: dict[str, Any], why: str) -> None:
    cause = recorded(asked, kind, made)
    life.remind(asked, REFERENCE)
    task = task_of(asked, cause)
    assert task.get("status") == "open"
    outcome = editing.change(asked, cause, then)
    status, _, [note] = told(asked, cause)
    assert status == "done"
    assert note.startswith("Closed: ")
    assert why in note
    assert task.id in {id for _, _, id in outcome.touched.changed}


def test_what_a_step_settles_is_closed_in_the_same_outcome(asked: Desk) -> None:
    life.remind(asked, REFERENCE)
    request = reading.show(asked, REFERENCE).id
    [hearing] = editing.add(asked, "hearing", [{"request": REFERENCE, "result": "held"}]).ids
    assert told(asked, request, "minutes") == ("open", "2027-11-15", [])
    editing.change(asked, hearing, {"minutes_checked": True})
    assert told(asked, request, "minutes") == ("done", "2027-11-15", ["Closed: the minutes are checked."])
    outcome = life.move(asked, REFERENCE, "executed", {})
    assert told(asked, request, "time limit") == ("done", "2027-10-29", ["Closed: the request is executed."])
    assert task_of(asked, request, "time limit").id in {id for _, _, id in outcome.touched.changed}


def test_what_was_lent_is_due_after_the_request_is_done_with(asked: Desk) -> None:
    lent = recorded(asked, "file", {"name": "ledger.pdf", "return_due": "2027-05-01"})
    life.move(asked, REFERENCE, "refused", {**REPLIED, "words": "None given"})
    assert told(asked, lent) == ("open", "2027-05-01", [])


def test_a_day_that_changes_moves_the_task_and_keeps_what_people_said_of_it(asked: Desk) -> None:
    cause = recorded(asked, "reply", {"kind": "more_asked", "due": "2026-12-20"})
    task = task_of(asked, cause)
    editing.change(asked, task.id, {"assignees": ["Mara Kos"], "status": "in_progress", "title": "Ask the court clerk"})
    comment(asked, task.id, "The clerk is away until Monday")
    editing.change(asked, cause, {"due": "2027-01-20"})
    moved = task_of(asked, cause)
    assert (moved.id, moved.get("due"), moved.get("status"), moved.get("assignees")) == (task.id, "2027-01-20", "in_progress", ["Mara Kos"])
    notes = told(asked, cause)[2]
    assert notes[0] == "The clerk is away until Monday"
    assert notes[1:] == ["Moved from 2026-12-20 to 2027-01-20, for the day on which it rests was changed."]


def test_a_day_that_a_person_gave_the_task_stands_until_the_deadline_changes(asked: Desk) -> None:
    cause = recorded(asked, "reply", {"kind": "more_asked", "due": "2026-12-20"})
    editing.change(asked, task_of(asked, cause).id, {"due": "2026-12-10"})  # three days to spare
    life.remind(asked, REFERENCE)
    assert told(asked, cause) == ("open", "2026-12-10", [])
    editing.change(asked, cause, {"due": "2027-01-20"})
    assert told(asked, cause)[1] == "2027-01-20"


def test_a_person_s_word_on_a_task_stands(asked: Desk) -> None:
    cause = recorded(asked, "reply", {"kind": "more_asked", "due": "2026-12-20"})
    task = task_of(asked, cause).id
    editing.change(asked, task, {"status": "done"})
    life.remind(asked, REFERENCE)
    assert told(asked, cause) == ("done", "2026-12-20", [])  # done by a person before anything was recorded
    editing.change(asked, cause, {"answered_on": "2026-12-01"})
    editing.change(asked, task, {"status": "open"})  # something is left to do after all
    life.remind(asked, REFERENCE)
    assert told(asked, cause)[0] == "open"
    editing.change(asked, task, {"archived": True})
    life.remind(asked, REFERENCE)
    assert len(reading.listed(asked, "task")) == 2  # those of the request itself; it is not made anew


def test_it_opens_again_where_what_closed_it_holds_no_longer_and_where_a_new_day_is_set(asked: Desk) -> None:
    cause = recorded(asked, "reply", {"kind": "more_asked", "due": "2026-12-20"})
    editing.change(asked, cause, {"answered_on": "2026-12-01"})
    editing.change(asked, cause, {"answered_on": None})  # that was another request
    status, due, notes = told(asked, cause)
    assert (status, due, len(notes)) == ("open", "2026-12-20", 2)
    assert notes[1].startswith("Opened again, due on 2026-12-20")
    editing.change(asked, cause, {"answered_on": "2026-12-02"})
    assert told(asked, cause)[0] == "done"
    measure = recorded(asked, "protective_measure", {"status": "in_force", "review_on": "2027-02-01"})
    life.remind(asked, REFERENCE)
    editing.change(asked, task_of(asked, measure).id, {"status": "done"})  # reviewed, and the next day set
    editing.change(asked, measure, {"review_on": "2028-02-01"})
    assert told(asked, measure) == ("open", "2028-02-01", ["Opened again: the day on which it rests was changed to 2028-02-01."])


def test_two_desks_that_close_it_agree_and_write_one_note(asked: Desk, olena: Desk) -> None:
    cause = recorded(asked, "reply", {"kind": "more_asked", "due": "2026-12-20"})
    editing.change(asked, cause, {"answered_on": "2026-12-01"})
    editing.change(asked, task_of(asked, cause).id, {"assignees": ["Olena Hrytsenko"]})
    editing.change(asked, cause, {"answered_on": None})
    send(asked, olena, "open")
    for desk in (asked, olena):
        editing.change(desk, cause, {"due": "2027-01-20"})
        life.remind(desk, REFERENCE)
    send(asked, olena, "mine")
    send(olena, asked, "hers")
    for desk in (asked, olena):
        assert reading.conflicts(desk) == []
        assert told(desk, cause)[:2] == ("open", "2027-01-20")
        before = reading.listed(desk, "note")
        life.remind(desk, REFERENCE)
        assert reading.listed(desk, "note") == before
    assert told(asked, cause) == told(olena, cause)


def test_where_the_day_is_disputed_nothing_moves_until_a_person_settles_it(asked: Desk, olena: Desk) -> None:
    cause = recorded(asked, "reply", {"kind": "more_asked", "due": "2026-12-20"})
    send(asked, olena, "reply")
    editing.change(asked, cause, {"due": "2027-01-10"})
    editing.change(olena, cause, {"due": "2027-01-20"})
    send(olena, asked, "hers")
    disputed = {(conflict.record.kind, conflict.field) for conflict in reading.conflicts(asked)}
    assert disputed == {("reply", "due"), ("task", "due")}
    life.remind(asked, REFERENCE)
    assert {(conflict.record.kind, conflict.field) for conflict in reading.conflicts(asked)} == disputed
    editing.settle(asked, cause, "due", value="2027-01-20")
    assert reading.conflicts(asked) == []
    assert told(asked, cause)[1] == "2027-01-20"


def test_the_task_of_a_withdrawal_closes_once_the_requested_authority_knows(asked: Desk) -> None:
    life.move(asked, REFERENCE, "withdrawn", {"ground": "The witness died"})
    request = reading.show(asked, REFERENCE).id
    assert told(asked, request, "withdrawal") == ("open", "2026-11-19", [])
    editing.add(asked, "transmission", [{"request": REFERENCE, "step": "own_central", "date": "2026-11-20"}])
    editing.add(asked, "transmission", [{"request": REFERENCE, "step": "requested_central", "date": "2026-11-18"}])
    assert told(asked, request, "withdrawal")[0] == "open"  # neither the own ministry, nor the letter that went out before
    editing.add(asked, "transmission", [{"request": REFERENCE, "step": "requested_central", "date": "2026-11-19"}])
    status, _, [note] = told(asked, request, "withdrawal")
    assert status == "done"
    assert "written to on 2026-11-19" in note


def test_a_postponement_is_asked_about_and_asks_for_nothing_to_be_sent(asked: Desk) -> None:
    life.move(asked, REFERENCE, "postponed", {**REPLIED, "words": "An investigation of their own", "due": "2026-12-20"})
    [reply] = reading.listed(asked, "reply")
    assert task_of(asked, reply.id).get("title") == f"Ask what became of the postponed request: {REFERENCE}"
    life.move(asked, REFERENCE, "postponed", {**REPLIED, "words": "Once more", "due": "2027-02-20"})
    life.move(asked, REFERENCE, "accepted", REPLIED)
    assert told(asked, reply.id)[0] == "done"


def test_an_observer_s_desk_looks_and_leaves_the_tasks_to_others(two: dict[str, Desk]) -> None:
    mara, ibrahim = two["mara"], two["ibrahim"]
    admit(mara, ibrahim, "observer")
    editing.add(mara, "request", [{"reference": REFERENCE, "status": "sent", "deadline": "2027-10-29"}])
    importing.accept(ibrahim, [sent.path for sent in post(mara, "request", ibrahim)], trust=team.fingerprint(mara))
    life.remind(ibrahim, REFERENCE)
    assert reading.listed(ibrahim, "task") == []


def test_a_request_older_than_the_desk_says_how_it_was_entered_and_was_sent_for_good(asked: Desk) -> None:
    life.move(asked, REFERENCE, "acknowledged", REPLIED)
    first, _ = life.show(asked, REFERENCE).steps
    assert (first.get("status"), first.get("date")) == ("sent", None)
    life.move(asked, REFERENCE, "withdrawn", {"ground": "The witness died"})
    assert life.show(asked, REFERENCE).papers.reached
    assert reading.conflicts(asked) == []
