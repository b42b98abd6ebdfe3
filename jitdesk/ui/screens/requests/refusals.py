"""What the window says where a step of a request was refused: in the words of its own fields and buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.errors import JITDeskError
from jitdesk.kernel.words import known, say
from jitdesk.ui import labels
from jitdesk.ui.jobs import Failure
from jitdesk.ui.screens.requests.step_fields import called

_STATUSES = ("status", "now", "wanted", "statuses")
_SIGNATURE = KINDS["request"].by_name["signature"]


def sentence(failure: Failure, wanted: str) -> str:
    """Why a move to the status `wanted` was refused."""
    own = f"ui.refused.{failure.key}"
    error = failure.error
    if not known(own) or not isinstance(error, JITDeskError):
        return failure.text
    return say(own, **_in_words(error.arguments, wanted))


def _in_words(arguments: Mapping[str, object], wanted: str) -> dict[str, object]:
    """The arguments of a refusal: statuses, kinds of reply and fields as the window calls them."""
    said = dict(arguments)
    for name in said.keys() & _STATUSES:
        said[name] = _each(said[name], lambda value: say(f"choice.request.status.{value}"))
    if "kinds" in said:
        said["kinds"] = _each(said["kinds"], lambda value: say(f"choice.reply.kind.{value}"))
    if "fields" in said:
        said["fields"] = _each(said["fields"], lambda value: _field(value, wanted))
    if "columns" in said:
        said["columns"] = _each(said["columns"], lambda value: labels.column(_SIGNATURE.by_column[value], _SIGNATURE))
    return said


def _each(listed: object, named: Callable[[str], str]) -> str:
    return labels.joined(named(value) for value in str(listed).split(", "))


def _field(name: str, wanted: str) -> str:
    words = called(wanted, name)
    field = KINDS["request"].field(name)
    return labels.label(KINDS["request"], field) if words == name and field is not None else words
