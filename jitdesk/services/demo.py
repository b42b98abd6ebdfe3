"""The demo: a fictional team in one folder; its two desks are real, have worked apart, and do not agree on everything."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from jitdesk.crypto.keyslots import DEFAULT, LEAST, Cost
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import Message
from jitdesk.services import editing, exporting, importing, invented, team
from jitdesk.services.desk import Desk, Person
from jitdesk.services.enacting import Diary, Enactor
from jitdesk.system import files, resources

Tell = Callable[[Message], None]

REQUEST = "JIT-SR/2026/014"

_SCRIPTS = ("witnesses", "requests", "life", "work", "apart", "answer")
_BATCH = 1_000
_INVENTED = {"code": "W-9000", "summary": "Nobody: the invented accounts are about this code."}


@dataclass(frozen=True)
class Demo:
    """Where everything of a demo lies."""

    folder: Path

    @property
    def lead(self) -> Path:
        """The lead's desk."""
        return self.folder / "lead.jitdesk"

    @property
    def second(self) -> Path:
        """The other member's desk."""
        return self.folder / "second.jitdesk"

    @property
    def exchanged(self) -> Path:
        """The folder with the bundles that both desks have exchanged."""
        return self.folder / "exchanged"

    @property
    def answer(self) -> Path:
        """The bundle for the lead that waits to be previewed."""
        return self.folder / f"from-the-second-desk{exporting.SUFFIX}"

    @property
    def passphrase_file(self) -> Path:
        """The passphrase of both desks, for --passphrase-file."""
        return self.folder / "passphrase.txt"

    @property
    def readme(self) -> Path:
        """What lies here and what to try."""
        return self.folder / "README.txt"

    @property
    def letter(self) -> Path:
        """The letter of the complete request, once it is written."""
        return self.folder / "JIT-SR-2026-014.docx"

    @property
    def pictures(self) -> Path:
        """The pictures of the screens, once they are drawn."""
        return self.folder / "pictures"

    @property
    def made(self) -> bool:
        """Whether the demo is there already."""
        return self.readme.is_file() and self.lead.is_dir()


def passphrase() -> str:
    """The passphrase of both desks; it protects nothing that is not invented."""
    return str(_read("team")["passphrase"])


def make(demo: Demo, *, records: int = 0, seed: int = 1, cost: Cost = DEFAULT, tell: Tell) -> None:
    """Make the demo, all of it or nothing, with `records` invented accounts from `seed` added; raises Refused where something is there."""
    if demo.folder.is_file() or (demo.folder.is_dir() and any(demo.folder.iterdir())):
        raise Refused("demo.taken", folder=str(demo.folder))
    unfinished = Demo(demo.folder.with_name(f".{demo.folder.name}.part"))
    shutil.rmtree(unfinished.folder, ignore_errors=True)
    files.make_private_folder(unfinished.folder)
    try:
        _fill(unfinished, records, seed, cost, tell)
        with files.refusals(demo.folder):
            if demo.folder.is_dir():
                demo.folder.rmdir()
            unfinished.folder.rename(demo.folder)
    except BaseException:
        shutil.rmtree(unfinished.folder, ignore_errors=True)
        raise


def _fill(demo: Demo, records: int, seed: int, cost: Cost, tell: Tell) -> None:
    people = _read("team")
    diary = Diary(sum(len(those) for name in _SCRIPTS for those in _read(name).values()))
    first, second = _person(people["lead"]), _person(people["second"])
    tell(Message("demo.desks", {"lead": first.member, "second": second.member, "others": len(people["others"])}))
    lead = team.found(demo.lead, passphrase(), str(people["team"]), first, cost=cost, clock=diary)
    other = team.enrol(demo.second, passphrase(), second, cost=cost, clock=diary)
    try:
        _admit(lead, other, people)
        _work(demo, lead, other, Enactor(diary), tell)
        diary.catch_up()
        _add_invented(lead, records, seed, tell)
    finally:
        lead.close()
        other.close()
    files.write(demo.passphrase_file, passphrase().encode() + b"\n")
    files.write(demo.readme, _readme(demo, people).encode())


