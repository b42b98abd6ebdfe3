"""The elements that are about the letter's way: language, addressee and channel, signature, validation (E30-E33)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jitdesk.domain.kinds.request import STATUS
from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer, columns, empty, listed, rows, texts
from jitdesk.drafting.basis import Need
from jitdesk.drafting.case import Case
from jitdesk.drafting.finding import Gap
from jitdesk.kernel.words import Message, known

_ADDRESSED = ("requested_state", "requested_authority", "channel", "sending_central_authority")
_SIGNED = frozenset(STATUS[STATUS.index("signed") :]) - {"withdrawn"}


def gaps(case: Case) -> Iterator[Gap]:
    """What is missing of these elements."""
    yield from _language(case)
    yield from _addressee(case)
    if answer(case.request, "status") in _SIGNED and not _authenticated(case.request):
        yield Gap("E32", "signature")
    validated = columns(case.request, "validating_authority", "on")
    if answer(case.request, "issuing_kind") == "other" and not validated:
        yield Gap("E33", "validating_authority")


def _authenticated(request: Record) -> bool:
    """Whether the letter can be told for what it is: by the signed file, which is what is sent, or by who signed where, when and how."""
    return not empty(request, "signed_copy") or bool(columns(request, "signature", "signatory", "place", "on", "kind"))


def _language(case: Case) -> Iterator[Gap]:
    written = str(case.request.get("language") or "en")
    accepted = listed(case.profile, "languages")
    if not accepted:
        yield Gap("E30", "language", "ask", Need.RECOMMENDED, True, (_state(case), ("language", _name(written))))
    elif not any(_same(tag, written) for tag in accepted) and not _translated(case, accepted):
        named = ("accepted", ", ".join(str(_name(tag)) for tag in accepted))
        yield Gap("E30", "language", "", None, False, (_state(case), ("language", _name(written)), named, _as_of(case)))


def _translated(case: Case, accepted: list[str]) -> bool:
    """Whether the letter itself, and not only an annex, is there in a language that the requested State accepts."""
    linked = case.request.get("translation")
    letters = [t for t in case.translations if empty(t, "annex") and (t.id == linked or t.get("about") == case.request.id)]
    return any(_same(tag, texts(translation, "language")) for translation in letters for tag in accepted)


def _same(accepted: str, written: str) -> bool:
    """Whether text in one language is text in the other: a State that accepts French accepts the French of Belgium."""
    return accepted == written or accepted == written.partition("-")[0] or accepted.partition("-")[0] == written


def _name(tag: str) -> Message | str:
    """The name of a language, or its tag where the catalogue has none."""
    return Message(f"language.{tag}") if known(f"language.{tag}") else tag


def _state(case: Case) -> tuple[str, object]:
    key = f"state.{case.request.get('requested_state')}"
    return "state", Message(key if known(key) else "drafting.requested_state")


def _as_of(case: Case) -> tuple[str, object]:
    day = texts(case.profile, "as_of") if case.profile else ""
    return "day", day or Message("drafting.undated")


def _addressee(case: Case) -> Iterator[Gap]:
    request = case.request
    direct = answer(request, "channel") == "direct" and "direct" in case.basis.channels
    spared = {"sending_central_authority": direct, "requested_state": case.basis.scope.to_court}
    asked = [field for field in _ADDRESSED if not spared.get(field)]
    missing = [field for field in asked if empty(request, field)]
    for field in missing:
        yield Gap("E31", field, field)
    if not missing:
        yield from _designated(case)


def _designated(case: Case) -> Iterator[Gap]:
    """Whether addressee and channel are those that the requested State named, as far as the desk knows them."""
    authorities = [row for row in rows(case.profile, "authorities") if _of_basis(row, case) and _of_stage(row, case)]
    channels = {row["channel"] for row in rows(case.profile, "channels") if _of_basis(row, case) and "channel" in row}
    about = (_state(case), _as_of(case))
    if authorities and not any(_addressed(row, case.request) for row in authorities):
        named = ("authorities", "; ".join(sorted({str(row["name"]) for row in authorities if "name" in row})) or "?")
        yield Gap("E31", "requested_authority", "", None, False, (*about, named))
    grounded = not empty(case.request, "channel_ground")
    known_channel = answer(case.request, "channel") in (channels or case.basis.channels)
    if channels and not known_channel and not grounded:
        yield Gap("E31", "channel", "other_channel", None, False, about)
    elif not authorities or not channels:
        sentence = "ask" if known_channel or grounded else "ask_channel"
        yield Gap("E31", "channel", sentence, Need.RECOMMENDED, True, (_state(case),))


def _of_basis(row: Mapping[str, Any], case: Case) -> bool:
    return str(row.get("treaty", "")).strip().casefold() == case.basis.code.casefold()


def _of_stage(row: Mapping[str, Any], case: Case) -> bool:
    """Whether an authority is competent at the stage of the proceeding: any but "pre_trial" is the court's."""
    stage = answer(case.proceeding, "stage") if case.proceeding else None
    wanted = "pre_trial" if stage == "pre_trial" else "trial"
    return stage is None or row.get("stage", "any") in ("any", wanted)


def _addressed(row: Mapping[str, Any], request: Record) -> bool:
    linked, name = row.get("authority"), str(row.get("name", "")).strip().casefold()
    if linked is not None and linked == request.get("requested_authority_record"):
        return True
    return bool(name) and name in " ".join(texts(request, "requested_authority").casefold().split())
