"""Colours, icons, words: what is named exists, and every pair on screen can be read."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication

from jitdesk.kernel import words
from jitdesk.system import resources
from jitdesk.ui import assets, icons
from jitdesk.ui.look import Role, look
from jitdesk.ui.palette import DARK, LIGHT, Colours
from jitdesk.ui.texts import direction, initials, isolated, one_line, tool_tip

UI = Path(__file__).parents[2] / "jitdesk" / "ui"
TEXT_PAIRS = [
    "text/surface",
    "text/window",
    "text/sidebar",
    "text2/surface",
    "text2/window",
    "text2/sidebar",
    "text2/select",
    "text2/neutral_bg",
    "select_text/select",
    "accent/surface",
    "accent/window",
    "accent/warn_bg",
    "accent/seal_bg",
    "on_accent/accent",
    "ok/ok_bg",
    "warn/warn_bg",
    "danger/danger_bg",
    "info/info_bg",
    "seal/seal_bg",
    "neutral/neutral_bg",
    "danger/select",
    "ok/add_bg",
    "danger/del_bg",
    "heat_text/heat3",
]
EDGE_PAIRS = ["edge/surface", "edge/window", "focus/surface", "focus/window", "focus/select"]


def luminance(colour: str) -> float:
    parts = QColor(colour)
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (parts.redF(), parts.greenF(), parts.blueF())]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT_PAIRS, 4.5), (EDGE_PAIRS, 3.0)], ids=["text", "edges"])
def test_every_pair_can_be_read(colours: Colours, pairs: list[str], least: float) -> None:
    low = [pair for pair in pairs if contrast(*(getattr(colours, token) for token in pair.split("/"))) < least]
    assert low == []


def strings(kind: type[ast.AST] = ast.Constant) -> set[str]:
    found: set[str] = set()
    for file in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_word_the_window_names_is_in_the_catalogue() -> None:
    named = {text for text in strings() if re.fullmatch(r"ui(\.[a-z_0-9]+)*\.[a-z_0-9]*[a-z0-9]", text)}
    assert named
    tables = {key.rpartition(".")[0] for key in resources.words()}  # a deck of cards is told where its words stand
    assert sorted(key for key in named - tables if not words.known(key)) == []


def test_every_icon_can_be_drawn(qapp: QApplication) -> None:
    for name in {file.stem for file in (assets.root() / "icons").glob("*.svg")}:
        picture = icons.pixmap(name, "#000000", 32).toImage()
        assert any(picture.pixelColor(x, y).alpha() for x in range(32) for y in range(32)), name


def test_the_brought_fonts_are_used_in_their_own_weights(qapp: QApplication) -> None:
    for role in (Role.BODY, Role.NAME, Role.TITLE):
        font = look().font(role)
        info = QFontInfo(font)
        assert (info.family(), info.weight()) == ("Inter", font.weight())


def test_text_from_outside_is_never_markup() -> None:
    assert tool_tip("<b>x</b>") == "<qt>&lt;b&gt;x&lt;/b&gt;</qt>"
    assert one_line("a\u202eb\nc") == "ab c"


def test_a_text_runs_as_its_first_letter_does() -> None:
    assert direction("12 أكتوبر") == direction("اليوم")
    assert direction("12 October") != direction("12 أكتوبر")
    assert isolated("W-0412")[1:-1] == "W-0412"


def test_initials() -> None:
    assert [initials(name) for name in ("Maaike Verhulst", "Cher", "Олена І. Гаврищук", "")] == ["MV", "C", "ОГ", ""]


def test_the_first_page_is_painted_before_anything_heavy_is_loaded(tmp_path: Path) -> None:
    """In a process of its own: what stands in sys.modules when the first page is painted."""
    program = """
import sys
from PySide6.QtWidgets import QApplication
from jitdesk import bootstrap
bootstrap.start("window")
from jitdesk.ui import app, window
def painted(self, event, was=window.Window.paintEvent):
    print(",".join(m for m in ("sqlalchemy", "keyring", "docx", "click", "jitdesk.services") if m in sys.modules))
    window.Window.paintEvent = was
    QApplication.instance().quit()
window.Window.paintEvent = painted
sys.exit(app.main([]))
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.strip() == ""