def _work(demo: Demo, lead: Desk, second: Desk, enactor: Enactor, tell: Tell) -> None:
    """The lead fills the desk, the second joins, both work apart and exchange, and the second's next bundle is left unopened."""
    files.make_private_folder(demo.exchanged)
    tell(Message("demo.records"))
    enactor.enact(lead, [*_request(), *_read("witnesses")["entry"], *_read("requests")["entry"]])
    enactor.enact(lead, [*_life(), *_read("work")["entry"], *_read("life")["later"]])
    _carry(lead, second, demo.exchanged / f"1-from-the-lead{exporting.SUFFIX}", tell, trust=team.fingerprint(lead))
    apart, answer = _read("apart"), _read("answer")
    enactor.enact(lead, apart["lead"])
    enactor.enact(second, apart["second"])
    _carry(second, lead, demo.exchanged / f"2-from-the-second-desk{exporting.SUFFIX}", tell)
    enactor.enact(second, answer["second"])
    enactor.enact(lead, answer["lead"])
    exporting.export(second, demo.answer, [team.fingerprint(lead)])


def _carry(sender: Desk, receiver: Desk, path: Path, tell: Tell, trust: str | None = None) -> None:
    """One bundle made, and taken in by the other desk."""
    exporting.export(sender, path, [team.fingerprint(receiver)])
    touched = importing.accept(receiver, [path], trust=trust)[0].touched
    numbers = {"new": len(touched.new), "changed": len(touched.changed), "conflicts": len(touched.conflicts)}
    tell(Message("demo.carried", {"sender": sender.card.member, "receiver": receiver.card.member, **numbers}))


def _admit(lead: Desk, second: Desk, people: Mapping[str, Any]) -> None:
    """Admit the second desk, and the other members by cards whose desks nobody needs; make the compartments."""
    with tempfile.TemporaryDirectory() as thrown_away:
        place = Path(thrown_away)
        card = place / "card.jitcard"
        team.write_card(second, card)
        team.admit(lead, team.read_card(card), team.fingerprint(second))
        for number, entry in enumerate(people["others"]):
            with_card = team.enrol(place / f"{number}.jitdesk", passphrase(), _person(entry), cost=LEAST)
            team.write_card(with_card, card)
            team.admit(lead, team.read_card(card), team.fingerprint(with_card), entry["role"])
            with_card.close()
    for entry in people["compartments"]:
        team.set_readers(lead, entry["name"], entry["readers"])


def _add_invented(desk: Desk, count: int, seed: int, tell: Tell) -> None:
    if not count:
        return
    (witness,) = editing.add(desk, "witness", [_INVENTED]).ids
    stock = invented.accounts(count, seed)
    done = 0
    while batch := [{**values, "witness": witness} for values in islice(stock, _BATCH)]:
        editing.add(desk, "account", batch)
        done += len(batch)
        if done % (10 * _BATCH) == 0 or done == count:
            tell(Message("demo.invented", {"done": done, "count": count}))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.read_text(f"demo/{name}.toml"))


def _person(entry: Mapping[str, Any]) -> Person:
    return Person(entry["member"], entry["state"], entry["authority"], entry["function"])


def _request() -> list[dict[str, Any]]:
    """The witness of the complete request and the request, as entries."""
    found = _read("request")
    witness = {"kind": "witness", **found["witness"]}
    return [witness, {"kind": "request", "witness": witness["code"], **found["request"]}]


def _life() -> list[dict[str, Any]]:
    """What stands around requests, and those on their way, which say what the complete one says, but for what they set themselves."""
    complete = _read("request")["request"]
    return [{**(complete if entry.get("kind") == "request" else {}), **entry} for entry in _read("life")["entry"]]


def _readme(demo: Demo, people: Mapping[str, Any]) -> str:
    everybody = [{**people["lead"], "role": "lead"}, {**people["second"], "role": "member"}, *people["others"]]
    members = [f"    {one['member']}, {one['state']}, {one['role']}: {one['function']}, {one['authority']}" for one in everybody]
    title = str(people["team"])
    return resources.read_text("demo/README.txt").format(
        team=title,
        passphrase=passphrase(),
        lead=people["lead"]["member"],
        second=people["second"]["member"],
        members="\n".join(members),
        answer=demo.answer.name,
    )
