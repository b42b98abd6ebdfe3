"""The styles of our Word documents, as WordprocessingML; sizes in half points, distances in twentieths of a point."""

from __future__ import annotations

from enum import StrEnum

from docx.oxml.ns import nsdecls

MILLIMETRE = 56.693  # in twentieths of a point
TEXT_WIDTH = 160  # millimetres: A4 less two margins of 25
RIGHT_EDGE = round(TEXT_WIDTH * MILLIMETRE)
NUMBER_WIDTH = round(11 * MILLIMETRE)  # from the margin to a heading behind its number
NUMBER_MIDDLE = round(4.5 * MILLIMETRE)  # from the margin to the middle of a number that is centred
_HEADINGS, _ITEMS = 1, 2


class Named(StrEnum):
    """The ids by which documents name the styles."""

    BODY = "LetterBody"
    AFTER_TABLE = "LetterAfterTable"
    ITEM = "LetterItem"
    LETTERHEAD = "Letterhead"
    TITLE = "Title"
    SUBTITLE = "Subtitle"
    SECTION = "Heading1"
    SUBSECTION = "Heading2"
    UNNUMBERED = "LetterHeading"
    ANNEX_LABEL = "AnnexLabel"
    ANNEX_TITLE = "AnnexTitle"
    LABEL = "LetterLabel"
    PARTICULAR = "LetterParticular"
    COLUMN_HEAD = "TableHeading"
    CELL = "TableText"
    SIGNATURE = "LetterSignature"
    HEADER = "Header"
    DRAFT = "LetterDraft"
    FOOTER = "Footer"
    STRONG = "LetterStrong"
    GAP = "LetterGap"
    BLANK = "LetterBlank"
    SEALED = "LetterSealed"
    GRID = "LetterTable"
    PARTICULARS = "LetterParticulars"


def styles() -> str:
    """The content of the styles part."""
    return f"<w:styles {nsdecls('w')}>{_DEFAULTS}{''.join(_PARAGRAPHS)}{''.join(_CHARACTERS)}{_TABLES}</w:styles>"


def numbering() -> str:
    """The content of the numbering part: headings 1, 1.1 and list items, each bound to its style."""
    levels = _level(0, "decimal", "%1", Named.SECTION) + _level(1, "decimal", "%1.%2", Named.SUBSECTION)
    item = _level(0, "bullet", "–", Named.ITEM)
    return (
        f"<w:numbering {nsdecls('w')}>"
        f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/>{item}</w:abstractNum>'
        f'<w:num w:numId="{_HEADINGS}"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="{_ITEMS}"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )


def _level(level: int, form: str, text: str, style: Named) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="{style}"/><w:suff w:val="tab"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:tabs><w:tab w:val="num" w:pos="{NUMBER_WIDTH}"/></w:tabs>'
        f'<w:ind w:left="{NUMBER_WIDTH}" w:hanging="{NUMBER_WIDTH}"/></w:pPr></w:lvl>'
    )


def _paragraph(style: Named, name: str, layout: str = "", look: str = "", *, base: str = "Normal", following: str = "") -> str:
    follow = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style}"{_custom(name)}><w:name w:val="{name}"/><w:basedOn w:val="{base}"/>{follow}'
        f'<w:uiPriority w:val="1"/><w:qFormat/><w:pPr>{layout}</w:pPr><w:rPr>{look}</w:rPr></w:style>'
    )


def _character(style: Named, name: str, look: str) -> str:
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{style}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="1"/><w:qFormat/><w:rPr>{look}</w:rPr></w:style>'
    )


def _custom(name: str) -> str:
    built_in = ("Title", "Subtitle", "heading 1", "heading 2", "header", "footer")
    return "" if name in built_in else ' w:customStyle="1"'


