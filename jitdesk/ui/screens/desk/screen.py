"""What opens this desk, whether everything on it is whole, and what to do where a passphrase is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from jitdesk.kernel.words import say
from jitdesk.services import desk as desks
from jitdesk.services import recovery
from jitdesk.services.desk import Desk
from jitdesk.services.recovery import Kit
from jitdesk.ui import dates
from jitdesk.ui.actions import Actions
from jitdesk.ui.children import DeskChild
from jitdesk.ui.jobs import Failure, Job, Jobs
from jitdesk.ui.look import Role, look
from jitdesk.ui.screens.desk.drill import DrillPage
from jitdesk.ui.screens.desk.passphrase import PassphrasePage
from jitdesk.ui.screens.screen import Screen
from jitdesk.ui.widgets.buttons import Button
from jitdesk.ui.widgets.fields import CheckBox
from jitdesk.ui.widgets.form_page import FormPage
from jitdesk.ui.widgets.labels import IconLabel, Paragraph, PlainLabel
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.progress import ProgressLine


@dataclass(frozen=True)
class State:
    """What opens the desk beside its passphrase."""

    kit: Kit | None
    remembered: bool


class DeskScreen(Screen):
    """The page of the desk, and the two forms that it leads to."""

    def __init__(self, desk: Desk, jobs: Jobs, actions: Actions, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._actions = actions
        self._today = today
        self._job: Job | None = None
        self._state = State(None, False)
        self._declare()
        self.main = FormPage(say("ui.desk.title"), say("ui.desk.below"))
        self.passphrase = PassphrasePage()
        self.drill = DrillPage()
        self.shares = CheckBox(say("ui.desk.shares"))
        self._kit = Paragraph("", tone="text2")
        self._keychain = Paragraph("", tone="text2")
        self._progress = ProgressLine(say("ui.desk.verifying"))
        self._progress.cancelled.connect(self._cancel)
        self._progress.hide()
        self._notice = QVBoxLayout()
        self._pages = QStackedWidget()
        for page in (self.main, self.passphrase, self.drill):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._notice)
        column.addWidget(self._pages, 1)
        self._lay_out()
        for form in (self.passphrase, self.drill):
            form.lent.connect(self.lent)
            form.left.connect(self.back)
        self._show(self.main)
        self._load()

    @property
    def page(self) -> QWidget | None:
        """The page in sight."""
        return self._pages.currentWidget()

    def panes(self) -> Sequence[QWidget]:
        return (self._pages,)

    def shown(self, record: str = "") -> None:
        self._load()

    def back(self) -> None:
        if self.page is not self.main:
            self.passphrase.begin()
            self.drill.begin(shares=False)
            self._show(self.main)

    def kit_says(self) -> str:
        """What is said of the recovery kit."""
        return self._kit.text()

    def _declare(self) -> None:
        add = partial(self._actions.add, screen=self)
        add("change_passphrase", self._begin_passphrase, icon="key-round")
        add("make_kit", self._make_kit, icon="file-plus")
        add("prove_kit", self._begin_drill, icon="check")
        add("forget_keychain", self._forget, icon="x")
        add("verify_desk", self._verify, icon="shield-check")

    def _load(self) -> None:
        self._jobs.read(partial(_state, self._desk), self, self._show_state)

    def _show_state(self, state: State) -> None:
        self._state = state
        self._kit.setText(self._kit_words(state.kit))
        self._keychain.setText(say("ui.desk.keychain_on" if state.remembered else "ui.desk.keychain_off"))
        self._actions.find("prove_kit").set_reason("" if state.kit else say("ui.desk.no_kit"))
        self._actions.find("forget_keychain").set_reason("" if state.remembered else say("ui.desk.keychain_off"))

    def _kit_words(self, kit: Kit | None) -> str:
        if kit is None:
            return say("recovery.none")
        made = dates.at(kit.made, self._today()) if kit.made else "?"
        told = say("recovery.kit_of_shares" if kit.shares else "recovery.kit", number=kit.number, made=made)
        proved = say("recovery.proved", date=dates.at(kit.proved, self._today())) if kit.proved else say("ui.desk.never_proved")
        return f"{told} {proved}"

    def _begin_passphrase(self) -> None:
        clear(self._notice)
        self.passphrase.begin()
        self._show(self.passphrase)
        self.passphrase.take_keyboard()

    def _begin_drill(self) -> None:
        clear(self._notice)
        self.drill.begin(shares=bool(self._state.kit and self._state.kit.shares))
        self._show(self.drill)
        self.drill.take_keyboard()

    def _make_kit(self) -> None:
        start = str(Path.home() / f"{say('ui.desk.kit_name')}{recovery.SUFFIX}")
        out = QFileDialog.getSaveFileName(self, say("ui.action.make_kit"), start, f"*{recovery.SUFFIX}")[0]
        if out:
            former = self._state.kit
            child = DeskChild("recovery", self._desk, list, out=out, shares=self.shares.isChecked())

            def made(paths: list[str]) -> None:
                told = [say("ui.desk.kit_made", n=len(paths), names=", ".join(Path(path).name for path in paths))]
                told += [say("recovery.former", number=former.number)] if former else []
                self._tell(" ".join(told), "ok")
                self._load()

            self._start(child, say("ui.desk.making_kit"), made)

    def _forget(self) -> None:
        self._jobs.write(partial(desks.remember, self._desk, False), self, self._forgot, self._not_forgot)

    def _forgot(self, _: object) -> None:
        self._tell(say("ui.desk.forgotten"), "ok")
        self._load()

    def _not_forgot(self, failure: Failure) -> None:
        """The slot is gone all the same; only the entry in the keychain may be left."""
        self._tell(say("ui.desk.keychain_left", reason=failure.text), "warn")
        self._load()

    def _verify(self) -> None:
        def done(checked: dict[str, Any]) -> None:
            self._tell(say("verify.done", **checked), "ok")

        self._start(DeskChild("verify", self._desk, dict), say("ui.desk.verifying"), done)

    def _start(self, child: DeskChild[Any], text: str, done: Callable[[Any], None]) -> None:
        if self._job is not None:
            return
        clear(self._notice)

        def ended(result: Any) -> None:
            self._rest()
            done(result)

        self._progress.show_progress(text, 0, 0)
        self._progress.show()
        self._job = self._jobs.run_child(child, text, self, ended, self._failed, partial(self._progress.show_progress, text))

    def _failed(self, failure: Failure) -> None:
        self._rest()
        self._tell(failure.text, "danger")

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._rest()

    def _rest(self) -> None:
        self._job = None
        self._progress.hide()

    def _tell(self, sentence: str, tone: str) -> None:
        clear(self._notice)
        self._notice.addWidget(Banner(sentence, tone=tone, closable=True))

    def _show(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        screen = say("ui.screen.desk")
        if page is self.main:
            self.set_place(screen)
        else:
            self.set_place(say("ui.desk.passphrase_title" if page is self.passphrase else "ui.desk.drill_title"), parent_place=screen)

    def _lay_out(self) -> None:
        button = partial(self._button)
        self.main.column.addWidget(self._progress)
        parts: tuple[tuple[str, str, Sequence[QWidget], Sequence[QWidget]], ...] = (
            ("key-round", "passphrase", (Paragraph(say("ui.desk.passphrase_says"), tone="text2"),), (button("change_passphrase"),)),
            ("file-text", "kit", (self._kit, self.shares), (button("make_kit"), button("prove_kit"))),
            ("lock-open", "keychain", (self._keychain,), (button("forget_keychain"),)),
            ("shield-check", "whole", (Paragraph(say("ui.desk.whole_says"), tone="text2"),), (button("verify_desk"),)),
        )
        for icon, name, words, buttons in parts:
            self.main.column.addWidget(_Part(icon, say(f"ui.desk.{name}"), words, buttons))
        self.main.column.addStretch(1)

    def _button(self, id: str) -> Button:
        action = self._actions.find(id)
        return self._actions.button(id, Button(action.words, icon=action.icon_name))


class _Part(QWidget):
    """One matter: what it is about, how it stands, what can be done."""

    def __init__(self, icon: str, title: str, words: Sequence[QWidget], buttons: Sequence[QWidget]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 14, 0, 4)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon), alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(PlainLabel(title, Role.SECTION))
        for widget in words:
            column.addWidget(widget)
        line = QHBoxLayout()
        line.setSpacing(8)
        for button in buttons:
            line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)
        row.addLayout(column, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, QColor(look().colours.line))
        painter.end()


def _state(desk: Desk) -> State:
    return State(recovery.kit(desk), desks.remembered(desk.folder))
