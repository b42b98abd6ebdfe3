"""The world of a case of refusal: desks made when they are first asked for, and the table of cases by key."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any

from jitdesk.services import custody, editing
from jitdesk.services.desk import Desk
from tests.services.sava import Template, opened

Attempt = Callable[[], Any]


class World:
    """Desks of the team of three, or of two, made when a case first asks for them."""

    def __init__(self, stack: ExitStack, folder: Path, two: Template, three: Template) -> None:
        self._stack = stack
        self._templates = {"two": two, "three": three}
        self.folder = folder

    def _open(self, which: str) -> dict[str, Desk]:
        (self.folder / which).mkdir()
        return self._stack.enter_context(opened(self._templates[which], self.folder / which))

    @cached_property
    def three(self) -> dict[str, Desk]:
        return self._open("three")

    @cached_property
    def two(self) -> dict[str, Desk]:
        return self._open("two")

    @property
    def mara(self) -> Desk:
        return self.three["mara"]

    @property
    def olena(self) -> Desk:
        return self.three["olena"]

    @property
    def ibrahim(self) -> Desk:
        return self.three["ibrahim"]

    @property
    def newcomer(self) -> Desk:
        """Ibrahim's desk before it belongs to a team."""
        return self.two["ibrahim"]

    @cached_property
    def task(self) -> str:
        return editing.add(self.mara, "task", [{"title": "Summons"}]).ids[0]

    @cached_property
    def file(self) -> str:
        self.path("statement.txt").write_text("what she saw")
        return custody.attach(self.mara, self.task, self.path("statement.txt")).ids[0]

    def on_exit(self, done: Callable[[], None]) -> None:
        """Something to do when the case is over."""
        self._stack.callback(done)

    def path(self, name: str) -> Path:
        return self.folder / name

    def desks(self) -> list[Desk]:
        held = [desk for name in ("two", "three") if name in self.__dict__ for desk in self.__dict__[name].values()]
        return [desk for desk in held if desk.lock is not None]

    def alter(self, statement: str, *arguments: Any) -> None:
        """Somebody with the keys tampers with the lead's database."""
        with self.mara.db.write() as connection:
            assert connection.exec_driver_sql(statement, arguments).rowcount == 1


CASES: dict[str, Callable[[World], Attempt]] = {}


def case(key: str) -> Callable[[Callable[[World], Attempt]], Callable[[World], Attempt]]:
    """The case of one key: prepares a world and returns what must be refused in it."""

    def keep(prepare: Callable[[World], Attempt]) -> Callable[[World], Attempt]:
        assert key not in CASES
        CASES[key] = prepare
        return prepare

    return keep


def simple(key: str, attempt: Callable[[World], Any]) -> None:
    """A case that needs no preparation beyond what it names."""

    @case(key)
    def prepare(world: World) -> Attempt:
        world.mara, world.task  # noqa: B018 - made before the desks are compared
        return lambda: attempt(world)
