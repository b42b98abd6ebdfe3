"""Rules of docs/bundle-format.md that no small file shows, and the test that does: its file and a text in it."""

from __future__ import annotations

ELSEWHERE = {
    "M52": ("tests/services/refusals_of_exchange.py", '@case("import.other_founder")'),
    "M61": ("tests/vectors/test_vectors.py", "def test_a_refused_file_leaves_the_desk_as_it_was"),
    "M62": ("tests/services/refusals_of_exchange.py", '@case("import.none_for_us")'),
    "M63": ("tests/services/test_attacks_on_trust.py", "def test_no_change_to_the_key_slots_opens_a_desk_or_crashes"),
}
