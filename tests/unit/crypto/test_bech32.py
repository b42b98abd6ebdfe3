"""Bech32: one word for one key, and no other word for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.crypto import age, bech32


@given(st.binary(max_size=70), st.sampled_from(["age", "age1pq", "age-secret-key-"]))
def test_a_word_gives_back_its_bytes(data: bytes, prefix: str) -> None:
    assert bech32.decode(prefix, bech32.encode(prefix, data)) == data


@given(st.binary(min_size=32, max_size=32), st.data())
def test_one_altered_letter_is_refused(data: bytes, draw: st.DataObject) -> None:
    word = bech32.encode("age", data)
    at = draw.draw(st.integers(4, len(word) - 1))
    other = draw.draw(st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7lbio1 "))
    altered = word[:at] + other + word[at + 1 :]
    if altered != word:
        with pytest.raises(ValueError, match=r"checksum|prefix"):
            bech32.decode("age", altered)


def test_keys_are_words_of_32_bytes() -> None:
    key = age.new_identity()
    recipient = bech32.decode("age", key.recipient)
    assert len(recipient) == 32
    assert bech32.encode("age", recipient) == key.recipient
    assert len(bech32.decode("age-secret-key-", key.secret.lower())) == 32


@pytest.mark.parametrize("word", ["", "age", "age1", "age1qqqqqq", "AGE1VERFE20C4WGXKE5NCMT0SE5XDMCF2858PGAHSYG0ULGLEPHZZEXQ3RUE78"])
def test_what_is_no_word_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=r"checksum|prefix"):
        bech32.decode("age", word)
