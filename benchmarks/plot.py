"""Lines over time as an SVG picture: one panel a series, each with its own scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 720, 150, 70, 50, 60
_STYLE = "text{font:12px sans-serif;fill:#333}.axis{stroke:#999;fill:none}.line{stroke:#1a5f8a;stroke-width:1.5;fill:none}"


def lines(title: str, across: str, series: Mapping[str, Sequence[float]]) -> str:
    """The SVG text: under a title one panel for each series of values taken at steps 1, 2, …"""
    height = _TOP + len(series) * (_HEIGHT + _GAP)
    panels = "".join(_panel(name, across, values, _TOP + i * (_HEIGHT + _GAP)) for i, (name, values) in enumerate(series.items()))
    size = f'width="{_LEFT + _WIDTH + 20}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{_STYLE}</style>{_text(_LEFT, 20, title)}{panels}</svg>\n'


def _panel(name: str, across: str, values: Sequence[float], top: int) -> str:
    most = max(values) or 1.0
    step = _WIDTH / max(len(values) - 1, 1)
    points = " ".join(f"{_LEFT + i * step:.1f},{top + _HEIGHT * (1 - value / most):.1f}" for i, value in enumerate(values))
    bottom = top + _HEIGHT
    frame = f'<path class="axis" d="M{_LEFT},{top} V{bottom} H{_LEFT + _WIDTH}"/>'
    words = _text(_LEFT, top - 8, name) + _text(4, top + 10, f"{most:,.4g}") + _text(4, bottom, "0")
    end = _text(_LEFT + _WIDTH - 60, bottom + 16, f"{across} {len(values)}")
    return f'{frame}<polyline class="line" points="{points}"/>{words}{end}'


def _text(x: int, y: int, words: str) -> str:
    return f'<text x="{x}" y="{y}">{escape(words)}</text>'
