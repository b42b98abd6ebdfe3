"""Who may know what, from the terminal: what was handed over, moving to fewer readers, opening with a reason, conditions of a State."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

from tests.e2e.conftest import LEAD, MEMBER, OBSERVER
from tests.e2e.terminal import Terminal, sentence

WHY = "Preparing the hearing"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_was_handed_over_is_listed_and_written_as_a_table(team: Terminal) -> None:
    team("set", LEAD, "W-0412", "needs=Breaks")
    team("export", LEAD, "monday.jitbundle", "--to", "Olena Hrytsenko")
    entries = team.jsonl("disclosures", LEAD, "--record", "W-0412")
    last = entries[-1]
    assert last["sha256"] == sha256(team.folder / "monday.jitbundle")
    assert [one["member"] for one in last["recipients"]] == ["Olena Hrytsenko"]
    assert (last["compartment"], last["by"], last["outside"], last["consents"]) == ("Team", "Mara Kos", None, [])
    assert len(team.jsonl("disclosures", LEAD)) > len(entries) - 1
    assert {one["member"] for entry in team.jsonl("disclosures", LEAD, "--member", "Aline Roux") for one in entry["recipients"]} >= {
        "Aline Roux"
    }
    told = team("disclosures", LEAD, "--record", "W-0412").splitlines()
    assert len(told) == len(entries)
    assert last["bundle"] in told[-1]
    assert "Olena Hrytsenko (UKR)" in told[-1]
    assert team("disclosures", LEAD, "--csv", "log.csv") == ""
    table = list(csv.reader((team.folder / "log.csv").read_text(encoding="utf-8").splitlines()))
    assert table[0][0] == "When"
    assert [last["sha256"]] * len(last["recipients"]) == [row[7] for row in table if row[6] == last["bundle"] and row[1] == "Team"]
    assert "Aline Roux" in team.refused(1, "disclosures", LEAD, "--member", "Nobody")
    assert "W-9999" in team.refused(1, "disclosures", LEAD, "--record", "W-9999")
    assert team.run("disclosures", LEAD, "--json", "--csv", "x.csv").status == 2
    assert "log.csv" in team.refused(1, "disclosures", LEAD, "--csv", "log.csv")


def test_the_chain_of_custody_of_a_file_is_shown_on_both_sides(team: Terminal) -> None:
    [file] = team.jsonl("list", LEAD, "file")
    here, there = (team("show", desk, file["id"], "--custody").splitlines() for desk in (LEAD, MEMBER))
    assert [line.partition("  ")[2].partition(" ")[0] for line in here] == ["Received,", "Left"]
    assert [line.split(" (")[0] for line in there[:2]] == [line.split(" (")[0] for line in here]  # the hash is told with the next bundle
    assert "Arrived on this desk in bundle" in there[2]
    assert [link["event"] for link in team.json("show", MEMBER, file["id"], "--custody")] == ["received", "left", "arrived"]
    assert "Only a file has a chain of custody" in team.refused(1, "show", LEAD, "W-0412", "--custody")


def test_the_compartments_are_listed_with_their_readers(team: Terminal) -> None:
    assert team("compartment", LEAD).splitlines()[1:] == ["Identities: Mara Kos, Olena Hrytsenko"]
    assert "--reader" in team.run("compartment", LEAD, "Identities").err
    assert len(team("compartment", LEAD).splitlines()) == 2


def test_a_record_is_moved_and_what_was_handed_over_is_said(team: Terminal) -> None:
    said = team("move", LEAD, "W-0412", "--compartment", "Identities").splitlines()
    assert team.json("show", LEAD, "W-0412")["id"] == said[0]
    assert team.json("show", LEAD, said[0])["compartment"] == "Identities"
    assert "Aline Roux" in said[1]
    assert any("Aline Roux (FRA)" in line and "bundle" in line for line in said[2:])
    assert "Send the summons" in said[-1]
    assert "JIT-SR/2027/014" in said[-1]
    (team.folder / "after").mkdir()
    team("export", LEAD, "after")
    team("import", OBSERVER, "after")
    assert team.json("show", OBSERVER, "W-0412")["archived"] is True
    assert said[0] in team.refused(1, "show", OBSERVER, said[0])
    team("import", MEMBER, "after")
    team("verify", MEMBER)
    assert "narrower" in team.refused(1, "move", MEMBER, said[0], "--compartment", "Team")


def test_an_identity_is_opened_with_a_reason_only(team: Terminal) -> None:
    [identity] = team.jsonl("list", LEAD, "identity")
    witness = team.json("show", LEAD, "W-0412")
    assert identity.keys() == {"id", "kind", "compartment", "witness"}
    assert "--reason" in team.refused(1, "show", LEAD, identity["id"])
    assert "--reason" in team.refused(1, "show", LEAD, identity["id"], "--history")
    assert "why" in team.refused(1, "show", LEAD, identity["id"], "--reason", " ")
    [hit] = team.jsonl("search", LEAD, "Zlatorog", "Vinogradna")
    assert hit == identity
    assert "Vinogradna" not in team("search", LEAD, "Zlatorog", "Vinogradna")
    assert team.json("show", LEAD, identity["id"], "--reason", WHY)["name"] == "Zlatorog Vinogradna"
    assert "Zlatorog Vinogradna" in team("show", LEAD, identity["id"], "--history", "--reason", WHY)
    log = team.jsonl("list", LEAD, "consultation")
    assert [(entry["about"], entry["reason"], entry["compartment"]) for entry in log] == [(identity["id"], WHY, "Identities")] * 2
    team("set", LEAD, "W-0412", "protection=in_force")
    assert "--reason" in team.refused(1, "show", LEAD, "W-0412")
    assert "An interpreter" not in team("list", LEAD, "witness")
    assert team.json("show", LEAD, "W-0412", "--reason", WHY)["needs"] == "An interpreter"
    team("set", LEAD, "W-0412", "protection=ended")
    assert team.json("show", LEAD, "W-0412")["id"] == witness["id"]
    team("verify", LEAD)


def test_a_file_about_an_identity_is_under_protection_too(team: Terminal) -> None:
    identity = team.jsonl("list", LEAD, "identity")[0]["id"]
    file = team("attach", LEAD, identity, "statement.pdf")
    assert "--reason" in team.refused(1, "extract", LEAD, file, "out.pdf")
    assert not (team.folder / "out.pdf").exists()
    team("extract", LEAD, file, "out.pdf", "--reason", WHY)
    assert sha256(team.folder / "out.pdf") == sha256(team.folder / "statement.pdf")


def test_a_conflict_in_an_identity_shows_no_value(team: Terminal) -> None:
    identity = team.jsonl("list", LEAD, "identity")[0]["id"]
    team("set", LEAD, identity, "name=Here And Now")
    team("set", MEMBER, identity, "name=Then And There")
    (team.folder / "back").mkdir()
    team("export", MEMBER, "back")
    team("import", LEAD, "back")
    told = team("conflicts", LEAD)
    assert "--reason" in told
    [conflict] = team.jsonl("conflicts", LEAD)
    for value in ("Here And Now", "Then And There"):
        assert value not in told + json.dumps(conflict)
    history = team("show", LEAD, identity, "--history", "--reason", WHY)
    change = next(line for line in history.splitlines() if "Then And There" in line).rpartition("(")[2].split(",")[0].rstrip(")")
    team("settle", LEAD, identity, "name", "--take", change)
    assert team.json("show", LEAD, identity, "--reason", WHY)["name"] == "Then And There"


def test_an_export_beyond_the_conditions_of_a_state_is_stopped(team: Terminal) -> None:
    team("list", LEAD, "task")
    assert "origin" in team.refused(1, "add", LEAD, "witness", "code=W-1", "conditions=third_state")
    team("add", LEAD, "witness", "code=W-0413", "origin=UKR", 'conditions=["third_state", "lead_only"]')
    before = team.digest(LEAD)
    refusal = sentence(team.run("export", LEAD, "all.jitbundle"), 1)
    for part in ("W-0413", "UKR", "LHC Art. 16(1)", "Aline Roux (FRA)", "state_consent"):
        assert part in refusal, part
    assert team.digest(LEAD) == before
    assert not list(team.folder.glob("all*"))
    team("export", LEAD, "olena.jitbundle", "--to", "Olena Hrytsenko")
    given = ("about=W-0413", "state=UKR", "decision=given", "date=2026-01", "conditions=third_state", 'recipients=["FRA"]')
    consent = team("add", LEAD, "state_consent", *given)
    team("export", LEAD, "all.jitbundle")
    assert [consent] in [entry["consents"] for entry in team.jsonl("disclosures", LEAD, "--record", "W-0413")]
    team("set", LEAD, "JIT-SR/2027/014", "facts=W-0413 saw it")
    found = [finding for finding in team.json("check", LEAD, "JIT-SR/2027/014") if finding["code"] == "P14"]
    assert [(finding["field"], finding["article"]) for finding in found] == [("facts", "17(5)")]
