"""The fictional team JIT Sava River at its desks: real desks on a real disk, with a clock and chance that the test holds."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from jitdesk.crypto.keyslots import LEAST
from jitdesk.domain import roster as rosters
from jitdesk.domain.decide import Op
from jitdesk.exchange import bundle
from jitdesk.exchange.bundle import Pair
from jitdesk.exchange.manifest import Manifest
from jitdesk.kernel.clock import iso
from jitdesk.services import acts, editing, exporting, importing, marking, reading, sealing, team
from jitdesk.services import desk as desks
from jitdesk.services.desk import Desk, Person, Unlocked
from jitdesk.services.exporting import Written
from jitdesk.services.importing import Report
from jitdesk.storage import digest, log, positions

START = 1_795_000_000_000  # milliseconds; a day in 2026
DAY = 24 * 3600 * 1000
PEOPLE = {
    "mara": Person("Mara Kos", "SVN", "State Prosecutor", "team lead"),
    "olena": Person("Olena Hrytsenko", "UKR", "Office of the Prosecutor General", "investigator"),
    "ibrahim": Person("Ibrahim Demir", "NLD", "Public Prosecution Service", "analyst"),
}
PROTECTED = "Protected"


class FakeClock:
    """A clock that stands still until the test moves it."""

    def __init__(self, at: int = START) -> None:
        self.at = at

    def now(self) -> int:
        return self.at


@dataclass(frozen=True)
class Template:
    """Closed desks in a folder, with what opens them: copied for each test."""

    folder: Path
    unlocked: dict[str, Unlocked]

    def folder_of(self, who: str) -> Path:
        return self.folder / f"{who}.jitdesk"


@contextmanager
def opened(template: Template, folder: Path, seed: int = 1) -> Iterator[dict[str, Desk]]:
    """A copy of the desks of a template, held open, all on one clock."""
    clock = FakeClock(START + DAY)
    with ExitStack() as stack:
        open_desks = {}
        for number, (who, unlocked) in enumerate(template.unlocked.items()):
            copied = folder / f"{who}.jitdesk"
            shutil.copytree(template.folder_of(who), copied)
            chance = random.Random(seed * 100 + number)
            desk = desks.hold(copied, unlocked, clock=clock, random=chance.randbytes)
            stack.callback(desk.close)
            desk.outside = folder / f"{who} outside"  # each on a machine of its own
            open_desks[who] = desk
        yield open_desks


def copied(desk: Desk, folder: Path, *, image: bool = True) -> Desk:
    """The desk a second time, on another machine: of an `image` of the whole machine, or the folder alone out of a backup."""
    with desk.db.write():  # nothing is half written while we copy
        shutil.copytree(desk.folder, folder)
    made = desks.hold(folder, desk.unlocked, clock=desk.clock, random=random.Random(str(folder)).randbytes)
    made.outside = folder.with_name(f"{folder.name} outside")
    if image and (desk.outside / "marks").is_dir():
        shutil.copytree(desk.outside / "marks", made.outside / "marks")
    return made


def make_two(folder: Path) -> Template:
    """Mara's and Olena's desks, in step; Ibrahim's, which only has a card."""
    clock = FakeClock()
    lead = team.found(folder / "mara.jitdesk", "a fine passphrase", "JIT Sava River", PEOPLE["mara"], cost=LEAST, clock=clock)
    made = {"mara": lead}
    for who in ("olena", "ibrahim"):
        made[who] = team.enrol(folder / f"{who}.jitdesk", "a fine passphrase", PEOPLE[who], cost=LEAST, clock=clock)
    admit(lead, made["olena"])
    [sent] = exporting.export(lead, folder / "first.jitbundle")
    importing.accept(made["olena"], [sent.path], trust=team.fingerprint(lead))
    return _closed(folder, made)


def make_three(folder: Path, two: Template) -> Template:
    """The same with Ibrahim in the team, all in step."""
    with opened(two, folder, seed=9) as made:  # else a test draws the ids once more that were drawn here
        lead, olena, ibrahim = made.values()
        admit(lead, ibrahim)
        [sent] = exporting.export(lead, folder / "second.jitbundle")
        importing.accept(ibrahim, [sent.path], trust=team.fingerprint(lead))
        importing.accept(olena, [sent.path])
        return _closed(folder, made)


def _closed(folder: Path, made: dict[str, Desk]) -> Template:
    for desk in made.values():
        on_no_machine(desk)
        desk.close()
    return Template(folder, {who: desk.unlocked for who, desk in made.items()})


