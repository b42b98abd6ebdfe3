"""Random work, orders, decisions and bundles in any order: whoever decided alike shows the same, and what was erased stays away."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from jitdesk.kernel.errors import Damaged, Refused
from jitdesk.services import editing, erasing, exporting, importing, orders, reading, upkeep
from jitdesk.services.desk import Desk
from tests.services import pages
from tests.services.sava import Template, make_three, make_two, on_no_machine, opened, rows, send

# Each example is a minute of real disks: the short form does not shrink what it finds, the long one does.
SHORT = settings(max_examples=3, stateful_step_count=12, phases=[Phase.generate])
LONG = settings(max_examples=40, stateful_step_count=30)
WHO = ["mara", "olena", "ibrahim"]
MEMBERS = st.sampled_from(WHO)
PICK = st.integers(0, 1 << 16)
FIELDS = ("title", "description")


class Erasing(RuleBasedStateMachine):
    """Every value is a word of its own, so that what became of it can be asked of every byte of a desk."""

    template: Template

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.desks = self.stack.enter_context(opened(self.template, self.folder))
        for desk in self.desks.values():
            self.stack.callback(on_no_machine, desk)  # the next example has copies of the same desks
        self.bundles: list[Path] = []
        self.written: dict[str, list[tuple[str, str]]] = {}  # record: field and word, in the order of writing
        self.words = 0

    def _word(self) -> str:
        self.words += 1
        return f"Quartz{self.words:04d}x"

    def _record(self, desk: Desk, pick: int) -> str | None:
        those = reading.listed(desk, "task")
        return those[pick % len(those)].id if those else None

    @rule(who=MEMBERS)
    def add(self, who: str) -> None:
        word = self._word()
        [id] = editing.add(self.desks[who], "task", [{"title": word}]).ids
        self.written[id] = [("title", word)]

    @rule(who=MEMBERS, pick=PICK, field=st.sampled_from(FIELDS))
    def change(self, who: str, pick: int, field: str) -> None:
        if record := self._record(self.desks[who], pick):
            word = self._word()
            editing.change(self.desks[who], record, {field: word})
            self.written[record].append((field, word))

    @rule(who=MEMBERS)
    def export(self, who: str) -> None:
        [written] = exporting.export(self.desks[who], self.folder / f"{len(self.bundles)}.jitbundle")
        self.bundles.append(written.path)

    @precondition(lambda self: self.bundles)
    @rule(who=MEMBERS, pick=PICK)
    def take_in(self, who: str, pick: int) -> None:
        self._take_in(self.desks[who], self.bundles[pick % len(self.bundles)])

    def _take_in(self, desk: Desk, path: Path) -> None:
        told(lambda: importing.accept(desk, [path]), "age.not_for_us")  # its own bundle is for everybody else

    @rule(pick=PICK, field=st.sampled_from((*FIELDS, None)))
    def order(self, pick: int, field: str | None) -> None:
        mara = self.desks["mara"]
        record = self._record(mara, pick)
        if record is not None:
            told(lambda: erasing.order(mara, [record], "No longer needed", field), *(["erase.nothing"] if field == "description" else []))

    @rule(who=MEMBERS, pick=PICK, yes=st.booleans())
    def decide(self, who: str, pick: int, yes: bool) -> None:
        desk = self.desks[who]
        waiting = [one for one in orders.listed(desk) if one.decided == orders.WAITING]
        if waiting and yes:
            self._accept(desk, waiting[pick % len(waiting)].order)
        elif waiting:
            erasing.refuse(desk, [waiting[pick % len(waiting)].order], "Evidence in our case")

    def _accept(self, desk: Desk, order: str) -> None:
        told(lambda: erasing.accept(desk, [order]), "erase.middle")  # a change that the keeper did not know stood between those named

    def teardown(self) -> None:
        with self.stack:
            for path in reversed(self.bundles):  # lost ones turn up, last things first
                for desk in self.desks.values():
                    self._take_in(desk, path)
            self._round()
            for desk in self.desks.values():
                upkeep.verify(desk)
            self._decided_apart()
            for desk in self.desks.values():
                for one in orders.listed(desk):
                    if one.decided != orders.ERASED:
                        self._accept(desk, one.order)
            self._round()
            assert len({rows(desk) for desk in self.desks.values()}) == 1
            for desk in self.desks.values():
                upkeep.verify(desk)
                self._gone(desk)

    def _round(self) -> None:
        for _ in range(2):
            for sender in self.desks.values():
                for to in self.desks.values():
                    if to is not sender:
                        send(sender, to, sender.random(4).hex())

    def _decided_apart(self) -> None:
        """Records about which all orders were decided alike, or that no order names, are the same everywhere."""
        said: dict[str, dict[str, set[tuple[str, str]]]] = {}
        for who, desk in self.desks.items():
            for one in orders.listed(desk):
                for subject in one.records:
                    said.setdefault(subject.id, {}).setdefault(who, set()).add((one.order, one.decided))
        for id in self.written:
            decisions = list(said.get(id, {}).values())
            if all(one == decisions[0] for one in decisions):
                shown = [[record for record in reading.listed(desk, "task") if record.id == id] for desk in self.desks.values()]
                assert shown[0] == shown[1] == shown[2]

    def _gone(self, desk: Desk) -> None:
        """Of a record that was ordered whole not a word is left, wherever it was written."""
        whole = {subject.id for one in orders.listed(desk) if not one.field and one.decided == orders.ERASED for subject in one.records}
        held = pages.everything(desk)
        for id, written in self.written.items():
            for _, word in written:
                assert id not in whole or word.encode() not in held
        assert not {record.id for record in reading.listed(desk, "task")} & whole


def told(work: Callable[[], object], *keys: str) -> None:
    """Do it, or be refused with one of these keys."""
    try:
        work()
    except (Refused, Damaged) as refusal:
        if refusal.key not in keys:
            raise


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return make_three(tmp_path_factory.mktemp("three"), make_two(tmp_path_factory.mktemp("two")))


def test_desks_that_decide_alike_agree(template: Template) -> None:
    Erasing.template = template
    run_state_machine_as_test(Erasing, settings=LONG if os.environ.get("JITDESK_LONG") else SHORT)
