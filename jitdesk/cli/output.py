"""What the terminal prints: lines for people, one JSON object a line for machines; control characters never reach the screen raw."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

import click
import msgspec


def prepare() -> None:
    """Speak UTF-8 whatever the surroundings say, so that no name can fail to be printed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def line(text: str) -> None:
    """One line for a person."""
    _print(tame(text))


def json(value: Any) -> None:
    """One line of JSON; characters that could command a terminal or turn its direction are written as escapes."""
    text = msgspec.json.encode(_without_keys(value), order="sorted").decode("utf-8")
    _print(text if text.isprintable() else "".join(c if c.isprintable() else _escaped(c) for c in text))


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def error(text: str) -> None:
    """One sentence on standard error."""
    click.echo(tame(text), err=True)


def _print(text: str) -> None:
    try:
        click.echo(text)
    except BrokenPipeError:  # whoever reads has seen enough ("| head -1"): the work itself is done
        let_go()
        raise click.exceptions.Exit(0) from None


def let_go() -> None:
    """Give up what cannot be printed: Python would try again at its end, and end with a status and words of its own."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    return msgspec.json.encode(_without_keys(value), order="sorted").decode("utf-8")


def sides(before: str, after: str) -> None:
    """What was and what would be, each of their lines with its sign."""
    for sign, text in (("-", before), ("+", after)):
        for each in text.split("\n") if text else ():
            line(f"  {sign} {each}")


def _without_keys(value: Any) -> Any:
    """`value` without the keys that open attachments: a terminal and the logs of jobs keep what is printed; `extract` opens them."""
    if isinstance(value, dict):
        return {name: _without_keys(entry) for name, entry in value.items() if name != "key" or "cipher" not in value}
    return [_without_keys(entry) for entry in value] if isinstance(value, (list, tuple)) else value
