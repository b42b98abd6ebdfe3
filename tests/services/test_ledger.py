"""The disclosure log: who was given what, when, in which file; it travels, it comes to rest, and it says nothing in a wider compartment."""

from __future__ import annotations

import csv
import hashlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.cli.sharing import told
from jitdesk.crypto import age
from jitdesk.kernel.errors import Refused
from jitdesk.services import disclosing, editing, exporting, importing, ledger, outgoing, reading, team, upkeep
from jitdesk.services.desk import Desk
from jitdesk.storage import carried, log
from jitdesk.storage.carried import merged
from tests.services import sava
from tests.services.sava import PROTECTED, post, protect, rows, send


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def quiet(desk: Desk) -> None:
    """From now on this desk holds nothing that was not handed over."""
    post(desk, f"before {desk.clock.now()} {desk.random(4).hex()}")


def test_an_export_says_to_whom_it_gave_what_and_in_which_file(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    [sent] = post(mara, "one", olena)
    [entry] = ledger.listed(mara, record=task)
    assert [(one.member, one.state, one.device) for one in entry.recipients] == [("Olena Hrytsenko", "UKR", olena.device)]
    assert (entry.place, entry.by, entry.outside, entry.bundle, entry.kept) == ("Team", "Mara Kos", "", sent.bundle, False)
    assert entry.sha256 == sent.sha256 == sha256(sent.path)
    assert entry.at == "2026-11-19T11:06:40Z"
    importing.accept(olena, [sent.path])
    [there] = ledger.listed(olena, record=task)
    assert (there.bundle, there.recipients, there.numbers) == (sent.bundle, entry.recipients, entry.numbers)
    assert there.sha256 == sent.sha256  # the file could not say its own hash, but who took it in knows it
    send(olena, ibrahim, "on")
    [heard] = ledger.listed(ibrahim, record=task, member=olena.card.member)
    assert heard.sha256 == ""
    assert "is not known on this desk yet" in told(heard)
    editing.change(mara, task, {"status": "done"})
    [two] = post(mara, "two", olena)
    importing.accept(olena, [two.path])
    assert [given.sha256 for given in ledger.listed(olena, record=task) if given.by == "Mara Kos"] == [sent.sha256, two.sha256]


def test_an_entry_covers_exactly_what_its_file_carried(mara: Desk, olena: Desk) -> None:
    send(mara, olena, "start")
    [first] = editing.add(mara, "task", [{"title": "a"}]).ids
    [one] = post(mara, "one", olena)
    importing.accept(olena, [one.path])
    send(olena, mara, "answer")
    [second] = editing.add(mara, "task", [{"title": "b"}]).ids
    [two] = post(mara, "two", olena)
    assert [given.bundle for given in ledger.listed(mara, record=first)] == [one.bundle]
    assert [given.bundle for given in ledger.listed(mara, record=second)] == [two.bundle]
    editing.change(mara, first, {"status": "done"})
    [three] = post(mara, "three", olena)
    assert [given.bundle for given in ledger.listed(mara, record=first)] == [one.bundle, three.bundle]
    with mara.db.read() as connection:
        place = mara.standing(connection).whole_team
        last = log.tips(connection, place)[mara.device][-1][0]
    [entry] = [given for given in ledger.listed(mara) if given.bundle == three.bundle]
    assert entry.numbers[mara.device][-1][1] == last  # its own lines travel too


def test_exports_come_to_rest(mara: Desk, olena: Desk) -> None:
    editing.add(mara, "task", [{"title": "a"}])
    send(mara, olena, "one")
    assert rows(mara) == rows(olena)
    send(olena, mara, "two")
    assert rows(mara) == rows(olena)
    count = len(reading.listed(mara, "disclosure"))
    for round in range(3):
        [there] = post(mara, f"there {round}", olena)
        importing.accept(olena, [there.path])
        [back] = post(olena, f"back {round}", mara)
        importing.accept(mara, [back.path])
        assert (there.segments, back.segments) == (0, 0)
    assert rows(mara) == rows(olena)
    assert len(reading.listed(mara, "disclosure")) == count
    editing.add(olena, "task", [{"title": "b"}])
    send(olena, mara, "new")
    send(mara, olena, "and back")
    assert rows(mara) == rows(olena)
    for desk in (mara, olena):
        upkeep.verify(desk)


def test_handing_on_the_log_alone_is_not_logged_again(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    desks = (mara, olena, ibrahim)
    editing.add(mara, "task", [{"title": "a"}])
    for number, (one, other) in enumerate([(one, other) for _ in range(3) for one in desks for other in desks if one is not other]):
        send(one, other, f"{number}")
    assert rows(mara) == rows(olena) == rows(ibrahim)
    count = len(reading.listed(mara, "disclosure"))
    for one in desks:
        for other in desks:
            if one is not other:
                [sent] = post(one, f"again {one.card.member} {other.card.member}", other)
                assert sent.segments == 0
                importing.accept(other, [sent.path])
    assert len(reading.listed(mara, "disclosure")) == count


def test_what_the_log_adds_is_nothing_that_anybody_lacks(mara: Desk, olena: Desk) -> None:
    send(mara, olena, "start")
    send(olena, mara, "heard")
    editing.add(mara, "task", [{"title": "a"}])

    def lacking(desk: Desk, other: Desk) -> int:
        return sum(share.lacking.get(other.device, 0) for share in outgoing.plan(desk).shares)

    before = lacking(mara, olena)
    assert before > 0
    send(mara, olena, "one")
    assert lacking(mara, olena) == before  # until she says that it came
    assert lacking(olena, mara) == 0
    send(olena, mara, "two")
    assert lacking(mara, olena) == 0


def test_each_compartment_has_its_own_entry_and_no_wider_one_knows_of_it(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    protect(mara, olena)
    [task] = editing.add(mara, "task", [{"title": "Relocate"}], PROTECTED).ids
    editing.add(mara, "task", [{"title": "Summons"}])
    sent = post(mara, "all")
    assert len(sent) == 2
    for desk, those in ((olena, sent), (ibrahim, sent[:1])):
        importing.accept(desk, [one.path for one in those])
    by_place = {given.place: given for given in ledger.listed(olena) if given.bundle in {one.bundle for one in sent}}
    assert by_place.keys() == {"Team", PROTECTED}
    assert {one.member for one in by_place[PROTECTED].recipients} == {"Olena Hrytsenko"}
    assert {one.member for one in by_place["Team"].recipients} == {"Olena Hrytsenko", "Ibrahim Demir"}
    assert {given.place for given in ledger.listed(ibrahim)} == {"Team"}
    assert sent[1].bundle not in {given.bundle for given in ledger.listed(ibrahim)}
    [entry] = ledger.listed(olena, record=task)
    assert entry.bundle == sent[1].bundle


def test_what_was_given_to_one_member(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    editing.add(mara, "task", [{"title": "a"}])
    [one] = post(mara, "one", olena)
    [two] = post(mara, "two", ibrahim)
    assert one.bundle in {given.bundle for given in ledger.listed(mara, member="Olena Hrytsenko")}
    assert two.bundle not in {given.bundle for given in ledger.listed(mara, member=team.fingerprint(olena))}
    sava.revoke(mara, ibrahim)
    assert two.bundle in {given.bundle for given in ledger.listed(mara, member="Ibrahim Demir")}
    with pytest.raises(Refused, match="Olena Hrytsenko"):
        ledger.listed(mara, member="Nobody")


def test_an_outside_party_stands_in_the_log_by_its_key(mara: Desk, tmp_path: Path) -> None:
    [task] = editing.add(mara, "task", [{"title": "a"}]).ids
    for key in (age.new_identity().recipient, age.new_hybrid_identity().recipient):
        sent = disclosing.disclose(mara, tmp_path / f"{key[:9]}.jitbundle", key, ["Team"])
        [entry] = ledger.listed(mara, record=task, member=key)
        assert (entry.outside, entry.recipients, entry.sha256) == (key, (), sha256(sent.path))
    upkeep.verify(mara)


def test_an_observer_keeps_the_log_of_what_he_carried_to_himself(two: dict[str, Desk]) -> None:
    mara, olena, ibrahim = two.values()
    [task] = editing.add(mara, "task", [{"title": "a"}]).ids
    sava.admit(mara, ibrahim, "observer")
    importing.accept(ibrahim, [w.path for w in post(mara, "one", ibrahim)], trust=team.fingerprint(mara))
    count = len(reading.listed(ibrahim, "disclosure"))
    [carried] = post(ibrahim, "carried", olena)
    [entry] = [given for given in ledger.listed(ibrahim, record=task) if given.kept]
    assert (entry.bundle, entry.by, entry.sha256) == (carried.bundle, "Ibrahim Demir", sha256(carried.path))
    assert len(reading.listed(ibrahim, "disclosure")) == count
    importing.accept(olena, [carried.path])
    assert not [given for given in ledger.listed(olena) if given.bundle == carried.bundle]
    upkeep.verify(ibrahim)


def test_a_file_that_was_never_finished_has_no_hash(mara: Desk, olena: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    [task] = editing.add(mara, "task", [{"title": "a"}]).ids

    def full(*_: object, **__: object) -> None:
        raise Refused("files.full", name="x", folder="y")

    with monkeypatch.context() as patch:
        patch.setattr(exporting.bundle, "write", full)
        with pytest.raises(Refused):
            post(mara, "one", olena)
    [entry] = ledger.listed(mara, record=task)
    assert entry.sha256 == ""
    send(mara, olena, "two")
    assert [bool(given.sha256) for given in ledger.listed(mara, record=task)] == [False, True]


def test_what_may_not_leave_leaves_no_entry(mara: Desk, olena: Desk) -> None:
    editing.add(mara, "task", [{"title": "a"}])
    quiet(mara)
    before = sava.everything(mara)
    with pytest.raises(Refused):
        exporting.export(mara, mara.folder.parent / "name.zip", [team.fingerprint(olena)])
    assert sava.everything(mara) == before


def test_entries_of_the_first_version_are_read(mara: Desk) -> None:
    [task] = editing.add(mara, "task", [{"title": "a"}]).ids
    with mara.db.read() as connection:
        place = mara.standing(connection).whole_team
        last = log.next_number(connection, place, mara.device) - 1
    values = {"bundle": "b" * 32, "recipient": "age1court", "numbers": f'{{"{mara.device}":{last}}}'}
    sava.written(mara, *(sava.Op(place, "disclosure", "d" * 32, name, value) for name, value in values.items()))
    [entry] = ledger.listed(mara, record=task)
    assert (entry.outside, entry.at, entry.numbers) == ("age1court", "", {mara.device: [(1, last)]})


@pytest.mark.parametrize("numbers", ["", "[]", "{", '{"x":"y"}', '{"x":[[1]]}', "1", None, '{"x":[[2,1]]}'])
def test_an_entry_that_an_enemy_wrote_harms_nobody(mara: Desk, numbers: str | None) -> None:
    [task] = editing.add(mara, "task", [{"title": "a"}]).ids
    with mara.db.read() as connection:
        place = mara.standing(connection).whole_team
    values = {"bundle": 3, "recipient": None, "numbers": numbers, "devices": ["x", 3], "sha256": "=1+1", "at": []}
    sava.written(mara, *(sava.Op(place, "disclosure", "d" * 32, name, value) for name, value in values.items()))
    assert ledger.listed(mara, record=task) == []
    [entry] = [given for given in ledger.listed(mara) if given.id == "d" * 32]
    assert (entry.sha256, entry.recipients) == ("", ())


def test_the_table_opens_in_a_spreadsheet_and_computes_nothing(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    editing.add(mara, "task", [{"title": "a"}])
    post(mara, "one", olena, ibrahim)
    with mara.db.read() as connection:
        place = mara.standing(connection).whole_team
    evil = {"bundle": "=cmd|' /C calc'!A0", "recipient": "+1", "at": "-1"}
    sava.written(mara, *(sava.Op(place, "disclosure", "d" * 32, name, value) for name, value in evil.items()))
    ledger.table(ledger.listed(mara), tmp_path / "log.csv")
    data = (tmp_path / "log.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(data.decode("utf-8").splitlines()))
    assert read[0][:4] == ["When", "Compartment", "Given by", "Given to"]
    assert {row[3] for row in read[1:]} >= {"Olena Hrytsenko", "Ibrahim Demir"}  # one line a device
    assert not [cell for row in read for cell in row if cell[:1] in ("=", "+", "-", "@")]
    with pytest.raises(Refused):
        ledger.table([], tmp_path / "log.csv")


SPANS = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 5)).map(lambda pair: (pair[0], pair[0] + pair[1])))


@given(SPANS, st.integers(1, 40))
def test_merged_spans_hold_the_same_numbers(spans: list[tuple[int, int]], number: int) -> None:
    result = merged(spans)
    assert carried.covers({"d": result}, "d", number) == any(first <= number <= last for first, last in spans)
    assert all(later[0] > earlier[1] + 1 for earlier, later in pairwise(result))
