"""Word by word: both texts can be read out of their difference, and a person sees whole phrases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jitdesk.ui.differences import ADDED, REMOVED, SAME, Piece, additions, pieces, removals

texts = st.text(alphabet="ab c.\néш", max_size=60)


@given(texts, texts)
def test_both_texts_stand_whole_in_their_difference(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if piece.state != ADDED) == before
    assert "".join(piece.text for piece in found if piece.state != REMOVED) == after


@given(texts)
def test_equal_texts_have_no_difference(text: str) -> None:
    assert pieces(text, text) == ([Piece(text, SAME)] if text else [])


def test_words_that_changed_together_are_one_change() -> None:
    found = pieces("Contact her by telephone in the evening.", "Contact her by letter at noon.")
    assert (additions(found), removals(found)) == (1, 1)
    assert Piece("telephone in the evening", REMOVED) in found


def test_very_long_texts_are_compared_by_line() -> None:
    lines = [f"line {number}\n" for number in range(3_000)]
    changed = [*lines[:1_500], "other\n", *lines[1_501:]]
    found = pieces("".join(lines), "".join(changed))
    assert [(piece.text, piece.state) for piece in found if piece.state != SAME] == [("line 1500\n", REMOVED), ("other\n", ADDED)]
