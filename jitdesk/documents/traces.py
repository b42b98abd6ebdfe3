"""What a Word file tells of the people, machines and drafts behind it, taken out before its parts go into a letter."""

from __future__ import annotations

import re

from docx.oxml.ns import qn
from lxml import etree

from jitdesk.documents.untrusted import fields
from jitdesk.kernel.errors import Refused

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_WP14 = "{http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_MARKS = {f"{_W14}paraId", f"{_W14}textId", f"{_WP14}anchorId", f"{_WP14}editId", f"{_OFFICE}title", f"{_OFFICE}gfxdata"}
_DRAFTS = (
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "pPrChange",
    "rPrChange",
    "sectPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "cellIns",
)
_TRACKED = {qn(f"w:{name}") for name in (*_DRAFTS, "cellDel", "numberingChange", "tblGridChange")}
_GONE = {
    qn(f"w:{name}")
    for name in (
        *("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "proofErr"),
        *("permStart", "permEnd", "footnoteReference", "endnoteReference", "lastRenderedPageBreak", "dataBinding", "rsids", "rsid", "lang"),
        *("alias", "tag", "placeholder", "showingPlcHdr", "docPartObj", "docPartList"),
    )
}
# A drawing beside the picture that stands for it in older programs: it can hold anything, also what runs.
_DRAWN = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_COMPUTED = {"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "STYLEREF", "SYMBOL", "SEQ"}
_WEB = re.compile(r'HYPERLINK\s+"?(https?://|mailto:)', re.IGNORECASE)
_PATH = re.compile(r"[\\/]|\.[A-Za-z]{3,4}$")


def remove(root: etree._Element, file: str, authority: str) -> None:
    """Take out marks of editing sessions, comments and bookmarks; pictures are named by the authority where they are by a path, or not.

    Raises Refused where what stands there is itself a draft, or a field that would tell who, when or where.
    """
    if next(root.iter(*_TRACKED), None) is not None:
        raise Refused("letterhead.tracked", name=file)
    for code in fields(root):
        word = code.split(maxsplit=1)[0].upper() if code else ""
        if word and word not in _COMPUTED and not _WEB.match(code):
            raise Refused("letterhead.computes", name=file, field=word if word.isalnum() else "?")
    drawn = [node.getparent() for node in root.iter(_DRAWN)]
    for node in [*root.iter(*_GONE), *(extension for extension in drawn if extension is not None)]:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
    for node in root.iter():
        _without(node, *(name for name in map(str, node.attrib) if "rsid" in name.rpartition("}")[2].lower() or name in _MARKS))
        _name(node, authority)


def _name(node: etree._Element, authority: str) -> None:
    local = etree.QName(node).localname
    if local == "cNvPr":
        node.set("name", "Picture")
        _without(node, "descr")
    elif local == "docPr":
        node.set("name", f"Picture {node.get('id', '')}")
        _without(node, "title")
        if not node.get("descr") or _PATH.search(node.get("descr", "")):
            node.set("descr", authority)
    elif local == "shape" and (not node.get("alt") or _PATH.search(node.get("alt", ""))):
        node.set("alt", authority)


def _without(node: etree._Element, *names: str) -> None:
    for name in names:
        if name in node.attrib:
            del node.attrib[name]
