"""A Word document as plain XML that a person can read: parts between two headings, a line a paragraph or row, hardly any look."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

_HEADINGS = {"Heading1", "LetterHeading", "AnnexLabel"}
# The styles that go without saying where they stand.
_USUAL = {"LetterBody", "LetterAfterTable", "TableText", "TableHeading", "LetterLabel", "LetterParticular", "LetterSignature"}
_Element = etree._Element


def plain(document: bytes, name: str) -> _Element:
    """The document as `<letter>` of `<part>`s: the page's marks, what stands before the first heading, then a part a heading."""
    opened = Document(BytesIO(document))
    page = opened.sections[0]
    mirrored = page._sectPr.find(qn("w:bidi")) is not None
    letter = etree.Element("letter", name=name, language=str(opened.core_properties.language), direction="rtl" if mirrored else "ltr")
    reader = _Reader(mirrored)
    marks = etree.SubElement(letter, "part", title="(page)")
    for edge in (page.header, page.footer):
        marks.extend(reader.blocks(edge._element))
    part = etree.SubElement(letter, "part", title="(cover)")
    for block in reader.blocks(opened.element.body):
        if block.tag == "p" and block.get("style") in _HEADINGS:
            part = etree.SubElement(letter, "part", title="".join(block.itertext()))
        part.append(block)
    for one in letter:
        _a_line_each(one)
    _a_line_each(letter)
    return letter


def parts(letter: _Element) -> list[tuple[str, str]]:
    """Title and canonical XML of each part."""
    return [(part.get("title", ""), etree.tostring(part, method="c14n", with_tail=False).decode()) for part in letter]


def beside(letter: _Element, other: _Element) -> _Element:
    """The letter with those parts left empty that stand in another in the same words."""
    same = {one for _, one in parts(other)}
    for part, (_, words) in zip(letter, parts(letter), strict=True):
        if words in same:
            part[:] = []
            part.text = None
            part.set("as", other.get("name", ""))
    return letter


def written(letter: _Element) -> bytes:
    """The letter as a file."""
    return etree.tostring(letter, encoding="UTF-8", xml_declaration=True) + b"\n"


def _a_line_each(parent: _Element) -> None:
    parent.text = "\n"
    for child in parent:
        child.tail = "\n"
        if child.tag == "table":
            _a_line_each(child)


class _Reader:
    """Reads blocks of a document whose pages run in one direction; only what runs otherwise is marked."""

    def __init__(self, mirrored: bool) -> None:
        self._mirrored = mirrored

    def blocks(self, parent: _Element) -> Iterator[_Element]:
        for node in parent:
            if node.tag == qn("w:p"):
                yield self._paragraph(node)
            elif node.tag == qn("w:tbl"):
                yield self._table(node)
            elif node.tag == qn("w:sdt"):
                tag = node.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val"))
                for block in self.blocks(node.find(qn("w:sdtContent"))):
                    block.set("field", tag)
                    yield block

    def _table(self, node: _Element) -> _Element:
        millimetres = [str(round(int(column.get(qn("w:w"))) / 56.693)) for column in node.iter(qn("w:gridCol"))]
        table = etree.Element("table", widths=" ".join(millimetres))
        self._direct(table, node.find(f"{qn('w:tblPr')}/{qn('w:bidiVisual')}") is not None)
        for row in node.iter(qn("w:tr")):
            made = etree.SubElement(table, "head" if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None else "row")
            for cell in row.iter(qn("w:tc")):
                made.append(_cell([*self.blocks(cell)]))
        return table

    def _paragraph(self, node: _Element) -> _Element:
        made = etree.Element("p")
        style = node.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) not in _USUAL:
            made.set("style", style.get(qn("w:val")))
        text = "".join(node.itertext(qn("w:t")))
        if text:
            self._direct(made, node.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None)
        code = ""
        for run in node.iter(qn("w:r")):
            code = run.findtext(qn("w:instrText"), code).strip()
            look = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
            _say(made, _text(run), "" if look is None else look.get(qn("w:val")), code)
            if run.find(f"{qn('w:fldChar')}[@{qn('w:fldCharType')}='end']") is not None:
                code = ""
        return made

    def _direct(self, made: _Element, mirrored: bool) -> None:
        if mirrored != self._mirrored:
            made.set("direction", "rtl" if mirrored else "ltr")


def _cell(blocks: list[_Element]) -> _Element:
    """A cell; a paragraph that is alone in it needs no element of its own."""
    cell = etree.Element("cell")
    if len(blocks) == 1:
        blocks[0].tag = "cell"
        return blocks[0]
    cell.extend(blocks)
    return cell


def _text(run: _Element) -> str:
    return "".join("\t" if piece.tag == qn("w:tab") else piece.text or "" for piece in run if piece.tag in (qn("w:t"), qn("w:tab")))


def _say(made: _Element, text: str, look: str, code: str) -> None:
    """A run's text: in an element of its own where it has a look or is what a field of the word processor shows."""
    if not text:
        return
    if look or code:
        said = etree.SubElement(made, "code" if code else "run", {"of": code} if code else {"style": look})
        said.text = text
    elif len(made):
        made[-1].tail = (made[-1].tail or "") + text
    else:
        made.text = (made.text or "") + text
