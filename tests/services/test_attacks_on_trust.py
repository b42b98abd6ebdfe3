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
from jitdesk.domain import quota
from jitdesk.domain import roster as rosters
from jitdesk.exchange import card as cards
from jitdesk.exchange import segment
from jitdesk.exchange.bundle import Pair
from jitdesk.exchange.card import Card
from jitdesk.kernel import canon
from jitdesk.kernel.errors import Damaged, JITDeskError, NotUnlocked, Refused
from jitdesk.kernel.values import sha256
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


def take_in(lead: Desk, newcomer: Stranger) -> None:
    team.admit(lead, newcomer.card, team.card_fingerprint(newcomer.card))


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


def members(desk: Desk) -> dict[str, str | None]:
    return {member.member: member.role for member in team.members(desk)}


@pytest.mark.parametrize("act_name", ["unheard", "pardon"])
def test_a_member_cannot_freeze_the_team(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path, act_name: str) -> None:
    """One line of any member, which no version will ever know, would stop every desk that hears of it."""
    evil = in_roster(olena, act(olena, act_name, {"under": founder_grant(olena)}))
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [], [evil])])
    editing.add(mara, "task", [{"title": "t"}])
    [report] = send(mara, ibrahim, "passed on")
    assert report.waiting == 0
    assert evil[0] in {body for body, _ in pairs(ibrahim, ibrahim.workspace_id)}
    editing.add(ibrahim, "task", [{"title": "u"}])
    upkeep.verify(ibrahim)


def test_a_member_cannot_freeze_a_compartment(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    with olena.db.read() as connection:
        tips = olena.standing(connection).charters[place_of(olena)].tips
    unheard = line("charter", "a" * 32, "unheard", {}, at=2 * DAY, supersedes=tips)
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [sealed(olena, place_of(olena), [unheard])])])
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    [report] = send(mara, ibrahim, "not stopped")
    assert (report.waiting, reading.show(ibrahim, task).get("title")) == (0, "Summons")
    assert len(segments(ibrahim, of=olena)) == 1
    upkeep.verify(ibrahim)


def test_a_stranger_cannot_pretend_to_stand_in_a_leads_place(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    """A lead once took the card in, or a member shows it: without the signature of the device that it replaces it opens nothing."""
    own_word = Stranger(replaces=mara, signed_by=olena.keys.signing)
    heir = own_word.sealed(olena, "succeed", {**own_word.shown, "under": founder_grant(olena)})
    assert refusal(mara, smuggled(olena, mara, tmp_path / "x", [], [heir])) == "roster.stranger"
    bait = in_roster(olena, act(olena, "grant", {**own_word.shown, "role": "member", "under": founder_grant(olena)}))
    assert refusal(mara, smuggled(olena, mara, tmp_path / "y", [], [bait, heir])) == "roster.replaces"
    with pytest.raises(Refused) as refused:
        team.admit(mara, own_word.card, team.card_fingerprint(own_word.card))
    assert refused.value.key == "card.replaces"


def test_a_key_that_nothing_can_be_encrypted_to_is_refused(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    """Else no desk could make a bundle for the team any more."""
    own = {"function": "analyst", "under": own_grant(olena)}
    for number, keys in enumerate(({"age": "age1nothing", "hybrid": None}, {"age": olena.card.age, "hybrid": "age1pq"})):
        bad = in_roster(olena, act(olena, "rekey", own | keys))
        assert refusal(mara, smuggled(olena, mara, tmp_path / str(number), [], [bad])).startswith("age.")


def test_who_takes_over_anothers_key_stops_no_export(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    """age takes each key once; the member whose key it is must get the bundle all the same."""
    keys = {"age": ibrahim.card.age, "hybrid": ibrahim.card.hybrid}
    stolen = in_roster(olena, act(olena, "rekey", keys | {"function": "analyst", "under": own_grant(olena)}))
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [], [stolen])])
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    mine, others = sorted(post(mara, "for all"), key=lambda written: "Ibrahim Demir" not in written.members)
    importing.accept(ibrahim, [mine.path])
    assert refusal(ibrahim, others.path) == "bundle.forwarded"
    assert reading.show(ibrahim, task).get("title") == "Summons"


