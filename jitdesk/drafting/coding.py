"""The words of a case as its recipient reads them: each person bears the code given towards them, never the team's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from jitdesk.domain.records import Record
from jitdesk.drafting.case import Case

# The records whose words a letter or a paper may take over.
_TAKEN_OVER = ("accounts", "measures", "files", "translations", "transmissions", "replies", "hearings", "steps", "consents")
_TOLD = ("agreement", "proceeding")

Spoken = Callable[[str], str]


def coded(case: Case) -> Case:
    """The case with the recipient's codes in place of the team's own, in every text of the request and of the records around it."""
    spoken = speaker(case)
    if spoken is None:
        return case
    around: dict[str, Any] = {name: tuple(_record(one, spoken) for one in getattr(case, name)) for name in _TAKEN_OVER}
    around |= {name: one and _record(one, spoken) for name in _TOLD for one in (getattr(case, name),)}
    return replace(case, request=_record(case.request, spoken), **around)


def speaker(case: Case) -> Spoken | None:
    """What puts the recipient's codes in place of the team's own in a text; None where there is nothing to put."""
    own = str(case.witness.get("code", "")) if case.witness else ""
    codes = dict(case.codes)
    if own and case.code:
        codes[own] = case.code
    by_folded = {team.casefold(): theirs for team, theirs in codes.items() if team != theirs}
    if not by_folded:
        return None
    any_of = _whole("|".join(re.escape(team) for team in sorted(codes, key=len, reverse=True)))
    return lambda text: any_of.sub(lambda found: by_folded.get(found[0].casefold(), found[0]), text)


def whole(code: str) -> re.Pattern[str]:
    """A code where it stands by itself, in small letters or capitals."""
    return _whole(re.escape(code))


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def _record(record: Record, spoken: Spoken) -> Record:
    return replace(record, values={name: _in(value, spoken) for name, value in record.values.items()})


def _in(value: Any, spoken: Spoken) -> Any:
    if isinstance(value, str):
        return spoken(value)
    if isinstance(value, list):
        return [_in(entry, spoken) for entry in value]
    if isinstance(value, dict):
        return {name: _in(entry, spoken) for name, entry in value.items()}
    return value
