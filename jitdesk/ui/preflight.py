"""What the window needs from the system, looked at before Qt is loaded: Qt itself aborts, and names the wrong library or only the first."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import struct
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from jitdesk.kernel.words import Message

# Debian's and Ubuntu's package of a library where its name does not follow from the library's own (`_package`).
_PACKAGES = {"libglib-2.0.so.0": "libglib2.0-0", "libgthread-2.0.so.0": "libglib2.0-0", "libz.so.1": "zlib1g"}


def problem() -> Message | None:
    """Why no window can be opened on this system, in one sentence, or None; asked on Linux only, where Qt's needs are not met by itself."""
    if not sys.platform.startswith("linux"):
        return None
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return Message("start.no_qt")
    folder = Path(spec.submodule_search_locations[0])
    found: Message | None = None
    for platform in _platforms(os.environ):
        missing = missing_libraries(folder, platform)
        if missing:
            found = _missing(missing)
        elif not _screen(platform, os.environ):
            found = Message("start.no_display")
        else:
            return None
    return found


def missing_libraries(folder: Path, platform: str) -> list[str]:
    """The system libraries, by the names the linker looks for, that PySide6 in `folder` needs for `platform` and cannot load, sorted."""
    places = (folder, folder / "Qt" / "lib", folder.parent / "shiboken6")
    todo = [folder / "QtWidgets.abi3.so", folder / "Qt" / "plugins" / "platforms" / f"libq{platform}.so"]
    seen: set[str] = set()
    missing: list[str] = []
    while todo:
        library = todo.pop()
        for name in needed(library) if library.is_file() else ():
            if name in seen:
                continue
            seen.add(name)
            own = next((place / name for place in places if (place / name).is_file()), None)
            if own:
                todo.append(own)
            elif not _loads(name):
                missing.append(name)
    return sorted(missing)


def needed(library: Path) -> Iterator[str]:
    """The names in the DT_NEEDED entries of a 64-bit little-endian ELF file (System V ABI, "Dynamic Section"); nothing for another file."""
    with library.open("rb") as file:
        header = file.read(64)
        if header[:6] != b"\x7fELF\x02\x01":
            return
        (table,) = struct.unpack_from("<Q", header, 32)
        size, count = struct.unpack_from("<HH", header, 54)
        file.seek(table)
        # of each program header: type, offset in the file, address in memory, size in the file
        headers = [struct.unpack_from("<I4xQQ8xQ", file.read(size)) for _ in range(count)]
        entries: list[tuple[int, int]] = []
        for kind, offset, _, length in headers:
            if kind == 2:
                file.seek(offset)
                entries = list(struct.iter_unpack("<QQ", file.read(length - length % 16)))
        tags = dict(entries)
        if 5 not in tags or 10 not in tags:
            return
        strings = next(
            offset + tags[5] - address for kind, offset, address, length in headers if kind == 1 and address <= tags[5] < address + length
        )
        file.seek(strings)
        names = file.read(tags[10])
    for tag, value in entries:
        if tag == 1:
            yield names[value : names.index(b"\0", value)].decode("ascii")


def _platforms(environment: Mapping[str, str]) -> list[str]:
    asked = environment.get("QT_QPA_PLATFORM")
    if asked:
        return [name.split(":")[0] for name in asked.split(";")]
    return ["wayland", "xcb"] if environment.get("WAYLAND_DISPLAY") else ["xcb"]


def _screen(platform: str, environment: Mapping[str, str]) -> bool:
    if platform == "wayland":
        return (Path(environment.get("XDG_RUNTIME_DIR", "/")) / environment.get("WAYLAND_DISPLAY", "wayland-0")).exists()
    if platform != "xcb":
        return True
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    reached = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return reached


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _missing(libraries: list[str]) -> Message:
    if not shutil.which("apt-get"):
        return Message("start.missing_libraries", {"libraries": ", ".join(libraries)})
    packages = sorted({_package(name) for name in libraries})
    return Message("start.missing_packages", {"libraries": ", ".join(libraries), "packages": " ".join(packages)})


def _package(library: str) -> str:
    stem, _, number = library.lower().replace("_", "-").partition(".so.")
    return _PACKAGES.get(library, f"{stem}-{number}" if stem[-1:].isdigit() else stem + number)
