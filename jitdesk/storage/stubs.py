"""The stubs of the log: what stands in place of erased lines, by segment, and which of them nobody has proved to be erased."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from jitdesk.domain.changes import Named, Stub


class Held(NamedTuple):
    """A stub that a segment of this desk holds; `proved` says that this desk itself put it in the place of the line."""

    segment: int
    compartment: str
    device: str
    number: int
    mark: str
    order: str
    proved: bool

    @property
    def name(self) -> str:
        """The name of the change that it stands for."""
        return f"{self.device}.{self.number}.{self.mark}"


_HELD = (
    "SELECT t.segment, c.name, d.name, t.number, t.mark, t.ordered, t.proved FROM stub t JOIN segment s ON s.id = t.segment "
    "JOIN compartment c ON c.id = s.compartment JOIN device d ON d.id = s.device "
)


def note(connection: Connection, segment: int, changes: Iterable[Named], proved: Iterable[int] = ()) -> None:
    """Write down which lines of a segment are stubs; those numbered in `proved` this desk made. Until it is judged, one is missing."""
    kept = {row[0] for row in connection.exec_driver_sql("SELECT number FROM stub WHERE segment = ? AND proved", (segment,))} | set(proved)
    connection.exec_driver_sql("DELETE FROM stub WHERE segment = ?", (segment,))
    stubs = [(change, change.line) for change in changes if isinstance(change.line, Stub)]
    entries = [(segment, change.number, change.hash[:16], stub.order, change.number in kept, True) for change, stub in stubs]
    if entries:
        connection.exec_driver_sql("INSERT INTO stub VALUES (?, ?, ?, ?, ?, ?)", entries)


def of(connection: Connection, compartment: str) -> Iterator[Held]:
    """The stubs of a compartment."""
    for row in connection.exec_driver_sql(_HELD + "WHERE c.name = ? ORDER BY t.segment, t.number", (compartment,)):
        yield Held(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6]))


def judge(connection: Connection, compartment: str, erased: Callable[[Held], bool]) -> None:
    """Write down of each stub of a compartment whether its line was erased, or is missing."""
    verdicts = [(not erased(stub), stub.segment, stub.number) for stub in of(connection, compartment)]
    if verdicts:
        connection.exec_driver_sql("UPDATE stub SET missing = ? WHERE segment = ? AND number = ?", verdicts)


def missing(connection: Connection) -> list[tuple[str, str, int, int]]:
    """Lines of which only a stub came that nothing justifies: compartment, device, first and last number, without holes."""
    rows = connection.exec_driver_sql(
        "SELECT c.name, d.name, t.number FROM stub t JOIN segment s ON s.id = t.segment JOIN compartment c ON c.id = s.compartment "
        "JOIN device d ON d.id = s.device WHERE t.missing ORDER BY c.name, d.name, t.number"
    )
    found: list[tuple[str, str, int, int]] = []
    for compartment, device, number in rows:
        if found and found[-1][:2] == (compartment, device) and found[-1][3] >= number - 1:
            found[-1] = (compartment, device, found[-1][2], number)
        else:
            found.append((compartment, device, number, number))
    return found


def unproved(connection: Connection, segment: int) -> bool:
    """Whether a line of a segment is a stub that this desk did not make: if the line comes, it beats the stub."""
    text = "SELECT 1 FROM stub WHERE segment = ? AND NOT proved LIMIT 1"
    return connection.exec_driver_sql(text, (segment,)).scalar() is not None


def lacking_in(connection: Connection, compartment: str) -> set[str]:
    """The segments of a compartment from which a line is missing, by the hash of their line 0."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT s.hash FROM stub t JOIN segment s ON s.id = t.segment JOIN compartment c ON c.id = s.compartment "
        "WHERE c.name = ? AND t.missing",
        (compartment,),
    )
    return {row[0] for row in rows}


def listed(connection: Connection, segment: int) -> set[tuple[int, str, str]]:
    """What is written down of the stubs of one segment: number, mark, order."""
    rows = connection.exec_driver_sql("SELECT number, mark, ordered FROM stub WHERE segment = ?", (segment,))
    return {(row[0], row[1], row[2]) for row in rows}
