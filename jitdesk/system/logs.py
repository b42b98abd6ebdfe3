"""A rotating log and reports of unexpected errors: templates, ids and numbers, never values, names or secrets."""

from __future__ import annotations

import logging
import os
import platform
import re
import secrets
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from jitdesk import __version__
from jitdesk.kernel.errors import JITDeskError
from jitdesk.kernel.values import ChangeName, is_hash, is_id
from jitdesk.system import files, places

_FILE_BYTES = 512 * 1024
_FILES = 4
_REPORTS = 50
_FRAMES = 40
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE = re.compile(rf"[{_LETTERS}]{{4}}-[{_LETTERS}]{{4}}")
_CHECKOUT = str(Path(__file__).resolve().parents[2])

_log = logging.getLogger("jitdesk")


def start(role: str) -> None:
    """Log what the loggers below "jitdesk" say to `<role>.log`, one role for each kind of process: window, worker, terminal."""
    handler = _Handler(places.logs() / f"{role}.log", maxBytes=_FILE_BYTES, backupCount=_FILES - 1, encoding="utf-8", delay=True)
    handler.setFormatter(_Redacted())
    for former in _log.handlers[:]:
        _log.removeHandler(former)
        former.close()
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    _log.propagate = False


def report(error: BaseException) -> str:
    """Leave a redacted report of an unexpected error in the log folder and return its short code, like "K7Q2-M4XP"; never fails."""
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))
    with suppress(Exception):  # on a full disk the person still gets the code
        _write_report(code, error)
    _log.error("unexpected error, report %s", code)
    return code


def _write_report(code: str, error: BaseException) -> None:
    folder = files.make_private_folder(places.logs() / "reports")
    head = [
        f"report {code} of {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"JITDesk {__version__}, Python {platform.python_version()}, {sys.platform} {platform.machine()}",
        "",
    ]
    files.write(folder / f"{code}.txt", "\n".join([*head, *outline(error), ""]).encode())
    for old in sorted(folder.glob("*.txt"), key=lambda file: file.stat().st_mtime_ns)[:-_REPORTS]:
        old.unlink()


def outline(error: BaseException) -> Iterator[str]:
    """Where an error and those before it arose: types, files, lines and functions; no text of an error, no values."""
    seen: set[int] = set()
    before: BaseException | None = error
    while before is not None and id(before) not in seen:
        seen.add(id(before))
        yield _named(before)
        yield from _frames(before)
        if isinstance(before, BaseExceptionGroup):
            for inner in before.exceptions:
                yield from ("  | " + line for line in outline(inner))
        before = before.__cause__ or before.__context__


def _named(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, JITDeskError):
        return f"{kind} {error.key}"
    return f"{kind} errno {error.errno}" if isinstance(error, OSError) and error.errno else kind


def _frames(error: BaseException) -> Iterator[str]:
    steps = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    for number, (code, line) in enumerate(steps):
        if number < _FRAMES // 2 or number >= len(steps) - _FRAMES // 2:
            yield f"  {_relative(code.co_filename)}:{line} {code.co_qualname}"
        elif number == _FRAMES // 2:
            yield f"  ... {len(steps) - _FRAMES} more"


def _relative(file: str) -> str:
    """The file's name within its package, without the folders of this machine and its user."""
    if file.startswith("<") or not Path(file).is_absolute():
        return file
    root = max((root for root in (*sys.path, _CHECKOUT) if root and file.startswith(root + os.sep)), key=len, default="")
    return Path(file[len(root) + 1 :]).as_posix() if root else Path(file).name


class _Handler(RotatingFileHandler):
    """A rotating file, 0600, whose own failures stay silent: logging would print the record, values and all."""

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600))

    def handleError(self, record: logging.LogRecord) -> None:
        pass


class _Redacted(logging.Formatter):
    """One line a record: the message's template with the arguments that may be told, and the outline of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        lines = [f"{moment:%Y-%m-%dT%H:%M:%S}.{int(record.msecs):03d}Z {record.levelname} {record.name}: {_message(record)}"]
        if record.exc_info and record.exc_info[1]:
            lines += outline(record.exc_info[1])
        return "\n".join(lines)


def _message(record: logging.LogRecord) -> str:
    if not isinstance(record.msg, str):
        return str(_tellable(record.msg))
    args = record.args
    if not args:
        return record.msg
    told = {name: _tellable(value) for name, value in args.items()} if isinstance(args, Mapping) else tuple(map(_tellable, args))
    try:
        return record.msg % told
    except (TypeError, ValueError, KeyError):
        return record.msg


def _tellable(value: object) -> object:
    """`value` if it is a number, an id, a hash, the name of a change, a report's code or an error's key; else the name of its type."""
    if value is None or isinstance(value, int | float | ChangeName) or is_id(value) or is_hash(value):
        return value
    if isinstance(value, str) and _CODE.fullmatch(value):
        return value
    return _named(value) if isinstance(value, BaseException) else f"<{type(value).__name__}>"
