"""An authority's own letterhead as the paper of our letters: its page, head, foot, logo and styles, and no trace of who made it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile

from docx.oxml.ns import nsmap, qn
from lxml import etree

from jitdesk.documents import traces
from jitdesk.documents.merging import merged_numbering, merged_styles
from jitdesk.documents.package import packed
from jitdesk.documents.pictures import bare
from jitdesk.documents.styles import RIGHT_EDGE
from jitdesk.documents.untrusted import Package
from jitdesk.kernel.errors import Refused

_RELATION = f"{{{nsmap['r']}}}"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = nsmap["r"]
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MEDIA = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
}
_EDGES = ("header", "footer")
_LEFT_OUT = {
    qn(f"w:{name}") for name in ("headerReference", "footerReference", "type", "pgNumType", "printerSettings", "footnotePr", "endnotePr")
}
# Switches of the settings that the page needs, and after what of ours each stands: the order counts.
_SWITCHES = {"mirrorMargins": "zoom", "evenAndOddHeaders": "defaultTabStop"}
_DIGITS = re.compile(r'(<w:(?:gridCol|tcW|tblW) w:w=")(\d+)(")')
_STYLED = re.compile(r'(<w:(?:p|r|tbl)Style w:val=")([A-Za-z0-9]+)(")')


@dataclass(frozen=True)
class Paper:
    """A clean document to write a letter on; `styles` are the ids under which it knows ours, where they differ."""

    data: bytes
    styles: Mapping[str, str] = field(default_factory=dict)
    width: int = RIGHT_EDGE  # of the text, in twentieths of a point

    def fitted(self, content: str) -> str:
        """Our content with the styles of the paper, its tables as wide as the paper's text."""
        if self.styles:
            content = _STYLED.sub(lambda match: f"{match[1]}{self.styles.get(match[2], match[2])}{match[3]}", content)
        if self.width == RIGHT_EDGE:
            return content
        return _DIGITS.sub(lambda match: f"{match[1]}{round(int(match[2]) * self.width / RIGHT_EDGE)}{match[3]}", content)


def paper(letterhead: Package, template: bytes, name: str) -> Paper:
    """The letterhead as paper; what it lacks is taken from our template. `name`, of the authority, is said of pictures that say nothing.

    Raises Refused where it holds what a letter cannot: tracked changes, fields that tell who or where, charts.
    """
    return _Takeover(letterhead, template, name).paper()


