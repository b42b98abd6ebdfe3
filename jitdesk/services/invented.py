"""Invented accounts in three scripts, the same for the same seed: for the demo and for the benchmarks."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from jitdesk.system import resources


@cache
def _stocks() -> tuple[list[str], ...]:
    words = tomllib.loads(resources.read_text("demo/invented.toml"))
    latin, cyrillic, arabic = (words[script].split() for script in ("latin", "cyrillic", "arabic"))
    return latin, latin, cyrillic, arabic


def text(dice: random.Random, words: int) -> str:
    """Invented prose in one of three scripts, with some words rare (a number behind them)."""
    stock = dice.choice(_stocks())
    return " ".join(f"{dice.choice(stock)}{dice.randrange(3000)}" if dice.random() < 0.1 else dice.choice(stock) for _ in range(words))


def accounts(count: int, seed: int, words: int = 60) -> Iterator[dict[str, Any]]:
    """Accounts of five fields each."""
    dice = random.Random(seed)  # noqa: S311 - invented records
    for i in range(count):
        yield {
            "date": f"{1992 + i % 4}-{1 + i % 12:02d}-{1 + i % 28:02d}",
            "authority": f"Authority {i % 40}",
            "place": dice.choice(_stocks()[0]),
            "held_by": "State Prosecutor's Office",
            "text": text(dice, words),
        }
