"""Our styles and lists beside those of a letterhead: theirs win where both have one, ours are added where they lack it."""

from __future__ import annotations

from copy import deepcopy

from docx.oxml.ns import qn
from lxml import etree

from jitdesk.documents.styles import Named

_OWN_EDGES = {Named.HEADER: ("LetterHeader", "Letter Header"), Named.FOOTER: ("LetterFooter", "Letter Footer")}
_VAL, _ID = qn("w:val"), qn("w:styleId")


def merged_styles(ours: etree._Element, theirs: etree._Element | None, numbers: dict[str, str]) -> tuple[etree._Element, dict[str, str]]:
    """The styles together, and the ids by which some of ours are known there; `numbers` are the new numbers of our lists."""
    for node in ours.iter(qn("w:numId")):
        node.set(_VAL, numbers.get(node.get(_VAL, ""), node.get(_VAL, "")))
    if theirs is None:
        return ours, {}
    by_name = {_name(style): style for style in theirs.iter(qn("w:style"))}
    defaults = {style.get(qn("w:type")) for style in by_name.values() if style.get(qn("w:default"))}
    taken = {style.get(_ID, "") for style in by_name.values()}
    ids: dict[str, str] = {}
    added, edges = [], []
    for style in ours.iter(qn("w:style")):
        id, same = style.get(_ID, ""), by_name.get(_name(style))
        if same is not None and same.get(qn("w:type")) == style.get(qn("w:type")):
            ids[id] = same.get(_ID, "")
            if id in _OWN_EDGES:
                ids[id] = _OWN_EDGES[Named(id)][0]
                edges.append((_own_edge(style, same), same.get(_ID, "")))
        else:
            if id in taken or same is not None:  # theirs of another name or kind has the id: ours goes by another
                ids[id] = f"Jit{id}"
                style.set(_ID, ids[id])
                if same is not None:
                    style[0].set(_VAL, f"Jit {_name(style)}")
            added.append(deepcopy(style))
    _number_headings(ours, by_name, numbers)
    for style in [*added, *(own for own, _ in edges)]:
        if style.get(qn("w:type")) in defaults and style.get(qn("w:default")):
            del style.attrib[qn("w:default")]
        for node in style.iter(qn("w:basedOn"), qn("w:next")):
            node.set(_VAL, ids.get(node.get(_VAL, ""), node.get(_VAL, "")))
        theirs.append(style)
    for own, base in edges:
        for node in own.iter(qn("w:basedOn")):
            node.set(_VAL, base)
    return theirs, {id: other for id, other in ids.items() if id != other}


def merged_numbering(ours: etree._Element, theirs: etree._Element | None) -> tuple[etree._Element, dict[str, str]]:
    """The lists together, and by the number of each of ours its new one."""
    if theirs is None:
        return ours, {}
    for node in [*theirs.iter(qn("w:numPicBullet")), *theirs.iter(qn("w:lvlPicBulletId"))]:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
    abstracts, lists = theirs.findall(qn("w:abstractNum")), theirs.findall(qn("w:num"))
    rest = [node for node in theirs if node not in abstracts and node not in lists]
    shift = 1 + max((_number(node, "w:abstractNumId") for node in abstracts), default=-1)
    first = max((_number(node, "w:numId") for node in lists), default=0)
    numbers: dict[str, str] = {}
    for node in ours.findall(qn("w:abstractNum")):
        node.set(qn("w:abstractNumId"), str(shift + _number(node, "w:abstractNumId")))
        abstracts.append(node)
    for node in ours.findall(qn("w:num")):
        old = node.get(qn("w:numId"), "")
        numbers[old] = str(first + int(old))
        node.set(qn("w:numId"), numbers[old])
        of = node.find(qn("w:abstractNumId"))
        if of is not None:
            of.set(_VAL, str(shift + _number(of, "w:val")))
        lists.append(node)
    theirs[:] = [*abstracts, *lists, *rest]
    return theirs, numbers


def _number_headings(ours: etree._Element, theirs: dict[str, etree._Element], numbers: dict[str, str]) -> None:
    """Their headings keep their look and their numbers; where neither of them has any, ours are given them: the letter refers to parts."""
    headings = [theirs.get(name) for name in ("heading 1", "heading 2")]
    if any(style is not None and style.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None for style in headings):
        return
    for style, id in zip(headings, (Named.SECTION, Named.SUBSECTION), strict=True):
        number = ours.find(f"{qn('w:style')}[@{_ID}='{id}']/{qn('w:pPr')}/{qn('w:numPr')}")
        if style is None or number is None:
            continue
        properties = style.find(qn("w:pPr"))
        if properties is None:
            properties = etree.Element(qn("w:pPr"))
            look = style.find(qn("w:rPr"))
            style.insert(len(style) if look is None else style.index(look), properties)
        before = ("keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
        at = sum(node.tag in {qn(f"w:{name}") for name in before} for node in properties)
        properties.insert(at, deepcopy(number))


def _own_edge(style: etree._Element, same: etree._Element) -> etree._Element:
    """The lines that we add to head and foot: in the style that theirs have, with our tab at the right edge alone."""
    own = deepcopy(style)
    id, name = _OWN_EDGES[Named(style.get(_ID, ""))]
    own.set(_ID, id)
    own.set(qn("w:customStyle"), "1")
    own[0].set(_VAL, name)
    for tabs in own.iter(qn("w:tabs")):
        kept = {tab.get(qn("w:pos")) for tab in tabs}
        for tab in same.iter(qn("w:tab")):
            if tab.get(qn("w:pos")) not in kept:
                tabs.append(etree.Element(qn("w:tab"), {_VAL: "clear", qn("w:pos"): tab.get(qn("w:pos"), "0")}))
    return own


def _name(style: etree._Element) -> str:
    node = style.find(qn("w:name"))
    return "" if node is None else node.get(_VAL, "")


def _number(node: etree._Element, name: str) -> int:
    text = node.get(qn(name), "")
    return int(text) if text.isdigit() and len(text) < 9 else 0
