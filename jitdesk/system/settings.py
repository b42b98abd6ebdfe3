"""What a person set, and which desks they know: one JSON file in the platform's folder; nothing in it is secret."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec

from jitdesk.system import files

_FILE = "settings.json"
_ASIDE = "settings.damaged.json"

Theme = Literal["system", "light", "dark"]
TextSize = Literal[100, 112, 125, 150]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=240)]


class KnownDesk(msgspec.Struct, frozen=True):
    """A desk that was opened here: its folder, the workspace's label, and when, in milliseconds since 1970."""

    folder: str
    label: str
    opened: int


class Settings(msgspec.Struct, frozen=True):
    """All settings; `desks` begins with the one opened last, text size is in per cent, `others` holds what a newer version wrote.

    `letterhead` is the file on which a document was written last.
    """

    desks: tuple[KnownDesk, ...] = ()
    theme: Theme = "system"
    text_size: TextSize = 100
    idle_minutes: Minutes = 5
    letterhead: str = ""
    others: Mapping[str, Any] = {}

    @property
    def last(self) -> KnownDesk | None:
        """The desk opened last."""
        return self.desks[0] if self.desks else None

    def with_opened(self, folder: str, label: str, now: int) -> Settings:
        """These settings after the desk in `folder` was opened."""
        return msgspec.structs.replace(self, desks=(KnownDesk(folder, label, now), *self.without(folder).desks))

    def without(self, folder: str) -> Settings:
        """These settings without the desk in `folder`."""
        return msgspec.structs.replace(self, desks=tuple(desk for desk in self.desks if desk.folder != folder))


def load(folder: Path) -> Settings:
    """The settings kept in `folder`; what is damaged gives way to the defaults."""
    return _read(folder)[0]


def update(folder: Path, change: Callable[[Settings], Settings]) -> Settings:
    """Change the settings kept in `folder`, read afresh for another window's sake; a damaged file is kept aside; raises Refused."""
    kept, whole = _read(folder)
    if not whole:
        with files.refusals(folder / _ASIDE):
            (folder / _FILE).replace(folder / _ASIDE)
    settings = change(kept)
    known = {name: getattr(settings, name) for name in _types()}
    files.write(folder / _FILE, msgspec.json.format(msgspec.json.encode({**settings.others, **known}), indent=2) + b"\n")
    return settings


def _read(folder: Path) -> tuple[Settings, bool]:
    """The settings in the file, each by itself, and whether all of the file was good."""
    try:
        raw = json.loads((folder / _FILE).read_bytes())
    except FileNotFoundError:
        return Settings(), True
    except (OSError, ValueError, RecursionError):
        return Settings(), False
    if not isinstance(raw, dict):
        return Settings(), False
    types = _types()
    good: dict[str, Any] = {}
    whole = True
    for name in types.keys() & raw.keys():
        try:
            good[name] = msgspec.convert(raw[name], types[name])
        except msgspec.ValidationError:
            whole = False
    others = {name: value for name, value in raw.items() if name not in types}
    return Settings(**good, others=others), whole


def _types() -> dict[str, Any]:
    hints = get_type_hints(Settings, include_extras=True)
    return {name: hints[name] for name in Settings.__struct_fields__ if name != "others"}
