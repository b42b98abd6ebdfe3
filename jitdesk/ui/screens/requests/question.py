"""A question before any letter: asked in full, answered with yes, no or unknown; who says so, when and where from once it is answered."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.domain.fields import Field
from jitdesk.services.instruments import Question
from jitdesk.ui import labels
from jitdesk.ui.dates import Today
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.requests.hints import Hints
from jitdesk.ui.widgets.answer import AnswerEditor
from jitdesk.ui.widgets.editors import DateEditor, Editor, TextEditor
from jitdesk.ui.widgets.group import GroupEditor
from jitdesk.ui.widgets.labels import Paragraph, PlainLabel

_ANSWER, _BY, _ON = "answer", "by", "on"


class QuestionEditor(GroupEditor):
    """An answer is kept at once, under the name of `me` and the day of today, which can both be changed."""

    named_by_form = False

    def __init__(self, field: Field, number: int, question: str, today: Today, me: str) -> None:
        self._question = question
        self._today = today
        self._me = me

        def make(column: Field, label: str) -> Editor:
            if column.name == _ANSWER:
                return AnswerEditor([(value, labels.column_choice(column, value)) for value in column.choices])
            return DateEditor(today) if column.name == _ON else TextEditor()

        self.hints = Hints()
        super().__init__(field, make, _asked(number, question, self.hints), outside=(_ANSWER,), most=4, narrowest=160)
        self.setContentsMargins(0, 0, 0, look().px(6))
        self._follow()

    @property
    def answer(self) -> AnswerEditor:
        """The answers to choose from."""
        editor = self.columns[_ANSWER]
        assert isinstance(editor, AnswerEditor)
        return editor

    def show_question(self, question: Question) -> None:
        """Show what is known that bears on the question."""
        self.hints.show_hints(question.hints)

    def display(self, value: object) -> None:
        super().display(value)
        self._follow()

    def show_record(self, value: object) -> None:
        super().show_record(value)
        self._follow()

    def refresh(self, value: object) -> None:
        super().refresh(value)
        self._follow()

    def put_back(self, typed: Any) -> None:
        super().put_back(typed)
        self._follow()

    def _column_edited(self, name: str) -> None:
        if name == _ANSWER and not self._committing:
            if self.answer.value() is not None:
                for column, words in ((_BY, self._me), (_ON, self._today().isoformat())):
                    if self.columns[column].value() is None and not self.columns[column].problem():
                        self.columns[column].display(words)
            self._follow()
            self.commit()
        else:
            super()._column_edited(name)

    def _follow(self) -> None:
        """Show who answered and where from once there is something to say."""
        self.cells.setVisible(self.value() is not None or bool(self.problem()))


def _asked(number: int, question: str, hints: Hints) -> QWidget:
    head = QWidget()
    whole = QVBoxLayout(head)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(look().px(6))
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look().px(8))
    figure = PlainLabel(str(number), Role.NAME, "text2")
    figure.setFixedSize(look().px(12), look().line(Role.NAME))
    row.addWidget(figure, alignment=Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.addWidget(Paragraph(question, Role.NAME))
    row.addLayout(column, 1)
    whole.addLayout(row)
    whole.addWidget(hints)
    return head
