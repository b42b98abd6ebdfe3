"""Languages as a word processor names them, so that its spelling check and a screen reader use the right one."""

from __future__ import annotations

from html import escape

from jitdesk.drafting.wording import right_to_left

_TAGS = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ar": "ar-SA"}
_USUAL_RIGHT_TO_LEFT = "ar-SA"  # of text from right to left in a document that runs the other way


def tag(language: str) -> str:
    """The tag of a language with the region that a word processor wants, where a letter has one."""
    return _TAGS.get(language) or escape(language)


def of_document(language: str) -> str:
    """The attributes by which a whole document says its language."""
    own = tag(language)
    return f'w:val="{own}" w:eastAsia="{own}" w:bidi="{own if right_to_left(language) else _USUAL_RIGHT_TO_LEFT}"'


def of_run(language: str) -> str:
    """The element by which a run says that it is in another language than its document; its script decides which attribute counts."""
    own = tag(language)
    return f'<w:lang w:bidi="{own}"/>' if right_to_left(language) else f'<w:lang w:val="{own}" w:eastAsia="{own}"/>'
