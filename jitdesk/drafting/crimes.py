"""Whether each offence is a crime of the basis between both States: what is known of the annexes that they accepted (E34)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jitdesk.domain.records import Record
from jitdesk.drafting.answers import rows
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Gap
from jitdesk.drafting.raising import state
from jitdesk.kernel.words import Message

_ANNEX = "annex_"
_BETWEEN = re.compile(r"[\s,;.]+")
_NO_LETTERS = {"", "ANNEX", "ANNEXES", "AND"}
_LETTERS = frozenset("ABCDEFGH")


def gaps(case: Case) -> Iterator[Gap]:
    """Once for each crime, and of an annex for each State: that it is outside, or that nobody recorded whether it is within."""
    for crime in dict.fromkeys(str(row.get("crime", "")) for row in rows(case.request, "offences")):
        if not crime:
            yield Gap("E34", "offences", "crime", Need.RECOMMENDED, asks=True)
        elif crime == "other":
            yield Gap("E34", "offences", "other")
        elif crime.startswith(_ANNEX):
            yield from _of_annex(case, crime)


def _of_annex(case: Case, crime: str) -> Iterator[Gap]:
    annex = crime.removeprefix(_ANNEX).upper()
    both = ((_theirs(case), accepted(case.profile, case.basis.code)), (_ours(case), accepted(case.own_profile, case.basis.code)))
    without = [who for who, letters in both if letters is not None and annex not in letters]
    for who in without:
        yield Gap("E34", "offences", "annex", arguments=(("annex", annex), ("state", who)))
    if not without:
        for who in (who for who, letters in both if letters is None):
            yield Gap("E34", "offences", "annex_ask", Need.RECOMMENDED, asks=True, arguments=(("annex", annex), ("state", who)))


def accepted(profile: Record | None, treaty: str) -> frozenset[str] | None:
    """The letters of the annexes that a State accepted; None where that is not known, disputed, or said in other words than a list."""
    if profile is None or "treaties" in profile.conflicts:
        return None
    named = [row for row in rows(profile, "treaties") if str(row.get("treaty", "")).strip().casefold() == treaty.casefold()]
    said = {str(row["annexes"]) for row in named if "annexes" in row}
    words = {word for text in said for word in _BETWEEN.split(text.upper())} - _NO_LETTERS
    if len(said) != 1 or not words:
        return None
    if words == {"NONE"}:
        return frozenset()
    return frozenset(words) if words <= _LETTERS else None


def _theirs(case: Case) -> Message:
    return state(case.request.get("requested_state"))


def _ours(case: Case) -> Message:
    own = case.own_profile.get("state") if case.own_profile else None
    return state(own) if own else Message("drafting.requesting_state")
