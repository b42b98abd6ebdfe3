"""How the whole window looks: theme, text size, fonts and style sheet, changed while it is open."""

from __future__ import annotations

import re
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication

from jitdesk.ui import assets
from jitdesk.ui.palette import DARK, LIGHT, Colours, qt_palette

FAMILIES = ["Inter", "Noto Sans Arabic", "Noto Sans", "DejaVu Sans"]
TEXT_SIZES = (100, 112, 125, 150)


class Scheme(StrEnum):
    """What a person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Role(StrEnum):
    """What a text is, which decides its size and weight."""

    DISPLAY = "display"
    TITLE = "title"
    SECTION = "section"
    READING = "reading"
    BODY = "body"
    NAME = "name"
    CURRENT = "current"
    SMALL = "small"
    SMALL_NAME = "small_name"
    SMALL_GROUP = "small_group"
    TINY = "tiny"
    CODE = "code"


_FONTS = {
    Role.DISPLAY: (22, 600),
    Role.TITLE: (18, 600),
    Role.SECTION: (15, 600),
    Role.READING: (14, 400),
    Role.BODY: (13, 400),
    Role.NAME: (13, 500),
    Role.CURRENT: (13, 600),
    Role.SMALL: (12, 400),
    Role.SMALL_NAME: (12, 500),
    Role.SMALL_GROUP: (12, 600),
    Role.TINY: (11, 500),
    Role.CODE: (20, 600),
}
_LINES = {Role.DISPLAY: 28, Role.TITLE: 24, Role.SECTION: 24, Role.READING: 22, Role.BODY: 20, Role.NAME: 20, Role.CURRENT: 20}
_SIZE = re.compile(r"\b(\d+)sp\b")
_TOKEN = re.compile(r"@([a-z_0-9]+)")


class Look(QObject):
    """The one look of the program; `changed` follows every change of theme or text size."""

    changed = Signal()

    def __init__(self, app: QApplication, scheme: Scheme = Scheme.SYSTEM, text_size: int = 100) -> None:
        super().__init__(app)
        self._app = app
        self._scheme = scheme
        self._text_size = text_size
        for name in ("Regular", "Medium", "SemiBold"):
            QFontDatabase.addApplicationFont(str(assets.root() / "fonts" / f"Inter-{name}.ttf"))
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.colours = self._chosen()
        self._apply()

    @property
    def scheme(self) -> Scheme:
        """The theme a person chose."""
        return self._scheme

    @property
    def text_size(self) -> int:
        """The text size a person chose, in per cent."""
        return self._text_size

    @property
    def dark(self) -> bool:
        """Whether the dark theme is shown."""
        return self.colours is DARK

    def set_scheme(self, scheme: Scheme) -> None:
        """Show this theme from now on."""
        if scheme is not self._scheme:
            self._scheme = scheme
            self._refresh()

    def set_text_size(self, per_cent: int) -> None:
        """Show all text at this size from now on (one of TEXT_SIZES)."""
        if per_cent != self._text_size:
            self._text_size = per_cent
            self._refresh()

    def px(self, size: int) -> int:
        """A measure given for 100 % at the present text size."""
        return round(size * self._text_size / 100)

    def line(self, role: Role) -> int:
        """The height of one line of text of this role, in pixels."""
        return self.px(_LINES.get(role, 16))

    def font(self, role: Role, tabular: bool = False, slashed_zero: bool = False) -> QFont:
        """The font of a role; `tabular` figures for columns of dates and counts, `slashed_zero` for codes."""
        size, weight = _FONTS[role]
        font = QFont(FAMILIES)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight(weight))
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        if slashed_zero:
            font.setFeature(QFont.Tag("zero"), 1)
        return font

    def metrics(self, role: Role) -> QFontMetrics:
        """Measures of the font of a role."""
        return QFontMetrics(self.font(role))

    def _chosen(self) -> Colours:
        if self._scheme is Scheme.SYSTEM:
            return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._scheme is Scheme.DARK else LIGHT

    def _system_changed(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            self._refresh()

    def _refresh(self) -> None:
        self.colours = self._chosen()
        self._apply()
        self.changed.emit()

    def _apply(self) -> None:
        self._app.setPalette(qt_palette(self.colours))
        self._app.setFont(self.font(Role.BODY))
        self._app.setStyleSheet(self._sheet(assets.read("style", "window.qss")))

    def _sheet(self, template: str) -> str:
        tokens = self.colours.tokens()
        sized = _SIZE.sub(lambda match: f"{self.px(int(match[1]))}px", template)
        return _TOKEN.sub(lambda match: tokens[match[1]], sized)


_shown: list[Look] = []


def look() -> Look:
    """The look of the running program, made at its first use."""
    if not _shown:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        _shown.append(Look(app))
    return _shown[0]
