"""Groups and rows in a form, filled in as a person does it; what is shown and left alone is never taken for a change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jitdesk.domain.check import fits
from jitdesk.domain.fields import Field, Kind, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.ui.field_editors import Links, editor
from jitdesk.ui.forms import Form, Section
from jitdesk.ui.widgets.answer import AnswerEditor
from jitdesk.ui.widgets.group import GroupEditor
from jitdesk.ui.widgets.marks import Offer, among
from jitdesk.ui.widgets.menu_choice import MenuChoice
from jitdesk.ui.widgets.rows import RowsEditor
from jitdesk.ui.widgets.tick import TickEditor, TicksEditor

TODAY = date(2026, 11, 19)
REQUEST = KINDS["request"]
PACKED = [field for field in REQUEST.fields if field.columns]
RECORD = "0" * 31 + "1"


def links() -> Links:
    known = {"a" * 32: "Map of the mill", "b" * 32: "Photograph"}
    offers = [Offer(text, id) for id, text in known.items()]
    return Links(lambda kind: among(offers), lambda id: Offer(known.get(id, "elsewhere"), id))


def made(field: Field) -> Any:
    return editor(REQUEST, field, lambda: TODAY, links=links())


class Bench(QWidget):
    """A form with a line before and after it; remembers what was handed on."""

    def __init__(self, *names: str, sections: tuple[Section, ...] = ()) -> None:
        super().__init__()
        self.form = Form(REQUEST, names, lambda: TODAY, above=True, framed=True, links=links(), sections=sections)
        self.before, self.after = QLineEdit(), QLineEdit()
        self.told: list[tuple[str, Any]] = []
        self.form.edited.connect(lambda id, name, value: self.told.append((name, value)))
        column = QVBoxLayout(self)
        for part in (self.before, self.form, self.after):
            column.addWidget(part)

    def show_values(self, **values: Any) -> None:
        self.form.show_record(Record(RECORD, "request", "team", values))


@pytest.fixture
def bench(qtbot: QtBot) -> Callable[..., Bench]:
    def shown(*names: str, sections: tuple[Section, ...] = (), **values: Any) -> Bench:
        bench = Bench(*names, sections=sections)
        qtbot.addWidget(bench)
        bench.resize(760, 600)
        bench.show_values(**values)
        with qtbot.waitActive(bench):
            bench.show()
            bench.activateWindow()
        return bench

    return shown


def focused() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(focused(), key, modifier)


# -- what is shown and left alone is never a change

_ENTRY: dict[Type, st.SearchStrategy[Any]] = {
    Type.TEXT: st.text(min_size=1, max_size=20).filter(lambda text: bool(text.strip())),
    Type.BOOL: st.booleans(),
    Type.INT: st.integers(min_value=-(1 << 40), max_value=1 << 40),
    Type.DATE: st.sampled_from(["2026", "2026-10", "2026-11-19", "1994-05-09", "2026-11-20"]),
    Type.LANGUAGE: st.sampled_from(["uk", "sr-Latn", "ar-SY", "en"]),
    Type.STATE: st.sampled_from(["UKR", "XKX", "SVN"]),
    Type.LINK: st.sampled_from(["a" * 32, "b" * 32, "c" * 32]),
}


def entries(column: Field) -> st.SearchStrategy[Any]:
    if column.type is Type.ONE:
        one = st.sampled_from(column.choices)
        return st.lists(one, min_size=1, unique=True) if column.is_list else one
    return _ENTRY[column.type]


def groups(field: Field) -> st.SearchStrategy[Any]:
    group = st.fixed_dictionaries({}, optional={column.name: entries(column) for column in field.columns}).filter(bool)
    return st.lists(group, max_size=2) if field.is_list else st.none() | group


@pytest.mark.parametrize("field", PACKED, ids=lambda field: field.name)
def test_what_is_displayed_and_untouched_is_never_dirty(qtbot: QtBot, field: Field) -> None:
    control = made(field)
    qtbot.addWidget(control)
    handed_on: list[object] = []
    control.edited.connect(lambda: handed_on.append(control.value()))

    @settings(max_examples=4 if field.is_list else 12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(groups(field), groups(field))
    def holds(first: Any, second: Any) -> None:
        for value in (first, second):
            if not fits(field, value):
                continue
            control.show_record(value)
            assert not control.dirty
            assert (control.value() or None) == (value or None)
            control.refresh(value)
            control.commit()
            assert not handed_on

    holds()


# -- a group

ANONYMITY = {"court": "District Court", "kept_from": ["public"]}


def test_a_group_is_handed_on_as_one_value_when_the_keyboard_leaves_it(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    place = bench("anonymity", anonymity=ANONYMITY)
    group = place.form.editor_of("anonymity")
    group.setFocus()
    assert focused().accessibleName() == "Order to withhold the identity: Court"
    press(qtbot, Qt.Key.Key_End)
    qtbot.keyClicks(focused(), " of Novi Breg")
    press(qtbot, Qt.Key.Key_Tab)
    qtbot.keyClicks(focused(), "15 Oct 2026")
    press(qtbot, Qt.Key.Key_Tab)
    assert place.told == []
    for _ in range(2):
        press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Space)
    assert place.told == []
    place.after.setFocus()
    wanted = {"court": "District Court of Novi Breg", "date": "2026-10-15", "kept_from": ["public", "accused"]}
    assert place.told == [("anonymity", wanted)]
    place.show_values(anonymity=wanted)
    assert not group.dirty
    group.setFocus()
    place.after.setFocus()
    assert len(place.told) == 1


def test_a_group_that_is_emptied_is_none(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    place = bench("requesting_official", requesting_official={"name": "Mara Kos"})
    place.form.editor_of("requesting_official").setFocus()
    press(qtbot, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, Qt.Key.Key_Delete)
    place.before.setFocus()
    assert place.told == [("requesting_official", None)]


def test_what_is_wrong_is_said_at_its_column_and_nothing_is_handed_on(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    place = bench("summons", summons={"served_by": "The court"})
    group = place.form.editor_of("summons")
    assert isinstance(group, GroupEditor)
    group.columns["lead_days"].setFocus()
    qtbot.keyClicks(focused(), "a week")
    place.after.setFocus()
    assert place.told == []
    said = [part.text() for part in group._cells["lead_days"].findChildren(QWidget) if hasattr(part, "height_for") and part.isVisible()]
    assert said == ["Write a whole number in figures, for example 90."]
    other = Record("2" * 32, "request", "team", {})
    place.form.show_record(other)
    assert group.value() is None
    place.show_values(summons={"served_by": "The court"})
    assert group.columns["lead_days"].typed() == "a week"
    group.columns["lead_days"].setFocus()
    press(qtbot, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(focused(), "14")
    place.after.setFocus()
    assert place.told == [("summons", {"served_by": "The court", "lead_days": 14})]


def test_a_refresh_takes_nothing_that_is_being_typed_and_shows_what_came_in_elsewhere(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    place = bench("oath", oath={"form": "oath"})
    group = place.form.editor_of("oath")
    assert isinstance(group, GroupEditor)
    group.columns["by"].setFocus()
    qtbot.keyClicks(focused(), "The judge")
    place.show_values(oath={"form": "affirmation", "law": "Section 190"})
    assert focused() is group.columns["by"].control
    place.after.setFocus()
    assert place.told == [("oath", {"form": "affirmation", "by": "The judge", "law": "Section 190"})]


def test_a_menu_in_a_group_and_a_tick_belong_to_its_value(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    place = bench("recorded")
    group = place.form.editor_of("recorded")
    assert isinstance(group, GroupEditor)
    kind, asked = group.columns["kind"], group.columns["asked"]
    assert isinstance(kind, MenuChoice)
    assert isinstance(asked, TickEditor)
    assert asked.control.accessibleName() == "Recording: A recording is asked for"
    asked.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    kind.setFocus()
    kind.choose("video")
    place.after.setFocus()
    assert place.told[-1] == ("recorded", {"asked": True, "kind": "video"})


@pytest.mark.parametrize("width", [300, 760])
def test_columns_stand_side_by_side_where_there_is_room(qtbot: QtBot, bench: Callable[..., Bench], width: int) -> None:
    place = bench("requesting_official")
    place.resize(width, 500)
    group = place.form.editor_of("requesting_official")
    assert isinstance(group, GroupEditor)

    def beside() -> bool:
        name, function = (group.columns[key].mapTo(place, group.columns[key].rect().topLeft()) for key in ("name", "function"))
        return name.y() == function.y()

    qtbot.waitUntil(lambda: beside() is (width == 760))


# -- rows

TWO = [{"name": "Mara Kos", "state": "SVN"}, {"name": "Olena Hrytsenko", "mode": "room"}]


def rows_of(place: Bench, name: str = "participants") -> RowsEditor:
    control = place.form.editor_of(name)
    assert isinstance(control, RowsEditor)
    return control


def test_a_row_is_added_by_keyboard_and_kept_once_it_says_something(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    place = bench("participants", participants=TWO)
    rows = rows_of(place)
    rows.add_button.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert focused().accessibleName() == "Persons taking part 3: Name or function"
    place.show_values(participants=TWO)
    assert len(rows.cards) == 3
    place.after.setFocus()
    assert place.told == []
    rows.cards[2].group.setFocus()
    qtbot.keyClicks(focused(), "Interpreter")
    place.after.setFocus()
    assert place.told == [("participants", [*TWO, {"name": "Interpreter"}])]
    place.show_values(participants=[*TWO, {"name": "Interpreter"}])
    assert not rows.dirty


def test_a_row_that_was_taken_out_can_be_put_back(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    dated = [{"title": "Map", "number": "1", "pages": 2}, {"title": "Photograph", "file": "b" * 32, "travels": "sealed"}]
    place = bench("annex_list", annex_list=dated)
    rows = rows_of(place, "annex_list")
    rows.cards[0].remove_button.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert place.told == [("annex_list", dated[1:])]
    place.show_values(annex_list=dated[1:])
    assert focused() is rows.back_button
    press(qtbot, Qt.Key.Key_Return)
    assert place.told[-1] == ("annex_list", dated)
    assert not rows.back_button.isVisible()


def test_rows_are_moved_by_keyboard_and_tab_follows_their_order(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    place = bench("participants", participants=TWO)
    rows = rows_of(place)
    rows.cards[1].group.setFocus()
    press(qtbot, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert place.told == [("participants", [TWO[1], TWO[0]])]
    assert focused().accessibleName() == "Persons taking part 1: Name or function"
    place.show_values(participants=[TWO[1], TWO[0]])
    seen = []
    for _ in range(30):
        press(qtbot, Qt.Key.Key_Tab)
        seen.append(focused())
        if focused() is rows.add_button:
            break
    first = next(n for n, part in enumerate(seen) if rows.cards[1].isAncestorOf(part))
    assert all(rows.cards[0].isAncestorOf(part) for part in seen[:first])
    assert all(rows.cards[1].isAncestorOf(part) for part in seen[first:-1])
    rows.cards[0].down_button.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert place.told[-1] == ("participants", TWO)
    assert focused() is rows.cards[1].up_button


def test_a_row_typed_in_is_kept_when_the_keyboard_goes_to_the_next_row(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    place = bench("participants", participants=TWO)
    rows = rows_of(place)
    rows.cards[0].group.columns["place"].setFocus()
    qtbot.keyClicks(focused(), "Ljubljana")
    rows.cards[1].group.columns["name"].setFocus()
    assert place.told == [("participants", [{**TWO[0], "place": "Ljubljana"}, TWO[1]])]


# -- folds


def test_what_is_folded_opens_by_keyboard_and_is_open_where_it_is_filled(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    sections = (Section(("subject",)), Section(("oath", "oath_text"), "More", folded=True))
    place = bench(sections=sections, subject="The mill")
    fold = place.form._folds["oath"]
    assert not place.form.editor_of("oath").isVisible()
    assert fold.line.accessibleName() == "More · 2 fields"
    fold.line.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert place.form.editor_of("oath").isVisible()
    place.form.show_record(Record("2" * 32, "request", "team", {}))
    assert not place.form.editor_of("oath").isVisible()
    place.show_values(subject="The mill", oath_text="I swear.")
    assert place.form.editor_of("oath").isVisible()
    assert fold.line.accessibleName() == "More · 1 of 2 filled"


def test_a_refused_value_is_not_left_folded_away(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    place = bench(sections=(Section(("subject",)), Section(("oath",), "Oath", folded=True)))
    oath = place.form.editor_of("oath")
    assert not oath.isVisible()
    place.form.refuse(Record(RECORD, "request", "team").reference, "oath", "It was not kept.")
    assert oath.isVisible()


# -- editors of columns by themselves


def test_arrows_go_through_answers_and_space_takes_one_back(qtbot: QtBot) -> None:
    answers = AnswerEditor([("yes", "Yes"), ("no", "No"), ("unknown", "Unknown")])
    qtbot.addWidget(answers)
    with qtbot.waitActive(answers):
        answers.show()
        answers.activateWindow()
    answers.show_record(None)
    answers.setFocus()
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Space)
    assert answers.value() == "no"
    press(qtbot, Qt.Key.Key_Space)
    assert answers.value() is None


def test_a_value_without_a_box_is_not_lost(qtbot: QtBot) -> None:
    ticks = TicksEditor([("public", "The public"), ("accused", "The accused")])
    qtbot.addWidget(ticks)
    ticks.show_record(["jury", "public"])
    assert not ticks.dirty
    ticks.boxes["accused"].click()
    assert sorted(str(entry) for entry in ticks.value() or []) == ["accused", "jury", "public"]  # type: ignore[attr-defined]


def test_every_field_of_every_kind_has_an_editor(qtbot: QtBot) -> None:
    def of(kind: Kind) -> None:
        for field in kind.fields:
            if field.type not in (Type.WINDOWS, Type.CONTENT):
                control = editor(kind, field, lambda: TODAY, links=links() if field.of else None)
                qtbot.addWidget(control)
                control.show_record(None)
                assert not control.dirty, f"{kind.name}.{field.name}"

    for kind in KINDS.values():
        of(kind)
