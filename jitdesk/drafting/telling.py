"""Whether the facts say when, where and what (P06): by their own fields, else by a cautious reading, which asks and never judges."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jitdesk.domain import folding
from jitdesk.drafting.answers import empty
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Finding
from jitdesk.drafting.raising import before_sending, raised

# A year from 1800 on, or a day and month by numbers; digits of every script are folded to these.
_PERIOD = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./]\s?\d{1,2}[./]\s?\d{2}(?!\d)")
_SENTENCE = re.compile(r"[.!?:;\n…]+[\s\"»”’)]*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NAMES = """
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
"""
_CALENDAR = frozenset(_NAMES.split())
_SHORTEST = 40  # letters that it takes to say that somebody did something


def findings(case: Case) -> Iterator[Finding]:
    """P06, once for each of period, place and act that no field names and no sign of was found in the summary."""
    request = case.request
    if empty(request, "facts") or not before_sending(request):
        return
    text = str(request.get("facts"))
    dated = not (empty(request, "facts_from") and empty(request, "facts_to"))
    if not dated and not _PERIOD.search(folding.fold(text)):
        yield raised("P06", Need.RECOMMENDED, "facts", "period")
    if empty(request, "facts_places") and not _names_a_place(text):
        yield raised("P06", Need.RECOMMENDED, "facts", "place")
    if sum(char.isalpha() for char in text) < _SHORTEST and not _wide(text):
        yield raised("P06", Need.RECOMMENDED, "facts", "act")


def _names_a_place(text: str) -> bool:
    """Whether a name stands inside a sentence: a place is written as one; in a script without capitals nothing can be said."""
    for sentence in _SENTENCE.split(text):
        words = [word[0] for word in _WORD.finditer(sentence)]
        if any(word[0].isalpha() and not word[0].isupper() and not word[0].islower() for word in words):
            return True
        if any(len(word) > 1 and word[0].isupper() and word.casefold() not in _CALENDAR for word in words[1:]):
            return True
    return False


def _wide(text: str) -> bool:
    """Whether a script writes a word as one or two characters, so that few say much."""
    return any("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in text)