def on_no_machine(desk: Desk) -> None:
    """Forget where a desk stands: each copy of it begins as if it had never left anything anywhere."""
    with desk.db.write() as connection:
        marking.forget(connection)
    (desk.outside / "marks" / desk.device).unlink(missing_ok=True)


def admit(lead: Desk, newcomer: Desk, role: str = "member") -> None:
    """Take a desk's card in, its fingerprint compared."""
    team.admit(lead, newcomer.card, team.fingerprint(newcomer), role)


def protect(lead: Desk, reader: Desk) -> None:
    """A compartment that only these two read, known to both."""
    team.set_readers(lead, PROTECTED, [team.fingerprint(reader)])
    send(lead, reader, "protected")


def send(sender: Desk, to: Desk, name: str) -> list[Report]:
    """A bundle from one desk to another, taken in."""
    return importing.accept(to, [w.path for w in post(sender, name, to)])


def agree(lead: Desk, reader: Desk, name: str = "agreed") -> str:
    """A second reader agrees on their own desk that an identity leaves; the task by which they do."""
    send(lead, reader, f"{name}, asked")
    [task] = [one for one in reading.listed(reader, "task") if one.get("status") == "open" and "Second reader" in str(one.get("title"))]
    editing.change(reader, task.id, {"status": "done"})
    send(reader, lead, f"{name}, said")
    return task.id


def post(sender: Desk, name: str, *to: Desk) -> list[Written]:
    """Bundles from one desk to others, on their way."""
    return exporting.export(sender, sender.folder.parent / f"{name}.jitbundle", [team.fingerprint(desk) for desk in to] or None)


def courier(
    sender: Desk, to: Desk, out: Path, segments: Sequence[int], /, *, roster: Sequence[int] | None = None, **manifest: object
) -> Path:
    """A bundle signed by `sender` that holds exactly these segments of its desk (rows of its log), whatever an honest export would send."""
    with sender.db.write() as connection:
        sealing.seal_all(sender, connection)
    with sender.db.read() as connection:
        rows = positions.all_of(connection, sender.workspace_id) if roster is None else roster
        attached = list(exporting.attachments(sender, connection, segments))
        packed = [list(exporting.packed(connection, those)) for those in (rows, segments)]
    return forge(sender, to, out, *packed, files=attached, **manifest)


def forge(
    sender: Desk,
    to: Desk,
    out: Path,
    roster: Iterable[Pair],
    segments: Iterable[Pair],
    /,
    *,
    files: Sequence[tuple[str, Path]] = (),
    **manifest: object,
) -> Path:
    """A bundle of any roster and segments at all, signed by `sender`; `manifest` says what it says otherwise than an honest one."""
    stated = {"bundle": sender.random(16).hex(), "created": iso(sender.clock.now()), "have": {}, "note": "", "recipients": [to.device]}
    stated |= {"sender": sender.device, "workspace": manifest.get("workspace") or sender.workspace_id}
    with out.open("xb") as stream:
        bundle.write(
            stream,
            seed=sender.keys.signing,
            manifest=Manifest(**stated | manifest),  # type: ignore[arg-type]
            roster=roster,
            segments=segments,
            files=files,
            recipients=[to.card.age],
        )
    return out


def revoke(lead: Desk, gone: Desk) -> None:
    """The lead takes a device out of the team for ever."""
    with lead.db.write() as connection:
        roster = lead.standing(connection).roster
        acts.write(lead, connection, lead.workspace_id, [rosters.decide_revoke(roster, lead.device, gone.device)], roster.tips)


def segments(desk: Desk, compartment: str = "Team", of: Desk | None = None) -> list[int]:
    """The rows of the sealed segments of a compartment on a desk, of one author if `of` is given, in their order."""
    with desk.db.write() as connection:
        sealing.seal_all(desk, connection)
    with desk.db.read() as connection:
        place = compartment if compartment == desk.workspace else desk.standing(connection).called(compartment)
        rows = positions.all_of(connection, place)
        return [row for row in rows if of is None or log.segment(connection, row).device == of.device]


def written(desk: Desk, *ops: Op) -> None:
    """Lines that no command would write, as a desk of another make could."""
    with desk.db.write() as connection:
        editing.commit(desk, connection, desk.standing(connection), ops)


def rows(desk: Desk) -> str:
    """A hash of all that is projected on a desk."""
    with desk.db.read() as connection:
        return digest.projection(connection)


def everything(desk: Desk) -> str:
    """A hash of all rows of a desk, and of the files beside them."""
    beside = sorted(str(path.relative_to(desk.folder)) for path in desk.folder.rglob("*") if not path.name.startswith("desk.db"))
    with desk.db.read() as connection:
        return digest.everything(connection) + " ".join(beside)
