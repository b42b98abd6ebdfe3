"""The milder step: a restricted record is kept, and is in no list, no hits, no letter and no disclosure until that is lifted."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.services import disclosing, editing, erasing, importing, letters, orders, reading, tasks, upkeep, witnesses
from jitdesk.services.desk import Desk
from jitdesk.storage.queries import Wanted
from tests.services import pages
from tests.services.sava import admit, post, send


@pytest.fixture
def witness(mara: Desk) -> str:
    [id] = editing.add(mara, "witness", [{"code": "W-0412", "summary": "Zlatorog saw the bridge"}]).ids
    editing.add(mara, "request", [{"reference": "JIT-SR/2026/001", "witness": id}])
    editing.change(mara, id, {"restricted": True})
    return id


def test_a_restricted_record_is_found_by_its_code_alone(mara: Desk, witness: str) -> None:
    assert reading.listed(mara, "witness") == []
    assert reading.listed(mara, "witness", Wanted(archived=True)) == []
    assert (reading.count(mara, "witness"), reading.search(mara, "zlatorog"), witnesses.ids(mara)) == (0, [], [])
    assert "zlatorog" not in pages.terms(mara)
    assert reading.show(mara, "W-0412").get("summary") == "Zlatorog saw the bridge"
    upkeep.verify(mara)


def test_it_stands_in_no_letter_and_no_disclosure(mara: Desk, witness: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        letters.write(mara, "JIT-SR/2026/001", tmp_path / "x.docx")
    assert refused.value.key == "letter.restricted"
    with pytest.raises(Refused) as refused:
        disclosing.disclose(mara, tmp_path / "x.jitbundle", mara.card.age, ["Team"])
    assert refused.value.key == "disclose.restricted"
    assert list(tmp_path.glob("x.*")) == []


def test_lifted_it_is_there_again_on_every_desk(mara: Desk, olena: Desk, witness: str, tmp_path: Path) -> None:
    send(mara, olena, "restricted")
    assert reading.search(olena, "zlatorog") == []
    editing.change(olena, "W-0412", {"restricted": None})
    send(olena, mara, "lifted")
    for desk in (mara, olena):
        assert [record.id for record in reading.search(desk, "zlatorog")] == [witness]
        upkeep.verify(desk)
    letters.write(mara, "JIT-SR/2026/001", tmp_path / "x.docx")


def test_a_restricted_task_is_nobodys_task(mara: Desk) -> None:
    [task] = editing.add(mara, "task", [{"title": "Summons", "assignees": ["Mara Kos"]}]).ids
    assert len(tasks.listed(mara, "team")) == 1
    editing.change(mara, task, {"restricted": True})
    assert all(tasks.listed(mara, which) == [] for which in tasks.LISTS)


def test_nothing_is_disclosed_before_an_order_is_decided(two: dict[str, Desk], tmp_path: Path) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim, "lead")
    [id] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    importing.accept(ibrahim, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
    erasing.order(mara, [id], "No longer needed")
    send(mara, ibrahim, "ordered")
    with pytest.raises(Refused) as refused:
        disclosing.disclose(ibrahim, tmp_path / "x.jitbundle", olena.card.age, ["Team"])
    assert refused.value.key == "disclose.ordered"
    erasing.accept(ibrahim, [orders.listed(ibrahim)[0].order])
    disclosing.disclose(ibrahim, tmp_path / "x.jitbundle", olena.card.age, ["Team"])
