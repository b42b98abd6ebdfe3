"""The life of a request on real desks: each status once what it needs is there, frozen versions, deadlines as tasks."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from jitdesk.domain.decide import Op
from jitdesk.domain.records import Record
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.services import custody, editing, letters, life, no_name, reading, versions
from jitdesk.services.desk import Desk
from jitdesk.services.tasks import comment
from jitdesk.system import resources
from tests.services.sava import DAY, PROTECTED, FakeClock, protect, send, written

REFERENCE = "JIT-SR/2026/014"
APPROVED = {"approved_by": "Mirjam Vidmar, head of the section"}
SENT = {"recipient": "Directorate of International Legal Assistance", "means": "courier", "what": ["letter", "annexes"]}
REPLIED = {"source": "Directorate of International Legal Assistance", "their_reference": "DAJIN 77/2026"}
SIGNATURE = {"signatory": "Mirjam Vidmar", "function": "Head of section", "place": "Ljubljana", "kind": "hand_and_seal"}


def drafted(desk: Desk, **changed: Any) -> str:
    """The complete request of the demo on a desk; returns its id."""
    data = tomllib.loads(resources.read_text("demo/request.toml"))
    # Not under protection: then nobody has to compare the letter with who the person is (test_no_name.py).
    person = {name: value for name, value in data["witness"].items() if name != "protection"}
    witness = editing.add(desk, "witness", [person]).ids[0]
    values = {**data["request"], "witness": witness, "duration": 180, **changed}
    return editing.add(desk, "request", [{name: value for name, value in values.items() if value is not None}]).ids[0]


def scanned(desk: Desk, text: bytes = b"%PDF signed and sealed") -> str:
    """A signed letter attached to the request; returns the file's id."""
    path = desk.folder.parent / "signed.pdf"
    path.write_bytes(text)
    return custody.attach(desk, REFERENCE, path).ids[0]


def signed(desk: Desk) -> str:
    """The request as it stands once it is signed; returns the file's id."""
    life.move(desk, REFERENCE, "final", APPROVED)
    file = scanned(desk)
    life.move(desk, REFERENCE, "signed", {"registry_number": "Kt 417/2026-3", "signed_copy": file, "signature": SIGNATURE})
    return file


def sent(desk: Desk) -> str:
    """The request as it stands once it is sent; returns the id of the signed file."""
    file = signed(desk)
    life.move(desk, REFERENCE, "sent", SENT)
    return file


def refused(key: str, desk: Desk, status: str, values: dict[str, Any] | None = None) -> str:
    """A step that is refused with this sentence and leaves the request as it was; returns the sentence."""
    before = [
        record.values for kind in ("request", "step", "version", "transmission", "reply", "task") for record in reading.listed(desk, kind)
    ]
    with pytest.raises(Refused) as told:
        life.move(desk, REFERENCE, status, values or {})
    assert told.value.key == key
    after = [
        record.values for kind in ("request", "step", "version", "transmission", "reply", "task") for record in reading.listed(desk, kind)
    ]
    assert after == before
    assert "{" not in str(told.value)
    return str(told.value)


def tasks(desk: Desk) -> dict[str, str]:
    """The open tasks of a desk: when each is due, by what it says."""
    return {str(task.get("title")): str(task.get("due")) for task in reading.listed(desk, "task")}


def only(desk: Desk, kind: str) -> Record:
    """The one record of a kind."""
    [record] = reading.listed(desk, kind)
    return record


