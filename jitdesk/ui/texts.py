"""Text as a stranger may have written it: never markup, its own direction, codes kept whole inside sentences."""

from __future__ import annotations

import unicodedata
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_INVISIBLE = {ord(c): None for c in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067"}


def isolated(text: str) -> str:
    """A code, date or name for use inside a sentence of another direction."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def direction(text: str, fallback: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight) -> Qt.LayoutDirection:
    """The direction of a text by its first strong letter, or `fallback` where it has none."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind == "L":
            return Qt.LayoutDirection.LeftToRight
        if kind in ("R", "AL"):
            return Qt.LayoutDirection.RightToLeft
    return fallback


def one_line(text: str) -> str:
    """A text on one line, without characters that turn the reading direction of what stands beside it."""
    return " ".join(text.translate(_INVISIBLE).split())


def elided(text: str, metrics: QFontMetrics, width: int) -> str:
    """A text on one line, cut with an ellipsis at its own end where it is wider than `width`."""
    return metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, width)


def tool_tip(text: str) -> str:
    """A text for a tool tip, which Qt would otherwise read as markup when it looks like some."""
    return f"<qt>{escape(text)}</qt>" if text else ""


def button_text(text: str) -> str:
    """A text for a button or menu, where "&" would otherwise underline a letter."""
    return text.replace("&", "&&")


def initials(name: str) -> str:
    """The first letters of the first and last word of a name, for an avatar."""
    words = name.split()
    return "".join(w[0] for w in (words[:1] + words[1:][-1:])).upper()
