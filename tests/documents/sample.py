"""The fictional request of the demo, and short ways to letters made from it."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

from jitdesk.domain.records import Record
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import lacking
from jitdesk.drafting.letter import letter
from jitdesk.drafting.structure import Letter
from jitdesk.drafting.wording import FILES, Wording
from jitdesk.system import resources

TODAY = date(2026, 11, 25)
LHC = Basis.build(tomllib.loads(resources.read_text("treaties/lhc.toml")))


def wording(language: str) -> Wording:
    """The words of one language."""
    return Wording.build(language, [tomllib.loads(resources.read_text(f"letters/{language}/{name}.toml")) for name in FILES])


ENGLISH = wording("en")
_VALUES = tomllib.loads(resources.read_text("demo/request.toml"))


def request(**changed: Any) -> Record:
    """The sample request with some values changed; None empties a field."""
    return _record("request", changed)


def witness(**changed: Any) -> Record:
    """The sample witness with some values changed; None empties a field."""
    return _record("witness", changed)


def bare(**values: Any) -> Record:
    """A request that holds nothing but its reference and the values given."""
    return Record("1" * 32, "request", "all", {"reference": "JIT-SR/2026/015", **values})


def letter_of(asked: Record, person: Record | None, *, basis: Basis = LHC, words: Wording = ENGLISH, **around: Any) -> Letter:
    """The letter of a request as of the sample's day; `around` are the other records of its case."""
    case = Case(asked, person, basis, TODAY, **around)
    return letter(case, lacking(case), words)


def _record(kind: str, changed: dict[str, Any]) -> Record:
    values = {**_VALUES[kind], **changed}
    return Record("0" * 32, kind, "all", {name: value for name, value in values.items() if value is not None})