def test_a_request_goes_from_draft_to_sent_with_each_step_recorded(mara: Desk, tmp_path: Path) -> None:
    drafted(mara)
    life.move(mara, REFERENCE, "in_review", {"ground": "Read by Olena"})
    file = sent(mara)
    told = life.show(mara, REFERENCE)
    assert told.papers.status == "sent"
    assert not told.drifted  # number and signed file belong to what follows "final"
    assert {step.get("status") for step in told.steps} == {"in_review", "final", "signed", "sent"}
    assert all((step.get("date"), step.get("made_by"), step.get("version")) == ("2026-11-19", "Mara Kos", 1) for step in told.steps)
    by_status = {step.get("status"): step for step in told.steps}
    assert by_status["in_review"].get("ground") == "Read by Olena"
    assert by_status["final"].get("ground") == "approved_by=Mirjam Vidmar, head of the section"
    assert by_status["signed"].get("file") == file
    transmission = only(mara, "transmission")
    assert transmission.get("sha256") == hashlib.sha256(b"%PDF signed and sealed").hexdigest()
    assert (transmission.get("step"), transmission.get("version"), transmission.get("sent_by")) == ("requested_central", 1, "Mara Kos")


def test_the_frozen_version_is_the_letter_that_is_written(mara: Desk, tmp_path: Path) -> None:
    drafted(mara)
    life.move(mara, REFERENCE, "final", APPROVED)
    letters.write(mara, REFERENCE, tmp_path / "final.docx")
    version = only(mara, "version")
    assert version.get("sha256") == hashlib.sha256((tmp_path / "final.docx").read_bytes()).hexdigest()
    assert (version.get("number"), version.get("language"), version.get("made_by")) == (1, "en", "Mara Kos")
    assert '"subject":"Judicial investigation' in version.get("frozen")


def test_a_letter_with_something_that_blocks_does_not_become_final(mara: Desk) -> None:
    drafted(mara, facts=None)
    assert "E04" in refused("life.findings", mara, "final", APPROVED)


def test_final_asks_who_confirmed_the_basis_and_who_approved(mara: Desk) -> None:
    id = drafted(mara)
    refused("life.approval", mara, "final")
    editing.change(mara, id, {"basis_confirmed": None})
    refused("life.basis", mara, "final", APPROVED)


def test_signed_asks_for_the_number_and_the_signed_file(mara: Desk) -> None:
    id = drafted(mara)
    life.move(mara, REFERENCE, "final", APPROVED)
    refused("life.no_registry_number", mara, "signed")
    refused("life.no_signed_copy", mara, "signed", {"registry_number": "Kt 1"})
    elsewhere = mara.folder.parent / "other.pdf"
    elsewhere.write_bytes(b"another letter")
    other = custody.attach(mara, "W-0412", elsewhere).ids[0]
    refused("life.signed_elsewhere", mara, "signed", {"registry_number": "Kt 1", "signed_copy": other})
    named = editing.add(mara, "file", [{"about": id, "name": "promised.pdf"}]).ids[0]
    refused("life.signed_no_hash", mara, "signed", {"registry_number": "Kt 1", "signed_copy": named})


def test_signed_says_who_signed_where_when_and_how(mara: Desk) -> None:
    id = drafted(mara, signature={"signatory": "Mirjam Vidmar", "function": "Head of section"})
    life.move(mara, REFERENCE, "final", APPROVED)
    said = {"registry_number": "Kt 1", "signed_copy": scanned(mara)}
    assert "(place, kind is missing)" in refused("life.signature_lacks", mara, "signed", said)
    with pytest.raises(Refused, match="signature"):
        life.parse("signed", {"signature": '{"kind": "by thumb"}'})
    told = life.parse("signed", {"signature": '{"place": "Ljubljana", "kind": "qualified"}'})
    life.move(mara, REFERENCE, "signed", {**said, **told})
    kept = {"signatory": "Mirjam Vidmar", "function": "Head of section", "place": "Ljubljana", "kind": "qualified"}
    assert reading.show(mara, id).get("signature") == {**kept, "on": iso(mara.clock.now())[:10]}
    assert versions.differs(mara, REFERENCE) == []
    letter = repr(letters.drafted(mara, REFERENCE).signature)
    assert "Ljubljana" in letter
    life.move(mara, REFERENCE, "draft", {"ground": "A word was wrong."})  # that signature was given to the version before
    assert reading.show(mara, id).get("signature") == {"signatory": "Mirjam Vidmar", "function": "Head of section"}


