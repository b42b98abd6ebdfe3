"""Originator control at the door: what may not go on is stopped with article and record, until its State consented."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.crypto import age
from jitdesk.crypto.keyslots import LEAST
from jitdesk.domain.originator import CONDITIONS
from jitdesk.kernel.errors import Refused
from jitdesk.services import custody, disclosing, editing, exporting, importing, leaving, ledger, letters, reading, requests, team, upkeep
from jitdesk.services.desk import Desk, Person
from jitdesk.storage import positions
from tests.services import sava
from tests.services.sava import post, send

ARTICLES = dict(zip(CONDITIONS, ("16(1)", "17(3)", "17(5)", "31(1)", "41(12)(b)"), strict=True))
WITHIN = ("third_state", "use_restricted", "named_proceedings")


def witness(desk: Desk, *conditions: str, origin: str = "UKR", code: str = "W-0412", **more: object) -> str:
    values = {"code": code, "origin": origin, "conditions": list(conditions), "summary": "Saw the convoy", **more}
    return editing.add(desk, "witness", [values]).ids[0]


def consent(desk: Desk, about: str, **more: object) -> str:
    values = {"about": about, "state": "UKR", "decision": "given", "date": "2026-11-01", "conditions": list(CONDITIONS)}
    return editing.add(desk, "state_consent", [{**values, "recipients": ["NLD"], **more}]).ids[0]


def stopped(desk: Desk, to: Desk) -> Refused:
    """The refusal of an export, which leaves the desk and the disk as they were."""
    before = sava.everything(desk)
    with pytest.raises(Refused) as refused:
        post(desk, "stopped", to)
    assert sava.everything(desk) == before
    assert not list(desk.folder.parent.glob("stopped*"))
    return refused.value


@pytest.mark.parametrize("condition", WITHIN)
def test_an_export_beyond_a_condition_is_stopped_until_consent_is_recorded(mara: Desk, olena: Desk, ibrahim: Desk, condition: str) -> None:
    id = witness(mara, condition)
    said = str(stopped(mara, ibrahim))
    for part in ("W-0412", "UKR", f"LHC Art. {ARTICLES[condition]}", "Ibrahim Demir (NLD)", "state_consent", "narrower compartment"):
        assert part in said, part
    send(mara, olena, "home")  # back to the State it came from
    lifted = consent(mara, id)
    [sent] = post(mara, "now", ibrahim)
    importing.accept(ibrahim, [sent.path])
    assert reading.show(ibrahim, "W-0412").get("summary") == "Saw the convoy"
    [entry] = [given for given in ledger.listed(ibrahim, record=id) if given.bundle == sent.bundle]
    assert entry.consents == (lifted,)
    for desk in (mara, ibrahim):
        upkeep.verify(desk)


def test_conditions_that_bind_uses_let_a_record_travel_in_the_team(mara: Desk, ibrahim: Desk) -> None:
    witness(mara, "lead_only", "other_cases")
    send(mara, ibrahim, "all")
    assert reading.show(ibrahim, "W-0412").get("conditions") == ["lead_only", "other_cases"]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_disclosure_beyond_a_condition_is_stopped(mara: Desk, tmp_path: Path, condition: str) -> None:
    key, other = (age.new_identity().recipient for _ in range(2))
    id = witness(mara, condition, origin="SVN")
    consent(mara, id, state="SVN", outside=other)
    before = sava.everything(mara)
    with pytest.raises(Refused) as refused:
        disclosing.disclose(mara, tmp_path / "court.jitbundle", key, ["Team"])
    assert f"LHC Art. {ARTICLES[condition]}" in str(refused.value)
    assert sava.everything(mara) == before
    lifted = consent(mara, id, state="SVN", outside=key)
    disclosing.disclose(mara, tmp_path / "court.jitbundle", key, ["Team"])
    [entry] = ledger.listed(mara, member=key)
    assert entry.consents == (lifted,)


def test_the_whole_file_is_stopped_and_a_narrower_one_is_not(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    sava.protect(mara, olena)
    editing.add(mara, "task", [{"title": "Relocate"}], sava.PROTECTED)
    witness(mara, "third_state")
    with pytest.raises(Refused):
        post(mara, "all")
    sent = post(mara, "olena", olena)
    importing.accept(olena, [one.path for one in sent])
    assert reading.search(olena, "relocate")
    assert str(stopped(olena, ibrahim)).startswith("W-0412")  # whoever passes it on is bound too


def test_more_than_one_record_is_counted(mara: Desk, ibrahim: Desk) -> None:
    witness(mara, "third_state")
    witness(mara, "use_restricted", code="W-0413")
    assert "W-0412 and 1 more" in str(stopped(mara, ibrahim))


@pytest.mark.parametrize("kind", ["account", "consent", "note", "file"])
def test_what_hangs_on_a_record_is_bound_with_it(mara: Desk, ibrahim: Desk, tmp_path: Path, kind: str) -> None:
    id = witness(mara, "third_state")
    lifted = consent(mara, id)
    send(mara, ibrahim, "the witness")
    send(ibrahim, mara, "heard")
    editing.change(mara, lifted, {"decision": "withdrawn", "date": "2026-11-02"})
    send(mara, ibrahim, "that it was withdrawn")
    if kind == "file":
        (tmp_path / "scan.txt").write_text("scan")
        custody.attach(mara, id, tmp_path / "scan.txt")
    else:
        link = "about" if kind == "note" else "witness"
        editing.add(mara, kind, [{link: id, **({"text": "More"} if kind == "note" else {})}])
    assert "16(1)" in str(stopped(mara, ibrahim))


def test_a_condition_set_later_reaches_those_who_hold_the_record_already(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    id = editing.add(mara, "witness", [{"code": "W-0412", "summary": "Saw the convoy"}]).ids[0]
    send(mara, ibrahim, "one")
    send(ibrahim, mara, "heard")
    editing.change(mara, id, {"origin": "UKR", "conditions": ["third_state"]})
    send(mara, ibrahim, "two")
    assert reading.show(ibrahim, id).get("conditions") == ["third_state"]
    editing.change(mara, id, {"summary": "Saw the convoy twice"})
    assert "16(1)" in str(stopped(mara, ibrahim))
    send(mara, olena, "three")


def newcomer(lead: Desk, state: str) -> Desk:
    """Somebody from another State, just admitted."""
    person = Person("Jonas Weber", state, "Public Prosecutor General", "prosecutor")
    made = team.enrol(lead.folder.parent / "jonas.jitdesk", "a fine passphrase", person, cost=LEAST)
    made.close()
    sava.admit(lead, made)
    return made


def test_a_conflict_loosens_nothing(mara: Desk, olena: Desk) -> None:
    id = witness(mara, "third_state")
    send(mara, olena, "start")
    editing.change(mara, id, {"origin": "NLD", "conditions": ["third_state"]})
    editing.change(olena, id, {"origin": "UKR", "conditions": ["third_state", "use_restricted"]})
    editing.change(olena, id, {"origin": "SVN"})
    send(olena, mara, "apart")
    assert reading.show(mara, id).conflicts == {"origin"}
    said = str(stopped(mara, newcomer(mara, "DEU")))
    for claimed in ("16(1)", "17(3)", "NLD, SVN"):
        assert claimed in said, claimed


def test_conditions_need_the_state_they_came_from(mara: Desk, ibrahim: Desk) -> None:
    with pytest.raises(Refused, match="origin"):
        editing.add(mara, "witness", [{"code": "W-1", "conditions": ["third_state"]}])
    [id] = editing.add(mara, "witness", [{"code": "W-2", "origin": "UKR", "conditions": ["third_state"]}]).ids
    with pytest.raises(Refused, match="origin"):
        editing.change(mara, id, {"origin": None})
    editing.change(mara, id, {"origin": None, "conditions": []})
    send(mara, ibrahim, "free")


def test_an_entry_without_origin_that_came_with_a_bundle_goes_no_further(mara: Desk, ibrahim: Desk) -> None:
    with mara.db.read() as connection:
        place = mara.standing(connection).whole_team
    sava.written(
        mara,
        sava.Op(place, "witness", "a" * 32, "code", "W-9"),
        sava.Op(place, "witness", "a" * 32, "conditions", True, "of_a_newer_version"),
    )
    refused = stopped(mara, ibrahim)
    assert refused.key == "originator.no_origin"
    assert "of_a_newer_version" in str(refused)


def test_lines_that_wait_are_bound_as_well(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    """A segment that waits is passed on too: what it says of conditions counts before anybody accepted it."""
    sava.revoke(mara, olena)
    witness(olena, "third_state")
    late = sava.segments(olena, "Team", olena)
    with olena.db.read() as theirs, ibrahim.db.read() as carrier:
        roster = list(exporting.packed(carrier, positions.all_of(carrier, ibrahim.workspace_id)))
        path = sava.forge(ibrahim, mara, mara.folder.parent / "late.jitbundle", roster, list(exporting.packed(theirs, late)))
    [report] = importing.accept(mara, [path])
    assert report.waiting
    assert not reading.listed(mara, "witness")
    # Nobody could settle what a line claims that is not in force: it stays here, and the rest goes.
    german = newcomer(mara, "DEU")
    post(mara, "without", german)
    assert olena.device not in ledger.listed(mara)[-1].numbers
    leaving.decide_waiting(mara, team.fingerprint(olena), accept=True)
    assert "16(1)" in str(stopped(mara, german))


def request(desk: Desk, **values: object) -> str:
    return editing.add(desk, "request", [{"reference": "JIT-SR/2026/001", **values}]).ids[0]


def findings(desk: Desk) -> list[str]:
    return [str(found.message) for found in letters.check(desk, "JIT-SR/2026/001") if found.code == "P14"]


def test_a_lead_stands_in_no_letter(mara: Desk) -> None:
    id = witness(mara, "lead_only", role="victim")
    request(mara, witness=id)
    [finding] = findings(mara)
    assert "W-0412" in finding
    assert "LHC Art. 17(5)" in finding
    assert "W-0412" not in repr(letters.drafted(mara, "JIT-SR/2026/001"))
    [rid] = reading.ids(mara, "request")
    blocked = requests.rows(mara, [rid])[rid].gaps
    consent(mara, id, recipients=None)
    assert findings(mara) == []
    assert "W-0412" in repr(letters.drafted(mara, "JIT-SR/2026/001"))
    assert requests.rows(mara, [rid])[rid].gaps == blocked - 1


def test_a_letter_that_names_a_lead_is_told(mara: Desk) -> None:
    witness(mara, "lead_only")
    request(mara, facts="As W-0412 said on 3 May. W-04129 did not.")
    [finding] = [found for found in letters.check(mara, "JIT-SR/2026/001") if found.code == "P14"]
    assert (finding.code, finding.field, finding.blocks) == ("P14", "facts", True)
    editing.change(mara, "JIT-SR/2026/001", {"facts": "As W-04129 said."})
    assert findings(mara) == []
