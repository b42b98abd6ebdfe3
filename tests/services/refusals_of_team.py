"""What the services refuse where a device leaves the team, or comes into it in the place of another."""

from __future__ import annotations

from jitdesk.crypto import age, signature
from jitdesk.exchange import card as cards
from jitdesk.exchange.card import Former
from jitdesk.services import editing, exporting, identity, leaving, team
from tests.services.refusal_world import Attempt, World, case, simple
from tests.services.sava import copied, post, send

simple("revoke.reason", lambda w: leaving.revoke(w.mara, team.fingerprint(w.olena), " "))
simple("block.own", lambda w: leaving.block(w.mara, team.fingerprint(w.mara)))


@case("desk.copy")
def another_copy(w: World) -> Attempt:
    """Another copy of the folder, on the same machine, gave something out."""
    identity.settle(w.mara)
    copy = copied(w.mara, w.path("copy.jitdesk"))
    w.on_exit(copy.close)
    copy.outside = w.mara.outside
    post(copy, "of the copy", w.olena)
    editing.add(w.mara, "task", [{"title": "t"}])
    return lambda: post(w.mara, "of the desk", w.olena)


@case("member.devices")
def two_devices(w: World) -> Attempt:
    identity.settle(w.olena)
    copy = copied(w.olena, w.path("copy.jitdesk"), image=False)
    w.on_exit(copy.close)
    identity.settle(copy)
    send(copy, w.mara, "here I am")
    return lambda: leaving.revoke(w.mara, "Olena Hrytsenko", "Stolen")


@case("export.blocked")
def blocked(w: World) -> Attempt:
    leaving.block(w.mara, team.fingerprint(w.olena))
    return lambda: exporting.export(w.mara, w.path("x.jitbundle"), ["Olena Hrytsenko"])


@case("card.replaces")
def false_successor(w: World) -> Attempt:
    """A card that claims to replace the lead's device, signed by another key."""
    seed, about = signature.new_signing_key(), ("Nobody", "POL", "Prosecution", "analyst")
    former = Former(w.mara.device, w.olena.keys.signing)
    card = cards.parse(cards.make(seed, age.new_identity().recipient, *about, former=former))
    return lambda: team.admit(w.mara, card, team.card_fingerprint(card))