def test_sent_asks_for_a_transmission_of_the_signed_file(mara: Desk) -> None:
    id = drafted(mara)
    signed(mara)
    refused("life.no_transmission", mara, "sent")
    refused("life.no_hand_over", mara, "handed_over")
    assert "recipient" in refused("life.transmission_lacks", mara, "sent", {"means": "courier", "what": ["letter"]})
    values = {"request": id, "version": 1, "step": "requested_central", "date": "2026-11-19", **SENT}
    editing.add(mara, "transmission", [{**values, "sha256": "0" * 64}])
    refused("life.other_file", mara, "sent")
    editing.add(mara, "transmission", [{**values, "sha256": hashlib.sha256(b"%PDF signed and sealed").hexdigest()}])
    life.move(mara, REFERENCE, "sent", {})


def test_to_the_own_central_authority_is_a_step_of_its_own(mara: Desk) -> None:
    drafted(mara)
    signed(mara)
    life.move(mara, REFERENCE, "handed_over", {**SENT, "recipient": "Ministry of Justice"})
    refused("life.no_transmission", mara, "sent")  # what went to the own authority has not been sent
    life.move(mara, REFERENCE, "sent", SENT)
    assert {record.get("step") for record in reading.listed(mara, "transmission")} == {"own_central", "requested_central"}


def test_statuses_follow_each_other_in_their_order(mara: Desk) -> None:
    drafted(mara)
    assert "what may follow: in_review, final, withdrawn" in refused("life.order", mara, "sent")
    refused("life.no_status", mara, "lost")


def test_the_status_is_no_field_to_set(mara: Desk) -> None:
    id = drafted(mara)
    with pytest.raises(Refused) as told:
        editing.change(mara, id, {"status": "sent"})
    assert told.value.key == "life.status_moves"
    editing.change(mara, id, {"status": "draft"})  # changes nothing


def test_nothing_of_the_letter_is_edited_after_final(mara: Desk) -> None:
    id = drafted(mara)
    life.move(mara, REFERENCE, "final", APPROVED)
    with pytest.raises(Refused) as told:
        editing.change(mara, id, {"facts": "Other facts", "jit": None})
    assert told.value.key == "life.frozen"
    assert "facts" in str(told.value)
    editing.change(mara, id, {"inside_jit_note": "A note of the team"})
    comment(mara, id, "A comment in review is a note")
    assert not versions.differs(mara, REFERENCE)


def test_a_correction_is_a_new_version_that_can_be_compared(mara: Desk) -> None:
    id = drafted(mara)
    sent(mara)
    refused("life.version_no_ground", mara, "draft")
    order = scanned(mara, b"order to correct")
    life.move(mara, REFERENCE, "draft", {"ground": "The date of the acts was wrong", "file": order})
    [step] = [step for step in life.show(mara, REFERENCE).steps if step.get("status") == "draft"]
    assert (step.get("version"), step.get("ground"), step.get("file")) == (2, "The date of the acts was wrong", order)
    told = life.show(mara, REFERENCE)
    assert (told.papers.status, told.papers.number, told.papers.signed) == ("draft", 2, None)
    editing.change(mara, id, {"penalty": "Imprisonment of ten to twenty years."})
    life.move(mara, REFERENCE, "final", APPROVED)
    [difference] = [one for one in versions.compare(mara, REFERENCE, 1, 2) if one.field != "registry_number"]
    assert difference.field == "penalty"
    assert difference.before.startswith("Imprisonment of not less than ten")
    assert difference.after == "Imprisonment of ten to twenty years."
    refused("life.no_signed_copy", mara, "signed")  # the file of the first version is not that of the second
    with pytest.raises(Refused, match="no frozen version 3"):
        versions.compare(mara, REFERENCE, 1, 3)


