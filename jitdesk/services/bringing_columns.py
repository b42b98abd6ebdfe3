"""From the headings of a table to the fields of a kind: by name, by label, by what people commonly write, or as a person says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jitdesk.documents.incoming import Column
from jitdesk.domain import decide, folding
from jitdesk.domain.fields import Field, Kind, Type
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import known, say

# What a column can say of a record beside its fields: which one it is, and where it stands.
ID, COMPARTMENT = "id", "compartment"
BESIDE = (ID, COMPARTMENT)
# People keep lists of these; what the program writes itself, and what hangs on files, is not brought in.
KINDS = ("witness", "account", "identity", "consent", "task", "note", "authority", "proceeding")

_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Use:
    """A column by its letter and heading, and the field that it fills: "" for none."""

    letter: str
    heading: str
    field: str


def kind_of(name: str | None, columns: Sequence[Column]) -> Kind:
    """The kind that is meant, or the one that knows most of the headings; raises Refused with the choices."""
    if name is not None:
        if name not in KINDS:
            raise Refused("bring.no_kind", kind=name, kinds=", ".join(KINDS))
        return decide.kind(name)
    headings = [tidy(column.heading) for column in columns]
    scores = {kind: sum(heading in _known(decide.kind(kind)) for heading in headings) for kind in KINDS}
    best = max(scores.values())
    found = [kind for kind, score in scores.items() if score == best]
    if not best or len(found) > 1:
        raise Refused("bring.which_kind", kinds=", ".join(KINDS))
    return decide.kind(found[0])


def uses(of: Kind, columns: Sequence[Column], said: Mapping[str, str]) -> list[Use]:
    """What each column fills; `said` maps headings or letters to fields, "" to none.

    Raises Refused where two columns fill one field, none fills any, or a hidden one would.
    """
    names = _known(of)
    asked = _asked(of, columns, said)
    found = [
        Use(column.letter, column.heading, asked[at] if at in asked else names.get(tidy(column.heading), ""))
        for at, column in enumerate(columns)
    ]
    used: dict[str, Use] = {}
    for use, column in zip(found, columns, strict=True):
        if not use.field:
            continue
        if use.field in used:
            raise Refused("bring.two_columns", first=used[use.field].letter, second=use.letter, field=use.field)
        if column.hidden:
            raise Refused("bring.hidden_column", column=use.letter, heading=use.heading)
        used[use.field] = use
    if not used.keys() - set(BESIDE):
        raise Refused("bring.no_columns", kind=of.name, fields=", ".join(_names(of)))
    return found


def headings(of: Kind) -> dict[str, str]:
    """The heading of each field that a table of a kind has when it is taken out: its label where no other field is called so."""
    labels = {name: _label(of, name) for name in _names(of)}
    unique = {name: label for name, label in labels.items() if _known(of).get(tidy(label)) == name}
    return {name: unique.get(name, name) for name in labels}


def carried(field: Field) -> bool:
    """Whether a table carries a field: an attachment, with the key that opens it, is none."""
    return field.type is not Type.CONTENT


def tidy(text: str) -> str:
    """A heading as it is compared: words alone, without case and diacritics."""
    return _NO_WORD.sub(" ", folding.fold(text)).strip()


def _names(of: Kind) -> list[str]:
    return [*BESIDE, *(field.name for field in of.fields if carried(field))]


def _label(of: Kind, name: str) -> str:
    return say(f"heading.beside.{name}") if name in BESIDE else say(f"field.{of.name}.{name}")


def _known(of: Kind) -> dict[str, str]:
    """The fields by what a heading may call them: a name comes before a label, and that before what people commonly write."""
    names = _names(of)
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(tidy(name), name)
    for name in names:
        found.setdefault(tidy(_label(of, name)), name)
    for name in names:
        key = f"heading.{of.name}.{name}"
        for word in say(key).split(";") if known(key) else ():
            found.setdefault(tidy(word), name)
    return found


def _asked(of: Kind, columns: Sequence[Column], said: Mapping[str, str]) -> dict[int, str]:
    """What a person said of columns, by their number."""
    found: dict[int, str] = {}
    for name, field in said.items():
        wanted = tidy(field)
        if wanted and wanted not in _known(of):
            raise Refused("bring.no_field", field=field, kind=of.name, fields=", ".join(_names(of)))
        those = [at for at, column in enumerate(columns) if column.heading and tidy(column.heading) == tidy(name)]
        those = those or [at for at, column in enumerate(columns) if column.letter == name.upper()]
        if len(those) != 1:
            raise Refused("bring.no_column" if not those else "bring.many_columns", column=name)
        found[those[0]] = _known(of)[wanted] if wanted else ""
    return found
