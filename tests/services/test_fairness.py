"""Material that may exculpate somebody: deciding on its disclosure becomes a task, once, on whichever desk it is marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.domain.decide import Op
from jitdesk.domain.records import Record
from jitdesk.services import custody, editing, life, moving, reading, versions
from jitdesk.services.desk import Desk
from jitdesk.services.tasks import comment, comments
from tests.services.sava import PROTECTED, everything, protect, send, written

REFERENCE = "JIT-SR/2026/014"
DECIDE = "Decide on disclosure of "


@pytest.fixture
def asked(mara: Desk) -> Desk:
    """Mara's desk with a witness and a request in proceedings."""
    editing.add(mara, "witness", [{"code": "W-0412"}, {"code": "W-0999"}])
    [proceeding] = editing.add(mara, "proceeding", [{"number": "Kp 417/2026"}]).ids
    editing.add(mara, "request", [{"reference": REFERENCE, "witness": "W-0412", "proceeding": proceeding}])
    return mara


def tasks(desk: Desk) -> list[Record]:
    return [task for task in reading.listed(desk, "task") if str(task.get("title")).startswith(DECIDE)]


def titles(desk: Desk) -> list[str]:
    return sorted(str(task.get("title")).removeprefix(DECIDE).partition(":")[0] for task in tasks(desk))


def test_a_witness_who_may_exculpate_is_a_task_in_each_proceeding(asked: Desk) -> None:
    [other] = editing.add(asked, "proceeding", [{"number": "Kt 9/2027"}]).ids
    editing.add(asked, "request", [{"reference": "JIT-SR/2027/001", "witness": "W-0412", "proceeding": other}])
    outcome = editing.change(asked, "W-0412", {"disclosure": "exculpatory"})
    assert titles(asked) == ["W-0412 in proceedings Kp 417/2026", "W-0412 in proceedings Kt 9/2027"]
    assert {task.id for task in tasks(asked)} == {id for _, kind, id in outcome.touched.new if kind == "task"}
    [task] = [task for task in tasks(asked) if other in task.get("links")]
    assert set(task.get("links")) == {other, reading.show(asked, "W-0412").id}
    assert task.get("priority") == "high"


def test_it_is_made_once_and_not_again_once_it_is_done(asked: Desk) -> None:
    editing.change(asked, "W-0412", {"disclosure": "exculpatory"})
    [task] = tasks(asked)
    editing.change(asked, task.id, {"status": "done"})
    editing.change(asked, "W-0412", {"disclosure": "none_known"})
    editing.change(asked, "W-0412", {"disclosure": "exculpatory"})
    assert [(found.id, found.get("status")) for found in tasks(asked)] == [(task.id, "done")]


def test_a_file_about_the_witness_and_one_about_the_request_are_tasks_too(asked: Desk, tmp_path: Path) -> None:
    for about, name in (("W-0412", "log.pdf"), (REFERENCE, "plan.pdf")):
        (tmp_path / name).write_bytes(b"%PDF")
        [file] = custody.attach(asked, about, tmp_path / name).ids
        editing.change(asked, file, {"disclosure": "exculpatory"})
    assert titles(asked) == ["log.pdf in proceedings Kp 417/2026", "plan.pdf in proceedings Kp 417/2026"]


def test_where_no_proceedings_are_known_there_is_one_task(asked: Desk) -> None:
    editing.change(asked, "W-0999", {"disclosure": "exculpatory"})
    editing.add(asked, "witness", [{"code": "W-1000", "disclosure": "exculpatory"}])
    assert titles(asked) == ["W-0999 to the defence", "W-1000 to the defence"]


@pytest.mark.parametrize("value", ["none_known", "disclosed"])
def test_other_values_make_no_task(asked: Desk, value: str) -> None:
    editing.change(asked, "W-0412", {"disclosure": value})
    assert tasks(asked) == []


def test_two_desks_that_mark_it_make_one_task(asked: Desk, olena: Desk) -> None:
    send(asked, olena, "all")
    for desk in (asked, olena):
        editing.change(desk, "W-0412", {"disclosure": "exculpatory"})
    send(asked, olena, "mine")
    send(olena, asked, "hers")
    assert titles(asked) == titles(olena) == ["W-0412 in proceedings Kp 417/2026"]
    assert reading.conflicts(asked) == reading.conflicts(olena) == []


def test_settling_on_it_makes_the_task(asked: Desk, olena: Desk) -> None:
    send(asked, olena, "all")
    editing.change(asked, "W-0999", {"disclosure": "none_known"})
    editing.change(olena, "W-0999", {"disclosure": "disclosed"})
    send(olena, asked, "hers")
    editing.settle(asked, "W-0999", "disclosure", value="exculpatory")
    assert titles(asked) == ["W-0999 to the defence"]


def test_what_a_narrower_compartment_holds_is_named_in_no_wider_task(asked: Desk, olena: Desk) -> None:
    protect(asked, olena)
    editing.add(asked, "witness", [{"code": "W-2000"}])
    [secret] = editing.add(asked, "proceeding", [{"number": "Secret 1"}], PROTECTED).ids
    editing.add(asked, "request", [{"reference": "S/1", "witness": "W-2000", "proceeding": secret}], PROTECTED)
    editing.change(asked, "W-2000", {"disclosure": "exculpatory"})
    assert titles(asked) == ["W-2000 to the defence"]
    editing.add(asked, "witness", [{"code": "W-2001"}], PROTECTED)
    editing.change(asked, "W-2001", {"disclosure": "exculpatory"})
    [task] = [task for task in tasks(asked) if "W-2001" in str(task.get("title"))]
    assert reading.compartment_names(asked)[task.compartment] == PROTECTED


