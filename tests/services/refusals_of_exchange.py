"""Cases of refusal around bundles, cards, files, and the desk itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jitdesk.crypto import age, signature
from jitdesk.crypto.keyslots import LEAST
from jitdesk.domain.changes import ROSTER, Line, encode
from jitdesk.domain.decide import Op
from jitdesk.exchange import card as cards
from jitdesk.exchange import segment
from jitdesk.kernel.values import sha256
from jitdesk.services import (
    custody,
    disclosing,
    editing,
    exporting,
    importing,
    mailbox,
    quarantine,
    reading,
    reporting,
    team,
    undoing,
    upkeep,
)
from jitdesk.services import desk as desks
from jitdesk.services.desk import Person
from jitdesk.storage import log
from tests.services.hostile import head_hash, line, own_end, sealed, smuggled
from tests.services.refusal_world import Attempt, World, case, simple
from tests.services.sava import DAY, PROTECTED, admit, courier, forge, post, protect, revoke, segments, send, written

PERSON = Person("Petra Novak", "CZE", "Prosecutor", "analyst")
WORKER = Person("Mara Kos", "SVN", "Prosecutor", "lead")

# -- cards, bundles out -------------------------------------------------------------------------------------------------------------------
simple("card.unreadable", lambda w: team.read_card(w.path("none.jitcard")))
simple("card.no_fingerprint", lambda w: team.admit(w.mara, w.olena.card, "12345 12345"))
simple("card.other_fingerprint", lambda w: team.admit(w.mara, w.newcomer.card, team.fingerprint(w.olena)))
simple("export.nobody", lambda w: exporting.export(w.mara, w.path("x.jitbundle"), ["Mara Kos"]))
simple("export.place", lambda w: exporting.export(w.mara, w.path("x.zip")))
simple("disclose.nothing", lambda w: disclosing.disclose(w.mara, w.path("x.jitbundle"), w.newcomer.card.age, []))
simple("disclose.lead_only", lambda w: disclosing.disclose(w.olena, w.path("x.jitbundle"), w.mara.card.age, ["Team"]))

# -- mailboxes ----------------------------------------------------------------------------------------------------------------------------
simple("mailbox.no_folder", lambda w: mailbox.visit(w.mara, w.path("none")))
simple("mailbox.desk_inside", lambda w: mailbox.visit(w.mara, w.mara.folder.parent, accept=True))


@case("mailbox.first")
def _(w: World) -> Attempt:
    w.path("box").mkdir()
    newcomer = w.newcomer
    return lambda: mailbox.visit(newcomer, w.path("box"), accept=True)


# -- bundles in ---------------------------------------------------------------------------------------------------------------------------
simple("import.no_file", lambda w: importing.accept(w.mara, [w.path("none.jitbundle")]))


@case("import.empty")
def _(w: World) -> Attempt:
    w.path("stick").mkdir()
    w.path("stick/readme.txt").write_text("nothing here")
    return lambda: importing.accept(w.mara, [w.path("stick")])


@case("import.not_shown")
def _(w: World) -> Attempt:
    shown = exporting.export(w.mara, w.path("x.jitbundle"), ["Olena Hrytsenko"])
    [seen] = [report.hash for report in importing.preview(w.olena, [shown[0].path])]
    editing.add(w.mara, "task", [{"title": "Slipped in"}])
    [other] = exporting.export(w.mara, w.path("y.jitbundle"), ["Olena Hrytsenko"])
    other.path.replace(shown[0].path)
    return lambda: importing.accept(w.olena, [shown[0].path], seen=[seen])


@case("import.none_for_us")
def _(w: World) -> Attempt:
    w.path("stick").mkdir()
    exporting.export(w.mara, w.path("stick"), ["Olena Hrytsenko"])
    return lambda: importing.accept(w.ibrahim, [w.path("stick")])


@case("import.other_team")
def _(w: World) -> Attempt:
    other = team.found(w.path("other.jitdesk"), "p", "JIT Elsewhere", WORKER, cost=LEAST, clock=w.mara.clock)
    admit(other, w.olena)
    sent = post(other, "x", w.olena)
    other.close()
    return lambda: importing.accept(w.olena, [p.path for p in sent])


def first_bundle(w: World) -> list[Path]:
    admit(w.two["mara"], w.newcomer)
    return [p.path for p in post(w.two["mara"], "x", w.newcomer)]


@case("import.trust_needed")
def _(w: World) -> Attempt:
    sent = first_bundle(w)
    return lambda: importing.accept(w.newcomer, sent)


@case("import.other_founder")
def _(w: World) -> Attempt:
    sent = first_bundle(w)
    return lambda: importing.accept(w.newcomer, sent, trust=team.fingerprint(w.two["olena"]))


@case("import.roster_gap")
def _(w: World) -> Attempt:
    for number in range(2):
        made = cards.make(signature.new_signing_key(), age.new_identity().recipient, f"New {number}", "POL", "Prosecutor", "analyst")
        card = cards.parse(made)
        team.admit(w.mara, card, team.card_fingerprint(card))
        rows = segments(w.mara, w.mara.workspace_id)
    return lambda: importing.accept(w.olena, [courier(w.mara, w.olena, w.path("x"), [], roster=[*rows[:-2], rows[-1]])])


@case("import.no_founder")
def _(w: World) -> Attempt:
    lead = w.two["mara"]
    value = {"card": lead.card.value(), "signature": lead.card.signature, "team": "", "motto": "none of a founding"}
    texts = {"field": "found", "group": "1" * 32, "kind": ROSTER, "record": "2" * 32, "salt": "3" * 32, "stamp": "1".rjust(17, "0")}
    line = encode(Line(**texts, supersedes=[], value=value))
    workspace = sha256(line)
    sealed = segment.seal(lead.keys.signing, workspace, workspace, lead.device, 1, None, [line])
    path = forge(lead, w.newcomer, w.path("x"), [(sealed.body, sealed.signature)], [], workspace=workspace)
    return lambda: importing.accept(w.newcomer, [path], trust=team.fingerprint(lead))


@case("import.sender_not_in_team")
def _(w: World) -> Attempt:
    revoke(w.mara, w.olena)
    sent = post(w.olena, "x", w.mara)
    return lambda: importing.accept(w.mara, [p.path for p in sent])


@case("import.other_key")
def _(w: World) -> Attempt:
    path = courier(w.olena, w.mara, w.path("x"), [], sender=w.ibrahim.device)
    return lambda: importing.accept(w.mara, [path])


def follows_nothing(w: World, **stated: Any) -> Attempt:
    """A segment by Olena, signed by her, whose line 0 says what no honest desk would."""
    editing.add(w.olena, "task", [{"title": "one"}])
    [row] = segments(w.olena, of=w.olena)
    with w.olena.db.read() as connection:
        first = log.segment(connection, row)
        [last] = first.lines()[-1:]
    text = last.replace(b'"stamp":"1', b'"stamp":"2')
    head = {"compartment": first.compartment, "first": first.last + 1, "prev": first.hash} | {k: v(first) for k, v in stated.items()}
    sealed = segment.seal(
        w.olena.keys.signing, w.olena.workspace_id, head["compartment"], w.olena.device, head["first"], head["prev"], [text]
    )
    pairs = [(first.body, first.signature), (sealed.body, sealed.signature)]
    with w.olena.db.read() as connection:
        roster = list(exporting.packed(connection, segments(w.olena, w.olena.workspace_id)))
    path = forge(w.olena, w.mara, w.path("x"), roster, pairs)
    return lambda: importing.accept(w.mara, [path])


@case("import.chain")
def _(w: World) -> Attempt:
    place = w.olena.workspace_id
    first, prev = own_end(w.olena, place)
    last = sealed(w.olena, place, [line("roster", "d" * 32, "rekey", None, at=2 * DAY)], first, prev)
    apart = sealed(w.olena, place, [line("roster", "d" * 32, "rekey", None, at=3 * DAY)], first + 2, head_hash(last))
    path = smuggled(w.olena, w.mara, w.path("x"), [], [last, apart])
    return lambda: importing.accept(w.mara, [path])


@case("import.not_our_compartment")
def _(w: World) -> Attempt:
    protect(w.mara, w.olena)
    path = courier(w.mara, w.ibrahim, w.path("x"), segments(w.mara, PROTECTED))
    return lambda: importing.accept(w.ibrahim, [path])


# -- attachments --------------------------------------------------------------------------------------------------------------------------
simple("attach.no_file", lambda w: custody.attach(w.mara, w.task, w.path("none.pdf")))
simple("extract.no_file", lambda w: custody.extract(w.mara, w.task, w.path("out")))


@case("extract.conflict")
def _(w: World) -> Attempt:
    file = w.file
    send(w.mara, w.olena, "a")
    for desk, size in ((w.mara, 1), (w.olena, 2)):
        record = reading.show(desk, file)
        written(desk, Op(record.compartment, "file", file, "content", {**record.get("content"), "size": size}))
    send(w.olena, w.mara, "b")
    return lambda: custody.extract(w.mara, file, w.path("out"))


@case("extract.not_here")
def _(w: World) -> Attempt:
    cipher = reading.show(w.mara, w.file).get("content")["cipher"]
    (w.mara.files / cipher).unlink()
    return lambda: custody.extract(w.mara, w.file, w.path("out"))


@case("extract.altered")
def _(w: World) -> Attempt:
    record = reading.show(w.mara, w.file)
    written(w.mara, Op(record.compartment, "file", w.file, "content", {**record.get("content"), "size": 7}))
    return lambda: custody.extract(w.mara, w.file, w.path("out"))


# -- the desk itself ----------------------------------------------------------------------------------------------------------------------
@case("verify.segment")
def _(w: World) -> Attempt:
    w.task  # noqa: B018
    row = segments(w.mara)[-1]
    with w.mara.db.read() as connection:
        body = bytearray(log.segment(connection, row).body)
    body[len(body) // 2] ^= 1
    w.alter("UPDATE segment SET body = ? WHERE id = ?", bytes(body), row)
    return lambda: upkeep.verify(w.mara)


@case("verify.file")
def _(w: World) -> Attempt:
    kept = w.mara.files / reading.show(w.mara, w.file).get("content")["cipher"]
    data = bytearray(kept.read_bytes())
    data[-1] ^= 1
    kept.write_bytes(data)
    return lambda: upkeep.verify(w.mara)


@case("verify.projection")
def _(w: World) -> Attempt:
    w.task  # noqa: B018
    w.alter("UPDATE task SET title = 'Another' WHERE title = 'Summons'")
    return lambda: upkeep.verify(w.mara)


# -- what came in -------------------------------------------------------------------------------------------------------------------------
@case("import.one_of_several")
def _(w: World) -> Attempt:
    w.path("stick").mkdir()
    editing.add(w.mara, "task", [{"title": "Summons"}])
    courier(w.mara, w.olena, w.path("stick/good.jitbundle"), segments(w.mara)[-1:])
    w.path("stick/junk.jitbundle").write_bytes(b"no bundle at all")
    return lambda: importing.accept(w.olena, [w.path("stick")])


@case("undo.nothing")
def _(w: World) -> Attempt:
    return lambda: undoing.undo(w.mara)


def _kept(w: World) -> str:
    """The hash of a bundle that waits on Olena's desk."""
    editing.add(w.mara, "task", [{"title": "Summons"}])
    bundle = courier(w.mara, w.olena, w.path(f"kept {len(segments(w.mara))}"), segments(w.mara, of=w.mara)[-1:])
    [report] = importing.accept(w.olena, [bundle], only=[])
    return report.hash


