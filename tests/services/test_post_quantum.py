"""A file is post-quantum if every recipient has such a key, and says because of whom it is not."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest

from jitdesk.crypto import age, header
from jitdesk.services import desk as desks
from jitdesk.services import disclosing, editing, exporting, identity, importing, outgoing, previewing, reading, upkeep, work
from jitdesk.services.desk import Desk
from tests.services.sava import post, protect, send
from tests.services.test_museum import first as first


def kind(path: Path) -> str:
    with path.open("rb") as file:
        return header.read(file).kind


def opened(path: Path, *identities: str) -> bytes:
    out = io.BytesIO()
    with path.open("rb") as file:
        age.decrypt(file, out, identities)
    return out.getvalue()


def test_a_new_desk_has_both_keys_and_says_so_on_its_card(mara: Desk) -> None:
    assert mara.card.hybrid is not None
    assert mara.keys.hybrid is not None
    age.check_hybrid_recipient(mara.card.hybrid)
    age.check_classical_recipient(mara.card.age)
    assert desks.unlock(mara.folder, "a fine passphrase").keys == mara.keys
    assert work.unlocked(msgspec.json.decode(msgspec.json.encode(work.opened(mara.unlocked)))) == mara.unlocked


def test_among_desks_with_such_keys_every_file_is_post_quantum(mara: Desk, olena: Desk, ibrahim: Desk) -> None:
    protect(mara, olena)
    written = post(mara, "x")
    assert len(written) == 2
    for one in written:
        assert kind(one.path) == header.HYBRID
        assert one.classical == ()
    opened(written[0].path, *ibrahim.keys.identities)
    with pytest.raises(age.NotForUs):  # the classical key alone opens nothing of it
        opened(written[0].path, olena.keys.age)
    assert exporting.read(msgspec.json.decode(msgspec.json.encode(written[0], enc_hook=str))) == written[0]


def test_one_desk_of_the_first_version_makes_a_file_classical_for_all_its_recipients(first: dict[str, Desk]) -> None:
    mara, olena = first["mara"], first["olena"]
    editing.change(mara, "W-0412", {"summary": "Seen again"})
    for sent in post(mara, "x", olena):
        assert kind(sent.path) == header.X25519
        assert sent.classical == (olena.card.member,)
        [told] = previewing.preview(olena, [sent.path]).bundles
        assert not told.post_quantum
    plan = outgoing.plan(mara)
    assert not any(one.hybrid for one in plan.recipients if one.device == olena.device)
    assert plan.classical([olena.device]) == (olena.card.member,)


def test_a_desk_of_the_first_version_gets_such_a_key_and_the_others_use_it(first: dict[str, Desk], tmp_path: Path) -> None:
    mara, olena = first["mara"], first["olena"]
    late = post(mara, "late", olena)
    before = olena.keys
    assert before.hybrid is None
    identity.rekey(olena)
    assert olena.keys.hybrid is not None
    importing.accept(olena, [one.path for one in late])  # what was under way to the former key still opens
    send(olena, mara, "new keys")
    plan = outgoing.plan(mara)
    assert plan.classical([olena.device]) == ()
    editing.change(mara, "W-0412", {"summary": "Seen again"})
    sent = post(mara, "x", olena)
    for one in sent:
        assert (kind(one.path), one.classical) == (header.HYBRID, ())
        with pytest.raises(age.NotForUs):
            opened(one.path, before.age)
    assert all(one.post_quantum for one in importing.accept(olena, [one.path for one in sent]))
    assert reading.show(olena, "W-0412").values["summary"] == "Seen again"
    upkeep.verify(mara)
    upkeep.verify(olena)


def test_a_plan_says_of_each_file_because_of_whom_it_is_classical() -> None:
    people = [outgoing.Recipient(c * 32, f"Member {c}", "SVN", True, "", hybrid=c != "b") for c in "abc"]
    plan = outgoing.Outgoing(tuple(people), (), False, "")
    assert plan.classical(["a" * 32, "c" * 32]) == ()
    assert plan.classical([one.device for one in people]) == ("Member b",)


@pytest.mark.parametrize("hybrid", [False, True])
def test_a_disclosure_takes_the_key_that_the_other_party_gives(mara: Desk, tmp_path: Path, hybrid: bool) -> None:
    court = age.new_hybrid_identity() if hybrid else age.new_identity()
    editing.add(mara, "task", [{"title": "Call the registry"}])
    given = disclosing.disclose(mara, tmp_path / "court.jitbundle", court.recipient, ["Team"])
    assert kind(given.path) == (header.HYBRID if hybrid else header.X25519)
    assert bool(given.classical) is not hybrid
    assert b"manifest.json" in opened(given.path, court.secret)
    assert court.recipient in [entry.get("recipient") for entry in reading.listed(mara, "disclosure")]
    upkeep.verify(mara)
