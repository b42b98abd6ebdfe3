"""A mailbox: what is dropped is taken up, nobody's file is touched but one's own, and the exchange comes to rest."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, exporting, importing, mailbox, reading, team, upkeep
from jitdesk.services.desk import Desk
from jitdesk.services.mailbox import Visit
from jitdesk.system import files
from tests.services.sava import PEOPLE, PROTECTED, Template, everything, opened, post, protect, revoke


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "box"
    folder.mkdir()
    return folder


def visit(desk: Desk, box: Path) -> Visit:
    """A visit at which everything is taken in."""
    desk.clock.at += 60_000  # type: ignore[attr-defined] - the team's one clock goes on
    return mailbox.visit(desk, box, accept=True)


def names(box: Path) -> list[str]:
    return sorted(path.name for path in box.iterdir())


def round_of(box: Path, *desks: Desk) -> int:
    """Everybody visits once; how many bundles were dropped."""
    return sum(len(visit(desk, box).dropped) for desk in desks)


def titles(desk: Desk) -> set[str]:
    return {str(record.get("title")) for record in reading.listed(desk, "task")}


def test_what_one_drops_the_others_take_up_and_then_it_is_quiet(mara: Desk, olena: Desk, ibrahim: Desk, box: Path) -> None:
    editing.add(mara, "task", [{"title": "Summons"}])
    [dropped] = visit(mara, box).dropped
    assert dropped.members == (PEOPLE["ibrahim"].member, PEOPLE["olena"].member)
    for desk in (olena, ibrahim):
        [arrived] = visit(desk, box).arrived
        assert (arrived.file, arrived.report.member) == (dropped.path.name, "Mara Kos")
        assert titles(desk) == {"Summons"}
    before = names(box)
    assert round_of(box, mara, olena, ibrahim) == 0
    assert names(box) == before
    for desk in (mara, olena, ibrahim):
        upkeep.verify(desk)


def at_rest(box: Path, *desks: Desk) -> None:
    """Everybody visits until nobody has anything to say."""
    for _ in range(6):
        if round_of(box, *desks) == 0:
            return
    pytest.fail("it never came to rest")


def test_who_was_taken_out_of_a_compartment_hears_it_by_the_mailbox_too(mara: Desk, olena: Desk, ibrahim: Desk, box: Path) -> None:
    protect(mara, olena)
    at_rest(box, mara, olena, ibrahim)
    team.set_readers(mara, PROTECTED, [])
    at_rest(box, mara, olena, ibrahim)
    with pytest.raises(Refused) as refused:
        editing.add(olena, "task", [{"title": "Too late"}], PROTECTED)
    assert refused.value.key == "right.compartment"


def test_a_visit_that_only_looks_changes_nothing_here(mara: Desk, olena: Desk, ibrahim: Desk, box: Path) -> None:
    at_rest(box, mara, olena, ibrahim)
    already = names(box)
    editing.add(mara, "task", [{"title": "Summons"}])
    visit(mara, box)
    before = everything(olena)
    first, second = mailbox.visit(olena, box), mailbox.visit(olena, box)
    assert [one.file for one in first.arrived] == [one.file for one in second.arrived] == sorted(set(names(box)) - set(already))
    assert len(first.arrived[0].report.touched.new) == 1
    assert everything(olena) == before
    assert mailbox.visit(olena, box, accept=True).arrived
    assert mailbox.visit(olena, box).arrived == []


def test_what_arrives_in_several_files_is_seen_together_and_taken_in_as_one_step(mara: Desk, olena: Desk, box: Path) -> None:
    for title in ("One", "Two"):
        editing.add(mara, "task", [{"title": title}])
        visit(mara, box)
    assert len(names(box)) == 2
    looked = mailbox.visit(olena, box)
    assert [one.report.held for one in looked.arrived] == [[], []]  # the second alone would be held: the first is not in it
    assert [len(one.report.touched.new) for one in looked.arrived] == [1, 1]
    visit(olena, box)
    assert titles(olena) == {"One", "Two"}
    undoing = pytest.importorskip("jitdesk.services.undoing")
    undoing.undo(olena)
    assert titles(olena) == set()
    assert mailbox.visit(olena, box).arrived == []  # it was taken in once, and waits in quarantine


def test_the_order_in_which_files_arrive_does_not_matter(mara: Desk, olena: Desk, box: Path, tmp_path: Path) -> None:
    for title in ("One", "Two"):
        editing.add(mara, "task", [{"title": title}])
        visit(mara, box)
    first, second = names(box)
    late = next(name for name in (first, second) if exporting.SUFFIX in name)
    shutil.move(box / late, tmp_path / late)
    visit(olena, box)
    shutil.move(tmp_path / late, box / late)
    visit(olena, box)
    assert titles(olena) == {"One", "Two"}


def test_each_file_has_a_date_and_a_random_word_and_says_nothing_else(mara: Desk, olena: Desk, box: Path) -> None:
    protect(mara, olena)
    editing.add(mara, "witness", [{"code": "W-0412"}])
    editing.add(mara, "identity", [{"witness": "W-0412", "name": "N. N."}], "Protected")
    made = visit(mara, box).dropped
    assert sorted(one.compartments for one in made) == [("Protected",), ("Team",)]
    assert names(box) == sorted(one.path.name for one in made)
    for name in names(box):
        day, word = name[:10], name[11:].removesuffix(".jitbundle")
        assert day.replace("-", "").isdigit()
        assert len(word) == 8
        assert int(word, 16) >= 0


def test_a_narrow_compartment_goes_to_its_readers_only(mara: Desk, olena: Desk, ibrahim: Desk, box: Path) -> None:
    protect(mara, olena)
    visit(mara, box)
    round_of(box, mara, olena, ibrahim)
    editing.add(mara, "identity", [{"name": "N. N.", "witness": editing.add(mara, "witness", [{"code": "W-1"}]).ids[0]}], "Protected")
    made = visit(mara, box).dropped
    assert {one.members for one in made if "Protected" in one.compartments} == {(PEOPLE["olena"].member,)}
    visit(ibrahim, box)
    assert reading.listed(ibrahim, "identity") == []
    visit(olena, box)
    assert len(reading.listed(olena, "identity")) == 1


def test_a_change_of_the_roster_alone_is_reason_enough(three: dict[str, Desk], box: Path) -> None:
    mara, olena, ibrahim = three.values()
    at_rest(box, mara, olena, ibrahim)
    revoke(mara, ibrahim)
    [made] = visit(mara, box).dropped
    assert made.members == (PEOPLE["olena"].member,)
    visit(olena, box)
    with olena.db.read() as connection:
        assert olena.standing(connection).roster.role(ibrahim.device) is None
    assert round_of(box, mara, olena) == 0
    editing.add(ibrahim, "task", [{"title": "Too late"}])  # he has not heard of it
    [late] = visit(ibrahim, box).dropped
    for desk in (mara, olena):
        seen = visit(desk, box)
        assert (seen.arrived, [one.file for one in seen.troubles]) == ([], [late.path.name])


def test_own_bundles_go_when_everybody_has_them_and_nobody_elses_ever(mara: Desk, olena: Desk, ibrahim: Desk, box: Path) -> None:
    editing.add(mara, "task", [{"title": "One"}])
    [first] = visit(mara, box).dropped
    foreign = box / "somebody-else.jitbundle"
    foreign.write_bytes(b"age-encryption.org/v1\n")
    for desk in (olena, ibrahim):
        visit(desk, box)
        editing.add(desk, "task", [{"title": desk.card.member}])
        visit(desk, box)
    theirs = set(names(box)) - {first.path.name}
    gone = visit(mara, box)
    assert gone.removed == [first.path.name]
    assert set(names(box)) == theirs
    assert round_of(box, mara, olena, ibrahim) == 0
    assert foreign.exists()


def test_a_file_put_in_the_place_of_ours_is_left_alone(mara: Desk, olena: Desk, ibrahim: Desk, box: Path) -> None:
    editing.add(mara, "task", [{"title": "One"}])
    [made] = visit(mara, box).dropped
    for desk in (olena, ibrahim):
        visit(desk, box)
        editing.add(desk, "task", [{"title": desk.card.member}])
        visit(desk, box)
    made.path.write_bytes(os.urandom(made.path.stat().st_size))
    assert visit(mara, box).removed == []
    assert made.path.exists()


def test_what_is_lost_on_the_way_is_sent_again(mara: Desk, olena: Desk, box: Path) -> None:
    editing.add(mara, "task", [{"title": "One"}])
    [made] = visit(mara, box).dropped
    assert visit(mara, box).dropped == []
    made.path.unlink()
    [again] = visit(mara, box).dropped
    assert again.path.name != made.path.name
    visit(olena, box)
    assert titles(olena) == {"One"}


def test_a_later_bundle_that_built_on_a_lost_one_is_sent_again_with_it(mara: Desk, olena: Desk, ibrahim: Desk, box: Path) -> None:
    editing.add(mara, "task", [{"title": "One"}])
    [first] = visit(mara, box).dropped
    editing.add(mara, "task", [{"title": "Two"}])
    [second] = visit(mara, box).dropped  # without what the first brings
    first.path.unlink()
    assert visit(olena, box).arrived[0].report.held
    [both] = visit(mara, box).dropped
    assert both.path.exists()
    assert not second.path.exists()
    visit(ibrahim, box)
    visit(olena, box)
    assert titles(olena) == titles(ibrahim) == {"One", "Two"}


def test_each_bundle_holds_only_what_is_not_in_the_mailbox_already(mara: Desk, box: Path) -> None:
    """Somebody who only reads never says what they have: all of it again in each bundle would grow without end."""
    sizes = []
    for number in range(4):
        editing.add(mara, "task", [{"title": f"{number}", "description": os.urandom(20_000).hex()}])
        [made] = visit(mara, box).dropped
        sizes.append(made.path.stat().st_size)
    assert max(sizes) < 1.5 * min(sizes)


def test_a_team_of_ten_comes_to_rest(template_of_two: Template, tmp_path: Path, box: Path) -> None:
    with opened(template_of_two, tmp_path) as desks:
        mara, olena, _ = desks.values()
        crowd = [mara, olena]
        for number in range(8):
            person = type(PEOPLE["mara"])(f"Member {number}", "FRA", "Office", "analyst")
            desk = team.enrol(tmp_path / f"{number}.jitdesk", "a fine passphrase", person, cost=_least(), clock=mara.clock)
            team.admit(mara, desk.card, team.fingerprint(desk), "observer" if number % 3 == 0 else "member")
            [sent] = post(mara, f"first-{number}", desk)
            importing.accept(desk, [sent.path], trust=team.fingerprint(mara))
            crowd.append(desk)
        try:
            at_rest(box, *crowd)
            editing.add(olena, "task", [{"title": "For all"}])
            assert round_of(box, *crowd) == 1  # hers, and no echo of it
            assert round_of(box, *crowd) == 0
            assert round_of(box, *reversed(crowd)) == 0
            assert {frozenset(titles(desk)) for desk in crowd} == {frozenset({"For all"})}
        finally:
            for desk in crowd[2:]:
                desk.close()


def _least() -> Any:
    from jitdesk.crypto.keyslots import LEAST

    return LEAST


@contextmanager
def machine(folder: Path) -> Iterator[None]:
    """A machine of its own for each example: a desk keeps outside its folder what tells it from a copy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JITDESK_HOME", str(folder / "home"))
        yield


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["write", "visit", "look", "lose"])), max_size=14))
def test_whatever_happens_everybody_agrees_in_the_end(
    template_of_three: Template, tmp_path_factory: pytest.TempPathFactory, steps: Sequence[tuple[int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (box := folder / "box").mkdir()
    with machine(folder), opened(template_of_three, folder) as desks:
        crowd = list(desks.values())
        for number, (who, act) in enumerate(steps):
            if act == "write":
                editing.add(crowd[who], "task", [{"title": str(number)}])
            elif act == "visit":
                visit(crowd[who], box)
            elif act == "look":
                mailbox.visit(crowd[who], box)
            elif found := names(box):
                (box / found[number % len(found)]).unlink()
        at_rest(box, *crowd)
        written = {str(number) for number, (_, act) in enumerate(steps) if act == "write"}
        assert all(titles(desk) == written for desk in crowd)
        assert len({repr(sorted(map(repr, reading.listed(desk, "task")))) for desk in crowd}) == 1


# -- what else lies in a mailbox -----------------------------------------------------------------------------------------------------------


def copy_of(box: Path, name: str) -> None:
    [bundle] = [path for path in box.iterdir() if path.suffix == ".jitbundle"]
    shutil.copy(bundle, box / name)


@pytest.mark.parametrize(
    "name",
    [
        "2026-11-19-0a1b2c3d.sync-conflict-20261119-101112-ABCDEFG.jitbundle",
        "2026-11-19-0a1b2c3d (conflicted copy 2026-11-19 101112).jitbundle",
        "2026-11-19-0a1b2c3d (Mara Kos's conflicted copy).JITBUNDLE",
        "копия 副本 نسخة\u202e.jitbundle",
        "a\nb\x1b[2J.jitbundle",
    ],
)
def test_a_copy_under_another_name_is_no_second_bundle(mara: Desk, olena: Desk, box: Path, name: str) -> None:
    editing.add(mara, "task", [{"title": "Summons"}])
    visit(mara, box)
    copy_of(box, name)
    assert len(mailbox.visit(olena, box).arrived) == 1
    seen = visit(olena, box)
    assert (len(seen.arrived), seen.troubles) == (1, [])
    again = visit(olena, box)
    assert (again.arrived, again.troubles) == ([], [])
    assert titles(olena) == {"Summons"}
    assert (box / name).exists()


def hostile_files(box: Path) -> dict[str, bool]:
    """All that may lie in a mailbox beside bundles for us: names, and whether a person is told of it."""
    [bundle] = list(box.iterdir())
    data = bundle.read_bytes()
    (box / ".syncthing.x.jitbundle.tmp").write_bytes(data[:500])
    (box / "~syncthing~x.jitbundle").write_bytes(data[:500])
    (box / ".hidden.jitbundle").write_bytes(data)
    (box / "x.jitbundle.part").write_bytes(data[:500])
    (box / "notes.txt").write_text("hello")
    (box / "empty.jitbundle").touch()
    (box / "half.jitbundle").write_bytes(data[: len(data) // 2])
    (box / "cut.jitbundle").write_bytes(data[:-1])
    (box / "junk.jitbundle").write_bytes(os.urandom(5_000))
    (box / "altered.jitbundle").write_bytes(data[:-200] + bytes([data[-200] ^ 1]) + data[-199:])
    (box / "folder.jitbundle").mkdir()
    (box / "link.jitbundle").symlink_to(bundle)
    (box / "dangling.jitbundle").symlink_to(box / "nowhere")
    os.mkfifo(box / "pipe.jitbundle")
    with (box / "huge.jitbundle").open("wb") as stream:
        stream.write(data[:400])
        stream.truncate(65 << 30)
    told = ("empty", "half", "cut", "junk", "altered", "folder", "link", "dangling", "pipe", "huge")
    return {path.name: path.name.removesuffix(".jitbundle") in told for path in box.iterdir() if path != bundle}


def test_whatever_else_lies_there_is_harmless_and_said_once(mara: Desk, olena: Desk, box: Path) -> None:
    editing.add(mara, "task", [{"title": "Summons"}])
    visit(mara, box)
    told = hostile_files(box)
    before = {name: (box / name).lstat() for name in told}
    seen = visit(olena, box)
    assert len(seen.arrived) == 1
    assert sorted(one.file for one in seen.troubles) == sorted(name for name, said in told.items() if said)
    assert all(one.file in one.sentence for one in seen.troubles)
    assert titles(olena) == {"Summons"}
    after = {name: (box / name).lstat() for name in told}
    assert {name: (s.st_size, s.st_mtime_ns, s.st_mode) for name, s in before.items()} == {
        name: (s.st_size, s.st_mtime_ns, s.st_mode) for name, s in after.items()
    }


def test_other_teams_and_other_peoples_bundles_are_passed_over_in_silence(
    mara: Desk, olena: Desk, ibrahim: Desk, box: Path, tmp_path: Path
) -> None:
    other = team.found(tmp_path / "other.jitdesk", "a fine passphrase", "JIT Elsewhere", PEOPLE["ibrahim"], cost=_least())
    friend = team.enrol(tmp_path / "friend.jitdesk", "a fine passphrase", PEOPLE["olena"], cost=_least())
    try:
        team.admit(other, friend.card, team.fingerprint(friend), "member")
        assert visit_plain(other, box).dropped
    finally:
        other.close()
        friend.close()
    editing.add(mara, "task", [{"title": "For Ibrahim"}])
    exporting.export(mara, box, [team.fingerprint(ibrahim)])
    seen = mailbox.visit(olena, box)
    assert (seen.arrived, seen.troubles) == ([], [])


def visit_plain(desk: Desk, box: Path) -> Visit:
    return mailbox.visit(desk, box, accept=True)


def test_a_bundle_that_arrives_in_pieces_is_taken_when_it_is_whole(mara: Desk, olena: Desk, box: Path) -> None:
    editing.add(mara, "task", [{"title": "Summons"}])
    [made] = visit(mara, box).dropped
    data = made.path.read_bytes()
    for length in (0, 10, 100, 1000, len(data) - 1):
        made.path.write_bytes(data[:length])
        seen = visit(olena, box)
        assert seen.arrived == []
        assert len(seen.troubles) == 1
    made.path.write_bytes(data)
    assert len(visit(olena, box).arrived) == 1


def test_what_is_put_in_the_place_of_a_file_while_we_look_is_not_taken_in(
    mara: Desk, olena: Desk, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing.add(mara, "task", [{"title": "Summons"}])
    [known] = post(mara, "known", olena)
    importing.accept(olena, [known.path])
    editing.add(mara, "task", [{"title": "Slipped in"}])
    [other] = post(mara, "other", olena)
    there = known.path.replace(box / known.path.name)
    preview = importing.preview

    def looked(*arguments: Any, **more: Any) -> Any:
        seen = preview(*arguments, **more)
        there.write_bytes(other.path.read_bytes())
        return seen

    monkeypatch.setattr(importing, "preview", looked)
    [trouble] = mailbox.visit(olena, box).troubles
    assert "not the files that were shown" in trouble.sentence
    assert titles(olena) == {"Summons"}


def test_one_that_was_taken_in_elsewhere_is_not_shown_again(mara: Desk, olena: Desk, box: Path) -> None:
    editing.add(mara, "task", [{"title": "Summons"}])
    [made] = visit(mara, box).dropped
    importing.accept(olena, [made.path])
    assert mailbox.visit(olena, box).arrived == []


def test_a_bundle_appears_whole_and_readable_by_whoever_reads_the_folder(mara: Desk, box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box.chmod(0o750)
    seen: list[list[str]] = []
    move = Path.rename

    def rename(self: Path, target: Path) -> Path:
        seen.append(names(box))
        return move(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    editing.add(mara, "task", [{"title": "Summons"}])
    [made] = visit(mara, box).dropped
    assert [] in seen
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o640
    assert list(mara.staging.iterdir()) == []


def test_across_disks_it_is_written_under_a_name_that_carriers_leave_alone(
    mara: Desk, olena: Desk, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(self: Path, target: Path) -> Path:
        raise OSError(errno.EXDEV, "another disk")

    seen: list[str] = []
    replace = Path.replace

    def replaced(self: Path, target: Path) -> Path:
        seen.append(self.name)
        return replace(self, target)

    editing.add(mara, "task", [{"title": "Summons"}])
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        patch.setattr(Path, "replace", replaced)
        [made] = visit(mara, box).dropped
    assert f"~syncthing~{made.path.name}.tmp" in seen
    assert names(box) == [made.path.name]
    assert visit(olena, box).arrived


def test_a_failure_while_it_is_brought_leaves_nothing(mara: Desk, box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    def rename(self: Path, target: Path) -> Path:
        raise OSError(errno.EXDEV, "another disk")

    editing.add(mara, "task", [{"title": "Summons"}])
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        patch.setattr(files.shutil, "copyfileobj", full)  # type: ignore[attr-defined]
        with pytest.raises(Refused):
            visit(mara, box)
    assert names(box) == []
    assert list(mara.staging.iterdir()) == []
    assert len(visit(mara, box).dropped) == 1  # and it is made again


@pytest.mark.parametrize("where", ["the desk's folder", "in the desk", "around the desk", "a link into the desk", "nowhere", "a file"])
def test_a_desk_never_lies_in_a_mailbox(mara: Desk, tmp_path: Path, where: str) -> None:
    (tmp_path / "link").symlink_to(mara.folder / "files")
    (tmp_path / "file").touch()
    places = {
        "the desk's folder": mara.folder,
        "in the desk": mara.files,
        "around the desk": mara.folder.parent,
        "a link into the desk": tmp_path / "link",
        "nowhere": tmp_path / "nowhere",
        "a file": tmp_path / "file",
    }
    before = everything(mara)
    with pytest.raises(Refused) as refused:
        mailbox.visit(mara, places[where])
    assert refused.value.key == ("mailbox.no_folder" if where in ("nowhere", "a file") else "mailbox.desk_inside")
    assert everything(mara) == before


def test_a_desk_without_a_team_looks_and_takes_its_first_bundle_in_by_hand(two: dict[str, Desk], box: Path) -> None:
    mara, _, ibrahim = two.values()
    team.admit(mara, ibrahim.card, team.fingerprint(ibrahim), "member")
    visit(mara, box)
    assert len(mailbox.visit(ibrahim, box).arrived) == 1
    with pytest.raises(Refused) as refused:
        mailbox.visit(ibrahim, box, accept=True)
    assert refused.value.key == "mailbox.first"
    importing.accept(ibrahim, [box], trust=team.fingerprint(mara))
    seen = visit(ibrahim, box)
    assert (seen.arrived, seen.troubles, seen.dropped) == ([], [], [])
