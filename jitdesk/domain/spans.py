"""Runs of numbers of lines, written as (first, last): what a decision, an import and an undo name of a segment."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int]


def of(numbers: Iterable[int]) -> list[Span]:
    """The runs that ascending numbers make."""
    numbers = list(numbers)
    if numbers and numbers[-1] - numbers[0] + 1 == len(numbers):
        return [(numbers[0], numbers[-1])]  # one run, as for nearly every segment
    result: list[Span] = []
    for number in numbers:
        if result and result[-1][1] == number - 1:
            result[-1] = result[-1][0], number
        else:
            result.append((number, number))
    return result


def numbers(spans: Iterable[Span]) -> set[int]:
    """The numbers that the runs cover."""
    return {number for first, last in spans for number in range(first, last + 1)}


def count(spans: Iterable[Span]) -> int:
    """How many numbers the runs cover."""
    return sum(last - first + 1 for first, last in spans)
