"""What reads bytes from outside, each with valid examples; a target takes an example altered, and raises nothing but a refusal.

What is taken must be what was written: each target writes again what it read, where the format has one way to write it.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jitdesk.crypto import age, bech32, header, keyslots, recovery, signature
from jitdesk.documents import incoming_csv, incoming_xlsx, reading, untrusted, word
from jitdesk.documents.spreadsheet import Column, spreadsheet
from jitdesk.documents.tables import csv_table
from jitdesk.domain.changes import decode_head, decode_line, encode
from jitdesk.exchange import card, manifest, roster, segment
from jitdesk.exchange.opening import open_bundle
from jitdesk.kernel import canon
from jitdesk.system import resources
from jitdesk.system.names import MOST_BYTES, safe_name
from tests.documents.sample import bare, letter_of, request, witness
from tests.vectors import sava, writing
from tests.vectors.sava import IBRAHIM, MARA, OLENA, STRANGER, TEAM, WORKSPACE

KEYS = {device.id: writing.public(device.seed) for device in (MARA, OLENA, IBRAHIM)}
BUNDLE = sava.Bundle("fuzzed", segments=[sava.OWN_SEGMENT], files=[b"a ciphertext"])
TAR = writing.tar(BUNDLE.whole())
SUCCESSOR = sava.Device("heir", IBRAHIM.person, {"replaces": IBRAHIM.id})
TWICE_SIGNED = SUCCESSOR.card + writing.sign(IBRAHIM.seed, SUCCESSOR.line, sava.CARD)


class Stage(dict[str, bytes]):
    """A stage in memory."""

    def put(self, name: str, data: bytes) -> None:
        self[name] = data

    def get(self, name: str) -> bytes:  # type: ignore[override]
        return self[name]


@dataclass(frozen=True)
class Target:
    """A parser of bytes and valid examples for it."""

    examples: Sequence[bytes]
    read: Callable[[bytes], None]


@dataclass(frozen=True)
class Shaped:
    """A parser of what an author signs: the examples are values, reshaped and then signed as a hostile member would."""

    examples: Sequence[Any]
    read: Callable[[Any], None]


def _line(data: bytes) -> None:
    assert canon.encode(canon.decode(data)) == data


def _change(data: bytes) -> None:
    assert encode(decode_line(data)) == data


def _head(data: bytes) -> None:
    assert encode(decode_head(data)) == data


def _manifest(data: bytes) -> None:
    assert manifest.decode(data).encode() == data


def _card(data: bytes) -> None:
    assert card.parse(data).file() == data


def _armour(data: bytes) -> None:
    armour = data.decode("ascii", "replace")
    signature.verify(signature.signer(armour), armour, sava.OWN_HEAD, signature.SEGMENT)
    assert data == sava.OWN_SEGMENT[1]


def _age_header(data: bytes) -> None:
    found = header.read(io.BytesIO(data))
    assert data.startswith(found.signed)
    assert data[: found.size].endswith(b"\n")
    _ = found.kind


def _age_file(data: bytes) -> None:
    out = io.BytesIO()
    age.decrypt(io.BytesIO(data), out, [OLENA.identity])
    assert out.getvalue() == b"a letter"


HYBRID = age.new_hybrid_identity()


def _hybrid_example() -> bytes:
    out = io.BytesIO()
    age.encrypt(io.BytesIO(b"a letter"), out, [HYBRID.recipient])
    return out.getvalue()


def _hybrid_file(data: bytes) -> None:
    out = io.BytesIO()
    age.decrypt(io.BytesIO(data), out, [HYBRID.secret])
    assert out.getvalue() == b"a letter"


def _recovery(data: bytes) -> None:
    assert recovery.secret_of([data.decode("utf-8", "replace")]) == bytes(16)


def _segment(data: bytes) -> None:
    proved = segment.verify(data, sava.OWN_SEGMENT[1].decode(), KEYS.get, WORKSPACE)
    assert proved.lines == sava.OWN


def _lines(data: bytes) -> None:
    made = data.splitlines(keepends=True)
    if data.endswith(b"\n") and made:
        body, armour = sava.segment(IBRAHIM, TEAM, made)
        proved = segment.verify(body, armour.decode(), KEYS.get, WORKSPACE)
        assert b"".join(proved.lines) == data


def _open(data: bytes) -> None:
    folder = Path(tempfile.mkdtemp(prefix="fuzz"))
    try:
        (folder / "b").write_bytes(data)
        stage = Stage()
        open_bundle(folder / "b", identities=[OLENA.identity], device=OLENA.id, stage=stage, staging=folder / "staging")
    finally:
        shutil.rmtree(folder)


def _tar(data: bytes) -> None:
    _open(BUNDLE.encrypted(data))


def _roster(data: bytes) -> None:
    body = writing.frame(data)
    proved = roster.verify([(body, sava.ROSTER[0][1].decode())], WORKSPACE)
    assert [one.body for one in proved] == [body]


def _recipient(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    age.check_recipient(text)
    assert bech32.encode("age", bech32.decode("age", text)) == text


def _fingerprint(data: bytes) -> None:
    device = card.parse_fingerprint(data.decode("utf-8", "replace"))
    assert device is None or card.parse_fingerprint(card.fingerprint(device)) == device


def _name(data: bytes) -> None:
    made = safe_name(data.decode("utf-8", "replace"))
    assert made
    assert len(made.encode()) <= MOST_BYTES
    assert made not in (".", "..")
    assert not set(made) & set('/\\<>:"|?*\0\n\u202e')
    assert safe_name(made) == made


def _keyslots(data: bytes) -> None:
    assert keyslots.encode(keyslots.decode(data)) == data


def _slots_example() -> bytes:
    made: dict[str, Any] = {"box": "00" * 48, "nonce": "00" * 12, "salt": "00" * 16}
    slot = made | {"kind": "passphrase", "params": {"lanes": 1, "memory": 65536, "passes": 3}}
    return writing.line({"desk": "0" * 32, "format": "keyslots-1", "keys": made, "slots": [slot]})


def _letter() -> bytes:
    return word.write(letter_of(request(), witness()), resources.read_bytes("templates/letter.docx"))


def _document(data: bytes) -> None:
    """A letter that comes back from Word, or a letterhead: what is taken has a body, and a letter can be written on it."""
    package = untrusted.opened(data, "edited.docx")
    reading.read(package)
    word.write(letter_of(bare(), None), resources.read_bytes("templates/letter.docx"), package)


def _body(data: bytes) -> None:
    """The text of a document, in a package that is whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_LETTER)) as parts, zipfile.ZipFile(out, "w") as changed:
        for name in parts.namelist():
            changed.writestr(name, data if name == "word/document.xml" else parts.read(name))
    _document(out.getvalue())


