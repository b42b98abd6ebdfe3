"""Hostile members and couriers at the desks of JIT Sava River: what they send is signed properly, and no desk would write it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Damaged
from jitdesk.kernel.values import sha256
from jitdesk.services import clashing, custody, dumping, editing, importing, letters, reading, tasks, upkeep, witnesses
from jitdesk.services.desk import Desk
from jitdesk.storage import log
from tests.services.hostile import line, own_end, pairs, place_of, preview, read_all, sealed, smuggled, without
from tests.services.sava import DAY, PROTECTED, admit, everything, forge, post, protect, rows, segments, send

YEARS = 250 * 365 * DAY

# What no field takes, what some do, and what looks as if it were ours.
VALUES: list[Any] = [
    *(None, True, False, 0, -1, (1 << 53) - 1, "", " ", "x", "W-0412", "a\nb", "\0", "\x1b[31m", "\u202e", "\x9b", "ж" * 1001),
    *("1994-13", "0001-01-01", "9999", "uk", "en", "UKR", "{}", "{0}", "%s", "final", "in_letter", "f" * 32),
    *([], {}, [[1]], [{}], [None], ["a"], ["uk"], ["f" * 32], [[[[[[1]]]]]], {"name": {"name": []}}, {"name": [[1]]}),
    *([{"start": "0001-01-01T00:00Z", "minutes": 1440, "zone": "Pacific/Apia"}], [{"start": 1, "minutes": "x", "zone": []}]),
    [{"start": "9999-12-31T23:59Z", "minutes": 1440, "zone": "Pacific/Kiritimati"}],
    {"cipher": "0" * 64, "key": "İ", "media_type": "x", "name": "../../x", "sha256": "0" * 64, "size": 1},
    {"cipher": "../x", "key": "k", "media_type": "x", "name": "n", "sha256": "0" * 64, "size": -1},
]
ELEMENTS = ("", "", "", "x", "a\0b", "\u202e", "z" * 1000)


def slip(olena: Desk, mara: Desk, out: Path, lines: list[bytes]) -> Path:
    """Lines that Olena adds to her log in the whole team's compartment, on their way to Mara."""
    place = place_of(olena)
    return smuggled(olena, mara, out, [sealed(olena, place, lines, *own_end(olena, place))])


def records_of_all_kinds(desk: Desk, folder: Path) -> list[str]:
    """Honest records that hang together."""
    [witness] = editing.add(desk, "witness", [{"code": "W-0412"}]).ids
    found = [witness]
    for kind, values in (
        ("task", {"title": "Summons", "assignees": ["Mara Kos"], "links": [witness]}),
        ("request", {"reference": "JIT-SR/2026/001", "witness": witness}),
        ("note", {"about": witness, "text": "spoke to her"}),
        ("account", {"witness": witness, "text": "what she saw"}),
    ):
        found += editing.add(desk, kind, [values]).ids
    (folder / "f.txt").write_text("a statement")
    return found + list(custody.attach(desk, witness, folder / "f.txt").ids)


