"""In the terminal: a part is taken in, the rest accepted or refused by hash, an import undone, and the report of all of it."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import LEAD, MEMBER
from tests.e2e.terminal import Terminal


@pytest.fixture
def bundle(team: Terminal) -> str:
    """A bundle of Mara's with a new task and a changed witness."""
    team("add", LEAD, "task", "title=Call the registry")
    team("set", LEAD, "W-0412", "needs=Breaks every 45 minutes")
    team("export", LEAD, "x.jitbundle", "--to", "Olena Hrytsenko")
    return "x.jitbundle"


def needs(team: Terminal) -> str:
    return str(team.json("show", MEMBER, "W-0412")["needs"])


def test_part_of_a_bundle_is_taken_in_and_the_rest_decided_later(team: Terminal, bundle: str) -> None:
    said = team.json("import", MEMBER, bundle, "--only", "W-0412")
    assert needs(team) == "Breaks every 45 minutes"
    assert said["waiting"] > 0
    assert sum(place["waiting"] for place in said["compartments"]) == said["waiting"]
    items = team.jsonl("quarantine", MEMBER)
    assert sum(item["changes"] for item in items) == said["waiting"]
    assert {(item["state"], item["why"], item["member"]) for item in items} == {("waiting", "left", "Mara Kos")}
    assert "It was not taken in" in team("quarantine", MEMBER)
    assert "Refused: " in team("quarantine", MEMBER, "--refuse", items[0]["hash"][:12])
    assert team.jsonl("quarantine", MEMBER)[0]["state"] == "refused"
    assert team.json("quarantine", MEMBER, "--accept", items[0]["bundle"])["new"] > 0
    assert team("quarantine", MEMBER) == ""
    assert len(team.jsonl("list", MEMBER, "task")) == 2
    team("verify", MEMBER)


def test_an_import_is_undone_and_reported(team: Terminal, bundle: str) -> None:
    team("import", MEMBER, bundle)
    assert needs(team) == "Breaks every 45 minutes"
    said = team("undo", MEMBER)
    assert "Undone: the import of" in said
    assert needs(team) == "An interpreter"
    undo, step, *_ = team.jsonl("report", MEMBER)
    assert (undo["act"], step["act"], step["undone"], step["member"]) == ("undo", "import", True, "Mara Kos")
    whole = team.json("report", MEMBER, step["hash"][:8])
    [witness] = [record for record in whole["records"] if record["kind"] == "witness"]
    [field] = witness["fields"]
    assert (field["field"], field["before"][0]["value"], field["after"][0]["value"]) == (
        "needs",
        "An interpreter",
        "Breaks every 45 minutes",
    )
    shown = team("report", MEMBER, step["hash"][:8])
    assert "  needs: An interpreter -> Breaks every 45 minutes" in shown.splitlines()
    assert "(undone)" in shown
    assert "(undone)" in team("report", MEMBER)
    team("verify", MEMBER)


def test_the_preview_has_the_numbers_of_each_compartment(team: Terminal, bundle: str) -> None:
    seen = team.json("preview", MEMBER, bundle)
    done = team.json("import", MEMBER, bundle)
    assert seen["compartments"] == done["compartments"]
    [place] = [place for place in done["compartments"] if place["compartment"] == "Team"]
    assert place["new"] == seen["new"] > 0


def test_refusals(team: Terminal) -> None:
    assert "8 digits" in team.refused(1, "quarantine", MEMBER, "--accept", "1234567")
    assert "no report" in team.refused(1, "report", MEMBER, "12345678")
    assert team.run("quarantine", MEMBER, "--accept", "12345678", "--refuse", "12345678").status == 2
    assert "no import left" in team.refused(1, "undo", LEAD)
