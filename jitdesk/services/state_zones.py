"""The time zones of each State (resources/zones.toml), that of the seat of government first."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache

from jitdesk.system import resources


def of(state: str) -> Sequence[str]:
    """The zones of a State (ISO 3166-1 alpha-3); none for a code that has no zone of its own."""
    return all_states().get(state, ())


@cache
def all_states() -> Mapping[str, Sequence[str]]:
    """The zones of every State by its code."""
    return dict(tomllib.loads(resources.read_text("zones.toml")))
