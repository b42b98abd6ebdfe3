"""Attachments: encrypted once, carried unopened, recorded, and never given out altered."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from jitdesk.kernel.errors import Damaged, JITDeskError
from jitdesk.services import custody, editing, importing, reading, upkeep
from jitdesk.services.desk import Desk
from tests.services.sava import courier, everything, segments, send

CONTENT = "Заява свідка. شهادة\n".encode() * 20_000


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    path = tmp_path / "Заява 1.pdf"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def attached(mara: Desk, statement: Path) -> str:
    editing.add(mara, "witness", [{"code": "W-0412"}])
    return custody.attach(mara, "W-0412", statement).ids[0]


def test_custody_is_recorded_and_the_bytes_come_back(mara: Desk, attached: str, statement: Path, tmp_path: Path) -> None:
    record = reading.show(mara, attached)
    assert record.get("name") == statement.name
    assert (record.get("size"), record.get("sha256")) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert record.get("media_type") == "application/pdf"
    [past] = [p for p in reading.history(mara, attached) if p.field == "sha256"]
    assert (past.member, past.device) == ("Mara Kos", mara.device)
    (tmp_path / "out").mkdir()
    custody.extract(mara, attached, tmp_path / "out")
    assert (tmp_path / "out" / statement.name).read_bytes() == CONTENT


def test_no_plain_text_lies_in_the_desk(mara: Desk, attached: str) -> None:
    [kept] = mara.files.iterdir()
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == kept.name
    for path in mara.folder.rglob("*"):
        if path.is_file():
            assert "Заява свідка".encode() not in path.read_bytes()
            assert path.stat().st_mode & 0o077 == 0


def test_a_bundle_carries_the_ciphertext_unchanged(mara: Desk, olena: Desk, ibrahim: Desk, attached: str, tmp_path: Path) -> None:
    send(mara, olena, "a")
    send(olena, ibrahim, "b")
    assert [p.name for p in ibrahim.files.iterdir()] == [p.name for p in mara.files.iterdir()]
    custody.extract(ibrahim, attached, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == CONTENT
    assert list(ibrahim.staging.iterdir()) == []


def test_the_same_file_twice_is_two_ciphertexts(mara: Desk, attached: str, statement: Path) -> None:
    custody.attach(mara, "W-0412", statement)
    assert len(list(mara.files.iterdir())) == 2


@pytest.mark.parametrize("where", [0, 0.3, 0.9, -1])
def test_an_altered_ciphertext_is_detected_and_nothing_is_written(mara: Desk, attached: str, tmp_path: Path, where: float) -> None:
    [kept] = mara.files.iterdir()
    data = bytearray(kept.read_bytes())
    data[int(where * len(data)) if where > 0 else int(where)] ^= 1
    kept.write_bytes(data)
    with pytest.raises(Damaged):
        custody.extract(mara, attached, tmp_path / "out")
    assert not list(tmp_path.glob("out*"))
    with pytest.raises(Damaged) as refused:
        upkeep.verify(mara)
    assert refused.value.key == "verify.file"


def test_one_ciphertext_in_anothers_place_is_detected(mara: Desk, attached: str, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"another statement")
    other = custody.attach(mara, "W-0412", tmp_path / "other").ids[0]
    first, second = (mara.files / reading.show(mara, id).get("content")["cipher"] for id in (attached, other))
    first.write_bytes(second.read_bytes())
    with pytest.raises(Damaged):
        custody.extract(mara, attached, tmp_path / "out")
    assert not list(tmp_path.glob("out*"))


def test_a_missing_ciphertext_is_said_counted_and_filled_by_who_has_it(mara: Desk, olena: Desk, attached: str, tmp_path: Path) -> None:
    send(mara, olena, "a")
    for kept in olena.files.iterdir():
        kept.unlink()
    assert upkeep.verify(olena).missing == 1
    with pytest.raises(JITDeskError) as refused:
        custody.extract(olena, attached, tmp_path / "out")
    assert refused.value.key == "extract.not_here"
    importing.accept(olena, [courier(mara, olena, tmp_path / "again", segments(mara))])
    custody.extract(olena, attached, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == CONTENT


def test_an_empty_file_is_a_file(mara: Desk, attached: str, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    id = custody.attach(mara, "W-0412", tmp_path / "empty").ids[0]
    custody.extract(mara, id, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b""


def test_extracting_over_a_file_or_into_no_folder_is_refused(mara: Desk, attached: str, tmp_path: Path, statement: Path) -> None:
    before = everything(mara)
    for out, key in ((statement, "files.exists"), (tmp_path / "nowhere" / "out", "files.no_folder")):
        with pytest.raises(JITDeskError) as refused:
            custody.extract(mara, attached, out)
        assert refused.value.key == key
    assert (statement.read_bytes(), everything(mara)) == (CONTENT, before)


def test_an_attachment_stands_in_the_compartment_of_what_it_is_about(mara: Desk, attached: str) -> None:
    assert reading.show(mara, attached).compartment == reading.show(mara, "W-0412").compartment
    assert [record.id for record in reading.about(mara, reading.show(mara, "W-0412").id)] == [attached]
