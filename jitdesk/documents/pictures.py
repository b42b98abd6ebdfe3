"""Pictures without what cameras and programs write into them: authors, places, paths, comments."""

from __future__ import annotations

from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_NOTES = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_JPEG = b"\xff\xd8"
_JPEG_NOTES = {0xE1, 0xED, 0xFE}  # Exif and XMP, IPTC, comment
_JPEG_PIXELS = 0xDA


def bare(data: bytes) -> bytes:
    """The picture without notes (PNG, JPEG); any other, or one that is cut short, as it is."""
    if data.startswith(_PNG):
        return _PNG + b"".join(_chunks(data))
    if data.startswith(_JPEG):
        return _JPEG + b"".join(_segments(data))
    return data


def _chunks(data: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] not in _PNG_NOTES:
            yield data[at:end]
        if data[at + 4 : at + 8] == b"IEND":
            return
        at = end
    yield data[at:]


def _segments(data: bytes) -> Iterator[bytes]:
    at = len(_JPEG)
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _JPEG_PIXELS:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if data[at + 1] not in _JPEG_NOTES:
            yield data[at:end]
        at = end
    yield data[at:]
