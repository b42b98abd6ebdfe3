"""Cases of refusal in who may know what: conditions of a State, moving to fewer readers, opening what is under protection."""

from __future__ import annotations

import pytest

from jitdesk.services import editing, moving, reading, team
from tests.services.refusal_world import Attempt, World, case, simple
from tests.services.sava import PROTECTED, Op, post, protect, send, written

BOUND = {"code": "W-1", "origin": "UKR", "conditions": ["third_state"]}


simple("record.no_origin", lambda w: editing.add(w.mara, "witness", [{"code": "W-1", "conditions": ["third_state"]}]))


@case("originator.stopped")
def _(w: World) -> Attempt:
    editing.add(w.mara, "witness", [BOUND])
    return lambda: post(w.mara, "stopped", w.ibrahim)


@case("originator.no_origin")
def _(w: World) -> Attempt:
    with w.mara.db.read() as connection:
        place = w.mara.standing(connection).whole_team
    written(w.mara, Op(place, "witness", "a" * 32, "code", "W-1"), Op(place, "witness", "a" * 32, "conditions", True, "third_state"))
    return lambda: post(w.mara, "stopped", w.ibrahim)


def _account(w: World) -> str:
    """An account of the whole team, and a narrower compartment."""
    protect(w.mara, w.olena)
    editing.add(w.mara, "witness", [{"code": "W-1"}])
    return editing.add(w.mara, "account", [{"witness": "W-1", "text": "before"}]).ids[0]


@case("move.kind")
def _(w: World) -> Attempt:
    _account(w)
    return lambda: moving.move(w.mara, reading.listed(w.mara, "disclosure")[0].id, PROTECTED)


@case("move.not_narrower")
def _(w: World) -> Attempt:
    account = _account(w)
    return lambda: moving.move(w.mara, account, "Team")


@case("move.conflict")
def _(w: World) -> Attempt:
    account = _account(w)
    send(w.mara, w.olena, "start")
    editing.change(w.mara, account, {"text": "here"})
    editing.change(w.olena, account, {"text": "there"})
    send(w.olena, w.mara, "apart")
    return lambda: moving.move(w.mara, account, PROTECTED)


@case("move.left_behind")
def _(w: World) -> Attempt:
    account = _account(w)
    team.set_readers(w.mara, "Aside", [team.fingerprint(w.ibrahim)])
    editing.add(w.mara, "note", [{"about": account, "text": "aside"}], "Aside")
    return lambda: moving.move(w.mara, account, PROTECTED)


@case("move.changed")
def _(w: World) -> Attempt:
    account = _account(w)

    def attempt() -> None:
        seen = iter([{}, {"c" * 64: {}}])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(moving, "_contents", lambda *_: next(seen))
            moving.move(w.mara, account, PROTECTED)

    return attempt


@case("consultation.reason")
def _(w: World) -> Attempt:
    _account(w)
    [identity] = editing.add(w.mara, "identity", [{"witness": "W-1", "name": "Somebody"}], PROTECTED).ids
    return lambda: reading.open_protected(w.mara, identity, " ")
