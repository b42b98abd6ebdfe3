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
    whole = re.compile(rf"(?<!\w){re.escape(own)}(?!\w)", re.IGNORECASE)
    values = {name: _in(value, whole, case.code) for name, value in case.request.values.items()}
    return replace(case, request=replace(case.request, values=values))


def _in(value: Any, whole: re.Pattern[str], code: str) -> Any:
    if isinstance(value, str):
        return whole.sub(lambda _: code, value)
    if isinstance(value, list):
        return [_in(entry, whole, code) for entry in value]
    if isinstance(value, dict):
        return {name: _in(entry, whole, code) for name, entry in value.items()}
    return value
