"""Names that come from outside become harmless names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.system.names import MOST_BYTES, safe_name

RESERVED = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {name + digit for name in ("COM", "LPT") for digit in "0123456789¹²³"}
HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from('/\\.:*?"<>| \t\n\0-~\u202e\u2066\u200f\u0301CONAUXPRNLT1')), min_size=0, max_size=200
)


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("statement.pdf", "statement.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Users\\x\\report.docx", "C__Users_x_report.docx"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b\nc", "a" + "b c"),
        ("con", "_con"),
        ("NUL.tar.gz", "_NUL.tar.gz"),
        ("COM¹ .txt", "_COM¹ .txt"),
        ("CO\u200bN", "_CON"),
        ("a\udc80b", "ab"),
        ("console.txt", "console.txt"),
        ("name. . .", "name"),
        (".hidden", "hidden"),
        ("-rf", "rf"),
        ("", "file"),
        ("...", "file"),
        ("\u200f\u202e", "file"),
        ("e\u0301t\u00e9.txt", "été.txt"),
        ("тврђење 1.pdf", "тврђење 1.pdf"),
        ("إفادة.pdf", "إفادة.pdf"),
    ],
)
def test_known_names(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("д" * 300 + ".jpeg")
    assert name.endswith("д.jpeg")
    assert MOST_BYTES - 2 < len(name.encode()) <= MOST_BYTES
    assert safe_name("a" * (MOST_BYTES - 1) + " " + "b" * 50) == "a" * (MOST_BYTES - 1)
    assert len(safe_name("x." + "y" * 300).encode()) == MOST_BYTES


@given(HOSTILE)
def test_every_name_is_harmless(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name.encode()) <= MOST_BYTES
    assert not set(name) & set('/\\<>:"|?*')
    assert name not in (".", "..")
    assert name[0] not in " .-"
    assert name[-1] not in " ."
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in name)
    assert name.split(".")[0].rstrip().upper() not in RESERVED
    assert unicodedata.normalize("NFC", name) == name


@given(HOSTILE)
def test_a_safe_name_stays_as_it_is(text: str) -> None:
    assert safe_name(safe_name(text)) == safe_name(text)
