"""The other documents of a request out of real desks: what they are made from, who may make the sealed annex, what that leaves behind."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from jitdesk.kernel.errors import Refused
from jitdesk.services import custody, editing, papers, reading, team
from jitdesk.services.desk import Desk
from tests.documents.papers import IDENTITY, SEALED, SECRETS
from tests.documents.sample import request, witness
from tests.services import sava
from tests.services.sava import PROTECTED, agree, protect, send

REFERENCE = "JIT-SR/2026/014"
WHY = "The sealed annex for the duty judge"


@pytest.fixture
def person(mara: Desk, olena: Desk) -> str:
    """The witness, with an identity that Mara and Olena read and Ibrahim does not."""
    protect(mara, olena)
    return editing.add(mara, "witness", [dict(witness().values)]).ids[0]


@pytest.fixture
def identity(mara: Desk, person: str) -> str:
    return editing.add(mara, "identity", [{**IDENTITY.values, "witness": person}], PROTECTED).ids[0]


@pytest.fixture
def asked(mara: Desk, person: str, identity: str) -> str:
    return editing.add(mara, "request", [{**request(sealed_annex=SEALED).values, "witness": person}]).ids[0]


@pytest.fixture
def agreed(mara: Desk, olena: Desk, asked: str) -> str:
    return agree(mara, olena)


def text(path: Path) -> str:
    """All text of a document, one paragraph a line."""
    body = Document(BytesIO(path.read_bytes())).element.body
    return "\n".join("".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p")))


def written(desk: Desk, name: str, language: str | None = None, reason: str | None = None) -> str:
    out = desk.folder.parent / f"{name}.docx"
    papers.write(desk, REFERENCE, name, out, language, reason=reason)
    return text(out)


def refused(desk: Desk, name: str, language: str | None = None, reason: str | None = None) -> str:
    """The key of the refusal, which leaves the desk as it was and no file behind."""
    before = sava.everything(desk)
    out = desk.folder.parent / "refused.docx"
    with pytest.raises(Refused) as error:
        papers.write(desk, REFERENCE, name, out, language, reason=reason)
    assert sava.everything(desk) == before
    assert not list(desk.folder.parent.glob("refused*"))
    assert "{" not in str(error.value)
    return error.value.key


@pytest.mark.parametrize("name", papers.NAMES)
def test_every_document_is_written_and_none_but_the_sealed_annex_holds_an_identity(mara: Desk, olena: Desk, asked: str, name: str) -> None:
    if name == "identity_annex":
        agree(mara, olena)
    shown = written(mara, name, reason=WHY)
    assert any(secret in shown for secret in SECRETS) == (name == "identity_annex")


def test_the_sealed_annex_is_made_by_an_act_that_is_logged_where_the_identity_stands(mara: Desk, agreed: str, identity: str) -> None:
    assert "Zvezdana Skrivnik" in written(mara, "identity_annex", reason=f" {WHY} ")
    [entry] = reading.listed(mara, "consultation")
    assert (entry.get("about"), entry.get("device"), entry.get("reason")) == (identity, mara.device, WHY)
    with mara.db.read() as connection:
        assert entry.compartment == mara.standing(connection).called(PROTECTED)


def test_no_other_document_opens_the_identity(mara: Desk, asked: str) -> None:
    for name in papers.NAMES:
        if name != "identity_annex":
            written(mara, name, reason=WHY)
    assert reading.listed(mara, "consultation") == []


def test_a_desk_that_does_not_read_the_identity_makes_no_annex(mara: Desk, olena: Desk, ibrahim: Desk, asked: str) -> None:
    send(mara, ibrahim, "to ibrahim")
    send(mara, olena, "to olena")
    assert refused(ibrahim, "identity_annex", reason=WHY) == "papers.no_identity"
    [task] = [one for one in reading.listed(mara, "task") if "Second reader" in str(one.get("title"))]
    editing.change(mara, task.id, {"status": "done"})
    send(mara, olena, "agreed")
    assert "Zvezdana Skrivnik" in written(olena, "identity_annex", reason=WHY)


def test_an_identity_leaves_once_a_second_reader_agreed_to_exactly_that(mara: Desk, olena: Desk, asked: str, identity: str) -> None:
    key = "second_reader.needed"
    assert refused(mara, "identity_annex", reason=WHY) == key
    [task] = reading.listed(mara, "task")
    assert SEALED["recipient"] in task.get("title")
    assert task.compartment == reading.show(mara, identity).compartment
    editing.change(mara, task.id, {"status": "done"})  # nobody is their own second reader
    assert refused(mara, "identity_annex", reason=WHY) == key
    editing.change(mara, task.id, {"status": "open"})
    agree(mara, olena)
    written(mara, "identity_annex", reason=WHY)
    (mara.folder.parent / "identity_annex.docx").unlink()
    for record, changed in ((identity, {"birthplace": "Zagorje"}), (asked, {"sealed_annex": {**SEALED, "recipient": "Another judge"}})):
        editing.change(mara, record, changed)  # another identity, another recipient: other things to agree to
        assert refused(mara, "identity_annex", reason=WHY) == key
    agree(mara, olena, "again")
    written(mara, "identity_annex", reason=WHY)


@pytest.mark.parametrize("what", ["the words", "the days"])
def test_an_agreement_holds_under_its_own_words_and_for_some_days(mara: Desk, agreed: str, what: str) -> None:
    if what == "the words":
        words = reading.show(mara, agreed).get("title")
        editing.change(mara, agreed, {"title": "Buy paper"})
        assert refused(mara, "identity_annex", reason=WHY) == "second_reader.needed"
        editing.change(mara, agreed, {"title": words})  # as if it had always been that
    else:
        clock = mara.clock
        assert isinstance(clock, sava.FakeClock)
        clock.at += 31 * sava.DAY
    assert refused(mara, "identity_annex", reason=WHY) == "second_reader.needed"


def test_who_alone_reads_an_identity_has_to_let_another_read_it(mara: Desk, asked: str, identity: str) -> None:
    team.set_readers(mara, "Alone", [])
    [own] = editing.add(mara, "witness", [{"code": "W-0999"}]).ids
    editing.add(mara, "identity", [{"witness": own, "name": "N. N."}], "Alone")
    editing.change(mara, asked, {"witness": own})
    assert refused(mara, "identity_annex", reason=WHY) == "second_reader.nobody"


def test_the_sealed_annex_needs_a_reason(mara: Desk, asked: str) -> None:
    assert refused(mara, "identity_annex") == "consultation.needed"
    assert refused(mara, "identity_annex", reason="  ") == "consultation.reason"


@pytest.mark.parametrize("mode", ["in_letter", "held_by_requested", "withheld_by_order", None])
def test_there_is_no_annex_where_the_letter_announces_none(mara: Desk, asked: str, mode: str | None) -> None:
    editing.change(mara, asked, {"identity_mode": mode})
    assert refused(mara, "identity_annex", reason=WHY) == "papers.not_sealed"


@pytest.mark.parametrize("named", [None, {"function": "duty judge"}])
def test_an_annex_is_sealed_for_somebody(mara: Desk, asked: str, named: dict[str, str] | None) -> None:
    editing.change(mara, asked, {"sealed_annex": named})
    assert refused(mara, "identity_annex", reason=WHY) == "papers.no_recipient"


def test_nothing_is_opened_for_a_file_that_cannot_be_written(mara: Desk, asked: str, tmp_path: Path) -> None:
    (tmp_path / "taken.docx").write_bytes(b"")
    for out in (tmp_path / "taken.docx", tmp_path / "no" / "folder.docx", tmp_path / "x.pdf"):
        with pytest.raises(Refused):
            papers.write(mara, REFERENCE, "identity_annex", out, reason=WHY)
    assert reading.listed(mara, "consultation") == []


def test_a_name_or_language_that_does_not_exist_is_refused_with_those_that_do(mara: Desk, asked: str) -> None:
    assert refused(mara, "poem") == "papers.unknown"
    assert refused(mara, "minutes", "tlh") == "papers.language"


def test_nothing_is_made_of_a_restricted_record(mara: Desk, person: str, asked: str) -> None:
    editing.change(mara, person, {"restricted": True})
    assert refused(mara, "minutes") == "letter.restricted"


def test_the_recipients_own_code_stands_in_its_papers(mara: Desk, person: str, asked: str) -> None:
    sava.written(mara, *_code(mara, person, "ARG", "ARG-7"), *_code(mara, person, "SEN", "SEN-3"))
    shown = written(mara, "questions")
    assert "ARG-7" in shown
    assert "W-0412" not in shown
    assert "SEN-3" not in shown


def _code(desk: Desk, person: str, recipient: str, code: str) -> list[sava.Op]:
    with desk.db.read() as connection:
        place = desk.standing(connection).whole_team
    id = desk.random(16).hex()
    values = {"witness": person, "recipient": recipient, "code": code}
    return [sava.Op(place, "recipient_code", id, name, value) for name, value in values.items()]


def test_papers_are_made_from_the_records_around_the_request(mara: Desk, asked: str, tmp_path: Path) -> None:
    editing.add(mara, "transmission", [{"request": asked, "step": "requested_central", "date": "2026-11-01"}])
    editing.add(mara, "reply", [{"request": asked, "kind": "acknowledged", "date": "2026-11-05", "their_reference": "AR-77"}])
    shown = written(mara, "reminder")
    assert "1 November 2026\nDays since\n18" in shown
    assert "5 November 2026\nAR-77" in shown
    agreement = editing.add(mara, "agreement", [{"title": "JIT Sava River", "purpose": "To investigate the mill."}]).ids[0]
    editing.change(mara, asked, {"jit": agreement})
    assert "To investigate the mill." in written(mara, "jit_request")
    file = tmp_path / "sketch.png"
    file.write_bytes(b"a sketch")
    [id] = custody.attach(mara, asked, file).ids
    editing.change(mara, asked, {"exhibit_list": [{"number": "1", "title": "Sketch", "file": id}]})
    assert str(reading.show(mara, id).get("sha256")) in written(mara, "exhibits")


def test_what_not_all_readers_of_the_request_read_stands_in_no_paper(mara: Desk, person: str, asked: str) -> None:
    measure = {"witness": person, "basis": "order", "authority": "Secret Court", "number": "Pp 9"}
    editing.add(mara, "protective_measure", [measure], PROTECTED)
    assert "Pp 9" not in written(mara, "minutes")
    (mara.folder.parent / "minutes.docx").unlink()
    [open_to_all] = editing.add(mara, "protective_measure", [measure], "Team").ids
    assert "Pp 9" not in written(mara, "minutes")  # the request does not name it: another letter may
    (mara.folder.parent / "minutes.docx").unlink()
    editing.change(mara, asked, {"measures": [open_to_all]})
    assert "Pp 9" in written(mara, "minutes")


def test_the_same_desk_writes_the_same_bytes(mara: Desk, asked: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        papers.write(mara, REFERENCE, "minutes", tmp_path / f"{name}.docx")
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()


def test_the_summons_stands_in_the_persons_language_where_there_are_words_for_it(mara: Desk, person: str, asked: str) -> None:
    for language in papers.languages():
        editing.change(mara, person, {"languages": ["wo", language]})
        (mara.folder.parent / "summons.docx").unlink(missing_ok=True)
        assert "must be translated" not in written(mara, "summons")
    editing.change(mara, person, {"languages": ["wo"]})
    (mara.folder.parent / "summons.docx").unlink()
    assert "must be translated" in written(mara, "summons")
