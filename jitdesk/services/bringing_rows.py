"""What one row of a table would do: make a record, change fields of one, nothing, or be refused, cell by cell with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jitdesk.documents.incoming import Cell, Line, letter
from jitdesk.domain import check, decide
from jitdesk.domain.decide import Op
from jitdesk.domain.fields import Field, Kind, Merge, Type
from jitdesk.domain.merge import same
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import JITDeskError, Refused
from jitdesk.kernel.values import new_id
from jitdesk.kernel.words import Message
from jitdesk.services import bringing_values, consulting, editing, resolving
from jitdesk.services.bringing_columns import COMPARTMENT, ID, Use
from jitdesk.services.bringing_matches import Matches
from jitdesk.services.desk import Desk
from jitdesk.storage.engine import Connection

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
_SAID = 600  # characters of what a sentence repeats


@dataclass(frozen=True)
class Told:
    """A sentence about a cell (or, by its number alone, a row)."""

    cell: str
    message: Message

    @classmethod
    def of(cls, cell: str, reason: Message | JITDeskError) -> Told:
        """What was said of a cell, which may hold more than a sentence can: texts are cut."""
        cut = {name: f"{text[:_SAID]}…" if isinstance(text, str) and len(text) > _SAID else text for name, text in reason.arguments.items()}
        return cls(cell, Message(reason.key, cut))


@dataclass(frozen=True)
class Change:
    """A field that would get another value, with the cell that says so."""

    cell: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Row:
    """One row and what becomes of it; `record` is what people call the record ("" for a new one without a code)."""

    number: int
    action: str
    record: str = ""
    changes: tuple[Change, ...] = ()
    problems: tuple[Told, ...] = ()
    remarks: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Planned:
    """A row with the operations that it comes to, and the record and values that they set."""

    row: Row
    record: str = ""
    ops: Sequence[Op] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Said:
    """A cell with something in it, and the field that it is for."""

    at: str
    field: str
    text: str


class _Problem(Exception):
    """Why a row is refused, and by which cell."""

    def __init__(self, cell: str, reason: Message | JITDeskError) -> None:
        super().__init__(cell)
        self.told = Told.of(cell, reason)


class Reader:
    """Reads the rows of one table, all within one transaction; `opened` are the records under protection that were compared."""

    def __init__(
        self, desk: Desk, connection: Connection, of: Kind, uses: Sequence[Use], *, compartment: str | None, order: str, opens: bool
    ) -> None:
        self.standing = desk.standing(connection)
        self.opened: list[Record] = []
        self._desk = desk
        self._connection = connection
        self._of = of
        self._fields = [use.field for use in uses]
        self._headed = [bool(use.heading or use.field) for use in uses]
        self._place = self.standing.called(compartment) if compartment else ""
        self._order = order
        self._opens = opens
        self._matches = Matches(connection, self.standing, of)
        self._met: dict[Any, int] = {}
        self._links: dict[tuple[str, str, str], Any] = {}

    def read(self, line: Line) -> Planned:
        """What a row comes to."""
        remarks: list[Told] = []
        problems = [Told(str(line.number), fault) for fault in line.faults]
        said = self._said(line, problems, remarks)
        values = self._values(said, problems)
        record, made = None, Planned(Row(line.number, REFUSED))
        try:
            record = self._record(said, values)
            self._once(line, record, values)
            made = self._edited(line, record, said, values, remarks) if record else self._made(line, said, values, problems, remarks)
        except _Problem as problem:
            problems.append(problem.told)
        except Refused as refused:
            problems.append(Told.of(str(line.number), refused))
        called = self._called(record, values)
        if problems:
            return Planned(Row(line.number, REFUSED, called, (), tuple(problems), tuple(remarks)))
        row = Row(line.number, made.row.action, made.row.record or called, made.row.changes, (), tuple(remarks))
        return Planned(row, made.record, made.ops, made.values)

    def _said(self, line: Line, problems: list[Told], remarks: list[Told]) -> dict[str, _Said]:
        """What the cells say that fill a field; a cell that no heading stands over is no part of the table."""
        found: dict[str, _Said] = {}
        for number, cell in enumerate(line.cells):
            at = f"{letter(number)}{line.number}"
            if not (cell.text.strip() or cell.fault):
                continue
            if number >= len(self._fields) or not self._headed[number]:
                problems.append(Told(at, Message("bring.no_heading")))
            elif self._fields[number]:
                self._look(at, cell, problems, remarks)
                if not cell.fault:
                    found[self._fields[number]] = _Said(at, self._fields[number], cell.text)
        return found

    def _look(self, at: str, cell: Cell, problems: list[Told], remarks: list[Told]) -> None:
        if cell.fault:
            problems.append(Told.of(at, Message(cell.fault, {"text": cell.text})))
        elif cell.formula:
            remarks.append(Told(at, Message("bring.formula")))

    def _values(self, said: Mapping[str, _Said], problems: list[Told]) -> dict[str, Any]:
        """The values of the fields, links as people call records; what a cell cannot mean is a problem."""
        found: dict[str, Any] = {}
        for name, one in said.items():
            declared = self._of.field(name)
            if declared is None:
                continue
            try:
                value = bringing_values.value(self._of, declared, one.text, self._order)
                found[name] = value if _links(declared) else check.entered(declared, value)
            except Refused as refused:
                problems.append(Told.of(one.at, refused))
        return found

    # -- which record -----------------------------------------------------------------------------------------------------------------

    def _record(self, said: Mapping[str, _Said], values: Mapping[str, Any]) -> Record | None:
        """The record that a row is about, by its id, or by the code that people call it by; None for one that is not there."""
        record: Record | None
        place = self._named(said) or (self._place if self._of.narrow else "")  # an identity is told from others by where it stands
        if one := said.get(ID):
            with _at(one.at):
                record = self._matches.by_id(one.text.strip(), place)
        else:
            key = said.get(self._matches.key)
            if key is None:
                return None
            with _at(key.at):
                record = self._matches.by_key(key.text, place)
        if record is None:
            return None
        cell = (said.get(ID) or said[self._matches.key]).at
        if place and record.compartment != place:
            raise _Problem(
                said[COMPARTMENT].at if COMPARTMENT in said else cell, Message("bring.moves", {"record": self._called(record, {})})
            )
        for name, reason in (("archived", "bring.archived"), ("restricted", "bring.restricted")):
            if record.get(name):
                raise _Problem(cell, Message(reason, {"record": self._called(record, {})}))
        if consulting.protected(self._connection, [record]):
            if not self._opens:
                raise _Problem(cell, Message("bring.protected", {"record": self._called(record, {})}))
            self.opened.append(record)
        return record

    def _named(self, said: Mapping[str, _Said]) -> str:
        """The compartment that the row itself names, or ""."""
        one = said.get(COMPARTMENT)
        if one is None:
            return ""
        with _at(one.at):
            return self.standing.called(one.text.strip())

    def _once(self, line: Line, record: Record | None, values: Mapping[str, Any]) -> None:
        """Refuse a row that is about what an earlier one was about."""
        code = values.get(self._matches.key) if self._matches.key else None
        key = record.reference if record else code if code else tuple(sorted((name, repr(value)) for name, value in values.items()))
        first = self._met.setdefault(key, line.number)
        if first != line.number:
            raise _Problem(str(line.number), Message("bring.twice", {"row": first}))

    def _called(self, record: Record | None, values: Mapping[str, Any]) -> str:
        if record is None:
            return str(values.get(self._of.code) or "") if self._of.code else ""
        return str(record.get(self._of.code) or record.id) if self._of.code else record.id

    # -- what becomes of it -----------------------------------------------------------------------------------------------------------

    def _edited(self, line: Line, record: Record, said: Mapping[str, _Said], values: Mapping[str, Any], remarks: list[Told]) -> Planned:
        """A record that is there, with the fields that get another value."""
        changes: list[Change] = []
        for name, value in values.items():
            declared = self._of.by_name[name]
            at, before = said[name].at, record.values.get(name)
            after = self._entered(declared, value, at, record.compartment)
            if _unchanged(declared, before, after):
                continue  # of a field in conflict, what is shown settles nothing
            if name in record.conflicts:
                raise _Problem(at, Message("bring.conflict", {"field": name, "record": self._called(record, {})}))
            if not declared.settable:
                raise _Problem(at, Message("bring.by_program", {"field": name}))
            changes.append(Change(at, name, before, after))
        if not changes:
            return Planned(Row(line.number, SAME, self._called(record, {})))
        given = {change.field: change.after for change in changes}
        editing.may_write(self._desk, self.standing, record.compartment)
        if self._of.code in given:
            remarks += [Told.of(said[self._of.code].at, message) for message in self._matches.near(given)]
        row = Row(line.number, CHANGED, self._called(record, {}), tuple(changes))
        return Planned(row, record.id, decide.edit(record, given), given)

    def _made(
        self, line: Line, said: Mapping[str, _Said], values: Mapping[str, Any], problems: Sequence[Told], remarks: list[Told]
    ) -> Planned:
        """A new record, in the compartment that is named, else in that of the witness or record that it is about."""
        place = self._named(said) or self._place or self._beside(said)
        editing.may_write(self._desk, self.standing, place)
        given: dict[str, Any] = {}
        for name, value in values.items():
            declared = self._of.by_name[name]
            if not declared.settable:
                raise _Problem(said[name].at, Message("bring.by_program", {"field": name}))
            given[name] = self._entered(declared, _stripped(declared, value), said[name].at, place)
        if problems:
            return Planned(Row(line.number, REFUSED))
        if there := self._matches.equal(given, place):
            return Planned(Row(line.number, SAME, there))
        id = new_id(self._desk.random)
        ops = decide.add(id, self._of, place, self.standing.narrow(place), given)
        cell = said[self._matches.near_field].at if self._matches.near_field in said else str(line.number)
        remarks += [Told.of(cell, message) for message in self._matches.near(given)]
        changes = tuple(Change(said[name].at, name, None, value) for name, value in given.items())
        return Planned(Row(line.number, NEW, "", changes), id, ops, given)

    def _beside(self, said: Mapping[str, _Said]) -> str:
        """The compartment of the record that the new one is about, or that of the whole team."""
        for name in ("witness", "about"):
            if name in said and self._of.field(name):
                with _at(said[name].at):
                    return resolving.found(self._connection, self.standing, said[name].text.strip(), self._of.by_name[name].of).compartment
        return self.standing.whole_team

    def _entered(self, declared: Field, value: Any, at: str, place: str) -> Any:
        """A value as it is kept, its links as ids."""
        if not _links(declared):
            return value
        key = declared.name, repr(value), place
        with _at(at):
            if key not in self._links:
                linked = editing.linked(self._connection, self.standing, place, [declared], {declared.name: value})
                self._links[key] = check.entered(declared, linked[declared.name])
        return self._links[key]


class _at:
    """What is refused within it is told of one cell."""

    def __init__(self, cell: str) -> None:
        self._cell = cell

    def __enter__(self) -> None:
        pass

    def __exit__(self, type: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, JITDeskError):
            raise _Problem(self._cell, error) from None


def _links(declared: Field) -> bool:
    return declared.type is Type.LINK or any(column.type is Type.LINK for column in declared.columns)


def _stripped(declared: Field, value: Any) -> Any:
    """A text of a new record without the blanks around it that nobody sees."""
    return value.strip() if isinstance(value, str) and declared.type in (Type.TEXT, Type.LONG) else value


def _unchanged(declared: Field, before: Any, after: Any) -> bool:
    if declared.merge is Merge.SET:
        return set(before or ()) == set(after or ())
    if same(before, after):
        return True
    return isinstance(before, str) and isinstance(after, str) and before.strip() == after.strip()