def test_a_refused_change_makes_no_task(asked: Desk) -> None:
    before = everything(asked)
    with pytest.raises(Exception, match="colour"):
        editing.change(asked, "W-0412", {"disclosure": "exculpatory", "colour": "red"})
    assert everything(asked) == before


def test_a_request_made_later_ties_marked_material_to_its_proceedings(asked: Desk, tmp_path: Path) -> None:
    (tmp_path / "log.pdf").write_bytes(b"%PDF")
    [file] = custody.attach(asked, "W-0999", tmp_path / "log.pdf").ids
    editing.change(asked, file, {"disclosure": "exculpatory"})
    editing.change(asked, "W-0999", {"disclosure": "exculpatory"})
    [anywhere, _] = sorted(tasks(asked), key=lambda task: str(task.get("title")))
    assert titles(asked) == ["W-0999 to the defence", "log.pdf to the defence"]
    comment(asked, anywhere.id, "Mirjam asks the court")
    [other] = editing.add(asked, "proceeding", [{"number": "Kt 9/2027"}]).ids
    outcome = editing.add(asked, "request", [{"reference": "JIT-SR/2027/001", "witness": "W-0999", "proceeding": other}])
    made = {str(task.get("title")): task for task in tasks(asked) if task.get("status") == "open"}
    assert sorted(made) == sorted(
        f"{DECIDE}{item} in proceedings Kt 9/2027: marked as potentially exculpatory" for item in ("W-0999", "log.pdf")
    )
    assert {task.id for task in made.values()} <= {id for _, _, id in outcome.touched.new}
    [before, after] = comments(asked, anywhere.id)  # what a person said of it is kept
    assert (before.text, after.text.startswith("Closed: ")) == ("Mirjam asks the court", True)


@pytest.mark.parametrize("field", ["witness", "proceeding"])
def test_linking_a_request_later_makes_the_task_once(asked: Desk, field: str) -> None:
    editing.change(asked, "W-0999", {"disclosure": "exculpatory"})
    proceeding = reading.show(asked, REFERENCE).get("proceeding")
    linked = {"witness": "W-0999", "proceeding": proceeding}
    later = {field: linked.pop(field)}
    editing.add(asked, "request", [{"reference": "JIT-SR/2027/001", **linked}])
    assert titles(asked) == ["W-0999 to the defence"]
    editing.change(asked, "JIT-SR/2027/001", later)
    expected = ["W-0999 in proceedings Kp 417/2026", "W-0999 to the defence"]
    assert titles(asked) == expected
    [task] = [task for task in tasks(asked) if "Kp 417" in str(task.get("title"))]
    editing.change(asked, task.id, {"status": "done"})
    editing.change(asked, "W-0999", {"disclosure": None})
    editing.change(asked, "W-0999", {"disclosure": "exculpatory"})
    editing.add(asked, "request", [{"reference": "JIT-SR/2027/002", "witness": "W-0999", "proceeding": proceeding}])
    assert titles(asked) == expected
    assert all(task.get("status") == "done" for task in tasks(asked))


def test_one_desk_marks_and_another_links_and_the_next_look_at_the_request_makes_the_task(asked: Desk, olena: Desk) -> None:
    send(asked, olena, "all")
    proceeding = reading.show(asked, REFERENCE).get("proceeding")
    editing.add(asked, "request", [{"reference": "JIT-SR/2027/001", "witness": "W-0999", "proceeding": proceeding}])
    editing.change(olena, "W-0999", {"disclosure": "exculpatory"})
    send(asked, olena, "request")
    send(olena, asked, "mark")
    for desk in (asked, olena):
        life.remind(desk, "JIT-SR/2027/001")
    send(asked, olena, "task")
    send(olena, asked, "task too")
    for desk in (asked, olena):
        assert titles(desk) == ["W-0999 in proceedings Kp 417/2026", "W-0999 to the defence"]
        assert [task.get("status") for task in tasks(desk) if "to the defence" in str(task.get("title"))] == ["done"]
        assert reading.conflicts(desk) == []


def test_a_witness_who_was_moved_is_not_asked_about_anew(asked: Desk, olena: Desk) -> None:
    protect(asked, olena)
    editing.change(asked, "W-0412", {"disclosure": "exculpatory"})
    moved = moving.move(asked, "W-0412", PROTECTED).id
    proceeding = reading.show(asked, REFERENCE).get("proceeding")
    editing.add(asked, "request", [{"reference": "S/1", "witness": moved, "proceeding": proceeding}], PROTECTED)
    assert titles(asked) == ["W-0412 in proceedings Kp 417/2026"]


def test_a_supplementary_request_ties_it_too(asked: Desk) -> None:
    editing.change(asked, "W-0999", {"disclosure": "exculpatory"})
    proceeding = reading.show(asked, REFERENCE).get("proceeding")
    with asked.db.read() as connection:
        place = asked.standing(connection).whole_team
    witness = reading.show(asked, "W-0999").id
    written(
        asked,
        *(Op(place, "request", "a" * 32, *one) for one in (("reference", "JIT-SR/2026/001"), ("status", "sent"), ("witness", witness))),
    )
    written(asked, Op(place, "request", "a" * 32, "proceeding", proceeding))  # as a bundle brings it: no task is made of it then
    assert titles(asked) == ["W-0999 to the defence"]
    versions.supplement(asked, "JIT-SR/2026/001")
    assert "W-0999 in proceedings Kp 417/2026" in titles(asked)
