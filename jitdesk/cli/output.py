"""What the terminal prints: lines for people, one JSON object a line for machines; control characters never reach the screen raw."""

from __future__ import annotations

from typing import Any

import click
import msgspec


def line(text: str) -> None:
    """One line for a person."""
    click.echo(tame(text))


def json(value: Any) -> None:
    """One line of JSON."""
    click.echo(msgspec.json.encode(value, order="sorted").decode("utf-8"))


def tame(text: str) -> str:
    """`text` with what could command a terminal or turn its direction replaced."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)


def shown(value: Any) -> str:
    """A value of a field as text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return ", ".join(value)
    return msgspec.json.encode(value, order="sorted").decode("utf-8")
