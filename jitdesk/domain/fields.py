"""The field table, the only place where fields are declared: forms, checks, search, import, documents and tables are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

TEXT_LIMIT = 1_000
LONG_LIMIT = 200_000
LIST_LIMIT = 500


class Type(StrEnum):
    """What a field holds; each is checked by `domain.check`."""

    TEXT = "text"  # one line
    LONG = "long"  # paragraphs
    BOOL = "bool"
    INT = "int"
    DATE = "date"  # may be partial: "1994-03"
    LANGUAGE = "language"  # BCP 47
    STATE = "state"  # ISO 3166-1 alpha-3, XKX for Kosovo
    ONE = "one"  # one of `choices`
    LINK = "link"  # the id of a record; of `of`, or of any kind
    TEXTS = "texts"  # list of text
    LANGUAGES = "languages"  # list of BCP 47
    STATES = "states"  # list of States
    WINDOWS = "windows"  # list of {"start": UTC minute, "minutes": int, "zone": IANA}
    GROUP = "group"  # {column: value} of `columns`; a column that says nothing is left out
    ROWS = "rows"  # list of such
    CONTENT = "content"  # an attachment: {"cipher","key","media_type","name","sha256","size"}


class Merge(StrEnum):
    """What becomes of two values set side by side."""

    KEEP = "keep"  # both stay until a person settles it
    LATEST = "latest"  # the greatest (stamp, name) stands, no badge
    SET = "set"  # one cell an element


class Sensitivity(StrEnum):
    """How far a field may travel: letter, team, case layer, protected, identity."""

    LETTER = "L"
    TEAM = "T"
    CASE = "K"
    PROTECTED = "P"
    IDENTITY = "I"


@dataclass(frozen=True)
class Field:
    """One field of one kind, or one column of a group.

    `order` offers lists in its order (by an index), `settable` is false for what only services write.
    """

    name: str
    type: Type = Type.TEXT
    choices: tuple[str, ...] = ()
    of: str = ""
    columns: tuple[Field, ...] = ()
    merge: Merge = Merge.KEEP
    sensitivity: Sensitivity = Sensitivity.CASE
    limit: int = 0
    required: bool = False
    searched: bool = False
    order: bool = False
    settable: bool = True

    @cached_property
    def most(self) -> int:
        """Characters of a text, or entries of a list, at most."""
        if self.limit:
            return self.limit
        return LONG_LIMIT if self.type is Type.LONG else LIST_LIMIT if self.is_list else TEXT_LIMIT

    @cached_property
    def is_list(self) -> bool:
        """Whether the value is a list (of a set, the list of its elements)."""
        return self.merge is Merge.SET or self.type in _LISTS

    @cached_property
    def packed(self) -> bool:
        """Whether the value is more than one text, number or tick."""
        return self.is_list or self.type in (Type.CONTENT, Type.GROUP)

    @cached_property
    def by_column(self) -> dict[str, Field]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}


_LISTS = {Type.TEXTS, Type.LANGUAGES, Type.STATES, Type.WINDOWS, Type.ROWS}


@dataclass(frozen=True)
class Kind:
    """One kind of record: its fields and the field people name it by (`code`).

    One that is `narrow` never lives where the whole team reads it; one that is `fixed` is made once and never edited.
    """

    name: str
    fields: tuple[Field, ...]
    code: str = ""
    title: str = ""
    narrow: bool = False
    fixed: bool = False
    columns: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields by their names."""
        return {field.name: field for field in self.fields}

    @cached_property
    def subject(self) -> str:
        """The link to the record that one of this kind hangs on: the link that it cannot do without ("" where it stands for itself)."""
        return next((field.name for field in self.fields if field.required and field.type is Type.LINK), "")

    def field(self, name: str) -> Field | None:
        """The field called `name`, or None."""
        return self.by_name.get(name)


ARCHIVED = Field("archived", Type.BOOL, sensitivity=Sensitivity.TEAM)
# "<compartment>/<record>" that a record was before it was moved into a narrower compartment; it stands in the narrower one only.
MOVED_FROM = Field("moved_from", limit=100, sensitivity=Sensitivity.TEAM, settable=False)
# Kept and processed no further (Directive (EU) 2016/680 Art. 16(3)): in no list, no hits, no letter and no disclosure until it is lifted.
RESTRICTED = Field("restricted", Type.BOOL, sensitivity=Sensitivity.TEAM)
# Who ordered that the record must be kept, and where that is written.
LEGAL_HOLD = Field("legal_hold", sensitivity=Sensitivity.TEAM)
# What every record has that holds something of a case.
COMMON = (ARCHIVED, RESTRICTED, LEGAL_HOLD, MOVED_FROM)