def test_a_version_begun_anew_is_a_draft_with_its_ground(mara: Desk) -> None:
    drafted(mara)
    with pytest.raises(Refused, match="cannot become draft"):
        versions.begin(mara, REFERENCE, "Why not")
    life.move(mara, REFERENCE, "final", APPROVED)
    with pytest.raises(Refused, match="needs its ground"):
        versions.begin(mara, REFERENCE, " ")
    versions.begin(mara, REFERENCE, "A name is misspelt")
    told = life.show(mara, REFERENCE).papers
    assert (told.status, told.number) == ("draft", 2)
    editing.change(mara, REFERENCE, {"facts": "May be edited again"})


def test_a_supplementary_request_takes_over_what_is_the_same(mara: Desk) -> None:
    id = drafted(mara)
    with pytest.raises(Refused):
        versions.supplement(mara, REFERENCE)
    sent(mara)
    [made] = versions.supplement(mara, REFERENCE).ids
    other = reading.show(mara, made)
    assert other.get("supplementary_to") == id
    assert other.get("reference") == "JIT-SR/2026/015"
    assert other.get("facts") == reading.show(mara, id).get("facts")
    assert not {"registry_number", "signed_copy", "basis_confirmed", "windows", "deadline"} & other.values.keys()
    assert life.show(mara, made).papers.status == "draft"


def test_what_another_desk_edited_meanwhile_is_taken_in_and_told(mara: Desk, olena: Desk) -> None:
    id = drafted(mara)
    send(mara, olena, "draft")
    editing.change(olena, id, {"penalty": "Another penalty"})
    life.move(mara, REFERENCE, "final", APPROVED)
    send(olena, mara, "edit")
    assert [one.field for one in versions.differs(mara, REFERENCE)] == ["penalty"]
    assert life.show(mara, REFERENCE).papers.status == "final"


def test_fields_in_conflict_are_settled_before_the_letter_is_final_and_by_a_value_of_it_after(mara: Desk, olena: Desk) -> None:
    id = drafted(mara)
    send(mara, olena, "draft")
    for desk in (mara, olena):
        editing.change(desk, id, {"penalty": f"The penalty as {desk.card.member} has it"})
    send(olena, mara, "edit")
    assert "penalty" in refused("life.fields_conflict", mara, "final", APPROVED)
    editing.settle(mara, id, "penalty", value="The penalty as both have it")
    life.move(mara, REFERENCE, "final", APPROVED)
    editing.change(olena, id, {"penalty": "One more"})
    send(olena, mara, "another edit")
    with pytest.raises(Refused, match="not edited any more"):
        editing.settle(mara, id, "penalty", value="Something new")
    [conflict] = reading.conflicts(mara)
    ours = next(side for side in conflict.sides if side.value == "The penalty as both have it")
    editing.settle(mara, id, "penalty", take=ours.change)
    assert not versions.differs(mara, REFERENCE)


def test_what_only_pretends_to_hang_on_a_request_is_none_of_its_papers(mara: Desk) -> None:
    id = drafted(mara)
    with mara.db.read() as connection:
        place = mara.standing(connection).whole_team
    forged = {"name": "forged.pdf", "about": reading.show(mara, "W-0412").id, "item_of": id, "return_due": "2027-01-01"}
    written(mara, *(Op(place, "file", "f" * 32, name, value) for name, value in forged.items()))
    assert not life.show(mara, REFERENCE).papers.files


def test_two_desks_that_froze_other_words_cannot_both_be_signed(mara: Desk, olena: Desk) -> None:
    id = drafted(mara)
    send(mara, olena, "draft")
    editing.change(olena, id, {"penalty": "Another penalty"})
    life.move(olena, REFERENCE, "final", APPROVED)
    life.move(mara, REFERENCE, "final", APPROVED)
    send(olena, mara, "final")
    refused("life.two_versions", mara, "signed", {"registry_number": "Kt 1", "signed_copy": scanned(mara)})


