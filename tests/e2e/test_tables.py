"""In the terminal: a table is looked at, brought in, undone; records are taken out as one, edited and brought back."""

from __future__ import annotations

from tests.e2e.conftest import LEAD, OBSERVER
from tests.e2e.terminal import Terminal


def write(team: Terminal, name: str, text: str) -> None:
    (team.folder / name).write_text(text, encoding="utf-8")


def test_a_table_is_shown_brought_in_and_undone(team: Terminal) -> None:
    write(team, "w.csv", "Known as;Role;Shoe size\nW-0412;insider;43\nW-0500;Victim;\n")
    told = team("bring", LEAD, "w.csv", "--kind", "witness", "--map", "Known as=code")
    assert "C  Shoe size -> (nothing: this column is not brought in)" in told
    assert "2  changed  W-0412\n  B2  role:\n  - victim\n  + insider" in told
    assert "1 new, 1 changed, 0 unchanged, 0 refused" in told
    assert told.endswith("Nothing was changed: --accept does it.")
    assert team.json("show", LEAD, "W-0412")["role"] == "victim"
    said = team.json("bring", LEAD, "w.csv", "--kind", "witness", "--map", "A=code", "--accept")
    assert [row["action"] for row in said["rows"]] == ["changed", "new"]
    assert team.json("show", LEAD, "W-0500")["id"] == said["ids"][1]
    assert said["hash"][:16] in team("report", LEAD)
    assert "role: victim -> insider" in team("report", LEAD, said["hash"][:16])
    assert "new records are empty and archived" in team("undo", LEAD)
    assert team.json("show", LEAD, "W-0412")["role"] == "victim"
    assert team.run("show", LEAD, "W-0500").status == 1
    team("verify", LEAD)


def test_a_refused_row_keeps_all_out_and_says_where(team: Terminal) -> None:
    write(team, "w.csv", "code,state\nW-0500,Atlantis\n")
    assert "  B2  “Atlantis” is no State" in team("bring", LEAD, "w.csv", "--kind", "witness")
    done = team.run("bring", LEAD, "w.csv", "--kind", "witness", "--accept")
    assert (done.status, done.out) == (1, "")
    assert "(B2: “Atlantis” is no State" in done.err
    write(team, "w.csv", "code\nW-0500\n")
    assert team.run("bring", OBSERVER, "w.csv", "--kind", "witness", "--accept").status == 1


def test_records_are_taken_out_edited_and_brought_back(team: Terminal) -> None:
    told = team("take", LEAD, "task", "tasks.csv")
    assert told.startswith("1 record was written to tasks.csv.")
    path = team.folder / "tasks.csv"
    text = path.read_text(encoding="utf-8")
    assert "W-0412" in text
    path.write_text(text.replace("Send the summons", "Send both summonses"), encoding="utf-8")
    team("bring", LEAD, "tasks.csv", "--accept")
    assert [task["title"] for task in team.jsonl("list", LEAD, "task")] == ["Send both summonses"]
    done = team.run("take", LEAD, "identity", "identities.xlsx")
    assert done.status == 1
    assert "under protection" in done.err
    assert not (team.folder / "identities.xlsx").exists()
    team("take", LEAD, "identity", "identities.xlsx", "--reason", "For the registrar")
    assert (team.folder / "identities.xlsx").read_bytes()[:2] == b"PK"