def _table() -> bytes:
    """A workbook with a date, a formula that was computed, shared and own texts."""
    data = spreadsheet("t", [Column("Code", 9), Column("Day", 9)], [["W-1", date(2026, 3, 14)], ["=1", None]], date(2026, 11, 25))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(out, "w") as made:
        for name in parts.namelist():
            part = parts.read(name)
            made.writestr(name, part.replace(b"</sheetData>", _ROW + b"</sheetData>") if name == _SHEET else part)
    return out.getvalue()


def _workbook(data: bytes) -> None:
    """A table: every cell is a text that a sentence and a log line can hold."""
    for line in incoming_xlsx.read(data, "table.xlsx", None).lines:
        assert all(len(cell.text) <= 1_000_000 for cell in line.cells)


def _sheet(data: bytes) -> None:
    """A sheet, in a workbook that is whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_TABLE)) as parts, zipfile.ZipFile(out, "w") as changed:
        for name in parts.namelist():
            changed.writestr(name, data if name == _SHEET else parts.read(name))
    _workbook(out.getvalue())


def _csv(data: bytes) -> None:
    """A CSV file: what is read of it is written and read again as the same."""
    rows = [[cell.text for cell in line.cells] for line in incoming_csv.read(data, "table.csv").lines]
    # A heading of ours is a word; one cell alone, or rows of different lengths, do not tell the delimiter.
    if rows and len(rows[0]) > 1 and rows[0][0].isalpha() and all(len(row) == len(rows[0]) for row in rows):
        again = incoming_csv.read(csv_table(rows[0], rows[1:]), "table.csv").lines
        assert [[cell.text for cell in line.cells] for line in again] == rows


_SHEET = "xl/worksheets/sheet1.xml"
_ROW = b'<row r="9" hidden="1"><c r="B9" t="b"><f>1=1</f><v>1</v></c><c r="C9"><v>4.5</v></c></row>'
_TABLE = _table()
_LETTER = _letter()
_BODY = zipfile.ZipFile(io.BytesIO(_LETTER)).read("word/document.xml")

BYTES: dict[str, Target] = {
    "document": Target([_LETTER], _document),
    "document-body": Target([_BODY], _body),
    "workbook": Target([_TABLE], _workbook),
    "sheet": Target([zipfile.ZipFile(io.BytesIO(_TABLE)).read(_SHEET)], _sheet),
    "csv": Target([b'sep=;\r\nCode;"Day"\r\nW-1;\'=1\r\n', "Code,Day\nW-1,Žan\n".encode("utf-16")], _csv),
    "line": Target([BUNDLE.members()["manifest.json"], sava.FOUND, sava.OWN_HEAD], _line),
    "change": Target([sava.OWN[0], sava.FOUND, writing.line({"erased": "0" * 64, "order": sava.LEAD})], _change),
    "head": Target([sava.OWN_HEAD, sava.ROSTER_HEAD], _head),
    "manifest": Target([BUNDLE.members()["manifest.json"]], _manifest),
    "card": Target([MARA.card, TWICE_SIGNED], _card),
    "signature": Target([sava.OWN_SEGMENT[1]], _armour),
    "age-header": Target([BUNDLE.file()[:400], writing.age_file("many", b"", [MARA.point, OLENA.point, IBRAHIM.point])], _age_header),
    "age-file": Target([writing.age_file("letter", b"a letter", [MARA.point, OLENA.point])], _age_file),
    "age-hybrid": Target([_hybrid_example()], _hybrid_file),
    "recovery": Target([" ".join(recovery.sheets(bytes(16), shares=False)).encode()], _recovery),
    "segment": Target([sava.OWN_SEGMENT[0]], _segment),
    "lines": Target([b"".join(sava.OWN), b"".join(sava.TEAM_LINES)], _lines),
    "roster": Target([sava.ROSTER_HEAD + b"".join(sava.ROSTER_LINES)], _roster),
    "bundle": Target([BUNDLE.file()], _open),
    "tar": Target([TAR], _tar),
    "recipient": Target([MARA.recipient.encode()], _recipient),
    "fingerprint": Target([card.fingerprint(MARA.id).encode(), MARA.id.encode()], _fingerprint),
    "name": Target([b"statement.pdf", b"..\\CON.txt", "Žaloba \u202e fdp.exe".encode(), b"x" * 150 + b".docx", b"COM1 .x"], _name),
    "keyslots": Target([_slots_example()], _keyslots),
}


def _bytes_of(value: Any) -> bytes | None:
    try:
        return writing.line(value)
    except (ValueError, UnicodeEncodeError):  # not even JSON
        return None


def _shaped_manifest(value: Any) -> None:
    if (data := _bytes_of(value)) is not None:
        _open(BUNDLE.of(BUNDLE.summed(BUNDLE.members() | {"manifest.json": data})))


def _shaped_card(value: Any) -> None:
    if (data := _bytes_of(value)) is not None:
        _card(data + writing.sign(STRANGER.seed, data, sava.CARD))


def _shaped_head(value: Any) -> None:
    if (data := _bytes_of(value)) is not None:
        body, armour = sava.signed(IBRAHIM, data, sava.OWN)
        assert segment.verify(body, armour.decode(), KEYS.get, WORKSPACE).body == body


def _shaped_lines(value: Any) -> None:
    if isinstance(value, list) and value and all(made := [_bytes_of(one) or b"" for one in value]):
        _lines(b"".join(made))


def _shaped_roster(value: Any) -> None:
    if isinstance(value, list) and value and all(made := [_bytes_of(one) or b"" for one in value]):
        body, armour = sava.segment(MARA, WORKSPACE, made)
        roster.verify([(body, armour.decode())], WORKSPACE, {MARA.id: KEYS[MARA.id]})


SHAPED: dict[str, Shaped] = {
    "signed-manifest": Shaped([BUNDLE.manifest | {"have": {TEAM: {MARA.id: [[3, "0" * 64]]}}}], _shaped_manifest),
    "signed-card": Shaped([STRANGER.value], _shaped_card),
    "signed-head": Shaped([json.loads(sava.OWN_HEAD)], _shaped_head),
    "signed-lines": Shaped([[json.loads(one) for one in sava.TEAM_LINES]], _shaped_lines),
    "signed-roster": Shaped([[json.loads(one) for one in sava.ROSTER_LINES]], _shaped_roster),
}