def test_two_desks_that_moved_it_otherwise_have_a_conflict_to_settle(mara: Desk, olena: Desk) -> None:
    drafted(mara)
    send(mara, olena, "draft")
    life.move(olena, REFERENCE, "in_review", {})
    life.move(mara, REFERENCE, "withdrawn", {})
    send(olena, mara, "review")
    refused("life.conflict", mara, "closed")


def test_a_reply_asks_for_more_and_its_limit_becomes_a_task(mara: Desk) -> None:
    drafted(mara, deadline=None, deadline_reason=None, urgent=False)
    sent(mara)
    refused("life.no_reply", mara, "more_asked")
    assert "their_reference" in refused("life.reply_lacks", mara, "more_asked", {"source": "Directorate"})
    life.move(mara, REFERENCE, "acknowledged", REPLIED)
    life.move(mara, REFERENCE, "more_asked", {**REPLIED, "due": "2026-12-20", "text": "Which court?"})
    assert tasks(mara) == {f"Send what the requested State asked for: {REFERENCE}": "2026-12-20"}
    refused("life.no_reply", mara, "more_asked")  # the reply of the first time supports no second step
    life.remind(mara, REFERENCE)
    assert len(tasks(mara)) == 1


def test_a_refusal_needs_their_ground(mara: Desk) -> None:
    drafted(mara)
    sent(mara)
    refused("life.no_ground_of_theirs", mara, "refused", REPLIED)
    refused("life.reply_kind", mara, "refused", {**REPLIED, "kind": "accepted"})
    life.move(mara, REFERENCE, "refused", {**REPLIED, "article": "30(1)(a)", "words": "Sovereignty"})
    assert only(mara, "reply").get("ground") == {"article": "30(1)(a)", "words": "Sovereignty"}


def test_two_desks_that_record_the_same_deadline_have_one_task(mara: Desk, olena: Desk) -> None:
    drafted(mara)
    sent(mara)
    reply = {"request": REFERENCE, "kind": "more_asked", "date": "2026-11-19", **REPLIED}
    [made] = editing.add(mara, "reply", [reply]).ids
    send(mara, olena, "reply")
    for desk in (mara, olena):
        editing.change(desk, made, {"due": "2026-12-20"})
    send(olena, mara, "due")
    send(mara, olena, "due back")
    for desk in (mara, olena):
        those = [task for task in reading.listed(desk, "task") if task.get("due") == "2026-12-20"]
        assert len(those) == 1
        assert not those[0].conflicts
        assert set(those[0].get("links")) == {made, reading.show(desk, REFERENCE).id}


def test_originals_limits_and_reviews_become_tasks_once(mara: Desk) -> None:
    id = drafted(mara, oral_request={"on": "2026-11-15", "by": "M. Vidmar", "confirm_by": "2026-11-25"})
    editing.add(mara, "protective_measure", [{"witness": "W-0412", "status": "in_force", "review_on": "2027-02-01"}])
    file = editing.add(mara, "file", [{"about": id, "name": "original.pdf", "return_due": "2027-05-01"}]).ids[0]
    expected = {
        f"Return an original to the State that lent it: {REFERENCE}": "2027-05-01",
        f"The time limit set in the request ends: {REFERENCE}": "2027-10-29",
        f"Confirm the oral request in full: {REFERENCE}": "2026-11-25",
        f"Review the protective measures: {REFERENCE}": "2027-02-01",
    }
    assert tasks(mara) == expected
    life.move(mara, REFERENCE, "in_review", {})
    life.remind(mara, REFERENCE)
    assert tasks(mara) == expected
    assert len(reading.listed(mara, "task")) == len(expected)
    editing.change(mara, file, {"return_due": "2027-06-01"})  # the task moves with its day
    assert tasks(mara) == {**expected, f"Return an original to the State that lent it: {REFERENCE}": "2027-06-01"}


def test_withdrawing_what_was_sent_needs_a_ground_and_makes_a_task(mara: Desk) -> None:
    drafted(mara)
    sent(mara)
    refused("life.withdrawn_no_ground", mara, "withdrawn")
    life.move(mara, REFERENCE, "withdrawn", {"ground": "The witness died"})
    assert f"Tell the requested authority of the withdrawal without delay: {REFERENCE}" in tasks(mara)


