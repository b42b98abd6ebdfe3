"""A word that is part of a protected name and means something else in a request: said by a person, kept where the name is."""

from __future__ import annotations

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, letters, no_name, reading
from jitdesk.services.desk import Desk
from tests.documents.sample import request, witness
from tests.services import sava
from tests.services.sava import PROTECTED, protect

FACTS = "From 4 to 14 May 1994 sixty civilians of Vrela were held behind a stone wall."


@pytest.fixture
def asked(mara: Desk, olena: Desk) -> str:
    protect(mara, olena)
    [person] = editing.add(mara, "witness", [dict(witness().values)]).ids
    editing.add(mara, "identity", [{"witness": person, "name": "Milena Stone"}], PROTECTED)
    return editing.add(mara, "request", [{**request().values, "witness": person, "facts": FACTS}]).ids[0]


def exposed(desk: Desk, asked: str) -> list[bool]:
    return [finding.blocks for finding in letters.check(desk, asked) if finding.code == "P07"]


def identity(desk: Desk) -> str:
    [record] = reading.listed(desk, "identity")
    return record.reference


def test_it_is_kept_with_the_identity_and_undone_where_the_line_changes(mara: Desk, asked: str) -> None:
    assert exposed(mara, asked) == [True]
    before = reading.show(mara, asked).values
    no_name.say_so(mara, asked, "facts", "Stone")
    no_name.say_so(mara, asked, "facts", "Stone")
    assert exposed(mara, asked) == [False]
    assert reading.show(mara, asked).values == before  # whoever reads the request alone learns nothing
    [row] = reading.open_protected(mara, identity(mara), "To look at it").get("cleared")
    assert {name: row[name] for name in ("request", "field", "word", "by")} == {
        "request": asked,
        "field": "facts",
        "word": "Stone",
        "by": mara.card.member,
    }
    assert len(row["on"]) == 10
    editing.change(mara, asked, {"facts": FACTS.replace("wall", "house")})
    assert exposed(mara, asked) == [True]


def test_a_whole_name_is_refused_and_nothing_changes(mara: Desk, asked: str) -> None:
    before = sava.everything(mara)
    for word in ("Milena Stone", "wall", ""):
        with pytest.raises(Refused) as refused:
            no_name.say_so(mara, asked, "facts", word)
        assert refused.value.key == "no_name.nothing"
    assert sava.everything(mara) == before


@pytest.fixture
def far(mara: Desk, olena: Desk, ibrahim: Desk, asked: str) -> Desk:
    """A desk that holds the request of a person under protection, and not who the person is."""
    editing.change(mara, "W-0412", {"protection": "in_force"})
    sava.send(mara, ibrahim, "to the far desk")
    return ibrahim


def told(desk: Desk, asked: str) -> list[str]:
    return [finding.message.key.rpartition(".")[2] for finding in letters.check(desk, asked) if finding.code == "P07"]


def test_a_desk_that_cannot_compare_waits_for_one_that_can(mara: Desk, far: Desk, asked: str) -> None:
    assert told(far, asked) == ["P07_not_compared"]
    before = sava.everything(far)
    with pytest.raises(Refused) as refused:
        no_name.compared(far, asked)
    assert refused.value.key == "no_name.not_here"
    assert sava.everything(far) == before
    with pytest.raises(Refused) as refused:
        no_name.compared(mara, asked)  # the name stands there yet
    assert refused.value.key == "no_name.found"
    editing.change(mara, asked, {"facts": FACTS.replace("stone", "mud")})
    no_name.compared(mara, asked)
    sava.send(mara, far, "compared")
    assert told(far, asked) == []
    editing.change(far, asked, {"facts": FACTS})
    assert told(far, asked) == ["P07_changed"]


def test_a_person_who_knows_the_name_can_compare_by_hand(far: Desk, asked: str) -> None:
    no_name.compared(far, asked, "The sealed file of the prosecution, sheet 3")
    assert told(far, asked) == []
    said = reading.show(far, asked).get("name_compared")
    assert (said["by"], said["against"]) == (far.card.member, "The sealed file of the prosecution, sheet 3")
