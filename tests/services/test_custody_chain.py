"""The chain of custody of a file: what persons recorded, which bundles took its bytes away and which brought them."""

from __future__ import annotations

from pathlib import Path

import pytest

from jitdesk.crypto import age
from jitdesk.kernel.errors import Refused
from jitdesk.services import custody, custody_chain, disclosing, editing, importing, moving, reading, reporting
from jitdesk.services.custody_chain import Handling
from jitdesk.services.desk import Desk
from tests.services.sava import PROTECTED, courier, post, protect, rows, segments, send


@pytest.fixture
def attached(mara: Desk, tmp_path: Path) -> str:
    """A statement on Mara's desk; its id."""
    editing.add(mara, "witness", [{"code": "W-0412"}])
    (tmp_path / "statement.pdf").write_bytes(b"%PDF statement")
    return custody.attach(mara, "W-0412", tmp_path / "statement.pdf").ids[0]


def links(desk: Desk, file: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """What happened, by whom, for whom."""
    return sorted((link.event, link.by, link.recipients) for link in custody_chain.chain(desk, file))


def of(desk: Desk, file: str, event: str) -> list[Handling]:
    return [link for link in custody_chain.chain(desk, file) if link.event == event]


def test_each_bundle_with_the_bytes_is_a_link_on_both_sides(mara: Desk, olena: Desk, ibrahim: Desk, attached: str) -> None:
    whom = {desk.card.member: f"{desk.card.member} ({desk.card.state})" for desk in (mara, olena, ibrahim)}
    taken = ("received", "Mara Kos", ("Mara Kos",))
    [first] = send(mara, olena, "a")
    assert links(mara, attached) == [("left", "Mara Kos", (whom["Olena Hrytsenko"],)), taken]
    assert links(olena, attached) == [("arrived", "Olena Hrytsenko", ("Olena Hrytsenko",)), *links(mara, attached)]
    [came] = of(olena, attached, "arrived")
    assert (came.source, came.bundle, came.sha256, came.signed) == ("Mara Kos", first.bundle, first.hash, False)
    [second] = send(olena, ibrahim, "b")
    editing.add(olena, "note", [{"about": "W-0412", "text": "Sent on"}])
    send(olena, mara, "back")  # the sender is told who else got it, with the hash of the file
    left = {link.recipients: link for link in of(mara, attached, "left")}
    assert left.keys() == {(whom["Olena Hrytsenko"],), (whom[ibrahim.card.member],)}
    told = left[(whom[ibrahim.card.member],)]
    assert (told.by, told.bundle, told.sha256, told.signed) == ("Olena Hrytsenko", second.bundle, second.hash, True)
    assert of(mara, attached, "arrived") == []
    sentences = "\n".join(custody_chain.told(custody_chain.chain(ibrahim, attached)))
    assert "Received, recorded by Mara Kos" in sentences
    assert f"Arrived on this desk in bundle {second.bundle} (file SHA-256 {second.hash}) from Olena Hrytsenko" in sentences


def test_looking_writes_nothing_and_desks_come_to_rest(mara: Desk, olena: Desk, attached: str) -> None:
    for turn in range(2):
        send(mara, olena, f"there {turn}")
        send(olena, mara, f"back {turn}")
    before = rows(mara), rows(olena)
    held = [links(desk, attached) for desk in (mara, olena)]
    [there] = send(mara, olena, "once more")
    assert not there.news
    assert [links(desk, attached) for desk in (mara, olena)] == held
    assert (rows(mara), rows(olena)) == before


def test_what_the_sender_did_not_hold_did_not_leave_and_its_arrival_later_is_told(
    mara: Desk, olena: Desk, ibrahim: Desk, attached: str, tmp_path: Path
) -> None:
    send(mara, olena, "a")
    for kept in olena.files.iterdir():
        kept.unlink()
    send(olena, ibrahim, "without the bytes")
    assert {link.by for link in of(ibrahim, attached, "left")} == {"Mara Kos"}
    assert of(ibrahim, attached, "arrived") == []
    send(mara, ibrahim, "nothing new")  # Mara's desk does not know what Ibrahim's holds
    assert [link.source for link in of(ibrahim, attached, "arrived")] == ["Mara Kos"]
    for kept in ibrahim.files.iterdir():
        kept.unlink()
    [report] = importing.accept(ibrahim, [courier(mara, ibrahim, tmp_path / "lost", segments(mara))])
    assert report.news
    assert len(of(ibrahim, attached, "arrived")) == 2
    assert reporting.listed(ibrahim)[0].hash == report.hash


def test_a_disclosure_outside_names_the_key_and_a_moved_file_keeps_its_past(mara: Desk, olena: Desk, attached: str, tmp_path: Path) -> None:
    protect(mara, olena)
    court = age.new_identity().recipient
    disclosing.disclose(mara, tmp_path / "court.jitbundle", court, ["Team"])
    moving.move(mara, "W-0412", PROTECTED)
    [file] = reading.listed(mara, "file")
    assert file.id != attached
    assert ("left", "Mara Kos", (court,)) in links(mara, file.id)
    post(mara, "narrow", olena)
    recipients = {link.recipients for link in of(mara, file.id, "left")}
    assert recipients == {(court,), (f"{olena.card.member} ({olena.card.state})",)}


def test_what_people_recorded_stands_among_them_with_both_sides(mara: Desk, attached: str) -> None:
    said = {"source": "District Court", "recipient": "Laboratory", "reason": "Analysis", "hash_checked": "equal"}
    editing.add(mara, "custody", [{"file": attached, "event": "handed_over", "date": "2026-11-20", **said}])
    sentence = list(custody_chain.told(custody_chain.chain(mara, attached)))[-1]
    for words in ("2026-11-20", "Handed over", "by Mara Kos", "from District Court", "to Laboratory", "Analysis", "The same"):
        assert words in sentence
    with pytest.raises(Refused) as refused:
        custody_chain.chain(mara, "W-0412")
    assert refused.value.key == "custody.no_file"