def test_withdrawing_a_draft_needs_neither(mara: Desk) -> None:
    drafted(mara)
    life.move(mara, REFERENCE, "withdrawn", {})
    assert not tasks(mara)
    life.move(mara, REFERENCE, "closed", {})
    refused("life.closed", mara, "draft")


def test_executed_once_the_minutes_of_every_session_are_checked(mara: Desk) -> None:
    drafted(mara)
    sent(mara)
    refused("life.no_hearing", mara, "scheduled")
    refused("life.plan_lacks", mara, "scheduled", {"start": "2027-10-18T10:00"})
    life.move(mara, REFERENCE, "scheduled", {"start": "2027-10-18T10:00", "zone": "America/Argentina/Buenos_Aires"})
    hearing = only(mara, "hearing")
    assert hearing.get("planned") == [{"start": "2027-10-18T13:00Z", "minutes": 180, "zone": "America/Argentina/Buenos_Aires"}]
    assert hearing.get("zone_data")
    refused("life.no_minutes", mara, "executed")
    editing.change(mara, hearing.id, {"result": "held"})
    refused("life.minutes_unchecked", mara, "executed", REPLIED)
    editing.change(mara, hearing.id, {"minutes_checked": True, "minutes_missing": ["oaths"]})
    assert "oaths" in refused("life.minutes_missing", mara, "executed")
    editing.change(mara, hearing.id, {"minutes_missing": []})
    life.move(mara, REFERENCE, "executed", {})


def test_executed_by_a_reply_with_whole_minutes(mara: Desk) -> None:
    drafted(mara)
    sent(mara)
    refused("life.no_minutes", mara, "executed", REPLIED)
    minutes = scanned(mara, b"minutes")
    refused("life.minutes_missing", mara, "executed", {**REPLIED, "minutes": minutes, "minutes_missing": ["identity"]})
    refused("life.reply_unchecked", mara, "executed", {**REPLIED, "minutes": minutes})
    strange = editing.add(mara, "file", [{"about": reading.show(mara, REFERENCE).get("witness"), "name": "another.pdf"}]).ids[0]
    refused("life.minutes_elsewhere", mara, "executed", {**REPLIED, "minutes": strange, "minutes_checked": True})
    life.move(mara, REFERENCE, "executed", {**REPLIED, "minutes": minutes, "minutes_checked": True})


def test_closed_once_originals_costs_disclosure_and_use_are_settled(mara: Desk) -> None:
    id = drafted(mara)
    sent(mara)
    life.move(mara, REFERENCE, "executed", {**REPLIED, "minutes": scanned(mara, b"minutes"), "minutes_checked": True})
    original = editing.add(mara, "file", [{"about": id, "name": "ledger.pdf", "return_due": "2027-05-01"}]).ids[0]
    assert "ledger.pdf" in refused("life.originals", mara, "closed")
    editing.change(mara, original, {"returned_on": "2026-11-18"})
    refused("life.costs", mara, "closed")
    refused("life.costs", mara, "closed", {"costs": " "})
    refused("life.disclosure", mara, "closed", {"costs": "none arose"})
    said = {"costs": "none arose", "disclosure": "Nothing exculpatory, decided by M. Vidmar"}
    refused("life.use", mara, "closed", said)
    life.move(mara, REFERENCE, "closed", {**said, "use": "Kp 417/2026 only"})
    [closed] = [step for step in life.show(mara, REFERENCE).steps if step.get("status") == "closed"]
    assert closed.get("ground").splitlines() == [
        "costs=none arose",
        "disclosure=Nothing exculpatory, decided by M. Vidmar",
        "use=Kp 417/2026 only",
    ]


