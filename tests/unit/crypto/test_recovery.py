"""The words of a recovery kit: they give the secret back, a wrong one is noticed, and no sentence repeats them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from jitdesk.crypto import recovery
from jitdesk.kernel.errors import Refused

VECTORS = json.loads((Path(__file__).parent / "slip39" / "vectors.json").read_bytes())
SECRETS = st.binary(min_size=recovery.SECRET_BYTES, max_size=recovery.SECRET_BYTES)
SECRET = bytes(range(16))
ONE = recovery.sheets(SECRET, shares=False)
THREE = recovery.sheets(SECRET, shares=True)


@pytest.mark.parametrize(("mnemonics", "secret"), [vector[1:3] for vector in VECTORS], ids=[vector[0] for vector in VECTORS])
def test_the_library_passes_the_official_vectors(mnemonics: list[str], secret: str) -> None:
    if secret:
        assert combine_mnemonics(mnemonics, b"TREZOR") == bytes.fromhex(secret)
    else:
        with pytest.raises(MnemonicError):
            combine_mnemonics(mnemonics, b"TREZOR")


def test_all_official_vectors_are_there() -> None:
    assert len(VECTORS) == 45
    assert sum(bool(secret) for _, _, secret in VECTORS) == 15


@given(SECRETS)
@settings(max_examples=25)
def test_the_words_give_the_secret_back(secret: bytes) -> None:
    [words] = recovery.sheets(secret, shares=False)
    assert len(words.split()) == recovery.WORDS
    assert recovery.secret_of([words]) == secret


@given(SECRETS)
@settings(max_examples=10)
def test_any_two_of_three_sheets_give_the_secret_back(secret: bytes) -> None:
    sheets = recovery.sheets(secret, shares=True)
    for two in itertools.permutations(sheets, 2):
        assert recovery.secret_of(two) == secret
    assert recovery.secret_of(sheets) == secret
    assert recovery.secret_of(["\n".join(sheets[:2])]) == secret  # both in one file


@given(st.data())
def test_up_to_three_wrong_words_are_noticed(data: st.DataObject) -> None:
    words = data.draw(st.sampled_from([ONE[0], *THREE])).split()
    places = data.draw(st.sets(st.integers(0, recovery.WORDS - 1), min_size=1, max_size=3))
    for place in places:
        words[place] = data.draw(st.sampled_from([word for word in WORDLIST if word != words[place]]))
    with pytest.raises(Refused, match="A word of sheet 1 is wrong"):
        recovery.secret_of([" ".join(words)])


@given(st.integers(0, recovery.WORDS - 2))
def test_two_words_in_each_others_place_are_noticed(place: int) -> None:
    words = ONE[0].split()
    words[place], words[place + 1] = words[place + 1], words[place]
    if words != ONE[0].split():
        with pytest.raises(Refused, match="A word of sheet 1 is wrong"):
            recovery.secret_of([" ".join(words)])


def test_four_letters_numbers_and_capitals_do_not_matter() -> None:
    words = ONE[0].split()
    assert recovery.secret_of([", ".join(word[:4].upper() for word in words)]) == SECRET
    assert recovery.secret_of(["\n".join(f"{number}. {word}" for number, word in enumerate(words, start=1))]) == SECRET


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ([], "sheet 1 has 0 words"),
        ([""], "sheet 1 has 0 words"),
        ([ONE[0].rsplit(" ", 1)[0]], "sheet 1 has 19 words"),
        ([THREE[0], THREE[1] + " academic"], "sheet 2 has 21 words"),
        ([ONE[0].replace(ONE[0].split()[6], "zlatorog", 1)], "Word 7 of sheet 1"),
        ([" ".join([*ONE[0].split()[:-1], ONE[0].split()[-1] + "s"])], "Word 20 of sheet 1"),
        ([THREE[0]], "two"),
        ([THREE[0], THREE[0]], "two"),
        ([THREE[0], ONE[0]], "different kits"),
        ([THREE[0], recovery.sheets(SECRET, shares=True)[1]], "different kits"),
        ([generate_mnemonics(1, [(1, 1)], SECRET, iteration_exponent=0)[0][0]], "another program"),
        ([generate_mnemonics(1, [(3, 5)], SECRET)[0][0]], "another program"),
        ([generate_mnemonics(2, [(1, 1), (1, 1)], SECRET)[0][0]], "another program"),
        ([generate_mnemonics(1, [(1, 1)], SECRET, extendable=False)[0][0]], "another program"),
    ],
)
def test_what_is_wrong_is_said_without_a_word_of_the_code(texts: list[str], said: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        recovery.secret_of(texts)
    assert all(isinstance(value, int) for value in refusal.value.arguments.values())


def test_words_that_ask_for_hours_of_work_are_refused_at_once() -> None:
    """The exponent stands in the words: a hostile sheet could ask for 2^15 times the work."""
    share = Share.from_mnemonic(ONE[0])
    words = Share(**{**share.__dict__, "iteration_exponent": 15}).words()
    with pytest.raises(Refused, match="another program"):
        recovery.secret_of([" ".join(words)])


def test_one_share_says_nothing_of_the_secret() -> None:
    """Two kits of different secrets can hold the same sheet: whoever has one sheet cannot tell which."""
    values = {Share.from_mnemonic(text).value for text in THREE}
    assert len(values) == 3
    assert SECRET not in values
