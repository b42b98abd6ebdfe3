"""A team of three to six desks over random weeks: in the end equal readers have equal rows, and no word is gone.

People work, settle, move records, change who reads what; bundles are lost, doubled, crossed and late; imports are accepted in part, undone,
killed with the process; desks come back from old copies. Short here; the long form is `python3 dev.py prove team-machine`.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, event

from jitdesk.crypto.keyslots import LEAST
from jitdesk.domain.changes import Line, decode_line
from jitdesk.exchange import card
from jitdesk.kernel.errors import Damaged, JITDeskError, Refused
from jitdesk.services import desk as desks
from jitdesk.services import editing, exporting, identity, importing, moving, quarantine, reading, team, undoing, upkeep
from jitdesk.services.desk import Desk, Person
from jitdesk.storage import digest, log
from tests.services.sava import Template, make_three, make_two, opened, rows

SHORT = settings(max_examples=5, stateful_step_count=25, phases=[Phase.generate])
LONG = settings(max_examples=int(os.environ.get("JITDESK_EXAMPLES", "200")), stateful_step_count=60, phases=[Phase.generate])
FIRST = ("mara", "olena", "ibrahim")
JOINING = ("luka", "nina", "petra")
PICK = st.integers(0, 1 << 16)
WHOLE = "Team"
WORDS = st.sampled_from(["Summons", "Виклик", "استدعاء", "Route", "Annex"])


@dataclass
class Typed:
    """A value that somebody typed, and whether it ever left the desk where that was done."""

    who: str
    place: str
    record: str
    field: str
    value: str
    at: int
    sent: bool = False


@dataclass
class Snapshot:
    """An old copy of a desk, and how much had been typed by then."""

    folder: Path
    at: int


class Team(RuleBasedStateMachine):
    """The desks, what travels, and a plain memory of what was typed."""

    template: Template

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        machine = self.stack.enter_context(pytest.MonkeyPatch.context())
        machine.setenv("JITDESK_HOME", str(self.folder / "home"))  # what stands outside the desks is this example's own
        self.desks = self.stack.enter_context(opened(self.template, self.folder))
        self.bundles: list[Path] = []
        self.typed: list[Typed] = []
        self.snapshots: dict[str, Snapshot] = {}
        self.count = 0

    # -- people work

    def _who(self, pick: int) -> str:
        return sorted(self.desks)[pick % len(self.desks)]

    @rule(pick=PICK, word=WORDS, narrow=st.booleans())
    def add(self, pick: int, word: str, narrow: bool) -> None:
        who = self._who(pick)
        desk = self.desks[who]
        places = [name for _, name, _ in team.compartments(desk)]
        place = places[pick % len(places)] if narrow else WHOLE
        title = self._word(word)
        try:
            [id] = editing.add(desk, "task", [{"title": title}], place).ids
        except Refused:
            return  # a reader no more
        self._remember(who, id, "title", title)

    @rule(pick=PICK, at=PICK, word=WORDS)
    def change(self, pick: int, at: int, word: str) -> None:
        who = self._who(pick)
        record = self._record(who, at)
        text = self._word(word)
        if (
            record
            and not record.get("archived")
            and self._done(lambda: editing.change(self.desks[who], record.reference, {"description": text}))
        ):
            self._remember(who, record.id, "description", text)

    @rule(pick=PICK, at=PICK, archived=st.booleans())
    def archive(self, pick: int, at: int, archived: bool) -> None:
        who = self._who(pick)
        if record := self._record(who, at):
            self._done(lambda: editing.change(self.desks[who], record.reference, {"archived": archived}))

    @rule(pick=PICK, at=PICK)
    def settle(self, pick: int, at: int) -> None:
        desk = self.desks[self._who(pick)]
        if waiting := reading.conflicts(desk):
            chosen = waiting[at % len(waiting)]
            take = chosen.sides[at % len(chosen.sides)].change
            self._done(lambda: editing.settle(desk, chosen.record.reference, chosen.field, take=take))

    @rule(pick=PICK, readers=PICK)
    def choose_readers(self, pick: int, readers: int) -> None:
        who = self._who(pick)
        desk = self.desks[who]
        live = [member for member in team.members(desk) if member.role and not member.own]
        chosen = [member.fingerprint for i, member in enumerate(live) if readers >> i & 1]
        self._done(lambda: team.set_readers(desk, f"Narrow {pick % 2}", chosen))

    @rule(pick=PICK, at=PICK)
    def move(self, pick: int, at: int) -> None:
        who = self._who(pick)
        desk = self.desks[who]
        record = self._record(who, at)
        places = [name for _, name, _ in team.compartments(desk)]
        if record:
            self._done(lambda: moving.move(desk, record.reference, places[at % len(places)]))

    @precondition(lambda self: len(self.desks) < 6)
    @rule()
    def join(self) -> None:
        who = next(name for name in JOINING if name not in self.desks)
        person = Person(who.capitalize(), "HRV", "State Attorney", "analyst")
        lead = self.desks["mara"]
        made = team.enrol(
            self.folder / f"{who}.jitdesk", "a fine passphrase", person, cost=LEAST, clock=lead.clock, random=random.Random(who).randbytes
        )
        self.stack.callback(lambda: self.desks[who].close())
        team.admit(lead, made.card, team.fingerprint(made), "lead" if who == "nina" else "member")
        self.desks[who] = made
        path = self._send("mara")
        with lead.db.read() as connection:
            founder = lead.standing(connection).roster.founder
        importing.accept(made, [path], trust=card.fingerprint(founder))

    # -- bundles travel, and not

    @rule(pick=PICK)
    def export(self, pick: int) -> None:
        self._send(self._who(pick))

    def _send(self, who: str) -> Path:
        self.count += 1
        out = self.folder / f"bundles {self.count}"
        out.mkdir()
        exporting.export(self.desks[who], out)
        self.bundles.append(out)
        for typed in self.typed:
            typed.sent = typed.sent or typed.who == who
        return out

    @precondition(lambda self: self.bundles)
    @rule(pick=PICK, at=PICK)
    def take_in(self, pick: int, at: int) -> None:
        self._take_in(self._who(pick), self.bundles[at % len(self.bundles)])

    @precondition(lambda self: self.bundles)
    @rule(pick=PICK, at=PICK, chosen=PICK)
    def take_in_some(self, pick: int, at: int, chosen: int) -> None:
        who = self._who(pick)
        desk = self.desks[who]
        path = self.bundles[at % len(self.bundles)]
        record = self._record(who, chosen)
        only = [record.reference] if record and chosen % 2 else []
        self._done(lambda: importing.accept(desk, [path], only=only, rest=log.REFUSED if chosen % 3 == 0 else log.WAITING))

    def _take_in(self, who: str, path: Path) -> None:
        desk = self.desks[who]
        try:
            seen = importing.preview(desk, [path])
        except Damaged as refused:
            if refused.key not in ("import.none_for_us", "import.sender_not_in_team"):
                raise
            return
        took = importing.accept(desk, [path])
        assert [report.touched for report in took] == [report.touched for report in seen]
        again = rows(desk)
        assert all(report.touched.changes == 0 for report in importing.accept(desk, [path]))
        assert rows(desk) == again

    @rule(pick=PICK)
    def undo(self, pick: int) -> None:
        self._done(lambda: undoing.undo(self.desks[self._who(pick)]))

    @rule(pick=PICK, at=PICK, accept=st.booleans())
    def decide(self, pick: int, at: int, accept: bool) -> None:
        desk = self.desks[self._who(pick)]
        if waiting := quarantine.listed(desk):
            hash = waiting[at % len(waiting)].hash
            self._done(lambda: quarantine.accept(desk, hash) if accept else quarantine.refuse(desk, hash))

    # -- misfortunes

    @rule(pick=PICK)
    def copy(self, pick: int) -> None:
        who = self._who(pick)
        folder = self.folder / f"copy {who} {self.count}"
        with self.desks[who].db.write():
            shutil.copytree(self.desks[who].folder, folder)
        self.count += 1
        self.snapshots[who] = Snapshot(folder, len(self.typed))

    @precondition(lambda self: self.snapshots)
    @rule(pick=PICK)
    def come_back_from_a_copy(self, pick: int) -> None:
        who = sorted(self.snapshots)[pick % len(self.snapshots)]
        snapshot, desk = self.snapshots.pop(who), self.desks[who]
        desk.close()
        shutil.rmtree(desk.folder)
        shutil.copytree(snapshot.folder, desk.folder)
        self._reopen(who)
        # What was typed since and never left the lost desk is gone with it, whoever builds the program.
        self.typed = [t for number, t in enumerate(self.typed) if t.who != who or t.sent or number < snapshot.at]

    @rule(pick=PICK, at=PICK, when=st.integers(1, 120))
    def die(self, pick: int, at: int, when: int) -> None:
        """The process is killed at some statement of an import, or of an export."""
        who = self._who(pick)
        desk = self.desks[who]
        path = self.bundles[at % len(self.bundles)] if self.bundles and at % 3 else None
        out = self.folder / f"dead {self.count}"
        out.mkdir()
        self.count += 1
        desk.close()
        child = os.fork()
        if not child:
            _work_until_killed(desk, path, out, when)
        os.waitpid(child, 0)
        self._reopen(who)
        assert not list(self.desks[who].staging.iterdir())
        upkeep.verify(self.desks[who])

    def _reopen(self, who: str) -> None:
        old = self.desks[who]
        keys = desks.unlock(old.folder, "a fine passphrase")
        self.desks[who] = desks.hold(old.folder, keys, clock=old.clock, random=random.Random(f"{who} {self.count}").randbytes)
        self.desks[who].outside = old.outside  # the same machine
        self.stack.callback(self.desks[who].close)
        self.count += 1
        identity.settle(self.desks[who])

    @rule(by=st.integers(-10, 10))
    def move_clock(self, by: int) -> None:
        self.desks["mara"].clock.at += by * 1000  # type: ignore[attr-defined]

    # -- helpers

    def _word(self, word: str) -> str:
        self.count += 1
        return f"{word} {self.count}"

    def _record(self, who: str, at: int) -> Any:
        those = reading.listed(self.desks[who], "task", reading.Wanted(archived=True))
        return those[at % len(those)] if those else None

    def _remember(self, who: str, record: str, field: str, value: str) -> None:
        place = next(r.compartment for r in self._all(who) if r.id == record)
        self.typed.append(Typed(who, place, record, field, value, len(self.typed)))

    def _all(self, who: str) -> list[Any]:
        return reading.listed(self.desks[who], "task", reading.Wanted(archived=True))

    def _done(self, work: Any) -> bool:
        """Whether it was not refused, or nothing to do with this desk."""
        try:
            work()
        except JITDeskError:
            return False
        return True

    # -- the end

    def teardown(self) -> None:
        with self.stack:
            self._deliver()
            self._compare()
            for desk in self.desks.values():
                upkeep.verify(desk)

    def _deliver(self) -> None:
        """What was lost turns up, last things first; what waits is accepted; then everybody sends until nobody learns anything."""
        for path in reversed(self.bundles):
            for who in self.desks:
                self._take_in(who, path)
        for _ in range(8):
            self._round(sorted(self.desks))
            for desk in self.desks.values():
                for item in quarantine.listed(desk):
                    self._done(partial(quarantine.accept, desk, item.hash))
            # Whoever was taken out of a compartment is not told, and would log every sending there for ever: leads have the last word.
            self._round([who for who in ("mara", "nina") if who in self.desks])
            if all(len(set(those.values())) <= 1 for those in self._read().values()):
                return

    def _round(self, senders: list[str]) -> None:
        """Each of these sends, and everybody takes it in."""
        for who in senders:
            path = self._send(who)
            for other in self.desks:
                self._take_in(other, path)

    def _read(self) -> dict[str, dict[str, str]]:
        """For each compartment what each of its readers sees of it; whoever was taken out is not told, and still takes itself for one."""
        seen: dict[str, dict[str, str]] = {}
        agreed: dict[str, set[str]] = {}
        for who, desk in self.desks.items():
            with desk.db.read() as connection:
                for place, charter in desk.standing(connection).charters.items():
                    if charter.reads(desk.device):
                        seen.setdefault(place, {})[who] = digest.compartment(connection, place)
                        agreed[place] = agreed.get(place, set(charter.readers)) & charter.readers
        return {place: {w: rows for w, rows in those.items() if self.desks[w].device in agreed[place]} for place, those in seen.items()}

    def _compare(self) -> None:
        read = self._read()
        for place, those in read.items():
            assert len(set(those.values())) <= 1, (place, those)
        self._nothing_is_gone(read)

    def _nothing_is_gone(self, read: dict[str, dict[str, str]]) -> None:
        for who, desk in self.desks.items():
            held = _values(desk)
            for typed in self.typed:
                if who in read.get(typed.place, ()):
                    assert (typed.place, typed.record, typed.field, typed.value) in held, (who, typed)


def _values(desk: Desk) -> set[tuple[str, str, str, Any]]:
    """Every text in every line that a desk holds, in force or not."""
    with desk.db.read() as connection:
        lines = [(one.compartment, line) for row in log.rows(connection) for one in [log.segment(connection, row)] for line in one.lines()]
        lines += [(place, line) for place in log.open_compartments(connection) for _, line in log.open_lines(connection, place)]
    found = ((place, decode_line(data)) for place, data in lines)
    return {(place, line.record, line.field, line.value) for place, line in found if isinstance(line, Line) and isinstance(line.value, str)}


def _work_until_killed(desk: Desk, path: Path | None, out: Path, when: int) -> None:
    """In the child: the desk opened anew, an import or an export, and kill -9 at the statement with this number."""
    left = [when]

    @event.listens_for(Engine, "before_cursor_execute")
    def _count(*_: object) -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        held = desks.hold(desk.folder, desk.unlocked, clock=desk.clock, random=random.Random(when).randbytes)
        if path is None:
            exporting.export(held, out)
        else:
            importing.accept(held, [path])
    finally:
        os._exit(0)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return make_three(tmp_path_factory.mktemp("three"), make_two(tmp_path_factory.mktemp("two")))


def test_a_team_comes_together_and_loses_nothing(template: Template) -> None:
    Team.template = template
    run_state_machine_as_test(Team, settings=LONG if os.environ.get("JITDESK_LONG") else SHORT)