def test_steps_bear_a_whole_day_that_has_come_in_their_order(mara: Desk) -> None:
    drafted(mara)
    refused("life.whole_day", mara, "final", {**APPROVED, "date": "2026-11"})
    refused("life.future", mara, "final", {**APPROVED, "date": "2026-12-24"})
    life.move(mara, REFERENCE, "in_review", {})
    refused("life.before", mara, "final", {**APPROVED, "date": "2026-10-01"})
    clock = mara.clock
    assert isinstance(clock, FakeClock)
    clock.at += 3 * DAY
    life.move(mara, REFERENCE, "final", {**APPROVED, "date": "2026-11-20"})
    assert only(mara, "version").get("date") == "2026-11-20"


def test_what_does_not_go_with_a_status_is_refused(mara: Desk) -> None:
    drafted(mara)
    refused("life.no_field", mara, "final", {"their_reference": "x"})
    with pytest.raises(Refused, match="approved_by, date, file, ground"):
        life.parse("final", {"their_reference": "x"})
    assert life.parse("sent", {"what": '["letter"]', "date": "2026-11-19"}) == {"what": ["letter"], "date": "2026-11-19"}


def test_a_letter_that_cannot_be_written_in_its_language_does_not_become_final(mara: Desk) -> None:
    drafted(mara, language="tlh")
    refused("life.language", mara, "final", APPROVED)


def test_what_was_sent_before_there_was_a_desk_goes_on_from_there(mara: Desk) -> None:
    editing.add(mara, "request", [{"reference": REFERENCE, "status": "sent"}])
    life.move(mara, REFERENCE, "acknowledged", REPLIED)
    told = life.show(mara, REFERENCE)
    assert told.papers.status == "acknowledged"
    assert not told.drifted
    with pytest.raises(Refused, match="no frozen version 1"):
        versions.compare(mara, REFERENCE, 1)
    refused("life.withdrawn_no_ground", mara, "withdrawn")


def test_a_draft_has_nothing_to_supplement(mara: Desk) -> None:
    drafted(mara)
    with pytest.raises(Refused) as told:
        versions.supplement(mara, REFERENCE)
    assert told.value.key == "life.still_draft"


def test_the_signed_file_may_be_named_as_the_file_of_the_step(mara: Desk) -> None:
    drafted(mara, registry_number="Kt 417/2026-3")
    life.move(mara, REFERENCE, "final", APPROVED)
    file = scanned(mara)
    life.move(mara, REFERENCE, "signed", {"file": file, "signature": SIGNATURE})
    signed_copy = life.show(mara, REFERENCE).papers.signed
    assert signed_copy is not None
    assert signed_copy.id == file


def test_what_a_narrow_request_leaves_stands_where_it_stands(mara: Desk, olena: Desk) -> None:
    protect(mara, olena)
    data = tomllib.loads(resources.read_text("demo/request.toml"))
    witness = editing.add(mara, "witness", [data["witness"]]).ids[0]
    id = editing.add(mara, "request", [{**data["request"], "witness": witness}], PROTECTED).ids[0]
    no_name.compared(mara, id, "The sealed file")
    sent(mara)
    place = reading.show(mara, id).compartment
    made = [record for kind in ("step", "version", "transmission", "task") for record in reading.listed(mara, kind)]
    assert {record.kind for record in made} == {"step", "version", "transmission", "task"}
    assert {record.compartment for record in made} == {place}


def test_the_review_of_a_protected_measure_is_a_task_for_its_readers_alone(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    protect(mara, olena)
    id = drafted(mara, deadline=None)
    measure = {"witness": "W-0412", "status": "in_force", "review_on": "2027-02-01", "authority": "District Court"}
    made = editing.add(mara, "protective_measure", [measure], PROTECTED).ids[0]
    life.remind(mara, REFERENCE)
    [task] = reading.listed(mara, "task")
    assert task.compartment == reading.show(mara, made).compartment
    assert set(task.get("links")) == {id, made}
    send(mara, ibrahim, "team")
    life.remind(ibrahim, REFERENCE)
    assert not reading.listed(ibrahim, "task")
