"""Invented accounts in three scripts, the same for the same seed: for the demo and for the benchmarks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

_LATIN = (
    "bridge river witness statement village soldier convoy market school night order commander checkpoint truck photograph "
    "interpreter hospital cellar road border winter letter list register radio signal neighbour uncle fire smoke field"
).split()
_CYRILLIC = "міст річка свідок заява село колона ринок школа ніч наказ командир лікарня підвал дорога кордон зима сусід вогонь поле".split()
_ARABIC = "جسر نهر شاهد شهادة قرية جندي قافلة سوق مدرسة ليل أمر قائد مستشفى قبو طريق حدود شتاء رسالة جار نار حقل".split()


def text(dice: random.Random, words: int) -> str:
    """Invented prose in one of three scripts, with some words rare (a number behind them)."""
    stock = dice.choice((_LATIN, _LATIN, _CYRILLIC, _ARABIC))
    return " ".join(f"{dice.choice(stock)}{dice.randrange(3000)}" if dice.random() < 0.1 else dice.choice(stock) for _ in range(words))


def accounts(count: int, seed: int, words: int = 60) -> Iterator[dict[str, Any]]:
    """Accounts of five fields each."""
    dice = random.Random(seed)  # noqa: S311 - invented records
    for i in range(count):
        yield {
            "date": f"{1992 + i % 4}-{1 + i % 12:02d}-{1 + i % 28:02d}",
            "authority": f"Authority {i % 40}",
            "place": dice.choice(_LATIN),
            "held_by": "State Prosecutor's Office",
            "text": text(dice, words),
        }