def own_grant(desk: Desk) -> str:
    with desk.db.read() as connection:
        return desk.standing(connection).roster.devices[desk.device].grants[0].name


def filled(author: Desk, to: Desk, folder: Path, start: int, value: Any = None, lines: int = 16) -> list[Path]:
    """Bundles by which a member's desk puts more and more acts into its roster log."""
    first, prev = own_end(author, author.workspace_id)
    chain: list[Pair] = []
    paths = []
    for number in range(8):
        evil = [act(author, "unheard", value, 2 * DAY + start + number * lines + i) for i in range(lines)]
        chain.append(sealed(author, author.workspace_id, evil, first, prev))
        first, prev = first + lines, sha256(segment.unpack(chain[-1][0]).split(b"\n")[0] + b"\n")
        paths.append(smuggled(author, to, folder / f"{to.card.member} {number}", [], chain))
    return paths


@pytest.mark.parametrize(("value", "kept"), [(None, 4), ("x" * 20_000, 0)])
def test_a_member_cannot_fill_the_roster(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path, value: Any, kept: int) -> None:
    """Else at its limit every bundle of the team would be refused: what is beyond the quota is left out, and refuses nothing."""
    for path in filled(olena, mara, tmp_path, 0, value):
        importing.accept(mara, [path])
    assert len(pairs(mara, mara.workspace_id)) == len(pairs(ibrahim, ibrahim.workspace_id)) + kept
    for path in filled(olena, ibrahim, tmp_path, 10_000, value):  # a fork of it for the other
        importing.accept(ibrahim, [path])
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    revoke(mara, olena)
    for sender, to in ((mara, ibrahim), (ibrahim, mara)):
        send(sender, to, f"from {sender.card.member}")
    assert reading.show(ibrahim, task).get("title") == "Summons"
    assert len(pairs(mara, mara.workspace_id)) == len(pairs(ibrahim, ibrahim.workspace_id))
    assert members(mara) == members(ibrahim)
    upkeep.verify(ibrahim)


def test_successors_share_one_quota_and_what_they_wrote_beyond_it_refuses_nothing(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    heirs = [Stranger(replaces=olena) for _ in range(70)]
    under = own_grant(olena)
    parts = [heir.sealed(olena, "succeed", {**heir.shown, "under": under}) for heir in heirs]
    tasks = [line("task", f"{n:032x}", "title", "t", at=3 * DAY) for n in range(70)]
    records = []
    for heir, task in zip(heirs, tasks, strict=True):
        made = segment.seal(heir.seed, olena.workspace_id, place_of(olena), heir.card.device, 1, None, [task])
        records.append((made.body, made.signature))
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", records, parts)])
    assert len(team.members(mara)) == 3 + 64
    assert len(reading.listed(mara, "task")) == 64
    upkeep.verify(mara)
    revoke(mara, olena)
    assert len([member for member in team.members(mara) if member.role]) == 2


def test_those_who_never_led_leave_room_together(
    mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "MOST_TOGETHER", rosters.Extent(3, 1 << 20))
    for author in (olena, ibrahim):
        noise = in_roster(author, *[act(author, "rekey", None, 2 * DAY + i) for i in range(2)])
        importing.accept(mara, [smuggled(author, mara, tmp_path / author.device, [], [noise])])
    with mara.db.read() as connection:
        devices = mara.standing(connection).roster.devices
    assert (devices[olena.device].lines, devices[ibrahim.device].lines) == (2, 0)
    upkeep.verify(mara)


def test_a_roster_has_an_end(mara: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    """Whoever leads may fill it: what a desk holds never becomes so much that others refuse it."""
    evil = [act(mara, "end", None, 2 * DAY + i) for i in range(9_990)]
    first = in_roster(mara, *evil)
    importing.accept(ibrahim, [smuggled(mara, ibrahim, tmp_path / "x", [], [first])])
    number, prev = 9_991 + own_end(mara, mara.workspace_id)[0] - 1, sha256(segment.unpack(first[0]).split(b"\n")[0] + b"\n")
    more = sealed(mara, mara.workspace_id, [act(mara, "end", None, 3 * DAY + i) for i in range(20)], number, prev)
    assert refusal(ibrahim, smuggled(mara, ibrahim, tmp_path / "y", [], [first, more])) == "roster.too_large"
    upkeep.verify(ibrahim)


def test_a_lead_who_fills_the_roster_can_be_taken_out_all_the_same(
    mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the founder saw is counted apart: whatever other leads wrote, every desk has room for the founder's act and what follows."""
    monkeypatch.setattr(rosters, "MOST_UNSEEN", rosters.Extent(30, 12 << 20))
    for lead in (olena, ibrahim):
        admit(mara, lead, "lead")
    send(mara, olena, "a")
    send(mara, ibrahim, "b")
    take_in(ibrahim, Stranger())  # one line that the founder has not seen
    flood = in_roster(olena, *[act(olena, "end", None, 2 * DAY + i) for i in range(30)])
    importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [], [flood])])
    assert refusal(ibrahim, smuggled(olena, ibrahim, tmp_path / "y", [], [flood])) == "roster.unseen"
    assert refusal(mara, post(ibrahim, "c", mara)[0].path) == "roster.unseen"
    revoke(mara, olena)
    send(mara, ibrahim, "d")
    send(ibrahim, mara, "e")
    assert members(mara) == members(ibrahim)
    assert members(ibrahim)[olena.card.member] is None
    upkeep.verify(ibrahim)


