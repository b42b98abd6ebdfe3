"""Finding things: search in three scripts, lists in every order that is offered, what is about what."""

from __future__ import annotations

import random

import pytest

from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, finding, reading, recipient_codes
from jitdesk.services.desk import Desk
from jitdesk.services.reading import Wanted
from tests.services.sava import PROTECTED, protect, send

SUMMARIES = {
    "W-1": "Zvonik Šćepan Đurić, most preko Save",
    "W-2": "Свідок бачила міст через річку Саву",
    "W-3": "شاهد رأى الجسر فوق النهر في المدينة",
    "W-4": "Saw the bridge over the river, then the café",
}


@pytest.fixture
def witnesses(mara: Desk) -> dict[str, str]:
    ids = editing.add(mara, "witness", [{"code": code, "summary": text} for code, text in SUMMARIES.items()]).ids
    return dict(zip(SUMMARIES, ids, strict=True))


def codes(desk: Desk, words: str, **how: bool) -> set[str]:
    return {str(record.get("code") or record.get("title")) for record in reading.search(desk, words, **how)}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("scepan", {"W-1"}),
        ("ŠĆEPAN djuric", set()),  # dj is not đ
        ("duric SAVE", {"W-1"}),
        ("МІСТ саву", {"W-2"}),
        ("міст через", {"W-2"}),
        ("رأى", {"W-3"}),
        ("المدينه", {"W-3"}),  # ة typed as ه
        ("cafe", {"W-4"}),
        ("bridge river", {"W-4"}),
        ('"the bridge"', {"W-4"}),
        ('"bridge the"', set()),
        ("w-2", {"W-2"}),
        ("riv*", {"W-4"}),
        ("riv", set()),
        ("свід*", {"W-2"}),
        ("bridge zvonik", set()),
        ('"', set()),
        ("AND OR NOT", set()),
        ("NEAR(", set()),
        ("", set()),
    ],
)
def test_search_ignores_case_and_diacritics_in_three_scripts(mara: Desk, witnesses: dict[str, str], words: str, found: set[str]) -> None:
    assert codes(mara, words) == found


def test_while_typing_the_last_word_is_a_beginning(mara: Desk, witnesses: dict[str, str]) -> None:
    assert codes(mara, "bri", typing=True) == {"W-4"}
    assert codes(mara, "bridge ri", typing=True) == {"W-4"}
    assert codes(mara, "bri ", typing=True) == set()


def test_text_that_was_edited_away_is_found_no_more(mara: Desk, olena: Desk, witnesses: dict[str, str]) -> None:
    editing.change(mara, "W-4", {"summary": "Saw the ferry"})
    assert (codes(mara, "bridge"), codes(mara, "ferry")) == (set(), {"W-4"})
    send(mara, olena, "x")
    assert (codes(olena, "bridge"), codes(olena, "ferry")) == (set(), {"W-4"})


def test_what_was_archived_is_still_found_and_not_listed(mara: Desk, witnesses: dict[str, str]) -> None:
    editing.change(mara, "W-4", {"archived": True})
    assert codes(mara, "ferry bridge"[6:]) == {"W-4"}
    assert reading.count(mara, "witness") == 3
    assert {r.get("code") for r in reading.listed(mara, "witness")} == {"W-1", "W-2", "W-3"}
    assert len(reading.listed(mara, "witness", Wanted(archived=True))) == 4


def test_fields_that_are_not_searched_and_sets_that_are(mara: Desk) -> None:
    editing.add(mara, "task", [{"title": "Call", "assignees": ["Ana Horvat"], "due": "2027-01-02"}])
    assert (codes(mara, "horvat"), codes(mara, "2027")) == ({"Call"}, set())


def test_search_gives_at_most_what_was_asked_for(mara: Desk) -> None:
    editing.add(mara, "task", [{"title": f"Visit {n}"} for n in range(8)])
    assert len(reading.search(mara, "visit", 3)) == 3


ORDERED = [(kind.name, field.name) for kind in KINDS.values() for field in kind.fields if field.order]


