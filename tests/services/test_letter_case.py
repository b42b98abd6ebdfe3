"""What a letter takes from the records around its request: whose local time, which instruments, whether its translation still holds."""

from __future__ import annotations

import pytest

from jitdesk.drafting.structure import runs
from jitdesk.services import editing, letters, translations
from jitdesk.services.desk import Desk
from tests.documents.sample import request, witness

SWORN = {"language": "es", "translator": "Court translator no. 4", "standing": "sworn", "done_on": "2026-11-18", "binding": "en"}


@pytest.fixture
def asked(mara: Desk) -> str:
    person = editing.add(mara, "witness", [dict(witness().values)]).ids[0]
    return editing.add(mara, "request", [{**request().values, "witness": person}]).ids[0]


def said(desk: Desk, asked: str, key: str) -> str:
    (part,) = [part for part in letters.drafted(desk, asked).sections if part.key == key]
    return "\n".join(run.text for run in runs(part.blocks))


def test_our_local_time_is_that_of_the_requesting_authority_and_of_no_desk(mara: Desk, asked: str) -> None:
    assert "Europe/" not in said(mara, asked, "dates")
    [proceeding] = editing.add(mara, "proceeding", [{"number": "Kp 417/2026", "state": "HRV"}]).ids
    editing.change(mara, asked, {"proceeding": proceeding})
    assert "Europe/Zagreb" in said(mara, asked, "dates")
    [authority] = editing.add(mara, "authority", [{"name": "Specialised Prosecutor's Office", "state": "SVN"}]).ids
    editing.change(mara, asked, {"requesting_authority_record": authority})
    assert "Europe/Ljubljana" in said(mara, asked, "dates")
    assert "Europe/Zagreb" not in said(mara, asked, "dates")


def test_the_codes_of_instruments_become_their_names(mara: Desk, asked: str) -> None:
    editing.change(mara, asked, {"basis_alternatives": ["C182", "Comity"]})
    text = said(mara, asked, "basis")
    assert "Articles 9 and 14 (1959) of the Second Additional Protocol" in text
    assert "C182" not in text
    assert "Comity" in text


def stale(desk: Desk, asked: str) -> bool:
    found = [finding for finding in letters.check(desk, asked) if finding.code == "P22" and finding.field == "translation"]
    return bool(found)


def test_a_translation_is_stale_by_what_the_letter_says_and_not_by_its_number(mara: Desk, asked: str) -> None:
    facts = request().get("facts")
    [made] = translations.record(mara, asked, SWORN).ids
    editing.change(mara, asked, {"translation": made})
    assert not stale(mara, asked)
    editing.change(mara, asked, {"facts": f"{facts} And more."})
    assert stale(mara, asked)
    editing.change(mara, asked, {"facts": facts})
    assert not stale(mara, asked)
