"""Files that are whole or not there, private to their owner; what the disk refuses is said in a sentence."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from jitdesk.kernel.errors import Refused

_MB = 1_000_000
_READ = 1 << 20
# Errors that only writing can give: in a body that also reads, they still speak of the file being written.
_WRITING = {errno.ENOSPC: "files.full", errno.EDQUOT: "files.full", errno.EFBIG: "files.too_large"}
_REASONS = _WRITING | {
    errno.ENOENT: "files.no_folder",
    errno.ENOTDIR: "files.no_folder",
    errno.EACCES: "files.not_allowed",
    errno.EPERM: "files.not_allowed",
    errno.EROFS: "files.read_only",
    errno.EEXIST: "files.exists",
}


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path`, mode 0600, whole or not at all even in a power cut; raises Refused."""
    with _stream(path, path.with_name(f".{path.name}.{secrets.token_hex(4)}"), replace=True) as out:
        out.write(data)


@contextmanager
def writing(path: Path, *, replace: bool = False) -> Iterator[BinaryIO]:
    """A stream to `path`, which appears there, mode 0600, only when the body ends well, and leaves nothing else behind; raises Refused."""
    _check_free(path, replace)
    with refusals(path):
        part(path).unlink(missing_ok=True)
    with _stream(path, part(path), replace=replace) as out:
        yield out


def part(path: Path) -> Path:
    """Where `writing` collects the bytes for `path`; whoever kills the writing process removes it."""
    return path.with_name(path.name + ".part")


@contextmanager
def _stream(path: Path, unfinished: Path, *, replace: bool) -> Iterator[BinaryIO]:
    with refusals(path):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        out = os.fdopen(os.open(unfinished, flags, 0o600), "wb")
    try:
        try:
            yield out
            with refusals(path):
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            if error.errno in _WRITING:
                raise _refused(error, path) from error
            raise
        finally:
            with suppress(OSError):  # a full disk fails again at closing; the first error is the one to tell
                out.close()
        _check_free(path, replace)
        with refusals(path):
            unfinished.replace(path)
            sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


def _check_free(path: Path, replace: bool) -> None:
    if not replace and os.path.lexists(path):
        raise Refused("files.exists", name=path.name, folder=str(path.parent))


def bring(path: Path, folder: Path) -> Path:
    """Move a finished file into a folder that others read: it appears there whole, for whoever may read the folder; raises Refused."""
    target = folder / path.name
    _check_free(target, replace=False)
    with refusals(target):
        path.chmod(0o600 | stat.S_IMODE(folder.stat().st_mode) & 0o044)
        try:
            path.rename(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
        else:
            sync_folder(folder)
            return target
    # A name that Syncthing, Nextcloud, Dropbox and OneDrive all leave alone.
    unfinished = target.with_name(f"~syncthing~{target.name}.tmp")
    with path.open("rb") as stream, _stream(target, unfinished, replace=False) as out:
        shutil.copyfileobj(stream, out, _READ)
        with suppress(OSError):  # not every network drive knows modes
            unfinished.chmod(path.stat().st_mode)
    path.unlink()
    return target


def sha256(path: Path) -> str:
    """The SHA-256 of a file of any size."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_READ):
            digest.update(block)
    return digest.hexdigest()


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a power cut, where the system can (not on Windows, nor on some network drives)."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(handle)


def make_private_folder(folder: Path) -> Path:
    """`folder`, made with its parents where missing, open to its owner only (0700); raises Refused."""
    with refusals(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if stat.S_IMODE(folder.stat().st_mode) != 0o700:
            folder.chmod(0o700)
    return folder


def empty_folder(folder: Path) -> None:
    """Remove all that is in `folder`, which is made private where missing; links are removed, not followed; raises Refused."""
    with refusals(folder):
        if folder.is_symlink():  # put there by somebody else: what it leads to is not ours to empty
            folder.unlink()
    make_private_folder(folder)
    with refusals(folder):
        for entry in list(os.scandir(folder)):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                Path(entry.path).unlink()


def need_space(folder: Path, size: int) -> None:
    """Refuse unless the disk of `folder` has room for `size` more bytes."""
    with refusals(folder):
        free = shutil.disk_usage(folder).free
    if free < size:
        raise Refused("files.no_space", folder=str(folder), needed=-(-size // _MB), free=free // _MB)


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn an OSError of the body into a Refused that names `path`."""
    try:
        yield
    except OSError as error:
        raise _refused(error, path) from error


def _refused(error: OSError, path: Path) -> Refused:
    key = _REASONS.get(error.errno or 0, "files.failed")
    return Refused(key, name=path.name, folder=str(path.parent), reason=os.strerror(error.errno or 0))
