"""Short ways to declare the columns of groups and rows, and groups that several kinds share."""

from __future__ import annotations

from jitdesk.domain.fields import Field, Merge, Sensitivity, Type

_L = Sensitivity.LETTER


def texts(*names: str) -> tuple[Field, ...]:
    """Columns of one line of text each."""
    return tuple(Field(name) for name in names)


def dates(*names: str) -> tuple[Field, ...]:
    """Columns of dates."""
    return tuple(Field(name, Type.DATE) for name in names)


def ticks(*names: str) -> tuple[Field, ...]:
    """Columns that are true or false."""
    return tuple(Field(name, Type.BOOL) for name in names)


def numbers(*names: str) -> tuple[Field, ...]:
    """Columns of whole numbers."""
    return tuple(Field(name, Type.INT) for name in names)


def one(name: str, *choices: str) -> Field:
    """A column of one of several values."""
    return Field(name, Type.ONE, choices)


def many(name: str, *choices: str) -> Field:
    """A column of some of several values."""
    return Field(name, Type.ONE, choices, merge=Merge.SET)


def group(name: str, *columns: Field, sensitivity: Sensitivity = _L) -> Field:
    """A field of columns that belong together: one statement of one person."""
    return Field(name, Type.GROUP, columns=columns, sensitivity=sensitivity)


def rows(name: str, *columns: Field, sensitivity: Sensitivity = _L) -> Field:
    """A field of several such groups, in an order."""
    return Field(name, Type.ROWS, columns=columns, sensitivity=sensitivity)


AGREED = (*dates("asked_on", "given_on"), *texts("given_by"))
CHECKED = (*texts("by"), *dates("on"))
