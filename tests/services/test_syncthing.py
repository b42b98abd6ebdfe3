"""A real Syncthing carries one mailbox among three desks."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.services import editing, mailbox, reading, upkeep
from jitdesk.services.desk import Desk
from jitdesk.services.mailbox import Visit
from tests.services.carrier import Place, bundles, carried

pytestmark = pytest.mark.needs("syncthing")


class Seat:
    """A desk, and the place where its copy of the mailbox lies."""

    def __init__(self, desk: Desk, place: Place) -> None:
        self.desk, self.place = desk, place

    def visit(self) -> Visit:
        """Take in what arrived, leave what others lack, and let it be carried."""
        self.desk.clock.at += 60_000  # type: ignore[attr-defined] - the team's one clock goes on
        visit = mailbox.visit(self.desk, self.place.box, accept=True)
        self.place.scan()
        return visit

    def titles(self) -> set[str]:
        return {str(record.get("title")) for record in reading.listed(self.desk, "task")}


def content(path: Path) -> bytes | None:
    """What a file holds; None where it is not there, for Syncthing may be about to put another in its place."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def at_rest(*seats: Seat) -> None:
    """Everybody visits, and it is carried, until nobody leaves anything."""
    for _ in range(6):
        visits = [seat.visit() for seat in seats]
        gone = {name for visit in visits for name in visit.removed}
        wanted = set().union(*(bundles(seat.place.box) for seat in seats)) - gone
        for seat in seats:
            seat.place.until(lambda box: bundles(box) == wanted)  # noqa: B023 - asked before the next round
        if not any(visit.dropped or visit.removed for visit in visits):
            return
    pytest.fail("it never came to rest")


def test_a_mailbox_carried_by_syncthing(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    (tmp_path / "carrier").mkdir()
    with carried(tmp_path / "carrier", 3) as places:
        seats = [Seat(desk, place) for desk, place in zip((mara, olena, ibrahim), places, strict=True)]
        lead, kyiv, hague = seats
        at_rest(*seats)

        [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
        [made] = lead.visit().dropped
        for seat in (kyiv, hague):
            seat.place.until(lambda box: made.path.name in bundles(box))
            assert [one.file for one in seat.visit().arrived] == [made.path.name]
            assert seat.titles() == {"Summons"}

        # Two write at once, neither knowing of the other.
        editing.change(olena, task, {"status": "waiting"})
        editing.change(ibrahim, task, {"status": "done"})
        editing.add(ibrahim, "task", [{"title": "Interpreter"}])
        at_rest(*seats)
        assert [seat.titles() for seat in seats] == [{"Summons", "Interpreter"}] * 3
        for seat in seats:
            [conflict] = reading.conflicts(seat.desk)
            assert {side.value for side in conflict.sides} == {"waiting", "done"}

        # Everybody has the first bundle by now: its sender cleared it away, and Syncthing everywhere.
        for seat in seats:
            seat.place.until(lambda box: made.path.name not in bundles(box))

        # One name, two contents, while nobody talked to anybody: Syncthing keeps both.
        for seat, text in ((kyiv, b"one"), (hague, b"the other")):
            seat.place.pause(True)
            (seat.place.box / "twice.jitbundle").write_bytes(text)
            seat.place.scan()
        for seat in (kyiv, hague):
            seat.place.pause(False)
        twice = lead.place.box / "twice.jitbundle"
        lead.place.until(lambda box: twice.is_file())
        for seat in (kyiv, hague):
            seat.place.until(lambda box: (here := content(box / twice.name)) is not None and here == content(twice))
            seat.place.scan()
        for seat in seats:
            seat.place.until(lambda box: sum(name.startswith("twice") for name in bundles(box)) == 2)
        troubles = lead.visit().troubles
        assert len(troubles) == 2
        assert any("sync-conflict" in one.file for one in troubles)
        at_rest(*seats)
        for seat in seats:
            upkeep.verify(seat.desk)
