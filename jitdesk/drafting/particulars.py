"""Groups and rows of a request as tables of a letter: what a person entered in words, choices and dates in those of the language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from jitdesk.domain.fields import Field, Merge, Type
from jitdesk.domain.kinds.request import REQUEST
from jitdesk.drafting.draft import Draft
from jitdesk.drafting.structure import Cell, Table, lines, paragraph
from jitdesk.drafting.times import date_text

Layout = Sequence[tuple[int, tuple[str, ...]]]  # of each column its width in millimetres and what stands in it


def group(draft: Draft, field: str, leaving: Collection[str] = ()) -> tuple[Table, ...]:
    """A group as a table of labels and values, without the columns that say nothing."""
    values = draft.request.get(field, {})
    columns = [column for column in REQUEST.by_name[field].columns if column.name not in leaving]
    return draft.labelled([(label(draft, field, c.name), cell(draft, c, values.get(c.name), f"{field}.{c.name}")) for c in columns])


def stacked(draft: Draft, field: str) -> Cell:
    """A group as the lines of one cell."""
    values = draft.request.get(field, {})
    return tuple(
        line
        for c in REQUEST.by_name[field].columns
        if c.type is not Type.BOOL
        for line in cell(draft, c, values.get(c.name), f"{field}.{c.name}")
    )


def rows(draft: Draft, field: str, layout: Layout) -> tuple[Table, ...]:
    """Rows as a table under the labels of the first column of each cell."""
    entries = draft.request.get(field, ())
    if not entries:
        return ()
    columns = REQUEST.by_name[field].by_column
    return (
        Table(
            tuple(width for width, _ in layout),
            tuple(tuple(_stack(draft, field, columns, names, entry) for _, names in layout) for entry in entries),
            tuple(draft.say(label(draft, field, names[0])) for _, names in layout),
        ),
    )


def _stack(draft: Draft, field: str, columns: Mapping[str, Field], names: Sequence[str], entry: Mapping[str, Any]) -> Cell:
    return tuple(line for name in names for line in cell(draft, columns[name], entry.get(name), f"{field}.{name}"))


def label(draft: Draft, field: str, column: str) -> str:
    """The key of a column's label: its own, or that of all columns of the name."""
    special = f"label.{field}.{column}"
    return special if special in draft.words.texts else f"label.{column}"


def cell(draft: Draft, column: Field, value: Any, field: str) -> Cell:
    """The value of a column as lines; nothing for one that is not set, for a link, or for a choice of a newer version."""
    if value is None or value == [] or column.type is Type.LINK:
        return ()
    if column.type is Type.TEXT:
        return tuple(draft.own(line, field) for line in lines(str(value)))
    return (paragraph(said),) if (said := _said(draft, column, value)) else ()


def _said(draft: Draft, column: Field, value: Any) -> str:
    words = draft.words
    match column.type:
        case Type.DATE:
            return date_text(words, value)
        case Type.BOOL:
            return words.say("option.yes" if value else "option.no")
        case Type.STATE:
            return words.named_state(value)
        case Type.LANGUAGE:
            return words.tongue(value)
        case Type.ONE:
            chosen = value if column.merge is Merge.SET else [value]
            return words.listed([words.say(f"option.{column.name}.{one}") for one in chosen if one in column.choices])
        case _:
            return str(value)


def money(draft: Draft, minor: int, currency: str) -> str:
    """An amount in minor units with the code of its currency: "1,200.00 EUR"."""
    from babel.numbers import format_decimal, get_currency_precision  # needed for estimates only

    digits = get_currency_precision(currency)
    amount = format_decimal(Decimal(minor).scaleb(-digits), "#,##0." + "0" * digits if digits else "#,##0", draft.words.language)
    return f"{amount} {currency}"
