"""Attacks on what trust stands on: the roster, the bundle as a whole, the keys at rest, the folder of a desk."""

from __future__ import annotations

import io
import logging
import tarfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jitdesk.crypto import age, keyslots, signature
from jitdesk.exchange import card as cards
from jitdesk.exchange import segment
from jitdesk.exchange.bundle import Pair
from jitdesk.exchange.card import Card
from jitdesk.kernel import canon
from jitdesk.kernel.errors import Damaged, JITDeskError, NotUnlocked, Refused
from jitdesk.services import custody, editing, importing, reading, team, upkeep
from jitdesk.services import desk as desks
from jitdesk.services.desk import Desk
from jitdesk.storage.projections import acts as kept
from jitdesk.system import logs
from tests.services.hostile import line, own_end, pairs, place_of, sealed, smuggled, without
from tests.services.sava import DAY, PROTECTED, admit, everything, forge, post, protect, revoke, rows, segments, send


def refusal(desk: Desk, path: Path) -> str:
    """Why a bundle is refused; the desk is as it was."""
    before = everything(desk)
    with pytest.raises(JITDeskError) as refused:
        importing.accept(desk, [path])
    assert everything(desk) == before
    return refused.value.key


def act(author: Desk, name: str, value: Any, at: int = 2 * DAY) -> bytes:
    """A roster line that names the tips which its author knows."""
    with author.db.read() as connection:
        tips = author.standing(connection).roster.tips
    return line("roster", "d" * 32, name, value, at=at, supersedes=tips)


def in_roster(author: Desk, *lines: bytes) -> Pair:
    return sealed(author, author.workspace_id, lines, *own_end(author, author.workspace_id))


def founder_grant(desk: Desk) -> str:
    with desk.db.read() as connection:
        roster = desk.standing(connection).roster
        return roster.devices[roster.founder].grants[0].name


class Stranger:
    """A device that no lead ever took in; its card may claim to replace another's."""

    def __init__(self, replaces: Desk | None = None, signed_by: bytes | None = None) -> None:
        self.seed = signature.new_signing_key()
        made = cards.make(self.seed, age.new_identity().recipient, "Nobody", "POL", "Prosecution", "analyst")
        self.card: Card = cards.parse(made)
        if replaces is not None:
            text = canon.encode(self.card.value() | {"replaces": replaces.device})
            both = "".join(signature.sign(seed, text, signature.CARD) for seed in (self.seed, signed_by or replaces.keys.signing))
            self.card = cards.parse(text + both.encode("ascii"))

    @property
    def shown(self) -> dict[str, Any]:
        """The card as a roster line holds it."""
        return {"card": self.card.value(), "signature": self.card.signature}

    def sealed(self, desk: Desk, name: str, value: Any) -> Pair:
        """One line in the roster, signed by the stranger."""
        made = segment.seal(self.seed, desk.workspace_id, desk.workspace_id, self.card.device, 1, None, [act(desk, name, value, 3 * DAY)])
        return made.body, made.signature


# -- the roster ---------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["task", "charter", "unheard"])
def test_the_roster_carries_no_records(mara: Desk, olena: Desk, tmp_path: Path, kind: str) -> None:
    evil = line(kind, "a" * 32, "title", "seen by all, observers and those who left included", at=2 * DAY)
    assert refusal(mara, smuggled(olena, mara, tmp_path / "x", [], [in_roster(olena, evil)])) == "roster.other_compartment"


def test_a_line_cut_out_of_the_roster_refuses_the_bundle(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    """Else a revocation that nobody names yet could be hidden from a desk for good: its segment would count as held."""
    revoke(mara, olena)
    segments(mara)
    *honest, last = pairs(mara, mara.workspace_id)
    path = forge(olena, ibrahim, tmp_path / "x", [*honest, without(last, [1])], [])
    assert refusal(ibrahim, path) == "roster.other_compartment"
    send(mara, ibrahim, "whole")
    assert refusal(ibrahim, forge(olena, ibrahim, tmp_path / "y", honest, [])) == "import.sender_not_in_team"


def test_who_does_not_lead_takes_nobody_in_and_out(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    stranger, under = Stranger(), founder_grant(olena)
    evil = [
        act(olena, "grant", {**stranger.shown, "role": "lead", "under": under}),
        act(olena, "revoke", {"device": ibrahim.device, "keep": None, "successors": [], "under": under}, 2 * DAY + 1),
        act(olena, "end", {"grant": under, "keep": None, "successors": [], "under": under}, 2 * DAY + 2),
    ]
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [], [in_roster(olena, *evil)])])
    assert {member.member: member.role for member in team.members(mara)} == {
        "Mara Kos": "lead",
        "Olena Hrytsenko": "member",
        "Ibrahim Demir": "member",
    }
    editing.add(mara, "task", [{"title": "t"}])
    upkeep.verify(mara)


