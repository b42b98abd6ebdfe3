"""Erasure as it is typed: ordered, listed, decided, and said what is beyond reach."""

from __future__ import annotations

import json

import pytest

from jitdesk.crypto import age
from tests.e2e.conftest import LEAD, MEMBER
from tests.e2e.terminal import Terminal

REASON = ("--reason", "No longer needed (LHC Art. 16(6))")


@pytest.fixture
def ordered(team: Terminal) -> str:
    """Mara's order to erase W-0412, on Olena's desk; its name."""
    said = team("erase", LEAD, "W-0412", "--alone", *REASON)
    assert "1 record erased" in said
    assert "  witness  W-0412\n" in said
    assert "Beyond reach of this desk: given to" in said
    assert "Aline Roux" in said
    assert "or may hold it, and stay" in said
    assert "  request  JIT-SR/2027/014\n" in said
    team("export", LEAD, "ordered.jitbundle", "--to", "Olena Hrytsenko")
    assert f"Ordered by Mara Kos (SVN) in Team, for this reason: “{REASON[1]}”. It waits" in team("preview", MEMBER, "ordered.jitbundle")
    team("import", MEMBER, "ordered.jitbundle")
    [order] = team.jsonl("erase", MEMBER)
    assert (order["decided"], order["records"][0]["title"]) == ("waiting", "W-0412")
    assert team.json("preview", MEMBER, "ordered.jitbundle")["orders"] == [order] == team.jsonl("quarantine", MEMBER)
    return str(order["order"])


def test_an_order_is_accepted(team: Terminal, ordered: str) -> None:
    assert "belongs to the request JIT-SR/2027/014" in team("erase", MEMBER)
    done = json.loads(team("erase", MEMBER, "--accept", ordered, "--json"))
    assert done["records"] == 1
    for desk in (LEAD, MEMBER):
        assert "no record W-0412" in team.refused(1, "show", desk, "W-0412")
        assert team("verify", desk)
    assert "was carried out" in team("erase", MEMBER)
    assert "carried out on this desk already" in team.refused(1, "erase", MEMBER, "--accept", ordered)


def test_an_order_is_refused(team: Terminal, ordered: str) -> None:
    assert team("erase", MEMBER, "--refuse", ordered, "--reason", "Evidence before the court in Kyiv") == ""
    assert "was refused" in team("erase", MEMBER)
    assert "victim" in team("show", MEMBER, "W-0412")
    assert team("verify", MEMBER)


def test_what_hangs_on_it_goes_too(team: Terminal) -> None:
    (kept,) = team.jsonl("list", LEAD, "file")
    said = json.loads(team("erase", LEAD, "W-0412", *REASON, "--json"))
    assert {one["kind"] for one in said["gone"]} >= {"witness", "file", "identity", "custody"}
    assert kept["id"] in {one["id"] for one in said["gone"]}
    assert {one["kind"] for one in said["remaining"]} >= {"request"}
    assert team("list", LEAD, "file") == ""


def test_one_field(team: Terminal) -> None:
    team("erase", LEAD, "W-0412", "needs", *REASON)
    assert "An interpreter" not in team("show", LEAD, "W-0412") + team("show", LEAD, "W-0412", "--history")
    assert "victim" in team("show", LEAD, "W-0412")


def test_restricted(team: Terminal) -> None:
    team("set", LEAD, "W-0412", "restricted=true")
    assert team("list", LEAD, "witness") == ""
    assert team("search", LEAD, "interpreter") == ""
    assert "is restricted" in team.refused(1, "letter", LEAD, "JIT-SR/2027/014", "x.docx")
    assert "W-0412" in team.refused(1, "export", LEAD, "x.jitbundle", "--outside", age.new_identity().recipient, "--compartment", "Team")
    team("set", LEAD, "W-0412", "restricted=false")
    assert "W-0412" in team("list", LEAD, "witness")


@pytest.mark.parametrize(
    "words",
    [
        ("W-0412",),
        ("--reason", "x"),
        ("W-0412", "--accept", "x", "--reason", "x"),
        ("--accept", "x", "--refuse", "y", "--reason", "x"),
        ("--refuse", "x"),
        ("--alone", "--accept", "x"),
        ("W-0412", "--reason", "x", "--number", "0"),
    ],
)
def test_what_does_not_go_together_is_a_usage_error(team: Terminal, words: tuple[str, ...]) -> None:
    assert team.run("erase", LEAD, *words).status == 2


def test_a_member_orders_nothing(team: Terminal) -> None:
    assert "Only a keeper of Team" in team.refused(1, "erase", MEMBER, "W-0412", *REASON)
