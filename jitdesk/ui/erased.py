"""What an erasure did, in words."""

from __future__ import annotations

from typing import Any

from jitdesk.kernel.words import say
from jitdesk.ui import labels


def erased(done: dict[str, Any]) -> str:
    """Numbers, what hangs on it and stays, and who had been given it; `done` is the plain result of the job."""
    told = [say("erase.erased", n=done["records"], lines=done["lines"])]
    if done["remaining"]:
        told.append(say("ui.erase.remaining", n=len(done["remaining"])))
    given = sorted({one["outside"] or labels.joined(r["member"] for r in one["recipients"]) for one in done["given"]})
    if given:
        told.append(say("ui.erase.given", people=labels.joined(given)))
    return " ".join(told)
