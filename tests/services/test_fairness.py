"""Material that may exculpate somebody: deciding on its disclosure becomes a task, once, on whichever desk it is marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.domain.records import Record
from jitdesk.services import custody, editing, reading
from jitdesk.services.desk import Desk
from tests.services.sava import PROTECTED, everything, protect, send

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