def test_an_honest_lead_stops_before_others_would_refuse_and_the_founder_goes_on(
    mara: Desk, olena: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    admit(mara, olena, "lead")
    send(mara, olena, "a")
    monkeypatch.setattr(rosters, "MOST_UNSEEN", rosters.Extent(2, 12 << 20))
    for _ in range(2):
        take_in(olena, Stranger())
    with pytest.raises(Refused) as refused:
        take_in(olena, Stranger())
    assert refused.value.key == "roster.unseen_full"
    send(olena, mara, "b")
    take_in(mara, Stranger())
    send(mara, olena, "c")
    take_in(olena, Stranger())
    send(olena, mara, "d")
    assert members(mara) == members(olena)


def test_what_waited_for_a_freeze_to_end_is_taken_in_then(two: dict[str, Desk], tmp_path: Path) -> None:
    """One line of a lead stops what comes beside it; without an end to that, the desk would never hear of the others again."""
    mara, olena, ibrahim = two.values()
    admit(mara, ibrahim)
    admit(mara, olena, "lead")
    importing.accept(ibrahim, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
    send(mara, olena, "b")
    frozen = in_roster(olena, act(olena, "unheard", {}))
    importing.accept(ibrahim, [smuggled(olena, ibrahim, tmp_path / "x", [], [frozen])])
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    [report] = send(mara, ibrahim, "stopped")
    assert (report.waiting > 0, reading.listed(ibrahim, "task")) == (True, [])
    with pytest.raises(Refused) as refused:
        editing.add(ibrahim, "task", [{"title": "t"}])
    assert refused.value.key == "right.newer"
    revoke(mara, olena)
    editing.change(mara, task, {"status": "done"})
    send(mara, ibrahim, "freed")
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
        age.decrypt(stream, clear, olena.keys.identities)
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
        age.decrypt(stream, clear, ibrahim.keys.identities)
    clear.seek(0)
    with tarfile.open(fileobj=clear) as tar:
        manifest = msgspec.json.decode(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
    assert set(manifest["have"]) == {mara.workspace_id, place_of(mara)}
    assert set(manifest["recipients"]) == {olena.device, ibrahim.device}
    with pytest.raises(Damaged), narrow.path.open("rb") as stream:
        age.decrypt(stream, io.BytesIO(), ibrahim.keys.identities)


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
    assert refusal(olena, stick) == "import.one_of_several"


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
    assert desks.unlock(mara.folder, "a fine passphrase").keys.identities == mara.keys.identities


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
    secrets = [mara.unlocked.vault.hex(), mara.keys.database.hex(), mara.keys.signing.hex(), *mara.keys.identities, key, "Zlatorog"]
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
