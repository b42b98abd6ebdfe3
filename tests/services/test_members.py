"""Who is who, and who may do what: roles, removal, the founder's fingerprint."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.services import editing, importing, leaving, reading, team, upkeep
from jitdesk.services.desk import Desk
from tests.services.sava import admit, courier, post, revoke, rows, send


def test_an_observer_reads_and_carries_but_does_not_write(two: dict[str, Desk]) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim, "observer")
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    [sent] = post(mara, "to the observer", ibrahim)
    importing.accept(ibrahim, [sent.path], trust=team.fingerprint(mara))
    for attempt in (lambda: editing.add(ibrahim, "task", [{"title": "t"}]), lambda: editing.change(ibrahim, task, {"status": "done"})):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.key == "right.observer"
    send(ibrahim, olena, "carried")
    assert reading.show(olena, task).get("title") == "Summons"


def test_lines_of_an_observer_wait(two: dict[str, Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    mara, _, ibrahim = two.values()
    admit(mara, ibrahim, "observer")
    [sent] = post(mara, "to the observer", ibrahim)
    importing.accept(ibrahim, [sent.path], trust=team.fingerprint(mara))
    with monkeypatch.context() as other_make:
        other_make.setattr(editing, "may_write", lambda *_: None)
        [task] = editing.add(ibrahim, "task", [{"title": "t"}]).ids
    [report] = send(ibrahim, mara, "written all the same")
    assert (report.waiting > 0, report.touched.changes) == (True, 0)
    with pytest.raises(Refused, match="no record"):
        reading.show(mara, task)


def test_a_removed_member_keeps_what_counts_and_later_lines_wait(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    [task] = editing.add(olena, "task", [{"title": "Before"}]).ids
    send(olena, mara, "before")
    send(olena, ibrahim, "also before")
    revoke(mara, olena)
    editing.change(olena, task, {"title": "After"})
    send(olena, ibrahim, "after, to one who does not know yet")
    with pytest.raises(Damaged) as refused:
        send(olena, mara, "after")
    assert refused.value.key == "import.sender_not_in_team"
    [report] = send(ibrahim, mara, "carried by another")
    assert report.waiting > 0
    assert reading.show(mara, task).get("title") == "Before"
    send(mara, ibrahim, "the removal")
    assert reading.show(ibrahim, task).get("title") == "After"  # applied before this desk knew
    upkeep.verify(mara)
    upkeep.verify(ibrahim)


def test_a_removed_member_is_sent_nothing_and_may_not_write(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    revoke(mara, olena)
    assert all("Olena Hrytsenko" not in w.members for w in post(mara, "next"))
    importing.accept(olena, [courier(mara, olena, tmp_path / "told.jitbundle", [])])
    for attempt in (lambda: editing.add(olena, "task", [{"title": "t"}]), lambda: post(olena, "forbidden", ibrahim)):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.key == "right.removed"


def test_the_founder_is_compared_before_the_first_import(two: dict[str, Desk]) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim)
    [sent] = post(mara, "first", ibrahim)
    [seen] = importing.preview(ibrahim, [sent.path])
    assert (seen.member, seen.state, seen.verified) == ("Mara Kos", "SVN", False)
    for trust, key in ((None, "import.trust_needed"), (team.fingerprint(olena), "import.other_founder"), ("12345", "card.no_fingerprint")):
        with pytest.raises(Refused) as refused:
            importing.accept(ibrahim, [sent.path], trust=trust)
        assert (refused.value.key, team.team(ibrahim)) == (key, "")
    [report] = importing.accept(ibrahim, [sent.path], trust=team.fingerprint(mara))
    assert (report.verified, team.team(ibrahim)) == (True, "JIT Sava River")


def test_a_member_may_bring_in_a_new_member_on_the_founders_fingerprint(two: dict[str, Desk]) -> None:
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim)
    send(mara, olena, "news")
    [sent] = post(olena, "first", ibrahim)
    importing.accept(ibrahim, [sent.path], trust=team.fingerprint(mara))
    assert rows(ibrahim) == rows(olena)


def test_a_bundle_forwarded_to_a_desk_it_was_not_made_for_is_not_for_us(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    [sent] = post(mara, "for olena", olena)
    shutil.copy(sent.path, tmp_path / "found.jitbundle")
    with pytest.raises(Damaged) as refused:
        importing.accept(ibrahim, [tmp_path / "found.jitbundle"])
    assert refused.value.key == "age.not_for_us"


def test_what_was_held_of_a_revoked_device_is_accepted_for_all_and_the_rest_waits(three: dict[str, Desk]) -> None:
    mara, olena, ibrahim = three.values()
    before = editing.add(olena, "task", [{"title": "Written before"}]).ids[0]
    send(olena, mara, "before")
    late = editing.add(olena, "task", [{"title": "Written after"}]).ids[0]
    send(olena, ibrahim, "late")
    leaving.revoke(mara, team.fingerprint(olena), "Her laptop was stolen")
    send(mara, ibrahim, "revoked")
    with pytest.raises(Damaged, match="not in the team"):
        send(olena, mara, "refused")
    # Ibrahim had both before he learned of it: nothing that was applied is taken back
    assert {before, late} <= {record.id for record in reading.listed(ibrahim, "task")}
    send(ibrahim, mara, "passed-on")
    assert before in {record.id for record in reading.listed(mara, "task")}
    assert late not in {record.id for record in reading.listed(mara, "task")}
