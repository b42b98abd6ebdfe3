"""The legal bases on this machine: those that come with JITDesk, and the team's own in the folder `treaties` beside the settings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from jitdesk.drafting.basis import Basis, NoBasis
from jitdesk.kernel.errors import Refused
from jitdesk.system import places, resources

_FOLDER = "treaties"
_SUFFIX = ".toml"
_BYTES = 128 * 1024
_FILES = 100


@dataclass(frozen=True)
class Treaties:
    """The bases by code, and the files that are none, each with the sentence that says why."""

    bases: Mapping[str, Basis]
    left_out: Sequence[Refused]


def bases() -> Mapping[str, Basis]:
    """Every basis on this machine by its code; the team's own are marked as such."""
    return read().bases


def left_out() -> Sequence[Refused]:
    """Why files in the team's own folder are not used, a sentence each."""
    return read().left_out


def read() -> Treaties:
    """The bases as they are now: a file that was put into the folder a moment ago is among them."""
    known = dict(_shipped())
    taken = {code.casefold(): True for code in known}  # whether it came with JITDesk
    wrong: list[Refused] = []
    for number, path in enumerate(_own_files()):
        made = _own(path) if number < _FILES else Refused("treaties.many", file=path.name, most=_FILES)
        if isinstance(made, Refused):
            wrong.append(made)
        elif (code := made.code.casefold()) in taken:
            wrong.append(Refused("treaties.shipped" if taken[code] else "treaties.twice", file=path.name, code=made.code))
        else:
            known[made.code] = made
            taken[code] = False
    return Treaties(known, wrong)


@cache
def _shipped() -> Mapping[str, Basis]:
    made = [Basis.build(tomllib.loads(text)) for text in resources.read_all(_FOLDER, _SUFFIX)]
    return {basis.code: basis for basis in made}


def _own_files() -> list[Path]:
    """The team's own files, in the order of their names; none where there is no folder, or it cannot be read."""
    try:
        return sorted(path for path in (places.config() / _FOLDER).iterdir() if path.suffix.lower() == _SUFFIX and path.is_file())
    except (OSError, Refused):
        return []


def _own(path: Path) -> Basis | Refused:
    try:
        found = path.stat()
        return _read(path, found.st_mtime_ns, found.st_size)
    except OSError:
        return Refused("treaties.unread", file=path.name)


@lru_cache(maxsize=_FILES)
def _read(path: Path, _changed: int, size: int) -> Basis | Refused:
    """The basis in a file of this day and size, read once: findings are made at every stroke of a key."""
    with path.open("rb") as stream:
        data = stream.read(_BYTES + 1)
    if max(size, len(data)) > _BYTES:
        return Refused("treaties.large", file=path.name, most=_BYTES // 1024)
    try:
        return Basis.build(tomllib.loads(data.decode("utf-8")), own=True)
    except NoBasis as error:
        return Refused("treaties.wrong", file=path.name, why=error.why)
    except (ValueError, RecursionError):
        return Refused("treaties.unread", file=path.name)
