"""Editors for a time of day and for how long something lasts."""

from __future__ import annotations

import re

from jitdesk.kernel.words import say
from jitdesk.ui.widgets.editors import TextEditor

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?")
_HOURS = re.compile(r"(\d{1,2})\s*h(?:\s*(\d{1,2}))?(?:\s*min)?|(\d{1,2}):(\d{2})", re.IGNORECASE)
_MINUTES = re.compile(r"(\d{1,4})\s*min", re.IGNORECASE)
_DAY = 24 * 60


def read_clock(text: str) -> str:
    """The time of day that a person means: "9", "9.30", "0930" and "9:30" are 09:00 and 09:30; "" where it is none."""
    match = _CLOCK.fullmatch(text.strip())
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def read_length(text: str) -> int:
    """The minutes that a person means by "3 h", "2 h 30", "2:30" or "90 min"; a bare number is hours; 0 where it is none."""
    text = text.strip()
    if match := _HOURS.fullmatch(text):
        minutes = int(match[1] or match[3]) * 60 + int(match[2] or match[4] or 0)
    elif match := _MINUTES.fullmatch(text):
        minutes = int(match[1])
    else:
        minutes = int(text) * 60 if text.isascii() and text.isdigit() and len(text) < 3 else 0
    return minutes if 0 < minutes <= _DAY else 0


def length_text(minutes: int) -> str:
    """How long something lasts, for its field: "3 h", "2 h 30", "45 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return say("ui.hearing.minutes", n=rest)
    return say("ui.hearing.hours_minutes" if rest else "ui.hearing.hours", hours=hours, minutes=f"{rest:02}")


class ClockEditor(TextEditor):
    """A time of day."""

    def __init__(self) -> None:
        super().__init__(say("ui.hearing.clock_example"), quiet=False)

    def value(self) -> object:
        return read_clock(self.line.text()) or None

    def problem(self) -> str:
        return say("ui.hearing.no_clock") if self.line.text().strip() and self.value() is None else ""

    def typed(self) -> object:
        return self.line.text()


class LengthEditor(TextEditor):
    """How long something lasts, in minutes."""

    def __init__(self) -> None:
        super().__init__(length_text(120), quiet=False)

    def value(self) -> object:
        return read_length(self.line.text()) or None

    def problem(self) -> str:
        return say("ui.hearing.no_length") if self.line.text().strip() and self.value() is None else ""

    def display(self, value: object) -> None:
        super().display(length_text(value) if isinstance(value, int) else "")

    def typed(self) -> object:
        return self.line.text()

    def put_back(self, typed: object) -> None:
        self.line.setText(str(typed))
