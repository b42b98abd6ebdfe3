"""Content controls: what stands in one field of the request stands in one control of the document, so that it is found again."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256

from jitdesk.domain.fields import Type
from jitdesk.domain.kinds.request import REQUEST
from jitdesk.drafting.structure import Block, Mark, Paragraph

# Fields whose text a paragraph can hold as a person reads it.
FIELDS = frozenset(field.name for field in REQUEST.fields if field.settable and field.type in (Type.TEXT, Type.LONG, Type.TEXTS))
_NAME = "_field_"  # a bookmark whose name begins with a line is in no list of the word processor
_BOOKMARK = re.compile(rf"{_NAME}([a-z0-9_]+?)(\.\d+)?")
_UNNUMBERED = re.compile(r'<w:id w:val="\?([a-z0-9_]+)"/>|<w:bookmarkStart w:id="\?" w:name="([^"]+)"/>|<w:bookmarkEnd w:id="\?"/>')


def field_of(block: Block) -> str:
    """The field whose control a block stands in, or "": the field whose words it is, or whose gap a colleague may fill."""
    if not isinstance(block, Paragraph):
        return ""
    if block.field:
        return block.field if block.field in FIELDS else ""
    gaps = {run.field if run.mark is Mark.GAP else "" for run in block.runs}
    field = gaps.pop() if len(gaps) == 1 else ""
    return field if field in FIELDS else ""


def control(field: str, content: str) -> str:
    """Paragraphs in the control of a field; nothing is locked. `numbered` gives it its id.

    A bookmark goes with it: LibreOffice keeps that where it loses the name of the control or cuts it short.
    """
    if not field:
        return content
    properties = f'<w:tag w:val="{field}"/><w:id w:val="?{field}"/>'
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{bookmarked(_NAME + field, content)}</w:sdtContent></w:sdt>"


def bookmarked(name: str, paragraphs: str) -> str:
    """Paragraphs with a bookmark around their text; `numbered` gives it its number, and a name met before a number of its own."""
    first, properties, rest = paragraphs.partition("</w:pPr>")
    text, end, _ = rest.rpartition("</w:p>")
    return f"{first}{properties}{bookmarked_run(name, text)}{end}"


def bookmarked_run(name: str, runs: str) -> str:
    """Runs with a bookmark around them; `numbered` numbers it."""
    return f'<w:bookmarkStart w:id="?" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="?"/>'


def numbered(content: str) -> str:
    """The content with its controls and bookmarks numbered: an id is made from the field's name and how often it stood before."""
    turns: Counter[str] = Counter()
    bookmarks = 0

    def number(match: re.Match[str]) -> str:
        nonlocal bookmarks
        field, name = match[1], match[2]
        if field:
            turns[field] += 1
            return f'<w:id w:val="{_id(field, turns[field])}"/>'
        if name is None:
            return f'<w:bookmarkEnd w:id="{bookmarks}"/>'
        turns[name] += 1
        bookmarks += 1
        turn = f".{turns[name]}" if turns[name] > 1 else ""
        return f'<w:bookmarkStart w:id="{bookmarks}" w:name="{name}{turn}"/>'

    return _UNNUMBERED.sub(number, content)


def bookmarked_field(name: str) -> str:
    """The field around whose text a bookmark of this name stands, or ""."""
    match = _BOOKMARK.fullmatch(name)
    return match[1] if match and match[1] in FIELDS else ""


def _id(field: str, turn: int) -> int:
    return int.from_bytes(sha256(f"{field}:{turn}".encode()).digest()[:4]) >> 1