def _spacing(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _shade(fill: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


def _numbered(level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{_HEADINGS}"/></w:numPr>'


_BOLD = "<w:b/><w:bCs/>"
_QUIET = '<w:color w:val="5D5A54"/>'
_KEEP = "<w:keepNext/><w:keepLines/>"
_RIGHT_TAB = f'<w:tabs><w:tab w:val="right" w:pos="{RIGHT_EDGE}"/></w:tabs>'
_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="6" w:color="8B8780"/></w:pBdr>'

_DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Cambria" w:hAnsi="Cambria" w:eastAsia="Cambria" w:cs="Times New Roman"/>'
    f'{_size(22)}<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
    '<w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
    '<w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/>'
    "<w:unhideWhenUsed/></w:style>"
)

_PARAGRAPHS = (
    _paragraph(Named.BODY, "Letter Body", '<w:widowControl/><w:spacing w:before="0" w:after="120" w:line="276" w:lineRule="auto"/>'),
    _paragraph(Named.AFTER_TABLE, "Letter After Table", _spacing(160, 120), base=Named.BODY, following=Named.BODY),
    _paragraph(
        Named.ITEM,
        "Letter Item",
        f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{_ITEMS}"/></w:numPr><w:contextualSpacing/>',
        base=Named.BODY,
    ),
    _paragraph(Named.LETTERHEAD, "Letterhead", f"<w:keepNext/>{_RULE}{_spacing(0, 240)}", f"{_BOLD}{_size(28)}"),
    _paragraph(Named.TITLE, "Title", f"{_KEEP}{_spacing(360, 60)}", f"{_BOLD}{_size(30)}", following=Named.SUBTITLE),
    # The title may end a page: an opening in two languages is a row of a table, which would take the title along.
    _paragraph(Named.SUBTITLE, "Subtitle", f"<w:keepLines/>{_spacing(0, 240)}", f"{_QUIET}{_size(22)}", following=Named.BODY),
    _paragraph(
        Named.SECTION,
        "heading 1",
        f'{_KEEP}{_numbered(0)}{_spacing(280, 100)}<w:outlineLvl w:val="0"/>',
        f"{_BOLD}{_size(24)}",
        following=Named.BODY,
    ),
    _paragraph(
        Named.SUBSECTION,
        "heading 2",
        f'{_KEEP}{_numbered(1)}{_spacing(140, 60)}<w:outlineLvl w:val="1"/>',
        f"{_BOLD}{_size(21)}",
        following=Named.BODY,
    ),
    _paragraph(
        Named.UNNUMBERED,
        "Letter Heading",
        '<w:numPr><w:numId w:val="0"/></w:numPr><w:ind w:left="0" w:firstLine="0"/>',
        base=Named.SECTION,
        following=Named.BODY,
    ),
    _paragraph(
        Named.ANNEX_LABEL,
        "Annex Label",
        f'{_KEEP}<w:pageBreakBefore/>{_spacing(0, 60)}<w:outlineLvl w:val="0"/>',
        f"{_QUIET}{_size(24)}",
        following=Named.ANNEX_TITLE,
    ),
    _paragraph(Named.ANNEX_TITLE, "Annex Title", f"{_KEEP}{_spacing(0, 240)}", f"{_BOLD}{_size(26)}", following=Named.BODY),
    _paragraph(Named.PARTICULAR, "Letter Particular", _spacing(20, 40)),
    _paragraph(Named.LABEL, "Letter Label", look=_QUIET, base=Named.PARTICULAR),
    _paragraph(Named.CELL, "Table Text", _spacing(40, 40), _size(20)),
    _paragraph(Named.COLUMN_HEAD, "Table Heading", "<w:keepNext/>", _BOLD, base=Named.CELL),
    _paragraph(Named.SIGNATURE, "Letter Signature", f"{_KEEP}{_spacing(200, 80)}"),
    _paragraph(Named.HEADER, "header", _RIGHT_TAB, _size(18)),
    _paragraph(Named.DRAFT, "Letter Draft", '<w:jc w:val="center"/>', f'{_BOLD}<w:color w:val="7A4D00"/>', base=Named.HEADER),
    _paragraph(Named.FOOTER, "footer", _RIGHT_TAB, f"{_QUIET}{_size(18)}"),
)

_CHARACTERS = (
    _character(Named.STRONG, "Letter Strong", _BOLD),
    _character(Named.GAP, "Letter Gap", f'<w:color w:val="7A4D00"/>{_shade("FBEDCD")}'),
    _character(Named.BLANK, "Letter Blank", f"{_QUIET}{_shade('ECEAE5')}"),
    _character(Named.SEALED, "Letter Sealed", "<w:i/><w:iCs/>"),
)


def _border(side: str) -> str:
    return f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8B8780"/>'


_RULES = _border("top") + _border("bottom") + _border("insideH")
_TABLES = (
    f'<w:style w:type="table" w:customStyle="1" w:styleId="{Named.GRID}"><w:name w:val="Letter Table"/><w:basedOn w:val="TableNormal"/>'
    f'<w:uiPriority w:val="1"/><w:qFormat/><w:tblPr><w:tblBorders>{_RULES}</w:tblBorders></w:tblPr>'
    f'<w:tblStylePr w:type="firstRow"><w:tcPr>{_shade("F4F3EF")}</w:tcPr></w:tblStylePr></w:style>'
    f'<w:style w:type="table" w:customStyle="1" w:styleId="{Named.PARTICULARS}"><w:name w:val="Letter Particulars"/>'
    '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="1"/><w:qFormat/><w:tblPr><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
