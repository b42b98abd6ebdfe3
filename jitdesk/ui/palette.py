"""The colours, light and dark, each token named by what it is for (contrast of every pair used on screen: at least 4.5, edges 3)."""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True)
class Colours:
    """One theme: every token as "#RRGGBB"."""

    window: str
    sidebar: str
    surface: str
    sunken: str
    text: str
    text2: str
    border: str
    line: str
    edge: str
    hover: str
    select: str
    select_text: str
    accent: str
    on_accent: str
    accent_soft: str
    focus: str
    ok: str
    ok_bg: str
    warn: str
    warn_bg: str
    danger: str
    danger_bg: str
    info: str
    info_bg: str
    seal: str
    seal_bg: str
    neutral: str
    neutral_bg: str
    add_bg: str
    del_bg: str
    heat1: str
    heat2: str
    heat3: str
    heat_text: str
    scroll: str
    paper: str
    desk: str

    def tone(self, name: str) -> tuple[str, str]:
        """Ink and ground of a tone: neutral, info, ok, warn, danger or seal."""
        return getattr(self, name), getattr(self, f"{name}_bg")

    def tokens(self) -> dict[str, str]:
        """Every token by its name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


LIGHT = Colours(
    window="#F6F5F2", sidebar="#EDEBE6", surface="#FFFFFF", sunken="#F4F3EF", text="#1E1D1B", text2="#5D5A54",
    border="#DEDBD4", line="#ECEAE5", edge="#8B8780", hover="#E4E1DA", select="#DEE9F4", select_text="#12375E",
    accent="#1F5A93", on_accent="#FFFFFF", accent_soft="#E6EFF7", focus="#1F5A93",
    ok="#1B6644", ok_bg="#DFF0E6", warn="#7A4D00", warn_bg="#FBEDCD", danger="#9E2A1F", danger_bg="#FBE4E0",
    info="#1F5A93", info_bg="#E1ECF6", seal="#67397F", seal_bg="#F1E8F5", neutral="#55524C", neutral_bg="#ECEAE5",
    add_bg="#D3EBDB", del_bg="#F8D6D0", heat1="#F6EBD3", heat2="#F0D7A6", heat3="#E5B978", heat_text="#3A2600",
    scroll="#C6C2BA", paper="#FFFFFF", desk="#E5E2DC",
)  # fmt: skip

DARK = Colours(
    window="#1B1B1C", sidebar="#151516", surface="#222224", sunken="#1B1B1C", text="#ECEAE6", text2="#ACA8A1",
    border="#39383A", line="#2E2E30", edge="#7D7A75", hover="#2F2F32", select="#21405F", select_text="#E6F1FF",
    accent="#8ABBEC", on_accent="#0A223C", accent_soft="#1F3145", focus="#8ABBEC",
    ok="#82D0A5", ok_bg="#1B3A2A", warn="#EDC272", warn_bg="#3D2F14", danger="#FF9D90", danger_bg="#4A231E",
    info="#8ABBEC", info_bg="#1F3347", seal="#D5AEEA", seal_bg="#372642", neutral="#B9B5AE", neutral_bg="#323134",
    add_bg="#1F4731", del_bg="#57271F", heat1="#3A301D", heat2="#5A4520", heat3="#7C5C22", heat_text="#F6E3BD",
    scroll="#4D4C4F", paper="#F4F2ED", desk="#131314",
)  # fmt: skip


def qt_palette(colours: Colours) -> QPalette:
    """The tokens as Qt's own palette, for everything no style sheet reaches."""
    palette = QPalette()
    role = QPalette.ColorRole
    for target, token in {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.sunken,
        role.Text: colours.text,
        role.PlaceholderText: colours.text2,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.BrightText: colours.danger,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.ToolTipBase: colours.surface,
        role.ToolTipText: colours.text,
        role.Light: colours.surface,
        role.Midlight: colours.hover,
        role.Mid: colours.border,
        role.Dark: colours.edge,
        role.Shadow: colours.edge,
        role.Accent: colours.accent,
    }.items():
        palette.setColor(target, QColor(token))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colours.text2))
    return palette
