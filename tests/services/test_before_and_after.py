"""What the window shows of bundles beside the numbers: field by field, who gets what, where two values parted."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import msgspec
import pytest

from jitdesk.services import clashing, custody, editing, outgoing, previewing, reading
from jitdesk.services.desk import Desk
from jitdesk.services.previewing import FieldChange
from tests.services.sava import everything, post, protect, send


def test_a_preview_tells_each_field_before_and_after(mara: Desk, olena: Desk) -> None:
    [task] = editing.add(mara, "task", [{"title": "Summons", "assignees": ["Mara Kos"]}]).ids
    send(mara, olena, "before")
    [witness] = editing.add(mara, "witness", [{"code": "W-1"}]).ids
    editing.change(mara, task, {"links": [witness], "assignees": ["Mara Kos", "Olena Hrytsenko"], "due": "2027"})
    editing.change(olena, task, {"due": "2028"})
    before = everything(olena)
    found = previewing.preview(olena, [written.path for written in post(mara, "bundle", olena)])
    assert everything(olena) == before
    assert [(record.kind, record.state, record.fresh) for record in found.records] == [
        ("task", "conflict", False),
        ("witness", "new", True),
    ]
    assert found.records[0].fields == (
        FieldChange("due", "2028", "2027", True),
        FieldChange("assignees", ["Mara Kos"], ["Mara Kos", "Olena Hrytsenko"], False),
        FieldChange("links", None, [witness], False),
    )
    assert found.names[witness] == "W-1"
    assert previewing.read(msgspec.json.decode(msgspec.json.encode(asdict(found)))) == found


def test_a_preview_never_carries_the_key_of_a_file(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    (tmp_path / "scan.txt").write_text("content")
    custody.attach(mara, task, tmp_path / "scan.txt")
    found = previewing.preview(olena, [written.path for written in post(mara, "bundle", olena)])
    assert b'"key"' not in msgspec.json.encode(asdict(found))
    [file] = [record for record in found.records if record.kind == "file"]
    assert (file.title, file.about) == ("scan.txt", "Summons")


def test_a_preview_lists_what_needs_a_person_first_and_not_more_than_it_may(
    mara: Desk, olena: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing.add(mara, "task", [{"title": f"Visit {number}"} for number in range(8)])
    monkeypatch.setattr(previewing, "MOST_RECORDS", 5)
    found = previewing.preview(olena, [written.path for written in post(mara, "bundle", olena)])
    assert (len(found.records), found.new) == (5, 8)


def test_an_export_is_told_before_it_is_made(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    protect(mara, olena)
    send(olena, mara, "what Olena holds")
    editing.add(mara, "note", [{"about": editing.add(mara, "task", [{"title": "t"}], "Protected").ids[0], "text": "n"}], "Protected")
    plan = outgoing.plan(mara)
    shares = {share.name: share for share in plan.shares}
    assert not shares["Protected"].reads(ibrahim.device)
    assert shares["Protected"].lacking == {olena.device: 4}  # title and status, about and text
    assert {one.member: one.known for one in plan.recipients} == {"Ibrahim Demir": False, "Olena Hrytsenko": True}
    assert [set(file.devices) for file in plan.files([olena.device, ibrahim.device])] == [{olena.device, ibrahim.device}, {olena.device}]
    # What both lack is carried once: the whole of the team's compartment, and what one of them reads beside it.
    assert outgoing.carries(mara, plan, [olena.device, ibrahim.device]) == shares["Team"].lacking[ibrahim.device] + 4
    assert 0 < shares["Team"].lacking[olena.device] + 4 == outgoing.carries(mara, plan, [olena.device])
    assert outgoing.carries(mara, plan, []) == 0
    written = post(mara, "bundle")
    assert [set(one.compartments) for one in written] == [{"Team"}, {"Protected"}]
    assert outgoing.plan(olena).lead is False


def test_the_common_ancestor_is_what_both_sides_had_seen(mara: Desk, olena: Desk) -> None:
    [task] = editing.add(mara, "task", [{"title": "first"}]).ids
    editing.change(mara, task, {"title": "second"})
    send(mara, olena, "shared")
    editing.change(mara, task, {"title": "left"})
    editing.change(mara, task, {"title": "left again"})
    editing.change(olena, task, {"title": "right"})
    send(olena, mara, "back")
    [clash] = clashing.listed(mara)
    assert {side.value: side.author.member for side in clash.sides} == {"left again": "Mara Kos", "right": "Olena Hrytsenko"}
    origin = clashing.origin(mara, clash)
    assert origin is not None
    assert (origin.value, origin.author.state) == ("second", "SVN")


def test_elements_of_a_set_are_settled_one_by_one(mara: Desk, olena: Desk) -> None:
    [task] = editing.add(mara, "task", [{"title": "t", "assignees": ["A", "B"]}]).ids
    send(mara, olena, "shared")
    for desk in (mara, olena):
        editing.change(desk, task, {"assignees": []})
    editing.change(olena, task, {"assignees": ["A", "B"]})
    send(olena, mara, "back")
    clashes = {clash.element: clash for clash in clashing.listed(mara)}
    assert (clashes.keys(), clashing.count(mara)) == ({"A", "B"}, 2)
    assert clashing.origin(mara, clashes["A"]) is None
    stays = next(side for side in clashes["A"].sides if side.value)
    editing.settle(mara, clashes["A"].reference, "assignees", take=stays.change)
    assert [clash.element for clash in clashing.listed(mara)] == ["B"]
    assert "A" in reading.show(mara, task).get("assignees")


def test_what_was_typed_is_kept_on_this_desk(mara: Desk, olena: Desk) -> None:
    [task] = editing.add(mara, "task", [{"title": "t"}]).ids
    send(mara, olena, "shared")
    editing.change(mara, task, {"title": "left"})
    editing.change(olena, task, {"title": "right"})
    send(olena, mara, "back")
    [clash] = clashing.listed(mara)
    clashing.keep_draft(mara, clash, "half a thought")
    assert clashing.draft(mara, clash) == "half a thought"
    clashing.keep_draft(mara, clash, "")
    assert clashing.draft(mara, clash) == ""