class _Takeover:
    def __init__(self, letterhead: Package, template: bytes, name: str) -> None:
        with ZipFile(BytesIO(template)) as parts:
            self.parts = {part: parts.read(part) for part in parts.namelist()}
        self.letterhead, self.name = letterhead, name
        self.types = {"png": _MEDIA["png"]}
        self.relations: dict[str, list[tuple[str, str, str, bool]]] = {}
        self.media: dict[str, str] = {}
        self.overrides: dict[str, str] = {}

    def paper(self) -> Paper:
        main = self._cleaned(self.letterhead.tree(self.letterhead.main))
        body = main.find(qn("w:body"))
        sections = [] if body is None else list(body.iter(qn("w:sectPr")))
        if body is None or not sections:
            raise Refused("letterhead.no_page", name=self.letterhead.name)
        section = deepcopy(sections[0])  # the one that a letter begins in
        for part in [part for part in self.parts if posixpath.basename(part).startswith(_EDGES)]:
            del self.parts[part]
        for kind in ("styles", "numbering", "settings", "fontTable", "theme"):
            self._relate("word/document.xml", kind, "theme/theme1.xml" if kind == "theme" else f"{kind}.xml")
        page = self._page(section)
        body[:] = [*_kept(body), page]
        self._take("word/document.xml", main, self.letterhead.main)
        width = _width(page)
        names = self._styles(width)
        self._theme()
        return Paper(self._packed(), names, width)

    def _cleaned(self, root: etree._Element) -> etree._Element:
        if root.nsmap.get("w") != nsmap["w"]:
            raise Refused("letterhead.no_page", name=self.letterhead.name)
        traces.remove(root, self.letterhead.name, self.name)
        return root

    def _take(self, part: str, root: etree._Element, origin: str) -> None:
        """Keep a part with what it leads to: pictures and addresses of the Web."""
        known = {relation.id: relation for relation in self.letterhead.relations(origin)}
        done = {id for id, *_ in self.relations.get(part, [])}
        for node in root.iter():
            for attribute, id in [(str(name), str(value)) for name, value in node.attrib.items()]:
                if not attribute.startswith(_RELATION) or id in done:
                    continue
                relation = known.get(id)
                if relation is None or relation.type not in ("image", "hyperlink"):
                    raise Refused("letterhead.unusable", name=self.letterhead.name)
                target = relation.target if relation.web else self._picture(relation.target)
                self._relate(part, relation.type, target, id, web=relation.web)
                done.add(id)
        self.parts[part] = etree.tostring(root, encoding="UTF-8", standalone=True)

    def _picture(self, origin: str) -> str:
        ending = origin.rpartition(".")[2].lower()
        if ending not in _MEDIA or origin not in self.letterhead.parts:
            raise Refused("letterhead.unusable", name=self.letterhead.name)
        if origin not in self.media:
            self.media[origin] = f"media/image{len(self.media) + 1}.{ending}"
            self.types[ending] = _MEDIA[ending]
            self.parts[f"word/{self.media[origin]}"] = bare(self.letterhead.parts[origin])
        return self.media[origin]

    def _page(self, section: etree._Element) -> etree._Element:
        """The page of the letterhead, with its head and foot of every kind that its pages use, blank where it has none."""
        known = {relation.id: relation.target for relation in self.letterhead.relations(self.letterhead.main)}
        given = {
            (edge, node.get(qn("w:type"), "default")): known.get(node.get(f"{_RELATION}id", ""), "")
            for edge in _EDGES
            for node in section.iter(qn(f"w:{edge}Reference"))
        }
        kinds = ["default"]
        kinds += ["first"] if _is_on(section.find(qn("w:titlePg"))) else []
        kinds += ["even"] if any(_is_on(root.find(qn("w:evenAndOddHeaders"))) for root in self.letterhead.trees("settings")) else []
        page = etree.Element(qn("w:sectPr"), nsmap={"w": nsmap["w"], "r": nsmap["r"]})
        for edge in _EDGES:
            for number, kind in enumerate(kinds, 1):
                id = f"{edge}{number}"
                self._edge(id, edge, given.get((edge, kind), ""))
                etree.SubElement(page, qn(f"w:{edge}Reference"), {qn("w:type"): kind, f"{_RELATION}id": f"own{id}"})
        page.extend([node for node in section if node.tag not in _LEFT_OUT])
        return page

    def _edge(self, id: str, edge: str, origin: str) -> None:
        part = f"word/{id}.xml"
        if origin in self.letterhead.parts:
            self._take(part, self._cleaned(self.letterhead.tree(origin)), origin)
        else:
            root = etree.Element(qn("w:hdr" if edge == "header" else "w:ftr"), nsmap={"w": nsmap["w"], "r": nsmap["r"]})
            self.parts[part] = etree.tostring(root, encoding="UTF-8", standalone=True)
        self.overrides[f"/{part}"] = f"{_WORD}.{edge}+xml"
        self._relate("word/document.xml", edge, f"{id}.xml", f"own{id}")

    def _styles(self, width: int) -> dict[str, str]:
        theirs = {kind: next(self.letterhead.trees(kind), None) for kind in ("styles", "numbering", "settings")}
        for root in theirs.values():
            if root is not None:
                self._cleaned(root)
        ours = {kind: self._ours(f"word/{kind}.xml") for kind in theirs}
        numbering, numbers = merged_numbering(ours["numbering"], theirs["numbering"])
        styles, names = merged_styles(ours["styles"], theirs["styles"], numbers)
        for tab in styles.iter(qn("w:tab")):
            if tab.get(qn("w:pos")) == str(RIGHT_EDGE) and tab.get(qn("w:val")) == "right":
                tab.set(qn("w:pos"), str(width))
        for name, before in _SWITCHES.items():
            place = ours["settings"].find(qn(f"w:{before}"))
            if place is not None and theirs["settings"] is not None and _is_on(theirs["settings"].find(qn(f"w:{name}"))):
                place.addnext(etree.Element(qn(f"w:{name}")))
        for kind, root in (("styles", styles), ("numbering", numbering), ("settings", ours["settings"])):
            self.parts[f"word/{kind}.xml"] = etree.tostring(root, encoding="UTF-8", standalone=True)
        return names

    def _ours(self, part: str) -> etree._Element:
        return etree.fromstring(self.parts[part])

    def _theme(self) -> None:
        for root in self.letterhead.trees("theme"):
            if not any(str(attribute).startswith(_RELATION) for node in root.iter() for attribute in node.attrib):
                self.parts["word/theme/theme1.xml"] = etree.tostring(root, encoding="UTF-8", standalone=True)

    def _relate(self, part: str, type: str, target: str, id: str = "", *, web: bool = False) -> None:
        self.relations.setdefault(part, []).append((id or f"own{type}", type, target, web))

    def _packed(self) -> bytes:
        types = etree.fromstring(self.parts["[Content_Types].xml"])
        for node in list(types):
            if any(f"/word/{edge}" in node.get("PartName", "") for edge in _EDGES) or node.get("Extension") in self.types:
                types.remove(node)
        for ending, kind in self.types.items():
            types.insert(0, etree.Element(f"{{{types.nsmap[None]}}}Default", {"Extension": ending, "ContentType": kind}))
        for part, kind in self.overrides.items():
            etree.SubElement(types, f"{{{types.nsmap[None]}}}Override", {"PartName": part, "ContentType": kind})
        self.parts["[Content_Types].xml"] = etree.tostring(types, encoding="UTF-8", standalone=True)
        for part, those in self.relations.items():
            folder, base = posixpath.split(part)
            self.parts[f"{folder}/_rels/{base}.rels"] = _relations(those)
        return packed(self.parts)


