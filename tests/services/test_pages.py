"""What the lists and pages of tasks and witnesses are made of: consent in one word, groups of rows, references, codes, rights."""

from __future__ import annotations

import pytest

from jitdesk.domain.decide import Op
from jitdesk.services import editing, finding, reading, rights, tasks, team, witnesses
from jitdesk.services.desk import Desk
from tests.services import sava


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([], "not_asked"),
        ([("hearing", "A", None, None)], "not_asked"),
        ([("hearing", "A", "given", "2026")], "given"),
        ([("hearing", "A", "given", "2025"), ("hearing", "A", "refused", "2026")], "refused"),
        ([("hearing", "A", "refused", "2026"), ("hearing", "A", "given", "2025")], "refused"),
        ([("hearing", "A", "given", "2026"), ("hearing", "B", "refused", "2026")], "in_part"),
        ([("hearing", "A", "withdrawn", "2026"), ("sharing", "A", "given", "2026")], "withdrawn"),
    ],
)
def test_consent_in_one_word(rows: list[tuple[str | None, ...]], word: str) -> None:
    assert witnesses.summary(rows) == word


def task(desk: Desk, **values: object) -> str:
    return editing.add(desk, "task", [values]).ids[0]


def order(desk: Desk, which: str, kept: tuple[int, ...] = (), limit: int = -1) -> list[str]:
    """The titles of a list."""
    rids = [due.rid for due in tasks.listed(desk, which, kept, limit)]
    found = tasks.rows(desk, rids)
    return [str(found[rid].record.get("title")) for rid in rids]


def test_lists_of_tasks_are_by_due_date_with_those_without_one_last(mara: Desk) -> None:
    task(mara, title="later", due="2027-02", assignees=["Mara Kos"])
    task(mara, title="sometime", assignees=["Mara Kos"])
    task(mara, title="first", due="2026-11-02", status="waiting")
    ended = task(mara, title="ended", due="2026-10-01", status="done")
    gone = task(mara, title="gone", due="2026-10-02")
    editing.change(mara, gone, {"archived": True})
    assert order(mara, "team") == ["first", "later", "sometime"]
    assert order(mara, "team", limit=2) == ["first", "later"]
    assert order(mara, "mine") == ["later", "sometime"]
    assert order(mara, "waiting") == ["first"]
    assert order(mara, "done") == ["ended"]
    rid = tasks.row_number(mara, ended)
    assert rid is not None
    assert order(mara, "team", kept=(rid,)) == ["ended", "first", "later", "sometime"]
    assert tasks.mine(mara) == 2


def test_a_row_that_is_gone_is_left_out_and_the_others_keep_their_numbers(mara: Desk) -> None:
    rids = [number for title in ("a", "b") if (number := tasks.row_number(mara, task(mara, title=title))) is not None]
    found = tasks.rows(mara, [rids[0], 999_999, rids[1]])
    assert {rid: row.record.get("title") for rid, row in found.items()} == dict(zip(rids, "ab", strict=True))


def test_a_task_about_a_narrow_record_stands_where_that_record_stands(mara: Desk, olena: Desk) -> None:
    team.set_readers(mara, sava.PROTECTED, [team.fingerprint(olena)])
    witness = editing.add(mara, "witness", [{"code": "W-0412"}], sava.PROTECTED).ids[0]
    made = tasks.add(mara, {"title": "ask", "links": ["W-0412"]}).ids[0]
    page = tasks.page(mara, made)
    assert (page.place, page.refusal) == (sava.PROTECTED, "")
    assert [label.text for label in page.names.values()] == ["W-0412"]
    assert reading.show(mara, made).compartment == reading.show(mara, witness).compartment
    assert tasks.named(mara, ["W-0412", "W-1"])[1] is None


def test_codes_that_begin_so_come_first(mara: Desk) -> None:
    editing.add(
        mara, "witness", [{"code": "W-0412", "summary": "Like W-0398."}, {"code": "W-0398"}, {"code": "X-1", "summary": "W-0398 too"}]
    )
    assert [label.text for label in tasks.codes(mara, "w-039")] == ["W-0398", "W-0412", "X-1"]


def test_references_and_codes_go_on_where_the_series_ends(mara: Desk) -> None:
    assert witnesses.free_code(mara) == "W-0001"
    assert witnesses.free_reference(mara) == "JIT-SR/2026/001"
    witness = editing.add(mara, "witness", [{"code": "W-0412"}, {"code": "W-x"}]).ids[0]
    editing.add(mara, "request", [{"reference": "JIT-SR/2026/014"}, {"reference": "JIT-SR/2025/099"}, {"reference": "JIT-SR/2026/14a"}])
    assert witnesses.free_code(mara) == "W-0413"
    drafted = witnesses.draft_request(mara, reading.show(mara, witness)).ids[0]
    assert reading.show(mara, drafted).get("reference") == "JIT-SR/2026/015"


def test_the_page_of_a_witness_holds_what_is_about_it_and_not_what_is_archived(mara: Desk) -> None:
    witness = editing.add(mara, "witness", [{"code": "W-0412", "custodian_state": "UKR"}]).ids[0]
    for kind, values in (("account", {"date": "2024"}), ("account", {"date": "2025-03-12"}), ("consent", {"decision": "given"})):
        witnesses.add_about(mara, kind, witness, values)
    gone = witnesses.add_about(mara, "account", witness, {"date": "2026"}).ids[0]
    editing.change(mara, gone, {"archived": True})
    request = witnesses.draft_request(mara, reading.show(mara, witness)).ids[0]
    found = witnesses.dossier(mara, "W-0412")
    assert [account.get("date") for account in found.accounts] == ["2025-03-12", "2024"]
    assert (found.consent, found.refusal, [label.id for label in found.linked]) == ("given", "", [request])
    [row] = witnesses.rows(mara, witnesses.ids(mara, custodian="UKR", words="w-04")).values()
    assert (row.consent, row.accounts, row.last_account) == ("given", 2, "2025-03-12")
    assert witnesses.ids(mara, custodian="NLD") == []
    assert witnesses.custodians(mara) == ["UKR"]


def test_who_may_not_write_is_told_why(two: dict[str, Desk]) -> None:
    assert rights.refusal(two["mara"]) == ""
    assert "no team yet" in rights.refusal(two["ibrahim"])
    assert tasks.people(two["ibrahim"]) == []


def test_what_is_found_names_the_record_on_whose_page_it_is_seen(mara: Desk) -> None:
    witness = editing.add(mara, "witness", [{"code": "W-0412"}]).ids[0]
    witnesses.add_about(mara, "account", witness, {"authority": "Gendarmerie"})
    tasks.comment(mara, witness, "Ask about the bridge.")
    assert [hit.home.text for words in ("gendarm", "bridge", "w-0412") for hit in finding.search(mara, words) if hit.home] == ["W-0412"] * 3


def test_a_page_opens_also_where_somebody_used_its_id_twice(mara: Desk, olena: Desk) -> None:
    id = task(mara, title="Ours")
    sava.protect(mara, olena)
    with mara.db.read() as connection:
        place = mara.standing(connection).called(sava.PROTECTED)
    sava.written(mara, Op(place, "task", id, "title", "Theirs"))
    both = {row.record.get("title"): row.id for row in tasks.rows(mara, [due.rid for due in tasks.listed(mara, "team")]).values()}
    for title, reference in both.items():
        assert tasks.page(mara, reference).record.get("title") == title
        assert tasks.row_number(mara, reference) is not None
        editing.change(mara, reference, {"priority": "high"})
    assert sorted(both) == ["Ours", "Theirs"]