@pytest.mark.parametrize(("kind", "order"), [(k, o) for k, o in ORDERED if k == "task"] + [("task", "changed"), ("witness", "code")])
@pytest.mark.parametrize("descending", [False, True])
def test_lists_come_in_every_order_that_is_offered(mara: Desk, kind: str, order: str, descending: bool) -> None:
    chance = random.Random(order)
    values = {
        "title": [f"t{chance.randrange(4)}" for _ in range(12)],
        "status": chance.choices(["open", "waiting", "done"], k=12),
        "due": chance.choices(["2027", "2027-01", "2026-12-31", None], k=12),
        "priority": chance.choices(["low", "high", None], k=12),
    }
    records = [{name: values[name][n] for name in values} for n in range(12)]
    if kind == "witness":
        records = [{"code": title} for title in values["title"]]
    editing.add(mara, kind, records)
    listed = reading.listed(mara, kind, Wanted(order, descending))
    assert len(listed) == 12
    if order != "changed":
        shown = [(record.get(order) is not None, record.get(order) or "") for record in listed]  # what is not set comes first
        assert shown == sorted(shown, reverse=descending)
    first = reading.ids(mara, kind, Wanted(order, descending), limit=5)
    assert reading.rows(mara, kind, first) == listed[:5]


@pytest.mark.parametrize(("kind", "order"), ORDERED)
def test_every_offered_order_has_its_index(mara: Desk, kind: str, order: str) -> None:
    with mara.db.read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN SELECT rid FROM {kind} WHERE archived IS NOT 1 ORDER BY {order}, rid").all()  # noqa: S608
    assert "TEMP B-TREE" not in str(plan)


def test_the_newest_change_comes_last_in_order_of_change(mara: Desk) -> None:
    ids = editing.add(mara, "task", [{"title": str(n)} for n in range(3)]).ids
    editing.change(mara, ids[0], {"status": "done"})
    assert [record.id for record in reading.listed(mara, "task")] == [ids[1], ids[2], ids[0]]


def test_a_list_is_narrowed_by_a_value(mara: Desk) -> None:
    editing.add(mara, "task", [{"title": "a", "status": "done"}, {"title": "b"}])
    assert [r.get("title") for r in reading.listed(mara, "task", Wanted(where=(("status", "done"),)))] == ["a"]


def test_what_is_about_a_record_by_link_and_by_set(mara: Desk, witnesses: dict[str, str]) -> None:
    [task] = editing.add(mara, "task", [{"title": "Call", "links": ["W-1"]}]).ids
    [account] = editing.add(mara, "account", [{"witness": "W-1", "text": "t"}]).ids
    [note] = editing.add(mara, "note", [{"about": task, "text": "t"}]).ids
    assert {record.id for record in reading.about(mara, witnesses["W-1"])} == {task, account}
    assert {record.id for record in reading.about(mara, task)} == {note}
    editing.change(mara, task, {"links": []})
    assert {record.id for record in reading.about(mara, witnesses["W-1"])} == {account}


def test_the_code_that_a_recipient_knows_leads_whoever_may_read_it_to_the_witness(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    protect(mara, olena)
    [witness] = editing.add(mara, "witness", [{"code": "W-0412"}]).ids
    editing.add(mara, "request", [{"reference": "JIT-SR/2027/014", "witness": witness, "requested_state": "ARG"}], PROTECTED)
    assert recipient_codes.ensure(mara, "JIT-SR/2027/014")
    [made] = reading.listed(mara, "recipient_code")
    code = str(made.get("code"))
    for desk in (olena, ibrahim):
        send(mara, desk, desk.card.member)
    for desk in (mara, olena):
        assert reading.show(desk, code).get("witness") == witness
        assert [record.id for record in reading.search(desk, code.lower())] == [made.id]
        [hit] = finding.search(desk, code)
        assert hit.home is not None
        assert hit.home.text == "W-0412"
    assert reading.search(ibrahim, code) == []
    with pytest.raises(Refused):
        reading.show(ibrahim, code)
