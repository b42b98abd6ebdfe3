"""The records around the requests on real desks: what is found, what a page shows, which States the team needs."""

from __future__ import annotations

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.services import case_records, editing, erasing, reading, state_pages, states, tasks, witnesses
from jitdesk.services.desk import Desk
from jitdesk.services.state_pages import Need
from tests.services.sava import PROTECTED, protect, send

GROUND = {"source": "Letter of the Ministry of Justice", "as_of": "2026-11-10"}


def called(desk: Desk, kind: str, words: str = "") -> list[str]:
    """What the records of a kind in which these words stand are called."""
    rows = case_records.rows(desk, kind, case_records.ids(desk, kind, words))
    return [str(row.record.get("name") or row.record.get("title") or row.record.get("number")) for row in rows.values()]


def test_records_are_found_by_every_word_of_their_names_and_states(mara: Desk) -> None:
    made = [
        {"name": "Ministry of Justice", "state": "UKR", "other_names": ["Міністерство юстиції"]},
        {"name": "Ministry of Justice", "state": "LVA"},
        {"name": "Court of Appeal", "state": "LVA"},
    ]
    editing.add(mara, "authority", made)
    editing.add(mara, "agreement", [{"title": "Sava River", "parties": ["SVN", "LVA"]}])
    assert called(mara, "authority") == ["Court of Appeal", "Ministry of Justice", "Ministry of Justice"]
    assert called(mara, "authority", "justice latv") == ["Ministry of Justice"]
    assert called(mara, "authority", "ЮСТИЦІЇ") == ["Ministry of Justice"]
    assert called(mara, "authority", "justice chile") == []
    assert called(mara, "agreement", "latvia") == ["Sava River"]
    assert len(case_records.ids(mara, "authority", "ministry", 1)) == 1


def test_a_page_names_what_rests_on_the_record_and_who_recorded_it(mara: Desk, olena: Desk) -> None:
    [id] = case_records.add(mara, "proceeding", {"number": "Kp 417/2026"}).ids
    editing.add(mara, "request", [{"reference": "JIT-SR/2026/014", "proceeding": id}])
    tasks.comment(mara, id, "The file is at the court.")
    send(mara, olena, "news")
    editing.change(olena, id, {"stage": "trial"})
    page = case_records.page(olena, id)
    assert [(label.kind, label.text) for label in page.linked] == [("request", "JIT-SR/2026/014")]
    assert [comment.text for comment in page.comments] == ["The file is at the court."]
    assert [page.history[0].member, page.history[-1].member] == ["Mara Kos", "Olena Hrytsenko"]
    assert page.open == ("state", "authority", "nature")
    assert (page.place, page.refusal, page.keeper) == ("Team", "", False)
    family = erasing.family(mara, id)
    assert [reading.show(mara, one).kind for one in family] == ["proceeding", "note"]


def test_what_is_no_record_of_the_case_has_no_page_here(mara: Desk) -> None:
    [witness] = editing.add(mara, "witness", [{"code": "W-0412", "protection": "in_force", "needs": "A support person"}]).ids
    with pytest.raises(Refused) as refused:
        case_records.page(mara, witness)
    assert refused.value.key == "record.unknown"


def test_the_states_of_agreements_and_requests_come_first_and_say_why(mara: Desk) -> None:
    editing.add(mara, "agreement", [{"title": "Sava River", "parties": ["SVN", "UKR"], "operates_in": ["UKR", "NLD"]}])
    editing.add(mara, "agreement", [{"title": "Given up", "parties": ["CHE"], "archived": True}])
    editing.add(mara, "request", [{"reference": "R-1", "requested_state": "LVA"}, {"reference": "R-2", "requested_state": "LVA"}])
    states.record(mara, "TUV", {"usual_weeks": 9, **GROUND})
    assert state_pages.ids(mara)[:6] == ["LVA", "NLD", "SVN", "UKR", "TUV", "AFG"]
    assert state_pages.ids(mara, limit=2) == ["LVA", "NLD"]
    assert (state_pages.ids(mara, "latv"), state_pages.ids(mara, "lva")) == (["LVA"], ["LVA", "SLV"])
    rows = state_pages.rows(mara, ["LVA", "UKR", "NLD", "TUV"])
    assert [row.need for row in rows.values()] == [Need(requests=2), Need(True, True), Need(works_in=True), Need()]
    assert (rows["TUV"].known, rows["TUV"].newest, rows["TUV"].unconfirmed, rows["TUV"].stale) == (1, "2026-11-10", 0, 0)
    assert rows["LVA"].unconfirmed > 0
    assert rows["LVA"].languages == ("lv",)


def test_a_state_s_page_names_its_authorities_and_what_the_team_recorded(mara: Desk) -> None:
    [authority] = editing.add(mara, "authority", [{"name": "Ministry of Justice", "state": "LVA"}]).ids
    states.record(mara, "LVA", {"languages": ["lv", "en"], **GROUND})
    states.record(mara, "LVA", {"authorities": [{"treaty": "LHC", "authority": authority}], **GROUND, "as_of": "2026-11-12"})
    page = state_pages.page(mara, "LVA")
    assert [label.text for label in page.authorities] == ["Ministry of Justice"]
    assert [record.get("as_of") for record in page.records] == ["2026-11-12", "2026-11-10"]
    assert page.names[authority].title == "Ministry of Justice"
    assert {fact.field for fact in page.profile.facts if (fact.field, fact.part) in page.stale} == {"treaties"}


def test_a_new_order_replaces_the_old_one_in_one_step_and_where_that_stands(mara: Desk, olena: Desk) -> None:
    protect(mara, olena)
    [witness] = editing.add(mara, "witness", [{"code": "W-0412"}], PROTECTED).ids
    order = {"kinds": ["face"], "basis": "order", "authority": "District Court", "status": "in_force", "ordered_on": "2026-10-20"}
    [old] = witnesses.add_about(mara, "protective_measure", witness, order).ids
    [agreed] = witnesses.add_about(mara, "protective_measure", witness, {"kinds": ["link"], "status": "asked"}).ids
    outcome = witnesses.replace_measure(mara, old, {**order, "kinds": ["face", "voice"], "ordered_on": "2026-11-12"})
    measures = witnesses.dossier(mara, witness).measures
    assert [record.id for record in measures] == [outcome.ids[0], agreed, old]
    assert [record.get("status") for record in measures] == ["in_force", "asked", "superseded"]
    assert measures[-1].get("superseded_by") == outcome.ids[0]
    assert len({record.compartment for record in measures}) == 1
    assert measures[0].get("witness") == witness
