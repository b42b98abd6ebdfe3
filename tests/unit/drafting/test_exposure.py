"""P07: a protected detail is found wherever and however it is spelled, and never said again; other people's names are not found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jitdesk.domain.fields import Type
from jitdesk.domain.kinds.request import REQUEST
from jitdesk.domain.records import Record
from jitdesk.drafting import exposure
from jitdesk.drafting.case import Case
from jitdesk.drafting.parts import PARTS
from jitdesk.drafting.passages import passages
from tests.unit.drafting.cases import case, record

IDENTITY = record(
    "identity",
    name="Olena Sofronijevic",
    other_names=["Kestrel", "Лена Мельниченко"],
    names=[{"text": "Олена Софронієвич", "script": "Cyrl"}],
    birthplace="Stara Vynnytsia, Ukraine",
    address="Linden Lane 14, 1000 Ljubljana, Slovenia",
    contact="+386 40 555 0142, zlatorog@example.test",
    contacts=[{"kind": "phone", "value": "040/555-0199"}],
    documents=[{"kind": "passport", "number": "PB 774-1123"}],
    next_of_kin="Mother: Darina Sofronijevic, +421 905 555 123",
)
FREE = [field.name for field in REQUEST.fields if field.type is Type.LONG]
# One name as several States would write it.
SPELLINGS = {
    "Olena Hrytsenko": [
        "Олена Гриценко",
        "OLENA  HRYTSENKO",
        "Hrytsenko, Olena",
        "Olena Gritsenko",
        "Гриценко",
        "O l e n a H r y t s e n k o",
    ],
    "Mohammed al-Haddad": ["محمد الحداد", "Mohamed El Haddad", "Muhammad Alhaddad", "Haddad Mohammed", "مُحَمَّد الحدّاد"],
    "Željko Đorđević": ["Zeljko Djordjevic", "Жељко Ђорђевић", "ZELJKO DORDEVIC", "Dordevic", "Z̆eljko\nĐorđević"],
    "Андрій Ковальський": ["Andriy Kovalskyi", "Andrij Kowalski", "Андрей Ковальский", "KOVALSKYI ANDRII"],
    "Κώστας Παπαδόπουλος": ["Kostas Papadopoulos", "PAPADOPOULOS", "Κώστας ΠΑΠΑΔΌΠΟΥΛΟΣ"],
    "Ali Hassan": ["علي حسن", "HASSAN, Ali"],
    "王小明": ["王小明", "Wang Xiaoming"],
}


def exposed(text: str, identity: Record = IDENTITY, field: str = "facts", **changed: Any) -> set[tuple[str, str]]:
    made = case(around={"identities": (identity,)}, **{field: text, **changed})
    return {(f.field, str(f.message.arguments["detail"])) for f in exposure.findings(made) if "detail" in f.message.arguments}


@pytest.mark.parametrize(("name", "spelled"), [(name, spelled) for name, those in SPELLINGS.items() for spelled in those])
def test_a_name_is_found_however_it_is_spelled(name: str, spelled: str) -> None:
    text = f"On 3 May 1994 the guards called for {spelled}, who was led away."
    assert exposed(text, record("identity", name=name)) == {("facts", "a name")}


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("the woman known as KESTREL", "another name"),
        ("then Melnychenko, Lena spoke", "another name"),
        ("born in stara vynnytsia", "a place"),
        ("lives at Linden Lane", "an address"),
        ("14 LINDEN LANE", "an address"),
        ("call 040 555 01 42", "a number or contact"),
        ("call 00386405550199", "a number or contact"),
        ("write to Zlatorog@Example.test", "a number or contact"),
        ("passport no. PB7741123", "a number or contact"),
        ("passport no. ＰＢ ７７４ １１２３", "a number or contact"),
        ("the phone ٠٤٠٥٥٥٠١٤٢", "a number or contact"),
        ("her mother, Darina Sofronijevic", "a name"),
        ("ask +421905555123", "a number or contact"),
    ],
)
def test_every_kind_of_detail_is_found(text: str, detail: str) -> None:
    assert ("facts", detail) in exposed(f"It is said: {text}.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The request goes to Ukraine and to Slovenia; Ljubljana is far.",
        "Lane 14 of the market, and linden trees beside it.",
        "On 14 May 1994, from 05:55 to 01:42, 142 persons were held in 1000 houses.",
        "PB 774-1124 is another passport, and 040 555 0143 another line.",
        "Mirjam Vidmar and Tomaž Hribar heard the mother and a kestrels' keeper.",
        "Вони були у млині одинадцять днів.",
    ],
)
def test_other_texts_are_not_found(text: str) -> None:
    assert exposed(text) == set()


def test_the_sample_says_nothing_of_this_person() -> None:
    assert list(exposure.findings(case(around={"identities": (IDENTITY,)}))) == []


def test_an_official_may_bear_the_same_given_name_or_live_in_the_same_town() -> None:
    namesake = record("identity", name="Tomaž Kos", birthplace="Novi Breg", address="Kotnik Quay 11, 1000 Ljubljana")
    assert exposed("Judge Tomaž Hribar of Novi Breg went there.", namesake) == set()
    assert exposed("The judge spoke with Kos Tomaz.", namesake) == {("facts", "a name")}
    assert exposed("Tomaž Kos", namesake, field="conducting_persons") == {("conducting_persons", "a name")}


@pytest.mark.parametrize("name", ["Li", "Io A", "Jo"])
def test_words_shorter_than_three_letters_are_no_false_alarm(name: str) -> None:
    assert exposed("Li and Jo are words; so is a.", record("identity", name=name)) == set()


def test_a_name_that_is_a_word_of_the_calendar_is_found_whole_only() -> None:
    assert exposed("From 4 to 14 May 1994", record("identity", name="May Kos")) == set()
    assert exposed("From 4 to 14 May Kos was there", record("identity", name="May Kos")) == {("facts", "a name")}


def test_it_is_looked_for_in_groups_rows_lists_and_names_of_files() -> None:
    planted = "Sofronijevic"
    places: dict[str, Any] = {
        "topics": ["The mill", f"What {planted} saw"],
        "participants": [{"capacity": "witness", "name": planted}],
        "sealed_annex": {"recipient": f"Judge, for {planted}"},
        "annex_list": [{"number": "1", "title": f"Statement of {planted}"}],
        "instrument_3": {"note": planted},
        "registry_number": planted,
        "whereabouts": planted,
    }
    for field, value in places.items():
        assert exposed(value, field=field) == {(field, "a name")}, field
    made = case(around={"identities": (IDENTITY,), "files": (record("file", name=f"{planted}_statement.pdf"),)})
    assert [f.field for f in exposure.findings(made)] == ["annex_list"]


def test_each_field_that_can_be_named_is_one_that_a_part_of_the_letter_has() -> None:
    shown = {field for part in PARTS for field in part.fields}
    everywhere = {field.name: "Olena Sofronijevic" for field in REQUEST.fields if field.type in (Type.TEXT, Type.LONG)}
    found = {f.field for f in exposure.findings(case(around={"identities": (IDENTITY,)}, **everywhere))}
    assert found == (set(everywhere) & shown) - {"basis"}


def test_where_the_identity_is_to_stand_in_the_letter_only_its_own_fields_may_tell_it() -> None:
    for field in ("nationality", "whereabouts", "custody_place"):
        value: Any = ["Sofronijevic"] if field == "nationality" else "Sofronijevic"
        assert exposed(value, field=field, identity_mode="in_letter") == set()
    assert exposed("Olena Sofronijevic", identity_mode="in_letter") == {("facts", "a name")}


AROUND: list[tuple[str, str, dict[str, Any], str]] = [
    ("measures", "protective_measure", {"others_must": "Never write to Olena Sofronijevic"}, "measures"),
    ("accounts", "account", {"authority": "Office that knows Olena Sofronijevic"}, "earlier_accounts"),
    ("translations", "translation", {"translator": "Olena Sofronijevic"}, "translation"),
    ("agreement", "agreement", {"title": "On Olena Sofronijevic"}, "jit"),
    ("proceeding", "proceeding", {"number": "Olena Sofronijevic"}, "proceeding"),
]


@pytest.mark.parametrize(("place", "kind", "values", "field"), AROUND)
def test_it_is_looked_for_in_the_records_whose_words_a_letter_takes_over(place: str, kind: str, values: dict[str, Any], field: str) -> None:
    one = record(kind, **values)
    assert list(passages(one))
    made = case(around={"identities": (IDENTITY,), place: one if place in ("agreement", "proceeding") else (one,)})
    assert [(f.field, str(f.severity)) for f in exposure.findings(made)] == [(field, "M")]


NOBODY: dict[str, Any] = {"identities": ()}


def test_where_nobody_can_compare_the_letter_waits_until_somebody_has() -> None:
    bare = case({"protection": "in_force"}, around=NOBODY)
    assert told(bare) == [("M", "P07_not_compared")]
    said = {"by": "Mara Kos", "on": "2026-11-25", "sha256": exposure.compared_words(bare)}
    assert told(case({"protection": "in_force"}, around=NOBODY, name_compared=said)) == []
    assert told(case({"protection": "in_force"}, around=NOBODY, name_compared=said, facts="Other words")) == [("M", "P07_changed")]
    changed = {**NOBODY, "measures": (record("protective_measure", others_must="Ring twice"),)}
    assert told(case({"protection": "in_force"}, around=changed, name_compared=said)) == [("M", "P07_changed")]


def test_an_identity_of_which_nothing_is_left_is_none_to_compare_with() -> None:
    assert told(case({"protection": "in_force"}, around={"identities": (record("identity"),)})) == [("M", "P07_not_compared")]


def test_nobody_has_to_compare_without_protection_nor_once_the_letter_is_final() -> None:
    assert told(case({"protection": None}, around=NOBODY)) == []
    assert told(case({"protection": "in_force"}, around=NOBODY, status="final")) == []


@pytest.mark.parametrize("field", FREE)
def test_every_free_text_is_looked_through(field: str) -> None:
    assert (field, "a name") in exposed("It was Olena Sofronijevic.", field=field)
    assert (field, "It was") in set(passages(case(**{field: "It was"}).request))


LETTERS = st.text("abcdefghijklmnoprstuvz", min_size=4, max_size=12)
NAMES = st.one_of(
    st.tuples(LETTERS, LETTERS),
    st.tuples(*[st.text("абвгдежзиклмнопрстуфхцчшщя", min_size=4, max_size=10)] * 2),
    st.tuples(*[st.text("αβγδεζηθικλμνξοπρστυφχω", min_size=4, max_size=10)] * 2),
    st.tuples(*[st.text("بتجدرسشفقكلمن", min_size=4, max_size=8)] * 2),
)
CASES = st.sampled_from([str.upper, str.lower, str.title, str.swapcase])
SPACES = st.sampled_from([" ", "  ", "\n", "\u00a0", ", ", "-", "\u200b \t"])


@settings(max_examples=200, deadline=None)
@given(NAMES, CASES, SPACES, st.booleans(), st.sampled_from(FREE))
def test_a_planted_name_is_found(name: tuple[str, str], cased: Any, space: str, turned: bool, field: str) -> None:
    planted = cased(space.join(reversed(name) if turned else name))
    assert (field, "a name") in exposed(f"They said that {planted} was there.", record("identity", name=" ".join(name)), field=field)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("bcdfghklmnp", min_size=4, max_size=9), min_size=1, max_size=60))
def test_text_of_other_words_is_not_found(words: list[str]) -> None:
    # No word of the identity is made of these letters alone, nor of consonants that sound like them.
    assert exposed(" ".join(words), record("identity", name="Ostoja Rastovac", birthplace="Zvezdara", contact="+386 40 555 0142")) == set()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
@example("A0<A0")  # a street of which nothing but numbers is left
def test_any_text_can_be_read(text: str) -> None:
    exposed(text)
    exposed("facts", record("identity", name=text, address=text, contact=text, birthplace=text, next_of_kin=text, other_names=[text]))


def test_no_sentence_says_the_detail() -> None:
    told = "Olena Sofronijevic alias Kestrel, 14 Linden Lane, born in Stara Vynnytsia, PB7741123, 040 555 0142"
    made = list(exposure.findings(case(around={"identities": (IDENTITY,)}, facts=told)))
    assert len(made) == 5
    for finding in made:
        shown = f"{finding.message} {finding.message.arguments}".casefold()
        assert not any(word in shown for word in ("olena", "sofron", "kestrel", "linden", "14", "vynnytsia", "774", "0142"))
        assert "P-7K4M9Q" in str(finding.message)


STONE = record("identity", 7, name="Milena Stone", other_names=["Kestrel"], contact="+386 40 555 0142")


def told(made: Case) -> list[tuple[str, str]]:
    return [(str(finding.severity), finding.message.key.rpartition(".")[2]) for finding in exposure.findings(made)]


def cleared(text: str, word: str, said_of: str = "", field: str = "facts") -> list[tuple[str, str]]:
    """What is told of a text once its word was said to be no name, where that could be said of `said_of`."""
    before = case(around={"identities": (STONE,)}, **{field: said_of or text})
    rows = [
        {"request": before.request.id, "field": field, "word": word, "sha256": around, "by": "Mara Kos", "on": "2026-11-25"}
        for _, around in exposure.clearing(before, field, word)
    ]
    identity = replace(STONE, values={**STONE.values, "cleared": rows})
    return told(case(around={"identities": (identity,)}, **{field: text}))


def test_a_word_that_was_said_to_be_no_name_is_told_and_stops_nothing() -> None:
    assert told(case(around={"identities": (STONE,)}, facts="They hid behind a stone wall.")) == [("M", "P07")]
    assert cleared("They hid behind a stone wall.", "Stone") == [("R", "P07_cleared")]


@pytest.mark.parametrize(
    "text",
    [
        "They hid behind a stone wall, all of them.",
        "They hid behind a stone wall.\nThen Stone came.",
        "They hid behind a stone wall.\nMilena came.",
        "They hid behind a stone wall.\nStone, Milena",
        "They hid behind a stone wall.\nS t o n e",
    ],
)
def test_it_holds_for_that_word_in_those_lines_and_for_nothing_else(text: str) -> None:
    assert ("M", "P07") in cleared(text, "stone", "They hid behind a stone wall.")


def test_it_holds_while_other_lines_change() -> None:
    assert cleared("They hid behind a stone wall.\nIt rained.", "stone", "They hid behind a stone wall.") == [("R", "P07_cleared")]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Milena Stone spoke.", "Milena Stone"),
        ("the woman known as Kestrel", "kestrel"),
        ("call 040 555 01 42", "0405550142"),
        ("They hid behind a stone wall.", "wall"),
        ("They hid behind a wall.", "stone"),
        ("They hid behind a stone wall.", ""),
    ],
)
def test_names_of_one_word_whole_names_and_numbers_are_never_waved_through(text: str, word: str) -> None:
    assert exposure.clearing(case(around={"identities": (STONE,)}, facts=text), "facts", word) == []


def test_a_whole_name_blocks_though_both_its_words_were_said_to_be_none() -> None:
    made = case(around={"identities": (STONE,)}, facts="Milena Stone spoke.")
    rows = [
        {"request": made.request.id, "field": "facts", "word": word, "sha256": around}
        for word in ("milena", "stone")
        for _, around in exposure.clearing(made, "facts", word)
    ]
    assert len(rows) == 2
    identity = replace(STONE, values={**STONE.values, "cleared": rows})
    assert told(case(around={"identities": (identity,)}, facts="Milena Stone spoke.")) == [("M", "P07")]


def test_what_was_said_of_another_request_or_field_counts_for_none_here() -> None:
    text = "They hid behind a stone wall."
    here = case(around={"identities": (STONE,)}, facts=text)
    [(_, around)] = exposure.clearing(here, "facts", "stone")
    for said in ({"request": "f" * 32, "field": "facts"}, {"request": here.request.id, "field": "relevance"}):
        identity = replace(STONE, values={**STONE.values, "cleared": [{**said, "word": "stone", "sha256": around}]})
        assert told(case(around={"identities": (identity,)}, facts=text)) == [("M", "P07")]
