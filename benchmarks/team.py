"""A team to scale: 50 devices of six States over two years of weekly bundles, a fifth of them lost (`python3 dev.py prove team`)."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import desks, plot
from benchmarks.proof import Figure
from jitdesk import bootstrap
from jitdesk.crypto.keyslots import LEAST
from jitdesk.domain.decide import Op
from jitdesk.domain.kinds.task import PRIORITY, STATUS
from jitdesk.services import editing, exporting, importing, team
from jitdesk.services.desk import Desk, Person
from jitdesk.storage import digest, log

PAGE = Path(__file__).resolve().parent.parent / "docs"
STATES = ("SVN", "HRV", "SRB", "UKR", "NLD", "FRA")
TIME_MOST = 2 * 3600.0


@dataclass(frozen=True)
class Scale:
    """How large the team is; `importers` of the devices take every bundle in, the others write."""

    devices: int = 50
    importers: int = 5
    records: int = 200_000
    weeks: int = 104
    lost: float = 0.2
    seed: int = 20

    @property
    def writers(self) -> int:
        """The devices that write and import only what is said to them."""
        return self.devices - self.importers


@dataclass(frozen=True)
class Week:
    """What a week cost: bytes of a bundle and seconds of an import of the week's bundles by one desk (means), bytes of a desk."""

    bundle: float
    imported: float
    desk: int


@dataclass(frozen=True)
class Course:
    """The whole run; `changes` are all lines of the whole log on an importer."""

    weeks: list[Week]
    records: int
    changes: int
    lost: int
    sent: int
    agree: bool
    seconds: float


def simulate(scale: Scale) -> Course:
    """Found the team, let it work for so many weeks, deliver what was lost at the end, and compare the importers' rows."""
    bootstrap.start("worker")
    started = time.perf_counter()
    folder = Path(tempfile.mkdtemp(prefix="jitdesk-team-"))
    try:
        team_ = _Team(scale, folder)
        weeks = [team_.week(number) for number in range(scale.weeks)]
        team_.settle()
        agree = len({_rows(desk) for desk in team_.importers}) == 1
        records, changes = _counts(team_.importers[0])
        team_.close()
        return Course(weeks, records, changes, team_.lost, team_.sent, agree, time.perf_counter() - started)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def figure() -> Figure:
    """The whole simulation; its course is drawn into docs/team.svg."""
    scale = Scale()
    course = simulate(scale)
    first, last = course.weeks[1], course.weeks[-1]
    (PAGE / "team.svg").write_text(drawn(course), encoding="utf-8")
    text = (
        f"{course.records:,} records, {course.changes:,} changes, {course.sent:,} bundles, {course.lost:,} lost; second week to last: "
        f"bundle {first.bundle / 1e3:,.0f} to {last.bundle / 1e3:,.0f} kB, a week's import {first.imported:.1f} to {last.imported:.1f} s, "
        f"desk {first.desk / 1e6:,.0f} to {last.desk / 1e6:,.0f} MB; importers agree: {course.agree}; {course.seconds / 60:.0f} min"
    )
    whole = course.records >= scale.records and course.changes >= 5 * scale.records
    return Figure(text, course.agree and whole and course.seconds < TIME_MOST)


def drawn(course: Course) -> str:
    """The course as an SVG picture."""
    series = {
        "bundle, kB (mean)": [week.bundle / 1e3 for week in course.weeks],
        "a week's bundles imported by one desk, s (mean)": [week.imported for week in course.weeks],
        "desk of an importer, MB": [week.desk / 1e6 for week in course.weeks],
    }
    return plot.lines("The team over its weeks", "week", series)