@pytest.mark.parametrize("seed", range(5))
def test_no_line_makes_a_desk_unreadable(mara: Desk, olena: Desk, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    ids = [*records_of_all_kinds(mara, tmp_path), "e" * 32, "f" * 32]
    send(mara, olena, "start")
    lines: list[bytes] = []
    for kind in (*KINDS, "roster", "charter", "unheard", "head"):
        named = [field.name for field in KINDS[kind].fields] if kind in KINDS else ["found", "reader", "accept", "archived"]
        for field in (*named, "unheard"):
            if (kind, field) != ("charter", "unheard"):  # that one is a rule of its own
                element = chance.choice((*ELEMENTS, ids[0]))
                lines.append(line(kind, chance.choice(ids), field, chance.choice(VALUES), at=2 * DAY + len(lines), element=element))
    path = slip(olena, mara, tmp_path / "x", lines)
    preview(mara, path)
    [report] = importing.accept(mara, [path])
    assert report.touched.changes == len(lines)
    read_all(mara, tmp_path)
    assert post(mara, "passed on", olena)


def test_cells_that_no_row_has_room_for_show_nothing_and_verify(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    """A title with an element, assignees without one: which of two cells came first must not decide what a row says."""
    place = place_of(olena)
    first, prev = own_end(olena, place)
    record, at = "a" * 32, 2 * DAY
    for number, (field, value, element) in enumerate(
        [("title", "Evil", "x"), ("title", "Summons", ""), ("assignees", True, ""), ("assignees", True, "Mara Kos"), ("due", "2027", "")]
    ):
        at += 1
        segment = sealed(olena, place, [line("task", record, field, value, at=at, element=element)], first, prev)
        importing.accept(mara, [smuggled(olena, mara, tmp_path / str(number), [segment])])
        with mara.db.read() as connection:
            [(first, prev)] = log.tips(connection, place)[olena.device]
        first += 1
    shown = reading.show(mara, record).values
    assert (shown["title"], shown["assignees"], shown["due"]) == ("Summons", ["Mara Kos"], "2027")
    assert reading.conflicts(mara) == []
    upkeep.verify(mara)


@pytest.mark.parametrize("bad", ["\0", "x" * 1000 + "\n", "", "\x1b[2J"])
def test_one_unreadable_element_hides_no_other(mara: Desk, olena: Desk, tmp_path: Path, bad: str) -> None:
    [task] = editing.add(mara, "task", [{"title": "Summons", "assignees": ["Mara Kos", "Olena Hrytsenko"]}]).ids
    send(mara, olena, "start")
    evil = [line("task", task, "assignees", True, at=2 * DAY, element=bad[-1000:])]
    importing.accept(mara, [slip(olena, mara, tmp_path / "x", evil)])
    assert reading.show(mara, task).get("assignees") == ["Mara Kos", "Olena Hrytsenko"]
    editing.change(mara, task, {"assignees": ["Mara Kos"]})
    assert reading.show(mara, task).get("assignees") == ["Mara Kos"]
    upkeep.verify(mara)


def test_a_note_that_links_by_a_made_up_set_breaks_no_page(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    witness, task, *_ = records_of_all_kinds(mara, tmp_path)
    send(mara, olena, "start")
    evil = [line("note", "b" * 32, "text", True, at=2 * DAY + n, element=id) for n, id in enumerate((witness, task))]
    importing.accept(mara, [slip(olena, mara, tmp_path / "x", evil)])
    assert [comment.text for comment in witnesses.dossier(mara, witness).notes] == ["spoke to her"]
    assert tasks.page(mara, task).comments == ()


def twice(mara: Desk, olena: Desk, tmp_path: Path, record: str, *kinds: str) -> None:
    """Olena writes records of other kinds under the id of one of Mara's."""
    send(mara, olena, "start")
    evil = [line(kind, record, "archived", False, at=2 * DAY + n) for n, kind in enumerate(kinds)]
    importing.accept(mara, [slip(olena, mara, tmp_path / "x", evil)])


def test_an_id_used_again_takes_no_record_away(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    witness, task, request, _, _, file = records_of_all_kinds(mara, tmp_path)
    for number, record in enumerate((witness, task, request, file)):
        mara.clock.at += DAY  # type: ignore[attr-defined]
        send(mara, olena, f"start {number}")
        evil = [line(kind, record, "archived", False, at=(2 + number) * DAY + n) for n, kind in enumerate(("identity", "unheard"))]
        importing.accept(mara, [slip(olena, mara, tmp_path / f"x{number}", evil)])
        send(mara, olena, f"back {number}")
    assert witnesses.dossier(mara, witness).witness.get("code") == "W-0412"
    assert tasks.page(mara, task).record.get("title") == "Summons"
    assert letters.check(mara, request)
    custody.extract(mara, file, tmp_path / "out")
    assert (tmp_path / "out").read_text() == "a statement"
    editing.add(mara, "account", [{"witness": witness}])
    for record in reading.listed(mara, "task"):
        editing.change(mara, record.reference, {"status": "done"})
    assert reading.show(mara, Record(task, "task", place_of(mara)).reference).get("status") == "done"


def test_an_id_used_again_by_an_unknown_kind_is_no_riddle(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    twice(mara, olena, tmp_path, task, "unheard")
    editing.change(mara, task, {"status": "done"})
    assert reading.show(mara, task).kind == "task"


def test_a_letter_takes_no_witness_from_where_its_readers_do_not_read(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    """Olena reads both; the request is for everybody, and a forged link points into the narrower compartment."""
    protect(mara, olena)
    [narrow] = editing.add(mara, "witness", [{"code": "W-9001", "role": "insider"}], PROTECTED).ids
    [request] = editing.add(mara, "request", [{"reference": "JIT-SR/2026/001"}]).ids
    send(mara, olena, "start")
    evil = [line("request", request, "witness", narrow, at=2 * DAY)]
    importing.accept(mara, [slip(olena, mara, tmp_path / "x", evil)])
    assert reading.show(mara, request).get("witness") == narrow
    assert {finding.code for finding in letters.check(mara, request) if finding.field == "witness"} == {"E10"}
    assert "W-9001" not in repr(letters.drafted(mara, request))


def test_a_falsified_or_disputed_attachment_keeps_nothing_else_from_a_dump(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    *_, file = records_of_all_kinds(mara, tmp_path)
    send(mara, olena, "start")
    content = reading.show(mara, file).get("content")
    evil = [line("file", "c" * 32, "content", {**content, "key": "AGE-SECRET-KEY-1", "name": "../../other.txt"}, at=2 * DAY)]
    importing.accept(mara, [slip(olena, mara, tmp_path / "x", evil)])
    dumping.dump(mara, tmp_path / "dump")
    assert (tmp_path / "dump/files" / file / "f.txt").read_text() == "a statement"
    assert not (tmp_path / "dump/files" / ("c" * 32)).exists()
    assert '"file":null' in (tmp_path / "dump/attachments.jsonl").read_text()
    assert not (tmp_path / "other.txt").exists()


def test_a_preview_survives_values_of_any_shape_in_conflict(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    *_, account, _ = records_of_all_kinds(mara, tmp_path)
    send(mara, olena, "start")
    evil = [line("account", account, "witness", value, at=2 * DAY + n) for n, value in enumerate(([[1]], {"name": {"x": []}}))]
    path = slip(olena, mara, tmp_path / "x", evil)
    preview(mara, path)
    importing.accept(mara, [path])
    [clash] = clashing.listed(mara)
    assert clash.field == "witness"


# -- stubs, gaps, clocks ------------------------------------------------------------------------------------------------------------------
def test_a_segment_that_a_courier_emptied_is_filled_when_it_comes_whole(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    place = place_of(mara)
    known = len(segments(mara))
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    segments(mara)
    editing.change(mara, task, {"status": "done"})
    segments(mara)
    whole = pairs(mara, place)[known:]
    emptied = [without(whole[0], [1, 2]), whole[1]]
    [report] = importing.accept(olena, [smuggled(mara, olena, tmp_path / "b", emptied)])
    assert [(gap.device, gap.member, gap.passed) for gap in report.held] == [(mara.device, "Mara Kos", True)]
    upkeep.verify(olena)
    importing.accept(olena, [smuggled(mara, olena, tmp_path / "c", whole)])
    assert rows(olena) == rows(mara)
    [report] = importing.accept(olena, [smuggled(mara, olena, tmp_path / "d", emptied)])
    assert (report.held, rows(olena)) == ([], rows(mara))
    upkeep.verify(olena)


def test_who_holds_a_piece_beyond_a_gap_still_asks_for_what_is_before_it(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    place, known = place_of(mara), len(segments(mara))
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    segments(mara)
    editing.change(mara, task, {"status": "done"})
    segments(mara)
    [report] = importing.accept(olena, [smuggled(mara, olena, tmp_path / "x", pairs(mara, place)[known + 1 :])])
    assert report.held
    mara.clock.at += 5_000  # type: ignore[attr-defined]
    send(olena, mara, "what Olena holds")
    send(mara, olena, "what Olena lacks")
    assert rows(olena) == rows(mara)


def test_a_stamp_far_ahead_moves_no_clock_and_can_be_superseded(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    [task] = editing.add(mara, "task", [{"title": "Summons", "priority": "low"}]).ids
    send(mara, olena, "start")
    evil = [line("task", task, name, value, at=YEARS + n) for n, (name, value) in enumerate({"title": "Mine", "priority": "high"}.items())]
    importing.accept(mara, [slip(olena, mara, tmp_path / "x", evil)])
    assert reading.show(mara, task).values["title"] == "Mine"
    editing.settle(mara, task, "title", value="Summons")
    editing.change(mara, task, {"priority": "low"})
    assert reading.show(mara, task).values["title"] == "Summons"
    assert reading.show(mara, task).values["priority"] == "low"
    own = max(past.stamp for past in reading.history(mara, task) if past.device == mara.device)
    assert reading.when(own)[:4] == iso(mara.clock.now())[:4]


# -- who may write where ------------------------------------------------------------------------------------------------------------------
def test_lines_of_an_observer_wait(two: dict[str, Desk], tmp_path: Path) -> None:
    mara, _, ibrahim = two.values()
    admit(mara, ibrahim, "observer")
    importing.accept(ibrahim, [post(mara, "a", ibrahim)[0].path], trust=mara.device)
    evil = [line("task", "a" * 32, "title", "An observer's", at=2 * DAY)]
    [report] = importing.accept(mara, [smuggled(ibrahim, mara, tmp_path / "x", [sealed(ibrahim, place_of(ibrahim), evil)])])
    assert (report.waiting, report.touched.changes, reading.listed(mara, "task")) == (1, 0, [])
    upkeep.verify(mara)


def test_lines_in_a_compartment_that_their_author_does_not_read_wait(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    place = place_of(mara, PROTECTED)
    charter = line("charter", "a" * 32, "reader", {"device": ibrahim.device}, at=2 * DAY)
    evil = [charter, line("task", "a" * 32, "title", "From outside", at=2 * DAY + 1)]
    [report] = importing.accept(mara, [smuggled(ibrahim, mara, tmp_path / "x", [sealed(ibrahim, place, evil)])])
    assert (report.waiting, report.touched.changes) == (2, 0)
    with mara.db.read() as connection:
        assert ibrahim.device not in mara.standing(connection).readers(place)
    upkeep.verify(mara)


def test_who_does_not_lead_founds_no_compartment_and_borrows_no_name(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    protect(mara, olena)
    value = {"name": PROTECTED, "readers": sorted([mara.device, olena.device])}
    founding = line("charter", "a" * 32, "found", value, at=2 * DAY)
    evil = sealed(olena, sha256(founding), [founding, line("task", "b" * 32, "title", "x", at=3 * DAY)])
    before = everything(mara)
    with pytest.raises(Damaged) as refused:
        importing.accept(mara, [smuggled(olena, mara, tmp_path / "x", [evil])])
    assert refused.value.key == "import.not_our_compartment"
    assert everything(mara) == before
    editing.add(mara, "task", [{"title": "t"}], PROTECTED)


def test_what_is_said_of_others_positions_withholds_nothing_from_them(mara: Desk, olena: Desk, ibrahim: Desk, tmp_path: Path) -> None:
    """Olena claims to hold all; Ibrahim still gets what he lacks."""
    place = place_of(mara)
    [task] = editing.add(mara, "task", [{"title": "Summons"}]).ids
    segments(mara)
    with mara.db.read() as connection:
        tips: Any = log.tips(connection, place)
    mara.clock.at += 5_000  # type: ignore[attr-defined]
    importing.accept(mara, [forge(olena, mara, tmp_path / "x", pairs(olena, olena.workspace_id), [], have={place: tips})])
    importing.accept(ibrahim, [written.path for written in post(mara, "a", olena, ibrahim)])
    assert reading.show(ibrahim, task).get("title") == "Summons"


def test_a_hostile_second_bundle_leaves_nothing_of_the_first(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    records_of_all_kinds(mara, tmp_path)
    [good] = post(mara, "a", olena)
    stolen = pairs(mara, place_of(mara))[-1]
    altered = sealed(olena, place_of(mara), [line("task", "a" * 32, "title", "x", at=DAY)])[0], stolen[1]
    before = everything(olena)
    with pytest.raises(Damaged) as refused:
        importing.accept(olena, [good.path, smuggled(mara, olena, tmp_path / "b.jitbundle", [altered])])
    assert refused.value.key == "import.one_of_several"
    assert "b.jitbundle" in str(refused.value)
    assert everything(olena) == before
