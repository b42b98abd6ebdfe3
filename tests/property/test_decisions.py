"""Bundles taken in whole or in part, refused, undone, accepted again, with holes and branches, in any order: live is what rebuild makes."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, importing, quarantine, reading, reporting, undoing, upkeep
from jitdesk.services.desk import Desk
from tests.services.sava import Template, copied, courier, make_three, make_two, opened, rows, segments

SHORT = settings(max_examples=8, stateful_step_count=25, phases=[Phase.generate])
LONG = settings(max_examples=300, stateful_step_count=60)
PICK = st.integers(0, 1 << 16)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["Summons", "Виклик", "استدعاء"]),
    "status": st.sampled_from(["open", "waiting", "done"]),
    "assignees": st.lists(st.sampled_from(["Mara", "Olena", "Ibrahim"]), unique=True),
}
EDIT = st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))


class Decisions(RuleBasedStateMachine):
    """Mara, and a copy of her desk, write; Olena decides what she takes in."""

    template: Template

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.number = 0

    @initialize()
    def start(self) -> None:
        desks = self.stack.enter_context(opened(self.template, self.folder))
        self.olena = desks["olena"]
        self.ibrahim = desks["ibrahim"]
        mara = desks["mara"]
        editing.add(mara, "task", [{"title": "Summons"}, {"title": "Visit"}, {"title": "Call"}])
        segments(mara)
        self.authors = [mara, copied(mara, self.folder / "copy.jitdesk")]
        self.stack.callback(self.authors[1].close)

    @rule(who=st.integers(0, 1), pick=PICK, edit=EDIT)
    def write(self, who: int, pick: int, edit: tuple[str, Any]) -> None:
        self._edit(self.authors[who], pick, dict([edit]))
        segments(self.authors[who])

    @rule(pick=PICK, edit=EDIT)
    def work(self, pick: int, edit: tuple[str, Any]) -> None:
        self._edit(self.olena, pick, dict([edit]))

    def _edit(self, desk: Desk, pick: int, values: dict[str, Any]) -> None:
        if tasks := sorted(reading.listed(desk, "task"), key=lambda task: task.id):
            editing.change(desk, tasks[pick % len(tasks)].id, values)

    @rule(who=st.integers(0, 1), first=PICK, count=st.integers(1, 4), choice=st.sampled_from(["all", "some", "none", "refuse"]), pick=PICK)
    def take(self, who: int, first: int, count: int, choice: str, pick: int) -> None:
        """Any pieces of an author's log, perhaps with a hole before them, perhaps known already."""
        author = self.authors[who]
        mine = segments(author, of=author)
        start = first % len(mine)
        self.number += 1
        bundle = courier(author, self.olena, self.folder / f"{self.number}.jitbundle", mine[start : start + count])
        tasks = sorted(task.id for task in reading.listed(author, "task"))
        only = {"all": None, "some": [tasks[pick % len(tasks)]], "none": [], "refuse": []}[choice]
        rest = importing.REFUSED if choice == "refuse" else importing.WAITING
        try:
            importing.accept(self.olena, [bundle], only=only, rest=rest)
        except Refused as refused:
            if refused.key != "record.unknown":  # the record that was picked is not in these pieces, nor here
                raise

    @rule(pick=PICK, refuse=st.booleans())
    def decide(self, pick: int, refuse: bool) -> None:
        if items := quarantine.listed(self.olena):
            hash = items[pick % len(items)].hash
            (quarantine.refuse if refuse else quarantine.accept)(self.olena, hash)

    @rule()
    def undo(self) -> None:
        """Undo, then accept again what waits since: as if nothing had been; and undo."""
        before, waiting = rows(self.olena), self._waiting()
        try:
            done = undoing.undo(self.olena)
        except Refused as refused:
            if refused.key != "undo.nothing":
                raise
            return
        assert self._waiting() == waiting + done.changes
        if waiting == 0 and done.changes:
            for hash in {item.hash for item in quarantine.listed(self.olena)}:
                quarantine.accept(self.olena, hash)
            assert rows(self.olena) == before
        upkeep.verify(self.olena)

    def _waiting(self) -> int:
        return sum(item.changes for item in quarantine.listed(self.olena))

    @invariant()
    def live_is_rebuilt(self) -> None:
        if self.number and self.number % 3 == 0:
            upkeep.verify(self.olena)

    def teardown(self) -> None:
        try:
            if hasattr(self, "olena"):
                upkeep.verify(self.olena)
                for step in reporting.listed(self.olena):
                    reporting.of_step(self.olena, step.number)
                self._all_accepted()
        finally:
            self.stack.close()

    def _all_accepted(self) -> None:
        """In the end everything is taken in: the rows are those of a desk that got all lines at once, whatever was decided on the way."""
        author = self.authors[0]
        importing.accept(self.olena, [courier(author, self.olena, self.folder / "all", segments(author, of=author))])
        importing.accept(self.ibrahim, [courier(self.olena, self.ibrahim, self.folder / "rest", segments(self.olena))])
        for desk in (self.olena, self.ibrahim):
            while items := quarantine.listed(desk):
                quarantine.accept(desk, items[0].hash)
            upkeep.verify(desk)
        assert rows(self.olena) == rows(self.ibrahim)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return make_three(tmp_path_factory.mktemp("three"), make_two(tmp_path_factory.mktemp("two")))


def test_decisions_in_any_order(template: Template) -> None:
    """The long form is run with JITDESK_LONG set (benchmarks/proofs.py)."""
    machine = type("Decisions", (Decisions,), {"template": template})
    run_state_machine_as_test(machine, settings=LONG if os.environ.get("JITDESK_LONG") else SHORT)
