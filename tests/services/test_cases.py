"""A case read from a real desk: all that stands around a request, and nothing that not all of its readers may read."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from jitdesk.domain.decide import Op
from jitdesk.drafting.case import Case
from jitdesk.kernel.errors import Refused
from jitdesk.services import cases, custody, editing, exporting, importing, letters, papers, reading, recipient_codes, team
from jitdesk.services.desk import Desk
from jitdesk.services.resolving import one
from jitdesk.storage import lists
from tests.documents.sample import LHC
from tests.services.sava import PROTECTED, admit, everything, protect, send, written

REQUEST = "JIT-SR/2026/001"


def add(desk: Desk, kind: str, compartment: str | None = None, /, **values: Any) -> str:
    return editing.add(desk, kind, [values], compartment).ids[0]


def read(desk: Desk, reference: str = REQUEST) -> Case:
    with desk.db.read() as connection:
        request = one(connection, desk.standing(connection), reference, "request")
        return cases.read(desk, connection, request, LHC, {})


def ids(records: Any) -> list[str]:
    return [record.id for record in records]


def logged(desk: Desk, kind: str, **values: Any) -> str:
    """A record of a kind that only services write."""
    with desk.db.read() as connection:
        place = desk.standing(connection).whole_team
    id = desk.random(16).hex()
    written(desk, *(Op(place, kind, id, name, value) for name, value in values.items()))
    return id


def test_everything_around_a_request_is_in_its_case(mara: Desk, tmp_path: Path) -> None:
    (tmp_path / "sketch.svg").write_text("<svg/>")
    witness = add(mara, "witness", code="W-0412")
    jit = add(mara, "agreement", title="JIT Sava River")
    proceeding = add(mara, "proceeding", number="Kp 417/2026")
    request = add(mara, "request", reference=REQUEST, witness=witness, requested_state="ARG", jit=jit, proceeding=proceeding)
    other = add(mara, "request", reference="JIT-SR/2026/002", witness=witness, requested_state="URY")
    add(mara, "request", reference="JIT-SR/2026/003", witness=witness, requested_state="ARG")
    add(mara, "request", reference="JIT-SR/2026/004", witness=witness)
    sketch = custody.attach(mara, witness, tmp_path / "sketch.svg").ids[0]
    signed = custody.attach(mara, request, tmp_path / "sketch.svg").ids[0]
    translation = add(mara, "translation", about=sketch, language="es")
    editing.change(mara, REQUEST, {"annex_list": [{"number": "1", "file": sketch}], "signed_copy": signed})
    around = {
        "consents": add(mara, "consent", witness=witness, purpose="hearing"),
        "accounts": add(mara, "account", witness=witness, date="2019"),
        "measures": add(mara, "protective_measure", witness=witness, kinds=["anonymity"]),
        "state_consents": add(mara, "state_consent", about=sketch, state="UKR", decision="given"),
        "transmissions": add(mara, "transmission", request=request, date="2026-11-01"),
        "replies": add(mara, "reply", request=request, kind="acknowledged"),
        "hearings": add(mara, "hearing", request=request, session=1),
        "steps": logged(mara, "step", request=request, status="sent", date="2026-11-01"),
        "translations": translation,
        "others": other,
    }
    for as_of, weeks in (("2026-10-01", 8), ("2026-10-20", 9), ("2026-09-30", 7)):
        add(mara, "state_profile", state="ARG", as_of=as_of, source="sample", usual_weeks=weeks)
    add(mara, "state_profile", state="URY", as_of="2026-11-01", source="sample", usual_weeks=20)
    made = read(mara)
    assert made.witness is not None
    assert (made.witness.id, made.code) == (witness, "W-0412")
    assert made.agreement is not None
    assert made.proceeding is not None
    assert (made.agreement.id, made.proceeding.id) == (jit, proceeding)
    assert {name: ids(getattr(made, name)) for name in around} == {name: [id] for name, id in around.items()}
    assert set(ids(made.files)) == {sketch, signed}
    assert made.profile is not None
    assert (made.profile.get("state"), made.profile.get("usual_weeks")) == ("ARG", 9)
    assert made.zone_rules


def test_archived_and_restricted_records_are_in_no_case(mara: Desk) -> None:
    witness = add(mara, "witness", code="W-0412")
    add(mara, "request", reference=REQUEST, witness=witness)
    gone = add(mara, "account", witness=witness, date="2019")
    kept = add(mara, "account", witness=witness, date="2020")
    held = add(mara, "account", witness=witness, date="2021")
    editing.change(mara, gone, {"archived": True})
    editing.change(mara, held, {"restricted": True})
    assert ids(read(mara).accounts) == [kept]


def test_nothing_of_a_narrower_compartment_is_in_a_case_but_the_identity(three: dict[str, Desk]) -> None:
    mara, olena = three["mara"], three["olena"]
    protect(mara, olena)
    witness = add(mara, "witness", code="W-0412")
    jit = add(mara, "agreement", PROTECTED, title="Kestrelwatch")
    request = add(mara, "request", reference=REQUEST, witness=witness, requested_state="ARG")
    forged(mara, request, "jit", jit)
    for kind, values in (
        ("account", {"witness": witness, "authority": "Kestrelwatch"}),
        ("consent", {"witness": witness, "purpose": "hearing", "decision": "withdrawn"}),
        ("protective_measure", {"witness": witness, "kinds": ["anonymity"]}),
        ("request", {"reference": "Kestrelwatch/1", "witness": witness, "requested_state": "URY", "deadline": "2027-01-01"}),
        ("reply", {"request": request, "kind": "more_asked"}),
        ("state_profile", {"state": "ARG", "as_of": "2026-11-01", "source": "Kestrelwatch", "usual_weeks": 9}),
        ("translation", {"about": request, "translator": "Kestrelwatch"}),
    ):
        add(mara, kind, PROTECTED, **values)
    identity = add(mara, "identity", PROTECTED, witness=witness, name="Zlatorog Vinogradna")
    editing.change(mara, REQUEST, {"facts": "Zlatorog Vinogradna was there.", "deadline": "2027-01-01"})
    made = read(mara)
    around = (made.accounts, made.consents, made.measures, made.others, made.replies, made.translations, made.files)
    assert [len(part) for part in around] == [0] * 7
    assert made.agreement is None
    assert made.profile is not None  # what comes with the program
    assert made.profile.get("usual_weeks") is None
    assert "Kestrelwatch" not in str(made.profile)
    assert ids(made.identities) == [identity]
    told = letters.check(mara, REQUEST)
    assert [(f.field, str(f.message)) for f in told if f.code == "P07"]
    assert not [f for f in told if any(word in f"{f.message}" for word in ("Kestrelwatch", "Zlatorog", "Vinogradna"))]


def forged(desk: Desk, request: str, field: str, link: str) -> None:
    """A link out of the request into a compartment that not all of its readers read, as no command would write it."""
    with desk.db.read() as connection:
        written(desk, Op(desk.standing(connection).whole_team, "request", request, field, link))


def test_a_desk_without_the_identity_finds_nothing_of_it(three: dict[str, Desk], tmp_path: Path) -> None:
    mara, olena, ibrahim = three["mara"], three["olena"], three["ibrahim"]
    protect(mara, olena)
    witness = add(mara, "witness", code="W-0412")
    add(mara, "request", reference=REQUEST, witness=witness, facts="Zlatorog Vinogradna was there.")
    add(mara, "identity", PROTECTED, witness=witness, name="Zlatorog Vinogradna")
    send(mara, olena, "to olena")
    send(mara, ibrahim, "to ibrahim")
    found = {who: [f for f in letters.check(desk, REQUEST) if f.code == "P07"] for who, desk in three.items()}
    assert {who: len(those) for who, those in found.items()} == {"mara": 1, "olena": 1, "ibrahim": 0}
    assert read(ibrahim).identities == ()


def test_a_request_in_a_narrow_compartment_reads_what_its_readers_read(three: dict[str, Desk]) -> None:
    mara, olena = three["mara"], three["olena"]
    protect(mara, olena)
    wide = add(mara, "witness", code="W-0412")
    account = add(mara, "account", witness=wide, date="2019")
    narrow = add(mara, "account", PROTECTED, witness=wide, date="2020")
    add(mara, "request", PROTECTED, reference=REQUEST, witness=wide)
    assert set(ids(read(mara).accounts)) == {account, narrow}


def text(path: Path) -> str:
    """All that a Word file says, its tables too."""
    return "".join(Document(str(path)).element.body.itertext())


def given(desk: Desk, reference: str) -> str:
    """The code towards the State of a request, made where there is none."""
    recipient_codes.ensure(desk, reference)
    return read(desk, reference).code


def test_each_recipient_has_a_code_of_its_own_that_stays(mara: Desk) -> None:
    witness = add(mara, "witness", code="W-0412")
    for number, state in enumerate(("ARG", "URY", "ARG"), 1):
        add(mara, "request", reference=f"R-{number}", witness=witness, requested_state=state)
    made = [given(mara, f"R-{number}") for number in (1, 2, 3, 1)]
    assert made[0] == made[2] == made[3] != made[1]
    assert "0412" not in "".join(made)
    assert [read(mara, f"R-{number}").code for number in (1, 2)] == made[:2]
    assert len(reading.ids(mara, "recipient_code")) == 2
    another = add(mara, "witness", code="W-0500")
    add(mara, "request", reference="R-4", witness=another, requested_state="ARG")
    assert given(mara, "R-4") not in made


def test_two_desks_that_made_a_code_each_agree_on_one(three: dict[str, Desk]) -> None:
    mara, olena = three["mara"], three["olena"]
    witness = add(mara, "witness", code="W-0412")
    add(mara, "request", reference=REQUEST, witness=witness, requested_state="ARG")
    send(mara, olena, "first")
    made = {given(mara, REQUEST), given(olena, REQUEST)}
    assert len(made) == 2
    send(mara, olena, "second")
    send(olena, mara, "third")
    assert read(mara).code == read(olena).code
    assert read(mara).code in made


def test_the_code_stands_beside_the_request_and_tells_no_wider_circle_of_it(three: dict[str, Desk]) -> None:
    mara, olena, ibrahim = three["mara"], three["olena"], three["ibrahim"]
    protect(mara, olena)
    witness = add(mara, "witness", code="W-0412")
    add(mara, "request", PROTECTED, reference=REQUEST, witness=witness, requested_state="ARG")
    add(mara, "request", reference="R-2", witness=witness, requested_state="ARG")
    code = given(mara, REQUEST)
    send(mara, ibrahim, "to ibrahim")
    assert reading.ids(ibrahim, "recipient_code") == []
    assert read(mara, "R-2").code == "W-0412"
    assert given(mara, "R-2") != code
    assert read(mara).code == code


def test_a_code_needs_a_person_and_a_state(mara: Desk) -> None:
    witness = add(mara, "witness", code="W-0412")
    add(mara, "request", reference="R-1", requested_state="ARG")
    add(mara, "request", reference="R-2", witness=witness)
    assert not recipient_codes.ensure(mara, "R-1")
    assert not recipient_codes.ensure(mara, "R-2")
    assert (read(mara, "R-1").code, read(mara, "R-2").code) == ("", "W-0412")
    with pytest.raises(Refused) as caught:
        recipient_codes.ensure(mara, witness)
    assert caught.value.key == "letter.no_request"


def test_a_draft_that_leaves_the_desk_never_bears_the_code_of_the_team(mara: Desk, tmp_path: Path) -> None:
    witness = add(mara, "witness", code="W-0412")
    for state in ("ARG", "URY"):
        add(mara, "request", reference=state, witness=witness, requested_state=state)
    letters.write(mara, "ARG", tmp_path / "draft.docx")
    papers.write(mara, "URY", "questions", tmp_path / "questions.docx")
    codes = [read(mara, state).code for state in ("ARG", "URY")]
    written = [text(tmp_path / name) for name in ("draft.docx", "questions.docx")]
    assert all("W-0412" not in text for text in written)
    assert [code in text for code, text in zip(codes, written, strict=True)] == [True, True]
    before = everything(mara)
    letters.write(mara, "ARG", tmp_path / "again.docx")
    assert everything(mara) == before


def test_a_letter_that_is_refused_makes_no_code(mara: Desk, tmp_path: Path) -> None:
    witness = add(mara, "witness", code="W-0412")
    add(mara, "request", reference=REQUEST, witness=witness, requested_state="ARG")
    editing.change(mara, witness, {"restricted": True})
    before = everything(mara)
    for write in (partial(letters.write, mara, REQUEST), partial(papers.write, mara, REQUEST, "questions")):
        with pytest.raises(Refused) as caught:
            write(tmp_path / "draft.docx")
        assert caught.value.key == "letter.restricted"
    assert everything(mara) == before


def test_linked_records_of_no_such_field_are_no_list(mara: Desk) -> None:
    with mara.db.read() as connection, pytest.raises(ValueError, match="no such field"):
        lists.linked(connection, "witness", "elsewhere", ["1"])


def test_others_whom_the_letter_names_bear_a_code_of_its_recipient_too(mara: Desk, tmp_path: Path) -> None:
    heard = add(mara, "witness", code="W-0412")
    add(mara, "witness", code="W-0430")
    add(mara, "witness", code="W-0431")
    for number, state in enumerate(("ARG", "URY"), 1):
        facts = "W-0412 was led away with w-0430."
        add(mara, "request", reference=f"R-{number}", witness=heard, requested_state=state, language="en", facts=facts)
        for name, write in (("letter", letters.write), ("cover", lambda *a: papers.write(a[0], a[1], "questions", a[2]))):
            out = tmp_path / f"{name}-{number}.docx"
            write(mara, f"R-{number}", out)
            assert "W-0430" not in text(out).upper()
    first, second = (read(mara, f"R-{number}").codes for number in (1, 2))
    assert first.keys() == second.keys() == {"W-0430"}
    assert first["W-0430"] != second["W-0430"]
    assert first["W-0430"] in text(tmp_path / "letter-1.docx")


def test_an_observer_may_read_a_case_and_make_no_code(two: dict[str, Desk]) -> None:
    mara, ibrahim = two["mara"], two["ibrahim"]
    admit(mara, ibrahim, "observer")
    witness = add(mara, "witness", code="W-0412")
    add(mara, "request", reference=REQUEST, witness=witness, requested_state="ARG")
    [sent] = exporting.export(mara, mara.folder.parent / "observed.jitbundle", [team.fingerprint(ibrahim)])
    importing.accept(ibrahim, [sent.path], trust=team.fingerprint(mara))
    assert given(ibrahim, REQUEST) == "W-0412"
    assert not recipient_codes.ensure(ibrahim, REQUEST)
