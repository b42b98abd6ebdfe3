"""What each type of field takes, and the sentence for what it does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.domain import check
from jitdesk.domain.fields import Field, Merge, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import known

ID = "a" * 32
WINDOW = {"start": "2027-10-26T09:00Z", "minutes": 180, "zone": "Europe/Kyiv"}
CONTENT = {"cipher": "c" * 64, "key": "k", "media_type": "m", "name": "n", "sha256": "5" * 64, "size": 0}
ONE = {"choices": ("open", "done")}

GOOD: list[tuple[Type, Any]] = [
    (Type.TEXT, "x"),
    (Type.TEXT, "Ж" * 1000),
    (Type.LONG, "a\nb\tc"),
    (Type.BOOL, False),
    (Type.INT, -3),
    (Type.DATE, "1994"),
    (Type.DATE, "1994-03"),
    (Type.DATE, "2028-02-29"),
    (Type.LANGUAGE, "uk"),
    (Type.LANGUAGE, "sr-Latn-RS"),
    (Type.LANGUAGE, "es-419"),
    (Type.STATE, "XKX"),
    (Type.ONE, "done"),
    (Type.LINK, ID),
    (Type.TEXTS, ["a", "a"]),
    (Type.LANGUAGES, []),
    (Type.STATES, ["UKR", "NLD"]),
    (Type.WINDOWS, [WINDOW]),
    (Type.GROUP, {"by": "M. Kovač", "on": "2027-03"}),
    (Type.ROWS, [{"by": "M. Kovač"}, {"form": "oath", "against": ["public"]}]),
    (Type.CONTENT, CONTENT),
]
BAD: list[tuple[Type, Any]] = [
    (Type.TEXT, "a\nb"),
    (Type.TEXT, "a\u2028b"),
    (Type.TEXT, "a\x00b"),
    (Type.TEXT, "a\ud800"),
    (Type.TEXT, "x" * 1001),
    (Type.TEXT, 1),
    (Type.LONG, "a\x1bb"),
    (Type.LONG, "x" * 200_001),
    (Type.BOOL, 1),
    (Type.BOOL, "true"),
    (Type.INT, True),
    (Type.INT, 1.0),
    (Type.INT, 1 << 53),
    (Type.DATE, "2027-02-29"),
    (Type.DATE, "٢٠٢٧"),
    (Type.DATE, 2027),
    (Type.LANGUAGE, "UK"),
    (Type.LANGUAGE, "english"),
    (Type.STATE, "UK"),
    (Type.STATE, "ukr"),
    (Type.STATE, ["UKR"]),
    (Type.ONE, "late"),
    (Type.ONE, ["done"]),
    (Type.LINK, "W-0412"),
    (Type.TEXTS, "a"),
    (Type.TEXTS, ["a", ""]),
    (Type.TEXTS, ["x"] * 501),
    (Type.STATES, ["UKR", "??"]),
    (Type.WINDOWS, WINDOW),
    (Type.WINDOWS, [{**WINDOW, "start": "2027-10-26 09:00"}]),
    (Type.WINDOWS, [{**WINDOW, "start": "2027-13-26T09:00Z"}]),
    (Type.WINDOWS, [{**WINDOW, "start": "2027-10-26T0٩:00Z"}]),
    (Type.WINDOWS, [{**WINDOW, "minutes": 0}]),
    (Type.WINDOWS, [{**WINDOW, "minutes": True}]),
    (Type.WINDOWS, [{**WINDOW, "zone": "Kyiv"}]),
    (Type.WINDOWS, [{**WINDOW, "more": 1}]),
    (Type.GROUP, {"by": 3}),
    (Type.GROUP, {"who": "M. Kovač"}),
    (Type.GROUP, [{"by": "M. Kovač"}]),
    (Type.GROUP, {"form": "promise"}),
    (Type.GROUP, {"against": "public"}),
    (Type.GROUP, "by"),
    (Type.ROWS, {"by": "M. Kovač"}),
    (Type.ROWS, [{"on": "2027-13"}]),
    (Type.ROWS, [{"by": "x"}] * 501),
    (Type.CONTENT, {**CONTENT, "size": -1}),
    (Type.CONTENT, {**CONTENT, "cipher": "../x"}),
    (Type.CONTENT, {**CONTENT, "name": ""}),
]


COLUMNS = (
    Field("by"),
    Field("on", Type.DATE),
    Field("form", Type.ONE, ("oath", "none")),
    Field("against", Type.ONE, ("public", "accused"), merge=Merge.SET),
)


def field(type: Type, **more: Any) -> Field:
    usual = {Type.ONE: ONE, Type.GROUP: {"columns": COLUMNS}, Type.ROWS: {"columns": COLUMNS}}.get(type, {})
    return Field("name", type, **{**usual, **more})


@pytest.mark.parametrize(("type", "value"), GOOD)
def test_what_a_type_takes(type: Type, value: Any) -> None:
    assert check.fits(field(type), value)
    assert check.entered(field(type), value) == value


@pytest.mark.parametrize(("type", "value"), BAD)
def test_what_a_type_does_not_take(type: Type, value: Any) -> None:
    assert not check.fits(field(type), value)
    with pytest.raises(Refused) as refused:
        check.entered(field(type), value)
    assert "name" in str(refused.value) or type is Type.CONTENT


def test_every_settable_type_has_its_sentence() -> None:
    for kind in KINDS.values():
        for declared in kind.fields:
            if declared.settable:
                key = "choice" if declared.choices else f"{declared.type}{'_set' if declared.merge is Merge.SET else ''}"
                assert known(f"field.{key}"), key


@pytest.mark.parametrize("empty", [None, "", "  ", "\n\t"])
def test_nothing_but_space_is_nothing(empty: Any) -> None:
    assert check.entered(field(Type.TEXT), empty) is None
    with pytest.raises(Refused) as refused:
        check.entered(field(Type.TEXT, required=True), empty)
    assert refused.value.key == "field.required"


def test_text_is_tidied_as_it_enters() -> None:
    assert check.entered(field(Type.LONG), "e\u0301\r\nb") == "é\nb"
    assert check.entered(field(Type.TEXTS), ["e\u0301"]) == ["é"]
    members = Field("name", merge=Merge.SET)
    assert check.entered(members, ["b", "a", "b", "e\u0301", "é"]) == ["a", "b", "é"]


@pytest.mark.parametrize(
    ("type", "text", "value"),
    [
        (Type.TEXT, "[1]", "[1]"),
        (Type.TEXT, "", None),
        (Type.BOOL, "true", True),
        (Type.INT, "12", 12),
        (Type.TEXTS, "one", ["one"]),
        (Type.TEXTS, '["one", "two"]', ["one", "two"]),
        (Type.LANGUAGES, "uk", ["uk"]),
        (Type.GROUP, '{"by": "M. Kovač", "on": ""}', {"by": "M. Kovač"}),
        (Type.GROUP, '{"by": " "}', None),
        (Type.ROWS, '[{"by": "one"}, {}]', [{"by": "one"}]),
        (Type.WINDOWS, '[{"start":"2027-10-26T09:00Z","minutes":180,"zone":"Europe/Kyiv"}]', [WINDOW]),
    ],
)
def test_what_is_typed_in_a_terminal(type: Type, text: str, value: Any) -> None:
    assert check.parse(field(type), text) == value


@pytest.mark.parametrize(
    ("type", "text"), [(Type.BOOL, "yes"), (Type.INT, "1.5"), (Type.TEXTS, "[1,"), (Type.WINDOWS, "tomorrow"), (Type.TEXTS, "[1]")]
)
def test_what_is_typed_wrong_is_refused(type: Type, text: str) -> None:
    with pytest.raises(Refused):
        check.parse(field(type), text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(), x, max_size=3),
)


@given(st.sampled_from([f for kind in KINDS.values() for f in kind.fields]), JSON)
def test_whatever_comes_is_taken_or_refused_and_what_was_taken_fits(declared: Field, value: Any) -> None:
    try:
        taken = check.entered(declared, value)
    except Refused:
        return
    assert check.fits(declared, taken)
    assert check.entered(declared, taken) == taken


def test_a_column_of_several_values_is_kept_in_one_order() -> None:
    assert check.entered(field(Type.GROUP), {"against": ["public", "accused", "public"]}) == {"against": ["accused", "public"]}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe/Novi Breg", ""])
def test_a_window_in_a_zone_that_does_not_exist_names_the_zone(zone: str) -> None:
    windows = KINDS["request"].by_name["windows"]
    known = {"start": "2027-10-26T09:00Z", "minutes": 180, "zone": "Europe/Kyiv"}
    with pytest.raises(Refused) as refused:
        check.entered(windows, [known, known | {"zone": zone}])
    assert (refused.value.key, refused.value.arguments) == ("life.zone", {"zone": zone})