def _relations(those: list[tuple[str, str, str, bool]]) -> bytes:
    root = etree.fromstring(f'<Relationships xmlns="{_RELATIONS}"/>')
    for id, type, target, web in those:
        node = etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", {"Id": id, "Type": f"{_TYPE}/{type}", "Target": target})
        if web:
            node.set("TargetMode", "External")
    return etree.tostring(root, encoding="UTF-8", standalone=True)


def _kept(body: etree._Element) -> Iterator[etree._Element]:
    """What the letterhead's own text begins with; empty paragraphs at its end are room that our letter takes."""
    blocks = [node for node in body if node.tag != qn("w:sectPr")]
    for node in body.iter(qn("w:sectPr")):
        parent = node.getparent()
        if parent is not None and parent.tag == qn("w:pPr"):
            parent.remove(node)
    while blocks and blocks[-1].tag == qn("w:p") and not _says(blocks[-1]):
        blocks.pop()
    yield from blocks


def _says(paragraph: etree._Element) -> bool:
    return any(
        (node.text or "").strip() or node.tag != qn("w:t") for node in paragraph.iter(*map(qn, ("w:t", "w:drawing", "w:pict", "w:fldChar")))
    )


def _is_on(node: etree._Element | None) -> bool:
    return node is not None and node.get(qn("w:val"), "1") not in ("0", "false", "off")


def _width(page: etree._Element) -> int:
    size, margin = page.find(qn("w:pgSz")), page.find(qn("w:pgMar"))
    if size is None or margin is None:
        return RIGHT_EDGE
    try:
        width = int(size.get(qn("w:w"), "0")) - sum(int(margin.get(qn(f"w:{name}"), "0")) for name in ("left", "right", "gutter"))
    except ValueError:
        return RIGHT_EDGE
    return width if width > 0 else RIGHT_EDGE