@case("quarantine.short")
def _(w: World) -> Attempt:
    hash = _kept(w)
    return lambda: quarantine.accept(w.olena, hash[:7])


@case("quarantine.none")
def _(w: World) -> Attempt:
    _kept(w)
    return lambda: quarantine.refuse(w.olena, "0" * 64)


def _alike(w: World, hash: str) -> None:
    """Two bundles whose hashes begin alike, as an enemy with time could make them."""
    with w.olena.db.write() as connection:
        connection.exec_driver_sql('UPDATE journal SET detail = replace(detail, \'"hash":"\', \'"hash":"\' || ?)', (hash[:8],))


@case("quarantine.two")
def _(w: World) -> Attempt:
    first, _ = _kept(w), _kept(w)
    _alike(w, first)
    return lambda: quarantine.accept(w.olena, first[:8])


@case("quarantine.keeper")
def _(w: World) -> Attempt:
    editing.add(w.ibrahim, "task", [{"title": "Late"}])
    with w.ibrahim.db.read() as connection:
        late = list(exporting.packed(connection, segments(w.ibrahim, of=w.ibrahim)[-1:]))
    revoke(w.mara, w.ibrahim)
    rows = segments(w.mara, w.mara.workspace_id)
    with w.mara.db.read() as connection:
        roster = list(exporting.packed(connection, rows))
    importing.accept(w.olena, [forge(w.mara, w.olena, w.path("late"), roster, late)])
    [item] = quarantine.listed(w.olena)
    return lambda: quarantine.accept(w.olena, item.hash)


@case("report.short")
def _(w: World) -> Attempt:
    hash = _kept(w)
    return lambda: reporting.report(w.olena, hash[:7])


@case("report.none")
def _(w: World) -> Attempt:
    return lambda: reporting.report(w.olena, "0" * 64)


@case("report.two")
def _(w: World) -> Attempt:
    first = _kept(w)
    _alike(w, first)
    return lambda: reporting.report(w.olena, first[:8])


@case("desk.newer")
def _(w: World) -> Attempt:
    with w.mara.db.write() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 1000")
    w.mara.close()
    return lambda: desks.hold(w.mara.folder, w.mara.unlocked)
