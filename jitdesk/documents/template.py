"""Makes the template of our letters, resources/templates/letter.docx: `python -m jitdesk.documents.template FILE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from docx import Document
from docx.document import Document as Open
from docx.opc.constants import RELATIONSHIP_TYPE as TYPE
from docx.opc.rel import Relationships
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from jitdesk.documents.package import describe, seal
from jitdesk.documents.styles import numbering, styles

_UNUSED = (TYPE.WEB_SETTINGS, TYPE.CUSTOM_XML, TYPE.EXTENDED_PROPERTIES, TYPE.THUMBNAIL)
_EFFECTS = "stylesWithEffects"
# Compatibility mode 15: today's layout rules, no banner "compatibility mode".
_SETTINGS = (
    f'<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
)
_MADE_ON = date(2026, 11, 1)


def template() -> bytes:
    """An empty document with our styles, numbering, page and settings and nothing of the library's own template."""
    document = Document()
    _drop(document.part.rels)
    _drop(document.part.package.rels)
    _refill(document.styles.element, styles())
    _refill(document.part.numbering_part.element, numbering())
    _refill(document.settings.element, _SETTINGS)
    _page(document)
    describe(document, title="Letter", language="en-GB", made_on=_MADE_ON)
    return seal(document)


def _drop(relations: Relationships) -> None:
    for key, relation in list(relations.items()):
        if relation.reltype in _UNUSED or relation.reltype.endswith(_EFFECTS):
            del relations[key]


def _refill(element: BaseOxmlElement, xml: str) -> None:
    element.clear()
    element.extend(list(parse_xml(xml)))


def _page(document: Open) -> None:
    for node in document.element.iter():
        # Revision marks tell editing sessions apart; ours has none.
        for name in [name for name in node.attrib if "rsid" in str(name)]:
            del node.attrib[name]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(28), Mm(24)
    section.header_distance = section.footer_distance = Mm(12)
    section.header.is_linked_to_previous = False
    section.footer.is_linked_to_previous = False


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(template())