class _Team:
    """The desks, each held open, and what each writer has made so far."""

    def __init__(self, scale: Scale, folder: Path) -> None:
        self._scale = scale
        self._folder = folder
        self._dice = random.Random(scale.seed)
        self._ids: dict[int, list[str]] = {number: [] for number in range(scale.writers)}
        self.sent = self.lost = 0
        self.importers = [self._desk("lead", 0)]
        self.importers += [self._desk(f"importer{i}", i) for i in range(1, scale.importers)]
        self.writers = [self._desk(f"writer{i}", i) for i in range(scale.writers)]
        self._admit()

    def _desk(self, name: str, number: int) -> Desk:
        person = Person(name.capitalize(), STATES[number % len(STATES)], "Prosecution", "member")
        path = self._folder / f"{name}.jitdesk"
        if name == "lead":
            return team.found(path, desks.PASSPHRASE, "JIT Sava River", person, cost=LEAST)
        return team.enrol(path, desks.PASSPHRASE, person, cost=LEAST)

    def _admit(self) -> None:
        """Everybody in the team; each writer has a compartment of an own, which the importers read too."""
        lead, *others = self.importers
        for desk in [*others, *self.writers]:
            team.admit(lead, desk.card, team.fingerprint(desk))
        for number, writer in enumerate(self.writers):
            team.set_readers(lead, _place(number), [team.fingerprint(desk) for desk in (*others, writer)])
        founder = team.fingerprint(lead)
        out = self._post(lead, "founding", None)
        for desk in [*others, *self.writers]:
            importing.accept(desk, [out], trust=founder)
        shutil.rmtree(out)

    def week(self, number: int) -> Week:
        """Every writer works and sends; what is not lost is taken in by every importer; the lead says what has arrived."""
        arrived: list[Path] = []
        sizes: list[int] = []
        for writer, desk in enumerate(self.writers):
            self._work(writer, desk, number)
            out = self._post(desk, f"{number}-{writer}", self.importers)
            sizes.append(sum(path.stat().st_size for path in out.iterdir()))
            self.sent += 1
            if self._dice.random() < self._scale.lost:
                self.lost += 1
            else:
                arrived.append(out)
        took = [self._take_in(desk, arrived) for desk in self.importers]
        self._answer(number)
        for out in self._folder.glob(f"{number}-*"):
            shutil.rmtree(out)
        size = (self.importers[0].folder / "desk.db").stat().st_size
        return Week(sum(sizes) / len(sizes), sum(took) / len(took), size)

    def settle(self) -> None:
        """A last bundle of every writer to every importer, of which none is lost."""
        outs = [self._post(desk, f"last-{writer}", self.importers) for writer, desk in enumerate(self.writers)]
        outs += [self._post(desk, f"last-importer{i}", self.importers) for i, desk in enumerate(self.importers)]
        for desk in self.importers:
            self._take_in(desk, outs)

    def close(self) -> None:
        """Close all desks."""
        for desk in [*self.importers, *self.writers]:
            desk.close()

    def _work(self, writer: int, desk: Desk, week: int) -> None:
        """The week's share of new tasks, four changes each, and as many edits of tasks of any age."""
        whole = self._scale.records // self._scale.writers + 1
        new = whole * (week + 1) // self._scale.weeks - len(self._ids[writer])
        if new:
            self._ids[writer] += editing.add(desk, "task", [self._task() for _ in range(new)], _place(writer)).ids
        with desk.db.write() as connection:
            standing = desk.standing(connection)
            place = standing.called(_place(writer))
            chosen = self._dice.sample(self._ids[writer], new)
            ops = [Op(place, "task", id, "description", desks.text(self._dice, 25)) for id in chosen]
            editing.commit(desk, connection, standing, ops)

    def _task(self) -> dict[str, object]:
        status, priority = self._dice.choice(STATUS), self._dice.choice(PRIORITY)
        return {"title": desks.text(self._dice, 5), "description": desks.text(self._dice, 25), "status": status, "priority": priority}

    def _answer(self, number: int) -> None:
        """The importers' bundles to the writers, by which they hear what has arrived; each writer is handed the files made for it."""
        got: dict[str, list[Path]] = {desk.card.member: [] for desk in self.writers}
        for i, desk in enumerate(self.importers):
            out = self._folder / f"{number}-answer{i}"
            out.mkdir()
            for written in exporting.export(desk, out, [team.fingerprint(writer) for writer in self.writers]):
                self.sent += 1
                if self._dice.random() < self._scale.lost:
                    self.lost += 1
                    continue
                for member in written.members:
                    got[member].append(written.path)
        for desk in self.writers:
            self._take_in(desk, got[desk.card.member])

    def _take_in(self, desk: Desk, outs: list[Path]) -> float:
        start = time.perf_counter()
        if outs:
            importing.accept(desk, outs)
        return time.perf_counter() - start

    def _post(self, sender: Desk, name: str, to: list[Desk] | None) -> Path:
        out = self._folder / name
        out.mkdir()
        members = None if to is None else [team.fingerprint(desk) for desk in to if desk is not sender]
        exporting.export(sender, out, members)
        return out


def _place(writer: int) -> str:
    return f"Field {writer}"


def _rows(desk: Desk) -> str:
    with desk.db.read() as connection:
        return digest.projection(connection)


def _counts(desk: Desk) -> tuple[int, int]:
    """Records, and lines of the whole log."""
    with desk.db.read() as connection:
        return digest.records(connection), sum(log.segment(connection, row).count for row in log.rows(connection))
