"""Translations know what they were made from: a change of the source makes them stale, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.services import custody, editing, reading, translations
from jitdesk.services.desk import Desk
from tests.documents.sample import request, witness
from tests.services import sava

SWORN = {"language": "es", "translator": "Court translator no. 4", "standing": "sworn", "done_on": "2026-11-18", "binding": "en"}


@pytest.fixture
def asked(mara: Desk) -> str:
    person = editing.add(mara, "witness", [dict(witness().values)]).ids[0]
    return editing.add(mara, "request", [{**request().values, "witness": person}]).ids[0]


def stale(desk: Desk, asked: str) -> list[str]:
    return [record.id for record in translations.stale(desk, asked)]


def test_a_translation_is_recorded_with_the_hash_and_version_of_its_source(mara: Desk, asked: str) -> None:
    [id] = translations.record(mara, "JIT-SR/2026/014", SWORN).ids
    made = reading.show(mara, id)
    assert {name: made.get(name) for name in SWORN} == SWORN
    assert made.get("about") == asked
    assert made.get("of_version") == 1
    assert len(made.get("source_hash")) == 64
    assert stale(mara, asked) == []


def test_a_change_of_the_letter_makes_it_stale_and_taking_it_back_does_not(mara: Desk, asked: str) -> None:
    [id] = translations.record(mara, asked, SWORN).ids
    facts = request().get("facts")
    editing.change(mara, asked, {"facts": f"{facts} And more."})
    assert stale(mara, asked) == [id]
    editing.change(mara, asked, {"facts": facts})
    assert stale(mara, asked) == []


def test_since_what_change_it_is_stale_is_told_by_field_and_author(mara: Desk, asked: str) -> None:
    editing.change(mara, asked, {"subject": "Detentions at the mill, in 1994"})
    [id] = translations.record(mara, asked, SWORN).ids
    editing.change(mara, asked, {"facts": f"{request().get('facts')} And more."})
    editing.change(mara, asked, {"facts": f"{request().get('facts')} And less."})
    editing.change(mara, asked, {"instrument_1": {"answer": "no", "by": "Mara Kos"}})
    told = translations.since(mara, reading.show(mara, id))
    assert [(past.field, past.member) for past in told] == [("facts", mara.card.member)]
    assert str(told[0].value).endswith("And more.")  # since the first such change


def test_what_does_not_stand_in_the_letter_changes_no_translation(mara: Desk, asked: str) -> None:
    translations.record(mara, asked, SWORN)
    editing.change(mara, asked, {"instrument_1": {"answer": "no", "by": "Mara Kos"}})
    editing.add(mara, "note", [{"about": asked, "text": "Read once more."}])
    assert stale(mara, asked) == []


def test_an_annex_is_stale_by_itself(mara: Desk, asked: str) -> None:
    [of_questions] = translations.record(mara, asked, {**SWORN, "annex": "A"}).ids
    [of_first] = translations.record(mara, asked, {**SWORN, "annex": "1"}).ids
    editing.change(mara, asked, {"questions": "1. Something else?"})
    assert stale(mara, asked) == [of_questions]
    editing.change(mara, asked, {"annexes": None})
    assert stale(mara, asked) == [of_questions, of_first]  # the one is gone, the other changed


def test_a_file_is_translated_as_the_bytes_it_is(mara: Desk, asked: str, tmp_path: Path) -> None:
    file = tmp_path / "law.pdf"
    file.write_bytes(b"Article 102")
    [first] = custody.attach(mara, asked, file).ids
    file.write_bytes(b"Article 102, amended")
    [second] = custody.attach(mara, asked, file).ids
    editing.change(mara, asked, {"annex_list": [{"number": "1", "title": "Law", "file": first}]})
    [of_file] = translations.record(mara, first, SWORN).ids
    [of_annex] = translations.record(mara, asked, {**SWORN, "annex": "1"}).ids
    assert reading.show(mara, of_file).get("source_hash") == reading.show(mara, of_annex).get("source_hash")
    assert stale(mara, asked) == []
    editing.change(mara, asked, {"annex_list": [{"number": "1", "title": "Law", "file": second}]})
    assert stale(mara, asked) == [of_annex]


def test_only_what_exists_is_translated(mara: Desk, asked: str) -> None:
    before = sava.everything(mara)
    with pytest.raises(Refused) as refused:
        translations.record(mara, asked, {**SWORN, "annex": "Z"})
    assert refused.value.key == "translations.no_annex"
    with pytest.raises(Refused) as refused:
        translations.record(mara, "W-0412", SWORN)
    assert refused.value.key == "translations.kind"
    with pytest.raises(Refused) as refused:
        translations.record(mara, asked, {**SWORN, "source_hash": "0" * 64})
    assert refused.value.key == "record.no_field"
    assert sava.everything(mara) == before


def test_a_translation_travels_with_its_request(mara: Desk, olena: Desk, asked: str) -> None:
    [id] = translations.record(mara, asked, SWORN).ids
    sava.send(mara, olena, "translated")
    assert stale(olena, asked) == []
    editing.change(olena, asked, {"costs": "None."})
    assert stale(olena, asked) == [id]