def test_a_stranger_cannot_freeze_the_team(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    """An act that nobody knows stops a desk while its author stands: a stranger under the founder's grant would stand for ever."""
    stranger, under = Stranger(), founder_grant(olena)
    bait = in_roster(olena, act(olena, "grant", {**stranger.shown, "role": "member", "under": under}))
    frozen = stranger.sealed(olena, "unheard", {**stranger.shown, "under": under})
    assert refusal(mara, smuggled(olena, mara, tmp_path / "x", [], [bait, frozen])) == "roster.stranger"
    own_word = Stranger(replaces=mara, signed_by=olena.keys.signing)
    bait = in_roster(olena, act(olena, "grant", {**own_word.shown, "role": "member", "under": under}))
    frozen = own_word.sealed(olena, "unheard", {**own_word.shown, "under": under})
    assert refusal(mara, smuggled(olena, mara, tmp_path / "y", [], [bait, frozen])) == "roster.stranger"


@pytest.mark.parametrize("whose", ["founder's", "own"])
def test_a_freeze_by_a_successor_ends_with_the_device_that_it_replaces(mara: Desk, olena: Desk, tmp_path: Path, whose: str) -> None:
    heir = Stranger(replaces=olena)
    with olena.db.read() as connection:
        own = olena.standing(connection).roster.devices[olena.device].grants[0].name
    under = own if whose == "own" else founder_grant(olena)
    bait = in_roster(olena, act(olena, "grant", {**heir.shown, "role": "member", "under": under}))
    frozen = heir.sealed(olena, "succeed", {**heir.shown, "under": under})
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [], [bait, frozen])])
    if whose == "own":
        with pytest.raises(Refused) as refused:
            editing.add(mara, "task", [{"title": "t"}])
        assert refused.value.key == "right.newer"
        revoke(mara, olena)
    editing.add(mara, "task", [{"title": "t"}])


def test_what_waited_for_a_freeze_to_end_is_taken_in_then(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    """One line of a member stops what comes beside it; without an end to that, the desk would never hear of the others again."""
    with olena.db.read() as connection:
        tips = olena.standing(connection).charters[place_of(olena)].tips
    unheard = line("charter", "a" * 32, "unheard", {}, at=2 * DAY, supersedes=tips)
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [sealed(olena, place_of(olena), [unheard])])])
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    [report] = send(mara, ibrahim, "stopped")
    assert (report.waiting, reading.listed(ibrahim, "task")) == (2, [])
    revoke(mara, olena)
    editing.change(mara, task, {"status": "done"})
    [report] = send(mara, ibrahim, "freed")
    assert reading.show(ibrahim, task).get("status") == "done"
    editing.change(ibrahim, task, {"status": "waiting"})
    upkeep.verify(ibrahim)


