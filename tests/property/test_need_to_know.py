"""Need to know: whatever is written, moved and handed on in whatever order, no word reaches a desk that does not read its compartment."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, exporting, importing, moving, reading, team, upkeep
from jitdesk.services.desk import Desk
from tests.services import bare
from tests.services.sava import Template, make_three, make_two, opened

# Each example is a few seconds of real disks: the short form does not shrink what it finds.
SHORT = settings(max_examples=6, stateful_step_count=14, phases=[Phase.generate])
WHO = ["mara", "olena", "ibrahim"]
MEMBERS, PICK = st.sampled_from(WHO), st.integers(0, 1 << 16)
READERS = st.sets(st.sampled_from(WHO[1:]), max_size=2)


class NeedToKnow(RuleBasedStateMachine):
    """Steps: somebody writes, changes, moves, opens; a bundle goes to some; what was typed where is remembered by a plain model."""

    template: Template

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.desks = self.stack.enter_context(opened(self.template, self.folder))
        for who, desk in self.desks.items():
            desk.outside = self.folder / f"{who} outside"  # each example stands on machines of its own
        self.readers: dict[str, set[str]] = {"Team": set(WHO)}
        self.typed: list[tuple[str, str]] = []  # a word, and the compartment in which it was typed
        self.bundles: list[Path] = []

    @initialize(readers=st.lists(READERS, min_size=1, max_size=3))
    def found(self, readers: list[set[str]]) -> None:
        for number, those in enumerate(readers):
            name = f"Compartment-{number}-of-{self._mark()}"
            team.set_readers(self.desks["mara"], name, [team.fingerprint(self.desks[who]) for who in sorted(those)])
            self.readers[name] = {"mara", *those}
            self.typed.append((name, name))

    def _mark(self) -> str:
        return self.desks["mara"].random(8).hex()

    def _word(self, place: str) -> str:
        word = f"word{self._mark()}"
        self.typed.append((word, place))
        return word

    def _place(self, desk: Desk, pick: int) -> str:
        known = sorted(reading.compartment_names(desk).values())
        return known[pick % len(known)]

    def _records(self, desk: Desk) -> list[tuple[str, str]]:
        """Records of a desk, each with the name of its compartment."""
        names = reading.compartment_names(desk)
        found = [record for kind in ("task", "witness", "note") for record in reading.listed(desk, kind)]
        return sorted((record.id, names[record.compartment]) for record in found)

    @rule(who=MEMBERS, pick=PICK, kind=st.sampled_from(["task", "witness"]))
    def add(self, who: str, pick: int, kind: str) -> None:
        place = self._place(self.desks[who], pick)
        values = (
            {"title": self._word(place)}
            if kind == "task"
            else {"code": self._word(place), "summary": self._word(place), "protection": "in_force"}
        )
        editing.add(self.desks[who], kind, [values], place)

    @rule(who=MEMBERS, pick=PICK)
    def note(self, who: str, pick: int) -> None:
        for id, place in self._records(self.desks[who])[pick % 5 : pick % 5 + 1]:
            editing.add(self.desks[who], "note", [{"about": id, "text": self._word(place)}], place)

    @rule(who=MEMBERS, pick=PICK)
    def change(self, who: str, pick: int) -> None:
        records = self._records(self.desks[who])
        if records:
            id, place = records[pick % len(records)]
            kind = reading.show(self.desks[who], id).kind
            editing.change(self.desks[who], id, {{"task": "description", "witness": "needs", "note": "text"}[kind]: self._word(place)})

    @rule(who=MEMBERS, pick=PICK, where=PICK)
    def move(self, who: str, pick: int, where: int) -> None:
        records = self._records(self.desks[who])
        if records:
            id, _ = records[pick % len(records)]
            to = self._place(self.desks[who], where)
            with suppress(Refused):  # no narrower place, or in conflict
                moved = moving.move(self.desks[who], id, to)
                self.typed.append((moved.id, to))

    @rule(who=MEMBERS, pick=PICK)
    def open(self, who: str, pick: int) -> None:
        records = [one for one in self._records(self.desks[who]) if reading.show(self.desks[who], one[0]).sealed]
        if records:
            id, place = records[pick % len(records)]
            reading.open_protected(self.desks[who], id, self._word(place))

    @rule(who=MEMBERS, to=st.sets(MEMBERS, min_size=1), through=st.booleans())
    def give(self, who: str, to: set[str], through: bool) -> None:
        others = sorted(to - {who})
        if others:
            out = self.folder / f"{len(self.bundles)}.jitbundle"
            made = exporting.export(self.desks[who], out, [team.fingerprint(self.desks[one]) for one in others])
            self.bundles += [written.path for written in made]
            for one in others if through else ():
                paths = [written.path for written in made if self.desks[one].card.member in written.members]
                importing.accept(self.desks[one], paths)

    def teardown(self) -> None:
        """In the end everybody has given everybody what there is; then each desk is laid bare."""
        try:
            for round in range(2):
                for who in WHO:
                    for other in WHO:
                        if other != who:
                            out = self.folder / f"end {round} {who} {other}.jitbundle"
                            made = exporting.export(self.desks[who], out, [team.fingerprint(self.desks[other])])
                            self.bundles += [written.path for written in made]
                            importing.accept(self.desks[other], [written.path for written in made])
            self._look()
        finally:
            self.stack.close()

    def _look(self) -> None:
        held = {who: bare.desk_bytes(desk) + bare.bundle_bytes(desk, self.bundles) for who, desk in self.desks.items()}
        for word, place in self.typed:
            for who in WHO:
                assert (word.encode() in held[who]) == (who in self.readers[place]), (word, place, who)
        for place, readers in self.readers.items():
            if place != "Team":
                for what, marker in bare.secrets(self.desks["mara"], place).items():
                    for who in WHO:
                        assert (marker in held[who]) == (who in readers), (what, place, who)
        for desk in self.desks.values():
            upkeep.verify(desk)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return make_three(tmp_path_factory.mktemp("three"), make_two(tmp_path_factory.mktemp("two")))


def test_no_word_reaches_who_need_not_know_it(template: Template) -> None:
    machine = type("Machine", (NeedToKnow,), {"template": template})
    run_state_machine_as_test(machine, settings=SHORT)
