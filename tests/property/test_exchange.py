"""Three desks that work apart and hand each other bundles in any order, twice or never: in the end they hold the same rows."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.services import editing, exporting, importing, reading, upkeep
from jitdesk.services.desk import Desk
from tests.services.sava import Template, make_three, make_two, opened, rows

# Each example is a few seconds of real disks: the short form does not shrink what it finds, the long one does.
SHORT = settings(max_examples=10, stateful_step_count=20, phases=[Phase.generate])
LONG = settings(max_examples=400, stateful_step_count=60)
WHO = ["mara", "olena", "ibrahim"]
MEMBERS = st.sampled_from(WHO)
PICK = st.integers(0, 1 << 16)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["Summons", "Виклик", "استدعاء"]),
    "status": st.sampled_from(["open", "waiting", "done"]),
    "priority": st.sampled_from(["low", "high", None]),
    "due": st.sampled_from(["2027", "2027-01", None]),
    "assignees": st.lists(st.sampled_from(["Mara", "Olena", "Ibrahim"]), unique=True),
    "description": st.sampled_from(["", "One.\nTwo.", "One.\nThree."]),
}
EDIT = st.sampled_from(sorted(FIELDS)).flatmap(lambda name: st.tuples(st.just(name), FIELDS[name]))


class Exchange(RuleBasedStateMachine):
    """Steps: a person works, a bundle is made, a bundle (old or new, seen or not) is taken in, a clock moves, to either side."""

    template: Template

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.desks = self.stack.enter_context(opened(self.template, self.folder))
        self.bundles: list[Path] = []
        self.made: dict[str, set[Path]] = {who: set() for who in WHO}

    @rule(who=MEMBERS, title=FIELDS["title"])
    def add(self, who: str, title: str) -> None:
        editing.add(self.desks[who], "task", [{"title": title, "assignees": ["Mara"]}])

    @rule(who=MEMBERS, pick=PICK, edits=st.lists(EDIT, min_size=1, max_size=3))
    def change(self, who: str, pick: int, edits: list[tuple[str, Any]]) -> None:
        self._change(who, pick, dict(edits))

    @rule(who=MEMBERS, pick=PICK, archived=st.booleans())
    def archive(self, who: str, pick: int, archived: bool) -> None:
        self._change(who, pick, {"archived": archived})

    def _change(self, who: str, pick: int, values: dict[str, Any]) -> None:
        desk = self.desks[who]
        if record := self._record(desk, pick):
            archived = reading.show(desk, record).get("archived")
            if archived and values.get("archived") is not False:
                with pytest.raises(Refused, match="archived"):
                    editing.change(desk, record, values)
            else:
                editing.change(desk, record, values)

    @rule(who=MEMBERS, pick=PICK, take=st.booleans())
    def settle(self, who: str, pick: int, take: bool) -> None:
        desk = self.desks[who]
        waiting = reading.conflicts(desk)
        if not waiting:
            return
        chosen = waiting[pick % len(waiting)]
        if take:
            editing.settle(desk, chosen.record.id, chosen.field, take=chosen.sides[pick % len(chosen.sides)].change)
        else:
            editing.settle(
                desk, chosen.record.id, chosen.field, value=chosen.record.get(chosen.field, "Settled" if chosen.field == "title" else None)
            )
        left = [(c.record.id, c.field) for c in reading.conflicts(desk)]
        assert (chosen.record.id, chosen.field) not in left or (take and chosen.field == "assignees")  # other elements may be left

    @rule(who=MEMBERS)
    def export(self, who: str) -> None:
        [written] = exporting.export(self.desks[who], self.folder / f"{len(self.bundles)}.jitbundle")
        self.bundles.append(written.path)
        self.made[who].add(written.path)

    @precondition(lambda self: self.bundles)
    @rule(who=MEMBERS, pick=PICK)
    def take_in(self, who: str, pick: int) -> None:
        self._take_in(who, self.bundles[pick % len(self.bundles)])

    def _take_in(self, who: str, path: Path) -> None:
        desk = self.desks[who]
        if path in self.made[who]:
            with pytest.raises(Damaged, match="not encrypted to this desk"):
                importing.accept(desk, [path])
            return
        seen = importing.preview(desk, [path])
        assert importing.accept(desk, [path]) == seen
        again = rows(desk)
        assert importing.accept(desk, [path])[0].touched.changes == 0
        assert rows(desk) == again

    @rule(who=MEMBERS, by=st.integers(-10, 10))
    def move_clock(self, who: str, by: int) -> None:
        self.desks[who].clock.at += by * 1000  # type: ignore[attr-defined]

    @invariant()
    def nobody_loses_a_record(self) -> None:
        for desk in self.desks.values():
            for record in reading.listed(desk, "task", reading.Wanted(archived=True)):
                assert record.get("title")

    def _record(self, desk: Desk, pick: int) -> str | None:
        those = reading.listed(desk, "task", reading.Wanted(archived=True))
        return those[pick % len(those)].id if those else None

    def teardown(self) -> None:
        with self.stack:
            for path in reversed(self.bundles):  # lost ones turn up, last things first
                for who in WHO:
                    self._take_in(who, path)
            for who in WHO:
                self.export(who)
            for path in self.bundles[-3:]:
                for who in WHO:
                    self._take_in(who, path)
            assert len({rows(desk) for desk in self.desks.values()}) == 1
            for desk in self.desks.values():
                upkeep.verify(desk)  # every chain, stamps that rise, and the projection rebuilt equals the live one


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return make_three(tmp_path_factory.mktemp("three"), make_two(tmp_path_factory.mktemp("two")))


def test_three_desks_converge(template: Template) -> None:
    Exchange.template = template
    run_state_machine_as_test(Exchange, settings=LONG if os.environ.get("JITDESK_LONG") else SHORT)
