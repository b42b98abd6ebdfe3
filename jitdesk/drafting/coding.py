"""The words of a request as its recipient reads them: the witness bears the code given towards them, never the team's own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jitdesk.drafting.case import Case


def coded(case: Case) -> Case:
    """The case with the recipient's code in place of the team's own, in every text of the request."""
    own = str(case.witness.get("code", "")) if case.witness else ""
    if not own or not case.code or own == case.code:
        return case
    values = {name: _in(value, whole(own), case.code) for name, value in case.request.values.items()}
    return replace(case, request=replace(case.request, values=values))


def whole(code: str) -> re.Pattern[str]:
    """A code where it stands by itself, in small letters or capitals."""
    return re.compile(rf"(?<!\w){re.escape(code)}(?!\w)", re.IGNORECASE)


def _in(value: Any, own: re.Pattern[str], code: str) -> Any:
    if isinstance(value, str):
        return own.sub(lambda _: code, value)
    if isinstance(value, list):
        return [_in(entry, own, code) for entry in value]
    if isinstance(value, dict):
        return {name: _in(entry, own, code) for name, entry in value.items()}
    return value