def test_lines_of_an_observer_are_taken_in_once_they_are_a_member(two: dict[str, Desk], tmp_path: Path) -> None:
    """A desk that gets them later takes them in at once: one that got them earlier must come to the same rows."""
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim, "observer")
    importing.accept(ibrahim, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
    path = smuggled(ibrahim, mara, tmp_path / "x", [sealed(ibrahim, place_of(ibrahim), [line("task", "a" * 32, "title", "t", at=2 * DAY)])])
    importing.accept(mara, [path])
    assert reading.listed(mara, "task") == []
    admit(mara, ibrahim, "member")
    send(mara, olena, "b")
    send(olena, mara, "c")
    assert [record.get("title") for record in reading.listed(mara, "task")] == ["t"]
    assert rows(mara) == rows(olena)


def test_two_acts_of_one_name_hide_each_other_on_no_desk(mara: Desk) -> None:
    """Sixty-four bits name a change: one author can make two acts share them, and which came first must not matter."""
    name = f"{mara.device}.9.{'0' * 16}"
    with mara.db.rehearse() as connection:
        for text in (b"one", b"two"):
            kept.write(connection, mara.workspace_id, [(name, text)])
        assert [text for found, text in kept.load(connection, mara.workspace_id) if found == name] == [b"one", b"two"]


# -- the bundle ---------------------------------------------------------------------------------------------------------------------------
def test_a_bundle_passed_on_to_somebody_else_is_refused(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    [sent] = post(mara, "x", olena)
    clear, again = io.BytesIO(), tmp_path / "y"
    with sent.path.open("rb") as stream:
        age.decrypt(stream, clear, [olena.keys.age])
    clear.seek(0)
    with again.open("wb") as out:
        age.encrypt(clear, out, [ibrahim.card.age])
    assert refusal(ibrahim, again) == "bundle.forwarded"


def test_a_file_says_nothing_of_compartments_that_one_of_its_readers_does_not_read(
    mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path
) -> None:
    protect(mara, olena)
    editing.add(mara, "task", [{"title": "Relocate"}], PROTECTED)
    send(olena, mara, "so that positions are known")
    [wide, narrow] = post(mara, "x")
    clear = io.BytesIO()
    with wide.path.open("rb") as stream:
        age.decrypt(stream, clear, [ibrahim.keys.age])
    clear.seek(0)
    with tarfile.open(fileobj=clear) as tar:
        manifest = msgspec.json.decode(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
    assert set(manifest["have"]) == {mara.workspace_id, place_of(mara)}
    assert set(manifest["recipients"]) == {olena.device, ibrahim.device}
    with pytest.raises(Damaged), narrow.path.open("rb") as stream:
        age.decrypt(stream, io.BytesIO(), [ibrahim.keys.age])


@pytest.mark.parametrize("created", ["9999-99-99T99:99:99Z", "0001-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-25T09:00:00Z\n"])
def test_a_moment_that_no_calendar_holds_is_refused(mara: Desk, olena: Desk, tmp_path: Path, created: str) -> None:
    with pytest.raises(Refused):
        smuggled(olena, mara, tmp_path / "x", [], created=created)


def test_links_in_a_folder_of_bundles_lead_to_nothing_new(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    editing.add(mara, "task", [{"title": "t"}])
    [sent] = post(mara, "x", olena)
    (stick / "a.jitbundle").symlink_to(sent.path)
    (stick / "b.jitbundle").symlink_to(tmp_path / "nowhere")
    (stick / "c.jitbundle").symlink_to("/dev/zero")
    (stick / "d.jitbundle").symlink_to(stick)
    (stick / "e.jitbundle").mkdir()
    [report] = importing.accept(olena, [stick])
    assert report.bundle == sent.bundle
    (stick / "f.jitbundle").write_bytes(b"none of ours")
    assert refusal(olena, stick) == "age.version"


# -- keys at rest, the folder of a desk, what is said aloud -------------------------------------------------------------------------------
def slots(desk: Desk) -> dict[str, Any]:
    return keyslots.decode((desk.folder / "keyslots.json").read_bytes())


def test_no_change_to_the_key_slots_opens_a_desk_or_crashes(mara: Desk, olena: Desk) -> None:
    path = mara.folder / "keyslots.json"
    good = path.read_bytes()

    def opened(document: dict[str, Any]) -> None:
        path.write_bytes(keyslots.encode(document))
        desks.unlock(mara.folder, "a fine passphrase")

    document = slots(mara)
    [slot] = document["slots"]
    cheap = slot | {"params": {"lanes": 1, "memory": 8, "passes": 1}}
    dear = slot | {"params": {"lanes": 1, "memory": 1 << 30, "passes": 3}}
    more = slot | {"params": slot["params"] | {"passes": 4}}
    attempts = [document | {"slots": [changed]} for changed in (cheap, dear, more, slot | {"salt": "00"}, slot | {"nonce": "00" * 11})]
    attempts += [document | {"slots": [slot | {"params": None}]}, document | {"slots": [slot | {"box": "00"}]}]
    attempts += [document | {"slots": slots(olena)["slots"]}, document | {"desk": "0" * 32}, document | {"keys": slots(olena)["keys"]}]
    attempts += [document | {"keys": None}]
    for attempt in attempts:
        with pytest.raises((NotUnlocked, Damaged)):
            opened(attempt)
    for length in range(0, len(good), 97):
        path.write_bytes(good[:length])
        with pytest.raises(Damaged):
            desks.unlock(mara.folder, "a fine passphrase")
    path.write_bytes(good)
    assert desks.unlock(mara.folder, "a fine passphrase").keys.age == mara.keys.age


def test_the_key_slots_of_another_desk_open_no_database(mara: Desk, olena: Desk) -> None:
    mara.close()
    (mara.folder / "keyslots.json").write_bytes((olena.folder / "keyslots.json").read_bytes())
    with pytest.raises(Damaged):
        desks.hold(mara.folder, desks.unlock(mara.folder, "a fine passphrase"))


def test_a_staging_folder_that_leads_elsewhere_empties_nothing(mara: Desk, tmp_path: Path) -> None:
    """On a share where others write, a link in place of the folder must not make us clear out its target."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.txt").write_text("years of work")
    mara.close()
    mara.staging.rmdir()
    mara.staging.symlink_to(home)
    with pytest.raises(Damaged):
        desks.hold(mara.folder, mara.unlocked)
    assert (home / "thesis.txt").read_text() == "years of work"


def test_no_secret_and_no_value_is_in_a_repr_a_log_or_a_report(mara: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JITDESK_HOME", str(tmp_path / "home"))
    (tmp_path / "f.txt").write_text("x")
    [task] = editing.add(mara, "task", [{"title": "Zlatorog"}]).ids
    key = reading.show(mara, custody.attach(mara, task, tmp_path / "f.txt").ids[0]).get("content")["key"]
    secrets = [mara.unlocked.vault.hex(), mara.keys.database.hex(), mara.keys.signing.hex(), mara.keys.age, key, "Zlatorog"]
    secrets += [repr(mara.keys.database), repr(mara.keys.signing), repr(mara.unlocked.vault)]
    said = repr(mara) + repr(mara.unlocked) + repr(mara.keys) + repr(mara.db)
    logs.start("terminal")
    try:
        mara.db.write().__enter__().exec_driver_sql("SELECT nothing FROM nowhere WHERE x = ?", ("Zlatorog" + mara.keys.age,))
    except Exception as error:
        logs.report(error)
        logging.getLogger("jitdesk").error("%s %s", error, mara.keys.age, exc_info=error)
    said += "".join(path.read_text() for path in (tmp_path / "home").rglob("*") if path.is_file())
    assert "report" in said
    assert not [secret for secret in secrets if secret in said]
